"""What is wrong with a case file, said so that its author can mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ruamel.yaml.nodes import MappingNode, Node, SequenceNode


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
    """Where things stand in a file: the line of a key path in the nodes of its YAML."""

    file: str
    root: Node

    def of(self, path: Path) -> int:
        """The line (from 1) of a key path; of the nearest parent where the path is not there."""
        node, line = self.root, 1
        for step in path:
            found = _child(node, step)
            if found is None:
                break
            mark, node = found
            line = mark.line + 1
        return line

    def error(self, path: Path, what: str, remedy: str) -> CaseError:
        """An error at a key path."""
        return CaseError(self.file, self.of(path), what, remedy)


def _child(node: Node, step: str | int) -> tuple[Any, Node] | None:
    """Where a step begins, and what it leads to."""
    if isinstance(node, MappingNode):
        return next(((key.start_mark, value) for key, value in node.value if key.value == str(step)), None)
    if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark, node.value[step]
    return None
