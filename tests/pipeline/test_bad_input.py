"""A class in which one hand-in is good and each of the others is spoilt in its own way, graded in one run."""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from classroom import EXERCISE, NOTEBOOK, TRAIL, Course, Row, started, without_ending
from spoilt import (
    HOSTILE,
    PATCH,
    added,
    copied,
    described_otherwise,
    renamed,
    retyped,
    rewritten,
    stripped,
    unchecked,
    without,
)  # fmt: skip

sys.path.insert(0, str(Path(__file__).parents[1] / "autograde"))

import twins

from doorstep.cohort.pretend import write_trail
from doorstep.marking.submitted import check_submitted
from doorstep.play import Event, replay
from doorstep.practice import marks

CRITERIA = 16
"""How many cells of this exercise are marked by themselves."""


@dataclass(frozen=True)
class Graded:
    """The class after its one run of autograde."""

    course: Course
    status: int
    said: str
    findings: dict[str, list[str]]

    def before_tutor(self, trainee: str) -> bool:
        """Whether every automatic mark waits for a person."""
        found = {n: r for n, r in self.course.grades(trainee).items() if n != "reflection"}
        return len(found) == CRITERIA and all(r == Row(None, None, True) for r in found.values())


@pytest.fixture(scope="module")
def graded(course: Course) -> Graded:
    """Every hand-in of the class, and the one run."""
    good = course.played()
    course.hand_in("good", good)
    trails: dict[str, bytes | None] = {"empty": b"", "missing": None}
    whole = (course.submitted / "good" / EXERCISE / TRAIL).read_bytes()
    lines = whole.splitlines(keepends=True)
    trails["malformed"] = b"".join([*lines[:2], b"\xff{not a line\n", *lines[2:]])
    trails["truncated"] = whole[: len(whole) - len(lines[-1]) // 2]
    for name, data in trails.items():
        path = course.hand_in(name, good) / TRAIL
        path.unlink() if data is None else path.write_bytes(data)
    made: dict[str, tuple[Event, ...]] = {
        "foreign": started(case="another-case")(good),
        "case-changed": started(digest="0" * 16)(good),
        "rules-changed": started(rules=0)(good),
    }
    for name, events in made.items():
        folder = course.hand_in(name, good)
        (folder / TRAIL).unlink()
        unchecked(folder / TRAIL, events)
    course.hand_in("unfinished", without_ending(good))
    twice = course.hand_in("twice", without_ending(good))
    (twice / TRAIL).unlink()
    unchecked(twice / TRAIL, without_ending(good) + good + course.played("random", "b"))
    changes = {
        "deleted": without("danger_first"),
        "task-deleted": without("reflection"),
        "copied": copied,
        "retyped": retyped,
        "stripped": stripped,
        "renamed": renamed,
        "described-otherwise": described_otherwise,
        "rewritten": rewritten,
    }
    for name, change in changes.items():
        course.hand_in(name, good, change)
    hostile = course.hand_in("hostile", good, added)
    for name in HOSTILE:
        (hostile / name).write_text(
            f"open({str(course.root / 'imported.txt')!r}, 'a').write({name!r})", encoding="utf-8"
        )
    (hostile / "doorstep").mkdir()
    (hostile / "doorstep" / "__init__.py").write_text((hostile / "doorstep.py").read_text("utf-8"), encoding="utf-8")
    second = course.hand_in("second-notebook", good)
    (second / "at-the-door-Copy1.ipynb").write_bytes((second / NOTEBOOK).read_bytes())
    (second / "case.yaml").write_text("format: 1\n", encoding="utf-8")
    (second / "submission_secret.txt").write_bytes(b"\xff\n")
    links = course.hand_in("links", good)
    (links / TRAIL).unlink()
    (links / TRAIL).symlink_to(course.submitted / "good" / EXERCISE / TRAIL)
    (links / "notes.txt").symlink_to(course.root / "solutions" / f"{EXERCISE}.key.yaml")
    linked = course.hand_in("linked-notebook", good)
    (linked / NOTEBOOK).unlink()
    (linked / NOTEBOOK).symlink_to(course.submitted / "good" / EXERCISE / NOTEBOOK)
    (course.hand_in("no-notebook", good) / NOTEBOOK).unlink()
    other = course.hand_in("other-notebook", good)
    (other / NOTEBOOK).rename(other / "Untitled.ipynb")
    (course.hand_in("broken-notebook", good) / NOTEBOOK).write_text("{", encoding="utf-8")
    (course.submitted / "nothing" / EXERCISE).mkdir(parents=True)
    findings: dict[str, list[str]] = {}
    for finding in check_submitted(course.submitted):
        # The whole class hands in one play, which is said of each of them.
        if "lines of the answers are those of" in finding.sentence:
            continue
        findings.setdefault(finding.trainee, []).append(finding.sentence)
    run = course.nbgrader("autograde", EXERCISE)
    return Graded(course, run.returncode, run.stdout + run.stderr, findings)


def test_the_good_hand_in_gets_the_marks_its_play_deserves(graded: Graded) -> None:
    course = graded.course
    wanted = {
        m.name.replace("-", "_"): m.points for m in marks(replay(course.case, course.played()), course.key).criteria
    }
    found = graded.course.grades("good")
    assert {n: r.auto for n, r in found.items() if n != "reflection"} == wanted
    assert not any(r.needs for n, r in found.items() if n != "reflection")
    assert found["reflection"] == Row(None, None, True)


@pytest.mark.parametrize(
    ("trainee", "sentence"),
    [
        ("malformed", "line 3"),
        ("truncated", "No attempt has been finished"),
        ("unfinished", "No attempt has been finished"),
        ("empty", "is empty"),
        ("missing", f"There is no {TRAIL}"),
        ("foreign", "belong to another case"),
        ("case-changed", "another version of the case"),
        ("rules-changed", "rules version 0"),
        ("links", f"There is no {TRAIL}"),
    ],
)
def test_answers_that_cannot_be_marked_wait_for_the_tutor_with_a_sentence(
    graded: Graded, trainee: str, sentence: str
) -> None:
    assert graded.before_tutor(trainee)
    assert graded.course.grades(trainee)["reflection"].needs
    outputs = [o for c in graded.course.page(trainee) for o in c.get("outputs", []) if o["output_type"] == "error"]
    assert len(outputs) == CRITERIA
    assert all(sentence in "".join(o["traceback"]) and "Traceback" not in "".join(o["traceback"]) for o in outputs)


@pytest.mark.parametrize(
    "trainee", ["copied", "retyped", "described-otherwise", "rewritten", "second-notebook", "hostile"]
)
def test_a_notebook_that_was_changed_is_marked_as_if_it_had_not_been(graded: Graded, trainee: str) -> None:
    assert graded.course.grades(trainee) == graded.course.grades("good")


@pytest.mark.parametrize(
    ("trainee", "cells"),
    [
        ("deleted", {"danger_first"}),
        ("renamed", {"danger_first", "recommended"}),
        ("stripped", None),
        ("task-deleted", set()),
    ],
)
def test_a_cell_that_is_gone_is_put_back_for_the_tutor_to_mark(
    graded: Graded, trainee: str, cells: set[str] | None
) -> None:
    found, good = graded.course.grades(trainee), graded.course.grades("good")
    cells = set(good) - {"reflection"} if cells is None else cells
    assert {n for n, r in found.items() if r == Row(None, None, True)} == cells | {"reflection"}
    assert all(found[n] == good[n] for n in set(good) - cells)
    shown = [c["metadata"].get("nbgrader", {}).get("grade_id") for c in graded.course.page(trainee)]
    assert set(good) <= set(shown), "the tutor needs a place to put the mark"
    assert all(shown.count(name) == 1 for name in good)
    assert "was missing" in graded.course.words(trainee)
    # What the mark would have been is shown, so that giving it is one press.
    outputs = [c for c in graded.course.page(trainee) if c["metadata"].get("nbgrader", {}).get("grade_id") in cells]
    assert all("doorstep-points" in json.dumps(c["outputs"]) for c in outputs)


def test_the_path_and_the_typed_answer_stand_in_the_task_cell(graded: Graded) -> None:
    for trainee in ("good", "task-deleted", "retyped", "stripped"):
        task = next(c for c in graded.course.page(trainee) if c["metadata"].get("nbgrader", {}).get("task"))
        assert "The path taken" in task["source"], trainee
        assert "&lt;script&gt;alert('x')&lt;/script&gt;" in task["source"]
        assert "Zoë" in task["source"]


def test_it_says_which_attempt_is_marked_when_there_are_several(graded: Graded) -> None:
    assert "Attempt 2 of 3 is marked" in graded.course.words("twice")
    assert graded.course.grades("twice") == graded.course.grades("good")
    assert "There is one attempt" in graded.course.words("good")


def test_what_a_trainee_added_is_shown_and_neither_run_nor_rendered(graded: Graded) -> None:
    cells = graded.course.page("hostile")
    own = [c for c in cells if c["source"] == PATCH]
    assert len(own) == 2
    assert not any(c["outputs"] for c in own)
    assert not list(graded.course.graded.rglob("ran.txt"))
    words = graded.course.words("hostile")
    assert "&lt;img src=x onerror=alert(1)&gt;" in words
    assert "<img" not in words
    # As text the link's brackets are no longer Markdown's.
    assert "&#91;a&#93;(javascript:x)" in words
    page = json.loads((graded.course.graded / "hostile" / EXERCISE / NOTEBOOK).read_text("utf-8"))
    assert "widgets" not in page["metadata"]


def test_nothing_is_imported_from_a_hand_ins_folder(graded: Graded) -> None:
    assert (graded.course.graded / "hostile" / EXERCISE / "doorstep.py").is_file(), "else this proves nothing"
    assert not (graded.course.root / "imported.txt").exists()


def test_a_link_is_not_followed_to_what_others_wrote(graded: Graded) -> None:
    folder = graded.course.graded / "links" / EXERCISE
    assert sorted(p.name for p in folder.iterdir()) == [NOTEBOOK, "case.yaml", "submission_secret.txt", "timestamp.txt"]
    assert not (graded.course.graded / "linked-notebook" / EXERCISE).exists()
    assert "link to another file" in graded.course.words("links")


def test_notes_at_the_top_say_what_was_put_right(graded: Graded) -> None:
    wanted = {"copied": "A copy of the cell", "second-notebook": "second notebook", "hostile": "does not have"}
    for trainee, sentence in wanted.items():
        assert sentence in graded.course.page(trainee)[0]["source"]
    assert "About this hand-in" not in graded.course.words("good")


def test_only_hand_ins_without_a_notebook_to_mark_in_are_left_and_each_is_named(graded: Graded) -> None:
    unreached = {"no-notebook", "other-notebook", "broken-notebook", "linked-notebook", "nothing"}
    handed_in = {p.name for p in graded.course.submitted.iterdir()}
    assert {p.parent.name for p in graded.course.graded.glob(f"*/{EXERCISE}")} == handed_in - unreached
    assert graded.status == 1
    sentences = {
        "no-notebook": "There is no notebook", "other-notebook": "only Untitled.ipynb", "nothing": "empty",
        "broken-notebook": "cannot be read as a notebook", "linked-notebook": "link to another file",
    }  # fmt: skip
    for trainee, sentence in sentences.items():
        assert any(sentence in said for said in graded.findings[trainee]), trainee


def test_the_check_before_grading_names_every_hand_in_that_cannot_be_marked_and_no_other(graded: Graded) -> None:
    named = {p.name for p in graded.course.submitted.iterdir() if p.name in graded.findings}
    assert named == {
        "malformed", "truncated", "unfinished", "empty", "missing", "foreign", "case-changed", "rules-changed",
        "links", "linked-notebook", "no-notebook", "other-notebook", "broken-notebook", "nothing", "second-notebook",
    }  # fmt: skip


def test_every_graded_hand_in_can_be_given_feedback(graded: Graded) -> None:
    for folder in graded.course.graded.glob(f"*/{EXERCISE}"):
        assert (folder / "timestamp.txt").is_file()
        assert len((folder / "submission_secret.txt").read_text("ascii").strip()) >= 32


def test_a_new_hand_in_after_marking_waits_again_and_keeps_the_old_mark(graded: Graded) -> None:
    course = graded.course
    with course.gradebook() as gradebook:
        grade = gradebook.find_grade("reflection", EXERCISE, EXERCISE, "good")
        grade.manual_score, grade.needs_manual_grade = 4, False
        gradebook.db.commit()
    folder = course.submitted / "good" / EXERCISE
    (folder / TRAIL).unlink()
    write_trail(folder / TRAIL, course.case, without_ending(course.played()))
    course.done("autograde", EXERCISE, "--student=good", "--force")
    grades = course.grades("good")
    assert grades["reflection"] == Row(None, 4, True)
    # The marks of the first hand-in do not stand for the second, which has no finished play.
    assert all(row.auto is None and row.needs for row in grades.values())


def test_doorstep_autograde_makes_the_same_of_every_one_of_them(graded: Graded, tmp_path: Path) -> None:
    root, stock = tmp_path / "course", graded.course.root
    shutil.copytree(stock, root, symlinks=True, ignore=shutil.ignore_patterns("autograded"))
    with sqlite3.connect(root / "grading" / "gradebook.db") as db:
        for table in ("grade", "comment", "submitted_notebook", "submitted_assignment", "student"):
            db.execute(f"delete from {table}")
    result = twins.command(root, "autograde", EXERCISE, "--tracebacks", "full", "--json", module="doorstep")
    assert result.returncode == 1, result.stderr[-3000:]
    failed = {h["student"] for h in json.loads(result.stdout)["hand-ins"] if h["state"] == "failed"}
    assert failed == {"no-notebook", "other-notebook", "broken-notebook", "linked-notebook", "nothing"}
    # A tutor has marked some of them by hand meanwhile, which is no program's to repeat.
    for question, by_hand in ((twins.GRADES, 5), (twins.COMMENTS, 4)):
        rows, wanted = (
            [row[:by_hand] + row[by_hand + 1 :] for row in twins.rows(folder, question)] for folder in (root, stock)
        )
        assert rows == wanted
    ours, theirs = (folder / "grading" / "autograded" for folder in (root, stock))
    # nbgrader leaves the empty folders of those that failed.
    assert twins.files(ours) == {k: v for k, v in twins.files(theirs).items() if k.split("/")[0] not in failed}
    pages = sorted(ours.rglob("*.ipynb"))
    assert len(pages) >= 20
    for page in pages:
        assert twins.notebook(page) == twins.notebook(theirs / page.relative_to(ours)), page
    # Made at random, or of the moment, where none was handed in.
    made = {"submission_secret.txt", "timestamp.txt", NOTEBOOK}
    for path in ours.rglob("*"):
        if path.is_file() and path.name not in made:
            assert path.read_bytes() == (theirs / path.relative_to(ours)).read_bytes(), path
    assert not (root / "imported.txt").exists()
