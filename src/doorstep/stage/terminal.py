"""A case played in a terminal, as plain text: for authors, and for people without a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from ..case import Case, times
from ..play import (
    Chose,
    Event,
    Recorded,
    Refused,
    Session,
    Spoke,
    Started,
    Trail,
    Viewed,
    Wrote,
    begin,
    draw,
    replay,
    sessions,
)
from . import plain, views
from .asked import LIKELY

Say = Callable[[str], None]
Read = Callable[[str], str]
HELP = "Type a number. Or: k for all you know and have promised, p to read the paper again, q to stop."
STOP = "q"
PAPER = "p"
KNOWN = "k"


class Stopped(Exception):
    """The player has stopped, or the text to play from has ended."""


def play(case: Case, started: Started, file: Path | None, say: Say, read: Read) -> Session:
    """Play to the end, or to where the player stops; every answer is kept in ``file`` as it is given.

    A file that holds an unfinished play is played on. ``read`` takes a prompt and gives a line, or raises EOFError.
    Raises TrailError, NotSaved, Overtaken.
    """
    kept = _Kept(file)
    session = _begun(case, started, kept, say)
    try:
        while not session.finished:
            for event in _next(session, say, read):
                session.do(event)
                kept.keep(event, session)
    except Stopped:
        say(f"Stopped. {'Play on with the same --trail.' if file else 'Without --trail nothing was kept.'}")
        return session
    say(plain.screen(views.finished(session, 1, 1)))
    return session


def started_at(case: Case, family: str, seed: str) -> Started:
    """The beginning of a play: behind a named door, or a drawn one. Raises Refused for an unknown family."""
    if not family:
        return draw(case, seed)
    if family not in case.families:
        raise Refused(f"There is no family “{family}” in this case. There is: {', '.join(case.families)}.")
    return begin(case, family, seed)


class _Kept:
    """The file a play is kept in, if any, and how many lines of it this play knows of."""

    def __init__(self, file: Path | None) -> None:
        self.trail = Trail(file) if file else None
        self.seen = len(self.trail.lines()) if self.trail and self.trail.exists else 0

    def keep(self, event: Event, session: Session) -> None:
        """Write an event down. Raises Overtaken where somebody else has written meanwhile, and NotSaved."""
        if self.trail:
            at = times.stamp(session.now, session.case.when.date)
            self.seen += len(self.trail.append([(event, at)], self.seen))


def _begun(case: Case, started: Started, kept: _Kept, say: Say) -> Session:
    trail = kept.trail
    if trail and trail.exists and (played := sessions(case, trail.read())) and not played[-1].finished:
        say("Playing on from where you stopped.")
        return played[-1]
    session = replay(case, [started])
    say(plain.screen(views.cover(case)))
    kept.keep(started, session)
    return session


def _next(session: Session, say: Say, read: Read) -> Iterator[Event]:
    """The next events, asked for one by one until they make sense."""
    if session.ended:
        say(plain.screen(views.writing(session)))
        yield Wrote(_text("Your note, and a line with a full stop alone when you are done:", read), done=True)
        return
    view = views.scene(session)
    say(plain.screen(view))
    asked = view["asked"]
    if asked is None:
        say(plain.numbered(plain.options(view)))
        offers = session.offers()
        yield Chose(session.scene_name, offers[_number(len(offers), session, say, read)].name)
    elif asked["views"]:
        for v in asked["views"]:
            yield Viewed(v["name"], _likely(v, say, read))
    elif asked["first_words"]:
        say(asked["first_words"]["hint"])
        yield Spoke(asked["scene"], _line(plain.plain(asked["first_words"]["prompt"]) + " ", say, read))
    else:
        lines = asked["record"]["lines"]
        say(plain.plain(asked["record"]["prompt"]) + "\n" + plain.numbered(line["says"] for line in lines))
        ticked = _numbers(len(lines), say, read)
        yield Recorded(asked["scene"], tuple(x["name"] for n, x in enumerate(lines) if n in ticked))


def _ask(prompt: str, read: Read) -> str:
    try:
        answer = read(prompt).strip()
    except EOFError as ended:
        raise Stopped from ended
    if answer.lower() == STOP:
        raise Stopped
    return answer


def _number(most: int, session: Session, say: Say, read: Read) -> int:
    while True:
        answer = _ask(f"What do you do? (1 to {most}; k: your pad) ", read)
        if answer.lower() == PAPER:
            say(plain.paper(views.scene(session)["reread"]) or "The paper is above.")
        elif answer.lower() == KNOWN:
            say(plain.pad(views.margin(session)))
        elif answer.isdecimal() and 1 <= int(answer) <= most:
            return int(answer) - 1
        else:
            say(HELP)


def _numbers(most: int, say: Say, read: Read) -> set[int]:
    while True:
        answer = (
            _ask("Which of these are so? Numbers with spaces between, or nothing: ", read).replace(",", " ").split()
        )
        if all(a.isdecimal() and 1 <= int(a) <= most for a in answer):
            return {int(a) - 1 for a in answer}
        say(f"Type numbers from 1 to {most}, with spaces between.")


def _likely(view: plain.View, say: Say, read: Read) -> int:
    before = f" (you said {view['last']} at {view['at']})" if view["last"] is not None else ""
    while True:
        answer = _ask(f"{plain.plain(view['says'])} How likely, 0 to 100 in tens?{before} ", read)
        if answer.isdecimal() and int(answer) in LIKELY:
            return int(answer)
        say("Type 0, 10, 20 and so on to 100. Fifty is an answer too.")


def _line(prompt: str, say: Say, read: Read) -> str:
    while not (answer := _ask(prompt, read)).strip("0123456789 "):
        say("Type what you would say, in words, even a few.")
    return answer


def _text(prompt: str, read: Read) -> str:
    lines = [_ask(prompt + "\n", read)]
    while lines[-1] != ".":
        try:
            lines.append(read("").rstrip())
        except EOFError as ended:
            raise Stopped from ended
    return "\n".join(lines[:-1])
