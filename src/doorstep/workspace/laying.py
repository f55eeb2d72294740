"""Lay the course in a workspace: bring what is new, refresh what is untouched, and lay beside what a trainee has used.

The unit of all this is a folder of a lesson or an exercise, or one loose file beside such folders.
"""

import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

from doorstep.workspace.fingerprint import fingerprint, fingerprints, has_trail, made_by_tools
from doorstep.workspace.record import Record, write_record, write_whole
from doorstep.workspace.source import FOR_TRAINEES


@dataclass(frozen=True)
class LaidBeside:
    """A newer version that was laid beside the trainee's own: both places, relative to the workspace."""

    theirs: str
    newer: str

    def __str__(self) -> str:
        return f"There is a newer version of {self.theirs}: it is in {self.newer}, and yours is as you left it."


def lay_course(source: Path, workspace: Path, record: Record) -> list[LaidBeside]:
    """Bring a workspace up to date with a source, writing the record after each unit; say what was laid beside.

    Raises OSError where the workspace cannot be written; what was laid until then stays and is recorded.
    """
    news = []
    for unit in units(source):
        beside = lay_unit(source / unit, unit, workspace, record)
        write_record(workspace, record)
        if beside:
            news.append(beside)
    return news


def units(source: Path) -> Iterator[str]:
    """Yield each unit of a source as its path with forward slashes, such as `course/00-start-here`."""
    for top in FOR_TRAINEES:
        if (source / top).is_dir():
            for entry in sorted((source / top).iterdir()):
                if not made_by_tools(Path(entry.name)):
                    yield f"{top}/{entry.name}"


def lay_unit(origin: Path, unit: str, workspace: Path, record: Record) -> LaidBeside | None:
    """Lay one unit and record it; give what was laid beside, if anything was."""
    newest = fingerprints(origin)
    own = workspace / unit
    if not own.exists():
        lay_new(origin, own, newest)
        record.laid[unit] = newest
        return None
    places = [unit, *laid_beside(unit, record)]
    for place in places:
        if record.laid.get(place) == newest:
            # One that was laid beside and thrown away again is not wanted.
            if (workspace / place).exists():
                copy(origin, workspace / place, missing_from(workspace / place, newest))
            return None
    latest = places[-1]
    laid = record.laid.get(latest, {})
    if untouched(workspace / latest, laid, newest):
        refresh(origin, workspace / latest, laid, newest)
        record.laid[latest] = newest
        return None
    newer = next(place for place in numbered(unit) if place not in places and not (workspace / place).exists())
    lay_new(origin, workspace / newer, newest)
    record.laid[newer] = newest
    return LaidBeside(unit, newer)


def laid_beside(unit: str, record: Record) -> list[str]:
    """List the places where newer versions of a unit were laid beside it, oldest first."""
    # A number may be skipped where the trainee had a folder of that name.
    return [place for place in islice(numbered(unit), len(record.laid) + 20) if place in record.laid]


def numbered(unit: str) -> Iterator[str]:
    """Yield the names for a unit's newer versions: `x-new`, `x-new-2`, …, a loose file keeping its ending."""
    path = Path(unit)
    for number in count(1):
        ending = "-new" if number == 1 else f"-new-{number}"
        yield path.with_name(f"{path.stem}{ending}{path.suffix}").as_posix()


def untouched(place: Path, laid: dict[str, str], newest: dict[str, str]) -> bool:
    """Say whether nothing of a trainee's would be lost by putting the newest version at a place.

    A file that already is the newest is nobody's work: an update may have been cut short.
    """
    loose_file = "" in newest
    if has_trail(place) or (place.exists() and place.is_dir() == loose_file):
        return False
    for name in laid.keys() | newest.keys():
        file = place / name
        if file.is_dir() or (file.exists() and fingerprint(file) not in (laid.get(name), newest.get(name))):
            return False
    return True


def missing_from(place: Path, newest: dict[str, str]) -> list[str]:
    """List the files of a version that a place no longer has."""
    return [name for name in newest if not (place / name).exists()]


def refresh(origin: Path, place: Path, laid: dict[str, str], newest: dict[str, str]) -> None:
    """Put the newest version at a place whose files nobody has touched; files of the trainee's own stay."""
    if not place.exists():
        lay_new(origin, place, newest)
        return
    copy(origin, place, list(newest))
    for gone in laid.keys() - newest.keys():
        (place / gone).unlink(missing_ok=True)


def lay_new(origin: Path, place: Path, newest: dict[str, str]) -> None:
    """Lay a unit where there was none: all of it appears at once."""
    place.parent.mkdir(parents=True, exist_ok=True)
    coming = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    try:
        copy(origin, coming, list(newest))
        coming.replace(place)
    except OSError:
        shutil.rmtree(coming, ignore_errors=True)
        raise


def copy(origin: Path, place: Path, names: list[str]) -> None:
    """Copy files of a unit into its place, each whole or not at all."""
    for name in names:
        target = place / name
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, (origin / name).read_bytes())
