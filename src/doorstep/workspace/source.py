"""Where things are: the course files (the clone, or the package's copy), the trainee settings, the usual workspace."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

FOR_TRAINEES = ("course", "exercises")
START = "course/00-start-here/lesson.ipynb"
PROJECT = "doorstep-course"
PACKAGE = Path(__file__).resolve().parent.parent
TRAINEE = PACKAGE / "workspace" / "trainee"
HERE = "127.0.0.1"


@dataclass(frozen=True)
class Source:
    """A folder holding course/ and exercises/, and the clone it belongs to (None for an installed package)."""

    root: Path
    clone: Path | None

    @property
    def complete(self) -> bool:
        """Whether the page that trainees start from is there."""
        return (self.root / START).is_file()


def is_clone(folder: Path) -> bool:
    """Say whether a folder is the top of a clone of this project."""
    try:
        settings = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return False
    return bool(settings.get("project", {}).get("name") == PROJECT)


def enclosing_clone(folder: Path) -> Path | None:
    """Give the clone that a folder lies in, or None."""
    folder = folder.resolve()
    return next((place for place in (folder, *folder.parents) if is_clone(place)), None)


def find_source(working_folder: Path) -> Source:
    """Find the course files: the clone around the working folder, else the one installed from, else the package's."""
    clone = enclosing_clone(working_folder) or enclosing_clone(PACKAGE)
    if clone is not None and (clone / "course").is_dir():
        return Source(clone, clone)
    return Source(PACKAGE / "_course", None)


def usual_place(home: Path, clone: Path | None) -> Path:
    """Give the workspace of a person who has named none: ~/doorstep, unless the clone itself is there."""
    place = home / "doorstep"
    if clone is not None and place.resolve() in (clone.resolve(), *clone.resolve().parents):
        return home / "doorstep-workspace"
    return place
