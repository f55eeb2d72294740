"""A session: a play of a case, folded from events one by one. No file, no clock, no chance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..case import Case, digest, times
from ..case.graph import BACK, END
from ..case.shape import ClockEvent, Family, NotReached, OnceKnown, Option, Scene
from . import world
from .conditions import Terms, holds
from .events import RULES, Chose, Event, Started, Wrote
from .world import Clock, Entry, Learnt, Moment

NOT_REACHED_MINUTES = 3


class Refused(ValueError):
    """An event that cannot happen now; the sentence says why, and nothing has changed."""


@dataclass(frozen=True)
class Said:
    """Something the clock brought: when, in what words, and in which stay in a scene."""

    at: int
    words: str
    visit: int


@dataclass(frozen=True)
class Bell:
    """A clock event and its place: in every family (0) or this one (1), and which."""

    place: tuple[int, int]
    event: ClockEvent

    @property
    def at(self) -> int:
        """When it rings, in minutes of the day."""
        return times.minutes(self.event.at)


@dataclass(frozen=True)
class Offer:
    """An option as it stands on the screen."""

    name: str
    option: Option
    person: str


class Session:
    """What is on offer and what has happened. ``do`` takes one event or refuses it whole."""

    def __init__(self, case: Case, started: Started) -> None:
        """Begin a play. Raises Refused for another case, other rules or an unknown family."""
        if started.case != case.id:
            raise Refused(f"These answers belong to another case, “{started.case}”.")
        if started.digest != digest(case):
            raise Refused("These answers were given to another version of the case.")
        if started.rules != RULES:
            raise Refused(f"These answers were given under rules version {started.rules}, and this is {RULES}.")
        if started.family not in case.families:
            raise Refused(f"The case has no family called “{started.family}”.")
        self.case = case
        self.family_name = started.family
        self.seed = started.seed
        self.clock = Clock.of(case)
        self.now = world.begins(case)
        self.tellings: list[Learnt] = []
        self.told: dict[tuple[str, str], int] = {}
        self.ledger: dict[str, Entry] = {}
        self.moments: list[Moment] = []
        self.visit = 0
        self.bells: list[Said] = []
        self.rung: set[tuple[int, int]] = set()
        self.scene_name = ""
        self.way: list[str] = []
        self.ended = False
        self.written = ""
        self.closed = False
        self._enter(case.first_scene)

    @property
    def family(self) -> Family:
        """The family behind this door."""
        return self.case.families[self.family_name]

    @property
    def scene(self) -> Scene:
        """The scene the worker is in."""
        return self.case.scenes[self.scene_name]

    @property
    def finished(self) -> bool:
        """Whether the play has ended and its reflection, if one is asked, is kept."""
        return self.ended and (self.closed or self.case.reflection is None)

    def offers(self) -> tuple[Offer, ...]:
        """What can be chosen now, in the author's order; nothing once the play has ended."""
        if self.ended:
            return ()
        return tuple(
            Offer(name, option, option.carries.with_)
            for name, option in self.scene.options.items()
            if option.carries.repeat or not self._used(name)
        )

    def opening(self, scene: str) -> str:
        """The words a scene opens with, in this family."""
        return self.family.opens.get(scene, self.case.scenes[scene].opens)

    def do(self, event: Event) -> None:
        """Let one event happen. Raises Refused, and then nothing has changed."""
        if isinstance(event, Chose):
            self._choose(event)
        elif isinstance(event, Wrote):
            self._write(event)
        else:
            raise Refused("This play has already begun.")

    def knew(self, answer: str) -> Learnt | None:
        """The first telling of a fact, or None where it has not been learnt."""
        return next((t for t in self.tellings if t.answer == answer), None)

    def who(self, scene: str) -> str:
        """The person a scene is with, behind this door; empty where it is with nobody."""
        return self.family.who.get(scene, self.case.scenes[scene].with_)

    def _used(self, option: str) -> bool:
        # In a hub an option is used up; elsewhere the scene is entered afresh each time.
        if not self.scene.hub:
            return False
        return any(m.option == option and m.reached for m in self.moments)

    def _write(self, event: Wrote) -> None:
        if self.case.reflection is None:
            raise Refused("Nothing is to be written in this case.")
        if not self.ended:
            raise Refused("The writing comes after the last scene.")
        if self.closed:
            raise Refused("You have kept this and gone on. Play again to write another.")
        self.written = event.text
        self.closed = event.done

    def _choose(self, event: Chose) -> None:
        if self.ended:
            raise Refused("This play has ended.")
        if event.scene != self.scene_name:
            raise Refused("You are in another scene now.")
        offers = {o.name: o.option for o in self.offers()}
        if event.option not in offers:
            raise Refused("That cannot be chosen here now.")
        option = offers[event.option]
        carries, begun = option.carries, self.now
        if carries.with_ and not self._in_reach(carries.with_, carries.by):
            self._miss(event, carries.with_)
            return
        ended = self.clock.after(begun, carries.minutes)
        reply, reason = self._words(event.option, option)
        self._keep(event.option, begun)
        self.now = ended
        person = self.family.who.get(event.option) or carries.with_ or self.who(event.scene)
        self._learn((*carries.learn, *self.family.also_learn.get(event.option, ())), person)
        for told in carries.tells.items():
            self.told.setdefault(told, ended)
        self._promise(option, begun)
        self.moments.append(Moment(event.scene, event.option, person, begun, ended, True, reply, reason, self.visit))
        self._go(carries.goes)

    def _in_reach(self, person: str, by: str) -> bool:
        # Whoever the scene is with is there already.
        return person == self.scene.with_ or world.reached(self.case, self.family, person, by, self.now)

    def _miss(self, event: Chose, person: str) -> None:
        begun = self.now
        self.now = self.clock.after(begun, NOT_REACHED_MINUTES)
        heard = self.family.not_reached.get(person, self.case.people[person].not_reached)
        if isinstance(heard, NotReached):
            self._learn(heard.learn, person)
            heard = heard.says
        self.moments.append(Moment(event.scene, event.option, person, begun, self.now, False, heard, "", self.visit))
        self._go("")

    def _words(self, name: str, option: Option) -> tuple[str, str]:
        reply, reason = self.family.says.get(name, option.then), option.reason
        for answer, known in option.once_known.items():
            if self.knew(answer) is not None:
                known = OnceKnown(reason=known) if isinstance(known, str) else known
                reply, reason = known.then or reply, known.reason or reason
        return reply, reason

    def _learn(self, questions: Iterable[str], source: str) -> None:
        for name in questions:
            how = self.case.questions[name].from_.get(source, "heard")
            self.tellings.append(Learnt(name, self.family.answers[name], self.now, source, how))

    def _promise(self, option: Option, begun: int) -> None:
        for name in option.carries.promise:
            promise_name, _, form_name = name.partition(".")
            promise = self.case.promises[promise_name]
            form = promise.forms[form_name]
            vague = form.due == "not-said"
            expected = form.heard_due or ("" if vague else form.due)
            due = times.moment(expected, self.case.when.date)
            self.ledger[promise_name] = Entry(
                promise_name, form_name, promise.to, promise.what, self.now, due, not vague
            )
        for name, when in option.carries.moves.items():
            entry = self.ledger.get(name)
            if entry is not None and entry.state == "open":
                self.ledger[name] = entry.move(begun, times.moment(when, self.case.when.date))

    def _keep(self, option: str, begun: int) -> None:
        for name, entry in self.ledger.items():
            if entry.state == "open" and option in self.case.promises[name].kept_by:
                self.ledger[name] = entry.settle(begun)

    def _go(self, goes: str) -> None:
        if goes == END:
            self._end()
            return
        if goes == BACK:
            goes = self.way.pop() if self.way else self.scene_name
        elif goes:
            self.way.append(self.scene_name)
        if goes:
            self._enter(goes)
        # Where a bell rang while we waited to enter, the next one waits for what is done about it.
        if goes in ("", self.scene_name):
            self._ring()

    def _enter(self, name: str) -> None:
        if name in self.way:
            # Coming to a scene that is still open behind us closes what lay between.
            del self.way[self.way.index(name) :]
        scene = self.case.scenes[name]
        # Set before any waiting, so that whoever rings meanwhile brings us back here.
        self.scene_name = name
        if scene.begins and self.now < times.minutes(scene.begins):
            self._wait(times.minutes(scene.begins))
            if self._ring():
                return
        self.visit += 1
        self._learn(scene.on_arrival.learn, self.who(name))

    def _wait(self, until: int) -> None:
        # A jump stops first at any bell that leads somewhere.
        bell = min((b.at for b in self._due(until) if b.event.goes not in ("", self.scene_name)), default=until)
        self.now = max(self.now, self.clock.free(min(bell, until)))

    def _due(self, minute: int) -> list[Bell]:
        bells = [Bell((0, i), e) for i, e in enumerate(self.case.clock)]
        bells += [Bell((1, i), e) for i, e in enumerate(self.family.clock)]
        due = [b for b in bells if b.at <= minute and b.place not in self.rung and not self._spared(b)]
        return sorted(due, key=lambda b: b.at)

    def _spared(self, bell: Bell) -> bool:
        unless = bell.event.unless
        return unless is not None and holds(unless, self, Terms.of(self.case))

    def _ring(self) -> bool:
        """Let what is due happen, up to the first bell that leads elsewhere; whether one did.

        The next one waits until the option in hand is over, so no scene is passed through unseen.
        """
        for bell in self._due(self.now):
            self.rung.add(bell.place)
            if bell.event.says:
                self.bells.append(Said(bell.at, bell.event.says, self.visit))
            if bell.event.goes and bell.event.goes != self.scene_name:
                self.way.append(self.scene_name)
                self._enter(bell.event.goes)
                return True
        return False

    def _end(self) -> None:
        self.ended = True
        self.visit += 1
        close = max(self.now, self.clock.ends)
        self.ledger = {name: entry.close(close) for name, entry in self.ledger.items()}


def replay(case: Case, events: Iterable[Event]) -> Session:
    """The session that a sequence of events folds to. Raises Refused where one cannot happen."""
    sequence = iter(events)
    started = next(sequence, None)
    if not isinstance(started, Started):
        raise Refused("The answers do not begin with a beginning.")
    session = Session(case, started)
    for event in sequence:
        session.do(event)
    return session
