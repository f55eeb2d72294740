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
    cells = _cells(folder, folder / "lesson.ipynb", errors)
    return errors + (_start(cells, f"{folder.name}/lesson.ipynb") if cells is not None else [])


def of_exercise(folder: Path, case: Case) -> list[CaseError]:
    """What is wrong with an exercise's notebook: each criterion has one locked cell, with its points."""
    file = f"{folder.name}/{case.id}.ipynb"
    errors: list[CaseError] = []
    cells = _cells(folder, folder / f"{case.id}.ipynb", errors)
    if cells is None:
        return errors
    errors += _start(cells, file)
    graded = {c["metadata"]["nbgrader"]["grade_id"]: c for c in cells if c["metadata"].get("nbgrader", {}).get("grade")}
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
        elif cell["metadata"]["nbgrader"]["points"] != points or not cell["metadata"]["nbgrader"]["locked"]:
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


def _cells(folder: Path, path: Path, errors: list[CaseError]) -> list[dict[str, Any]] | None:
    file = f"{folder.name}/{path.name}"
    try:
        text = path.read_text(encoding="utf-8")
        notebook = json.loads(text)
        cells: list[dict[str, Any]] = notebook["cells"]
    except (OSError, ValueError, KeyError) as error:
        errors.append(CaseError(file, 1, f"The notebook cannot be read ({error}).", "Restore it."))
        return None
    if text != json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n":
        errors.append(CaseError(file, 1, "The notebook is not tidy.", "Sort its keys, indent by 1."))
    if any(c.get("outputs") or c.get("execution_count") for c in cells):
        errors.append(CaseError(file, 1, "The notebook holds outputs.", "Clear them before saving."))
    if not isinstance(notebook["metadata"].get("doorstep"), dict):
        errors.append(CaseError(file, 1, "The notebook is not marked as Doorstep's.", "Add metadata doorstep."))
    return cells


def _start(cells: list[dict[str, Any]], file: str) -> list[CaseError]:
    if sum("".join(c["source"]) == START for c in cells if c["cell_type"] == "code") == 1:
        return []
    return [CaseError(file, 1, "The notebook needs one cell that starts the case.", f"It says: {START}")]


def _task(cells: list[dict[str, Any]], case: Case, file: str) -> list[CaseError]:
    tasks = [c["metadata"]["nbgrader"] for c in cells if c["metadata"].get("nbgrader", {}).get("task")]
    points = case.reflection.points if case.reflection else 0
    if [(t["points"], t["locked"]) for t in tasks] == [(points, True)]:
        return []
    return [CaseError(file, 1, f"The notebook needs one locked task cell of {points} points.", "Mend its metadata.")]
