"""A machine that plays, closes tabs, opens others, cuts the power: the trail is always what was acknowledged."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from doorstep.play import Event, Wrote
from doorstep.stage.desk import Answer, Desk
from smallcase import case_of


class TwoTabs(RuleBasedStateMachine):
    """Two desks on one folder. ``kept`` is every event whose answer said it was saved."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.case = case_of(self.folder)
        self.tabs = [Desk(self.case, self.folder), Desk(self.case, self.folder)]
        self.kept: list[Event] = []

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    def press(self, tab: int, do: str, **fields: str) -> None:
        desk = self.tabs[tab]
        before = len(self.kept)
        answer: Answer = desk.take({"do": do, "seen": desk.seq, "fields": fields})
        lines = desk.trail.lines() if desk.trail.exists else ()
        added = [line.event for line in lines[before:]]
        # One acknowledged press is one event; a refused one is none.
        assert len(added) == int(answer.saved)
        assert answer.saved or answer.said
        self.kept += added

    @rule(tab=st.integers(0, 1), again=st.booleans())
    def begin(self, tab: int, again: bool) -> None:
        self.press(tab, "again" if again else "begin")

    @rule(tab=st.integers(0, 1), which=st.integers(0, 20))
    def choose(self, tab: int, which: int) -> None:
        session = self.tabs[tab].session
        if session is not None and session.offers():
            offers = session.offers()
            # Later options lead on, so that plays end; the machine has few steps.
            option = offers[-1 - which % min(3, len(offers))].name
            self.press(tab, "choose", scene=session.scene_name, option=option)

    @rule(tab=st.integers(0, 1), text=st.text(max_size=20), done=st.booleans())
    def write(self, tab: int, text: str, done: bool) -> None:
        self.press(tab, "keep" if done else "write", text=text)

    @rule(tab=st.integers(0, 1))
    def reload_the_page(self, tab: int) -> None:
        self.tabs[tab] = Desk(self.case, self.folder)

    @precondition(lambda self: self.kept)
    @rule(cut=st.integers(1, 60))
    def cut_the_power_while_writing(self, cut: int) -> None:
        """Half a line more stands at the end: nobody was told that it is saved."""
        path = self.tabs[0].trail.path
        half = path.read_bytes().splitlines(keepends=True)[-1][: -1 - cut]
        with path.open("ab") as file:
            file.write(half)
        self.tabs = [Desk(self.case, self.folder), Desk(self.case, self.folder)]

    @invariant()
    def the_trail_holds_what_was_acknowledged_once_and_in_order(self) -> None:
        trail = self.tabs[0].trail
        held = [line.event for line in trail.lines()] if trail.exists else []
        assert held == self.kept

    @invariant()
    def a_fresh_page_shows_what_an_up_to_date_tab_shows(self) -> None:
        fresh = Desk(self.case, self.folder)
        assert not fresh.broken
        for desk in self.tabs:
            if desk.seq == fresh.seq:
                assert desk.screen() == fresh.screen()

    @invariant()
    def the_last_words_kept_are_the_words_shown(self) -> None:
        fresh = Desk(self.case, self.folder)
        if self.kept and isinstance(self.kept[-1], Wrote):
            assert fresh.session is not None
            assert fresh.session.written == self.kept[-1].text


TestTwoTabs = TwoTabs.TestCase
TestTwoTabs.settings = settings(max_examples=40, stateful_step_count=30, deadline=None, derandomize=True, database=None)
