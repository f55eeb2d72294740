"""Golden trails: what was marked stays marked so, until a new rules version says otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from record import read_back

from doorstep.case import Case, Key, digest, load_case
from doorstep.cohort.course import find_course, read_yaml
from doorstep.play import RULES, Trail

HERE = Path(__file__).parent
EXPECTED: dict[str, Any] = read_yaml(HERE / "expected.yaml")
COURSE = find_course(HERE)


def case_and_key(name: str) -> tuple[Case, Key | None]:
    for exercise in COURSE.exercises:
        if exercise.name == name:
            return exercise.load()
    for lesson in COURSE.lessons:
        if (case := load_case(lesson / "case.yaml")).id == name:
            return case, None
    raise AssertionError(f"A golden trail of “{name}”, which the course does not have.")


def test_every_golden_trail_has_its_expected_marks_and_none_is_missing() -> None:
    found = {f"{p.parent.name}/{p.name.removesuffix('.trail.jsonl')}" for p in HERE.glob("*/*.trail.jsonl")}
    assert found == set(EXPECTED)
    assert len(found) >= 13
    assert {name.split("/")[0] for name in found} == {
        *(e.name for e in COURSE.exercises),
        *(load_case(lesson / "case.yaml").id for lesson in COURSE.lessons),
    }


def test_the_golden_trails_hold_passes_failures_a_stop_and_an_unfinished_play() -> None:
    marked = [e for e in EXPECTED.values() if "percent" in e]
    assert any(e["percent"] == 100 for e in marked)
    assert any(e["percent"] < 60 for e in marked)
    assert any(e["stops"] for e in marked)
    assert any(not e["finished"] for e in marked)
    assert any(e["attempts"] == 2 for e in marked)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_golden_trail_is_still_marked_as_it_was(name: str) -> None:
    case, key = case_and_key(name.split("/")[0])
    attempts = Trail(HERE / f"{name}.trail.jsonl").read()
    assert {(a.started.digest, a.started.rules) for a in attempts} == {(digest(case), RULES)}, (
        "The case's structure or the rules changed: record the golden trails again on purpose, and say so."
    )
    assert read_back(HERE / f"{name}.trail.jsonl", case, key) == EXPECTED[name]
