"""The names an author has given in a case, and what to say of one that is not among them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from .errors import CaseError, Lines, Path
from .shape import Case


@dataclass(frozen=True)
class Names:
    """Every id in a case by kind, for looking references up."""

    case: Case
    lines: Lines

    @property
    def people(self) -> set[str]:
        return set(self.case.people)

    @property
    def scenes(self) -> set[str]:
        return set(self.case.scenes)

    @property
    def options(self) -> set[str]:
        return set(self.case.options)

    @property
    def questions(self) -> set[str]:
        return set(self.case.questions)

    @property
    def answers(self) -> set[str]:
        return {a for q in self.case.questions.values() for a in q.answers}

    @property
    def forms(self) -> set[str]:
        return {f"{p}.{f}" for p, promise in self.case.promises.items() for f in promise.forms}

    @property
    def clashes(self) -> list[CaseError]:
        """Ids that must be unlike each other over the whole case, and are not."""
        errors = []
        seen: dict[str, str] = {}
        places: list[tuple[str, str, Path]] = []
        for s, scene in self.case.scenes.items():
            places += [(o, f"scene “{s}”", ("scenes", s, "options", o)) for o in scene.options]
        for q, question in self.case.questions.items():
            places += [(a, f"question “{q}”", ("questions", q, "answers", a)) for a in question.answers]
        for d, document in self.case.paper.items():
            places += [(t, f"document “{d}”", ("paper", d, t)) for t in document.statements]
        for name, where, path in places:
            if name in seen:
                what = f"“{name}” stands in {where} and in {seen[name]}."
                errors.append(self.lines.error(path, what, "Give one of them another id."))
            seen.setdefault(name, where)
        if not self.case.scenes or not self.case.families:
            what = "A case needs scenes and families."
            errors.append(self.lines.error((), what, "Write at least one scene and one family."))
        return errors

    def unknown(self, path: Path, used: Iterable[str], kind: str, known: set[str]) -> list[CaseError]:
        """An error for each used name that is not known, with the nearest one that is."""
        errors = []
        for name in used:
            if name not in known:
                close = difflib.get_close_matches(name, sorted(known), n=1)
                some = ", ".join(sorted(known)[:6]) or "none yet"
                remedy = f"Did you mean “{close[0]}”?" if close else f"Known here: {some}."
                errors.append(self.lines.error(path, f"There is no {kind} called “{name}”.", remedy))
        return errors
