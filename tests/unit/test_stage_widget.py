"""The widget without a browser: messages in, acknowledgements out, and nothing shown or written for nbgrader."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from doorstep.case import Case
from doorstep.stage import play
from doorstep.stage.desk import Desk
from doorstep.stage.widget import Stage
from smallcase import CASE, TO_THE_END, changed


class Heard(Stage):
    """A stage that remembers what it sent."""

    def __init__(self, desk: Desk) -> None:
        self.sent: list[tuple[dict[str, Any], list[bytes] | None]] = []
        super().__init__(desk)

    def send(self, content: Any, buffers: Any = None) -> None:
        self.sent.append((content, buffers))

    def hear(self, do: str, seen: int | None = None, **fields: str) -> dict[str, Any]:
        """What is sent back for a message."""
        self._on_message(self, {"id": f"m{len(self.sent)}", "do": do, "seen": seen or self.seq, "fields": fields}, [])
        return self.sent[-1][0]


@pytest.fixture
def stage(tmp_path: Path, small: Case) -> Heard:
    (tmp_path / "small.ipynb").write_text('{"cells": []}', encoding="utf-8")
    return Heard(Desk(small, tmp_path))


def test_a_stage_reads_the_same_each_time_it_is_shown(stage: Heard) -> None:
    assert repr(stage) == "Doorstep: A small case"


def test_a_stage_begins_with_the_screen_of_its_desk(stage: Heard) -> None:
    assert "About 5 minutes, for your tutor to mark" in stage.html
    assert stage.seq == 0


def test_every_message_is_acknowledged_with_the_screen_and_the_count_of_lines(stage: Heard) -> None:
    told = stage.hear("begin")
    assert (told["ack"], told["seq"], told["saved"], told["said"], told["file"]) == ("m0", 1, True, "", None)
    assert told["html"] == stage.html
    assert "Your desk" in stage.html


def test_where_the_screen_has_not_changed_none_is_sent(stage: Heard) -> None:
    stage.hear("begin")
    before = stage.html
    told = stage.hear("choose", scene="desk")
    assert (told["html"], told["saved"], told["said"]) == (None, False, "Choose one of the lines first.")
    assert stage.html == before


def test_a_hand_in_travels_as_bytes(stage: Heard) -> None:
    stage.hear("begin")
    for option in TO_THE_END:
        assert stage.desk.session is not None
        stage.hear("choose", scene=stage.desk.session.scene_name, option=option)
    stage.hear("keep", text="What I know.")
    told = stage.hear("hand-in", name="sam")
    buffers = stage.sent[-1][1]
    assert told["file"] == "small_sam.zip"
    assert buffers is not None
    assert buffers[0].startswith(b"PK")


def test_a_fault_of_ours_is_said_and_the_earlier_answers_stand(stage: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.hear("begin")

    def take(_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(stage.desk, "take", take)
    told = stage.hear("choose", scene="desk", option="read")
    assert (told["saved"], told["seq"], told["html"]) == (False, 1, None)
    assert told["said"].startswith("Not saved. Something went wrong (ZeroDivisionError). Reload the page")


@pytest.mark.parametrize("content", [None, [], "begin", 7])
def test_what_is_no_message_is_passed_over(stage: Heard, content: Any) -> None:
    stage._on_message(stage, content, [])
    assert stage.sent == []


@pytest.mark.parametrize("mode", ["autograde", "validate"])
def test_for_nbgrader_nothing_is_shown_and_nothing_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], mode: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NBGRADER_EXECUTION", mode)
    (tmp_path / "case.yaml").write_text(CASE, encoding="utf-8")
    play("case.yaml")
    assert capsys.readouterr() == ("The case is played in the browser; here only its trail is read.\n", "")
    assert [p.name for p in tmp_path.iterdir()] == ["case.yaml"]


def shown(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    from doorstep.stage import widget

    displayed: list[Any] = []
    monkeypatch.setattr(widget.shown, "display", displayed.append)
    return displayed


def test_playing_shows_the_stage_and_writes_nothing_until_somebody_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "case.yaml").write_text(CASE, encoding="utf-8")
    displayed = shown(monkeypatch)
    play("case.yaml")
    assert [repr(d) for d in displayed] == ["Doorstep: A small case"]
    assert [p.name for p in tmp_path.iterdir()] == ["case.yaml"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (changed(CASE, ("title: The door", "titel: The door")), "“titel” (at scenes.door.titel) is not a key"),
        ("<script>alert(1)</script>: [", "The text is not YAML here"),
        (None, "There is no such file."),
    ],
)
def test_a_case_that_cannot_be_read_says_so_on_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | None, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    if text is not None:
        (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    displayed = shown(monkeypatch)
    play("case.yaml")
    (page,) = displayed
    assert "This case cannot be opened" in page.data
    assert said in page.data
    assert "<script>" not in page.data


def test_what_a_page_loads_of_ours_weighs_at_most_sixty_kilobytes() -> None:
    clone = Path(__file__).parents[2]
    loaded = [*(clone / "src/doorstep/stage/static").iterdir(), *(clone / "labextension/static").iterdir()]
    assert {path.name for path in loaded} >= {"stage.js", "stage.css", "remoteEntry.js"}
    assert sum(path.stat().st_size for path in loaded) <= 60_000
