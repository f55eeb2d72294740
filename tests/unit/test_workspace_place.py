"""Which folder may be a workspace, what it keeps of itself, and how a refusal reads."""

import errno
import json
import stat
from pathlib import Path

import pytest

from doorstep.workspace import place as place_module
from doorstep.workspace.place import prepare
from doorstep.workspace.refusal import CannotOpen
from doorstep.workspace.source import START, Source, enclosing_clone, find_source, usual_place


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    root = tmp_path / "clone"
    (root / START).parent.mkdir(parents=True)
    (root / START).write_text('{"cells": []}')
    (root / "pyproject.toml").write_text('[project]\nname = "doorstep-course"\n')
    return root


@pytest.fixture
def source(clone: Path) -> Source:
    return Source(clone, clone)


def test_the_clone_around_the_working_folder_gives_the_course(clone: Path) -> None:
    assert find_source(clone / "course") == Source(clone, clone)


def test_an_unrelated_project_is_no_clone(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "another"\n')
    assert enclosing_clone(tmp_path) is None


def test_a_project_file_that_cannot_be_read_is_no_clone(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(b"\xff[project")
    assert enclosing_clone(tmp_path) is None


def test_the_usual_workspace_is_in_the_home_folder(tmp_path: Path, clone: Path) -> None:
    assert usual_place(tmp_path, clone) == tmp_path / "doorstep"
    assert usual_place(tmp_path, None) == tmp_path / "doorstep"


@pytest.mark.parametrize("inside", ["doorstep", "doorstep/git/doorstep"])
def test_the_usual_workspace_moves_aside_for_a_clone_of_that_name(tmp_path: Path, inside: str) -> None:
    assert usual_place(tmp_path, tmp_path / inside) == tmp_path / "doorstep-workspace"


def test_a_workspace_gets_a_random_id_and_keeps_it(tmp_path: Path, source: Source) -> None:
    seen = set()
    for name in ("one", "one", "two"):
        prepare(tmp_path / name, source)
        seen.add(json.loads((tmp_path / name / ".doorstep/workspace.json").read_text())["id"])
    assert len(seen) == 2


def test_a_workspace_begins_without_a_name_and_keeps_one_that_was_given(tmp_path: Path, source: Source) -> None:
    record = tmp_path / "ws/.doorstep/workspace.json"
    prepare(tmp_path / "ws", source)
    data = json.loads(record.read_text())
    assert data["name"] is None
    record.write_text(json.dumps(data | {"name": "sam"}))
    prepare(tmp_path / "ws", source)
    assert json.loads(record.read_text())["name"] == "sam"


def test_a_new_workspace_is_the_trainees_alone(tmp_path: Path, source: Source) -> None:
    prepare(tmp_path / "ws", source)
    assert stat.S_IMODE((tmp_path / "ws").stat().st_mode) == 0o700


@pytest.mark.parametrize("damage", [b"", b'{"id": "a', b"[]", b'{"id": 7}', b"\xff\xfe"])
def test_a_damaged_record_is_set_aside_and_said(tmp_path: Path, source: Source, damage: bytes) -> None:
    prepare(tmp_path / "ws", source)
    record = tmp_path / "ws/.doorstep/workspace.json"
    record.write_bytes(damage)
    (said,) = prepare(tmp_path / "ws", source)
    assert "workspace-damaged-1.json" in said
    assert (tmp_path / "ws/.doorstep/workspace-damaged-1.json").read_bytes() == damage
    assert json.loads(record.read_text())["id"]


def test_a_workspace_inside_a_clone_is_refused(clone: Path, source: Source) -> None:
    with pytest.raises(CannotOpen, match=r"inside the clone .* --workspace DIR"):
        prepare(clone / "practice", source)
    assert not (clone / "practice").exists()


@pytest.mark.parametrize("blocked", ["", "course", "exercises", ".doorstep"])
def test_a_file_where_a_folder_should_be_is_refused_and_kept(tmp_path: Path, source: Source, blocked: str) -> None:
    file = tmp_path / "ws" / blocked
    file.parent.mkdir(exist_ok=True)
    file.write_text("mine")
    with pytest.raises(CannotOpen, match="is a file, and Doorstep needs a folder there"):
        prepare(tmp_path / "ws", source)
    assert file.read_text() == "mine"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "no room left on the disk"),
        (errno.EROFS, "not allowed to write"),
        (errno.EACCES, "not allowed to write"),
        (errno.EIO, "Could not write"),
    ],
)
def test_a_workspace_that_cannot_be_written_is_refused_with_the_remedy(
    tmp_path: Path, source: Source, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    def fails(*_: object) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr(place_module, "lay_course", fails)
    with pytest.raises(CannotOpen, match=f"{said}.* --workspace DIR"):
        prepare(tmp_path / "ws", source)


def test_a_file_on_the_way_to_the_workspace_is_refused(tmp_path: Path, source: Source) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(CannotOpen, match="file is a file"):
        prepare(tmp_path / "file/deep/ws", source)


def test_a_course_without_a_start_page_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotOpen, match="course files were not found"):
        prepare(tmp_path / "ws", Source(tmp_path, None))
    assert not (tmp_path / "ws").exists()
