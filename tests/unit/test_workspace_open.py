"""`doorstep open` as a process: what it prints, whom it lets in, and how it ends."""

import json
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from serving import DOORSTEP, Served, opened

START = "course/00-start-here/lesson.ipynb"


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("clone")
    (root / "pyproject.toml").write_text('[project]\nname = "doorstep-course"\n')
    (root / START).parent.mkdir(parents=True)
    (root / START).with_name("case.yaml").write_text("title: a case\n")
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    page = {"cells": [], "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    (root / START).write_text(json.dumps(page))
    return root


@pytest.fixture(scope="module")
def served(clone: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with opened(tmp_path_factory.mktemp("workspace"), clone) as server:
        yield server


def listed(served: Served, folder: str) -> set[str]:
    return {entry["name"] for entry in served.ask(f"api/contents/{folder}")["content"]}


def test_the_address_that_is_printed_is_the_start_pages(served: Served) -> None:
    (line,) = [line for line in served.said if "http://" in line]
    assert f"{served.address}notebooks/{START}?token={served.token}" in line
    with urllib.request.urlopen(served.page(f"notebooks/{START}")) as page:
        assert page.status == 200


def test_the_bare_address_leads_to_the_start_page(served: Served) -> None:
    with urllib.request.urlopen(served.page("")) as page:
        assert f"/notebooks/{START}" in page.url


def test_nobody_gets_in_without_the_token(served: Served) -> None:
    with pytest.raises(urllib.error.HTTPError, match="403"):
        served.ask("api/contents", token="wrong")


def test_the_server_listens_to_this_machine_only(served: Served) -> None:
    port = int(served.address.rsplit(":", 1)[1].strip("/"))
    with socket.socket() as other:
        other.settimeout(5)
        # On 0.0.0.0 this would answer: all of 127.* is this machine.
        assert other.connect_ex(("127.0.0.2", port)) != 0


def test_the_file_list_shows_no_case_no_trail_and_nothing_hidden(served: Served) -> None:
    unit = served.root / "course/00-start-here"
    for name in ("start.trail.jsonl", "start.trail.torn", ".start.trail.lock", "notes.txt"):
        (unit / name).write_text("")
    assert listed(served, "") == {"course"}
    assert listed(served, "course/00-start-here") == {"lesson.ipynb", "notes.txt"}
    assert (unit / "case.yaml").exists()


def test_what_jupyter_keeps_for_itself_stays_in_the_workspace(served: Served) -> None:
    address = served.page("lab/api/settings/@jupyterlab/apputils-extension:themes")
    request = urllib.request.Request(address, method="PUT", data=json.dumps({"raw": "{}"}).encode())
    request.add_header("Authorization", f"token {served.token}")
    with urllib.request.urlopen(request) as answer:
        assert answer.status < 300
    assert list((served.root / ".doorstep/jupyter/settings").rglob("themes.*"))


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_stopping_stops_the_kernels_and_says_that_nothing_is_lost(
    clone: Path, tmp_path: Path, end: signal.Signals
) -> None:
    # A shell that runs the tests in the background has them, and all that they start, ignore Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with opened(tmp_path / "ws", clone) as server:
        headers = {"Authorization": f"token {server.token}"}
        request = urllib.request.Request(server.address + "api/kernels", method="POST", data=b"{}", headers=headers)
        with urllib.request.urlopen(request) as answer:
            kernel = json.load(answer)["id"]
        server.process.send_signal(end)
        assert server.last_words().startswith("Stopped. Nothing is lost")
    assert server.process.returncode == 0
    assert not server.answers()
    assert kernel not in running_commands()


def running_commands() -> str:
    """List the commands of every process of this machine."""
    return subprocess.run(["ps", "-eo", "args"], check=True, capture_output=True, text=True).stdout


def test_a_port_in_use_is_refused_with_the_remedy(clone: Path, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        arguments = ["open", "--no-browser", "--port", port, "--workspace", str(tmp_path / "ws")]
        ended = subprocess.run([DOORSTEP, *arguments], cwd=clone, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stderr.startswith("Error: That port is in use by another program. Choose another")


def test_a_workspace_inside_the_clone_is_refused_with_a_status(clone: Path) -> None:
    arguments = ["open", "--no-browser", "--workspace", "course/mine"]
    ended = subprocess.run([DOORSTEP, *arguments], cwd=clone, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "inside the clone" in ended.stderr


def test_the_servers_log_is_for_the_trainee_only(served: Served) -> None:
    assert (served.root / ".doorstep/server.log").stat().st_mode & 0o077 == 0
