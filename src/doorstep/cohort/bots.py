"""Simulated trainees, playing through the same calls as a person."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from ..case import Case, Key
from ..play import Chose, Event, Session, Wrote, begin, draw
from ..practice import Marks, marks
from .answering import answer
from .policies import POLICIES, Policy
from .sight import Sight, see

MOST_STEPS = 500
"""More choices than any case asks for; a play this long means that a case cannot be ended."""


@dataclass(frozen=True)
class Play:
    """A finished play: its events, the session they fold to, and its marks."""

    events: tuple[Event, ...]
    session: Session
    marks: Marks


def _choice(session: Session, decide: Policy, sight: Sight, chance: random.Random) -> Event:
    return Chose(session.scene_name, decide(sight, chance))


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
        sight = see(session, stances)
        done = answer(policy, sight, session, chance) if session.asked else [_choice(session, decide, sight, chance)]
        for event in done:
            session.do(event)
        events += done
    if case.reflection is not None:
        wrote = Wrote(f"Written by the bot “{policy}”. {session.case.title}: what I would do otherwise.", done=True)
        session.do(wrote)
        events.append(wrote)
    return Play(tuple(events), session, marks(session, key))
