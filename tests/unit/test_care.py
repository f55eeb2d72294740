"""Care: what is answered to how somebody is, kept nowhere; the day as a strip; the way off every screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from doorstep.case import Case
from doorstep.stage import care
from doorstep.stage.day import Piece, day
from doorstep.stage.desk import Answer, Desk
from smallcase import TO_THE_END, played


@pytest.fixture
def desk(tmp_path: Path, small: Case) -> Desk:
    return Desk(small, tmp_path)


def press(desk: Desk, do: str, **fields: str) -> Answer:
    return desk.take({"do": do, "seen": desk.seq, "fields": fields})


def to_the_end(desk: Desk) -> None:
    press(desk, "begin")
    for option in TO_THE_END:
        assert desk.session is not None
        press(desk, "choose", scene=desk.session.scene_name, option=option)
    press(desk, "keep", text="A note.")


@pytest.mark.parametrize("how", sorted(care.CHECK))
def test_how_somebody_is_gets_an_answer_and_is_written_nowhere(desk: Desk, how: str) -> None:
    to_the_end(desk)
    before = {p: p.read_bytes() for p in desk.folder.rglob("*") if p.is_file()}
    answer = press(desk, "check-in", how=how)
    assert answer.said == care.SAID[how]
    assert not answer.redraw
    assert {p: p.read_bytes() for p in desk.folder.rglob("*") if p.is_file()} == before
    assert set(care.SAID) == set(care.CHECK)


def test_no_answer_or_another_is_asked_again(desk: Desk) -> None:
    to_the_end(desk)
    assert press(desk, "check-in").said == press(desk, "check-in", how="?").said == "Choose one of the three first."


def test_every_screen_in_play_can_be_left_and_names_whom_to_talk_to(desk: Desk) -> None:
    press(desk, "begin")
    seen = [desk.screen()]
    for option in TO_THE_END:
        assert desk.session is not None
        press(desk, "choose", scene=desk.session.scene_name, option=option)
        seen.append(desk.screen())
    assert len(seen) > 3
    for screen in seen:
        assert screen.count("data-leave") == screen.count("data-back") == 1
        assert all(name.split(",")[0].replace("'", "&#39;") in screen for name in care.TALK)


def test_there_is_no_number_to_ring_that_could_be_out_of_date() -> None:
    assert not any(c.isdigit() for line in care.TALK for c in line)


def test_the_day_shows_what_is_gone_what_is_taken_and_what_is_due(small: Case) -> None:
    session = played(small, "quiet", [])
    strip = day(session)
    assert strip is not None
    assert (strip.begins, strip.ends) == ("09:00", "17:00")
    assert strip.pieces[0] == Piece("gone", 0.0, 0.0)
    assert [p for p in strip.pieces if p.kind == "taken"] == [Piece("taken", 37.5, 12.5, "lunch with another family")]


def test_a_later_day_has_no_strip(small: Case) -> None:
    session = played(small, "quiet", [])
    session.now += 24 * 60
    assert day(session) is None
