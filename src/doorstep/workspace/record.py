"""What a workspace knows of itself, in .doorstep/workspace.json: a random id, what was laid in it, a name or none."""

import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = ".doorstep"
FILE = "workspace.json"

Laid = dict[str, dict[str, str]]


@dataclass
class Record:
    """A workspace's id, the fingerprints of what was laid (place → file → fingerprint), and whatever else is kept."""

    id: str = field(default_factory=lambda: secrets.token_hex(16))
    laid: Laid = field(default_factory=dict)
    rest: dict[str, Any] = field(default_factory=lambda: {"name": None})


def read_record(workspace: Path) -> Record | None:
    """Read a workspace's record; None if there is none or it cannot be understood. Raises OSError."""
    try:
        data = json.loads((workspace / FOLDER / FILE).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    if not isinstance(data, dict) or not isinstance(data.get("id"), str) or not data["id"]:
        return None
    laid = {
        place: dict(files)
        for place, files in (data.get("laid") or {}).items()
        if isinstance(files, dict) and all(isinstance(value, str) for value in files.values())
    }
    return Record(data["id"], laid, {key: value for key, value in data.items() if key not in ("id", "laid")})


def write_record(workspace: Path, record: Record) -> None:
    """Write a workspace's record whole or not at all. Raises OSError."""
    folder = workspace / FOLDER
    folder.mkdir(exist_ok=True)
    data = {"id": record.id, "laid": record.laid, **record.rest}
    write_whole(folder / FILE, (json.dumps(data, indent=1, sort_keys=True) + "\n").encode())


def set_aside(workspace: Path) -> Path:
    """Move a record that cannot be understood out of the way; give its new place. Raises OSError."""
    file = workspace / FOLDER / FILE
    number = 1
    while (aside := file.with_name(f"workspace-damaged-{number}.json")).exists():
        number += 1
    return file.replace(aside)


def write_whole(file: Path, content: bytes) -> None:
    """Write a file so that a crash leaves the old content or the new, never a part. Raises OSError."""
    beside = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        with beside.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        beside.replace(file)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
