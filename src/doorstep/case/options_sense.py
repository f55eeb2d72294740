"""Does what changes an option, its ``unless`` and ``once-known``, make sense?"""

from __future__ import annotations

from .conditions_sense import condition_errors, secret
from .errors import CaseError, Path
from .names import Names
from .options import OnceKnown, Option
from .rules import Condition
from .shape import Case


def of_option(option: Option, path: Path, case: Case, names: Names) -> list[CaseError]:
    """All that does not make sense in when an option is offered, and in what knowing something changes of it."""
    errors = [
        *_condition(option.unless, (*path, "unless"), case, names),
        *names.unknown(path, option.once_known, "answer", names.answers),
    ]
    for answer in option.once_known:
        at: Path = (*path, "once-known", answer)
        variants = option.known(answer)
        for variant in variants:
            errors += _condition(variant.if_, at, case, names)
            if variant == OnceKnown(if_=variant.if_):
                what = "Nothing is changed here."
                errors.append(names.lines.error(at, what, "Add words, then or reason."))
        for early in variants[:-1]:
            if early.if_ is None:
                what = "Only the last of these may be without an if; what stands after it is never read."
                errors.append(names.lines.error(at, what, "Put it last, or give it an if."))
    return errors


def _condition(condition: Condition | None, path: Path, case: Case, names: Names) -> list[CaseError]:
    errors = condition_errors(condition, path, case, names)
    if condition is not None and secret(condition, case):
        what = "This rests on a limit or group that only the key has, and the key is not there while playing."
        errors.append(names.lines.error(path, what, "Use knew, happened, never or told."))
    return errors
