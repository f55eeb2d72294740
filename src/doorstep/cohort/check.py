"""The check that proves the course whole: every error at once, each with file, line and remedy."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..case import Case, CaseError, CaseErrors, Key, load_case, load_key
from ..play import Refused, replay
from ..practice import marks
from . import derived, fairness, models, notebooks, released
from .balance import Measured
from .course import Course, Exercise, lines_of, read_yaml

POINTS = (*(f"A{n}" for n in range(1, 48)), *(f"B{n}" for n in range(1, 30)))
"""The points of the two accounts, by number."""


@dataclass
class Report:
    """What the check found: errors, points nobody practises yet, how much it looked at, and how even the cases are."""

    errors: list[CaseError] = field(default_factory=list)
    uncovered: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    measured: Measured = field(default_factory=Measured)

    def as_data(self) -> dict[str, Any]:
        """The report for ``--json``: ``errors``, ``uncovered``, the counts, and ``balance`` (see Measured.as_data)."""
        told = {"errors": [str(e) for e in self.errors], "uncovered": self.uncovered}
        return {**told, **self.counts, "balance": self.measured.as_data()}


def check(course: Course, regenerate: bool = True) -> Report:
    """Check the whole course. ``regenerate`` also runs nbgrader, to compare exercises/ with it."""
    report = Report(counts={"cases": 0, "exercises": 0, "lessons": 0})
    if not course.lessons and not course.exercises:
        what = "No case was found, so nothing was checked."
        report.errors.append(CaseError("course", 1, what, "Run this in the clone's folder."))
        return report
    cases: list[Case] = []
    for lesson in course.lessons:
        cases += _lesson(lesson, course, report)
    for exercise in course.exercises:
        cases += _exercise(exercise, course.root, report)
    if len(cases) == len(course.lessons) + len(course.exercises):
        report.errors += _names(course, cases)
    report.errors += [CaseError("solutions", 1, what, remedy) for what, remedy in report.measured.outside()]
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


def _lesson(folder: Path, course: Course, report: Report) -> list[Case]:
    report.errors += notebooks.of_lesson(folder)
    cases = _loaded(folder / "case.yaml", course.root, report)
    for case in cases:
        path = course.lesson_key(case)
        key = None
        if path.is_file():
            try:
                key = load_key(path, case)
            except CaseErrors as errors:
                report.errors += _placed(errors.errors, path.parent.relative_to(course.root))
        elif fairness.needs_best(case):
            what = f"The lesson “{case.id}” has {len(case.scenes)} scenes, and no key names their best options."
            remedy = "Write one, with its best, so that its options can be held to be fair."
            report.errors.append(CaseError(path.relative_to(course.root).as_posix(), 1, what, remedy))
        _fairness(case, folder / "case.yaml", key, path, course.root, report)
    return cases


def _fairness(case: Case, case_path: Path, key: Key | None, key_path: Path, root: Path, report: Report) -> None:
    """What is unfair in a case's options, each where it stands; and what was measured."""
    found = fairness.of_case(case)
    if key is not None:
        found += fairness.of_key(case, key)
        if key.best:
            report.measured.shares[case.id] = fairness.shares(case, key)
    for path, in_key in ((case_path, False), (key_path, True)):
        if here := [f for f in found if f.in_key == in_key]:
            lines = lines_of(path, path.relative_to(root).as_posix())
            report.errors += [lines.error(f.path, f.what, f.remedy) for f in here]


def _names(course: Course, cases: list[Case]) -> list[CaseError]:
    """Two cases of one name, which would share a key; and keys of no case."""
    errors = []
    names = [case.id for case in cases]
    for name in sorted({n for n in names if names.count(n) > 1}):
        errors.append(CaseError("course", 1, f"Two cases are called “{name}”.", "Give each a name of its own."))
    for path in course.keys:
        if path.name.removesuffix(".key.yaml") not in names:
            file = path.relative_to(course.root).as_posix()
            errors.append(CaseError(file, 1, "This is the key of no case.", "Name it after its case, or remove it."))
    return errors


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
    report.measured.graded.append(case)
    path = exercise.folder / "case.yaml"
    try:
        _, key = exercise.load()
    except CaseErrors as errors:
        report.errors += _placed(errors.errors, exercise.key_path.parent.relative_to(root))
        _fairness(case, path, None, exercise.key_path, root, report)
        return cases
    _fairness(case, path, key, exercise.key_path, root, report)
    report.errors += notebooks.of_exercise(exercise.folder, case)
    report.errors += derived.drift(exercise.folder / f"{case.id}.ipynb", case)
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
