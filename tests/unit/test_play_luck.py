"""Luck: the seed decides what happens and what is said, and nothing that is offered or marked."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from askedcase import walked
from doorstep.case import Case, Key
from doorstep.play import Recorded
from doorstep.play.draw import luck
from doorstep.practice import Marks, marks
from smallcase import Player

STEPS = ("ring-again", "write-up", "write-up", "write-up", "write-up", "sleep", "ring-late", "sit", "close")
SEEDS = range(200)
Told = tuple[str, tuple[str, ...], tuple[tuple[str, ...], ...], Marks]


def told(case: Case, key: Key, seed: str) -> Told:
    """One play under a seed: what became of it, what rang, all that was offered, and the marks."""
    play = Player(case, "quiet", seed=seed)
    offered = []
    for step in ("ring-ann", "promise-time", "go-door", "knock", "wait", Recorded("dusk", ("saw-ann",)), *STEPS):
        walked(play, step)
        offered.append(tuple(o.name for o in play.session.offers()))
    session = play.session
    return session.weeks_later, tuple(b.words for b in session.bells), tuple(offered), marks(session, key)


@pytest.fixture(scope="module")
def plays(asking: Case, asking_key: Key) -> list[Told]:
    return [told(asking, asking_key, f"seed {n}") for n in SEEDS]


def test_two_hundred_seeds_bring_every_outcome_and_every_word_of_a_bell(plays: list[Told]) -> None:
    ends = Counter(ending for ending, *_ in plays)
    bells = Counter(rung[0] for _, rung, *_ in plays)
    assert set(ends) == {"The bus is on time.", "The bus has stopped."}
    assert set(bells) == {"A door bangs.", "A cup falls."}
    # Even enough that no seed is needed to see both.
    assert min(*ends.values(), *bells.values()) > 60


def test_what_rings_and_what_becomes_of_it_fall_apart_from_each_other(plays: list[Told]) -> None:
    assert len({(ending, rung[0]) for ending, rung, *_ in plays}) == 4


def test_two_hundred_seeds_offer_the_same_and_are_marked_the_same(plays: list[Told]) -> None:
    assert len(plays) == 200
    assert len({offered for *_, offered, _ in plays}) == 1
    assert all(marked == plays[0][3] for *_, marked in plays)
    assert [m.name for m in plays[0][3].criteria] == ["acted", "asked", "rang", "moved"]


def test_a_seed_brings_the_same_each_time(asking: Case, asking_key: Key, plays: list[Told]) -> None:
    assert [told(asking, asking_key, f"seed {n}") for n in range(10)] == plays[:10]


def test_bells_that_leave_nothing_to_chance_say_what_is_written(plays: list[Told]) -> None:
    assert {rung[1] for _, rung, *_ in plays} == {"A bell rings in the morning."}
    assert {len(rung) for _, rung, *_ in plays} == {2}


def test_an_outcome_that_is_one_text_is_that_text_under_any_seed(asking: Case) -> None:
    ends = {Player(asking, "grave", seed=f"{n}").session.weeks_later for n in SEEDS}
    assert ends == {"Ben is better."}


def test_the_same_words_under_another_seed_change_no_knowledge_and_no_promise(asking: Case) -> None:
    def held(seed: str) -> dict[str, Any]:
        session = walked(Player(asking, "quiet", seed=seed), "promise-time", "ring-ann", "wait", *STEPS)
        return {k: v for k, v in vars(session).items() if k not in ("seed", "bells", "case", "clock")}

    assert {luck(seed, "weeks later", 2) for seed in ("a", "b", "c", "d")} == {0, 1}
    assert held("a") == held("b") == held("c") == held("d")


@pytest.mark.parametrize("sides", [1, 2, 3])
def test_luck_falls_on_every_side_and_on_no_other(sides: int) -> None:
    fell = Counter(luck(f"seed {n}", "what", sides) for n in range(600))
    assert set(fell) == set(range(sides))
    assert min(fell.values()) > 600 / sides / 2
