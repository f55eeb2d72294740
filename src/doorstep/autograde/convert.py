"""One hand-in from submitted to autograded: its files, its notebooks through nbgrader's own steps, its rows."""

from __future__ import annotations

import json
import logging
import os
import shutil
from pathlib import Path
from typing import Any

import fastjsonschema
import nbformat
import nbgrader.api
import nbgrader.nbgraderformat.common as metadata
from jsonschema.validators import validator_for
from nbconvert.exporters import NotebookExporter
from nbconvert.preprocessors import ExecutePreprocessor
from nbformat import NotebookNode
from nbformat.v4 import nbbase, nbjson
from nbgrader import utils
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import DeduplicateIds, Execute, NbGraderPreprocessor
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from . import parcels
from .book import Done, Left, Submission
from .execute import Children, ForkedExecute
from .settings import SLOWLY, NotThisWay
from .snapshot import Snapshot, Stand

# nbgrader, nbconvert and nbformat ship no types.
# mypy: disallow-subclassing-any=False, disallow-untyped-calls=False, warn-return-any=False


class Empty(Left):
    """A hand-in in which there is no notebook at all; nbgrader passes it over without a word."""


class Marker:
    """Marks hand-ins of one exercise, one after another, in this process."""

    def __init__(self, config: Config, assignment: str, staging: str, children: Children, locked_only: bool) -> None:
        """Set nbgrader's steps up once. Raises NotThisWay for a step that runs notebooks some other way."""
        self.log = logging.getLogger("doorstep.autograde")
        self.course = CourseDirectory(config=config)
        self.assignment = assignment
        self.submitted = self.course.submitted_directory
        self.course.autograded_directory = staging
        self.converter = Autograde(coursedir=self.course, config=config, log=self.log)
        self.converter.exporter = NotebookExporter(parent=self.converter, config=self.converter.config)
        ForkedExecute.children, ForkedExecute.locked_only = children, locked_only
        self.sanitize = self._steps(self.converter.sanitize_preprocessors)
        self.grade = self._steps(self.converter.autograde_preprocessors)
        self.stand = Stand()
        self.stand.take_place()
        metadata.jsonschema = _Schemas()
        # Each output and cell would be validated as it is made, and the whole notebook is before it is written.
        nbbase.validate = lambda *_args, **_kwargs: None

    def mark(self, submission: Submission) -> Done:
        """Mark a hand-in into the staging folder; its rows say what came of it. One that fails leaves no folder."""
        self.stand.snapshot = Snapshot(submission)
        source = Path(self._path(self.submitted, submission.student))
        there = Path(self._path(self.course.autograded_directory, submission.student))
        shutil.rmtree(there, ignore_errors=True)
        try:
            if not list(source.glob(f"{self.course.notebook_id}.ipynb")):
                raise Empty("There is no notebook in it.")
            self._files(source, there, submission)
            for notebook in self._notebooks(source, submission):
                self._convert(notebook, there, submission)
            self.converter.set_permissions(self.assignment, submission.student)
        except NotThisWay:
            raise
        except Exception as error:  # Whatever is wrong with one hand-in is said of that one; others go on.
            self.log.debug("%s", submission.student, exc_info=True)
            shutil.rmtree(there, ignore_errors=True)
            why = str(error).strip()[:500]
            why = why if isinstance(error, Left) else f"{type(error).__name__}: {why}"
            return Done(submission, why, not isinstance(error, Empty))
        finally:
            self.stand.snapshot = None
        return Done(submission)

    def _path(self, step: str, student: str) -> str:
        return str(self.course.format_path(step, student, self.assignment))

    def _steps(self, listed: list[Any]) -> list[Any]:
        exporter = self.converter.exporter
        exporter._preprocessors = []
        for step in listed:
            kind = import_item(step) if isinstance(step, str) else step
            if kind is Execute:
                kind = ForkedExecute
            elif isinstance(kind, type) and issubclass(kind, ExecutePreprocessor):
                raise NotThisWay(f"{SLOWLY}: {kind.__name__} runs them in a way of its own.")
            if kind is DeduplicateIds:
                # Before nbgrader meets a copy, which it cannot bear, and after whatever a course says of one.
                exporter.register_preprocessor(DropCopies)
            exporter.register_preprocessor(kind)
        return list(exporter._preprocessors)

    def _files(self, source: Path, there: Path, submission: Submission) -> None:
        there.mkdir(parents=True)
        ignored = [*self.course.ignore, "*.ipynb"]
        for name in parcels.regular(source, ignored):
            _copy(name, there / os.path.relpath(name, source))
        if (stamp := self.course.get_existing_timestamp(str(source))) is not None:
            submission.timestamp = stamp
        own = str(self.course.format_path(self.course.source_directory, ".", self.assignment))
        kept = {str(Path(own) / x) for x in self.converter.exclude_overwriting.get(self.assignment, [])}
        for name in utils.find_all_files(own, ignored):
            if name not in kept:
                _copy(name, there / os.path.relpath(name, own))

    def _notebooks(self, source: Path, submission: Submission) -> list[Path]:
        known = {n.name: n for n in submission.notebooks}
        found = sorted(p for p in source.glob(f"{self.course.notebook_id}.ipynb") if p.stem in known)
        if not found:
            raise Left("There is no notebook of this exercise in it.")
        for name, notebook in known.items():
            if not (source / f"{name}.ipynb").exists():
                for grade in notebook.grades:
                    grade.auto_score, grade.needs_manual_grade = 0, False
        for path in found:
            if path.is_symlink() or not path.is_file():
                raise Left(f"{path.name} is a link to another file. It was not opened.")
        return found

    def _convert(self, path: Path, there: Path, submission: Submission) -> None:
        nb = nbformat.read(path, as_version=4)
        nb, _ = self._through(self.sanitize, nb, path, path.parent, submission)
        # As if written and read again between the two, which is what nbgrader does.
        nb = nbformat.from_dict(json.loads(json.dumps(nb)))
        nb, _ = self._through(self.grade, nb, path, there, submission)
        # Once, and strictly; what nbgrader does after each of its steps.
        nbformat.validate(nb)
        text = nbjson.writes(nb)
        (there / path.name).write_text(text if text.endswith("\n") else f"{text}\n", encoding="utf-8")

    def _through(
        self, steps: list[Any], nb: NotebookNode, path: Path, folder: Path, submission: Submission
    ) -> tuple[NotebookNode, Any]:
        resources = self.converter.exporter._init_resources(
            {
                "unique_key": path.stem,
                "output_files_dir": f"{path.stem}_files",
                "nbgrader": {
                    "student": submission.student,
                    "assignment": self.assignment,
                    "notebook": path.stem,
                    "db_url": self.course.db_url,
                },
            }
        )
        resources["metadata"]["name"], resources["metadata"]["path"] = path.stem, str(folder)
        for step in steps:
            if getattr(step, "enabled", True):
                nb, resources = step.preprocess(nb, resources)
        return nb, resources


class DropCopies(NbGraderPreprocessor):
    """Makes a second cell of an id, or one of an id that the exercise has not, an ordinary cell.

    nbgrader ends the run of a whole class over such a cell, and would run it among the tests.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Take nbgrader's metadata off such cells."""
        names = resources["nbgrader"]
        with nbgrader.api.Gradebook(names["db_url"]) as gradebook:
            known = {c.name for c in gradebook.find_notebook(names["notebook"], names["assignment"]).source_cells}
        seen: set[str] = set()
        for cell in nb.cells:
            held = cell.metadata.get("nbgrader")
            name = held.get("grade_id") if isinstance(held, dict) else None
            if name is None:
                continue
            if not isinstance(name, str) or name not in known or name in seen:
                del cell.metadata["nbgrader"]
            else:
                seen.add(name)
        return nb, resources


class _Schemas:
    """jsonschema for nbgrader's check of cells, with each schema looked at once instead of once a cell."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}

    def validate(self, instance: Any, schema: dict[str, Any]) -> None:
        """Raise ValidationError as jsonschema.validate does."""
        key = str(schema.get("$id") or sorted(schema["properties"]))
        if key not in self._made:
            self._made[key] = (fastjsonschema.compile(schema), validator_for(schema)(schema))
        quick, strict = self._made[key]
        try:
            quick(instance)
        except fastjsonschema.JsonSchemaException:
            strict.validate(instance)  # For the words nbgrader has for it.


def _copy(name: str, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    if to.exists():
        to.chmod(0o600)
        to.unlink()
    shutil.copy(name, to)
