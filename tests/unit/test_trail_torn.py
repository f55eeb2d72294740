"""The power goes while a line is being written: at whichever byte, all earlier answers are there and play goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from doorstep.case import Case
from doorstep.play import Event, Overtaken, Trail, TrailError, Wrote, replay
from doorstep.stage.desk import Desk
from smallcase import TO_THE_END, Player

NEXT = Wrote("The next.", done=True)


@pytest.fixture
def real(tmp_path: Path, small: Case) -> tuple[list[Event], bytes]:
    """The events of a play, and the file they make; its last line holds letters of several bytes."""
    play = Player(small, "quiet", tmp_path / "real.trail.jsonl")
    play.choose(*TO_THE_END)
    play.write("Ünïcode 👩🏽‍⚕️ “quoted”\nand a line.", done=False)
    return play.events, (tmp_path / "real.trail.jsonl").read_bytes()


def start_of_last(data: bytes) -> int:
    return data[:-1].rindex(b"\n") + 1


def test_cut_at_every_byte_of_its_last_line_a_trail_keeps_every_earlier_answer_and_goes_on(
    tmp_path: Path, small: Case, real: tuple[list[Event], bytes]
) -> None:
    events, data = real
    begins = start_of_last(data)
    path = tmp_path / "small.trail.jsonl"
    cuts = range(begins, len(data) - 1)
    for cut in cuts:
        path.write_bytes(data[:cut])
        trail = Trail(path)
        assert [line.event for line in trail.lines()] == events[:-1], cut
        with pytest.raises(Overtaken):
            trail.append([(NEXT, "")], seen=len(events))
        assert path.read_bytes() == data[:cut]  # Neither reading nor a refusal changes anything.
        trail.append([(NEXT, "")], seen=len(events) - 1)
        assert [line.event for line in trail.lines()] == [*events[:-1], NEXT], cut
        assert replay(small, trail.read()[0].events).written == "The next."
        aside = path.with_suffix(".torn")
        if cut == begins:
            assert not aside.exists()
            continue
        assert aside.read_bytes() == data[begins:cut] + b"\n"
        aside.unlink()
    assert len(cuts) > 200


def test_a_last_line_whole_but_for_its_end_is_kept(tmp_path: Path, real: tuple[list[Event], bytes]) -> None:
    events, data = real
    path = tmp_path / "small.trail.jsonl"
    path.write_bytes(data[:-1])
    trail = Trail(path)
    assert [line.event for line in trail.lines()] == events
    trail.append([(NEXT, "")], seen=len(events))
    assert [line.event for line in trail.lines()] == [*events, NEXT]
    assert path.read_bytes().startswith(data)
    assert not path.with_suffix(".torn").exists()


def test_what_was_torn_each_time_is_kept_in_order(tmp_path: Path, real: tuple[list[Event], bytes]) -> None:
    events, data = real
    path = tmp_path / "small.trail.jsonl"
    path.write_bytes(data[:-9])
    Trail(path).append([(NEXT, "")], seen=len(events) - 1)
    path.write_bytes(path.read_bytes() + b'{"n": 99')
    Trail(path).append([(NEXT, "")], seen=len(events))
    assert path.with_suffix(".torn").read_bytes() == data[start_of_last(data) : -9] + b'\n{"n": 99\n'


def test_a_beginning_that_was_torn_leaves_an_empty_trail_that_can_begin(
    tmp_path: Path, real: tuple[list[Event], bytes]
) -> None:
    events, data = real
    first = data[: data.index(b"\n")]
    path = tmp_path / "small.trail.jsonl"
    for cut in range(0, len(first), 7):
        path.write_bytes(first[:cut])
        with pytest.raises(TrailError, match=r"^small\.trail\.jsonl is empty: it holds no answers\.$"):
            Trail(path).read()
        Trail(path).append([(events[0], "")], seen=0)
        assert [line.event for line in Trail(path).lines()] == [events[0]]


def test_at_every_byte_the_trainee_is_where_they_were(tmp_path: Path, small: Case) -> None:
    folder = tmp_path / "desk"
    folder.mkdir()
    desk = Desk(small, folder)
    press(desk, "begin")
    press(desk, "choose", scene="desk", option="read")
    screen, lines = desk.screen(), desk.seq
    press(desk, "choose", scene="desk", option="tidy")
    data = desk.trail.path.read_bytes()
    cuts = range(start_of_last(data), len(data) - 1, 3)
    for cut in cuts:
        desk.trail.path.write_bytes(data[:cut])
        again = Desk(small, folder)
        assert (again.screen(), again.seq) == (screen, lines)
        answer = again.take({"do": "choose", "seen": lines, "fields": {"scene": "desk", "option": "tidy"}})
        assert answer.saved
        assert [m.option for m in Desk(small, folder).sessions[0].moments] == ["read", "tidy"]
    assert len(cuts) > 60


def press(desk: Desk, do: str, **fields: str) -> None:
    assert desk.take({"do": do, "seen": desk.seq, "fields": fields}).saved
