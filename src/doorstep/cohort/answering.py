"""How bots answer what is asked besides choices: views, first words, the record."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from ..play import Event, Recorded, Session, Spoke, Viewed
from .sight import Claim, Line, Sight

Picks = Callable[[Sequence[Line]], Line]
HALF = 50
_NOT = re.compile(r"\b(?:not|nobody|never|no)\b", re.IGNORECASE)
_SAW = re.compile(r"\bsaw\b", re.IGNORECASE)
_HEARD = re.compile(r"\bhas heard\b|\btold\b", re.IGNORECASE)
_PICKS: dict[str, Picks] = {
    "first": lambda lines: lines[0],
    "last": lambda lines: lines[-1],
    "longest": lambda lines: max(lines, key=lambda x: len(x.words)),
    "shortest": lambda lines: min(lines, key=lambda x: len(x.words)),
}


def answer(policy: str, sight: Sight, session: Session, chance: random.Random) -> list[Event]:
    """The events with which a bot answers what is asked now; the sight must ask something."""
    scene = session.asked[0].scene
    if sight.claims:
        return [Viewed(c.name, _likely(policy, c, chance)) for c in sight.claims]
    if sight.speaking:
        return [Spoke(scene, f"Said by the bot “{policy}”.")]
    return [Recorded(scene, tuple(line.name for line in sight.lines if line in _ticked(policy, sight, chance)))]


def _likely(policy: str, claim: Claim, chance: random.Random) -> int:
    match policy:
        case "first":
            return 0
        case "last":
            return 100
        case "always-urgent":
            return 0  # Whatever would be well is surely not so.
        case "suspicious":
            return 20 if claim.last is None else claim.last  # It has made up its mind.
        case "trusting":
            return HALF if claim.so is None else 100 * claim.so
        case _ if policy.startswith("thoughtful"):
            return moved(claim)
    return 10 * chance.randint(0, 10)


def moved(claim: Claim) -> int:
    """A view that moves with what was told: far where somebody knew at first hand, less where it was hearsay."""
    if claim.so is None:
        return HALF if claim.last is None else claim.last
    if claim.first_hand:
        return 90 if claim.so else 10
    return 70 if claim.so else 30


def _ticked(policy: str, sight: Sight, chance: random.Random) -> list[Line]:
    if policy == "random":
        return [line for line in sight.lines if chance.random() < 0.5]
    if policy in _PICKS:
        return [_PICKS[policy](sight.lines)]
    # No policy of the table is about lying, so all others put on the record what they know to be so.
    return [line for line in sight.lines if true(line, sight)]


def true(line: Line, sight: Sight) -> bool:
    """Whether a line is so, as far as one who remembers the day can tell from its words and the people it names."""
    named = {who for who, name in sight.names.items() if re.search(rf"\b{re.escape(_called(name))}\b", line.words)}
    if not named:
        return False
    among = sight.seen if _SAW.search(line.words) else sight.told if _HEARD.search(line.words) else sight.met
    return not named & among if _NOT.search(line.words) else named <= among


def _called(name: str) -> str:
    """What somebody is called in a sentence: the first name, or the surname after Mr, Mrs, Ms."""
    words = name.split()
    return words[-1] if words[0] in ("Mr", "Mrs", "Ms", "The") else words[0]
