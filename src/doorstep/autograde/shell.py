"""The IPython shell of a child: ipykernel's own, with a recorder where its sockets would be."""

from __future__ import annotations

import asyncio
import base64
import builtins
import io
import os
import sys
import traceback
from collections.abc import Callable
from typing import Any

import comm
from comm.base_comm import BaseComm, CommManager
from ipykernel.compiler import XCachingCompiler
from ipykernel.jsonutil import json_clean
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.error import StdinNotImplementedError
from jupyter_client.session import Session
from traitlets.config import Config

# These ship no types.
# mypy: disallow-subclassing-any=False, disallow-untyped-calls=False, warn-return-any=False

MUCH = 1_000_000
"""Letters of output told at once; a cell that never ends must not hold all it has printed."""
Tell = Callable[[str, Any, list[str]], None]
"""Told of each message a kernel would publish: its type, its content, its buffers in base64."""

LANGUAGE = {
    "name": "python",
    "version": sys.version.split()[0],
    "mimetype": "text/x-python",
    "codemirror_mode": {"name": "ipython", "version": sys.version_info[0]},
    "pygments_lexer": f"ipython{sys.version_info[0]}",
    "nbconvert_exporter": "python",
    "file_extension": ".py",
}
"""What ipykernel says of its language; nbclient writes it into the notebook."""


class Recorder(Session):
    """A session that tells of messages instead of sending them."""

    tell: Tell | None = None

    def msg(  # type: ignore[override]
        self, msg_type: str, content: Any = None, parent: Any = None, **_: Any
    ) -> dict[str, Any]:
        """A message, not yet sent."""
        return {"msg_type": msg_type, "content": content or {}, "parent_header": parent or {}}

    def send(  # type: ignore[override]
        self,
        _stream: Any,
        msg_or_type: Any,
        content: Any = None,
        _parent: Any = None,
        *_args: Any,
        buffers: Any = None,
        **_: Any,
    ) -> None:
        """Tell of a message."""
        message = msg_or_type if isinstance(msg_or_type, dict) else self.msg(msg_or_type, content)
        if self.tell is not None:
            held = [base64.b64encode(b).decode() for b in buffers or ()]
            self.tell(message["msg_type"], json_clean(message["content"]), held)


class Said(io.TextIOBase):
    """stdout or stderr: what is written is told at the next flush, with what the process wrote past Python."""

    encoding = "UTF-8"
    errors = "strict"

    def __init__(self, name: str, recorder: Recorder) -> None:
        """``name`` is stdout or stderr."""
        self.name = name
        self._recorder = recorder
        self._parts: list[str] = []
        self._held = 0
        self._behind = -1
        self._read = 0

    def catch(self, number: int) -> None:
        """Catch what is written to a file descriptor, by other programs or by C."""
        self._behind = os.memfd_create(self.name)
        os.dup2(self._behind, number)

    def writable(self) -> bool:
        """Whether it can be written to."""
        return True

    def write(self, text: str) -> int:
        """Keep ``text`` until the next flush."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        self._parts.append(text)
        self._held += len(text)
        if self._held > MUCH:
            self.flush()
        return len(text)

    def flush(self) -> None:
        """Tell of everything written since the last time."""
        text = "".join(self._parts)
        self._parts.clear()
        self._held = 0
        if self._behind >= 0 and (size := os.fstat(self._behind).st_size) > self._read:
            text += os.pread(self._behind, size - self._read, self._read).decode("utf-8", "replace")
            self._read = size
        for start in range(0, len(text), MUCH):
            self._recorder.send(None, "stream", {"name": self.name, "text": text[start : start + MUCH]})


class Shell(ZMQInteractiveShell):
    """ipykernel's shell without a kernel; ``light`` leaves colours and context out of tracebacks."""

    light = True

    def ask_exit(self) -> None:
        """Leaving, too, does nothing in a notebook that is run from end to end."""

    def showtraceback(self, exc_tuple: Any = None, *args: Any, **kwargs: Any) -> None:
        """Show an error; in full as IPython does, or lightly, which is 20 to 60 ms faster."""
        if not self.light:
            super().showtraceback(exc_tuple, *args, **kwargs)
            return
        etype, value, tb = self._get_exc_info(exc_tuple)
        self._showtraceback(etype, value, _lightly(etype, value, tb))

    def showsyntaxerror(self, *args: Any, **kwargs: Any) -> None:
        """Show an error in the cell's own text."""
        if not self.light:
            super().showsyntaxerror(*args, **kwargs)
            return
        etype, value, _tb = self._get_exc_info()
        self._showtraceback(etype, value, traceback.format_exception_only(etype, value))


def _lightly(etype: Any, value: Any, tb: Any) -> list[str]:
    try:
        rendered = value._render_traceback_()
        if isinstance(rendered, list):
            return [str(line) for line in rendered]
    except Exception:  # noqa: S110 - most have none, and one that fails is shown as any other
        pass
    ours = os.path.dirname(__file__)  # noqa: PTH120
    while tb is not None and (
        "/IPython/core/" in tb.tb_frame.f_code.co_filename or tb.tb_frame.f_code.co_filename.startswith(ours)
    ):
        tb = tb.tb_next
    return "".join(traceback.format_exception(etype, value, tb)).rstrip().split("\n")


class _Comm(BaseComm):
    """A widget's channel; its messages are told like any others."""

    recorder: Recorder

    def publish_msg(
        self,
        msg_type: str,
        data: Any = None,
        metadata: Any = None,
        buffers: Any = None,
        **keys: Any,
    ) -> None:
        """Tell of what a widget says."""
        content = {"data": data or {}, "comm_id": self.comm_id, **keys}
        self.recorder.send(None, msg_type, content, buffers=buffers)


def _no_input(prompt: str = "") -> str:
    raise StdinNotImplementedError("raw_input was called, but this frontend does not support input requests.")


class Running:
    """A shell ready to run cells; made once in the fork server, used in each child."""

    def __init__(self, light: bool) -> None:
        """Make the shell. Nothing is caught or told before :meth:`begin`."""
        self.recorder = Recorder(key=b"")
        settings = Config()
        settings.HistoryManager.enabled = False
        Shell.light = light
        self.shell = Shell.instance(config=settings, compiler_class=XCachingCompiler)
        for publisher in (self.shell.displayhook, self.shell.display_pub):
            publisher.session = self.recorder  # type: ignore[union-attr]
        _Comm.recorder = self.recorder
        comm.create_comm = _Comm
        manager = CommManager()
        comm.get_comm_manager = lambda: manager
        # The first cell of a shell takes ten times as long as the next.
        self.shell.run_cell("None", store_history=False, silent=True)
        os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")

    def begin(self, tell: Tell) -> None:
        """Catch what is written from here on, and tell of it."""
        self.recorder.tell = tell
        sys.stdout, sys.stderr = Said("stdout", self.recorder), Said("stderr", self.recorder)
        sys.stdout.catch(1)
        sys.stderr.catch(2)
        builtins.input = _no_input  # type: ignore[assignment]
        self.loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self.loop)

    def run(self, source: str) -> dict[str, Any]:
        """Run a cell; a kernel's reply to it: status, execution count and, for an error, its name, value, traceback."""
        # In a running loop, as in a kernel: asyncio.run() in a cell is an error there too.
        result = self.loop.run_until_complete(self._run(source))
        sys.stdout.flush()
        sys.stderr.flush()
        reply: dict[str, Any] = {"status": "ok", "execution_count": self.shell.execution_count - 1}
        error = result.error_before_exec or result.error_in_exec
        if error is not None:
            reply |= {
                "status": "error",
                "ename": type(error).__name__,
                "evalue": str(error),
                "traceback": self.shell._last_traceback or [],
            }
        return reply

    async def _run(self, source: str) -> Any:
        failed = None
        try:
            transformed = self.shell.transform_cell(source)
        except Exception:
            transformed, failed = source, sys.exc_info()
        if self.shell.should_run_async(source, transformed_cell=transformed, preprocessing_exc_tuple=failed):
            return await self.shell.run_cell_async(
                source, store_history=True, transformed_cell=transformed, preprocessing_exc_tuple=failed
            )
        return self.shell.run_cell(source, store_history=True)
