"""What the clock brings: which events are due, and in which words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..case import times
from ..case.shape import ClockEvent
from .conditions import Terms, holds
from .draw import luck

if TYPE_CHECKING:
    from .session import Session


@dataclass(frozen=True)
class Said:
    """Something the clock brought: when, in what words, and in which stay in a scene."""

    at: int
    words: str
    visit: int


@dataclass(frozen=True)
class Bell:
    """A clock event and its place: in every family (0) or this one (1), and which; ``at`` in minutes of the case."""

    place: tuple[int, int]
    event: ClockEvent
    at: int

    def words(self, seed: str) -> str:
        """What is said. Where the author leaves it to chance, the trail's seed decides."""
        if not self.event.either:
            return self.event.says
        return self.event.either[luck(seed, f"bell {self.place}", len(self.event.either))]


def due(session: Session, minute: int) -> list[Bell]:
    """The bells that have not rung by ``minute`` and should, earliest first."""
    date = session.case.when.date
    places = [((0, i), e) for i, e in enumerate(session.case.clock)]
    places += [((1, i), e) for i, e in enumerate(session.family.clock)]
    bells = [Bell(place, e, times.moment(e.at, date)) for place, e in places if place not in session.rung]
    return sorted((b for b in bells if b.at <= minute and not _spared(b, session)), key=lambda b: b.at)


def _spared(bell: Bell, session: Session) -> bool:
    unless = bell.event.unless
    return unless is not None and holds(unless, session, Terms.of(session.case))
