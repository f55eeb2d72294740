"""The parts of the world a play changes: the clock, what is known, what was promised."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from ..case import times
from ..case.options import Trust
from ..case.shape import FIRST_HAND, Case, Family, How, Reach

State = Literal["open", "kept", "late", "missed"]
TRUST: dict[Trust, int] = {"much-down": -2, "down": -1, "up": 1, "much-up": 2}
"""What each word about trust adds to it. Trust changes what is said later, and never a mark."""


@dataclass(frozen=True)
class Learnt:
    """A fact as the worker came to know it. ``at`` is in minutes of the case's day."""

    question: str
    answer: str
    at: int
    source: str
    how: How

    @property
    def first_hand(self) -> bool:
        """Whether the person who told it saw it, did it or had it in writing of their own."""
        return self.how in FIRST_HAND


@dataclass(frozen=True)
class Moment:
    """One thing the worker did: when it began and ended, with whom, what came back, and why it matters.

    ``words`` are those that stood on the button. ``visit`` numbers the stay in a scene in which it was done.
    """

    scene: str
    option: str
    words: str
    person: str
    begun: int
    ended: int
    reached: bool
    reply: str
    reason: str
    visit: int


@dataclass(frozen=True)
class Entry:
    """A promise in the ledger. ``due`` is when the other person expects it.

    ``form`` is empty where an option that moves the promise was the first to name a time.
    """

    promise: str
    form: str
    to: str
    what: str
    made: int
    due: int
    said_when: bool
    state: State = "open"
    settled: int | None = None
    moved_early: bool = False

    def settle(self, at: int) -> Entry:
        """Done at ``at``: kept if that is in time, late otherwise."""
        return replace(self, state="kept" if at <= self.due else "late", settled=at)

    def move(self, at: int, due: int) -> Entry:
        """Moved to ``due`` with the person; early if that was before it slipped."""
        return replace(self, due=due, said_when=True, moved_early=self.moved_early or at <= self.due)

    def slipped(self, now: int) -> bool:
        """Whether it was done late, not done, or is past its time."""
        return self.state in ("late", "missed") or (self.state == "open" and now > self.due)

    def close(self, at: int) -> Entry:
        """At the end of the play: what is still open and past its time was missed."""
        return replace(self, state="missed") if self.state == "open" and self.due <= at else self


@dataclass(frozen=True)
class Clock:
    """The working day: minutes pass, and time that is taken is jumped over."""

    taken: tuple[tuple[int, int], ...]
    ends: int

    @classmethod
    def of(cls, case: Case) -> Clock:
        """The clock of a case's day."""
        taken = sorted(times.span(t) for t in case.when.taken)
        return cls(tuple(taken), max(times.span(h)[1] for h in case.when.hours))

    def after(self, start: int, minutes: int) -> int:
        """The minute at which work of ``minutes`` begun at ``start`` is done."""
        now = self.free(start)
        for begin, end in self.taken:
            if now < begin < now + minutes:
                minutes -= begin - now
                now = end
        return self.free(now + minutes)

    def free(self, minute: int) -> int:
        """``minute``, or the end of the taken time it falls in."""
        for begin, end in self.taken:
            if begin <= minute < end:
                return end
        return minute

    def left(self, now: int) -> int:
        """Working minutes that remain of the day that ``now`` falls on. Time is taken only on the first."""
        lost = sum(max(0, end - max(begin, now)) for begin, end in self.taken if end > now)
        return max(0, now // times.DAY * times.DAY + self.ends - now - lost)


def begins(case: Case) -> int:
    """The minute of the day at which a play begins."""
    return min(times.span(h)[0] for h in case.when.hours)


def reached(case: Case, family: Family, person: str, by: str, at: int) -> bool:
    """Whether somebody can be reached by phone or in person at a minute of the day."""
    spans = _spans(case.people[person].reach, by)
    if person in family.reach:
        changed = _spans(family.reach[person], by)
        spans = changed if changed is not None else spans
    return spans is None or any(b <= at % times.DAY < e for b, e in (times.span(s) for s in spans))


def _spans(reach: str | Reach, by: str) -> tuple[str, ...] | None:
    if isinstance(reach, str):
        return None
    return reach.phone if by == "phone" else reach.in_person
