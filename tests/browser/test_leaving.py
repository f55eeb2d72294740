"""A bad evening: the screen can be left at once, without a kernel, and everything is there again afterwards."""

import pytest
from playing_by_hand import LAB, NOTEBOOK_7, Copy, Player, fresh, model_play
from playwright.sync_api import Page, expect

from doorstep.case import load_case
from doorstep.cohort.models import events_of
from doorstep.play import Trail
from serving import Served

FAMILY = "two-hospitals"
NOTE = "Seen: nobody yet.\nTold: by Rob."


@pytest.fixture
def exercise(trainee: Served) -> Copy:
    """The exercise, played to the note."""
    laid = fresh(trainee)
    events = events_of(load_case(laid.folder / "case.yaml"), FAMILY, model_play(FAMILY))[:-1]
    Trail(laid.trail).append([(event, "2026-10-13T10:20") for event in events], seen=0)
    return laid


@pytest.mark.parametrize("interface", [NOTEBOOK_7, pytest.param(LAB, marks=pytest.mark.long)])
def test_one_key_leaves_the_screen_even_offline_and_another_brings_back_what_was_typed(
    page: Page, trainee: Served, exercise: Copy, interface: str
) -> None:
    player = Player(page, trainee)
    player.open(exercise.path, interface)
    player.note.fill(NOTE)
    expect(player.status).to_have_text("Saved.")
    answers = exercise.trail.read_bytes()
    player.note.press_sequentially(" And")
    page.context.set_offline(True)
    leave = page.get_by_role("button", name="Pause, and leave this screen")
    leave.focus()
    page.keyboard.press("Enter")

    paused = page.locator(".ds").get_by_role("heading", name="Paused")
    expect(paused).to_be_focused()
    expect(page.locator(".ds-columns")).to_be_hidden()
    assert "Dacre" not in page.locator(".ds").inner_text(), "nothing of the case is in sight"
    expect(page.locator(".ds-away").filter(visible=True)).to_contain_text("Samaritans")

    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Go on where I was")).to_be_focused()
    page.keyboard.press("Enter")
    expect(leave).to_be_focused()
    expect(player.note).to_have_value(f"{NOTE} And")
    expect(player.heading).to_have_text("Write it down")
    assert exercise.trail.read_bytes().startswith(answers)
    page.context.set_offline(False)
