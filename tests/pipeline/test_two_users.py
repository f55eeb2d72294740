"""One exchange, two users of the operating system: what each may read, and that the work gets across and back."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from classroom import EXERCISE, TRAIL, TYPED, Course, Row

import doorstep
from doorstep.cohort.pretend import write_trail

COMMENT = "Named, and so is the gap."
# What a user other than the one who runs the tests must be able to read.
NEEDED = [Path(doorstep.__file__).parents[1], Path(sys.prefix), Path(sys.base_prefix)]


def open_to_others(path: Path) -> bool:
    """Whether anybody may read in a folder, its parents apart."""
    return path.stat().st_mode & 0o5 == 0o5


def shut_above(path: Path) -> Path | None:
    """The uppermost parent that others may not pass through."""
    return next((p for p in reversed(path.parents) if not p.stat().st_mode & 0o1), None)


def possible() -> bool:
    """Whether this machine lets the test make users who can reach Python and the course."""
    tools = all(shutil.which(tool) for tool in ("useradd", "userdel", "setpriv"))
    if os.name != "posix" or os.geteuid() != 0 or not tools or not all(map(open_to_others, NEEDED)):
        return False
    if not any(map(shut_above, NEEDED)):
        return True
    return subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode == 0


POSSIBLE = possible()
# Where users cannot be made, `make test` leaves this to `make test-all`, which then says so and fails.
pytestmark = [] if POSSIBLE else [pytest.mark.long]


@dataclass(frozen=True)
class User:
    """A user of the operating system with a folder of their own."""

    name: str
    uid: int
    gid: int
    home: Path

    def command(self, *words: str) -> list[str]:
        """A command to be run as this user, in whose sight Python is not behind a shut door."""
        drop = ["setpriv", f"--reuid={self.uid}", f"--regid={self.gid}", "--clear-groups"]
        shut = {folder for folder in map(shut_above, NEEDED) if folder}
        if not shut:
            return [*drop, *words]
        # Only for this command: an empty folder over each shut one, with what is needed put back in it.
        held = [(path, self.home.parent / "held" / str(n)) for n, path in enumerate(NEEDED)]
        lines = ["set -e"]
        lines += [f"mkdir -p {shlex.quote(str(h))}; mount --bind {shlex.quote(str(p))} {h}" for p, h in held]
        lines += [f"mount -t tmpfs -o mode=755 tmpfs {shlex.quote(str(folder))}" for folder in sorted(shut)]
        lines += [f"mkdir -p {shlex.quote(str(p))}; mount --bind {h} {shlex.quote(str(p))}" for p, h in held]
        script = "\n".join([*lines, f'exec {shlex.join(drop)} "$@"'])
        return ["unshare", "--mount", "sh", "-c", script, "sh", *words]

    def run(self, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run a command as this user in their folder."""
        env = {"HOME": str(self.home), "PATH": os.defpath, "LANG": "C.UTF-8", **environ}
        return subprocess.run(
            self.command(*words), cwd=self.home, env=env, capture_output=True, text=True, check=False, timeout=300
        )

    def nbgrader(self, *words: str, **environ: str) -> str:
        """Run one of nbgrader's commands as this user; what it said. It must succeed."""
        result = self.run(sys.executable, "-m", "nbgrader", *words, **environ)
        assert result.returncode == 0, f"{' '.join(words)}:\n{(result.stdout + result.stderr)[-4000:]}"
        return result.stdout + result.stderr

    def own(self, folder: Path) -> None:
        """Give a folder and all in it to this user."""
        for path in [folder, *folder.rglob("*")]:
            os.chown(path, self.uid, self.gid)


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that every user can pass through; pytest's own are shut."""
    made = Path(tempfile.mkdtemp(prefix="doorstep-users-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def users(place: Path) -> Iterator[dict[str, User]]:
    """A tutor and two trainees, made for this test and removed after it."""
    if not POSSIBLE:
        pytest.fail(
            "This test makes two users of the operating system and could not. Run `make test-all` as root on Linux, "
            "with useradd, setpriv and unshare, from a folder that other users may read."
        )
    import pwd

    made: dict[str, User] = {}
    try:
        for role in ("tutor", "trainee", "other"):
            home = place / role
            home.mkdir(mode=0o700)
            name = f"ds{role}{os.getpid()}"
            subprocess.run(
                ["useradd", "--no-create-home", "--home-dir", str(home), name], check=True, capture_output=True
            )
            known = pwd.getpwnam(name)
            made[role] = User(name, known.pw_uid, known.pw_gid, home)
            made[role].own(home)
        yield made
    finally:
        for user in made.values():
            subprocess.run(["userdel", user.name], check=True, capture_output=True)


def test_work_crosses_between_two_users_and_comes_back_marked(users: dict[str, User], place: Path) -> None:
    tutor, trainee, other = users["tutor"], users["trainee"], users["other"]
    exchange = place / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    course = Course(tutor.home)
    tutor.own(tutor.home)
    with_exchange: dict[str, Any] = {"DOORSTEP_EXCHANGE": str(exchange)}
    tutor.nbgrader("generate_assignment", EXERCISE)
    tutor.nbgrader("release_assignment", EXERCISE, **with_exchange)

    hub = [f"--Exchange.root={exchange}", "--course=doorstep"]
    trainee.nbgrader("fetch_assignment", EXERCISE, *hub)
    write_trail(trainee.home / EXERCISE / TRAIL, course.case, course.played())
    trainee.own(trainee.home)
    trainee.nbgrader("submit", EXERCISE, *hub)

    tutor.nbgrader("collect", EXERCISE, **with_exchange)
    tutor.nbgrader("autograde", EXERCISE)
    grades = course.grades(trainee.name)
    assert grades["reflection"] == Row(None, None, True)
    assert all(row.auto is not None for name, row in grades.items() if name != "reflection")
    with course.gradebook() as gradebook:
        grade = gradebook.find_grade("reflection", EXERCISE, EXERCISE, trainee.name)
        grade.manual_score, grade.needs_manual_grade = 3, False
        gradebook.find_comment("reflection", EXERCISE, EXERCISE, trainee.name).manual_comment = COMMENT
        gradebook.db.commit()
    tutor.nbgrader("generate_feedback", EXERCISE)
    tutor.nbgrader("release_feedback", EXERCISE, **with_exchange)
    trainee.nbgrader("fetch_feedback", EXERCISE, *hub)

    (page,) = (trainee.home / EXERCISE / "feedback").glob("*/*.html")
    text = page.read_text("utf-8")
    assert COMMENT in text
    assert "(Score: 3.0 / 5.0)" in text
    assert TYPED.split("\n")[-1].strip() in text

    shared = exchange / "doorstep"
    assert other.run("ls", str(place)).returncode == 0, "else what follows proves nothing"
    for private in (shared / "inbound", shared / "feedback", tutor.home, trainee.home):
        assert private.is_dir()
        assert other.run("ls", str(private)).returncode != 0, private
    # Both look in vain where the other's private work is, and the trainee for the key.
    for path in (tutor.home / "solutions" / f"{EXERCISE}.key.yaml", tutor.home / "grading" / "gradebook.db"):
        assert trainee.run("cat", str(path)).returncode != 0
    assert trainee.run("cat", str(page)).returncode == 0
