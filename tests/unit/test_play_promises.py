"""The ledger: a promise falls due as the other person heard it, and is kept, late, moved or missed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from doorstep.case import times
from doorstep.stage import views
from smallcase import CASE, Player, changed

Start = Callable[..., Player]

NEXT_DAY = times.moment("2026-10-14 09:30", "2026-10-13")


def test_a_promise_stands_in_the_ledger_with_what_was_said(player: Start) -> None:
    play = player()
    play.choose("promise-time")
    entry = play.session.ledger["ring-by"]
    assert (entry.to, entry.what, entry.form) == ("ann", "Ring Ann.", "by-three")
    assert (entry.made, entry.due, entry.said_when, entry.state) == (542, times.minutes("15:40"), True, "open")


def test_a_vague_promise_is_due_when_the_other_person_expects_it(player: Start) -> None:
    play = player()
    play.choose("promise-soon")
    entry = play.session.ledger["ring-by"]
    assert (entry.due, entry.said_when) == (times.minutes("14:00"), False)
    assert set(play.session.ledger) == {"ring-by", "see-ben"}


@pytest.mark.parametrize(
    ("options", "state", "settled"),
    [
        (("promise-time", "wait", "ring-again"), "kept", "15:30"),
        (("promise-time", "wait", "write-up", "ring-again"), "late", "15:45"),
        (("promise-soon", "wait", "ring-again"), "late", "15:30"),
        (("promise-next-day", "wait", "ring-again"), "kept", "15:30"),
    ],
)
def test_a_promise_is_kept_or_late_by_when_the_call_begins(
    player: Start, options: tuple[str, ...], state: str, settled: str
) -> None:
    play = player()
    play.choose(*options)
    entry = play.session.ledger["ring-by"]
    assert (entry.state, entry.settled) == (state, times.minutes(settled))


def test_a_call_begun_in_the_last_minute_is_in_time(player: Start) -> None:
    to_the_minute = changed(CASE, ("{due: 15:40, heard-as", "{due: 15:30, heard-as"))
    play = player(case=to_the_minute)
    play.choose("promise-time", "wait", "ring-again")
    assert play.session.ledger["ring-by"].state == "kept"


@pytest.mark.parametrize(
    ("options", "state"),
    [
        (("promise-time", "wait", "go-home"), "missed"),
        (("promise-soon", "wait", "go-home"), "missed"),
        (("promise-next-day", "wait", "go-home"), "open"),
        (("promise-time", "wait", "ring-again", "go-home"), "kept"),
        (("promise-time", "wait", "write-up", "ring-again", "go-home"), "late"),
        (("promise-time", "wait", "move-it", "go-home"), "open"),
    ],
)
def test_at_the_end_what_is_still_owed_today_was_missed(player: Start, options: tuple[str, ...], state: str) -> None:
    play = player()
    play.choose(*options)
    assert play.session.ended
    assert play.session.ledger["ring-by"].state == state


def test_somebody_out_of_reach_has_not_been_rung(player: Start) -> None:
    play = player("plain")
    play.choose("promise-time", "wait", "write-up", "write-up", "ring-again", "go-home")
    assert [m.reached for m in play.session.moments] == [True, True, True, True, False, True]
    assert play.session.ledger["ring-by"].state == "missed"


@pytest.mark.parametrize(("options", "early"), [(("move-it",), True), (("write-up", "move-it"), False)])
def test_a_promise_is_moved_early_only_before_it_slips(player: Start, options: tuple[str, ...], early: bool) -> None:
    play = player()
    play.choose("promise-time", "wait", *options)
    entry = play.session.ledger["ring-by"]
    assert (entry.due, entry.moved_early, entry.state, entry.said_when) == (NEXT_DAY, early, "open", True)


def test_a_vague_promise_that_is_moved_has_a_time(player: Start) -> None:
    play = player()
    play.choose("promise-soon", "wait", "move-it")
    entry = play.session.ledger["ring-by"]
    assert (entry.due, entry.said_when, entry.moved_early) == (NEXT_DAY, True, False)


def test_a_promise_moved_and_then_done_is_kept(player: Start) -> None:
    play = player()
    play.choose("promise-time", "wait", "move-it", "ring-again")
    entry = play.session.ledger["ring-by"]
    assert (entry.state, entry.moved_early) == ("kept", True)


def test_what_is_done_already_is_not_moved(player: Start) -> None:
    play = player()
    play.choose("promise-time", "wait", "ring-again", "move-it")
    entry = play.session.ledger["ring-by"]
    assert (entry.state, entry.due, entry.moved_early) == ("kept", times.minutes("15:40"), False)


def test_what_was_never_promised_is_not_kept(player: Start) -> None:
    play = player()
    play.choose("wait", "ring-again", "go-home")
    assert play.session.ledger == {}


def test_the_latest_promise_counts(player: Start) -> None:
    play = player()
    play.choose("promise-time", "promise-soon")
    assert (play.session.ledger["ring-by"].form, play.session.ledger["ring-by"].due) == ("soon", times.minutes("14:00"))


def test_one_act_keeps_one_promise_and_leaves_the_other(player: Start) -> None:
    play = player()
    play.choose("promise-soon", "go-door", "knock", "wait", "go-home")
    assert {name: entry.state for name, entry in play.session.ledger.items()} == {
        "ring-by": "missed",
        "see-ben": "kept",
    }


def test_naming_a_time_for_what_nobody_had_promised_is_a_promise_and_no_moving(player: Start) -> None:
    play = player()
    play.choose("wait", "move-it")
    entry = play.session.ledger["ring-by"]
    assert (entry.due, entry.said_when, entry.state, entry.moved_early) == (NEXT_DAY, True, "open", False)
    (shown,) = views.margin(play.session)["promises"]
    assert (shown["due"], shown["heard"]) == ("Wednesday 14 October, 09:30", "Wednesday 14 October, 09:30.")
