"""Handing in: check that all is there, make the zip, say in words what went."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ..case import Case
from ..play import NotSaved, Refused, Trail, finished_attempt
from ..play.trail import not_saved
from . import identity

FOLDER = "hand-in"


@dataclass(frozen=True)
class HandIn:
    """A zip as handed in. ``digest`` is the start of the answers' SHA-256, ``when`` local time."""

    name: str
    data: bytes
    when: datetime
    digest: str
    kept: str

    @property
    def sentence(self) -> str:
        """What to tell the trainee."""
        time = f"{self.when:%H:%M} on {self.when.day} {self.when:%B %Y}"
        return (
            f"Your hand-in is ready: {self.name}, made at {time}, digest {self.digest}. "
            f"It is downloading, and a copy is kept in {self.kept}. Give it to your tutor."
        )


def notebook_name(folder: Path) -> str:
    """The exercise's notebook in a folder; nothing where there is none or a doubtful choice."""
    found = sorted(p.name for p in folder.glob("*.ipynb"))
    return found[0] if len(found) == 1 else ""


def make(folder: Path, case: Case, trail: Trail, trainee: str) -> HandIn:
    """Make and keep the zip. Raises Refused where something is missing, NotSaved, TrailError.

    It holds ``<trainee>/<exercise>/`` with the notebook, the trail and the time, which is what the collector
    of nbgrader_config.py reads whatever a learning platform calls the zip.
    """
    notebook = folder / f"{case.id}.ipynb"
    if not notebook.is_file():
        raise Refused(
            f"The notebook {notebook.name} is not in this folder, so there is nothing to mark in. Copy it back."
        )
    try:
        json.loads(notebook.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise Refused(f"{notebook.name} cannot be read. Save the page, wait a moment and press again.") from None
    if finished_attempt(case, trail.read()) is None:
        raise Refused("No play is finished yet. Finish the case, then hand in.")
    answers = trail.path.read_bytes()
    when = datetime.now().astimezone()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for path in (notebook, trail.path):
            entry = zipfile.ZipInfo(f"{trainee}/{case.id}/{path.name}", when.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(entry, answers if path == trail.path else path.read_bytes())
        # nbgrader's own file, so that a tutor sees when this was made, whatever the time zone.
        stamp = f"{when.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
        made.writestr(zipfile.ZipInfo(f"{trainee}/{case.id}/timestamp.txt", when.timetuple()[:6]), stamp)
    name = f"{case.id}_{trainee}.zip"
    root = identity.workspace_of(folder) or folder
    kept = _keep(root / FOLDER, name, buffer.getvalue())
    digest = hashlib.sha256(answers).hexdigest()[:12]
    return HandIn(name, buffer.getvalue(), when, digest, str(kept))


def _keep(folder: Path, name: str, data: bytes) -> Path:
    try:
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    except OSError as error:
        raise NotSaved(str(not_saved(folder / name, error))) from error
    return folder / name
