"""The path a trainee took, as plain text, for the tutor's page."""

from __future__ import annotations

from ..case import times
from ..play import Session
from . import asked


def path_taken(session: Session) -> list[str]:
    """One line for each thing done, in order: the time, what was said or done, and with whom."""
    lines = []
    for moment in session.moments:
        said = bool(session.case.option(moment.option).say)
        words = f"“{moment.words}”" if said else moment.words
        who = session.case.people[moment.person].name.split(",")[0] if moment.person else ""
        missed = "" if moment.reached else f" ({who} could not be reached)"
        beside = f" [{who}]" if who and said else ""
        lines.append(f"{times.clock(moment.begun)} {words}{beside}{missed}")
    for entry in session.ledger.values():
        state = f"moved in good time, {entry.state}" if entry.moved_early else entry.state
        to = session.case.people[entry.to].name.split(",")[0]
        lines.append(f"Promise to {to}: {entry.what} {state.capitalize()}.")
    return [*lines, *_asked(session)]


def _asked(session: Session) -> list[str]:
    """What was answered besides choices: first words, views in order, the record."""
    case = session.case
    lines = [f"First words in “{case.scenes[scene].title}”: “{text}”" for scene, text in session.spoken.items()]
    for name, view in case.views.items():
        stated = [s for s in session.stated if s.view == name]
        if stated:
            said = ", ".join(f"{s.likely} at {times.clock(s.at)}" for s in stated)
            lines.append(f"View, out of 100: {view.says} {said}.")
    for line in asked.record(session):
        lines.append(f"On the record: {line['says']}{' This was not so.' if line['untrue'] else ''}")
    return lines
