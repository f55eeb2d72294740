"""`doorstep generate-feedback`: nothing is made twice, one bad hand-in stops no other, and what it needs is said.

That its pages are nbgrader's to the letter is in test_same_results.py.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import twins
from ordinary import NAME, Ordinary, file


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Ordinary:
    made = Ordinary(tmp_path_factory.mktemp("feedback") / "course")
    result = twins.command(made.root, "generate_assignment", NAME)
    assert result.returncode == 0, result.stderr[-3000:]
    for student in ("a", "b", "c"):
        made.hand_in(student, file("timestamp.txt", "2026-09-01 10:00:00 UTC"))
    return made


def run(course: Ordinary, *words: str) -> tuple[int, dict[str, str], int]:
    result = twins.command(course.root, "generate-feedback", NAME, "--json", *words, module="doorstep")
    said: dict[str, Any] = json.loads(result.stdout)
    return result.returncode, {h["student"]: h["state"] for h in said["hand-ins"]}, said["skipped"]


def page(course: Ordinary, student: str) -> Path:
    return course.root / "feedback" / student / NAME / "first.html"


def test_before_anything_is_marked_it_says_so(course: Ordinary) -> None:
    result = twins.command(course.root, "generate-feedback", NAME, module="doorstep")
    assert result.returncode == 1
    assert f"Nothing of “{NAME}” has been marked" in result.stderr
    assert "Traceback" not in result.stderr


def test_pages_are_made_once_and_again_for_whoever_handed_in_anew_or_when_forced(course: Ordinary) -> None:
    assert twins.command(course.root, "autograde", NAME, module="doorstep").returncode == 0
    assert run(course) == (0, {"a": "made", "b": "made", "c": "made"}, 0)
    assert run(course) == (0, {}, 3)
    file("timestamp.txt", "2026-09-02 10:00:00 UTC")(course.root / "autograded" / "b" / NAME)
    assert run(course) == (0, {"b": "made"}, 2)
    assert run(course, "--force", "--student", "c") == (0, {"c": "made"}, 0)


def test_one_that_cannot_be_read_fails_alone_and_leaves_no_old_page(course: Ordinary) -> None:
    assert page(course, "a").exists()
    file("first.ipynb", "{not json")(course.root / "autograded" / "a" / NAME)
    assert run(course, "--force") == (1, {"a": "failed", "b": "made", "c": "made"}, 0)
    assert not page(course, "a").exists()
    assert page(course, "b").exists()
    assert not list((course.root / "feedback").glob(".being*"))


def test_a_hand_in_without_marks_is_named(course: Ordinary) -> None:
    there = course.root / "autograded" / "stranger" / NAME
    there.mkdir(parents=True)
    (there / "first.ipynb").write_text((course.root / "autograded" / "b" / NAME / "first.ipynb").read_text())
    result = twins.command(
        course.root, "generate-feedback", NAME, "--force", "--student", "stranger", module="doorstep"
    )
    assert result.returncode == 1
    assert "stranger: LookupError: The gradebook has no marks for it: mark it first." in result.stdout
