"""Sense checks: each thing that a well-formed case can have wrong is named with line and remedy, nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from doorstep.case import CaseError, CaseErrors, load_key
from smallcase import CASE, KEY, case_of, changed, line_of

PEOPLE = "Known here: ann, ben, cy."
SCENES = "Known here: back, call, desk, door, dusk, end."
HOW = "Write it as in the other cases."
OUT = "Add an option that leaves for good, or repeat: true."

Change = tuple[str, str]
Found = tuple[str, str, str]
"""Words of the line where an error is to be found, what it says, and its remedy."""


def unknown(kind: str, name: str, near: str) -> tuple[str, str]:
    return f"There is no {kind} called “{name}”.", f"Did you mean “{near}”?"


WRONG: dict[str, tuple[list[Change], list[Found]]] = {
    # Names nobody has given.
    "a scene gone to": (
        [("practises: [A12], goes: door}", "practises: [A12], goes: dor}")],
        [("      go-door:", *unknown("scene", "dor", "door"))],
    ),
    "a scene unlike any": (
        [("practises: [A12], goes: door}", "practises: [A12], goes: qqqq}")],
        [("      go-door:", "There is no scene called “qqqq”.", SCENES)],
    ),
    "a person reached": (
        [("carries: {with: cy,", "carries: {with: cyy,")],
        [("      ask-cy:", *unknown("person", "cyy", "cy"))],
    ),
    "a person unlike any": (
        [("carries: {with: cy,", "carries: {with: zelda,")],
        [("      ask-cy:", "There is no person called “zelda”.", PEOPLE)],
    ),
    "a person in a scene": (
        [("    with: cy\n", "    with: cyy\n")],
        [("    with: cyy", *unknown("person", "cyy", "cy"))],
    ),
    "a person told": (
        [("tells: {ann: why-asked}, stance", "tells: {anna: why-asked}, stance"), (", told: {ann: why-asked}", "")],
        [("      ring-ann:", *unknown("person", "anna", "ann"))],
    ),
    "a question learnt": (
        [("learn: [why], tells", "learn: [wy], tells")],
        [("      ring-ann:", *unknown("question", "wy", "why"))],
    ),
    "a question learnt on arrival": (
        [("on-arrival: {learn: [night]}", "on-arrival: {learn: [nigt]}")],
        [("on-arrival:", *unknown("question", "nigt", "night"))],
    ),
    "an answer once known": (
        [("why-poorly: {then: Ann", "why-porly: {then: Ann")],
        [("      ring-ann:", *unknown("answer", "why-porly", "why-poorly"))],
    ),
    "a promise's form": (
        [("promise: [ring-by.by-three]", "promise: [ring-by.by-tree]")],
        [("      promise-time:", *unknown("promise form", "ring-by.by-tree", "ring-by.by-three"))],
    ),
    "a promise moved": (
        [("moves: {ring-by:", "moves: {ring-bye:")],
        [("      move-it:", *unknown("promise", "ring-bye", "ring-by"))],
    ),
    "an option that keeps a promise": (
        [("kept-by: [ring-again]", "kept-by: [ring-agin]")],
        [("kept-by: [ring-agin]", *unknown("option", "ring-agin", "ring-again"))],
    ),
    "to whom a promise is made": (
        [("    to: ann\n", "    to: anne\n")],
        [("    to: anne", *unknown("person", "anne", "ann"))],
    ),
    "whose yes a promise needs": ([("needs: cy,", "needs: cyy,")], [("needs: cyy", *unknown("person", "cyy", "cy"))]),
    "who could answer a question": (
        [("from: {ann: did, ben: saw}", "from: {an: did, ben: saw}")],
        [("from: {an:", *unknown("person", "an", "ann"))],
    ),
    "an urgent statement": ([("urgent: n2", "urgent: n22")], [("urgent: n22", *unknown("statement", "n22", "n2"))]),
    "an explanation": (
        [("ann-there: {is: Ann was., suggests: {bus: neither", "ann-there: {is: Ann was., suggests: {buss: neither")],
        [
            ("ann-there: {is", *unknown("explanation", "buss", "bus")),
            (
                "ann-there: {is",
                "“ann-there” does not say what it suggests under bus.",
                "Add a weight, such as neither.",
            ),
        ],
    ),
    "a document shown": ([("shows: [note]", "shows: [notes]")], [("[notes]", *unknown("document", "notes", "note"))]),
    "kin": ([("lives-with: ben", "lives-with: bent")], [("bent", *unknown("person", "bent", "ben"))]),
    "a member of a group": (
        [("helping: [help-now]", "helping: [help-not]")],
        [("help-not", *unknown("option or question", "help-not", "help-now"))],
    ),
    # Names in what families change.
    "a question nobody asks": (
        [("answers: {why: why-bus, night: ann-there}", "answers: {why: why-bus, night: ann-there, nigh: x}")],
        [("nigh: x", *unknown("question", "nigh", "night"))],
    ),
    "an answer of another question": (
        [("answers: {why: why-bus, night: ann-there}", "answers: {why: why-bus, night: why-bus}")],
        [
            (
                "night: why-bus",
                "There is no answer to “night” called “why-bus”.",
                "Known here: ann-there, nobody-there.",
            )
        ],
    ),
    "a question a family leaves open": (
        [("answers: {why: why-bus, night: ann-there}", "answers: {why: why-bus}")],
        [("answers: {why: why-bus}", "“quiet” does not answer “night”.", "Choose one answer.")],
    ),
    "whom a family reaches": (
        [("reach: {ann: {phone: [14:00-16:00]}}", "reach: {anne: {phone: [14:00-16:00]}}")],
        [("reach: {anne", *unknown("person", "anne", "ann"))],
    ),
    "where somebody else is": (
        [("who: {door: ben", "who: {dor: ben")],
        [("who: {dor", *unknown("scene or option", "dor", "door"))],
    ),
    "who else is there": ([("who: {door: ben", "who: {door: bent")], [("bent", *unknown("person", "bent", "ben"))]),
    "which scene a family opens": (
        [("opens: {door: A", "opens: {dor: A")],
        [("opens: {dor", *unknown("scene", "dor", "door"))],
    ),
    "what a family answers": (
        [("says: {read:", "says: {reed:")],
        [("reed:", *unknown("option or echo", "reed", "read"))],
    ),
    "who is not reached": (
        [("not-reached: {ann: {says", "not-reached: {anne: {says")],
        [("anne: {says", *unknown("person", "anne", "ann"))],
    ),
    "what is learnt when somebody is not reached": (
        [
            (
                "not-reached: {ann: {says: A neighbour answers., learn: [night]}}",
                "not-reached: {ann: {says: A., learn: [n]}}",
            )
        ],
        [("also-learn", "There is no question called “n”.", "Known here: night, why.")],
    ),
    "where more is learnt": (
        [("{read: [night]}", "{reed: [night]}")],
        [("reed", *unknown("option", "reed", "read"))],
    ),
    "what more is learnt": ([("{read: [night]}", "{read: [nigt]}")], [("nigt", *unknown("question", "nigt", "night"))]),
    "what is missed": (
        [("if-missed: {ring-by:", "if-missed: {ring-bye:")],
        [("ring-bye", *unknown("promise", "ring-bye", "ring-by"))],
    ),
    # Names in conditions.
    "an answer known": (
        [("{points: 0, if: {knew: [why-poorly]}", "{points: 0, if: {knew: [why-porly]}")],
        [("why-porly", *unknown("answer", "why-porly", "why-poorly"))],
    ),
    "an answer not known": (
        [("{points: 0, if: {knew: [why-poorly]}", "{points: 0, if: {not-knew: [why-porly]}")],
        [("why-porly", *unknown("answer", "why-porly", "why-poorly"))],
    ),
    "a group that happened": (
        [("if: {happened: helping,", "if: {happened: helpin,")],
        [("happened: helpin,", *unknown("group", "helpin", "helping"))],
    ),
    "an option that happened": (
        [("if: {happened: helping,", "if: {happened: [help-no],")],
        [("help-no]", *unknown("option", "help-no", "help-now"))],
    ),
    "a group that never happened": (
        [("if: {never: helping}, because", "if: {never: helpin}, because")],
        [("never: helpin}", *unknown("group", "helpin", "helping"))],
    ),
    "a group acted within a limit": (
        [("did: helping", "did: helpin")],
        [("did: helpin,", *unknown("group", "helpin", "helping"))],
    ),
    "an answer a limit runs from": (
        [("after: why-poorly", "after: why-porly")],
        [("after: why-porly", *unknown("answer", "why-porly", "why-poorly"))],
    ),
    "an option before": (
        [("first: [ring-again]", "first: [ring-agin]")],
        [("ring-agin", *unknown("option", "ring-agin", "ring-again"))],
    ),
    "an option after": (
        [("then: [go-home]}", "then: [go-hme]}")],
        [("go-hme", *unknown("option", "go-hme", "go-home"))],
    ),
    "a question known first hand": (
        [("of: [why], at-least: 1", "of: [wy], at-least: 1")],
        [("of: [wy]", *unknown("question", "wy", "why"))],
    ),
    "a group known before": (
        [("before: recommending", "before: recommendin")],
        [("recommendin}", *unknown("group", "recommendin", "recommending"))],
    ),
    "a promise made": (
        [("promised: [ring-by.by-three]", "promised: [ring-by.by-tree]")],
        [("by-tree", *unknown("promise form", "ring-by.by-tree", "ring-by.by-three"))],
    ),
    "a promise kept": (
        [("kept: ring-by", "kept: ring-bye")],
        [("ring-bye", *unknown("promise", "ring-bye", "ring-by"))],
    ),
    "a promise moved early": (
        [("moved-early: ring-by", "moved-early: ring-bye")],
        [("ring-bye", *unknown("promise", "ring-bye", "ring-by"))],
    ),
    "somebody told": (
        [("told: {ann: why-asked}", "told: {anne: why-asked}")],
        [
            ("told: {anne", *unknown("person", "anne", "ann")),
            ("told: {anne", "No option tells anne “why-asked”.", "Check the words after tells in the options."),
        ],
    ),
    "words that nobody says": (
        [("told: {ann: why-asked}", "told: {ann: something}")],
        [("told: {ann: so", "No option tells ann “something”.", "Check the words after tells in the options.")],
    ),
    "a condition with nothing in it": (
        [("{points: 0, if: {knew: [why-poorly]}", "{points: 0, if: {}")],
        [("if: {},", "The condition is empty.", "Leave the if out, or write what must hold.")],
    ),
    # The day.
    "a date that is none": (
        [("date: 2026-10-13", "date: the thirteenth")],
        [("date: the", "“the thirteenth” is not a date.", "Write it as 2026-10-13.")],
    ),
    "another weekday": (
        [("weekday: Tuesday", "weekday: Wednesday")],
        [("weekday", "2026-10-13 is a Tuesday, not a Wednesday.", "Change the date or the weekday.")],
    ),
    "a span that is none": (
        [("[09:00-12:00,", "[nine-12:00,")],
        [("hours:", "“nine-12:00” is not a span of time such as 09:30-12:00.", HOW)],
    ),
    "a span that ends before it begins": (
        [('{"12:00-13:00": lunch', '{"13:00-12:00": lunch')],
        [("taken", "“13:00-12:00” ends before it begins.", HOW)],
    ),
    "a day without hours": (
        [("hours: [09:00-12:00, 13:00-17:00]", "hours: []")],
        [("hours: []", "The day has no hours.", "Write hours: [09:00-17:00].")],
    ),
    "a bell at no time": (
        [("  - {at: 16:45,", "  - {at: 25:45,")],
        [("25:45", "“25:45” is not a time of day such as 09:30.", HOW)],
    ),
    "a bell that brings nothing": (
        [("  - {at: 16:45, says: A door bangs.}", "  - {at: 16:45}")],
        [("{at: 16:45}", "Nothing happens here.", "Add says or goes.")],
    ),
    "a bell that leads nowhere": (
        [("says: A door bangs.}", "goes: dork}")],
        [("dork", *unknown("scene", "dork", "door"))],
    ),
    "a family's bell unless something unknown": (
        [("{at: 16:50, says", "{at: 16:50, unless: {knew: [why-porly]}, says")],
        [("16:50", *unknown("answer", "why-porly", "why-poorly"))],
    ),
    "a bell that rests on a limit in the key": (
        [("{at: 16:50, says", "{at: 16:50, unless: {within: {did: helping, after: why-poorly, limit: at-once}}, says")],
        [
            (
                "16:50",
                "This rests on a limit or group that only the key has, and the key is not there while playing.",
                "Use knew, happened or never.",
            )
        ],
    ),
    "a bell that rests on a group in the key": (
        [("{at: 16:50, says", "{at: 16:50, unless: {knew-first-hand: {of: telling, at-least: 1}}, says")],
        [
            (
                "16:50",
                "This rests on a limit or group that only the key has, and the key is not there while playing.",
                "Use knew, happened or never.",
            )
        ],
    ),
    # People and paper.
    "nothing heard from somebody out of reach": (
        [("    not-reached: It rings out.\n", "")],
        [
            (
                "  ann:\n",
                "Ann Ash cannot always be reached, and nothing is heard when not.",
                "Add not-reached: what you hear.",
            )
        ],
    ),
    "a reach that is no span": (
        [("{phone: [09:00-11:00, 13:00-16:40]", "{phone: [mornings]")],
        [("mornings", "“mornings” is not a span of time such as 09:30-12:00.", HOW)],
    ),
    "a document that says nothing": (
        [
            ("    n1: Ben is late again.\n    n2: A boy who cannot be woken needs help at once.\n", ""),
            (", urgent: n2", ""),
        ],
        [("  note:\n", "“note” says nothing.", "Add its statements by id.")],
    ),
    "a document's date that is none": (
        [("date: 2026-10-12 16:00", "date: last week")],
        [
            ("last week", "“last” is not a date such as 2026-10-13.", HOW),
            ("last week", "“week” is not a time of day such as 09:30.", HOW),
        ],
    ),
    # Promises.
    "a vague promise that nobody expects": (
        [("{due: not-said, heard-as: After lunch., heard-due: 14:00}", "{due: not-said, heard-as: After lunch.}")],
        [
            (
                "After lunch.}",
                "“ring-by.soon” is vague, and nobody says when the other person expects it.",
                "Add heard-due: a time they would expect.",
            )
        ],
    ),
    "a promise due at no time": (
        [("{due: 15:40,", "{due: teatime,")],
        [("teatime", "“teatime” is not a time of day such as 09:30.", HOW)],
    ),
    "a promise due on no day": (
        [("next-day: {due: 2026-10-14 09:30}", "next-day: {due: 2026-10-32 09:30}")],
        [("2026-10-32", "“2026-10-32” is not a date such as 2026-10-13.", HOW)],
    ),
    "a promise moved to no time": (
        [("moves: {ring-by: 2026-10-14 09:30}", "moves: {ring-by: later}")],
        [("      move-it:", "“later” is not a time of day such as 09:30.", HOW)],
    ),
    # Scenes and options.
    "a scene without words in some families": (
        [("    opens: You knock.\n", "")],
        [("  door:\n", "“door” opens with no words in quiet, plain.", "Add opens, here or in that family.")],
    ),
    "a scene with nothing to decide": (
        [
            (
                """\
      hang-up:
        do: Hang up.
        carries: {minutes: 1, stance: waits, practises: [A10], goes: back}
        reason: He could not be heard.
""",
                "",
            )
        ],
        [("  call:\n", "“call” offers 1 option(s), so there is nothing to decide.", "Give at least two.")],
    ),
    "a scene that begins at no time": (
        [("begins: 15:30", "begins: teatime")],
        [("teatime", "“teatime” is not a time of day such as 09:30.", HOW)],
    ),
    "an option both done and said": (
        [("        say: Could we talk?", "        say: Could we talk?\n        do: Talk.")],
        [("      knock:", "“knock” needs do or say, one of them.", "Keep the one that fits.")],
    ),
    "an option neither done nor said": (
        [("        say: Could we talk?\n", "")],
        [("      knock:", "“knock” needs do or say, one of them.", "Keep the one that fits.")],
    ),
    "an option that takes no time": (
        [("carries: {minutes: 60,", "carries: {minutes: 0,")],
        [("      tidy:", "“tidy” costs no time.", "Give it at least one minute.")],
    ),
    "an option that leads nowhere": (
        [("practises: [A41], goes: back}", "practises: [A41]}")],
        [
            (
                "      help-now:",
                "“help-now” does not say where it goes, and “office” is not a hub.",
                "Add goes: a scene, back or end.",
            )
        ],
    ),
    "an option that nobody answers": (
        [("        then: It is tidy.\n", "")],
        [("      tidy:", "“tidy” stays in the scene and nobody answers.", "Add then: what happens.")],
    ),
    "a teller who is nobody": (
        [("says: A neighbour answers.,", "who: cyy, says: A neighbour answers.,")],
        [("who: cyy", *unknown("person", "cyy", "cy"))],
    ),
    # What changes an option.
    "an option offered unless something unknown": (
        [("        then: It is tidy.\n", "        then: It is tidy.\n        unless: {happened: [red]}\n")],
        [("        unless: {happened: [red]}", *unknown("option", "red", "read"))],
    ),
    "an option that rests on a limit in the key": (
        [
            (
                "        then: It is tidy.\n",
                "        then: It is tidy.\n"
                "        unless: {within: {did: helping, after: why-poorly, limit: at-once}}\n",
            )
        ],
        [
            (
                "unless: {within",
                "This rests on a limit or group that only the key has, and the key is not there while playing.",
                "Use knew, happened, never or told.",
            )
        ],
    ),
    "a scene that may offer nothing": (
        [
            ("        do: Listen.\n", "        do: Listen.\n        unless: {knew: [why-bus]}\n"),
            ("        do: Hang up.\n", "        do: Hang up.\n        unless: {knew: [why-poorly]}\n"),
        ],
        [
            (
                "  call:\n",
                "In “call” every option has unless, so there may be nothing to choose.",
                "Leave unless out of one of them.",
            ),
            (
                "  call:\n",
                "From “call” no way leads to the end: a dead end, or a loop without exit.",
                "Let an option go on towards end.",
            ),
        ],
    ),
    "a hub that can only be left sometimes": (
        [("        do: Go home.\n", "        do: Go home.\n        unless: {knew: [why-bus]}\n")],
        [
            (
                f"  {s}:\n",
                f"From “{s}” no way leads to the end: a dead end, or a loop without exit.",
                "Let an option go on towards end.",
            )
            for s in ("desk", "door", "office", "call", "dusk")
        ],
    ),
    "something known that changes nothing": (
        [("why-bus: You had been told that it was the bus.", "why-bus: {}")],
        [("why-bus: {}", "Nothing is changed here.", "Add words, then or reason.")],
    ),
    "something known that is never read": (
        [
            (
                "why-bus: You had been told that it was the bus.",
                "why-bus: [{reason: You knew.}, {if: {never: [read]}, reason: You had not read it.}]",
            )
        ],
        [
            (
                "why-bus: [",
                "Only the last of these may be without an if; what stands after it is never read.",
                "Put it last, or give it an if.",
            )
        ],
    ),
    "something known where nobody was": (
        [
            (
                "why-bus: You had been told that it was the bus.",
                "why-bus: [{if: {happened: [red]}, reason: You knew.}]",
            )
        ],
        [("why-bus: [", *unknown("option", "red", "read"))],
    ),
    # What an exercise is made of.
    "an exercise without criteria": (
        [
            (CASE[CASE.index("criteria:\n") : CASE.index("reflection:\n")], ""),
        ],
        [("format", "An exercise needs criteria.", "Write what is marked.")],
    ),
    "an exercise without a reflection": (
        [(CASE[CASE.index("reflection:\n") : CASE.index("think:\n")], "")],
        [("format", "An exercise needs a reflection.", "Write prompt and rubric.")],
    ),
    "an exercise with one truth too few": (
        [("truth: milder", "truth: as-written")],
        [
            (
                "families:",
                "An exercise needs a family milder than the paper, one as written and one worse.",
                "Write the one that is missing.",
            )
        ],
    ),
    "a ladder below its worth": (
        [("worth: {habit: H1, points: 2}", "worth: {habit: H1, points: 3}")],
        [
            (
                "  asked:\n",
                "The highest rung of “asked” must be its worth, and none may be below 0.",
                "Make worth and ladder agree.",
            )
        ],
    ),
    "a rung below nothing": (
        [("{points: 0, because: You asked nobody.}", "{points: -1, because: You asked nobody.}")],
        [
            (
                "  asked:\n",
                "The highest rung of “asked” must be its worth, and none may be below 0.",
                "Make worth and ladder agree.",
            )
        ],
    ),
    "a rung that is no number": (
        [("{points: 0, because: You asked nobody.}", "{points: .nan, because: You asked nobody.}")],
        [
            (
                "  asked:\n",
                "The highest rung of “asked” must be its worth, and none may be below 0.",
                "Make worth and ladder agree.",
            )
        ],
    ),
    "a last rung that may not fit": (
        [("{points: 0, because: You asked nobody.}", "{points: 0, if: {knew: [why-bus]}, because: You asked nobody.}")],
        [("  asked:\n", "The last rung of “asked” must fit always.", "Leave out its if.")],
    ),
    "a stop without its if": (
        [("    if: {knew: [why-poorly], never: helping}\n", "")],
        [("  left:\n", "A stop has one if and no ladder.", "Give it an if.")],
    ),
    # Ways through the case.
    "a scene that no way leads to": (
        [("practises: [A32], goes: office}", "practises: [A32], goes: desk}")],
        [("  office:\n", "No way leads to “office”.", "Let an option or the clock go there, or remove it.")],
    ),
    "a dead end": (
        [
            ("practises: [A10], goes: desk}", "practises: [A10], goes: door}"),
            ("practises: [A1], goes: back}", "practises: [A1], goes: door}"),
        ],
        [
            (
                "  door:\n",
                "From “door” no way leads to the end: a dead end, or a loop without exit.",
                "Let an option go on towards end.",
            )
        ],
    ),
    "a loop without exit": (
        [("practises: [A33], goes: end}", "practises: [A33], goes: desk}")],
        [
            (
                f"  {scene}:\n",
                f"From “{scene}” no way leads to the end: a dead end, or a loop without exit.",
                "Let an option go on towards end.",
            )
            for scene in ("desk", "door", "office", "call", "dusk")
        ],
    ),
    "a hub that one can run out of": (
        [
            ("practises: [A10], goes: dusk}", "practises: [A10], goes: door}"),
            ("{minutes: 15, repeat: true, stance: asks", "{minutes: 15, stance: asks"),
            ("{minutes: 2, repeat: true, stance: defers", "{minutes: 2, stance: defers"),
            ("{minutes: 3, repeat: true, stance: asks", "{minutes: 3, stance: asks"),
            ("practises: [A41], goes: back}", "practises: [A41], goes: dusk}"),
        ],
        [("  desk:\n", "In the hub “desk” every option comes back, so a trainee can run out of them.", OUT)],
    ),
    "a hub left for good, to which a bell leads back": (
        [
            ("{minutes: 15, repeat: true, stance: asks", "{minutes: 15, stance: asks"),
            ("{minutes: 2, repeat: true, stance: defers", "{minutes: 2, stance: defers"),
            ("{minutes: 3, repeat: true, stance: asks", "{minutes: 3, stance: asks"),
            ("says: A door bangs.}", "goes: office}"),
        ],
        [("  desk:\n", "In the hub “desk” every option comes back, so a trainee can run out of them.", OUT)],
    ),
    # Ids.
    "an option's id in two scenes": (
        [("      hang-up:", "      tidy:")],
        [
            (
                "        do: Hang up.",
                "“tidy” stands in scene “call” and in scene “desk”.",
                "Give one of them another id.",
            )
        ],
    ),
    "an answer's id that is an option's": (
        [("      ann-there: {is", "      tidy: {is")],
        [("      tidy: {is", "“tidy” stands in question “night” and in scene “desk”.", "Give one of them another id.")],
    ),
    "a statement's id that is an answer's": (
        [("    n1: Ben is late", "    why-bus: Ben is late")],
        [
            (
                "why-bus: Ben",
                "“why-bus” stands in document “note” and in question “why”.",
                "Give one of them another id.",
            )
        ],
    ),
    "no families": (
        [(CASE[CASE.index("families:\n") : CASE.index("groups:\n")], "families: {}\n")],
        [("format", "A case needs scenes and families.", "Write at least one scene and one family.")],
    ),
    "no scenes": (
        [(CASE[CASE.index("scenes:\n") : CASE.index("families:\n")], "scenes: {}\n")],
        [("format", "A case needs scenes and families.", "Write at least one scene and one family.")],
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_makes_no_sense_is_named_with_line_and_remedy_and_nothing_else_is(tmp_path: Path, name: str) -> None:
    changes, found = WRONG[name]
    text = changed(CASE, *changes)
    wanted = {CaseError("case.yaml", place(text, at), what, remedy) for at, what, remedy in found}
    with pytest.raises(CaseErrors) as raised:
        case_of(tmp_path, text)
    assert set(raised.value.errors) == wanted


def place(text: str, at: str) -> int:
    """The line of some words; an option whose first line is like another's is found by its second."""
    if at.endswith(":\n"):
        assert text.count("\n" + at) == 1
        return text[: text.index("\n" + at)].count("\n") + 2
    return line_of(text, at) - (1 if at == "        do: Hang up." else 0)


def test_errors_of_every_part_are_said_at_once(tmp_path: Path) -> None:
    together = ("a scene gone to", "another weekday", "a promise due at no time", "a rung below nothing", "kin")
    text = changed(CASE, *(change for name in together for change in WRONG[name][0]))
    with pytest.raises(CaseErrors) as raised:
        case_of(tmp_path, text)
    assert {e.what for e in raised.value.errors} == {what for name in together for _, what, _ in WRONG[name][1]}
    assert [e.line for e in raised.value.errors] == sorted(e.line for e in raised.value.errors)


def test_a_lesson_needs_neither_criteria_nor_a_reflection_nor_three_truths(tmp_path: Path) -> None:
    text = changed(
        CASE,
        ("kind: exercise", "kind: lesson"),
        (CASE[CASE.index("groups:\n") : CASE.index("think:\n")], ""),
        ("truth: milder", "truth: worse"),
    )
    assert case_of(tmp_path, text).reflection is None


KEYS_WRONG: dict[str, tuple[list[Change], list[Found]]] = {
    "of another case": (
        [("key-for: small", "key-for: large")],
        [
            ("key-for", "This is the key for “large”, and the case is “small”.",
             "Put the right key beside the exercise's folder."),
        ],
    ),
    "without a limit": (
        [("limits: {at-once: 30 minutes}", "limits: {}")],
        [("limits", "The case uses a limit “at-once”.", "Name it here, in minutes.")],
    ),
    "with a limit that is none": (
        [("30 minutes", "half an hour")],
        [("half an hour", "“half an hour” is not a limit such as 15 minutes.", HOW)],
    ),
    "without a group": (
        [("  telling: [why, night]", "  other: [why, night]")],
        [
            ("groups:", "The case uses a group “telling” that neither it nor this key has.",
             "Name it here or in the case."),
        ],
    ),
    "with an unknown member of a group": (
        [("telling: [why, night]", "telling: [why, nigt]")],
        [("telling", *unknown("question or option", "nigt", "night"))],
    ),
    "with an unknown key": (
        [("notes:", "note:")],
        [("note:", "“note” (at note) is not a key of the case format.", "Did you mean “notes”?")],
    ),
    "without a canary": (
        [("canary: kept-from-trainees-small-0000\n", "")],
        [("format", "“canary” is missing.", "Add a line “canary: …”.")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", KEYS_WRONG)
def test_a_key_that_does_not_fit_its_case_is_named_with_line_and_remedy(tmp_path: Path, name: str) -> None:
    changes, found = KEYS_WRONG[name]
    text = changed(KEY, *changes)
    path = tmp_path / "small.key.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CaseErrors) as raised:
        load_key(path, case_of(tmp_path))
    wanted = {CaseError("small.key.yaml", line_of(text, at), what, remedy) for at, what, remedy in found}
    assert set(raised.value.errors) == wanted


def test_a_missing_key_is_said(tmp_path: Path) -> None:
    with pytest.raises(CaseErrors, match=r"small\.key\.yaml:1: There is no such file\."):
        load_key(tmp_path / "small.key.yaml", case_of(tmp_path))
