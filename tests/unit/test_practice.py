"""Marks: ladders read from the top, part marks, stops, the moments a mark rests on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doorstep.case import Case, Key
from doorstep.practice import PASS_PERCENT, Mark, Marks, mark_of, marks
from smallcase import CASE, FAMILIES, Player, case_of, changed, played, snapshot
from strategies import pressed, presses

Start = Callable[..., Player]

KEPT = ("promise-time", "wait", "ring-again", "go-home")


def points(player: Player, key: Key, name: str) -> tuple[float, str]:
    mark = mark_of(name, player.session, key)
    return mark.points, mark.because


@pytest.mark.parametrize(
    ("family", "options", "wanted"),
    [
        ("grave", ("ring-ann", "go-office", "help-now"), (4, "You told Cy in time.")),
        ("grave", ("ring-ann", "tidy", "go-office", "help-now"), (2, "You told Cy late.")),
        ("grave", ("go-office", "help-now", "ring-ann"), (2, "You told Cy late.")),
        ("grave", ("ring-ann", "go-office", "wait-and-see"), (0, "Cy was not told.")),
        ("grave", (), (3.5, "There was nothing to tell.")),
        ("quiet", ("ring-ann", "go-office", "wait-and-see"), (3.5, "There was nothing to tell.")),
        ("quiet", ("go-office", "help-now"), (1, "You told Cy of a danger that nobody had told you of.")),
    ],
)
def test_the_first_rung_from_the_top_that_fits_is_the_mark_and_its_reason(
    player: Start, small_key: Key, family: str, options: tuple[str, ...], wanted: tuple[float, str]
) -> None:
    play = player(family)
    play.choose(*options)
    assert points(play, small_key, "acted") == wanted


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        (("go-door", "knock"), (2, "You asked both.")),
        (("go-door", "knock", "go-office", "help-now"), (2, "You asked both.")),
        (("ring-ann", "go-office", "help-now", "pick-up"), (1, "You asked one.")),
        (("go-office", "help-now", "go-door", "knock"), (0, "You asked nobody.")),
        (("ask-cy",), (0, "You asked nobody.")),
    ],
)
def test_a_group_named_only_in_the_key_is_marked_by(
    player: Start, small_key: Key, options: tuple[str, ...], wanted: tuple[float, str]
) -> None:
    play = player()
    play.choose(*options)
    assert points(play, small_key, "asked") == wanted


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        (KEPT, (4, "You rang in time.")),
        (("promise-soon", "wait", "move-it", "go-home"), (0, "You did not ring.")),
        (("promise-time", "wait", "move-it", "go-home"), (3, "You moved it early.")),
        (("wait", "ring-again", "go-home"), (1, "You rang.")),
        (("promise-time", "wait", "write-up", "ring-again", "go-home"), (1, "You rang.")),
        (("wait", "go-home"), (0, "You did not ring.")),
    ],
)
def test_a_promise_is_marked_by_what_became_of_it(
    player: Start, small_key: Key, options: tuple[str, ...], wanted: tuple[float, str]
) -> None:
    play = player()
    play.choose(*options)
    assert points(play, small_key, "rang") == wanted


def test_all_criteria_are_marked_in_their_authors_order_with_their_worth(player: Start, small_key: Key) -> None:
    play = player()
    play.choose("go-door", "knock", *KEPT)
    found = marks(play.session, small_key)
    assert [(m.name, m.points, m.worth) for m in found.criteria] == [("acted", 3.5, 4), ("asked", 2, 2), ("rang", 4, 4)]
    assert found.criteria[2].says == "Rang when it was expected."
    assert found.percent == 95
    assert found.passed
    assert found.stops == ()


def test_a_stop_fails_a_play_whatever_its_marks(player: Start, small_key: Key) -> None:
    play = player("grave")
    play.choose("go-door", "knock", *KEPT)
    found = marks(play.session, small_key)
    assert found.stops == ("A child known to be in danger was left.",)
    assert found.percent == PASS_PERCENT
    assert not found.passed


def test_without_the_stop_the_same_marks_pass(player: Start, small_key: Key) -> None:
    play = player("grave")
    play.choose("go-door", "knock", "tidy", "go-office", "help-now", *KEPT)
    found = marks(play.session, small_key)
    assert found.stops == ()
    assert found.percent == 80
    assert found.passed


def test_below_sixty_per_cent_is_not_passed() -> None:
    def of(points: float) -> Marks:
        return Marks((Mark("a", "", points, 100, "", ()),), ())

    assert of(60).passed
    assert not of(59.9).passed


def test_an_outcome_alone_earns_nothing(small: Case, small_key: Key) -> None:
    # The same sound acts earn the same behind both doors where nothing is urgent.
    sound = ("go-door", "knock", *KEPT)
    found = {marks(played(small, family, sound), small_key).percent for family in ("quiet", "plain")}
    assert len(found) == 1


def test_a_mark_rests_on_the_moments_its_criterion_looks_at(player: Start, small_key: Key) -> None:
    play = player()
    play.choose("read", "ring-ann", "tidy", *KEPT)
    rests = {m.name: [moment.option for moment in m.moments] for m in marks(play.session, small_key).criteria}
    assert rests == {"acted": [], "asked": ["ring-ann"], "rang": ["promise-time", "ring-again", "go-home"]}


def test_a_mark_does_not_rest_on_who_was_not_reached(player: Start, small_key: Key) -> None:
    play = player("plain")
    play.choose("ring-ann")
    assert mark_of("asked", play.session, small_key).moments == ()


def test_what_only_the_key_names_cannot_be_marked_without_it(player: Start) -> None:
    play = player()
    with pytest.raises(KeyError):
        marks(play.session, None)


def test_a_case_without_criteria_has_nothing_to_fail(player: Start) -> None:
    lesson = changed(
        CASE, ("kind: exercise", "kind: lesson"), (CASE[CASE.index("criteria:\n") : CASE.index("think:\n")], "")
    )
    play = player(case=lesson)
    found = marks(play.session, None)
    assert (found.criteria, found.percent, found.passed) == ((), 100.0, True)


def test_a_criterion_that_is_not_there_is_an_error(player: Start, small_key: Key) -> None:
    session = player().session
    for name in ("nothing", "left"):  # A stop is no criterion with points.
        with pytest.raises(KeyError):
            mark_of(name, session, small_key)


@settings(max_examples=60)
@given(presses(), st.sampled_from(FAMILIES))
def test_no_play_is_marked_below_nothing_or_above_its_worth(
    small: Case, small_key: Key, lines: list[int], family: str
) -> None:
    session, _ = pressed(small, family, lines)
    found = marks(session, small_key)
    assert len(found.criteria) == 3
    for mark in found.criteria:
        assert 0 <= mark.points <= mark.worth
        assert mark.because
        assert set(mark.moments) <= set(session.moments)
    assert 0 <= found.percent <= 100
    assert found.passed is (found.percent >= PASS_PERCENT and not found.stops)


def test_marking_changes_nothing(tmp_path_factory: pytest.TempPathFactory, small_key: Key) -> None:

    session = played(case_of(tmp_path_factory.mktemp("m")), "grave", KEPT)
    before = snapshot(session)
    assert marks(session, small_key) == marks(session, small_key)
    assert snapshot(session) == before
