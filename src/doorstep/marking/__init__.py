"""Marking: what a notebook's test cells call. nbgrader's own steps are in steps.py, the zips in collect.py."""

from .cells import Points, Unfinished, Unmarkable, finished, mark

__all__ = ["Points", "Unfinished", "Unmarkable", "finished", "mark"]
