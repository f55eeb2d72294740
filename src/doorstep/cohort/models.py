"""Model plays: what a thoughtful person did behind each door, kept beside the key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..case import Case, CaseError
from ..play import Chose, Event, Refused, Session, Wrote, begin

SEED = "model"


def events_of(case: Case, family: str, told: Mapping[str, Any]) -> tuple[Event, ...]:
    """The events of a model play, ``{"chooses": [option ids], "writes": text}``. Raises Refused."""
    started = begin(case, family, SEED)
    session = Session(case, started)
    events: list[Event] = [started]
    for option in told.get("chooses", ()):
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


def missing(case: Case, told: Any, file: str) -> list[CaseError]:
    """An error for each family without a model play."""
    found = told if isinstance(told, dict) else {}
    return [
        CaseError(file, 1, f"No model play behind the door of “{f}”.", "Add its chooses and writes.")
        for f in case.families
        if not (isinstance(found.get(f), dict) and isinstance(found[f].get("chooses"), list))
    ]
