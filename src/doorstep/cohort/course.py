"""Where the course's cases, keys and model plays are, in a clone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from ..case import Case, CaseError, CaseErrors, Key, load_case, load_key
from ..case.errors import Lines


@dataclass(frozen=True)
class Exercise:
    """A graded exercise: nbgrader's source folder, with key and model plays beside it."""

    folder: Path

    @property
    def name(self) -> str:
        """Its name in nbgrader, which is its case's id."""
        return self.folder.name

    @property
    def key_path(self) -> Path:
        """The key, beside the folder so that no nbgrader command copies it."""
        return self.folder.with_name(f"{self.name}.key.yaml")

    @property
    def models_path(self) -> Path:
        """The model plays, beside the folder likewise."""
        return self.folder.with_name(f"{self.name}.model.yaml")

    def load(self) -> tuple[Case, Key]:
        """Case and key. Raises CaseErrors."""
        case = load_case(self.folder / "case.yaml")
        return case, load_key(self.key_path, case)


@dataclass(frozen=True)
class Course:
    """The clone's course: lessons in ``course/``, exercises in ``solutions/``."""

    root: Path

    @property
    def lessons(self) -> list[Path]:
        """Folders of lessons that have a case."""
        return sorted(p.parent for p in (self.root / "course").glob("*/case.yaml"))

    @property
    def exercises(self) -> list[Exercise]:
        """The graded exercises."""
        return [Exercise(p.parent) for p in sorted((self.root / "solutions").glob("*/case.yaml"))]

    @property
    def keys(self) -> list[Path]:
        """Every key there is: those of exercises, and those of lessons, which stand beside them."""
        return sorted((self.root / "solutions").glob("*.key.yaml"))

    def lesson_key(self, case: Case) -> Path:
        """Where the key of a lesson's case is, or would be: small lessons need none."""
        return self.root / "solutions" / f"{case.id}.key.yaml"

    def exercise(self, name: str) -> Exercise:
        """The exercise of that name. Raises CaseErrors naming those there are."""
        for exercise in self.exercises:
            if exercise.name == name:
                return exercise
        there = ", ".join(e.name for e in self.exercises) or "none here; run this in the clone's folder"
        raise CaseErrors([CaseError("solutions", 1, f"There is no exercise “{name}”.", f"There is: {there}.")])

    @property
    def points(self) -> dict[str, Any]:
        """The points of the two accounts, by number. Raises CaseErrors."""
        path = self.root / "course" / "accounts.yaml"
        found = read_yaml(path)
        if not isinstance(found, dict):
            raise CaseErrors([CaseError(path.name, 1, "The points of the accounts are missing.", "Restore the file.")])
        return found


def find_course(start: Path) -> Course:
    """The course whose clone ``start`` lies in. Raises CaseErrors outside a clone."""
    for root in (start, *start.parents):
        if (root / "course").is_dir() and (root / "solutions").is_dir():
            return Course(root)
    what = "There is no course here, with its folders course and solutions."
    raise CaseErrors([CaseError(str(start), 1, what, "Run this in the clone's folder.")])


def lines_of(path: Path, name: str) -> Lines:
    """Where things stand in a YAML file that has been read before, to be called ``name`` in errors."""
    return Lines(name, YAML(typ="safe", pure=True).compose(path.read_text(encoding="utf-8")))


def read_yaml(path: Path) -> Any:
    """A YAML 1.2 file as plain data, None where it is missing. Raises CaseErrors where it is not YAML."""
    if not path.is_file():
        return None
    try:
        return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except (YAMLError, UnicodeDecodeError) as error:
        what = f"The text is not YAML: {str(error).splitlines()[0]}."
        raise CaseErrors([CaseError(path.name, 1, what, "Mend it in a text editor.")]) from None
