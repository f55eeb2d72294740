"""A worker on another machine: a bench in a folder of its own, and the same marking as everywhere."""

from __future__ import annotations

import contextlib
import importlib.metadata
import os
import platform
import shutil
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from distributed import Worker, WorkerPlugin, get_worker
from traitlets.config import Config

from . import parcels, settings
from .book import Assignment
from .marking import Marking
from .parcels import Entry
from .server import CannotMark, Options, Server


@dataclass(frozen=True)
class Parcel:
    """What a worker is told once: the course's settings, the exercise, and its files.

    ``root`` is the course's folder where it was packed; wherever it stands in a setting, the bench's comes instead.
    """

    root: str
    config: Config
    environ: dict[str, str]
    options: Options
    assignment: Assignment
    files: list[Entry]
    versions: dict[str, str]


class Bench(WorkerPlugin):
    """Stays on a worker as long as a run, and ends with it. Workers that join later get it too."""

    def __init__(self, parcel: Parcel) -> None:
        """Travels with its parcel; what it opens, it opens where it arrives."""
        self.__setstate__({"parcel": parcel})

    def __getstate__(self) -> dict[str, Any]:
        """Only the parcel."""
        return {"parcel": self.parcel}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """A bench with nothing on it yet."""
        self.parcel: Parcel = state["parcel"]
        self.lock = threading.Lock()
        self.at_work: Any = None
        self.open = contextlib.ExitStack()

    def teardown(self, worker: Worker) -> None:
        """Leave nothing behind."""
        self.open.close()

    def begin(self) -> Any:
        """Set it up, once. Raises CannotMark."""
        if self.at_work is None:
            self.at_work = self._begin()
        return self.at_work

    def mark(self, student: str, files: list[Entry], rows: bytes) -> tuple[bytes, list[Entry]]:
        """A hand-in's rows and its marked folder."""
        with self.lock:
            course, mark, _ = self.begin()
            assignment = self.parcel.assignment
            source = Path(course.format_path("submitted", student, assignment.name))
            there = Path(course.format_path("autograded", student, assignment.name))
            source.mkdir(parents=True)
            try:
                parcels.unpack(files, source)
                done = mark(parcels.read_rows(rows, assignment))
                return parcels.rows(done, assignment), parcels.folder(there) if there.exists() else []
            finally:
                shutil.rmtree(source, ignore_errors=True)
                shutil.rmtree(there, ignore_errors=True)

    def ready(self) -> list[str]:
        """What is to be known of this worker before it marks. Raises CannotMark, NotThisWay."""
        with self.lock:
            said = self.begin()[2].ready.warnings(self.parcel.options)
            return [f"On {platform.node()}: {words}" for words in said]

    def _begin(self) -> Any:
        from nbgrader.coursedir import CourseDirectory

        parcel = self.parcel
        if (found := versions()) != parcel.versions:
            different = [f"{name} {found.get(name, 'none')} for {v}" for name, v in parcel.versions.items()
                         if found.get(name) != v]  # fmt: skip
            raise CannotMark(
                f"{platform.node()} has {', '.join(different)}: results could differ. Install the same there."
            )
        top = Path(self.open.enter_context(tempfile.TemporaryDirectory(prefix="doorstep-"))).resolve()
        parcels.unpack(parcel.files, top)
        os.environ.update(_moved(parcel.environ, parcel.root, str(top)))
        config = _moved(parcel.config, parcel.root, str(top))
        config.CourseDirectory = config.get("CourseDirectory", Config())
        config.CourseDirectory.update(
            root=str(top), submitted_directory="submitted", autograded_directory="autograded",
            source_directory="source", directory_structure="{nbgrader_step}/{student_id}/{assignment_id}",
            # Nothing here opens a gradebook.
            db_url=f"sqlite:///{top / 'none.db'}",
        )  # fmt: skip
        settings.lighten()
        server = Server()
        self.open.callback(server.close)
        source = top / "source" / parcel.assignment.name
        server.warm(config, parcel.options, source, list(dict.fromkeys([str(top), str(Path.home())])))
        if warm := settings.warm_up(config):
            warm(str(source))
        marking = Marking(server, parcel.options, config, parcel.assignment.name, "autograded")
        mark = marking.begin(self.open.enter_context(marking.line()))
        return CourseDirectory(config=config), mark, marking


def mark(bench: str, student: str, files: list[Entry], rows: bytes) -> tuple[bytes, list[Entry]]:
    """A task: mark a hand-in on this worker's bench."""
    held: Any = get_worker().plugins[bench]
    marked: tuple[bytes, list[Entry]] = held.mark(student, files, rows)
    return marked


def ready(bench: str) -> list[str]:
    """A task: make this worker's bench ready, and say what is to be known of it. Raises CannotMark, NotThisWay."""
    held: Any = get_worker().plugins[bench]
    said: list[str] = held.ready()
    return said


def versions() -> dict[str, str]:
    """What must be the same on both sides for results to be the same."""
    found = {"Python": ".".join(platform.python_version_tuple()[:2])}
    for name in ("nbgrader", "nbconvert", "nbclient", "ipython", "doorstep-course"):
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found[name] = importlib.metadata.version(name)
    return found


def _moved(value: Any, old: str, new: str) -> Any:
    """A setting as it is where the course lies in another folder."""
    if isinstance(value, str):
        return new + value[len(old) :] if value == old or value.startswith(f"{old}{os.sep}") else value
    if isinstance(value, Config):
        return Config({k: _moved(v, old, new) for k, v in value.items()})
    if isinstance(value, dict):
        return {k: _moved(v, old, new) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_moved(v, old, new) for v in value)
    return value
