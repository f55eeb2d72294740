"""Options give no best one away, truths and groups keep their balance, and `doorstep check` says where they do not."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from doorstep.case import Case, Key
from doorstep.case.options import Carries, Option
from doorstep.case.shape import Family, Scene
from doorstep.cli import main
from doorstep.cohort import balance, fairness
from doorstep.cohort.balance import Measured
from doorstep.cohort.check import check
from doorstep.cohort.course import Course, find_course
from doorstep.cohort.fairness import Finding, Shares, of_case, of_key, shares
from smallcase import CASE, KEY, case_of, changed, line_of

COURSE = find_course(Path(__file__).parent)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return case_of(tmp_path_factory.mktemp("small"))


def options(scene: str, lengths: tuple[int, ...], stances: tuple[Any, ...] = ()) -> dict[str, Option]:
    """Options called after their scene and place, of so many words, in such manners."""
    manners = (*stances, *[None] * len(lengths))
    return {
        f"{scene}-{n}": Option(Carries(1, stance=manners[n - 1]), "Why.", do=" ".join(["word"] * length))
        for n, length in enumerate(lengths, 1)
    }


def cased(small: Case, *scenes: tuple[int, ...], **differs: Any) -> Case:
    """The small case with scenes s1, s2, … whose options have so many words."""
    made = {f"s{n}": Scene("A scene", options(f"s{n}", lengths)) for n, lengths in enumerate(scenes, 1)}
    return replace(small, **{"scenes": made, **differs})


def keyed(*best: tuple[int, ...]) -> Key:
    """A key in which options of these places are best in scenes s1, s2, …"""
    named = {f"s{n}": tuple(f"s{n}-{place}" for place in places) for n, places in enumerate(best, 1) if places}
    return Key(1, "small", "a-canary", best=named)


def said(found: list[Finding]) -> str:
    return "\n".join(f"{finding.what} {finding.remedy}" for finding in found)


# Lengths and numbers of options, which need no key.


def test_an_option_may_have_32_words_and_no_more(small: Case) -> None:
    assert of_case(cased(small, (32, 20, 32))) == []
    (found,) = of_case(cased(small, (20, 20, 20), (20, 33, 20)))
    assert found.path == ("scenes", "s2", "options", "s2-2")
    assert found.what == "In the scene “s2” the option “s2-2” has 33 words; at most 32 may be."


def test_a_scene_offers_at_least_three_options(small: Case) -> None:
    (found,) = of_case(cased(small, (9, 9, 9), (9, 9)))
    assert found.path == ("scenes", "s2")
    assert found.what.startswith("The scene “s2” offers 2 options;")


def test_an_option_is_at_most_three_times_as_long_as_the_shortest(small: Case) -> None:
    assert of_case(cased(small, (7, 21, 10))) == []
    (found,) = of_case(cased(small, (7, 22, 10)))
    assert found.path == ("scenes", "s1", "options", "s1-2")
    assert "“s1-2” has 22 words, more than 3 times as many as “s1-1” (7)." in found.what
    assert found.remedy == "Cut it to 21 words, or say more in “s1-1”."


def test_a_very_short_option_is_taken_as_six_words(small: Case) -> None:
    assert of_case(cased(small, (1, 18, 10))) == []
    assert "19 words, more than 3 times as many as “s1-1” (1, taken as 6)." in said(of_case(cased(small, (1, 19, 10))))


def test_what_is_said_counts_like_what_is_done(small: Case) -> None:
    scene = Scene("A scene", {**options("s1", (9, 9)), "say-it": Option(Carries(1), "Why.", say="word " * 33)})
    assert "“say-it” has 33 words" in said(of_case(replace(small, scenes={"s1": scene})))


# Where the best option stands, and how long it is.

EVEN = (10, 11, 12, 13, 14)
"""Lengths of the options of a scene: the first is the shortest and the last the longest."""


def spread(small: Case, *places: int) -> tuple[Case, Key]:
    """A case of scenes with five options each, in which the one best stands in these places."""
    return cased(small, *[EVEN] * len(places)), keyed(*[(place,) for place in places])


def test_the_best_may_be_the_longest_in_two_scenes_of_five_and_no_more(small: Case) -> None:
    assert of_key(*spread(small, 5, 5, 2, 3, 4)) == []
    found = said(of_key(*spread(small, 5, 5, 5, 5, 1, 2, 3, 3, 4)))
    assert "In “small” the best option is the longest in 4 of 9 scenes (44.4%); at most 40% may be so." in found
    assert "Shorten, or lengthen its neighbours: “s1-5” in s1; “s2-5” in s2; “s3-5” in s3; “s4-5” in s4." in found
    assert "place 5" not in found


def test_a_tie_for_the_longest_counts_as_the_longest(small: Case) -> None:
    scenes = [(9, 9, 8), (9, 8, 9), (8, 9, 9)]
    measured = shares(cased(small, *scenes), keyed((1,), (3,), (1,)))
    assert (measured.longest, measured.shortest) == (2, 1)
    assert "is the longest in 2 of 3 scenes" in said(of_key(cased(small, *scenes), keyed((1,), (3,), (1,))))


def test_the_best_may_be_the_shortest_in_at_most_45_in_a_hundred_scenes(small: Case) -> None:
    assert of_key(*spread(small, 1, 1, 1, 1, 2, 2, 3, 3, 4)) == []
    moved = [(9, 8, 10), (8, 9, 10), (10, 9, 8), (10, 8, 9)]
    found = said(of_key(cased(small, *moved), keyed((2,), (1,), (2,), (3,))))
    assert "In “small” the best option is the shortest in 2 of 4 scenes (50.0%); at most 45% may be so." in found
    assert "Lengthen, or shorten its neighbours: “s1-2” in s1; “s2-1” in s2." in found
    assert "longest" not in found


def test_the_best_may_stand_in_one_place_in_at_most_45_in_a_hundred_scenes(small: Case) -> None:
    nine = [2] * 9 + [1, 1, 1, 3, 3, 3, 4, 4, 4, 5, 5]
    assert of_key(*spread(small, *nine)) == []
    (found,) = of_key(*spread(small, *[2, *nine[:-1]]))
    assert (
        found.what == "In “small” the best option stands in place 2 in 10 of 20 scenes (50.0%); at most 45% may be so."
    )
    assert found.remedy.startswith("Move up or down: “s1-2” in s1; “s2-2” in s2;")
    assert (found.path, found.in_key) == (("best",), True)


def test_a_scene_of_several_best_options_counts_once_and_its_places_are_shared(small: Case) -> None:
    measured = shares(cased(small, EVEN, EVEN, EVEN), keyed((1, 5), (2, 3, 4), ()))
    third = Fraction(1, 3)
    shared = {1: Fraction(1, 2), 2: third, 3: third, 4: third, 5: Fraction(1, 2)}
    assert measured == Shares(2, 1, 1, shared)
    assert sum(measured.places.values()) == measured.scenes


def test_with_fewer_than_three_scenes_no_percentage_could_be_kept(small: Case) -> None:
    assert of_key(*spread(small, 5, 5)) == []
    assert of_key(*spread(small, 5, 5, 1)) != []


# Which scenes have a best option.


def test_an_exercise_has_a_best_option_for_at_least_half_of_its_scenes(small: Case) -> None:
    assert of_key(cased(small, *[EVEN] * 6), keyed((2,), (3,), (4,))) == []
    seven = cased(small, *[EVEN] * 7)
    assert of_key(seven, keyed((2,), (3,), (4,), (1,))) == []
    (found,) = of_key(seven, keyed((2,), (3,), (4,)))
    assert found.what == "Only 3 of 7 scenes of “small” have a best option."
    assert found.remedy.endswith("Without one: s4, s5, s6, s7.")


def test_only_a_large_lesson_needs_best_options(small: Case) -> None:
    nine, ten = (cased(small, *[EVEN] * n, kind="lesson") for n in (9, 10))
    assert (fairness.needs_best(nine), fairness.needs_best(ten)) == (False, True)
    assert of_key(nine, keyed()) == []
    assert "Only 0 of 10 scenes" in said(of_key(ten, keyed()))


@pytest.mark.parametrize(("best", "names"), [((), "no option"), (("s1-1", "s1-2", "s1-3"), "every option")])
def test_a_scene_under_best_names_some_and_not_all(small: Case, best: tuple[str, ...], names: str) -> None:
    case = cased(small, (9, 9, 9), kind="lesson")
    (found,) = of_key(case, replace(keyed(), best={"s1": best}))
    assert found.path == ("best", "s1")
    assert f"names {names}" in found.what


# Manners.


def manners(small: Case, *scenes: tuple[str, ...], kind: str = "exercise") -> Case:
    made = {f"s{n}": Scene("", options(f"s{n}", EVEN[: len(told)], told)) for n, told in enumerate(scenes, 1)}
    return replace(small, scenes=made, kind=kind)


def test_a_stance_used_four_times_is_wrong_at_least_once(small: Case) -> None:
    asking = manners(
        small, ("waits", "asks", "tells"), ("asks", "tells", "waits"), ("tells", "asks", "asks"), ("waits",) * 3
    )
    found = of_key(asking, keyed((2,), (1,), (2, 3), (1,)))
    assert (
        "In “small” all 4 options that are tagged “asks”, in scenes listed under best, are best. "
        "Let “asks” be wrong in one of them: “s1-2”, “s2-1”, “s3-2”, “s3-3”."
    ) in said(found)
    assert "“asks”" not in said(of_key(asking, keyed((2,), (1,), (2,), (1,))))


def test_a_stance_that_is_used_less_often_may_always_be_best(small: Case) -> None:
    asking = manners(small, ("waits", "asks", "tells"), ("asks", "tells", "waits"), ("asks", "waits", "tells"))
    assert "are best" not in said(of_key(asking, keyed((2,), (1,), (1,))))


def test_no_stance_covers_all_best_options(small: Case) -> None:
    scenes = (("waits", "asks", "tells"), ("asks", "asks", "waits"), ("tells", "waits", "asks"))
    found = said(of_key(manners(small, *scenes), keyed((2,), (1,), (3,))))
    assert "every one of the 3 best options is tagged “asks”." in found
    assert "every one" not in said(of_key(manners(small, *scenes), keyed((2,), (1,), (1,))))
    assert "every one" not in said(of_key(manners(small, *scenes, kind="lesson"), keyed((2,), (1,), (3,))))


# The balance over all graded cases.


def graded(small: Case, *truths: str, name: str = "small", describes: tuple[Any, ...] = ()) -> Case:
    families: dict[str, Any] = {f"f{n}": Family(truth, {}) for n, truth in enumerate(truths)}  # type: ignore[arg-type]
    return replace(small, id=name, families=families, describes=describes)


def outside(*cases: Case) -> str:
    return "\n".join(what for what, _ in Measured(list(cases)).outside())


def test_each_truth_is_a_quarter_to_45_in_a_hundred_of_families(small: Case) -> None:
    assert outside(graded(small, "milder", "as-written", "worse")) == ""
    assert (
        outside(graded(small, "milder", "as-written", "worse", *["milder", "as-written", "worse"] * 2, "worse")) == ""
    )
    found = outside(graded(small, "milder", "as-written", "worse", "worse"))
    assert found == "Over all exercises 2 of 4 families are worse (50.0%); it must be 25% to 45%."
    found = outside(graded(small, "milder", "as-written", "worse", "worse", "as-written"))
    assert found == "Over all exercises 1 of 5 families are milder (20.0%); it must be 25% to 45%."


def test_truths_are_counted_over_all_exercises_and_not_in_each(small: Case) -> None:
    one, other = graded(small, "milder", "milder", "worse", "as-written"), graded(small, "worse", "as-written")
    assert outside(one) != ""
    assert outside(one, other) == ""


def test_at_most_half_of_the_families_a_group_is_described_in_are_worse(small: Case) -> None:
    poor = graded(small, "worse", "worse", "milder", describes=("low-income", "deaf"))
    deaf = graded(small, "as-written", "as-written", "milder", describes=("deaf",))
    found = outside(poor, deaf)
    assert found.startswith("Over all exercises 2 of 3 families described as “low-income” are worse than the paper;")
    assert "deaf" not in found
    half = graded(small, "worse", "milder", describes=("low-income",))
    assert "low-income" not in outside(half)


def test_percentages_are_summed_over_exercises(small: Case) -> None:
    measured = Measured(
        [graded(small, "milder", "as-written", "worse", name=name) for name in ("one", "other")],
        {name: shares(*spread(small, 1, 5)) for name in ("one", "other", "a-lesson")},
    )
    assert measured.all_graded == Shares(4, 2, 2, {1: Fraction(2), 5: Fraction(2)})
    assert [what for what, _ in measured.outside()] == [
        "Over all exercises the best option is the longest in 2 of 4 scenes (50.0%); at most 40% may be so.",
        "Over all exercises the best option is the shortest in 2 of 4 scenes (50.0%); at most 45% may be so.",
        "Over all exercises the best option stands in place 1 in 2 of 4 scenes (50.0%); at most 45% may be so.",
        "Over all exercises the best option stands in place 5 in 2 of 4 scenes (50.0%); at most 45% may be so.",
    ]


def test_the_balance_is_told_as_data(small: Case) -> None:
    case = graded(small, "milder", "as-written", "worse", describes=("deaf",))
    told = {"listed": 3, "longest": 0.333, "shortest": 0.0, "places": {"2": 0.667, "5": 0.333}}
    assert Measured([case], {"small": shares(*spread(small, 2, 2, 5))}).as_data() == {
        "cases": {"small": told},
        "graded": {
            **told,
            "families": 3,
            "truths": {"milder": 0.333, "as-written": 0.333, "worse": 0.333},
            "groups": {"deaf": {"families": 3, "worse": 0.333}},
        },
    }


# `doorstep check`.


@pytest.fixture
def lesson(tmp_path: Path) -> Course:
    """A course of one lesson, the small case, with a key."""
    (tmp_path / "course" / "01-small").mkdir(parents=True)
    (tmp_path / "solutions").mkdir()
    shutil.copy2(COURSE.root / "course" / "accounts.yaml", tmp_path / "course")
    (tmp_path / "course" / "01-small" / "case.yaml").write_text(
        changed(CASE, ("kind: exercise", "kind: lesson")), encoding="utf-8"
    )
    (tmp_path / "solutions" / "small.key.yaml").write_text(KEY, encoding="utf-8")
    return Course(tmp_path)


def errors(course: Course) -> list[str]:
    return [str(error) for error in check(course, regenerate=False).errors]


def test_an_unfair_option_is_said_with_its_file_and_line(lesson: Course) -> None:
    path = lesson.root / "course" / "01-small" / "case.yaml"
    long = changed(path.read_text(encoding="utf-8"), ("do: Read the note.", f"do: Read {'the note ' * 20}."))
    path.write_text(long, encoding="utf-8")
    line = line_of(long, "      read:")
    told = [e for e in errors(lesson) if "“read” has" in e]
    assert [e.partition(": ")[0] for e in told] == [f"course/01-small/case.yaml:{line}"] * 2


def test_a_lessons_key_is_no_exercise_but_is_loaded_and_held_against_its_case(lesson: Course) -> None:
    path = lesson.root / "solutions" / "small.key.yaml"
    assert lesson.exercises == []
    assert not [e for e in errors(lesson) if "solutions/" in e]
    best = "best:\n  door: [knock]\n  office: [help-now]\n  call: [listen]\n  dusk: []\n"
    path.write_text(KEY + best, encoding="utf-8")
    told = "\n".join(errors(lesson))
    first, dusk = line_of(KEY + best, "best:"), line_of(KEY + best, "dusk: []")
    assert f"solutions/small.key.yaml:{first}: In “small” the best option stands in place 1 in 3 of 3 scenes" in told
    assert f"solutions/small.key.yaml:{dusk}: Under best the scene “dusk” names no option" in told
    path.write_text(f"{KEY}best: {{door: [nock]}}\n", encoding="utf-8")
    assert "Did you mean “knock”?" in "\n".join(errors(lesson))


def test_a_large_lesson_without_a_key_is_found(lesson: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    (lesson.root / "solutions" / "small.key.yaml").unlink()
    assert "no key names" not in "\n".join(errors(lesson))
    monkeypatch.setattr(fairness, "LARGE", 5)
    assert "solutions/small.key.yaml:1: The lesson “small” has 5 scenes, and no key names" in "\n".join(errors(lesson))


@pytest.mark.parametrize("key", [KEY, KEY.replace("key-for: small", "key-for: elsewhere")])
def test_the_canary_of_a_lessons_key_is_found_where_trainees_look_even_if_the_key_does_not_fit(
    lesson: Course, key: str
) -> None:
    (lesson.root / "solutions" / "small.key.yaml").write_text(key, encoding="utf-8")
    assert "only the key of" not in "\n".join(errors(lesson))
    (lesson.root / "course" / "01-small" / "note.txt").write_text("kept-from-trainees-small-0000", encoding="utf-8")
    assert "course/01-small/note.txt:1: It holds what only the key of “small” may hold." in "\n".join(errors(lesson))


def test_a_key_of_no_case_is_found(lesson: Course) -> None:
    (lesson.root / "solutions" / "smal.key.yaml").write_text(KEY, encoding="utf-8")
    assert "solutions/smal.key.yaml:1: This is the key of no case." in "\n".join(errors(lesson))


def test_two_cases_of_one_name_would_share_a_key(lesson: Course) -> None:
    shutil.copytree(lesson.root / "course" / "01-small", lesson.root / "course" / "02-again")
    assert "Two cases are called “small”." in "\n".join(errors(lesson))


def test_exercises_out_of_balance_are_an_error_of_the_course(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(balance, "LEAST", Fraction(99, 100))
    monkeypatch.setattr(balance, "MOST", Fraction(1))
    assert "it must be 99% to 100%." in "\n".join(e for e in errors(COURSE) if e.startswith("solutions:1: Over all"))


# The course itself.


def test_the_course_is_fair_and_in_balance() -> None:
    for exercise in COURSE.exercises:
        assert said(of_case(exercise.load()[0]) + of_key(*exercise.load())) == ""
    assert check(COURSE, regenerate=False).measured.outside() == []
    assert "the best option" not in "\n".join(errors(COURSE))


def test_check_tells_the_measured_shares_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(COURSE.root)
    whole = json.loads(CliRunner().invoke(main, ["check", "--json"]).stdout)["balance"]
    assert set(whole) == {"cases", "graded"}
    assert {e.name for e in COURSE.exercises} <= set(whole["cases"])
    for told in (*whole["cases"].values(), whole["graded"]):
        assert told["listed"] >= 3
        assert 0 <= told["longest"] <= 0.4
        assert 0 <= told["shortest"] <= 0.45
        assert max(told["places"].values()) <= 0.45
    assert all(0.25 <= share <= 0.45 for share in whole["graded"]["truths"].values())
    assert all(of["worse"] <= 0.5 for of in whole["graded"]["groups"].values())
