"""A course's folders: who handed in, whose is to be done, and results that move into place whole or not at all."""

from __future__ import annotations

import contextlib
import glob
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

STAGING = ".being-marked"
"""Where results are made, inside the folder they are for, until their rows are written; a dot keeps others out."""


class Step:
    """One of nbgrader's steps from folder to folder, as from ``submitted`` to ``autograded``."""

    def __init__(self, course: Any, assignment: str, before: str, after: str) -> None:
        """``before`` and ``after`` are the folders' names, as the course is configured."""
        self.course, self.assignment, self.before, self.after = course, assignment, before, after
        self.root = Path(course.root)
        self.staging = Path(after) / STAGING / safe(assignment)

    def path(self, folder: str, student: str) -> Path:
        """A hand-in's folder."""
        return Path(self.course.format_path(folder, student, self.assignment))

    def students(self, wanted: str) -> list[str]:
        """Whoever has something in the folder before, as nbgrader finds them."""
        pattern = self.course.format_path(self.before, wanted, self.assignment)
        named = self.course.format_path(self.before, "(?P<student>.*)", "(?P<assignment>.*)", escape=True)
        found = []
        for path in sorted(glob.glob(pattern)):  # noqa: PTH207
            match = re.match(named, path)
            if match and match["student"] not in self.course.student_id_exclude.split(","):
                found.append(match["student"])
        return found

    def due(self, student: str) -> bool:
        """Whether there is no result yet, or one of an older hand-in."""
        dest = self.path(self.after, student)
        if not dest.exists():
            return True
        new, old = self._stamp(self.path(self.before, student)), self._stamp(dest)
        return new is not None and old is not None and new > old

    def _stamp(self, folder: Path) -> Any:
        # One that is no time ends nbgrader's whole run.
        with contextlib.suppress(SystemExit, AttributeError, ValueError):
            return self.course.get_existing_timestamp(str(folder))
        return None

    @contextmanager
    def staged(self) -> Iterator[None]:
        """An empty folder for results, which goes when they have moved."""
        shutil.rmtree(self.root / self.staging, ignore_errors=True)
        try:
            yield
        finally:
            shutil.rmtree(self.root / self.staging.parent, ignore_errors=True)

    def put(self, student: str) -> None:
        """Move a result into its place, in one step."""
        dest = self.path(self.after, student)
        dest.parent.mkdir(parents=True, exist_ok=True)
        self.take_away(student)
        self.path(str(self.staging), student).rename(dest)

    def take_away(self, student: str) -> None:
        """Leave no result."""
        folder = self.path(self.after, student)
        if folder.exists():
            # Read-only files, as nbgrader leaves them, go with their folder.
            old = folder.with_name(f".{folder.name}.{time.time_ns()}.old")
            folder.rename(old)
            shutil.rmtree(old, ignore_errors=True)


class BeingDone(Exception):
    """Another run is at work on the exercise."""


@contextmanager
def alone(root: Path, assignment: str) -> Iterator[None]:
    """Nobody else works on this exercise meanwhile. Raises BeingDone."""
    with contextlib.ExitStack() as held:
        try:
            held.enter_context(FileLock(root / f".{safe(assignment)}.autograde.lock").acquire(timeout=0))
        except Timeout:
            raise BeingDone(
                f"“{assignment}” is being marked already, in another window perhaps. Wait until that has ended."
            ) from None
        yield


def safe(name: str) -> str:
    """A name that can be a file's."""
    return re.sub(r"[^\w.-]", "_", name)


def hidden(course: Any) -> list[str]:
    """What no cell may see: the course, its gradebook wherever that lies, and whoever marks it at home."""
    _, _, path = course.db_url.partition("sqlite:///")
    places = [Path(course.root), Path.home(), *([Path(path).parent] if path else [])]
    return list(dict.fromkeys(os.path.realpath(p) for p in places))
