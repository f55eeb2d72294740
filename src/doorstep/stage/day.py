"""The working day as a strip: what is gone, what is taken, what is due."""

from __future__ import annotations

from dataclasses import dataclass

from ..case import times
from ..play import Session


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
    for text, what in sorted(session.case.when.taken.items()):
        begin, end = times.span(text)
        pieces.append(Piece("taken", percent(begin), percent(end) - percent(begin), what))
    for entry in session.ledger.values():
        if entry.state == "open" and entry.said_when and first <= entry.due <= last:
            pieces.append(Piece("due", percent(entry.due), 0.0, f"{times.clock(entry.due)}: {entry.what}"))
    return Day(times.clock(first), times.clock(last), tuple(pieces))
