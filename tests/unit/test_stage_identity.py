"""Whose work it is: a random id of the workspace, and the name a trainee typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from doorstep.case import Case
from doorstep.stage import identity
from doorstep.stage.desk import Desk


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with an exercise's folder in it; the folder is what is given."""
    (tmp_path / ".doorstep").mkdir()
    (tmp_path / ".doorstep" / "workspace.json").write_text('{"id": "4f1c", "laid": {"a": "b"}, "name": null}')
    folder = tmp_path / "exercises" / "small"
    folder.mkdir(parents=True)
    return folder


def test_the_workspace_is_looked_for_upwards(workspace: Path) -> None:
    assert identity.workspace_of(workspace) == workspace.parent.parent
    assert identity.seed(workspace) == "4f1c"
    assert identity.name(workspace) == ""


def test_the_workspace_named_by_the_server_comes_first(
    workspace: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = tmp_path_factory.mktemp("named")
    (named / ".doorstep").mkdir()
    (named / ".doorstep" / "workspace.json").write_text('{"id": "named"}')
    monkeypatch.setenv("DOORSTEP_WORKSPACE", str(named))
    assert identity.seed(workspace) == "named"
    monkeypatch.setenv("DOORSTEP_WORKSPACE", str(named / "gone"))
    assert identity.seed(workspace) == "4f1c"


def test_outside_any_workspace_each_seed_is_new(tmp_path: Path) -> None:
    assert identity.workspace_of(tmp_path) is None
    assert len({identity.seed(tmp_path) for _ in range(5)}) == 5


@pytest.mark.parametrize("text", ["", "{", "[]", '{"id": 7}', '{"id": ""}', '{"id": null}'])
def test_a_spoilt_record_of_the_workspace_stops_nobody(workspace: Path, text: str) -> None:
    (workspace.parent.parent / ".doorstep" / "workspace.json").write_text(text)
    assert len(identity.seed(workspace)) == 32
    assert identity.name(workspace) == ""


def test_the_first_family_is_decided_by_exercise_and_workspace(workspace: Path, small: Case) -> None:
    met = set()
    for again in range(3):
        desk = Desk(small, workspace)
        assert desk.take({"do": "begin", "seen": 0}).saved
        assert desk.session is not None
        met.add((desk.session.family_name, desk.session.seed))
        desk.trail.path.rename(workspace / f"{again}.jsonl")
    assert len(met) == 1
    assert {seed for _, seed in met} == {"4f1c"}


def test_a_name_is_remembered_beside_what_was_laid(workspace: Path) -> None:
    identity.remember_name(workspace, "sam")
    kept = json.loads((workspace.parent.parent / ".doorstep" / "workspace.json").read_text(encoding="utf-8"))
    assert kept == {"id": "4f1c", "laid": {"a": "b"}, "name": "sam"}
    assert identity.name(workspace) == "sam"


def test_a_name_that_cannot_be_remembered_is_forgotten_without_a_word(
    workspace: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity.remember_name(tmp_path_factory.mktemp("outside"), "sam")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "write_text", refuse)
    identity.remember_name(workspace, "sam")
    assert identity.name(workspace) == ""


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Sam O'Kafor", "sam-o-kafor"),
        ("  23_0041 ", "23-0041"),
        ("s.okafor@council.gov.uk", "s.okafor-council.gov.uk"),
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\Users\\sam", "c-users-sam"),
        ("Ünal Şahin", "ünal-şahin"),
        ("<b>sam</b>", "b-sam-b"),
        ("sam\u202egnp", "sam-gnp"),
        ("half \ud83d", "half"),
        ("...", ""),
        ("///", ""),
        ("", ""),
        ("\n\t", ""),
        ("x" * 500, "x" * 60),
    ],
)
def test_a_typed_name_becomes_one_that_nbgrader_and_every_disk_can_take(typed: str, name: str) -> None:
    assert identity.as_id(typed) == name
