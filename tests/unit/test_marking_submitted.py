"""What is amiss with hand-ins, in a sentence each, before nbgrader is run."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from doorstep.case import Case, load_case, load_key
from doorstep.cohort import bots
from doorstep.cohort.pretend import write_trail
from doorstep.marking.submitted import Finding, check_submitted
from doorstep.play import Event

SOLUTIONS = Path(__file__).parents[2] / "solutions"
NAME = "at-the-door"
NOTEBOOK, TRAIL = f"{NAME}.ipynb", f"{NAME}.trail.jsonl"


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case(SOLUTIONS / NAME / "case.yaml")


@pytest.fixture(scope="module")
def played(case: Case) -> tuple[Event, ...]:
    return bots.play(case, load_key(SOLUTIONS / f"{NAME}.key.yaml", case), "first", "a").events


@pytest.fixture(scope="module")
def trail(case: Case, played: tuple[Event, ...], tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The play's trail, written once."""
    path = tmp_path_factory.mktemp("played") / TRAIL
    write_trail(path, case, played)
    return path.read_bytes()


@pytest.fixture
def folder(tmp_path: Path, trail: bytes) -> Path:
    """One trainee's good hand-in, in a course."""
    made = tmp_path / "grading" / "submitted" / "amira" / NAME
    made.mkdir(parents=True)
    (made / NOTEBOOK).write_text('{"cells": [{}]}', encoding="utf-8")
    (made / TRAIL).write_bytes(trail)
    (tmp_path / "solutions").mkdir()
    shutil.copytree(SOLUTIONS / NAME, tmp_path / "solutions" / NAME)
    return made


def only(folder: Path) -> Finding:
    """The one thing that is amiss."""
    (found,) = check_submitted(folder.parents[1])
    return found


def test_a_good_hand_in_is_not_mentioned(folder: Path) -> None:
    assert check_submitted(folder.parents[1]) == ()
    assert check_submitted(folder.parents[1], solutions=Path("/nowhere")) == ()


def test_a_finding_names_trainee_and_exercise(folder: Path) -> None:
    (folder / NOTEBOOK).unlink()
    assert str(only(folder)).startswith(f"amira, {NAME}: There is no notebook.")


def rename(folder: Path) -> None:
    (folder / NOTEBOOK).rename(folder / "Untitled.ipynb")


def empty(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()
    (folder / "timestamp.txt").write_text("2026-11-02 09:00:00 UTC", encoding="utf-8")


def link(name: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(folder.parent)

    return change


def dangle(folder: Path) -> None:
    (folder / "notes").symlink_to(folder / "nothing")


def foreign(folder: Path) -> None:
    (folder / TRAIL).rename(folder / "another.trail.jsonl")


def misspelt(folder: Path) -> None:
    folder.rename(folder.with_name("At the Door"))


@pytest.mark.parametrize(
    ("change", "sentence", "reaches"),
    [
        (lambda folder: (folder / NOTEBOOK).unlink(), "There is no notebook", False),
        (rename, "only Untitled.ipynb", False),
        (lambda folder: (folder / NOTEBOOK).write_text("{", encoding="utf-8"), "cannot be read as a notebook", False),
        (lambda folder: (folder / NOTEBOOK).write_text('{"cells": []}', encoding="utf-8"), "cannot be read", False),
        (link(NOTEBOOK), "link to another file and will not be opened", False),
        (empty, "The folder is empty", False),
        (misspelt, "There is no exercise called At the Door", False),
        (dangle, "leads nowhere", False),
        (link("notes.txt"), "notes.txt is a link to another file and will be left out", True),
        (
            lambda folder: (folder / "Copy.ipynb").write_text("{}", encoding="utf-8"),
            "a second notebook, Copy.ipynb",
            True,
        ),
        (lambda folder: (folder / TRAIL).unlink(), "There are no answers", True),
        (foreign, "belong to another exercise: another.trail.jsonl", True),
        (lambda folder: (folder / TRAIL).write_bytes(b""), "is empty", True),
        (lambda folder: (folder / TRAIL).write_bytes(b"{}\n"), "line 1", True),
    ],
)
def test_what_is_amiss_is_said_and_whether_the_tutor_will_see_it(
    folder: Path, change: Callable[[Path], None], sentence: str, reaches: bool
) -> None:
    change(folder)
    found = only(folder)
    assert sentence in found.sentence
    assert found.reaches is reaches


def test_an_unfinished_play_and_a_changed_case_are_told(folder: Path, case: Case, played: tuple[Event, ...]) -> None:
    (folder / TRAIL).unlink()
    write_trail(folder / TRAIL, case, played[:4])
    assert "No attempt was finished" in only(folder).sentence
    source = folder.parents[3] / "solutions" / NAME / "case.yaml"
    text = source.read_text("utf-8")
    assert "minutes: 3," in text
    source.write_text(text.replace("minutes: 3,", "minutes: 4,", 1), encoding="utf-8")
    assert "another version of the case" in only(folder).sentence


def test_a_trainee_with_nothing_and_a_stray_file_are_told_and_hide_nobody(folder: Path) -> None:
    (folder.parents[1] / "bashir").mkdir()
    (folder.parents[1] / "notes.txt").touch()
    (folder / NOTEBOOK).unlink()
    assert [f.trainee for f in check_submitted(folder.parents[1])] == ["amira", "bashir", "notes.txt"]


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nothing was handed in"):
        check_submitted(tmp_path / "submitted")
