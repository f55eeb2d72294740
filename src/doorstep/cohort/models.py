"""Model plays: what a thoughtful person did behind each door, kept beside the key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..case import Case, CaseError
from ..play import Chose, Event, Recorded, Refused, Session, Spoke, Viewed, Wrote, begin

SEED = "model"
EVEN = 50
"""The view of a model play that gives none."""


def events_of(case: Case, family: str, told: Mapping[str, Any], seed: str = SEED) -> tuple[Event, ...]:
    """The events of a model play; ``seed`` decides what is left to chance. Raises Refused.

    It is ``{"chooses": [option ids], "views": [{view: likely}], "first-words": text, "records": [line ids],
    "writes": text}``; each of ``views`` answers the next time views are asked.
    """
    started = begin(case, family, seed)
    session = Session(case, started)
    events: list[Event] = [started]
    views, records = iter(told.get("views", ())), iter(told.get("records", ()))
    for option in told.get("chooses", ()):
        while session.asked:
            events += _answered(session, views, records, str(told.get("first-words", "")))
        event = Chose(session.scene_name, str(option))
        try:
            session.do(event)
        except Refused as error:
            raise Refused(f"“{option}” at step {len(events)}, in “{session.scene_name}”: {error}") from error
        events.append(event)
    if case.reflection is not None:
        wrote = Wrote(str(told.get("writes", "")), done=True)
        session.do(wrote)
        events.append(wrote)
    return tuple(events)


def _answered(session: Session, views: Iterator[Mapping[str, int]], records: Iterator[str], words: str) -> list[Event]:
    asked = session.asked[0]
    done: list[Event]
    if asked.views:
        stated = next(views, {})
        done = [Viewed(name, int(stated.get(name, EVEN))) for name in asked.views]
    elif asked.first_words:
        done = [Spoke(asked.scene, words)]
    else:
        done = [Recorded(asked.scene, tuple(str(line) for line in records))]
    for event in done:
        session.do(event)
    return done


def missing(case: Case, told: Any, file: str) -> list[CaseError]:
    """An error for each family without a model play."""
    found = told if isinstance(told, dict) else {}
    return [
        CaseError(file, 1, f"No model play behind the door of “{f}”.", "Add its chooses and writes.")
        for f in case.families
        if not (isinstance(found.get(f), dict) and isinstance(found[f].get("chooses"), list))
    ]
