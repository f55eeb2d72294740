"""The shape of an author's rules: conditions, ladders, criteria and the rubric. No code, no expressions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

Habit = Literal["H1", "H2", "H3"]


def key_of(name: str) -> str:
    """The author's key for a field name."""
    return name.rstrip("_").replace("_", "-")


class Written:
    """Base of everything read from a file: unknown keys are refused, keys are kebab-case."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid", "alias_generator": key_of}


@dataclass(frozen=True)
class FirstHand(Written):
    """How many answers of a group were known first hand, and perhaps before what."""

    of: str | tuple[str, ...]
    at_least: int
    before: str | tuple[str, ...] = ()


@dataclass(frozen=True)
class Before(Written):
    """One of ``first`` happened before any of ``then`` did."""

    first: str | tuple[str, ...]
    then: str | tuple[str, ...]


@dataclass(frozen=True)
class Within(Written):
    """One of ``did`` was begun no later than a named limit after an answer was learnt."""

    did: str | tuple[str, ...]
    after: str
    limit: str


@dataclass(frozen=True)
class Condition(Written):
    """A small table; every line in it must hold."""

    knew: tuple[str, ...] = ()
    not_knew: tuple[str, ...] = ()
    knew_first_hand: FirstHand | None = None
    happened: str | tuple[str, ...] = ()
    never: str | tuple[str, ...] = ()
    told: dict[str, str] = field(default_factory=dict)
    before: Before | None = None
    within: Within | None = None
    promised: tuple[str, ...] = ()
    kept: str = ""
    missed: str = ""
    moved_early: str = ""
    trusts: tuple[str, ...] = ()
    wary: tuple[str, ...] = ()
    recorded: tuple[str, ...] = ()
    recorded_untrue: bool = False
    view_moved: bool = False
    view_held: bool = False


@dataclass(frozen=True)
class Rung(Written):
    """One step of a ladder: the mark and its reason, if the condition holds."""

    points: float
    because: str
    if_: Condition | None = None


@dataclass(frozen=True)
class Worth(Written):
    """Which habit a criterion belongs to, and its full mark."""

    habit: Habit
    points: int


@dataclass(frozen=True)
class Criterion(Written):
    """A short sentence about practice, and the ladder it is marked by; or a stop, and why it cannot be bought back."""

    says: str
    worth: Worth | None = None
    ladder: tuple[Rung, ...] = ()
    stop: bool = False
    if_: Condition | None = None
    because: str = ""


@dataclass(frozen=True)
class RubricLine(Written):
    """One line of the tutor's rubric, shown to the trainee before the case begins."""

    looks_for: str
    none: str
    some: str
    full: str


@dataclass(frozen=True)
class Reflection(Written):
    """The piece of writing at the end, marked by the tutor."""

    prompt: str
    points: int
    words: tuple[int, int]
    rubric: tuple[RubricLine, ...]


@dataclass(frozen=True)
class Key(Written):
    """What only tutors have: named limits, secret groups, the best options of each scene, words for the debrief."""

    format: Literal[1]
    key_for: str
    canary: str
    limits: dict[str, str] = field(default_factory=dict)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    best: dict[str, tuple[str, ...]] = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)
    tutor_asks: tuple[str, ...] = ()
