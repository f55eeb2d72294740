"""The coordinator's end of the fork server: begun early, told what to load, and asked for lines to it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from traitlets.config import Config

from . import settings, wire


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
    cluster: str = ""


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

    def ready(self, options: Options) -> Ready:
        """What it says once it is warm. Raises CannotMark, also where cells stay open and that is not allowed."""
        try:
            told: dict[str, Any] = wire.receive(self.front)
        except EOFError:
            raise CannotMark("The process that runs hand-ins did not start; its error stands above.") from None
        ready = Ready(told["language"], told["nobody"], told["open"])
        if ready.open and options.sandbox == "require":
            raise CannotMark(
                f"This system cannot close hand-ins in ({ready.open}), and --require-sandbox was given. "
                "Nothing has been run."
            )
        return ready

    def control(self) -> socket.socket:
        """A line to it for one worker."""
        ours, theirs = socket.socketpair()
        socket.send_fds(self.front, [b"c"], [theirs.fileno()])
        theirs.close()
        return ours


@dataclass(frozen=True)
class Ready:
    """A warm fork server: its kernel's language, whether cells run as nobody, and why they are not closed in, if so."""

    language: dict[str, Any]
    nobody: bool
    open: str

    def warnings(self, options: Options) -> list[str]:
        """What whoever marks is told once."""
        if options.sandbox == "no":
            return []
        if self.open:
            return [
                f"This system cannot close hand-ins in ({self.open}): their cells could read this computer's files "
                "and use its network. --require-sandbox refuses instead."
            ]
        if os.geteuid() == 0 and not self.nobody:
            return [
                "Cells run as root, since no other user can read this Python: the limit on processes does not hold."
            ]
        return []
