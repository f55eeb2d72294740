"""Which of a trail's plays is marked: the first that was finished."""

from __future__ import annotations

from collections.abc import Sequence

from ..case import Case
from .events import Refused
from .session import Session, replay
from .trail import Attempt, TrailError


def sessions(case: Case, attempts: Sequence[Attempt]) -> tuple[Session, ...]:
    """Every play replayed. Raises TrailError where one cannot have happened in this case."""
    played = []
    for number, attempt in enumerate(attempts, 1):
        try:
            played.append(replay(case, attempt.events))
        except Refused as error:
            raise TrailError(f"Attempt {number} cannot be replayed. {error}") from error
    return tuple(played)


def finished_attempt(case: Case, attempts: Sequence[Attempt]) -> Session | None:
    """The first finished play, or None where none is finished. Raises TrailError."""
    return next((s for s in sessions(case, attempts) if s.finished), None)
