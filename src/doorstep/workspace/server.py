"""Start Jupyter's server on a workspace in trainee mode, and stop it cleanly."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from jupyter_core.paths import jupyter_runtime_dir

from doorstep.workspace.record import FOLDER
from doorstep.workspace.refusal import CannotOpen
from doorstep.workspace.source import HERE, TRAINEE

STARTING_SECONDS = 60.0
STOPPING_SECONDS = 15.0
LOG = "server.log"


@dataclass
class Server:
    """A running Jupyter server: its process, and the address and token it answers to."""

    process: subprocess.Popen[bytes]
    address: str
    token: str

    def page(self, notebook: str) -> str:
        """Give the full address of a notebook's page, the token included."""
        return f"{self.address}notebooks/{quote(notebook)}?token={self.token}"

    def answers(self) -> bool:
        """Say whether the server answers yet."""
        return asked(f"{self.address}api/status", self.token)

    def stop(self) -> None:
        """Stop the server and its kernels; by force if it does not stop when asked."""
        asked(f"{self.address}api/shutdown", self.token, method="POST")
        for force in (self.process.terminate, self.process.kill):
            try:
                self.process.wait(STOPPING_SECONDS)
            except subprocess.TimeoutExpired:
                force()
            else:
                return
        self.process.wait()


def start(workspace: Path, notebook: str, port: int | None, browser: bool) -> Server:
    """Start a server with the workspace as its root and wait until it answers.

    A port of None takes the first free one from 8888, 0 any free one. With `browser` the server opens the notebook
    in the person's browser. Raises CannotOpen with the end of the server's own log where it does not start.
    """
    log = workspace / FOLDER / LOG
    with open(log, "wb", opener=for_owner_only) as out:
        process = subprocess.Popen(
            command(workspace, notebook, port, browser),
            cwd=workspace,
            env=surroundings(workspace),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            # Ctrl-C is for us: we ask the server to stop, so that its kernels stop first.
            start_new_session=os.name == "posix",
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
    try:
        return wait_for(process, log)
    except BaseException:
        process.terminate()
        process.wait()
        raise


def command(workspace: Path, notebook: str, port: int | None, browser: bool) -> list[str]:
    """Give the command that starts the server."""
    chosen = [] if port is None else [f"--ServerApp.port={port}", "--ServerApp.port_retries=0" if port else ""]
    return [
        *(sys.executable, "-m", "notebook"),
        f"--ServerApp.root_dir={workspace}",
        f"--ServerApp.ip={HERE}",
        f"--ServerApp.open_browser={browser}",
        # In a container a trainee may be root; the server listens on this machine only, and asks for its token.
        "--ServerApp.allow_root=True",
        # The server hands this page to the browser in a file only the person can read, so no token shows in a list
        # of processes.
        f"--JupyterNotebookApp.default_url=/notebooks/{quote(notebook)}",
        *filter(None, chosen),
    ]


def surroundings(workspace: Path) -> dict[str, str]:
    """Give the environment of the server and its kernels: trainee mode, and nothing of the person's other Jupyter."""
    own = workspace / FOLDER / "jupyter"
    config = os.pathsep.join(filter(None, (str(TRAINEE), os.environ.get("JUPYTER_CONFIG_PATH"))))
    return os.environ | {
        "DOORSTEP_WORKSPACE": str(workspace),
        "JUPYTER_CONFIG_PATH": config,
        "JUPYTERLAB_SETTINGS_DIR": str(own / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(own / "workspaces"),
    }


def wait_for(process: subprocess.Popen[bytes], log: Path) -> Server:
    """Wait until a started server answers; raise CannotOpen if it ends or stays silent."""
    told = Path(jupyter_runtime_dir()) / f"jpserver-{process.pid}.json"
    until = time.monotonic() + STARTING_SECONDS
    server = None
    while time.monotonic() < until and process.poll() is None:
        server = server or told_by(told, process)
        if server is not None and server.answers():
            return server
        time.sleep(0.05)
    raise CannotOpen(why_not(log))


def told_by(told: Path, process: subprocess.Popen[bytes]) -> Server | None:
    """Read where a server listens from the file it writes for its owner; None if it is not there, or not yet whole."""
    try:
        data = json.loads(told.read_text(encoding="utf-8"))
        return Server(process, f"http://{HERE}:{int(data['port'])}/", str(data["token"]))
    except (OSError, ValueError, KeyError):
        return None


def why_not(log: Path) -> str:
    """Say that the server did not start, with the last lines it wrote."""
    said = log.read_text(encoding="utf-8", errors="replace")
    if "already in use" in said:
        return "That port is in use by another program. Choose another, or leave --port away: doorstep open"
    last = "\n".join("  " + line for line in said.splitlines()[-8:])
    return f"Jupyter's server did not start. `doorstep doctor` says what is missing. Its last words were:\n{last}"


def asked(address: str, token: str, method: str = "GET") -> bool:
    """Ask our own server something; say whether it answered well."""
    request = urllib.request.Request(address, method=method, headers={"Authorization": f"token {token}"})
    try:
        # No proxy: a council's would be asked for our own machine.
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=5) as answer:
            return bool(answer.status < 300)
    except (OSError, urllib.error.URLError):
        return False


def for_owner_only(path: str, flags: int) -> int:
    """Open a file that others on this machine cannot read: the log holds the token."""
    return os.open(path, flags, 0o600)
