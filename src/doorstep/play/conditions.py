"""Whether an author's condition holds in a session. Named limits and secret groups are passed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..case import Case, Key, times
from ..case.rules import Condition, FirstHand, Within
from .views import moves

if TYPE_CHECKING:
    from .session import Session

Names = str | tuple[str, ...]


@dataclass(frozen=True)
class Terms:
    """What the names in conditions stand for: groups of options or questions, limits in minutes."""

    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    limits: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, case: Case, key: Key | None = None) -> Terms:
        """The public terms of a case, with those of its key where it is at hand."""
        secret = dict(key.groups) if key else {}
        limits = {name: times.limit(text) for name, text in key.limits.items()} if key else {}
        return cls({**case.groups, **secret}, limits)

    def members(self, names: Names) -> tuple[str, ...]:
        """The members of a group, or the list itself. Raises KeyError for an unknown group."""
        return self.groups[names] if isinstance(names, str) else names


def holds(condition: Condition, session: Session, terms: Terms) -> bool:
    """Whether every line of the condition holds. Raises KeyError for a name not in ``terms``."""
    return (
        all(session.knew(a) is not None for a in condition.knew)
        and all(session.knew(a) is None for a in condition.not_knew)
        and all(item in session.told for item in condition.told.items())
        and _done(condition, session, terms)
        and (condition.knew_first_hand is None or _first_hand(condition.knew_first_hand, session, terms))
        and (
            condition.before is None
            or _before(terms.members(condition.before.first), terms.members(condition.before.then), session)
        )
        and (condition.within is None or _within(condition.within, session, terms))
        and _promises(condition, session)
        and all(session.trust.get(who, 0) > 0 for who in condition.trusts)
        and all(session.trust.get(who, 0) < 0 for who in condition.wary)
        and set(condition.recorded) <= set(session.recorded)
        and (not condition.recorded_untrue or bool(session.untrue))
        and (not condition.view_moved or _views(session, towards=True))
        and (not condition.view_held or _views(session, towards=False))
    )


def _done(condition: Condition, session: Session, terms: Terms) -> bool:
    if not (condition.happened or condition.never):
        return True
    done = {m.option for m in session.moments if m.reached}
    happened = not condition.happened or bool(done & set(terms.members(condition.happened)))
    return happened and not done & set(terms.members(condition.never))


def _promises(condition: Condition, session: Session) -> bool:
    ledger = session.ledger
    return (
        all(_promised(name, session) for name in condition.promised)
        and (not condition.kept or (condition.kept in ledger and ledger[condition.kept].state == "kept"))
        and (not condition.missed or (condition.missed in ledger and ledger[condition.missed].slipped(session.now)))
        and (
            not condition.moved_early or (condition.moved_early in ledger and ledger[condition.moved_early].moved_early)
        )
    )


def first_done(options: tuple[str, ...], session: Session) -> int | None:
    """The place in the play at which the first of some options was done, or None."""
    return next((i for i, m in enumerate(session.moments) if m.reached and m.option in options), None)


def _views(session: Session, towards: bool) -> bool:
    moved = moves(session)
    return bool(moved) and (all(m.towards for m in moved) if towards else any(not m.towards for m in moved))


def _promised(name: str, session: Session) -> bool:
    promise, _, form = name.partition(".")
    return promise in session.ledger and session.ledger[promise].form == form


def _before(first: tuple[str, ...], then: tuple[str, ...], session: Session) -> bool:
    began, stopped = first_done(first, session), first_done(then, session)
    return began is not None and (stopped is None or began < stopped)


def _first_hand(wanted: FirstHand, session: Session, terms: Terms) -> bool:
    stopped = first_done(terms.members(wanted.before), session)
    until = session.moments[stopped].begun if stopped is not None else None
    known = {
        t.question
        for t in session.tellings
        if t.first_hand and t.question in terms.members(wanted.of) and (until is None or t.at <= until)
    }
    return len(known) >= wanted.at_least


def _within(wanted: Within, session: Session, terms: Terms) -> bool:
    known = session.knew(wanted.after)
    if known is None:
        return False
    did = terms.members(wanted.did)
    limit = known.at + terms.limits[wanted.limit]
    return any(m.reached and m.option in did and known.at <= m.begun <= limit for m in session.moments)
