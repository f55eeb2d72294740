"""From the released exercise to the feedback a trainee reads, by nbgrader's own commands: exchange, zip and by hand."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from classroom import EXERCISE, NOTEBOOK, TRAIL, TYPED, Course, Row

from doorstep.cohort.pretend import write_trail
from doorstep.play import Trail
from doorstep.stage import handin

COMMENT = "Whose word is it that she does it herself?"
TOKEN = "only-for-this-test"
FIRST_STEP = "10:20 "


@dataclass(frozen=True)
class Gone:
    """The class after it has gone the whole path once."""

    course: Course
    exchange: Path
    workspace: Path
    pages: dict[str, str]
    said: dict[str, str]


class Shown(HTMLParser):
    """The text a browser would show, and whether a script holds what was typed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text = ""
        self.scripts: list[str] = []
        self.within: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.text += "\n"
        if tag == "script":
            self.within.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self.within:
            self.within.pop()

    def handle_data(self, data: str) -> None:
        if self.within:
            self.scripts.append(data)
        else:
            self.text += data


@contextmanager
def formgrader(course: Course, home: Path) -> Iterator[str]:
    """The real server in the course's folder; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-m", "jupyter", "server", "--no-browser", "--allow-root", f"--ServerApp.port={port}",
        f"--IdentityProvider.token={TOKEN}", "--ServerApp.port_retries=0", f"--ServerApp.root_dir={course.root}",
    ]  # fmt: skip
    env = {**os.environ, "JUPYTER_CONFIG_DIR": str(home), "JUPYTER_RUNTIME_DIR": str(home / "run")}
    log = home / "server.log"
    with log.open("wb") as out, subprocess.Popen(
        command, cwd=course.root, env=env, stdout=out, stderr=subprocess.PIPE, text=True
    ) as server:  # fmt: skip
        try:
            assert server.stderr is not None
            heard: list[str] = []
            for line in server.stderr:
                heard.append(line)
                if f":{port}/" in line:
                    break
            else:
                pytest.fail("The server did not start:\n" + "".join(heard))
            # Unread, a full pipe would stop the server.
            threading.Thread(target=server.stderr.read, daemon=True).start()
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait()


def ask(address: str, method: str = "GET", data: dict[str, Any] | None = None) -> tuple[int, str]:
    """What the server answers."""
    body = None if data is None else json.dumps(data).encode()
    headers = {"Authorization": f"token {TOKEN}", "Content-Type": "application/json"}
    request = urllib.request.Request(address, data=body, method=method, headers=headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.status, answer.read().decode()


def mark_by_hand(course: Course, trainee: str, address: str) -> str:
    """Open a trainee's page in formgrader and give mark and comment there; the page."""
    with course.gradebook() as gradebook:
        notebook = gradebook.find_submission_notebook(EXERCISE, EXERCISE, trainee)
        grade = gradebook.find_grade("reflection", EXERCISE, EXERCISE, trainee).id
        comment = gradebook.find_comment("reflection", EXERCISE, EXERCISE, trainee).id
        status, page = ask(f"{address}/formgrader/submissions/{notebook.id}/")
    assert status == 200
    assert ask(f"{address}/formgrader/api/grade/{grade}", "PUT", {"manual_score": 4})[0] == 200
    assert ask(f"{address}/formgrader/api/comment/{comment}", "PUT", {"manual_comment": COMMENT})[0] == 200
    return page


@pytest.fixture(scope="module")
def path(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Gone:
    """Three trainees: one by the exchange, one by zip, one whose folder a tutor copied in by hand."""
    exchange, workspace, home = (tmp_path_factory.mktemp(n) for n in ("exchange", "workspace", "home"))
    exchange.chmod(0o777)
    hub = [f"--Exchange.root={exchange}", f"--Exchange.cache={workspace / 'cache'}", "--course=doorstep"]
    said = {"release": course.done("release_assignment", EXERCISE, DOORSTEP_EXCHANGE=str(exchange))}
    course.done("fetch_assignment", EXERCISE, *hub, cwd=workspace)
    write_trail(workspace / EXERCISE / TRAIL, course.case, course.played())
    (workspace / EXERCISE / f".{EXERCISE}.trail.lock").touch()
    course.done("submit", EXERCISE, *hub, "--student=amira", cwd=workspace)
    (inbound,) = (exchange / "doorstep" / "inbound").iterdir()
    # Stock would follow this with the tutor's rights.
    (inbound / "notes.txt").symlink_to(course.root / "grading" / "gradebook.db")
    said["collect"] = course.done("collect", EXERCISE, DOORSTEP_EXCHANGE=str(exchange))

    playing = tmp_path_factory.mktemp("playing") / EXERCISE
    shutil.copytree(course.root / "exercises" / EXERCISE, playing)
    write_trail(playing / TRAIL, course.case, course.played("random", "z"))
    made = handin.make(playing, course.case, Trail(playing / TRAIL), "bashir")
    archive = course.root / "grading" / "downloaded" / EXERCISE / "archive"
    archive.mkdir(parents=True)
    (archive / f"Bashir N_48213_assignsubmission_file_{made.name}").write_bytes(made.data)
    (archive / "Someone_48214_assignsubmission_file_essay.zip").write_bytes(b"not a zip")
    said["zip_collect"] = course.done("zip_collect", EXERCISE)
    course.hand_in("carys", course.played())

    said["autograde"] = course.done("autograde", EXERCISE)
    with formgrader(course, home) as address:
        pages = {trainee: mark_by_hand(course, trainee, address) for trainee in ("amira", "bashir")}
        pages["exercises"] = ask(f"{address}/formgrader/api/assignments")[1]
    course.done("generate_feedback", EXERCISE)
    said["release_feedback"] = course.done("release_feedback", EXERCISE, DOORSTEP_EXCHANGE=str(exchange))
    course.done("fetch_feedback", EXERCISE, *hub, "--student=amira", cwd=workspace)
    return Gone(course, exchange, workspace, pages, said)


def fetched(path: Gone) -> str:
    """The feedback as the trainee on the exchange has it."""
    (found,) = path.workspace.glob(f"{EXERCISE}/feedback/*/{EXERCISE}.html")
    return found.read_text("utf-8")


def test_the_answers_travel_by_exchange_and_by_zip(path: Gone) -> None:
    for trainee in ("amira", "bashir"):
        folder = path.course.submitted / trainee / EXERCISE
        assert {NOTEBOOK, TRAIL, "timestamp.txt", "submission_secret.txt"} <= {p.name for p in folder.iterdir()}
        assert not list(folder.glob(".*.lock"))
    kept = path.workspace / EXERCISE / TRAIL
    assert (path.course.submitted / "amira" / EXERCISE / TRAIL).read_bytes() == kept.read_bytes()


def test_a_link_put_into_the_exchange_is_left_there(path: Gone) -> None:
    assert "left out: notes.txt" in path.said["collect"]
    assert not (path.course.submitted / "amira" / EXERCISE / "notes.txt").exists()


def test_a_zip_that_is_none_is_named_and_stops_nothing(path: Gone) -> None:
    assert "essay.zip" in path.said["zip_collect"]
    assert {p.name for p in path.course.submitted.iterdir()} == {"amira", "bashir", "carys"}


def test_the_tutors_page_shows_the_path_and_what_was_typed_to_the_letter(path: Gone) -> None:
    shown = Shown(path.pages["amira"])
    assert TYPED in shown.text
    assert "The path taken" in shown.text
    assert FIRST_STEP in shown.text
    assert not any("alert('x')" in script for script in shown.scripts)
    # MathJax passes over what carries this class; the dollars would be typeset otherwise.
    assert re.search(r'class="[^"]*tex2jax_ignore', path.pages["amira"])


def test_the_formgrader_lists_the_exercise_and_nothing_that_is_none(path: Gone) -> None:
    assert [e["name"] for e in json.loads(path.pages["exercises"])] == [EXERCISE]


def test_a_mark_given_in_formgrader_stands_beside_the_automatic_ones(path: Gone) -> None:
    grades = path.course.grades("amira")
    assert grades["reflection"] == Row(None, 4, False)
    assert all(row.auto is not None and not row.needs for name, row in grades.items() if name != "reflection")


def test_the_fetched_feedback_holds_mark_comment_and_reasons(path: Gone) -> None:
    page = fetched(path)
    shown = Shown(page)
    assert COMMENT in shown.text
    assert re.search(r"Task</a> \(Score: 4\.0 / 5\.0\)", page)
    assert TYPED in shown.text
    first = next(iter(path.course.case.marked.values()))
    assert first.says in shown.text
    assert "doorstep-points" in page


def test_every_trainee_has_feedback_whichever_way_they_handed_in(path: Gone) -> None:
    for trainee in ("amira", "bashir", "carys"):
        assert f"feedback for student '{trainee}'" in path.said["release_feedback"]
        assert (path.course.root / "grading" / "feedback" / trainee / EXERCISE / f"{EXERCISE}.html").is_file()
    assert len(list((path.exchange / "doorstep" / "feedback").glob("*.html"))) == 3
    by_zip = path.course.root / "grading" / "feedback" / "bashir" / EXERCISE / f"{EXERCISE}.html"
    assert COMMENT in by_zip.read_text("utf-8")


def test_the_keys_words_are_nowhere_that_a_trainee_can_read(path: Gone) -> None:
    root = path.course.root
    canary = path.course.key.canary.encode()
    assert canary in (root / "solutions" / f"{EXERCISE}.key.yaml").read_bytes()
    places = [root / "exercises", root / "grading", path.exchange, path.workspace]
    files = [p for place in places for p in place.rglob("*") if p.is_file()]
    assert len(files) > 30
    assert [p for p in files if canary in p.read_bytes()] == []


def test_collecting_the_same_zips_again_changes_nothing(path: Gone) -> None:
    before = {p: p.read_bytes() for p in path.course.submitted.rglob("*") if p.is_file()}
    path.course.done("zip_collect", EXERCISE, "--force")
    assert {p: p.read_bytes() for p in path.course.submitted.rglob("*") if p.is_file()} == before
