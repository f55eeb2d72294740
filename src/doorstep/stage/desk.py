"""The trainee's desk: takes what the browser sends, keeps it in the trail, answers with a screen.

No widget here. A test, a bot in a browser and a person all come through :meth:`Desk.take`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..case import Case, times
from ..play import (
    Attempt,
    Chose,
    Event,
    NotSaved,
    Overtaken,
    Recorded,
    Refused,
    Session,
    Spoke,
    Trail,
    TrailError,
    Viewed,
    Wrote,
    draw,
)
from ..play.events import LONGEST_TEXT
from ..play.session import replay
from ..play.trail import attempts as parted
from . import care, carry, details, handin, identity, views
from .asked import LIKELY
from .render import html


@dataclass(frozen=True)
class Answer:
    """What goes back to the browser.

    ``seq`` is how many lines the trail holds; ``redraw`` whether the screen changed; ``said`` a
    sentence to announce; ``saved`` False where the trainee's last act was not kept.
    """

    html: str
    seq: int
    redraw: bool = True
    said: str = ""
    saved: bool = True
    file: handin.HandIn | None = None


_LIKELY = frozenset(str(n) for n in LIKELY)
_TYPED = frozenset({"write", "keep", "say"})


class Desk:
    """One case on one trainee's desk, in the folder that holds its notebook."""

    def __init__(self, case: Case, folder: Path, uid: str = "ds") -> None:
        self.case = case
        self.folder = folder
        self.uid = uid
        self.trail = Trail.beside(folder, case.id)
        self.sessions: list[Session] = []
        self.seq = 0
        self.broken = ""
        self.answered_for = False
        self.warned: tuple[details.Detail, ...] = ()
        self.reload()

    def reload(self) -> None:
        """Read the trail afresh: the screen is always what the trail says."""
        self.sessions, self.seq, self.broken = [], 0, ""
        try:
            lines = self.trail.lines()
            self.sessions = [self._replayed(a) for a in parted(lines)]
            self.seq = len(lines)
        except TrailError as error:
            self.broken = str(error)

    @property
    def session(self) -> Session | None:
        """The latest play, if any has begun."""
        return self.sessions[-1] if self.sessions else None

    def screen(self) -> str:
        """The screen as it stands, as HTML."""
        return html(self._view(), self.uid)

    def take(self, message: Mapping[str, Any]) -> Answer:
        """Act on one message: ``{"do": …, "seen": …, "fields": {…}}``. Never raises for bad input."""
        do = str(message.get("do", ""))
        fields = message.get("fields")
        fields = fields if isinstance(fields, Mapping) else {}
        seen = message.get("seen")
        try:
            return self._take(do, seen if isinstance(seen, int) else -1, {k: str(v) for k, v in fields.items()})
        except Overtaken:
            self.reload()
            said = "You have gone on in another tab or window. This is where you are now; nothing was answered twice."
            return Answer(self.screen(), self.seq, said=said, saved=False)
        except Refused as error:
            return self._unchanged(str(error))
        except (NotSaved, TrailError) as error:
            # The fold may be ahead of what the disk took.
            self.reload()
            # What cannot be read is shown with its way out; otherwise what was typed must stay on the screen.
            return Answer(self.screen(), self.seq, redraw=bool(self.broken), said=f"Not saved. {error}", saved=False)

    def _take(self, do: str, seen: int, fields: Mapping[str, str]) -> Answer:
        if do in _TYPED and (warning := self._warning(do, _clean(fields.get("text", "")))):
            return self._unchanged(warning)
        match do:
            case "begin" | "again":
                self._begin(seen)
            case "choose":
                if not fields.get("option"):
                    return self._unchanged("Choose one of the lines first.")
                self._add(Chose(fields.get("scene", ""), fields["option"]), seen)
            case "view":
                return self._view_all(fields, seen)
            case "say":
                if not (text := _clean(fields.get("text", "")).strip()):
                    return self._unchanged("Type what you would say first, even a few words.")
                self._add(Spoke(fields.get("scene", ""), text), seen)
            case "record":
                self._record(fields, seen)
            case "carry" | "carried":
                return self._carry(do, fields)
            case "write":
                self._write(fields, seen, done=False)
                return Answer(self.screen(), self.seq, redraw=False, said="Saved.")
            case "keep":
                self._write(fields, seen, done=True)
            case "set-aside":
                # Another tab may have put it aside and begun again: a good file is never put aside.
                self.reload()
                if self.broken:
                    self.trail.set_aside()
                    self.reload()
            case "hand-in":
                return self._hand_in(fields)
            case "check-in":
                # Said, and forgotten: nobody sees how somebody is but themselves.
                sentence = care.SAID.get(fields.get("how", ""), "Choose one of the three first.")
                return Answer(self.screen(), self.seq, redraw=False, said=sentence)
            case _:
                return self._unchanged("That is not something this screen can do. Reload the page.")
        return Answer(self.screen(), self.seq)

    def _warning(self, do: str, text: str) -> str:
        """What to say of what looks like a real person's details; nothing where there are none, or pressed again."""
        held = details.found(text)
        if not held or (do != "write" and held == self.warned):
            return ""
        self.warned = held if do != "write" else self.warned
        return f"{'Not saved. ' if do == 'write' else ''}{details.sentence(held)}"

    def _begin(self, seen: int) -> None:
        if self.session is not None and not self.session.finished:
            raise Refused("This case has already begun.")
        started = draw(self.case, self._seed(), len(self.sessions))
        session = replay(self.case, [started])
        self._append(started, session, seen)
        self.sessions.append(session)

    def _seed(self) -> str:
        return self.sessions[0].seed if self.sessions else identity.seed(self.folder)

    def _add(self, event: Event, seen: int) -> None:
        self._add_all([event], seen)

    def _add_all(self, events: list[Event], seen: int) -> None:
        if self.session is None:
            raise Refused("The case has not begun.")
        if seen != self.seq:
            raise Overtaken("stale screen")
        # It happens here first: only what can happen is written down.
        for event in events:
            self.session.do(event)
        self._append_all(events, self.session, seen)

    def _view_all(self, fields: Mapping[str, str], seen: int) -> Answer:
        """Every view of one form, kept together or not at all."""
        if seen != self.seq:
            raise Overtaken("stale screen")
        asked = self.session.asked[0].views if self.session and self.session.asked else ()
        given = {name: fields.get(f"view-{name}", "") for name in asked}
        if not asked or not all(text in _LIKELY for text in given.values()):
            return self._unchanged("Say how likely each sentence is first. Fifty is an answer too.")
        self._add_all([Viewed(name, int(text)) for name, text in given.items()], seen)
        return Answer(self.screen(), self.seq)

    def _record(self, fields: Mapping[str, str], seen: int) -> None:
        if seen != self.seq:
            raise Overtaken("stale screen")
        record = self.session.asked[0].record if self.session and self.session.asked else None
        lines = tuple(name for name in (record.lines if record else ()) if f"line-{name}" in fields)
        self._add(Recorded(fields.get("scene", ""), lines), seen)

    def _carry(self, do: str, fields: Mapping[str, str]) -> Answer:
        try:
            if do == "carry":
                own = carry.Own(
                    self.case.id, self.case.title, *(_clean(fields.get(f, "")).strip() for f in ("if", "then", "by"))
                )
                if not (own.if_ and own.then and own.by):
                    return self._unchanged("Fill in all three: if what, then what, and by when.")
                carry.promise(self.folder, own)
                return Answer(self.screen(), self.seq, said="Kept. You will be asked when you open the next unit.")
            own_waiting = carry.waiting(self.folder, self.case.id)
            outcome = fields.get("outcome", "")
            if own_waiting is None or outcome not in carry.OUTCOMES:
                return self._unchanged("Choose what became of it first.")
            carry.answer(self.folder, own_waiting, outcome)
        except carry.NowhereToKeep as reason:
            return self._unchanged(str(reason))
        self.answered_for = True
        return Answer(self.screen(), self.seq, said=carry.ANSWERS[outcome])

    def _append(self, event: Event, session: Session, seen: int) -> None:
        self._append_all([event], session, seen)

    def _append_all(self, events: list[Event], session: Session, seen: int) -> None:
        if self.broken:
            raise Refused("The file of answers cannot be read. Put it aside first.")
        at = times.stamp(session.now, self.case.when.date)
        self.seq += len(self.trail.append([(event, at) for event in events], seen))

    def _write(self, fields: Mapping[str, str], seen: int, done: bool) -> None:
        text = _clean(fields.get("text", ""))
        if len(text) > LONGEST_TEXT:
            raise Refused(f"That is over {LONGEST_TEXT:,} letters, more than can be kept. Please shorten it.")
        self._add(Wrote(text, done), seen)

    def _hand_in(self, fields: Mapping[str, str]) -> Answer:
        name = identity.as_id(fields.get("name", ""))
        if not name:
            return self._unchanged("Type the name or number your tutor knows you by, then press again.")
        made = handin.make(self.folder, self.case, self.trail, name)
        identity.remember_name(self.folder, name)
        return Answer(self.screen(), self.seq, redraw=False, said=made.sentence, file=made)

    def _unchanged(self, sentence: str) -> Answer:
        return Answer(self.screen(), self.seq, redraw=False, said=sentence, saved=False)

    def _replayed(self, attempt: Attempt) -> Session:
        try:
            return replay(self.case, attempt.events)
        except Refused as error:
            raise TrailError(str(error)) from error

    def _view(self) -> views.View:
        session = self.session
        if self.broken:
            return {"screen": "broken", "case": self.case, "why": self.broken, "file": self.trail.path.name}
        if session is None:
            own = None if self.answered_for else carry.waiting(self.folder, self.case.id)
            return views.cover(self.case, own)
        if not session.ended:
            return views.scene(session)
        if not session.finished:
            return views.writing(session)
        marked = next(i for i, s in enumerate(self.sessions, 1) if s.finished)
        view = views.finished(session, len(self.sessions), marked)
        return {
            **view,
            "name": identity.name(self.folder),
            "notebook": handin.notebook_name(self.folder),
            "own": carry.made(self.folder, self.case.id),
        }


def _clean(text: str) -> str:
    # A lone surrogate, which some keyboards send, cannot be written as UTF-8.
    return text.replace("\r\n", "\n").encode("utf-8", "replace").decode()
