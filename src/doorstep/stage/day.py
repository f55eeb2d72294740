"""The working day: the time that is left, what is taken, and both as a strip with what is due."""

from __future__ import annotations

from dataclasses import dataclass

from ..case import times
from ..play import Session
from .words import lasting


@dataclass(frozen=True)
class Piece:
    """A stretch of the day, in percent of it: ``gone``, ``taken`` or ``due`` (which has no width)."""

    kind: str
    left: float
    width: float
    says: str = ""


@dataclass(frozen=True)
class Day:
    """The strip: its first and last time of day, and its pieces in order."""

    begins: str
    ends: str
    pieces: tuple[Piece, ...]


def day(session: Session) -> Day | None:
    """The strip as it stands. None on a later day than the first, whose hours the case does not give."""
    spans = [times.span(h) for h in session.case.when.hours]
    first, last = min(b for b, _ in spans), max(e for _, e in spans)
    if not first <= session.now <= last:
        return None

    def percent(minute: int) -> float:
        return round(100 * (min(max(minute, first), last) - first) / (last - first), 1)

    pieces = [Piece("gone", 0.0, percent(session.now))]
    for (begin, end), what in diary(session):
        pieces.append(Piece("taken", percent(begin), percent(end) - percent(begin), what))
    for entry in session.ledger.values():
        if entry.state == "open" and entry.said_when and first <= entry.due <= last:
            pieces.append(Piece("due", percent(entry.due), 0.0, f"{times.clock(entry.due)}: {entry.what}"))
    return Day(times.clock(first), times.clock(last), tuple(pieces))


def left(session: Session) -> str:
    """The worker's own time that is left of the day, and when the day ends."""
    return f"{lasting(session.clock.left(session.now))}, until {times.clock(session.clock.ends)}"


def taken(session: Session) -> list[str]:
    """What else is in the diary today and still ahead; no part of the time that is left."""
    return [f"{times.clock(b)} to {times.clock(e)}: {what}" for (b, e), what in diary(session) if session.now < e]


def diary(session: Session) -> list[tuple[tuple[int, int], str]]:
    """What is in the diary today, in order: from which minute of the day to which, and what."""
    return sorted((times.span(text), what) for text, what in session.case.when.taken.items())
