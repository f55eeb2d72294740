"""What a test cell says and gives: to nbgrader, to the trainee, to the tutor."""

from __future__ import annotations

import json
import shutil
import sys
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from nbformat.v4 import new_code_cell, new_output
from nbgrader.utils import determine_grade

from doorstep.case import Case, Key, load_case, load_key
from doorstep.cohort import bots
from doorstep.cohort.pretend import write_trail
from doorstep.marking import Points, Unfinished, Unmarkable, cells, finished, mark
from doorstep.play import Event, Session, Started, replay
from doorstep.practice import Mark, marks

SOLUTIONS = Path(__file__).parents[2] / "solutions"
NAME = "at-the-door"
CRITERION = "danger-first"


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case(SOLUTIONS / NAME / "case.yaml")


@pytest.fixture(scope="module")
def key(case: Case) -> Key:
    return load_key(SOLUTIONS / f"{NAME}.key.yaml", case)


@pytest.fixture(scope="module")
def played(case: Case, key: Key) -> tuple[Event, ...]:
    return bots.play(case, key, "thoughtful", "a").events


@pytest.fixture
def handed_in(
    tmp_path: Path, case: Case, monkeypatch: pytest.MonkeyPatch
) -> Callable[[tuple[Event, ...] | None], Path]:
    """A folder with a trail, in which a test cell is being graded."""
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    monkeypatch.setenv("DOORSTEP_KEYS", str(SOLUTIONS))
    shutil.copy(SOLUTIONS / NAME / "case.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)

    def make(events: tuple[Event, ...] | None) -> Path:
        if events is not None:
            write_trail(tmp_path / f"{NAME}.trail.jsonl", case, events)
        return tmp_path

    return make


def a_mark(points: float, worth: int = 4, because: str = "It was so.") -> Mark:
    return Mark("name", "A sentence.", points, worth, because, ())


def shown(value: Any) -> dict[str, Any]:
    """What IPython puts out for a value."""
    formatted, _ = InteractiveShell.instance().display_formatter.format(value)
    return dict(formatted)


@pytest.mark.parametrize("points", [0, 0.5, 2.5, 4])
def test_nbgrader_takes_the_part_mark_from_points(points: float) -> None:
    cell = new_code_cell(metadata={"nbgrader": {"grade": True, "solution": False, "points": 4}})
    cell.outputs = [new_output("execute_result", data=shown(Points(a_mark(points))))]
    assert determine_grade(cell) == (points, 4)


@pytest.mark.parametrize("points", [-1, 4.5, float("nan"), float("inf")])
def test_points_that_nbgrader_would_misread_cannot_be_made(points: float) -> None:
    with pytest.raises(ValueError, match="is not a mark out of 4"):
        Points(a_mark(points))


def test_points_show_sentence_reason_and_moments_as_text() -> None:
    found = Points(a_mark(2, because="<b>bold</b> & $x$"), ("10:20 “<i>Hello</i>”",))
    html = found._repr_html_()
    assert "2 of 4." in html
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; $x$" in html
    assert "<li>10:20 “&lt;i&gt;Hello&lt;/i&gt;”</li>" in html
    assert repr(found) == "2.0"


def test_every_criterion_gets_the_mark_of_the_play(
    handed_in: Callable[..., Path], case: Case, key: Key, played: tuple[Event, ...]
) -> None:
    handed_in(played)
    for wanted in marks(replay(case, played), key).criteria:
        found = mark(wanted.name)
        assert found == wanted.points
        assert found is not None
        assert found.mark.because == wanted.because


def test_a_mark_is_given_without_a_word_on_stderr(
    handed_in: Callable[..., Path],
    played: tuple[Event, ...],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def noisy(*given: Any) -> Mark:
        warnings.warn("old", DeprecationWarning, stacklevel=1)
        print("a library speaks", file=sys.stderr)
        return a_mark(3)

    handed_in(played)
    monkeypatch.setattr(cells, "mark_of", noisy)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        assert mark(CRITERION) == 3
    assert capsys.readouterr() == ("", "")


def test_without_answers_it_names_the_missing_file(handed_in: Callable[..., Path]) -> None:
    handed_in(None)
    with pytest.raises(Unmarkable, match=rf"There is no {NAME}\.trail\.jsonl"):
        mark(CRITERION)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"case": "another"}, "another case"),
        ({"digest": "0"}, "another version of the case"),
        ({"rules": 99}, "rules version 99"),
        ({"family": "nobody"}, "no family called"),
    ],
)
def test_foreign_answers_are_not_marked(
    handed_in: Callable[..., Path], played: tuple[Event, ...], change: dict[str, Any], sentence: str
) -> None:
    folder = handed_in(played)
    trail = folder / f"{NAME}.trail.jsonl"
    began = played[0]
    assert isinstance(began, Started)
    rechained(trail, replace(began, **change), played[1:])
    with pytest.raises(Unmarkable, match=sentence):
        mark(CRITERION)


def rechained(trail: Path, began: Event, rest: tuple[Event, ...]) -> None:
    """A whole trail of a play that cannot have happened here."""
    from doorstep.play.trail import encode

    before, data = "", b""
    for n, event in enumerate((began, *rest)):
        line, raw = encode(n, event, "2026-10-13T10:20", "2026-11-02T09:00:00+00:00", before)
        before, data = line.digest, data + raw
    trail.write_bytes(data)


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda data: b"", "is empty"),
        (lambda data: b"\xff\xfe" + data, "line 1"),
        (lambda data: b"[" * 100_000 + b"\n" + data, "line 1"),
        (lambda data: data.replace(b'"n": 2', b'"n": 7'), "line 3"),
        (lambda data: b"".join(data.splitlines(keepends=True)[1:]), "line 1"),
        (lambda data: data + b"null\n", "line"),
    ],
)
def test_damaged_answers_are_not_marked_and_the_line_is_named(
    handed_in: Callable[..., Path], played: tuple[Event, ...], damage: Callable[[bytes], bytes], sentence: str
) -> None:
    trail = handed_in(played) / f"{NAME}.trail.jsonl"
    trail.write_bytes(damage(trail.read_bytes()))
    with pytest.raises(Unmarkable, match=sentence):
        mark(CRITERION)


def test_answers_far_too_large_are_not_read(
    handed_in: Callable[..., Path], played: tuple[Event, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    handed_in(played)
    monkeypatch.setattr(cells, "LARGEST_TRAIL", 100)
    with pytest.raises(Unmarkable, match="too large"):
        mark(CRITERION)


def test_an_unfinished_play_is_not_marked(handed_in: Callable[..., Path], played: tuple[Event, ...]) -> None:
    handed_in(played[:-2])
    with pytest.raises(Unfinished, match="No attempt has been finished"):
        mark(CRITERION)


def test_without_a_key_nothing_is_marked(
    handed_in: Callable[..., Path], played: tuple[Event, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = handed_in(played)
    monkeypatch.setenv("DOORSTEP_KEYS", str(folder))
    with pytest.raises(Unmarkable, match=rf"{NAME}\.key\.yaml, is not in the folder of keys"):
        mark(CRITERION)
    (folder / f"{NAME}.key.yaml").write_text("format: [", encoding="utf-8")
    with pytest.raises(Unmarkable, match="cannot be read"):
        mark(CRITERION)
    monkeypatch.delenv("DOORSTEP_KEYS")
    with pytest.raises(Unmarkable, match=r"run nbgrader where nbgrader_config\.py stands"):
        mark(CRITERION)


def test_a_criterion_or_case_that_is_not_there_is_named(
    handed_in: Callable[..., Path], played: tuple[Event, ...]
) -> None:
    folder = handed_in(played)
    with pytest.raises(Unmarkable, match="no criterion called “danger-last”"):
        mark("danger-last")
    (folder / "case.yaml").unlink()
    with pytest.raises(Unmarkable, match=r"case\.yaml"):
        mark(CRITERION)


def test_the_trainee_sees_the_sentence_and_no_traceback() -> None:
    error = Unfinished("Play on.")
    assert error._render_traceback_() == ["Play on."]


def test_under_validate_no_mark_is_told(
    handed_in: Callable[..., Path],
    played: tuple[Event, ...],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    handed_in(played)
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    monkeypatch.delenv("DOORSTEP_KEYS")
    assert mark(CRITERION) is None
    said = capsys.readouterr()
    assert said.out == "A finished attempt is saved here and can be handed in. Marks come from your tutor afterwards.\n"
    assert said.err == ""


def test_in_the_trainees_own_notebook_it_says_when_marks_come(
    handed_in: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    handed_in(None)
    monkeypatch.delenv("NBGRADER_EXECUTION")
    assert mark(CRITERION) is None
    finished()
    assert "after you hand in" in capsys.readouterr().out


def test_marking_writes_nothing(handed_in: Callable[..., Path], played: tuple[Event, ...]) -> None:
    folder = handed_in(played)
    trail = folder / f"{NAME}.trail.jsonl"
    trail.write_bytes(trail.read_bytes() + b'{"torn')
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    assert json.dumps(mark(CRITERION)) == repr(mark(CRITERION))
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before


def test_warming_plays_and_marks_every_family_to_its_end_and_is_silent_where_nothing_can_be_read(
    case: Case, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DOORSTEP_KEYS", str(SOLUTIONS))
    marked: list[str] = []

    def note(session: Session, key: Key) -> object:
        assert session.ended
        marked.append(session.family_name)
        return marks(session, key)

    monkeypatch.setattr(cells, "marks", note)
    cells.warm(str(SOLUTIONS / NAME))
    assert set(marked) == set(case.families)
    marked.clear()
    cells.warm(str(tmp_path))
    monkeypatch.setenv("DOORSTEP_KEYS", str(tmp_path))
    cells.warm(str(SOLUTIONS / NAME))
    assert marked == []
