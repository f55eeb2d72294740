"""What the wheel carries: the course for trainees, trainee mode, and nothing that only tutors should have."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

CLONE = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def carried(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=CLONE,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


def for_trainees() -> set[str]:
    """List what the clone has for trainees, as Git sees it."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "course", "exercises"],
        cwd=CLONE,
        check=True,
        capture_output=True,
        text=True,
    )
    return {line for line in listed.stdout.splitlines() if (CLONE / line).exists()}


def test_the_wheel_carries_each_course_file(carried: set[str]) -> None:
    inside = {name.removeprefix("doorstep/_course/") for name in carried if name.startswith("doorstep/_course/")}
    assert inside == for_trainees()
    assert "course/00-start-here/lesson.ipynb" in inside


def test_the_wheel_carries_no_solution_key_or_trail(carried: set[str]) -> None:
    secret = ("solutions", ".key.yaml", ".trail.", "nbgrader_config")
    assert [name for name in carried if any(word in name for word in secret)] == []


def test_the_wheel_carries_trainee_mode(carried: set[str]) -> None:
    assert {
        "doorstep/workspace/trainee/jupyter_server_config.json",
        "doorstep/workspace/trainee/labconfig/page_config.json",
        "doorstep/workspace/trainee/labconfig/default_setting_overrides.json",
    } <= carried
    extension = "data/share/jupyter/labextensions/doorstep-trainee/"
    assert {name.split(extension)[1] for name in carried if extension in name} == {
        "package.json",
        "static/remoteEntry.js",
    }


def test_the_wheel_changes_no_jupyter_settings_of_others(carried: set[str]) -> None:
    assert [name for name in carried if "data/etc/" in name or "data/share/jupyter/lab/" in name] == []
