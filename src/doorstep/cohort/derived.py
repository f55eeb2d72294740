"""The cells of an exercise's notebook that follow from its case: one to mark each criterion, one for the writing.

The words above them are written by hand; these are made, so that a criterion stands in one place only.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..case import Case, CaseError
from ..case.rules import Reflection
from .notebooks import MARK

Cell = dict[str, Any]
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def rewrite(notebook: Path, case: Case) -> bool:
    """Bring a notebook's derived cells up to its case; whether anything changed. Raises OSError, ValueError."""
    before = notebook.read_text(encoding="utf-8")
    held = json.loads(before)
    kept = [c for c in held["cells"] if not _is_derived(c)]
    held["cells"] = [*kept, *derived_cells(case)]
    after = json.dumps(held, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    if after != before:
        notebook.write_text(after, encoding="utf-8")
    return after != before


def drift(notebook: Path, case: Case) -> list[CaseError]:
    """Where a notebook's derived cells are not those of its case. A notebook that cannot be read is said elsewhere."""
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        held = [c for c in cells if _is_derived(c)]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []
    if held == derived_cells(case):
        return []
    file = f"{notebook.parent.name}/{notebook.name}"
    return [CaseError(file, 1, "Its mark cells or its rubric are not those of its case.", "Run doorstep cells.")]


def derived_cells(case: Case) -> list[Cell]:
    """The note on marks, a cell for each criterion with points, and the locked task cell of the reflection."""
    cells = [_markdown("marks-note", _marks_note(case), task=False)]
    for name, criterion in case.marked.items():
        points = criterion.worth.points if criterion.worth else 0
        cells.append(
            {
                "cell_type": "code",
                "execution_count": None,
                "id": name,
                "metadata": {
                    "jupyter": {"source_hidden": True},
                    "nbgrader": _nbgrader(name, "code", grade=True, points=points),
                    "tags": ["doorstep-mark"],
                },
                "outputs": [],
                "source": [MARK.format(name)],
            }
        )
    if case.reflection:
        cells.append(_markdown("reflection", _writing(case.reflection), task=True, points=case.reflection.points))
    return cells


def _is_derived(cell: Cell) -> bool:
    about = cell.get("metadata", {}).get("nbgrader", {})
    return bool(about.get("grade") or about.get("task") or about.get("grade_id") == "marks_note")


def _markdown(name: str, text: str, task: bool, points: int | None = None) -> Cell:
    about = _nbgrader(name, "markdown", grade=False, points=points, task=task)
    return {
        "cell_type": "markdown",
        "id": name,
        "metadata": {"nbgrader": about},
        "source": text.splitlines(keepends=True),
    }


def _nbgrader(name: str, kind: str, grade: bool, points: int | None = None, task: bool = False) -> dict[str, Any]:
    about = {
        "cell_type": kind,
        "grade": grade,
        "grade_id": name.replace("-", "_"),
        "locked": True,
        "schema_version": 3,
        "solution": False,
        "task": task,
    }
    return about if points is None else {**about, "points": points}


def _marks_note(case: Case) -> str:
    number = len(case.marked)
    said = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
    return (
        f"## Marks\n\nThere is nothing to do here. The {said} marks below are made by nbgrader from your choices after "
        "you have handed in. The last one, for your note, is given by your tutor."
    )


def _writing(reflection: Reflection) -> str:
    least, most = reflection.words
    share = reflection.points / len(reflection.rubric)
    rows = "\n".join(f"| {r.looks_for} | {r.none} | {r.some} | {r.full} |" for r in reflection.rubric)
    return (
        "## Your note for the file\n\n"
        f"You write it on the screen above, when the day is over: {least} to {most} words. "
        f"Your tutor marks it, {reflection.points} points. Nothing is marked for spelling or warmth.\n\n"
        f"{reflection.prompt.strip()}\n\n"
        f"| It looks for | None: 0 | Some: {share / 2:g} | Full: {share:g} |\n|---|---|---|---|\n{rows}"
    )
