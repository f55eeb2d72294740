"""What is asked besides a choice: a view, first words, the record."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..case.activities import FirstWords, Record
from ..case.shape import Scene
from .conditions import Terms, holds
from .events import LONGEST_TEXT, Recorded, Refused, Spoke, Viewed
from .views import Stated, settled

if TYPE_CHECKING:
    from .session import Session

QUIET_MINUTES = 60
"""Minutes after an urgent fact is learnt in which nobody is asked for a forecast."""


@dataclass(frozen=True)
class Asked:
    """Something that waits for an answer before anything can be chosen: one of the three."""

    scene: str
    views: tuple[str, ...] = ()
    first_words: FirstWords | None = None
    record: Record | None = None


def on_entering(name: str, scene: Scene) -> list[Asked]:
    """What a scene asks when it is first entered, in the author's order."""
    return [Asked(name, first_words=a.first_words, record=a.record) for a in scene.activities]


def on_leaving(session: Session, name: str) -> list[Asked]:
    """The views asked on leaving a scene: those still open, and none in the hour after something urgent was learnt."""
    urgent = any(session.case.answer(t.answer).urgent and session.now - t.at < QUIET_MINUTES for t in session.tellings)
    views = tuple(v for v in session.case.scenes[name].view_after if not settled(session, v))
    return [Asked(name, views=views)] if views and not urgent else []


def answer(session: Session, event: Viewed | Spoke | Recorded) -> None:
    """Take the answer to what is asked first. Raises Refused where it answers something else."""
    asked = session.asked[0] if session.asked else Asked("")
    if isinstance(event, Viewed):
        _view(session, event, asked)
    elif asked.scene != event.scene:
        raise Refused("That is not what is asked now.")
    elif isinstance(event, Spoke):
        _speak(session, event, asked)
    else:
        _record(session, event, asked)
    session.answered += 1


def _view(session: Session, event: Viewed, asked: Asked) -> None:
    if event.view not in asked.views:
        raise Refused("Nobody asks for that view now.")
    if not 0 <= event.likely <= 100:
        raise Refused("A view is a number from 0 to 100.")
    session.stated.append(Stated(event.view, event.likely, session.now, len(session.tellings)))
    rest = tuple(v for v in asked.views if v != event.view)
    session.asked[:1] = [replace(asked, views=rest)] if rest else []


def _speak(session: Session, event: Spoke, asked: Asked) -> None:
    if asked.first_words is None:
        raise Refused("There is nobody to say that to now.")
    if len(event.text) > LONGEST_TEXT:
        raise Refused(f"That is over {LONGEST_TEXT:,} letters, more than can be kept.")
    session.spoken[event.scene] = event.text
    session.asked.pop(0)


def _record(session: Session, event: Recorded, asked: Asked) -> None:
    if asked.record is None:
        raise Refused("Nothing goes on the record now.")
    lines = asked.record.lines
    if len(set(event.lines)) != len(event.lines) or not set(event.lines) <= set(lines):
        raise Refused("The record holds other lines.")
    terms = Terms.of(session.case)
    session.recorded += event.lines
    session.untrue += tuple(n for n in event.lines if not holds(lines[n].true_if, session, terms))
    session.asked.pop(0)
