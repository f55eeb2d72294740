"""Simulated trainees, playing through the same calls as a person."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..case import Case, Key
from ..play import Chose, Event, Session, Wrote, begin, draw
from ..practice import Marks, marks
from .policies import POLICIES
from .sight import Sight, see

MOST_STEPS = 500
"""More choices than any case asks for; a play this long means that a case cannot be ended."""

Policy = Callable[[Sight, random.Random], str]


@dataclass(frozen=True)
class Play:
    """A finished play: its events, the session they fold to, and its marks."""

    events: tuple[Event, ...]
    session: Session
    marks: Marks


class NeverEnds(RuntimeError):
    """A bot made more choices than any case asks for."""


def play(
    case: Case,
    key: Key | None,
    policy: str,
    seed: str,
    family: str | None = None,
    stances: Mapping[str, str] | None = None,
) -> Play:
    """Play a case once. ``seed`` decides the family, unless one is named, and the bot's own chance.

    Raises KeyError for an unknown policy and NeverEnds for a play that does not end.
    """
    chance = random.Random(f"{policy}:{seed}")
    decide = POLICIES[policy]
    started = begin(case, family, seed) if family else draw(case, seed)
    session = Session(case, started)
    events: list[Event] = [started]
    while not session.ended:
        if len(events) > MOST_STEPS:
            raise NeverEnds(f"{policy} had made {MOST_STEPS} choices in “{case.id}” and was not done.")
        event = Chose(session.scene_name, decide(see(session, stances), chance))
        session.do(event)
        events.append(event)
    if case.reflection is not None:
        wrote = Wrote(f"Written by the bot “{policy}”. {session.case.title}: what I would do otherwise.", done=True)
        session.do(wrote)
        events.append(wrote)
    return Play(tuple(events), session, marks(session, key))
