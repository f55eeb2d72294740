"""How each bot decides, from what it sees. Names are those of the course's table of who must pass."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from functools import partial

from .sight import Choice, Sight
from .thoughtful import Temper, decide

Policy = Callable[[Sight, random.Random], str]
_PROMISES = re.compile(r"\bI.ll\b", re.IGNORECASE)
_WARM = re.compile(r"\b(?:sorry|thank|worry|please|kind|feel|upset|patience|lovely|take your time)\b", re.IGNORECASE)
_MANAGER = re.compile(r"\bmanager\b", re.IGNORECASE)
_TAKES = re.compile(r"\bI.ll (?:take|have) (?:them|it|her|him|that)\b", re.IGNORECASE)
_REFUSES = re.compile(r"\bI can.t take\b|\bno room\b", re.IGNORECASE)
_ON_CONDITION = re.compile(r"\bon condition\b|\bif you take\b|\bprovided\b", re.IGNORECASE)


def at_random(sight: Sight, chance: random.Random) -> str:
    """Anything on offer."""
    return chance.choice(sight.choices).name


def first(sight: Sight, _chance: random.Random) -> str:
    """Whatever stands first."""
    return sight.choices[0].name


def last(sight: Sight, _chance: random.Random) -> str:
    """Whatever stands last. A line said often enough is left for the one above it, so that the day can end."""
    return next((c for c in reversed(sight.choices) if sight.chosen.count(c.words) < _OFTEN), sight.choices[-1]).name


def longest(sight: Sight, _chance: random.Random) -> str:
    """Whatever has the most words on it."""
    return max(sight.choices, key=lambda c: len(c.words)).name


def shortest(sight: Sight, _chance: random.Random) -> str:
    """Whatever has the fewest words on it, among what has not been said over and over."""
    fresh = [c for c in sight.choices if sight.chosen.count(c.words) < _OFTEN]
    return min(fresh or sight.choices, key=lambda c: len(c.words)).name


_OFTEN = 3
"""Times after which a line is not said again by a bot that goes by its looks."""


def paper_only(sight: Sight, chance: random.Random) -> str:
    """Decide before meeting or ringing anyone: read, go to the manager, say what the paper says."""
    alone = [c for c in sight.choices if not c.person or c.person == sight.manager]
    believing = [c for c in alone if c.stance == "believes"]
    to_manager = [c for c in alone if c.person == sight.manager or _MANAGER.search(c.words)]
    return _any(believing or to_manager or alone, sight, chance)


def promise_all(sight: Sight, chance: random.Random) -> str:
    """Promise whatever can be promised, the fullest first."""
    promising = [c for c in _fresh(sight) if _promises(c)]
    return max(promising, key=lambda c: len(_PROMISES.findall(c.words))).name if promising else at_random(sight, chance)


def promise_none(sight: Sight, chance: random.Random) -> str:
    """Never promise anything."""
    return _any([c for c in sight.choices if not _promises(c)], sight, chance)


def small_promises(sight: Sight, chance: random.Random) -> str:
    """Promise only what costs least."""
    promising = [c for c in _fresh(sight) if _promises(c)]
    return min(promising, key=lambda c: (c.minutes, len(c.words))).name if promising else promise_none(sight, chance)


def all_to_manager(sight: Sight, chance: random.Random) -> str:
    """Pass every decision up."""
    up = [c for c in _fresh(sight) if c.person == sight.manager or c.stance == "defers" or _MANAGER.search(c.words)]
    return _any(up, sight, chance)


def warm_only(sight: Sight, chance: random.Random) -> str:
    """Be kind, and do nothing else that could be left."""
    warm = [c for c in _fresh(sight) if c.stance == "soothes" or _WARM.search(c.words)]
    return _any(warm, sight, chance)


def find_everything(sight: Sight, chance: random.Random) -> str:
    """Ask everybody everything before anything else, whatever the time."""
    asking = [c for c in _fresh(sight) if c.stance == "asks" or (c.person and c.person != sight.manager)]
    return _any(asking, sight, chance)


def accept_all(sight: Sight, chance: random.Random) -> str:
    """Take every family and every task; where none is offered, anything."""
    return _any([c for c in sight.choices if _TAKES.search(c.words)], sight, chance)


def refuse_all(sight: Sight, chance: random.Random) -> str:
    """Refuse every family and every task; where none is offered, anything."""
    return _any([c for c in sight.choices if _REFUSES.search(c.words)], sight, chance)


def conditions_always(sight: Sight, chance: random.Random) -> str:
    """Accept with conditions; where nothing is offered, anything."""
    return _any([c for c in sight.choices if _ON_CONDITION.search(c.words)], sight, chance)


def _promises(choice: Choice) -> bool:
    return choice.stance == "promises" or (choice.said and bool(_PROMISES.search(choice.words)))


def _fresh(sight: Sight) -> list[Choice]:
    return [c for c in sight.choices if c.words not in sight.chosen]


def _any(wanted: Sequence[Choice], sight: Sight, chance: random.Random) -> str:
    return chance.choice(list(wanted or sight.choices)).name


BLIND: dict[str, Policy] = {
    "random": at_random,
    "first": first,
    "last": last,
    "longest": longest,
    "shortest": shortest,
    "paper-only": paper_only,
    "promise-all": promise_all,
    "promise-none": promise_none,
    "small-promises": small_promises,
    "all-to-manager": all_to_manager,
    "warm-only": warm_only,
    "find-everything": find_everything,
}
"""Those who must fail behind every door."""

ONE_SIDED: dict[str, Policy] = {
    "trusting": partial(decide, temper=Temper(enough=1, waits=False, leans="believes")),
    "suspicious": partial(decide, temper=Temper(leans="doubts", believes_nothing=True)),
    "always-urgent": partial(decide, temper=Temper(danger="always")),
    "never-urgent": partial(decide, temper=Temper(danger="never")),
    "accept-all": accept_all,
    "refuse-all": refuse_all,
    "conditions-always": conditions_always,
    "renegotiate-all": partial(decide, temper=Temper(puts_off=True)),
    "slogan": partial(decide, temper=Temper(danger="never", visits=True)),
}
"""Right behind some door, and so must fail behind at least one. All but the three about families to take on are
the thoughtful bot with one thing wrong, which is harder to catch than somebody who is wrong throughout."""

MUST_PASS: dict[str, Policy] = {
    "thoughtful": partial(decide, temper=Temper()),
    "thoughtful-slow": partial(decide, temper=Temper(enough=2, waits=False)),
    "thoughtful-plain": partial(decide, temper=Temper(plain=True)),
}
"""Those who must pass behind every door."""

POLICIES: dict[str, Policy] = {**BLIND, **ONE_SIDED, **MUST_PASS}
