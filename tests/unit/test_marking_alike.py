"""A copied trail is shown to the tutor as a fact: whose answers are the same, and how far."""

from __future__ import annotations

from pathlib import Path

import pytest

from doorstep.case import Case
from doorstep.marking.alike import Alike, alike
from doorstep.marking.submitted import check_submitted
from doorstep.play import Chose, Event, Trail, begin

AT = "2026-10-13T09:00"


def handed_in(tmp_path: Path, case: Case, who: str, *events: Event) -> Path:
    folder = tmp_path / "submitted" / who / case.id
    folder.mkdir(parents=True)
    (folder / f"{case.id}.ipynb").write_text('{"cells": [{}]}', encoding="utf-8")
    Trail(folder / f"{case.id}.trail.jsonl").append([(e, AT) for e in events], seen=0)
    return folder


@pytest.fixture
def cohort(tmp_path: Path, small: Case) -> dict[str, Path]:
    """Ann played; Ben handed in her file, Cy went on in it otherwise, Dee chose the same and played herself."""
    start = begin(small, "quiet", "ann")
    first, second = Chose("start", "read"), Chose("start", "wait")
    made = {"ann": handed_in(tmp_path, small, "ann", start, first, second)}
    for who in ("ben", "cy"):
        made[who] = handed_in(tmp_path, small, who)
    name = f"{small.id}.trail.jsonl"
    lines = (made["ann"] / name).read_bytes().splitlines(keepends=True)
    (made["ben"] / name).write_bytes(b"".join(lines))
    (made["cy"] / name).write_bytes(b"".join(lines[:2]))
    Trail(made["cy"] / name).append([(Chose("start", "go-home"), AT)], seen=2)
    made["dee"] = handed_in(tmp_path, small, "dee", begin(small, "quiet", "dee"), first, second)
    return made


def test_copies_are_named_with_how_far_they_go_and_the_same_choices_are_no_copy(cohort: dict[str, Path]) -> None:
    assert alike(cohort) == (Alike("ann", "ben", 3, 3), Alike("ben", "ann", 3, 3), Alike("cy", "ann", 2, 3))


def test_it_is_said_as_a_fact_and_blames_nobody(cohort: dict[str, Path], tmp_path: Path) -> None:
    told = [f for f in check_submitted(tmp_path / "submitted") if "those of" in f.sentence]
    assert [(f.trainee, f.reaches) for f in told] == [("ann", True), ("ben", True), ("cy", True)]
    assert told[1].sentence.startswith("All 3 lines of the answers are those of ann, with the same times.")
    assert told[2].sentence.startswith("The first 2 of 3 lines of the answers are those of ann")
    assert not any(word in f.sentence.lower() for f in told for word in ("cheat", "copied", "plagiar"))


@pytest.mark.parametrize("spoilt", [b"", b"\xff\xfe", b'{"digest": ', b"[" * 5000, b'["no"]\n'])
def test_answers_that_cannot_be_read_are_like_nobodys(cohort: dict[str, Path], small: Case, spoilt: bytes) -> None:
    for who in ("ben", "cy"):
        (cohort[who] / f"{small.id}.trail.jsonl").write_bytes(spoilt)
    assert alike(cohort) == ()
