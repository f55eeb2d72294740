"""The family drawn: elders above, nobody inside a home who lives elsewhere, and all of it in words too."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from doorstep.case import Case, CaseErrors, load_case
from doorstep.cohort.course import find_course
from doorstep.stage.genogram import NEAREST, Genogram, genogram
from smallcase import CASE, line_of

COURSE = find_course(Path(__file__))
FILES = [f / "case.yaml" for f in [*COURSE.lessons, *(e.folder for e in COURSE.exercises)]]


def family(tmp_path: Path, people: str) -> Genogram | None:
    """The drawing of the small case with these people besides its own."""
    path = tmp_path / "case.yaml"
    path.write_text(CASE.replace("  cy: {", f"{people}  cy: {{"), encoding="utf-8")
    return genogram(load_case(path))


def at(drawn: Genogram, name: str) -> tuple[float, float]:
    return next((p.x, p.y) for p in drawn.people if p.name == name)


def test_every_family_of_the_course_is_drawn_and_written() -> None:
    drawn = [g for g in map(genogram, map(load_case, FILES)) if g]
    assert len(drawn) == len(FILES) == 3
    for g in drawn:
        assert len(g.words) == len(g.people) >= 2
        for person, words in zip(g.people, g.words, strict=True):
            assert person.name in words
            assert person.age in words
            assert 0 <= person.x <= 100
            assert 0 < person.y < g.height
        for one in g.people:
            near = [abs(one.x - p.x) for p in g.people if p is not one and p.y == one.y]
            assert min(near, default=100) >= NEAREST


def test_the_dacres_are_drawn_as_a_worker_would_draw_them() -> None:
    drawn = genogram(load_case(COURSE.root / "solutions" / "at-the-door" / "case.yaml"))
    assert drawn is not None
    assert [p.name for p in drawn.people] == ["Layla", "Reece", "Rob", "Simone"], "Kyle and Dawn are not known yet"
    assert {p.name: (p.age, p.symbol) for p in drawn.people}["Layla"] == ("11", "circle")
    assert [line.kind for line in drawn.lines if line.kind] == ["parted"]
    ((left, top, right, bottom),) = drawn.homes
    inside = [p.name for p in drawn.people if left < p.x < right and top < p.y < bottom]
    assert inside == ["Layla", "Reece", "Rob"]
    assert drawn.words[0] == (
        "Layla Dacre, 11, Year 6. Child of Rob Dacre and Simone Hart; lives with Rob Dacre and Reece Dacre."
    )


def test_parents_stand_above_and_grandparents_above_them(tmp_path: Path) -> None:
    more = (
        "  dot: {name: Dot Ash, symbol: circle, role: grandmother}\n"
        "  eve: {name: Eve Ash, role: aunt, kin: {sister-of: ann, parents: [dot]}}\n"
        "  flo: {name: Flo Ash, role: Ben's great-aunt, kin: {sister-of: dot}}\n"
    )
    drawn = family(tmp_path, more)
    assert drawn is not None
    assert at(drawn, "Dot")[1] == at(drawn, "Flo")[1] < at(drawn, "Ann")[1] == at(drawn, "Eve")[1] < at(drawn, "Ben")[1]
    assert abs(at(drawn, "Dot")[0] - at(drawn, "Eve")[0]) <= 30, "a mother is near her daughter"


def test_somebody_nobody_knows_of_is_neither_drawn_nor_written(tmp_path: Path) -> None:
    drawn = family(tmp_path, "  guy: {name: Guy Gunn, symbol: not-drawn, role: uncle, kin: {brother-of: ann}}\n")
    assert drawn is not None
    assert "Guy" not in f"{drawn}"


@pytest.mark.parametrize("many", [7, 9])
def test_a_large_family_stays_on_the_page(tmp_path: Path, many: int) -> None:
    brood = "".join(f"  k{n}: {{name: Kit{n} Ash, role: child, kin: {{parents: [ann]}}}}\n" for n in range(many))
    drawn = family(tmp_path, brood)
    assert drawn is not None
    assert all(4 <= p.x <= 96 for p in drawn.people)
    xs = sorted(p.x for p in drawn.people if p.name.startswith("Kit"))
    assert min(b - a for a, b in pairwise(xs)) > 5


def test_one_person_alone_is_not_drawn(small: Case, tmp_path: Path) -> None:
    assert genogram(small) is not None
    path = tmp_path / "case.yaml"
    path.write_text(CASE.replace("kin: {lives-with: ben}", "kin: {}").replace("kin: {parents: [ann]}", "kin: {}"))
    assert genogram(load_case(path)) is None


def test_a_tie_that_is_none_is_said_with_those_that_are(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(CASE.replace("kin: {lives-with: ben}", "kin: {cousin-of: ben}"), encoding="utf-8")
    with pytest.raises(CaseErrors) as caught:
        load_case(path)
    said = str(caught.value.errors[0])
    assert said.startswith(f"case.yaml:{line_of(path.read_text('utf-8'), 'cousin-of')}: 'cousin-of' cannot stand at")
    assert "'was-partner-of'" in said
