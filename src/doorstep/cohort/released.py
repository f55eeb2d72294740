"""Is what trainees get what it should be, and nothing else? Strays, canaries, drift from nbgrader."""

from __future__ import annotations

import filecmp
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from ..case import CaseError, CaseErrors
from .course import Course, read_yaml

_STRAYS = ("*.trail.jsonl", "*.trail.torn", "*.key.yaml", "*.model.yaml", ".*.trail.lock")
_HIDDEN = ("BEGIN HIDDEN TESTS", "BEGIN SOLUTION")


def strays(course: Course) -> list[CaseError]:
    """Keys, model plays and trails in folders that trainees receive, and hidden tests in what is released."""
    errors = []
    given = [course.root / "course", course.root / "exercises", *(e.folder for e in course.exercises)]
    for folder in given:
        for pattern in _STRAYS:
            for path in sorted(folder.rglob(pattern)):
                what = "This must not be where trainees receive it."
                errors.append(CaseError(_short(path, course), 1, what, "Move it out of the folder."))
    for path in sorted((course.root / "exercises").rglob("*.ipynb")):
        text = path.read_text(encoding="utf-8", errors="replace")
        for mark in _HIDDEN:
            if mark in text:
                errors.append(CaseError(_short(path, course), 1, f"It holds “{mark}”.", "Release it again."))
    return errors


def canaries(course: Course) -> list[CaseError]:
    """The canary of a key, an exercise's or a lesson's, found in anything that trainees receive."""
    canaries = {path.name.removesuffix(".key.yaml"): _canary(path) for path in course.keys}
    errors = []
    for folder in (course.root / "course", course.root / "exercises", *(e.folder for e in course.exercises)):
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            held = path.read_bytes()
            for name, canary in canaries.items():
                if canary and canary in held:
                    what = f"It holds what only the key of “{name}” may hold."
                    errors.append(CaseError(_short(path, course), 1, what, "Take the key's words out."))
    return errors


def _canary(path: Path) -> bytes:
    """The canary of a key, even of one that does not fit its case; that is said where the key is loaded."""
    try:
        key = read_yaml(path)
    except CaseErrors:
        return b""
    return str(key.get("canary") or "").encode() if isinstance(key, dict) else b""


def drift(course: Course) -> list[CaseError]:
    """Where exercises/ is not what nbgrader makes of solutions/ now."""
    errors = []
    with tempfile.TemporaryDirectory() as made:
        copy = Path(made)
        shutil.copytree(course.root / "solutions", copy / "solutions")
        shutil.copy2(course.root / "nbgrader_config.py", copy)
        for exercise in course.exercises:
            failed = generate(copy, exercise.name)
            if failed:
                errors.append(CaseError(f"solutions/{exercise.name}", 1, failed, "Run nbgrader generate_assignment."))
                continue
            ours, theirs = course.root / "exercises" / exercise.name, copy / "exercises" / exercise.name
            for name in _different(ours, theirs):
                what = "This is not what nbgrader makes of solutions/."
                errors.append(CaseError(f"exercises/{exercise.name}/{name}", 1, what, "Run make exercises."))
    return errors


def generate(root: Path, exercise: str) -> str:
    """Release one exercise with nbgrader in ``root``; what went wrong, or nothing."""
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", exercise, "--force", "--create"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, env={**os.environ}, check=False)
    if done.returncode == 0 and (root / "exercises" / exercise).is_dir():
        return ""
    lines = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()]
    return f"nbgrader could not release it: {lines[-1] if lines else 'it said nothing'}."


def _different(ours: Path, theirs: Path) -> list[str]:
    names = {p.relative_to(base).as_posix() for base in (ours, theirs) for p in base.rglob("*") if p.is_file()}
    return sorted(
        n
        for n in names
        if not ((ours / n).is_file() and (theirs / n).is_file() and filecmp.cmp(ours / n, theirs / n, shallow=False))
    )


def _short(path: Path, course: Course) -> str:
    return path.relative_to(course.root).as_posix()
