"""Record the golden trails and what they are marked: `make golden`.

Run it only for a declared change: a new rules version, or a case whose structure was changed on purpose.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from doorstep.case import Case, Key, load_case
from doorstep.cohort import bots, models
from doorstep.cohort.course import Course, find_course, read_yaml
from doorstep.cohort.pretend import write_trail
from doorstep.play import Event, Session, Trail, draw, sessions
from doorstep.practice import marks

HERE = Path(__file__).parent
EXPECTED = HERE / "expected.yaml"
_WALL = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def outcome(session: Session, key: Key | None) -> dict[str, Any]:
    """What is expected of a trail: where it ended, and its marks."""
    found: dict[str, Any] = {"family": session.family_name, "finished": session.finished}
    if key is not None:
        marked = marks(session, key)
        found["percent"] = round(marked.percent, 2)
        found["points"] = {mark.name: mark.points for mark in marked.criteria}
        found["stops"] = len(marked.stops)
    return found


Plays = list[tuple[Case, Key | None, dict[str, tuple[Event, ...]]]]


def plays(course: Course) -> Plays:
    """Every golden play by name: models, bots that fail, a stop, a second attempt, a lesson behind each door."""
    found: Plays = []
    for exercise in course.exercises:
        case, key = exercise.load()
        told = read_yaml(exercise.models_path)
        of_case = {f"model-{f}": models.events_of(case, f, told[f]) for f in case.families}
        for family in case.families:
            for policy in ("random", "paper-only"):
                of_case[f"{policy}-{family}"] = bots.play(case, key, policy, "golden", family).events
        of_case["stopped"] = _stopped(case, key)
        first = bots.play(case, key, "longest", "golden").events
        of_case["two-attempts"] = (*first, draw(case, "golden", 1), *of_case["model-nights"][1:4])
        of_case["unfinished"] = of_case["model-nights"][:4]
        found.append((case, key, of_case))
    for lesson in course.lessons:
        case = load_case(lesson / "case.yaml")
        found.append((case, None, {f: bots.play(case, None, "random", "golden", f).events for f in case.families}))
    return found


def _stopped(case: Case, key: Key) -> tuple[Event, ...]:
    """A play that leaves a child known to be in danger: the first found among random ones."""
    for seed in range(1000):
        played = bots.play(case, key, "random", f"stop:{seed}")
        if played.marks.stops:
            return played.events
    raise SystemExit(f"No random play of {case.id} meets a stop.")


def main() -> None:
    """Write every trail afresh, and expected.yaml beside them."""
    expected: dict[str, Any] = {}
    for old in HERE.glob("*/*.trail.jsonl"):
        old.unlink()
    for case, key, named in plays(find_course(HERE)):
        for name, events in named.items():
            path = HERE / case.id / f"{name}.trail.jsonl"
            path.parent.mkdir(exist_ok=True)
            write_trail(path, case, events, _WALL)
            expected[f"{case.id}/{name}"] = read_back(path, case, key)
    yaml = YAML()
    yaml.indent(mapping=2)
    yaml.dump(expected, EXPECTED)
    sys.stdout.write(f"{len(expected)} golden trails.\n")


def read_back(path: Path, case: Case, key: Key | None) -> dict[str, Any]:
    """What a trail's marked play comes to, read from the file as nbgrader's cells read it."""
    played = sessions(case, Trail(path).read())
    marked = next((s for s in played if s.finished), played[-1])
    return {"attempts": len(played), **outcome(marked, key)}


if __name__ == "__main__":
    main()
