"""The trail: whole lines are kept, a torn one is set aside, damage is said and never played."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from doorstep.case import Case
from doorstep.play import Chose, Event, NotSaved, Started, Trail, TrailError, Wrote, begin, sessions

AT = "2026-10-13T09:00"


def events_of(case: Case, family: str = "quiet") -> tuple[Event, ...]:
    """A whole play of the small case, with a note that is not plain letters."""
    chosen = [Chose("desk", "read"), Chose("desk", "wait"), Chose("dusk", "go-home")]
    return (begin(case, family, "seed"), *chosen, Wrote("Zwölf\nعشرة 🐎 “so”", done=True))


def written(path: Path, events: tuple[Event, ...]) -> Trail:
    trail = Trail(path)
    for n, event in enumerate(events):
        trail.append([(event, AT)], seen=n)
    return trail


@pytest.fixture
def trail(tmp_path: Path, small: Case) -> Trail:
    return written(tmp_path / "small.trail.jsonl", events_of(small))


def test_what_was_written_is_read_back_in_order(trail: Trail, small: Case) -> None:
    (attempt,) = trail.read()
    assert attempt.events == events_of(small)
    assert attempt.started.family == "quiet"
    assert [line.n for line in attempt.lines] == [0, 1, 2, 3, 4]
    assert {line.at for line in attempt.lines} == {AT}


def test_each_beginning_opens_another_attempt(trail: Trail, small: Case) -> None:
    trail.append([(begin(small, "grave", "seed"), AT)], seen=5)
    first, second = trail.read()
    assert (first.started.family, second.started.family) == ("quiet", "grave")
    assert [s.finished for s in sessions(small, trail.read())] == [True, False]


@pytest.mark.parametrize("missing", [0, 1, 2, 3])
def test_a_line_taken_out_or_doubled_is_noticed(trail: Trail, missing: int) -> None:
    lines = trail.path.read_bytes().splitlines(keepends=True)
    trail.path.write_bytes(b"".join(lines[:missing] + lines[missing + 1 :]))
    with pytest.raises(TrailError, match=f"line {missing + 1}"):
        trail.lines()
    trail.path.write_bytes(b"".join([*lines[: missing + 1], *lines[missing:]]))
    with pytest.raises(TrailError, match=f"line {missing + 2}"):
        trail.lines()


def test_answers_to_another_case_version_or_rules_are_told_apart(tmp_path: Path, small: Case) -> None:
    good = begin(small, "quiet", "seed")
    others = {
        "belong to another case": Started("other", good.digest, "quiet", "seed"),
        "another version of the case": Started(small.id, "0" * 16, "quiet", "seed"),
        "rules version 99": Started(small.id, good.digest, "quiet", "seed", rules=99),
        "no family called": Started(small.id, good.digest, "nobody", "seed"),
    }
    for n, (sentence, started) in enumerate(others.items()):
        trail = written(tmp_path / f"{n}.trail.jsonl", (started,))
        with pytest.raises(TrailError, match=sentence):
            sessions(small, trail.read())


def refusing(number: int, times: int) -> Callable[[int], None]:
    """Stands in for os.fsync: the disk refuses so many times."""
    left = [times]

    def fsync(_descriptor: int) -> None:
        if left[0]:
            left[0] -= 1
            raise OSError(number, os.strerror(number))

    return fsync


@pytest.mark.parametrize(
    ("number", "remedy"),
    [
        (errno.ENOSPC, "The disk is full. Make some room, then press again"),
        (errno.EROFS, "cannot be written to. Ask whoever looks after this computer"),
        (errno.EIO, "The file could not be written"),
    ],
)
def test_a_refused_write_is_said_with_its_remedy_leaves_the_file_as_it_was_and_works_again(
    trail: Trail, small: Case, monkeypatch: pytest.MonkeyPatch, number: int, remedy: str
) -> None:
    before = trail.path.read_bytes()
    again = (begin(small, "plain", "seed"), AT)
    monkeypatch.setattr(os, "fsync", refusing(number, times=1))
    with pytest.raises(NotSaved, match=remedy) as told:
        trail.append([again], seen=5)
    assert "Your earlier answers are safe." in str(told.value)
    assert trail.path.read_bytes() == before
    trail.append([again], seen=5)
    assert len(trail.lines()) == 6
