"""Marks an exercise's hand-ins on several processes, and alone writes what comes of them."""

from __future__ import annotations

import contextlib
import glob
import os
import re
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from traitlets.config import Config

from . import one_by_one, settings
from .pool import CannotMark, Options, Pool, Server
from .settings import NotThisWay

BATCH = 20
"""Hand-ins whose rows are written in one transaction."""
STAGING = ".being-marked"
"""Where hand-ins are marked, inside the autograded folder, until their rows are written; a dot keeps others out."""


@dataclass(frozen=True)
class Outcome:
    """What came of one hand-in: ``marked``, ``person`` (a grade waits for one) or ``failed``, and why."""

    student: str
    state: str
    why: str = ""


@dataclass
class Run:
    """One run over an exercise: how many hand-ins there are to do, and what comes of each."""

    assignment: str
    options: Options
    config: Config
    server: Server
    todo: list[str] = field(default_factory=list)
    skipped: int = 0
    warnings: list[str] = field(default_factory=list)
    slowly: str = ""

    def outcomes(self) -> Iterator[Outcome]:
        """Mark everything that is to do; slowly, where it cannot be done the fast way. Raises CannotMark beforehand."""
        try:
            if self.slowly:
                raise NotThisWay(self.slowly)
            yield from self._fast()
        except NotThisWay as reason:
            self.server.close()
            if self.options.sandbox == "require":
                raise CannotMark(f"{reason} --require-sandbox was given: nothing has been run.") from reason
            self.warnings.append(str(reason))
            yield from self._slow()

    def _slow(self) -> Iterator[Outcome]:
        from nbgrader.coursedir import CourseDirectory

        from .gradebook import Book

        url = CourseDirectory(config=self.config).db_url
        for student, why in one_by_one.mark(self.config, self.assignment, self.todo, self.options.force):
            with contextlib.closing(Book(url, self.assignment)) as book:
                waits = book.submissions([student])[student].needs_person
            yield Outcome(student, "failed" if why else "person" if waits else "marked", why)

    def _fast(self) -> Iterator[Outcome]:
        from nbgrader.coursedir import CourseDirectory

        from .gradebook import Book, NoGradebook

        course = CourseDirectory(config=self.config)
        root = Path(course.root)
        lock = FileLock(root / f".{_safe(self.assignment)}.autograde.lock")
        try:
            with lock.acquire(timeout=0):
                source = Path(course.format_path(course.source_directory, ".", self.assignment))
                self.server.warm(self.config, self.options, source, _hidden(course))
                try:
                    book = Book(course.db_url, self.assignment)
                except NoGradebook as reason:
                    raise CannotMark(str(reason)) from reason
                settings.python_only([n.kernelspec for n in book.assignment.notebooks])
                if warm := settings.warm_up(self.config):
                    warm(str(source))
                with contextlib.closing(book):
                    yield from self._all(course, book)
        except Timeout:
            raise CannotMark(
                f"“{self.assignment}” is being marked already, in another window perhaps. Wait until that has ended."
            ) from None
        finally:
            self.server.close()

    def look(self) -> None:
        """Find what is to do. Raises CannotMark where nobody has handed in."""
        from nbgrader.coursedir import CourseDirectory

        course = CourseDirectory(config=self.config)
        found = _students(course, self.assignment, self.options.student)
        if not found:
            where = course.format_path(course.submitted_directory, self.options.student, self.assignment)
            raise CannotMark(f"Nobody has handed in “{self.assignment}”: nothing is in {where}.")
        self.todo = [s for s in found if self._wanted(course, s)]
        self.skipped = len(found) - len(self.todo)

    def _wanted(self, course: Any, student: str) -> bool:
        dest = course.format_path(course.autograded_directory, student, self.assignment)
        if self.options.force or not os.path.exists(dest):  # noqa: PTH110
            return True
        new = course.get_existing_timestamp(course.format_path(course.submitted_directory, student, self.assignment))
        old = course.get_existing_timestamp(dest)
        return new is not None and old is not None and new > old

    def _all(self, course: Any, book: Any) -> Iterator[Outcome]:
        staging = Path(course.autograded_directory) / STAGING / _safe(self.assignment)
        shutil.rmtree(Path(course.root) / staging, ignore_errors=True)
        rows = book.submissions(self.todo)
        pool = Pool(self.server, self.options, self.config, self.assignment, str(staging), len(self.todo))
        self.warnings += pool.warnings
        pending: list[Any] = []
        try:
            for done in pool.run([rows[s] for s in self.todo]):
                pending.append(done)
                if len(pending) >= BATCH:
                    yield from self._settle(course, book, staging, pending)
            yield from self._settle(course, book, staging, pending)
        finally:
            pool.close()
            shutil.rmtree(Path(course.root) / staging.parent, ignore_errors=True)

    def _settle(self, course: Any, book: Any, staging: Path, pending: list[Any]) -> Iterator[Outcome]:
        # Rows first, then the folder moves into place: killed in between, the next run does it over.
        book.write([done.submission for done in pending if done.written])
        for done in pending:
            student = done.submission.student
            if done.failed:
                _remove(Path(course.format_path(course.autograded_directory, student, self.assignment)))
                yield Outcome(student, "failed", done.failed)
                continue
            made = Path(course.format_path(str(staging), student, self.assignment))
            dest = Path(course.format_path(course.autograded_directory, student, self.assignment))
            dest.parent.mkdir(parents=True, exist_ok=True)
            _remove(dest)
            made.rename(dest)
            yield Outcome(student, "person" if done.submission.needs_person else "marked")
        pending.clear()


def prepare(assignment: str, options: Options) -> Run:
    """A run over the course in the current folder. Raises CannotMark, Untested."""
    settings.check_version()
    slowly = ""
    try:
        settings.check_system()
    except NotThisWay as reason:
        slowly = str(reason)
    # The grammar of internationalised addresses takes a second to build, and no notebook is checked by it.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    config = settings.read()
    # Begun after the configuration, which may change the environment, and before nbgrader, which takes seconds.
    run = Run(assignment, options, config, Server(), slowly=slowly)
    try:
        run.look()
    except BaseException:
        run.server.close()
        raise
    return run


def _students(course: Any, assignment: str, wanted: str) -> list[str]:
    pattern = course.format_path(course.submitted_directory, wanted, assignment)
    named = course.format_path(course.submitted_directory, "(?P<student>.*)", "(?P<assignment>.*)", escape=True)
    found = []
    for path in sorted(glob.glob(pattern)):  # noqa: PTH207
        match = re.match(named, path)
        if match and match["student"] not in course.student_id_exclude.split(","):
            found.append(match["student"])
    return found


def _hidden(course: Any) -> list[str]:
    """What no cell may see: the course, its gradebook wherever that lies, and whoever marks it at home."""
    _, _, path = course.db_url.partition("sqlite:///")
    places = [Path(course.root), Path.home(), *([Path(path).parent] if path else [])]
    return list(dict.fromkeys(str(p.resolve()) for p in places))


def _remove(folder: Path) -> None:
    if folder.exists():
        # Read-only files, as nbgrader leaves them, go with their folder.
        old = folder.with_name(f".{folder.name}.{time.time_ns()}.old")
        folder.rename(old)
        shutil.rmtree(old, ignore_errors=True)


def _safe(name: str) -> str:
    return re.sub(r"[^\w.-]", "_", name)
