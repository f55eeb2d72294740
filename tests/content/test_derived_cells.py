"""The cells of an exercise's notebook that follow from its case."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from doorstep.case import Case, load_case
from doorstep.case.rules import Worth
from doorstep.cohort.course import find_course
from doorstep.cohort.derived import derived_cells, drift, rewrite
from doorstep.cohort.notebooks import of_exercise

COURSE = find_course(Path(__file__))
EXERCISES = COURSE.exercises


@pytest.fixture
def copied(tmp_path: Path) -> tuple[Path, Case]:
    source = EXERCISES[0]
    shutil.copytree(source.folder, tmp_path / source.name)
    folder = tmp_path / source.name
    return folder / f"{source.name}.ipynb", load_case(folder / "case.yaml")


def with_one_more(case: Case) -> Case:
    first = next(iter(case.marked.values()))
    return replace(case, criteria={**case.criteria, "one-more": replace(first, worth=Worth("H2", 4))})


def test_every_exercise_has_the_cells_of_its_case() -> None:
    assert len(EXERCISES) == 1
    for exercise in EXERCISES:
        case = load_case(exercise.folder / "case.yaml")
        assert drift(exercise.folder / f"{exercise.name}.ipynb", case) == []


def test_a_notebook_that_fits_is_left_as_it_is(copied: tuple[Path, Case]) -> None:
    notebook, case = copied
    before = notebook.read_bytes()
    assert not rewrite(notebook, case)
    assert notebook.read_bytes() == before


def test_a_new_criterion_is_said_to_be_missing_and_then_has_its_locked_cell(copied: tuple[Path, Case]) -> None:
    notebook, case = copied
    more = with_one_more(case)
    assert [error.remedy for error in drift(notebook, more)] == ["Run doorstep cells."]
    assert rewrite(notebook, more)
    assert drift(notebook, more) == []
    assert of_exercise(notebook.parent, more) == []
    added = next(c for c in json.loads(notebook.read_text("utf-8"))["cells"] if c["id"] == "one-more")
    assert added["metadata"]["nbgrader"]["points"] == 4
    assert added["metadata"]["nbgrader"]["locked"] is True


def test_a_criterion_taken_out_takes_its_cell_with_it_and_what_was_written_by_hand_stays(
    copied: tuple[Path, Case],
) -> None:
    notebook, case = copied
    gone = next(iter(case.marked))
    fewer = replace(case, criteria={n: c for n, c in case.criteria.items() if n != gone})
    by_hand = [c for c in json.loads(notebook.read_text("utf-8"))["cells"] if c["id"] in ("intro", "start")]
    assert len(by_hand) == 2
    assert rewrite(notebook, fewer)
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    assert gone not in {c["id"] for c in cells}
    assert cells[:2] == by_hand


def test_the_rubric_a_tutor_marks_by_is_the_one_the_trainee_read(copied: tuple[Path, Case]) -> None:
    _, case = copied
    task = "".join(derived_cells(case)[-1]["source"])
    assert case.reflection is not None
    assert case.reflection.prompt.strip() in task
    for line in case.reflection.rubric:
        assert f"| {line.looks_for} | {line.none} | {line.some} | {line.full} |" in task


def test_another_word_in_the_rubric_is_drift(copied: tuple[Path, Case]) -> None:
    notebook, case = copied
    assert case.reflection is not None
    other = replace(case, reflection=replace(case.reflection, prompt="Write something else."))
    assert len(drift(notebook, other)) == 1
