"""The page of feedback of each hand-in, as `nbgrader generate_feedback` makes it, on several processes."""

from __future__ import annotations

import contextlib
import functools
import json
import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from traitlets.config import Config

from . import settings
from .coordinator import Outcome
from .folders import BeingDone, Step, alone
from .pool import Pool
from .server import CannotMark, Options

# nbgrader and nbconvert ship no types.
# mypy: disallow-untyped-calls=False, disallow-subclassing-any=False


class Pages:
    """The work of a run: one hand-in's pages at a time."""

    def __init__(self, config: Config, assignment: str, step: Step) -> None:
        """``step`` says from which folder to which."""
        self.config, self.assignment, self.step = config, assignment, step

    def line(self) -> AbstractContextManager[None]:
        """Nothing is needed."""
        return nullcontext()

    def begin(self, _line: None) -> Callable[[Any], Any]:
        """What makes a hand-in's pages, in the staging folder."""
        import nbconvert.exporters.html
        from nbgrader.converters import GenerateFeedback
        from nbgrader.coursedir import CourseDirectory

        from .book import Done
        from .snapshot import Snapshot, Stand
        from .soup import Soup

        course = CourseDirectory(config=self.config)
        course.assignment_id = self.assignment
        course.feedback_directory = str(self.step.staging)
        converter = GenerateFeedback(coursedir=course, config=self.config, log=logging.getLogger("doorstep.autograde"))
        converter.exporter = converter.exporter_class(parent=converter, config=converter.config)
        for kind in converter.preprocessors:
            converter.exporter.register_preprocessor(kind)
        nbconvert.exporters.html.BeautifulSoup = Soup  # type: ignore[attr-defined, assignment]
        nbconvert.exporters.html.Highlight2HTML = _remembering()  # type: ignore[attr-defined]
        stand = Stand()
        stand.take_place()

        def pages(submission: Any) -> Any:
            there = self.step.path(course.feedback_directory, submission.student)
            source = self.step.path(self.step.before, submission.student)
            shutil.rmtree(there, ignore_errors=True)
            stand.snapshot = Snapshot(submission)
            try:
                if not submission.known:
                    raise LookupError("The gradebook has no marks for it: mark it first.")
                there.mkdir(parents=True)
                converter.init_assignment(self.assignment, submission.student)
                for path in sorted(source.glob(f"{course.notebook_id}.ipynb")):
                    output, resources = converter.exporter.from_filename(
                        str(path), resources=converter.init_single_notebook_resources(str(path))
                    )
                    _write(there / f"{path.stem}{converter.exporter.file_extension}", output, resources)
                converter.set_permissions(self.assignment, submission.student)
            except Exception as error:  # Whatever is wrong with one is said of that one; others go on.
                shutil.rmtree(there, ignore_errors=True)
                return Done(submission, f"{type(error).__name__}: {str(error).strip()[:500]}", written=False)
            finally:
                stand.snapshot = None
            return Done(submission)

        return pages


@dataclass
class FeedbackRun:
    """One run over an exercise."""

    config: Config
    assignment: str
    options: Options
    todo: list[str] = field(default_factory=list)
    skipped: int = 0

    def outcomes(self) -> Iterator[Outcome]:
        """Make every page that is to be made: ``made``, or ``failed`` and why. Raises CannotMark."""
        from .gradebook import Book, NoGradebook

        step = _step(self.config, self.assignment)
        try:
            with alone(step.root, self.assignment), step.staged():
                try:
                    book = Book(step.course.db_url, self.assignment)
                except NoGradebook as reason:
                    raise CannotMark(str(reason)) from reason
                with contextlib.closing(book):
                    rows = book.submissions(self.todo)
                pool = Pool(Pages(self.config, self.assignment, step), self.options.workers, len(self.todo))
                try:
                    for done in pool.run([rows[s] for s in self.todo]):
                        student = done.submission.student
                        step.take_away(student) if done.failed else step.put(student)
                        yield Outcome(student, "failed" if done.failed else "made", done.failed)
                finally:
                    pool.close()
        except BeingDone as reason:
            raise CannotMark(str(reason)) from None


def prepare(assignment: str, options: Options) -> FeedbackRun:
    """A run over the course in the current folder. Raises CannotMark, NotThisWay, Untested."""
    settings.check_version()
    settings.check_system()
    settings.lighten()
    run = FeedbackRun(settings.read()[0], assignment, options)
    step = _step(run.config, assignment)
    found = [s for s in step.students(options.student) if any(step.path(step.before, s).glob("*.ipynb"))]
    if not found:
        where = step.path(step.before, options.student)
        raise CannotMark(f"Nothing of “{assignment}” has been marked: there is no notebook in {where}.")
    run.todo = [s for s in found if options.force or step.due(s)]
    run.skipped = len(found) - len(run.todo)
    return run


def _step(config: Config, assignment: str) -> Step:
    from nbgrader.coursedir import CourseDirectory

    course = CourseDirectory(config=config)
    return Step(course, assignment, course.autograded_directory, course.feedback_directory)


def _remembering() -> type[Any]:
    """nbconvert's colouring of code, done once for a cell that many hand-ins share."""
    from nbconvert.filters.highlight import Highlight2HTML

    @functools.lru_cache(maxsize=1000)
    def coloured(lexer: str, options: str, source: str, language: str | None, metadata: str) -> Any:
        made = Highlight2HTML(lexer, extra_formatter_options=json.loads(options))
        return made(source, language, json.loads(metadata))

    class Remembering(Highlight2HTML):
        def __call__(self, source: str, language: str | None = None, metadata: Any = None) -> Any:
            options = json.dumps(self.extra_formatter_options)
            return coloured(self.pygments_lexer, options, source, language, json.dumps(metadata))

    return Remembering


def _write(path: Path, page: str, resources: Any) -> None:
    path.write_text(page, encoding="utf-8")
    for name, data in (resources.get("outputs") or {}).items():
        extra = path.parent / name
        extra.parent.mkdir(parents=True, exist_ok=True)
        extra.write_bytes(data)
