"""The trainee's desk: takes what the browser sends, keeps it in the trail, answers with a screen.

No widget here. A test, a bot in a browser and a person all come through :meth:`Desk.take`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..case import Case, times
from ..play import Attempt, Chose, Event, NotSaved, Overtaken, Refused, Session, Trail, TrailError, Wrote, draw
from ..play.events import LONGEST_TEXT
from ..play.session import replay
from ..play.trail import attempts as parted
from . import handin, identity, views
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
        self.resting = False
        self.problem = ""
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
        self.problem = ""
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
        match do:
            case "begin" | "again":
                self._begin(seen)
            case "choose":
                if not fields.get("option"):
                    return self._unchanged("Choose one of the lines first.")
                self._add(Chose(fields.get("scene", ""), fields["option"]), seen)
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
            case _:
                return self._unchanged("That is not something this screen can do. Reload the page.")
        return Answer(self.screen(), self.seq)

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
        if self.session is None:
            raise Refused("The case has not begun.")
        if seen != self.seq:
            raise Overtaken("stale screen")
        # The event happens in a copy first: only what can happen is written down.
        self.session.do(event)
        self._append(event, self.session, seen)

    def _append(self, event: Event, session: Session, seen: int) -> None:
        if self.broken:
            raise Refused("The file of answers cannot be read. Put it aside first.")
        at = times.stamp(session.now, self.case.when.date)
        self.seq += len(self.trail.append([(event, at)], seen))

    def _write(self, fields: Mapping[str, str], seen: int, done: bool) -> None:
        # A lone surrogate, which some keyboards send, cannot be written as UTF-8.
        text = fields.get("text", "").replace("\r\n", "\n").encode("utf-8", "replace").decode()
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
            return views.cover(self.case, 0)
        if not session.ended:
            return views.scene(session)
        if not session.finished:
            return views.writing(session)
        marked = next(i for i, s in enumerate(self.sessions, 1) if s.finished)
        view = views.finished(session, len(self.sessions), marked)
        return {**view, "name": identity.name(self.folder), "notebook": handin.notebook_name(self.folder)}
