"""The desk: what the browser may send, whatever it sends, and what goes back."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from askedcase import pressing
from doorstep.case import Case, load_case
from doorstep.cohort.course import find_course
from doorstep.play import NotSaved, Trail
from doorstep.stage.desk import Answer, Desk
from doorstep.stage.path import path_taken
from smallcase import CASE, KEY, TO_THE_END
from strategies import MOST_STEPS

NOTEBOOK = json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture
def desk(tmp_path: Path, small: Case) -> Desk:
    (tmp_path / "small.ipynb").write_text(NOTEBOOK, encoding="utf-8")
    return Desk(small, tmp_path)


def press(desk: Desk, do: str, **fields: Any) -> Answer:
    return desk.take({"id": "1", "do": do, "seen": desk.seq, "fields": fields})


def choose(desk: Desk, option: str) -> Answer:
    assert desk.session is not None
    return press(desk, "choose", scene=desk.session.scene_name, option=option)


def played(desk: Desk) -> Desk:
    press(desk, "begin")
    for option in TO_THE_END:
        choose(desk, option)
    return desk


class Seen(HTMLParser):
    """Ids, headings, words and tags of a screen."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.tags: Counter[str] = Counter()
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.ids += [value for name, value in attrs if name == "id" and value]

    def handle_data(self, data: str) -> None:
        self.words += data


def screens(desk: Desk) -> list[str]:
    """Every screen of a play, the last one twice begun."""
    shown = [desk.screen()]
    press(desk, "begin")
    shown.append(desk.screen())
    for option in ("promise-soon", "ring-ann", "go-door", "walk-away", *TO_THE_END):
        choose(desk, option)
        shown.append(desk.screen())
    press(desk, "keep", text="I know it from Ann.")
    shown.append(desk.screen())
    return shown


def test_every_screen_has_one_heading_to_go_to_and_no_id_twice(desk: Desk) -> None:
    shown = screens(desk)
    assert len(shown) == 10
    for html in shown:
        seen = Seen(html)
        assert seen.tags["h2"] == 1
        assert len(seen.ids) == len(set(seen.ids))


def test_no_screen_holds_a_key_a_mark_its_reason_or_a_family_by_name(desk: Desk, small: Case) -> None:
    secret = ["kept-from-trainees", "Nothing that a trainee should read", *small.families]
    secret += [rung.because for c in small.criteria.values() for rung in c.ladder]
    for html in screens(desk):
        assert not [words for words in secret if words in Seen(html).words]
    assert "kept-from-trainees" in KEY


def test_a_reason_is_read_when_the_scene_is_over_and_not_before(desk: Desk) -> None:
    press(desk, "begin")
    choose(desk, "read")
    assert "Ten minutes of paper." not in desk.screen()
    choose(desk, "go-door")
    assert "Ten minutes of paper." in desk.screen()


def test_the_course_of_the_outcome_is_not_shown_before_the_note_is_written(desk: Desk, small: Case) -> None:
    ends = [f.weeks_later for f in small.families.values() if f.weeks_later]
    played(desk)
    assert not [words for words in ends if words in desk.screen()]
    press(desk, "keep", text="A note.")
    assert desk.session is not None
    assert desk.session.family.weeks_later in desk.screen()


@pytest.mark.parametrize("behind", [1, 2, 4])
def test_a_press_on_an_old_screen_answers_nothing_says_so_and_shows_where_you_are(desk: Desk, behind: int) -> None:
    played(desk)
    before = desk.trail.path.read_bytes()
    answer = desk.take({"do": "keep", "seen": desk.seq - behind, "fields": {"text": "late"}})
    assert not answer.saved
    assert answer.redraw
    assert "another tab" in answer.said
    assert desk.trail.path.read_bytes() == before
    assert answer.html == Desk(desk.case, desk.folder).screen()


def test_a_second_desk_on_the_same_folder_is_told_and_nothing_is_answered_twice(desk: Desk) -> None:
    press(desk, "begin")
    other = Desk(desk.case, desk.folder)
    choose(desk, "read")
    answer = choose(other, "read")
    assert (answer.saved, answer.redraw) == (False, True)
    assert len(desk.trail.lines()) == 2
    assert other.screen() == desk.screen()
    assert choose(other, "wait").saved


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"do": "choose"},
        {"do": "choose", "fields": None, "seen": "1"},
        {"do": "choose", "fields": {"option": "no-such"}, "seen": 1},
        {"do": "choose", "fields": {"option": ["read"], "scene": {"a": 1}}, "seen": 1},
        {"do": "choose", "fields": {"option": "read", "scene": "office"}, "seen": 1},
        {"do": "begin", "seen": 1},
        {"do": "again", "seen": 1},
        {"do": "keep", "fields": {"text": "too early"}, "seen": 1},
        {"do": "hand-in", "fields": {"name": "sam"}, "seen": 1},
        {"do": "hand-in", "fields": {"name": "///"}, "seen": 1},
        {"do": "set-aside", "seen": 1},
        {"do": "delete everything", "seen": 1},
        {"do": None, "seen": None, "fields": 7},
        {"do": "choose", "seen": True, "fields": {"option": "read", "scene": "desk"}},
    ],
)
def test_whatever_is_sent_nothing_breaks_and_nothing_is_written_that_was_not_chosen(
    desk: Desk, message: dict[str, Any]
) -> None:
    press(desk, "begin")
    before, screen = desk.trail.path.read_bytes(), desk.screen()
    answer = desk.take(message)
    written = desk.trail.path.read_bytes() != before
    assert written == (message.get("seen") is True)  # True is 1: an honest press, oddly told.
    if not written and message.get("do") != "set-aside":
        assert not answer.saved
        assert answer.said
        assert desk.screen() == screen


@pytest.mark.parametrize(
    "text",
    [
        "x" * 200_000,
        "<script>alert(1)</script><b>&amp;</b>",
        "שלום عالم \u202e txt.exe",
        "👩‍👧‍👦 🐎 e\u0301",
        "w" * 5_000,
        "half a character: \ud83d",
        "a\x00b\x1bc",
        "one\r\ntwo\rthree",
        "",
        "{{ 7 * 7 }} {% raw %} $x$ **bold** [a](javascript:b)",
    ],
)
def test_whatever_is_typed_is_kept_shown_as_text_and_still_there_tomorrow(desk: Desk, text: str) -> None:
    played(desk)
    assert press(desk, "write", text=text).saved
    assert press(desk, "keep", text=text).saved
    again = Desk(desk.case, desk.folder)
    assert again.session is not None
    assert again.session.finished
    assert again.session.written == text.encode("utf-8", "replace").decode().replace("\r\n", "\n")
    assert Seen(again.screen()).tags["script"] == 0
    assert Seen(again.screen()).tags["b"] == 0


def test_a_note_too_long_to_keep_is_refused_in_a_sentence_and_stays_on_the_screen(desk: Desk) -> None:
    played(desk)
    answer = press(desk, "keep", text="x" * 200_001)
    assert not answer.saved
    assert not answer.redraw
    assert "Please shorten it." in answer.said


def test_a_draft_is_saved_without_a_new_screen_and_comes_back_after_a_reload(desk: Desk) -> None:
    played(desk)
    answer = press(desk, "write", text="Half a sent")
    assert (answer.saved, answer.redraw, answer.said) == (True, False, "Saved.")
    assert "Half a sent" in Desk(desk.case, desk.folder).screen()


def test_another_attempt_meets_another_family_and_the_first_finished_stays_the_marked_one(desk: Desk) -> None:
    met = []
    for attempt in range(1, 4):
        press(desk, "begin" if attempt == 1 else "again")
        for option in TO_THE_END:
            choose(desk, option)
        press(desk, "keep", text="Noted.")
        assert desk.session is not None
        met.append(desk.session.family_name)
        if attempt > 1:
            assert "attempt 1, the first you finished" in desk.screen()
    assert sorted(met) == sorted(desk.case.families)


def test_the_hand_in_holds_notebook_answers_and_time_and_says_what_it_did(desk: Desk) -> None:
    press(played(desk), "keep", text="Noted.")
    answer = press(desk, "hand-in", name=" Sam O'Kafor_7 ")
    assert answer.file is not None
    assert answer.saved
    assert answer.file.name == "small_sam-o-kafor-7.zip"
    made = zipfile.ZipFile(BytesIO(answer.file.data))
    folder = "sam-o-kafor-7/small"
    assert sorted(made.namelist()) == [
        f"{folder}/small.ipynb",
        f"{folder}/small.trail.jsonl",
        f"{folder}/timestamp.txt",
    ]
    assert made.read(f"{folder}/small.trail.jsonl") == desk.trail.path.read_bytes()
    assert Path(answer.file.kept).read_bytes() == answer.file.data
    for told in (answer.file.name, answer.file.digest, f"{answer.file.when:%H:%M}", answer.file.kept):
        assert told in answer.said


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda desk: (desk.folder / "small.ipynb").unlink(), "small.ipynb is not in this folder"),
        (lambda desk: (desk.folder / "small.ipynb").write_text("{"), "cannot be read"),
        (lambda desk: press(desk, "again"), None),
    ],
)
def test_a_hand_in_without_its_parts_says_which(desk: Desk, spoil: Any, sentence: str | None) -> None:
    press(played(desk), "keep", text="Noted.")
    spoil(desk)
    answer = press(desk, "hand-in", name="sam")
    if sentence is None:  # A second attempt under way takes nothing from the first, finished one.
        assert answer.saved
    else:
        assert not answer.saved
        assert sentence in answer.said
        assert answer.file is None


def test_a_disk_that_refuses_is_said_keeps_the_typed_words_and_takes_the_next_press(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    played(desk)
    with monkeypatch.context() as refusing:

        def append(*_: Any, **__: Any) -> None:
            raise NotSaved("The disk is full. Make some room, then press again. Your earlier answers are safe.")

        refusing.setattr(Trail, "append", append)
        answer = press(desk, "keep", text="My note")
        assert not answer.saved
        assert not answer.redraw
        assert answer.said.startswith("Not saved. The disk is full. Make some room")
    assert press(desk, "keep", text="My note").saved


@pytest.mark.parametrize("damage", [b"", b"garbage\n", b'{"n": 0}\n'])
def test_answers_that_cannot_be_read_are_said_put_aside_on_request_and_never_deleted(desk: Desk, damage: bytes) -> None:
    played(desk)
    whole = desk.trail.path.read_bytes()
    spoilt = whole[:200] + damage + whole[260:]
    desk.trail.path.write_bytes(spoilt)
    again = Desk(desk.case, desk.folder)
    assert "cannot be read" in Seen(again.screen()).words
    assert desk.trail.path.name in again.screen()
    assert not press(again, "begin").saved
    press(again, "set-aside")
    assert desk.trail.path.with_suffix(".unreadable-1").read_bytes() == spoilt
    assert press(again, "begin").saved


def test_a_case_changed_since_is_said_instead_of_played(desk: Desk, tmp_path: Path) -> None:
    press(desk, "begin")
    other = tmp_path / "changed"
    other.mkdir()
    (other / "case.yaml").write_text(CASE.replace("minutes: 60, repeat", "minutes: 61, repeat"), encoding="utf-8")
    assert "another version of the case" in Desk(load_case(other / "case.yaml"), tmp_path).screen()


def test_the_path_taken_tells_everything_done_in_order_with_times_and_promises(desk: Desk) -> None:
    press(desk, "begin")
    for option in ("promise-soon", "ring-ann", *TO_THE_END):
        choose(desk, option)
    assert desk.session is not None
    told = path_taken(desk.session)
    assert told[0] == "09:00 “I will be in touch soon.”"
    assert [line[:5] for line in told[:5]] == sorted(line[:5] for line in told[:5])
    assert any(line.startswith("Promise to Ann Ash: Ring Ann.") for line in told)
    assert len(told) == 5 + 2


def test_every_screen_of_the_real_cases_can_be_drawn(tmp_path: Path) -> None:
    course = find_course(Path(__file__).parent)
    folders = [*course.lessons, *(e.folder for e in course.exercises)]
    assert len(folders) >= 2
    for folder in folders:
        case = load_case(folder / "case.yaml")
        there = tmp_path / case.id
        there.mkdir()
        desk = Desk(case, there)
        for _ in case.families:
            press(desk, "begin" if not desk.sessions else "again")
            assert desk.session is not None
            for n in range(MOST_STEPS):
                if desk.session.ended:
                    break
                if desk.session.asked:
                    do, fields = pressing(desk.session)
                    assert press(desk, do, **fields).saved
                else:
                    offers = desk.session.offers()
                    choose(desk, offers[-1 - n % len(offers)].name)
                assert Seen(desk.screen()).tags["h2"] == 1
            assert desk.session.ended
            if case.reflection:
                assert press(desk, "keep", text="").saved
        assert len({s.family_name for s in desk.sessions}) == len(case.families)
