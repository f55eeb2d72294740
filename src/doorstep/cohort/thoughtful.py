"""The bot that must pass: it reads what the screen says, and decides from that alone.

It knows no case. Like a careful stranger it goes by words: who is named, what is asked, whether a
line promises a time, leans on the paper, soothes, or rings the emergency number. Stances play no part,
save where a one-sided temper leans on them.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from .sight import Choice, Fact, Sight


def _any_of(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases), re.IGNORECASE)


_RINGS_999 = _any_of(r"\bring(?:ing)? 999\b")
_SAYS_DANGER = _any_of(r"\bin danger now\b")
_EMERGENCY = _any_of(r"\b999\b", r"\bambulance\b", r"\bin danger now\b")
_SOOTHES = _any_of(
    *(r"\broutine\b", r"\bworry\b", r"\bin touch\b", r"\ball in hand\b", r"\bsounds? decent\b", r"\blet it go\b"),
    *(
        r"\bgoing to be fine\b",
        r"\bsorting it out\b",
        r"\bI.m sure\b",
        r"\bbetween you and me\b",
        r"\bgo with whatever\b",
        r"\bbrilliantly\b",
    ),
    *(r"\btidy\b", r"\bwell looked after\b", r"\bgoing well\b", r"\bengaged well\b", r"\bleave it with me\b"),
)
_PRESSES = _any_of(
    *(r"\bI do need to\b", r"\bI must\b", r"\braised concerns\b", r"\bwhat do you say to that\b", r"\bis that right\?"),
    *(
        r"\binto trouble\b",
        r"\blook round\b",
        r"\bjust in case\b",
        r"\bpoints? one way\b",
        r"\bshould have\b",
        r"\bgo round tonight\b",
    ),
)
_STRAIGHT = _any_of(
    *(r"\bwhat (?:I|you) don.t\b", r"\bask you\b", r"\bfirst hand\b", r"where they.re wrong", r"\bwhat.s been said\b"),
    *(r"\bI got it wrong\b", r"\bI said I.d do\b", r"\bwho tells\b", r"\bhow are you\b", r"\bI.ll tell you who\b"),
    *(
        r"\bwhole entry\b",
        r"\baren.t (?:hers|his|theirs|\w+.s)\b",
        r"\bfirst\? I can wait\b",
        r"\byou agreed\b",
        r"\bread (?:it|me|all|the)\b",
        r"\bwho told me\b",
        r"\bwho.d know\b",
        r"\b(?:nobody|none of us) has (?:asked|checked)\b",
    ),
)
_TIMED = _any_of(r"\bby (?:\d|one|two|three|four|five|six|noon|half|ten|eleven)")
_PROMISE = re.compile(r"\bI.ll\b")
_LEAVES = _any_of(r"\bleave it (?:there|until)\b", r"\bgo home\b", r"\bturn to the next\b")
_PUTS_OFF = _any_of(
    r"\btomorrow\b",
    r"\bin an email\b",
    r"\bif anything changes\b",
    r"\brather not give\b",
    r"\bThursday\b",
    r"\bnext week\b",
    r"\bhold off\b",
)
_TRIES_AGAIN = _any_of(r"\btry (?:them|people|him|her) again\b")
_WARM = _any_of(r"\bsorry\b", r"\bthank", r"\bplease\b", r"\bkind\b", r"\blovely\b")
_GOES = _any_of(r"\bdrive\b", r"\bknock\b", r"\bgo (?:and|to|round)\b", r"\bvisit\b", r"\bsee (?:her|him|them)\b")
_MANAGER = _any_of(r"\bmanager\b")
_KNOCKS = _any_of(r"\bknock\b")
_COMMON = 5
OFTEN = 5
"""Times after which a line that can be repeated loses its charm."""
ENOUGH = 3
"""Things known first hand that point somewhere, before a recommendation can rest on them."""
LATE = 120
"""Minutes left of the day from which a recommendation no longer waits for those who cannot be reached."""
LEANING = 80
"""What a one-sided bot adds to the lines it leans towards: more than anything else weighs, save danger."""
PUTTING_OFF = 150
"""The same for one who puts everything off: more than leaving what is unfinished weighs."""
_LEANS = {"believes": ("believes", "soothes"), "doubts": ("doubts", "presses")}
SOON = 60
"""Minutes before a promise is due in which it comes before finding out more."""


@dataclass(frozen=True)
class Temper:
    """How this bot is; the defaults are those of one who must pass, and each of the others has one thing wrong."""

    danger: Literal["as-told", "always", "never"] = "as-told"
    enough: int = ENOUGH
    waits: bool = True
    plain: bool = False
    leans: Literal["", "believes", "doubts"] = ""
    believes_nothing: bool = False
    puts_off: bool = False
    visits: bool = False


def decide(sight: Sight, chance: random.Random, temper: Temper) -> str:
    """Acts first where danger is known, looks before deciding, and keeps what was promised; as its temper allows."""
    worth = {c.name: _worth(c, sight, temper) + _tempered(c, sight, temper) for c in sight.choices}
    best = max(worth.values())
    return chance.choice([name for name, value in worth.items() if value == best])


def _tempered(choice: Choice, sight: Sight, temper: Temper) -> float:
    """What a one-sided bot adds of its own."""
    worth = 0.0
    if temper.plain:
        worth -= 10 * bool(_WARM.search(choice.words))
    if temper.leans:
        worth += LEANING * (choice.stance in _LEANS[temper.leans])
    if temper.puts_off:
        worth += PUTTING_OFF * bool(_PUTS_OFF.search(choice.words))
    if temper.visits:
        worth += LEANING * bool(_GOES.search(choice.words))
    return worth


def _worth(choice: Choice, sight: Sight, temper: Temper) -> float:
    known = any(f.urgent for f in sight.facts)
    told = known and not temper.believes_nothing
    danger = temper.danger == "always" or (told and temper.danger == "as-told")
    worth = _plain(choice.words) + _finding_out(choice, sight, temper) + _owed(choice, sight)
    worth -= 40 * (_leans_on(choice.words, sight.paper) >= ENOUGH)
    worth -= 60 * bool(_LEAVES.search(choice.words) and not _done(sight))
    # Nobody says the same thing over and over: without this a line that pleases could be chosen for ever.
    worth -= 20 * max(0, sight.chosen.count(choice.words) - OFTEN)
    worth -= 30 * (choice.said and choice.words in sight.chosen)
    if danger:
        return worth + _acting(choice, sight)
    if _EMERGENCY.search(choice.words):
        return worth - 200  # Nobody has said that anyone is in danger.
    if choice.person and choice.person == sight.manager:
        worth += 40 if _ready(sight, temper) and choice.words not in sight.chosen else -40
    return worth


def _done(sight: Sight) -> bool:
    """Nothing is owed any more, and the day is nearly over."""
    return sight.left <= SOON and not any(o.open for o in sight.owed)


def _acting(choice: Choice, sight: Sight) -> float:
    """Where danger is known: first the emergency number, then the manager, then everything else."""
    rung = any(_RINGS_999.search(words) for words in sight.chosen)
    told = any(_SAYS_DANGER.search(words) for words in sight.chosen)
    if _RINGS_999.search(choice.words):
        return -200 if rung else 300
    if _SAYS_DANGER.search(choice.words):
        return -200 if told else 200
    if not told and _MANAGER.search(choice.words):
        return 120
    if choice.person and choice.person == sight.manager:
        return -40 if told else 100
    return 0 if rung else -choice.minutes


@lru_cache(maxsize=4096)
def _plain(words: str) -> float:
    """What can be read off the words alone."""
    worth = 15.0 * bool(_STRAIGHT.search(words)) + 25 * bool(_TIMED.search(words))
    worth -= 30 * bool(_SOOTHES.search(words)) + 20 * bool(_PRESSES.search(words)) + 10 * bool(_PUTS_OFF.search(words))
    return worth - 15 * max(0, len(_PROMISE.findall(words)) - 2)


def _finding_out(choice: Choice, sight: Sight, temper: Temper) -> float:
    """Somebody new to hear, while there is time for it; those who could not be reached, later."""
    if temper.danger == "always" and not any(f.urgent for f in sight.facts):
        return 0  # Where everything is an emergency there is no time to ask.
    if _TRIES_AGAIN.search(choice.words):
        return 5 if sight.just_missed and not _ready(sight, temper) else -20
    if not choice.person or choice.person == sight.manager:
        # A telephone that nobody answers is a reason to go and knock.
        return (
            25
            if _KNOCKS.search(choice.words)
            and {who for who, _ in sight.just_missed} & sight.unasked
            and choice.minutes <= sight.left
            else 0
        )
    if (choice.person, choice.way) in sight.just_missed or choice.minutes > sight.left:
        return -20
    if choice.person in sight.met:
        return 0
    return 30 - choice.minutes / 5


def _owed(choice: Choice, sight: Sight) -> float:
    """Something was promised to this person and is not done, the more so the nearer it is; or would be late."""
    due = [o for o in sight.owed if o.open and o.to == choice.person]
    if due and not _PUTS_OFF.search(choice.words):
        near = any(o.due is not None and o.due - sight.now <= SOON for o in due)
        return 60 if near else 20
    ends = sight.now + choice.minutes
    return -50 * any(o.open and o.due is not None and sight.now <= o.due < ends for o in sight.owed)


def _ready(sight: Sight, temper: Temper) -> bool:
    if temper.believes_nothing:
        return sight.left <= LATE
    waiting = temper.waits and sight.unasked and sight.left > LATE
    return not waiting and sum(1 for f in sight.facts if f.first_hand and _points(f)) >= temper.enough


def _points(fact: Fact) -> bool:
    return any(weight in ("much-more", "much-less") for weight in fact.suggests.values())


def _leans_on(words: str, paper: str) -> int:
    """How many of the paper's weightier words a line repeats."""
    return len(_weighty(words) & _weighty(paper))


@lru_cache(maxsize=1024)
def _weighty(text: str) -> frozenset[str]:
    return frozenset(w for w in re.findall(r"[a-z]+", text.lower()) if len(w) > _COMMON)
