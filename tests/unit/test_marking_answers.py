"""A hand-in in words: escaped to the letter, and honest about what is marked."""

from __future__ import annotations

import html
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbconvert.filters.markdown_mistune import markdown2html_mistune

from doorstep.case import Case, Key, load_case, load_key
from doorstep.cohort import bots
from doorstep.cohort.pretend import write_trail
from doorstep.marking.answers import as_text, block, in_words
from doorstep.play import Event, Trail, Wrote

SOLUTIONS = Path(__file__).parents[2] / "solutions"
NAME = "at-the-door"


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case(SOLUTIONS / NAME / "case.yaml")


@pytest.fixture(scope="module")
def key(case: Case) -> Key:
    return load_key(SOLUTIONS / f"{NAME}.key.yaml", case)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DOORSTEP_KEYS", str(SOLUTIONS))
    shutil.copy(SOLUTIONS / NAME / "case.yaml", tmp_path)
    return tmp_path


def trail(folder: Path) -> Path:
    return folder / f"{NAME}.trail.jsonl"


def typed(events: tuple[Event, ...], text: str) -> tuple[Event, ...]:
    return tuple(replace(e, text=text) if isinstance(e, Wrote) else e for e in events)


def read(page: str) -> str:
    """The text a browser would show of a cell, as nbgrader renders it."""
    rendered = markdown2html_mistune("Some author's *words*.\n" + page)
    assert "<em>words</em>" in rendered, "the cell's own Markdown is still rendered"
    return html.unescape(re.sub(r"<[^>]+>", "", rendered.replace("<br>", "\n")))


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"]) | st.sampled_from("\n*_`$<>&#1. \\[]()!|~-+")))
def test_whatever_is_typed_is_shown_to_the_letter(text: str) -> None:
    shown = read(block(f"<p>⟦{as_text(text)}⟧</p>"))
    assert shown[shown.index("⟦") + 1 : shown.rindex("⟧")] == text


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "**b**", "$x$ and $$y$$", "1. one", "# head", "[a](javascript:b)"]
)
def test_markup_of_any_kind_stays_text(text: str) -> None:
    page = markdown2html_mistune(block(f"<p>{as_text(text)}</p>"))
    assert re.findall(r"<(\w+)", page) == ["div", "p"]
    assert "tex2jax_ignore" in page


def test_control_signs_are_left_out_and_emoji_kept() -> None:
    assert as_text("a\x00b\x1bc\td\r\ne 👩‍👧") == "abc\td<br>e 👩‍👧"


def test_path_door_stops_and_writing_are_there(folder: Path, case: Case, key: Key) -> None:
    events = bots.play(case, key, "thoughtful", "a").events
    write_trail(trail(folder), case, typed(events, "What I know\nfirst hand."))
    shown = read(in_words(folder))
    assert "There is one attempt, and it is the one marked." in shown
    assert "Behind this door it was" in shown
    assert "The path taken" in shown
    assert "10:20 " in shown
    assert "What I know\nfirst hand." in shown
    assert "Nothing of the kind happened." in shown


def test_a_stop_that_was_crossed_is_said_in_the_cases_words(folder: Path, case: Case, key: Key) -> None:
    plays = (bots.play(case, key, "random", str(n)) for n in range(500))
    crossed = next(p for p in plays if p.marks.stops)
    write_trail(trail(folder), case, crossed.events)
    shown = read(in_words(folder))
    not_crossed = [c.says for c in case.criteria.values() if c.stop and c.says not in crossed.marks.stops]
    assert all(words in shown for words in crossed.marks.stops)
    assert not [words for words in not_crossed if words in shown]
    assert "not passed, whatever the marks" in shown


def test_without_the_key_the_stops_are_said_to_be_unseen(
    folder: Path, case: Case, key: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_trail(trail(folder), case, bots.play(case, key, "first", "a").events)
    monkeypatch.setenv("DOORSTEP_KEYS", str(folder))
    assert "Not looked at" in read(in_words(folder))


def test_of_several_attempts_the_first_finished_is_told_and_the_others_are_mentioned(
    folder: Path, case: Case, key: Key
) -> None:
    first, second = (bots.play(case, key, "thoughtful", seed).events for seed in ("a", "b"))
    written = Trail(trail(folder))
    events = [*first[:4], *typed(first, "the marked one"), *typed(second, "for practice")]
    written.append([(e, "2026-10-13T10:20") for e in events], seen=0)
    shown = read(in_words(folder))
    assert "Attempt 2 of 3 is marked" in shown
    assert "the marked one" in shown
    assert "for practice" not in shown


def test_an_unfinished_play_is_shown_as_far_as_it_went(folder: Path, case: Case, key: Key) -> None:
    events = bots.play(case, key, "thoughtful", "a").events
    write_trail(trail(folder), case, events[:5])
    shown = read(in_words(folder))
    assert "not played to its end" in shown
    assert "10:20 " in shown
    assert "No written answer was saved." in shown


@pytest.mark.parametrize(("data", "sentence"), [(None, "There is no"), (b"", "is empty"), (b"{}\n", "line 1")])
def test_answers_that_cannot_be_read_are_said_to_be_so(folder: Path, data: bytes | None, sentence: str) -> None:
    if data is not None:
        trail(folder).write_bytes(data)
    shown = read(in_words(folder))
    assert "The answers could not be read" in shown
    assert sentence in shown
