"""The Validate button and command: is a finished play there? Nothing about marks, nothing written."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from classroom import EXERCISE, NOTEBOOK, REPO, TRAIL, Course, without_ending
from nbgrader.validator import Validator

from doorstep.case import load_case
from doorstep.cohort.pretend import write_trail


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The course as it is in the clone: trainees need no gradebook."""
    made = Course(tmp_path_factory.mktemp("course"))
    made.case = load_case(REPO / "exercises" / EXERCISE / "case.yaml")
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The exercise as a trainee has it."""
    return Path(shutil.copytree(REPO / "exercises" / EXERCISE, tmp_path / EXERCISE))


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_finished_play_validates_whatever_its_marks(course: Course, folder: Path) -> None:
    write_trail(folder / TRAIL, course.case, course.played("first"))
    before = contents(folder)
    assert Validator().validate(str(folder / NOTEBOOK)) == {}
    assert contents(folder) == before


@pytest.mark.parametrize("begun", [False, True])
def test_without_a_finished_play_it_says_so_in_one_sentence(course: Course, folder: Path, begun: bool) -> None:
    if begun:
        write_trail(folder / TRAIL, course.case, without_ending(course.played()))
    before = contents(folder)
    failed = Validator().validate(str(folder / NOTEBOOK))["failed"]
    sentence = "No attempt has been finished yet. Play the case to its last screen, then hand in."
    assert [each["raw_error"] for each in failed] == [sentence] * len(course.case.marked)
    assert contents(folder) == before
