"""What is wrong with a case file, said so that its author can mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, order=True)
class CaseError:
    """One thing to mend: the file, the line, what is wrong and what to do."""

    file: str
    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what} {self.remedy}".rstrip()


class CaseErrors(ValueError):
    """Everything that is wrong with a file, all at once."""

    def __init__(self, errors: list[CaseError]) -> None:
        self.errors = tuple(sorted(set(errors)))
        super().__init__("\n".join(str(e) for e in self.errors))


Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Lines:
    """Where things stand in a file: the line of a key path in a tree read by ruamel.yaml."""

    file: str
    tree: Any

    def of(self, path: Path) -> int:
        """The line (from 1) of a key path; of the nearest parent where the path is not there."""
        node, line = self.tree, 1
        for step in path:
            places = getattr(node, "lc", None)
            if places is None:
                break
            try:
                place = places.item(step) if isinstance(step, int) else places.key(step)
                node = node[step]
            except (KeyError, IndexError, TypeError):
                break
            line = place[0] + 1
        return line

    def error(self, path: Path, what: str, remedy: str) -> CaseError:
        """An error at a key path."""
        return CaseError(self.file, self.of(path), what, remedy)
