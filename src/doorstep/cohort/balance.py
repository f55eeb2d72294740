"""Do the graded cases together keep the balance? Truths, groups, and where the best options stand."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, get_args

from ..case import Case
from ..case.shape import Truth
from .fairness import Shares, too_much

LEAST, MOST = Fraction(25, 100), Fraction(45, 100)
"""How many of the families may be milder than the paper, as written, worse: each between these."""

WORSE = Fraction(1, 2)
"""How many of the families that a group is described in may be worse than the paper."""

TRUTHS: tuple[str, ...] = get_args(Truth)


@dataclass
class Measured:
    """What was measured: the graded cases, and the shares of each case whose key names best options."""

    graded: list[Case] = field(default_factory=list)
    shares: dict[str, Shares] = field(default_factory=dict)
    """By case id, lessons too."""

    @property
    def all_graded(self) -> Shares:
        """The shares of all graded cases together; lessons are not counted."""
        return sum((self.shares[c.id] for c in self.graded if c.id in self.shares), Shares())

    def as_data(self) -> dict[str, Any]:
        """The ``balance`` of ``doorstep check --json``. Every share is from 0 to 1.

        ``cases`` by case id (exercises, and lessons whose key has ``best``) and ``graded`` (all exercises together)
        hold ``listed``, ``longest``, ``shortest`` and ``places`` as :meth:`Shares.as_data` says. ``graded`` also holds
        ``families`` (how many), ``truths`` (the share of each) and ``groups``: for each group described in a case,
        how many ``families`` and which share of them is ``worse``.
        """
        truths = self._truths()
        families = sum(truths.values())
        groups = {
            group: {"families": sum(of.values()), "worse": _share(of["worse"], sum(of.values()))}
            for group, of in self._groups().items()
        }
        return {
            "cases": {name: shares.as_data() for name, shares in sorted(self.shares.items())},
            "graded": {
                **self.all_graded.as_data(),
                "families": families,
                "truths": {truth: _share(truths[truth], families) for truth in TRUTHS},
                "groups": groups,
            },
        }

    def outside(self) -> list[tuple[str, str]]:
        """What is out of balance over all graded cases, each with its remedy."""
        found = []
        if sum(1 for c in self.graded if c.id in self.shares) > 1:  # Of one alone it is said where it stands.
            remedy = "Mend the exercises that have most of it; doorstep check --json tells."
            found += [(what, remedy) for what, _ in too_much("Over all exercises", self.all_graded)]
        truths = self._truths()
        families = sum(truths.values())
        for truth in TRUTHS if families else ():
            if not LEAST * families <= truths[truth] <= MOST * families:
                what = (
                    f"Over all exercises {truths[truth]} of {families} families are {truth} "
                    f"({100 * truths[truth] / families:.1f}%); "
                    f"it must be {float(100 * LEAST):.0f}% to {float(100 * MOST):.0f}%."
                )
                found.append((what, "Add a family, or change what is true in one."))
        for group, of in self._groups().items():
            if of["worse"] > WORSE * sum(of.values()):
                what = (
                    f"Over all exercises {of['worse']} of {sum(of.values())} families described as “{group}” are worse "
                    "than the paper; at most half may be, or the course teaches to expect it of them."
                )
                found.append((what, "Add a family that is not, or describe people of another case so."))
        return found

    def _truths(self) -> Counter[str]:
        return Counter(family.truth for case in self.graded for family in case.families.values())

    def _groups(self) -> dict[str, Counter[str]]:
        groups: dict[str, Counter[str]] = {}
        for case in self.graded:
            for group in dict.fromkeys(case.describes):
                groups.setdefault(group, Counter()).update(f.truth for f in case.families.values())
        return dict(sorted(groups.items()))


def _share(count: int, whole: int) -> float:
    return round(count / whole, 3) if whole else 0.0
