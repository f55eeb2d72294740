"""A gradebook in memory, for nbgrader's preprocessors: the few methods they call, on plain data."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any, Protocol, TypeVar

import nbgrader.api
from nbgrader.api import MissingEntry

from .book import Assignment, Cell, Comment, Grade, Notebook, SourceCell, Submission, SubmittedNotebook


class NotHeld(Exception):
    """A preprocessor asked for something that only the gradebook itself has."""


class _Named(Protocol):
    @property
    def name(self) -> str: ...


_T = TypeVar("_T", bound=_Named)


class _Database:
    """Commits do nothing: the coordinator writes."""

    def commit(self) -> None:
        """Nothing."""

    def rollback(self) -> None:
        """Nothing."""

    def flush(self) -> None:
        """Nothing."""


class Snapshot:
    """Stands for nbgrader's Gradebook while one hand-in is marked. Raises MissingEntry as it does, and NotHeld."""

    db = _Database()

    def __init__(self, submission: Submission) -> None:
        """Look things up in a hand-in's rows, and change them."""
        self.submission = submission

    def __enter__(self) -> Snapshot:
        """As Gradebook does."""
        return self

    def __exit__(self, *_: object) -> None:
        """As Gradebook does."""

    def close(self) -> None:
        """Nothing is open."""

    def __getattr__(self, name: str) -> Any:
        """Refuse what is not held. Raises NotHeld, or AttributeError for what Python asks on its own."""
        if name.startswith("__"):
            raise AttributeError(name)
        raise NotHeld(f"Gradebook.{name}")

    def find_assignment(self, name: str) -> Assignment:
        """The exercise."""
        if name != self.submission.assignment.name:
            raise NotHeld(f"another assignment, {name}")
        return self.submission.assignment

    def find_notebook(self, name: str, assignment: str) -> Notebook:
        """A notebook of the exercise."""
        return _named(self.find_assignment(assignment).notebooks, name)

    def find_source_cell(self, name: str, notebook: str, assignment: str) -> SourceCell:
        """A cell's text as released."""
        return _named(self.find_notebook(notebook, assignment).source_cells, name)

    def find_grade_cell(self, name: str, notebook: str, assignment: str) -> Cell:
        """A graded cell."""
        return _named(self.find_notebook(notebook, assignment).grade_cells, name)

    def find_task_cell(self, name: str, notebook: str, assignment: str) -> Cell:
        """A task cell."""
        return _named(self.find_notebook(notebook, assignment).task_cells, name)

    def find_solution_cell(self, name: str, notebook: str, assignment: str) -> Cell:
        """A cell in which something is written."""
        return _named(self.find_notebook(notebook, assignment).solution_cells, name)

    def find_graded_cell(self, name: str, notebook: str, assignment: str) -> Cell:
        """A graded cell, or a task."""
        found = self.find_notebook(notebook, assignment)
        return _named((*found.grade_cells, *found.task_cells), name)

    def find_submission(self, assignment: str, student: str) -> Submission:
        """The hand-in."""
        self.find_assignment(assignment)
        if student != self.submission.student:
            raise NotHeld("another hand-in")
        return self.submission

    def find_submission_notebook(self, notebook: str, assignment: str, student: str) -> SubmittedNotebook:
        """A notebook of the hand-in."""
        return _named(self.find_submission(assignment, student).notebooks, notebook)

    def find_grade(self, name: str, notebook: str, assignment: str, student: str) -> Grade:
        """A cell's grade."""
        return _named(self.find_submission_notebook(notebook, assignment, student).grades, name)

    def find_comment(self, name: str, notebook: str, assignment: str, student: str) -> Comment:
        """A cell's comment."""
        return _named(self.find_submission_notebook(notebook, assignment, student).comments, name)


class Stand:
    """What is called instead of ``Gradebook``: gives the snapshot of the hand-in at work."""

    def __init__(self) -> None:
        """Nothing is at work yet."""
        self.snapshot: Snapshot | None = None

    def __call__(self, *_args: Any, **_kwargs: Any) -> Snapshot:
        """The snapshot, whatever address is given."""
        if self.snapshot is None:
            raise NotHeld("the gradebook outside a hand-in")
        return self.snapshot

    def take_place(self) -> None:
        """Stand in for Gradebook wherever a module of this process holds it by name."""
        real = nbgrader.api.Gradebook
        for module in list(sys.modules.values()):
            if getattr(module, "__dict__", {}).get("Gradebook") is real:
                module.__dict__["Gradebook"] = self


def _named(among: Iterable[_T], name: str) -> _T:
    for found in among:
        if found.name == name:
            return found
    raise MissingEntry(f"No such entry: {name}")
