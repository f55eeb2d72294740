"""A case drawn: its scenes and the ways through them, as a picture for authors that also says itself in words."""

from __future__ import annotations

import textwrap
import xml.etree.ElementTree as ET
from dataclasses import dataclass, replace
from itertools import pairwise

from ..case import Case
from ..case.graph import BACK, END, clock_events
from ..case.shape import Scene
from .layered import Layout, Line, Place, Point, columns, laid

WIDTH, GUTTER, EDGE, HEAD, FOOT = 240.0, 150.0, 24.0, 64.0, 84.0
ROW, BELL = 17.0, 24.0
LETTERS = {"title": 24, "id": 29, "soft": 32, "bell": 31}
"""How many letters fit on a line of a box, in the widest of the usual typefaces."""
OPTIONS, GO_BACK = "options", BACK
STYLE = """
svg { --ground: #fdfcf9; --box: #ffffff; --ink: #1d2126; --soft: #565e66;
  --line: #6b7580; --back: #8a5a00; --clock: #8f2d56;
  background: var(--ground); font-family: system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
@media (prefers-color-scheme: dark) {
  svg { --ground: #16191d; --box: #20252b; --ink: #eef0f2; --soft: #b3bbc3;
    --line: #98a3ae; --back: #e0b25c; --clock: #f0a0c0; }
}
text { fill: var(--ink); font-size: 13px; }
.heading { font-size: 20px; font-weight: 600; }
.title { font-size: 14px; font-weight: 600; }
.id { font-family: ui-monospace, Consolas, monospace; font-size: 12px; fill: var(--soft); }
.soft { fill: var(--soft); font-size: 12px; }
.scene rect { fill: var(--box); stroke: var(--ink); stroke-width: 1.2; }
.hub rect { stroke-width: 2.6; }
.way path { fill: none; stroke: var(--line); stroke-width: 1.5; }
.way .head { fill: var(--line); stroke: none; }
.way circle { fill: var(--ground); stroke: var(--line); }
.way text { font-size: 11px; text-anchor: middle; }
.back path { stroke: var(--back); stroke-dasharray: 2 4; }
.back .head { fill: var(--back); stroke: none; }
.back circle { stroke: var(--back); }
.way:hover path { stroke-width: 3.5; }
.bell rect { fill: var(--ground); stroke: var(--clock); }
.bell circle, .bell path { fill: none; stroke: var(--clock); stroke-width: 1.5; }
.bell .head { fill: var(--clock); stroke: none; }
.bell text { fill: var(--clock); font-size: 12px; }
"""


@dataclass(frozen=True)
class Way:
    """The options of a scene that lead to one other place; ``kind`` tells those that go ``back``."""

    line: Line
    options: tuple[str, ...]


def drawn(case: Case) -> str:
    """The case's scenes and ways as SVG."""
    ways = ways_of(case)
    rows = {name: _rows(case, name) for name in case.scenes}
    bells = {name: bells_of(case, name) for name in case.scenes}
    # The bells of a scene stand above its box, so the box is laid with them on top.
    tops = {name: BELL * len(bells[name]) for name in case.scenes}
    heights = {name: ROW * len(rows[name]) + 20 + 2 * tops[name] for name in case.scenes}
    column = _columns(case)
    layout = laid(column, {**heights, END: 34.0}, [w.line for w in ways], WIDTH, GUTTER)
    svg = _canvas(case, layout)
    body = ET.SubElement(svg, "g", transform=f"translate({EDGE:g} {HEAD:g})")
    for way, route in zip(ways, layout.routes, strict=True):
        _draw_way(body, case, way, route)
    for name in case.scenes:
        place = layout.places[name]
        box = replace(place, y=place.y + tops[name], height=place.height - 2 * tops[name])
        _draw_scene(body, case.scenes[name], name, box, rows[name])
        for i, words in enumerate(bells[name]):
            _draw_bell(body, words, box, place.y + BELL * i, i == len(bells[name]) - 1)
    _draw_end(body, layout.places[END])
    _legend(svg, layout)
    return ET.tostring(svg, encoding="unicode") + "\n"


def ways_of(case: Case) -> list[Way]:
    """One way for each pair of places that options lead between; options that stay are none.

    ``back`` is drawn to where options come in from. A scene that the clock leads to goes back to wherever
    it rang, which no arrow can show: the box says so.
    """
    found: dict[Line, list[str]] = {}
    entered: dict[str, list[str]] = {s: [] for s in (*case.scenes, END)}
    for name, (scene, option) in case.options.items():
        if option.carries.goes not in ("", BACK, scene):
            entered[option.carries.goes].append(scene)
            found.setdefault(Line(scene, option.carries.goes, OPTIONS), []).append(name)
    for name, (scene, option) in case.options.items():
        if option.carries.goes == BACK:
            for to in dict.fromkeys(entered[scene]):
                found.setdefault(Line(scene, to, GO_BACK), []).append(name)
    return [Way(line, tuple(options)) for line, options in found.items()]


def bells_of(case: Case, scene: str) -> list[str]:
    """When the clock leads to a scene: the time, and the family where it does so in that one only."""
    everywhere = [(e.at, e.unless, "") for e in case.clock if e.goes == scene]
    some = [(e.at, e.unless, f) for f, family in case.families.items() for e in family.clock if e.goes == scene]
    return [f"{at}{f' in {f}' if f else ''}{', unless …' if unless else ''}" for at, unless, f in everywhere + some]


def described(case: Case) -> str:
    """The picture in words: each scene, and where one can go from it."""
    sentences = [f"“{case.scenes[case.first_scene].title}” is where it begins."]
    ways = ways_of(case)
    for name, scene in case.scenes.items():
        more = [*_with(case, name), *_signs(case, name)]
        to = [_leads(case, w) for w in ways if w.line.from_ == name]
        goes_back = tuple(o for o, option in scene.options.items() if option.carries.goes == BACK)
        if goes_back and bells_of(case, name):
            to.append(f"back to wherever the clock found one by {_count(goes_back)}")
        if staying := _staying(name, scene):
            to.append(f"stay here by {_count(staying)}")
        here = f"{scene.title} ({name}{''.join(f'; {m}' for m in more)})"
        sentences.append(f"{here}. From here: {', '.join(to)}.")
        sentences += [f"The clock leads here at {words}." for words in bells_of(case, name)]
    heard = [e.at for e in clock_events(case) if not e.goes]
    if heard:
        sentences.append(f"The clock brings words, and leads nowhere, at {', '.join(heard)}.")
    return "\n".join(sentences)


def _leads(case: Case, way: Way) -> str:
    to = case.scenes[way.line.to].title if way.line.to in case.scenes else "the end"
    return f"{'back ' if way.line.kind == GO_BACK else ''}to {to} by {_count(way.options)}"


def _count(options: tuple[str, ...]) -> str:
    return f"{len(options)} option{'s' if len(options) > 1 else ''} ({', '.join(options)})"


def _columns(case: Case) -> dict[str, int]:
    onward = {s: [w.line.to for w in ways_of(case) if w.line.from_ == s] for s in case.scenes}
    rung = [e.goes for e in clock_events(case) if e.goes in case.scenes]
    # The end stands last, wherever it can be reached from; a scene that only the clock leads to, after the first.
    near = columns(case.first_scene, {s: [t for t in to if t != END] for s, to in onward.items()})
    alone = [s for s in rung if s not in near]
    late = columns("", {**{s: [t for t in to if t != END] for s, to in onward.items()}, "": alone})
    found = {s: near.get(s, late.get(s, 1)) for s in case.scenes}
    return {**found, END: max(found.values()) + 1}


def _with(case: Case, name: str) -> list[str]:
    who = [case.scenes[name].with_, *(f.who[name] for f in case.families.values() if name in f.who)]
    people = list(dict.fromkeys(case.people[p].name for p in who if p))
    return [f"with {' or '.join(people)}"] if people else []


def _signs(case: Case, name: str) -> list[str]:
    scene = case.scenes[name]
    signs = ["hub"] if scene.hub else []
    signs += [f"begins {scene.begins}"] if scene.begins else []
    signs += ["asks first words"] if any(a.first_words for a in scene.activities) else []
    signs += ["asks for the record"] if any(a.record for a in scene.activities) else []
    signs += (
        [f"asks {len(scene.view_after)} view{'s' * (len(scene.view_after) > 1)} on leaving"] if scene.view_after else []
    )
    goes_back = any(o.carries.goes == BACK for o in scene.options.values())
    signs += ["back to wherever it rang"] if goes_back and bells_of(case, name) else []
    return signs


def _staying(name: str, scene: Scene) -> tuple[str, ...]:
    return tuple(o for o, option in scene.options.items() if option.carries.goes in ("", name))


def _rows(case: Case, name: str) -> list[tuple[str, str]]:
    """The lines of a box: the class and the words of each."""
    scene = case.scenes[name]
    rows = [("title", t) for t in textwrap.wrap(scene.title, LETTERS["title"], max_lines=2, placeholder=" …")]
    rows += [("id", _cut(name, "id"))]
    staying = _staying(name, scene)
    stay = [f"{len(staying)} option{'s stay' if len(staying) > 1 else ' stays'} here"] if staying else []
    for words in (*_with(case, name), " · ".join(_signs(case, name)), *stay):
        rows += [("soft", _cut(t, "soft")) for t in textwrap.wrap(words, LETTERS["soft"])]
    return rows


def _cut(words: str, kind: str) -> str:
    return words if len(words) <= LETTERS[kind] else words[: LETTERS[kind] - 1] + "…"


def _canvas(case: Case, layout: Layout) -> ET.Element:
    wide, high = max(layout.width, 860.0) + 2 * EDGE, layout.height + HEAD + FOOT
    svg = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {wide:.0f} {high:.0f}",
            "width": f"{wide:.0f}",
            "height": f"{high:.0f}",
            "role": "img",
            "aria-labelledby": "map-title map-desc",
        },
    )
    ET.SubElement(svg, "title", id="map-title").text = f"{case.title}: the scenes and the ways through them"
    ET.SubElement(svg, "desc", id="map-desc").text = described(case)
    ET.SubElement(svg, "style").text = STYLE
    _text(svg, EDGE, 36, "heading", f"{case.title}: {len(case.scenes)} scenes, {len(case.options)} options")
    return svg


def _draw_way(body: ET.Element, case: Case, way: Way, route: tuple[Point, ...]) -> None:
    back = way.line.kind == GO_BACK
    group = ET.SubElement(body, "g", {"class": "way back" if back else "way"})
    group.set("data-from", way.line.from_)
    group.set("data-to", way.line.to)
    from_ = case.scenes[way.line.from_].title
    ET.SubElement(group, "title").text = f"{from_}: {_leads(case, way)}"
    (x, y), (next_x, _) = route[0], route[1]
    d = f"M{x:.1f} {y:.1f}"
    for i, (a, b) in enumerate(pairwise(route)):
        # Between columns a line bends; along its lane through a column it is straight.
        d += _bend(a, b) if i % 2 == 0 else f"L{b[0]:.1f} {b[1]:.1f}"
    ET.SubElement(group, "path", d=d)
    end_x, end_y = route[-1]
    _head(group, end_x, end_y, 1 if end_x > route[-2][0] else -1)
    at = x + (14 if next_x >= x else -14)
    ET.SubElement(group, "circle", cx=f"{at:.1f}", cy=f"{y:.1f}", r="8")
    _text(group, at, y + 4, "", str(len(way.options)))


def _bend(a: Point, b: Point) -> str:
    if a[0] == b[0]:
        # Between two boxes of one column: out into the space beside it, and back.
        out = a[0] + min(GUTTER * 0.7, 40 + abs(a[1] - b[1]) / 6)
        return f"C{out:.1f} {a[1]:.1f} {out:.1f} {b[1]:.1f} {b[0]:.1f} {b[1]:.1f}"
    half = (a[0] + b[0]) / 2
    return f"C{half:.1f} {a[1]:.1f} {half:.1f} {b[1]:.1f} {b[0]:.1f} {b[1]:.1f}"


def _head(group: ET.Element, x: float, y: float, way: int) -> None:
    d = f"M{x:.1f} {y:.1f}l{-9 * way} -4.5v9z"
    ET.SubElement(group, "path", {"class": "head", "d": d})


def _draw_scene(body: ET.Element, scene: Scene, name: str, box: Place, rows: list[tuple[str, str]]) -> None:
    group = ET.SubElement(body, "g", {"class": "scene hub" if scene.hub else "scene", "data-scene": name})
    ET.SubElement(group, "title").text = f"{scene.title} ({name})"
    _rect(group, box, 6)
    y = box.y + (box.height - ROW * len(rows)) / 2 + ROW - 4
    for i, (kind, words) in enumerate(rows):
        _text(group, box.x + 12, y + ROW * i, kind, words)


def _draw_bell(body: ET.Element, words: str, box: Place, y: float, last: bool) -> None:
    group = ET.SubElement(body, "g", {"class": "bell"})
    ET.SubElement(group, "title").text = f"The clock leads here at {words}"
    _rect(group, Place(box.x, y, box.width, BELL - 6), 9)
    x, middle = box.x + 12, y + (BELL - 6) / 2
    ET.SubElement(group, "circle", cx=f"{x:.1f}", cy=f"{middle:.1f}", r="5")
    ET.SubElement(group, "path", d=f"M{x:.1f} {middle - 3.5:.1f}v3.5h2.5")
    _text(group, x + 11, middle + 4, "", _cut(words, "bell"))
    if last:
        ET.SubElement(group, "path", {"class": "head", "d": f"M{x:.1f} {box.y:.1f}l-4.5 -6h9z"})


def _draw_end(body: ET.Element, place: Place) -> None:
    group = ET.SubElement(body, "g", {"class": "scene", "data-scene": END})
    box = Place(place.x, place.y + place.height / 2 - 17, 90.0, 34.0)
    _rect(group, box, 17)
    _text(group, box.x + 32, box.y + 22, "title", "end")


def _legend(svg: ET.Element, layout: Layout) -> None:
    lines = (
        "A full line: options that lead on, and how many; point at it to see which. Dotted: options that go back.",
        "A heavy frame: a hub, which you come back to. A clock: it leads there at that time, wherever you are.",
    )
    for i, words in enumerate(lines):
        _text(svg, EDGE, layout.height + HEAD + 44 + ROW * i, "soft", words)


def _rect(group: ET.Element, box: Place, round_: int) -> None:
    size = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    ET.SubElement(group, "rect", {**{k: f"{v:.1f}" for k, v in size.items()}, "rx": str(round_)})


def _text(group: ET.Element, x: float, y: float, kind: str, words: str) -> None:
    ET.SubElement(group, "text", {"x": f"{x:.1f}", "y": f"{y:.1f}", **({"class": kind} if kind else {})}).text = words
