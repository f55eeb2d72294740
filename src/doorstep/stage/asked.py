"""What is asked besides a choice, as view data: views, first words, the record; and the words afterwards."""

from __future__ import annotations

from typing import Any

from ..case import times
from ..case.shape import Scene
from ..play import Session
from ..play.activities import Asked

LIKELY = tuple(range(0, 101, 10))
"""What can be said of how likely something is, out of 100: no finer than anybody means."""

FIRST_WORDS = (
    "Say it aloud, then type it as you said it. Nobody in the case can answer typed words: how you go in "
    "is chosen next. Afterwards you can set yours beside three others. It is never marked."
)
"""What is said beside the field, so that nobody waits for an answer that cannot come."""


def asked(session: Session) -> dict[str, Any] | None:
    """What waits for an answer now, or None."""
    if not session.asked:
        return None
    now: Asked = session.asked[0]
    return {
        "scene": now.scene,
        "views": [_view(session, name) for name in now.views],
        "first_words": {"prompt": now.first_words.prompt, "hint": FIRST_WORDS} if now.first_words else None,
        "record": {
            "prompt": now.record.prompt,
            "lines": [{"name": n, "says": line.says} for n, line in now.record.lines.items()],
        }
        if now.record
        else None,
    }


def _view(session: Session, name: str) -> dict[str, Any]:
    before = [s for s in session.stated if s.view == name]
    last = before[-1] if before else None
    return {
        "name": name,
        "says": session.case.views[name].says,
        "last": last.likely if last else None,
        "at": times.clock(last.at) if last else "",
    }


def first_words(session: Session, scene: str) -> dict[str, Any] | None:
    """The first words typed in a scene, beside the three others and what was heard in each; None where none were."""
    if scene not in session.spoken:
        return None
    here: Scene = session.case.scenes[scene]
    others = next(a.first_words.others for a in here.activities if a.first_words)
    return {
        "title": here.title,
        "yours": session.spoken[scene],
        "others": [{"says": o.says, "heard": session.family.heard.get(n, o.heard)} for n, o in others.items()],
    }


def record(session: Session) -> list[dict[str, Any]]:
    """The lines of the record, with what was ticked and what of it was not so."""
    lines = {
        n: x for s in session.case.scenes.values() for a in s.activities if a.record for n, x in a.record.lines.items()
    }
    return [
        {"says": line.says, "ticked": name in session.recorded, "untrue": name in session.untrue}
        for name, line in lines.items()
        if name in session.recorded
    ]
