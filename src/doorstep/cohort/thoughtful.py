"""The bot that must pass: it reads what the screen says, and decides from that alone.

It knows no case. Like a careful stranger it goes by words: who is named, what is asked, whether a
line promises a time, leans on the paper, soothes, or names the emergency number. Stances play no part.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from functools import lru_cache

from .sight import Choice, Fact, Sight

_EMERGENCY = re.compile(r"\b999\b|\bambulance\b", re.IGNORECASE)
_DANGER = re.compile(r"\bin danger now\b|\bambulance\b|\b999\b", re.IGNORECASE)
_SOOTHES = re.compile(
    r"\broutine\b|nothing to worry|try not to worry|in touch|all in hand|leave it there", re.IGNORECASE
)
_PRESSES = re.compile(r"\bdo need to\b|\bmust\b|\bhave to let\b|\bconcerns\b", re.IGNORECASE)
_STRAIGHT = re.compile(
    r"\bdon.t(?: know)?\b|\bask you\b|\bfirst hand\b|where they.re wrong|\bwhat was said\b", re.IGNORECASE
)
_TIMED = re.compile(r"\bby (?:\d|one|two|three|four|five|six|noon|half|ten|eleven)", re.IGNORECASE)
_TELLS_HIM = re.compile(r"\bit.s me\b|\bas i said\b", re.IGNORECASE)
_PROMISE = re.compile(r"\bI.ll\b")
_LATER = re.compile(r"\bthen (?:ring|call)\b|\btomorrow\b|\bcan.t do this\b|\btext\b", re.IGNORECASE)
_COMMON = 5
ENOUGH = 3
"""Things known first hand that point somewhere, before a recommendation can rest on them."""


def thoughtful(sight: Sight, chance: random.Random) -> str:
    """Acts first where danger is known, looks before deciding, and keeps what was promised."""
    worth = {c.name: _worth(c, sight) for c in sight.choices}
    best = max(worth.values())
    return chance.choice([name for name, value in worth.items() if value == best])


def _worth(choice: Choice, sight: Sight) -> float:
    if any(f.urgent for f in sight.facts):
        return _in_danger(choice, sight)
    if _EMERGENCY.search(choice.words) or _DANGER.search(choice.words):
        return -100  # Nobody has said that anyone is in danger.
    return _looking(choice, sight)


def _in_danger(choice: Choice, sight: Sight) -> float:
    rung = any(_EMERGENCY.search(words) and "999" in words for words in sight.chosen)
    told = any(_DANGER.search(words) and "999" not in words for words in sight.chosen)
    worth = _plain(choice, sight)
    if "999" in choice.words:
        worth += -200 if rung else 200
    if not rung:
        return worth + (50 if _person_names(choice, sight.manager) else 0) - choice.minutes
    if _DANGER.search(choice.words):
        worth += -50 if told else 100
    elif not told and (choice.person == sight.manager or "manager" in choice.words.lower()):
        worth += 60
    if told:
        worth += _finding_out(choice, sight)
    return worth


def _looking(choice: Choice, sight: Sight) -> float:
    worth = _plain(choice, sight) + _finding_out(choice, sight)
    if _person_names(choice, sight.manager):
        worth += 40 if _ready(sight) else -40
    return worth


def _plain(choice: Choice, sight: Sight) -> float:
    """What can be read off the words alone."""
    worth = 0.0
    worth -= 30 * bool(_SOOTHES.search(choice.words))
    worth -= 20 * bool(_PRESSES.search(choice.words))
    worth += 15 * bool(_STRAIGHT.search(choice.words))
    worth -= 40 * (_leans_on(choice.words, sight.paper) >= ENOUGH)
    promised = len(_PROMISE.findall(choice.words))
    worth += 25 * bool(_TIMED.search(choice.words)) - 15 * max(0, promised - 2)
    if any(o.open for o in sight.owed):
        worth += 25 * bool(_TELLS_HIM.search(choice.words)) - 15 * bool(_LATER.search(choice.words))
    return worth


def _finding_out(choice: Choice, sight: Sight) -> float:
    """Somebody new to hear, while there is time for it; those who can tell from the paper's own words first."""
    if not choice.person or choice.person in sight.met or choice.person == sight.manager:
        return 0
    if choice.person in sight.just_missed or choice.minutes > sight.left:
        return -20
    return 30 - choice.minutes / 5


def _ready(sight: Sight) -> bool:
    return len(list(_pointing(sight.facts))) >= ENOUGH


def _pointing(facts: Iterable[Fact]) -> Iterable[Fact]:
    return (f for f in facts if f.first_hand and any(w in ("much-more", "much-less") for w in f.suggests.values()))


def _person_names(choice: Choice, person: str) -> bool:
    return bool(person) and choice.person == person


def _leans_on(words: str, paper: str) -> int:
    """How many of the paper's weightier words a line repeats."""
    return len(_weighty(words) & _weighty(paper))


@lru_cache(maxsize=1024)
def _weighty(text: str) -> frozenset[str]:
    return frozenset(w for w in re.findall(r"[a-z]+", text.lower()) if len(w) > _COMMON)
