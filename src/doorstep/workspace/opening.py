"""`doorstep open`: prepare the workspace, start the server, say where it is, and stop when asked."""

import signal
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from doorstep.workspace.place import prepare
from doorstep.workspace.refusal import cannot_write
from doorstep.workspace.server import start
from doorstep.workspace.source import START, find_source, usual_place

Say = Callable[[str], None]


class Stopped(BaseException):
    """Raised by a signal that asks us to stop, as Ctrl-C does by KeyboardInterrupt."""


def open_course(workspace: Path | None, browser: bool, port: int | None, say: Say) -> None:
    """Open the course for a trainee and stay until stopped by Ctrl-C or a signal.

    Says its sentences through `say`, the address once the server answers. Raises CannotOpen.
    """
    source = find_source(Path.cwd())
    place = (workspace or usual_place(Path.home(), source.clone)).expanduser().resolve()
    for sentence in prepare(place, source):
        say(sentence)
    stop_on_signals()
    say("Starting Doorstep: this takes a few seconds.")
    try:
        server = start(place, START, port, browser)
    except (KeyboardInterrupt, Stopped):
        say("Stopped before it had started.")
        return
    except OSError as error:
        raise cannot_write(place, error) from error
    try:
        say(f"Doorstep is open at {server.page(START)}")
        say(f"Your files are in {place}. To stop: Ctrl-C here. Every answer is saved as you give it.")
        server.process.wait()
        say("Jupyter's server has ended. Nothing is lost: `doorstep open` brings you back to where you were.")
    except (KeyboardInterrupt, Stopped):
        ignore_signals()
        server.stop()
        say("Stopped. Nothing is lost: `doorstep open` brings you back to where you were.")


def stop_on_signals() -> None:
    """Let a closed terminal or a request to end stop us as Ctrl-C does."""
    for name in ("SIGTERM", "SIGHUP", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), raise_stopped)


def ignore_signals() -> None:
    """Let a second Ctrl-C not cut the stopping short; the stopping itself ends by force after a while."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)


def raise_stopped(number: int, frame: FrameType | None) -> None:
    """Turn a signal into Stopped."""
    raise Stopped
