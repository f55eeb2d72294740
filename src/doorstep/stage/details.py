"""What looks like a real person's details in something typed, found on this computer and sent nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Every repeat has an end and every match a beginning, so that a long text costs no more than its length.
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
# Ten or eleven digits from a nought or +44, however they are grouped.
_PHONE = re.compile(r"(?<![\d/.])(?:\+44[\s-]?(?:\(0\))?|\(?0)(?:[\s()-]{0,3}\d){9,10}(?!\d)")
_NHS = re.compile(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")
# The last two letters of a postcode are never C, I, K, M, O or V. In small letters only with its space.
_LAST = "[ABD-HJLNP-UW-Z]{2}"
_POSTCODE = re.compile(
    rf"(?<![\w£])(?:[A-Z]{{1,2}}\d[A-Z\d]? ?\d{_LAST}|[a-z]{{1,2}}\d[a-z\d]? \d{_LAST.lower()})(?!\w)"
)
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}"
_DATE = rf"(?:\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:\d{{4}}|\d{{2}})|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH},? \d{{4}})"
_BORN = r"(?:born(?: on)?|d\.?o\.?b\.?|date of birth|birthday)"
_NAME = r"(?<!\w)[A-Z][\w'’-]{1,40} (?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)[A-Z][\w'’-]{1,40}"
_BIRTH = re.compile(
    rf"{_NAME}[\s,;:(\[-]{{1,3}}{_DATE}|{_NAME}.{{0,40}}?(?i:{_BORN}).{{0,12}}?{_DATE}|(?i:{_BORN}).{{0,5}}?{_DATE}.{{0,40}}?{_NAME}",
    re.DOTALL,
)
_WEIGHTS = range(10, 1, -1)
_MODULUS = 11


@dataclass(frozen=True)
class Detail:
    """Something that looks like a detail of a real person: what kind of thing, and the words."""

    kind: str
    words: str


def found(text: str) -> tuple[Detail, ...]:
    """Every detail that a text seems to hold, in order of kind."""
    return tuple(_found(text))


def sentence(details: tuple[Detail, ...]) -> str:
    """What to tell somebody who typed them."""
    kinds = " and ".join(dict.fromkeys(f"{d.kind} ({d.words})" for d in details))
    return (
        f"This looks like {kinds}. Leave out details of real people. Take it out, "
        "or press again to keep it as it is. Nothing has been sent anywhere."
    )


def _found(text: str) -> Iterator[Detail]:
    for match in _EMAIL.finditer(text):
        yield Detail("an email address", match[0])
    phones = list(_PHONE.finditer(text))
    for match in phones:
        yield Detail("a telephone number", match[0].strip())
    for match in _NHS.finditer(text):
        if is_nhs_number(match[0]) and not any(p.start() <= match.start() < p.end() for p in phones):
            yield Detail("an NHS number", match[0])
    for match in _POSTCODE.finditer(text):
        yield Detail("a postcode", match[0])
    for match in _BIRTH.finditer(text):
        yield Detail("a name with a date of birth", " ".join(match[0].split()))


def is_nhs_number(text: str) -> bool:
    """Whether ten digits pass the NHS number's check digit (modulus 11, NHS Data Dictionary)."""
    digits = [int(c) for c in text if c.isdecimal()]
    check = (_MODULUS - sum(w * d for w, d in zip(_WEIGHTS, digits, strict=False)) % _MODULUS) % _MODULUS
    return check == digits[-1]
