"""Our steps after SaveAutoGrades: a mark that no program could give is never left standing as a nought."""

# nbgrader and nbformat ship no types for these.
# mypy: disallow-subclassing-any=False, disallow-untyped-calls=False, warn-return-any=False

from __future__ import annotations

from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from .known import Known, Place, Resources, grade_id, known_cells
from .steps import MISSING

UNMARKABLE = frozenset({"Unmarkable", "Unfinished"})


class PutBeforeTutor(NbGraderPreprocessor):
    """A cell that could not be marked gets no mark and waits for a person."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Take back the automatic mark of such cells, of missing ones, and of those put back."""
        place = Place.of(resources)
        missing = set(nb.metadata.get(MISSING, ()))
        sound = {grade_id(cell) for cell in nb.cells if not needs_person(cell)} - missing
        with Gradebook(place.gradebook) as gradebook:
            for known in _graded(place):
                if known.grade and known.name not in sound:
                    grade = gradebook.find_grade(known.name, place.notebook, place.exercise, place.trainee)
                    grade.auto_score = None
                    grade.needs_manual_grade = True
            gradebook.db.commit()
        return nb, resources


class FlagAgain(NbGraderPreprocessor):
    """A task that has been marked waits for a person again when it is handed in anew; its old mark is kept."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        """Flag every task cell: SaveAutoGrades looks only at cells with an automatic mark."""
        place = Place.of(resources)
        with Gradebook(place.gradebook) as gradebook:
            for known in _graded(place):
                if known.task:
                    grade = gradebook.find_grade(known.name, place.notebook, place.exercise, place.trainee)
                    grade.needs_manual_grade = True
            gradebook.db.commit()
        return nb, resources


def needs_person(cell: NotebookNode) -> bool:
    """Whether a cell that has been run was left without a mark it could be given."""
    if cell.cell_type != "code":
        return False
    if any(o.output_type == "error" and o.ename in UNMARKABLE for o in cell.outputs):
        return True
    if "doorstep" not in cell.source or "mark(" not in cell.source:
        return False
    # A cell of ours always ends in a number; stock takes silence for full marks and any noise for none.
    return utils.has_failed(cell) or not any(o.output_type == "execute_result" for o in cell.outputs)


def _graded(place: Place) -> list[Known]:
    return [known for known in known_cells(place).values() if known.points is not None]
