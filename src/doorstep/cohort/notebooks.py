"""Does a notebook agree with its case? The one line that starts it, the cells that mark it, tidiness."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from ..case import Case, CaseError
from ..marking.cells import Unmarkable, mark
from ..play import Trail

START = 'from doorstep.stage import play; play("case.yaml")'
MARK = 'from doorstep.marking import mark; mark("{}")'


def of_lesson(folder: Path) -> list[CaseError]:
    """What is wrong with a lesson's notebook."""
    errors: list[CaseError] = []
    cells = _cells(folder / "lesson.ipynb", "lesson", errors)
    return errors + (_start(cells, f"{folder.name}/lesson.ipynb") if cells is not None else [])


def of_exercise(folder: Path, case: Case) -> list[CaseError]:
    """What is wrong with an exercise's notebook: each criterion has one locked cell, with its points."""
    file = f"{folder.name}/{case.id}.ipynb"
    errors: list[CaseError] = []
    cells = _cells(folder / f"{case.id}.ipynb", "exercise", errors)
    if cells is None:
        return errors
    errors += _start(cells, file)
    if any(not _nbgrader(c).get("locked") for c in cells if "".join(c["source"]) == START):
        errors.append(CaseError(file, 1, "The cell that starts the case must be locked.", "Mend its metadata."))
    names = [str(_nbgrader(c).get("grade_id")) for c in cells if _nbgrader(c)]
    for name in sorted({n for n in names if names.count(n) > 1}):
        errors.append(CaseError(file, 1, f"Two cells are called “{name}”.", "Remove one of them."))
    graded = {str(_nbgrader(c).get("grade_id")): c for c in cells if _nbgrader(c).get("grade")}
    wanted = {name.replace("-", "_"): (name, criterion) for name, criterion in case.marked.items()}
    for extra in sorted(set(graded) - set(wanted)):
        errors.append(CaseError(file, 1, f"The cell “{extra}” marks no criterion.", "Remove it, or name it after one."))
    for grade_id, (name, criterion) in wanted.items():
        cell = graded.get(grade_id)
        points = criterion.worth.points if criterion.worth else 0
        if cell is None:
            errors.append(CaseError(file, 1, f"No cell marks “{name}”.", f"Add one that says {MARK.format(name)}"))
        elif "".join(cell["source"]) != MARK.format(name):
            errors.append(CaseError(file, 1, f"The cell “{grade_id}” says something else.", f"Use {MARK.format(name)}"))
        elif _nbgrader(cell).get("points") != points or not _nbgrader(cell).get("locked"):
            errors.append(CaseError(file, 1, f"“{grade_id}” must be locked and worth {points}.", "Mend its metadata."))
    errors += _task(cells, case, file)
    return errors


def as_shipped(folder: Path, case: Case) -> list[CaseError]:
    """An untouched exercise must not be markable, and must say so in a plain sentence."""
    name = next(iter(case.marked))
    before, here = dict(os.environ), Path.cwd()
    with tempfile.TemporaryDirectory() as made:
        empty = Path(made)
        (empty / "case.yaml").write_bytes((folder / "case.yaml").read_bytes())
        try:
            os.environ.update(NBGRADER_EXECUTION="autograde", DOORSTEP_KEYS=str(folder.parent))
            os.chdir(empty)
            mark(name)
        except Unmarkable as error:
            if Trail.beside(empty, case.id).path.name in str(error):
                return []
            return [CaseError(folder.name, 1, f"As shipped it says: {error}", "It should name the missing answers.")]
        finally:
            os.chdir(here)
            os.environ.clear()
            os.environ.update(before)
    return [CaseError(folder.name, 1, "As shipped it gives marks without any answers.", "Mend the marking.")]


def _cells(path: Path, kind: str, errors: list[CaseError]) -> list[dict[str, Any]] | None:
    file = f"{path.parent.name}/{path.name}"
    try:
        text = path.read_text(encoding="utf-8")
        notebook = json.loads(text)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        errors.append(CaseError(file, 1, f"The notebook cannot be read ({reason}).", "Restore it."))
        return None
    cells: Any = notebook.get("cells") if isinstance(notebook, dict) else None
    if not (isinstance(cells, list) and all(_is_cell(c) for c in cells) and isinstance(notebook.get("metadata"), dict)):
        errors.append(CaseError(file, 1, "The notebook cannot be read: cells or metadata are missing.", "Restore it."))
        return None
    if text != json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n":
        errors.append(CaseError(file, 1, "The notebook is not tidy.", "Sort its keys, indent by 1."))
    if any(c.get("outputs") or c.get("execution_count") for c in cells):
        errors.append(CaseError(file, 1, "The notebook holds outputs.", "Clear them before saving."))
    if len({str(c.get("id") or "") for c in cells} - {""}) != len(cells):
        errors.append(CaseError(file, 1, "Each cell needs an id of its own.", "Give another id to one of them."))
    if notebook["metadata"].get("doorstep") != (ours := {"case": "case.yaml", "kind": kind}):
        errors.append(
            CaseError(file, 1, "The notebook is not marked as Doorstep's.", f"Add metadata doorstep: {ours}.")
        )
    for other in sorted(p.name for p in path.parent.glob("*.ipynb") if p != path):
        errors.append(CaseError(file, 1, f"A second notebook, {other}, stands beside it.", "Move it elsewhere."))
    return cells


def _is_cell(cell: Any) -> bool:
    return (
        isinstance(cell, dict)
        and isinstance(cell.get("metadata"), dict)
        and isinstance(cell.get("source"), str | list)
        and isinstance(cell.get("cell_type"), str)
    )


def _nbgrader(cell: dict[str, Any]) -> dict[str, Any]:
    """nbgrader's metadata of a cell; nothing where there is none, or something else in its place."""
    found = cell["metadata"].get("nbgrader")
    return found if isinstance(found, dict) else {}


def _start(cells: list[dict[str, Any]], file: str) -> list[CaseError]:
    if sum("".join(c["source"]) == START for c in cells if c["cell_type"] == "code") == 1:
        return []
    return [CaseError(file, 1, "The notebook needs one cell that starts the case.", f"It says: {START}")]


def _task(cells: list[dict[str, Any]], case: Case, file: str) -> list[CaseError]:
    tasks = [_nbgrader(c) for c in cells if _nbgrader(c).get("task")]
    points = case.reflection.points if case.reflection else 0
    if [(t.get("points"), t.get("locked")) for t in tasks] == [(points, True)]:
        return []
    return [CaseError(file, 1, f"The notebook needs one locked task cell of {points} points.", "Mend its metadata.")]
