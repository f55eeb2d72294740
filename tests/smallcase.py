"""A small case that uses every part of the format, for tests to play and to spoil; and how to play it."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from doorstep.case import Case, Key, load_case, load_key, times
from doorstep.play import Chose, Event, Session, Trail, Wrote, begin, replay

CASE = """\
format: 1
id: small
kind: exercise
title: A small case
minutes: 5
content-note: Nothing happens here.
review: {status: made for tests, waits-for: [nobody], check: [nothing]}
when:
  date: 2026-10-13
  weekday: Tuesday
  hours: [09:00-12:00, 13:00-17:00]
  taken: {"12:00-13:00": lunch with another family}
  bank-holidays: []
clock:
  - {at: 16:45, says: A door bangs.}
people:
  ann:
    name: Ann Ash
    role: mother
    kin: {lives-with: ben}
    sketch: Mends clocks.
    reach: {phone: [09:00-11:00, 13:00-16:40], in-person: [10:00-11:00]}
    not-reached: It rings out.
  ben: {name: "Ben Ash, 8", role: Ann's son, kin: {parents: [ann]}, sketch: Whistles.}
  cy: {name: Cy Cole, role: your manager, reach: always}
paper:
  note:
    is: {kind: email, from: cy, date: 2026-10-12 16:00, title: A note}
    n1: Ben is late again.
    n2: A boy who cannot be woken needs help at once.
explanations:
  bus: The bus is late.
  poorly: Ben is poorly.
questions:
  why:
    ask: Why is Ben late?
    from: {ann: did, ben: child-said, cy: heard}
    answers:
      why-bus: {is: It was the bus., suggests: {bus: much-more, poorly: less}}
      why-poorly: {is: He cannot be woken., suggests: {bus: much-less, poorly: more}, urgent: n2}
  night:
    ask: Who was there last night?
    from: {ann: did, ben: saw}
    answers:
      ann-there: {is: Ann was., suggests: {bus: neither, poorly: neither}}
      nobody-there: {is: Nobody was., suggests: {bus: less, poorly: more}}
promises:
  ring-by:
    to: ann
    what: Ring Ann.
    kept-by: [ring-again]
    forms:
      by-three: {due: 15:40, heard-as: Twenty to four.}
      soon: {due: not-said, heard-as: After lunch., heard-due: 14:00}
      next-day: {due: 2026-10-14 09:30}
  see-ben: {to: ben, what: See Ben., kept-by: [knock], needs: cy, forms: {today: {due: 17:00, heard-as: Today.}}}
scenes:
  desk:
    title: Your desk
    hub: true
    opens: A desk and a telephone.
    shows: [note]
    options:
      read:
        do: Read the note.
        carries: {minutes: 10, stance: asks, practises: [A18]}
        then: You have read it.
        reason: Ten minutes of paper.
      ring-ann:
        do: Ring Ann.
        carries: {with: ann, minutes: 10, learn: [why], tells: {ann: why-asked}, stance: tells, practises: [A45]}
        then: Ann tells you.
        reason: She heard it from you.
        once-known:
          why-poorly: {then: Ann is crying., reason: You had been told that he was ill.}
          why-bus: You had been told that it was the bus.
      ask-cy:
        do: Ask Cy.
        carries: {with: cy, minutes: 5, learn: [why], stance: defers, practises: [A32]}
        then: Cy has heard something.
        reason: Cy has it from somebody.
      tidy:
        do: Tidy the desk for an hour.
        carries: {minutes: 60, repeat: true, stance: waits, practises: [A10]}
        then: It is tidy.
        reason: An hour went.
      promise-time:
        say: I will ring by twenty to four.
        carries: {minutes: 2, promise: [ring-by.by-three], stance: promises, practises: [A46]}
        then: Right, says Ann.
        reason: It can be done.
      promise-soon:
        say: I will be in touch soon.
        carries: {minutes: 2, promise: [ring-by.soon, see-ben.today], repeat: true, stance: soothes, practises: [A46]}
        then: Soon, says Ann.
        reason: She heard a time.
      promise-next-day:
        say: I will ring tomorrow at half past nine.
        carries: {minutes: 2, promise: [ring-by.next-day], stance: promises, practises: [A46]}
        then: Tomorrow, says Ann.
        reason: It is far off.
      go-door:
        do: Go to the door.
        carries: {minutes: 15, repeat: true, stance: asks, practises: [A12], goes: door}
        reason: A door is a door.
      go-office:
        do: Go and see Cy.
        carries: {minutes: 2, repeat: true, stance: defers, practises: [A32], goes: office}
        reason: It costs minutes.
      pick-up:
        do: Ring the school.
        carries: {minutes: 3, repeat: true, stance: asks, practises: [A12], goes: call}
        reason: Somebody has seen Ben.
      wait:
        do: Leave it until the afternoon.
        carries: {minutes: 1, stance: waits, practises: [A10], goes: dusk}
        reason: Nobody was asked meanwhile.
  door:
    title: The door
    with: ann
    opens: You knock.
    options:
      knock:
        say: Could we talk?
        carries: {with: ann, by: in-person, minutes: 10, learn: [why, night], stance: asks, practises: [A1], goes: back}
        then: You talk.
        reason: You heard her.
      walk-away:
        do: Walk away.
        carries: {minutes: 5, stance: waits, practises: [A10], goes: desk}
        reason: Nobody was in your way.
  office:
    title: The office
    with: cy
    opens: What do you know? says Cy.
    options:
      help-now:
        say: He needs help now.
        carries: {minutes: 5, tells: {cy: danger}, stance: hurries, practises: [A41], goes: back}
        then: Cy dials.
        reason: It was said in one breath.
      wait-and-see:
        say: The paper says he is late.
        carries: {minutes: 5, tells: {cy: paper}, stance: believes, practises: [A41], goes: desk}
        then: Cy nods.
        reason: It rests on paper.
  call:
    title: The school
    with: ben
    on-arrival: {learn: [night]}
    opens: Ben is on the telephone.
    options:
      listen:
        do: Listen.
        carries: {minutes: 5, learn: [why], stance: asks, practises: [A12], goes: back}
        then: Ben whistles.
        reason: He could be heard.
      hang-up:
        do: Hang up.
        carries: {minutes: 1, stance: waits, practises: [A10], goes: back}
        reason: He could not be heard.
  dusk:
    title: The afternoon
    hub: true
    begins: 15:30
    shows: [ledger]
    opens: It is getting dark.
    options:
      ring-again:
        do: Ring Ann again.
        carries: {with: ann, minutes: 5, stance: tells, practises: [A46]}
        then: Thank you, says Ann.
        reason: She was waiting.
      move-it:
        say: Would half past nine tomorrow suit you?
        carries: {with: ann, minutes: 2, moves: {ring-by: 2026-10-14 09:30}, stance: defers, practises: [A46]}
        then: It would, says Ann.
        reason: She had a say in it.
      write-up:
        do: Write it up.
        carries: {minutes: 15, repeat: true, stance: waits, practises: [A22]}
        then: It is written up.
        reason: The record is better for it.
      go-home:
        do: Go home.
        carries: {minutes: 1, stance: waits, practises: [A33], goes: end}
        reason: The day is over.
families:
  quiet:
    truth: milder
    answers: {why: why-bus, night: ann-there}
    says: {read: You have read it twice.}
    if-missed: {ring-by: Ann waited.}
    weeks-later: The bus is on time.
  plain:
    truth: as-written
    answers: {why: why-bus, night: nobody-there}
    reach: {ann: {phone: [14:00-16:00]}}
    not-reached: {ann: {says: A neighbour answers., learn: [night]}}
    also-learn: {read: [night]}
  grave:
    truth: worse
    answers: {why: why-poorly, night: nobody-there}
    who: {door: ben, ring-ann: ben}
    opens: {door: A boy opens it.}
    clock:
      - {at: 16:50, says: "Ben is not home, says Ann."}
    not-reached: {ann: Nobody picks up.}
    weeks-later: Ben is better.
groups:
  recommending: [help-now, wait-and-see]
  helping: [help-now]
criteria:
  acted:
    says: Where danger was known, told the manager at once.
    worth: {habit: H1, points: 4}
    ladder:
      - {points: 4, if: {within: {did: helping, after: why-poorly, limit: at-once}}, because: You told Cy in time.}
      - {points: 2, if: {happened: helping, knew: [why-poorly]}, because: You told Cy late.}
      - {points: 0, if: {knew: [why-poorly]}, because: Cy was not told.}
      - {points: 3.5, if: {never: helping}, because: There was nothing to tell.}
      - {points: 1, because: You told Cy of a danger that nobody had told you of.}
  asked:
    says: Asked those who know before recommending.
    worth: {habit: H1, points: 2}
    ladder:
      - {points: 2, if: {knew-first-hand: {of: telling, at-least: 2, before: recommending}}, because: You asked both.}
      - {points: 1, if: {knew-first-hand: {of: [why], at-least: 1}, told: {ann: why-asked}}, because: You asked one.}
      - {points: 0, because: You asked nobody.}
  rang:
    says: Rang when it was expected.
    worth: {habit: H3, points: 4}
    ladder:
      - {points: 4, if: {promised: [ring-by.by-three], kept: ring-by}, because: You rang in time.}
      - {points: 3, if: {moved-early: ring-by}, because: You moved it early.}
      - {points: 1, if: {happened: [ring-again], before: {first: [ring-again], then: [go-home]}}, because: You rang.}
      - {points: 0, because: You did not ring.}
  left:
    says: A child known to be in danger was left.
    stop: true
    because: Nobody came.
    if: {knew: [why-poorly], never: helping}
reflection:
  prompt: What do you know, and from whom?
  points: 5
  words: [20, 60]
  rubric:
    - {looks-for: Seen and told, none: Mixed, some: Mostly apart, full: Kept apart}
think:
  - Who was not asked?
"""

KEY = """\
format: 1
key-for: small
canary: kept-from-trainees-small-0000
limits: {at-once: 30 minutes}
groups:
  telling: [why, night]
notes: {words: Nothing that a trainee should read.}
tutor-asks: [Who was not asked?]
"""

FAMILIES = ("quiet", "plain", "grave")
TO_THE_END = ("read", "wait", "go-home")
"""The shortest play of the small case, told as options."""


def line_of(text: str, words: str) -> int:
    """The number, from 1, of the one line that holds some words."""
    found = [n for n, line in enumerate(text.splitlines(), 1) if words in line]
    assert len(found) == 1, f"{words!r} stands in {len(found)} lines"
    return found[0]


def changed(text: str, *changes: tuple[str, str]) -> str:
    """A text with some of its words changed, each of which must stand in it once."""
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        text = text.replace(old, new)
    return text


def case_of(folder: Path, text: str = CASE) -> Case:
    """The case that a text holds, read from a file."""
    path = folder / "case.yaml"
    path.write_text(text, encoding="utf-8")
    return load_case(path)


def key_of(folder: Path, case: Case, text: str = KEY) -> Key:
    """The key that a text holds, read from a file."""
    path = folder / f"{case.id}.key.yaml"
    path.write_text(text, encoding="utf-8")
    return load_key(path, case)


def snapshot(session: Session) -> dict[str, Any]:
    """Everything that can change in a session."""
    return copy.deepcopy({name: value for name, value in vars(session).items() if name != "case"})


def stamp(session: Session) -> str:
    """The in-world time that a trail notes."""
    return times.stamp(session.now, session.case.when.date)


class Player:
    """Plays a case by its options, straight; or, given a file, saved and loaded after every step."""

    def __init__(self, case: Case, family: str, saved: Path | None = None, seed: str = "seed") -> None:
        self.case = case
        self.trail = Trail(saved) if saved else None
        started = begin(case, family, seed)
        self.events: list[Event] = [started]
        self.session = Session(case, started)
        self._save()

    def choose(self, *options: str) -> Session:
        """Choose one option after another."""
        for option in options:
            self.do(Chose(self.session.scene_name, option))
        return self.session

    def answer(self, *events: Event) -> Session:
        """Answer what is asked, one thing after another."""
        for event in events:
            self.do(event)
        return self.session

    def write(self, text: str, done: bool = True) -> Session:
        """Write the reflection."""
        self.do(Wrote(text, done))
        return self.session

    def do(self, event: Event) -> None:
        """Let one event happen, here and in the file."""
        self.session.do(event)
        self.events.append(event)
        self._save()

    def _save(self) -> None:
        if self.trail is None:
            return
        n = len(self.events) - 1
        self.trail.append([(self.events[n], stamp(self.session))], seen=n)
        self.session = replay(self.case, self.trail.read()[-1].events)


def played(case: Case, family: str, options: Sequence[str]) -> Session:
    """The session of a play told as options."""
    return Player(case, family).choose(*options)
