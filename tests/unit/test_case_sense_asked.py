"""Sense checks of what is asked and what comes back: what is wrong is named with line and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from askedcase import ASKED, ASKED_KEY, FIRST_WORDS, RECORD
from doorstep.case import CaseError, CaseErrors, load_key
from smallcase import case_of, changed, line_of

HOW = "Write it as in the other cases."
KIND = "Write each as a line of its own."
SECRET = "and the key is not there while playing."
SPOKE = "spoke-ann: {says: I spoke with Ann., true-if: {happened: [ring-ann, knock, ring-again]}}"
BRISK = "            brisk: {says: Is Ben in?, heard: He is in trouble.}\n"

Change = tuple[str, str]
Found = tuple[str, str, str]
"""Words of the line where an error is to be found, what it says, and its remedy."""


def unknown(kind: str, name: str, near: str) -> tuple[str, str]:
    return f"There is no {kind} called “{name}”.", f"Did you mean “{near}”?"


WRONG: dict[str, tuple[list[Change], list[Found]]] = {
    # Views.
    "the question a view settles": (
        [("late., settles: why,", "late., settles: wy,")],
        [("settles: wy", *unknown("question", "wy", "why"))],
    ),
    "the answers of a view": (
        [("true-if: [why-bus]}", "true-if: [wy-bus]}")],
        [("[wy-bus]", *unknown("answer to “why”", "wy-bus", "why-bus"))],
    ),
    "the answers of another question": (
        [("true-if: [why-bus]}", "true-if: [ann-there]}")],
        [
            ("settles: why,", "There is no answer to “why” called “ann-there”.", "Known here: why-bus, why-poorly."),
        ],
    ),
    "a view that is always so": (
        [("true-if: [why-bus]}", "true-if: [why-bus, why-poorly]}")],
        [
            ("settles: why,", "“bus” is true or false whatever the answer, so there is nothing to have a view about.",
             "Name some of the answers after true-if."),
        ],
    ),
    "a view that is never so": (
        [("true-if: [why-bus]}", "true-if: []}")],
        [
            ("settles: why,", "“bus” is true or false whatever the answer, so there is nothing to have a view about.",
             "Name some of the answers after true-if."),
        ],
    ),
    "a view asked on leaving": (
        [("    view-after: [bus, there]", "    view-after: [bus, their]")],
        [("view-after: [bus, their]", *unknown("view", "their", "there"))],
    ),
    # First words.
    "first words beside two others": (
        [(BRISK, "")],
        [("      - first-words:", "“door” sets the trainee's first words beside 2 others.", "Give 3.")],
    ),
    "first words beside four others": (
        [(BRISK, BRISK + BRISK.replace("brisk", "curt"))],
        [("      - first-words:", "“door” sets the trainee's first words beside 4 others.", "Give 3.")],
    ),
    "first words asked twice": (
        [(FIRST_WORDS, FIRST_WORDS + FIRST_WORDS.partition("\n")[2])],
        [("    activities:@0", "“door” asks for first words twice.", "Keep one of them.")],
    ),
    "an activity that is two": (
        [(BRISK, BRISK + "        record: {prompt: Tick., lines: {}}\n")],
        [("      - first-words:", "An activity is first-words or record, one of them.", KIND)],
    ),
    "an activity that is none": (
        [(BRISK, BRISK + "      - {}\n")],
        [("      - {}", "An activity is first-words or record, one of them.", KIND)],
    ),
    # The record.
    "an option in a line of the record": (
        [(SPOKE, SPOKE.replace("ring-ann,", "ring-anne,"))],
        [("            spoke-ann:", *unknown("option", "ring-anne", "ring-ann"))],
    ),
    "a line of the record that rests on nothing": (
        [(SPOKE, "spoke-ann: {says: I spoke with Ann., true-if: {}}")],
        [
            ("            spoke-ann:", "The condition is empty.",
             "Leave the if out, or write what must hold."),
        ],
    ),
    "a line of the record that rests on a limit": (
        [(SPOKE, SPOKE.replace("happened: [ring-ann, knock, ring-again]",
                               "within: {did: [read], after: why-bus, limit: at-once}"))],
        [
            ("            spoke-ann:", "Whether “spoke-ann” is true rests on a limit or group that only the key has.",
             "Use happened, never, told or knew."),
        ],
    ),
    "a line of the record that rests on a secret group": (
        [(SPOKE, SPOKE.replace("happened: [ring-ann, knock, ring-again]",
                               "knew-first-hand: {of: telling, at-least: 1}"))],
        [
            ("            spoke-ann:", "Whether “spoke-ann” is true rests on a limit or group that only the key has.",
             "Use happened, never, told or knew."),
        ],
    ),
    "a line's id in two records": (
        [("    opens: It rains.\n", "    opens: It rains.\n" + "    activities: [{record: {prompt: Tick., lines: "
          "{saw-ann: {says: I saw Ann., true-if: {happened: [knock]}}}}}]\n")],
        [("scenes:", "Two records have a line “saw-ann”.", "Give one another id.")],
    ),
    # Echoes.
    "the scene of an echo": (
        [("rang: {in: morrow,", "rang: {in: morow,")],
        [("rang: {in: morow,", *unknown("scene", "morow", "morrow"))],
    ),
    "the promise of an echo": (
        [("if: {missed: ring-by}, says", "if: {missed: ring-bye}, says")],
        [("missed: ring-bye", *unknown("promise", "ring-bye", "ring-by"))],
    ),
    "an echo of nothing": (
        [("if: {missed: ring-by}, says", "if: {}, says")],
        [("  waited:", "The condition is empty.", "Leave the if out, or write what must hold.")],
    ),
    "an echo that rests on a limit": (
        [("if: {missed: ring-by}, says", "if: {within: {did: [read], after: why-bus, limit: at-once}}, says")],
        [
            ("  waited:", f"“waited” rests on a limit or group that only the key has, {SECRET}",
             "Use kept, missed, happened or never."),
        ],
    ),
    "an echo without words in one family": (
        [("    says: {whistled: He whistles.}\n", "")],
        [("  whistled: {in", "“whistled” says nothing in plain.", "Add says, here or in that family.")],
    ),
    "the echo of a family": (
        [("says: {whistled: A tune., warm:", "says: {whistled: A tune., warn:")],
        [("warn:", *unknown("option or echo", "warn", "warm"))],
    ),
    # Trust.
    "who trusts": (
        [("if: {trusts: [ben]}", "if: {trusts: [bent]}")],
        [("bent", *unknown("person", "bent", "ben"))],
    ),
    "who is wary": ([("if: {wary: [ann]}", "if: {wary: [anne]}")], [("anne", *unknown("person", "anne", "ann"))]),
    "whose trust changes": (
        [("trust: {ben: much-up}", "trust: {bent: much-up}")],
        [("      listen:", *unknown("person", "bent", "ben"))],
    ),
    "a line in a condition": (
        [("if: {recorded-untrue: true}, says", "if: {recorded: [saw-anne]}, says")],
        [("saw-anne", *unknown("line of a record", "saw-anne", "saw-ann"))],
    ),
    # The debrief.
    "a statement beside a question": (
        [("    paper: [n1, n2]\n", "    paper: [n1, n3]\n")],
        [("paper: [n1, n3]", "There is no statement called “n3”.", "Known here: n1, n2.")],
    ),
    "what a family heard": (
        [("heard: {kind: A voice.}", "heard: {kin: A voice.}")],
        [("heard: {kin:", *unknown("other first words", "kin", "kind"))],
    ),
    "what a family saw": (
        [("saw: {knock: Somebody", "saw: {knok: Somebody")],
        [("knok", *unknown("option", "knok", "knock"))],
    ),
    "whom nobody asked": (
        [("unasked: {ben:", "unasked: {bent:")],
        [("unasked: {bent", *unknown("person", "bent", "ben"))],
    ),
    "an outcome left out": (
        [("[The bus is on time., The bus has stopped.]", "[]")],
        [("    weeks-later: []", "The list is empty.", "Write what became of it.")],
    ),
    # Later days, and bells.
    "a later day that is none": (
        [("begins: 2026-10-14 09:00", "begins: 2026-13-14 09:00")],
        [("begins: 2026-13", "“2026-13-14” is not a date such as 2026-10-13.", HOW)],
    ),
    "a time of a later day that is none": (
        [("begins: 2026-10-14 09:00", "begins: 2026-10-14 noon")],
        [("begins: 2026-10-14 noon", "“noon” is not a time of day such as 09:30.", HOW)],
    ),
    "a bell on a day that is none": (
        [("{at: 2026-10-14 09:20,", "{at: soon 09:20,")],
        [("{at: soon", "“soon” is not a date such as 2026-10-13.", HOW)],
    ),
    "a bell that says either of nothing": (
        [("either: [A door bangs., A cup falls.]", "either: []")],
        [("either: []", "Nothing happens here.", "Add says or goes.")],
    ),
    # Stops.
    "a stop that says no reason": (
        [("    because: Nobody could rely on the file.\n", "")],
        [("  false-record:", "“false-record” does not say why it cannot be bought back.", "Add because.")],
    ),
    "a stop on a secret group": (
        [("    because: Nobody could rely on the file.\n    if: {recorded-untrue: true}",
          "    because: Nobody could rely on the file.\n    if: {knew-first-hand: {of: telling, at-least: 1}}")],
        [
            ("    if: {knew-first-hand",
             "The stop “false-record” rests on a limit or group that only the key has, and trainees are told of stops.",
             "Use knew, happened, never or told."),
        ],
    ),
    # The shape.
    "a group that nobody keeps": (
        [("describes: [low-income]", "describes: [poor]")],
        [
            ("describes: [poor]", "'poor' cannot stand at describes.0.",
             "Use 'ethnicity', 'faith', 'disability', 'deaf', 'learning-disability', 'low-income', 'care-experienced', "
             "'young-parent', 'lone-father' or 'mental-health'."),
        ],
    ),
    "trust in a word of one's own": (
        [("trust: {ben: much-up}", "trust: {ben: upwards}")],
        [
            ("trust: {ben: upwards}", "'upwards' cannot stand at scenes.call.options.listen.carries.trust.ben.",
             "Use 'much-down', 'down', 'up' or 'much-up'."),
        ],
    ),
    "a promise to oneself without an example": (
        [(', example: "if I cannot ring, then I say so, by Friday"', "")],
        [("carry:", "“carry.example” is missing.", "Add a line “example: …”.")],
    ),
    "an unknown key beside views": (
        [("there: {says: Some", "there: {sayss: Some")],
        [
            ("{sayss:", "“sayss” (at views.there.sayss) is not a key of the case format.", "Did you mean “says”?"),
            ("there: {sayss:", "“views.there.says” is missing.", "Add a line “says: …”."),
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_makes_no_sense_in_what_is_asked_is_named_with_line_and_remedy(tmp_path: Path, name: str) -> None:
    changes, found = WRONG[name]
    text = changed(ASKED, *changes)
    wanted = {CaseError("case.yaml", place(text, at), what, remedy) for at, what, remedy in found}
    with pytest.raises(CaseErrors) as raised:
        case_of(tmp_path, text)
    assert set(raised.value.errors) == wanted


def place(text: str, at: str) -> int:
    """The line of some words; with @ and a number, which of several such lines."""
    words, _, which = at.partition("@")
    if not which:
        return line_of(text, at)
    return [n for n, line in enumerate(text.splitlines(), 1) if line == words][int(which)]


def test_the_asking_case_makes_sense_as_it_stands(tmp_path: Path) -> None:
    case = case_of(tmp_path, ASKED)
    assert (len(case.views), len(case.echoes), len(case.scenes)) == (2, 6, 6)
    assert RECORD.count("true-if") == 6


KEYS_WRONG: dict[str, tuple[str, list[Found]]] = {
    "an unknown scene": (
        "best: {desc: [read]}\n",
        [("best:", *unknown("scene", "desc", "desk"))],
    ),
    "an unknown option": (
        "best: {desk: [red]}\n",
        [("best:", *unknown("option in that scene", "red", "read"))],
    ),
    "an option of another scene": (
        "best: {office: [help-now, knock]}\n",
        [
            ("best:", "There is no option in that scene called “knock”.", "Known here: help-now, wait-and-see."),
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", KEYS_WRONG)
def test_a_best_option_that_is_not_there_is_named_with_line_and_remedy(tmp_path: Path, name: str) -> None:
    more, found = KEYS_WRONG[name]
    path = tmp_path / "asked.key.yaml"
    path.write_text(ASKED_KEY + more, encoding="utf-8")
    with pytest.raises(CaseErrors) as raised:
        load_key(path, case_of(tmp_path, ASKED))
    wanted = {CaseError(path.name, line_of(ASKED_KEY + more, at), what, remedy) for at, what, remedy in found}
    assert set(raised.value.errors) == wanted


def test_a_key_can_name_several_best_options_of_a_scene(tmp_path: Path) -> None:
    path = tmp_path / "asked.key.yaml"
    path.write_text(ASKED_KEY + "best: {desk: [read, ring-ann], door: [knock]}\n", encoding="utf-8")
    assert load_key(path, case_of(tmp_path, ASKED)).best == {"desk": ("read", "ring-ann"), "door": ("knock",)}
