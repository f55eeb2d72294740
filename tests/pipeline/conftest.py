"""What every test of the pipeline begins with: a course whose exercise has been released."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

# pytest imports each test file by itself, so what they share must be found.
sys.path.insert(0, str(Path(__file__).parent))

from classroom import EXERCISE, Course


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course in a folder of its own; one a file, so that the files can run beside each other."""
    made = Course(tmp_path_factory.mktemp("course"))
    made.done("generate_assignment", EXERCISE)
    return made
