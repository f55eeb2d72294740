"""What identifies a case: its ids, structure, minutes and rules, not its prose.

Mending a typo leaves the digest alone; changing what can be chosen, what it costs or how it is
marked changes it, and a trail played with the old case is then put before a person.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import lru_cache
from typing import Any

from .rules import key_of
from .shape import Case

# Fields that are only words. Where such a field maps ids to words, the ids still count.
_PROSE: frozenset[str] = frozenset(
    {
        *("title", "content_note", "review", "sketch", "role", "name", "kin", "not_reached", "opens", "says"),
        *("then", "do", "say", "reason", "because", "ask", "is_", "what", "heard_as", "if_missed"),
        *("think", "explanations", "statements", "prompt", "rubric", "taken"),
    }
)
# Words that change nothing in a play wherever they stand, however many there are.
_WORDS: frozenset[str] = frozenset(
    {
        "describes",
        "opens_again",
        "again",
        "once_known",
        "saw",
        "heard",
        "unasked",
        "either",
        "weeks_later",
        "carry",
        "symbol",
        "picture",
    }
)


@lru_cache(maxsize=32)
def digest(case: Case) -> str:
    """The case's identity: 16 hexadecimal digits of a SHA-256 over its structure."""
    tree = {f.name: _part(f.name, getattr(case, f.name)) for f in fields(case) if not _left_out(case, f)}
    return hashlib.sha256(json.dumps(tree, sort_keys=True).encode()).hexdigest()[:16]


def _left_out(value: Any, field: Field[Any]) -> bool:
    """Left out: what changes nothing, and what is not written, so that a new key leaves older cases as they are."""
    # The minutes on the cover are an estimate for the trainee; those of an option are not.
    if field.name in _WORDS or (field.name == "minutes" and isinstance(value, Case)):
        return True
    default = field.default_factory() if field.default_factory is not MISSING else field.default
    return bool(getattr(value, field.name) == default)


def _part(name: str, value: Any) -> Any:
    if name not in _PROSE:
        return _structure(value)
    if isinstance(value, dict):
        return {k: _structure(v) if is_dataclass(v) else None for k, v in value.items()}
    return None


def _structure(value: Any) -> Any:
    if is_dataclass(value):
        return {key_of(f.name): _part(f.name, getattr(value, f.name)) for f in fields(value) if not _left_out(value, f)}
    if isinstance(value, dict):
        # Order counts: options and scenes are offered, and families drawn, as they are written.
        return [[k, _structure(v)] for k, v in value.items()]
    if isinstance(value, tuple):
        return [_structure(v) for v in value]
    return value
