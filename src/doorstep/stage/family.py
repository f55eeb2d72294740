"""Who of a case is family."""

from __future__ import annotations

from functools import lru_cache

from ..case import Case


@lru_cache(maxsize=32)
def related(case: Case) -> frozenset[str]:
    """Whoever has kin in the case, or is named as kin."""
    named: set[str] = set()
    for who, person in case.people.items():
        for others in person.kin.values():
            named |= {who, *([others] if isinstance(others, str) else others)}
    return frozenset(named)


@lru_cache(maxsize=32)
def kin(case: Case) -> frozenset[str]:
    """Those of the family who can be asked something."""
    asked = {o.carries.with_ for _, o in case.options.values()} | {s.with_ for s in case.scenes.values()}
    return frozenset(related(case) & asked)
