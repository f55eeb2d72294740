"""A hand-in in words, for the page on which it is marked: the path taken, the stops, what was written."""

from __future__ import annotations

import html
import os
from collections.abc import Iterable
from pathlib import Path
from unicodedata import category

from ..case import Case, CaseErrors, load_case, load_key
from ..play import Session, TrailError, sessions
from ..practice import marks
from ..stage import path_taken
from .cells import KEYS, Unmarkable, trail_beside

_TRUTHS = {"milder": "milder than the paper", "as-written": "as the paper has it", "worse": "worse than the paper"}
# What Markdown or MathJax could take for its own in the middle of a line; lines have no beginning of theirs here.
_SIGNS = {ord(sign): f"&#{ord(sign)};" for sign in "\\`*_{}[]$~|"}


def as_text(text: str) -> str:
    """Text as HTML that shows it to the letter: no markup of any kind survives, lines are kept."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "<br>".join(html.escape(_told(line), quote=False).translate(_SIGNS) for line in lines)


def _told(line: str) -> str:
    """A line without the characters that nobody can see or no file can hold."""
    if line.isprintable():
        return line
    return "".join(c for c in line if c == "\t" or category(c) not in ("Cc", "Cs"))


def block(*parts: str) -> str:
    """Parts of HTML as one block of a Markdown cell, which neither Markdown nor MathJax looks into."""
    # An empty line would end the block, and what follows would be read as Markdown.
    inside = "\n".join(line for part in parts for line in part.split("\n") if line.strip())
    return f'\n\n<div class="doorstep-hand-in tex2jax_ignore mathjax_ignore">\n{inside}\n</div>\n'


def bullets(lines: Iterable[str]) -> str:
    """Plain lines as a list."""
    return "<ul>" + "".join(f"<li>{as_text(line)}</li>" for line in lines) + "</ul>"


def in_words(folder: Path) -> str:
    """The hand-in in ``folder``, beside its ``case.yaml``, as HTML. What cannot be read is said in a sentence."""
    try:
        case = load_case(folder / "case.yaml")
        played = sessions(case, trail_beside(folder / "case.yaml", case).read())
    except CaseErrors as errors:
        return _unread(f"The case cannot be read. {errors.errors[0]}")
    except (TrailError, Unmarkable) as error:
        return _unread(str(error))
    finished = [n for n, session in enumerate(played) if session.finished]
    if not finished:
        return block(
            f"<p>{as_text(_unfinished(len(played)))}</p>", _path(played[-1]), _written(played[-1])
        )  # fmt: skip
    marked = played[finished[0]]
    return block(
        f"<p>{as_text(_which(finished[0] + 1, len(played)))}</p>",
        f"<p>Behind this door it was {_TRUTHS[marked.family.truth]} ({as_text(marked.family_name)}).</p>",
        _path(marked),
        _stops(case, marked),
        _written(marked),
    )


def _unread(sentence: str) -> str:
    return block(
        "<h4>The answers could not be read</h4>",
        f"<p>{as_text(sentence)}</p>",
        "<p>Nothing was marked by the program. Ask the trainee to hand in again, or mark what you have.</p>",
    )


def _which(number: int, of: int) -> str:
    if of == 1:
        return "There is one attempt, and it is the one marked."
    return f"Attempt {number} of {of} is marked: it was the first to be finished. The others are practice."


def _unfinished(count: int) -> str:
    attempts = "The one attempt was" if count == 1 else f"None of the {count} attempts was"
    return f"{attempts} {'not ' if count == 1 else ''}played to its end, so nothing is marked. This is the last one."


def _path(session: Session) -> str:
    lines = path_taken(session)
    return "<h4>The path taken</h4>" + (bullets(lines) if lines else "<p>Nothing was done.</p>")


def _stops(case: Case, session: Session) -> str:
    if not any(c.stop for c in case.criteria.values()):
        return ""
    title = "<h4>What no mark can buy back</h4>"
    key = Path(os.environ.get(KEYS, "")) / f"{case.id}.key.yaml"
    try:
        crossed = marks(session, load_key(key, case)).stops
    except (CaseErrors, KeyError):
        return f"{title}<p>Not looked at: the key of this exercise was not found.</p>"
    if not crossed:
        return f"{title}<p>Nothing of the kind happened.</p>"
    return f"{title}<p>This happened, so the exercise is not passed, whatever the marks:</p>{bullets(crossed)}"


def _written(session: Session) -> str:
    if session.case.reflection is None:
        return ""
    text = session.written
    return "<h4>What was written</h4>" + (
        f"<p>{as_text(text)}</p>" if text.strip() else "<p><em>No written answer was saved.</em></p>"
    )
