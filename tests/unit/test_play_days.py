"""A scene on a later day: the clock jumps, the hours hold, promises and bells have dates."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from askedcase import ASKED, walked
from doorstep.case import times
from smallcase import Player, changed, snapshot, stamp

Start = Callable[..., Player]

MORNING = times.DAY + 9 * 60
BELL = "  - {at: 2026-10-14 09:20, says: A bell rings in the morning.}\n"


def test_a_scene_on_a_later_date_begins_then(asker: Start) -> None:
    play = asker()
    walked(play, "wait", "sleep")
    assert play.session.now == MORNING
    assert stamp(play.session) == "2026-10-14T09:00"
    assert play.session.clock.left(play.session.now) == 8 * 60


def test_the_hours_hold_on_the_later_day_and_what_was_taken_does_not(asker: Start) -> None:
    play = asker()
    walked(play, "wait", "sleep", "sit", "sit", "sit")
    assert play.session.now == times.DAY + 12 * 60
    assert play.session.clock.left(play.session.now) == 5 * 60
    walked(play, "sit")
    assert play.session.now == times.DAY + 13 * 60
    for _ in range(4):
        play.choose("sit")
    assert play.session.clock.left(play.session.now) == 0
    assert play.choose("sit").clock.left(play.session.now) == 0


@pytest.mark.parametrize(
    ("sits", "option", "reached"),
    [
        (0, "ring-late", True),
        (1, "ring-late", True),
        (2, "ring-late", False),
        (4, "ring-late", True),
        (0, "knock-late", False),
        (1, "knock-late", True),
        (2, "knock-late", False),
    ],
)
def test_people_are_reached_in_the_same_hours_on_the_next_day(
    asker: Start, sits: int, option: str, reached: bool
) -> None:
    play = asker()
    walked(play, "wait", "sleep", *["sit"] * sits, option)
    assert play.session.moments[-1].reached is reached


def test_bells_of_the_first_day_have_rung_and_those_of_the_next_wait_for_it(asker: Start) -> None:
    play = asker()
    walked(play, "wait", "sleep")
    assert [b.at for b in play.session.bells] == [16 * 60 + 45]
    walked(play, "ring-late")
    assert len(play.session.bells) == 1
    walked(play, "sit")
    assert [(b.at, b.words) for b in play.session.bells[1:]] == [(MORNING + 20, "A bell rings in the morning.")]


def test_a_bell_on_a_later_day_can_lead_somewhere(asker: Start) -> None:
    play = asker("quiet", changed(ASKED, (BELL, "  - {at: 2026-10-14 09:20, goes: call}\n")))
    walked(play, "wait", "sleep", "sit")
    assert play.session.scene_name == "call"
    assert walked(play, "hang-up").scene_name == "morrow"


def test_a_jump_stops_at_a_bell_that_leads_elsewhere_and_goes_on_from_there(asker: Start) -> None:
    play = asker("quiet", changed(ASKED, (BELL, "  - {at: 16:55, goes: call}\n")))
    walked(play, "wait", "sleep")
    assert (play.session.scene_name, play.session.now) == ("call", 16 * 60 + 55)
    walked(play, "hang-up")
    assert (play.session.scene_name, play.session.now) == ("morrow", MORNING)


def test_a_later_date_that_has_come_already_is_not_waited_for(asker: Start) -> None:
    play = asker("quiet", changed(ASKED, ("    begins: 2026-10-14 09:00", "    begins: 2026-10-12 09:00")))
    walked(play, "wait", "sleep")
    assert play.session.now == 15 * 60 + 35


def test_a_date_weeks_on_is_reached_at_once(asker: Start) -> None:
    play = asker("quiet", changed(ASKED, ("    begins: 2026-10-14 09:00", "    begins: 2026-11-03 10:30")))
    walked(play, "wait", "sleep")
    assert stamp(play.session) == "2026-11-03T10:30"


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        (("promise-next-day", "wait", "sleep", "ring-late"), "kept"),
        (("promise-next-day", "wait", "sleep", "sit", "ring-late"), "late"),
        (("promise-next-day", "wait", "sleep", "sit", "close"), "missed"),
        (("promise-next-day", "wait", "go-home"), "open"),
        (("promise-time", "wait", "move-it", "sleep", "ring-late"), "kept"),
        (("promise-time", "wait", "sleep", "close"), "missed"),
    ],
)
def test_a_promise_for_the_next_day_is_kept_or_not_on_that_day(
    asker: Start, steps: tuple[str, ...], state: str
) -> None:
    assert walked(asker(), *steps).ledger["ring-by"].state == state


def test_a_promise_due_later_on_the_day_on_which_the_play_ends_was_missed(asker: Start) -> None:
    # On the first day it is so: the play ends at 15:31, and Ann waits until twenty to four in vain.
    first = walked(Player(asker().case, "quiet"), "promise-time", "wait", "go-home")
    assert first.ledger["ring-by"].state == "missed"
    later = walked(Player(first.case, "quiet"), "promise-next-day", "wait", "sleep", "close")
    assert later.ledger["ring-by"].state == "missed"


@pytest.mark.parametrize("minute", [9, 10, 12, 16])
def test_the_time_left_of_any_later_day_is_its_own(asker: Start, minute: int) -> None:
    clock = asker().session.clock
    for days in (1, 2, 30):
        assert clock.left(days * times.DAY + minute * 60) == (17 - minute) * 60
    assert clock.left(times.DAY + 18 * 60) == 0


def test_a_play_over_two_days_is_the_same_read_again(asker: Start) -> None:
    play = asker()
    walked(play, "promise-next-day", "wait", "sleep", "ring-late", "close")
    before = snapshot(play.session)
    assert before == snapshot(
        walked(Player(play.case, "quiet"), *[e.option for e in play.events if hasattr(e, "option")])
    )
