"""What comes back: echoes once and in order, trust, and a scene that is entered again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from askedcase import ASKED, walked
from doorstep.case import Case, Key
from doorstep.case.rules import Condition
from doorstep.play import Event, Recorded, Session, Viewed
from doorstep.play.conditions import Terms, holds
from doorstep.practice import marks
from smallcase import Player, changed

Start = Callable[..., Player]

AGAIN = "The desk once more."
RANG = "Thank you for ringing, says Ann."
WAITED = "You said you would ring, says Ann."
READ = "Somebody has read the file."
WARM = "Ann has left you a message."
COLD = "Ann has hung up twice."
UNTRUE = Recorded("dusk", ("saw-ann",))


def here(session: Session) -> list[str]:
    """The paragraphs that the scene in play opens with."""
    return session.opening(session.scene_name).split("\n\n")


@pytest.mark.parametrize(
    ("steps", "wanted"),
    [
        (("promise-time", "wait", "ring-again", "sleep"), [RANG]),
        (("promise-time", "wait", "sleep"), [WAITED]),
        # Done, but after the time that was heard.
        (("promise-soon", "wait", "ring-again", "sleep"), [WAITED]),
        # Moved in good time, and due tomorrow.
        (("promise-time", "wait", "move-it", "sleep"), []),
        (("promise-next-day", "wait", "sleep"), []),
        (("wait", "sleep"), []),
        (("wait", UNTRUE, "sleep"), [READ]),
        (("wait", Recorded("dusk", ("not-cy",)), "sleep"), []),
        # Several come in the author's order.
        (("promise-time", "wait", UNTRUE, "ring-again", "sleep"), [RANG, READ]),
    ],
)
def test_what_was_kept_or_missed_or_put_on_record_comes_back_the_next_morning(
    asker: Start, steps: tuple[str | Event, ...], wanted: list[str]
) -> None:
    assert here(walked(asker(), *steps)) == ["It rains.", *wanted]


@pytest.mark.parametrize(
    ("family", "steps", "wanted"),
    [
        ("quiet", ("go-door", "knock"), [WARM]),
        ("quiet", ("go-door", "walk-away"), [COLD]),
        ("quiet", ("pick-up", "hang-up"), []),
        ("quiet", ("go-office", "help-now"), []),
        # Words that a family has of its own, with and without words for every family.
        ("quiet", ("pick-up", "listen"), ["Ben whistles."]),
        ("plain", ("pick-up", "listen"), ["He whistles."]),
        ("grave", ("pick-up", "listen"), ["A tune."]),
        ("grave", ("go-door", "knock"), ["Ben has left you a message."]),
        ("grave", ("go-door", "walk-away"), [COLD]),
    ],
)
def test_trust_comes_back_in_words_each_family_has(
    asker: Start, family: str, steps: tuple[str, ...], wanted: list[str]
) -> None:
    assert here(walked(asker(family), *steps)) == [AGAIN, *wanted]


def test_an_echo_is_heard_until_something_is_done_there_and_never_again(asker: Start) -> None:
    play = asker()
    assert here(walked(play, "go-door", "knock")) == [AGAIN, WARM]
    assert here(walked(play, "read")) == [AGAIN]
    assert "\n\n" not in walked(play, "go-office").opening("office")
    assert here(walked(play, "help-now")) == [AGAIN]
    assert play.session.trust["ann"] > 0


def test_an_echo_waits_until_its_condition_holds_on_entering(asker: Start) -> None:
    play = asker()
    assert here(walked(play, "go-office", "help-now")) == [AGAIN]
    assert here(walked(play, "go-door", "knock")) == [AGAIN, WARM]


def test_an_echo_is_heard_only_in_its_own_scene(asker: Start) -> None:
    play = asker()
    walked(play, "promise-time", "wait")
    assert here(play.session) == ["It is getting dark."]
    walked(play, "write-up")
    assert here(play.session) == ["It is getting dark."]


@pytest.mark.parametrize("turned", [False, True])
def test_two_echoes_at_once_come_in_the_order_in_which_they_are_written(asker: Start, turned: bool) -> None:
    warm, whistled = "  warm: {in: desk, if: {trusts: [ann]}, says", "  whistled: {in: desk, if: {trusts: [ben]}}\n"
    text = changed(ASKED, (whistled, whistled.replace("ben", "ann")))
    if turned:
        whole = whistled.replace("ben", "ann")
        text = changed(changed(text, (whole, "")), (warm, whole + warm))
    wanted = [WARM, "Ben whistles."]
    assert here(walked(asker("quiet", text), "go-door", "knock")) == [AGAIN, *(wanted[::-1] if turned else wanted)]


@pytest.mark.parametrize(
    ("steps", "ann", "ben"),
    [
        (("read",), 0, 0),
        (("go-door", "knock"), 1, 0),
        (("go-door", "walk-away"), -2, 0),
        (("pick-up", "listen"), 0, 2),
        (("pick-up", "hang-up"), 0, -1),
        (("go-door", "walk-away", "go-door", "knock"), -1, 0),
        (("pick-up", "listen", "pick-up", "hang-up"), 0, 1),
    ],
)
def test_trust_is_the_sum_of_what_was_done_to_it(asker: Start, steps: tuple[str, ...], ann: int, ben: int) -> None:
    trust = walked(asker(), *steps).trust
    assert (trust.get("ann", 0), trust.get("ben", 0)) == (ann, ben)


def test_somebody_who_was_not_reached_trusts_as_before(asker: Start) -> None:
    text = changed(
        ASKED, ("learn: [why], tells: {ann: why-asked}", "learn: [why], trust: {ann: up}, tells: {ann: why-asked}")
    )
    play = asker("plain", text)
    assert walked(play, "ring-ann").trust == {}
    assert not play.session.moments[-1].reached


def test_trust_changes_no_mark(asker: Start, asking_key: Key) -> None:
    steps = ("go-door", "knock", "go-office", "help-now", "wait", "go-home")
    text = changed(ASKED, ("trust: {ann: up}", "trust: {ann: much-down}"))
    play = asker("quiet", text)
    other = Player(play.case, "quiet")
    assert marks(walked(play, *steps), asking_key) == marks(walked(other, *steps), asking_key)
    assert play.session.trust == {"ann": -2}


def test_a_scene_opens_in_other_words_once_something_was_done_there_and_when_it_is_entered_again(asker: Start) -> None:
    play = asker()
    assert here(play.session) == ["A desk and a telephone."]
    assert here(walked(play, "read")) == [AGAIN]
    assert here(walked(play, "go-office", "help-now")) == [AGAIN]


def test_a_scene_without_other_words_opens_the_second_time_as_it_did(asker: Start) -> None:
    play = asker("grave")
    assert here(walked(play, "go-door")) == ["A boy opens it."]
    assert here(walked(play, "knock", "go-door")) == ["A boy opens it."]


def test_a_promise_is_missed_from_the_minute_after_its_time(asker: Start, asking: Case) -> None:
    missed = Condition(missed="ring-by")
    play = asker()
    walked(play, "promise-time", "wait", Recorded("dusk", ()))
    assert (play.session.now, play.session.ledger["ring-by"].due) == (930, 940)
    assert not holds(missed, play.session, Terms.of(asking))
    play.session.now = 940
    assert not holds(missed, play.session, Terms.of(asking))
    play.session.now = 941
    assert holds(missed, play.session, Terms.of(asking))


def test_an_echo_is_not_used_up_where_a_bell_leads_on_before_it_could_be_read(asker: Start) -> None:
    text = changed(ASKED, ("  - {at: 2026-10-14 09:20,", "  - {at: 09:20, goes: office}\n  - {at: 2026-10-14 09:20,"))
    play = asker("quiet", text)
    walked(play, "go-door", "knock", Viewed("there", 50))
    assert play.session.scene_name == "office"
    assert here(walked(play, "help-now")) == [AGAIN, WARM]


def test_a_scene_that_a_bell_led_past_opens_in_its_first_words(asker: Start) -> None:
    changes = [
        ("    opens: You knock.\n", "    opens: You knock.\n    opens-again: You knock again.\n"),
        ("  - {at: 2026-10-14 09:20,", "  - {at: 09:05, goes: call}\n  - {at: 2026-10-14 09:20,"),
    ]
    play = asker("quiet", changed(ASKED, *changes))
    assert walked(play, "go-door").scene_name == "call"
    assert here(walked(play, "hang-up")) == ["You knock."]
