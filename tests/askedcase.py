"""The small case with everything that can be asked besides a choice, and everything that comes back later."""

from __future__ import annotations

from typing import Any

from doorstep.play import Chose, Event, Recorded, Session, Spoke, Viewed
from smallcase import CASE, KEY, Player, changed

VIEWS = """\
views:
  bus: {says: It was the bus that made Ben late., settles: why, true-if: [why-bus]}
  there: {says: Somebody was with Ben last night., settles: night, true-if: [ann-there]}
echoes:
  rang: {in: morrow, if: {kept: ring-by}, says: "Thank you for ringing, says Ann."}
  waited: {in: morrow, if: {missed: ring-by}, says: "You said you would ring, says Ann."}
  warm: {in: desk, if: {trusts: [ann]}, says: Ann has left you a message.}
  cold: {in: desk, if: {wary: [ann]}, says: Ann has hung up twice.}
  whistled: {in: desk, if: {trusts: [ben]}}
  untrue: {in: morrow, if: {recorded-untrue: true}, says: Somebody has read the file.}
describes: [low-income]
"""
FIRST_WORDS = """\
    activities:
      - first-words:
          prompt: The door opens. What do you say first?
          others:
            flat: {says: I am from the council., heard: They want something.}
            kind: {says: Good morning Ann., heard: A friend.}
            brisk: {says: Is Ben in?, heard: He is in trouble.}
"""
RECORD = """\
    activities:
      - record:
          prompt: Tick what goes on the file.
          lines:
            spoke-ann: {says: I spoke with Ann., true-if: {happened: [ring-ann, knock, ring-again]}}
            saw-ann: {says: I saw Ann., true-if: {happened: [knock]}}
            not-cy: {says: I have not spoken with Cy., true-if: {never: [ask-cy, help-now, wait-and-see]}}
            told-ann: {says: Ann has heard what was said about her., true-if: {told: {ann: why-asked}}}
            not-bus: {says: I cannot say why Ben was late., true-if: {not-knew: [why-bus, why-poorly]}}
            not-rung: {says: Ann has waited for me., true-if: {missed: ring-by}}
"""
MORROW = """\
  morrow:
    title: The next morning
    hub: true
    begins: 2026-10-14 09:00
    opens: It rains.
    options:
      ring-late:
        do: Ring Ann once more.
        carries: {with: ann, minutes: 10, learn: [why], stance: tells, practises: [A46]}
        then: There you are, says Ann.
        reason: It was said today.
      knock-late:
        do: Knock once more.
        carries: {with: ann, by: in-person, minutes: 10, repeat: true, stance: asks, practises: [A1]}
        then: She opens.
        reason: It was today.
      sit:
        do: Sit an hour.
        carries: {minutes: 60, repeat: true, stance: waits, practises: [A10]}
        then: It still rains.
        reason: An hour went.
      close:
        do: Close the file.
        carries: {minutes: 1, stance: waits, practises: [A33], goes: end}
        reason: It is over.
"""
STOPS = """\
  moved:
    says: Let a view move with what was seen.
    worth: {habit: H1, points: 2}
    ladder:
      - {points: 2, if: {view-moved: true}, because: It moved.}
      - {points: 0, if: {view-held: true}, because: It did not move.}
      - {points: 1, because: Nothing was learnt that could move it.}
  false-record:
    says: Something was put on the record that was not so.
    stop: true
    because: Nobody could rely on the file.
    if: {recorded-untrue: true}
"""
CARRY = """\
carry: {prompt: What will you do next week?, example: "if I cannot ring, then I say so, by Friday"}
"""

ASKED = changed(
    CASE,
    ("id: small\n", "id: asked\n"),
    ("title: A small case", "title: An asking case"),
    (
        "  - {at: 16:45, says: A door bangs.}\n",
        "  - {at: 16:45, either: [A door bangs., A cup falls.]}\n"
        "  - {at: 2026-10-14 09:20, says: A bell rings in the morning.}\n",
    ),
    ("    ask: Why is Ben late?\n", "    ask: Why is Ben late?\n    paper: [n1]\n"),
    ("    ask: Who was there last night?\n", "    ask: Who was there last night?\n    paper: [n1, n2]\n"),
    ("promises:\n", VIEWS + "promises:\n"),
    ("kept-by: [ring-again]", "kept-by: [ring-again, ring-late]"),
    (
        "    opens: A desk and a telephone.\n",
        "    opens: A desk and a telephone.\n    opens-again: The desk once more.\n    view-after: [bus, there]\n",
    ),
    ("    opens: You knock.\n", "    opens: You knock.\n    view-after: [there]\n" + FIRST_WORDS),
    ("    opens: Ben is on the telephone.\n", "    opens: Ben is on the telephone.\n    view-after: [bus]\n"),
    ("    opens: It is getting dark.\n", "    opens: It is getting dark.\n    view-after: [bus]\n" + RECORD),
    ("learn: [why, night], stance", "learn: [why, night], trust: {ann: up}, stance"),
    ("        then: You talk.\n", "        then: You talk.\n        saw: A stranger stood at my door.\n"),
    ("        then: Ann tells you.\n", "        then: Ann tells you.\n        saw: A stranger rang.\n"),
    (
        "        carries: {minutes: 5, stance: waits, practises: [A10], goes: desk}",
        "        carries: {minutes: 5, trust: {ann: much-down}, stance: waits, practises: [A10], goes: desk}",
    ),
    ("{minutes: 5, learn: [why], stance: asks", "{minutes: 5, learn: [why], trust: {ben: much-up}, stance: asks"),
    ("waits, practises: [A10], goes: back}", "waits, trust: {ben: down}, practises: [A10], goes: back}"),
    (
        "      go-home:\n",
        "      sleep:\n        do: Sleep on it.\n"
        "        carries: {minutes: 5, stance: waits, practises: [A10], goes: morrow}\n        reason: It kept.\n"
        "      go-home:\n",
    ),
    ("families:\n", MORROW + "families:\n"),
    ("    says: {read: You have read it twice.}", "    says: {read: You have read it twice., whistled: Ben whistles.}"),
    ("    weeks-later: The bus is on time.\n", "    weeks-later: [The bus is on time., The bus has stopped.]\n"
     "    unasked: {ben: I would have told you.}\n"),
    ("    also-learn: {read: [night]}\n", "    also-learn: {read: [night]}\n    says: {whistled: He whistles.}\n"),
    (
        "    opens: {door: A boy opens it.}\n",
        "    opens: {door: A boy opens it.}\n    says: {whistled: A tune., warm: Ben has left you a message.}\n"
        "    heard: {kind: A voice.}\n    saw: {knock: Somebody in a coat.}\n",
    ),
    ("  left:\n    says: A child", STOPS + "  left:\n    says: A child"),
)  # fmt: skip
ASKED += CARRY
ASKED_KEY = changed(KEY, ("key-for: small", "key-for: asked"), ("small-0000", "asked-0000"))

EVEN = 50
WORDS = "Good morning."


def plainly(session: Session) -> list[Event]:
    """The least that can be said to what is asked now: fifty to every view, a greeting, nothing on the record."""
    asked = session.asked[0]
    if asked.views:
        return [Viewed(name, EVEN) for name in asked.views]
    return [Spoke(asked.scene, WORDS)] if asked.first_words else [Recorded(asked.scene, ())]


def walked(player: Player, *steps: str | Event) -> Session:
    """A play told as options and answers; whatever else is asked meanwhile is answered plainly."""
    for step in steps:
        while player.session.asked and not _answers(step, player.session):
            player.answer(*plainly(player.session))
        player.do(Chose(player.session.scene_name, step) if isinstance(step, str) else step)
    return player.session


def _answers(step: str | Event, session: Session) -> bool:
    """Whether a step is an answer of the kind that is asked now."""
    asked = session.asked[0]
    kind = Viewed if asked.views else Spoke if asked.first_words else Recorded
    return isinstance(step, kind)


def pressing(session: Session) -> tuple[str, dict[str, Any]]:
    """The press of a button that answers plainly what is asked now: what it does, and the fields of its form."""
    asked = session.asked[0]
    if asked.views:
        return "view", {f"view-{name}": str(EVEN) for name in asked.views}
    if asked.first_words:
        return "say", {"scene": asked.scene, "text": WORDS}
    return "record", {"scene": asked.scene}
