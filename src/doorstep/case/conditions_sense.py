"""Do the names in a condition exist?"""

from __future__ import annotations

from .errors import CaseError, Path
from .names import Names
from .rules import Condition
from .shape import Case


def secret(condition: Condition, case: Case) -> bool:
    """Whether a condition rests on a limit or a group that only the key has."""
    first_hand = condition.knew_first_hand
    group = first_hand is not None and isinstance(first_hand.of, str) and first_hand.of not in case.groups
    return condition.within is not None or group


def condition_errors(condition: Condition | None, path: Path, case: Case, names: Names) -> list[CaseError]:
    """Every unknown name in a condition, and a condition with nothing in it."""
    if condition is None:
        return []
    if condition == Condition():
        return [names.lines.error(path, "The condition is empty.", "Leave the if out, or write what must hold.")]
    groups = set(case.groups)
    errors = [
        *names.unknown(path, (*condition.knew, *condition.not_knew), "answer", names.answers),
        *names.unknown(path, condition.told, "person", names.people),
        *names.unknown(path, condition.promised, "promise form", names.forms),
    ]
    lines = {x for s in case.scenes.values() for a in s.activities if a.record for x in a.record.lines}
    errors += names.unknown(path, condition.recorded, "line of a record", lines)
    errors += names.unknown(path, (*condition.trusts, *condition.wary), "person", names.people)
    for promise in (condition.kept, condition.missed, condition.moved_early):
        errors += names.unknown(path, [promise] if promise else [], "promise", set(case.promises))
    lists = [condition.happened, condition.never]
    if condition.before:
        lists += [condition.before.first, condition.before.then]
    if condition.within:
        lists.append(condition.within.did)
        errors += names.unknown(path, [condition.within.after], "answer", names.answers)
    if condition.knew_first_hand:
        lists.append(condition.knew_first_hand.before)
        of = condition.knew_first_hand.of
        # A group of questions may be secret, in the key; a list must be known here.
        errors += names.unknown(path, () if isinstance(of, str) else of, "question", names.questions)
    for listed in lists:
        if isinstance(listed, str):
            errors += names.unknown(path, [listed], "group", groups)
        else:
            errors += names.unknown(path, listed, "option", names.options)
    said = {(who, what) for _, o in case.options.values() for who, what in o.carries.tells.items()}
    for who, what in condition.told.items():
        if (who, what) not in said:
            sentence = f"No option tells {who} “{what}”."
            errors.append(names.lines.error(path, sentence, "Check the words after tells in the options."))
    return errors
