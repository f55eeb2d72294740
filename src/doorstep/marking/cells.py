"""What a test cell calls: the mark of one criterion, with its reason, recomputed from the trail."""

from __future__ import annotations

import html
import io
import math
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, suppress
from functools import lru_cache
from pathlib import Path

from ..case import Case, CaseErrors, Key, load_case, load_key, times
from ..play import Chose, Recorded, Session, Spoke, Trail, TrailError, Viewed, begin, finished_attempt
from ..practice import Mark, mark_of, marks
from ..stage.words import inline

KEYS = "DOORSTEP_KEYS"
LARGEST_TRAIL = 20_000_000
"""Bytes. A year of typing in one case is a hundredth of it; more was not made by playing."""
NOT_FINISHED = "No attempt has been finished yet. Play the case to its last screen, then hand in."


class Unmarkable(ValueError):
    """What was handed in cannot be marked by a program; the sentence says why, for the tutor."""

    def _render_traceback_(self) -> list[str]:
        # IPython asks for this: the Validate button and the tutor's page then show the sentence alone.
        return [str(self)]


class Unfinished(Unmarkable):
    """No attempt has been played to its end."""


class Points(float):
    """A part mark that shows its reason. As a float it is finite and from 0 to ``mark.worth``."""

    mark: Mark
    rests_on: tuple[str, ...]

    def __new__(cls, mark: Mark, rests_on: tuple[str, ...] = ()) -> Points:
        """The points of a mark, and the moments it rests on in words.

        Raises ValueError outside 0 to its worth: nbgrader would give full marks, or give the hand-in up.
        """
        points = float(mark.points)
        if not (math.isfinite(points) and 0 <= points <= mark.worth):
            raise ValueError(f"{points} is not a mark out of {mark.worth}.")
        made = super().__new__(cls, points)
        made.mark, made.rests_on = mark, rests_on
        return made

    def _repr_html_(self) -> str:
        mark = self.mark
        moments = "".join(f"<li>{html.escape(line)}</li>" for line in self.rests_on)
        return (
            '<div class="doorstep-points">'
            f"<p><strong>{self:g} of {mark.worth}.</strong> {inline(mark.says)}</p>"
            f"<p>{inline(mark.because)}</p>"
            f"{'<p>It rests on:</p><ul>' + moments + '</ul>' if moments else ''}</div>"
        )


def mark(name: str, case: str = "case.yaml") -> Points | None:
    """The mark of a criterion for the play beside this notebook, once it has been handed in.

    Before that nothing is marked: in the trainee's own notebook a sentence says when marks come, and under
    ``nbgrader validate`` only whether a play is finished. Raises Unmarkable, which puts the cell before a tutor.
    """
    when = os.environ.get("NBGRADER_EXECUTION")
    if when == "validate":
        finished(case)
        return None
    if not when:
        print("This part is marked after you hand in. There is nothing to do here.")
        return None
    with _nothing_said():
        session = marked_session(Path(case))
        return _points(name, session, _key(session.case))


def finished(case: str = "case.yaml") -> None:
    """Say that a finished play lies beside this notebook. Raises Unfinished, or Unmarkable where it cannot be read."""
    if not os.environ.get("NBGRADER_EXECUTION"):
        print("This part is looked at after you hand in. There is nothing to do here.")
        return
    with _nothing_said():
        if not list(Path(case).parent.glob("*.trail.jsonl")):
            raise Unfinished(NOT_FINISHED)
        marked_session(Path(case))
    print("A finished attempt is saved here and can be handed in. Marks come from your tutor afterwards.")


def marked_session(case: Path) -> Session:
    """The play that is marked: the first finished one in the trail beside ``case``. Raises Unmarkable."""
    try:
        loaded = load_case(case)
    except CaseErrors as errors:
        raise Unmarkable(f"The case beside this notebook cannot be read. {errors.errors[0]}") from None
    try:
        trail = trail_beside(case, loaded)
        as_it_stands = trail.path.stat() if trail.exists else None
        session = _finished(loaded, trail, as_it_stands and (as_it_stands.st_mtime_ns, as_it_stands.st_size))
    except TrailError as error:
        raise Unmarkable(str(error)) from None
    if session is None:
        raise Unfinished(NOT_FINISHED)
    return session


def _finished(case: Case, trail: Trail, as_it_stands: tuple[int, int] | None) -> Session | None:
    if as_it_stands is None:
        return finished_attempt(case, trail.read())
    return _finished_in(case, trail.path, as_it_stands)


@lru_cache(maxsize=2)
def _finished_in(case: Case, path: Path, _as_it_stands: tuple[int, int]) -> Session | None:
    # One play is asked after once for each criterion; reading and replaying it takes fifty milliseconds.
    return finished_attempt(case, Trail(path).read())


def warm(source: str) -> None:
    """Read an exercise's case and key before any hand-in is marked, and mark plays of it; for `doorstep autograde`.

    ``source`` is the exercise's own folder. What has run a few times runs faster, in forks of this process too. What
    cannot be read is said where it is marked.
    """
    with suppress(CaseErrors, Unmarkable):
        case = load_case(Path(source) / "case.yaml")
        key = _key(case)
        for family in [*case.families] * 3:
            marks(_first_ones(case, family), key)


def _first_ones(case: Case, family: str) -> Session:
    """A play in which the first line is chosen every time."""
    session = Session(case, begin(case, family, "warm"))
    while not session.ended:
        if not session.asked:
            session.do(Chose(session.scene_name, session.offers()[0].name))
        for asked in session.asked[:1]:
            for view in asked.views:
                session.do(Viewed(view, 50))
            if asked.first_words:
                session.do(Spoke(asked.scene, "Hello."))
            if asked.record:
                session.do(Recorded(asked.scene, ()))
    return session


def trail_beside(case: Path, loaded: Case) -> Trail:
    """The trail in the case file's folder. Raises Unmarkable for one so large that no play made it."""
    trail = Trail.beside(case.parent, loaded.id)
    if trail.exists and trail.path.stat().st_size > LARGEST_TRAIL:
        raise Unmarkable(f"{trail.path.name} is too large to have come from playing the case.")
    return trail


def _key(case: Case) -> Key:
    folder = os.environ.get(KEYS)
    if not folder:
        raise Unmarkable("The key of this exercise was not found: run nbgrader where nbgrader_config.py stands.")
    path = Path(folder) / f"{case.id}.key.yaml"
    if not path.is_file():
        raise Unmarkable(f"The key of this exercise, {path.name}, is not in the folder of keys.")
    try:
        return load_key(path, case)
    except CaseErrors as errors:
        raise Unmarkable(f"The key of this exercise cannot be read. {errors.errors[0]}") from None


def _points(name: str, session: Session, key: Key) -> Points:
    if name not in session.case.marked:
        raise Unmarkable(f"The case has no criterion called “{name}”.")
    try:
        found = mark_of(name, session, key)
        return Points(found, tuple(f"{times.clock(m.begun)} {m.words}" for m in found.moments))
    except (KeyError, ValueError) as error:
        raise Unmarkable(f"The criterion “{name}” and the key do not fit together ({error}).") from None


@contextmanager
def _nothing_said() -> Iterator[None]:
    # nbgrader takes a word on stderr, such as a warning, for a failed test and gives 0.
    with warnings.catch_warnings(), redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        yield
