"""Every word of a condition, once where it holds and once where it does not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any

import pytest

from askedcase import walked
from doorstep.case import Case, Key
from doorstep.case.rules import Before, Condition, FirstHand, Within
from doorstep.play import Event, Recorded, Viewed
from doorstep.play.conditions import Terms, holds
from smallcase import Player

Start = Callable[..., Player]

TALKED = ("go-door", "knock")
SAID = ("go-office", "help-now")
MOVED = ("promise-time", "wait", "move-it")
RANG = ("promise-time", "wait", "ring-again")
LATE = ("promise-soon", "wait", "ring-again")
SLIPPED = ("promise-time", "wait", "write-up", "move-it")

# The word, what it asks for, the family, and plays in which it holds and in which it does not.
Options = tuple[str, ...]
CASES: list[tuple[dict[str, Any], str, list[Options], list[Options]]] = [
    ({"knew": ("why-bus",)}, "quiet", [("ring-ann",), ("ask-cy",)], [(), ("read",)]),
    ({"knew": ("why-bus",)}, "grave", [], [("ring-ann",), ("ask-cy",)]),
    ({"knew": ("why-bus", "ann-there")}, "quiet", [TALKED], [("ring-ann",), ("pick-up",)]),
    ({"not_knew": ("why-bus",)}, "quiet", [(), ("pick-up",)], [("ring-ann",)]),
    ({"not_knew": ("why-bus", "ann-there")}, "quiet", [()], [("ring-ann",), ("pick-up",)]),
    ({"knew_first_hand": FirstHand("telling", 1)}, "quiet", [("ring-ann",)], [(), ("ask-cy",)]),
    ({"knew_first_hand": FirstHand("telling", 2)}, "quiet", [TALKED], [("ring-ann",), ("ask-cy", "pick-up")]),
    ({"knew_first_hand": FirstHand(("why",), 1)}, "quiet", [("ring-ann",)], [("pick-up",)]),
    (
        {"knew_first_hand": FirstHand("telling", 1, "recommending")},
        "quiet",
        [("ring-ann", *SAID), ("ring-ann",)],
        [(*SAID, "ring-ann"), ("ask-cy", *SAID, "ring-ann")],
    ),
    ({"knew_first_hand": FirstHand(("night",), 1, ("listen",))}, "quiet", [("pick-up", "listen")], [("ring-ann",)]),
    ({"happened": ("read", "tidy")}, "quiet", [("tidy",), ("read",)], [(), ("ask-cy",)]),
    ({"happened": "helping"}, "quiet", [SAID], [("go-office", "wait-and-see")]),
    ({"happened": ("ring-ann",)}, "plain", [], [("ring-ann",)]),
    ({"never": ("read", "tidy")}, "quiet", [(), ("ask-cy",)], [("tidy",), ("ask-cy", "read")]),
    ({"never": "helping"}, "quiet", [("go-office", "wait-and-see")], [SAID]),
    ({"never": ("ring-ann",)}, "plain", [("ring-ann",)], []),
    ({"told": {"ann": "why-asked"}}, "quiet", [("ring-ann",)], [(), SAID]),
    ({"told": {"ann": "why-asked", "cy": "danger"}}, "quiet", [("ring-ann", *SAID)], [("ring-ann",), SAID]),
    ({"told": {"cy": "danger"}}, "quiet", [SAID], [("go-office", "wait-and-see")]),
    ({"before": Before(("read",), ("tidy",))}, "quiet", [("read", "tidy"), ("read",)], [("tidy", "read"), ()]),
    (
        {"before": Before("helping", "recommending")},
        "quiet",
        [],
        [SAID, ("go-office", "wait-and-see", *SAID)],
    ),
    (
        {"before": Before(("ring-ann", "ask-cy"), "recommending")},
        "quiet",
        [("ask-cy", *SAID), ("ring-ann", "ask-cy")],
        [(*SAID, "ask-cy")],
    ),
    ({"before": Before(("ring-ann",), ("tidy",))}, "plain", [], [("ring-ann", "tidy")]),
    (
        {"within": Within("helping", "why-poorly", "at-once")},
        "grave",
        [("ring-ann", *SAID), ("ring-ann", "ask-cy", "read", *SAID), ("ask-cy", "read", "promise-time", *SAID)],
        [(), SAID, ("ring-ann",), ("ring-ann", "tidy", *SAID), (*SAID, "ring-ann")],
    ),
    ({"within": Within(("help-now",), "why-poorly", "at-once")}, "quiet", [], [("ring-ann", *SAID)]),
    ({"within": Within(("read", "ask-cy"), "why-poorly", "at-once")}, "grave", [("ring-ann", "read")], [("read",)]),
    ({"promised": ("ring-by.by-three",)}, "quiet", [("promise-time",), RANG], [(), ("promise-soon",)]),
    ({"promised": ("ring-by.by-three",)}, "quiet", [], [("promise-time", "promise-soon")]),
    ({"promised": ("ring-by.soon", "see-ben.today")}, "quiet", [("promise-soon",)], [("promise-time",)]),
    ({"kept": "ring-by"}, "quiet", [RANG], [("promise-time",), LATE, ("wait", "ring-again")]),
    ({"moved_early": "ring-by"}, "quiet", [MOVED], [RANG, SLIPPED, ("wait", "move-it")]),
]  # fmt: skip

# The words that look at what only the asking case has: what is put on the record, views, trust. What is asked and
# not told here is answered plainly: fifty to every view, nothing on the record.
Steps = tuple[str | Event, ...]
MET = ("go-door", Viewed("bus", 50), Viewed("there", 50), "knock")
TRUE, UNTRUE = Recorded("dusk", ("not-cy", "not-bus")), Recorded("dusk", ("not-cy", "saw-ann"))
ASKED_CASES: list[tuple[dict[str, Any], str, list[Steps], list[Steps]]] = [
    (
        {"missed": "ring-by"},
        "quiet",
        [LATE, ("promise-soon", "wait"), ("promise-time", "wait", "sleep")],
        [(), RANG, MOVED, ("promise-time", "wait"), ("wait", "ring-again"), ("promise-next-day", "wait", "sleep")],
    ),
    ({"missed": "see-ben"}, "quiet", [("promise-soon", "wait", "sleep")], [("promise-time", "wait", "sleep")]),
    ({"trusts": ("ann",)}, "quiet", [TALKED], [(), ("go-door", "walk-away"), ("go-door", "walk-away", *TALKED)]),
    ({"trusts": ("ann", "ben")}, "quiet", [(*TALKED, "pick-up", "listen")], [TALKED, ("pick-up", "listen")]),
    ({"wary": ("ann",)}, "quiet", [("go-door", "walk-away"), ("go-door", "walk-away", *TALKED)], [(), TALKED]),
    (
        {"wary": ("ann", "ben")},
        "quiet",
        [("go-door", "walk-away", "pick-up", "hang-up")],
        [("go-door", "walk-away"), ("go-door", "walk-away", "pick-up", "listen")],
    ),
    ({"recorded": ("not-cy",)}, "quiet", [("wait", TRUE), ("wait", UNTRUE)], [(), ("wait", Recorded("dusk", ()))]),
    ({"recorded": ("not-cy", "saw-ann")}, "quiet", [("wait", UNTRUE)], [("wait", TRUE)]),
    (
        {"recorded_untrue": True},
        "quiet",
        [("wait", UNTRUE), ("ask-cy", "wait", TRUE)],
        [(), ("wait", TRUE), ("wait", Recorded("dusk", ())), (*TALKED, "wait", UNTRUE)],
    ),
    (
        {"view_moved": True},
        "quiet",
        [(*MET, Viewed("there", 60))],
        [(), MET, (*MET, Viewed("there", 50)), ("go-door", Viewed("bus", 50), Viewed("there", 60), "walk-away")],
    ),
    (
        {"view_held": True},
        "quiet",
        [(*MET, Viewed("there", 50)), (*MET, Viewed("there", 0))],
        [(), MET, (*MET, Viewed("there", 60)), ("go-door", Viewed("bus", 50), Viewed("there", 60), "walk-away")],
    ),
    ({"view_moved": True}, "plain", [(*MET, Viewed("there", 40))], [(*MET, Viewed("there", 60))]),
    ({"view_held": True}, "plain", [(*MET, Viewed("there", 60))], [(*MET, Viewed("there", 40))]),
]  # fmt: skip


def plays(which: int, cases: Sequence[tuple[dict[str, Any], str, Any, Any]] = CASES) -> list[Any]:
    return [
        pytest.param(
            words, family, steps, id=f"{'-'.join(words)}: {' '.join(map(said, steps)) or 'nothing done'} ({family})"
        )
        for words, family, *lists in cases
        for steps in lists[which]
    ]


def said(step: str | Event) -> str:
    return step if isinstance(step, str) else repr(step)


@pytest.fixture
def terms(small: Case, small_key: Key) -> Terms:
    return Terms.of(small, small_key)


@pytest.mark.parametrize(("words", "family", "options"), plays(0))
def test_it_holds(player: Start, terms: Terms, words: dict[str, Any], family: str, options: Options) -> None:
    assert holds(Condition(**words), player(family).choose(*options), terms)


@pytest.mark.parametrize(("words", "family", "options"), plays(1))
def test_it_does_not_hold(player: Start, terms: Terms, words: dict[str, Any], family: str, options: Options) -> None:
    assert not holds(Condition(**words), player(family).choose(*options), terms)


@pytest.mark.parametrize(("words", "family", "steps"), plays(0, ASKED_CASES))
def test_it_holds_of_what_was_asked(
    asker: Start, asking: Case, words: dict[str, Any], family: str, steps: Steps
) -> None:
    assert holds(Condition(**words), walked(asker(family), *steps), Terms.of(asking))


@pytest.mark.parametrize(("words", "family", "steps"), plays(1, ASKED_CASES))
def test_it_does_not_hold_of_what_was_asked(
    asker: Start, asking: Case, words: dict[str, Any], family: str, steps: Steps
) -> None:
    assert not holds(Condition(**words), walked(asker(family), *steps), Terms.of(asking))


def test_every_word_of_a_condition_is_tried_both_ways() -> None:
    words = {f.name for f in fields(Condition)}
    tried = [(given, bool(holding), bool(failing)) for given, _, holding, failing in (*CASES, *ASKED_CASES)]
    assert {name for given, holding, _ in tried if holding for name in given} == words
    assert {name for given, _, failing in tried if failing for name in given} == words


def test_every_line_of_a_condition_must_hold(player: Start, terms: Terms) -> None:
    session = player().choose("ring-ann")
    assert holds(Condition(knew=("why-bus",), told={"ann": "why-asked"}, never="helping"), session, terms)
    assert not holds(Condition(knew=("why-bus",), told={"cy": "danger"}, never="helping"), session, terms)


def test_the_last_minute_of_a_limit_is_within_it(player: Start, small: Case) -> None:
    # Known at 09:10; help is asked for at 09:22, twelve minutes later.
    session = player("grave").choose("ring-ann", "read", *SAID)
    asked = Condition(within=Within("helping", "why-poorly", "limit"))
    assert holds(asked, session, Terms(small.groups, {"limit": 12}))
    assert not holds(asked, session, Terms(small.groups, {"limit": 11}))


def test_a_limit_runs_from_the_first_telling(player: Start, small: Case) -> None:
    session = player("grave").choose("ask-cy", "tidy", "ring-ann", *SAID)
    assert not holds(
        Condition(within=Within("helping", "why-poorly", "limit")), session, Terms(small.groups, {"limit": 60})
    )


def test_a_name_that_stands_for_nothing_is_not_passed_over(player: Start, small: Case) -> None:
    session = player("grave").choose("ring-ann")
    for secret in (
        Condition(knew_first_hand=FirstHand("telling", 1)),
        Condition(within=Within("helping", "why-poorly", "at-once")),
    ):
        with pytest.raises(KeyError):
            holds(secret, session, Terms.of(small))


def test_terms_of_a_key_are_added_to_those_of_the_case(small: Case, small_key: Key) -> None:
    terms = Terms.of(small, small_key)
    assert terms.members("helping") == ("help-now",)
    assert terms.members("telling") == ("why", "night")
    assert terms.members(("read",)) == ("read",)
    assert terms.limits == {"at-once": 30}
