"""The shape of what is asked in a scene besides a choice: views, first words, the record."""

from __future__ import annotations

from dataclasses import dataclass, field

from .rules import Condition, Written


@dataclass(frozen=True)
class View(Written):
    """A checkable sentence, the question that settles it and the answers that make it true."""

    says: str
    settles: str
    true_if: tuple[str, ...]


@dataclass(frozen=True)
class Other(Written):
    """Other first words than the trainee's own, and what the person at the door heard in them."""

    says: str
    heard: str


@dataclass(frozen=True)
class FirstWords(Written):
    """The first thing said at a door, typed; compared with others once the scene is over."""

    prompt: str
    others: dict[str, Other]


@dataclass(frozen=True)
class Line(Written):
    """One claim that can go on the record, and what must have happened for it to be true."""

    says: str
    true_if: Condition


@dataclass(frozen=True)
class Record(Written):
    """The record of the day: which of these lines go on the file."""

    prompt: str
    lines: dict[str, Line]


@dataclass(frozen=True)
class Activity(Written):
    """One thing asked on entering a scene: first words or the record."""

    first_words: FirstWords | None = None
    record: Record | None = None


@dataclass(frozen=True)
class Carry(Written):
    """What a lesson leaves the trainee with: an if-then promise to oneself, asked about when the next unit opens."""

    prompt: str
    example: str


@dataclass(frozen=True)
class Echo(Written):
    """What comes back later in someone's mouth: a paragraph more in a scene, where a condition holds on entering."""

    in_: str
    if_: Condition
    says: str = field(default="")
