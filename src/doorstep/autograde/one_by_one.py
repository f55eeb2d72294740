"""nbgrader's own autograde, one hand-in at a time: for other kernels and systems. One that is bad does not end all."""

from __future__ import annotations

import glob
import logging
from collections.abc import Iterator
from typing import Any

from traitlets.config import Config

# nbgrader ships no types.
# mypy: disallow-untyped-calls=False


def mark(config: Config, assignment: str, students: list[str], force: bool) -> Iterator[tuple[str, str]]:
    """Each student with why their hand-in failed, or nothing; marked into nbgrader's folders and gradebook."""
    from nbgrader.converters import Autograde
    from nbgrader.coursedir import CourseDirectory

    log = logging.getLogger("doorstep.autograde.one")
    log.propagate = False
    for student in students:
        said = _Kept()
        log.handlers = [said]
        course = CourseDirectory(config=config)
        course.assignment_id, course.student_id = assignment, glob.escape(student)
        converter: Any = Autograde(coursedir=course, config=config, log=log)
        converter.force = force
        try:
            converter.start()
        except (Exception, SystemExit) as error:
            yield student, said.last or f"{type(error).__name__}: {error}"
        else:
            yield student, ""


class _Kept(logging.Handler):
    """Keeps the last line of the last error that says anything of its own."""

    last = ""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        words = record.getMessage().strip()
        if record.levelno >= logging.ERROR and not words.startswith(("There was an error processing", "Please see")):
            self.last = words.splitlines()[-1][:500]
