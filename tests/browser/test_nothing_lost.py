"""Whatever happens to the page, the kernel or the disk: the trainee is told, and is where they were."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psutil
import pytest
from playing_by_hand import LAB, LOADED, NOTEBOOK_7, Copy, Player, fresh, model_play
from playwright.sync_api import Page, expect

from doorstep.case import load_case
from doorstep.cohort.models import events_of
from doorstep.play import Trail
from serving import Served

FAMILY = "two-hospitals"
NOTE = "Seen: nobody yet. Told: by Rob, on the telephone."
PAPER, HUB, CALL = "Four pieces of paper", "Whom you ask, and in what order", "Mrs Adeyinka, on the phone"


@pytest.fixture
def exercise(trainee: Served) -> Copy:
    """The exercise, not begun."""
    return fresh(trainee)


@pytest.fixture
def player(page: Page, trainee: Served) -> Player:
    """A person before a page."""
    return Player(page, trainee)


def play_to_the_note(exercise: Copy) -> None:
    """Write down a whole day's choices, so that the page opens where the note is to be written."""
    events = events_of(load_case(exercise.folder / "case.yaml"), FAMILY, model_play(FAMILY))[:-1]
    Trail(exercise.trail).append([(event, "2026-10-13T10:20") for event in events], seen=0)


def kernel_id(player: Player, exercise: Copy) -> str:
    """The kernel behind an exercise's page, as Jupyter calls it."""
    return next(s["kernel"]["id"] for s in player.served.ask("api/sessions") if s["path"] == exercise.path)


def kernel(player: Player, exercise: Copy) -> psutil.Process:
    """The kernel's process."""
    name = kernel_id(player, exercise)
    return next(p for p in psutil.process_iter(["cmdline"]) if any(name in word for word in p.info["cmdline"] or ()))


def restart(player: Player, exercise: Copy) -> None:
    """Restart the kernel behind the page's back."""
    address = f"{player.served.address}api/kernels/{kernel_id(player, exercise)}/restart"
    assert player.page.request.post(address, headers={"Authorization": f"token {player.served.token}"}).ok


def kill(player: Player, exercise: Copy) -> None:
    """Kill the kernel as a machine out of memory does, and agree to what Jupyter then says."""
    kernel(player, exercise).kill()
    player.page.get_by_role("dialog").get_by_role("button", name="Ok").click(timeout=LOADED)


@contextmanager
def no_room(player: Player, exercise: Copy) -> Iterator[None]:
    """Let the kernel write nothing more to the file of answers, as it stands now."""
    process, limit = kernel(player, exercise), psutil.RLIMIT_FSIZE
    soft, hard = process.rlimit(limit)
    process.rlimit(limit, (exercise.trail.stat().st_size, hard))
    yield
    process.rlimit(limit, (soft, hard))


@pytest.mark.parametrize(("stop", "interface"), [(restart, NOTEBOOK_7), (kill, LAB)], ids=["restarted", "killed"])
def test_a_press_without_a_kernel_behind_it_is_said_and_a_reload_leads_back(
    player: Player, exercise: Copy, stop: Callable[[Player, Copy], None], interface: str
) -> None:
    player.open(exercise.path, interface)
    player.press("Begin")
    player.choose("read-four")
    player.answer()
    stop(player, exercise)
    player.mark("ring-school")
    player.page.get_by_role("button", name="Do this").click()
    expect(player.status).to_have_text(
        "Not saved. The course is not answering, perhaps because it was restarted. "
        "Reload this page; your earlier answers are safe.",
        timeout=LOADED,
    )
    expect(player.status).to_be_in_viewport(ratio=1)
    assert exercise.chosen() == ["read-four"]
    player.reload()
    expect(player.heading).to_have_text(HUB)
    player.choose("ring-school")
    expect(player.heading).to_have_text(CALL)
    assert exercise.chosen() == ["read-four", "ring-school"]


def test_a_note_that_was_saved_is_there_after_a_reload_after_running_everything_and_in_a_new_tab(
    player: Player, exercise: Copy
) -> None:
    play_to_the_note(exercise)
    player.open(exercise.path)
    player.note.fill(NOTE)
    expect(player.status).to_have_text("Saved.")
    expect(player.status).to_be_in_viewport(ratio=1)
    answers = exercise.trail.read_bytes()
    assert exercise.events()[-1] == {"kind": "wrote", "text": NOTE, "done": False}

    player.reload()
    expect(player.note).to_have_value(NOTE)

    player.page.get_by_role("menuitem", name="Kernel").click()
    player.page.get_by_role("menuitem", name="Restart Kernel and Run All Cells").click()
    player.page.get_by_role("button", name="Confirm Kernel Restart").click()
    said_by_the_rest = player.page.locator(".jp-OutputArea-output", has_text="marked after you hand in")
    expect(said_by_the_rest).to_have_count(len(load_case(exercise.folder / "case.yaml").marked), timeout=LOADED)
    expect(player.note).to_have_value(NOTE)

    player.page.close()
    player.page = player.page.context.new_page()
    player.open(exercise.path)
    expect(player.note).to_have_value(NOTE)
    assert exercise.trail.read_bytes() == answers
    player.press("Keep this and go on")
    assert exercise.events()[-1] == {"kind": "wrote", "text": NOTE, "done": True}


def test_an_older_tab_answers_nothing_twice_and_goes_to_where_the_newer_one_is(player: Player, exercise: Copy) -> None:
    player.open(exercise.path)
    player.press("Begin")
    newer = Player(player.page.context.new_page(), player.served)
    newer.open(exercise.path)
    newer.choose("read-four")
    newer.answer()

    expect(player.heading).to_have_text(PAPER)
    player.choose("read-form")
    expect(player.heading).to_have_text(HUB)
    expect(player.status).to_contain_text("You have gone on in another tab or window.")
    assert exercise.chosen() == ["read-four"]

    player.choose("ring-school")
    newer.choose("ring-surgery")
    expect(newer.heading).to_have_text(CALL)
    assert exercise.chosen() == ["read-four", "ring-school"]


def test_a_full_disk_is_said_and_the_same_press_works_once_there_is_room(player: Player, exercise: Copy) -> None:
    exercise.trail.symlink_to("/dev/full")
    player.open(exercise.path)
    player.page.get_by_role("button", name="Begin").click()
    expect(player.status).to_have_text(
        "Not saved. The disk is full. Make some room, then press again. Your earlier answers are safe."
    )
    exercise.trail.unlink()
    player.press("Begin")
    assert [event["kind"] for event in exercise.events()] == ["started"]


def test_a_note_that_cannot_be_written_stays_in_its_field_until_it_can(player: Player, exercise: Copy) -> None:
    play_to_the_note(exercise)
    player.open(exercise.path)
    answers = exercise.trail.read_bytes()
    with no_room(player, exercise):
        player.note.fill(NOTE)
        expect(player.status).to_contain_text("Not saved. The file could not be written")
        player.page.get_by_role("button", name="Keep this and go on").click()
        expect(player.status).to_contain_text("Press again. Your earlier answers are safe.")
        expect(player.note).to_have_value(NOTE)
        assert exercise.trail.read_bytes() == answers
    player.press("Keep this and go on")
    assert exercise.events()[-1] == {"kind": "wrote", "text": NOTE, "done": True}
