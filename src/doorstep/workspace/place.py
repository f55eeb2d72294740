"""Which folder is a trainee's workspace, and whether it can be one."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from doorstep.workspace.laying import LaidBeside, lay_course
from doorstep.workspace.record import FOLDER, Record, read_record, set_aside, write_record
from doorstep.workspace.refusal import CannotOpen, cannot_write
from doorstep.workspace.source import FOR_TRAINEES, Source, enclosing_clone

OWNER_ONLY = 0o700


def prepare(workspace: Path, source: Source) -> list[str]:
    """Make a workspace ready, or up to date, for a trainee; give the sentences to tell them.

    Raises CannotOpen, with what to do, where the course or the workspace cannot be used.
    """
    if not source.complete:
        raise CannotOpen(
            f"The course files were not found in {source.root}. "
            "Install Doorstep again from a clean clone: pip install ."
        )
    refuse_clone(workspace)
    try:
        make_folders(workspace)
        with locked(workspace):
            said, record = own_record(workspace)
            beside: list[LaidBeside] = lay_course(source.root, workspace, record)
    except OSError as error:
        raise cannot_write(workspace, error) from error
    return said + [str(one) for one in beside]


def refuse_clone(workspace: Path) -> None:
    """Raise CannotOpen for a folder inside a clone, where Git and nbgrader would meet trainees' work."""
    clone = enclosing_clone(workspace)
    if clone is not None:
        raise CannotOpen(
            f"{workspace} lies inside the clone at {clone}, where practice would mix with the course's own files. "
            "Choose a folder outside it: doorstep open --workspace DIR"
        )


def make_folders(workspace: Path) -> None:
    """Make the workspace and its own folder; raise CannotOpen where a file has the name of a folder."""
    for place in (*reversed(workspace.parents), workspace, *(workspace / name for name in (*FOR_TRAINEES, FOLDER))):
        if place.exists() and not place.is_dir():
            raise CannotOpen(
                f"{place} is a file, and Doorstep needs a folder there. "
                "Rename that file, or choose another folder: doorstep open --workspace DIR"
            )
    if not workspace.exists():
        workspace.parent.mkdir(parents=True, exist_ok=True)
        workspace.mkdir(mode=OWNER_ONLY, exist_ok=True)
    (workspace / FOLDER).mkdir(mode=OWNER_ONLY, exist_ok=True)
    if not os.access(workspace, os.W_OK):
        raise cannot_write(workspace, OSError(errno.EACCES, "no permission"))


@contextmanager
def locked(workspace: Path) -> Iterator[None]:
    """Hold a workspace while it is brought up to date, so that two openings do not lay the same files."""
    with FileLock(workspace / FOLDER / "laying.lock", timeout=60):
        yield


def own_record(workspace: Path) -> tuple[list[str], Record]:
    """Read the workspace's record, or begin one; give what the trainee should hear, and the record."""
    record = read_record(workspace)
    if record is not None:
        return [], record
    said = []
    if (workspace / FOLDER / "workspace.json").exists():
        aside = set_aside(workspace)
        said.append(
            f"What this workspace knew of itself was damaged: it is kept in {aside}, and a new record was begun. "
            "Your answers are safe."
        )
    record = Record()
    write_record(workspace, record)
    return said, record
