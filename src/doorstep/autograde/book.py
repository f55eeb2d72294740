"""What the gradebook knows, as plain data: an exercise's cells, and one hand-in's grades and comments."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Cell:
    """A cell as the exercise was released."""

    id: str
    name: str
    cell_type: str
    max_score: float = 0.0


@dataclass(frozen=True)
class SourceCell:
    """The text of a cell as the exercise was released."""

    id: str
    name: str
    cell_type: str
    locked: bool
    source: str
    checksum: str


@dataclass(frozen=True)
class Notebook:
    """A notebook of the exercise."""

    id: str
    name: str
    kernelspec: str | None
    grade_cells: tuple[Cell, ...] = ()
    solution_cells: tuple[Cell, ...] = ()
    task_cells: tuple[Cell, ...] = ()
    source_cells: tuple[SourceCell, ...] = ()


@dataclass(frozen=True)
class Assignment:
    """The exercise."""

    id: str
    name: str
    duedate: dt.datetime | None
    notebooks: tuple[Notebook, ...]


@dataclass
class Grade:
    """A grade of one cell of one hand-in, under nbgrader's names; ``max_score`` and ``cell_type`` are the cell's."""

    name: str
    cell_id: str
    max_score: float
    cell_type: str
    auto_score: float | None = None
    manual_score: float | None = None
    extra_credit: float | None = None
    needs_manual_grade: bool = True

    @property
    def score(self) -> float:
        """The manual score if there is one, else the automatic one, with extra credit; as nbgrader's column has it."""
        given = self.manual_score if self.manual_score is not None else self.auto_score
        return 0.0 if given is None else given + (self.extra_credit or 0.0)


@dataclass
class Comment:
    """What is said about one cell of one hand-in."""

    name: str
    cell_id: str
    auto_comment: str | None = None
    manual_comment: str | None = None

    @property
    def comment(self) -> str | None:
        """What a person said, if anybody did, else what was said automatically; as nbgrader's column has it."""
        return self.manual_comment if self.manual_comment is not None else self.auto_comment


@dataclass
class SubmittedNotebook:
    """One notebook of a hand-in."""

    notebook: Notebook
    grades: list[Grade]
    comments: list[Comment]
    late_submission_penalty: float | None = None

    @property
    def name(self) -> str:
        """The notebook's name."""
        return self.notebook.name

    @property
    def score(self) -> float:
        """The sum of its grades."""
        return sum((g.score for g in self.grades), 0.0)

    @property
    def max_score(self) -> float:
        """The most that can be had."""
        return sum((g.max_score for g in self.grades), 0.0)


@dataclass
class Submission:
    """A hand-in's rows, as they are or will be; ``known`` where the gradebook has them already."""

    assignment: Assignment
    student: str
    notebooks: list[SubmittedNotebook] = field(default_factory=list)
    timestamp: dt.datetime | None = None
    extension: dt.timedelta | None = None
    known: bool = False

    @property
    def total_seconds_late(self) -> float:
        """Seconds after the due date, with any extension; 0 where it was in time or has no time."""
        due = self.assignment.duedate
        if due is None or self.timestamp is None:
            return 0
        return max(0, (self.timestamp - due - (self.extension or dt.timedelta())).total_seconds())

    @property
    def needs_person(self) -> bool:
        """Whether a grade waits for a person."""
        return any(g.needs_manual_grade for n in self.notebooks for g in n.grades)


class Left(ValueError):
    """A hand-in that is not opened; the sentence says why, for the tutor."""


@dataclass(frozen=True)
class Done:
    """What came of a hand-in: its rows, whether they are to be written, and why it failed, if it did."""

    submission: Submission
    failed: str = ""
    written: bool = True


def blank(assignment: Assignment, student: str) -> Submission:
    """The rows of a hand-in that nobody has looked at yet."""
    return Submission(assignment, student, [_blank(n) for n in assignment.notebooks])


def _blank(notebook: Notebook) -> SubmittedNotebook:
    graded = (*notebook.grade_cells, *notebook.task_cells)
    written = (*notebook.solution_cells, *notebook.task_cells)
    return SubmittedNotebook(
        notebook,
        [Grade(c.name, c.id, c.max_score, c.cell_type) for c in graded],
        [Comment(c.name, c.id) for c in written],
    )
