"""Collecting hand-ins: zips as learning platforms give them out, and an exchange that may hold links."""

# nbgrader and nbformat ship no types for these.
# mypy: disallow-subclassing-any=False, disallow-untyped-calls=False, warn-return-any=False

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect
from nbgrader.plugins import ExtractorPlugin
from nbgrader.utils import temp_attrs

from .archives import Found, parted, unpacked
from .steps import SECRET, STAMP


class Unpack(ExtractorPlugin):
    """Takes the newest hand-in of each trainee out of whatever lies in the archive folder.

    It writes ``<trainee>/<exercise>/`` with the notebook, the trail, and the time and secret files without which
    ``nbgrader release_feedback`` stops at a hand-in by zip. A file it cannot use costs a sentence, not the run.
    """

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Unpack all of ``archive_path`` into ``extracted_path``."""
        course = self.parent.coursedir
        found, problems = unpacked(Path(archive_path), course.assignment_id)
        chosen, more = parted(found)
        for sentence in (*problems, *more):
            self.log.warning(sentence)
        for hand_in in chosen:
            before = Path(course.format_path(course.submitted_directory, hand_in.trainee, course.assignment_id))
            collected = course.get_existing_timestamp(str(before)) if before.is_dir() else None
            if collected is not None and collected >= hand_in.when:
                self.log.info("%s: what was collected before is as new.", hand_in.trainee)
                continue
            self._write(hand_in, Path(extracted_path) / hand_in.trainee / course.assignment_id, before / SECRET)

    def _write(self, hand_in: Found, folder: Path, kept: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in hand_in.files.items():
            (folder / name).write_bytes(data)
        (folder / STAMP).write_text(f"{hand_in.when:%Y-%m-%d %H:%M:%S}", encoding="utf-8")
        # The one secret stays, so that feedback on an earlier hand-in by exchange can still be fetched.
        secret = kept.read_text(encoding="utf-8") if kept.is_file() else secrets.token_hex(64)
        (folder / SECRET).write_text(secret, encoding="utf-8")


class CollectFiles(ExchangeCollect):
    """nbgrader's collecting, without the links in a hand-in: stock follows them with the tutor's rights."""

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy a hand-in, leaving links out."""
        links = sorted({path.name for path in Path(src).rglob("*") if path.is_symlink()})
        if links:
            self.log.warning("%s holds links to other files. They were left out: %s", src, ", ".join(links))
        exact = [name.translate({ord(c): f"[{c}]" for c in "*?["}) for name in links]
        with temp_attrs(self.coursedir, ignore=[*self.coursedir.ignore, *exact]):
            super().do_copy(src, dest, log)
