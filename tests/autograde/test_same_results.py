"""`doorstep autograde` gives what `nbgrader autograde` gives: rows, notebooks, files; stricter only as listed."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import ordinary
import twins
from ordinary import HAND_INS, NAME, Ordinary, solution

STRICTER = {"renamed-id", "added-quit"}
"""nbgrader gives the first up; ours makes the cell an ordinary one, and the test it was waits for a person.

A kernel that is left is dead before its next cell, or not, as the moment has it; ours goes on.
"""
TRACEBACK = {"added-input"}
"""The same error, raised in a file of ours instead of one of ipykernel's."""
SOME = (
    "right", "explained", "partly", "nested-error", "syntax-error", "second-wrong", "no-second", "late", "extra-file",
    "own-helper", "much-added", "changed-test", "deleted-test", "deleted-task", "no-metadata", "broken-json",
    "renamed-id",
)  # fmt: skip
"""The hand-ins of the quick test: one of each kind in which two engines could differ."""
RANDOM = re.compile(rb"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")
"""Names nbconvert draws anew for every page with a widget or a script in it."""
BY_HAND = """
update grade set manual_score = 1.5, needs_manual_grade = 0, extra_credit = 0.5 where id in (
  select g.id from grade g join base_cell c on c.id = g.cell_id where c.name in ('explain', 'task', 'test_double'));
update comment set manual_comment = 'Well put.' where id in (
  select k.id from comment k join base_cell c on c.id = k.cell_id where c.name = 'explain');
"""


@dataclass
class Twins:
    """One course marked by nbgrader and one by us; ``said`` is what ours said, a run after another."""

    stock: Path
    ours: Path
    students: list[str]
    said: list[dict[str, Any]] = field(default_factory=list)

    def mark(self, *words: str) -> None:
        """Mark both."""
        twins.command(self.stock, "autograde", NAME, *words)
        result = twins.command(
            self.ours, "autograde", NAME, "--tracebacks", "full", "--json", *words, module="doorstep"
        )
        assert result.stdout.startswith("{"), result.stderr[-3000:]
        self.said.append(json.loads(result.stdout))

    def both(self, question: str) -> tuple[list[Any], list[Any]]:
        """Rows of each gradebook, without the hand-ins that are marked otherwise on purpose."""
        stock, ours = (
            [row for row in twins.rows(root, question) if row[0] not in STRICTER] for root in (self.stock, self.ours)
        )
        return stock, ours


def marked(root: Path, names: tuple[str, ...]) -> Twins:
    """A course with some of the hand-ins, marked twice by each: as it came in, and again after a tutor and a change."""
    root.mkdir()
    made = Ordinary(root / "stock")
    result = twins.command(made.root, "generate_assignment", NAME)
    assert result.returncode == 0, result.stderr[-3000:]
    for name in names:
        made.hand_in(name, *HAND_INS[name])
    made.hand_in("empty", solved=False)
    with sqlite3.connect(made.root / "gradebook.db") as db:
        db.execute("update assignment set duedate = '2026-10-01 12:00:00.000000'")
    shutil.copytree(made.root, root / "ours")
    pair = Twins(made.root, root / "ours", [*names, "empty"])
    pair.mark()
    return pair


def marked_again(pair: Twins, whose: str) -> None:
    """A tutor gives marks, one trainee hands in anew, and these are marked once more."""
    for root in (pair.stock, pair.ours):
        with sqlite3.connect(root / "gradebook.db") as db:
            db.executescript(BY_HAND)
        solution("double", "def double(x):\n    return x + x")(root / "submitted" / "right" / NAME)
        solution("answer", "answer = 41", "second")(root / "submitted" / "explained" / NAME)
    pair.mark("--force", "--student", whose)


@pytest.fixture(scope="module", params=[pytest.param("some"), pytest.param("all", marks=pytest.mark.long)])
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Twins:
    names = SOME if request.param == "some" else tuple(HAND_INS)
    return marked(tmp_path_factory.mktemp("twins") / "courses", names)


@pytest.fixture(scope="module")
def again(pair: Twins) -> Twins:
    """After the tests of the first run, which stand above; pytest sets it up when the first test asks for it."""
    marked_again(pair, "*" if len(pair.students) > len(SOME) + 1 else "[epr]*")
    return pair


def alike(pair: Twins) -> None:
    for question in (twins.GRADES, twins.COMMENTS):
        stock, ours = pair.both(question)
        assert stock == ours
    stock_files, our_files = (twins.files(root / "autograded") for root in (pair.stock, pair.ours))
    # nbgrader leaves the empty folder of somebody whose hand-in failed.
    empty = {name for name in stock_files if "/" not in name and name not in our_files}
    assert empty <= {"broken-json", *STRICTER}
    assert {k: v for k, v in stock_files.items() if k.split("/")[0] not in empty | STRICTER} == {
        k: v for k, v in our_files.items() if k.split("/")[0] not in STRICTER
    }
    compared = 0
    for name in our_files:
        student = name.split("/")[0]
        ours = pair.ours / "autograded" / name
        if student in STRICTER or ours.is_dir():
            continue
        stock = pair.stock / "autograded" / name
        if name.endswith(".ipynb"):
            full = student not in TRACEBACK
            assert twins.notebook(stock, full) == twins.notebook(ours, full), name
            compared += 1
        else:
            assert stock.read_bytes() == ours.read_bytes(), name
    assert compared >= 2 * len(pair.students) - 8


def test_rows_notebooks_and_files_are_those_of_nbgrader(pair: Twins) -> None:
    assert len(twins.rows(pair.ours, twins.GRADES)) == 8 * len(pair.students)
    alike(pair)


def test_only_what_cannot_be_read_fails_and_it_is_said_why(pair: Twins) -> None:
    failed = {h["student"]: h["why"] for h in pair.said[0]["hand-ins"] if h["state"] == "failed"}
    assert set(failed) == {"broken-json"}
    assert "JSON" in failed["broken-json"]


def test_a_cell_under_another_name_waits_for_a_person_where_nbgrader_gives_the_hand_in_up(pair: Twins) -> None:
    grades = {row[3]: row for row in twins.rows(pair.ours, twins.GRADES) if row[0] == "renamed-id"}
    assert (grades["test_double"][4], grades["test_double"][7]) == (None, 1)
    assert grades["hidden"][4] == 3
    assert all(row[4] is None for row in twins.rows(pair.stock, twins.GRADES) if row[0] == "renamed-id")


def test_what_a_tutor_gave_stays_when_everything_is_marked_again(again: Twins) -> None:
    alike(again)
    kept = {(r[0], r[3]): r for r in twins.rows(again.ours, twins.GRADES)}
    assert kept["explained", "explain"][5:7] == (1.5, 0.5)
    assert kept["explained", "how_near"][4] == 0.98
    assert {r[4] for r in twins.rows(again.ours, twins.COMMENTS) if r[2] == "explain"} == {"Well put."}


def test_what_was_marked_is_not_marked_again_without_force(again: Twins) -> None:
    before = {p: p.stat().st_mtime_ns for p in (again.ours / "autograded").rglob("*.ipynb")}
    again.mark()
    assert again.said[-1]["skipped"] == len(again.students) - 1
    assert [h["student"] for h in again.said[-1]["hand-ins"]] == ["broken-json"]
    assert {p: p.stat().st_mtime_ns for p in (again.ours / "autograded").rglob("*.ipynb")} == before


def test_pages_of_feedback_are_those_of_nbgrader_to_the_letter(again: Twins) -> None:
    made: list[dict[str, bytes]] = []
    for words, module in (
        (("generate_feedback", NAME, "--force"), "nbgrader"),
        (("generate-feedback", NAME, "--force", "--json"), "doorstep"),
    ):
        result = twins.command(again.ours, *words, module=module)
        assert result.returncode == 0, result.stderr[-3000:]
        assert {m & 0o777 for n, m in twins.files(again.ours / "feedback").items() if n.endswith(".html")} == {0o644}
        made.append(pages(again.ours))
    stock, ours = made
    assert len(ours) >= 2 * len(again.students) - 4
    assert [name for name in stock if stock[name] != ours.get(name)] == []
    assert set(stock) == set(ours)
    assert "broken-json" not in {h["student"] for h in json.loads(result.stdout)["hand-ins"]}


def pages(root: Path) -> dict[str, bytes]:
    """Everything in the feedback folder; what is random in a page is not compared."""
    found = {}
    for path in sorted((root / "feedback").rglob("*")):
        if path.is_file():
            found[str(path.relative_to(root))] = RANDOM.sub(b"ID", path.read_bytes())
    return found


def test_formgrader_takes_what_ours_has_written(again: Twins) -> None:
    with ordinary_gradebook(again.ours) as gradebook:
        assert len(gradebook.submission_dicts(NAME)) == len(again.students)


def ordinary_gradebook(root: Path) -> Any:
    from nbgrader.api import Gradebook

    return Gradebook(f"sqlite:///{root / 'gradebook.db'}", "ordinary")


def test_the_course_has_hand_ins_of_every_sort() -> None:
    assert len(HAND_INS) + 1 >= 60
    assert set(SOME) <= set(HAND_INS)
    assert len(ordinary.FIRST["cells"]) + len(ordinary.SECOND["cells"]) == 15
