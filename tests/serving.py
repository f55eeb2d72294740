"""Run Jupyter servers for tests: `doorstep open` as a trainee gives it, and a plain JupyterLab as a tutor has it."""

import json
import re
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CLONE = Path(__file__).parents[1]
DOORSTEP = Path(sys.executable).with_name("doorstep")


@dataclass
class Served:
    """A running server: its process, the address with a slash at its end, its token, its root and what it has said."""

    process: subprocess.Popen[str]
    address: str
    token: str
    root: Path
    said: list[str]
    listening: threading.Thread

    def page(self, path: str) -> str:
        """Give the address of a page, such as `notebooks/course/x/lesson.ipynb`, with the token."""
        return f"{self.address}{path}?token={self.token}"

    def ask(self, path: str, token: str | None = None) -> Any:
        """Ask the server's own interface, such as `api/contents/course`; raises HTTPError."""
        headers = {"Authorization": f"token {self.token if token is None else token}"}
        with urllib.request.urlopen(urllib.request.Request(self.address + path, headers=headers)) as answer:
            return json.load(answer)

    def last_words(self) -> str:
        """Wait until the server has ended; give the last line that it said."""
        self.process.wait(60)
        self.listening.join()
        return self.said[-1]

    def answers(self) -> bool:
        """Say whether the server still answers."""
        try:
            self.ask("api/status")
        except (urllib.error.URLError, ConnectionError):
            return False
        return True


@contextmanager
def opened(workspace: Path, clone: Path = CLONE) -> Iterator[Served]:
    """Serve a workspace by `doorstep open`, with the course of a clone, until the test is done."""
    arguments = ["open", "--no-browser", "--port", "0", "--workspace", str(workspace)]
    with started([str(DOORSTEP), *arguments], clone, workspace) as served:
        yield served


@contextmanager
def plain_lab(root: Path) -> Iterator[Served]:
    """Serve a folder by JupyterLab with nobody's settings, until the test is done."""
    settings = {"ip": "127.0.0.1", "port": 0, "open_browser": False, "allow_root": True, "root_dir": root}
    arguments = [f"--ServerApp.{name}={value}" for name, value in settings.items()]
    with started([sys.executable, "-m", "jupyterlab", *arguments], root, root) as served:
        yield served


@contextmanager
def started(command: list[str], folder: Path, root: Path) -> Iterator[Served]:
    """Start a server, wait for the address that it prints, and until it answers there."""
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    said: list[str] = []
    try:
        for line in process.stdout:
            said.append(line)
            found = re.search(r"(http://127\.0\.0\.1:\d+/)\S*\?token=(\w+)", line)
            if found:
                break
        else:
            raise AssertionError("the server did not start:\n" + "".join(said))
        # Read on, or a full pipe would stop the server.
        listening = threading.Thread(target=said.extend, args=(process.stdout,), daemon=True)
        listening.start()
        served = Served(process, found[1], found[2], root, said, listening)
        # JupyterLab prints its address a moment before it listens there.
        while process.poll() is None and not served.answers():
            pass
        yield served
    finally:
        process.terminate()
        process.wait()
