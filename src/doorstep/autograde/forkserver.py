"""The fork server: a lean, warm Python. Each hand-in runs in a child of it, and it alone ends and reaps children.

Started as ``python -m doorstep.autograde.forkserver FD``; reads one message of settings from FD, then requests from
every socket it has been handed.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import random
import re
import resource
import select
import signal
import socket
import sys
from typing import Any

from . import sandbox, wire
from .shell import LANGUAGE, Running

_SECRET = re.compile(r"TOKEN|SECRET|PASSW|CREDENTIAL|_KEY$", re.IGNORECASE)
"""Names of environment variables that are no cell's business: what a cell prints goes into somebody's feedback."""


def main() -> None:
    """Serve until the coordinator closes its end."""
    front = socket.socket(fileno=int(sys.argv[1]))
    try:
        settings = wire.receive(front)
    except (EOFError, ConnectionError):
        return  # There was nothing to mark after all.
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the coordinator's to hear.
    running = Running(settings["light"])
    for module, name in settings["preload"]:
        with contextlib.suppress(Exception):  # What cannot be imported here fails in the cell, where it is shown.
            getattr(importlib.import_module(module), name or "__name__")
    if settings["warm_up"]:
        module, _, function = settings["warm_up"].rpartition(".")
        getattr(importlib.import_module(module), function)(settings["source"])
    gc.collect()
    gc.freeze()
    settings["readable"] += sandbox.needed()
    why = sandbox.possible(settings["hidden"]) if settings["close_in"] else "not asked for"
    settings["close_in"] = not why
    settings["nobody"] = not why and sandbox.nobody_can_run()
    wire.send(front, {"language": LANGUAGE, "open": why, "nobody": settings["nobody"]})
    server = Server(front, running, settings)
    try:
        server.serve()
    finally:
        server.end_all()


class Server:
    """Forks a child for each hand-in asked for, passes signals on, and reaps."""

    def __init__(self, front: socket.socket, running: Running, settings: dict[str, Any]) -> None:
        """``front`` is the coordinator's socket; workers' come over it."""
        self.front = front
        self.running = running
        self.settings = settings
        self.controls: list[socket.socket] = []
        self.pids: set[int] = set()

    def end_all(self) -> None:
        """End whatever still runs."""
        for pid in list(self.pids):
            self._end(pid)

    def serve(self) -> None:
        """Answer requests until the front closes; children that are left are ended with it."""
        while True:
            ready, _, _ = select.select([self.front, *self.controls], [], [])
            for sock in ready:
                if sock is self.front:
                    data, fds, _, _ = socket.recv_fds(sock, 1, 1)
                    if not data:
                        return
                    self.controls.append(socket.socket(fileno=fds[0]))
                    continue
                try:
                    self._answer(sock)
                except (EOFError, ConnectionError):
                    self.controls.remove(sock)
                    sock.close()

    def _answer(self, control: socket.socket) -> None:
        request = wire.receive(control)
        if request["do"] == "fork":
            _, fds, _, _ = socket.recv_fds(control, 1, 1)
            wire.send(control, {"pid": self._fork(fds[0], request)})
        elif request["do"] == "interrupt":
            # The group: the process that runs cells may be a fork of the one that was asked for.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(request["pid"], signal.SIGINT)
        elif request["do"] == "end":
            self._end(request["pid"])
            wire.send(control, {"ended": request["pid"]})

    def _end(self, pid: int) -> None:
        if self.settings["close_in"]:
            os.kill(pid, signal.SIGTERM)  # It takes the whole space with it.
        else:
            for end in (os.killpg, os.kill):
                with contextlib.suppress(ProcessLookupError):
                    end(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        self.pids.discard(pid)

    def _fork(self, fd: int, request: dict[str, Any]) -> int:
        pid = os.fork()
        if pid:
            os.close(fd)
            self.pids.add(pid)
            # So that the group is there when it is to be ended, whichever of us is first.
            with contextlib.suppress(OSError):
                os.setpgid(pid, pid)
            return pid
        try:
            self.front.close()
            for control in self.controls:
                control.close()
            child(socket.socket(fileno=fd), self.running, self.settings, request)
        finally:
            os._exit(0)


def child(sock: socket.socket, running: Running, settings: dict[str, Any], request: dict[str, Any]) -> None:
    """Run the cells that are sent, one after another, in the folder of the hand-in."""
    with contextlib.suppress(OSError):
        os.setsid()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    gc.disable()
    sandbox.die_with_parent(signal.SIGTERM if settings["close_in"] else signal.SIGKILL)
    if settings["close_in"]:
        sandbox.close_in(request["folder"], settings["readable"], settings["hidden"])
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(request["folder"])
    for name in [n for n in os.environ if _SECRET.search(n)]:
        del os.environ[name]
    os.environ.update(request["environ"])
    if not settings["ignore_cwd"]:
        sys.path.insert(0, "")
    limit(settings["memory"], settings["file_size"])
    if settings["nobody"]:
        sandbox.give_up_root()
    elif settings["close_in"]:
        sandbox.drop_capabilities()
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()

    def tell(kind: str, content: Any, buffers: list[str]) -> None:
        wire.send(sock, {"kind": kind, "content": content, "buffers": buffers})

    running.begin(tell)
    while True:
        try:
            sources = wire.receive(sock)["run"]
        except EOFError:
            return
        for source in sources:
            try:
                reply = running.run(source)
            except KeyboardInterrupt:
                # It came between the cell's end and the reply.
                reply = {"status": "error", "ename": "KeyboardInterrupt", "evalue": "", "traceback": []}
            tell("reply", reply, [])


def limit(memory: int, file_size: int) -> None:
    """Limits of this process and those it starts, in bytes; 0 leaves one out."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, file_size)):
        if most:
            resource.setrlimit(kind, (most, most))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # A file that is too large is then an OSError in the cell.


if __name__ == "__main__":
    main()
