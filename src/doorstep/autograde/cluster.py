"""The same marking on many machines, by Dask. Hand-ins travel as bytes; only the coordinator opens the gradebook."""

from __future__ import annotations

import contextlib
import logging
import uuid
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from traitlets.config import Config

from . import parcels
from .book import Assignment, Done, Left
from .folders import Step
from .server import CannotMark, Options

# distributed is typed in part.
# mypy: disallow-untyped-calls=False

WAIT = 30.0
"""Seconds within which a scheduler must answer and a worker be there."""
AHEAD = 3
"""Hand-ins underway for each worker: one at work, others on their way to it."""


class Cluster:
    """Stands where the pool of processes does."""

    def __init__(
        self,
        options: Options,
        config: Config,
        environ: dict[str, str],
        step: Step,
        assignment: Assignment,
        source: Path,
    ) -> None:
        """Connect, and have every worker make ready. Raises CannotMark."""
        try:
            import distributed

            from . import remote
        except ImportError as error:
            raise CannotMark(
                f"--cluster needs Dask, which is not installed here ({error}). Run: pip install distributed"
            ) from None
        for name in ("distributed.scheduler", "distributed.worker", "distributed.nanny", "distributed.core"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self.step, self.assignment = step, assignment
        self.remote, self.distributed = remote, distributed
        self.name = f"doorstep-{uuid.uuid4().hex}"
        self.held = contextlib.ExitStack()
        try:
            self.client = self._connect(options)
            parcel = remote.Parcel(
                str(step.root), config, {k: v for k, v in environ.items() if k != "PATH"}, options, assignment,
                _exercise(config, step, source), remote.versions(),
            )  # fmt: skip
            self.client.register_plugin(remote.Bench(parcel), name=self.name)
            self.held.callback(self._leave)
            asked = [
                self.client.submit(remote.ready, self.name, workers=[address], pure=False)
                for address in self.client.nthreads()
            ]
            self.warnings = list(dict.fromkeys(w for said in self.client.gather(asked) for w in said))
        except BaseException:
            self.held.close()
            raise

    def run(self, submissions: list[Any]) -> Iterator[Done]:
        """What came of each, in the order they are done."""
        waiting = deque(submissions)
        underway: dict[Any, Any] = {}
        while waiting or underway:
            while waiting and len(underway) < AHEAD * max(1, len(self.client.nthreads())):
                submission = waiting.popleft()
                try:
                    underway[self._send(submission)] = submission
                except Left as reason:
                    yield Done(submission, str(reason))
            for future in self._finished(list(underway)):
                yield self._received(future, underway.pop(future))

    def close(self) -> None:
        """Leave the workers as they were found."""
        self.held.close()

    def _connect(self, options: Options) -> Any:
        if options.cluster == "local":
            cluster = self.held.enter_context(
                self.distributed.LocalCluster(
                    n_workers=options.workers or None, threads_per_worker=1, dashboard_address=None,
                    silence_logs=logging.CRITICAL,
                )
            )  # fmt: skip
            return self.held.enter_context(self.distributed.Client(cluster))
        try:
            client = self.held.enter_context(self.distributed.Client(options.cluster, timeout=WAIT))
        except (OSError, TimeoutError, ValueError) as error:
            raise CannotMark(f"No Dask scheduler answers at {options.cluster} ({type(error).__name__}).") from None
        try:
            client.wait_for_workers(1, timeout=WAIT)
        except TimeoutError:
            raise CannotMark(
                f"The scheduler at {options.cluster} has no workers. Start some: dask worker {options.cluster} "
                "--nthreads 1"
            ) from None
        return client

    def _leave(self) -> None:
        # A worker may be gone, or the scheduler with all of them.
        with contextlib.suppress(Exception):
            self.client.unregister_worker_plugin(self.name)

    def _send(self, submission: Any) -> Any:
        folder = self.step.path(self.step.before, submission.student)
        files = parcels.hand_in(folder, [*self.step.course.ignore, "*.ipynb"])
        rows = parcels.rows(submission, self.assignment)
        return self.client.submit(self.remote.mark, self.name, submission.student, files, rows, pure=False)

    def _finished(self, underway: list[Any]) -> list[Any]:
        if not underway:
            return []
        wait = self.distributed.wait
        return list(self._patiently(lambda: wait(underway, timeout=WAIT, return_when="FIRST_COMPLETED")).done)

    def _patiently(self, ask: Callable[[], Any]) -> Any:
        """Ask again as long as there are workers. Raises CannotMark where none is left."""
        while True:
            try:
                return ask()
            except TimeoutError:
                if not self.client.nthreads():
                    raise CannotMark(
                        "No worker is left. What was marked stays; start workers and give the command again."
                    ) from None

    def _received(self, future: Any, submission: Any) -> Done:
        if future.status != "finished":
            error = future.exception()
            if isinstance(error, self.distributed.KilledWorker):
                return Done(submission, "Every process that marked it ended. Look at it yourself.")
            if isinstance(error, CannotMark):
                raise error
            raise CannotMark(f"A worker could not mark ({type(error).__name__}: {error}).")
        # A result that was lost with its worker is made again by another.
        rows, files = self._patiently(lambda: future.result(timeout=WAIT))
        done: Done = parcels.read_rows(rows, self.assignment)
        if files:
            there = self.step.path(str(self.step.staging), submission.student)
            there.mkdir(parents=True, exist_ok=True)
            parcels.unpack(files, there)
        return done


def _exercise(config: Config, step: Step, source: Path) -> list[Any]:
    """What a bench needs of the course: the exercise's own folder, and what the configuration says travels with it."""
    held = [replace(e, path=f"source/{step.assignment}/{e.path}") for e in parcels.folder(source)]
    for pattern in config.get("DoorstepAutograde", {}).get("travels", []):
        named = pattern.format(assignment_id=step.assignment)
        held += parcels.folder(step.root, step.root.glob(named))
    return held
