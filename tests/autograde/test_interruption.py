"""Killed at any moment and run again, it goes on: nothing lost, doubled or half-written. Two at once is refused."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import twins
from ordinary import NAME, Ordinary, file, solution

COHORT = 48
"""More than two batches of rows."""
MOMENTS = [(0, "after"), (1, "between"), (20, "between"), (21, "after"), (40, "between")]
"""Hand-ins that were done when it is killed: after one was said to be, or between its rows and its folder."""
MORE = list(range(1, COHORT - 1))


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    course = Ordinary(tmp_path_factory.mktemp("interrupted") / "course")
    result = twins.command(course.root, "generate_assignment", NAME)
    assert result.returncode == 0, result.stderr[-3000:]
    for n in range(COHORT):
        changes = [solution("double", "def double(x):\n    return 3 * x")] if n % 3 == 0 else []
        course.hand_in(f"t{n:03}", file("timestamp.txt", f"2026-09-01 10:{n:02}:00 UTC"), *changes)
    return course.root


@pytest.fixture(scope="module")
def undisturbed(handed_in: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("undisturbed") / "course"
    shutil.copytree(handed_in, root)
    assert run(root)["hand-ins"]
    return root


def run(root: Path) -> dict[str, Any]:
    result = twins.command(root, "autograde", NAME, "--json", module="doorstep")
    assert result.returncode == 0, result.stderr[-3000:]
    said: dict[str, Any] = json.loads(result.stdout)
    return said


KILLED = """
import os, signal, sys
from doorstep.autograde import coordinator
after, how = int(sys.argv[1]), sys.argv[2]
made = coordinator.prepare("ps1", coordinator.Options())
if how == "between":
    # After rows are written and before a folder moves.
    settled = []
    from pathlib import Path
    rename = Path.rename
    def first(self, target):
        if ".being-marked" in str(self):
            settled.append(self)
            if len(settled) > after:
                os.kill(os.getpid(), signal.SIGKILL)
        return rename(self, target)
    Path.rename = first
done = 0
for _ in made.outcomes():
    done += 1
    if how == "after" and done > after:
        os.kill(os.getpid(), signal.SIGKILL)
"""


def killed(root: Path, after: int, how: str) -> None:
    env = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}
    result = subprocess.run(
        [sys.executable, "-c", KILLED, str(after), how],
        cwd=root,
        env=env,
        capture_output=True,
        check=False,
        timeout=300,
    )
    assert result.returncode == -signal.SIGKILL, result.stderr[-3000:]


def whole(root: Path, undisturbed: Path) -> None:
    for question in (twins.GRADES, twins.COMMENTS):
        assert twins.rows(root, question) == twins.rows(undisturbed, question)
    assert twins.files(root / "autograded") == twins.files(undisturbed / "autograded")
    for path in (root / "autograded").rglob("*.ipynb"):
        other = undisturbed / "autograded" / path.relative_to(root / "autograded")
        assert twins.notebook(path) == twins.notebook(other)
    with sqlite3.connect(root / "gradebook.db") as db:
        held = Counter(row[0] for row in db.execute("select student_id from submitted_assignment"))
    assert set(held.values()) == {1}
    assert len(held) == COHORT


def interrupted(handed_in: Path, undisturbed: Path, root: Path, after: int, how: str) -> None:
    shutil.copytree(handed_in, root)
    killed(root, after, how)
    there = {p.parent.parent.name for p in (root / "autograded").glob("*/*/first.ipynb")}
    marked = {row[0] for row in twins.rows(root, twins.GRADES) if row[4] is not None}
    assert there <= marked, "a folder without its rows"
    said = run(root)
    assert said["skipped"] == len(there)
    assert len(said["hand-ins"]) == COHORT - len(there)
    whole(root, undisturbed)


@pytest.mark.parametrize(("after", "how"), MOMENTS)
def test_killed_and_run_again_it_is_as_if_nothing_had_happened(
    handed_in: Path, undisturbed: Path, tmp_path: Path, after: int, how: str
) -> None:
    interrupted(handed_in, undisturbed, tmp_path / "course", after, how)


@pytest.mark.long
@pytest.mark.parametrize("after", MORE)
def test_killed_at_any_moment_it_goes_on(handed_in: Path, undisturbed: Path, tmp_path: Path, after: int) -> None:
    interrupted(handed_in, undisturbed, tmp_path / "course", after, "between" if after % 2 else "after")


def test_a_worker_that_is_killed_costs_time_and_no_result(handed_in: Path, undisturbed: Path, tmp_path: Path) -> None:
    root = tmp_path / "course"
    shutil.copytree(handed_in, root)
    script = """
import os, signal
from doorstep.autograde import coordinator, convert
mark = convert.Marker.mark
def once(self, submission):
    if submission.student in ("t003", "t030") and not os.path.exists(submission.student):
        open(submission.student, "w").close()
        os.kill(os.getpid(), signal.SIGKILL)
    return mark(self, submission)
convert.Marker.mark = once
made = coordinator.prepare("ps1", coordinator.Options())
print(sorted(o.state for o in made.outcomes()).count("person"))
"""
    result = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=False, timeout=300
    )
    assert result.stdout.strip() == str(COHORT), result.stderr[-3000:]
    whole(root, undisturbed)


def test_a_second_run_on_the_same_gradebook_says_so_and_marks_nothing(handed_in: Path, tmp_path: Path) -> None:
    root = tmp_path / "course"
    shutil.copytree(handed_in, root)
    script = """
from doorstep.autograde import coordinator
made = coordinator.prepare("ps1", coordinator.Options())
outcomes = made.outcomes()
next(outcomes)
print("begun", flush=True)
input()
outcomes.close()
"""
    first = subprocess.Popen(
        [sys.executable, "-c", script], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert first.stdout is not None
    assert first.stdout.readline().strip() == "begun"
    before = twins.rows(root, twins.GRADES)
    second = twins.command(root, "autograde", NAME, module="doorstep")
    assert second.returncode == 1
    assert "is being marked already" in second.stderr
    assert twins.rows(root, twins.GRADES) == before
    first.communicate("\n", timeout=60)


def test_a_later_hand_in_is_marked_and_the_others_are_left(handed_in: Path, tmp_path: Path) -> None:
    root = tmp_path / "course"
    shutil.copytree(handed_in, root)
    run(root)
    solution("double", "def double(x):\n    return x * 2")(root / "submitted" / "t000" / NAME)
    file("timestamp.txt", "2026-09-02 10:00:00 UTC")(root / "submitted" / "t000" / NAME)
    said = run(root)
    assert [h["student"] for h in said["hand-ins"]] == ["t000"]
    grades = {row[3]: row for row in twins.rows(root, twins.GRADES) if row[0] == "t000"}
    assert grades["test_double"][4] == 2
    assert grades["test_double"][1].startswith("2026-09-02 10:00")
