"""`doorstep check` proves the course whole, and finds each wrong that it says it finds."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from doorstep.cli import main
from doorstep.cohort.check import POINTS, check
from doorstep.cohort.course import Course, find_course

COURSE = find_course(Path(__file__).parent)


@pytest.fixture
def copy(tmp_path: Path) -> Course:
    """The course's own folders, to be spoilt."""
    for name in ("course", "solutions", "exercises"):
        shutil.copytree(COURSE.root / name, tmp_path / name)
    shutil.copy2(COURSE.root / "nbgrader_config.py", tmp_path)
    return Course(tmp_path)


def errors(course: Course) -> str:
    return "\n".join(str(e) for e in check(course, regenerate=False).errors)


def test_the_course_is_whole_and_exercises_are_what_nbgrader_makes_of_solutions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(COURSE.root)
    done = CliRunner().invoke(main, ["check", "--json"])
    told = json.loads(done.stdout)
    assert told["errors"] == []
    assert done.exit_code == 0
    assert (told["cases"], told["lessons"], told["exercises"]) == (3, 2, 1)
    assert 0 < len(told["uncovered"]) < len(POINTS) == 76


def test_a_drifted_exercise_is_found(copy: Course) -> None:
    released = copy.root / "exercises" / "at-the-door" / "case.yaml"
    released.write_text(released.read_text(encoding="utf-8") + "# changed by hand\n", encoding="utf-8")
    report = check(copy)
    assert [e.file for e in report.errors] == ["exercises/at-the-door/case.yaml"]


def replace(path: str, old: str, new: str) -> Callable[[Path], None]:
    def spoil(root: Path) -> None:
        text = (root / path).read_text(encoding="utf-8")
        assert old in text
        (root / path).write_text(text.replace(old, new, 1), encoding="utf-8")

    return spoil


def write(path: str, text: str) -> Callable[[Path], None]:
    def spoil(root: Path) -> None:
        (root / path).write_text(text, encoding="utf-8")

    return spoil


NOTEBOOK = "solutions/at-the-door/at-the-door.ipynb"


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (write("solutions/at-the-door/at-the-door.key.yaml", "x: 1\n"), "must not be where trainees receive it"),
        (write("course/00-start-here/start-here.trail.jsonl", "{}\n"), "must not be where trainees receive it"),
        (write("exercises/at-the-door/at-the-door.model.yaml", "x: 1\n"), "must not be where trainees receive it"),
        (write("exercises/at-the-door/note.txt", "kept-from-trainees-at-the-door-7f3a"), "only the key"),
        (write("exercises/at-the-door/more.ipynb", "### BEGIN HIDDEN TESTS"), "BEGIN HIDDEN TESTS"),
        (replace(NOTEBOOK, 'mark(\\"recommended\\")', 'mark(\\"danger-first\\")'), "says something else"),
        (replace(NOTEBOOK, '"points": 4', '"points": 3'), "must be locked and worth 4"),
        (replace(NOTEBOOK, '"grade_id": "recommended"', '"grade_id": "lucky"'), "marks no criterion"),
        (replace(NOTEBOOK, '"points": 5', '"points": 6'), "one locked task cell of 5 points"),
        (replace(NOTEBOOK, '"outputs": []', '"outputs":  []'), "not tidy"),
        (
            replace(NOTEBOOK, "from doorstep.stage import play", "from doorstep.stage  import play"),
            "one cell that starts",
        ),
        (write(NOTEBOOK, "{"), "cannot be read"),
        (
            write("solutions/at-the-door.model.yaml", "nights: {chooses: [read-four]}\n"),
            "No model play behind the door",
        ),
        (replace("solutions/at-the-door.model.yaml", "read-four, ", "read-form, no-such-thing, "), "cannot happen"),
        (replace("solutions/at-the-door.model.yaml", "records: [spoke-rob", "records: [saw-layla"), "does not pass"),
        (replace("course/accounts.yaml", "\nB29:", "\nB30:"), "B29"),
        (replace("course/00-start-here/case.yaml", "practises: [A18, A44]", "practises: [A18, A99]"), "A99"),
        (replace("course/00-start-here/case.yaml", "goes: the-call", "goes: the-cal"), "Did you mean “the-call”?"),
        (
            replace("solutions/at-the-door.key.yaml", "key-for: at-the-door", "key-for: elsewhere"),
            "the key for “elsewhere”",
        ),
    ],
)
def test_each_wrong_is_found_and_said(copy: Course, spoil: Callable[[Path], None], sentence: str) -> None:
    assert errors(copy) == ""
    spoil(copy.root)
    assert sentence in errors(copy)


def test_a_folder_without_a_course_is_an_error_and_not_a_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, ["check"]).exit_code != 0
    (tmp_path / "course").mkdir()
    (tmp_path / "solutions").mkdir()
    done = CliRunner().invoke(main, ["check"])
    assert done.exit_code == 1
    assert "No case was found" in done.output
