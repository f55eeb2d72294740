"""Views held up to what was so: a mirror, never a mark."""

from __future__ import annotations

from dataclasses import dataclass

from ..play import Session
from ..play.views import Stated

EVEN = 0.25
"""What always saying 50 scores: (0.5 - 1)² and (0.5 - 0)² are both 0.25."""


def brier(likely: int, true: bool) -> float:
    """The Brier score of one view: (likely/100 - outcome)², from 0 (sure and right) to 1 (sure and wrong).

    Source: G. W. Brier, Verification of forecasts expressed in terms of probability, 1950.
    """
    return (likely / 100 - true) ** 2


@dataclass(frozen=True)
class Forecast:
    """One view as stated over time, and whether it was so."""

    view: str
    says: str
    stated: tuple[Stated, ...]
    true: bool

    @property
    def scores(self) -> tuple[float, ...]:
        """The Brier score of each statement, in order."""
        return tuple(brier(s.likely, self.true) for s in self.stated)


@dataclass(frozen=True)
class Mirror:
    """All the views of a play that were stated."""

    forecasts: tuple[Forecast, ...]

    @property
    def scores(self) -> tuple[float, ...]:
        """Every score, view by view."""
        return tuple(score for f in self.forecasts for score in f.scores)

    @property
    def score(self) -> float:
        """The mean of all scores, 0 where nothing was stated. Lower is nearer to what was so."""
        return sum(self.scores) / len(self.scores) if self.scores else 0.0


def mirror(session: Session) -> Mirror:
    """The views of a play beside what was so behind this door."""
    forecasts = []
    for name, view in session.case.views.items():
        stated = tuple(s for s in session.stated if s.view == name)
        if stated:
            true = session.family.answers[view.settles] in view.true_if
            forecasts.append(Forecast(name, view.says, stated, true))
    return Mirror(tuple(forecasts))
