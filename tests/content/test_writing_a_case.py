"""The authors' guide: every example of it works, and it names every word of the format."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from doorstep.case import Case, CaseErrors, activities, load_case, load_key, rules, shape
from doorstep.case.rules import Before as BeforeAny
from doorstep.case.rules import Condition, FirstHand, Within, key_of
from doorstep.cohort import fairness
from doorstep.cohort.policies import POLICIES
from doorstep.play import Chose, Recorded, Session, Spoke, Viewed, begin
from guide import (
    ADDED,
    GUIDE,
    KEY,
    KEYED,
    QUOTED,
    SNIPPETS,
    SOURCE,
    case_from,
    grown,
    merged,
    read,
    source,
    typed,
    written,
)


def missing(part: Any, whole: Any, path: str = "") -> list[str]:
    """Where a quoted part is not in the whole: keys with their values, list items in their order."""
    if isinstance(part, dict) and isinstance(whole, dict):
        return [
            m for k, v in part.items() for m in (missing(v, whole[k], f"{path}.{k}") if k in whole else [f"{path}.{k}"])
        ]
    if isinstance(part, list) and isinstance(whole, list):
        rest = iter(whole)
        return [f"{path}: {item}" for item in part if not any(not missing(item, other) for other in rest)]
    return [] if part == whole else [f"{path}: {part!r}, and the case has {whole!r}"]


def test_the_guide_has_its_examples_and_each_says_what_it_is() -> None:
    assert GUIDE.count("```yaml") == len(SNIPPETS) == len(QUOTED) + len(ADDED) + len(KEYED)
    assert (len(QUOTED), len(ADDED), len(KEYED)) == (9, 10, 1)


@pytest.mark.parametrize("words", QUOTED, ids=lambda words: words.split(":")[0])
def test_what_is_quoted_from_the_exercise_stands_there(words: str) -> None:
    assert missing(read(words), source()) == []


def test_everything_the_guide_adds_makes_a_case_that_loads_with_its_key(tmp_path: Path) -> None:
    case = case_from(tmp_path, grown(source()))
    key = read(KEY.read_text(encoding="utf-8"))
    for under, words in KEYED:
        key = merged(key, under, words)
    loaded = load_key(written(tmp_path, key, "at-the-door.key.yaml"), case)
    assert loaded.best["mrs-kerr"] == ("kerr-on-the-second",)


def test_what_the_guide_adds_is_fair(tmp_path: Path) -> None:
    case = case_from(tmp_path, grown(source()))
    assert [f for f in fairness.of_case(case) if "mrs-kerr" in f.path] == []


def test_a_scene_without_a_way_in_is_the_error_that_the_guide_quotes(tmp_path: Path) -> None:
    with pytest.raises(CaseErrors) as refused:
        case_from(tmp_path, grown(source(), 1))
    said = [f"{e.file}: {e.what} {e.remedy}" for e in refused.value.errors]
    assert any(f"    {sentence}\n" in GUIDE for sentence in said), said


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The case of somebody who did what the tutorial says, in a text editor."""
    return load_case(written(tmp_path_factory.mktemp("followed"), typed()))


def answer_what_is_asked(session: Session) -> None:
    while session.asked:
        asked = session.asked[0]
        if asked.views:
            session.do(Viewed(asked.views[0], 50))
        elif asked.first_words:
            session.do(Spoke(asked.scene, "Hello."))
        else:
            session.do(Recorded(asked.scene, ()))


def walked(case: Case, family: str, option: str) -> Session:
    """A session in which an option has just been chosen, by the fewest choices that lead to it."""
    scene = case.options[option][0]
    ways: deque[tuple[str, list[str]]] = deque([(case.first_scene, [])])
    seen = {case.first_scene}
    while ways[0][0] != scene:
        here, chosen = ways.popleft()
        for name, o in case.scenes[here].options.items():
            if o.carries.goes in case.scenes and o.carries.goes not in seen and not o.carries.with_:
                seen.add(o.carries.goes)
                ways.append((o.carries.goes, [*chosen, name]))
    session = Session(case, begin(case, family, "seed"))
    for name in [*ways[0][1], option]:
        answer_what_is_asked(session)
        session.do(Chose(session.scene_name, name))
    answer_what_is_asked(session)
    return session


@pytest.mark.parametrize("family", ["two-hospitals", "nights", "four-nights"])
def test_who_follows_the_tutorial_can_walk_to_the_new_scene_and_hear_each_family(followed: Case, family: str) -> None:
    session = walked(followed, family, "ring-the-office")
    assert session.scene_name == "mrs-kerr"
    assert [o.name for o in session.offers()] == ["kerr-on-the-second", "kerr-how-is-she", "kerr-take-a-message"]
    session.do(Chose("mrs-kerr", "kerr-how-is-she"))
    assert session.moments[-1].reply == followed.families[family].says["kerr-how-is-she"]
    assert session.tellings[-1].answer == followed.families[family].answers["today"]
    assert not session.tellings[-1].first_hand
    assert session.scene_name != "mrs-kerr"


def test_the_tutorial_changes_nothing_that_was_there(followed: Case) -> None:
    before = load_case(SOURCE)
    assert list(before.scenes) == [s for s in followed.scenes if s != "mrs-kerr"]
    assert followed.first_scene == before.first_scene
    assert set(followed.options) - set(before.options) == {
        *("ring-the-office", "kerr-on-the-second", "kerr-how-is-she", "kerr-take-a-message")
    }


def shapes(module: ModuleType) -> list[Any]:
    return [c for c in vars(module).values() if is_dataclass(c) and c.__module__ == module.__name__]


@pytest.mark.parametrize("module", [shape, rules, activities], ids=lambda m: m.__name__.rpartition(".")[2])
def test_every_word_of_the_format_is_named(module: ModuleType) -> None:
    # The reference at the end, and the table of conditions: what is said elsewhere may be in passing.
    reference = GUIDE.partition("## Every word of the format")[2] + GUIDE.partition("## Conditions, word by word")[2]
    words = {key_of(f.name) for c in shapes(module) for f in fields(c)} - {"statements"}
    assert words
    assert sorted(w for w in words if f"`{w}`" not in reference) == []
    assert "statements" in reference


def condition_rows() -> dict[str, str]:
    table = GUIDE.partition("## Conditions, word by word")[2].partition("\n## ")[0]
    return dict(re.findall(r"^\| `([\w-]+)` \|.*\| `([^`]+)` \|$", table, re.M))


def test_every_word_of_a_condition_has_its_row_with_an_example_of_it() -> None:
    rows = condition_rows()
    assert set(rows) == {key_of(f.name) for f in fields(Condition)}
    for word, example in rows.items():
        assert list(read(example)) == [word]
    said = " ".join(rows.values())
    for part in (FirstHand, BeforeAny, Within):
        assert all(f"{key_of(f.name)}: " in said for f in fields(part))


def test_every_example_of_a_condition_can_stand_in_a_ladder(tmp_path: Path) -> None:
    raw = grown(source())
    for word, example in condition_rows().items():
        rungs = [{"points": 1, "if": read(example), "because": "It holds."}, {"points": 0, "because": "It does not."}]
        raw["criteria"][f"tried-{word}"] = {"says": word, "worth": {"habit": "H1", "points": 1}, "ladder": rungs}
    case = case_from(tmp_path, raw)
    load_key(written(tmp_path, KEY.read_text(encoding="utf-8"), "at-the-door.key.yaml"), case)


SPOILT = {
    "From “mrs-kerr” no way leads to the end: a dead end, or a loop without exit.": (
        "goes: mrs-kerr",
        "goes: half-past-four",
    ),
    "There is no question called “todya”. Did you mean “today”?": (
        "minutes: 3, learn: [today]",
        "minutes: 3, learn: [todya]",
    ),
    "“minuts” (at scenes.mrs-kerr.options.kerr-how-is-she.carries.minuts) is not a key of the case format. "
    "Did you mean “minutes”?": ("{minutes: 3, learn: [today]", "{minuts: 3, minutes: 3, learn: [today]"),
    "“kerr-how-is-she” needs do or say, one of them.": (
        "say: How's Layla today",
        "do: Ask.\n        say: How's Layla today",
    ),
    "“kerr-how-is-she” does not say where it goes, and “mrs-kerr” is not a hub.": (
        "practises: [A41], goes: back}\n        reason: It is what the office",
        "practises: [A41]}\n        reason: It is what the office",
    ),
    "“ring-rob” stands in scene “mrs-kerr” and in scene “first-calls”.": ("kerr-take-a-message:", "ring-rob:"),
    "The text is not YAML here:": ("title: Mrs Kerr, in", "title: 'Mrs Kerr, in"),
}


def test_every_message_the_guide_explains_is_one_that_is_given(tmp_path: Path) -> None:
    table = GUIDE.partition("## What to do with an error message")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `([^`]+)` \|", table, re.M) == list(SPOILT)
    for message, (old, new) in SPOILT.items():
        with pytest.raises(CaseErrors) as refused:
            load_case(written(tmp_path, typed(old, new)))
        assert any(message in f"{e.what} {e.remedy}" for e in refused.value.errors), (message, str(refused.value))


def test_the_limits_of_fair_options_are_those_the_check_holds() -> None:
    fair = GUIDE.partition("## Fair options")[2].partition("\n## ")[0]
    for sentence in (
        f"the longest in at most {float(fairness.LONGEST):.0%} of the scenes",
        f"the shortest in at most {float(fairness.SHORTEST):.0%}.",
        f"(first, second …) in at most {float(fairness.ONE_PLACE):.0%}.",
        f"offers at least {fairness.FEWEST_OPTIONS} options",
        f"No option has more than {fairness.MOST_WORDS} words.",
        f"more than {fairness.TIMES_AS_LONG} times as long",
        f"under {fairness.SHORT} words is taken as {fairness.SHORT}",
    ):
        assert sentence in fair, sentence


def test_the_policies_the_guide_names_are_there() -> None:
    line = next(line for line in GUIDE.splitlines() if line.startswith("| `doorstep bots"))
    named = set(re.findall(r"--policy ([\w-]+)", line)) | set(re.findall(r"`([\w-]+)`", line))
    assert named
    assert named <= set(POLICIES)


def test_every_link_within_the_guide_leads_to_a_heading() -> None:
    headings = re.findall(r"^#+ (.+)$", GUIDE, re.M)
    anchors = {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}
    links = re.findall(r"\]\(#([^)]+)\)", GUIDE)
    assert links
    assert set(links) <= anchors
