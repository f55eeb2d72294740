"""What is asked besides a choice: when, in what order, once only, and what is taken for an answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from askedcase import ASKED, plainly, walked
from doorstep.play import Chose, Event, Recorded, Refused, Spoke, Viewed, Wrote
from doorstep.play.activities import QUIET_MINUTES
from doorstep.play.events import LONGEST_TEXT
from smallcase import Player, changed, snapshot

Start = Callable[..., Player]

VIEWS = (Viewed("bus", 50), Viewed("there", 50))
HELLO = Spoke("door", "Hello.")


def views(player: Player) -> tuple[str, ...]:
    """The views that wait for an answer now."""
    return player.session.asked[0].views if player.session.asked else ()


def at_the_door(asker: Start) -> Player:
    play = asker()
    play.choose("go-door")
    return play


def at_the_record(asker: Start) -> Player:
    play = asker()
    walked(play, "wait", *VIEWS)
    return play


def test_leaving_a_scene_asks_for_its_views_before_the_next_scene_can_begin(asker: Start) -> None:
    play = at_the_door(asker)
    assert play.session.scene_name == "door"
    assert views(play) == ("bus", "there")
    assert play.session.offers() == ()


def test_nothing_is_asked_at_first_nor_while_the_worker_stays(asker: Start) -> None:
    play = asker()
    assert not play.session.asked
    for option in ("read", "ring-ann", "promise-time"):
        assert not play.choose(option).asked
    assert play.session.offers()


def test_views_come_before_the_first_words_of_the_next_scene_and_then_its_options(asker: Start) -> None:
    play = at_the_door(asker)
    play.answer(*VIEWS)
    assert play.session.asked[0].first_words is not None
    assert play.session.offers() == ()
    play.answer(HELLO)
    assert [o.name for o in play.session.offers()] == ["knock", "walk-away"]
    assert play.session.spoken == {"door": "Hello."}


def test_views_can_be_stated_in_any_order_and_each_only_once(asker: Start) -> None:
    play = at_the_door(asker)
    play.answer(Viewed("there", 0))
    assert views(play) == ("bus",)
    with pytest.raises(Refused, match="Nobody asks for that view now"):
        play.session.do(Viewed("there", 10))
    play.answer(Viewed("bus", 100))
    assert views(play) == ()
    assert [(s.view, s.likely) for s in play.session.stated] == [("there", 0), ("bus", 100)]


def test_what_is_stated_is_kept_with_its_time_and_how_much_was_known(asker: Start) -> None:
    play = asker()
    walked(play, "ring-ann", "go-door", *VIEWS)
    assert [(s.at, s.told) for s in play.session.stated] == [(9 * 60 + 25, 1)] * 2


def test_a_scene_asks_for_its_views_once_however_often_it_is_left(asker: Start) -> None:
    play = asker()
    walked(play, "go-office", *VIEWS, "help-now")
    play.choose("go-office")
    assert not play.session.asked
    assert play.session.offers()


def test_first_words_are_asked_once_however_often_the_door_is_come_to(asker: Start) -> None:
    play = asker()
    walked(play, "go-door", *VIEWS, HELLO, "knock", "go-door")
    assert [(s.view, s.likely) for s in play.session.stated] == [("bus", 50), ("there", 50), ("there", 50)]
    assert not play.session.asked
    assert play.session.spoken == {"door": "Hello."}


def test_each_scene_asks_for_its_own_views(asker: Start) -> None:
    play = asker()
    walked(play, "go-door", *VIEWS, HELLO, "knock")
    assert views(play) == ("there",)
    walked(play, Viewed("there", 90), "wait")
    assert play.session.asked[0].record is not None


def test_going_home_asks_for_nothing_more(asker: Start) -> None:
    play = asker()
    walked(play, "wait", *VIEWS, Recorded("dusk", ()), "go-home")
    assert play.session.ended
    assert not play.session.asked


@pytest.mark.parametrize(
    ("steps", "asked"),
    [
        # Known at 09:10; left 59 and 60 minutes later, and 15 minutes later.
        (("ring-ann", "read", *["promise-soon"] * 23, "pick-up"), ()),
        (("ring-ann", "read", *["promise-soon"] * 24, "go-office"), ("bus", "there")),
        (("ring-ann", "go-door"), ()),
        # Told a second time of it.
        (("ring-ann", "tidy", "ask-cy", "go-office"), ()),
        # Known by whoever arrives: the next scene's news comes first as well.
        (("go-door",), ("bus", "there")),
    ],
)
def test_nobody_is_asked_for_a_forecast_in_the_hour_after_something_urgent(
    asker: Start, steps: tuple[str, ...], asked: tuple[str, ...]
) -> None:
    assert QUIET_MINUTES == 60
    play = asker("grave")
    play.choose(*steps)
    assert views(play) == asked


def test_the_same_news_that_is_not_urgent_keeps_nobody_from_asking(asker: Start) -> None:
    play = asker("quiet")
    play.choose("ring-ann", "go-door")
    assert views(play) == ("bus", "there")


def test_views_not_asked_in_the_urgent_hour_are_asked_when_the_scene_is_left_later(asker: Start) -> None:
    play = asker("grave")
    play.choose("ring-ann", "go-office", "help-now", "tidy", "go-office")
    assert views(play) == ("bus", "there")


def test_first_words_are_asked_even_in_the_urgent_hour(asker: Start) -> None:
    play = asker("grave")
    play.choose("ring-ann", "go-door")
    assert play.session.asked[0].first_words is not None


def test_what_is_asked_takes_no_time(asker: Start) -> None:
    play = at_the_door(asker)
    before = play.session.now
    play.answer(*VIEWS, HELLO)
    assert play.session.now == before == 9 * 60 + 15


WRONG: list[tuple[str, Event, str]] = [
    ("views", Viewed("nope", 50), "Nobody asks for that view now."),
    ("views", Viewed("bus", 101), "A view is a number from 0 to 100."),
    ("views", Viewed("bus", -1), "A view is a number from 0 to 100."),
    ("views", Spoke("desk", "Hello."), "There is nobody to say that to now."),
    ("views", HELLO, "That is not what is asked now."),
    ("views", Recorded("desk", ()), "Nothing goes on the record now."),
    ("views", Chose("door", "knock"), "Answer what is asked first."),
    ("views", Chose("desk", "read"), "Answer what is asked first."),
    ("views", Wrote("A note."), "The writing comes after the last scene."),
    ("words", Viewed("bus", 50), "Nobody asks for that view now."),
    ("words", Spoke("desk", "Hello."), "That is not what is asked now."),
    ("words", Spoke("door", "x" * (LONGEST_TEXT + 1)), "That is over 200,000 letters, more than can be kept."),
    ("words", Recorded("door", ()), "Nothing goes on the record now."),
    ("words", Chose("door", "knock"), "Answer what is asked first."),
    ("record", Recorded("dusk", ("saw-ann", "saw-ann")), "The record holds other lines."),
    ("record", Recorded("dusk", ("saw-ann", "nope")), "The record holds other lines."),
    ("record", Recorded("desk", ()), "That is not what is asked now."),
    ("record", Spoke("dusk", "Hello."), "There is nobody to say that to now."),
    ("record", Viewed("bus", 50), "Nobody asks for that view now."),
    ("record", Chose("dusk", "go-home"), "Answer what is asked first."),
    ("nothing", Viewed("bus", 50), "Nobody asks for that view now."),
    ("nothing", Spoke("desk", "Hello."), "That is not what is asked now."),
    ("nothing", Recorded("desk", ()), "That is not what is asked now."),
    ("nothing", Spoke("", "Hello."), "There is nobody to say that to now."),
    ("nothing", Recorded("", ()), "Nothing goes on the record now."),
]


@pytest.mark.parametrize(("where", "event", "sentence"), WRONG)
def test_what_does_not_answer_is_refused_in_a_sentence_and_changes_nothing(
    asker: Start, where: str, event: Event, sentence: str
) -> None:
    to: dict[str, tuple[str | Event, ...]] = {
        "nothing": ("read",),
        "views": ("go-door",),
        "words": ("go-door", *VIEWS),
        "record": ("wait", *VIEWS),
    }
    play = asker()
    walked(play, *to[where])
    before = snapshot(play.session)
    with pytest.raises(Refused) as refused:
        play.session.do(event)
    assert str(refused.value) == sentence
    assert snapshot(play.session) == before


def test_the_longest_first_words_and_the_ends_of_the_scale_are_taken(asker: Start) -> None:
    play = at_the_door(asker)
    play.answer(Viewed("bus", 0), Viewed("there", 100), Spoke("door", "x" * LONGEST_TEXT))
    assert len(play.session.spoken["door"]) == LONGEST_TEXT


RECORDS: list[tuple[tuple[str, ...], str, bool]] = [
    (("ring-ann",), "spoke-ann", True),
    ((), "spoke-ann", False),
    (("ask-cy",), "spoke-ann", False),
    (("go-door", "knock"), "saw-ann", True),
    (("ring-ann",), "saw-ann", False),
    (("go-door", "walk-away"), "saw-ann", False),
    ((), "not-cy", True),
    (("ask-cy",), "not-cy", False),
    (("ring-ann",), "told-ann", True),
    (("go-door", "knock"), "told-ann", False),
    (("read",), "not-bus", True),
    (("ask-cy",), "not-bus", False),
    (("promise-soon",), "not-rung", True),
    (("promise-time",), "not-rung", False),
    ((), "not-rung", False),
]


@pytest.mark.parametrize(("done", "line", "true"), RECORDS)
def test_a_line_of_the_record_is_so_or_not_by_what_was_done(
    asker: Start, done: tuple[str, ...], line: str, true: bool
) -> None:
    play = asker()
    walked(play, *done, "wait", Recorded("dusk", (line,)))
    assert play.session.recorded == (line,)
    assert play.session.untrue == (() if true else (line,))


def test_every_line_of_the_record_is_tried_both_ways() -> None:
    assert {x for _, x, true in RECORDS if true} == {x for _, x, true in RECORDS if not true}
    assert len({x for _, x, _ in RECORDS}) == ASKED.count("true-if: {")


def test_what_is_left_out_of_the_record_is_no_untruth(asker: Start) -> None:
    play = at_the_record(asker)
    play.answer(Recorded("dusk", ()))
    assert (play.session.recorded, play.session.untrue) == ((), ())


def test_a_record_is_judged_when_it_is_made_and_not_by_what_came_after(asker: Start) -> None:
    play = at_the_record(asker)
    play.answer(Recorded("dusk", ("spoke-ann", "not-bus")))
    play.choose("ring-again")
    assert play.session.untrue == ("spoke-ann",)
    walked(play, "sleep", Viewed("bus", 50), "ring-late")
    assert play.session.knew("why-bus") is not None
    assert play.session.untrue == ("spoke-ann",)


def test_a_later_record_does_not_wash_away_an_earlier_untrue_one(asker: Start) -> None:
    line = "rains: {says: It rained., true-if: {happened: [wait]}}"
    second = f"    activities: [{{record: {{prompt: And today?, lines: {{{line}}}}}}}]\n"
    play = asker("quiet", changed(ASKED, ("    opens: It rains.\n", "    opens: It rains.\n" + second)))
    walked(play, "wait", *VIEWS, Recorded("dusk", ("spoke-ann",)), "sleep", Viewed("bus", 50))
    play.answer(Recorded("morrow", ("rains",)))
    assert play.session.recorded == ("spoke-ann", "rains")
    assert play.session.untrue == ("spoke-ann",)


def test_two_things_asked_in_one_scene_come_in_the_authors_order(asker: Start) -> None:
    text = changed(ASKED, ("    activities:\n      - record:", f"    activities:\n{ACTIVITY}      - record:"))
    play = asker("quiet", text)
    walked(play, "wait", *VIEWS)
    assert [bool(a.first_words) for a in play.session.asked] == [True, False]
    play.answer(Spoke("dusk", "Hello."))
    assert play.session.asked[0].record is not None


ACTIVITY = """\
      - first-words:
          prompt: Say it.
          others: {a: {says: One., heard: Wun.}, b: {says: Two., heard: Too.}, c: {says: Three., heard: Tree.}}
"""


def test_a_scene_that_a_bell_leads_to_asks_what_it_asks(asker: Start) -> None:
    text = changed(ASKED, ("  - {at: 2026-10-14 09:20,", "  - {at: 10:05, goes: door}\n  - {at: 2026-10-14 09:20,"))
    play = asker("quiet", text)
    play.choose("read", "tidy")
    assert play.session.scene_name == "door"
    # A bell takes the worker away in the middle of a scene: it is not over, so nobody asks what they make of it.
    assert not views(play)
    assert play.session.asked[0].first_words is not None


def test_where_a_bell_rings_on_arrival_the_scene_it_leads_to_is_asked_about_first(asker: Start) -> None:
    text = changed(ASKED, ("  - {at: 2026-10-14 09:20,", "  - {at: 09:05, goes: call}\n  - {at: 2026-10-14 09:20,"))
    play = asker("quiet", text)
    walked(play, "go-door", *VIEWS)
    assert play.session.scene_name == "call"
    assert not play.session.asked
    assert play.choose("hang-up").scene_name == "door"
    assert play.session.asked


def test_answering_plainly_can_never_be_refused(asker: Start) -> None:
    play = asker()
    asked = 0
    for option in ("go-door", "knock", "pick-up", "listen", "wait", "sleep", "close"):
        while play.session.asked:
            asked += 1
            play.answer(*plainly(play.session))
        play.choose(option)
    assert asked == 5
    assert play.session.ended


def test_a_view_stated_since_its_answer_was_heard_from_somebody_who_knows_is_not_asked_again(asker: Start) -> None:
    play = asker()
    walked(play, "ring-ann", "go-door", Viewed("bus", 90), Viewed("there", 50), Spoke("door", "Hello."), "walk-away")
    walked(play, Viewed("there", 50))
    assert play.session.knew("why-bus") is not None
    assert [s.view for s in play.session.stated] == ["bus", "there", "there"]
    walked(play, "wait", Recorded("dusk", ()), "sleep")
    assert not play.session.asked
