"""Real processes on one trail: killed at any moment, or several at once. No acknowledged answer is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from doorstep.case import Case
from doorstep.play import NotSaved, Trail, Wrote, begin

# Only root may make a disk; for others the same is tried with a disk that only says it is full, in test_trail.py.
needs_root = (lambda test: test) if os.geteuid() == 0 else pytest.mark.long

WRITER = """
import sys
from pathlib import Path
from doorstep.case import load_case
from doorstep.play import Overtaken, Trail, Wrote, begin

folder, name, wanted = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
case = load_case(folder / "case.yaml")
trail = Trail.beside(folder, case.id)
done = overtaken = 0
while done < wanted:
    seen = len(trail.lines())
    event = begin(case, "quiet", name) if seen == 0 else Wrote(f"{name}:{done}")
    try:
        trail.append([(event, "2026-10-13T09:00")], seen)
    except Overtaken:
        overtaken += 1
        continue
    print(f"{name}:{done}" if seen else "begun", flush=True)
    done += 1
"""


def start(folder: Path, name: str, wanted: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(folder), name, str(wanted)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@pytest.fixture
def folder(tmp_path: Path, small: Case) -> Path:
    from smallcase import CASE

    (tmp_path / "case.yaml").write_text(CASE, encoding="utf-8")
    assert small.id == "small"
    return tmp_path


@pytest.mark.parametrize("acknowledged", [1, 2, 5, 17, 40])
def test_a_process_killed_at_any_moment_has_lost_no_acknowledged_answer(folder: Path, acknowledged: int) -> None:
    writer = start(folder, "a", 100_000)
    assert writer.stdout is not None
    told = [writer.stdout.readline().strip() for _ in range(acknowledged)]
    writer.kill()
    told += [line.strip() for line in writer.stdout]
    writer.wait()
    trail = Trail.beside(folder, "small")
    kept = ["begun", *(line.event.text for line in trail.lines() if isinstance(line.event, Wrote))]
    assert kept[: len(told)] == told
    assert len(kept) - len(told) <= 1  # At most the one that was on its way.
    assert len(set(kept)) == len(kept)
    trail.append([(Wrote("after"), "2026-10-13T09:00")], seen=len(kept))
    assert len(trail.lines()) == len(kept) + 1


def test_several_processes_at_once_lose_nothing_and_double_nothing(folder: Path) -> None:
    wanted = 25
    writers = [start(folder, name, wanted) for name in "abcd"]
    told = {line for writer in writers for line in writer.communicate()[0].split()}
    assert [writer.returncode for writer in writers] == [0] * 4
    kept = [line.event.text for line in Trail.beside(folder, "small").lines() if isinstance(line.event, Wrote)]
    assert len(kept) == len(set(kept)) == 4 * wanted - 1
    assert told == {*kept, "begun"}


@needs_root
def test_a_really_full_disk_is_said_and_when_there_is_room_the_same_press_works(tmp_path: Path, small: Case) -> None:
    """On a disk of our own, 64 kB large."""
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "doorstep", str(disk)], check=True)
    try:
        trail = Trail.beside(disk, small.id)
        trail.append([(begin(small, "quiet", "seed"), "2026-10-13T09:00")], seen=0)
        filler = disk / "filler"
        with pytest.raises(OSError, match="No space left"):
            filler.write_bytes(b"x" * 1_000_000)
        before = trail.path.read_bytes()
        long = Wrote("x" * 9000)
        with pytest.raises(NotSaved, match="The disk is full"):
            trail.append([(long, "2026-10-13T09:00")], seen=1)
        assert trail.path.read_bytes() == before
        filler.unlink()
        trail.append([(long, "2026-10-13T09:00")], seen=1)
        assert [line.event for line in trail.lines()][1] == long
    finally:
        subprocess.run(["umount", str(disk)], check=True)
        shutil.rmtree(disk, ignore_errors=True)
