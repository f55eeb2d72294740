"""Does a key make sense beside its case?"""

from __future__ import annotations

from collections.abc import Iterable

from . import times
from .errors import CaseError, Lines
from .names import Names
from .rules import Key
from .sense import attempt
from .shape import Case


def of_key(key: Key, case: Case, lines: Lines) -> list[CaseError]:
    """All that does not make sense in a key beside its case."""
    names = Names(case, lines)
    errors = []
    if key.key_for != case.id:
        what = f"This is the key for “{key.key_for}”, and the case is “{case.id}”."
        errors.append(lines.error(("key-for",), what, "Put the right key beside the exercise's folder."))
    for name, text in key.limits.items():
        errors += attempt(lines, ("limits", name), times.limit, text)
    for name, best in key.best.items():
        errors += names.unknown(("best",), [name], "scene", names.scenes)
        there = set(case.scenes[name].options) if name in case.scenes else set()
        errors += names.unknown(("best", name), best if there else (), "option in that scene", there)
    for name, members in key.groups.items():
        path = ("groups", name)
        errors += names.unknown(path, members, "question or option", names.options | names.questions)
    named = {c for c, _ in _limits_used(case)}
    for name in sorted(named - set(key.limits)):
        errors.append(lines.error(("limits",), f"The case uses a limit “{name}”.", "Name it here, in minutes."))
    for name in sorted(_groups_used(case) - set(case.groups) - set(key.groups)):
        what = f"The case uses a group “{name}” that neither it nor this key has."
        errors.append(lines.error(("groups",), what, "Name it here or in the case."))
    return errors


def _limits_used(case: Case) -> Iterable[tuple[str, str]]:
    for c, criterion in case.criteria.items():
        for condition in [criterion.if_, *(r.if_ for r in criterion.ladder)]:
            if condition and condition.within:
                yield condition.within.limit, c


def _groups_used(case: Case) -> set[str]:
    used: set[str] = set()
    for criterion in case.criteria.values():
        for condition in [criterion.if_, *(r.if_ for r in criterion.ladder)]:
            if condition and condition.knew_first_hand and isinstance(condition.knew_first_hand.of, str):
                used.add(condition.knew_first_hand.of)
    return used
