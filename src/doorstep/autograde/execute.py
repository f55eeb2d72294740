"""nbgrader's Execute on the fork server: nbclient still makes of a kernel's messages what goes into the notebook."""

from __future__ import annotations

import base64
import contextlib
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from nbclient.client import NotebookClient
from nbclient.exceptions import CellExecutionComplete, DeadKernelError
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import Execute

from . import wire
from .sandbox import NOBODY

# nbgrader, nbclient and nbformat ship no types.
# mypy: disallow-subclassing-any=False, disallow-untyped-calls=False, warn-return-any=False

GRACE = 5.0
"""Seconds a cell has to end after it was interrupted, before it is ended."""
MOST_OUTPUT = 10_000_000
"""Bytes of output of one cell that are kept."""


class Ended(DeadKernelError):
    """The process a hand-in ran in is gone, or had to be ended."""


class Children:
    """A worker's line to the fork server."""

    def __init__(self, control: socket.socket, language: dict[str, Any], nobody: bool) -> None:
        """``control`` is this worker's own socket; ``nobody`` says that cells run as that user."""
        self.control = control
        self.language = language
        self.nobody = nobody

    @contextmanager
    def child(self, folder: str, environ: dict[str, str]) -> Iterator[Child]:
        """A fresh process in ``folder``; whatever is left of it is ended with the block."""
        if self.nobody:
            _belongs_to(folder, NOBODY, NOBODY)
        ours, theirs = socket.socketpair()
        wire.send(self.control, {"do": "fork", "folder": folder, "environ": environ})
        socket.send_fds(self.control, [b"f"], [theirs.fileno()])
        theirs.close()
        pid = wire.receive(self.control)["pid"]
        try:
            yield Child(self.control, ours, pid)
        finally:
            ours.close()
            wire.send(self.control, {"do": "end", "pid": pid})
            wire.receive(self.control)
            if self.nobody:
                _belongs_to(folder, os.getuid(), os.getgid())


class Child:
    """A process that runs one hand-in's cells."""

    def __init__(self, control: socket.socket, sock: socket.socket, pid: int) -> None:
        """``sock`` leads to the process, ``control`` to the server that forked it."""
        self.control, self.sock, self.pid = control, sock, pid

    def begin(self, sources: list[str]) -> None:
        """Have all cells run, one after another. Raises Ended."""
        try:
            wire.send(self.sock, {"run": sources})
        except OSError:
            raise Ended("The process that was to run it ended.") from None

    def messages(self, seconds: float | None) -> Iterator[dict[str, Any]]:
        """The messages of the next cell, the last of them its reply, which says whether it was ``interrupted``.

        Raises Ended where the process died, said what no child says, or would not stop.
        """
        deadline = time.monotonic() + seconds if seconds else None
        interrupted, room = False, MOST_OUTPUT
        try:
            while True:
                self.sock.settimeout(None if deadline is None else max(0.01, deadline - time.monotonic()))
                try:
                    message = wire.receive(self.sock)
                    # One that never stops talking is never waited for.
                    if deadline is not None and time.monotonic() > deadline and message["kind"] != "reply":
                        raise TimeoutError
                except TimeoutError:
                    if interrupted:
                        raise Ended("The cell would not stop, and its process was ended.") from None
                    interrupted, deadline = True, time.monotonic() + GRACE
                    wire.send(self.control, {"do": "interrupt", "pid": self.pid})
                    continue
                if message["kind"] == "reply":
                    yield message | {"interrupted": interrupted}
                    return
                room -= len(str(message["content"]))
                if room > 0:
                    yield message
        except (EOFError, OSError, ValueError, KeyError, TypeError) as error:
            raise Ended(f"The process that ran it ended ({type(error).__name__}).") from None


class ForkedExecute(Execute):
    """Runs a hand-in's cells in a child of the fork server. Configured as ``Execute`` is."""

    children: Children
    locked_only = False

    def preprocess(self, nb: NotebookNode, resources: Any = None) -> tuple[NotebookNode, Any]:
        """Run the notebook's code cells and keep what they put out. Raises Ended."""
        NotebookClient.__init__(self, nb, None)
        self.reset_execution_trackers()
        self._check_assign_resources(resources)
        nb.metadata["language_info"] = NotebookNode(self.children.language)
        folder = resources["metadata"]["path"]
        run = [(index, cell) for index, cell in enumerate(nb.cells) if self._runs(cell)]
        with self.children.child(os.fspath(folder), {"NBGRADER_EXECUTION": "autograde"}) as child:
            child.begin([cell.source for _, cell in run])
            for index, cell in run:
                self._run(child, cell, index)
        self.set_widgets_metadata()
        return nb, resources

    def _runs(self, cell: NotebookNode) -> bool:
        if cell.cell_type != "code" or not cell.source.strip():
            return False
        if self.locked_only and not utils.is_locked(cell):
            return False
        # A tag is no part of a cell's checksum: left alone, it would give a test's full marks for nothing.
        return utils.is_grade(cell) or self.skip_cells_with_tag not in cell.metadata.get("tags", [])

    def _run(self, child: Child, cell: NotebookNode, index: int) -> None:
        if self.record_timing:
            cell["metadata"]["execution"] = NotebookNode({"iopub.status.busy": _now(), "iopub.execute_input": _now()})
        self.code_cells_executed += 1
        cell.outputs = []
        self.clear_before_next_output = False
        timeout = self.timeout_func(cell) if self.timeout_func is not None else self.timeout
        for message in child.messages(timeout if timeout and timeout > 0 else None):
            if message["kind"] == "reply":
                self._replied(cell, index, message)
                return
            with contextlib.suppress(CellExecutionComplete):
                self.process_message(_as_kernel(message), cell, index)

    def _replied(self, cell: NotebookNode, index: int, message: dict[str, Any]) -> None:
        content = message["content"]
        if message["interrupted"] and self.error_on_timeout:
            content = {**self.error_on_timeout, "status": "error"}
        if self.record_timing:
            cell["metadata"]["execution"] |= {"iopub.status.idle": _now(), "shell.execute_reply": _now()}
        cell["execution_count"] = self.code_cells_executed
        self.on_cell_executed(cell=cell, cell_index=index, execute_reply={"content": content})


def _as_kernel(message: dict[str, Any]) -> dict[str, Any]:
    kind = message["kind"]
    return {
        "msg_type": kind,
        "header": {"msg_type": kind},
        "parent_header": {"msg_id": "doorstep"},
        "content": message["content"],
        "buffers": [base64.b64decode(b) for b in message["buffers"]],
    }


def _belongs_to(folder: str, uid: int, gid: int) -> None:
    for place, _, files in os.walk(folder):
        for path in (place, *(os.path.join(place, f) for f in files)):  # noqa: PTH118
            os.chown(path, uid, gid, follow_symlinks=False)


def _now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")
