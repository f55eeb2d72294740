"""The three habits as pure functions of a session."""

from .criteria import PASS_PERCENT, Mark, Marks, mark_of, marks

__all__ = ["PASS_PERCENT", "Mark", "Marks", "mark_of", "marks"]
