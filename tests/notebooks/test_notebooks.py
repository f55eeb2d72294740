"""nbval runs every notebook of the course, on copies, with a recorded walkthrough beside it and without."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from doorstep.case import load_case
from doorstep.cohort.course import find_course

COURSE = find_course(Path(__file__).parent)
GOLDEN = COURSE.root / "tests" / "golden"
FOLDERS = [*COURSE.lessons, *(e.folder for e in COURSE.exercises)]


CRITERIA = 16
"""How many cells of the exercise are marked by themselves."""


def code_cells(notebook: Path) -> int:
    return sum(c["cell_type"] == "code" for c in json.loads(notebook.read_text(encoding="utf-8"))["cells"])


def copied(folder: Path, to: Path, walkthrough: str | None) -> Path:
    """A copy of a notebook's folder, with a golden trail beside it where one is named."""
    shutil.copytree(folder, to / folder.name)
    case = load_case(folder / "case.yaml")
    if walkthrough:
        shutil.copy2(GOLDEN / case.id / f"{walkthrough}.trail.jsonl", to / folder.name / f"{case.id}.trail.jsonl")
    return next((to / folder.name).glob("*.ipynb"))


def nbval(folder: Path, mode: str = "") -> tuple[int, int, str]:
    """How many cells passed and failed under nbval's lax check, and all it printed."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("NBGRADER", "DOORSTEP", "PYTEST"))}
    env |= {"NBGRADER_EXECUTION": mode} if mode else {}
    command = [sys.executable, "-m", "pytest", "--nbval-lax", "-q", "-p", "no:cacheprovider", "--rootdir", str(folder)]
    done = subprocess.run([*command, str(folder)], cwd=folder, env=env, capture_output=True, text=True, check=False)
    found = {word: int(n) for n, word in re.findall(r"(\d+) (passed|failed)", done.stdout)}
    return found.get("passed", 0), found.get("failed", 0), done.stdout


def test_the_course_has_the_notebooks_we_think_it_has() -> None:
    assert [f.name for f in FOLDERS] == ["00-start-here", "02-at-the-door", "at-the-door"]
    every = {p for where in ("course", "solutions") for p in (COURSE.root / where).rglob("*.ipynb")}
    assert len([p for p in every if ".ipynb_checkpoints" not in p.parts]) == len(FOLDERS)


def test_every_notebook_runs_with_a_walkthrough_beside_it_and_leaves_it_as_it_was(tmp_path: Path) -> None:
    notebooks = [
        copied(COURSE.lessons[0], tmp_path, "the-horse"),
        copied(COURSE.lessons[1], tmp_path, "slipped"),
        copied(COURSE.exercises[0].folder, tmp_path, "model-nights"),
    ]
    trails = {p: p.read_bytes() for p in tmp_path.rglob("*.trail.jsonl")}
    assert len(trails) == len(FOLDERS)
    passed, failed, printed = nbval(tmp_path)
    assert (passed, failed) == (sum(code_cells(n) for n in notebooks), 0), printed
    assert passed == len(FOLDERS) + CRITERIA
    assert {p: p.read_bytes() for p in tmp_path.rglob("*.trail.jsonl")} == trails


@pytest.mark.parametrize(("walkthrough", "failing"), [("model-nights", 0), ("unfinished", CRITERIA), (None, CRITERIA)])
def test_validation_passes_only_a_finished_play_and_says_why_not(
    tmp_path: Path, walkthrough: str | None, failing: int
) -> None:
    notebook = copied(COURSE.exercises[0].folder, tmp_path, walkthrough)
    passed, failed, printed = nbval(tmp_path, mode="validate")
    assert (passed, failed) == (code_cells(notebook) - failing, failing), printed
    assert not re.search(r"\d of \d", printed)
