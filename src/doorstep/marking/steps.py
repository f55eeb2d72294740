"""Our steps before nbgrader runs a hand-in, each one small thing; nbgrader_config.py says in what order they stand.

DropCopies is first (a copied cell ends the run of a whole class in stock), then PutBack; after OverwriteCells come
RunOnlyLocked and BringAnswers. The steps after SaveAutoGrades are in grades.py.
"""

# nbgrader and nbformat ship no types for these.
# mypy: disallow-subclassing-any=False, disallow-untyped-calls=False, warn-return-any=False

from __future__ import annotations

import re
import secrets
from copy import deepcopy
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell
from nbgrader import utils
from nbgrader.preprocessors import NbGraderPreprocessor

from . import answers
from .known import Place, Resources, folders, grade_id, known_cells, note, notes

SKIP = "skip-execution"
REFLECTION = "reflection"
MISSING = "doorstep_missing"
SECRET = "submission_secret.txt"  # noqa: S105 - the name of nbgrader's file
STAMP = "timestamp.txt"


class NotAFile(ValueError):
    """The notebook handed in is a link to another file, and is not opened."""


class DropCopies(NbGraderPreprocessor):
    """A second cell with a grade id, and one that the exercise does not have, become ordinary cells."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Take nbgrader's metadata off such cells, so that none of them can end a run."""
        known = known_cells(Place.of(resources))
        seen: set[str] = set()
        for cell in nb.cells:
            name = grade_id(cell)
            if name in known and name not in seen:
                seen.add(name)
                continue
            if cell.metadata.pop("nbgrader", None) and name:
                # A name made up by a trainee is not repeated: it may be anything.
                copy = f"A copy of the cell “{name}” was found; the first one is marked."
                note(resources, copy if name in known else "A cell was found that this exercise does not have.")
        return nb, resources


class PutBack(NbGraderPreprocessor):
    """Cells of the exercise become what they were; one that is missing is put back and marked by a person."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Restore the notebook's and each known cell's metadata, type and locked text."""
        place = Place.of(resources)
        known = known_cells(place)
        submitted, graded, source = folders(self, place)
        self._leave_links(submitted, graded, source, place, resources)
        _ready_for_feedback(graded)
        for i, cell in enumerate(nb.cells):
            name = grade_id(cell)
            if name is not None:
                nb.cells[i] = known[name].restored(cell)
        present = {grade_id(cell) for cell in nb.cells}
        missing = [name for name in known if name not in present]
        for name in missing:
            empty = new_markdown_cell()
            if nb.nbformat_minor < 5:
                del empty["id"]
            nb.cells.append(known[name].restored(empty))
            if known[name].points is not None:
                note(resources, f"The cell “{name}” was missing. It stands at the end, for you to mark.")
        # What is said of the notebook as a whole is the author's to say; a trainee's could carry markup.
        nb.metadata = deepcopy(_source(source / f"{place.notebook}.ipynb").metadata)
        # For PutBeforeTutor, which works on another reading of the notebook.
        nb.metadata[MISSING] = missing
        return nb, resources

    def _leave_links(self, submitted: Path, graded: Path, source: Path, place: Place, resources: Resources) -> None:
        # nbgrader has followed them by now and copied what they lead to: somebody else's work, a gradebook.
        for path in sorted(submitted.rglob("*")):
            if not path.is_symlink():
                continue
            inside = path.relative_to(submitted)
            if inside == Path(f"{place.notebook}.ipynb"):
                raise NotAFile(
                    f"The notebook handed in by {place.trainee} is a link to another file. It was not opened."
                )
            if not (source / inside).exists():
                (graded / inside).unlink(missing_ok=True)
            note(resources, "A file handed in was a link to another file. It was left out.")
        for path in sorted(submitted.glob("*.ipynb")):
            if path.stem != place.notebook:
                note(resources, f"There is a second notebook beside this one. Only {place.notebook}.ipynb is marked.")


class RunOnlyLocked(NbGraderPreprocessor):
    """Only the exercise's own locked cells are run and rendered; what a trainee added is shown as text."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Tag every other code cell so that nbclient leaves it, and take such tags off the locked ones."""
        place = Place.of(resources)
        authors = _texts_of(folders(self, place)[2] / f"{place.notebook}.ipynb")
        for cell in nb.cells:
            if utils.is_locked(cell):
                cell.metadata.pop("tags", None)
                continue
            if cell.cell_type == "code":
                cell.metadata["tags"] = [SKIP]
            elif (cell.cell_type, cell.source) not in authors and not utils.is_solution(cell):
                cell.source = _as_shown(cell)
                cell.cell_type = "markdown"
                cell.pop("attachments", None)
            if not utils.is_solution(cell):
                kept = {"tags": cell.metadata["tags"]} if cell.cell_type == "code" else {}
                cell.metadata = NotebookNode(kept)
        return nb, resources


class BringAnswers(NbGraderPreprocessor):
    """The path taken and the typed answer go into the locked task cell, where a person marks them."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Add the hand-in in words, as escaped text, and what was put right at the top."""
        _, graded, _ = folders(self, Place.of(resources))
        try:
            words = answers.in_words(graded)
        except Exception as error:  # One trail that breaks us must not cost the hand-in its page.
            self.log.error("The answers in %s could not be brought: %r", graded, error)
            words = answers.block(f"<p>The answers could not be shown ({type(error).__name__}).</p>")
        tasks = [cell for cell in nb.cells if utils.is_task(cell)]
        named = [cell for cell in tasks if grade_id(cell) == REFLECTION]
        for cell in (named or tasks)[:1]:
            cell.source += words
        if not tasks:
            nb.cells.append(_cell(nb, words))
        if said := list(dict.fromkeys(notes(resources))):
            nb.cells.insert(0, _cell(nb, answers.block("<h4>About this hand-in</h4>", answers.bullets(said))))
        return nb, resources


def _cell(nb: NotebookNode, source: str) -> NotebookNode:
    made = new_markdown_cell(source)
    if nb.nbformat_minor < 5:
        del made["id"]
    return made


def _as_shown(cell: NotebookNode) -> str:
    return answers.block(
        "<p><em>Added by the trainee, shown as written:</em></p>", f"<p>{answers.as_text(cell.source)}</p>"
    )


def _texts_of(notebook: Path) -> set[tuple[str, str]]:
    return {(cell.cell_type, cell.source) for cell in _source(notebook).cells}


def _source(notebook: Path) -> NotebookNode:
    return _source_as_of(notebook, notebook.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _source_as_of(notebook: Path, _changed: int) -> NotebookNode:
    # The same for a whole class, and not to be changed by whoever asks.
    return nbformat.read(notebook, as_version=nbformat.NO_CONVERT)


def _ready_for_feedback(graded: Path) -> None:
    """See that release_feedback finds what it needs; without these it stops for the whole class."""
    stamp, secret = graded / STAMP, graded / SECRET
    if not stamp.exists():
        stamp.write_text(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC", encoding="utf-8")
    if not (secret.exists() and re.fullmatch(rb"[0-9a-f]{32,}", secret.read_bytes())):
        # Handed in, it may be read-only.
        secret.unlink(missing_ok=True)
        secret.write_text(secrets.token_hex(64), encoding="utf-8")
