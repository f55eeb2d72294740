"""The processes that do the work: the fork server, begun early, and the workers with their lines to it."""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import multiprocessing.connection
import os
import signal
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from traitlets.config import Config

from . import settings, wire
from .settings import NotThisWay


class CannotMark(Exception):
    """Nothing can be marked; the sentence says why and what to do."""


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

    def __init__(
        self, server: Server, options: Options, config: Config, assignment: str, staging: str, most: int
    ) -> None:
        """Start as many as are asked for, or as there are cores; never more than ``most``. Raises CannotMark."""
        self.server, self.options = server, options
        self.work = (config, assignment, staging)
        self.context = multiprocessing.get_context("fork")
        # Before the fork, so that workers share what it takes.
        from . import convert, execute  # noqa: F401

        ready = self.server.ready()
        self.language, self.nobody = ready["language"], ready["nobody"]
        if ready["open"] and options.sandbox == "require":
            raise CannotMark(
                f"This system cannot close hand-ins in ({ready['open']}), and --require-sandbox was given. "
                "Nothing has been run."
            )
        self.warnings = _open(ready) if options.sandbox != "no" else []
        wanted = options.workers or len(os.sched_getaffinity(0))
        self.workers = [self._start() for _ in range(min(wanted, max(1, most)))]

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
            args=(theirs, others, Children(control, self.language, self.nobody), self.options, self.work),
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


def _work(pipe: Any, others: list[Any], children: Any, options: Options, work: tuple[Config, str, str]) -> None:
    from .convert import Marker

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for other in others:
        other.close()
    logging.getLogger("doorstep.autograde").setLevel(logging.CRITICAL)
    config, assignment, staging = work
    locked_only = options.locked_only
    if locked_only is None:
        locked_only = bool(config.get("DoorstepAutograde", {}).get("locked_only", False))
    try:
        marker = Marker(config, assignment, staging, children, locked_only)
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


def _open(ready: dict[str, Any]) -> list[str]:
    if ready["open"]:
        return [
            f"This system cannot close hand-ins in ({ready['open']}): their cells could read this computer's files and "
            "use its network. --require-sandbox refuses instead."
        ]
    if os.geteuid() == 0 and not ready["nobody"]:
        return ["Cells run as root, since no other user can read this Python: the limit on processes does not hold."]
    return []
