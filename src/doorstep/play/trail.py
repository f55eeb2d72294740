"""The trail: an append-only file of events, one JSON object a line, each chained to the last.

The chain finds damage, not forgery: an honestly re-chained trail of other choices is a valid play.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from .events import Event, Malformed, Started, from_json, to_json

FIRST_LINK = ""
LOCK_SECONDS = 3


class TrailError(ValueError):
    """A trail that cannot be read; the sentence says where and what to do."""


class NotSaved(OSError):
    """An event that could not be written; the sentence says why and what to do."""


class Overtaken(RuntimeError):
    """The trail has gone on elsewhere, in another tab, since the screen was drawn."""


@dataclass(frozen=True)
class Line:
    """One line of a trail: its number from 0, the event, in-world time, wall time and digest."""

    n: int
    event: Event
    at: str
    wall: str
    digest: str


@dataclass(frozen=True)
class Attempt:
    """One play in a trail: its beginning and all that followed."""

    lines: tuple[Line, ...]

    @property
    def started(self) -> Started:
        """How the play began."""
        event = self.lines[0].event
        if not isinstance(event, Started):
            raise TrailError("The answers do not begin with a beginning.")
        return event

    @property
    def events(self) -> tuple[Event, ...]:
        """The play's events in order."""
        return tuple(line.event for line in self.lines)


def digest_of(fields: dict[str, Any], before: str) -> str:
    """The link of a line to the one before it: SHA-256 over both."""
    text = json.dumps(fields, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()


def encode(n: int, event: Event, at: str, wall: str, before: str) -> tuple[Line, bytes]:
    """A line and its bytes, chained to the digest ``before``."""
    fields = {"n": n, "event": to_json(event), "at": at, "wall": wall}
    digest = digest_of(fields, before)
    text = json.dumps({**fields, "digest": digest}, ensure_ascii=False)
    return Line(n, event, at, wall, digest), (text + "\n").encode()


def decode(raw: bytes, n: int, before: str) -> Line:
    """The line that bytes hold. Raises Malformed, saying what is wrong with it."""
    try:
        data = json.loads(raw.decode("utf-8"))
        if not isinstance(data, dict) or set(data) != {"n", "event", "at", "wall", "digest"}:
            raise Malformed("it is not a line of a trail")
        digest = data.pop("digest")
        found = digest_of(data, before)
    except Malformed:
        raise
    except (ValueError, RecursionError):
        # Not UTF-8, not JSON, a number of 5,000 digits, half a character, brackets without end.
        raise Malformed("it is not readable text") from None
    if data["n"] != n:
        raise Malformed(f"it should be number {n}, and a line is missing or doubled")
    if not (isinstance(data["at"], str) and isinstance(data["wall"], str)) or found != digest:
        raise Malformed("it does not fit the line before it, so something was changed or lost")
    return Line(n, from_json(data["event"]), data["at"], data["wall"], digest)


def wall_clock() -> datetime:
    """Now, in UTC; passed in so that the core never asks for the time."""
    return datetime.now(UTC)


class Trail:
    """The file of one case's plays beside its notebook."""

    def __init__(self, path: Path, wall: Callable[[], datetime] = wall_clock) -> None:
        self.path = path
        self._wall = wall

    @classmethod
    def beside(cls, folder: Path, case_id: str) -> Trail:
        """The trail of a case in a folder, by its one name."""
        return cls(folder / f"{case_id}.trail.jsonl")

    @property
    def exists(self) -> bool:
        """Whether there is a file at all."""
        return self.path.is_file()

    def lines(self) -> tuple[Line, ...]:
        """Every whole line. A torn last line is left out. Raises TrailError for other damage."""
        return self._read()[0]

    def read(self) -> tuple[Attempt, ...]:
        """The plays in the trail, at least one. Raises TrailError."""
        if not self.exists:
            raise TrailError(f"There is no {self.path.name} here, so no answers were handed in.")
        lines = self.lines()
        if not lines:
            raise TrailError(f"{self.path.name} is empty: it holds no answers.")
        return attempts(lines)

    def append(self, events: Sequence[tuple[Event, str]], seen: int) -> tuple[Line, ...]:
        """Write events, each with its in-world time, and be sure of them before returning.

        ``seen`` is how many lines the caller knew of. Raises Overtaken where there are more by now,
        NotSaved where the disk or folder refuses (the file is then as it was), and TrailError.
        """
        with self._locked():
            known, good, torn = self._read()
            if len(known) != seen:
                raise Overtaken("You have gone on in another tab or window.")
            before = known[-1].digest if known else FIRST_LINK
            wall = self._wall().isoformat(timespec="seconds")
            made: list[Line] = []
            data = b"" if good == 0 or self._ends_line(good) else b"\n"
            for event, at in events:
                line, raw = encode(seen + len(made), event, at, wall, before)
                made.append(line)
                data += raw
                before = line.digest
            self._write(data, good, torn)
            return tuple(made)

    def set_aside(self) -> Path:
        """Rename a trail that cannot be read, so that a new one can begin and nothing is lost."""
        n = 1
        while (kept := self.path.with_suffix(f".unreadable-{n}")).exists():
            n += 1
        try:
            self.path.rename(kept)
        except OSError as error:
            raise not_saved(self.path, error) from error
        return kept

    def _read(self) -> tuple[tuple[Line, ...], int, bytes]:
        """The whole lines, how many bytes they take, and the torn bytes after them."""
        try:
            data = self.path.read_bytes() if self.exists else b""
        except OSError as error:
            raise TrailError(f"{self.path.name} cannot be opened ({error.strerror}).") from error
        lines: list[Line] = []
        good, before = 0, FIRST_LINK
        for raw in _parted(data):
            try:
                line = decode(raw, len(lines), before)
            except Malformed as error:
                if good + len(raw) == len(data) and not raw.endswith(b"\n"):
                    break  # Torn: the power went while it was being written.
                where = f"{self.path.name}, line {len(lines) + 1}"
                raise TrailError(f"{where}: {error}.") from error
            lines.append(line)
            before = line.digest
            good += len(raw)
        if lines and not isinstance(lines[0].event, Started):
            raise TrailError(f"{self.path.name}, line 1: the answers do not begin with a beginning.")
        return tuple(lines), good, data[good:]

    def _ends_line(self, good: int) -> bool:
        with self.path.open("rb") as file:
            file.seek(good - 1)
            return file.read(1) == b"\n"

    def _write(self, data: bytes, good: int, torn: bytes) -> None:
        try:
            if torn:
                with self.path.with_suffix(".torn").open("ab") as aside:
                    aside.write(torn + b"\n")
                    os.fsync(aside.fileno())
                os.truncate(self.path, good)
            # Without a buffer: one would be written out again on closing, after the half line is taken back.
            with self.path.open("ab", buffering=0) as file:
                try:
                    while data:
                        data = data[file.write(data) :]
                    os.fsync(file.fileno())
                except OSError:
                    # Half a line must not stand where the next good one would follow it.
                    with suppress(OSError):
                        os.truncate(self.path, good)
                    raise
        except OSError as error:
            raise not_saved(self.path, error) from error

    @contextmanager
    def _locked(self) -> Iterator[None]:
        lock = FileLock(self.path.with_name(f".{self.path.name.removesuffix('.jsonl')}.lock"))
        try:
            with lock.acquire(timeout=LOCK_SECONDS):
                yield
        except Timeout as error:
            raise NotSaved("Another window is saving to this folder. Wait a moment and press again.") from error
        except OSError as error:
            if isinstance(error, NotSaved):
                raise
            raise not_saved(self.path, error) from error


def attempts(lines: Sequence[Line]) -> tuple[Attempt, ...]:
    """Lines parted into plays: each beginning opens one."""
    starts = [i for i, line in enumerate(lines) if isinstance(line.event, Started)]
    bounds = [*starts, len(lines)]
    return tuple(Attempt(tuple(lines[a:b])) for a, b in pairwise(bounds))


def not_saved(path: Path, error: OSError) -> NotSaved:
    """What to tell the trainee when the disk or the folder refuses."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        why = "The disk is full. Make some room, then press again"
    elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        folder = path.parent.name
        why = f"The folder “{folder}” cannot be written to. Ask whoever looks after this computer, then press again"
    else:
        why = f"The file could not be written ({error.strerror or error}). Press again"
    return NotSaved(f"{why}. Your earlier answers are safe.")


def _parted(data: bytes) -> list[bytes]:
    # Not bytes.splitlines: that also parts at a carriage return, which a damaged file may hold.
    parts = data.split(b"\n")
    whole = [p + b"\n" for p in parts[:-1]]
    return whole + ([parts[-1]] if parts[-1] else [])
