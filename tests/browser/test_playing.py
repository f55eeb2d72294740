"""The exercise played from Begin to the hand-in by somebody without a mouse, in Notebook 7 and in JupyterLab."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from playing_by_hand import EXERCISE, LAB, NOTEBOOK_7, Copy, Player, fresh, model_play, watched_page
from playwright.sync_api import Browser, expect

from serving import Served
from watching import Watch

NAME = "Sam Example 7"
HANDED_IN_AS = "sam-example-7"
NOTE = "Seen: nobody yet. dd a b x 0 0. Mrs Adeyinka told me.\nRob's own words — next."


@dataclass
class Played:
    """One whole play: what was in sight when it opened, what was chosen, what was handed in, what was said."""

    exercise: Copy
    player: Player
    watch: Watch
    code_cells: int
    code_in_sight: int
    chosen: list[str]
    told: str
    zip_name: str
    zip: zipfile.ZipFile


@pytest.fixture(scope="module", params=[NOTEBOOK_7, LAB], ids=["notebook", "lab"])
def played(request: pytest.FixtureRequest, browser: Browser, trainee: Served) -> Iterator[Played]:
    """A play by Tab, arrows, Space, Enter and typing; nothing here touches a mouse."""
    watch, exercise = Watch(), fresh(trainee)
    with watched_page(browser, watch) as page:
        player = Player(page, trainee)
        player.open(exercise.path, request.param)
        cells = page.locator(".jp-CodeCell").count()
        code = page.locator(".jp-CodeCell .jp-InputArea-editor, .jp-InputPrompt, .jp-OutputPrompt")
        in_sight = code.filter(visible=True).count()

        player.press_by_keys("begin")
        chosen = model_play(exercise.events()[0]["family"])["chooses"]
        player.play_by_keys(chosen)
        player.tab_to(".ds textarea")
        page.keyboard.type(NOTE)
        expect(player.note).to_have_value(NOTE)
        player.press_by_keys("keep")
        player.tab_to(".ds input[name=name]")
        page.keyboard.type(NAME)
        with page.expect_download() as download:
            page.keyboard.press("Enter")
        handed_in = zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes()))
        expect(player.status).to_contain_text("Your hand-in is ready")
        expect(player.status).to_be_in_viewport(ratio=1)
        told = player.status.inner_text()
        yield Played(
            exercise, player, watch, cells, in_sight, chosen, told, download.value.suggested_filename, handed_in
        )


def test_the_notebook_holds_code_and_none_of_it_is_in_sight(played: Played) -> None:
    assert played.code_cells > 5
    assert played.code_in_sight == 0


def test_the_keyboard_alone_leads_from_begin_to_the_end(played: Played) -> None:
    assert played.player.heading.inner_text() == "What became of it"
    assert played.exercise.chosen() == played.chosen


def test_every_new_screen_takes_the_focus_to_its_heading(played: Played) -> None:
    assert played.player.lost == []


def test_the_focus_looks_the_same_wherever_it_is(played: Played) -> None:
    assert len(played.player.rings) == 1
    assert "solid 3px" in min(played.player.rings)


def test_what_is_typed_is_text_and_no_command_to_the_notebook(played: Played) -> None:
    assert played.exercise.events()[-1] == {"kind": "wrote", "text": NOTE, "done": True}
    assert played.player.page.locator(".jp-CodeCell").count() == played.code_cells


def test_the_hand_in_holds_the_notebook_the_answers_the_time_and_nothing_else(played: Played) -> None:
    folder = f"{HANDED_IN_AS}/{EXERCISE}"
    inside = [f"{folder}/{name}" for name in (f"{EXERCISE}.ipynb", f"{EXERCISE}.trail.jsonl", "timestamp.txt")]
    assert played.zip_name == f"{EXERCISE}_{HANDED_IN_AS}.zip"
    assert sorted(played.zip.namelist()) == inside
    assert json.loads(played.zip.read(inside[0]))["metadata"]["doorstep"]["kind"] == "exercise"
    assert played.zip.read(inside[1]) == played.exercise.trail.read_bytes()


def test_the_last_screen_names_the_time_and_the_digest_of_the_hand_in(played: Played) -> None:
    year, month, day, hour, minute, _ = played.zip.infolist()[0].date_time
    assert f"{hour:02}:{minute:02} on {day} {date(year, month, day):%B %Y}" in played.told
    assert hashlib.sha256(played.exercise.trail.read_bytes()).hexdigest()[:12] in played.told


def test_nothing_that_was_asked_for_left_this_machine(played: Played) -> None:
    outside, page = list(played.watch.outside), played.player.page
    # A control: what does leave is noticed.
    with page.expect_request("http://outside.invalid/"):
        page.evaluate("() => void fetch('http://outside.invalid/').catch(() => 0)")
    assert outside == []
    assert played.watch.outside == ["http://outside.invalid/"]


def test_no_question_of_the_browsers_came_between(played: Played) -> None:
    assert played.watch.dialogs == []
