"""Bots on the small case: what they see, how each decides, and what they hand in."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from doorstep.case import Case, Key
from doorstep.cohort import bots, models
from doorstep.cohort.policies import POLICIES
from doorstep.cohort.pretend import MIX, write_cohort, write_trail
from doorstep.cohort.sight import AGAIN_AFTER, Sight, see
from doorstep.play import Refused, Session, Trail, begin, finished_attempt, replay
from smallcase import CASE, FAMILIES, TO_THE_END, Player, changed, snapshot

SECRET = "kept-from-bots"

# Words put wherever a screen does not show them, or does not show them yet, to whoever meets the first family.
HIDDEN = [
    ("reason: Ten minutes of paper.", f"reason: {SECRET}"),
    ("reason: The day is over.", f"reason: {SECRET}"),
    ("why-bus: You had been told that it was the bus.", f"why-bus: {SECRET}"),
    ("because: You told Cy in time.", f"because: {SECRET}"),
    ("because: You did not ring.", f"because: {SECRET}"),
    ("says: Rang when it was expected.", f"says: {SECRET}"),
    ("weeks-later: The bus is on time.", f"weeks-later: {SECRET}"),
    ("weeks-later: Ben is better.", f"weeks-later: {SECRET}"),
    ("if-missed: {ring-by: Ann waited.}", f"if-missed: {{ring-by: {SECRET}}}"),
    ("why-poorly: {is: He cannot be woken.", f"why-poorly: {{is: {SECRET}"),
    ("opens: {door: A boy opens it.}", f"opens: {{door: {SECRET}}}"),
    ("heard-as: Twenty to four.", f"heard-as: {SECRET}"),
    ("{says: A neighbour answers.,", f"{{says: {SECRET},"),
    ("prompt: What do you know", f"prompt: {SECRET}"),
    ("practises: [A18]", f"practises: [{SECRET}]"),
    ("  quiet:\n", f"  {SECRET}:\n"),
]


def sight(player: Player) -> Sight:
    return see(player.session)


def decide(policy: str, seen: Sight, seed: int = 0) -> str:
    return POLICIES[policy](seen, random.Random(seed))


def test_a_bot_sees_nothing_that_the_screen_does_not_show(made: Callable[[str], Case]) -> None:
    play = Player(made(changed(CASE, *HIDDEN)), SECRET)
    shown = []
    for option in ("read", "ring-ann", "promise-time", "go-door", "knock", "wait", "ring-again", "go-home"):
        shown.append(repr(sight(play)))
        play.choose(option)
    assert len(shown) == 8
    assert not [words for words in shown if SECRET in words]
    assert SECRET in repr(play.session.moments)


@pytest.mark.parametrize("family", FAMILIES[1:])
def test_before_anything_was_asked_every_family_looks_alike_to_a_bot(small: Case, family: str) -> None:
    assert sight(Player(small, family)) == sight(Player(small, FAMILIES[0]))


def test_a_bot_sees_what_can_be_chosen_and_what_it_says(small: Case) -> None:
    seen = sight(Player(small, "quiet"))
    ring = next(c for c in seen.choices if c.name == "ring-ann")
    assert (ring.words, ring.said, ring.minutes, ring.person, ring.stance) == ("Ring Ann.", False, 10, "ann", "tells")
    assert [c.name for c in seen.choices][:2] == ["read", "ring-ann"]
    assert (seen.manager, seen.now, seen.left, seen.title) == ("cy", 540, 420, "Your desk")
    assert seen.paper == "Ben is late again. A boy who cannot be woken needs help at once."


def test_a_bot_sees_facts_as_told_and_whether_anybody_told_them_first_hand(small: Case) -> None:
    play = Player(small, "grave")
    play.choose("ask-cy")
    (fact,) = sight(play).facts
    assert (fact.ask, fact.words, fact.first_hand, fact.urgent) == (
        "Why is Ben late?", "He cannot be woken.", False, True,
    )  # fmt: skip
    play.choose("ring-ann")
    (fact,) = sight(play).facts
    assert fact.first_hand


def test_a_bot_sees_its_promises_as_the_ledger_says_them(small: Case) -> None:
    play = Player(small, "quiet")
    play.choose("promise-soon")
    owed = {o.to: (o.due, o.open) for o in sight(play).owed}
    assert owed == {"ann": (None, True), "ben": (17 * 60, True)}


def test_somebody_just_missed_is_worth_another_try_a_while_later(small: Case) -> None:
    play = Player(small, "plain")
    play.choose("ring-ann")
    assert sight(play).just_missed == {("ann", "phone")}
    assert AGAIN_AFTER < 60
    play.choose("tidy")
    assert sight(play).just_missed == frozenset()
    assert sight(play).chosen == ("Tidy the desk for an hour.",)


def test_looking_changes_nothing(small: Case) -> None:
    play = Player(small, "grave")
    play.choose("ring-ann", "promise-time")
    before = snapshot(play.session)
    sight(play)
    assert snapshot(play.session) == before


def test_other_stances_can_be_put_in_the_place_of_the_authors(small: Case) -> None:
    seen = see(Session(small, begin(small, "quiet", "s")), {"read": "presses"})
    assert {c.name: c.stance for c in seen.choices if c.name in ("read", "tidy")} == {
        "read": "presses",
        "tidy": "waits",
    }


def test_each_blind_bot_decides_by_its_rule(small: Case) -> None:
    play = Player(small, "quiet")
    assert decide("first", sight(play)) == "read"
    assert decide("longest", sight(play)) == "promise-next-day"
    assert {decide("random", sight(play), seed) for seed in range(200)} == {c.name for c in sight(play).choices}
    assert decide("paper-only", sight(play)) == "ask-cy"
    play.choose("go-office")
    assert decide("paper-only", sight(play)) == "wait-and-see"


@pytest.mark.parametrize("family", FAMILIES)
def test_a_bots_play_is_one_that_a_person_could_have_played(small: Case, small_key: Key, family: str) -> None:
    played = bots.play(small, small_key, "random", "1", family)
    assert played.session.finished
    assert snapshot(replay(small, played.events)) == snapshot(played.session)
    assert played.session.family_name == family


def test_a_bot_that_never_ends_is_stopped(small: Case, small_key: Key, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(POLICIES, "tidy", lambda seen, chance: "tidy")
    with pytest.raises(bots.NeverEnds, match="tidy had made 500 choices in “small” and was not done"):
        bots.play(small, small_key, "tidy", "1")


def test_families_are_drawn_for_bots_as_for_trainees(small: Case, small_key: Key) -> None:
    played = [bots.play(small, small_key, "random", f"1:{i}") for i in range(30)]
    assert {p.session.family_name for p in played} == set(FAMILIES)
    assert [p.events for p in played] == [bots.play(small, small_key, "random", f"1:{i}").events for i in range(30)]


def test_a_model_play_is_told_as_options_and_text(small: Case) -> None:
    events = models.events_of(small, "plain", {"chooses": list(TO_THE_END), "writes": "What I know."})
    session = replay(small, events)
    assert (session.finished, session.written, session.family_name) == (True, "What I know.", "plain")


def test_a_model_play_that_cannot_happen_says_at_which_step(small: Case) -> None:
    with pytest.raises(Refused, match=r"^“read” at step 2, in “desk”: That cannot be chosen here now\.$"):
        models.events_of(small, "plain", {"chooses": ["read", "read"]})


@pytest.mark.parametrize("told", [None, [], {}, {"quiet": 1}, {"quiet": {}}, {"quiet": {"chooses": None}}])
def test_a_missing_model_play_is_named_for_each_family(small: Case, told: object) -> None:
    found = models.missing(small, told, "small.model.yaml")
    assert [str(error) for error in found] == [
        f"small.model.yaml:1: No model play behind the door of “{f}”. Add its chooses and writes." for f in FAMILIES
    ]


def test_a_written_trail_is_the_play_and_leaves_nothing_beside_it(tmp_path: Path, small: Case, small_key: Key) -> None:
    played = bots.play(small, small_key, "random", "1")
    path = tmp_path / "small.trail.jsonl"
    write_trail(path, small, played.events)
    attempts = Trail(path).read()
    assert [a.events for a in attempts] == [played.events]
    assert [p.name for p in tmp_path.iterdir()] == ["small.trail.jsonl"]
    assert len({line.wall for line in attempts[0].lines}) == len(played.events)
    marked = finished_attempt(small, attempts)
    assert marked is not None
    assert snapshot(marked) == snapshot(played.session)


def test_a_cohort_lies_as_nbgrader_collects_it(
    tmp_path: Path, small: Case, small_key: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    exercise = tmp_path / "small"
    exercise.mkdir()
    (exercise / "small.ipynb").write_text('{"cells": []}', encoding="utf-8")
    (exercise / "case.yaml").write_text(CASE, encoding="utf-8")
    monkeypatch.setattr("doorstep.cohort.pretend.MIX", ("random",))
    folders = list(write_cohort(exercise, small, small_key, 4, tmp_path / "out", seed=1))
    assert [f.relative_to(tmp_path / "out").as_posix() for f in folders] == [
        f"trainee-000{n}/small" for n in range(1, 5)
    ]
    wanted = {"case.yaml", "small.ipynb", "small.trail.jsonl", "timestamp.txt"}
    assert [{p.name for p in f.iterdir()} for f in folders] == [wanted] * 4
    assert all(finished_attempt(small, Trail(f / "small.trail.jsonl").read()) for f in folders)
    assert (folders[0] / "timestamp.txt").read_text(encoding="utf-8") == "2026-11-02 09:00:00 UTC"
    again = list(write_cohort(exercise, small, small_key, 4, tmp_path / "again", seed=1))
    trails = [(f / "small.trail.jsonl").read_bytes() for f in folders]
    assert [(f / "small.trail.jsonl").read_bytes() for f in again] == trails
    with pytest.raises(FileExistsError):
        next(write_cohort(exercise, small, small_key, 1, tmp_path / "out", seed=1))


def test_a_cohort_is_mixed_of_known_bots() -> None:
    assert set(MIX) <= set(POLICIES)
    assert len(set(MIX)) > 3
