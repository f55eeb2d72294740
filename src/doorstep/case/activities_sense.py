"""Do views, first words, records, echoes and what the family saw make sense?"""

from __future__ import annotations

from .conditions_sense import condition_errors, secret
from .errors import CaseError, Path
from .names import Names
from .shape import Case, Scene

OTHERS = 3
"""How many other first words a trainee's own are set beside."""


def of_case(case: Case, names: Names) -> list[CaseError]:
    """All that does not make sense in what is asked besides choices, and in what comes back."""
    return [*_views(case, names), *_asked(case, names), *_echoes(case, names), *_debrief(case, names)]


def _views(case: Case, names: Names) -> list[CaseError]:
    errors = []
    for v, view in case.views.items():
        at: Path = ("views", v)
        errors += names.unknown((*at, "settles"), [view.settles], "question", names.questions)
        question = case.questions.get(view.settles)
        if question is not None:
            errors += names.unknown(
                (*at, "true-if"), view.true_if, f"answer to “{view.settles}”", set(question.answers)
            )
            if not view.true_if or set(view.true_if) >= set(question.answers):
                what = f"“{v}” is true or false whatever the answer, so there is nothing to have a view about."
                errors.append(names.lines.error(at, what, "Name some of the answers after true-if."))
    for s, scene in case.scenes.items():
        errors += names.unknown(("scenes", s, "view-after"), scene.view_after, "view", set(case.views))
    return errors


def _asked(case: Case, names: Names) -> list[CaseError]:
    errors = []
    for s, scene in case.scenes.items():
        for i, activity in enumerate(scene.activities):
            at: Path = ("scenes", s, "activities", i)
            if (activity.first_words is None) == (activity.record is None):
                what = "An activity is first-words or record, one of them."
                errors.append(names.lines.error(at, what, "Write each as a line of its own."))
        errors += _first_words(s, scene, names)
        errors += _records(s, scene, case, names)
    places = [(x, s) for s, sc in case.scenes.items() for a in sc.activities if a.record for x in a.record.lines]
    for x in sorted({x for x, _ in places if [y for y, _ in places].count(x) > 1}):
        errors.append(names.lines.error(("scenes",), f"Two records have a line “{x}”.", "Give one another id."))
    return errors


def _first_words(s: str, scene: Scene, names: Names) -> list[CaseError]:
    errors = []
    asked = [(i, a.first_words) for i, a in enumerate(scene.activities) if a.first_words]
    for i, words in asked:
        at: Path = ("scenes", s, "activities", i)
        if len(words.others) != OTHERS:
            what = f"“{s}” sets the trainee's first words beside {len(words.others)} others."
            errors.append(names.lines.error(at, what, f"Give {OTHERS}."))
    if len(asked) > 1:
        what = f"“{s}” asks for first words twice."
        errors.append(names.lines.error(("scenes", s, "activities"), what, "Keep one of them."))
    return errors


def _records(s: str, scene: Scene, case: Case, names: Names) -> list[CaseError]:
    errors = []
    for i, activity in enumerate(scene.activities):
        for x, line in activity.record.lines.items() if activity.record else ():
            path: Path = ("scenes", s, "activities", i, "record", "lines", x)
            errors += condition_errors(line.true_if, path, case, names)
            if secret(line.true_if, case):
                what = f"Whether “{x}” is true rests on a limit or group that only the key has."
                errors.append(names.lines.error(path, what, "Use happened, never, told or knew."))
    return errors


def _echoes(case: Case, names: Names) -> list[CaseError]:
    errors = []
    for e, echo in case.echoes.items():
        at: Path = ("echoes", e)
        errors += names.unknown((*at, "in"), [echo.in_], "scene", names.scenes)
        errors += condition_errors(echo.if_, (*at, "if"), case, names)
        if secret(echo.if_, case):
            what = f"“{e}” rests on a limit or group that only the key has, and the key is not there while playing."
            errors.append(names.lines.error((*at, "if"), what, "Use kept, missed, happened or never."))
        if not echo.says and (silent := [f for f in case.families if e not in case.families[f].says]):
            what = f"“{e}” says nothing in {', '.join(silent)}."
            errors.append(names.lines.error(at, what, "Add says, here or in that family."))
    return errors


def _debrief(case: Case, names: Names) -> list[CaseError]:
    errors = []
    for q, question in case.questions.items():
        errors += names.unknown(("questions", q, "paper"), question.paper, "statement", set(case.statements))
    others = {o for s in case.scenes.values() for a in s.activities if a.first_words for o in a.first_words.others}
    for f, family in case.families.items():
        at: Path = ("families", f)
        errors += names.unknown((*at, "heard"), family.heard, "other first words", others)
        errors += names.unknown((*at, "saw"), family.saw, "option", names.options)
        errors += names.unknown((*at, "unasked"), family.unasked, "person", names.people)
        if family.weeks_later == ():
            errors.append(names.lines.error((*at, "weeks-later"), "The list is empty.", "Write what became of it."))
    return errors
