"""The three habits as pure functions of a session."""

from .criteria import PASS_PERCENT, Mark, Marks, mark_of, marks, stopped
from .evidence import Fact, Grid, grid, separates
from .mirror import EVEN, Forecast, Mirror, brier, mirror

__all__ = [
    "EVEN",
    "PASS_PERCENT",
    "Fact",
    "Forecast",
    "Grid",
    "Mark",
    "Marks",
    "Mirror",
    "brier",
    "grid",
    "mark_of",
    "marks",
    "mirror",
    "separates",
    "stopped",
]
