"""A file that is damaged, foreign or empty: an error that names the line, and never another play."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from doorstep.case import Case
from doorstep.play import Event, Trail, TrailError, Wrote, begin
from doorstep.play.trail import digest_of, encode
from smallcase import Player

PATTERNS = (0x01, 0x20, 0x80)


@pytest.fixture
def whole(tmp_path: Path, small: Case) -> tuple[Path, bytes]:
    """A short trail of four lines."""
    path = tmp_path / "small.trail.jsonl"
    Player(small, "quiet", path).choose("read", "tidy", "ring-ann")
    return path, path.read_bytes()


def error_of(path: Path) -> str:
    with pytest.raises(TrailError) as error:
        Trail(path).read()
    return str(error.value)


def events_or_error(path: Path) -> tuple[Event, ...] | str:
    try:
        return Trail(path).read()[0].events
    except TrailError as error:
        return str(error)


def test_damage_in_any_byte_before_the_last_line_is_found_and_its_line_named(whole: tuple[Path, bytes]) -> None:
    path, data = whole
    last = data[:-1].rindex(b"\n") + 1
    tried = 0
    for place in range(last):
        line = data[:place].count(b"\n") + 1
        for pattern in PATTERNS:
            path.write_bytes(data[:place] + bytes([data[place] ^ pattern]) + data[place + 1 :])
            assert error_of(path).startswith(f"small.trail.jsonl, line {line}: it "), (place, pattern)
            tried += 1
    assert tried > 2_000


def test_damage_in_the_last_whole_line_is_no_torn_line(whole: tuple[Path, bytes]) -> None:
    path, data = whole
    last = data[:-1].rindex(b"\n") + 1
    for place in range(last, len(data) - 1):
        path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        assert error_of(path).startswith("small.trail.jsonl, line 4: it ")


def test_a_byte_lost_or_doubled_never_gives_another_play(whole: tuple[Path, bytes]) -> None:
    path, data = whole
    events = Trail(path).read()[0].events
    last = data[:-1].rindex(b"\n") + 1
    found = 0
    for place in range(last):
        for spoilt in (data[:place] + data[place + 1 :], data[:place] + data[place : place + 1] + data[place:]):
            path.write_bytes(spoilt)
            read = events_or_error(path)
            # A space more or less between words says the same.
            assert read == events or isinstance(read, str)
            found += isinstance(read, str)
    assert found > last


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda lines: lines[1:], "line 1: it should be number 0, and a line is missing or doubled"),
        (lambda lines: [lines[0], *lines[2:]], "line 2: it should be number 1, and a line is missing or doubled"),
        (lambda lines: [lines[0], lines[0], *lines[1:]], "line 2: it should be number 1, and a line is missing"),
        (lambda lines: [lines[0], lines[2], lines[1], lines[3]], "line 2: it should be number 1"),
        (lambda lines: [b"PK\x03\x04 a zip, renamed\n"], "line 1: it is not readable text"),
        (lambda lines: [lines[0], b"\n", *lines[1:]], "line 2: it is not readable text"),
        (lambda lines: [b"\xff\xfe\n", *lines], "line 1: it is not readable text"),
        (lambda lines: [b"null\n", *lines], "line 1: it is not a line of a trail"),
        (lambda lines: [b"[]\n", *lines], "line 1: it is not a line of a trail"),
        (lambda lines: [b"{}\n", *lines], "line 1: it is not a line of a trail"),
        (lambda lines: [b"[" * 100_000 + b"\n", *lines], "line 1: it is not readable text"),
        (lambda lines: [b'{"n": ' + b"9" * 5_000 + b"}\n", *lines], "line 1: it is not readable text"),
        (lambda lines: [b"\0" * 4096, *lines], "line 1: it is not readable text"),
        (lambda lines: [lines[0].replace(b"{", b'{"mark": 5, ', 1), *lines[1:]], "line 1: it is not a line of a trail"),
        (lambda lines: [lines[0].replace(b"quiet", b"grave"), *lines[1:]], "line 1: it does not fit the line before"),
        (lambda lines: [*lines[:3], lines[3].replace(b"ring-ann", b"ask-cy")], "line 4: it does not fit the line"),
    ],
)
def test_a_spoilt_trail_is_an_error_that_names_the_line(
    whole: tuple[Path, bytes], spoil: Callable[[list[bytes]], list[bytes]], sentence: str
) -> None:
    path, data = whole
    path.write_bytes(b"".join(spoil(data.splitlines(keepends=True))))
    assert error_of(path).startswith(f"small.trail.jsonl, {sentence}")


def line_of(event: object, n: int = 0, before: str = "") -> bytes:
    """A line whose digest is right, whatever it holds."""

    fields = {"n": n, "event": event, "at": "", "wall": ""}
    return (json.dumps({**fields, "digest": digest_of(fields, before)}) + "\n").encode()


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        ("started", "it is not an event of this course"),
        ({"kind": "ended"}, "it is not an event of this course"),
        ({"kind": ["started"]}, "it is not an event of this course"),
        ({"kind": "chose", "scene": "desk"}, "a “chose” event has other fields than it should"),
        ({"kind": "chose", "scene": "desk", "option": "read"}, "the answers do not begin with a beginning"),
        ({"kind": "wrote", "text": "x", "done": True}, "the answers do not begin with a beginning"),
    ],
)
def test_a_line_rightly_chained_that_holds_no_event_is_an_error(tmp_path: Path, event: object, sentence: str) -> None:
    path = tmp_path / "small.trail.jsonl"
    path.write_bytes(line_of(event))
    assert error_of(path) == f"small.trail.jsonl, line 1: {sentence}."


@pytest.mark.parametrize(
    "raw",
    [
        b'{"n": 0, "event": {"kind": "wrote", "text": "\\ud83d", "done": true}, "at": "", "wall": "", "digest": ""}\n',
        b'{"n": 0, "event": ' + b"[" * 900 + b"]" * 900 + b', "at": "", "wall": "", "digest": ""}\n',
        b'{"n": NaN, "event": {}, "at": "", "wall": "", "digest": ""}\n',
        b'{"n": 0, "event": {}, "at": 1, "wall": [], "digest": {}}\n',
    ],
)
def test_a_line_made_by_hand_is_an_error_and_no_accident(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "small.trail.jsonl"
    path.write_bytes(raw)
    assert error_of(path).startswith("small.trail.jsonl, line 1: it ")


def test_a_missing_trail_is_said(tmp_path: Path) -> None:
    assert (
        error_of(tmp_path / "small.trail.jsonl") == "There is no small.trail.jsonl here, so no answers were handed in."
    )
    assert Trail(tmp_path / "small.trail.jsonl").lines() == ()


def test_an_empty_trail_is_said(tmp_path: Path) -> None:
    path = tmp_path / "small.trail.jsonl"
    path.touch()
    assert error_of(path) == "small.trail.jsonl is empty: it holds no answers."


def test_a_folder_in_place_of_a_trail_is_no_trail(tmp_path: Path) -> None:
    path = tmp_path / "small.trail.jsonl"
    path.mkdir()
    assert error_of(path).startswith("There is no small.trail.jsonl here")


def test_to_a_damaged_trail_nothing_is_added(whole: tuple[Path, bytes]) -> None:
    path, data = whole
    path.write_bytes(spoilt := data.replace(b"tidy", b"tidi"))
    with pytest.raises(TrailError, match="line 3"):
        Trail(path).append([(Wrote("x"), "")], seen=4)
    assert path.read_bytes() == spoilt


def test_a_trail_put_aside_is_renamed_and_never_replaces_another(tmp_path: Path) -> None:
    path = tmp_path / "small.trail.jsonl"
    names = []
    for words in (b"one", b"two", b"three"):
        path.write_bytes(words)
        names.append(Trail(path).set_aside().name)
    assert names == [f"small.trail.unreadable-{n}" for n in (1, 2, 3)]
    assert [(tmp_path / name).read_bytes() for name in names] == [b"one", b"two", b"three"]
    assert not path.exists()


def test_a_line_holds_number_event_times_and_digest_and_nothing_else(whole: tuple[Path, bytes]) -> None:
    lines = [json.loads(line) for line in whole[1].splitlines()]
    assert [set(line) for line in lines] == [{"n", "event", "at", "wall", "digest"}] * 4
    assert [line["n"] for line in lines] == [0, 1, 2, 3]
    assert [line["at"] for line in lines] == [f"2026-10-13T{t}" for t in ("09:00", "09:10", "10:10", "10:20")]
    assert {len(line["digest"]) for line in lines} == {64}


def test_a_digest_depends_on_every_line_before_it(small: Case) -> None:
    first, _ = encode(0, begin(small, "quiet", "a"), "", "", "")
    other, _ = encode(0, begin(small, "quiet", "b"), "", "", "")
    after = {encode(1, Wrote("x"), "", "", line.digest)[0].digest for line in (first, other)}
    assert len(after) == 2
