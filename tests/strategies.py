"""Hypothesis strategies: how somebody might press, and what somebody might type."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from doorstep.case import Case
from doorstep.play import Chose, Event, Recorded, Session, Spoke, Viewed, Wrote, begin
from doorstep.stage.asked import LIKELY

MOST_STEPS = 120


def presses() -> st.SearchStrategy[list[int]]:
    """Which line is pressed at each step, counted round and round from the top."""
    return st.lists(st.integers(0, 30), min_size=1, max_size=40)


def typed() -> st.SearchStrategy[str]:
    """What comes from a keyboard, a clipboard or a phone: any text, with half characters and long words."""
    odd = st.sampled_from(
        ["", " ", "\n", "\r\n", "<script>alert(1)</script>", "\u202eabc", "👩🏽‍⚕️", "\ud83d", "é", "a" * 5_000]
    )
    return st.lists(st.one_of(odd, st.text(st.characters(), max_size=30)), max_size=4).map("".join)


def pressed(case: Case, family: str, lines: Sequence[int], text: str = "") -> tuple[Session, list[Event]]:
    """The session and the events of a play pressed to its end: the presses again and again, then the way out."""
    started = begin(case, family, "pressed")
    session = Session(case, started)
    events: list[Event] = [started]
    while not session.ended and len(events) < MOST_STEPS:
        event = _pressed(session, lines[(len(events) - 1) % len(lines)], text)
        session.do(event)
        events.append(event)
    if session.ended and case.reflection is not None:
        wrote = Wrote(text, done=True)
        session.do(wrote)
        events.append(wrote)
    return session, events


def _pressed(session: Session, n: int, text: str) -> Event:
    """One press: an option, or the answer to what is asked; the number decides which of all there are."""
    if not session.asked:
        offers = session.offers()
        return Chose(session.scene_name, offers[n % len(offers)].name)
    asked = session.asked[0]
    if asked.views:
        return Viewed(asked.views[0], LIKELY[n % len(LIKELY)])
    if asked.record is None:
        return Spoke(asked.scene, text)
    # The number's bits, so that any of the lines can be ticked beside any other.
    return Recorded(asked.scene, tuple(name for i, name in enumerate(asked.record.lines) if n >> i & 1))
