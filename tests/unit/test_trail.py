"""The trail: whole lines are kept, a torn one is set aside, damage is said and never played."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from doorstep.case import Case
from doorstep.play import Chose, Event, NotSaved, Overtaken, Started, Trail, TrailError, Wrote, begin, sessions
from doorstep.play.events import Malformed, from_json, to_json

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


def test_the_last_line_may_be_cut_at_every_byte_and_nothing_before_it_is_lost(trail: Trail, small: Case) -> None:
    whole = trail.path.read_bytes()
    last = len(whole.splitlines(keepends=True)[-1])
    note = Wrote("Written again", done=True)
    for cut in range(1, last + 1):
        trail.path.write_bytes(whole[:-cut])
        kept = 5 if cut == 1 else 4  # Only the line's end is gone: the answer is whole.
        assert len(trail.lines()) == kept
        assert trail.path.read_bytes() == whole[:-cut]  # Reading changes nothing.
        with pytest.raises(Overtaken):
            trail.append([(note, AT)], seen=kept - 1)
        trail.append([(note, AT)], seen=kept)
        assert [line.event for line in trail.lines()] == [*events_of(small)[:kept], note]
    aside = trail.path.with_suffix(".torn").read_bytes()
    assert whole[-last:-2] + b"\n" in aside


def test_damage_before_the_last_line_is_said_with_its_line_at_every_byte(trail: Trail) -> None:
    whole = trail.path.read_bytes()
    ends = [i for i, byte in enumerate(whole) if byte == ord("\n")]
    tried = 0
    for place in range(0, ends[-2], 7):
        damaged = bytearray(whole)
        damaged[place] ^= 0x15
        trail.path.write_bytes(bytes(damaged))
        number = 1 + sum(end < place for end in ends)
        with pytest.raises(TrailError, match=rf"small\.trail\.jsonl, line {number}: "):
            trail.lines()
        tried += 1
    assert tried > 100


@pytest.mark.parametrize("missing", [0, 1, 2, 3])
def test_a_line_taken_out_or_doubled_is_noticed(trail: Trail, missing: int) -> None:
    lines = trail.path.read_bytes().splitlines(keepends=True)
    trail.path.write_bytes(b"".join(lines[:missing] + lines[missing + 1 :]))
    with pytest.raises(TrailError, match=f"line {missing + 1}"):
        trail.lines()
    trail.path.write_bytes(b"".join([*lines[: missing + 1], *lines[missing:]]))
    with pytest.raises(TrailError, match=f"line {missing + 2}"):
        trail.lines()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "There is no small.trail.jsonl here"),
        (b"", "is empty"),
        (b"\n", "line 1: it is not readable text"),
        (b"[]\n", "line 1: it is not a line of a trail"),
        (b"\xff\xfe\n", "line 1: it is not readable text"),
        (b"[" * 100_000 + b"\n", "line 1: it is not readable text"),
        (b'{"n": 0}\n', "line 1: it is not a line of a trail"),
        (b"PK\x03\x04 a zip, renamed", "is empty"),
    ],
)
def test_a_file_that_is_no_trail_is_said_to_be_none(tmp_path: Path, content: bytes | None, sentence: str) -> None:
    trail = Trail(tmp_path / "small.trail.jsonl")
    if content is not None:
        trail.path.write_bytes(content)
    with pytest.raises(TrailError, match=sentence):
        trail.read()


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


@pytest.mark.parametrize("event", [Started("a", "b", "c", "d"), Chose("a", "b"), Wrote("a", done=True)])
def test_an_event_is_itself_again_from_json_and_nothing_else_is_one(event: Event) -> None:
    data = to_json(event)
    assert from_json(data) == event
    for wrong in ({**data, "more": 1}, {**data, "kind": "forged"}, {"kind": event.kind}, [data], None, "x"):
        with pytest.raises(Malformed):
            from_json(wrong)
    with pytest.raises(Malformed):
        from_json({k: 1.5 if k != "kind" else v for k, v in data.items()})


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


def test_a_trail_put_aside_keeps_every_byte_under_another_name_each_time(trail: Trail) -> None:
    first = trail.path.read_bytes()
    kept = trail.set_aside()
    assert not trail.exists
    trail.path.write_bytes(b"other")
    assert trail.set_aside() != kept
    assert kept.read_bytes() == first
