"""The drawing of a case: everything is on it, nothing hides anything, and it says itself in words."""

from __future__ import annotations

import copy
import io
import random
import re
import xml.etree.ElementTree as ET
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from ruamel.yaml import YAML

from doorstep.case import Case, load_case
from doorstep.cli import main
from doorstep.stage.layered import Line, columns, laid
from doorstep.stage.map import GUTTER, LETTERS, WIDTH, drawn
from smallcase import CASE, case_of, changed

ROOT = Path(__file__).parents[2]
COURSE = sorted([*ROOT.glob("course/*/case.yaml"), *ROOT.glob("solutions/*/case.yaml")])
SVG = "{http://www.w3.org/2000/svg}"
Box = tuple[float, float, float, float]


def tangled(folder: Path, seed: int, scenes: int = 21) -> Case:
    """A case of many scenes, whose options lead anywhere."""
    yaml, chance = YAML(typ="safe", pure=True), random.Random(seed)
    raw: dict[str, Any] = yaml.load(CASE)
    names = [f"scene-{n}" for n in range(scenes)]
    last = raw["scenes"].pop("dusk")
    desk = raw["scenes"]["desk"]
    for n, name in enumerate(names):
        onward = [
            names[n + 1] if n + 1 < scenes else "dusk",
            chance.choice(names),
            chance.choice(["back", "dusk", "desk"]),
        ]
        options = {}
        for i, goes in enumerate(onward):
            carries = {"minutes": 5, "repeat": True, "practises": ["A1"], "goes": goes}
            options[f"do-{n}-{i}"] = {
                "do": "Do it.",
                "then": "It is done.",
                "reason": "It was done.",
                "carries": carries,
            }
        title = f"Where somebody says a good deal, number {n}"
        raw["scenes"][name] = {"title": title, "opens": "Here.", "options": options, "hub": n % 3 == 0}
    way_in = copy.deepcopy(desk["options"]["go-door"])
    way_in["carries"]["goes"] = names[0]
    desk["options"]["go-on"] = way_in
    raw["scenes"]["dusk"] = last
    raw["clock"] = [{"at": "11:00", "says": "It rings.", "goes": names[4]}, {"at": "16:30", "goes": "dusk"}]
    text = io.StringIO()
    YAML().dump(raw, text)
    return case_of(folder, text.getvalue())


@pytest.fixture(params=["small", *(p.parent.name for p in COURSE), *range(3)], scope="module")
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Case:
    """Each case of the course, the small one and some that are tangled."""
    if isinstance(request.param, int):
        return tangled(tmp_path_factory.mktemp("tangled"), request.param)
    found = [p for p in COURSE if p.parent.name == request.param]
    return load_case(found[0]) if found else case_of(tmp_path_factory.mktemp("small"))


def tree(case: Case) -> ET.Element:
    return ET.fromstring(drawn(case))


def boxes(svg: ET.Element) -> dict[str, Box]:
    """The boxes of scenes and end, by name: left, top, right, bottom."""
    found = {}
    for group in svg.iter(f"{SVG}g"):
        if name := group.get("data-scene"):
            rect = group.find(f"{SVG}rect")
            assert rect is not None
            x, y, w, h = (float(rect.get(k, "")) for k in ("x", "y", "width", "height"))
            assert name not in found, f"{name} is drawn twice"
            found[name] = (x, y, x + w, y + h)
    return found


def ways(svg: ET.Element) -> list[ET.Element]:
    return [g for g in svg.iter(f"{SVG}g") if "way" in (g.get("class") or "").split()]


def said(group: ET.Element) -> str:
    return group.findtext(f"{SVG}title") or ""


def inside(a: Box, b: Box) -> bool:
    """Whether two boxes share ground."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def test_every_scene_has_one_box_with_its_title_and_its_id(case: Case) -> None:
    svg = tree(case)
    assert set(boxes(svg)) == {*case.scenes, "end"}
    for group in (g for g in svg.iter(f"{SVG}g") if g.get("data-scene") in case.scenes):
        scene = case.scenes[group.get("data-scene") or ""]
        words = " ".join(t.text or "" for t in group.iter(f"{SVG}text"))
        assert scene.title.split()[0] in words
        assert (group.get("data-scene") or "") in words


def test_every_pair_of_places_that_options_lead_between_has_one_line_naming_those_options(case: Case) -> None:
    wanted: dict[tuple[str, str], set[str]] = {}
    for name, (scene, option) in case.options.items():
        if option.carries.goes not in ("", "back", scene):
            wanted.setdefault((scene, option.carries.goes), set()).add(name)
    full = [g for g in ways(tree(case)) if g.get("class") == "way"]
    found = {(g.get("data-from"), g.get("data-to")): g for g in full}
    assert len(full) == len(found)
    assert set(found) == set(wanted)
    for pair, options in wanted.items():
        assert f"({', '.join(o for o in case.options if o in options)})" in said(found[pair])
        assert found[pair].findtext(f"{SVG}text") == str(len(options))


def test_what_goes_back_is_a_line_of_its_own_to_every_scene_one_comes_in_from(tmp_path: Path) -> None:
    back = [g for g in ways(tree(case_of(tmp_path))) if g.get("class") == "way back"]
    assert {(g.get("data-from"), g.get("data-to")) for g in back} == {(s, "desk") for s in ("door", "office", "call")}


def test_options_that_stay_are_counted_in_the_box(tmp_path: Path) -> None:
    desk = next(g for g in tree(case_of(tmp_path)).iter(f"{SVG}g") if g.get("data-scene") == "desk")
    assert "7 options stay here" in [t.text for t in desk.iter(f"{SVG}text")]


def test_a_bell_stands_above_its_scene_with_its_time_and_the_family_it_rings_in(tmp_path: Path) -> None:
    rung = changed(CASE, ("{at: 16:45, says: A door bangs.}", "{at: 10:50, goes: call}"))
    rung = changed(
        rung, ('{at: 16:50, says: "Ben is not home, says Ann."}', "{at: 16:50, goes: door, unless: {never: helping}}")
    )
    svg = tree(case_of(tmp_path, rung))
    bells = {g.findtext(f"{SVG}text"): g for g in svg.iter(f"{SVG}g") if g.get("class") == "bell"}
    assert set(bells) == {"10:50", "16:50 in grave, unless …"}
    for (words, bell), scene in zip(bells.items(), ["door", "call"], strict=True):
        rect = bell.find(f"{SVG}rect")
        assert rect is not None
        left, top, _, _ = boxes(svg)[scene]
        assert float(rect.get("x", "")) == left, words
        assert 0 < top - float(rect.get("y", "")) < 60


def test_signs_say_what_is_asked_in_a_scene(tmp_path: Path) -> None:
    asked = changed(
        CASE,
        (
            "    opens: You knock.\n",
            "    opens: You knock.\n    view-after: [on-bus]\n    activities:\n"
            "      - first-words: {prompt: Say it., others: {a: {says: A, heard: A}, "
            "b: {says: B, heard: B}, c: {says: C, heard: C}}}\n"
            "      - record: {prompt: Tick., lines: {spoke: {says: I spoke., true-if: {happened: [knock]}}}}\n",
        ),
        ("promises:\n", "views:\n  on-bus: {says: It was the bus., settles: why, true-if: [why-bus]}\npromises:\n"),
    )
    door = next(g for g in tree(case_of(tmp_path, asked)).iter(f"{SVG}g") if g.get("data-scene") == "door")
    words = " ".join(t.text or "" for t in door.iter(f"{SVG}text"))
    for sign in ("with Ann Ash or Ben Ash, 8", "asks first words", "asks for the record", "asks 1 view on leaving"):
        assert sign in words


def test_no_two_boxes_share_ground(case: Case) -> None:
    svg = tree(case)
    found = boxes(svg)
    for i, bell in enumerate(g for g in svg.iter(f"{SVG}g") if g.get("class") == "bell"):
        rect = bell.find(f"{SVG}rect")
        assert rect is not None
        x, y, w, h = (float(rect.get(k, "")) for k in ("x", "y", "width", "height"))
        found[f"bell {i}"] = (x, y, x + w, y + h)
    for (a, one), (b, other) in combinations(found.items(), 2):
        assert not inside(one, other), f"{a} and {b}"


def test_no_line_runs_through_a_box(case: Case) -> None:
    svg = tree(case)
    for way in ways(svg):
        path = way.find(f"{SVG}path")
        assert path is not None
        # Bends stay between columns: only what is straight passes a column, and there the boxes are.
        for y, from_x, to_x in straight(path.get("d", "")):
            line = (min(from_x, to_x), y - 0.5, max(from_x, to_x), y + 0.5)
            for name, box in boxes(svg).items():
                assert not inside(line, box), f"{said(way)} runs through {name}"


def straight(d: str) -> list[tuple[float, float, float]]:
    """The straight stretches of a path: height, from, to. Fails where a bend does not stay between two columns."""
    found = []
    x = y = 0.0
    for kind, numbers in re.findall(r"([MCL])([^MCL]*)", d):
        at = [float(n) for n in numbers.split()]
        if kind == "L":
            assert at[1] == y
            found.append((y, x, at[0]))
        elif kind == "C":
            xs = [x, *at[::2]]
            assert max(xs) - min(xs) <= GUTTER + 0.2, d
        x, y = at[-2:]
    return found


def test_words_fit_into_their_boxes(case: Case) -> None:
    for group in tree(case).iter(f"{SVG}g"):
        if group.get("data-scene"):
            for text in group.iter(f"{SVG}text"):
                assert len(text.text or "") <= LETTERS[text.get("class") or ""]


def test_everything_stands_inside_the_picture(case: Case) -> None:
    svg = tree(case)
    _, _, wide, high = (float(n) for n in (svg.get("viewBox") or "").split())
    shift = next(g for g in svg.iter(f"{SVG}g") if g.get("transform"))
    dx, dy = (float(n) for n in re.findall(r"[\d.]+", shift.get("transform") or ""))
    for name, (left, top, right, bottom) in boxes(svg).items():
        assert min(left + dx, top + dy) >= 0, name
        assert right + dx <= wide, name
        assert bottom + dy <= high, name


def test_the_picture_is_named_and_says_itself_in_words(case: Case) -> None:
    svg = tree(case)
    assert svg.get("role") == "img"
    named = {part.get("id"): part.text or "" for part in svg if part.tag in (f"{SVG}title", f"{SVG}desc")}
    title, words = (named[i] for i in (svg.get("aria-labelledby") or "").split())
    assert case.title in title
    for name, scene in case.scenes.items():
        assert f"{scene.title} ({name}" in words
    for option in case.options:
        assert re.search(rf"[ (]{re.escape(option)}[,)]", words), option


def test_dark_screens_have_colours_of_their_own(case: Case) -> None:
    style = tree(case).findtext(f"{SVG}style") or ""
    light, _, dark = style.partition("@media (prefers-color-scheme: dark)")
    colours = re.findall(r"(--\w+): #", light)
    assert colours
    assert re.findall(r"(--\w+): #", dark.split("text {")[0]) == colours


def test_a_title_with_signs_that_xml_keeps_for_itself_is_drawn(tmp_path: Path) -> None:
    svg = tree(case_of(tmp_path, changed(CASE, ("title: The office", 'title: "<Cy> & \\"co\\""'))))
    assert '<Cy> & "co" (office' in (svg.findtext(f"{SVG}desc") or "")


def test_columns_are_steps_from_the_first() -> None:
    assert columns("a", {"a": ["b", "c"], "b": ["d"], "c": ["a", "d"], "d": ["a"]}) == {"a": 0, "b": 1, "c": 1, "d": 2}


def test_lines_that_need_not_cross_do_not() -> None:
    column = {"start": 0, "a": 1, "b": 1, "c": 1, "to-c": 2, "to-b": 2, "to-a": 2}
    lines = [Line("start", x) for x in "abc"] + [Line(x, f"to-{x}") for x in "abc"]
    places = laid(column, dict.fromkeys(column, 60.0), lines, WIDTH, GUTTER).places
    before, after = sorted("abc", key=lambda x: places[x].y), sorted("abc", key=lambda x: places[f"to-{x}"].y)
    assert before == after


def test_a_box_grows_with_the_lines_at_its_side() -> None:
    column = {"hub": 0, **{f"s{n}": 1 for n in range(9)}}
    lines = [Line("hub", f"s{n}") for n in range(9)]
    layout = laid(column, dict.fromkeys(column, 40.0), lines, WIDTH, GUTTER)
    hub = layout.places["hub"]
    starts = sorted(route[0][1] for route in layout.routes)
    assert hub.y < starts[0]
    assert starts[-1] < hub.y + hub.height
    assert min(b - a for a, b in pairwise(starts)) >= 16


def test_the_command_draws_a_case_by_name_or_path_and_says_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    out = tmp_path / "map.svg"
    done = CliRunner().invoke(main, ["map", "at-the-door", "--out", str(out)])
    assert (done.exit_code, str(out) in done.output) == (0, True)
    by_name = out.read_text(encoding="utf-8")
    assert ET.fromstring(by_name).tag == f"{SVG}svg"
    path = ROOT / "solutions" / "at-the-door" / "case.yaml"
    assert CliRunner().invoke(main, ["map", str(path), "--out", str(out)]).exit_code == 0
    assert out.read_text(encoding="utf-8") == by_name


def test_the_command_says_what_it_cannot_draw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    done = CliRunner().invoke(main, ["map", "no-such-case", "--out", str(tmp_path / "map.svg")])
    assert done.exit_code != 0
    assert "no-such-case" in done.output
    assert not list(tmp_path.iterdir())
