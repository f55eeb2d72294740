"""The promise to oneself: kept in the workspace, asked about in another unit, handed in nowhere."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from asked_desk import Seen, go, press, workspace_of
from askedcase import ASKED, walked
from doorstep.case import Case
from doorstep.play import Recorded
from doorstep.stage import carry
from doorstep.stage.desk import Desk
from smallcase import Player, case_of, changed

OWN = {"if": "nobody rings", "then": "ring first", "by": "Friday"}
ASKED_ABOUT = "You promised yourself something"


@pytest.fixture
def workspace(tmp_path: Path, asking: Case) -> Path:
    return workspace_of(tmp_path, asking, "quiet")


@pytest.fixture
def unit(workspace: Path, asking: Case) -> Desk:
    return desk_in(workspace, "one", asking)


@pytest.fixture
def other(workspace: Path, small: Case) -> Desk:
    return desk_in(workspace, "two", small)


def desk_in(workspace: Path, folder: str, case: Case) -> Desk:
    (workspace / folder).mkdir(exist_ok=True)
    return Desk(case, workspace / folder)


def again(desk: Desk) -> Desk:
    return Desk(desk.case, desk.folder)


def kept(desk: Desk) -> Path:
    return desk.folder.parent / carry.PROMISES


def asked_about(desk: Desk) -> bool:
    return ASKED_ABOUT in Seen(again(desk).screen()).words


def test_a_promise_is_kept_in_the_workspace_and_said_to_be(unit: Desk) -> None:
    answer = press(unit, "carry", **OWN)
    assert (answer.saved, answer.said) == (True, "Kept. You will be asked when you open the next unit.")
    assert json.loads(kept(unit).read_text(encoding="utf-8")) == [
        {"unit": "asked", "title": "An asking case", "if_": "nobody rings", "then": "ring first", "by": "Friday",
         "outcome": ""},
    ]  # fmt: skip
    assert not unit.trail.exists


def test_it_is_asked_about_in_another_unit_and_not_in_its_own(unit: Desk, other: Desk) -> None:
    assert not asked_about(other)
    press(unit, "carry", **OWN)
    assert not asked_about(unit)
    assert asked_about(other)
    assert "If nobody rings, then ring first, by Friday." in Seen(again(other).screen()).words


@pytest.mark.parametrize(
    ("outcome", "said", "once_more"),
    [
        ("kept", "You said it and you did it.", False),
        ("moved", "Moved before it slipped is as good as kept.", False),
        ("open", "Then it is still yours. You will be asked again.", True),
        ("let-go", "Letting go of one on purpose is not the same as forgetting it.", False),
    ],
)
def test_an_answer_is_kept_and_only_one_that_is_open_is_asked_about_again(
    unit: Desk, other: Desk, outcome: str, said: str, once_more: bool
) -> None:
    assert set(carry.OUTCOMES) == set(carry.ANSWERS) == {"kept", "moved", "open", "let-go"}
    press(unit, "carry", **OWN)
    answer = press(other, "carried", outcome=outcome)
    assert (answer.saved, answer.said) == (True, said)
    # Having said so, nobody is asked twice on one page.
    assert ASKED_ABOUT not in Seen(answer.html).words
    assert asked_about(other) is once_more
    assert json.loads(kept(unit).read_text(encoding="utf-8"))[0]["outcome"] == outcome
    assert not other.trail.exists


@pytest.mark.parametrize(
    "fields", [{}, {"outcome": ""}, {"outcome": "forgot"}, {"outcome": None}, {"outcome": "\ud83d"}]
)
def test_an_outcome_that_is_none_is_refused_and_changes_nothing(
    unit: Desk, other: Desk, fields: dict[str, Any]
) -> None:
    press(unit, "carry", **OWN)
    before = kept(unit).read_bytes()
    answer = press(other, "carried", **fields)
    assert (answer.saved, answer.redraw, answer.said) == (False, False, "Choose what became of it first.")
    assert kept(unit).read_bytes() == before
    assert asked_about(other)


def test_an_answer_to_no_promise_is_refused(unit: Desk) -> None:
    answer = press(unit, "carried", outcome="kept")
    assert (answer.saved, answer.said) == (False, "Choose what became of it first.")
    assert not kept(unit).exists()


@pytest.mark.parametrize("missing", ["if", "then", "by"])
@pytest.mark.parametrize("blank", [None, "", "  \r\n "])
def test_a_promise_with_a_blank_is_refused_and_not_kept(unit: Desk, missing: str, blank: str | None) -> None:
    fields = {name: words for name, words in OWN.items() if name != missing}
    answer = press(unit, "carry", **(fields if blank is None else {**fields, missing: blank}))
    assert (answer.saved, answer.redraw) == (False, False)
    assert answer.said == "Fill in all three: if what, then what, and by when."
    assert not kept(unit).exists()


def test_another_promise_of_the_same_unit_takes_the_place_of_the_first_and_of_no_other(
    workspace: Path, unit: Desk, other: Desk
) -> None:
    press(other, "carry", **{**OWN, "if": "it rains"})
    press(unit, "carry", **OWN)
    press(unit, "carry", **{**OWN, "by": "Monday"})
    held = json.loads(kept(unit).read_text(encoding="utf-8"))
    assert [(p["unit"], p["if_"], p["by"]) for p in held] == [
        ("small", "it rains", "Friday"),
        ("asked", "nobody rings", "Monday"),
    ]


def test_the_latest_unanswered_promise_of_another_unit_is_the_one_asked_about(
    workspace: Path, unit: Desk, other: Desk, tmp_path: Path
) -> None:
    third = desk_in(workspace, "three", case_of(tmp_path, changed(ASKED, ("id: asked\n", "id: third\n"))))
    press(unit, "carry", **OWN)
    press(other, "carry", **{**OWN, "if": "it rains"})
    assert "it rains" in third.screen()
    press(third, "carried", outcome="kept")
    assert "nobody rings" in again(third).screen()
    press(again(third), "carried", outcome="let-go")
    assert not asked_about(third)


@pytest.mark.parametrize(
    "words", ["<b>bold</b>", "\ud83d half", "“quoted” & more", "שלום", "{{ 7 * 7 }}", '" onfocus="alert(1)']
)
def test_whatever_is_promised_is_shown_as_text(unit: Desk, other: Desk, words: str) -> None:
    assert press(unit, "carry", **dict.fromkeys(OWN, words)).saved
    seen = Seen(again(other).screen())
    assert words.encode("utf-8", "replace").decode() in seen.words
    assert seen.tags["b"] == 0


def test_outside_a_workspace_it_says_where_else_to_write_it(tmp_path: Path, asking: Case) -> None:
    desk = Desk(asking, tmp_path)
    answer = press(desk, "carry", **OWN)
    assert (answer.saved, answer.redraw) == (False, False)
    assert "was not opened by Doorstep" in answer.said
    assert "Write it where you will see it." in answer.said
    assert not list(tmp_path.iterdir())


def test_a_workspace_that_cannot_be_written_says_so(unit: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(Path, "write_text", refuse)
        answer = press(unit, "carry", **OWN)
    assert not answer.saved
    assert "No space left on device" in answer.said
    assert press(unit, "carry", **OWN).saved


@pytest.mark.parametrize(
    "spoilt",
    [
        b"",
        b"{",
        b"null",
        b"{}",
        b"7",
        b"[7]",
        b"[[]]",
        b'[{"unit": "x"}]',
        b'[{"unit": "x", "title": "", "if_": "", "then": "", "by": "", "more": ""}]',
        b"\xff\xfe\x00",
        b'"text"',
        b"[" * 100_000,
    ],
    ids=lambda spoilt: repr(spoilt[:20]),
)
def test_a_spoilt_file_of_promises_costs_the_reminder_and_never_the_unit(
    unit: Desk, other: Desk, spoilt: bytes
) -> None:
    kept(unit).write_bytes(spoilt)
    assert not asked_about(other)
    assert press(other, "begin").saved
    assert press(unit, "carry", **OWN).saved
    assert asked_about(unit) is False
    fresh = desk_in(unit.folder.parent, "fresh", other.case)
    assert ASKED_ABOUT in Seen(fresh.screen()).words


def test_it_is_in_no_hand_in(unit: Desk) -> None:
    (unit.folder / "asked.ipynb").write_text('{"cells": []}', encoding="utf-8")
    press(unit, "carry", **OWN)
    go(unit, "wait", "go-home")
    assert press(unit, "keep", text="Noted.").saved
    press(unit, "carry", **{**OWN, "if": "kept-to-myself"})
    answer = press(unit, "hand-in", name="sam")
    assert answer.file is not None
    held = zipfile.ZipFile(io.BytesIO(answer.file.data))
    assert sorted(Path(n).name for n in held.namelist()) == ["asked.ipynb", "asked.trail.jsonl", "timestamp.txt"]
    assert not [n for n in held.namelist() if b"kept-to-myself" in held.read(n) or b"nobody rings" in held.read(n)]


def test_the_last_screen_asks_for_it_and_then_shows_it(unit: Desk) -> None:
    go(unit, "wait", "go-home")
    press(unit, "keep", text="")
    seen = Seen(unit.screen())
    assert "What will you do next week?" in seen.words
    assert "carry" in seen.buttons
    assert {"if", "then", "by"} <= {f[0] for f in seen.fields}
    press(unit, "carry", **OWN)
    seen = Seen(again(unit).screen())
    assert "If nobody rings, then ring first, by Friday." in seen.words
    assert {f[0]: f[1] for f in seen.fields if f[0] in OWN} == OWN


def test_a_case_without_it_asks_for_none(other: Desk) -> None:
    go(other, "wait", "go-home")
    press(other, "keep", text="")
    assert "carry" not in Seen(other.screen()).buttons


def test_what_is_promised_changes_no_play(unit: Desk, asking: Case) -> None:
    go(unit, "wait", "go-home")
    before = unit.trail.path.read_bytes()
    press(unit, "carry", **OWN)
    assert unit.trail.path.read_bytes() == before
    assert unit.session is not None
    assert walked(Player(asking, "quiet"), "wait", Recorded("dusk", ()), "go-home").ended
