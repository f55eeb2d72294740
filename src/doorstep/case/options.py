"""The shape of an option: its words, its workings, and what knowing something changes about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from .rules import Condition, Written

Stance = Literal["asks", "tells", "believes", "doubts", "promises", "defers", "hurries", "waits", "soothes", "presses"]
Trust = Literal["much-down", "down", "up", "much-up"]


@dataclass(frozen=True)
class Carries(Written):
    """The workings of an option: what it costs, what it does and where it leads."""

    minutes: int
    with_: str = ""
    by: Literal["phone", "in-person"] = "phone"
    learn: tuple[str, ...] = ()
    tells: dict[str, str] = field(default_factory=dict)
    promise: tuple[str, ...] = ()
    moves: dict[str, str] = field(default_factory=dict)
    trust: dict[str, Trust] = field(default_factory=dict)
    repeat: bool = False
    stance: Stance | None = None
    practises: tuple[str, ...] = ()
    goes: str = ""


@dataclass(frozen=True)
class OnceKnown(Written):
    """Another reason, another reply or other words on the button, where a fact was known before choosing."""

    if_: Condition | None = None
    words: str = ""
    reason: str = ""
    then: str = ""


@dataclass(frozen=True)
class Option(Written):
    """Something the worker can do or say, offered unless a condition holds.

    ``saw`` is what the family saw of it, for the debrief.
    """

    carries: Carries
    reason: str
    do: str = ""
    say: str = ""
    then: str = ""
    saw: str = ""
    unless: Condition | None = None
    once_known: dict[str, str | OnceKnown | tuple[OnceKnown, ...]] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """The words on the screen, where nothing that was learnt changes them."""
        return self.say or self.do

    def known(self, answer: str) -> tuple[OnceKnown, ...]:
        """What knowing an answer changes, in the author's order; the first that fits counts."""
        given = self.once_known.get(answer, ())
        if isinstance(given, str):
            return (OnceKnown(reason=given),)
        return (given,) if isinstance(given, OnceKnown) else given
