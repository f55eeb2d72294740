"""View data to plain text: what a screen reader would read, for a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable
from textwrap import fill
from typing import Any

View = dict[str, Any]
WIDTH = 88
_EMPHASIS = re.compile(r"(?<!\w)(\*{1,3}|_)(?=\S)(.+?)(?<=\S)\1(?!\w)", re.DOTALL)


def plain(text: str) -> str:
    """An author's Markdown as plain paragraphs, wrapped to lines of WIDTH letters."""
    paragraphs = re.split(r"\n\s*\n", _EMPHASIS.sub(r"\2", text.strip()))
    return "\n\n".join(fill(" ".join(p.split()), WIDTH) for p in paragraphs)


def screen(view: View) -> str:
    """A whole screen as text, without what can be answered there. Of what is known, only what is new."""
    return "\n\n".join(part for part in _PARTS[view["screen"]](view) if part)


def paper(documents: Iterable[View]) -> str:
    """Documents as text, each with who wrote it and when."""
    return "\n\n".join(
        "\n".join([f"[{d['title']}] {d['from']}, {d['date']}", *(plain(s) for s in d["statements"])]) for d in documents
    )


def numbered(lines: Iterable[str]) -> str:
    """Lines with the numbers to type for them."""
    return "\n".join(fill(f"{n:2}. {line}", WIDTH, subsequent_indent="    ") for n, line in enumerate(lines, 1))


def options(view: View) -> list[str]:
    """Each option as it is read: its words, whom it reaches, what it takes."""
    return [
        f"{'“' + plain(o['words']) + '”' if o['said'] else plain(o['words'])} "
        f"({o['person'] + ', ' if o['person'] else ''}{o['cost']})"
        for o in view["options"]
    ]


def _heading(text: str) -> str:
    return f"== {text} =="


def _listed(title: str, lines: Iterable[str]) -> str:
    items = [fill(f"- {plain(line)}", WIDTH, subsequent_indent="  ") for line in lines]
    return "\n".join([f"{title}:", *items]) if items else ""


def _cover(view: View) -> list[str]:
    case = view["case"]
    return [
        _heading(case.title),
        f"About {case.minutes} minutes. {view['day']}.",
        plain(case.content_note),
        f"An invented family. {case.review.status.capitalize()}; waits for {', '.join(case.review.waits_for)}.",
        "Behind the same paper there is more than one family. Which one you meet is drawn for practice.",
        _listed("What is marked", (f"{c['says']} {c['points']} points." for c in view["criteria"])),
        _listed("No mark makes up for this", (f"{s['says']} {s['because']}" for s in view["stops"])),
    ]


def _scene(view: View) -> list[str]:
    return [
        _heading(view["title"]),
        f"{view['when']}. Your own time left today: {view['left']}." + "".join(f" {t}." for t in view["taken"]),
        *(_back(view) if view["arrived"] else []),
        *_happened(view["replies"]),
        _known("New on your pad", (k for k in view["known"] if k["new"])),
        plain(view["opens"]),
        paper(view["documents"]),
        _ledger(view["promises"]) if view["ledger_here"] else "",
    ]


def _viewing(view: View) -> list[str]:
    return [
        _heading("What do you think now?"),
        f"{view['when']}.",
        *_happened(view["replies"]),
        _known("New on your pad", (k for k in view["known"] if k["new"])),
    ]


def _writing(view: View) -> list[str]:
    reflection = view["case"].reflection
    looks = (f"{r.looks_for}. Fully: {r.full}" for r in reflection.rubric)
    return [
        _heading("Write it down"),
        *_happened(view["replies"]),
        *_back(view),
        pad(view),
        plain(reflection.prompt),
        f"About {reflection.words[0]} to {reflection.words[1]} words.",
        _listed("What your tutor looks for", looks),
    ]


def _finished(view: View) -> list[str]:
    mirror = view["mirror"]
    return [
        _heading("What became of it"),
        *_happened(view["replies"]),
        *(plain(m["words"]) for m in view["missed"] if m["words"]),
        plain(view["weeks_later"]),
        _listed("To talk about", (f"{s['says']} {s['because']}" for s in view["stops"])),
        _listed("What the family saw", (f"{s['at']} {s['words']}" for s in view["saw"])),
        _listed("Who was never asked", (f"{p['name']}. {p['words']}" for p in view["never_asked"])),
        _ledger(view["promises"]),
        _listed("On paper, and what you met", (_against(r) for r in view["against"])),
        _grid(view["grid"]) if view["grid"] else "",
        *([_mirror(mirror)] if mirror else []),
        *(_first_words(w) for w in view["first_words"]),
        _listed("On the record", (r["says"] + (" This was not so." if r["untrue"] else "") for r in view["record"])),
        _listed("The reason for everything you did", (f"{r['at']} {r['you']} {r['reason']}" for r in view["reasons"])),
        _listed("Think", view["case"].think),
        "Marks, with a reason for each, come from your tutor after you have handed in." if view["case"].marked else "",
    ]


def _happened(replies: Iterable[View]) -> list[str]:
    parts = []
    for r in replies:
        if "bell" in r:
            parts.append(f"{r['at']} {plain(r['bell'])}")
        else:
            you = f"“{plain(r['you'])}”" if r["said"] else plain(r["you"])
            parts.append(fill(f"You: {you}", WIDTH) + (f"\n{plain(r['reply'])}" if r["reply"] else ""))
    return parts


def pad(view: View) -> str:
    """All that stands on the pad: promises, what is known and from whom, whom nobody has asked."""
    parts = [
        _ledger(view["promises"]),
        _known("What you know", view["known"]),
        f"Nobody has asked yet: {', '.join(view['unasked'])}." if view["unasked"] else "",
    ]
    return "\n\n".join(part for part in parts if part) or "Nothing yet but the paper."


def _back(view: View) -> list[str]:
    words = view["first_words"]
    return [
        _listed("Looking back at the last scene", (f"{r['you']} {r['reason']}" for r in view["back"])),
        _first_words(words) if words else "",
    ]


def _known(title: str, known: Iterable[View]) -> str:
    return _listed(title, (f"{k['ask']} {k['is']} ({'; '.join(k['from'])})" for k in known))


def _ledger(promises: Iterable[View]) -> str:
    return _listed("Promises you have made", (_promise(p) for p in promises))


def _promise(p: View) -> str:
    states = {"kept": "Kept.", "late": "Done, but after they expected it.", "missed": "Not done."}
    state = states.get(p["state"], f"By {p['due']}." if p["due"] else "You said no time.")
    moved = " Moved before it slipped." if p["moved"] else ""
    return f"{p['what']} To {p['to']}. {state}{moved}{' The time has passed.' if p['over'] else ''}"


def _against(row: View) -> str:
    met = f"{row['met']} ({row['how']})" if row["met"] else "You did not find out."
    return f"{row['ask']} Paper: {' '.join(row['paper']) or 'nothing.'} Met: {met}"


def _grid(grid: View) -> str:
    lines = []
    for n, fact in enumerate(grid["facts"]):
        speaks = (f"{row['says'].rstrip('.')}: {row['cells'][n]['words']}" for row in grid["rows"])
        lines.append(f"{fact['ask']} {fact['is']} {'; '.join(speaks)}.")
    best = f" It would have told the explanations apart best to ask: {grid['open']}" if grid["open"] else ""
    note = f"As the author weighs it; others would weigh some of it otherwise, and none of it is marked.{best}"
    return _listed("What each thing you learnt speaks for", [*lines, note])


def _mirror(mirror: View) -> str:
    lines = [
        f"{f['says']} You said {', '.join(str(r['likely']) + ' at ' + r['at'] for r in f['rows'])}. "
        f"What was so: {'yes' if f['true'] else 'no'}."
        for f in mirror["forecasts"]
    ]
    score = (
        "A Brier score is the square of how far you were from what was so: 0 is sure and right, 1 is sure and wrong. "
        f"Yours: ({mirror['sum']}) / {mirror['number']} = {mirror['score']}. "
        f"Saying fifty every time: {mirror['even']}. "
        "From one day it says little about how well you judge."
    )
    return _listed("Your views over time, not marked", [*lines, score])


def _first_words(words: View) -> str:
    others = (f"“{o['says']}” What was heard: {o['heard']}" for o in words["others"])
    return _listed(
        "Your first words, beside three others", [f"You: “{words['yours']}” What would have been heard in it?", *others]
    )


_PARTS = {
    "cover": _cover,
    "scene": _scene,
    "viewing": _viewing,
    "writing": _writing,
    "finished": _finished,
}
