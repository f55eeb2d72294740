"""Other kernels, systems and versions, and everything that can be asked wrongly: a sentence, and nothing lost."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import ordinary
import twins
from ordinary import NAME, Ordinary, file, solution

from doorstep.autograde import settings


@pytest.fixture
def course(tmp_path: Path) -> Ordinary:
    made = Ordinary(tmp_path / "course")
    result = twins.command(made.root, "generate_assignment", NAME)
    assert result.returncode == 0, result.stderr[-3000:]
    return made


def marks(root: Path, student: str) -> dict[str, float | None]:
    return {row[3]: row[4] for row in twins.rows(root, twins.GRADES) if row[0] == student}


def scripted(root: Path, script: str, **environ: str) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")} | environ
    return subprocess.run(
        [sys.executable, "-c", script], cwd=root, env=env, capture_output=True, text=True, check=False, timeout=300
    )


OTHER = json.dumps({"name": "other", "display_name": "Other", "language": "R"})
ANOTHER_SYSTEM = """
import types
from doorstep.autograde import settings
settings.sys = types.SimpleNamespace(platform="darwin", modules=sys.modules)
"""
FORBIDS = """\
import sys
if "forkserver" in " ".join(sys.orig_argv):
    from doorstep.autograde import sandbox
    def no(*_args, **_keys):
        raise sandbox.Closed(1, "unshare: no")
    sandbox.close_in = no
"""
"""A sitecustomize.py for a machine whose system does not let processes be closed in."""
MARK_ALL = """
import sys
{before}
from doorstep.autograde import coordinator
made = coordinator.prepare("ps1", coordinator.Options({options}))
try:
    for outcome in made.outcomes():
        print(outcome.student, outcome.state, outcome.why)
except coordinator.CannotMark as reason:
    print(reason)
print(*made.warnings)
"""


def test_another_systems_hand_ins_are_marked_by_nbgrader_itself_and_a_bad_one_ends_nothing(course: Ordinary) -> None:
    course.hand_in("a-bad", file("first.ipynb", "{not json"))
    course.hand_in("b-right")
    result = scripted(course.root, MARK_ALL.format(before=ANOTHER_SYSTEM, options=""))
    assert "b-right person" in result.stdout, result.stderr[-3000:]
    assert "a-bad failed" in result.stdout
    assert "JSON" in result.stdout
    assert "one after another and not closed in: this system cannot fork safely." in result.stdout
    assert marks(course.root, "b-right")["test_double"] == 2


def test_another_languages_kernel_is_nbgraders_to_run(course: Ordinary, tmp_path: Path) -> None:
    spec = tmp_path / "jupyter" / "kernels" / "other"
    spec.mkdir(parents=True)
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (spec / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": "Other", "language": "R"}))
    with sqlite3.connect(course.root / "gradebook.db") as db:
        db.execute("update notebook set kernelspec = ?", [OTHER])
    course.hand_in("right")
    result = scripted(course.root, MARK_ALL.format(before="", options=""), JUPYTER_PATH=str(tmp_path / "jupyter"))
    assert "right person" in result.stdout, result.stderr[-3000:]
    assert "run by “other”" in result.stdout
    assert marks(course.root, "right")["hidden"] == 3


@pytest.mark.parametrize(("before", "forbids"), [(ANOTHER_SYSTEM, ""), ("", FORBIDS)])
def test_where_closing_in_is_required_nothing_runs_without_it(course: Ordinary, before: str, forbids: str) -> None:
    course.hand_in("right")
    (course.root / "sitecustomize.py").write_text(forbids)
    script = MARK_ALL.format(before=before, options="sandbox='require'")
    result = scripted(course.root, script, PYTHONPATH=str(course.root))
    assert "nothing has been run" in result.stdout.lower(), result.stderr[-3000:]
    assert not (course.root / "autograded" / "right").exists()
    assert not twins.rows(course.root, twins.GRADES)


def test_where_closing_in_is_not_possible_it_is_said_once_and_marked(course: Ordinary) -> None:
    course.hand_in("right")
    course.hand_in("right-too")
    (course.root / "sitecustomize.py").write_text(FORBIDS)
    result = scripted(course.root, MARK_ALL.format(before="", options=""), PYTHONPATH=str(course.root))
    assert "right person" in result.stdout, result.stderr[-3000:]
    assert result.stdout.count("cannot close hand-ins in") == 1
    assert marks(course.root, "right")["test_double"] == 2


def test_an_nbgrader_that_nobody_has_compared_is_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    settings.check_version()
    monkeypatch.setattr(settings.importlib.metadata, "version", lambda _: "0.10.0")
    with pytest.raises(settings.Untested, match=r"nbgrader 0\.10\.0 is installed.*Run: nbgrader autograde"):
        settings.check_version()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nothing"], "Nobody has handed in “nothing”"),
        ([NAME, "--student", "nobody"], "Nobody has handed in “ps1”"),
        ([NAME, "--workers", "0"], "Invalid value for '--workers'"),
        ([], "Missing argument 'EXERCISE'"),
    ],
)
def test_what_is_asked_wrongly_is_answered_in_a_sentence(course: Ordinary, words: list[str], sentence: str) -> None:
    course.hand_in("right")
    result = twins.command(course.root, "autograde", *words, module="doorstep")
    assert result.returncode != 0
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr


def test_an_exercise_that_the_gradebook_does_not_have_says_how_to_tell_it(course: Ordinary) -> None:
    course.hand_in("right")
    (course.root / "submitted" / "right" / NAME).rename(course.root / "submitted" / "right" / "ps2")
    result = twins.command(course.root, "autograde", "ps2", module="doorstep")
    assert result.returncode == 1
    assert "The gradebook has no “ps2”. Run: nbgrader generate_assignment ps2" in result.stderr


def test_a_gradebook_that_cannot_be_read_says_so(course: Ordinary) -> None:
    course.hand_in("right")
    (course.root / "gradebook.db").write_bytes(b"not a database at all" * 100)
    result = twins.command(course.root, "autograde", NAME, module="doorstep")
    assert result.returncode == 1
    assert "The gradebook cannot be read (file is not a database)" in result.stderr


def test_the_closing_table_counts_and_names_what_failed_and_the_exit_says_so(course: Ordinary) -> None:
    course.hand_in("bad", file("first.ipynb", "{not json"))
    course.hand_in("right")
    result = twins.command(course.root, "autograde", NAME, module="doorstep")
    assert result.returncode == 1
    assert "0 marked, 1 with something for a person to mark, 1 failed. 0 had been marked before." in result.stdout
    assert "  bad: NotJSONError" in result.stdout
    solved = solution("double", "def double(x):\n    return 2 * x")
    assert callable(solved)
    again = twins.command(course.root, "autograde", NAME, "--student", "right", module="doorstep")
    assert again.returncode == 0
    assert "1 had been marked before." in again.stdout


def test_what_exercises_import_at_the_top_of_a_cell_is_found_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "n.ipynb"
    cells = [
        ordinary.code(
            "import json, os.path\nfrom math import sqrt as root\nfrom . import here\nif True:\n    import sys"
        ),
        ordinary.code("not python at all ("),
        ordinary.text("import this"),
    ]
    path.write_text(json.dumps(ordinary.notebook(*cells)))
    assert settings.imports([path, tmp_path / "missing.ipynb"]) == [("json", ""), ("os.path", ""), ("math", "sqrt")]
