"""What `doorstep open` lays in a workspace, and what it never does to a trainee's work."""

import json
from pathlib import Path

import pytest

from doorstep.workspace.laying import lay_course
from doorstep.workspace.record import Record, read_record

UNIT = "course/00-start-here"


def notebook(words: str, outputs: tuple[str, ...] = (), **metadata: str) -> str:
    """Write a notebook of one text cell and one code cell."""
    run = [{"output_type": "stream", "name": "stdout", "text": text} for text in outputs]
    cells = [
        {"cell_type": "markdown", "id": "words", "metadata": {}, "source": words},
        {"cell_type": "code", "id": "start", "metadata": {}, "source": ["play", "()"], "outputs": run},
    ]
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture
def source(tmp_path: Path) -> Path:
    root = tmp_path / "clone"
    for unit in (UNIT, "course/01-paper", "exercises/at-the-door"):
        (root / unit).mkdir(parents=True)
        (root / unit / "lesson.ipynb").write_text(notebook("First words."))
        (root / unit / "case.yaml").write_text("title: first\n")
    (root / "course/facts.yaml").write_text("limit: 45\n")
    (root / "solutions/at-the-door").mkdir(parents=True)
    (root / "solutions/at-the-door.key.yaml").write_text("answer: secret\n")
    return root


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    place = tmp_path / "workspace"
    place.mkdir()
    return place


def lay(source: Path, workspace: Path) -> list[str]:
    """Lay the course as `doorstep open` does each time, and give what it says."""
    record = read_record(workspace) or Record()
    return [str(one) for one in lay_course(source, workspace, record)]


def change(source: Path, unit: str = UNIT, title: str = "second") -> None:
    """Make a newer version of a unit."""
    (source / unit / "case.yaml").write_text(f"title: {title}\n")


def files(folder: Path) -> set[str]:
    """List the files of a folder, what Doorstep keeps for itself left out."""
    return {
        file.relative_to(folder).as_posix()
        for file in folder.rglob("*")
        if file.is_file() and ".doorstep" not in file.parts
    }


def test_lessons_and_exercises_are_laid_and_solutions_are_not(source: Path, workspace: Path) -> None:
    assert lay(source, workspace) == []
    assert files(workspace) == {
        f"{unit}/{name}"
        for unit in (UNIT, "course/01-paper", "exercises/at-the-door")
        for name in ("lesson.ipynb", "case.yaml")
    } | {"course/facts.yaml"}


def test_what_tools_and_plays_left_in_the_clone_is_not_laid(source: Path, workspace: Path) -> None:
    (source / UNIT / ".ipynb_checkpoints").mkdir()
    (source / UNIT / ".ipynb_checkpoints/lesson-checkpoint.ipynb").write_text("{}")
    (source / UNIT / "start.trail.jsonl").write_text("{}\n")
    (source / "course/.DS_Store").write_text("")
    lay(source, workspace)
    assert files(workspace / UNIT) == {"lesson.ipynb", "case.yaml"}
    assert not (workspace / "course/.DS_Store").exists()


def test_an_untouched_unit_is_refreshed(source: Path, workspace: Path) -> None:
    lay(source, workspace)
    change(source)
    (source / UNIT / "picture.svg").write_text("<svg/>")
    assert lay(source, workspace) == []
    assert (workspace / UNIT / "case.yaml").read_text() == "title: second\n"
    assert (workspace / UNIT / "picture.svg").exists()


def test_a_file_that_the_newer_version_has_no_more_goes(source: Path, workspace: Path) -> None:
    lay(source, workspace)
    (source / UNIT / "case.yaml").unlink()
    lay(source, workspace)
    assert files(workspace / UNIT) == {"lesson.ipynb"}


def test_a_notebook_that_jupyter_has_saved_with_outputs_is_untouched(source: Path, workspace: Path) -> None:
    lay(source, workspace)
    (workspace / UNIT / "lesson.ipynb").write_text(notebook("First words.", outputs=("hello",), language="python"))
    change(source)
    assert lay(source, workspace) == []
    assert (workspace / UNIT / "case.yaml").read_text() == "title: second\n"


def test_a_notebook_whose_words_were_changed_is_kept_and_the_newer_version_laid_beside(
    source: Path, workspace: Path
) -> None:
    lay(source, workspace)
    mine = notebook("My own words.")
    (workspace / UNIT / "lesson.ipynb").write_text(mine)
    change(source)
    (said,) = lay(source, workspace)
    assert said == f"There is a newer version of {UNIT}: it is in {UNIT}-new, and yours is as you left it."
    assert (workspace / UNIT / "lesson.ipynb").read_text() == mine
    assert (workspace / UNIT / "case.yaml").read_text() == "title: first\n"
    assert (workspace / f"{UNIT}-new/case.yaml").read_text() == "title: second\n"


def test_a_played_unit_is_kept_and_the_newer_version_laid_beside(source: Path, workspace: Path) -> None:
    lay(source, workspace)
    trail = workspace / "exercises/at-the-door/at-the-door.trail.jsonl"
    trail.write_text('{"n": 0}\n')
    change(source, "exercises/at-the-door")
    (said,) = lay(source, workspace)
    assert "exercises/at-the-door-new" in said
    assert trail.read_text() == '{"n": 0}\n'
    assert (workspace / "exercises/at-the-door/case.yaml").read_text() == "title: first\n"
    assert not list((workspace / "exercises/at-the-door-new").glob("*.trail.jsonl"))


def test_the_same_newer_version_is_laid_beside_once_only(source: Path, workspace: Path) -> None:
    lay(source, workspace)
    (workspace / UNIT / "start.trail.jsonl").write_text("{}\n")
    change(source)
    assert len(lay(source, workspace)) == 1
    assert lay(source, workspace) == []
    assert not (workspace / f"{UNIT}-new-2").exists()


def test_each_newer_version_gets_the_next_name_when_the_last_one_was_played_too(source: Path, workspace: Path) -> None:
    lay(source, workspace)
    for number, place in enumerate((UNIT, f"{UNIT}-new", f"{UNIT}-new-2")):
        (workspace / place / "start.trail.jsonl").write_text("{}\n")
        change(source, title=f"version {number}")
        lay(source, workspace)
    assert (workspace / f"{UNIT}-new-3/case.yaml").read_text() == "title: version 2\n"
    assert (workspace / f"{UNIT}-new/case.yaml").read_text() == "title: version 0\n"


def test_a_newer_version_laid_beside_and_not_played_is_refreshed_where_it_is(source: Path, workspace: Path) -> None:
    lay(source, workspace)
    (workspace / UNIT / "start.trail.jsonl").write_text("{}\n")
    change(source)
    lay(source, workspace)
    change(source, title="third")
    assert lay(source, workspace) == []
    assert (workspace / f"{UNIT}-new/case.yaml").read_text() == "title: third\n"
    assert not (workspace / f"{UNIT}-new-2").exists()


def test_a_newer_version_laid_beside_and_thrown_away_does_not_come_back(source: Path, workspace: Path) -> None:
    lay(source, workspace)
    (workspace / UNIT / "start.trail.jsonl").write_text("{}\n")
    change(source)
    lay(source, workspace)
    for file in (workspace / f"{UNIT}-new").iterdir():
        file.unlink()
    (workspace / f"{UNIT}-new").rmdir()
    assert lay(source, workspace) == []
    assert not (workspace / f"{UNIT}-new").exists()


def test_a_folder_of_the_trainees_own_with_the_next_name_is_left_alone(source: Path, workspace: Path) -> None:
    lay(source, workspace)
    (workspace / UNIT / "start.trail.jsonl").write_text("{}\n")
    (workspace / f"{UNIT}-new").mkdir()
    (workspace / f"{UNIT}-new/diary.txt").write_text("mine")
    change(source)
    (said,) = lay(source, workspace)
    assert "00-start-here-new-2" in said
    assert files(workspace / f"{UNIT}-new") == {"diary.txt"}
    assert lay(source, workspace) == []


def test_files_a_trainee_adds_stay_when_the_unit_is_refreshed(source: Path, workspace: Path) -> None:
    lay(source, workspace)
    (workspace / UNIT / "notes.txt").write_text("mine")
    change(source)
    assert lay(source, workspace) == []
    assert (workspace / UNIT / "notes.txt").read_text() == "mine"


def test_a_file_a_trainee_added_is_not_overwritten_by_a_new_one_of_the_same_name(source: Path, workspace: Path) -> None:
    lay(source, workspace)
    (workspace / UNIT / "picture.svg").write_text("mine")
    (source / UNIT / "picture.svg").write_text("<svg/>")
    assert len(lay(source, workspace)) == 1
    assert (workspace / UNIT / "picture.svg").read_text() == "mine"


def test_a_deleted_unit_is_laid_afresh(source: Path, workspace: Path) -> None:
    lay(source, workspace)
    for file in (workspace / UNIT).iterdir():
        file.unlink()
    (workspace / UNIT).rmdir()
    lay(source, workspace)
    assert files(workspace / UNIT) == {"lesson.ipynb", "case.yaml"}


def test_a_deleted_file_is_put_back_beside_a_trail(source: Path, workspace: Path) -> None:
    lay(source, workspace)
    (workspace / UNIT / "start.trail.jsonl").write_text("{}\n")
    (workspace / UNIT / "case.yaml").unlink()
    assert lay(source, workspace) == []
    assert (workspace / UNIT / "case.yaml").read_text() == "title: first\n"


def test_a_changed_loose_file_is_kept_and_the_newer_one_laid_beside(source: Path, workspace: Path) -> None:
    lay(source, workspace)
    (workspace / "course/facts.yaml").write_text("limit: 10\n")
    (source / "course/facts.yaml").write_text("limit: 35\n")
    (said,) = lay(source, workspace)
    assert "course/facts-new.yaml" in said
    assert (workspace / "course/facts.yaml").read_text() == "limit: 10\n"
    assert (workspace / "course/facts-new.yaml").read_text() == "limit: 35\n"


def test_an_untouched_loose_file_is_refreshed(source: Path, workspace: Path) -> None:
    lay(source, workspace)
    (source / "course/facts.yaml").write_text("limit: 35\n")
    assert lay(source, workspace) == []
    assert (workspace / "course/facts.yaml").read_text() == "limit: 35\n"


def test_a_folder_that_doorstep_did_not_lay_is_never_overwritten(source: Path, workspace: Path) -> None:
    (workspace / UNIT).mkdir(parents=True)
    (workspace / UNIT / "case.yaml").write_text("mine")
    (said,) = lay(source, workspace)
    assert "course/00-start-here-new" in said
    assert (workspace / UNIT / "case.yaml").read_text() == "mine"


def test_a_file_with_the_name_of_a_unit_is_never_overwritten(source: Path, workspace: Path) -> None:
    (workspace / "course").mkdir()
    (workspace / UNIT).write_text("mine")
    assert len(lay(source, workspace)) == 1
    assert (workspace / UNIT).read_text() == "mine"


def test_an_update_cut_short_is_finished_the_next_time(
    source: Path, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(source, workspace)
    change(source)
    (source / UNIT / "lesson.ipynb").write_text(notebook("Second words."))
    real_replace = Path.replace

    def cut_short(self: Path, target: Path) -> Path:
        if Path(target).name == "lesson.ipynb":
            raise OSError(28, "No space left on device")
        return real_replace(self, target)

    monkeypatch.setattr(Path, "replace", cut_short)
    with pytest.raises(OSError, match="No space"):
        lay(source, workspace)
    monkeypatch.undo()
    assert (workspace / UNIT / "case.yaml").read_text() == "title: second\n"
    assert lay(source, workspace) == []
    assert "Second words." in (workspace / UNIT / "lesson.ipynb").read_text()
    assert files(workspace / UNIT) == {"lesson.ipynb", "case.yaml"}


def test_a_first_laying_cut_short_leaves_no_half_unit(
    source: Path, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_replace = Path.replace

    def cut_short(self: Path, target: Path) -> Path:
        if Path(target).name == "lesson.ipynb":
            raise OSError(28, "No space left on device")
        return real_replace(self, target)

    monkeypatch.setattr(Path, "replace", cut_short)
    with pytest.raises(OSError, match="No space"):
        lay(source, workspace)
    assert files(workspace) == set()


def test_a_notebook_that_cannot_be_read_counts_as_touched(source: Path, workspace: Path) -> None:
    lay(source, workspace)
    (workspace / UNIT / "lesson.ipynb").write_text('{"cells": [')
    change(source)
    assert len(lay(source, workspace)) == 1
    assert (workspace / UNIT / "lesson.ipynb").read_text() == '{"cells": ['
