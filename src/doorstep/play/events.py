"""What a trainee can do, as events: the only things a trail holds."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar

RULES = 1
"""Version of the engine's rules. A golden trail that would be marked otherwise is a new version."""


class Refused(ValueError):
    """An event that cannot happen now; the sentence says why, and nothing has changed."""


class Malformed(ValueError):
    """Something that should be an event is not one."""


@dataclass(frozen=True)
class Started:
    """A play was begun: of which case, under which rules, behind which door."""

    case: str
    digest: str
    family: str
    seed: str
    rules: int = RULES
    kind: ClassVar[str] = "started"


@dataclass(frozen=True)
class Chose:
    """An option was chosen in a scene."""

    scene: str
    option: str
    kind: ClassVar[str] = "chose"


@dataclass(frozen=True)
class Wrote:
    """The reflection as it stood; ``done`` when the trainee keeps it and goes on."""

    text: str
    done: bool = False
    kind: ClassVar[str] = "wrote"


@dataclass(frozen=True)
class Viewed:
    """A view was stated: how likely a checkable sentence is, out of 100."""

    view: str
    likely: int
    kind: ClassVar[str] = "viewed"


@dataclass(frozen=True)
class Spoke:
    """First words were typed, in the scene that asked for them."""

    scene: str
    text: str
    kind: ClassVar[str] = "spoke"


@dataclass(frozen=True)
class Recorded:
    """The lines of the record that were ticked, in the author's order."""

    scene: str
    lines: tuple[str, ...]
    kind: ClassVar[str] = "recorded"


Event = Started | Chose | Wrote | Viewed | Spoke | Recorded
_KINDS: dict[str, type[Event]] = {c.kind: c for c in (Started, Chose, Wrote, Viewed, Spoke, Recorded)}
_TYPES = {"str": str, "int": int, "bool": bool, "tuple[str, ...]": list}
LONGEST_TEXT = 200_000
"""Characters of a reflection that are kept; the screen says so before it comes to that."""


def to_json(event: Event) -> dict[str, Any]:
    """An event as a JSON object."""
    return {"kind": event.kind, **asdict(event)}


def from_json(data: Any) -> Event:
    """The event that a JSON object stands for. Raises Malformed."""
    made = _KINDS.get(str(data.get("kind"))) if isinstance(data, dict) else None
    if made is None:
        raise Malformed("it is not an event of this course")
    given = {k: v for k, v in data.items() if k != "kind"}
    wanted = {f.name: _TYPES[str(f.type)] for f in fields(made)}
    if set(given) != set(wanted) or any(type(given[n]) is not t for n, t in wanted.items()):
        raise Malformed(f"a “{data['kind']}” event has other fields than it should")
    lists = {n: tuple(v) for n, v in given.items() if isinstance(v, list)}
    if any(not isinstance(item, str) for items in lists.values() for item in items):
        raise Malformed(f"a “{data['kind']}” event has other fields than it should")
    return made(**{**given, **lists})
