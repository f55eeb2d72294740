"""Sense checks: does a well-formed case make sense? Every error, each with its line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from . import activities_sense, graph, options_sense, times
from .conditions_sense import condition_errors, secret
from .errors import CaseError, Lines, Path
from .names import Names
from .shape import Case, NotReached

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_TRUTHS = {"milder", "as-written", "worse"}
_ANY_DAY = "2026-01-01"  # The case's own may be wrong, which is said once and elsewhere.


def of_case(case: Case, lines: Lines) -> list[CaseError]:
    """All that does not make sense in a case."""
    names = Names(case, lines)
    if names.clashes:
        return names.clashes
    return [
        *_when(case, lines),
        *_people(case, lines, names),
        *_questions(case, names),
        *_promises(case, lines, names),
        *_scenes(case, lines, names),
        *_families(case, lines, names),
        *_clock(case, lines, names),
        *_criteria(case, lines, names),
        *activities_sense.of_case(case, names),
        *_ways(case, lines),
    ]


def attempt(lines: Lines, path: Path, read: Callable[..., object], *args: str) -> list[CaseError]:
    """An error where a text cannot be read as the time, date or limit it should be."""
    try:
        read(*args)
    except ValueError as error:
        return [lines.error(path, f"{error}.", "Write it as in the other cases.")]
    return []


def _when(case: Case, lines: Lines) -> list[CaseError]:
    try:
        day = dt.date.fromisoformat(case.when.date)
    except ValueError:
        return [lines.error(("when", "date"), f"“{case.when.date}” is not a date.", "Write it as 2026-10-13.")]
    errors = []
    if (name := _DAYS[day.weekday()]) != case.when.weekday:
        what = f"{case.when.date} is a {name}, not a {case.when.weekday}."
        errors.append(lines.error(("when", "weekday"), what, "Change the date or the weekday."))
    for i, text in enumerate(case.when.hours):
        errors += attempt(lines, ("when", "hours", i), times.span, text)
    for text in case.when.taken:
        errors += attempt(lines, ("when", "taken", text), times.span, text)
    if not case.when.hours:
        errors.append(lines.error(("when", "hours"), "The day has no hours.", "Write hours: [09:00-17:00]."))
    return errors


def _people(case: Case, lines: Lines, names: Names) -> list[CaseError]:
    errors = []
    for who, person in case.people.items():
        for relation, others in person.kin.items():
            path: Path = ("people", who, "kin", relation)
            errors += names.unknown(path, [others] if isinstance(others, str) else others, "person", names.people)
        if person.reach != "always":
            for way, spans in (("phone", person.reach.phone), ("in-person", person.reach.in_person)):
                for text in spans or ():
                    errors += attempt(lines, ("people", who, "reach", way), times.span, text)
            if not person.not_reached:
                what = f"{person.name} cannot always be reached, and nothing is heard when not."
                errors.append(lines.error(("people", who), what, "Add not-reached: what you hear."))
    for doc, document in case.paper.items():
        if not document.statements:
            errors.append(lines.error(("paper", doc), f"“{doc}” says nothing.", "Add its statements by id."))
        day, _, clock = document.is_.date.partition(" ")
        errors += attempt(lines, ("paper", doc, "is", "date"), times.day_of, day)
        errors += attempt(lines, ("paper", doc, "is", "date"), times.minutes, clock) if clock else []
    return errors


def _questions(case: Case, names: Names) -> list[CaseError]:
    errors = []
    for q, question in case.questions.items():
        errors += names.unknown(("questions", q, "from"), question.from_, "person", names.people)
        for a, answer in question.answers.items():
            path: Path = ("questions", q, "answers", a)
            errors += names.unknown((*path, "suggests"), answer.suggests, "explanation", set(case.explanations))
            if answer.urgent:
                errors += names.unknown((*path, "urgent"), [answer.urgent], "statement", set(case.statements))
            if missing := set(case.explanations) - set(answer.suggests):
                what = f"“{a}” does not say what it suggests under {', '.join(sorted(missing))}."
                errors.append(names.lines.error((*path, "suggests"), what, "Add a weight, such as neither."))
    return errors


def _promises(case: Case, lines: Lines, names: Names) -> list[CaseError]:
    errors = []
    for p, promise in case.promises.items():
        path: Path = ("promises", p)
        errors += names.unknown((*path, "to"), [promise.to], "person", names.people)
        errors += names.unknown((*path, "kept-by"), promise.kept_by, "option", names.options)
        if promise.needs:
            errors += names.unknown((*path, "needs"), [promise.needs], "person", names.people)
        for f, form in promise.forms.items():
            where: Path = (*path, "forms", f)
            if form.due == "not-said" and not form.heard_due:
                what = f"“{p}.{f}” is vague, and nobody says when the other person expects it."
                errors.append(lines.error(where, what, "Add heard-due: a time they would expect."))
            for text in (form.due, form.heard_due):
                if text and text != "not-said":
                    errors += attempt(lines, where, times.moment, text, _ANY_DAY)
    return errors


def _scenes(case: Case, lines: Lines, names: Names) -> list[CaseError]:
    errors = []
    places = names.scenes | {graph.BACK, graph.END}
    for s, scene in case.scenes.items():
        at: Path = ("scenes", s)
        errors += names.unknown((*at, "shows"), scene.shows, "document", set(case.paper) | {"ledger"})
        errors += names.unknown((*at, "with"), [scene.with_] if scene.with_ else [], "person", names.people)
        errors += names.unknown((*at, "on-arrival", "learn"), scene.on_arrival.learn, "question", names.questions)
        if not scene.opens and (silent := [f for f in case.families if s not in case.families[f].opens]):
            what = f"“{s}” opens with no words in {', '.join(silent)}."
            errors.append(lines.error(at, what, "Add opens, here or in that family."))
        if scene.begins:
            errors += attempt(lines, (*at, "begins"), times.moment, scene.begins, _ANY_DAY)
        if scene.options and all(option.unless for option in scene.options.values()):
            what = f"In “{s}” every option has unless, so there may be nothing to choose."
            errors.append(lines.error(at, what, "Leave unless out of one of them."))
        if len(scene.options) < 2:
            what = f"“{s}” offers {len(scene.options)} option(s), so there is nothing to decide."
            errors.append(lines.error(at, what, "Give at least two."))
        for o, option in scene.options.items():
            path: Path = (*at, "options", o)
            carries = option.carries
            if bool(option.do) == bool(option.say):
                errors.append(lines.error(path, f"“{o}” needs do or say, one of them.", "Keep the one that fits."))
            if carries.minutes < 1:
                errors.append(lines.error(path, f"“{o}” costs no time.", "Give it at least one minute."))
            if not carries.goes and not scene.hub:
                what = f"“{o}” does not say where it goes, and “{s}” is not a hub."
                errors.append(lines.error(path, what, "Add goes: a scene, back or end."))
            if not option.then and not carries.goes and o not in _answered(case):
                what = f"“{o}” stays in the scene and nobody answers."
                errors.append(lines.error(path, what, "Add then: what happens."))
            errors += names.unknown(path, [carries.goes] if carries.goes else [], "scene", places)
            errors += names.unknown(path, [carries.with_] if carries.with_ else [], "person", names.people)
            errors += names.unknown(path, carries.learn, "question", names.questions)
            errors += names.unknown(path, (*carries.tells, *carries.trust), "person", names.people)
            errors += names.unknown(path, carries.promise, "promise form", names.forms)
            errors += names.unknown(path, carries.moves, "promise", set(case.promises))
            errors += options_sense.of_option(option, path, case, names)
            for text in carries.moves.values():
                errors += attempt(lines, path, times.moment, text, _ANY_DAY)
    return errors


def _answered(case: Case) -> set[str]:
    """The options that every family answers in its own words."""
    said = [set(f.says) for f in case.families.values()]
    return set.intersection(*said) if said else set()


def _families(case: Case, lines: Lines, names: Names) -> list[CaseError]:
    errors = []
    if case.kind == "exercise" and not {f.truth for f in case.families.values()} >= _TRUTHS:
        what = "An exercise needs a family milder than the paper, one as written and one worse."
        errors.append(lines.error(("families",), what, "Write the one that is missing."))
    for f, family in case.families.items():
        at: Path = ("families", f)
        for q, question in case.questions.items():
            given = family.answers.get(q)
            if given is None:
                errors.append(lines.error((*at, "answers"), f"“{f}” does not answer “{q}”.", "Choose one answer."))
            else:
                errors += names.unknown((*at, "answers"), [given], f"answer to “{q}”", set(question.answers))
        errors += names.unknown((*at, "answers"), family.answers, "question", names.questions)
        errors += names.unknown((*at, "reach"), family.reach, "person", names.people)
        errors += names.unknown((*at, "who"), family.who, "scene or option", names.scenes | names.options)
        errors += names.unknown((*at, "who"), family.who.values(), "person", names.people)
        errors += names.unknown((*at, "opens"), family.opens, "scene", names.scenes)
        errors += names.unknown((*at, "says"), family.says, "option or echo", names.options | set(case.echoes))
        errors += names.unknown((*at, "not-reached"), family.not_reached, "person", names.people)
        errors += names.unknown((*at, "also-learn"), family.also_learn, "option", names.options)
        errors += names.unknown((*at, "if-missed"), family.if_missed, "promise", set(case.promises))
        tellers = [n.who for n in family.not_reached.values() if isinstance(n, NotReached) and n.who]
        errors += names.unknown((*at, "not-reached"), tellers, "person", names.people)
        learnt: list[str] = [q for qs in family.also_learn.values() for q in qs]
        learnt += [q for n in family.not_reached.values() if isinstance(n, NotReached) for q in n.learn]
        errors += names.unknown((*at, "also-learn"), learnt, "question", names.questions)
    return errors


def _clock(case: Case, lines: Lines, names: Names) -> list[CaseError]:
    errors = []
    placed: list[tuple[Path, int]] = [(("clock", i), i) for i in range(len(case.clock))]
    events = [(path, case.clock[i]) for path, i in placed]
    for f, family in case.families.items():
        events += [(("families", f, "clock", i), e) for i, e in enumerate(family.clock)]
    for path, event in events:
        errors += attempt(lines, path, times.moment, event.at, _ANY_DAY)
        errors += names.unknown(path, [event.goes] if event.goes else [], "scene", names.scenes)
        if not event.goes and not event.says and not event.either:
            errors.append(lines.error(path, "Nothing happens here.", "Add says or goes."))
        errors += condition_errors(event.unless, (*path, "unless"), case, names)
        if event.unless and secret(event.unless, case):
            what = "This rests on a limit or group that only the key has, and the key is not there while playing."
            errors.append(lines.error((*path, "unless"), what, "Use knew, happened or never."))
    return errors


def _criteria(case: Case, lines: Lines, names: Names) -> list[CaseError]:
    errors = []
    if case.kind == "exercise" and not case.marked:
        errors.append(lines.error(("criteria",), "An exercise needs criteria.", "Write what is marked."))
    if case.kind == "exercise" and case.reflection is None:
        errors.append(lines.error(("reflection",), "An exercise needs a reflection.", "Write prompt and rubric."))
    for g, members in case.groups.items():
        errors += names.unknown(("groups", g), members, "option or question", names.options | names.questions)
    for c, criterion in case.criteria.items():
        at: Path = ("criteria", c)
        errors += condition_errors(criterion.if_, (*at, "if"), case, names)
        for i, rung in enumerate(criterion.ladder):
            errors += condition_errors(rung.if_, (*at, "ladder", i), case, names)
        if criterion.stop:
            if criterion.if_ is None or criterion.ladder:
                errors.append(lines.error(at, "A stop has one if and no ladder.", "Give it an if."))
            if not criterion.because:
                errors.append(lines.error(at, f"“{c}” does not say why it cannot be bought back.", "Add because."))
            if criterion.if_ is not None and secret(criterion.if_, case):
                what = (
                    f"The stop “{c}” rests on a limit or group that only the key has, and trainees are told of stops."
                )
                errors.append(lines.error((*at, "if"), what, "Use knew, happened, never or told."))
            continue
        points = [r.points for r in criterion.ladder]
        worth = criterion.worth.points if criterion.worth else -1
        if worth not in points or not all(0 <= p <= worth for p in points):
            what = f"The highest rung of “{c}” must be its worth, and none may be below 0."
            errors.append(lines.error(at, what, "Make worth and ladder agree."))
        if not criterion.ladder or criterion.ladder[-1].if_ is not None:
            errors.append(lines.error(at, f"The last rung of “{c}” must fit always.", "Leave out its if."))
    return errors


def _ways(case: Case, lines: Lines) -> list[CaseError]:
    if any(
        o.carries.goes not in case.scenes and o.carries.goes not in ("", graph.BACK, graph.END)
        for _, o in case.options.values()
    ):
        return []  # An unknown scene has been said already; ways would only repeat it.
    onward = graph.ways(case, sure=True)
    starts = [case.first_scene, *(e.goes for e in graph.clock_events(case) if e.goes in case.scenes)]
    errors = []
    for s in sorted(set(case.scenes) - graph.reachable(graph.ways(case, bells=False), starts)):
        what = f"No way leads to “{s}”."
        errors.append(lines.error(("scenes", s), what, "Let an option or the clock go there, or remove it."))
    for s in sorted(graph.without_end(onward)):
        what = f"From “{s}” no way leads to the end: a dead end, or a loop without exit."
        errors.append(lines.error(("scenes", s), what, "Let an option go on towards end."))
    for s in sorted(graph.hubs_without_leave(case, onward) - graph.without_end(onward)):
        what = f"In the hub “{s}” every option comes back, so a trainee can run out of them."
        errors.append(lines.error(("scenes", s), what, "Add an option that leaves for good, or repeat: true."))
    return errors
