"""The same course marked twice, by nbgrader and by us, and what is equal after a listed normalisation."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

GRADES = """
select s.student_id, s.timestamp, n.name, c.name, g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade,
       sn.late_submission_penalty, sn.flagged
from grade g join submitted_notebook sn on sn.id = g.notebook_id join submitted_assignment s on s.id = sn.assignment_id
     join notebook n on n.id = sn.notebook_id join base_cell c on c.id = g.cell_id
order by 1, 3, 4"""
COMMENTS = """
select s.student_id, n.name, c.name, k.auto_comment, k.manual_comment
from comment k join submitted_notebook sn on sn.id = k.notebook_id
     join submitted_assignment s on s.id = sn.assignment_id
     join notebook n on n.id = sn.notebook_id join base_cell c on c.id = k.cell_id
order by 1, 2, 3"""

NORMALISED = (
    (r"\\u001b\[[0-9;]*m", "", "colours of tracebacks"),
    (r"0x[0-9a-f]{6,}", "0x", "addresses in memory"),
    (r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])", "ID", "random ids of widgets"),
    (r'"id": "[0-9a-f]{8}"', '"id": "NEW"', "random ids of cells that a course's own steps add"),
    (r"ipykernel_\d+", "ipykernel_N", "the number of the process in a traceback"),
    (r"/\.being-marked/[\w.-]+", "", "where a hand-in lies while it is marked"),
    (r"(?:CPU times|Wall time)[^\"]*?\\n", "TIMES", "what %time measured"),
)
"""What may differ between any two runs of nbgrader itself, or between the two ways, and why."""


def command(root: Path, *words: str, module: str = "nbgrader") -> subprocess.CompletedProcess[str]:
    """Run nbgrader, or doorstep, in a course."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("DOORSTEP", "NBGRADER", "PYTEST"))}
    # A kernel that finds itself under pytest leaves alone what other programs print.
    env["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.defpath])
    line = [sys.executable, "-m", module, *words]
    return subprocess.run(line, cwd=root, env=env, capture_output=True, text=True, check=False, timeout=900)


def rows(root: Path, question: str) -> list[tuple[Any, ...]]:
    """Rows of the gradebook."""
    (path,) = [p for p in root.rglob("gradebook.db") if ".nbgrader" not in p.parts]
    with sqlite3.connect(path) as db:
        return db.execute(question).fetchall()


def files(root: Path) -> dict[str, int]:
    """Everything in the autograded folder, with its permissions."""
    return {str(p.relative_to(root)): stat.S_IMODE(p.stat().st_mode) for p in sorted(root.rglob("*"))}


def notebook(path: Path, tracebacks: bool = True) -> str:
    """A notebook as text, without what may differ."""
    nb = json.loads(path.read_text(encoding="utf-8"))
    for cell in nb["cells"]:
        cell["metadata"].pop("execution", None)
        cell["outputs"] = _joined(cell.get("outputs", []))
        for output in cell["outputs"]:
            if not tracebacks and output["output_type"] == "error":
                output["traceback"] = []
    state = nb["metadata"].get("widgets", {}).get("application/vnd.jupyter.widget-state+json", {}).get("state", {})
    if state:
        # The same models, whatever they are called.
        nb["metadata"]["widgets"] = sorted(json.dumps(m, sort_keys=True) for m in state.values())
    made = json.dumps(nb, sort_keys=True, indent=0)
    for pattern, to, _ in NORMALISED:
        made = re.sub(pattern, to, made)
    return made


def _joined(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Neighbouring pieces of one stream as one: how a kernel cuts them depends on the moment."""
    joined: list[dict[str, Any]] = []
    for output in outputs:
        if output["output_type"] == "stream":
            output = output | {"text": "".join(output["text"])}
            if joined and joined[-1]["output_type"] == "stream" and joined[-1]["name"] == output["name"]:
                joined[-1]["text"] += output["text"]
                continue
        joined.append(output)
    return joined
