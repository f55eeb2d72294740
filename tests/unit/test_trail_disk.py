"""A disk that takes half a line, a folder that takes nothing, others who write: said, undone, and then it works."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock

from doorstep.case import Case
from doorstep.play import Event, NotSaved, Trail, Wrote, begin
from doorstep.play import trail as trail_module
from smallcase import TO_THE_END, Player

NEXT = Wrote("The next “word”. 👩🏽‍⚕️", done=True)
NOBODY = 65534


@pytest.fixture
def kept(tmp_path: Path, small: Case) -> tuple[Trail, list[Event]]:
    """A trail of a play, and its events."""
    play = Player(small, "quiet", tmp_path / "small.trail.jsonl")
    play.choose(*TO_THE_END)
    return Trail(tmp_path / "small.trail.jsonl"), play.events


@contextmanager
def files_no_longer_than(size: int) -> Iterator[None]:
    """The system itself stops each write at so many bytes, in the middle of a line where need be."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def as_nobody() -> Iterator[None]:
    """As a user who may read here and not write: root may write anywhere."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def test_a_line_stopped_at_any_of_its_bytes_is_taken_back_and_said(kept: tuple[Trail, list[Event]]) -> None:
    trail, events = kept
    before = trail.path.read_bytes()
    trail.append([(NEXT, "")], seen=len(events))
    line = len(trail.path.read_bytes()) - len(before)
    for room in range(line):
        trail.path.write_bytes(before)
        with files_no_longer_than(len(before) + room), pytest.raises(NotSaved, match="Your earlier answers are safe"):
            trail.append([(NEXT, "")], seen=len(events))
        assert trail.path.read_bytes() == before, room
    assert line > 200
    trail.append([(NEXT, "")], seen=len(events))
    assert [written.event for written in trail.lines()] == [*events, NEXT]


def test_several_lines_at_once_are_all_kept_or_none(kept: tuple[Trail, list[Event]]) -> None:
    trail, events = kept
    before = trail.path.read_bytes()
    two = [(Wrote("One."), ""), (Wrote("Two."), "")]
    with files_no_longer_than(len(before) + 300), pytest.raises(NotSaved):
        trail.append(two, seen=len(events))
    assert trail.path.read_bytes() == before
    assert len(trail.append(two, seen=len(events))) == 2


def test_torn_bytes_that_cannot_be_put_aside_are_not_thrown_away(kept: tuple[Trail, list[Event]]) -> None:
    trail, events = kept
    torn = trail.path.read_bytes() + b'{"n": 4, "event"'
    trail.path.write_bytes(torn)
    with files_no_longer_than(5), pytest.raises(NotSaved):
        trail.append([(NEXT, "")], seen=len(events))
    assert trail.path.read_bytes() == torn
    trail.append([(NEXT, "")], seen=len(events))
    assert [written.event for written in trail.lines()] == [*events, NEXT]
    assert trail.path.with_suffix(".torn").read_bytes().endswith(b'{"n": 4, "event"\n')


@pytest.fixture
def folder_of_somebody_else(small: Case) -> Iterator[Path]:
    """A folder with a trail that one may read and not change; not in pytest's, which is closed to others."""
    folder = Path(tempfile.mkdtemp())
    Trail.beside(folder, "small").append([(begin(small, "quiet", "seed"), "")], seen=0)
    (folder / ".small.trail.lock").unlink()
    Trail.beside(folder, "small").path.chmod(0o444)
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_in_a_folder_that_cannot_be_written_to_it_says_whom_to_ask(folder_of_somebody_else: Path) -> None:
    trail = Trail.beside(folder_of_somebody_else, "small")
    before = trail.path.read_bytes()
    with as_nobody(), pytest.raises(NotSaved) as told:
        trail.append([(NEXT, "")], seen=1)
    assert str(told.value) == (
        f"The folder “{folder_of_somebody_else.name}” cannot be written to. Ask whoever looks after this computer, "
        "then press again. Your earlier answers are safe."
    )
    assert trail.path.read_bytes() == before
    with as_nobody():
        assert len(trail.lines()) == 1


def test_in_a_folder_that_cannot_be_written_to_a_damaged_trail_stays_where_it_is(folder_of_somebody_else: Path) -> None:
    trail = Trail.beside(folder_of_somebody_else, "small")
    with as_nobody(), pytest.raises(NotSaved, match="cannot be written to"):
        trail.set_aside()
    assert trail.exists


def test_while_another_window_holds_the_lock_it_says_so_and_nothing_is_written(
    kept: tuple[Trail, list[Event]], monkeypatch: pytest.MonkeyPatch
) -> None:
    trail, events = kept
    monkeypatch.setattr(trail_module, "LOCK_SECONDS", 0)
    before = trail.path.read_bytes()
    with (
        FileLock(trail.path.with_name(".small.trail.lock")),
        pytest.raises(NotSaved, match=r"^Another window is saving"),
    ):
        trail.append([(NEXT, "")], seen=len(events))
    assert trail.path.read_bytes() == before
    assert len(trail.append([(NEXT, "")], seen=len(events))) == 1


ONE_ANSWER = """
import sys
from pathlib import Path
from doorstep.play import NotSaved, Overtaken, Trail, Wrote

trail = Trail(Path(sys.argv[1]))
seen = len(trail.lines())
print("ready", flush=True)
sys.stdin.readline()
while True:
    try:
        trail.append([(Wrote(sys.argv[2]), "")], seen)
        print("kept")
    except Overtaken:
        print("overtaken")
    except NotSaved:
        continue
    break
"""


def test_of_several_processes_that_answer_one_screen_one_is_kept_and_the_others_are_told(
    kept: tuple[Trail, list[Event]],
) -> None:
    trail, events = kept
    command = [sys.executable, "-c", ONE_ANSWER, str(trail.path)]
    writers = [
        subprocess.Popen([*command, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for name in "abc"
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    # All have read the same trail before any may answer.
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    told = [writer.communicate()[0].strip() for writer in writers]
    assert sorted(told) == ["kept", "overtaken", "overtaken"]
    assert [line.event for line in trail.lines()] == [*events, Wrote("abc"[told.index("kept")])]
