"""The same screen drawn by stock ipywidgets, as a yardstick for the stage. Used by `make bench` alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ipywidgets as widgets
from IPython.display import display

from doorstep.case import load_case
from doorstep.stage import views
from doorstep.stage.desk import Desk
from doorstep.stage.render import html


class StockStage:
    """The desk behind radio buttons, HTML and a button, replaced on every screen."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.box = widgets.VBox([])
        self.draw()

    def draw(self) -> None:
        """Put a new screen's widgets into the box."""
        session = self.desk.session
        if session is None or session.ended:
            label = "Begin" if session is None else "Keep" if not session.finished else "Again"
            button = self._button(label)
            self.box.children = (widgets.HTML(self.desk.screen()), button)
            return
        view = views.scene(session)
        # The words alone: what can be chosen is drawn as stock widgets.
        words = widgets.HTML(html({**view, "options": []}))
        lines = [(o["words"], o["name"]) for o in view["options"]]
        self.radio = widgets.RadioButtons(options=lines, layout=widgets.Layout(width="max-content"))
        costs = [widgets.Label(f"{o['person']} {o['cost']}") for o in view["options"]]
        self.box.children = (words, self.radio, *costs, self._button("Do this"))

    def _button(self, label: str) -> Any:
        button = widgets.Button(description=label)
        button.on_click(self._pressed)
        return button

    def _pressed(self, button: Any) -> None:
        session = self.desk.session
        do = {"Begin": "begin", "Again": "again", "Keep": "keep"}.get(button.description, "choose")
        fields = {"text": "x"}
        if do == "choose" and session is not None:
            fields = {"scene": session.scene_name, "option": self.radio.value}
        self.desk.take({"do": do, "seen": self.desk.seq, "fields": fields})
        self.draw()


def show(case: str) -> None:
    """Display the stock screen for the case file beside the notebook."""
    path = Path(case)
    display(StockStage(Desk(load_case(path), path.resolve().parent)).box)
