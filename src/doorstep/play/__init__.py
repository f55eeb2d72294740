"""Playing a case: events, the session they fold to, and the trail they are kept in."""

from .draw import begin, draw
from .events import RULES, Chose, Event, Recorded, Refused, Spoke, Started, Viewed, Wrote
from .marked import finished_attempt, sessions
from .session import Offer, Session, replay
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
    "Recorded",
    "Refused",
    "Session",
    "Spoke",
    "Started",
    "Trail",
    "TrailError",
    "Viewed",
    "Wrote",
    "attempts",
    "begin",
    "draw",
    "finished_attempt",
    "replay",
    "sessions",
]
