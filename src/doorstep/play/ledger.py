"""Promises as a play changes them: made, moved, kept, closed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..case import Case, times
from .world import Entry

Ledger = dict[str, Entry]


def made(ledger: Ledger, case: Case, names: Iterable[str], at: int) -> None:
    """Write down promises named ``promise.form``, each due when the other person heard it would be."""
    for name in names:
        promise_name, _, form_name = name.partition(".")
        promise = case.promises[promise_name]
        form = promise.forms[form_name]
        vague = form.due == "not-said"
        due = times.moment(form.heard_due or ("" if vague else form.due), case.when.date)
        ledger[promise_name] = Entry(promise_name, form_name, promise.to, promise.what, at, due, not vague)


def moved(ledger: Ledger, case: Case, moves: Mapping[str, str], at: int) -> None:
    """Move promises that are still open to another time. One that nobody made is made by naming its time."""
    for name, when in moves.items():
        entry, due = ledger.get(name), times.moment(when, case.when.date)
        if entry is None:
            promise = case.promises[name]
            ledger[name] = Entry(name, "", promise.to, promise.what, at, due, True)
        elif entry.state == "open":
            ledger[name] = entry.move(at, due)


def kept(ledger: Ledger, case: Case, option: str, at: int) -> None:
    """Settle every open promise that an option keeps. In time is judged when the option begins."""
    for name, entry in ledger.items():
        if entry.state == "open" and option in case.promises[name].kept_by:
            ledger[name] = entry.settle(at)
