"""What identifies a case: mending words leaves its digest alone, changing what it does does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from doorstep.case import Case, digest, load_case
from doorstep.cohort.course import find_course
from smallcase import CASE, case_of, changed

COURSE = find_course(Path(__file__))

# Where the words of a case stand, as paths of keys; * is any id or number.
PROSE = {
    "title", "content-note", "review.status", "review.waits-for.*", "review.check.*", "when.taken.*",
    "clock.*.says", "people.*.name", "people.*.role", "people.*.sketch", "people.*.not-reached",
    "paper.*.is.kind", "paper.*.is.from", "paper.*.is.title", "paper.*.*", "explanations.*",
    "questions.*.ask", "questions.*.answers.*.is", "promises.*.what", "promises.*.forms.*.heard-as",
    "scenes.*.title", "scenes.*.opens", "scenes.*.options.*.do", "scenes.*.options.*.say",
    "scenes.*.options.*.then", "scenes.*.options.*.reason", "scenes.*.options.*.once-known.*",
    "scenes.*.options.*.once-known.*.then", "scenes.*.options.*.once-known.*.reason",
    "families.*.clock.*.says", "families.*.opens.*", "families.*.says.*", "families.*.not-reached.*",
    "families.*.not-reached.*.says", "families.*.if-missed.*", "families.*.weeks-later",
    "criteria.*.says", "criteria.*.because", "criteria.*.ladder.*.because",
    "reflection.prompt", "reflection.rubric.*.*", "think.*",
}  # fmt: skip

# Each changes what can be chosen, what it costs, what it does or how it is marked.
CHANGES = [
    ("id: small", "id: smaller"),
    ("date: 2026-10-13\n  weekday: Tuesday", "date: 2026-10-14\n  weekday: Wednesday"),
    ("hours: [09:00-12:00,", "hours: [09:30-12:00,"),
    ('{"12:00-13:00": lunch', '{"12:00-13:05": lunch'),
    ("  - {at: 16:45,", "  - {at: 16:46,"),
    ("phone: [09:00-11:00,", "phone: [09:00-11:05,"),
    ("from: {ann: did, ben: saw}", "from: {ann: heard, ben: saw}"),
    ("suggests: {bus: much-more, poorly: less}", "suggests: {bus: more, poorly: less}"),
    (", urgent: n2", ""),
    ("kept-by: [ring-again]", "kept-by: [ring-again, tidy]"),
    ("{due: 15:40,", "{due: 15:41,"),
    ("heard-due: 14:00", "heard-due: 14:01"),
    ("    hub: true\n    begins: 15:30", "    hub: true\n    begins: 15:31"),
    ("carries: {minutes: 60, repeat: true,", "carries: {minutes: 61, repeat: true,"),
    ("carries: {minutes: 60, repeat: true,", "carries: {minutes: 60,"),
    ("{minutes: 10, stance: asks, practises: [A18]}", "{minutes: 10, learn: [why], stance: asks, practises: [A18]}"),
    ("learn: [why], tells", "learn: [night], tells"),
    ("carries: {with: cy,", "carries: {with: ben,"),
    ("practises: [A10], goes: desk}", "practises: [A10], goes: back}"),
    ("promise: [ring-by.by-three]", "promise: [ring-by.soon]"),
    ("moves: {ring-by: 2026-10-14 09:30}", "moves: {ring-by: 2026-10-14 09:35}"),
    ("        then: It is tidy.\n", "        then: It is tidy.\n        unless: {happened: [read]}\n"),
    ("      hang-up:", "      put-down:"),
    ("  note:\n", "  letter:\n"),
    ("    n1: Ben is late", "    n3: Ben is late"),
    ("reach: {ann: {phone: [14:00-16:00]}}", "reach: {ann: {phone: [14:00-16:01]}}"),
    ("also-learn: {read: [night]}", "also-learn: {tidy: [night]}"),
    ("A neighbour answers., learn: [night]}", "A neighbour answers., learn: [why]}"),
    ("answers: {why: why-bus, night: ann-there}", "answers: {why: why-bus, night: nobody-there}"),
    ("who: {door: ben,", "who: {office: ben,"),
    ("says: {read: You", "says: {tidy: You"),
    ("  quiet:\n", "  calm:\n"),
    ("helping: [help-now]", "helping: [help-now, listen]"),
    ("at-least: 2", "at-least: 1"),
    ("points: 3.5", "points: 3"),
    ("worth: {habit: H3, points: 4}", "worth: {habit: H2, points: 4}"),
    ("  points: 5\n", "  points: 4\n"),
    ("words: [20, 60]", "words: [20, 61]"),
]


def leaves(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Every text in a tree, with the keys that lead to it."""
    if isinstance(node, dict | list):
        for step, child in node.items() if isinstance(node, dict) else enumerate(node):
            yield from leaves(child, (*path, step))
    elif isinstance(node, str):
        yield path, node


def fits(pattern: str, path: tuple[Any, ...]) -> bool:
    steps = pattern.split(".")
    return len(steps) == len(path) and all(p in ("*", step) for p, step in zip(steps, path, strict=True))


def mended(words: dict[tuple[Any, ...], str], folder: Path) -> Case:
    """The small case with other words in some places."""
    yaml = YAML(typ="rt")
    tree = yaml.load(CASE)
    for path, new in words.items():
        node = tree
        for step in path[:-1]:
            node = node[step]
        node[path[-1]] = new
    with (folder / "mended.yaml").open("w", encoding="utf-8") as file:
        yaml.dump(tree, file)
    return case_of(folder, (folder / "mended.yaml").read_text(encoding="utf-8"))


TEXTS = dict(leaves(YAML(typ="safe", pure=True).load(CASE)))
PLACES = [path for path in TEXTS if any(fits(pattern, path) for pattern in PROSE)]


def test_the_small_case_has_words_in_every_place_where_a_case_can_have_them() -> None:
    assert not {pattern for pattern in PROSE if not any(fits(pattern, path) for path in PLACES)}
    assert len(PLACES) > 100


def test_mending_all_the_words_of_a_case_at_once_leaves_its_digest(tmp_path: Path, small: Case) -> None:
    after = mended({path: f"{TEXTS[path]} Mended." for path in PLACES}, tmp_path)
    assert digest(after) == digest(small)
    assert after.scenes["door"].title == "The door Mended."
    assert after.families["plain"].not_reached["ann"].says == "A neighbour answers. Mended."


@settings(max_examples=25)
@given(st.data())
def test_mending_any_one_place_leaves_the_digest(
    tmp_path_factory: pytest.TempPathFactory, small: Case, data: st.DataObject
) -> None:
    path = data.draw(st.sampled_from(PLACES))
    words = data.draw(st.text(st.characters(blacklist_categories=("Cc", "Cs")), min_size=1).filter(str.strip))
    assert digest(mended({path: words}, tmp_path_factory.mktemp("mended"))) == digest(small)


@pytest.mark.parametrize(("old", "new"), CHANGES)
def test_changing_what_a_case_does_changes_its_digest(
    made: Callable[[str], Case], small: Case, old: str, new: str
) -> None:
    # Other words are changed as well, so that names which the change touches still fit.
    also = {"  note:\n": [("shows: [note]", "shows: [letter]")]}
    assert digest(made(changed(CASE, (old, new), *also.get(old, [])))) != digest(small)


def test_the_order_of_options_and_of_families_counts(made: Callable[[str], Case], small: Case) -> None:
    listen = CASE[CASE.index("      listen:\n") : CASE.index("      hang-up:\n")]
    hang_up = CASE[CASE.index("      hang-up:\n") : CASE.index("  dusk:\n")]
    quiet = CASE[CASE.index("  quiet:\n") : CASE.index("  plain:\n")]
    plain = CASE[CASE.index("  plain:\n") : CASE.index("  grave:\n")]
    found = {
        digest(small),
        digest(made(changed(CASE, (listen + hang_up, hang_up + listen)))),
        digest(made(changed(CASE, (quiet + plain, plain + quiet)))),
    }
    assert len(found) == 3


def test_the_minutes_on_the_cover_and_comments_do_not_count(made: Callable[[str], Case], small: Case) -> None:
    text = changed(
        CASE, ("minutes: 5\ncontent", "minutes: 7\ncontent"), ("people:\n", "# Those who matter.\npeople:\n")
    )
    assert digest(made(text)) == digest(small)


def test_a_digest_is_the_same_each_time_and_reads_as_sixteen_digits(made: Callable[[str], Case], small: Case) -> None:
    assert digest(small) == digest(made(changed(CASE, ("title: The door", "title: A door"))))
    assert len(digest(small)) == 16
    assert set(digest(small)) <= set("0123456789abcdef")


def test_no_two_cases_of_the_course_have_one_digest() -> None:
    folders = [*COURSE.lessons, *(e.folder for e in COURSE.exercises)]
    found = {digest(load_case(folder / "case.yaml")) for folder in folders}
    assert len(found) == len(folders) >= 2


def test_whether_what_knowing_changes_is_a_sentence_or_a_list_does_not_count(
    made: Callable[[str], Case], small: Case
) -> None:
    told = "why-bus: You had been told that it was the bus."
    listed = "why-bus: [{if: {never: [read]}, reason: You knew.}, {words: Ring her., reason: And had read it.}]"
    assert digest(made(changed(CASE, (told, listed)))) == digest(small)
