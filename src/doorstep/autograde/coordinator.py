"""Marks an exercise's hand-ins on several processes, and alone writes what comes of them."""

from __future__ import annotations

import contextlib
import glob
import logging
import multiprocessing
import multiprocessing.connection
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from traitlets.config import Config

from . import settings, wire
from .settings import NotThisWay

BATCH = 20
"""Hand-ins whose rows are written in one transaction."""
STAGING = ".being-marked"
"""Where hand-ins are marked, inside the autograded folder, until their rows are written; a dot keeps others out."""


class CannotMark(Exception):
    """Nothing can be marked; the sentence says why and what to do."""


@dataclass(frozen=True)
class Outcome:
    """What came of one hand-in: ``marked``, ``person`` (a grade waits for one) or ``failed``, and why."""

    student: str
    state: str
    why: str = ""


@dataclass
class Options:
    """How a run goes about it."""

    workers: int = 0
    force: bool = False
    light: bool = True
    locked_only: bool | None = None
    student: str = "*"
    sandbox: str = "try"
    memory: int = 2 << 30
    file_size: int = 10_000_000


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

    def outcomes(self) -> Iterator[Outcome]:
        """Mark everything that is to do. Raises CannotMark before anything is done, NotThisWay likewise."""
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
        pool = Pool(self, str(staging))
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
        book.write([done.submission for done in pending])
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


class Server:
    """The fork server's process, begun early so that it warms while nbgrader is imported."""

    def __init__(self) -> None:
        """Begin it. It imports what every exercise needs, and waits to be told the rest."""
        ours, theirs = socket.socketpair()
        self.front = ours
        self.process = subprocess.Popen(
            # -P: a course folder may hold a json.py, and nothing of it is imported here.
            [sys.executable, "-P", "-m", "doorstep.autograde.forkserver", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
        )
        theirs.close()

    def warm(self, config: Config, options: Options, source: Path, hidden: list[str]) -> None:
        """Have it import what the exercise's own notebooks import. Cells will see nothing of what is ``hidden``."""
        ours = config.get("DoorstepAutograde", {})
        arguments = " ".join(config.get("Execute", {}).get("extra_arguments", []))
        wire.send(
            self.front,
            {
                "light": options.light,
                "preload": settings.imports(sorted(source.glob("*.ipynb"))),
                "warm_up": ours.get("warm_up", ""),
                "close_in": options.sandbox != "no",
                "readable": [str(p) for p in ours.get("readable", [])],
                "hidden": hidden,
                "source": str(source),
                "ignore_cwd": "ignore_cwd=True" in arguments or os.environ.get("PYTHONSAFEPATH") == "1",
                "memory": options.memory,
                "file_size": options.file_size,
            },
        )

    def close(self) -> None:
        """End it."""
        self.front.close()
        self.process.terminate()
        self.process.wait()

    def ready(self) -> dict[str, Any]:
        """What it says once it is warm: its language, why it is ``open``, if it is. Raises CannotMark."""
        try:
            told: dict[str, Any] = wire.receive(self.front)
        except EOFError:
            raise CannotMark("The process that runs hand-ins did not start; its error stands above.") from None
        return told

    def control(self) -> socket.socket:
        """A line to it for one worker."""
        ours, theirs = socket.socketpair()
        socket.send_fds(self.front, [b"c"], [theirs.fileno()])
        theirs.close()
        return ours


class Pool:
    """Worker processes, each marking one hand-in at a time. One that dies costs time, not results."""

    def __init__(self, run: Run, staging: str) -> None:
        """Start as many as are asked for, or as there are cores."""
        self.run_, self.server, self.staging = run, run.server, staging
        self.context = multiprocessing.get_context("fork")
        # Before the fork, so that workers share what it takes.
        from . import convert, execute  # noqa: F401

        ready = self.server.ready()
        self.language, self.nobody = ready["language"], ready["nobody"]
        if ready["open"] and run.options.sandbox == "require":
            raise CannotMark(
                f"This system cannot close hand-ins in ({ready['open']}), and --require-sandbox was given. "
                "Nothing has been run."
            )
        if run.options.sandbox != "no":
            run.warnings += _open(ready)
        wanted = run.options.workers or len(os.sched_getaffinity(0))
        self.workers = [self._start() for _ in range(min(wanted, max(1, len(run.todo))))]

    def run(self, submissions: list[Any]) -> Iterator[Any]:
        """What came of each, in the order they are done."""
        from .convert import Done

        waiting = deque((s, 0) for s in submissions)
        at_work: dict[Any, tuple[Any, int]] = {}
        for worker in self.workers:
            self._give(worker, waiting, at_work)
        while at_work:
            for pipe in multiprocessing.connection.wait([w.pipe for w in at_work]):
                worker = next(w for w in at_work if w.pipe is pipe)
                submission, tries = at_work.pop(worker)
                try:
                    done = worker.pipe.recv()
                except (EOFError, OSError):
                    self.workers.remove(worker)
                    worker = self._start()
                    self.workers.append(worker)
                    if tries:
                        yield Done(submission, "The process that marked it ended, twice. Look at it yourself.")
                    else:
                        waiting.appendleft((submission, tries + 1))
                    self._give(worker, waiting, at_work)
                    continue
                self._give(worker, waiting, at_work)
                if isinstance(done, NotThisWay):
                    raise done
                yield done

    def close(self) -> None:
        """End every worker."""
        for worker in self.workers:
            worker.pipe.close()
        for worker in self.workers:
            worker.process.join(timeout=2)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()

    def _give(self, worker: Worker, waiting: deque[Any], at_work: dict[Any, Any]) -> None:
        if waiting:
            at_work[worker] = waiting.popleft()
            with contextlib.suppress(OSError):  # Dead already: its pipe says so where it is waited for.
                worker.pipe.send(at_work[worker][0])

    def _start(self) -> Worker:
        from .execute import Children

        ours, theirs = self.context.Pipe()
        control = self.server.control()
        others = [w.pipe for w in getattr(self, "workers", [])] + [ours]
        process = self.context.Process(
            target=_work,
            args=(theirs, others, Children(control, self.language, self.nobody), self.run_, self.staging),
            daemon=True,
        )
        process.start()
        theirs.close()
        control.close()
        return Worker(process, ours)


@dataclass(eq=False)
class Worker:
    """A process, and the line to it."""

    process: Any
    pipe: Any


def _work(pipe: Any, others: list[Any], children: Any, run: Run, staging: str) -> None:
    import signal

    from .convert import Marker

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for other in others:
        other.close()
    logging.getLogger("doorstep.autograde").setLevel(logging.CRITICAL)
    locked_only = run.options.locked_only
    if locked_only is None:
        locked_only = bool(run.config.get("DoorstepAutograde", {}).get("locked_only", False))
    try:
        marker = Marker(run.config, run.assignment, staging, children, locked_only)
    except NotThisWay as reason:
        pipe.recv()
        pipe.send(reason)
        return
    while True:
        try:
            submission = pipe.recv()
        except (EOFError, OSError):
            return
        pipe.send(marker.mark(submission))


def prepare(assignment: str, options: Options) -> Run:
    """A run over the course in the current folder. Raises CannotMark, NotThisWay."""
    settings.check_version()
    settings.check_system()
    # The grammar of internationalised addresses takes a second to build, and no notebook is checked by it.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    config = settings.read()
    # Begun after the configuration, which may change the environment, and before nbgrader, which takes seconds.
    run = Run(assignment, options, config, Server())
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


def _open(ready: dict[str, Any]) -> list[str]:
    if ready["open"]:
        return [
            f"This system cannot close hand-ins in ({ready['open']}): their cells could read this computer's files and "
            "use its network. --require-sandbox refuses instead."
        ]
    if os.geteuid() == 0 and not ready["nobody"]:
        return ["Cells run as root, since no other user can read this Python: the limit on processes does not hold."]
    return []


def _remove(folder: Path) -> None:
    if folder.exists():
        # Read-only files, as nbgrader leaves them, go with their folder.
        old = folder.with_name(f".{folder.name}.{time.time_ns()}.old")
        folder.rename(old)
        shutil.rmtree(old, ignore_errors=True)


def _safe(name: str) -> str:
    return re.sub(r"[^\w.-]", "_", name)
