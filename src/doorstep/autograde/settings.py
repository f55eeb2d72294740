"""nbgrader's configuration of a course, read as nbgrader reads it, before anything heavy is imported."""

from __future__ import annotations

import ast
import importlib
import importlib.metadata
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jupyter_core.application import JupyterApp
from traitlets.config import Config

# traitlets' applications are untyped in part.
# mypy: disallow-subclassing-any=False, disallow-untyped-calls=False

TESTED = ("0.9.6",)
"""The versions of nbgrader whose results have been compared with ours."""


SLOWLY = "Hand-ins are marked by nbgrader itself, one after another and not closed in"


class NotThisWay(Exception):
    """This course or machine cannot be marked the fast way; the sentence says what is done instead, and why."""


class _Reader(JupyterApp):
    name = "nbgrader"
    config_file_name = "nbgrader_config"
    description = "Reads nbgrader_config.py."

    def load_config_file(self, suppress_errors: bool = False) -> None:  # type: ignore[override]
        """Load what lies in Jupyter's folders, then what lies here; as nbgrader does."""
        super().load_config_file(suppress_errors=False)
        super(JupyterApp, self).load_config_file(self.config_file_name, str(Path.cwd()))


def read() -> tuple[Config, dict[str, str]]:
    """The configuration of the course in the current folder, and what its file changed in the environment."""
    before = dict(os.environ)
    reader = _Reader()
    reader.initialize([])
    return reader.config, {k: v for k, v in os.environ.items() if before.get(k) != v}


def lighten() -> None:
    """Leave out what takes long to import and is not needed; before nbgrader is imported."""
    # The grammar of internationalised addresses takes a second to build, and no notebook is checked by it.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


class Untested(Exception):
    """nbgrader's version is one that nobody has compared; the sentence says what to do."""


def check_version() -> None:
    """Raise Untested where nbgrader is one whose results nobody has compared with ours."""
    found = importlib.metadata.version("nbgrader")
    if found not in TESTED:
        raise Untested(
            f"nbgrader {found} is installed, and this way of marking has been compared with {' and '.join(TESTED)} "
            "only. Run: nbgrader autograde"
        )


def check_system() -> None:
    """Raise NotThisWay where processes cannot be forked safely."""
    if not sys.platform.startswith("linux"):
        raise NotThisWay(f"{SLOWLY}: this system cannot fork safely.")


def imports(notebooks: list[Path]) -> list[tuple[str, str]]:
    """What exercises' notebooks import at the top of a cell, worth having in the fork server: modules, and names."""
    found: dict[tuple[str, str], None] = {}
    for notebook in notebooks:
        try:
            cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        except (OSError, ValueError, KeyError):
            continue
        for cell in cells:
            if cell.get("cell_type") == "code":
                found |= dict.fromkeys(_imported("".join(cell.get("source", ""))))
    return list(found)


def python_only(kernelspecs: list[str | None]) -> None:
    """Raise NotThisWay where a notebook is run by another language's kernel."""
    for text in kernelspecs:
        spec: dict[str, Any] = json.loads(text) if text else {}
        language = spec.get("language", "python")
        if language != "python" or not spec.get("name", "python3").startswith("python"):
            raise NotThisWay(f"{SLOWLY}: a notebook of it is run by “{spec.get('name')}”.")


def warm_up(config: Config) -> Callable[[str], object] | None:
    """What a course wants done once with the exercise's folder before hand-ins are marked, if anything."""
    name = config.get("DoorstepAutograde", {}).get("warm_up", "")
    if not name:
        return None
    module, _, function = name.rpartition(".")
    found: Callable[[str], object] = getattr(importlib.import_module(module), function)
    return found


def _imported(source: str) -> list[tuple[str, str]]:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return []
    names: list[tuple[str, str]] = []
    for node in tree.body:
        if isinstance(node, ast.Import):
            names += [(alias.name, "") for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names += [(node.module, alias.name) for alias in node.names]
    return names
