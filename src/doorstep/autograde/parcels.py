"""What travels to another machine and back, as bytes: folders, and rows without the exercise they belong to."""

from __future__ import annotations

import io
import os
import pickle
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader import utils

from .book import Assignment, Left, Notebook

# nbgrader ships no types.
# mypy: disallow-untyped-calls=False

MOST_FILES = 2_000
MOST_BYTES = 500_000_000
"""What a hand-in may hold before a person has to look at it."""


@dataclass(frozen=True)
class Entry:
    """A file or a folder: where it lies, its permissions, and what is in it; a link is only known to be one."""

    path: str
    mode: int
    data: bytes | None = None
    link: bool = False


def regular(folder: Path, ignored: list[str]) -> list[str]:
    """A hand-in's files, without links, pipes and devices. Raises Left for more than anybody hands in.

    nbgrader follows links, and so copies whatever they lead to; a device or a pipe would never end.
    """
    found = list(utils.find_all_files(str(folder), ignored))
    if len(found) > MOST_FILES:
        raise Left(f"There are {len(found)} files in it, more than anybody hands in. Look at it yourself.")
    held = [(name, os.lstat(name)) for name in found]
    kept = [(name, s.st_size) for name, s in held if stat.S_ISREG(s.st_mode)]
    if sum(size for _, size in kept) > MOST_BYTES:
        raise Left(f"Its files come to more than {MOST_BYTES // 1_000_000} MB. Look at it yourself.")
    return [name for name, _ in kept]


def hand_in(folder: Path, ignored: list[str]) -> list[Entry]:
    """A hand-in, with its notebooks. Raises Left."""
    names = {*regular(folder, ignored), *(str(p) for p in folder.glob("*.ipynb"))}
    return [_entry(Path(name), folder) for name in sorted(names)]


def folder(top: Path, paths: Iterable[Path] | None = None) -> list[Entry]:
    """All that lies in a folder, or those ``paths`` of it."""
    return [_entry(p, top) for p in sorted(top.rglob("*") if paths is None else paths)]


def unpack(entries: list[Entry], top: Path) -> None:
    """Write them into a folder. A link leads to nothing there."""
    folders = []
    for entry in entries:
        path = top / entry.path
        path.parent.mkdir(parents=True, exist_ok=True)
        if entry.link:
            path.symlink_to(os.devnull)
        elif entry.data is None:
            path.mkdir(exist_ok=True)
            folders.append((path, entry.mode))
        else:
            path.write_bytes(entry.data)
            path.chmod(entry.mode)
    for path, mode in reversed(folders):
        path.chmod(mode)


def rows(thing: Any, assignment: Assignment) -> bytes:
    """A hand-in's rows, or what came of them; the exercise itself, known on both sides, stays behind."""
    held = io.BytesIO()
    pickler = _Pickler(held, protocol=pickle.HIGHEST_PROTOCOL)
    pickler.known = {id(assignment): "", **{id(n): n.name for n in assignment.notebooks}}
    pickler.dump(thing)
    return held.getvalue()


def read_rows(data: bytes, assignment: Assignment) -> Any:
    """The other way round. Only between a coordinator and its own workers, who trust each other."""
    unpickler = _Unpickler(io.BytesIO(data))
    unpickler.known = {"": assignment, **{n.name: n for n in assignment.notebooks}}
    return unpickler.load()


class _Pickler(pickle.Pickler):
    known: dict[int, str]

    def persistent_id(self, obj: Any) -> str | None:
        return self.known.get(id(obj)) if isinstance(obj, (Assignment, Notebook)) else None


class _Unpickler(pickle.Unpickler):
    known: dict[str, Assignment | Notebook]

    def persistent_load(self, pid: Any) -> Any:
        return self.known[pid]


def _entry(path: Path, top: Path) -> Entry:
    name, found = str(path.relative_to(top)), path.lstat()
    mode = stat.S_IMODE(found.st_mode)
    if stat.S_ISREG(found.st_mode):
        return Entry(name, mode, path.read_bytes())
    return Entry(name, mode, link=not stat.S_ISDIR(found.st_mode))
