"""What `doorstep check` finds wrong with a notebook: spoilt cells are said, and never end the check."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from doorstep.case import Case, load_case
from doorstep.cohort import notebooks
from doorstep.cohort.check import check
from doorstep.cohort.course import Course, find_course

COURSE = find_course(Path(__file__))
EXERCISE = COURSE.exercises[0]
NAME = EXERCISE.name
Notebook = dict[str, Any]
OURS = "{'case': 'case.yaml', 'kind': 'exercise'}"
UNMARKED = f"The notebook is not marked as Doorstep's. Add metadata doorstep: {OURS}."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of an exercise's folder."""
    return Path(shutil.copytree(EXERCISE.folder, tmp_path / NAME))


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case(EXERCISE.folder / "case.yaml")


def cell(notebook: Notebook, name: str) -> Notebook:
    return next(c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == name)


def nbgrader(notebook: Notebook, name: str) -> Notebook:
    found: Notebook = cell(notebook, name)["metadata"]["nbgrader"]
    return found


def copied(name: str, **changes: Any) -> Callable[[Notebook], None]:
    return lambda notebook: notebook["cells"].append({**cell(notebook, name), "id": "copied", **changes})


def said(folder: Path, case: Case, spoil: Callable[[Notebook], Any]) -> set[str]:
    path = folder / f"{NAME}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    spoil(notebook)
    path.write_text(json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    return {f"{error.what} {error.remedy}" for error in notebooks.of_exercise(folder, case)}


RESTORE = "The notebook cannot be read: cells or metadata are missing. Restore it."


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (copied("recommended"), "Two cells are called “recommended”. Remove one of them."),
        (copied("reflection"), "The notebook needs one locked task cell of 5 points. Mend its metadata."),
        (copied("start", metadata={}), f"The notebook needs one cell that starts the case. It says: {notebooks.START}"),
        (
            lambda n: n["cells"].remove(cell(n, "recommended")),
            f"No cell marks “recommended”. Add one that says {notebooks.MARK.format('recommended')}",
        ),
        (
            lambda n: n["cells"].remove(cell(n, "reflection")),
            "The notebook needs one locked task cell of 5 points. Mend its metadata.",
        ),
        (
            lambda n: nbgrader(n, "recommended").pop("points"),
            "“recommended” must be locked and worth 2. Mend its metadata.",
        ),
        (
            lambda n: nbgrader(n, "recommended").update(locked=False),
            "“recommended” must be locked and worth 2. Mend its metadata.",
        ),
        (
            lambda n: nbgrader(n, "recommended").pop("grade_id"),
            f"No cell marks “recommended”. Add one that says {notebooks.MARK.format('recommended')}",
        ),
        (
            lambda n: cell(n, "recommended")["metadata"].update(nbgrader=None),
            f"No cell marks “recommended”. Add one that says {notebooks.MARK.format('recommended')}",
        ),
        (
            lambda n: nbgrader(n, "start").update(locked=False),
            "The cell that starts the case must be locked. Mend its metadata.",
        ),
        (
            lambda n: n["cells"][0].update(id=n["cells"][1]["id"]),
            "Each cell needs an id of its own. Give another id to one of them.",
        ),
        (lambda n: n["cells"][0].pop("id"), "Each cell needs an id of its own. Give another id to one of them."),
        (
            lambda n: cell(n, "start").update(outputs=[{"output_type": "stream", "name": "stdout", "text": "x"}]),
            "The notebook holds outputs. Clear them before saving.",
        ),
        (
            lambda n: cell(n, "start").update(execution_count=3),
            "The notebook holds outputs. Clear them before saving.",
        ),
        (
            lambda n: n["metadata"]["doorstep"].update(kind="lesson"),
            UNMARKED,
        ),
        (
            lambda n: n["metadata"].pop("doorstep"),
            UNMARKED,
        ),
        (lambda n: n.pop("metadata"), RESTORE),
        (lambda n: n.update(cells=None), RESTORE),
        (lambda n: n["cells"][0].pop("metadata"), RESTORE),
        (lambda n: n["cells"][1].pop("source"), RESTORE),
        (lambda n: n["cells"].insert(0, "a cell"), RESTORE),
    ],
)
def test_a_spoilt_cell_is_said(folder: Path, case: Case, spoil: Callable[[Notebook], Any], sentence: str) -> None:
    assert sentence in said(folder, case, spoil)


def test_the_notebook_as_it_is_has_nothing_wrong(folder: Path, case: Case) -> None:
    assert said(folder, case, lambda notebook: None) == set()


@pytest.mark.parametrize("text", ["", "[]", "null", "7", '"x"', "{}"])
def test_a_file_that_is_no_notebook_is_said(folder: Path, case: Case, text: str) -> None:
    (folder / f"{NAME}.ipynb").write_text(text, encoding="utf-8")
    (error,) = notebooks.of_exercise(folder, case)
    assert error.what.startswith("The notebook cannot be read")


def test_a_notebook_out_of_order_is_untidy(folder: Path, case: Case) -> None:
    path = folder / f"{NAME}.ipynb"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8"))), encoding="utf-8")
    (error,) = notebooks.of_exercise(folder, case)
    assert str(error) == f"{NAME}/{NAME}.ipynb:1: The notebook is not tidy. Sort its keys, indent by 1."


def test_a_missing_notebook_is_said_without_a_path_of_this_machine(folder: Path, case: Case) -> None:
    (folder / f"{NAME}.ipynb").unlink()
    (error,) = notebooks.of_exercise(folder, case)
    assert error.what == "The notebook cannot be read (No such file or directory)."


def test_a_second_notebook_is_said(folder: Path, case: Case) -> None:
    shutil.copy(folder / f"{NAME}.ipynb", folder / "second.ipynb")
    (error,) = notebooks.of_exercise(folder, case)
    assert error.what == "A second notebook, second.ipynb, stands beside it."


def test_a_lessons_notebook_needs_its_start_too(tmp_path: Path) -> None:
    lesson = Path(shutil.copytree(COURSE.lessons[0], tmp_path / "lesson"))
    assert notebooks.of_lesson(lesson) == []
    path = lesson / "lesson.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("import play; play", "import play;  play"), "utf-8")
    (error,) = notebooks.of_lesson(lesson)
    assert error.what == "The notebook needs one cell that starts the case."


def test_an_exercise_that_gives_marks_as_shipped_is_found(
    folder: Path, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert notebooks.as_shipped(folder, case) == []
    monkeypatch.setattr(notebooks, "mark", lambda name: 4.0)
    (error,) = notebooks.as_shipped(folder, case)
    assert error.what == "As shipped it gives marks without any answers."


def test_looking_at_an_exercise_as_shipped_leaves_folder_and_settings_alone(
    folder: Path, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOORSTEP_KEYS", "mine")
    here, before = Path.cwd(), sorted(p.name for p in folder.iterdir())
    notebooks.as_shipped(folder, case)
    assert (Path.cwd(), sorted(p.name for p in folder.iterdir())) == (here, before)

    assert (os.environ["DOORSTEP_KEYS"], os.environ.get("NBGRADER_EXECUTION")) == ("mine", None)


@pytest.fixture
def copy(tmp_path: Path) -> Course:
    """The course's own folders, to be spoilt."""
    for name in ("course", "solutions", "exercises"):
        shutil.copytree(COURSE.root / name, tmp_path / name)
    return Course(tmp_path)


def exchange(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (
            lambda root: exchange(root / f"solutions/{NAME}/case.yaml", "kind: exercise", "kind: lesson"),
            f"“{NAME}” stands in solutions/, and it is a lesson.",
        ),
        (
            lambda root: exchange(root / f"solutions/{NAME}/case.yaml", f"id: {NAME}", "id: elsewhere"),
            f"The case is called “elsewhere” and its folder “{NAME}”.",
        ),
        (lambda root: (root / f"solutions/{NAME}.key.yaml").unlink(), "There is no such file."),
        (lambda root: (root / f"solutions/{NAME}.model.yaml").unlink(), "No model play behind the door"),
        (lambda root: (root / f"solutions/{NAME}.model.yaml").write_text("a: [\n"), "The text is not YAML"),
        (
            lambda root: (root / f"solutions/{NAME}.model.yaml").write_text("nights: {chooses: }\n"),
            "No model play behind the door of “nights”.",
        ),
        (lambda root: (root / "course/accounts.yaml").unlink(), "The points of the accounts are missing."),
        (lambda root: (root / "course/accounts.yaml").write_text("- A1\n"), "The points of the accounts are missing."),
        (lambda root: (root / "course/00-start-here/lesson.ipynb").unlink(), "The notebook cannot be read"),
        (lambda root: (root / f"solutions/{NAME}/old.trail.torn").touch(), "This must not be where trainees"),
        (lambda root: (root / f"exercises/{NAME}/.x.trail.lock").touch(), "This must not be where trainees"),
    ],
)
def test_what_is_missing_or_spoilt_ends_no_check(copy: Course, spoil: Callable[[Path], Any], sentence: str) -> None:
    spoil(copy.root)
    assert sentence in "\n".join(str(error) for error in check(copy, regenerate=False).errors)
