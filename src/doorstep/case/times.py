"""Times of day as authors write them, read as minutes from midnight of the case's date."""

from __future__ import annotations

import datetime as dt
import re

_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_SPAN = re.compile(rf"({_TIME.pattern})\s*-\s*({_TIME.pattern})")
_LIMIT = re.compile(r"(\d+) minutes?")
DAY = 24 * 60


def minutes(text: str) -> int:
    """Minutes from midnight of a time such as ``"10:20"``. Raises ValueError if it is not one."""
    match = _TIME.fullmatch(text.strip())
    if not match:
        raise ValueError(f"“{text}” is not a time of day such as 09:30")
    return int(match[1]) * 60 + int(match[2])


def span(text: str) -> tuple[int, int]:
    """Start and end, in minutes, of a span such as ``"10:20-13:00"``. Raises ValueError."""
    match = _SPAN.fullmatch(text.strip())
    if not match:
        raise ValueError(f"“{text}” is not a span of time such as 09:30-12:00")
    begin, end = minutes(match[1]), minutes(match[4])
    if end <= begin:
        raise ValueError(f"“{text}” ends before it begins")
    return begin, end


def moment(text: str, date: str) -> int:
    """Minutes from midnight of ``date`` to a time, or to a date and time. Raises ValueError."""
    day, _, clock = text.strip().rpartition(" ")
    if not day:
        return minutes(clock)
    return (day_of(day) - day_of(date)).days * DAY + minutes(clock)


def day_of(text: str) -> dt.date:
    """The date written as ``"2026-10-13"``. Raises ValueError if it is not one."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"“{text}” is not a date such as 2026-10-13") from None


def limit(text: str) -> int:
    """Minutes in a limit such as ``"15 minutes"``. Raises ValueError if it is not one."""
    match = _LIMIT.fullmatch(text.strip())
    if not match:
        raise ValueError(f"“{text}” is not a limit such as 15 minutes")
    return int(match[1])


def clock(minute: int) -> str:
    """A minute of the day as ``"10:20"``."""
    return f"{minute % DAY // 60:02d}:{minute % 60:02d}"


def day(minute: int, date: str) -> dt.date:
    """The date that a minute falls on."""
    return dt.date.fromisoformat(date) + dt.timedelta(days=minute // DAY)


def stamp(minute: int, date: str) -> str:
    """A minute as an ISO date and time without seconds, for the trail."""
    return f"{day(minute, date).isoformat()}T{clock(minute)}"


def spoken(minute: int, date: str) -> str:
    """A minute as a person would say it: ``"Tuesday 13 October, 10:20"``."""
    on = day(minute, date)
    return f"{on:%A} {on.day} {on:%B}, {clock(minute)}"
