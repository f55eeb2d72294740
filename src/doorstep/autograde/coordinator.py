"""Marks an exercise's hand-ins on several processes, and alone writes what comes of them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from traitlets.config import Config

from . import folders, one_by_one, settings
from .folders import BeingDone, Step
from .pool import Pool
from .server import CannotMark, Options, Server
from .settings import NotThisWay

BATCH = 20
"""Hand-ins whose rows are written in one transaction."""


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
    environ: dict[str, str]
    server: Server | None
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
            self.close()
            if self.options.sandbox == "require":
                raise CannotMark(f"{reason} --require-sandbox was given: nothing has been run.") from reason
            self.warnings.append(str(reason))
            yield from self._slow()
        except BeingDone as reason:
            raise CannotMark(str(reason)) from None
        finally:
            self.close()

    def close(self) -> None:
        """End the fork server, where there is one."""
        if self.server is not None:
            self.server.close()
            self.server = None

    def look(self) -> None:
        """Find what is to do. Raises CannotMark where nobody has handed in."""
        step = _step(self.config, self.assignment)
        found = step.students(self.options.student)
        if not found:
            where = step.path(step.before, self.options.student)
            raise CannotMark(f"Nobody has handed in “{self.assignment}”: nothing is in {where}.")
        self.todo = [s for s in found if self.options.force or step.due(s)]
        self.skipped = len(found) - len(self.todo)

    def _slow(self) -> Iterator[Outcome]:
        from .gradebook import Book

        url = _step(self.config, self.assignment).course.db_url
        for student, why in one_by_one.mark(self.config, self.assignment, self.todo, self.options.force):
            with contextlib.closing(Book(url, self.assignment)) as book:
                waits = book.submissions([student])[student].needs_person
            yield Outcome(student, "failed" if why else "person" if waits else "marked", why)

    def _fast(self) -> Iterator[Outcome]:
        from .gradebook import Book, NoGradebook

        step = _step(self.config, self.assignment)
        with folders.alone(step.root, self.assignment):
            source = Path(step.course.format_path(step.course.source_directory, ".", self.assignment))
            if self.server is not None:
                self.server.warm(self.config, self.options, source, folders.hidden(step.course))
            try:
                book = Book(step.course.db_url, self.assignment)
            except NoGradebook as reason:
                raise CannotMark(str(reason)) from reason
            with contextlib.closing(book), step.staged():
                settings.python_only([n.kernelspec for n in book.assignment.notebooks])
                pool = self._pool(step, book, source)
                try:
                    yield from self._all(step, book, pool)
                finally:
                    pool.close()

    def _pool(self, step: Step, book: Any, source: Path) -> Any:
        if self.server is None:
            from .cluster import Cluster

            cluster = Cluster(self.options, self.config, self.environ, step, book.assignment, source)
            self.warnings += cluster.warnings
            return cluster
        from .marking import Marking

        if warm := settings.warm_up(self.config):
            warm(str(source))
        marking = Marking(self.server, self.options, self.config, self.assignment, str(step.staging))
        self.warnings += marking.ready.warnings(self.options)
        return Pool(marking, self.options.workers, len(self.todo))

    def _all(self, step: Step, book: Any, pool: Any) -> Iterator[Outcome]:
        rows = book.submissions(self.todo)
        pending: list[Any] = []
        for done in pool.run([rows[s] for s in self.todo]):
            pending.append(done)
            if len(pending) >= BATCH:
                yield from _settle(step, book, pending)
        yield from _settle(step, book, pending)


def prepare(assignment: str, options: Options) -> Run:
    """A run over the course in the current folder. Raises CannotMark, Untested."""
    settings.check_version()
    slowly = ""
    try:
        settings.check_system()
    except NotThisWay as reason:
        slowly = str(reason)
    settings.lighten()
    config, environ = settings.read()
    # Begun after the configuration, which may change the environment, and before nbgrader, which takes seconds.
    run = Run(assignment, options, config, environ, None if options.cluster else Server(), slowly=slowly)
    try:
        run.look()
    except BaseException:
        run.close()
        raise
    return run


def _step(config: Config, assignment: str) -> Step:
    from nbgrader.coursedir import CourseDirectory

    course = CourseDirectory(config=config)
    return Step(course, assignment, course.submitted_directory, course.autograded_directory)


def _settle(step: Step, book: Any, pending: list[Any]) -> Iterator[Outcome]:
    # Rows first, then the folder moves into place: killed in between, the next run does it over.
    book.write([done.submission for done in pending if done.written])
    for done in pending:
        student = done.submission.student
        if done.failed:
            step.take_away(student)
            yield Outcome(student, "failed", done.failed)
            continue
        step.put(student)
        yield Outcome(student, "person" if done.submission.needs_person else "marked")
    pending.clear()
