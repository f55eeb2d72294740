"""Three indexes that nbgrader's gradebook lacks: without them formgrader's list of 2,000 hand-ins takes seconds."""

from __future__ import annotations

from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from .gradebook import NoGradebook

INDEXES = {
    "doorstep_grade_notebook": "grade (notebook_id)",
    "doorstep_comment_notebook": "comment (notebook_id)",
    "doorstep_submitted_notebook_assignment": "submitted_notebook (assignment_id)",
}
"""By name, what each is on. They change no row, and nbgrader works with them or without."""


def add(url: str) -> None:
    """Add those that are missing, and let the database look at its tables anew. Raises NoGradebook."""
    _do(url, [f"create index if not exists {name} on {on}" for name, on in INDEXES.items()] + ["analyze"])


def remove(url: str) -> None:
    """Take them out again. Raises NoGradebook."""
    _do(url, [f"drop index if exists {name}" for name in INDEXES])


def _do(url: str, statements: list[str]) -> None:
    engine = create_engine(url)
    try:
        with engine.begin() as db:
            for statement in statements:
                db.execute(text(statement))
    except SQLAlchemyError as error:
        why = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise NoGradebook(
            f"The gradebook cannot be changed ({why}). Is it there, and does nothing else use it?"
        ) from error
    finally:
        engine.dispose()
