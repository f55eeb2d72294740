"""A course of one's own to run nbgrader in, and hand-ins to put into it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook

from doorstep.case import Case, Key, load_case, load_key
from doorstep.cohort import bots
from doorstep.cohort.pretend import write_trail
from doorstep.play import Chose, Event, Started, Wrote

REPO = Path(__file__).parents[2]
EXERCISE = "at-the-door"
NOTEBOOK = f"{EXERCISE}.ipynb"
TRAIL = f"{EXERCISE}.trail.jsonl"
TYPED = "I met Rob <script>alert('x')</script> & heard **him**.\n\n1. What he said cost $x$ and $y$\n    - Zoë's line"
"""A reflection that a browser, Markdown and MathJax would each make something else of."""


@dataclass(frozen=True)
class Row:
    """A grade as it stands in the gradebook."""

    auto: float | None
    manual: float | None
    needs: bool


class Course:
    """A copy of the course in a folder of its own, with nbgrader's commands."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copy2(REPO / "nbgrader_config.py", root)
        shutil.copytree(REPO / "solutions", root / "solutions")
        self.source = root / "solutions" / EXERCISE
        self.case: Case = load_case(self.source / "case.yaml")
        self.key: Key = load_key(root / "solutions" / f"{EXERCISE}.key.yaml", self.case)
        self.submitted = root / "grading" / "submitted"
        self.graded = root / "grading" / "autograded"

    def nbgrader(self, *words: str, cwd: Path | None = None, **environ: str) -> subprocess.CompletedProcess[str]:
        """Run one of nbgrader's commands. A later folder or DOORSTEP_KEYS of the machine has no part in it."""
        env = {k: v for k, v in os.environ.items() if not k.startswith(("DOORSTEP", "NBGRADER"))}
        # As for somebody who calls the environment's nbgrader by its path, with nothing activated.
        env["PATH"] = os.defpath
        command = [sys.executable, "-m", "nbgrader", *words]
        return subprocess.run(
            command, cwd=cwd or self.root, env=env | environ, capture_output=True, text=True, check=False, timeout=300
        )

    def done(self, *words: str, **options: Any) -> str:
        """Run a command that must succeed; what it said."""
        result = self.nbgrader(*words, **options)
        assert result.returncode == 0, f"{' '.join(words)}:\n{result.stderr[-4000:]}"
        return result.stdout + result.stderr

    def played(self, policy: str = "thoughtful", seed: str = "a", text: str = TYPED) -> tuple[Event, ...]:
        """A bot's finished play, with ``text`` as its reflection."""
        events = bots.play(self.case, self.key, policy, seed).events
        return tuple(replace(e, text=text) if isinstance(e, Wrote) else e for e in events)

    def notebook(self) -> dict[str, Any]:
        """The released notebook."""
        read: dict[str, Any] = json.loads((self.root / "exercises" / EXERCISE / NOTEBOOK).read_text("utf-8"))
        return read

    def hand_in(
        self,
        trainee: str,
        events: tuple[Event, ...] | None = None,
        notebook: Callable[[dict[str, Any]], None] = lambda _: None,
        folder: Path | None = None,
    ) -> Path:
        """Put a hand-in where nbgrader looks for it, its notebook changed by ``notebook``; its folder."""
        folder = folder or self.submitted / trainee / EXERCISE
        folder.mkdir(parents=True)
        made = self.notebook()
        notebook(made)
        (folder / NOTEBOOK).write_text(json.dumps(made), encoding="utf-8")
        write_trail(folder / TRAIL, self.case, self.played() if events is None else events)
        return folder

    def grades(self, trainee: str) -> dict[str, Row]:
        """A trainee's grades by cell."""
        with self.gradebook() as gradebook:
            notebook = gradebook.find_submission_notebook(EXERCISE, EXERCISE, trainee)
            return {g.name: Row(g.auto_score, g.manual_score, g.needs_manual_grade) for g in notebook.grades}

    def gradebook(self) -> Any:
        """The gradebook, to be used in a with statement."""
        return Gradebook(f"sqlite:///{self.root / 'grading' / 'gradebook.db'}")

    def page(self, trainee: str) -> list[dict[str, Any]]:
        """The cells of the notebook that the tutor sees."""
        read = json.loads((self.graded / trainee / EXERCISE / NOTEBOOK).read_text("utf-8"))
        cells: list[dict[str, Any]] = read["cells"]
        for cell in cells:
            cell["source"] = "".join(cell["source"])
        return cells

    def words(self, trainee: str) -> str:
        """All that the tutor reads on that page: the cells' texts and what they put out."""
        outputs = [json.dumps(c.get("outputs", []), ensure_ascii=False) for c in self.page(trainee)]
        return "\n".join([c["source"] for c in self.page(trainee)] + outputs)


def started(**changed: Any) -> Callable[[tuple[Event, ...]], tuple[Event, ...]]:
    """A change to how a play began, for write-ups of plays that this case cannot have seen."""
    return lambda events: tuple(replace(e, **changed) if isinstance(e, Started) else e for e in events)


def without_ending(events: tuple[Event, ...]) -> tuple[Event, ...]:
    """The same play, left before its last choice."""
    last = max(n for n, event in enumerate(events) if isinstance(event, Chose))
    return events[:last]
