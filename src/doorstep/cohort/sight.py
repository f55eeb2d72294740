"""What a bot may know: what stands on the screen, and the stance an author gave each option.

Never points, keys, reasons not yet read, or the family drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..case.shape import Weight
from ..play import Session
from ..stage.views import met, unasked

AGAIN_AFTER = 45
"""Minutes after which a reader would try somebody again who could not be reached."""


@dataclass(frozen=True)
class Choice:
    """An option as read: its words, its cost in minutes, whom it reaches, its stance."""

    name: str
    words: str
    said: bool
    minutes: int
    person: str
    stance: str


@dataclass(frozen=True)
class Fact:
    """A thing learnt, as told. ``urgent`` where the paper itself says it cannot wait."""

    ask: str
    words: str
    first_hand: bool
    urgent: bool
    suggests: Mapping[str, Weight]


@dataclass(frozen=True)
class Owed:
    """A promise as it stands in the ledger; ``due`` in minutes of the day, None if no time was said."""

    to: str
    due: int | None
    open: bool


@dataclass(frozen=True)
class Sight:
    """One screen, as somebody reads it."""

    choices: tuple[Choice, ...]
    facts: tuple[Fact, ...]
    owed: tuple[Owed, ...]
    met: frozenset[str]
    just_missed: frozenset[str]
    unasked: frozenset[str]
    manager: str
    paper: str
    title: str
    now: int
    left: int
    chosen: tuple[str, ...]
    """Words of what was done so far, in order."""


def see(session: Session, stances: Mapping[str, str] | None = None) -> Sight:
    """What the screen shows. ``stances`` replaces the author's, to test that they decide nothing."""
    case = session.case
    facts: dict[str, Fact] = {}
    for telling in session.tellings:
        answer = case.answer(telling.answer)
        held = facts.get(telling.question)
        facts[telling.question] = Fact(
            case.questions[telling.question].ask,
            answer.is_,
            telling.first_hand or (held is not None and held.first_hand),
            bool(answer.urgent),
            answer.suggests,
        )
    choices = tuple(
        Choice(
            offer.name,
            offer.option.words,
            bool(offer.option.say),
            offer.option.carries.minutes,
            offer.option.carries.with_,
            (stances or {}).get(offer.name, offer.option.carries.stance or ""),
        )
        for offer in session.offers()
    )
    owed = tuple(Owed(e.to, e.due if e.said_when else None, e.state == "open") for e in session.ledger.values())
    manager = next((n for n, p in case.people.items() if "manager" in f"{p.name} {p.role}".lower()), "")
    return Sight(
        choices=choices,
        facts=tuple(facts.values()),
        owed=owed,
        met=frozenset(met(session)),
        just_missed=frozenset(
            m.person for m in session.moments if not m.reached and session.now - m.ended < AGAIN_AFTER
        ),
        unasked=frozenset(unasked(session)),
        manager=manager,
        paper=" ".join(case.statements.values()),
        title=session.scene.title,
        now=session.now,
        left=session.clock.left(session.now),
        chosen=tuple(case.option(m.option).words for m in session.moments if m.reached),
    )
