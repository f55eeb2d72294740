"""The gradebook's three indexes: added and removed by a command, used by formgrader's list, and changing no answer."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

sys.path.insert(0, str(Path(__file__).parent))

import twins
from ordinary import NAME, Ordinary

COURSE = "ordinary"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Ordinary(tmp_path_factory.mktemp("indexed") / "course")
    result = twins.command(made.root, "generate_assignment", NAME)
    assert result.returncode == 0, result.stderr[-3000:]
    with Gradebook(f"sqlite:///{made.root / 'gradebook.db'}", COURSE) as gradebook:
        for n in range(5):
            gradebook.update_or_create_student(f"s{n}")
            gradebook.add_submission(NAME, f"s{n}")
    return made.root


def listed(root: Path) -> list[dict[str, object]]:
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", COURSE) as gradebook:
        return sorted(gradebook.submission_dicts(NAME), key=lambda row: str(row["student"]))


def plan(root: Path) -> str:
    with sqlite3.connect(root / "gradebook.db") as db:
        rows = db.execute("explain query plan select sum(auto_score) from grade where notebook_id = 'x'").fetchall()
    return " ".join(str(row) for row in rows)


def test_they_are_added_used_and_removed_and_no_answer_changes(root: Path) -> None:
    before = listed(root)
    assert len(before) == 5
    result = twins.command(root, "index-gradebook", module="doorstep")
    assert (result.returncode, result.stdout) == (
        0, "Added: grade (notebook_id), comment (notebook_id), submitted_notebook (assignment_id).\n"
    )  # fmt: skip
    assert "doorstep_grade_notebook" in plan(root)
    assert listed(root) == before
    assert twins.command(root, "index-gradebook", module="doorstep").returncode == 0
    result = twins.command(root, "index-gradebook", "--remove", module="doorstep")
    assert result.stdout.startswith("Removed:")
    assert "doorstep_grade_notebook" not in plan(root)
    assert listed(root) == before


def test_a_gradebook_that_is_none_is_answered_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "gradebook.db").write_bytes(b"no database" * 200)
    result = twins.command(tmp_path, "index-gradebook", module="doorstep")
    assert result.returncode == 1
    assert "The gradebook cannot be changed (file is not a database)" in result.stderr
    assert "Traceback" not in result.stderr
