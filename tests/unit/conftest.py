"""What the tests of the core share: the small cases, their keys, and two ways to play them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from askedcase import ASKED, ASKED_KEY
from doorstep.case import Case, Key
from smallcase import Player, case_of, key_of

# No deadline, since machines differ; the same examples on each, so that a failure can be had again.
settings.register_profile("doorstep", deadline=None, derandomize=True, database=None)
settings.load_profile("doorstep")


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The small case."""
    return case_of(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="session")
def small_key(tmp_path_factory: pytest.TempPathFactory, small: Case) -> Key:
    """Its key."""
    return key_of(tmp_path_factory.mktemp("key"), small)


@pytest.fixture(scope="session")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The small case in which more is asked than choices."""
    return case_of(tmp_path_factory.mktemp("asking"), ASKED)


@pytest.fixture(scope="session")
def asking_key(tmp_path_factory: pytest.TempPathFactory, asking: Case) -> Key:
    """Its key."""
    return key_of(tmp_path_factory.mktemp("asking-key"), asking, ASKED_KEY)


@pytest.fixture
def made(tmp_path: Path) -> Callable[[str], Case]:
    """Reads a case from a text."""
    return lambda text: case_of(tmp_path, text)


@pytest.fixture(params=["straight", "after save and load"])
def player(request: pytest.FixtureRequest, tmp_path: Path, small: Case) -> Callable[..., Player]:
    """Begins a play of the small case or another: once straight, once saved and loaded after every step."""
    saved = tmp_path / "small.trail.jsonl" if request.param == "after save and load" else None

    def start(family: str = "quiet", case: Case | str = small) -> Player:
        return Player(case_of(tmp_path, case) if isinstance(case, str) else case, family, saved)

    return start


@pytest.fixture
def asker(player: Callable[..., Player], asking: Case) -> Callable[..., Player]:
    """Begins a play of the small case in which more is asked, straight and after save and load."""

    def start(family: str = "quiet", case: Case | str = asking) -> Player:
        return player(family, case)

    return start


@pytest.fixture(autouse=True)
def nobodys_workspace(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test takes its seed, its name or its rules from whoever runs it."""
    for name in ("DOORSTEP_WORKSPACE", "DOORSTEP_KEYS", "NBGRADER_EXECUTION"):
        monkeypatch.delenv(name, raising=False)
