"""The authors' guide, its examples, and how an author follows it in a text editor; for the tests of it."""

from __future__ import annotations

import io
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from doorstep.case import Case, load_case

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "writing-a-case.md").read_text(encoding="utf-8")
SOURCE = ROOT / "solutions" / "at-the-door" / "case.yaml"
KEY = ROOT / "solutions" / "at-the-door.key.yaml"
SNIPPETS = re.findall(r"^```yaml\n(# [^\n]+)\n(.*?)^```$", GUIDE, re.M | re.S)
FROM, UNDER, KEY_UNDER = "# from at-the-door", "# add under ", "# add to the key under "
QUOTED = [words for mark, words in SNIPPETS if mark == FROM]
ADDED = [(mark.removeprefix(UNDER).split(", "), words) for mark, words in SNIPPETS if mark.startswith(UNDER)]
KEYED = [(mark.removeprefix(KEY_UNDER).split(", "), words) for mark, words in SNIPPETS if mark.startswith(KEY_UNDER)]
TUTORIAL = 5
"""How many of the added snippets are the steps of the tutorial: the scene, the way in, three families."""

YAML_12 = YAML(typ="safe", pure=True)


def read(text: str) -> Any:
    return YAML_12.load(text)


@lru_cache(maxsize=1)
def source_text() -> str:
    return SOURCE.read_text(encoding="utf-8")


def source() -> Any:
    return read(source_text())


def merged(raw: Any, under: list[str], words: str) -> Any:
    """A file's data with a snippet added where it says, and nothing that was there before changed."""
    more = read(words)
    place = raw
    for step in under[:-1]:
        place = place[step]
    if isinstance(more, list):
        place.setdefault(under[-1], []).extend(more)
        return raw
    here = place.setdefault(under[-1], {})
    assert not set(here) & set(more), f"{set(here) & set(more)} is there already"
    if under == ["scenes"]:
        # As the guide says, above the last scene: the first one written is where a play begins.
        last = list(here)[-1]
        place[under[-1]] = {**{k: v for k, v in here.items() if k != last}, **more, last: here[last]}
    else:
        here.update(more)
    return raw


def grown(raw: Any, steps: int | None = None) -> Any:
    for under, words in ADDED[:steps]:
        raw = merged(raw, under, words)
    return raw


def written(folder: Path, raw: Any, name: str = "case.yaml") -> Path:
    path = folder / name
    path.write_text(raw if isinstance(raw, str) else as_yaml(raw), encoding="utf-8")
    return path


def as_yaml(raw: Any) -> str:
    """Data as YAML in its own order, since the first scene is where a play begins."""
    text = io.StringIO()
    yaml = YAML()
    yaml.width = 10_000
    yaml.dump(raw, text)
    return text.getvalue()


def case_from(folder: Path, raw: Any) -> Case:
    return load_case(written(folder, raw))


def above_the_last(text: str, under: list[str], indent: int, words: str) -> str:
    """Words put above the last line of some indent that stands in a part of the file, as an author would."""
    lines = text.splitlines(keepends=True)
    start = 0
    for depth, step in enumerate(under):
        start = next(n for n in range(start, len(lines)) if lines[n].startswith(f"{'  ' * depth}{step}:")) + 1
    inside = len(under) - 1
    stop = next((n for n in range(start, len(lines)) if re.match(rf" {{0,{2 * inside}}}[\w-]+:", lines[n])), len(lines))
    last = max(n for n in range(start, stop) if re.match(rf" {{{indent}}}[\w-]+:", lines[n]))
    return "".join([*lines[:last], words, *lines[last:]])


def below(text: str, under: list[str], words: str) -> str:
    """Words put below the line that a path of keys leads to."""
    lines = text.splitlines(keepends=True)
    start = 0
    for depth, step in enumerate(under):
        start = next(n for n in range(start, len(lines)) if lines[n].startswith(f"{'  ' * depth}{step}:")) + 1
    return "".join([*lines[:start], words, *lines[start:]])


def typed(old: str = "", new: str = "") -> str:
    """The case as it is after somebody has typed what the tutorial says, or a word of it otherwise."""
    text = source_text()
    for under, words in ADDED[:TUTORIAL]:
        words = words.replace(old, new) if old else words
        told = under[-1] == "says"
        text = below(text, under, words) if told else above_the_last(text, under, 2 * len(under), words)
    return text
