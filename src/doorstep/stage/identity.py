"""Which workspace this is: a random id, and the name a trainee chose to hand in under."""

from __future__ import annotations

import json
import os
import re
import uuid
from pathlib import Path
from typing import Any

FILE = Path(".doorstep") / "workspace.json"
_NAME = re.compile(r"[^\w.-]+")


def workspace_of(folder: Path) -> Path | None:
    """The workspace a folder lies in, or None outside any (a hub, a tutor's copy)."""
    named = os.environ.get("DOORSTEP_WORKSPACE")
    for root in ([Path(named)] if named else []) + [folder, *folder.parents]:
        if (root / FILE).is_file():
            return root
    return None


def seed(folder: Path) -> str:
    """The workspace's id, or a fresh random one where there is no workspace."""
    found = _read(folder).get("id")
    return found if isinstance(found, str) and found else uuid.uuid4().hex


def name(folder: Path) -> str:
    """The name handed in under last time, or nothing."""
    found = _read(folder).get("name")
    return found if isinstance(found, str) else ""


def remember_name(folder: Path, chosen: str) -> None:
    """Keep the name for the next hand-in. A workspace that cannot be written only forgets it."""
    root = workspace_of(folder)
    if root is None:
        return
    data = {**_read(folder), "name": chosen}
    fresh = (root / FILE).with_suffix(".new")
    try:
        fresh.write_text(json.dumps(data, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        fresh.replace(root / FILE)
    except OSError:
        return


def as_id(text: str) -> str:
    """A typed name as nbgrader can use it: lower case letters, digits, hyphens."""
    return _NAME.sub("-", text.strip().lower().replace("_", "-")).strip("-.")[:60]


def _read(folder: Path) -> dict[str, Any]:
    root = workspace_of(folder)
    if root is None:
        return {}
    try:
        data = json.loads((root / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}
