"""A session's state as plain view data: what each screen says, before any HTML."""

from __future__ import annotations

from typing import Any

from ..case import Case, times
from ..play import Offer, Session
from ..play.world import Entry, Moment
from . import asked, care, carry, debrief
from .day import day, diary, left, taken
from .family import kin
from .genogram import genogram
from .words import lasting

View = dict[str, Any]

HOW = {"saw": "saw it", "did": "first hand", "record": "has it on record", "child-said": "said so", "heard": "heard it"}


def cover(case: Case, own: carry.Own | None = None) -> View:
    """The page before a case begins: what comes up, what is marked, who has read it, what was promised before."""
    return {
        "screen": "cover",
        "case": case,
        "own": own,
        "outcomes": carry.OUTCOMES,
        "criteria": [{"says": c.says, "points": c.worth.points if c.worth else 0} for c in case.marked.values()],
        "stops": [{"says": c.says, "because": c.because} for c in case.criteria.values() if c.stop],
        "views": bool(case.views),
        "reflection": case.reflection,
        "day": times.spoken(times.span(case.when.hours[0])[0], case.when.date),
    }


def scene(session: Session) -> View:
    """A scene in play: what just happened, what opens, what can be chosen, and the margin."""
    case, here = session.case, session.scene
    waits = asked.asked(session)
    return {
        "screen": "viewing" if waits and waits["views"] else "scene",
        "asked": waits,
        "likely": asked.LIKELY,
        "case": case,
        "title": here.title,
        "when": times.spoken(session.now, case.when.date),
        "left": left(session),
        "taken": taken(session),
        "diary": day(session),
        "replies": _replies(session),
        "opens": session.opening(session.scene_name),
        "arrived": not any(m.visit == session.visit for m in session.moments),
        "documents": [_document(case, name) for name in here.shows if name in case.paper],
        "ledger_here": "ledger" in here.shows,
        "scene": session.scene_name,
        "options": [_option(session, o) for o in session.offers()],
        "reread": [] if "ledger" in here.shows or here.shows else [_document(case, name) for name in case.paper],
        **margin(session),
    }


def margin(session: Session) -> View:
    """What stands beside the work: promises, what is known and from whom, looking back."""
    case = session.case
    return {
        "promises": [_promise(session, e) for e in session.ledger.values()],
        "known": _known(session),
        "unasked": [short(p.name) for n, p in case.people.items() if n in unasked(session)],
        "back": _looking_back(session),
        "first_words": _just_spoken(session),
        "genogram": genogram(case),
    }


def writing(session: Session) -> View:
    """The reflection: prompt, rubric, what is written so far, and the pad it is written from."""
    return {
        "screen": "writing",
        "case": session.case,
        "text": session.written,
        "replies": _replies(session, last=True),
        "reread": [_document(session.case, name) for name in session.case.paper],
        **margin(session),
    }


def ending(session: Session) -> View:
    """What became of it: the last words, the promises, weeks later, and every reason in order."""
    family = session.family
    missed = [
        {"what": e.what, "words": family.if_missed.get(e.promise, "")}
        for e in session.ledger.values()
        if e.state == "missed"
    ]
    return {
        # Where something is written at the end, the last answer has been read there.
        "replies": [] if session.case.reflection else _replies(session, last=True),
        "promises": [_promise(session, e) for e in session.ledger.values()],
        "missed": missed,
        "weeks_later": session.weeks_later,
        "never_asked": debrief.never_asked(session, unasked(session)),
        **debrief.debrief(session),
        "reasons": [_reason(m) for m in session.moments if m.reason],
        "number": len(session.case.families),
        "check": care.CHECK,
    }


def finished(session: Session, attempt: int, marked: int) -> View:
    """The last page: what became of it, and what to do next. Attempts count from 1."""
    return {
        "screen": "finished",
        "case": session.case,
        "text": session.written,
        "own": None,
        "attempt": attempt,
        "marked": marked,
        **ending(session),
    }


def met(session: Session) -> set[str]:
    """The people who have been reached so far."""
    return {m.person for m in session.moments if m.reached and m.person}


def unasked(session: Session) -> set[str]:
    """Those of the family who can be asked and have not been."""
    return set(kin(session.case) - met(session))


def short(name: str) -> str:
    """A name without the age or role written after it."""
    return name.split(",")[0]


def _option(session: Session, offer: Offer) -> View:
    case, carries = session.case, offer.option.carries
    way = {"phone": "by phone", "in-person": "in person"}[carries.by] if carries.with_ else ""
    there = bool(carries.with_) and carries.with_ == session.who(session.scene_name)
    person = short(case.people[carries.with_].name) if carries.with_ and not there else ""
    return {
        "name": offer.name,
        "words": offer.words,
        "said": bool(offer.option.say),
        "cost": lasting(carries.minutes),
        "person": f"{person}, {way}" if person else "",
    }


def _replies(session: Session, last: bool = False) -> list[View]:
    """What came back from the latest choice, and what the clock brought since; once only, whatever is asked between."""
    replies: list[View] = []
    if session.answered and not last:
        return replies
    if session.moments:
        moment = session.moments[-1]
        replies.append(
            {
                "who": _person(session, moment.person),
                "you": moment.words,
                "said": bool(session.case.option(moment.option).say),
                "reply": moment.reply,
                "reached": moment.reached,
                "until": times.clock(moment.ended),
            }
        )
    # What rang as the latest choice began was heard before it was made.
    since = session.moments[-1].begun if session.moments else -1
    brought = [
        (begins, f"{what[0].upper()}{what[1:]}, until {times.clock(ends)}.")
        for (begins, ends), what in diary(session)
        if since < ends <= session.now
    ]
    brought += [
        (b.at, b.words) for b in (*session.passed, *session.bells) if b.at > since and (last or b.at <= session.now)
    ]
    replies += [{"bell": words, "at": times.clock(at)} for at, words in sorted(brought, key=lambda said: said[0])]
    return replies


_TITLES = frozenset({"Mr", "Mrs", "Ms", "Miss", "Dr", "Sergeant", "The"})


def _person(session: Session, who: str) -> View | None:
    """Who it came back from: name, role and initials."""
    if who not in session.case.people:
        return None
    person = session.case.people[who]
    named = [w for w in short(person.name).split() if w[0].isupper() and w not in _TITLES] or [person.name]
    initials = named[0][0] + (named[-1][0] if len(named) > 1 else "")
    return {"name": short(person.name), "role": person.role, "initials": initials}


def _document(case: Case, name: str) -> View:
    document = case.paper[name]
    source = document.is_
    writer = case.people[source.from_].name if source.from_ in case.people else source.from_
    return {
        "id": name,
        "title": source.title or source.kind.capitalize(),
        "kind": _sheet(source.kind),
        "from": writer,
        "date": _dated(source.date),
        "statements": list(document.statements.values()),
    }


_SHEETS = (
    ("form", "form"),
    ("email", "email"),
    ("log", "log"),
    ("copied", "copied"),
    ("text message", "text"),
    ("voicemail", "voice"),
    ("message", "slip"),
    ("call", "slip"),
    ("handwritten", "hand"),
    ("letter", "letter"),
)
"""What a document looks like, by the first of these words in its kind."""


def _sheet(kind: str) -> str:
    return next((sheet for word, sheet in _SHEETS if word in kind), "plain")


def _dated(text: str) -> str:
    day, _, clock = text.partition(" ")
    return times.spoken(times.moment(f"{day} {clock}", day), day) if clock else _long_day(day)


def _long_day(day: str) -> str:
    on = times.day(0, day)
    return f"{on.day} {on:%B} {on.year}"


def _promise(session: Session, entry: Entry) -> View:
    case = session.case
    promise = case.promises[entry.promise]
    date = case.when.date
    due = times.spoken(entry.due, date) if entry.due >= times.DAY else times.clock(entry.due)
    return {
        "to": short(case.people[entry.to].name),
        "what": entry.what,
        "due": due if entry.said_when else "",
        "heard": promise.forms[entry.form].heard_as if entry.form else f"{due[0].upper()}{due[1:]}.",
        "needs": short(case.people[promise.needs].name) if promise.needs else "",
        "state": entry.state,
        "moved": entry.moved_early,
        "over": entry.state == "open" and entry.said_when and session.now > entry.due,
    }


def _known(session: Session) -> list[View]:
    """Facts learnt, newest first; a second teller stands beside the first."""
    known: dict[str, View] = {}
    since = session.moments[-1].begun if session.moments else 0
    for telling in session.tellings:
        person = session.case.people.get(telling.source)
        teller = f"{short(person.name)} ({HOW[telling.how]})" if person else HOW[telling.how]
        fact = known.setdefault(telling.question, {"ask": "", "is": "", "from": [], "new": False})
        fact["ask"] = session.case.questions[telling.question].ask
        fact["is"] = session.case.answer(telling.answer).is_
        if not any(said.startswith(f"{teller}, ") for said in fact["from"]):
            fact["from"].append(f"{teller}, {times.clock(telling.at)}")
            fact["new"] = telling.at > since and not session.answered
    return list(reversed(known.values()))


def _looking_back(session: Session) -> list[View]:
    """The reasons for what was done in the stay that has just ended, never in its middle."""
    before = [m for m in session.moments if m.visit < session.visit]
    if not before:
        return []
    last = before[-1].visit
    return [_reason(m) for m in before if m.visit == last and m.reason]


def _just_spoken(session: Session) -> View | None:
    """The first words of the stay that has just ended, beside others."""
    before = [m for m in session.moments if m.visit < session.visit]
    return asked.first_words(session, before[-1].scene) if before else None


def _reason(moment: Moment) -> View:
    return {"you": moment.words, "reason": moment.reason, "at": times.clock(moment.begun)}
