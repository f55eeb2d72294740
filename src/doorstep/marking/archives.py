"""Hand-ins found in zips and folders, whatever a learning platform or a browser made of their names."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

LARGEST_FILE = 20_000_000
LARGEST_ZIP = 100_000_000
MOST_FILES = 5_000
DEEPEST = 3
STAMP = "timestamp.txt"
# nbgrader's ids are folder names and parts of addresses.
_ODD = re.compile(r"[^\w.-]+")
_AGAIN = re.compile(r"( ?\(\d+\))+$")


@dataclass(frozen=True)
class Found:
    """One hand-in: who, from which archive, its files by name, when (UTC, no zone), and the seed of its first play."""

    trainee: str
    archive: str
    files: dict[str, bytes]
    when: datetime
    seed: str


@dataclass(frozen=True)
class _File:
    """A file: its path in the archive folder or in a zip, that zip's name (or nothing) and the zip's time for it."""

    path: PurePosixPath
    archive: str
    data: bytes
    time: datetime | None


def unpacked(folder: Path, exercise: str) -> tuple[list[Found], list[str]]:
    """Every hand-in for ``exercise`` under ``folder``, and sentences on what could not be used."""
    problems: list[str] = []
    grouped: dict[tuple[str, PurePosixPath], list[_File]] = {}
    for file in _files(folder, problems):
        if not any(part.startswith((".", "__MACOSX")) for part in file.path.parts):
            grouped.setdefault((file.archive, file.path.parent), []).append(file)
    found = []
    for (archive, inside), files in grouped.items():
        wanted = [f for f in files if f.path.name.endswith((".ipynb", ".trail.jsonl"))]
        if not wanted:
            continue
        label = archive or str(inside)
        trainee = _trainee(inside, archive, exercise)
        if trainee is None:
            problems.append(f"“{label}” was not collected: it does not say who handed it in, or is not for {exercise}.")
            continue
        kept = {f.path.name: f.data for f in wanted}
        found.append(Found(trainee, label, kept, _when(files, exercise), _seed(kept.get(f"{exercise}.trail.jsonl"))))
    return found, problems


def parted(found: Iterable[Found]) -> tuple[list[Found], list[str]]:
    """The newest hand-in of each trainee, and sentences on the others.

    Two workspaces under one name may be two people, so both are kept, each under a name of its own.
    """
    by_name: dict[str, list[Found]] = {}
    for hand_in in sorted(found, key=lambda h: h.when):
        by_name.setdefault(hand_in.trainee, []).append(hand_in)
    chosen: list[Found] = []
    said: list[str] = []
    for name, theirs in sorted(by_name.items()):
        # A trail that cannot be read has no seed, and alone it tells nobody apart.
        several = len({h.seed for h in theirs if h.seed}) > 1
        newest: dict[str, Found] = {}
        for hand_in in theirs:
            person = hand_in.seed if several else ""
            older = newest.get(person)
            if older is not None and older.files != hand_in.files:
                said.append(f"{name}: “{older.archive}” was left, “{hand_in.archive}” is newer.")
            newest[person] = replace(hand_in, trainee=f"{name}-{_short(person)}") if several else hand_in
        if several:
            archives = " and ".join(f"“{h.archive}”" for h in newest.values())
            said.append(f"{archives} came under the one name {name} from different computers; all were collected.")
        chosen += newest.values()
    return chosen, said


def _files(folder: Path, problems: list[str]) -> Iterator[_File]:
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        inside = PurePosixPath(path.relative_to(folder).as_posix())
        if path.suffix.lower() == ".zip":
            yield from _members(path.read_bytes(), inside, problems, 1)
        elif path.stat().st_size <= LARGEST_FILE:
            yield _File(inside, "", path.read_bytes(), None)


def _members(data: bytes, archive: PurePosixPath, problems: list[str], depth: int) -> Iterator[_File]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            members = [m for m in opened.infolist() if not m.is_dir()]
            if len(members) > MOST_FILES or sum(m.file_size for m in members) > LARGEST_ZIP:
                problems.append(f"“{archive}” was not opened: it holds far more than a hand-in.")
                return
            for member in members:
                path = PurePosixPath(member.filename.replace("\\", "/"))
                if member.file_size > LARGEST_FILE and path.suffix.lower() != ".zip":
                    continue
                if path.suffix.lower() == ".zip" and depth < DEEPEST:
                    yield from _members(opened.read(member), archive / path, problems, depth + 1)
                elif ".." not in path.parts:
                    yield _File(path, str(archive), opened.read(member), _zipped(member))
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError, EOFError) as error:
        problems.append(f"“{archive}” could not be opened ({error}). Ask for it again.")


def _trainee(inside: PurePosixPath, archive: str, exercise: str) -> str | None:
    """Who handed in: by the folders ``<trainee>/<exercise>``, else by the archive's name."""
    parts = inside.parts
    if len(parts) >= 2 and parts[-1] == exercise:
        return _as_id(parts[-2])
    # A platform puts its own words before our name, a browser " (1)" after it.
    name = _AGAIN.sub("", PurePosixPath(archive).name.removesuffix(".zip"))
    _, _, named = name.rpartition(f"{exercise}_")
    if named and named != name and parts[-1:] in ((), (exercise,)):
        return _as_id(named)
    return None


def _as_id(name: str) -> str | None:
    return _ODD.sub("-", name).strip("-.")[:60] or None


def _when(files: list[_File], exercise: str) -> datetime:
    """When it was handed in: as it says itself, else as its zip says. Not before the last answer, not after now."""
    now = datetime.now(UTC)
    data = {f.path.name: f.data for f in files}
    said = _stamp(data.get(STAMP, b"").decode("utf-8", "replace").strip().removesuffix(" UTC"))
    played = _stamp(str(_line(data.get(f"{exercise}.trail.jsonl"), -1).get("wall", "")))
    times = [t for t in (played, *(f.time for f in files)) if t is not None]
    return min(said or max(times, default=now), now).replace(tzinfo=None, microsecond=0)


def _zipped(member: zipfile.ZipInfo) -> datetime | None:
    try:
        return datetime(*member.date_time, tzinfo=UTC)
    except ValueError:
        return None


def _stamp(text: str) -> datetime | None:
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)


def _seed(trail: bytes | None) -> str:
    event = _line(trail, 0).get("event")
    seed = event.get("seed") if isinstance(event, dict) else None
    return seed if isinstance(seed, str) else ""


def _line(trail: bytes | None, which: int) -> dict[str, object]:
    lines = [line for line in (trail or b"").split(b"\n") if line.strip()]
    try:
        read = json.loads(lines[which])
    except (IndexError, ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def _short(seed: str) -> str:
    return hashlib.sha256(seed.encode()).hexdigest()[:4]
