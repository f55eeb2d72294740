"""A session: a play of a case, folded from events one by one. No file, no clock, no chance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..case import Case, digest, times
from ..case.graph import BACK, END
from ..case.options import Option
from ..case.shape import Family, NotReached, Scene
from . import activities, ledger, wording, world
from .activities import Asked
from .bells import Said, due
from .conditions import Terms, holds
from .draw import luck
from .events import RULES, Chose, Event, Recorded, Refused, Spoke, Started, Viewed, Wrote
from .views import Stated
from .world import TRUST, Clock, Entry, Learnt, Moment

NOT_REACHED_MINUTES = 3


UNSAID = 15
"""Minutes of a day that pass before a scene begins without a word about them."""


@dataclass(frozen=True)
class Offer:
    """An option as it stands on the screen, with its words there."""

    name: str
    option: Option
    person: str
    words: str


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
        self.trust: dict[str, int] = {}
        self.asked: list[Asked] = []
        self.answered = 0
        self.stated: list[Stated] = []
        self.spoken: dict[str, str] = {}
        self.recorded: tuple[str, ...] = ()
        self.untrue: tuple[str, ...] = ()
        self.entered: list[str] = []
        self.left: set[str] = set()
        self.echoed: dict[str, int] = {}
        self.moments: list[Moment] = []
        self.visit = 0
        self.bells: list[Said] = []
        self.passed: list[Said] = []
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
        if self.ended or self.asked:
            return ()
        # In a hub an option is used up; elsewhere the scene is entered afresh each time.
        used = {m.option for m in self.moments if m.reached} if self.scene.hub else set()
        return tuple(
            Offer(name, option, option.carries.with_, wording.words(self, option))
            for name, option in self.scene.options.items()
            if (option.carries.repeat or name not in used) and wording.offered(self, option)
        )

    def opening(self, scene: str) -> str:
        """The words a scene opens with, in this family, and what comes back there of what was done before.

        Once something has been done there, nothing comes back a second time, and ``opens-again`` is what it opens with.
        """
        here = self.case.scenes[scene]
        words = self.family.opens.get(scene, here.opens)
        acted = any(moment.visit == self.visit for moment in self.moments)
        if here.opens_again and (acted or self.entered.count(scene) > 1):
            words = here.opens_again
        if acted:
            return words
        echoes = [name for name, visit in self.echoed.items() if visit == self.visit]
        return "\n\n".join([words, *(self.family.says.get(e, self.case.echoes[e].says) for e in echoes)])

    @property
    def weeks_later(self) -> str:
        """What became of it. Where that is luck, the trail's seed decides."""
        words = self.family.weeks_later
        return words if isinstance(words, str) else words[luck(self.seed, "weeks later", len(words))]

    def do(self, event: Event) -> None:
        """Let one event happen. Raises Refused, and then nothing has changed."""
        if isinstance(event, Chose):
            self._choose(event)
        elif isinstance(event, Wrote):
            self._write(event)
        elif isinstance(event, Viewed | Spoke | Recorded):
            activities.answer(self, event)
        else:
            raise Refused("This play has already begun.")

    def knew(self, answer: str) -> Learnt | None:
        """The first telling of a fact, or None where it has not been learnt."""
        return next((t for t in self.tellings if t.answer == answer), None)

    def who(self, scene: str) -> str:
        """The person a scene is with, behind this door; empty where it is with nobody."""
        return self.family.who.get(scene, self.case.scenes[scene].with_)

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
        if self.asked:
            raise Refused("Answer what is asked first.")
        if event.scene != self.scene_name:
            raise Refused("You are in another scene now.")
        offer = next((o for o in self.offers() if o.name == event.option), None)
        if offer is None:
            raise Refused("That cannot be chosen here now.")
        carries, begun = offer.option.carries, self.now
        if carries.with_ and not self._in_reach(carries.with_, carries.by):
            self._miss(event, offer)
            return
        ended = self.clock.after(begun, carries.minutes)
        said = wording.reply(self, event.option, offer.option)
        why = wording.reason(self, offer.option)
        ledger.kept(self.ledger, self.case, event.option, begun)
        self.now = ended
        person = self.family.who.get(event.option) or carries.with_ or self.who(event.scene)
        self._learn((*carries.learn, *self.family.also_learn.get(event.option, ())), person)
        for told in carries.tells.items():
            self.told.setdefault(told, ended)
        ledger.made(self.ledger, self.case, carries.promise, ended)
        ledger.moved(self.ledger, self.case, carries.moves, begun)
        for who, change in carries.trust.items():
            self.trust[who] = self.trust.get(who, 0) + TRUST[change]
        self.answered = 0
        where = (event.scene, event.option, offer.words)
        self.moments.append(Moment(*where, person, begun, ended, True, said, why, self.visit))
        self._leave(event.scene, carries.goes)

    def _in_reach(self, person: str, by: str) -> bool:
        # Whoever the scene is with is there already.
        return person == self.scene.with_ or world.reached(self.case, self.family, person, by, self.now)

    def _miss(self, event: Chose, offer: Offer) -> None:
        begun, person, self.answered = self.now, offer.person, 0
        self.now = self.clock.after(begun, NOT_REACHED_MINUTES)
        heard = self.family.not_reached.get(person, self.case.people[person].not_reached)
        missed = heard if isinstance(heard, NotReached) else NotReached(heard)
        tried = any(m.person == person and not m.reached for m in self.moments)
        if tried and missed.again:
            missed = NotReached(missed.again)
        self._learn(missed.learn, missed.who or person)
        where = (event.scene, event.option, offer.words)
        self.moments.append(Moment(*where, person, begun, self.now, False, missed.says, missed.reason, self.visit))
        self._go("")

    def _learn(self, questions: Iterable[str], source: str) -> None:
        for name in questions:
            how = self.case.questions[name].from_.get(source, "heard")
            self.tellings.append(Learnt(name, self.family.answers[name], self.now, source, how))

    def _leave(self, scene: str, goes: str) -> None:
        self._go(goes)
        away = goes not in ("", END) and self.scene_name != scene
        if away and scene not in self.left and (asked := activities.on_leaving(self, scene)):
            self.left.add(scene)
            self.asked[:0] = asked

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
        else:
            self._ring()

    def _enter(self, name: str, rung: bool = False) -> None:
        """Go into a scene, unless a bell leads elsewhere first; the scene a bell leads to is entered in any case."""
        if name in self.way:
            # Coming to a scene that is still open behind us closes what lay between.
            del self.way[self.way.index(name) :]
        scene = self.case.scenes[name]
        # Set before any waiting, so that whoever rings meanwhile brings us back here.
        self.scene_name = name
        begins = times.moment(scene.begins, self.case.when.date) if scene.begins else self.now
        if self.now < begins:
            before = self.now
            self._wait(begins)
            if self.now - before >= UNSAID and before // times.DAY == self.now // times.DAY:
                words = f"Until {times.clock(self.now)} you are with other families."
                self.passed.append(Said(before, words, self.visit))
        # Before anything is learnt, asked or said in there, so that no scene is passed through unseen.
        if not rung and self._ring():
            return
        self.visit += 1
        self._learn(scene.on_arrival.learn, self.who(name))
        if name not in self.entered:
            self.asked += activities.on_entering(name, scene)
        self.entered.append(name)
        self._echo(name)

    def _echo(self, scene: str) -> None:
        terms = Terms.of(self.case)
        for name, echo in self.case.echoes.items():
            if echo.in_ == scene and name not in self.echoed and holds(echo.if_, self, terms):
                self.echoed[name] = self.visit

    def _wait(self, until: int) -> None:
        # A jump stops first at any bell that leads somewhere.
        bell = min((b.at for b in due(self, until) if b.event.goes not in ("", self.scene_name)), default=until)
        self.now = max(self.now, self.clock.free(min(bell, until)))

    def _ring(self) -> bool:
        """Let what is due happen, up to the first bell that leads elsewhere; whether one did.

        The next one waits until the option in hand is over.
        """
        for bell in due(self, self.now):
            self.rung.add(bell.place)
            if words := bell.words(self.seed):
                self.bells.append(Said(bell.at, words, self.visit))
            if bell.event.goes and bell.event.goes != self.scene_name:
                self.way.append(self.scene_name)
                self._enter(bell.event.goes, rung=True)
                return True
        return False

    def _end(self) -> None:
        self.ended = True
        self.visit += 1
        close = max(self.now, self.now // times.DAY * times.DAY + self.clock.ends)
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
