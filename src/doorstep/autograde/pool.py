"""The processes that do the work, one hand-in at a time each. One that dies costs time, not results."""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import multiprocessing.connection
import os
import signal
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from .settings import NotThisWay


class Work(Protocol):
    """What workers do."""

    def line(self) -> AbstractContextManager[Any]:
        """In the coordinator, before a worker is forked: what it inherits, and what is closed here afterwards."""

    def begin(self, line: Any) -> Callable[[Any], Any]:
        """In the worker: what makes a result of a hand-in's rows. Raises NotThisWay."""


class Pool:
    """Worker processes, forked from this one."""

    def __init__(self, work: Work, wanted: int, most: int) -> None:
        """Start as many as are ``wanted``, or as there are cores; never more than ``most``."""
        self.work = work
        self.context = multiprocessing.get_context("fork")
        # Before the fork, so that workers share what it takes.
        from . import convert, execute  # noqa: F401

        self.workers: list[Worker] = []
        for _ in range(min(wanted or len(os.sched_getaffinity(0)), max(1, most))):
            self.workers.append(self._start())

    def run(self, submissions: list[Any]) -> Iterator[Any]:
        """What came of each, in the order they are done."""
        from .book import Done

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
        ours, theirs = self.context.Pipe()
        others = [w.pipe for w in self.workers] + [ours]
        with self.work.line() as line:
            process = self.context.Process(target=_work, args=(theirs, others, self.work, line), daemon=True)
            process.start()
        theirs.close()
        return Worker(process, ours)


@dataclass(eq=False)
class Worker:
    """A process, and the line to it."""

    process: Any
    pipe: Any


def _work(pipe: Any, others: list[Any], work: Work, line: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for other in others:
        other.close()
    logging.getLogger("doorstep.autograde").setLevel(logging.CRITICAL)
    try:
        mark = work.begin(line)
    except NotThisWay as reason:
        pipe.recv()
        pipe.send(reason)
        return
    while True:
        try:
            submission = pipe.recv()
        except (EOFError, OSError):
            return
        pipe.send(mark(submission))
