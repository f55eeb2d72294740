"""Which family comes, what a replay gives, and which attempt is marked."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doorstep.case import Case, Key
from doorstep.play import (
    Attempt,
    Chose,
    Event,
    Started,
    Trail,
    TrailError,
    Wrote,
    attempts,
    begin,
    draw,
    finished_attempt,
    replay,
    sessions,
)
from doorstep.play.events import Malformed, from_json, to_json
from smallcase import FAMILIES, TO_THE_END, Player, snapshot, stamp
from strategies import MOST_STEPS, pressed, presses, typed


def told(case: Case, family: str, *options: str, text: str | None = None) -> list[Event]:
    """The events of a play, finished where a text is given."""
    play = Player(case, family)
    play.choose(*options)
    if text is not None:
        play.write(text)
    return play.events


def kept(path: Path, case: Case, *plays: list[Event]) -> tuple[Attempt, ...]:
    """Plays in one file, read again."""
    trail, seen = Trail(path), 0
    for events in plays:
        for n, event in enumerate(events):
            seen += len(trail.append([(event, stamp(replay(case, events[: n + 1])))], seen))
    return trail.read()


def test_one_seed_always_draws_one_family(small: Case) -> None:
    assert draw(small, "one") == draw(small, "one")
    assert draw(small, "one").seed == "one"


def test_families_are_drawn_evenly(small: Case) -> None:
    drawn = Counter(draw(small, str(seed)).family for seed in range(3_000))
    assert set(drawn) == set(FAMILIES)
    assert min(drawn.values()) > 900


def test_another_exercise_draws_afresh_for_the_same_seed(small: Case) -> None:
    other = replace(small, id="other")
    same = [draw(small, str(seed)).family == draw(other, str(seed)).family for seed in range(300)]
    assert 60 < sum(same) < 140


def test_each_attempt_meets_the_next_family_until_all_were_met(small: Case) -> None:
    met = [draw(small, "seed", attempt).family for attempt in range(6)]
    assert set(met[:3]) == set(FAMILIES)
    assert met[3:] == met[:3]


def test_the_order_of_families_in_the_file_does_not_decide_who_comes(small: Case) -> None:
    turned = replace(small, families=dict(reversed(small.families.items())))
    assert [draw(turned, str(s)).family for s in range(30)] == [draw(small, str(s)).family for s in range(30)]


@settings(max_examples=40)
@given(presses(), st.sampled_from(FAMILIES), typed())
def test_a_replay_of_the_events_gives_the_session_that_was_played(
    small: Case, lines: list[int], family: str, text: str
) -> None:
    session, events = pressed(small, family, lines, text)
    assert snapshot(replay(small, events)) == snapshot(session)
    for part in range(1, len(events), 9):
        assert len(replay(small, events[:part]).moments) == part - 1


@settings(max_examples=15)
@given(presses(), st.sampled_from(FAMILIES), typed())
def test_a_play_read_from_a_file_is_the_play_that_was_saved(
    tmp_path_factory: pytest.TempPathFactory, small: Case, lines: list[int], family: str, text: str
) -> None:
    session, events = pressed(small, family, lines, text.encode("utf-8", "replace").decode())
    trail = Trail(tmp_path_factory.mktemp("saved") / "small.trail.jsonl")
    trail.append([(event, "") for event in events], 0)
    (attempt,) = trail.read()
    assert attempt.events == tuple(events)
    assert snapshot(replay(small, attempt.events)) == snapshot(session)


@settings(max_examples=60)
@given(presses(), st.sampled_from(FAMILIES))
def test_in_any_play_time_runs_on_and_something_is_always_on_offer(small: Case, lines: list[int], family: str) -> None:
    session, events = pressed(small, family, lines)
    assert all(a.ended <= b.begun and a.visit <= b.visit for a, b in pairwise(session.moments))
    assert all(m.begun < m.ended for m in session.moments)
    assert session.ended or len(events) == MOST_STEPS
    assert [t.at for t in session.tellings] == sorted(t.at for t in session.tellings)
    assert bool(session.offers()) is not session.ended


@pytest.mark.parametrize(
    "event",
    [
        Started(case="small", digest="d", family="quiet", seed="s"),
        Chose("desk", "read"),
        Wrote("„ü“ \n <b> 👩🏽‍⚕️", done=True),
        Wrote(""),
    ],
)
def test_an_event_survives_being_written_down(event: Event) -> None:
    assert from_json(to_json(event)) == event


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (None, "it is not an event of this course"),
        ([], "it is not an event of this course"),
        ({}, "it is not an event of this course"),
        ({"kind": "ended"}, "it is not an event of this course"),
        ({"kind": ["chose"]}, "it is not an event of this course"),
        ({"kind": None}, "it is not an event of this course"),
        ({"kind": "chose", "scene": "desk"}, "a “chose” event has other fields than it should"),
        ({"kind": "chose", "scene": "desk", "option": 1}, "a “chose” event has other fields than it should"),
        ({"kind": "wrote", "text": "x", "done": 1}, "a “wrote” event has other fields than it should"),
        ({"kind": "wrote", "text": "x", "done": True, "mark": 5}, "a “wrote” event has other fields than it should"),
        (
            {"kind": "started", "case": "c", "digest": "d", "family": "f", "seed": "s", "rules": True},
            "a “started” event has other fields than it should",
        ),
    ],
)
def test_what_is_no_event_is_refused_in_a_sentence(data: object, sentence: str) -> None:
    with pytest.raises(Malformed) as malformed:
        from_json(data)
    assert str(malformed.value) == sentence


def test_the_first_finished_attempt_is_the_marked_one(tmp_path: Path, small: Case) -> None:
    left = told(small, "quiet", "read", "wait")
    first = told(small, "plain", *TO_THE_END, text="The first.")
    second = told(small, "grave", *TO_THE_END, text="The second.")
    read = kept(tmp_path / "t.trail.jsonl", small, left, first, second)
    assert [a.started.family for a in read] == ["quiet", "plain", "grave"]
    marked = finished_attempt(small, read)
    assert marked is not None
    assert (marked.family_name, marked.written) == ("plain", "The first.")
    assert [s.finished for s in sessions(small, read)] == [False, True, True]


def test_where_nothing_is_finished_nothing_is_marked(tmp_path: Path, small: Case) -> None:
    read = kept(tmp_path / "t.trail.jsonl", small, told(small, "quiet", "read"), told(small, "plain", *TO_THE_END))
    assert len(read) == 2
    assert finished_attempt(small, read) is None


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"case": "large"}, "Attempt 2 cannot be replayed. These answers belong to another case, “large”."),
        ({"digest": "0"}, "Attempt 2 cannot be replayed. These answers were given to another version of the case."),
        ({"rules": 9}, "Attempt 2 cannot be replayed. These answers were given under rules version 9, and this is 1."),
        ({"family": "loud"}, "Attempt 2 cannot be replayed. The case has no family called “loud”."),
    ],
)
def test_a_foreign_attempt_among_others_is_an_error_and_never_passed_over(
    tmp_path: Path, small: Case, change: dict[str, str | int], sentence: str
) -> None:
    trail = Trail(tmp_path / "t.trail.jsonl")
    foreign = replace(begin(small, "plain", "s"), **change)
    trail.append([(e, "") for e in [*told(small, "quiet", *TO_THE_END, text="Kept."), foreign]], 0)
    with pytest.raises(TrailError) as error:
        finished_attempt(small, trail.read())
    assert str(error.value) == sentence


def test_what_cannot_have_happened_is_an_error(tmp_path: Path, small: Case, small_key: Key) -> None:
    trail = Trail(tmp_path / "t.trail.jsonl")
    trail.append([(begin(small, "quiet", "s"), ""), (Chose("desk", "go-home"), "")], 0)
    with pytest.raises(TrailError, match=r"^Attempt 1 cannot be replayed\. That cannot be chosen here now\.$"):
        finished_attempt(small, trail.read())


def test_lines_are_parted_at_each_beginning(tmp_path: Path, small: Case) -> None:
    trail = Trail(tmp_path / "t.trail.jsonl")
    quiet, plain = told(small, "quiet", "read", "tidy"), told(small, "plain")
    lines = trail.append([(e, "") for e in [*quiet, *plain]], 0)
    assert [len(a.lines) for a in attempts(lines)] == [3, 1]
    assert attempts(()) == ()
