"""What every test of the pipeline begins with: a course whose exercise has been released."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

# pytest imports each test file by itself, so what they share must be found.
sys.path.insert(0, str(Path(__file__).parent))

from classroom import EXERCISE, Course


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course whose exercise has been released, to be copied."""
    made = Course(tmp_path_factory.mktemp("released"))
    made.done("generate_assignment", EXERCISE)
    return made.root


@pytest.fixture(scope="module")
def course(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A released course in a folder of its own; one a file, so that no file's tests see another's."""
    made = Course(tmp_path_factory.mktemp("course"))
    for folder in ("exercises", "grading"):
        shutil.copytree(released / folder, made.root / folder)
    return made
