"""Are the options fair? A best one must not give itself away by its length, its place or its manner (rule 9).

How a scene with several best options is counted: once. It counts as "the longest" if one of them is the
longest, likewise "the shortest" (ties count), and its place is shared evenly among them, so that two best
options make half a scene each for the places they stand in. Length is words, place is the order in the file.
The lengths within a scene and the number of options are looked at in every scene of every case; the
percentages only in the scenes that the key lists under ``best``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ..case import Case, Key

LONGEST = Fraction(40, 100)
SHORTEST = Fraction(45, 100)
ONE_PLACE = Fraction(45, 100)
ENOUGH = 3
"""Percentages are held from this many scenes on; with fewer, no case could keep within 45% for each place."""

MOST_WORDS = 32
FEWEST_OPTIONS = 3
TIMES_AS_LONG = 3
SHORT = 6
"""An option of fewer words is taken as having this many when others are held against it."""

LARGE = 10
"""A lesson of this many scenes needs a key that names its best options."""

OFTEN = 4
"""A stance used this often among the listed scenes must not always be best."""


@dataclass(frozen=True)
class Finding:
    """Something unfair: the key path where it stands, in the case or (``in_key``) in the key; what, and the remedy."""

    path: tuple[str | int, ...]
    what: str
    remedy: str
    in_key: bool = False


@dataclass(frozen=True)
class Shares:
    """In how many of the listed scenes the best option is the longest, the shortest, and in each place (from 1)."""

    scenes: int = 0
    longest: int = 0
    shortest: int = 0
    places: Mapping[int, Fraction] = field(default_factory=dict)

    def __add__(self, other: Shares) -> Shares:
        places = {
            place: self.places.get(place, Fraction(0)) + other.places.get(place, Fraction(0))
            for place in sorted({*self.places, *other.places})
        }
        return Shares(self.scenes + other.scenes, self.longest + other.longest, self.shortest + other.shortest, places)

    def as_data(self) -> dict[str, Any]:
        """``listed`` scenes; ``longest``, ``shortest`` and each of ``places`` as shares of them, from 0 to 1."""
        return {
            "listed": self.scenes,
            "longest": self._share(self.longest),
            "shortest": self._share(self.shortest),
            "places": {str(place): self._share(count) for place, count in sorted(self.places.items())},
        }

    def _share(self, count: Fraction | int) -> float:
        return round(float(count / Fraction(self.scenes)), 3) if self.scenes else 0.0


def shares(case: Case, key: Key) -> Shares:
    """What is measured in the scenes that a key lists under ``best``."""
    total = Shares()
    for scene, best in _best(key).items():
        words = _words(case, scene)
        there = [words[option] for option in best]
        places: Counter[int] = Counter(list(words).index(option) + 1 for option in best)
        total += Shares(
            1,
            int(max(there) == max(words.values())),
            int(min(there) == min(words.values())),
            {place: Fraction(n, len(best)) for place, n in places.items()},
        )
    return total


def of_case(case: Case) -> list[Finding]:
    """Options that are too long or too uneven, and scenes that offer too few; for this no key is needed."""
    found = []
    for name in case.scenes:
        words = _words(case, name)
        at = ("scenes", name)
        if len(words) < FEWEST_OPTIONS:
            what = f"The scene “{name}” offers {len(words)} options; a scene has at least {FEWEST_OPTIONS}."
            found.append(Finding(at, what, "Add something that a decent worker on a bad day might do."))
        shortest = min(words, key=words.__getitem__)
        most = TIMES_AS_LONG * max(words[shortest], SHORT)
        for option, count in words.items():
            where = (*at, "options", option)
            in_scene = f"In the scene “{name}” the option “{option}” has {count} words"
            if count > MOST_WORDS:
                found.append(Finding(where, f"{in_scene}; at most {MOST_WORDS} may be.", "Cut it."))
            if count > most:
                has = f"{words[shortest]}, taken as {SHORT}" if words[shortest] < SHORT else f"{words[shortest]}"
                what = f"{in_scene}, more than {TIMES_AS_LONG} times as many as “{shortest}” ({has})."
                remedy = f"Cut it to {most} words, or say more in “{shortest}”."
                found.append(Finding(where, what, remedy))
    return found


def of_key(case: Case, key: Key) -> list[Finding]:
    """What the best options of a case give away, and whether enough scenes have one."""
    return _listed(case, key) + _percentages(case, key) + (_stances(case, key) if case.kind == "exercise" else [])


def needs_best(case: Case) -> bool:
    """Must this case have a key that names best options? Every exercise, and every large lesson."""
    return case.kind == "exercise" or len(case.scenes) >= LARGE


def too_much(whose: str, measured: Shares) -> list[tuple[str, int | str]]:
    """A sentence for each percentage that is outside its limit, with what it is about: a place, or a length."""
    if measured.scenes < ENOUGH:
        return []
    held: list[tuple[str, int | str, Fraction | int, Fraction]] = [
        ("is the longest", "longest", measured.longest, LONGEST),
        ("is the shortest", "shortest", measured.shortest, SHORTEST),
        *((f"stands in place {n}", n, count, ONE_PLACE) for n, count in sorted(measured.places.items())),
    ]
    return [
        (
            f"{whose} the best option {does} in {float(count):.3g} of {measured.scenes} scenes "
            f"({100 * float(count) / measured.scenes:.1f}%); at most {float(100 * limit):.0f}% may be so.",
            about,
        )
        for does, about, count, limit in held
        if count > limit * measured.scenes
    ]


def _words(case: Case, scene: str) -> dict[str, int]:
    return {name: len(option.words.split()) for name, option in case.scenes[scene].options.items()}


def _best(key: Key) -> dict[str, tuple[str, ...]]:
    """The listed scenes that name anything, each best option once."""
    return {scene: tuple(dict.fromkeys(best)) for scene, best in key.best.items() if best}


def _listed(case: Case, key: Key) -> list[Finding]:
    found = []
    for scene, best in key.best.items():
        if not best or set(best) >= set(case.scenes[scene].options):
            what = (
                f"Under best the scene “{scene}” names {'every option' if best else 'no option'}, which tells nothing."
            )
            remedy = "Name the best of them, or leave the scene out."
            found.append(Finding(("best", scene), what, remedy, in_key=True))
    without = [scene for scene in case.scenes if scene not in _best(key)]
    if needs_best(case) and 2 * len(without) > len(case.scenes):
        what = f"Only {len(case.scenes) - len(without)} of {len(case.scenes)} scenes of “{case.id}” have a best option."
        remedy = f"Under best, name it for at least half of the scenes. Without one: {', '.join(without)}."
        found.append(Finding(("best",), what, remedy, in_key=True))
    return found


def _percentages(case: Case, key: Key) -> list[Finding]:
    return [
        Finding(("best",), what, _mend(case, key, about), in_key=True)
        for what, about in too_much(f"In “{case.id}”", shares(case, key))
    ]


def _mend(case: Case, key: Key, about: int | str) -> str:
    """The remedy, naming the scenes and options it is about."""
    named = []
    for scene, best in _best(key).items():
        words = _words(case, scene)
        for place, (option, count) in enumerate(words.items(), 1):
            wanted = {"longest": max(words.values()), "shortest": min(words.values())}
            hit = count == wanted[about] if isinstance(about, str) else place == about
            if option in best and hit:
                named.append(f"“{option}” in {scene}")
    how = {"longest": "Shorten, or lengthen its neighbours:", "shortest": "Lengthen, or shorten its neighbours:"}
    return f"{how[about] if isinstance(about, str) else 'Move up or down:'} {'; '.join(named)}."


def _stances(case: Case, key: Key) -> list[Finding]:
    best = {option for options in _best(key).values() for option in options}
    offered = [(name, option) for scene in _best(key) for name, option in case.scenes[scene].options.items()]
    used = Counter(option.carries.stance for _, option in offered if option.carries.stance)
    good = Counter(option.carries.stance for name, option in offered if name in best)
    found = []
    for stance, count in sorted(used.items()):
        if good[stance] == count >= OFTEN:
            what = (
                f"In “{case.id}” all {count} options that are tagged “{stance}”, in scenes listed under best, are best."
            )
            remedy = f"Let “{stance}” be wrong in one of them: {_names(offered, stance)}."
            found.append(Finding(("best",), what, remedy, in_key=True))
        if good[stance] == len(best) > 1:
            what = f"In “{case.id}” every one of the {len(best)} best options is tagged “{stance}”."
            remedy = "Let another manner be right somewhere; a stance says how, never how well."
            found.append(Finding(("best",), what, remedy, in_key=True))
    return found


def _names(offered: Iterable[tuple[str, Any]], stance: str) -> str:
    return ", ".join(f"“{name}”" for name, option in offered if option.carries.stance == stance)
