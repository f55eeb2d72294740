"""What happens to a notebook or a trail on its way to the tutor, by accident or on purpose."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from doorstep.play import Event
from doorstep.play.trail import encode

PATCH = 'import doorstep.marking.cells as c; c.mark_of = None; open("ran.txt", "w").write("ran"); print("ran")'
HOSTILE = (
    "doorstep.py", "sitecustomize.py", "usercustomize.py", "ipykernel_launcher.py", "ipykernel.py", "IPython.py",
    "numpy.py", "json.py", "pydantic.py", "ruamel.py", "filelock.py", "anywidget.py", "nbgrader_config.py",
)  # fmt: skip


def cell(notebook: dict[str, Any], name: str) -> dict[str, Any]:
    """The cell with a grade id."""
    return next(c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == name)


def without(name: str) -> Callable[[dict[str, Any]], None]:
    """A change that deletes a cell."""
    return lambda notebook: notebook["cells"].remove(cell(notebook, name))


def copied(notebook: dict[str, Any]) -> None:
    """A cell copied and pasted, as stock nbgrader cannot bear."""
    notebook["cells"].insert(1, {**json.loads(json.dumps(cell(notebook, "danger_first"))), "id": "copied"})


def retyped(notebook: dict[str, Any]) -> None:
    """Code made Markdown, and Markdown made code."""
    found = cell(notebook, "danger_first")
    found["cell_type"] = "markdown"
    del found["outputs"], found["execution_count"]
    found = cell(notebook, "reflection")
    found |= {"cell_type": "code", "outputs": [], "execution_count": None}


def stripped(notebook: dict[str, Any]) -> None:
    """A notebook that went through a tool which keeps no metadata."""
    for each in notebook["cells"]:
        each["metadata"] = {}


def renamed(notebook: dict[str, Any]) -> None:
    """Cells under ids that the exercise does not have."""
    first, last = cell(notebook, "danger_first"), cell(notebook, "recommended")
    first["metadata"]["nbgrader"]["grade_id"] = "danger_second"
    last["metadata"]["nbgrader"] = {"grade_id": ["a", "list"]}


def described_otherwise(notebook: dict[str, Any]) -> None:
    """Cells that say otherwise what they are and what they are worth."""
    changes: dict[str, dict[str, Any]] = {
        "danger_first": {"solution": True},
        "what_separates": {"grade": False, "points": 99},
        "straight_with_rob": {"schema_version": 1},
        "recommended": {"locked": False, "unknown": "key"},
    }
    for name, change in changes.items():
        cell(notebook, name)["metadata"]["nbgrader"].update(change)


def rewritten(notebook: dict[str, Any]) -> None:
    """A test cell with other code, and every cell asked not to run."""
    cell(notebook, "danger_first")["source"] = "print('full marks')"
    for each in notebook["cells"]:
        each["metadata"]["tags"] = ["skip-execution"]


def added(notebook: dict[str, Any]) -> None:
    """Code before the tests that patches the marking, once as if it were locked; and markup for the tutor's browser."""
    code = {"cell_type": "code", "id": "added", "metadata": {}, "outputs": [], "execution_count": None, "source": PATCH}
    locked = {"schema_version": 3, "grade": False, "solution": False, "locked": True, "grade_id": "start_two"}
    markup = {
        "cell_type": "markdown",
        "id": "markup",
        "metadata": {},
        "source": "<img src=x onerror=alert(1)> [a](javascript:x)",
    }
    notebook["cells"][:0] = [code, {**code, "id": "locked", "metadata": {"nbgrader": locked}}, markup]
    notebook["metadata"]["widgets"] = {"x": "</script>"}


def unchecked(path: Path, events: tuple[Event, ...]) -> None:
    """Write a trail that is whole but cannot be replayed here."""
    before, data = "", b""
    for n, event in enumerate(events):
        line, raw = encode(n, event, "2026-10-13T10:20", "2026-11-02T09:00:00+00:00", before)
        before, data = line.digest, data + raw
    path.write_bytes(data)
