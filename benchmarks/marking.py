"""`make bench-marking`: nbgrader's autograde and ours on the same cohorts, whole processes, in turn."""

from __future__ import annotations

import os
import platform
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from doorstep.case import load_case, load_key
from doorstep.cohort.pretend import write_cohort

CLONE = Path(__file__).resolve().parent.parent
EXERCISE = "at-the-door"
ROUNDS = 3
STOCK = ["-m", "nbgrader", "autograde", EXERCISE]
OURS = ["-m", "doorstep", "autograde", EXERCISE]
ROWS = ("grade", "comment", "submitted_notebook", "submitted_assignment", "student")


def main() -> None:
    """Print seconds and ratios, with the machine's size and the date."""
    print(f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores, Python {platform.python_version()}", flush=True)
    with tempfile.TemporaryDirectory() as made:
        root = Path(made)
        course(root)
        hand_ins(root, 40)
        stock, light, full = [], [], []
        for _ in range(ROUNDS):
            stock.append(timed(root, STOCK))
            light.append(timed(root, OURS))
            full.append(timed(root, [*OURS, "--tracebacks", "full"]))
        row("40 hand-ins, nbgrader", stock)
        row("40 hand-ins, ours", light)
        ratio("40 hand-ins", [s / t for s, t in zip(stock, light, strict=True)])
        ratio("40 hand-ins, tracebacks as IPython's", [s / t for s, t in zip(stock, full, strict=True)])
        hand_ins(root, 160)
        many = timed(root, STOCK)
        row("160 hand-ins, nbgrader", [many])
        hand_ins(root, 640)
        light = [timed(root, OURS) for _ in range(ROUNDS)]
        full = [timed(root, [*OURS, "--tracebacks", "full"]) for _ in range(ROUNDS)]
        row("640 hand-ins, ours", light)
        ratio("640 hand-ins, nbgrader scaled from 160", [4 * many / t for t in light])
        ratio("640 hand-ins, tracebacks as IPython's", [4 * many / t for t in full])
        hand_ins(root, 2000)
        most = timed(root, OURS)
        row("2,000 hand-ins, ours", [most])
        print(f"2,000 against 640, each hand-in: {most / 2000 / (statistics.median(light) / 640):.2f}")
        print(f"largest process: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB")


def course(root: Path) -> None:
    """A course folder with the exercise released."""
    shutil.copy2(CLONE / "nbgrader_config.py", root)
    shutil.copytree(CLONE / "solutions", root / "solutions")
    run(root, ["-m", "nbgrader", "generate_assignment", EXERCISE])


def hand_ins(root: Path, size: int) -> None:
    """Bots' hand-ins, these and no others."""
    shutil.rmtree(root / "grading" / "submitted", ignore_errors=True)
    case = load_case(root / "solutions" / EXERCISE / "case.yaml")
    key = load_key(root / "solutions" / f"{EXERCISE}.key.yaml", case)
    for _ in write_cohort(root / "exercises" / EXERCISE, case, key, size, root / "grading" / "submitted", 1):
        pass


def timed(root: Path, words: list[str]) -> float:
    """Seconds of a whole process that marks everything, on a gradebook in which nothing is marked yet."""
    shutil.rmtree(root / "grading" / "autograded", ignore_errors=True)
    with sqlite3.connect(root / "grading" / "gradebook.db") as db:
        for table in ROWS:
            db.execute(f"delete from {table}")  # noqa: S608 - names from the list above
    begun = time.perf_counter()
    run(root, words)
    return time.perf_counter() - begun


def run(root: Path, words: list[str]) -> None:
    """Run one of the two. Raises RuntimeError with what it said where it fails."""
    result = subprocess.run([sys.executable, *words], cwd=root, capture_output=True, text=True, check=False)
    if result.returncode:
        raise RuntimeError(result.stderr[-3000:])


def row(name: str, seconds: list[float]) -> None:
    """One line of seconds."""
    _print(name, seconds, lambda s: f"{s:.1f} s")


def ratio(name: str, times: list[float]) -> None:
    """One line of how many times faster."""
    _print(f"{name}: nbgrader / ours", times, lambda t: f"{t:.1f}")


def _print(name: str, figures: list[float], shown: Callable[[float], str]) -> None:
    spread = f" ({shown(min(figures))} to {shown(max(figures))}, n = {len(figures)})" if len(figures) > 1 else ""
    print(f"{name}: {shown(statistics.median(figures))}{spread}", flush=True)


if __name__ == "__main__":
    main()
