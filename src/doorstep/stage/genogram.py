"""The family as social workers draw it, from the kin a case gives, and the same in words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import permutations
from typing import Any

from ..case import Case
from .family import related

WITH = ("partner-of", "was-partner-of")
BESIDE = ("sister-of", "brother-of")
SAID = {
    "parents": "child of {}",
    "grandchild-of": "grandchild of {}",
    "partner-of": "partner of {}",
    "was-partner-of": "was the partner of {}",
    "sister-of": "sister of {}",
    "brother-of": "brother of {}",
    "lives-with": "lives with {}",
}
"""Every relation, in words."""
MOST = 6
"""People in one generation whose order is searched; more stand as they are written."""
NEAREST = 14.0
"""Percent between two who stand side by side, at the least."""
_Places = dict[str, tuple[float, float]]
ROW, TOP = 8.5, 3.0
"""Em from one generation to the next, and to the first."""


@dataclass(frozen=True)
class Somebody:
    """A person in the drawing: across in percent, down in em."""

    name: str
    age: str
    symbol: str
    x: float
    y: float


@dataclass(frozen=True)
class Line:
    """A line of the drawing, plain, ``parted`` or ``far`` (a generation between is not known)."""

    x1: float
    y1: float
    x2: float
    y2: float
    kind: str = ""


@dataclass(frozen=True)
class Genogram:
    """A drawing, and the same in words. ``homes`` are left, top, right and bottom of those who live together."""

    people: tuple[Somebody, ...]
    lines: tuple[Line, ...]
    homes: tuple[tuple[float, float, float, float], ...]
    height: float
    words: tuple[str, ...]


@dataclass
class _Ties:
    """Who is tied to whom, among those who are drawn."""

    parents: dict[str, list[str]] = field(default_factory=dict)
    pairs: dict[tuple[str, str], str] = field(default_factory=dict)
    beside: list[tuple[str, str]] = field(default_factory=list)
    far: list[tuple[str, str]] = field(default_factory=list)
    homes: list[frozenset[str]] = field(default_factory=list)


@lru_cache(maxsize=32)
def genogram(case: Case) -> Genogram | None:
    """The family of a case, without whom nobody has heard of yet. None where fewer than two are."""
    shown = [w for w, person in case.people.items() if w in related(case) and person.symbol != "not-drawn"]
    if len(shown) < 2:
        return None
    ties = _ties(case, shown)
    rows = _rows(shown, ties)
    _ordered(rows, ties)
    widest = max(len(row) for row in rows)
    gap = min(30.0, 88.0 / widest)
    at = {
        who: (50 + (i - (len(row) - 1) / 2) * gap, TOP + ROW * n)
        for n, row in enumerate(rows)
        for i, who in enumerate(row)
    }
    for home in ties.homes:
        at = _outside(home, at, gap)
    people = tuple(_somebody(case, who, *at[who]) for who in shown)
    homes = tuple(box for home in ties.homes if not _in_home(box := _home(home, at, gap), home, at))
    return Genogram(people, tuple(_lines(ties, at)), homes, TOP + ROW * (len(rows) - 1) + 4.5, _words(case, shown))


def _ties(case: Case, shown: list[str]) -> _Ties:
    ties = _Ties()
    homes: list[set[str]] = []
    for who in shown:
        for relation, others in case.people[who].kin.items():
            named = [o for o in ([others] if isinstance(others, str) else others) if o in shown]
            if relation == "parents":
                ties.parents[who] = named
            elif relation in WITH:
                ties.pairs |= {(min(who, o), max(who, o)): relation for o in named}
            elif relation in BESIDE:
                ties.beside += [(who, o) for o in named]
            elif relation == "grandchild-of":
                ties.far += [(o, who) for o in named]
            elif relation == "lives-with":
                homes.append({who, *named})
    for parents in ties.parents.values():
        if len(parents) == 2:
            ties.pairs.setdefault((min(parents), max(parents)), "")
    ties.homes = [frozenset(h) for h in _joined(homes)]
    return ties


def _joined(groups: list[set[str]]) -> list[set[str]]:
    joined: list[set[str]] = []
    for group in groups:
        touching = [j for j in joined if j & group]
        joined = [j for j in joined if not j & group] + [group.union(*touching)]
    return joined


def _rows(shown: list[str], ties: _Ties) -> list[list[str]]:
    steps: dict[str, list[tuple[str, int]]] = {who: [] for who in shown}

    def tie(one: str, other: str, down: int) -> None:
        steps[one].append((other, down))
        steps[other].append((one, -down))

    for child, parents in ties.parents.items():
        for parent in parents:
            tie(parent, child, 1)
    for one, other in [*ties.pairs, *ties.beside]:
        tie(one, other, 0)
    for old, young in ties.far:
        tie(old, young, 2)
    level: dict[str, int] = {}
    for start in shown:
        waiting = [(start, 0)] if start not in level else []
        while waiting:
            who, row = waiting.pop()
            if who not in level:
                level[who] = row
                waiting += [(other, row + down) for other, down in steps[who]]
    levels = sorted(set(level.values()))
    return [[who for who in shown if level[who] == n] for n in levels]


def _ordered(rows: list[list[str]], ties: _Ties) -> None:
    """Put each row in the order that keeps those who are tied nearest; rows above and below count."""
    for _ in range(2):
        for n, row in enumerate(rows):
            if 1 < len(row) <= MOST:
                rows[n] = min(map(list, permutations(row)), key=lambda o: _apart([*rows[:n], o, *rows[n + 1 :]], ties))


def _apart(rows: list[list[str]], ties: _Ties) -> float:
    place = {who: i - (len(row) - 1) / 2 for row in rows for i, who in enumerate(row)}
    apart = sum(3 * abs(place[a] - place[b]) for a, b in ties.pairs)
    apart += sum(2 * abs(place[a] - place[b]) for a, b in [*ties.beside, *ties.far])
    for child, parents in ties.parents.items():
        if parents:
            apart += abs(place[child] - sum(place[p] for p in parents) / len(parents))
    for home in ties.homes:
        for row in rows:
            inside = [place[who] for who in row if who in home]
            apart += 0.5 * (max(inside) - min(inside)) if inside else 0
    return apart


def _lines(ties: _Ties, at: _Places) -> list[Line]:
    lines = []
    for (one, other), relation in ties.pairs.items():
        (x1, y), (x2, _) = sorted((at[one], at[other]))
        lines.append(Line(x1, y, x2, y, "parted" if relation == "was-partner-of" else ""))
    broods: dict[tuple[str, ...], list[str]] = {}
    for child, parents in ties.parents.items():
        if parents:
            broods.setdefault(tuple(sorted(parents)), []).append(child)
    for couple, children in broods.items():
        middle = sum(at[p][0] for p in couple) / len(couple)
        # From the line between two, or from below the name of one.
        top = at[couple[0]][1] + (0.0 if len(couple) > 1 else 3.4)
        bar = at[children[0]][1] - 3.2
        across = [middle, *(at[c][0] for c in children)]
        lines += [Line(middle, top, middle, bar), Line(min(across), bar, max(across), bar)]
        lines += [Line(at[c][0], bar, at[c][0], at[c][1]) for c in children]
    for one, other in ties.beside:
        (x1, y), (x2, _) = at[one], at[other]
        bar = y - 2.4
        lines += [Line(min(x1, x2), bar, max(x1, x2), bar), Line(x1, bar, x1, y), Line(x2, bar, x2, y)]
    for old, young in ties.far:
        (x1, y1), (x2, y2) = at[old], at[young]
        lines.append(Line(x1, y1 + 3.4, x2, y2 - 1.4, "far"))
    return lines


def _outside(home: frozenset[str], at: _Places, gap: float) -> _Places:
    """Whoever lives elsewhere and would stand inside a home moves out at its side, if there is room for it."""
    box = _home(home, at, gap)
    middle = (box[0] + box[2]) / 2
    moved = dict(at)
    for who in _in_home(box, home, at):
        x, y = at[who]
        moved[who] = (box[2] + gap * 0.5 if x >= middle else box[0] - gap * 0.5, y)
    xs = [x for x, _ in moved.values()]
    wide, left = max(max(xs) - min(xs), 1.0), min(xs)
    small = min(1.0, 80.0 / wide)
    moved = {who: (50 + (x - left - wide / 2) * small, y) for who, (x, y) in moved.items()}
    near = (abs(a[0] - b[0]) for one, a in moved.items() for other, b in moved.items() if one != other and a[1] == b[1])
    return moved if min(near, default=100.0) >= NEAREST else at


def _home(home: frozenset[str], at: _Places, gap: float) -> tuple[float, float, float, float]:
    xs, ys = [at[w][0] for w in home], [at[w][1] for w in home]
    return min(xs) - gap * 0.4, min(ys) - 2.0, max(xs) + gap * 0.4, max(ys) + 3.6


def _in_home(box: tuple[float, float, float, float], home: frozenset[str], at: _Places) -> list[str]:
    """Those who live elsewhere and stand in it. A line around them would say what is not so."""
    return [w for w, (x, y) in at.items() if w not in home and box[0] <= x <= box[2] and box[1] <= y <= box[3]]


def _somebody(case: Case, who: str, x: float, y: float) -> Somebody:
    person = case.people[who]
    return Somebody(
        person.name.split(",")[0].split()[0], _age(person.role, person.sketch), person.symbol or "plain", x, y
    )


def _age(*texts: str) -> str:
    return next((found[0] for text in texts if (found := re.match(r"\d{1,3}(?=\b)", text))), "")


def _words(case: Case, shown: list[str]) -> tuple[str, ...]:
    lines = []
    for who in shown:
        person: Any = case.people[who]
        age = _age(person.role, person.sketch)
        role = person.role if not age or person.role.startswith(age) else f"{age}, {person.role}"
        ties = [
            SAID[relation].format(_and([case.people[o].name.split(",")[0] for o in named]))
            for relation, others in person.kin.items()
            if (named := [o for o in ([others] if isinstance(others, str) else others) if o in shown])
        ]
        told = "; ".join(ties)
        lines.append(f"{person.name}, {role}. {told[:1].upper() + told[1:] + '.' if told else ''}".strip())
    return tuple(lines)


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
