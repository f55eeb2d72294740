"""Hand-ins that hold the same answers: said to the tutor as a fact, since how it came about no file can tell."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from .cells import LARGEST_TRAIL


@dataclass(frozen=True)
class Alike:
    """One trainee's answers begin with the first ``same`` of ``of`` lines of another's."""

    trainee: str
    other: str
    same: int
    of: int

    @property
    def sentence(self) -> str:
        """What a tutor is told: what is so, and not what it means."""
        how = "all" if self.same == self.of else f"the first {self.same} of"
        return (
            f"{how[0].upper()}{how[1:]} {self.of} lines of the answers are those of {self.other}, with the same times. "
            "Two people may have played on one computer, or handed in together: ask them."
        )


def alike(folders: Mapping[str, Path]) -> tuple[Alike, ...]:
    """Those whose answers begin as somebody else's do, each with the one they share most with. By trainee, sorted.

    Each line's digest takes in the one before it, its event and the time by the clock, so that two trails agree up to
    a line only if one is a copy of the other up to there.
    """
    chains = {trainee: _chain(folder) for trainee, folder in folders.items()}
    begun: dict[str, list[str]] = defaultdict(list)
    for trainee, chain in chains.items():
        if chain:
            begun[chain[0]].append(trainee)
    return tuple(sorted(_within(begun.values(), chains), key=lambda a: a.trainee))


def _within(groups: Iterable[list[str]], chains: Mapping[str, list[str]]) -> Iterator[Alike]:
    for group in groups:
        for one in group:
            shared = [(_shared(chains[one], chains[other]), other) for other in group if other != one]
            if shared:
                same, other = max(shared, key=lambda s: s[0])
                yield Alike(one, other, same, len(chains[one]))


def _shared(one: list[str], other: list[str]) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _chain(folder: Path) -> list[str]:
    """The digests of a hand-in's answers, as far as they can be read."""
    chain: list[str] = []
    for path in sorted(folder.glob("*.trail.jsonl"))[:1]:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > LARGEST_TRAIL:
            continue
        for line in path.read_bytes().splitlines():
            try:
                chain.append(str(json.loads(line)["digest"]))
            except (ValueError, TypeError, KeyError, RecursionError):
                break
    return chain
