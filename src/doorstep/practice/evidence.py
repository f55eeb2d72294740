"""What was learnt, held against each explanation; and the question that would have told them apart best."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from ..case import Case
from ..case.shape import Question
from ..play import Session

STRENGTH = {"much-less": -2, "less": -1, "neither": 0, "more": 1, "much-more": 2}
"""How far an answer speaks for an explanation, as its author weighs it; a rank, not a measure."""


@dataclass(frozen=True)
class Fact:
    """Something learnt: the question, its answer, and how far it speaks for each explanation in the case's order."""

    ask: str
    is_: str
    speaks: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """Explanations, facts in the order they were learnt, and the open question that would have separated most."""

    explanations: tuple[str, ...]
    facts: tuple[Fact, ...]
    open: str


def grid(session: Session) -> Grid | None:
    """What was learnt against each explanation. None where nothing was, or there is nothing to hold it against."""
    case = session.case
    learnt = list(dict.fromkeys((t.question, t.answer) for t in session.tellings))
    if not learnt or len(case.explanations) < 2:
        return None
    facts = []
    for name, answered in learnt:
        answer = case.answer(answered)
        speaks = tuple(answer.suggests.get(e, "neither") for e in case.explanations)
        facts.append(Fact(case.questions[name].ask, answer.is_, speaks))
    return Grid(tuple(case.explanations.values()), tuple(facts), _open(case, {name for name, _ in learnt}))


def separates(case: Case, question: Question) -> float:
    """How well a question tells explanations apart: over each two of them, how far its answers differ, on average."""
    pairs = list(combinations(case.explanations, 2))
    if not pairs or not question.answers:
        return 0.0
    apart = [
        abs(STRENGTH[a.suggests.get(one, "neither")] - STRENGTH[a.suggests.get(other, "neither")])
        for a in question.answers.values()
        for one, other in pairs
    ]
    return sum(apart) / len(apart)


def _open(case: Case, learnt: set[str]) -> str:
    left = {q.ask: separates(case, q) for name, q in case.questions.items() if name not in learnt}
    best = max(left, key=lambda ask: left[ask], default="")
    return best if best and left[best] >= 1 else ""
