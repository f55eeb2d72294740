"""A desk at which more is asked than choices: how to press there, and what its screens hold."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from askedcase import pressing
from doorstep.case import Case
from doorstep.play import draw
from doorstep.stage.desk import Answer, Desk
from doorstep.stage.identity import FILE


def workspace_of(folder: Path, case: Case, family: str) -> Path:
    """A folder made a workspace, with the first id under which this family is drawn."""
    found = next(n for n in itertools.count() if draw(case, f"workspace {n}").family == family)
    (folder / FILE).parent.mkdir()
    (folder / FILE).write_text(json.dumps({"id": f"workspace {found}"}), encoding="utf-8")
    return folder


def press(desk: Desk, do: str, seen: int | None = None, **fields: Any) -> Answer:
    return desk.take({"id": "1", "do": do, "seen": desk.seq if seen is None else seen, "fields": fields})


def go(desk: Desk, *options: str) -> Desk:
    """Begin where nothing has begun, then choose; whatever is asked meanwhile is answered plainly."""
    if desk.session is None:
        press(desk, "begin")
    for option in options:
        answer_all(desk)
        assert desk.session is not None
        assert press(desk, "choose", scene=desk.session.scene_name, option=option).saved
    return desk


def answer_all(desk: Desk) -> None:
    while desk.session is not None and desk.session.asked:
        do, fields = pressing(desk.session)
        assert press(desk, do, **fields).saved


class Seen(HTMLParser):
    """A screen's words, tags, ids, and each field with its value and whether it is checked."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words = ""
        self.tags: Counter[str] = Counter()
        self.ids: list[str] = []
        self.fields: list[tuple[str, str, bool]] = []
        self.buttons: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags[tag] += 1
        if "id" in given:
            self.ids.append(given["id"] or "")
        if tag in ("input", "textarea"):
            self.fields.append((given.get("name") or "", given.get("value") or "", "checked" in given))
        if tag == "button":
            self.buttons.append(given.get("value") or "")

    def handle_data(self, data: str) -> None:
        self.words += data
