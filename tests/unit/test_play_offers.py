"""What can be chosen, and what is refused: a refusal says why and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from doorstep.case import Case
from doorstep.play import RULES, Chose, Refused, Session, Started, Wrote, begin, replay
from smallcase import CASE, FAMILIES, TO_THE_END, Player, changed, snapshot

Start = Callable[..., Player]

DESK = (
    "read", "ring-ann", "ask-cy", "tidy", "promise-time", "promise-soon", "promise-next-day", "go-door", "go-office",
    "pick-up", "wait",
)  # fmt: skip


def offered(player: Player) -> tuple[str, ...]:
    return tuple(o.name for o in player.session.offers())


def test_options_are_offered_in_their_authors_order(player: Start) -> None:
    play = player()
    assert offered(play) == DESK
    assert [o.person for o in play.session.offers()][:4] == ["", "ann", "cy", ""]


@pytest.mark.parametrize("family", FAMILIES)
def test_the_same_options_are_offered_behind_every_door(player: Start, family: str) -> None:
    play = player(family)
    assert offered(play) == DESK
    play.choose("go-door")
    assert offered(play) == ("knock", "walk-away")


def test_in_a_hub_what_was_done_is_used_up(player: Start) -> None:
    play = player()
    play.choose("read")
    assert offered(play) == DESK[1:]
    play.choose("ring-ann", "go-door", "walk-away")
    assert offered(play) == DESK[2:]


def test_what_can_be_repeated_is_never_used_up(player: Start) -> None:
    play = player()
    play.choose("tidy", "tidy", "go-door", "walk-away", "go-door", "walk-away")
    assert offered(play) == DESK


def test_an_option_in_which_nobody_was_reached_is_not_used_up(player: Start) -> None:
    play = player("plain")
    play.choose("ring-ann")
    assert offered(play) == DESK


def test_another_scene_is_entered_afresh_each_time(player: Start) -> None:
    play = player()
    play.choose("go-office", "help-now", "go-office")
    assert offered(play) == ("help-now", "wait-and-see")
    play.choose("help-now")
    assert play.session.scene_name == "desk"


def test_after_the_end_nothing_is_offered(player: Start) -> None:
    play = player()
    play.choose(*TO_THE_END)
    assert play.session.ended
    assert offered(play) == ()


def test_a_play_is_finished_when_the_reflection_is_kept(player: Start) -> None:
    play = player()
    play.choose(*TO_THE_END)
    assert not play.session.finished
    play.write("A draft.", done=False)
    assert not play.session.finished
    play.write("What I know.")
    assert play.session.finished
    assert play.session.written == "What I know."


def test_a_lesson_is_finished_at_its_end(player: Start) -> None:
    play = player(case=LESSON)
    play.choose(*TO_THE_END)
    assert play.session.finished


LESSON = changed(
    CASE, ("kind: exercise", "kind: lesson"), (CASE[CASE.index("reflection:\n") : CASE.index("think:\n")], "")
)

REFUSED = [
    ((), Chose("door", "knock"), "You are in another scene now."),
    ((), Chose("", "read"), "You are in another scene now."),
    ((), Chose("desk", "knock"), "That cannot be chosen here now."),
    ((), Chose("desk", "nothing"), "That cannot be chosen here now."),
    ((), Chose("desk", ""), "That cannot be chosen here now."),
    (("read",), Chose("desk", "read"), "That cannot be chosen here now."),
    (("go-door",), Chose("desk", "read"), "You are in another scene now."),
    ((), Wrote("Too early."), "The writing comes after the last scene."),
    (("wait",), Wrote("Too early.", done=True), "The writing comes after the last scene."),
    (TO_THE_END, Chose("dusk", "go-home"), "This play has ended."),
    (TO_THE_END, Chose("dusk", "write-up"), "This play has ended."),
]


@pytest.mark.parametrize(("options", "event", "sentence"), REFUSED)
def test_a_refusal_says_why_and_changes_nothing(
    player: Start, options: tuple[str, ...], event: Chose | Wrote, sentence: str
) -> None:
    play = player()
    play.choose(*options)
    before = snapshot(play.session)
    with pytest.raises(Refused) as refused:
        play.session.do(event)
    assert str(refused.value) == sentence
    assert snapshot(play.session) == before


def test_what_was_kept_cannot_be_written_again(player: Start) -> None:
    play = player()
    play.choose(*TO_THE_END)
    play.write("Kept.")
    before = snapshot(play.session)
    with pytest.raises(Refused, match=r"^You have kept this and gone on\. Play again to write another\.$"):
        play.session.do(Wrote("Another."))
    assert snapshot(play.session) == before


def test_where_nothing_is_to_be_written_nothing_can_be(player: Start) -> None:
    play = player(case=LESSON)
    play.choose(*TO_THE_END)
    with pytest.raises(Refused, match=r"^Nothing is to be written in this case\.$"):
        play.session.do(Wrote("Something."))


def test_a_play_cannot_begin_twice(player: Start) -> None:
    play = player()
    before = snapshot(play.session)
    with pytest.raises(Refused, match=r"^This play has already begun\.$"):
        play.session.do(begin(play.case, "quiet", "again"))
    assert snapshot(play.session) == before


def test_every_other_option_of_the_case_is_refused(player: Start) -> None:
    play = player()
    elsewhere = [name for name, (scene, _) in play.case.options.items() if scene != "desk"]
    before = snapshot(play.session)
    for name in elsewhere:
        with pytest.raises(Refused):
            play.session.do(Chose("desk", name))
    assert len(elsewhere) == 10
    assert snapshot(play.session) == before


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"case": "large"}, "These answers belong to another case, “large”."),
        ({"digest": "0" * 16}, "These answers were given to another version of the case."),
        ({"rules": RULES + 1}, f"These answers were given under rules version {RULES + 1}, and this is {RULES}."),
        ({"family": "loud"}, "The case has no family called “loud”."),
    ],
)
def test_a_foreign_beginning_is_refused(small: Case, change: dict[str, str | int], sentence: str) -> None:
    started = replace(begin(small, "quiet", "seed"), **change)
    with pytest.raises(Refused) as refused:
        Session(small, started)
    assert str(refused.value) == sentence


@pytest.mark.parametrize("events", [[], [Chose("desk", "read")], [Wrote("x")]])
def test_answers_that_do_not_begin_with_a_beginning_are_refused(small: Case, events: list[Chose | Wrote]) -> None:
    with pytest.raises(Refused, match=r"^The answers do not begin with a beginning\.$"):
        replay(small, events)


def test_a_replay_stops_at_what_cannot_have_happened(small: Case) -> None:
    events: list[Started | Chose] = [begin(small, "quiet", "s"), Chose("desk", "read"), Chose("desk", "read")]
    with pytest.raises(Refused, match=r"^That cannot be chosen here now\.$"):
        replay(small, events)
