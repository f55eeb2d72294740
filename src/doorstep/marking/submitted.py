"""Hand-ins that nbgrader would pass over or could not mark, said in plain sentences before it is run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..case import CaseErrors, load_case
from ..play import TrailError, finished_attempt
from ..play.trail import Trail
from .alike import alike
from .cells import LARGEST_TRAIL


@dataclass(frozen=True, order=True)
class Finding:
    """One thing about one hand-in. ``reaches`` says whether nbgrader will bring it before the tutor all the same."""

    trainee: str
    exercise: str
    sentence: str
    reaches: bool

    def __str__(self) -> str:
        return f"{self.trainee}, {self.exercise}: {self.sentence}"


def check_submitted(folder: Path, solutions: Path | None = None) -> tuple[Finding, ...]:
    """What is amiss in ``folder``, laid out as ``<trainee>/<exercise>/``; nothing where all can be marked.

    ``solutions`` holds the exercises as tutors have them; it is looked for two folders up. Raises
    FileNotFoundError where there is no such folder.
    """
    if not folder.is_dir():
        raise FileNotFoundError(f"There is no folder {folder}, so nothing was handed in there.")
    if solutions is None:
        solutions = folder.resolve().parent.parent / "solutions"
    findings: list[Finding] = []
    handed_in: dict[str, dict[str, Path]] = {}
    for trainee in sorted(p for p in folder.iterdir() if not p.name.startswith(".")):
        if not trainee.is_dir():
            findings.append(Finding(trainee.name, "no exercise", "This is a file, not the folder of a trainee.", False))
            continue
        exercises = sorted(p for p in trainee.iterdir() if p.is_dir())
        if not exercises:
            findings.append(Finding(trainee.name, "no exercise", "The folder is empty: nothing was handed in.", False))
        for exercise in exercises:
            handed_in.setdefault(exercise.name, {})[trainee.name] = exercise
            for sentence, reaches in _amiss(exercise, solutions / exercise.name):
                findings.append(Finding(trainee.name, exercise.name, sentence, reaches))
    for name, folders in handed_in.items():
        findings += [Finding(found.trainee, name, found.sentence, True) for found in alike(folders)]
    return tuple(findings)


def _amiss(folder: Path, source: Path) -> Iterator[tuple[str, bool]]:
    name = folder.name
    if not any(p.name not in ("timestamp.txt", "submission_secret.txt") for p in folder.iterdir()):
        yield "The folder is empty: neither the notebook nor the answers are there. Ask for the hand-in again.", False
        return
    if source.parent.is_dir() and not source.is_dir():
        yield f"There is no exercise called {name}. Look at how the folder is spelt.", False
        return
    yield from _about_notebooks(folder)
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() and path.name != f"{name}.ipynb":
            whole = path.exists()
            said = "will be left out" if whole else "leads nowhere, so the hand-in cannot be opened. Delete it"
            yield f"{path.name} is a link to another file and {said}.", whole
    yield from _about_trail(folder, source)


def _about_notebooks(folder: Path) -> Iterator[tuple[str, bool]]:
    expected = folder / f"{folder.name}.ipynb"
    others = sorted(p.name for p in folder.glob("*.ipynb") if p != expected)
    if expected.is_symlink():
        yield f"{expected.name} is a link to another file and will not be opened. Ask for the notebook itself.", False
    elif expected.is_file():
        if not _is_notebook(expected):
            yield f"{expected.name} cannot be read as a notebook. Ask for the hand-in again.", False
        if others:
            yield f"There is a second notebook, {others[0]}. Only {expected.name} is marked.", True
    elif others:
        yield f"There is no {expected.name}, only {', '.join(others)}. If it is the exercise, rename it.", False
    else:
        yield f"There is no notebook. Put {expected.name} from exercises/ beside the answers, or ask for it.", False


def _about_trail(folder: Path, source: Path) -> Iterator[tuple[str, bool]]:
    expected = folder / f"{folder.name}.trail.jsonl"
    if expected.is_symlink():
        return
    if not expected.is_file():
        others = sorted(p.name for p in folder.glob("*.trail.jsonl"))
        if others:
            yield f"The answers belong to another exercise: {', '.join(others)}. Ask for {expected.name}.", True
        else:
            yield f"There are no answers: {expected.name} is missing. Ask for the hand-in again.", True
        return
    if expected.stat().st_size > LARGEST_TRAIL:
        yield f"{expected.name} is too large to have come from playing the case.", True
        return
    try:
        attempts = Trail(expected).read()
        if finished_attempt(load_case(source / "case.yaml"), attempts) is None:
            yield "No attempt was finished. Ask the trainee to play to the last screen and hand in again.", True
    except TrailError as error:
        yield f"The answers cannot be marked. {error}", True
    except CaseErrors:
        # Not about this hand-in: `doorstep check` says what is wrong with a case.
        return


def _is_notebook(path: Path) -> bool:
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(read, dict) and isinstance(read.get("cells"), list) and bool(read["cells"])
