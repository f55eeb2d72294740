"""Looking back on a whole play: what the family saw, who was never asked, paper against people, the mirror."""

from __future__ import annotations

import re
from typing import Any

from ..case import times
from ..play import Session
from ..play.world import Moment
from ..practice import EVEN, Forecast, grid, mirror, stopped
from . import asked
from .family import kin

View = dict[str, Any]
_NAMED = re.compile(r"[A-Z]\w+: ")


def debrief(session: Session) -> View:
    """Everything the last screen says of the play besides its outcome."""
    return {
        "saw": _saw(session),
        "against": _against(session),
        "grid": _grid(session),
        "mirror": _mirror(session),
        "first_words": [w for s in session.case.scenes if (w := asked.first_words(session, s))],
        "record": asked.record(session),
        "stops": [{"says": c.says, "because": c.because} for c in stopped(session)],
    }


def never_asked(session: Session, people: set[str]) -> list[View]:
    """Those of the family nobody asked, with what they would have said where the author wrote it."""
    case = session.case
    return [
        {"name": person.name, "words": session.family.unasked.get(who, "")}
        for who, person in case.people.items()
        if who in people
    ]


def _saw(session: Session) -> list[View]:
    seen = []
    for moment in session.moments:
        option = session.case.option(moment.option)
        words = session.family.saw.get(moment.option, option.saw)
        if words and moment.reached:
            seen.append({"at": _when(session, moment.begun), "words": _voiced(session, moment, words)})
    return seen


def _voiced(session: Session, moment: Moment, words: str) -> str:
    """The words with the name of whoever of the family was there, unless the author begins with a name."""
    person = session.case.people.get(moment.person)
    if _NAMED.match(words) or person is None or moment.person not in kin(session.case):
        return words
    return f"{person.name.split()[0]}: {words}"


def _when(session: Session, minute: int) -> str:
    date = session.case.when.date
    return times.clock(minute) if minute < times.DAY else times.spoken(minute, date)


def _against(session: Session) -> list[View]:
    """What the paper said of each question and what was learnt of it, or that it was not; and what no paper had."""
    case = session.case
    rows = []
    for name, question in case.questions.items():
        learnt = [t for t in session.tellings if t.question == name]
        if not question.paper and not learnt:
            continue
        first_hand = any(t.first_hand for t in learnt)
        rows.append(
            {
                "ask": question.ask,
                "paper": [case.statements[s] for s in question.paper],
                "met": case.answer(learnt[-1].answer).is_ if learnt else "",
                "how": ("first hand" if first_hand else "heard from somebody else") if learnt else "",
            }
        )
    return rows


SPEAKS = {
    "much-more": "strongly for it",
    "more": "for it",
    "neither": "says nothing of it",
    "less": "against it",
    "much-less": "strongly against it",
}
"""How far a fact speaks for an explanation, in words."""


def _grid(session: Session) -> View | None:
    """Explanations against what was learnt, and the question that would have told them apart best."""
    held = grid(session)
    if held is None:
        return None
    return {
        "facts": [{"ask": f.ask, "is": f.is_} for f in held.facts],
        "rows": [
            {"says": says, "cells": [{"kind": f.speaks[n], "words": SPEAKS[f.speaks[n]]} for f in held.facts]}
            for n, says in enumerate(held.explanations)
        ],
        "open": held.open,
    }


def _mirror(session: Session) -> View | None:
    held = mirror(session)
    if not held.forecasts:
        return None
    return {
        "forecasts": [_forecast(session, f) for f in held.forecasts],
        "sum": " + ".join(f"{score:.2f}" for score in held.scores),
        "number": len(held.scores),
        "score": f"{held.score:.2f}",
        "even": f"{EVEN:.2f}",
        "better": held.score < EVEN,
    }


def _forecast(session: Session, forecast: Forecast) -> View:
    rows = [
        {"at": _when(session, s.at), "likely": s.likely, "after": _after(session, s.told), "score": f"{score:.2f}"}
        for s, score in zip(forecast.stated, forecast.scores, strict=True)
    ]
    return {"name": forecast.view, "says": forecast.says, "rows": rows, "true": forecast.true}


def _after(session: Session, told: int) -> str:
    """Whom the worker had last learnt something from when a view was stated."""
    if not told:
        return "The paper"
    source = session.case.people.get(session.tellings[told - 1].source)
    return source.name if source else "The paper"
