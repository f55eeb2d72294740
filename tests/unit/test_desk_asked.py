"""The desk with what is asked besides choices: every press, whatever it sends, and what the screens say."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from asked_desk import Seen, answer_all, go, press, workspace_of
from doorstep.case import Case
from doorstep.play import Recorded, Spoke, Started, Viewed
from doorstep.stage.asked import LIKELY
from doorstep.stage.desk import Desk

SAY_FIRST = "Say how likely each sentence is first. Fifty is an answer too."


@pytest.fixture
def desk(tmp_path: Path, asking: Case) -> Desk:
    return Desk(asking, workspace_of(tmp_path, asking, "quiet"))


def events(desk: Desk) -> list[Any]:
    return [line.event for line in desk.trail.lines()]


def at(desk: Desk, where: str) -> Desk:
    """The desk where views, first words or the record are asked for."""
    go(desk, "wait" if where == "record" else "go-door")
    if where != "views":
        assert press(desk, "view", **{"view-bus": "50", "view-there": "50"}).saved
    return desk


def test_views_of_one_form_are_kept_together_in_the_cases_order(desk: Desk) -> None:
    at(desk, "views")
    before = len(events(desk))
    answer = press(desk, "view", **{"view-there": "100", "view-bus": "0"})
    assert (answer.saved, answer.redraw, answer.seq) == (True, True, before + 2)
    assert events(desk)[before:] == [Viewed("bus", 0), Viewed("there", 100)]
    assert Desk(desk.case, desk.folder).screen() == answer.html


@pytest.mark.parametrize("likely", LIKELY)
def test_every_ten_from_nought_to_a_hundred_can_be_said(desk: Desk, likely: int) -> None:
    at(desk, "views")
    assert press(desk, "view", **{"view-there": str(likely), "view-bus": str(likely)}).saved
    assert len(LIKELY) == 11


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"view-bus": "50"},
        {"view-there": "50"},
        {"view-bus": "50", "view-there": ""},
        {"view-bus": "50", "view-there": "55"},
        {"view-bus": "50", "view-there": "200"},
        {"view-bus": "50", "view-there": "-10"},
        {"view-bus": "50", "view-there": "fifty"},
        {"view-bus": "50", "view-there": "50.0"},
        {"view-bus": "50", "view-there": " 50"},
        {"view-bus": "50", "view-there": "05"},
        {"view-bus": "50", "view-there": "５０"},
        {"view-bus": "50", "view-there": ["50"]},
        {"view-bus": "50", "view-there": None},
        {"view-bus": "50", "view-there": "\ud83d"},
        {"bus": "50", "there": "50"},
    ],
    ids=repr,
)
def test_views_that_are_missing_or_no_ten_are_refused_in_a_sentence_and_none_of_them_is_kept(
    desk: Desk, fields: dict[str, Any]
) -> None:
    at(desk, "views")
    before, screen = desk.trail.path.read_bytes(), desk.screen()
    answer = press(desk, "view", **fields)
    assert (answer.saved, answer.redraw, answer.said) == (False, False, SAY_FIRST)
    assert desk.trail.path.read_bytes() == before
    assert desk.screen() == screen
    assert desk.session is not None
    assert desk.session.stated == []


def test_a_view_of_something_that_is_not_asked_is_left_out(desk: Desk) -> None:
    at(desk, "views")
    before = len(events(desk))
    assert press(desk, "view", **{"view-bus": "50", "view-there": "50", "view-guilt": "100"}).saved
    assert len(events(desk)) == before + 2


@pytest.mark.parametrize("where", ["words", "record"])
def test_views_that_nobody_asks_for_now_are_refused(desk: Desk, where: str) -> None:
    at(desk, where)
    before = desk.trail.path.read_bytes()
    assert not press(desk, "view", **{"view-bus": "50", "view-there": "50"}).saved
    assert desk.trail.path.read_bytes() == before


def test_first_words_are_kept_as_they_were_typed_without_the_space_around(desk: Desk) -> None:
    at(desk, "words")
    assert press(desk, "say", scene="door", text="  Good morning.\r\nIs it you?\n").saved
    assert events(desk)[-1] == Spoke("door", "Good morning.\nIs it you?")


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script><b>", "\ud83d half", "שלום \u202e", "{{ 7 * 7 }} **bold**", "x" * 200_000]
)
def test_whatever_is_said_first_is_kept_and_shown_as_text_when_the_door_is_left(desk: Desk, text: str) -> None:
    at(desk, "words")
    assert press(desk, "say", scene="door", text=text).saved
    go(desk, "knock")
    answer_all(desk)
    kept = text.encode("utf-8", "replace").decode()
    screen = Desk(desk.case, desk.folder).screen()
    assert kept in Seen(screen).words
    assert Seen(screen).tags["script"] == Seen(screen).tags["b"] == 0


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Type what you would say first, even a few words."),
        ({"scene": "door", "text": ""}, "Type what you would say first, even a few words."),
        ({"scene": "door", "text": " \r\n\t "}, "Type what you would say first, even a few words."),
        ({"text": "Hello."}, "That is not what is asked now."),
        ({"scene": "desk", "text": "Hello."}, "That is not what is asked now."),
        ({"scene": "door", "text": "x" * 200_001}, "That is over 200,000 letters, more than can be kept."),
    ],
)
def test_first_words_that_are_none_or_said_elsewhere_are_refused_and_nothing_is_kept(
    desk: Desk, fields: dict[str, Any], sentence: str
) -> None:
    at(desk, "words")
    before = desk.trail.path.read_bytes()
    answer = press(desk, "say", **fields)
    assert (answer.saved, answer.redraw, answer.said) == (False, False, sentence)
    assert desk.trail.path.read_bytes() == before


@pytest.mark.parametrize(
    ("fields", "lines"),
    [
        ({}, ()),
        ({"line-saw-ann": "on"}, ("saw-ann",)),
        ({"line-not-cy": "on", "line-spoke-ann": "on"}, ("spoke-ann", "not-cy")),
        ({"line-not-cy": "on", "line-invented": "on", "line-": "on"}, ("not-cy",)),
        ({"line-not-cy": ""}, ("not-cy",)),
    ],
)
def test_the_lines_that_are_ticked_are_kept_in_the_authors_order_and_no_others(
    desk: Desk, fields: dict[str, str], lines: tuple[str, ...]
) -> None:
    at(desk, "record")
    assert press(desk, "record", scene="dusk", **fields).saved
    assert events(desk)[-1] == Recorded("dusk", lines)


@pytest.mark.parametrize(
    ("where", "do", "fields"),
    [
        ("record", "record", {"scene": "desk", "line-saw-ann": "on"}),
        ("record", "record", {"line-saw-ann": "on"}),
        ("record", "say", {"scene": "dusk", "text": "Hello."}),
        ("words", "record", {"scene": "door"}),
        ("words", "choose", {"scene": "door", "option": "knock"}),
        ("views", "record", {"scene": "desk"}),
        ("views", "say", {"scene": "door", "text": "Hello."}),
        ("views", "choose", {"scene": "door", "option": "knock"}),
        ("views", "keep", {"text": "Too early."}),
        ("views", "again", {}),
    ],
)
def test_a_press_that_answers_something_else_writes_nothing_and_leaves_the_screen(
    desk: Desk, where: str, do: str, fields: dict[str, str]
) -> None:
    at(desk, where)
    before, screen = desk.trail.path.read_bytes(), desk.screen()
    answer = press(desk, do, **fields)
    assert not answer.saved
    assert answer.said
    assert desk.trail.path.read_bytes() == before
    assert desk.screen() == screen


@pytest.mark.parametrize("do", ["view", "say", "record"])
def test_before_the_case_has_begun_there_is_nothing_to_answer(desk: Desk, do: str) -> None:
    answer = press(desk, do, **{"scene": "", "text": "Hello.", "view-bus": "50"})
    assert not answer.saved
    assert answer.said
    assert not desk.trail.exists


@pytest.mark.parametrize(
    ("where", "do", "fields"),
    [
        ("views", "view", {"view-bus": "50", "view-there": "50"}),
        ("words", "say", {"scene": "door", "text": "Hello."}),
        ("record", "record", {"scene": "dusk", "line-not-cy": "on"}),
    ],
)
@pytest.mark.parametrize("behind", [1, 2])
def test_an_answer_from_an_old_screen_is_not_kept_and_says_where_you_are(
    desk: Desk, where: str, do: str, fields: dict[str, str], behind: int
) -> None:
    at(desk, where)
    before = desk.trail.path.read_bytes()
    answer = press(desk, do, seen=desk.seq - behind, **fields)
    assert (answer.saved, answer.redraw) == (False, True)
    assert "another tab" in answer.said
    assert desk.trail.path.read_bytes() == before
    assert answer.html == Desk(desk.case, desk.folder).screen()


def test_the_same_views_from_two_tabs_are_kept_once(desk: Desk) -> None:
    at(desk, "views")
    other = Desk(desk.case, desk.folder)
    fields = {"view-bus": "20", "view-there": "80"}
    assert press(desk, "view", **fields).saved
    answer = press(other, "view", **fields)
    assert (answer.saved, answer.redraw) == (False, True)
    assert "another tab" in answer.said
    assert [e for e in events(desk) if isinstance(e, Viewed)] == [Viewed("bus", 20), Viewed("there", 80)]
    assert other.screen() == desk.screen()


def test_views_pressed_on_a_screen_that_has_gone_on_show_where_you_are(desk: Desk) -> None:
    at(desk, "views")
    seen = desk.seq
    fields = {"view-bus": "20", "view-there": "80"}
    assert press(desk, "view", **fields).saved
    answer = press(desk, "view", seen=seen, **fields)
    assert not answer.saved
    assert "another tab" in answer.said


def test_views_torn_in_the_middle_are_asked_for_again(desk: Desk) -> None:
    at(desk, "views")
    assert press(desk, "view", **{"view-bus": "20", "view-there": "80"}).saved
    lines = desk.trail.path.read_bytes().splitlines(keepends=True)
    desk.trail.path.write_bytes(b"".join(lines[:-1]) + lines[-1][:20])
    again = Desk(desk.case, desk.folder)
    assert again.session is not None
    assert again.session.asked[0].views == ("there",)
    assert press(again, "view", **{"view-there": "70"}).saved
    assert [e for e in events(again) if isinstance(e, Viewed)] == [Viewed("bus", 20), Viewed("there", 70)]


def test_a_screen_that_asks_offers_nothing_else_to_press(desk: Desk) -> None:
    shown = {}
    for where in ("views", "words"):
        if where == "views":
            at(desk, "views")
        else:
            press(desk, "view", **{"view-bus": "50", "view-there": "50"})
        shown[where] = Seen(desk.screen())
    press(desk, "say", scene="door", text="Hello.")
    go(desk, "knock", "wait")
    shown["record"] = Seen(desk.screen())
    # Besides the two with which any screen is left and found again, which send nothing.
    assert {where: [b for b in seen.buttons if b] for where, seen in shown.items()} == {
        "views": ["view"],
        "words": ["say"],
        "record": ["record"],
    }
    assert all(seen.tags["h2"] == 1 for seen in shown.values())
    assert not [f for seen in shown.values() for f in seen.fields if f[0] == "option"]
    names = Counter(name for name, _, _ in shown["views"].fields)
    assert names == {"view-bus": 11, "view-there": 11}
    assert [f[0] for f in shown["record"].fields if f[0].startswith("line-")] == [
        f"line-{n}" for n in ("spoke-ann", "saw-ann", "not-cy", "told-ann", "not-bus", "not-rung")
    ]


def test_no_view_is_chosen_for_the_trainee_the_first_time_and_the_last_one_is_shown_the_second(desk: Desk) -> None:
    at(desk, "views")
    assert not [f for f in Seen(desk.screen()).fields if f[2]]
    press(desk, "view", **{"view-bus": "20", "view-there": "80"})
    press(desk, "say", scene="door", text="Hello.")
    go(desk, "knock")
    seen = Seen(desk.screen())
    assert [f for f in seen.fields if f[2]] == [("view-there", "80", True)]
    assert "You said 80 at 09:15." in seen.words


def test_nothing_on_the_record_is_ticked_before_the_trainee_does(desk: Desk) -> None:
    assert not [f for f in Seen(at(desk, "record").screen()).fields if f[2]]


def test_what_just_happened_is_read_once_whatever_is_asked_between(desk: Desk) -> None:
    go(desk, "go-door")
    answer_all(desk)
    go(desk, "knock")
    first, left = desk.screen(), "You talk."
    assert left in Seen(first).words
    answer_all(desk)
    assert left not in Seen(desk.screen()).words


def test_what_was_heard_in_other_first_words_is_read_when_the_door_is_left_and_not_before(desk: Desk) -> None:
    at(desk, "words")
    heard = "They want something."
    assert heard not in desk.screen()
    press(desk, "say", scene="door", text="Hello.")
    assert heard not in desk.screen()
    go(desk, "knock")
    answer_all(desk)
    seen = Seen(desk.screen())
    assert heard in seen.words
    assert "Hello." in seen.words


def test_a_whole_play_by_presses_is_one_event_for_each_thing_said_or_done(desk: Desk) -> None:
    go(desk, "go-door", "knock", "wait", "sleep", "close")
    assert [type(e).__name__ for e in events(desk)] == [
        "Started", "Chose", "Viewed", "Viewed", "Spoke", "Chose", "Viewed", "Chose", "Recorded", "Chose", "Viewed",
        "Chose",
    ]  # fmt: skip
    assert isinstance(events(desk)[0], Started)
    assert desk.session is not None
    assert desk.session.ended


def test_two_asking_screens_in_one_notebook_share_no_id(desk: Desk) -> None:
    found = 0
    for where in ("views", "words"):
        if where == "views":
            at(desk, "views")
        else:
            press(desk, "view", **{"view-bus": "50", "view-there": "50"})
        one = Seen(Desk(desk.case, desk.folder, "one").screen()).ids
        two = Seen(Desk(desk.case, desk.folder, "two").screen()).ids
        found += len(one)
        assert one
        assert len(one) == len(set(one))
        assert not set(one) & set(two)
    assert found >= 4
