"""What was learnt, held against each explanation: complete, in order, and never a mark."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doorstep.case import Case, load_case
from doorstep.cohort.course import find_course
from doorstep.practice import grid, separates
from doorstep.practice.evidence import STRENGTH
from doorstep.stage.debrief import SPEAKS
from doorstep.stage.plain import screen as plain_screen
from doorstep.stage.render import html
from doorstep.stage.views import finished
from smallcase import played
from strategies import pressed, presses

COURSE = find_course(Path(__file__))
DACRE = load_case(COURSE.root / "solutions" / "at-the-door" / "case.yaml")


def test_nothing_learnt_is_held_against_nothing(small: Case) -> None:
    assert grid(played(small, "quiet", [])) is None


@given(lines=presses(), family=st.sampled_from(sorted(DACRE.families)))
def test_every_fact_that_was_learnt_stands_once_beside_every_explanation(lines: list[int], family: str) -> None:
    session, _ = pressed(DACRE, family, lines, "A note.")
    held = grid(session)
    learnt = list(dict.fromkeys(t.question for t in session.tellings))
    if not learnt:
        assert held is None
        return
    assert held is not None
    assert [f.ask for f in held.facts] == [DACRE.questions[q].ask for q in learnt]
    assert [f.is_ for f in held.facts] == [DACRE.answer(session.family.answers[q]).is_ for q in learnt]
    assert all(len(f.speaks) == len(held.explanations) == 4 for f in held.facts)
    left = {q.ask: separates(DACRE, q) for name, q in DACRE.questions.items() if name not in learnt}
    assert held.open == max(left, key=lambda ask: left[ask], default=""), "the best of what is left, or nothing"


def test_a_question_whose_answers_point_apart_separates_better_than_one_whose_answers_do_not() -> None:
    apart = {name: separates(DACRE, q) for name, q in DACRE.questions.items()}
    # How she is today goes with three of the four; who is there of an evening tells most of them apart.
    assert max(apart, key=lambda name: apart[name]) == "evening"
    assert min(apart, key=lambda name: apart[name]) == "today"


@pytest.mark.parametrize("strength", sorted(STRENGTH))
def test_every_strength_has_its_words(strength: str) -> None:
    assert SPEAKS[strength]


@given(lines=presses(), family=st.sampled_from(sorted(DACRE.families)))
def test_the_last_page_and_the_terminal_show_it_without_a_mark(lines: list[int], family: str) -> None:
    session, _ = pressed(DACRE, family, lines, "A note.")
    if not session.finished or grid(session) is None:
        return
    view = finished(session, 1, 1)
    page = html({**view, "name": "", "notebook": ""})
    assert "What each thing you learnt speaks for" in page
    assert "What each thing you learnt speaks for" in plain_screen(view)
    assert any(f"</span> {words}</td>" in page for words in SPEAKS.values())
    assert page.count('class="ds-sign"') == 4 * len({t.question for t in session.tellings})
