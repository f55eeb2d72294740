"""How bots answer what is asked besides choices, and that each of them comes to an end of both small cases."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from askedcase import ASKED, ASKED_KEY, walked
from doorstep.case import Case, Key
from doorstep.cohort import bots, models
from doorstep.cohort.answering import answer, true
from doorstep.cohort.policies import BLIND, MUST_PASS, ONE_SIDED, POLICIES
from doorstep.cohort.sight import Claim, Line, Sight, see
from doorstep.play import Chose, Recorded, Refused, Spoke, Viewed, replay
from doorstep.stage.asked import LIKELY
from smallcase import CASE, FAMILIES, KEY, Player, case_of, changed, key_of, snapshot

UNTOLD = Claim("bus", "It was the bus.", None, None, False)
BEFORE = replace(UNTOLD, last=40)
HEARD_SO = replace(UNTOLD, so=True)
HEARD_NOT = replace(UNTOLD, so=False, last=60)
SEEN_SO = replace(HEARD_SO, first_hand=True)
SEEN_NOT = replace(HEARD_NOT, first_hand=True)


@pytest.fixture
def sight(asking: Case) -> Sight:
    play = Player(asking, "quiet")
    walked(play, "go-door", Viewed("bus", 50), Viewed("there", 50))
    return see(play.session)


def stated(policy: str, sight: Sight, asking: Case, claim: Claim, seed: int = 0) -> int:
    play = Player(asking, "quiet")
    play.choose("go-door")
    (view,) = answer(policy, replace(sight, claims=(claim,)), play.session, random.Random(seed))
    assert isinstance(view, Viewed)
    assert view.view == claim.name
    return view.likely


@pytest.mark.parametrize(
    ("policy", "likely"),
    [
        # Nothing told; a view before it; heard so; heard not so; at first hand so; at first hand not so.
        ("first", [0, 0, 0, 0, 0, 0]),
        ("last", [100, 100, 100, 100, 100, 100]),
        ("suspicious", [20, 40, 20, 60, 20, 60]),
        ("trusting", [50, 50, 100, 0, 100, 0]),
        ("thoughtful", [50, 40, 70, 30, 90, 10]),
        ("thoughtful-slow", [50, 40, 70, 30, 90, 10]),
        ("thoughtful-plain", [50, 40, 70, 30, 90, 10]),
    ],
)
def test_each_policy_has_the_views_of_its_kind(sight: Sight, asking: Case, policy: str, likely: list[int]) -> None:
    claims = (UNTOLD, BEFORE, HEARD_SO, HEARD_NOT, SEEN_SO, SEEN_NOT)
    assert [stated(policy, sight, asking, c) for c in claims] == likely


@pytest.mark.parametrize("policy", POLICIES)
def test_every_policy_says_one_of_the_tens_that_a_person_can(sight: Sight, asking: Case, policy: str) -> None:
    said = {stated(policy, sight, asking, c, seed) for c in (UNTOLD, HEARD_SO, SEEN_NOT) for seed in range(30)}
    assert said <= set(LIKELY)


def test_somebody_who_answers_anything_says_everything_sometimes(sight: Sight, asking: Case) -> None:
    assert {stated("random", sight, asking, SEEN_SO, seed) for seed in range(300)} == set(LIKELY)


@pytest.mark.parametrize("policy", MUST_PASS)
@pytest.mark.parametrize("family", FAMILIES)
def test_who_must_pass_lets_views_move_with_what_was_learnt(
    asking: Case, asking_key: Key, policy: str, family: str
) -> None:
    points = [
        m.points
        for seed in range(20)
        for m in bots.play(asking, asking_key, policy, str(seed), family).marks.criteria
        if m.name == "moved"
    ]
    assert len(points) == 20
    assert min(points) >= 1


@pytest.mark.parametrize(
    ("words", "true_here"),
    [
        # Ann was rung and told, Cy was seen in person, Ben was not met.
        ("I spoke with Ann.", True),
        ("I spoke with Cy.", True),
        ("I spoke with Ben.", False),
        ("I spoke with Ann and Cy.", True),
        ("I spoke with Ann and Ben.", False),
        ("I saw Cy.", True),
        ("I saw Ann.", False),
        ("I have not spoken with Ben.", True),
        ("I have not spoken with Ann.", False),
        ("Nobody saw Ann.", True),
        ("I saw no sign of Cy.", False),
        ("Ann has heard what was said.", True),
        ("Cy was told.", False),
        ("Cy has not been told.", True),
        # Nobody by a whole name: it cannot be said who is meant.
        ("It rained.", False),
        ("Annabel rang.", False),
        ("The ashes were cold.", False),
    ],
)
def test_a_line_is_taken_for_so_by_whom_it_names_and_what_it_says_of_them(
    sight: Sight, words: str, true_here: bool
) -> None:
    here = replace(
        sight,
        met=frozenset({"ann", "cy"}),
        seen=frozenset({"cy"}),
        told=frozenset({"ann"}),
        names={"ann": "Ann Ash", "ben": "Ben Ash, 8", "cy": "Cy Cole"},
    )
    assert true(Line("x", words), here) is true_here


@pytest.mark.parametrize(("name", "called"), [("Mr Cole", "Cole"), ("Mrs Cole", "Cole"), ("Ms Cole", "Cole")])
def test_whoever_is_written_with_a_title_is_known_by_the_surname(sight: Sight, name: str, called: str) -> None:
    here = replace(sight, met=frozenset({"cy"}), names={"cy": name})
    assert true(Line("x", f"I spoke with {called}."), here)
    assert not true(Line("x", f"I spoke with {name[:2]}."), here)


@pytest.mark.parametrize(
    ("policy", "ticked"),
    [("first", "spoke-ann"), ("last", "not-rung"), ("longest", "told-ann"), ("shortest", "saw-ann")],
)
def test_who_goes_by_looks_ticks_the_one_line_that_looks_so(asking: Case, policy: str, ticked: str) -> None:
    play = Player(asking, "quiet")
    walked(play, "wait", Viewed("bus", 50), Viewed("there", 50))
    assert answer(policy, see(play.session), play.session, random.Random(0)) == [Recorded("dusk", (ticked,))]


def test_at_random_any_line_can_be_ticked_or_left(asking: Case) -> None:
    play = Player(asking, "quiet")
    walked(play, "wait", Viewed("bus", 50), Viewed("there", 50))
    seen = see(play.session)
    ticks = [answer("random", seen, play.session, random.Random(n)) for n in range(100)]
    counts = {x: sum(x in t[0].lines for t in ticks if isinstance(t[0], Recorded)) for x in
              ("spoke-ann", "saw-ann", "not-cy", "told-ann", "not-bus", "not-rung")}  # fmt: skip
    assert all(20 < n < 80 for n in counts.values()), counts


@pytest.mark.parametrize("policy", MUST_PASS)
@pytest.mark.parametrize("family", ["quiet", "plain"])
def test_who_must_pass_puts_nothing_untrue_on_the_record_whose_words_are_plain(
    asking: Case, asking_key: Key, policy: str, family: str
) -> None:
    ticked = 0
    for seed in range(20):
        session = bots.play(asking, asking_key, policy, str(seed), family).session
        ticked += len(session.recorded)
        assert set(session.untrue) <= {"not-rung", "not-bus"}
    assert ticked > 0


@pytest.fixture(scope="module")
def running_out(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Case, Key]]:
    """Both small cases with hubs that run out of lines: who says the first or the longest one for ever ends as well."""
    both = []
    for text, key in ((CASE, KEY), (ASKED, ASKED_KEY)):
        folder = tmp_path_factory.mktemp("running-out")
        case = case_of(folder, text.replace("repeat: true, ", ""))
        both.append((case, key_of(folder, case, key)))
    return both


# Where nobody picks up, whoever says the first or the longest line for ever rings for ever: no case is like this one.
FOR_EVER = {("first", "plain"), ("longest", "plain")}
ENDING = [(policy, family) for policy in POLICIES for family in FAMILIES if (policy, family) not in FOR_EVER]


@pytest.mark.parametrize(("policy", "family"), ENDING)
def test_every_policy_comes_to_an_end_of_both_small_cases_as_a_person_could(
    running_out: list[tuple[Case, Key]], policy: str, family: str
) -> None:
    assert [case.id for case, _ in running_out] == ["small", "asked"]
    for case, key in running_out:
        for seed in ("1", "2", "3"):
            played = bots.play(case, key, policy, seed, family)
            assert played.session.finished
            assert snapshot(replay(case, played.events)) == snapshot(played.session)


def test_there_are_as_many_policies_as_the_course_names() -> None:
    assert (len(BLIND), len(ONE_SIDED), len(MUST_PASS), len(POLICIES)) == (12, 9, 3, 24)
    assert len(ENDING) == 70


def test_a_bot_answers_everything_that_is_asked_before_it_chooses(asking: Case, asking_key: Key) -> None:
    for seed in range(20):
        events = bots.play(asking, asking_key, "random", str(seed)).events
        kinds = {type(e) for e in events}
        if any(isinstance(e, Chose) and e.option == "go-door" for e in events):
            assert {Spoke} <= kinds
        if any(isinstance(e, Chose) and e.scene == "dusk" for e in events):
            assert {Recorded} <= kinds


def test_a_bot_sees_of_a_claim_what_it_was_told_and_nothing_else(asking: Case) -> None:
    play = Player(asking, "quiet")
    walked(play, "ask-cy", "go-door")
    bus, there = see(play.session).claims
    assert (bus.name, bus.words, bus.last, bus.so, bus.first_hand) == (
        "bus", "It was the bus that made Ben late.", None, True, False,
    )  # fmt: skip
    assert (there.so, there.first_hand, there.last) == (None, False, None)
    walked(play, Viewed("bus", 70), Viewed("there", 50), Spoke("door", "Hello."), "knock")
    (there,) = see(play.session).claims
    assert (there.so, there.first_hand, there.last) == (True, True, 50)


def test_a_bot_sees_first_words_and_the_record_as_they_are_asked(asking: Case) -> None:
    play = Player(asking, "quiet")
    walked(play, "go-door")
    assert not see(play.session).speaking
    walked(play, Viewed("bus", 50), Viewed("there", 50))
    assert see(play.session).speaking
    assert see(play.session).choices == ()
    walked(play, Spoke("door", "Hello."), "knock", Viewed("there", 50), "wait")
    seen = see(play.session)
    assert (seen.speaking, seen.claims) == (False, ())
    assert [line.name for line in seen.lines][:2] == ["spoke-ann", "saw-ann"]


TOLD: Mapping[str, Any] = {
    "chooses": ["go-door", "knock", "wait", "go-home"],
    "views": [{"bus": 30, "there": 60}, {"there": 80}],
    "first-words": "Good day.",
    "records": ["spoke-ann", "saw-ann"],
    "writes": "What I know.",
}


def test_a_model_play_tells_views_first_words_and_the_record(asking: Case) -> None:
    events = models.events_of(asking, "quiet", TOLD)
    assert [e for e in events if isinstance(e, Viewed)] == [
        Viewed("bus", 30), Viewed("there", 60), Viewed("there", 80),
    ]  # fmt: skip
    assert Spoke("door", "Good day.") in events
    assert Recorded("dusk", ("spoke-ann", "saw-ann")) in events
    session = replay(asking, events)
    assert session.finished
    assert session.untrue == ()


def test_what_a_model_play_leaves_out_is_answered_with_fifty_and_with_nothing(asking: Case) -> None:
    events = models.events_of(asking, "quiet", {"chooses": TOLD["chooses"]})
    assert {e.likely for e in events if isinstance(e, Viewed)} == {50}
    assert Spoke("door", "") in events
    assert Recorded("dusk", ()) in events


def test_a_model_play_that_records_what_is_no_line_is_refused(asking: Case) -> None:
    with pytest.raises(Refused, match="The record holds other lines"):
        models.events_of(asking, "quiet", {**TOLD, "records": ["spoke-anne"]})


def test_a_play_of_a_bot_or_a_model_depends_on_its_seed_only_in_luck(asking: Case) -> None:
    ends = {replay(asking, models.events_of(asking, "quiet", TOLD, seed=str(n))).weeks_later for n in range(20)}
    assert ends == {"The bus is on time.", "The bus has stopped."}


def test_a_case_in_which_two_scenes_ask_for_a_record_can_be_played_by_bots(
    made: Callable[[str], Case], asking_key: Key
) -> None:
    line = "{rains: {says: I saw Cy., true-if: {happened: [ask-cy]}}}"
    second = f"    opens: It rains.\n    activities: [{{record: {{prompt: And today?, lines: {line}}}}}]\n"
    case = made(changed(ASKED, ("    opens: It rains.\n", second)))
    for seed in range(10):
        assert bots.play(case, asking_key, "random", str(seed), "quiet").session.finished
