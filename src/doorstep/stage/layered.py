"""Where the boxes and lines of a drawing in columns go, so that lines cross little and never run through a box.

The usual way in three steps: each box has its column; the order within columns is improved by sweeps of barycentres;
heights are then moved towards their neighbours'. A line that passes columns gets a lane of its own in each of them,
shared by the lines of its kind that lead to the same box.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

SWEEPS = 24
GAP = 26.0
LANE = 14.0
PORT = 22.0
"""Between two ends of lines on a side of a box; a number has room there."""

Point = tuple[float, float]
Node = tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """A line to be drawn; ``kind`` keeps apart the lanes of lines that look different."""

    from_: str
    to: str
    kind: str = ""


@dataclass(frozen=True)
class Place:
    """A box: its left upper corner and size."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Layout:
    """Boxes by name, and for each line the points it goes through; odd stretches run between columns."""

    places: dict[str, Place]
    routes: tuple[tuple[Point, ...], ...]
    width: float
    height: float


def columns(first: str, onward: Mapping[str, Iterable[str]]) -> dict[str, int]:
    """How many steps away from ``first`` each name is that can be reached from it."""
    column, ring = {first: 0}, [first]
    while ring:
        ring = list(dict.fromkeys(to for name in ring for to in onward.get(name, ()) if to not in column))
        column.update({name: max(column.values()) + 1 for name in ring})
    return column


def laid(
    column: Mapping[str, int], heights: Mapping[str, float], lines: Sequence[Line], width: float, gutter: float
) -> Layout:
    """Boxes and lines placed. Heights grow where a side needs room for its lines."""
    chains = [_chain(line, column) for line in lines]
    ends = _ends(lines, column)
    sides: dict[tuple[str, str], int] = {}
    for name, side, _ in {e for pair in ends for e in pair}:
        sides[name, side] = sides.get((name, side), 0) + 1
    needed = {n: max(h, PORT * max(sides.get((n, s), 0) for s in "lr")) for n, h in heights.items()}
    tall: dict[Node, float] = {(n,): h for n, h in needed.items()}
    layers = _layers(chains, column)
    links = {(a, b) for chain in chains for a, b in pairwise(chain)}
    layers = _ordered(layers, links)
    middle = _levelled(layers, links, tall)
    top = min(y - tall.get(n, LANE) / 2 for n, y in middle.items())
    left = {n: i * (width + gutter) for i, layer in enumerate(layers) for n in layer}
    places = {n: Place(left[n,], middle[n,] - h / 2 - top, width, h) for n, h in needed.items()}
    ports = _ports(chains, ends, middle)
    routes = []
    for chain, (start, stop) in zip(chains, ends, strict=True):
        lanes: list[Point] = []
        for node in chain[1:-1]:
            both = [(left[node], middle[node] - top), (left[node] + width, middle[node] - top)]
            lanes += both if column[chain[0][0]] < column[chain[-1][0]] else both[::-1]
        routes.append((_port(start, places, ports), *lanes, _port(stop, places, ports)))
    high = max([p.y + p.height for p in places.values()] + [y for route in routes for _, y in route])
    return Layout(places, tuple(routes), len(layers) * (width + gutter) - gutter, high)


End = tuple[str, str, tuple[str, ...]]


def _ends(lines: Sequence[Line], column: Mapping[str, int]) -> list[tuple[End, End]]:
    """On which side each line leaves and comes in. Lines of a kind come in at one point, and leave each at its own."""
    found: list[tuple[End, End]] = []
    for line in lines:
        a, b = column[line.from_], column[line.to]
        out, in_ = ("r", "l") if a < b else ("l", "r") if a > b else ("r", "r")
        found.append(((line.from_, out, ("out", line.to, line.kind)), (line.to, in_, ("in", line.kind))))
    return found


def _chain(line: Line, column: Mapping[str, int]) -> list[Node]:
    a, b = column[line.from_], column[line.to]
    between = range(a + 1, b) if a < b else range(a - 1, b, -1)
    # Forward and backward lanes are apart, or a lane would be read in both directions.
    way = "forward" if a < b else "backward"
    return [(line.from_,), *((line.to, line.kind, way, str(c)) for c in between), (line.to,)]


def _layers(chains: Sequence[list[Node]], column: Mapping[str, int]) -> list[list[Node]]:
    layers: list[dict[Node, None]] = [{} for _ in range(max(column.values()) + 1)]
    for name, c in column.items():
        layers[c][name,] = None
    for chain in chains:
        for node in chain[1:-1]:
            layers[int(node[-1])][node] = None
    return [list(layer) for layer in layers]


def _ordered(layers: list[list[Node]], links: set[tuple[Node, Node]]) -> list[list[Node]]:
    """The best order met in sweeps to the right and to the left."""
    near = _near(links)
    best, fewest = layers, _crossings(layers, links)
    now = [list(layer) for layer in layers]
    for sweep in range(SWEEPS):
        steps = range(1, len(now)) if sweep % 2 == 0 else range(len(now) - 2, -1, -1)
        for i in steps:
            fixed = {n: k for k, n in enumerate(now[i - 1 if sweep % 2 == 0 else i + 1])}
            place = {n: k for k, n in enumerate(now[i])}
            mean = {}
            for n in now[i]:
                known = [fixed[m] for m in near.get(n, ()) if m in fixed]
                mean[n] = sum(known) / len(known) if known else place[n]
            now[i].sort(key=lambda n, mean=mean, place=place: (mean[n], place[n]))  # type: ignore[misc]
        if (crossings := _crossings(now, links)) < fewest:
            best, fewest = [list(layer) for layer in now], crossings
    return best


def _near(links: set[tuple[Node, Node]]) -> dict[Node, list[Node]]:
    near: dict[Node, list[Node]] = {}
    for a, b in sorted(links):
        near.setdefault(a, []).append(b)
        near.setdefault(b, []).append(a)
    return near


def _crossings(layers: list[list[Node]], links: set[tuple[Node, Node]]) -> int:
    where = {n: (c, k) for c, layer in enumerate(layers) for k, n in enumerate(layer)}
    total = 0
    for c in range(len(layers) - 1):
        here = [
            (min(where[a], where[b])[1], max(where[a], where[b])[1])
            for a, b in links
            if {where[a][0], where[b][0]} == {c, c + 1}
        ]
        total += sum((a - x) * (b - y) < 0 for i, (a, b) in enumerate(here) for x, y in here[:i])
    return total


def _levelled(layers: list[list[Node]], links: set[tuple[Node, Node]], tall: Mapping[Node, float]) -> dict[Node, float]:
    """The middle of each box and lane: near its neighbours', in order, and never too close."""
    near = _near(links)
    at: dict[Node, float] = {}
    for layer in layers:
        steps = _steps(layer, tall)
        at.update({n: s - steps[-1] / 2 for n, s in zip(layer, steps, strict=True)})
    for sweep in range(SWEEPS):
        for layer in layers if sweep % 2 == 0 else layers[::-1]:
            wish = [sum(at[m] for m in near[n]) / len(near[n]) if near.get(n) else at[n] for n in layer]
            steps = _steps(layer, tall)
            level = _rising([w - s for w, s in zip(wish, steps, strict=True)])
            at.update({n: y + s for n, y, s in zip(layer, level, steps, strict=True)})
    return at


def _steps(layer: list[Node], tall: Mapping[Node, float]) -> list[float]:
    """How far below the first of a column each must stand at least, middle to middle."""
    steps = [0.0]
    for a, b in pairwise(layer):
        gap = GAP if a in tall or b in tall else 0.0
        steps.append(steps[-1] + (tall.get(a, LANE) + tall.get(b, LANE)) / 2 + gap)
    return steps


def _rising(wish: list[float]) -> list[float]:
    """The nearest sequence to ``wish`` that never falls: neighbours that would fall are pooled at their mean."""
    pools: list[tuple[float, int]] = []
    for w in wish:
        pools.append((w, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (a, n), (b, m) = pools[-2:]
            pools[-2:] = [((a * n + b * m) / (n + m), n + m)]
    return [level for level, n in pools for _ in range(n)]


def _ports(
    chains: Sequence[list[Node]], ends: Sequence[tuple[End, End]], middle: Mapping[Node, float]
) -> dict[End, float]:
    """How far below the middle of its box each end of a line stands: in the order of where the lines go."""
    leads: dict[End, list[float]] = {}
    for chain, (start, stop) in zip(chains, ends, strict=True):
        leads.setdefault(start, []).append(middle[chain[1]])
        leads.setdefault(stop, []).append(middle[chain[-2]])
    ports: dict[End, float] = {}
    for name, side in {(e[0], e[1]) for e in leads}:
        here = sorted((sum(ys) / len(ys), e) for e, ys in leads.items() if e[:2] == (name, side))
        ports.update({e: (i - (len(here) - 1) / 2) * PORT for i, (_, e) in enumerate(here)})
    return ports


def _port(end: End, places: Mapping[str, Place], ports: Mapping[End, float]) -> Point:
    place = places[end[0]]
    return (place.x if end[1] == "l" else place.x + place.width, place.y + place.height / 2 + ports[end])
