"""The three habits as pure functions of a session."""

from .criteria import PASS_PERCENT, Mark, Marks, mark_of, marks, stopped
from .mirror import EVEN, Forecast, Mirror, brier, mirror

__all__ = [
    "EVEN",
    "PASS_PERCENT",
    "Forecast",
    "Mark",
    "Marks",
    "Mirror",
    "brier",
    "mark_of",
    "marks",
    "mirror",
    "stopped",
]
