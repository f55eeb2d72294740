"""The shape of a case: frozen dataclasses, one for each thing an author writes.

Field names are the author's keys with ``_`` for ``-`` and a closing ``_`` where Python
reserves the word (``from_`` is the key ``from``). Mappings are keyed by the author's ids.
Times of day stay as written (``"10:20"``); :mod:`doorstep.case.times` reads them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from .activities import Activity, Carry, Echo, View
from .options import Option
from .rules import Condition, Criterion, Reflection, Written

Weight = Literal["much-more", "more", "neither", "less", "much-less"]
Truth = Literal["milder", "as-written", "worse"]
How = Literal["saw", "did", "record", "child-said", "heard"]
Group = Literal[
    "ethnicity",
    "faith",
    "disability",
    "deaf",
    "learning-disability",
    "low-income",
    "care-experienced",
    "young-parent",
    "lone-father",
    "mental-health",
]
"""Groups whose members a course must not teach anybody to expect the worst of."""

FIRST_HAND: frozenset[str] = frozenset({"saw", "did", "record", "child-said"})
"""Ways of knowing that count as first hand; ``heard`` is the only one that does not."""


@dataclass(frozen=True)
class Review(Written):
    """Who has read the case and who still must."""

    status: str
    waits_for: tuple[str, ...] = ()
    check: tuple[str, ...] = ()


@dataclass(frozen=True)
class When(Written):
    """The working day the case is played on."""

    date: str
    weekday: str
    hours: tuple[str, ...]
    taken: dict[str, str] = field(default_factory=dict)
    bank_holidays: tuple[str, ...] = ()


Relation = Literal["parents", "grandchild-of", "partner-of", "was-partner-of", "sister-of", "brother-of", "lives-with"]
"""How somebody of a family is tied to others of it."""


@dataclass(frozen=True)
class ClockEvent(Written):
    """Something that happens at a time of day, whatever the worker is doing; ``either`` leaves the words to chance."""

    at: str
    says: str = ""
    either: tuple[str, ...] = ()
    goes: str = ""
    unless: Condition | None = None


@dataclass(frozen=True)
class Reach(Written):
    """Spans of the day in which a person can be reached, by way of reaching them."""

    phone: tuple[str, ...] | None = None
    in_person: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Person(Written):
    """Somebody in the case. ``reach`` left out means reachable at any time; ``symbol`` is theirs in the genogram,
    ``not-drawn`` for somebody nobody has heard of yet.
    """

    name: str
    role: str = ""
    symbol: Literal["", "circle", "square", "not-drawn"] = ""
    kin: dict[Relation, str | tuple[str, ...]] = field(default_factory=dict)
    sketch: str = ""
    reach: Literal["always"] | Reach = "always"
    not_reached: str = ""


@dataclass(frozen=True)
class Source(Written):
    """What a document is, who wrote it and when."""

    kind: str
    from_: str
    date: str
    title: str = ""


@dataclass(frozen=True)
class Document(Written):
    """A piece of paper made of statements, each with an id."""

    is_: Source
    statements: dict[str, str]


@dataclass(frozen=True)
class Answer(Written):
    """One possible answer to a question: a fact that can be learnt."""

    is_: str
    suggests: dict[str, Weight] = field(default_factory=dict)
    urgent: str = ""


@dataclass(frozen=True)
class Question(Written):
    """Something that can be found out: from whom, how directly, the possible answers, and what the paper says of it."""

    ask: str
    from_: dict[str, How]
    answers: dict[str, Answer]
    paper: tuple[str, ...] = ()


@dataclass(frozen=True)
class PromiseForm(Written):
    """One way of making a promise: when the worker meant, and when the other person heard."""

    due: str
    heard_as: str = ""
    heard_due: str = ""


@dataclass(frozen=True)
class Promise(Written):
    """Something that can be promised to somebody."""

    to: str
    what: str
    forms: dict[str, PromiseForm]
    kept_by: tuple[str, ...] = ()
    needs: str = ""


@dataclass(frozen=True)
class OnArrival(Written):
    """What is learnt by arriving in a scene."""

    learn: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scene(Written):
    """A screen: where you are, what you see and what you can do there."""

    title: str
    options: dict[str, Option]
    opens: str = ""
    opens_again: str = ""
    shows: tuple[str, ...] = ()
    with_: str = ""
    begins: str = ""
    on_arrival: OnArrival = field(default_factory=OnArrival)
    hub: bool = False
    activities: tuple[Activity, ...] = ()
    view_after: tuple[str, ...] = ()


@dataclass(frozen=True)
class NotReached(Written):
    """What is heard, and perhaps learnt, when somebody cannot be reached; ``reason`` where trying mattered.

    ``who`` told it, where it is not them; ``again`` is heard instead from the second time on.
    """

    says: str
    learn: tuple[str, ...] = ()
    who: str = ""
    again: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Family(Written):
    """One truth behind the paper: only what differs. Several ``weeks_later`` leave the outcome to chance."""

    truth: Truth
    answers: dict[str, str]
    reach: dict[str, Reach] = field(default_factory=dict)
    who: dict[str, str] = field(default_factory=dict)
    opens: dict[str, str] = field(default_factory=dict)
    says: dict[str, str] = field(default_factory=dict)
    not_reached: dict[str, str | NotReached] = field(default_factory=dict)
    also_learn: dict[str, tuple[str, ...]] = field(default_factory=dict)
    clock: tuple[ClockEvent, ...] = ()
    if_missed: dict[str, str] = field(default_factory=dict)
    weeks_later: str | tuple[str, ...] = ""
    heard: dict[str, str] = field(default_factory=dict)
    saw: dict[str, str] = field(default_factory=dict)
    unasked: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Case(Written):
    """A case as its author wrote it, checked. Two cases are the same only where they are one object."""

    format: Literal[1]
    id: str
    kind: Literal["lesson", "exercise"]
    title: str
    minutes: int
    content_note: str
    review: Review
    when: When
    people: dict[str, Person]
    scenes: dict[str, Scene]
    families: dict[str, Family]
    paper: dict[str, Document] = field(default_factory=dict)
    clock: tuple[ClockEvent, ...] = ()
    explanations: dict[str, str] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    promises: dict[str, Promise] = field(default_factory=dict)
    views: dict[str, View] = field(default_factory=dict)
    echoes: dict[str, Echo] = field(default_factory=dict)
    describes: tuple[Group, ...] = ()
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    criteria: dict[str, Criterion] = field(default_factory=dict)
    reflection: Reflection | None = None
    think: tuple[str, ...] = ()
    carry: Carry | None = None
    picture: Literal["", "door", "telephone"] = ""

    @property
    def first_scene(self) -> str:
        """The id of the scene a play begins in: the first one written."""
        return next(iter(self.scenes))

    @property
    def marked(self) -> dict[str, Criterion]:
        """The criteria that carry points, without the stops."""
        return {name: c for name, c in self.criteria.items() if not c.stop}

    def option(self, name: str) -> Option:
        """The option of that id, wherever it stands. Raises KeyError if there is none."""
        return self.options[name][1]

    @cached_property
    def options(self) -> dict[str, tuple[str, Option]]:
        """Every option by id, with the scene it stands in."""
        return {o: (s, opt) for s, scene in self.scenes.items() for o, opt in scene.options.items()}

    def answer(self, name: str) -> Answer:
        """The answer (fact) of that id. Raises KeyError if there is none."""
        return next(q.answers[name] for q in self.questions.values() if name in q.answers)

    @property
    def statements(self) -> dict[str, str]:
        """Every statement of the paper by id."""
        return {s: text for doc in self.paper.values() for s, text in doc.statements.items()}
