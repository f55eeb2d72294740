"""Views as they were stated, and whether they moved with what was learnt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .session import Session

SURE = 90
"""A view of 90 or more, or of 10 or less, is as far on its side as a move can be asked to go."""


@dataclass(frozen=True)
class Stated:
    """A view as stated: how likely out of 100, when, and how much had been told by then."""

    view: str
    likely: int
    at: int
    told: int


@dataclass(frozen=True)
class Move:
    """A view before and after its answer was learnt first hand, and whether it came nearer to it."""

    view: str
    before: Stated
    after: Stated
    towards: bool


def settled(session: Session, view: str) -> bool:
    """Whether a view has been stated since its answer was learnt first hand: to ask again would ask nothing."""
    settles = session.case.views[view].settles
    learnt = next((i for i, t in enumerate(session.tellings) if t.question == settles and t.first_hand), None)
    return learnt is not None and any(s.view == view and s.told > learnt for s in session.stated)


def moves(session: Session) -> list[Move]:
    """For each view stated both before and after its answer was learnt first hand: did it move towards it?

    Only the direction is looked at, never the size or the accuracy (course rule 2).
    """
    found = []
    for name, view in session.case.views.items():
        learnt = next((i for i, t in enumerate(session.tellings) if t.question == view.settles and t.first_hand), None)
        if learnt is None:
            continue
        stated = [s for s in session.stated if s.view == name]
        before = [s for s in stated if s.told <= learnt]
        after = [s for s in stated if s.told > learnt]
        if not before or not after:
            continue
        first, last = before[-1], after[-1]
        true = session.family.answers[view.settles] in view.true_if
        nearer = last.likely > first.likely if true else last.likely < first.likely
        there = last.likely >= SURE if true else last.likely <= 100 - SURE
        found.append(Move(name, first, last, nearer or there))
    return found
