"""Every screen of any play of the real cases: one heading, no id twice, and nothing a trainee should not read yet."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doorstep.case import Case, Key, load_case
from doorstep.cohort import bots
from doorstep.cohort.course import find_course
from doorstep.play import Session, begin
from doorstep.stage import views
from doorstep.stage.render import html
from strategies import pressed, presses

COURSE = find_course(Path(__file__))
KEYS: dict[str, Key | None] = {e.name: e.load()[1] for e in COURSE.exercises}
CASES = {
    case.id: case
    for case in map(load_case, [f / "case.yaml" for f in [*COURSE.lessons, *(e.folder for e in COURSE.exercises)]])
}


class Read(HTMLParser):
    """A screen as it is read: its words, its headings, its ids, what its labels point to."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.tags: Counter[str] = Counter()
        self.ids: list[str] = []
        self.pointed: set[str] = set()
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        given = dict(attrs)
        self.ids += [given["id"] or ""] if "id" in given else []
        for name in ("for", "aria-labelledby", "aria-describedby"):
            self.pointed |= set((given.get(name) or "").split())
        if tag not in ("input", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        self.text += data


def sayings(session: Session) -> list[str]:
    """What stands in the case and must not be read yet: reasons of this stay, other families, what comes after."""
    case, told = session.case, {m.reason for m in session.moments if m.visit < session.visit}
    kept = [rung.because for c in case.criteria.values() for rung in c.ladder]
    kept += [option.reason for _, option in case.options.values() if option.reason not in told]
    for ends in (f.weeks_later for f in case.families.values()):
        kept += [ends] if isinstance(ends, str) else ends
    kept += [words for f in case.families.values() for words in (*f.saw.values(), *f.unasked.values())]
    kept += [option.saw for _, option in case.options.values()]
    kept += [echo.says for name, echo in case.echoes.items() if name not in session.echoed]
    for name in set(case.scenes) - set(session.spoken):
        words = [a.first_words for a in case.scenes[name].activities if a.first_words]
        kept += [other.heard for w in words for other in w.others.values()]
    kept += [words for f in case.families.values() for words in f.if_missed.values()]
    kept += [words for name, f in case.families.items() if name != session.family_name for words in f.says.values()]
    mine = {*session.family.says.values(), *(option.then for _, option in case.options.values())}
    key = KEYS.get(case.id)
    kept += [key.canary] if key else []
    return [words for words in kept if words and words not in mine]


def read_through(screen: str) -> Read:
    read = Read(screen)
    assert not read.open
    assert read.tags["h2"] == 1
    assert len(read.ids) == len(set(read.ids))
    assert read.pointed <= set(read.ids)
    assert "{{" not in screen
    return read


def plain(words: str) -> str:
    """Words without their markup, as near as matters for finding them."""
    return "".join(c for c in words if c.isalpha() or c == " ").strip()


@pytest.mark.parametrize("name", sorted(CASES))
@settings(max_examples=30)
@given(lines=presses(), data=st.data())
def test_any_screen_of_any_play_is_sound_and_tells_nothing_too_early(
    name: str, lines: list[int], data: st.DataObject
) -> None:
    a_screen_is_sound(CASES[name], lines, data)


@settings(max_examples=60)
@given(lines=presses(), data=st.data())
def test_any_screen_of_the_case_that_asks_everything_is_sound_and_tells_nothing_too_early(
    asking: Case, lines: list[int], data: st.DataObject
) -> None:
    a_screen_is_sound(asking, lines, data)


def a_screen_is_sound(case: Case, lines: list[int], data: st.DataObject) -> None:
    family = data.draw(st.sampled_from(sorted(case.families)))
    _, events = pressed(case, family, lines, "I know it from “Rob”. <b>")
    begun = events[: data.draw(st.integers(1, len(events)))]
    session = Session(case, begun[0])
    for event in begun[1:]:
        session.do(event)
    if session.finished:
        read_through(html({**views.finished(session, 2, 1), "name": "", "notebook": ""}))
        return
    read = read_through(html(views.writing(session) if session.ended else views.scene(session)))
    if session.ended:
        return
    shown = plain(read.text)
    assert not [words for words in sayings(session) if plain(words) and plain(words) in shown]


def test_every_case_of_the_course_is_read_through() -> None:
    files = [*COURSE.root.glob("course/*/case.yaml"), *COURSE.root.glob("solutions/*/case.yaml")]
    assert len(CASES) == len(files)
    assert set(CASES) >= {"start-here", "at-the-door"}


@pytest.mark.parametrize("name", sorted(CASES))
def test_the_cover_says_what_is_marked_and_how_it_is_not(name: str) -> None:
    case = CASES[name]
    read = read_through(html(views.cover(case)))
    for criterion in case.criteria.values():
        assert plain(criterion.says) in plain(read.text)
    kept = [rung.because for c in case.criteria.values() for rung in c.ladder]
    assert not [words for words in kept if plain(words) in plain(read.text)]
    assert case.review.status in read.text.lower() or case.review.status.capitalize() in read.text


def test_each_case_has_a_picture_on_its_cover_that_says_nothing_to_a_screen_reader() -> None:
    pictures = {name for name in get_args(get_type_hints(Case)["picture"]) if name}
    assert {case.picture for case in CASES.values()} == pictures
    drawn = {html(views.cover(case)).partition("</svg>")[0] for case in CASES.values()}
    assert len(drawn) == len(pictures)
    for cover in drawn:
        assert '<svg class="ds-picture" viewBox="0 0 120 96" aria-hidden="true" focusable="false">' in cover


def test_two_screens_in_one_notebook_share_no_id(small: Case) -> None:
    first = Read(html(views.cover(small), "one")).ids
    session, _ = pressed(small, "quiet", [0])
    writing = Read(html(views.writing(session), "one")).ids
    other = Read(html(views.writing(session), "two")).ids
    assert writing
    assert not set(writing) & set(other)
    assert len(first) == len(set(first))


@pytest.mark.parametrize(("name", "family"), [(case.id, family) for case in CASES.values() for family in case.families])
def test_what_the_clock_brings_is_told_on_one_screen_only(name: str, family: str) -> None:
    case = CASES[name]
    told: Counter[tuple[str, str]] = Counter()
    for seed in range(10):
        _, *events = bots.play(case, KEYS.get(name), "random", f"bells:{seed}", family).events
        session = Session(case, begin(case, family, str(seed)))
        heard: Counter[tuple[str, str]] = Counter()
        for event in events:
            if session.ended:
                break
            screen = views.scene(session)
            heard.update((r["at"], r["bell"]) for r in screen["replies"] if "bell" in r)
            session.do(event)
        assert set(heard.values()) <= {1}
        told += heard
    assert told or not case.clock
