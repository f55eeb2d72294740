"""What hand-ins try, and that each hurts nobody but itself. Every cell is run here, as ordinary courses need it.

The limit that stays: code that shares a process with the tests can forge their outcome. `locked_only` ends that.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import twins
from ordinary import NAME, Change, Ordinary, added, code, edit, file, named, solution

from doorstep.autograde import sandbox

WRONG = solution("double", "def double(x):\n    return 3 * x")
MARK = "987654"
"""Seconds that sleeping processes of these hand-ins sleep, to know them by."""
LOCKED = "only what is locked"


def linked(name: str, to: str) -> Change:
    def put(folder: Path) -> None:
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(to)

    return put


def _schema(number: int) -> Change:
    return edit("first", lambda nb: named(nb, "test_double")["metadata"]["nbgrader"].update(schema_version=number))


def _copied(nb: dict[str, Any]) -> None:
    nb["cells"].append(json.loads(json.dumps(named(nb, "test_double"))) | {"source": "assert True", "id": "copy"})


def _tagged(nb: dict[str, Any]) -> None:
    for name in ("test_double", "hidden"):
        named(nb, name)["metadata"]["tags"] = ["skip-execution"]


def _many(folder: Path) -> None:
    for n in range(2_100):
        (folder / f"{n}.txt").write_text("x")


def _as_folder(folder: Path) -> None:
    (folder / "first.ipynb").unlink()
    (folder / "first.ipynb").mkdir()


SLEEP = f"['sleep', '{MARK}']"
ATTACKS: dict[str, tuple[str, tuple[Change, ...]]] = {
    # What they try, what comes of it: "full" marks for an honest solution, "none" for a wrong one, "failed"; or "own"
    # where it depends on the system whether they hurt themselves.
    "shadows-ipython": ("full", (file("IPython.py", "raise SystemExit"), file("json.py", "raise SystemExit"))),
    "shadows-launcher": ("full", (file("ipykernel_launcher.py", "open('launched', 'w')"),)),
    "shadows-site": ("full", (file("sitecustomize.py", "open('launched', 'w')"),)),
    "configures-ipython": ("full", (file("ipython_config.py", "open('launched', 'w')"),)),
    "skips-tests": ("none", (WRONG, edit("first", _tagged))),
    "copies-a-test": ("full", (edit("first", _copied),)),
    "copies-and-fails": ("none", (WRONG, edit("first", _copied))),
    "newer-schema": ("failed", (_schema(99),)),
    "older-schema": ("failed", (_schema(1),)),
    "id-is-a-list": ("full", (edit("first", lambda nb: nb["cells"].append(code("1", "x", grade_id=["x"]))),)),
    "id-of-markup": ("full", (edit("first", lambda nb: nb["cells"].append(code("1", "<script>") | {"id": "m"}),),)),
    "ends-itself": ("failed", (added("import os; os._exit(0)"),)),
    "ends-its-group": ("own", (added("import os, signal; os.killpg(0, signal.SIGKILL)"),)),
    "ends-everybody": ("own", (added("import os, signal; os.kill(-1, signal.SIGKILL); os.kill(os.getpid(), 9); os.abort()"),)),
    "ends-its-parent": ("full", (added("import os\ntry:\n    os.kill(max(os.getppid(), 2 ** 21), 9)\nexcept OSError:\n    pass"),)),
    "will-not-stop": ("failed", (added("import time\nwhile True:\n    try:\n        time.sleep(1)\n    except KeyboardInterrupt:\n        pass"),)),
    "ignores-signals": ("failed", (added("import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"),)),
    "prints-for-ever": ("full", (added("while True: print('x' * 1000)"),)),
    "prints-a-hundred-megabytes": ("full", (added("print('x' * 100_000_000)"),)),
    "writes-a-hundred-megabytes": ("full", (added("open('big', 'wb').write(b'x' * 100_000_000)"),)),
    "wants-all-memory": ("full", (added("held = bytearray(16 << 30)"),)),
    "forks": ("own", (added("import os\nfor _ in range(300):\n    if not os.fork():\n        import time; time.sleep(" + MARK + ")"),)),
    "starts-a-session": ("full", (added(f"import subprocess\nsubprocess.Popen({SLEEP}, start_new_session=True)"),)),
    "forks-twice-and-leaves": ("full", (added(f"import os, subprocess\nif not os.fork():\n    os.setsid()\n    if not os.fork():\n        os.execvp('sleep', {SLEEP})\n    os._exit(0)"),)),
    "leaves-a-thread": ("full", (added("import threading, time\nthreading.Thread(target=time.sleep, args=(" + MARK + ",)).start()"),)),
    "reads-the-solution": ("full", (added("print(open(ROOT + '/source/ps1/first.ipynb').read())"),)),
    "reads-others": ("full", (added("import os; print(os.listdir(ROOT + '/submitted'))"),)),
    "reads-the-gradebook": ("full", (added("print(open(ROOT + '/gradebook.db', 'rb').read()[:20])"),)),
    "writes-the-gradebook": ("full", (added("import sqlite3\nd = sqlite3.connect(ROOT + '/gradebook.db')\nd.execute('update grade set auto_score = 99')\nd.commit()"),)),
    "writes-outside": ("full", (added("open('/tmp/left-behind-' + '" + MARK + "', 'w').write('x')"),)),
    "looks-through-proc": ("full", (added("import glob\nprint([p for p in glob.glob('/proc/[0-9]*/root' + ROOT + '/gradebook.db')])"),)),
    "unmounts": ("full", (added("import ctypes\nprint(ctypes.CDLL(None).umount2(ROOT.encode(), 2))\nimport os; print(os.listdir(ROOT))"),)),
    "calls-home": ("full", (added("import socket\nsocket.create_connection(('127.0.0.1', PORT), 1).send(b'here')"),)),
    "looks-for-secrets": ("full", (added("import os; print(os.environ.get('TUTOR_TOKEN', 'nothing'))"),)),
    "spoils-the-line": ("failed", (added("import os\nfor fd in range(3, 60):\n    try: os.write(fd, b'\\xff' * 64)\n    except OSError: pass"),)),
    "link-to-the-gradebook": ("full", (linked("mine.txt", "../../../gradebook.db"),)),
    "link-to-a-folder": ("full", (linked("mine", "../../../source"),)),
    "notebook-is-a-link": ("failed", (linked("first.ipynb", "../../../source/ps1/first.ipynb"),)),
    "notebook-is-a-folder": ("failed", (_as_folder,)),
    "a-pipe": ("full", (lambda folder: os.mkfifo(folder / "pipe"),)),
    "many-files": ("failed", (_many,)),
    "deep-json": ("failed", (file("first.ipynb", "[" * 200_000),)),
    "strange-names": ("full", (file("a\nb\u202e.txt", "x"), file("--force", "x"))),
}  # fmt: skip


@dataclass
class Marked:
    """The course after all of them were marked in one run."""

    root: Path
    said: dict[str, Any]
    stderr: str
    called: bool

    def grades(self, student: str) -> dict[str, float | None]:
        """Automatic marks by cell."""
        return {row[3]: row[4] for row in twins.rows(self.root, twins.GRADES) if row[0] == student}

    def page(self, student: str) -> str:
        """The first notebook as it was written."""
        return (self.root / "autograded" / student / NAME / "first.ipynb").read_text("utf-8")

    def state(self, student: str) -> str:
        """What was said of a hand-in."""
        return next(h["state"] for h in self.said["hand-ins"] if h["student"] == student)

    def why(self, student: str) -> str:
        """Why it failed."""
        return next(str(h["why"]) for h in self.said["hand-ins"] if h["student"] == student)


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Marked:
    course = Ordinary(tmp_path_factory.mktemp("attacked") / "course")
    result = twins.command(course.root, "generate_assignment", NAME)
    assert result.returncode == 0, result.stderr[-3000:]
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(0.1)
        told = f"ROOT, PORT = {str(course.root)!r}, {listener.getsockname()[1]}"
        for name, (_, changes) in ATTACKS.items():
            there = course.hand_in(name, *changes)
            for path in there.glob("first.ipynb"):
                if path.is_file() and not path.is_symlink() and path.read_text().startswith("{"):
                    added(told)(there)
        course.hand_in("a-witness")
        course.hand_in("z-witness")
        os.environ["TUTOR_TOKEN"] = "not for cells"
        try:
            result = twins.command(course.root, "autograde", NAME, "--json", module="doorstep")
        finally:
            del os.environ["TUTOR_TOKEN"]
        try:
            listener.accept()
            called = True
        except TimeoutError:
            called = False
    assert result.stdout.startswith("{"), result.stderr[-3000:]
    return Marked(course.root, json.loads(result.stdout), result.stderr, called)


FULL = {"test_double": 2.0, "hidden": 3.0, "partly": 4.0, "noisy": 1.0, "test_answer": 2.0, "how_near": 1.0}
AS_TRIED: dict[str, Callable[[dict[str, float | None]], bool]] = {
    "full": lambda grades: {k: grades[k] for k in FULL} == FULL,
    "none": lambda grades: grades["test_double"] == grades["hidden"] == 0,
    "failed": lambda grades: all(grade is None for grade in grades.values()),
    "own": lambda grades: all(grade in (None, 0, FULL.get(name)) for name, grade in grades.items()),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_each_comes_to_what_it_should(marked: Marked, name: str) -> None:
    outcome, _ = ATTACKS[name]
    if outcome != "own":
        assert marked.state(name) == ("failed" if outcome == "failed" else "person"), marked.why(name)
    assert AS_TRIED[outcome](marked.grades(name)), marked.grades(name)


def test_there_are_forty_of_them() -> None:
    assert len(ATTACKS) >= 40


def test_nobody_elses_marks_are_changed(marked: Marked) -> None:
    for witness in ("a-witness", "z-witness"):
        assert AS_TRIED["full"](marked.grades(witness))
    assert not [row for row in twins.rows(marked.root, twins.GRADES) if row[4] == 99]


def test_no_process_and_no_file_is_left_behind(marked: Marked) -> None:
    lines = [p.read_bytes() for p in Path("/proc").glob("[0-9]*/cmdline") if p.exists()]
    assert not [line for line in lines if MARK.encode() in line]
    assert not [line for line in lines if b"autograde.forkserver" in line and str(marked.root).encode() in line]
    assert not Path(f"/tmp/left-behind-{MARK}").exists()
    assert not list(marked.root.rglob(".being-marked"))
    assert not list(marked.root.rglob("launched"))


def test_nothing_of_the_course_is_seen(marked: Marked) -> None:
    assert "BEGIN SOLUTION" not in marked.page("reads-the-solution")
    assert "a-witness" not in marked.page("reads-others")
    assert "SQLite format" not in marked.page("reads-the-gradebook")
    assert "gradebook.db" not in _outputs(marked.page("looks-through-proc"))
    assert "submitted" not in _outputs(marked.page("unmounts"))
    assert "nothing" in _outputs(marked.page("looks-for-secrets"))
    assert not marked.called


def test_links_are_not_followed_and_what_never_ends_is_not_read(marked: Marked) -> None:
    for student, name in (("link-to-the-gradebook", "mine.txt"), ("link-to-a-folder", "mine"), ("a-pipe", "pipe")):
        assert not (marked.root / "autograded" / student / NAME / name).exists()


def test_what_is_printed_is_kept_within_bounds(marked: Marked) -> None:
    for student in ("prints-for-ever", "prints-a-hundred-megabytes"):
        assert len(marked.page(student)) < 15_000_000
    written = marked.root / "autograded" / "writes-a-hundred-megabytes" / NAME / "big"
    assert not written.exists() or written.stat().st_size <= 10_000_000


def test_where_only_locked_cells_run_no_added_cell_gains_a_mark(marked: Marked) -> None:
    forging = added("import helper, builtins\nhelper.share = lambda f: 4\nbuiltins.isinstance = None", 2)
    root = marked.root.with_name("locked")
    shutil.copytree(marked.root, root, ignore=shutil.ignore_patterns("submitted", "autograded", "gradebook.db"))
    again = Ordinary.__new__(Ordinary)
    again.root = root
    result = twins.command(root, "generate_assignment", NAME, "--force")
    assert result.returncode == 0, result.stderr[-2000:]
    again.hand_in("forger", WRONG, forging)
    result = twins.command(root, "autograde", NAME, "--locked-only", "--json", module="doorstep")
    grades = {row[3]: row[4] for row in twins.rows(root, twins.GRADES)}
    assert grades["partly"] == 0
    with sqlite3.connect(root / "gradebook.db") as db:
        assert db.execute("select count(*) from grade").fetchone() == (8,)


def test_the_limit_on_processes_holds_or_the_tutor_is_told_that_it_does_not(marked: Marked) -> None:
    counting = added(
        "import os\nheld = []\ntry:\n    for _ in range(300):\n        held.append(os.fork())\n"
        "        if not held[-1]:\n            os.read(os.pipe()[0], 1)\n"
        "except OSError as error:\n    print('refused after', len(held), error)"
    )
    again = Ordinary.__new__(Ordinary)
    again.root = marked.root
    again.hand_in("counts", counting)
    result = twins.command(marked.root, "autograde", NAME, "--student", "counts", module="doorstep")
    if os.geteuid() == 0 and not sandbox.nobody_can_run():
        assert "the limit on processes does not hold" in result.stderr
    else:
        refused = re.search(r"refused after (\d+)", marked.page("counts"))
        assert refused
        assert int(refused[1]) < sandbox.PROCESSES
    kept = list((marked.root / "autograded" / "counts").rglob("*"))
    assert kept
    assert {path.stat().st_uid for path in kept} == {os.geteuid()}


def _outputs(page: str) -> str:
    return json.dumps([cell.get("outputs", []) for cell in json.loads(page)["cells"]])
