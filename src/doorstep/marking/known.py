"""What the gradebook knows of an exercise's cells, and how a cell is made what it was when released."""

# nbgrader and nbformat ship no types for these.
# mypy: disallow-subclassing-any=False, disallow-untyped-calls=False, warn-return-any=False

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell
from nbgrader.api import Gradebook

SCHEMA = 3
_NEW = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}
Resources = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """Which hand-in a step is at work on: its notebook, exercise, trainee and gradebook."""

    notebook: str
    exercise: str
    trainee: str
    gradebook: str

    @classmethod
    def of(cls, resources: Resources) -> Place:
        """The place that nbgrader names in a conversion's resources."""
        names = resources["nbgrader"]
        return cls(names["notebook"], names["assignment"], names["student"], names["db_url"])


@dataclass(frozen=True)
class Known:
    """A cell as the exercise was released; ``points`` is None where none can be had."""

    name: str
    kind: str
    source: str
    checksum: str
    locked: bool
    grade: bool
    solution: bool
    task: bool
    points: float | None

    @property
    def metadata(self) -> dict[str, Any]:
        """nbgrader's metadata for the cell."""
        made: dict[str, Any] = {
            "schema_version": SCHEMA,
            "grade_id": self.name,
            "grade": self.grade,
            "solution": self.solution,
            "task": self.task,
            "locked": self.locked,
            "checksum": self.checksum,
            "cell_type": self.kind,
        }
        return made if self.points is None else made | {"points": self.points}

    def restored(self, cell: NotebookNode) -> NotebookNode:
        """``cell`` as it was released; where trainees may write in it, their text is kept."""
        made = _NEW[self.kind](self.source if self.locked else cell.source)
        if "id" in cell:
            made["id"] = cell["id"]
        else:
            made.pop("id", None)
        made.metadata["nbgrader"] = NotebookNode(self.metadata)
        hidden = cell.metadata.get("jupyter")
        if isinstance(hidden, dict) and hidden.get("source_hidden") is True:
            made.metadata["jupyter"] = NotebookNode(source_hidden=True)
        return made


def known_cells(place: Place) -> dict[str, Known]:
    """Every cell of a notebook that the gradebook knows, by its grade id. Raises nbgrader's MissingEntry."""
    with Gradebook(place.gradebook) as gradebook:
        notebook = gradebook.find_notebook(place.notebook, place.exercise)
        graded = {c.name: float(c.max_score) for c in notebook.grade_cells}
        tasks = {c.name: float(c.max_score) for c in notebook.task_cells}
        solutions = {c.name for c in notebook.solution_cells}
        points = graded | tasks
        return {
            c.name: Known(
                c.name, c.cell_type, c.source, c.checksum, c.locked,
                c.name in graded, c.name in solutions, c.name in tasks, points.get(c.name),
            )
            for c in notebook.source_cells
        }  # fmt: skip


def grade_id(cell: NotebookNode) -> str | None:
    """The id under which nbgrader would take a cell, or None where its metadata is none or is spoilt."""
    found = cell.metadata.get("nbgrader")
    name = found.get("grade_id") if isinstance(found, dict) else None
    return name if isinstance(name, str) else None


def folders(step: Any, place: Place) -> tuple[Path, Path, Path]:
    """The hand-in as submitted, as graded, and the exercise's source, for a step of a conversion."""
    parent = step.parent
    while getattr(parent, "coursedir", None) is None:
        parent = parent.parent
    course = parent.coursedir
    submitted = course.format_path(course.submitted_directory, place.trainee, place.exercise)
    graded = course.format_path(course.autograded_directory, place.trainee, place.exercise)
    source = course.format_path(course.source_directory, ".", place.exercise)
    return Path(submitted), Path(graded), Path(source)


def note(resources: Resources, sentence: str) -> None:
    """Leave a sentence for whoever marks; BringAnswers writes them all at the top of the page."""
    resources.setdefault("doorstep", {}).setdefault("notes", []).append(sentence)


def notes(resources: Resources) -> list[str]:
    """The sentences left so far."""
    return list(resources.get("doorstep", {}).get("notes", []))
