"""Who must pass and who must not, behind every door of every exercise: the course's table."""

from __future__ import annotations

import json
import random
from dataclasses import fields
from functools import lru_cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from doorstep.case.options import Option
from doorstep.cli import main
from doorstep.cohort import models
from doorstep.cohort.bots import play
from doorstep.cohort.course import find_course, read_yaml
from doorstep.cohort.policies import BLIND, MUST_PASS, ONE_SIDED, POLICIES
from doorstep.cohort.sight import Choice, Fact, Owed, Sight, see
from doorstep.play import Session, begin, replay
from doorstep.practice import Marks, marks

COURSE = find_course(Path(__file__).parent)
EXERCISES = {e.name: e.load() for e in COURSE.exercises}
DOORS = [(name, family) for name, (case, _) in EXERCISES.items() for family in case.families]
PLAYS = 200


def test_there_are_exercises_and_each_has_three_doors() -> None:
    assert set(EXERCISES) == {"at-the-door"}
    assert len(DOORS) == 3 * len(EXERCISES)
    assert len(BLIND) == 12
    assert len(ONE_SIDED) == 9
    assert set(MUST_PASS) == {"thoughtful", "thoughtful-slow", "thoughtful-plain"}
    assert len(POLICIES) == 24


@lru_cache
def plays(name: str, family: str, policy: str) -> list[Marks]:
    case, key = EXERCISES[name]
    return [play(case, key, policy, f"table:{i}", family).marks for i in range(PLAYS)]


def passed(marked: list[Marks]) -> float:
    return sum(m.passed for m in marked) / len(marked)


def mean(marked: list[Marks]) -> float:
    return sum(m.percent for m in marked) / len(marked)


@pytest.mark.parametrize("policy", BLIND)
@pytest.mark.parametrize(("name", "family"), DOORS)
def test_blind_bots_pass_fewer_than_one_play_in_twenty_behind_every_door(name: str, family: str, policy: str) -> None:
    assert passed(plays(name, family, policy)) < 0.05


@pytest.mark.parametrize("policy", ONE_SIDED)
@pytest.mark.parametrize("name", sorted(EXERCISES))
def test_one_sided_bots_fail_behind_at_least_one_door(name: str, policy: str) -> None:
    assert min(passed(plays(name, family, policy)) for family in EXERCISES[name][0].families) < 0.05


@pytest.mark.parametrize(
    ("policy", "least"), [("thoughtful", 0.95), ("thoughtful-slow", 0.9), ("thoughtful-plain", 0.9)]
)
@pytest.mark.parametrize(("name", "family"), DOORS)
def test_those_who_must_pass_do_behind_every_door(name: str, family: str, policy: str, least: float) -> None:
    assert passed(plays(name, family, policy)) >= least


@pytest.mark.parametrize(("name", "family"), DOORS)
def test_the_thoughtful_bot_has_more_than_it_needs_behind_every_door(name: str, family: str) -> None:
    assert mean(plays(name, family, "thoughtful")) >= 85


@pytest.mark.parametrize("name", sorted(EXERCISES))
def test_the_thoughtful_bots_mean_differs_by_less_than_five_points_between_doors(name: str) -> None:
    means = [mean(plays(name, family, "thoughtful")) for family in EXERCISES[name][0].families]
    assert max(means) - min(means) < 5


@pytest.mark.parametrize(("name", "family"), DOORS)
def test_marks_do_not_change_with_chance_alone(name: str, family: str) -> None:
    case, key = EXERCISES[name]
    told = read_yaml(COURSE.exercise(name).models_path)[family]
    draws = [replay(case, models.events_of(case, family, told, f"draw:{i}")) for i in range(PLAYS)]
    assert len({marks(session, key) for session in draws}) == 1
    assert len({session.weeks_later for session in draws}) > 1, "nothing was left to chance, so nothing was tried"


@pytest.mark.parametrize(("name", "family"), DOORS)
def test_the_thoughtful_bot_decides_alike_when_every_stance_is_shuffled(name: str, family: str) -> None:
    case, key = EXERCISES[name]
    names = list(case.options)
    for i in range(20):
        shuffled = [case.option(o).carries.stance or "" for o in names]
        random.Random(i).shuffle(shuffled)
        stances = dict(zip(names, shuffled, strict=True))
        told = play(case, key, "thoughtful", f"s:{i}", family, stances)
        assert told.events == play(case, key, "thoughtful", f"s:{i}", family).events


@pytest.mark.parametrize("policy", sorted(POLICIES))
def test_every_bot_ends_the_lesson_behind_every_door(policy: str) -> None:
    from doorstep.case import load_case

    lessons = [load_case(folder / "case.yaml") for folder in COURSE.lessons]
    assert [case.id for case in lessons] == ["start-here", "the-prentices"]
    for case, doors in zip(lessons, (2, 3), strict=True):
        assert len(case.families) == doors
        for family in case.families:
            assert play(case, None, policy, "lesson", family).session.finished


def test_a_bot_sees_no_points_keys_reasons_or_families() -> None:
    seen = {f.name for made in (Sight, Choice, Fact, Owed) for f in fields(made)}
    assert not seen & {"reason", "points", "criteria", "key", "family", "practises", "learn", "goes", "groups", "marks"}
    case, _ = EXERCISES["at-the-door"]
    for family in case.families:
        session = Session(case, begin(case, family, "sight"))
        shown = repr(see(session))
        assert family not in shown
        options: list[Option] = [option for _, option in case.options.values()]
        assert not any(option.reason in shown for option in options)
        assert not any(rung.because in shown for c in case.criteria.values() for rung in c.ladder)


def test_the_same_seed_plays_the_same_and_another_seed_plays_otherwise() -> None:
    case, key = EXERCISES["at-the-door"]
    assert play(case, key, "random", "7").events == play(case, key, "random", "7").events
    assert len({play(case, key, "random", str(i)).events for i in range(20)}) > 10


def test_bots_print_the_documented_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(COURSE.root)
    done = CliRunner().invoke(
        main, ["bots", "at-the-door", "--policy", "first", "--plays", "6", "--seed", "3", "--json"]
    )
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert {k: told[k] for k in ("exercise", "policy")} == {"exercise": "at-the-door", "policy": "first"}
    assert len(told["plays"]) == 6
    assert told["mean"] == pytest.approx(sum(p["marks"] for p in told["plays"]) / 6, abs=0.1)
    for row in told["plays"]:
        assert set(row) == {"marks", "passed", "family"}
        assert isinstance(row["passed"], bool)
        assert row["family"] in EXERCISES["at-the-door"][0].families


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["bots", "nowhere", "--policy", "first"], "There is no exercise “nowhere”"),
        (["bots", "at-the-door", "--policy", "lucky"], "There is no “lucky”"),
        (["cohort", "--exercise", "nowhere", "--out", "x"], "There is no exercise “nowhere”"),
    ],
)
def test_a_wrong_name_is_refused_with_the_names_there_are(
    arguments: list[str], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(COURSE.root)
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code != 0
    assert sentence in done.output
    assert "There is: " in done.output
