"""The ways through a case: which scene can follow which, and whether every play can end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .options import Option
from .shape import Case, ClockEvent

END = "end"
BACK = "back"
Ways = dict[str, set[str]]


def ways(case: Case, bells: bool = True, sure: bool = False) -> Ways:
    """For each scene, the scenes (or the end) that can come next, in any family; without ``bells``, by choices alone.

    ``back`` leads to every scene from which this one can be entered, which is a superset of what
    any one play meets. ``sure`` leaves out the options that are not always offered.
    """
    entered: Ways = {s: set() for s in case.scenes}
    for name, scene in case.scenes.items():
        for option in scene.options.values():
            if option.carries.goes in case.scenes:
                entered[option.carries.goes].add(name)
    rung = {e.goes for e in clock_events(case) if e.goes in case.scenes}
    for name in rung if bells else ():
        # A bell can find the worker anywhere.
        entered[name] |= set(case.scenes) - {name}
    onward: Ways = {}
    for name, scene in case.scenes.items():
        onward[name] = set()
        for option in scene.options.values():
            if not (sure and option.unless):
                onward[name] |= targets(name, option, entered)
    return onward


def targets(scene: str, option: Option, entered: Mapping[str, set[str]]) -> set[str]:
    """Where an option can lead: one scene, the end, back to any way in, or nowhere (stay)."""
    goes = option.carries.goes
    if goes == BACK:
        return entered[scene] or {scene}
    return {goes or scene}


def clock_events(case: Case) -> list[ClockEvent]:
    """Everything the clock can bring, in any family."""
    return [*case.clock, *(e for f in case.families.values() for e in f.clock)]


def reachable(onward: Ways, starts: Iterable[str]) -> set[str]:
    """Every scene that can be reached from ``starts``, those included."""
    seen: set[str] = set()
    todo = list(starts)
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo.extend(onward.get(name, ()))
    return seen


def without_end(onward: Ways) -> set[str]:
    """The scenes from which no play can reach the end: dead ends and loops without exit."""
    return {s for s in onward if END not in reachable(onward, [s])}


def hubs_without_leave(case: Case, onward: Ways) -> set[str]:
    """Hubs in which every way out comes back, so that a play can run out of options there."""
    stuck = set()
    rung = {e.goes for e in clock_events(case)} & set(case.scenes)
    # From anywhere a bell can lead on to where its scene's options lead, and so back to a hub left for good.
    led = {o.carries.goes for name in rung for o in case.scenes[name].options.values()} - {"", BACK}
    onward = {name: to | led for name, to in onward.items()}
    for name, scene in case.scenes.items():
        if not scene.hub:
            continue
        gone = {
            o.carries.goes
            for o in scene.options.values()
            if not o.unless and o.carries.goes not in ("", BACK) and name not in reachable(onward, [o.carries.goes])
        }
        repeats = any(o.carries.repeat and o.carries.goes and not o.unless for o in scene.options.values())
        if not gone and not repeats:
            stuck.add(name)
    return stuck
