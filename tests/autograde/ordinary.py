"""An ordinary code course that has nothing to do with ours, and hand-ins of every sort."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

NAME = "ps1"
CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "ordinary"
c.CourseDirectory.source_directory = "source"
c.Execute.timeout = 3
c.LateSubmissionPlugin.penalty_method = "zero"
c.ClearSolutions.code_stub = {"python": "raise NotImplementedError()"}
"""

Notebook = dict[str, Any]
Change = Callable[[Path], None]


def code(source: str, name: str = "", **keys: Any) -> dict[str, Any]:
    """A code cell, with nbgrader's metadata where it has a name."""
    return _cell("code", source, name, keys) | {"outputs": [], "execution_count": None}


def text(source: str, name: str = "", **keys: Any) -> dict[str, Any]:
    """A markdown cell."""
    return _cell("markdown", source, name, keys)


def _cell(kind: str, source: str, name: str, keys: dict[str, Any]) -> dict[str, Any]:
    metadata: dict[str, Any] = {}
    if name:
        base = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
        metadata["nbgrader"] = base | {"grade_id": name} | keys
    return {"cell_type": kind, "source": source, "metadata": metadata, "id": (name or f"c{abs(hash(source))}")[:40]}


def test_(source: str, name: str, points: float) -> dict[str, Any]:
    """A locked test cell."""
    return code(source, name, grade=True, locked=True, points=points)


def notebook(*cells: dict[str, Any]) -> Notebook:
    """A notebook of these cells."""
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {"cells": list(cells), "metadata": {"kernelspec": spec}, "nbformat": 4, "nbformat_minor": 5}


FIRST = notebook(
    text("# First problem"),
    code("import math\nimport helper\nfrom IPython.display import display, HTML", "setup", locked=True),
    code("def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION", "double", solution=True),
    test_("assert double(2) == 4", "test_double", 2),
    test_(
        "assert double(2) == 4\n### BEGIN HIDDEN TESTS\nassert double(1.5) == 3.0\n### END HIDDEN TESTS", "hidden", 3
    ),
    test_("print('two words')\nhelper.share(double)", "partly", 4),
    test_("import sys\nprint('noise', file=sys.stderr) if double(0) else None", "noisy", 1),
    code("scratch = [double(i) for i in range(3)] if callable(double) else None\nscratch"),
    code("display(HTML('<b>shown</b>'))\ndisplay({'a': 1})\nprint('after')\n3 + 4"),
    text(
        "Explain.\n\n### BEGIN SOLUTION\nIt doubles.\n### END SOLUTION", "explain", solution=True, grade=True, points=5
    ),
    text("Draw it and add cells.", "task", task=True, locked=True, points=2),
)
SECOND = notebook(
    code("answer = 0\n### BEGIN SOLUTION\nanswer = 42\n### END SOLUTION", "answer", solution=True),
    test_("assert answer == 42, f'not {answer}'", "test_answer", 2),
    test_("round(min(1, answer / 42), 2)", "how_near", 1),
    code("import ipywidgets as w\nw.VBox([w.IntSlider(value=3), w.HTML('<i>x</i>')])", "widget", locked=True),
)
HELPER = "def share(f):\n    try:\n        return sum(f(i) == 2 * i for i in range(4))\n    except Exception:\n        return 0\n"


class Ordinary:
    """The course in a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        source = root / "source" / NAME
        source.mkdir(parents=True)
        (root / "nbgrader_config.py").write_text(CONFIG)
        (source / "first.ipynb").write_text(json.dumps(FIRST))
        (source / "second.ipynb").write_text(json.dumps(SECOND))
        (source / "helper.py").write_text(HELPER)
        (source / "data").mkdir()
        (source / "data" / "numbers.txt").write_text("1 2 3\n")

    def hand_in(self, student: str, *changes: Change, solved: bool = True) -> Path:
        """A copy of what was released, solved, then changed."""
        there = self.root / "submitted" / student / NAME
        shutil.copytree(self.root / "release" / NAME, there)
        if solved:
            solution("double", "def double(x):\n    return 2 * x")(there)
            solution("answer", "answer = 42", "second")(there)
        for change in changes:
            change(there)
        return there


def edit(of: str, change: Callable[[Notebook], None]) -> Change:
    """Change a notebook of a hand-in."""

    def changed(folder: Path) -> None:
        path = folder / f"{of}.ipynb"
        nb = json.loads(path.read_text())
        for cell in nb["cells"]:
            cell["source"] = "".join(cell["source"])
        change(nb)
        path.chmod(0o644)
        path.write_text(json.dumps(nb))

    return changed


def named(nb: Notebook, name: str) -> dict[str, Any]:
    """The cell with a grade id."""
    return next(c for c in nb["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == name)


def solution(name: str, source: str, of: str = "first") -> Change:
    """Write something into a cell."""
    return edit(of, lambda nb: named(nb, name).update(source=source))


def added(source: str, at: int = 0, of: str = "first") -> Change:
    """Add a code cell."""
    return edit(of, lambda nb: nb["cells"].insert(at, code(source)))


def deleted(name: str, of: str = "first") -> Change:
    """Take a cell out."""
    return edit(of, lambda nb: nb["cells"].remove(named(nb, name)))


def file(name: str, words: str) -> Change:
    """Put a file beside the notebooks."""

    def put(folder: Path) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.write_text(words)

    return put


def without(name: str) -> Change:
    """Take a file away."""
    return lambda folder: (folder / name).unlink()


HAND_INS: dict[str, tuple[Change, ...]] = {
    "right": (),
    "explained": (solution("explain", "It adds a number to itself."),),
    "wrong": (solution("double", "def double(x):\n    return 3 * x"),),
    "partly": (solution("double", "def double(x):\n    return 2 * x if x < 2 else 0"),),
    "hidden-wrong": (solution("double", "def double(x):\n    return int(2 * int(x))"),),
    "raises": (solution("double", "def double(x):\n    raise ValueError('no')"),),
    "nested-error": (solution("double", "def double(x):\n    try:\n        1 / 0\n    except ZeroDivisionError as e:\n        raise KeyError('k') from e"),),
    "syntax-error": (solution("double", "def double(x:\n    return 2"),),
    "indentation": (solution("double", "def double(x):\nreturn 2"),),
    "noisy": (solution("double", "def double(x):\n    return 2 * x or 'noise'"),),
    "name-error": (solution("double", "nothing = missing"),),
    "second-wrong": (solution("answer", "answer = 21", "second"),),
    "second-raises": (solution("answer", "raise RuntimeError('x' * 300)", "second"),),
    "no-second": (without("second.ipynb"),),
    "late": (file("timestamp.txt", "2026-10-02 10:00:00 UTC"),),
    "in-time": (file("timestamp.txt", "2026-09-30 10:00:00 UTC"),),
    "another-zone": (file("timestamp.txt", "2026-10-01 12:00:00 Europe/London"),),
    "empty-stamp": (file("timestamp.txt", ""),),
    "extra-file": (file("notes/mine.txt", "mine"), file("data/numbers.txt", "9 9")),
    "extra-notebook": (file("third.ipynb", json.dumps(notebook(text("mine")))),),
    "own-helper": (file("helper.py", "def share(f):\n    return 4\n"),),
    "added-prints": (added("for i in range(5):\n    print(i)"), added("print('last')", 99)),
    "added-raises": (added("raise RuntimeError('early')"),),
    "added-many-lines": (added("for i in range(1500):\n    print(i)"),),
    "added-display": (added("from IPython.display import display, Markdown, clear_output\ndisplay(Markdown('a'))\nclear_output()\ndisplay(Markdown('b'))"),),
    "added-update": (added("from IPython.display import display\nh = display('one', display_id=True)\nh.update('two')"),),
    "added-await": (added("import asyncio\nawait asyncio.sleep(0)\n'awaited'"),),
    "added-asyncio-run": (added("import asyncio\nasyncio.run(asyncio.sleep(0))"),),
    "added-input": (added("input('name? ')"),),
    "added-magic": (added("%%capture held\nprint('caught')"), added("%time 1 + 1", 1)),
    "added-history": (added("_ih[-1], In[1], Out"),),
    "added-shell": (added("import os\nos.system('echo from a shell')"),),
    "added-bang": (added("!echo banged"),),
    "added-exit": (added("import sys\nsys.exit(3)"),),
    "added-quit": (added("quit()"),),
    "added-class": (added("class A:\n    def _repr_html_(self):\n        return '<p>A</p>'\nA()"),),
    "added-image": (added("from IPython.display import Image\nImage(data=bytes(range(64)), format='png')"),),
    "added-latex": (added("from IPython.display import Math\nMath('x^2')"),),
    "added-warning": (added("import warnings\nwarnings.warn('careful')"),),
    "added-unicode": (added("print('naïve café 🐎 \\u202e'); '漢字'"),),
    "added-nan": (added("float('nan'), float('inf')"),),
    "added-big-repr": (added("list(range(2000))"),),
    "added-thread": (added("import threading\nt = threading.Thread(target=print, args=('threaded',)); t.start(); t.join()"),),
    "added-widget": (added("import ipywidgets as w\ns = w.IntSlider(); s.value = 7\ndisplay_later = s\ns"),),
    "added-files": (added("open('made.txt', 'w').write('made')"),),
    "much-added": (
        added("raise RuntimeError('early')"), added("import asyncio\nawait asyncio.sleep(0)\n'awaited'"),
        added("import asyncio\nasyncio.run(asyncio.sleep(0))"), added("%%capture held\nprint('caught')"),
        added("from IPython.display import display\nh = display('one', display_id=True)\nh.update('two')"),
        added("import os\nos.system('echo from a shell')"), added("import warnings\nwarnings.warn('careful')"),
        added("import ipywidgets as w\ns = w.IntSlider(); s.value = 7\ndisplay_later = s\ns"), added("2 + 2", 99),
    ),
    "added-empty": (added("   "), added("# only a comment")),
    "changed-test": (edit("first", lambda nb: named(nb, "test_double").update(source="assert True")),),
    "changed-points": (edit("first", lambda nb: named(nb, "test_double")["metadata"]["nbgrader"].update(points=90)),),
    "unlocked": (edit("first", lambda nb: named(nb, "setup")["metadata"]["nbgrader"].update(locked=False)),),
    "retyped": (edit("first", lambda nb: _retype(named(nb, "hidden"))),),
    "deleted-test": (deleted("test_double"),),
    "deleted-solution": (deleted("double"),),
    "deleted-task": (deleted("task"),),
    "no-metadata": (edit("first", lambda nb: named(nb, "test_double")["metadata"].clear()),),
    "moved": (edit("first", lambda nb: nb["cells"].reverse()),),
    "other-kernel": (edit("first", lambda nb: nb["metadata"].update(kernelspec={"name": "ir", "display_name": "R", "language": "R"})),),
    "outputs-kept": (edit("first", lambda nb: named(nb, "test_double").update(outputs=[{"output_type": "stream", "name": "stdout", "text": "old"}], execution_count=9)),),
    "old-minor": (edit("first", lambda nb: nb.update(nbformat_minor=2)), edit("first", lambda nb: [c.pop("id") for c in nb["cells"]])),
    "loops": (added("while True:\n    pass"),),
    "broken-json": (file("first.ipynb", "{not json"),),
    "renamed-id": (edit("first", lambda nb: named(nb, "test_double")["metadata"]["nbgrader"].update(grade_id="other")),),
}  # fmt: skip
"""By trainee: what is changed in a right hand-in. ``empty`` is added, as it was released."""


def _retype(cell: dict[str, Any]) -> None:
    cell["cell_type"] = "markdown"
    cell.pop("outputs")
    cell.pop("execution_count")
