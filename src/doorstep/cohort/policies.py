"""How each bot decides, from what it sees. Names are those of the course's table of who must pass."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from .sight import Choice, Sight
from .thoughtful import thoughtful


def at_random(sight: Sight, chance: random.Random) -> str:
    """Anything on offer."""
    return chance.choice(sight.choices).name


def first(sight: Sight, _chance: random.Random) -> str:
    """Whatever stands first."""
    return sight.choices[0].name


def longest(sight: Sight, _chance: random.Random) -> str:
    """Whatever has the most words on it."""
    return max(sight.choices, key=lambda c: len(c.words)).name


def paper_only(sight: Sight, chance: random.Random) -> str:
    """Decide before meeting or ringing anyone: read, go to the manager, say what the paper says."""
    alone = [c for c in sight.choices if not c.person or c.person == sight.manager]
    believing = [c for c in alone if c.stance == "believes"]
    to_manager = [c for c in alone if c.person == sight.manager or _names_manager(c)]
    return chance.choice(believing or to_manager or alone or list(sight.choices)).name


def _names_manager(choice: Choice) -> bool:
    return bool(re.search(r"\bmanager\b", choice.words, re.IGNORECASE))


POLICIES: dict[str, Callable[[Sight, random.Random], str]] = {
    "random": at_random,
    "first": first,
    "longest": longest,
    "paper-only": paper_only,
    "thoughtful": thoughtful,
}
