"""nbgrader_config.py: the order of the steps, what it makes and sets, and that nothing hangs on it being there."""

from __future__ import annotations

import os
import shutil
import sysconfig
from pathlib import Path
from typing import Any

import pytest
from classroom import EXERCISE, REPO, Course
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.validator import Validator
from traitlets.config import Config, PyFileConfigLoader
from traitlets.utils.importstring import import_item

STEPS = ("sanitize_preprocessors", "autograde_preprocessors")


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    """The settings, read in an empty folder."""
    for name in ("DOORSTEP_KEYS", "DOORSTEP_EXCHANGE", "PYTHONSAFEPATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", os.defpath)
    shutil.copy2(REPO / "nbgrader_config.py", tmp_path)
    return read(tmp_path)


def read(folder: Path) -> Config:
    """The settings of a folder."""
    return PyFileConfigLoader("nbgrader_config.py", str(folder)).load_config()


def named(steps: list[Any]) -> list[str]:
    """Steps by class name."""
    return [step.rpartition(".")[2] if isinstance(step, str) else step.__name__ for step in steps]


@pytest.mark.parametrize("steps", STEPS)
def test_without_our_steps_the_lists_are_nbgraders_own(settings: Config, steps: str) -> None:
    ours = [step for step in settings.Autograde[steps] if not step.startswith("doorstep.")]
    assert named(ours) == named(Autograde.class_traits()[steps].default())


def test_the_ignored_files_begin_with_nbgraders_own(settings: Config) -> None:
    own = CourseDirectory.class_traits()["ignore"].default()
    assert settings.CourseDirectory.ignore[: len(own)] == own


def test_the_steps_of_validate_which_cannot_be_set_are_those_we_reckon_with() -> None:
    assert named(Validator().preprocessors) == ["CheckCellMetadata", "ClearOutput", "Execute"]


def test_every_step_can_be_imported(settings: Config) -> None:
    for steps in STEPS:
        for step in settings.Autograde[steps]:
            assert callable(import_item(step).preprocess)
    assert import_item(settings.ZipCollectApp.extractor_plugin)
    assert import_item(settings.ExchangeFactory.collect)


def test_our_steps_stand_where_the_design_has_them(settings: Config) -> None:
    first, then = (named(settings.Autograde[steps]) for steps in STEPS)
    assert first[0] == "DropCopies"
    assert first.index("OverwriteCells") < first.index("RunOnlyLocked") < first.index("BringAnswers")
    assert then.index("SaveAutoGrades") < then.index("PutBeforeTutor") < then.index("FlagAgain")


def test_reading_the_settings_makes_the_folders_and_says_where_keys_are(settings: Config, tmp_path: Path) -> None:
    assert {p.name for p in (tmp_path / "grading").iterdir()} == {"submitted", "autograded", "feedback"}
    assert os.environ["DOORSTEP_KEYS"] == str(tmp_path / "solutions")
    assert os.environ["PYTHONSAFEPATH"] == "1"
    assert os.environ["PATH"].split(os.pathsep)[0] == sysconfig.get_path("scripts")
    path = os.environ["PATH"]
    read(tmp_path)
    assert os.environ["PATH"] == path, "nbgrader reads the file two or three times in one run"


def test_keys_kept_elsewhere_and_an_exchange_can_be_named_outside_the_settings(
    settings: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "root" not in settings.Exchange
    monkeypatch.setenv("DOORSTEP_KEYS", "/a/private/folder")
    monkeypatch.setenv("DOORSTEP_EXCHANGE", "/an/exchange")
    again = read(tmp_path)
    assert os.environ["DOORSTEP_KEYS"] == "/a/private/folder"
    assert again.Exchange.root == "/an/exchange"


def test_a_release_without_our_settings_gives_away_no_key(tmp_path: Path) -> None:
    course = Course(tmp_path)
    (tmp_path / "nbgrader_config.py").unlink()
    folders = ["--CourseDirectory.source_directory=solutions", "--CourseDirectory.release_directory=exercises"]
    path = os.pathsep.join([sysconfig.get_path("scripts"), os.defpath])
    course.done("generate_assignment", EXERCISE, *folders, PATH=path)
    released = [p for p in (tmp_path / "exercises").rglob("*") if p.is_file()]
    assert {p.name for p in released} == {f"{EXERCISE}.ipynb", "case.yaml"}
    assert not any(course.key.canary in p.read_text("utf-8") for p in released)
