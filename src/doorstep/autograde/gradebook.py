"""The gradebook itself, read in a few questions and written a batch at a time. Only the coordinator opens it."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import nbgrader.api as nb
from sqlalchemy import create_engine, insert, select, update
from sqlalchemy.engine import Connection, Engine, Row
from sqlalchemy.exc import SQLAlchemyError

from .book import Assignment, Cell, Notebook, SourceCell, Submission, blank

# nbgrader ships no types.
# mypy: disallow-untyped-calls=False

AT_ONCE = 400
"""Names in one question; SQLite takes up to 999."""


class NoGradebook(Exception):
    """The gradebook cannot be read, or does not have the exercise; the sentence says which and what to do."""


class Book:
    """An open gradebook of one exercise."""

    def __init__(self, url: str, assignment: str) -> None:
        """Read what the exercise holds. Raises NoGradebook."""
        self.engine: Engine = create_engine(url)
        try:
            with self.engine.connect() as db:
                self.assignment = _assignment(db, assignment)
        except SQLAlchemyError as error:
            why = str(getattr(error, "orig", None) or error).splitlines()[0]
            raise NoGradebook(
                f"The gradebook cannot be read ({why}). Run: nbgrader generate_assignment {assignment}"
            ) from error

    def submissions(self, students: Sequence[str]) -> dict[str, Submission]:
        """The rows of each of these students: those the gradebook has, or blank ones."""
        rows = {student: blank(self.assignment, student) for student in students}
        with self.engine.connect() as db:
            for some in _parts(list(students)):
                self._read(db, some, rows)
        return rows

    def write(self, submissions: Iterable[Submission]) -> None:
        """Write hand-ins' rows in one transaction; what tutors gave is never touched. Can be repeated."""
        with self.engine.begin() as db:
            for submission in submissions:
                held = _held(db, self.assignment.id, submission.student)
                if held is None:
                    self._add(db, submission)
                else:
                    _change(db, held, submission)

    def close(self) -> None:
        """Let go of it."""
        self.engine.dispose()

    def _read(self, db: Connection, students: list[str], rows: dict[str, Submission]) -> None:
        sub, note, grade, comment = (
            nb.SubmittedAssignment, nb.SubmittedNotebook, nb.Grade, nb.Comment,
        )  # fmt: skip
        found = db.execute(
            select(sub.student_id, sub.timestamp, sub.extension).where(
                sub.assignment_id == self.assignment.id, sub.student_id.in_(students)
            )
        )
        for student, timestamp, extension in found:
            submission = rows[student]
            submission.known, submission.timestamp, submission.extension = True, timestamp, extension
        joined = (
            select(sub.student_id, note.notebook_id, grade.cell_id, grade.auto_score, grade.manual_score,
                   grade.extra_credit, grade.needs_manual_grade)
            .join(note, note.assignment_id == sub.id).join(grade, grade.notebook_id == note.id)
            .where(sub.assignment_id == self.assignment.id, sub.student_id.in_(students))
        )  # fmt: skip
        for student, notebook, cell, auto, manual, extra, needs in db.execute(joined):
            for g in _notebook(rows[student], notebook).grades:
                if g.cell_id == cell:
                    g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade = auto, manual, extra, needs
        joined = (
            select(sub.student_id, note.notebook_id, comment.cell_id, comment.auto_comment, comment.manual_comment)
            .join(note, note.assignment_id == sub.id).join(comment, comment.notebook_id == note.id)
            .where(sub.assignment_id == self.assignment.id, sub.student_id.in_(students))
        )  # fmt: skip
        for student, notebook, cell, auto, manual in db.execute(joined):
            for c in _notebook(rows[student], notebook).comments:
                if c.cell_id == cell:
                    c.auto_comment, c.manual_comment = auto, manual
        for student, notebook, penalty in db.execute(
            select(sub.student_id, note.notebook_id, note.late_submission_penalty)
            .join(note, note.assignment_id == sub.id)
            .where(sub.assignment_id == self.assignment.id, sub.student_id.in_(students))
        ):
            _notebook(rows[student], notebook).late_submission_penalty = penalty

    def _add(self, db: Connection, submission: Submission) -> None:
        student = submission.student
        if db.execute(select(nb.Student.id).where(nb.Student.id == student)).first() is None:
            db.execute(insert(nb.Student), {"id": student})
        top = _new()
        db.execute(
            insert(nb.SubmittedAssignment),
            {
                "id": top,
                "assignment_id": self.assignment.id,
                "student_id": student,
                "timestamp": submission.timestamp,
            },
        )
        for notebook in submission.notebooks:
            held = _new()
            db.execute(
                insert(nb.SubmittedNotebook),
                {
                    "id": held,
                    "assignment_id": top,
                    "notebook_id": notebook.notebook.id,
                    "flagged": False,
                    "late_submission_penalty": notebook.late_submission_penalty,
                },
            )
            _insert(
                db, nb.Grade.__table__,
                [{"id": _new(), "notebook_id": held, "cell_id": g.cell_id, "auto_score": g.auto_score,
                  "needs_manual_grade": g.needs_manual_grade} for g in notebook.grades],
            )  # fmt: skip
            _insert(
                db, nb.Comment.__table__,
                [{"id": _new(), "notebook_id": held, "cell_id": c.cell_id, "auto_comment": c.auto_comment}
                 for c in notebook.comments],
            )  # fmt: skip


def _change(db: Connection, held: str, submission: Submission) -> None:
    """Bring rows that are there up to date: what the automatic part decides, and nothing a tutor gave."""
    sub, note, grade, comment = (
        nb.SubmittedAssignment.__table__, nb.SubmittedNotebook.__table__, nb.Grade.__table__, nb.Comment.__table__,
    )  # fmt: skip
    db.execute(update(sub).where(sub.c.id == held).values(timestamp=submission.timestamp))
    for notebook in submission.notebooks:
        inside = db.execute(
            select(note.c.id).where(note.c.assignment_id == held, note.c.notebook_id == notebook.notebook.id)
        ).scalar_one_or_none()
        if inside is None:
            continue
        db.execute(
            update(note).where(note.c.id == inside).values(late_submission_penalty=notebook.late_submission_penalty)
        )
        for g in notebook.grades:
            db.execute(
                update(grade)
                .where(grade.c.notebook_id == inside, grade.c.cell_id == g.cell_id)
                .values(auto_score=g.auto_score, needs_manual_grade=g.needs_manual_grade)
            )
        for c in notebook.comments:
            db.execute(
                update(comment)
                .where(comment.c.notebook_id == inside, comment.c.cell_id == c.cell_id)
                .values(auto_comment=c.auto_comment)
            )


def _assignment(db: Connection, name: str) -> Assignment:
    top = nb.Assignment.__table__
    found = db.execute(select(top.c.id, top.c.duedate).where(top.c.name == name)).first()
    if found is None:
        raise NoGradebook(f"The gradebook has no “{name}”. Run: nbgrader generate_assignment {name}")
    note = nb.Notebook.__table__
    rows = db.execute(
        select(note.c.id, note.c.name, note.c.kernelspec).where(note.c.assignment_id == found.id).order_by(note.c.name)
    ).all()
    return Assignment(found.id, name, found.duedate, tuple(_released(db, row) for row in rows))


def _released(db: Connection, row: Row[Any]) -> Notebook:
    base, source = nb.BaseCell.__table__, nb.SourceCell.__table__
    cells: dict[str, list[Cell]] = defaultdict(list)
    for kind, table in (("grade", nb.GradeCell.__table__), ("task", nb.TaskCell.__table__)):
        for cell in db.execute(
            select(base.c.id, base.c.name, table.c.cell_type, table.c.max_score)
            .join(table, table.c.id == base.c.id).where(base.c.notebook_id == row.id)
        ):  # fmt: skip
            cells[kind].append(Cell(cell.id, cell.name, cell.cell_type, float(cell.max_score)))
    table = nb.SolutionCell.__table__
    for cell in db.execute(
        select(base.c.id, base.c.name).join(table, table.c.id == base.c.id).where(base.c.notebook_id == row.id)
    ):
        cells["solution"].append(Cell(cell.id, cell.name, ""))
    sources = tuple(
        SourceCell(c.id, c.name, c.cell_type, bool(c.locked), c.source, c.checksum)
        for c in db.execute(select(source).where(source.c.notebook_id == row.id))
    )
    return Notebook(
        row.id, row.name, row.kernelspec, tuple(cells["grade"]), tuple(cells["solution"]), tuple(cells["task"]), sources
    )


def _held(db: Connection, assignment: str, student: str) -> str | None:
    sub = nb.SubmittedAssignment.__table__
    found: str | None = db.execute(
        select(sub.c.id).where(sub.c.assignment_id == assignment, sub.c.student_id == student)
    ).scalar_one_or_none()
    return found


def _notebook(submission: Submission, notebook: str) -> Any:
    return next(n for n in submission.notebooks if n.notebook.id == notebook)


def _insert(db: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        db.execute(insert(table), rows)


def _parts(items: list[str]) -> Iterable[list[str]]:
    return (items[i : i + AT_ONCE] for i in range(0, len(items), AT_ONCE))


def _new() -> str:
    return uuid.uuid4().hex
