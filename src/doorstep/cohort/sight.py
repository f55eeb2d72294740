"""What a bot may know: what stands on the screen, and the stance an author gave each option.

Never points, keys, reasons not yet read, or the family drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

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
    way: str = ""
    """By phone or in person."""


@dataclass(frozen=True)
class Fact:
    """A thing learnt, as told. ``urgent`` where the paper itself says it cannot wait."""

    ask: str
    words: str
    first_hand: bool
    urgent: bool
    suggests: Mapping[str, Weight]


@dataclass(frozen=True)
class Claim:
    """A sentence to have a view about: what was said last, and whether what was told makes it so (None: not told)."""

    name: str
    words: str
    last: int | None
    so: bool | None
    first_hand: bool


@dataclass(frozen=True)
class Line:
    """A line that can go on the record."""

    name: str
    words: str


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
    just_missed: frozenset[tuple[str, str]]
    """Whom one has just failed to reach, and by which way."""
    unasked: frozenset[str]
    manager: str
    paper: str
    title: str
    now: int
    left: int
    chosen: tuple[str, ...]
    """Words of what was done so far, in order."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Everybody's name, by who they are."""
    seen: frozenset[str] = frozenset()
    """Those met in person."""
    told: frozenset[str] = frozenset()
    """Those who were told something about themselves or the child."""
    claims: tuple[Claim, ...] = ()
    lines: tuple[Line, ...] = ()
    speaking: bool = False
    """Whether first words are asked for."""


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
            offer.words,
            bool(offer.option.say),
            offer.option.carries.minutes,
            offer.option.carries.with_,
            (stances or {}).get(offer.name, offer.option.carries.stance or ""),
            offer.option.carries.by,
        )
        for offer in session.offers()
    )
    waits = session.asked[0] if session.asked else None
    owed = tuple(Owed(e.to, e.due if e.said_when else None, e.state == "open") for e in session.ledger.values())
    manager = next((n for n, p in case.people.items() if "manager" in f"{p.name} {p.role}".lower()), "")
    return Sight(
        choices=choices,
        facts=tuple(facts.values()),
        owed=owed,
        met=frozenset(met(session)),
        just_missed=frozenset(
            (m.person, case.option(m.option).carries.by)
            for m in session.moments
            if not m.reached and session.now - m.ended < AGAIN_AFTER
        ),
        unasked=frozenset(unasked(session)),
        manager=manager,
        paper=" ".join(case.statements.values()),
        title=session.scene.title,
        now=session.now,
        left=session.clock.left(session.now),
        chosen=tuple(m.words for m in session.moments if m.reached),
        names={who: person.name for who, person in case.people.items()},
        seen=frozenset(
            m.person for m in session.moments if m.reached and case.option(m.option).carries.by == "in-person"
        ),
        told=frozenset(who for who, _ in session.told),
        claims=tuple(_claim(session, name) for name in (waits.views if waits else ())),
        lines=tuple(Line(n, x.says) for n, x in (waits.record.lines.items() if waits and waits.record else ())),
        speaking=waits is not None and waits.first_words is not None,
    )


def _claim(session: Session, name: str) -> Claim:
    view = session.case.views[name]
    told = [t for t in session.tellings if t.question == view.settles]
    before = [s.likely for s in session.stated if s.view == name]
    return Claim(
        name,
        view.says,
        before[-1] if before else None,
        told[-1].answer in view.true_if if told else None,
        any(t.first_hand for t in told),
    )
