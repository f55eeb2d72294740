"""Events as JSON and back: nothing is lost, and what is no event is not taken for one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doorstep.play import RULES, Chose, Event, Recorded, Spoke, Started, Viewed, Wrote
from doorstep.play.events import _KINDS, Malformed, from_json, to_json

EVENTS: list[Event] = [
    Started("small", "0" * 16, "quiet", "seed"),
    Started("small", "0" * 16, "quiet", "seed", rules=RULES + 1),
    Chose("desk", "read"),
    Wrote("It was the bus.", done=True),
    Wrote(""),
    Viewed("bus", 0),
    Viewed("bus", 100),
    Spoke("door", "Good morning.\nIs it you?"),
    Recorded("dusk", ()),
    Recorded("dusk", ("spoke-ann", "not-cy")),
]


def through_a_file(event: Event) -> Event:
    return from_json(json.loads(json.dumps(to_json(event))))


@pytest.mark.parametrize("event", EVENTS, ids=repr)
def test_an_event_comes_back_from_a_file_as_it_was(event: Event) -> None:
    assert through_a_file(event) == event


def test_every_kind_of_event_is_tried() -> None:
    assert {type(e) for e in EVENTS} == set(_KINDS.values())
    assert set(_KINDS) == {"started", "chose", "wrote", "viewed", "spoke", "recorded"}


@given(st.lists(st.text(), max_size=5), st.text(), st.integers())
def test_any_words_and_numbers_come_back(lines: list[str], words: str, likely: int) -> None:
    for event in (Recorded(words, tuple(lines)), Spoke(words, words), Viewed(words, likely)):
        assert through_a_file(event) == event


@pytest.mark.parametrize(
    "data",
    [
        {"kind": "viewed", "view": "bus", "likely": "50"},
        {"kind": "viewed", "view": "bus", "likely": 50.0},
        {"kind": "viewed", "view": "bus", "likely": True},
        {"kind": "viewed", "view": "bus", "likely": None},
        {"kind": "viewed", "view": "bus"},
        {"kind": "viewed", "view": ["bus"], "likely": 50},
        {"kind": "viewed", "view": "bus", "likely": 50, "scene": "desk"},
        {"kind": "spoke", "scene": "door", "text": None},
        {"kind": "spoke", "scene": "door"},
        {"kind": "spoke", "scene": "door", "text": ["Hello."]},
        {"kind": "recorded", "scene": "dusk", "lines": "saw-ann"},
        {"kind": "recorded", "scene": "dusk", "lines": None},
        {"kind": "recorded", "scene": "dusk", "lines": {"saw-ann": True}},
        {"kind": "recorded", "scene": "dusk", "lines": ["saw-ann", 1]},
        {"kind": "recorded", "scene": "dusk", "lines": [["saw-ann"]]},
        {"kind": "recorded", "scene": "dusk", "lines": [None]},
        {"kind": "recorded", "scene": "dusk"},
        {"kind": "Recorded", "scene": "dusk", "lines": []},
        {"kind": ["recorded"], "scene": "dusk", "lines": []},
        {"scene": "dusk", "lines": []},
        [],
        "recorded",
        None,
    ],
    ids=repr,
)
def test_what_is_no_event_is_refused_in_a_sentence(data: Any) -> None:
    with pytest.raises(Malformed, match=r"^(it is not an event of this course|a “\w+” event has other fields)"):
        from_json(data)
