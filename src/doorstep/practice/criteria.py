"""The criteria of a case as pure functions of a session: part marks, reasons, moments, stops."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ..case import Case, Key
from ..case.rules import Condition, Criterion
from ..play.conditions import Terms, holds
from ..play.session import Session
from ..play.world import Moment

PASS_PERCENT = 60


@dataclass(frozen=True)
class Mark:
    """One criterion's mark, out of ``worth``, the reason in words and the moments it rests on."""

    name: str
    says: str
    points: float
    worth: int
    because: str
    moments: tuple[Moment, ...]


@dataclass(frozen=True)
class Marks:
    """All marks of a play, and the stops that no mark can buy back."""

    criteria: tuple[Mark, ...]
    stops: tuple[str, ...]

    @property
    def percent(self) -> float:
        """Per cent of the automatic marks, 0 to 100."""
        worth = sum(m.worth for m in self.criteria)
        return 100 * sum(m.points for m in self.criteria) / worth if worth else 100.0

    @property
    def passed(self) -> bool:
        """At least 60% and no stop (course rule 3)."""
        return self.percent >= PASS_PERCENT and not self.stops


def marks(session: Session, key: Key | None) -> Marks:
    """The marks of a play. Without a key only a case that uses no secret names can be marked.

    Raises KeyError for a limit or group that is nowhere named.
    """
    terms = Terms.of(session.case, key)
    case = session.case
    stops = tuple(c.says for c in stopped(session))
    return Marks(tuple(_mark(n, c, session, terms) for n, c in case.marked.items()), stops)


def stopped(session: Session) -> tuple[Criterion, ...]:
    """The stops a play has met (course rule 3). They use no secret names, so no key is needed."""
    terms = Terms.of(session.case)
    stops = (c for c in session.case.criteria.values() if c.stop and c.if_ is not None)
    return tuple(c for c in stops if c.if_ is not None and holds(c.if_, session, terms))


def mark_of(name: str, session: Session, key: Key | None) -> Mark:
    """One criterion's mark. Raises KeyError for a criterion the case does not have."""
    return _mark(name, session.case.marked[name], session, Terms.of(session.case, key))


def _mark(name: str, criterion: Criterion, session: Session, terms: Terms) -> Mark:
    rung = next(r for r in criterion.ladder if r.if_ is None or holds(r.if_, session, terms))
    worth = criterion.worth.points if criterion.worth else 0
    moments = _rests_on(name, session, terms)
    return Mark(name, criterion.says, rung.points, worth, rung.because, moments)


def _rests_on(name: str, session: Session, terms: Terms) -> tuple[Moment, ...]:
    """The moments a criterion looks at: options it names, and those that taught what it asks for."""
    options = _looked_at(session.case, name, tuple(sorted(terms.groups.items())))
    return tuple(m for m in session.moments if m.reached and m.option in options)


@lru_cache(maxsize=1024)
def _looked_at(case: Case, name: str, groups: tuple[tuple[str, tuple[str, ...]], ...]) -> frozenset[str]:
    conditions = [rung.if_ for rung in case.marked[name].ladder if rung.if_ is not None]
    return frozenset(o for c in conditions for o in _options_in(c, case, Terms(dict(groups))))


def _options_in(condition: Condition, case: Case, terms: Terms) -> set[str]:
    named: set[str] = set(terms.members(condition.happened)) | set(terms.members(condition.never))
    if condition.before:
        named |= {*terms.members(condition.before.first), *terms.members(condition.before.then)}
    if condition.within:
        named |= set(terms.members(condition.within.did))
    promises = {p.partition(".")[0] for p in condition.promised} | {condition.kept, condition.moved_early}
    asked: set[str] = set()
    if condition.knew_first_hand:
        asked = set(terms.members(condition.knew_first_hand.of))
    for name, (_, option) in case.options.items():
        carries = option.carries
        made = {p.partition(".")[0] for p in carries.promise} | set(carries.moves)
        tells = set(carries.tells.items()) & set(condition.told.items())
        if made & promises or asked & set(carries.learn) or tells:
            named.add(name)
    for promise in promises & set(case.promises):
        named |= set(case.promises[promise].kept_by)
    return named
