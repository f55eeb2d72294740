"""The stage: one widget for every screen. Python draws HTML; the browser sends forms back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from IPython import display as shown

from ..case import CaseErrors, load_case
from .desk import Answer, Desk
from .render import html

_STATIC = Path(__file__).parent / "static"


class Stage(anywidget.AnyWidget):
    """The screen in a notebook. Its traits are what the browser needs, its desk does the work."""

    _esm = _STATIC / "stage.js"
    _css = _STATIC / "stage.css"
    html = traitlets.Unicode().tag(sync=True)
    seq = traitlets.Int().tag(sync=True)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.desk.uid = f"ds-{self.model_id[:8]}"
        self.html, self.seq = desk.screen(), desk.seq
        self.on_msg(self._on_message)

    def __repr__(self) -> str:
        # Fixed, so that nbval compares like with like.
        return f"Doorstep: {self.desk.case.title}"

    def _on_message(self, _widget: Any, content: Any, _buffers: Any) -> None:
        if not isinstance(content, dict):
            return
        try:
            answer = self.desk.take(content)
        except Exception as error:  # An unseen error would look like a click that did nothing.
            fault = type(error).__name__
            said = f"Not saved. Something went wrong ({fault}). Reload the page; your earlier answers are safe."
            answer = Answer(self.html, self.desk.seq, redraw=False, said=said, saved=False)
        if answer.redraw:
            self.html = answer.html
        self.seq = answer.seq
        file = answer.file
        self.send(
            {
                "ack": content.get("id"),
                "seq": answer.seq,
                "html": answer.html if answer.redraw else None,
                "said": answer.said,
                "saved": answer.saved,
                "file": file.name if file else None,
            },
            buffers=[file.data] if file else None,
        )


def play(case: str) -> None:
    """Show the case file ``case`` beside this notebook. Under nbgrader nothing is shown or written."""
    path = Path(case)
    if os.environ.get("NBGRADER_EXECUTION"):
        print("The case is played in the browser; here only its trail is read.")
        return
    try:
        loaded = load_case(path)
    except CaseErrors as errors:
        screen = html({"screen": "unreadable", "errors": errors.errors})
        shown.display(shown.HTML(f"<style>{(_STATIC / 'stage.css').read_text('utf-8')}</style>{screen}"))
        return
    shown.display(Stage(Desk(loaded, path.resolve().parent)))
