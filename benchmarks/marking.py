"""`make bench-marking`: nbgrader's autograde and ours on the same cohorts, whole processes, in turn."""

from __future__ import annotations

import os
import platform
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
PAGES_STOCK = ["-m", "nbgrader", "generate_feedback", EXERCISE, "--force"]
PAGES = ["-m", "doorstep", "generate-feedback", EXERCISE, "--force"]
FULL = [*OURS, "--tracebacks", "full"]
LARGEST = [0]
LIST = f"""
import time
from doorstep.autograde import settings
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
config = settings.read()[0]
api = NbGraderAPI(CourseDirectory(config=config), config=config)
assert len(api.get_submissions("{EXERCISE}")) == 2000  # once before, as formgrader's server has long been up
begun = time.perf_counter()
api.get_submissions("{EXERCISE}")
between = time.perf_counter()
with api.gradebook as gradebook:
    gradebook.submission_dicts("{EXERCISE}")
print(between - begun, time.perf_counter() - between)
"""
ROWS = ("grade", "comment", "submitted_notebook", "submitted_assignment", "student")


def main() -> None:
    """Print seconds and ratios, with the machine's size and the date; all parts, or those that are named."""
    print(f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores, Python {platform.python_version()}", flush=True)
    for part in sys.argv[1:] or list(PARTS):
        with tempfile.TemporaryDirectory() as made:
            course(Path(made))
            PARTS[part](Path(made))
    print(f"largest process of ours: {LARGEST[0] / 1024:.0f} MB")


def small(root: Path) -> None:
    """40 hand-ins, both ways in turn."""
    hand_ins(root, 40)
    stock, light, full = [], [], []
    for _ in range(ROUNDS):
        stock.append(marked(root, STOCK))
        light.append(marked(root, OURS))
        full.append(marked(root, FULL))
    row("40 hand-ins, nbgrader", stock)
    row("40 hand-ins, ours", light)
    ratio("40 hand-ins", [s / t for s, t in zip(stock, light, strict=True)])
    ratio("40 hand-ins, tracebacks as IPython's", [s / t for s, t in zip(stock, full, strict=True)])


def large(root: Path) -> None:
    """640 hand-ins, nbgrader's time scaled from 160; then 2,000."""
    hand_ins(root, 160)
    many = marked(root, STOCK)
    row("160 hand-ins, nbgrader", [many])
    hand_ins(root, 640)
    light, full = [], []
    for _ in range(ROUNDS):
        light.append(marked(root, OURS))
        full.append(marked(root, FULL))
    row("640 hand-ins, ours", light)
    ratio("640 hand-ins, nbgrader scaled from 160", [4 * many / t for t in light])
    ratio("640 hand-ins, tracebacks as IPython's", [4 * many / t for t in full])
    hand_ins(root, 2000)
    most = marked(root, OURS)
    row("2,000 hand-ins, ours", [most])
    print(f"2,000 against 640, each hand-in: {most / 2000 / (statistics.median(light) / 640):.2f}")
    listed(root)


def feedback(root: Path) -> None:
    """Pages of feedback, both ways in turn."""
    for size, rounds in ((160, ROUNDS), (640, 1)):
        hand_ins(root, size)
        marked(root, OURS)
        pages = [(timed(root, PAGES_STOCK), timed(root, PAGES)) for _ in range(rounds)]
        row(f"{size} pages of feedback, nbgrader", [s for s, _ in pages])
        ratio(f"{size} pages of feedback", [s / t for s, t in pages])


def listed(root: Path) -> None:
    """Seconds of formgrader's list, and of the gradebook's part in it, without the indexes and with them."""
    for name, words in (("without indexes", ["--remove"]), ("with indexes", [])):
        run(root, ["-m", "doorstep", "index-gradebook", *words])
        both = [[float(s) for s in run(root, ["-c", LIST]).split()[-2:]] for _ in range(ROUNDS)]
        _print(f"formgrader's list at 2,000, {name}", [whole for whole, _ in both], lambda s: f"{s:.2f} s")
        _print("  of it the gradebook's answer", [part for _, part in both], lambda s: f"{s:.2f} s")


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


def marked(root: Path, words: list[str]) -> float:
    """Seconds of a whole process that marks everything, on a gradebook in which nothing is marked yet."""
    shutil.rmtree(root / "grading" / "autograded", ignore_errors=True)
    with sqlite3.connect(root / "grading" / "gradebook.db") as db:
        for table in ROWS:
            db.execute(f"delete from {table}")  # noqa: S608 - names from the list above
    return timed(root, words)


def timed(root: Path, words: list[str]) -> float:
    """Seconds of a whole process. The largest process of ours, and of those it started, is kept in ``LARGEST``."""
    begun = time.perf_counter()
    with (root / "said").open("w") as said:
        process = subprocess.Popen([sys.executable, *words], cwd=root, stdout=said, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - begun
    if status:
        raise RuntimeError((root / "said").read_text()[-3000:])
    if "doorstep" in words:
        LARGEST[0] = max(LARGEST[0], used.ru_maxrss)
    return seconds


def run(root: Path, words: list[str]) -> str:
    """What a command says. Raises RuntimeError with its error where it fails."""
    result = subprocess.run([sys.executable, *words], cwd=root, capture_output=True, text=True, check=False)
    if result.returncode:
        raise RuntimeError(result.stderr[-3000:])
    return result.stdout


def row(name: str, seconds: list[float]) -> None:
    """One line of seconds."""
    _print(name, seconds, lambda s: f"{s:.1f} s")


def ratio(name: str, times: list[float]) -> None:
    """One line of how many times faster."""
    _print(f"{name}: nbgrader / ours", times, lambda t: f"{t:.1f}")


def _print(name: str, figures: list[float], shown: Callable[[float], str]) -> None:
    spread = f" ({shown(min(figures))} to {shown(max(figures))}, n = {len(figures)})" if len(figures) > 1 else ""
    print(f"{name}: {shown(statistics.median(figures))}{spread}", flush=True)


PARTS: dict[str, Callable[[Path], None]] = {"small": small, "large": large, "feedback": feedback}


if __name__ == "__main__":
    main()
