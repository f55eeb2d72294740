"""The mirror: Brier scores by hand, their mean, and never in a mark."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askedcase import walked
from doorstep.case import Case, Key
from doorstep.play import Recorded, Spoke, Viewed
from doorstep.play.views import Stated
from doorstep.practice import EVEN, Forecast, Mirror, brier, marks, mirror
from smallcase import Player

Start = Callable[..., Player]


@pytest.mark.parametrize(
    ("likely", "true", "score"),
    [
        (0, False, 0.0),
        (100, True, 0.0),
        (0, True, 1.0),
        (100, False, 1.0),
        (50, True, 0.25),
        (50, False, 0.25),
        (70, True, 0.09),
        (70, False, 0.49),
        (90, True, 0.01),
        (20, False, 0.04),
    ],
)
def test_a_brier_score_is_the_square_of_the_distance(likely: int, true: bool, score: float) -> None:
    assert brier(likely, true) == pytest.approx(score, abs=1e-12)


def test_always_saying_fifty_scores_what_is_called_even() -> None:
    assert EVEN == brier(50, True) == brier(50, False)


@given(st.integers(0, 100), st.booleans())
def test_nearer_is_never_worse_and_a_view_and_its_contrary_score_the_same(likely: int, true: bool) -> None:
    assert 0 <= brier(likely, true) <= 1
    assert brier(likely, true) == pytest.approx(brier(100 - likely, not true))
    nearer = min(likely + 1, 100) if true else max(likely - 1, 0)
    assert brier(nearer, true) <= brier(likely, true)


def test_the_mirror_holds_every_view_as_stated_beside_what_was_so(asker: Start) -> None:
    play = asker("plain")
    walked(play, "go-door", Viewed("bus", 70), Viewed("there", 60), Spoke("door", "Hello."), "knock")
    walked(play, Viewed("there", 20), "wait")
    held = mirror(play.session)
    assert [(f.view, f.true, [s.likely for s in f.stated]) for f in held.forecasts] == [
        ("bus", True, [70]),
        ("there", False, [60, 20]),
    ]
    assert held.scores == pytest.approx((0.09, 0.36, 0.04))
    assert held.score == pytest.approx(0.49 / 3)


def test_a_mirror_in_which_nothing_was_stated_is_empty(asker: Start) -> None:
    assert mirror(walked(asker(), "read")) == Mirror(())
    assert Mirror(()).score == 0.0


def test_the_mean_is_over_statements_and_not_over_views() -> None:
    often = Forecast("a", "A.", tuple(Stated("a", 100, 0, 0) for _ in range(3)), true=True)
    once = Forecast("b", "B.", (Stated("b", 100, 0, 0),), true=False)
    assert Mirror((often, once)).score == 0.25


@pytest.mark.parametrize("family", ["quiet", "plain", "grave"])
@pytest.mark.parametrize("likely", [0, 30, 100])
def test_no_score_is_in_any_mark(asker: Start, asking_key: Key, family: str, likely: int) -> None:
    # The views differ by as much as can be; they are stated before anything is learnt, and never again after it.
    steps = ("tidy", "wait", Recorded("dusk", ()), "ring-again", "go-home")
    play = asker(family)
    walked(play, "go-office", Viewed("bus", likely), Viewed("there", likely), "wait-and-see", *steps)
    other = Player(play.case, family)
    walked(other, "go-office", Viewed("bus", 50), Viewed("there", 50), "wait-and-see", *steps)
    assert mirror(play.session).score != mirror(other.session).score
    assert marks(play.session, asking_key) == marks(other.session, asking_key)


def test_how_near_a_view_came_is_in_no_mark(asking: Case, asking_key: Key) -> None:
    plays = []
    for before, after in ((0, 10), (50, 60), (90, 100)):
        play = Player(asking, "quiet")
        walked(play, "go-door", Viewed("bus", 50), Viewed("there", before), Spoke("door", "Hello."), "knock")
        walked(play, Viewed("there", after), "wait", Recorded("dusk", ()), "go-home")
        plays.append(play)
    assert len({mirror(p.session).score for p in plays}) == 3
    assert all(marks(p.session, asking_key) == marks(plays[0].session, asking_key) for p in plays)
