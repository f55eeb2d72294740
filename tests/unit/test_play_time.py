"""The clock: minutes pass, time that is taken is jumped over, people are in reach or not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from doorstep.case import times
from doorstep.play.world import Clock
from smallcase import CASE, Player, changed

Start = Callable[..., Player]

ALWAYS = ("reach: {phone: [09:00-11:00, 13:00-16:40], in-person: [10:00-11:00]}", "reach: always")


def now(player: Player) -> str:
    return times.clock(player.session.now)


def test_a_play_begins_at_the_first_hour_of_the_day(player: Start) -> None:
    assert now(player()) == "09:00"


def test_an_option_takes_its_minutes(player: Start) -> None:
    play = player()
    play.choose("read")
    assert now(play) == "09:10"
    assert [(m.begun, m.ended) for m in play.session.moments] == [(540, 550)]


def test_work_that_runs_into_taken_time_is_finished_after_it(player: Start) -> None:
    play = player()
    play.choose("tidy", "tidy", "read", "tidy")
    assert now(play) == "13:10"
    assert play.session.moments[-1].begun == times.minutes("11:10")


def test_work_that_ends_as_time_is_taken_goes_on_after_it(player: Start) -> None:
    play = player()
    play.choose("tidy", "tidy", "tidy")
    assert now(play) == "13:00"


def test_work_can_be_interrupted_by_two_other_families(player: Start) -> None:
    two = changed(CASE, ('{"12:00-13:00": lunch', '{"11:30-11:50": a visit, "12:00-13:00": lunch'))
    play = player(case=two)
    play.choose("tidy", "tidy", "tidy")
    assert now(play) == "13:20"


def test_the_day_goes_on_after_its_hours_and_nothing_is_left_of_it(player: Start) -> None:
    play = player()
    play.choose(*["tidy"] * 8)
    assert now(play) == "18:00"
    assert play.session.clock.left(play.session.now) == 0


@pytest.mark.parametrize(
    ("at", "left"), [("09:00", 420), ("11:10", 290), ("12:00", 240), ("13:00", 240), ("16:59", 1), ("17:00", 0)]
)
def test_what_is_left_of_the_day_leaves_out_taken_time(player: Start, at: str, left: int) -> None:
    assert player().session.clock.left(times.minutes(at)) == left


def test_the_clock_is_never_in_taken_time() -> None:
    clock = Clock(((720, 780),), 1020)
    ends = [clock.after(start, minutes) for start in range(540, 1020) for minutes in (1, 30, 61)]
    assert len(ends) == 1_440
    assert not [end for end in ends if 720 <= end < 780]


def test_a_scene_that_begins_later_is_waited_for(player: Start) -> None:
    play = player()
    play.choose("wait")
    assert (play.session.scene_name, now(play)) == ("dusk", "15:30")


def test_a_scene_that_has_begun_is_not_waited_for(player: Start) -> None:
    play = player()
    play.choose(*["tidy"] * 6, "wait")
    assert (play.session.scene_name, now(play)) == ("dusk", "16:01")


def test_a_play_may_begin_with_waiting(player: Start) -> None:
    play = player(
        case=changed(CASE, ("hub: true\n    opens: A desk", "hub: true\n    begins: 12:15\n    opens: A desk"))
    )
    assert now(play) == "13:00"


def test_out_of_reach_costs_three_minutes_and_brings_what_is_heard(player: Start) -> None:
    play = player()
    play.choose("tidy", "tidy", "ring-ann")
    moment = play.session.moments[-1]
    assert (moment.begun, moment.ended) == (times.minutes("11:00"), times.minutes("11:03"))
    assert (moment.reached, moment.reply, moment.reason) == (False, "It rings out.", "")
    assert (play.session.tellings, play.session.told) == ([], {})
    assert "ring-ann" in {o.name for o in play.session.offers()}


@pytest.mark.parametrize(("hours", "reached"), [(0, True), (1, True), (2, False), (3, True), (5, True), (7, False)])
def test_somebody_is_reached_within_their_hours(player: Start, hours: int, reached: bool) -> None:
    play = player()
    play.choose(*["tidy"] * hours, "ring-ann")
    assert play.session.moments[-1].reached is reached


def test_reach_ends_with_the_last_minute_before_its_end(player: Start) -> None:
    to_the_minute = changed(CASE, ("phone: [09:00-11:00, 13:00-16:40]", "phone: [09:00-09:10, 13:00-16:40]"))
    play = player(case=to_the_minute)
    play.choose("read", "ring-ann")
    assert not play.session.moments[-1].reached


def test_a_family_may_keep_other_hours(player: Start) -> None:
    play = player("plain")
    play.choose("ring-ann")
    assert not play.session.moments[-1].reached
    play.choose(*["tidy"] * 4, "ring-ann")
    assert play.session.moments[-1].reached
    assert play.session.moments[-1].begun == times.minutes("14:03")


def test_hours_for_the_telephone_are_not_those_for_a_visit(player: Start) -> None:
    visit = changed(
        CASE,
        (
            "carries: {with: ann, minutes: 10, learn: [why]",
            "carries: {with: ann, by: in-person, minutes: 10, learn: [why]",
        ),
    )
    play = player("plain", visit)
    play.choose("ring-ann", "tidy", "ring-ann")
    assert [m.reached for m in play.session.moments] == [False, True, True]


def test_where_no_hours_are_given_for_a_way_somebody_is_always_there(player: Start) -> None:
    play = player(
        case=changed(
            CASE, (", in-person: [10:00-11:00]}", "}"), ("    with: ann\n    opens", "    with: cy\n    opens")
        )
    )
    play.choose("go-door", "knock")
    assert play.session.moments[-1].reached


def test_whoever_the_scene_is_with_is_there_already(player: Start) -> None:
    play = player()
    play.choose("go-door", "knock")
    assert play.session.moments[-1].begun == times.minutes("09:15")
    assert play.session.moments[-1].reached


def test_somebody_out_of_reach_may_teach_something_all_the_same(player: Start) -> None:
    play = player("plain")
    play.choose("ring-ann")
    assert play.session.moments[-1].reply == "A neighbour answers."
    assert [(t.question, t.answer, t.at) for t in play.session.tellings] == [("night", "nobody-there", 543)]


def test_a_family_may_answer_otherwise_when_nobody_is_reached(player: Start) -> None:
    play = player("grave")
    play.choose("tidy", "tidy", "ring-ann")
    assert play.session.moments[-1].reply == "Nobody picks up."


def test_always_means_at_any_time(player: Start) -> None:
    play = player(case=changed(CASE, ALWAYS, ("    not-reached: It rings out.\n", "")))
    play.choose(*["tidy"] * 9, "ring-ann")
    assert play.session.moments[-1].reached


@pytest.mark.parametrize("text", ["24:00", "9:60", "0930", "12:30 pm", "", "09.30", "-9:30"])
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a time of day such as 09:30"):
        times.minutes(text)


def test_times_are_said_as_people_say_them() -> None:
    minute = times.moment("2026-10-14 09:05", "2026-10-13")
    assert minute == 33 * 60 + 5
    assert times.spoken(minute, "2026-10-13") == "Wednesday 14 October, 09:05"
    assert times.stamp(minute, "2026-10-13") == "2026-10-14T09:05"
    assert times.clock(minute) == "09:05"
