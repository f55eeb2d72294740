"""Which family is behind the door: drawn from a seed, evenly, and another one on the next attempt."""

from __future__ import annotations

import hashlib

from ..case import Case, digest
from .events import Started


def draw(case: Case, seed: str, attempt: int = 0) -> Started:
    """The beginning of a play. ``attempt`` counts from 0; each later one meets the next family."""
    names = sorted(case.families)
    number = int.from_bytes(hashlib.sha256(f"{case.id}:{seed}".encode()).digest()[:8], "big")
    return begin(case, names[(number + attempt) % len(names)], seed)


def luck(seed: str, what: str, sides: int) -> int:
    """Which of ``sides`` ways something falls, from 0: chance that the trail's seed settles once and for all."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{what}".encode()).digest()[:8], "big") % sides


def begin(case: Case, family: str, seed: str) -> Started:
    """The beginning of a play behind a named family's door."""
    return Started(case=case.id, digest=digest(case), family=family, seed=seed)
