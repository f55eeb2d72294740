"""What identifies a case that asks: words change nothing, what is asked and when does; older cases stay as they are."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from askedcase import ASKED, CARRY, FIRST_WORDS, RECORD, VIEWS
from doorstep.case import Case, digest
from smallcase import changed

# New keys of the format must leave a case that does not use them as it is, or every trail played before would be put
# before a person. If this changes, golden trails do as well: that is a new rules version, to be declared.
SMALL = "d766732ca98a8825"

MOVED = "      - {points: 2, if: {view-moved: true}, because: It moved.}\n"
LAST = f"{' ' * 12}not-rung: {{says: Ann has waited for me., true-if: {{missed: ring-by}}}}\n"
WHY = "late., settles: why, true-if: [why-bus]"
BUS = "    view-after: [bus]\n"
KIND = "            kind: {says: Good morning Ann., heard: A friend.}\n"
FLAT = "            flat: {says: I am from the council., heard: They want something.}\n"
WAITED = '  waited: {in: morrow, if: {missed: ring-by}, says: "You said you would ring, says Ann."}\n'

# Words, wherever they stand: mending them, leaving them out or adding to them changes nothing in a play.
WORDS = {
    "a view's words": [("It was the bus that made Ben late.", "Ben came late because of the bus.")],
    "an echo's words": [("Ann has hung up twice.", "Ann has hung up three times.")],
    "first words asked for": [("The door opens. What do you say first?", "Say something.")],
    "another's first words": [("I am from the council.", "Good day.")],
    "what was heard": [("They want something.", "Trouble.")],
    "what a family heard": [("    heard: {kind: A voice.}\n", "")],
    "the record's question": [("Tick what goes on the file.", "What goes on the file?")],
    "a line's words": [("I spoke with Ann.", "Ann spoke with me.")],
    "whom the case describes": [("describes: [low-income]", "describes: [low-income, deaf]")],
    "whom the case described": [("describes: [low-income]\n", "")],
    "opening again": [("    opens-again: The desk once more.\n", "")],
    "what was seen": [("        saw: A stranger rang.\n", "")],
    "what a family saw": [("    saw: {knock: Somebody in a coat.}\n", "")],
    "what nobody asked": [("    unasked: {ben: I would have told you.}\n", "")],
    "another outcome": [("[The bus is on time., The bus has stopped.]", "[The bus is on time., It stopped., A taxi.]")],
    "one outcome": [("[The bus is on time., The bus has stopped.]", "The bus is on time.")],
    "no outcome": [("    weeks-later: [The bus is on time., The bus has stopped.]\n", "")],
    "a bell's words": [("either: [A door bangs., A cup falls.]", "either: [A door bangs., A cup falls., A cat.]")],
    "what to carry": [(CARRY, "")],
    "why a stop cannot be bought back": [("Nobody could rely on the file.", "The file is read by many.")],
}

CHANGES = {
    "the question a view settles": [(WHY, WHY.replace("why-bus", "ann-there").replace("why,", "night,"))],
    "the answers of a view": [("true-if: [why-bus]}", "true-if: [why-poorly]}")],
    "a view's id": [("  bus: {says: It was", "  coach: {says: It was"), ("[bus, there]", "[coach, there]"),
                    (f"telephone.\n{BUS}", "telephone.\n"), (f"dark.\n{BUS}", "dark.\n")],
    "where views are asked": [(f"telephone.\n{BUS}", "telephone.\n")],
    "the order of views asked": [("view-after: [bus, there]", "view-after: [there, bus]")],
    "first words": [(FIRST_WORDS, ""), ("    heard: {kind: A voice.}\n", "")],
    "the id of other first words": [("            flat: {says", "            even: {says")],
    "the order of other first words": [(FLAT + KIND, KIND + FLAT)],
    "the record": [(RECORD, "")],
    "when a line is so": [("true-if: {missed: ring-by}}", "true-if: {kept: ring-by}}")],
    "a line of the record": [(LAST, "")],
    "where an echo is heard": [("  cold: {in: desk,", "  cold: {in: dusk,")],
    "when an echo is heard": [("if: {wary: [ann]}, says: Ann has hung", "if: {wary: [ben]}, says: Ann has hung")],
    "trust": [("trust: {ben: much-up}", "trust: {ben: up}")],
    "a later day": [("begins: 2026-10-14 09:00", "begins: 2026-10-15 09:00")],
    "a bell's later day": [("{at: 2026-10-14 09:20,", "{at: 2026-10-15 09:20,")],
    "the paper that speaks to a question": [("    paper: [n1, n2]\n", "    paper: [n1]\n")],
    "a condition on views": [(MOVED, MOVED.replace("view-moved", "view-held"))],
    "a stop on the record": [("    if: {recorded-untrue: true}\n", "    if: {recorded: [saw-ann]}\n")],
    "no echo": [(WAITED, "")],
}  # fmt: skip


def test_a_case_that_asks_nothing_keeps_the_digest_it_has(small: Case) -> None:
    assert digest(small) == SMALL


@pytest.mark.parametrize("name", WORDS)
def test_the_words_of_what_is_asked_and_comes_back_do_not_count(
    made: Callable[[str], Case], asking: Case, name: str
) -> None:
    other = made(changed(ASKED, *WORDS[name]))
    assert other is not asking
    assert digest(other) == digest(asking)


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_asked_when_and_what_comes_of_it_counts(made: Callable[[str], Case], asking: Case, name: str) -> None:
    assert digest(made(changed(ASKED, *CHANGES[name]))) != digest(asking)


def test_every_change_gives_a_digest_of_its_own(made: Callable[[str], Case]) -> None:
    assert len({digest(made(changed(ASKED, *change))) for change in CHANGES.values()}) == len(CHANGES) == 20


def test_leaving_out_what_nobody_uses_is_as_if_it_had_never_been_a_key(
    made: Callable[[str], Case], small: Case
) -> None:
    # Written out as it is when left out: the same case.
    from smallcase import CASE

    text = changed(CASE, ("explanations:\n", "views: {}\nechoes: {}\ndescribes: []\nexplanations:\n"))
    assert digest(made(text)) == digest(small)
    assert VIEWS.startswith("views:")
