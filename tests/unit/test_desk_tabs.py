"""What happens at one desk because of another: a file spoilt, put aside or gone on with elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from doorstep.case import Case
from doorstep.play import NotSaved, Trail
from doorstep.stage.desk import Answer, Desk


@pytest.fixture
def desk(tmp_path: Path, small: Case) -> Desk:
    """A desk at which one option was chosen."""
    begun = Desk(small, tmp_path)
    press(begun, "begin")
    press(begun, "choose", scene="desk", option="read")
    return begun


def press(desk: Desk, do: str, **fields: Any) -> Answer:
    return desk.take({"do": do, "seen": desk.seq, "fields": fields})


def spoil(desk: Desk) -> bytes:
    spoilt = desk.trail.path.read_bytes().replace(b'"read"', b'"raed"')
    desk.trail.path.write_bytes(spoilt)
    return spoilt


def test_a_file_spoilt_while_the_page_is_open_is_shown_with_the_way_out(desk: Desk) -> None:
    spoilt = spoil(desk)
    answer = press(desk, "choose", scene="desk", option="tidy")
    assert (answer.saved, answer.redraw) == (False, True)
    assert answer.said.startswith("Not saved. small.trail.jsonl, line 2: ")
    assert "Put it aside and begin again" in answer.html
    assert desk.trail.path.read_bytes() == spoilt
    assert press(desk, "set-aside").saved
    assert desk.trail.path.with_suffix(".unreadable-1").read_bytes() == spoilt
    assert press(desk, "begin").saved


def test_a_file_put_aside_in_one_tab_is_not_put_aside_again_in_another(desk: Desk) -> None:
    spoilt = spoil(desk)
    other, desk = Desk(desk.case, desk.folder), Desk(desk.case, desk.folder)
    press(desk, "set-aside")
    assert press(desk, "begin").saved
    fresh = desk.trail.path.read_bytes()
    answer = press(other, "set-aside")
    assert desk.trail.path.read_bytes() == fresh
    assert answer.html == desk.screen()
    assert [p.read_bytes() for p in desk.folder.glob("*.unreadable-*")] == [spoilt]


def test_a_file_that_is_whole_is_never_put_aside(desk: Desk) -> None:
    before = desk.trail.path.read_bytes()
    press(desk, "set-aside")
    assert desk.trail.path.read_bytes() == before
    assert not list(desk.folder.glob("*.unreadable-*"))


def test_a_file_that_cannot_be_put_aside_says_so_and_stays(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    spoilt = spoil(desk)
    desk.reload()

    def set_aside(_: Trail) -> Path:
        raise NotSaved("The folder cannot be written to.")

    monkeypatch.setattr(Trail, "set_aside", set_aside)
    answer = press(desk, "set-aside")
    assert (answer.saved, answer.said) == (False, "Not saved. The folder cannot be written to.")
    assert desk.trail.path.read_bytes() == spoilt


def test_where_answers_cannot_be_read_nothing_new_is_begun_over_them(desk: Desk) -> None:
    spoilt = spoil(desk)
    desk.reload()
    answer = desk.take({"do": "begin", "seen": 0})
    assert (answer.saved, answer.said) == (False, "The file of answers cannot be read. Put it aside first.")
    assert desk.trail.path.read_bytes() == spoilt


def test_a_begin_pressed_in_two_tabs_begins_once(tmp_path: Path, small: Case) -> None:
    one, other = Desk(small, tmp_path), Desk(small, tmp_path)
    assert press(one, "begin").saved
    answer = press(other, "begin")
    assert (answer.saved, answer.redraw) == (False, True)
    assert len(one.trail.lines()) == 1
    assert other.screen() == one.screen()


def test_a_draft_from_an_old_tab_does_not_replace_what_was_kept(tmp_path: Path, small: Case) -> None:
    one = Desk(small, tmp_path)
    press(one, "begin")
    for option in ("wait", "go-home"):
        assert one.session is not None
        press(one, "choose", scene=one.session.scene_name, option=option)
    other = Desk(small, tmp_path)
    assert press(one, "keep", text="Kept.").saved
    answer = press(other, "write", text="An old draft.")
    assert (answer.saved, answer.redraw) == (False, True)
    assert Desk(small, tmp_path).sessions[0].written == "Kept."


def test_a_trail_taken_away_while_the_page_is_open_is_not_written_on_as_if_it_were_there(desk: Desk) -> None:
    desk.trail.path.unlink()
    answer = press(desk, "choose", scene="desk", option="tidy")
    assert (answer.saved, answer.redraw) == (False, True)
    assert not desk.trail.exists
    assert answer.html == Desk(desk.case, desk.folder).screen()


def test_a_choice_that_was_not_saved_has_not_happened(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = desk.screen()
    with monkeypatch.context() as full:

        def append(*_: Any, **__: Any) -> None:
            raise NotSaved("The disk is full.")

        full.setattr(Trail, "append", append)
        assert not press(desk, "choose", scene="desk", option="tidy").saved
    assert desk.screen() == before
    assert press(desk, "choose", scene="desk", option="tidy").saved
    assert desk.session is not None
    assert [m.option for m in desk.session.moments] == ["read", "tidy"]
