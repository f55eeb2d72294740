"""The check that proves the course whole: every error at once, each with file, line and remedy."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..case import Case, CaseError, CaseErrors, Key, load_case
from ..play import Refused, replay
from ..practice import marks
from . import models, notebooks, released
from .course import Course, Exercise, read_yaml

POINTS = (*(f"A{n}" for n in range(1, 48)), *(f"B{n}" for n in range(1, 30)))
"""The points of the two accounts, by number."""


@dataclass
class Report:
    """What the check found: errors, points nobody practises yet, and how much it looked at."""

    errors: list[CaseError] = field(default_factory=list)
    uncovered: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """The report for ``--json``."""
        return {"errors": [str(e) for e in self.errors], "uncovered": self.uncovered, **self.counts}


def check(course: Course, regenerate: bool = True) -> Report:
    """Check the whole course. ``regenerate`` also runs nbgrader, to compare exercises/ with it."""
    report = Report(counts={"cases": 0, "exercises": 0, "lessons": 0})
    if not course.lessons and not course.exercises:
        what = "No case was found, so nothing was checked."
        report.errors.append(CaseError("course", 1, what, "Run this in the clone's folder."))
        return report
    cases: list[Case] = []
    for lesson in course.lessons:
        cases += _loaded(lesson / "case.yaml", course.root, report)
        report.errors += notebooks.of_lesson(lesson)
    for exercise in course.exercises:
        cases += _exercise(exercise, course.root, report)
    report.errors += released.strays(course)
    report.errors += released.canaries(course)
    if regenerate and not report.errors:
        report.errors += released.drift(course)
    _points(course, cases, report)
    report.counts = {"cases": len(cases), "exercises": len(course.exercises), "lessons": len(course.lessons)}
    return report


def _loaded(path: Path, root: Path, report: Report) -> list[Case]:
    try:
        return [load_case(path)]
    except CaseErrors as errors:
        report.errors += _placed(errors.errors, path.parent.relative_to(root))
        return []


def _placed(errors: tuple[CaseError, ...], folder: Path) -> list[CaseError]:
    return [CaseError((folder / e.file).as_posix(), e.line, e.what, e.remedy) for e in errors]


def _exercise(exercise: Exercise, root: Path, report: Report) -> list[Case]:
    cases = _loaded(exercise.folder / "case.yaml", root, report)
    if not cases:
        return []
    case = cases[0]
    if case.id != exercise.name:
        what = f"The case is called “{case.id}” and its folder “{exercise.name}”."
        report.errors.append(CaseError("case.yaml", 1, what, "Give them one name."))
    if case.kind != "exercise":
        what = f"“{case.id}” stands in solutions/, and it is a {case.kind}."
        report.errors.append(CaseError("case.yaml", 1, what, "Write kind: exercise, or move it to course/."))
        return cases
    try:
        _, key = exercise.load()
    except CaseErrors as errors:
        report.errors += _placed(errors.errors, exercise.key_path.parent.relative_to(root))
        return cases
    report.errors += notebooks.of_exercise(exercise.folder, case)
    report.errors += _model_plays(exercise, case, key)
    report.errors += notebooks.as_shipped(exercise.folder, case)
    return cases


def _model_plays(exercise: Exercise, case: Case, key: Key) -> list[CaseError]:
    file = exercise.models_path.name
    try:
        told = read_yaml(exercise.models_path)
    except CaseErrors as unread:
        return list(unread.errors)
    if errors := models.missing(case, told, file):
        return errors
    for family in case.families:
        try:
            session = replay(case, models.events_of(case, family, told[family]))
        except Refused as error:
            errors.append(CaseError(file, 1, f"The model play of “{family}” cannot happen. {error}", "Mend it."))
            continue
        if not session.finished:
            errors.append(CaseError(file, 1, f"The model play of “{family}” does not end.", "Add what is missing."))
        elif not (result := marks(session, key)).passed:
            what = f"The model play of “{family}” does not pass: {result.percent:.0f}%, stops: {len(result.stops)}."
            errors.append(CaseError(file, 1, what, "Mend the play, or the criteria."))
    return errors


def _points(course: Course, cases: list[Case], report: Report) -> None:
    try:
        points = course.points
    except CaseErrors as errors:
        report.errors += errors.errors
        return
    if missing := [p for p in POINTS if p not in points]:
        what = f"accounts.yaml does not hold {', '.join(missing)}."
        report.errors.append(CaseError("course/accounts.yaml", 1, what, "Restore what is missing."))
    practised: set[str] = set()
    for case in cases:
        for name, (_, option) in case.options.items():
            practised |= set(option.carries.practises)
            for point in option.carries.practises:
                if point not in points:
                    what = f"In “{case.id}” the option “{name}” practises “{point}”, which no account has."
                    report.errors.append(CaseError("case.yaml", 1, what, "Use A1 to A47 or B1 to B29."))
    report.uncovered = [p for p in POINTS if p not in practised]
