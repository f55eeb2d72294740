"""Pretend cohorts: bots' hand-ins in nbgrader's submitted layout."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ..case import Case, Key, times
from ..play import Event, Started, Trail, replay
from . import bots

MIX = ("thoughtful", "thoughtful", "thoughtful", "random", "paper-only", "first", "longest")
"""What a pretend cohort is made of, in turn: some who pass and some who do not."""

_FIRST_DAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def write_trail(path: Path, case: Case, events: tuple[Event, ...], wall: datetime = _FIRST_DAY) -> None:
    """Write one play or more as a trail, a line a minute from ``wall``. The file must not exist."""
    minute = iter(range(len(events)))
    trail = Trail(path, wall=lambda: wall + timedelta(minutes=next(minute)))
    for n, event in enumerate(events):
        at = times.stamp(_now(case, events[: n + 1]), case.when.date)
        trail.append([(event, at)], seen=n)
    path.with_name(f".{path.name.removesuffix('.jsonl')}.lock").unlink(missing_ok=True)


def _now(case: Case, events: tuple[Event, ...]) -> int:
    latest = max(i for i, event in enumerate(events) if isinstance(event, Started))
    return replay(case, events[latest:]).now


def write_cohort(exercise: Path, case: Case, key: Key, size: int, out: Path, seed: int) -> Iterator[Path]:
    """``size`` hand-ins as ``out/<trainee>/<exercise>/``, one by one. Raises FileExistsError for one that is there."""
    for i in range(size):
        played = bots.play(case, key, MIX[i % len(MIX)], f"{seed}:{i}")
        folder = out / f"trainee-{i + 1:04d}" / case.id
        folder.mkdir(parents=True)
        shutil.copy2(exercise / f"{case.id}.ipynb", folder)
        shutil.copy2(exercise / "case.yaml", folder)
        write_trail(folder / f"{case.id}.trail.jsonl", case, played.events)
        stamp = (_FIRST_DAY + timedelta(hours=i)).strftime("%Y-%m-%d %H:%M:%S UTC")
        (folder / "timestamp.txt").write_text(stamp, encoding="utf-8")
        yield folder
