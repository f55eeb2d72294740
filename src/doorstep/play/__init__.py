"""Playing a case: events, the session they fold to, and the trail they are kept in."""

from .draw import begin, draw
from .events import RULES, Chose, Event, Started, Wrote
from .marked import finished_attempt, sessions
from .session import Offer, Refused, Session, replay
from .trail import Attempt, Line, NotSaved, Overtaken, Trail, TrailError, attempts

__all__ = [
    "RULES",
    "Attempt",
    "Chose",
    "Event",
    "Line",
    "NotSaved",
    "Offer",
    "Overtaken",
    "Refused",
    "Session",
    "Started",
    "Trail",
    "TrailError",
    "Wrote",
    "attempts",
    "begin",
    "draw",
    "finished_attempt",
    "replay",
    "sessions",
]
