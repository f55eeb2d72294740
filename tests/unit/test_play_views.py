"""Whether a view moved with what was learnt: the direction only, never its size or its accuracy."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from askedcase import walked
from doorstep.case import Case, Key
from doorstep.case.rules import Condition
from doorstep.play import Recorded, Spoke, Viewed
from doorstep.play.conditions import Terms, holds
from doorstep.play.views import moves
from doorstep.practice import mark_of, marks
from smallcase import Player

Start = Callable[..., Player]


def told_at_the_door(asker: Start, before: int, after: int, family: str = "quiet") -> Player:
    """Views before and after Ann told both answers at first hand; the other view never stirs from fifty."""
    play = asker(family)
    walked(play, "go-door", Viewed("bus", 50), Viewed("there", before), Spoke("door", "Hello."), "knock")
    play.answer(Viewed("there", after))
    return play


@pytest.mark.parametrize(
    ("family", "before", "after", "towards"),
    [
        # It was so.
        ("quiet", 50, 60, True),
        ("quiet", 50, 100, True),
        ("quiet", 0, 10, True),
        ("quiet", 50, 50, False),
        ("quiet", 80, 80, False),
        ("quiet", 60, 50, False),
        ("quiet", 100, 80, False),
        ("quiet", 90, 90, True),
        ("quiet", 100, 90, True),
        ("quiet", 89, 89, False),
        # It was not.
        ("plain", 50, 40, True),
        ("plain", 100, 90, True),
        ("plain", 50, 0, True),
        ("plain", 50, 50, False),
        ("plain", 20, 20, False),
        ("plain", 40, 50, False),
        ("plain", 0, 20, False),
        ("plain", 10, 10, True),
        ("plain", 0, 10, True),
        ("plain", 11, 11, False),
        ("plain", 90, 90, False),
    ],
)
def test_a_view_has_moved_where_it_came_nearer_or_was_there_already(
    asker: Start, asking: Case, family: str, before: int, after: int, towards: bool
) -> None:
    session = told_at_the_door(asker, before, after, family).session
    (move,) = moves(session)
    assert (move.view, move.before.likely, move.after.likely, move.towards) == ("there", before, after, towards)
    assert holds(Condition(view_moved=True), session, Terms.of(asking)) is towards
    assert holds(Condition(view_held=True), session, Terms.of(asking)) is not towards


@pytest.mark.parametrize("options", [("ask-cy", "go-office"), ("go-office",)], ids=["only heard", "not learnt"])
def test_a_view_whose_answer_was_only_heard_or_not_learnt_has_neither_moved_nor_held(
    asker: Start, asking: Case, options: tuple[str, ...]
) -> None:
    play = asker()
    walked(play, *options, Viewed("bus", 50), Viewed("there", 50), "help-now", "wait", Recorded("dusk", ()))
    walked(play, "sleep", Viewed("bus", 100))
    session = play.session
    assert [s.view for s in session.stated] == ["bus", "there", "bus"]
    assert moves(session) == []
    assert not holds(Condition(view_moved=True), session, Terms.of(asking))
    assert not holds(Condition(view_held=True), session, Terms.of(asking))


def test_hearsay_first_and_then_first_hand_counts_from_the_first_hand_telling(asker: Start) -> None:
    play = asker()
    walked(play, "ask-cy", "go-office", Viewed("bus", 70), Viewed("there", 50), "help-now", "ring-ann", "wait")
    walked(play, Recorded("dusk", ()), "sleep", Viewed("bus", 80))
    (move,) = moves(play.session)
    assert (move.before.likely, move.after.likely, move.towards) == (70, 80, True)


def test_a_view_stated_only_before_or_only_after_is_no_move(asker: Start) -> None:
    before = asker()
    walked(before, "go-door", Viewed("bus", 50), Viewed("there", 50), Spoke("door", "Hello."), "knock")
    assert moves(before.session) == []


def test_a_view_stated_only_after_is_no_move(asker: Start) -> None:
    after = asker()
    walked(after, "ring-ann", "go-office", Viewed("bus", 50), Viewed("there", 50), "help-now", "wait")
    walked(after, Recorded("dusk", ()), "sleep")
    assert [s.likely for s in after.session.stated if s.view == "bus"] == [50]
    assert moves(after.session) == []


def test_the_last_view_before_is_set_beside_the_last_view_after(asker: Start) -> None:
    play = asker()
    walked(play, "pick-up", Viewed("bus", 10), Viewed("there", 50), "hang-up", Viewed("bus", 60))
    walked(play, "ring-ann", "wait", Recorded("dusk", ()), "sleep", Viewed("bus", 50))
    (move,) = [m for m in moves(play.session) if m.view == "bus"]
    assert (move.before.likely, move.after.likely, move.towards) == (60, 50, False)


def test_one_view_that_held_is_enough_for_held_and_too_much_for_moved(asker: Start, asking: Case) -> None:
    play = asker()
    walked(play, "go-door", Viewed("bus", 50), Viewed("there", 50), Spoke("door", "Hello."), "knock")
    walked(play, Viewed("there", 90), "wait", Recorded("dusk", ()), "sleep", Viewed("bus", 50))
    assert {m.view: m.towards for m in moves(play.session)} == {"bus": False, "there": True}
    assert not holds(Condition(view_moved=True), play.session, Terms.of(asking))
    assert holds(Condition(view_held=True), play.session, Terms.of(asking))


@pytest.mark.parametrize(("after", "points"), [(60, 2), (100, 2), (50, 0), (0, 0)])
def test_a_mark_for_moving_is_the_same_for_a_little_and_for_much(
    asker: Start, asking_key: Key, after: int, points: float
) -> None:
    session = told_at_the_door(asker, 50, after).session
    assert mark_of("moved", session, asking_key).points == points


@pytest.mark.parametrize("before", range(0, 101, 10))
def test_what_is_stated_before_anything_is_learnt_is_never_marked(asker: Start, asking_key: Key, before: int) -> None:
    play = asker()
    walked(play, "go-office", Viewed("bus", before), Viewed("there", 100 - before), "help-now", "wait")
    walked(play, Recorded("dusk", ()), "go-home")
    other = Player(play.case, "quiet")
    walked(other, "go-office", "help-now", "wait", Recorded("dusk", ()), "go-home")
    assert marks(play.session, asking_key) == marks(other.session, asking_key)
