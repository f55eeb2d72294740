"""What an option says and answers, and whether it is on offer, given what is known and done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ..case.options import Option
from .conditions import Terms, holds

if TYPE_CHECKING:
    from .session import Session


def offered(session: Session, option: Option) -> bool:
    """Whether nothing that is known or done keeps an option from being offered."""
    return option.unless is None or not holds(option.unless, session, Terms.of(session.case))


def words(session: Session, option: Option) -> str:
    """The words on the button."""
    return _once_known(session, option, "words") or option.words


def reply(session: Session, name: str, option: Option) -> str:
    """What comes back: for what is known, else in the family's own words, else in the case's."""
    return _once_known(session, option, "then") or session.family.says.get(name, option.then)


def reason(session: Session, option: Option) -> str:
    """Why it helped or harmed, as things stood before it was chosen."""
    return _once_known(session, option, "reason") or option.reason


def _once_known(session: Session, option: Option, part: Literal["words", "then", "reason"]) -> str:
    """The first words that fit of the last fact known which has any."""
    found = ""
    for answer in option.once_known if session.tellings else ():
        if session.knew(answer) is not None:
            terms = Terms.of(session.case)
            fitting = (v for v in option.known(answer) if v.if_ is None or holds(v.if_, session, terms))
            found = next((said for v in fitting if (said := getattr(v, part))), found)
    return found
