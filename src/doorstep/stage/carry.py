"""The promise a trainee makes to themselves at the end of a lesson, kept in the workspace and nowhere else."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .identity import FILE, workspace_of

PROMISES = FILE.with_name("promises.json")
OUTCOMES = {
    "kept": "I did it",
    "moved": "I moved it, and said to when",
    "open": "Not yet",
    "let-go": "I let it go",
}
"""What can have become of a promise, and how the screen says it."""
ANSWERS = {
    "kept": "You said it and you did it.",
    "moved": "Moved before it slipped is as good as kept.",
    "open": "Then it is still yours. You will be asked again.",
    "let-go": "Letting go of one on purpose is not the same as forgetting it.",
}


@dataclass(frozen=True)
class Own:
    """A promise to oneself: made in which unit, in whose words, by when; and what became of it."""

    unit: str
    title: str
    if_: str
    then: str
    by: str
    outcome: str = ""


class NowhereToKeep(OSError):
    """The promise cannot be kept here; the sentence says why and what to do."""


def waiting(folder: Path, unit: str) -> Own | None:
    """The latest promise made in another unit that has not been answered for, or None."""
    made = [p for p in _read(folder) if p.unit != unit and p.outcome in ("", "open")]
    return made[-1] if made else None


def made(folder: Path, unit: str) -> Own | None:
    """The promise made in this unit, or None."""
    return next((p for p in reversed(_read(folder)) if p.unit == unit), None)


def promise(folder: Path, own: Own) -> None:
    """Keep a promise. One made before in the same unit gives way. Raises NowhereToKeep."""
    _write(folder, [*(p for p in _read(folder) if p.unit != own.unit), own])


def answer(folder: Path, own: Own, outcome: str) -> None:
    """Write down what became of a promise. Raises NowhereToKeep."""
    new = Own(own.unit, own.title, own.if_, own.then, own.by, outcome)
    _write(folder, [new if p == own else p for p in _read(folder)])


def _read(folder: Path) -> list[Own]:
    root = workspace_of(folder)
    try:
        found: Any = json.loads((root / PROMISES).read_text(encoding="utf-8")) if root else []
        return [Own(**{k: str(v) for k, v in entry.items()}) for entry in found]
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        # A spoilt file costs the reminder, never the unit.
        return []


def _write(folder: Path, promises: list[Own]) -> None:
    root = workspace_of(folder)
    if root is None:
        raise NowhereToKeep(
            "This folder was not opened by Doorstep, so nothing can be kept here. Write it where you will see it."
        )
    fresh = (root / PROMISES).with_suffix(".new")
    try:
        fresh.write_text(
            json.dumps([asdict(p) for p in promises], indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )
        fresh.replace(root / PROMISES)
    except OSError as error:
        raise NowhereToKeep(
            f"The promise could not be kept on this computer ({error.strerror}). Write it where you will see it."
        ) from error
