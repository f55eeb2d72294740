"""Many machines: a real scheduler and two workers, one of them killed; the gradebook is as one process leaves it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import twins
from ordinary import HAND_INS, NAME, Ordinary

WHO = ("right", "wrong", "late", "extra-file", "own-helper", "broken-json", "deleted-test", "added-widget", "no-second")
CLUSTER = """
import os, signal, sys
from doorstep.autograde import cluster, coordinator
cluster.WAIT = float(os.environ.get("WAIT", 30))
# Each outcome is told at once, while the others are on their way.
coordinator.BATCH = 1
made = coordinator.prepare("ps1", coordinator.Options(cluster=sys.argv[1], force=True))
doomed, there = int(os.environ.get("DOOMED", 0)), None
try:
    for outcome in made.outcomes():
        print(outcome.student, outcome.state, outcome.why)
        if doomed:
            from distributed import default_client
            client = default_client()
            (there,) = [there] if there else [who for who, pid in client.run(os.getpid).items() if pid == doomed]
            if client.processing()[there]:
                os.kill(doomed, signal.SIGKILL)
                print("Killed at work.")
                doomed = 0
except coordinator.CannotMark as reason:
    print(reason)
print(*made.warnings)
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Ordinary:
    made = Ordinary(tmp_path_factory.mktemp("many") / "course")
    result = twins.command(made.root, "generate_assignment", NAME)
    assert result.returncode == 0, result.stderr[-3000:]
    for who in WHO:
        made.hand_in(who, *HAND_INS[who])
    for n in range(9):
        made.hand_in(f"z{n}")
    link = made.hand_in("linked") / "first.ipynb"
    link.unlink()
    link.symlink_to(made.root / "source" / NAME / "first.ipynb")
    return made


@pytest.fixture
def alone(course: Ordinary, tmp_path: Path) -> Path:
    """The same course, marked by one machine."""
    root = tmp_path / "alone"
    shutil.copytree(course.root, root, symlinks=True)
    twins.command(root, "autograde", NAME, module="doorstep")
    return root


@contextmanager
def dask(tmp_path: Path, workers: int) -> Iterator[tuple[str, list[int]]]:
    """A scheduler on a free port, and workers: its address, and their processes."""
    with ExitStack() as running:

        def start(*words: str) -> subprocess.Popen[str]:
            process = subprocess.Popen(
                [sys.executable, "-m", "distributed.cli." + words[0], *words[1:]],
                cwd=tmp_path, stderr=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"},
            )  # fmt: skip
            running.callback(process.wait)
            running.callback(process.kill)
            return process

        scheduler = start("dask_scheduler", "--port", "0", "--no-dashboard", "--host", "127.0.0.1")
        address = said(scheduler, r"Scheduler at:\s+(tcp://\S+)")
        options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", str(tmp_path))
        started = [start("dask_worker", address, *options) for _ in range(workers)]
        for worker in started:
            said(worker, r"Registered to:\s+(\S+)")
        yield address, [worker.pid for worker in started]


def said(process: subprocess.Popen[str], pattern: str) -> str:
    assert process.stderr is not None
    for line in process.stderr:
        if found := re.search(pattern, line):
            return found[1]
    raise AssertionError(f"It ended without a word of {pattern}.")


def marked(root: Path, address: str, **environ: str) -> str:
    env = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")} | environ
    result = subprocess.run(
        [sys.executable, "-c", CLUSTER, address],
        cwd=root, env=env, capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr[-3000:]
    return result.stdout


def test_a_worker_killed_at_work_costs_time_and_nothing_else(course: Ordinary, alone: Path, tmp_path: Path) -> None:
    with dask(tmp_path, 2) as (address, pids):
        words = marked(course.root, address, DOOMED=str(pids[0]))
    assert "Killed at work." in words
    outcomes = [line for line in words.splitlines() if re.match(r"\S+ (marked|person|failed)", line)]
    assert len(outcomes) == len({line.split()[0] for line in outcomes}) == len(WHO) + 10
    assert {line.split()[0] for line in outcomes if " failed " in line} == {"broken-json", "linked"}
    assert "linked failed first.ipynb is a link to another file. It was not opened." in words
    for question in (twins.GRADES, twins.COMMENTS):
        assert twins.rows(course.root, question) == twins.rows(alone, question)
    assert len(twins.rows(course.root, twins.GRADES)) == 8 * len(outcomes)
    ours, theirs = (twins.files(root / "autograded") for root in (course.root, alone))
    assert ours == theirs
    compared = 0
    for name in ours:
        if name.endswith(".ipynb"):
            assert twins.notebook(course.root / "autograded" / name) == twins.notebook(alone / "autograded" / name)
            compared += 1
    assert compared >= 2 * (len(outcomes) - 3)
    # Nothing of the bench is left on the worker that lived.
    assert not list(tmp_path.rglob("doorstep-*"))


def test_a_scheduler_that_is_not_there_or_has_no_workers_is_answered_in_a_sentence(
    course: Ordinary, tmp_path: Path
) -> None:
    assert "No Dask scheduler answers at tcp://127.0.0.1:9" in marked(course.root, "tcp://127.0.0.1:9", WAIT="1")
    with dask(tmp_path, 0) as (address, _):
        assert f"has no workers. Start some: dask worker {address}" in marked(course.root, address, WAIT="1")


def test_when_no_worker_is_left_it_says_so_and_what_was_marked_stays(course: Ordinary, tmp_path: Path) -> None:
    with dask(tmp_path, 1) as (address, pids):
        words = marked(course.root, address, DOOMED=str(pids[0]), WAIT="2")
    assert "Killed at work." in words
    assert "No worker is left. What was marked stays; start workers and give the command again." in words
    assert len(twins.rows(course.root, twins.GRADES)) == 8 * (len(WHO) + 10)


@pytest.mark.parametrize("missing", [True, False])
def test_dask_is_imported_only_where_it_is_asked_for(course: Ordinary, missing: bool) -> None:
    script = """
import sys
if {missing}:
    sys.modules["distributed"] = None
from doorstep.autograde import coordinator
made = coordinator.prepare("ps1", coordinator.Options(cluster={cluster!r}, force=True, student="right"))
try:
    print([o.student for o in made.outcomes()])
except coordinator.CannotMark as reason:
    print(reason)
print("dask" in sys.modules, "distributed" in sys.modules)
"""
    result = subprocess.run(
        [sys.executable, "-c", script.format(missing=missing, cluster="local" if missing else "")],
        cwd=course.root, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    if missing:
        assert "Run: pip install distributed" in result.stdout
    else:
        assert result.stdout == "['right']\nFalse False\n"
