"""What is learnt, from whom and how directly, and what having known it changes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from doorstep.case import times
from doorstep.play import Refused
from smallcase import CASE, Player, changed

Start = Callable[..., Player]


def told(player: Player) -> list[tuple[str, str, str, str]]:
    return [(times.clock(t.at), t.answer, t.source, t.how) for t in player.session.tellings]


def test_what_an_option_teaches_is_known_when_its_minutes_end(player: Start) -> None:
    play = player()
    play.choose("ring-ann")
    assert told(play) == [("09:10", "why-bus", "ann", "did")]


def test_the_answer_is_the_familys(player: Start) -> None:
    play = player("grave")
    play.choose("ring-ann")
    assert [t.answer for t in play.session.tellings] == ["why-poorly"]


def test_what_somebody_only_heard_is_not_first_hand(player: Start) -> None:
    play = player()
    play.choose("ask-cy", "ring-ann")
    assert [(t.how, t.first_hand) for t in play.session.tellings] == [("heard", False), ("did", True)]


def test_somebody_not_named_at_the_question_has_only_heard_it(player: Start) -> None:
    text = changed(CASE, ("from: {ann: did, ben: child-said, cy: heard}", "from: {ann: did}"))
    play = player(case=text)
    play.choose("ask-cy")
    assert told(play) == [("09:05", "why-bus", "cy", "heard")]


def test_the_first_telling_of_a_fact_is_when_it_was_known(player: Start) -> None:
    play = player()
    play.choose("ask-cy", "ring-ann")
    known = play.session.knew("why-bus")
    assert known is not None
    assert (known.source, known.at) == ("cy", 545)
    assert play.session.knew("why-poorly") is None


def test_arriving_in_a_scene_teaches(player: Start) -> None:
    play = player()
    play.choose("pick-up")
    assert told(play) == [("09:03", "ann-there", "ben", "saw")]


def test_a_family_may_teach_more(player: Start) -> None:
    play = player("plain")
    play.choose("read")
    assert told(play) == [("09:10", "nobody-there", "", "heard")]


def test_whoever_a_family_has_there_is_who_tells(player: Start) -> None:
    play = player("grave")
    play.choose("ring-ann")
    assert told(play) == [("09:10", "why-poorly", "ben", "child-said")]
    assert play.session.moments[-1].person == "ben"


def test_whoever_opens_the_door_is_who_the_scene_is_with(player: Start) -> None:
    play = player("grave")
    play.choose("go-door")
    assert (play.session.who("door"), play.session.opening("door")) == ("ben", "A boy opens it.")
    play.choose("walk-away")
    assert play.session.moments[-1].person == "ben"
    assert (play.session.who("office"), play.session.opening("office")) == ("cy", "What do you know? says Cy.")


def test_what_was_said_to_somebody_is_told_once_and_for_all(player: Start) -> None:
    play = player()
    play.choose("ring-ann", "go-office", "help-now", "go-office", "help-now")
    assert play.session.told == {("ann", "why-asked"): 550, ("cy", "danger"): 557}


def test_a_reply_is_the_familys_where_it_has_one(player: Start) -> None:
    play = player()
    play.choose("read")
    assert play.session.moments[-1].reply == "You have read it twice."
    assert play.session.moments[-1].reason == "Ten minutes of paper."


def test_without_having_known_the_usual_reply_and_reason_are_read(player: Start) -> None:
    play = player("grave")
    play.choose("ring-ann")
    moment = play.session.moments[-1]
    assert (moment.reply, moment.reason) == ("Ann tells you.", "She heard it from you.")


def test_once_known_gives_another_reply_and_reason(player: Start) -> None:
    play = player("grave")
    play.choose("ask-cy", "ring-ann")
    moment = play.session.moments[-1]
    assert (moment.reply, moment.reason) == ("Ann is crying.", "You had been told that he was ill.")


def test_once_known_may_change_the_reason_alone(player: Start) -> None:
    play = player()
    play.choose("ask-cy", "ring-ann")
    moment = play.session.moments[-1]
    assert (moment.reply, moment.reason) == ("Ann tells you.", "You had been told that it was the bus.")


def test_once_known_may_change_the_reply_alone(player: Start) -> None:
    text = changed(
        CASE, ("{then: Ann is crying., reason: You had been told that he was ill.}", "{then: Ann is crying.}")
    )
    play = player("grave", text)
    play.choose("ask-cy", "ring-ann")
    moment = play.session.moments[-1]
    assert (moment.reply, moment.reason) == ("Ann is crying.", "She heard it from you.")


def test_once_known_comes_before_a_familys_own_reply(player: Start) -> None:
    text = changed(
        CASE,
        (
            "        then: You have read it.\n",
            "        then: You have read it.\n        once-known: {why-bus: {then: A bus.}}\n",
        ),
    )
    play = player(case=text)
    play.choose("ask-cy", "read")
    assert play.session.moments[-1].reply == "A bus."


KNOWN = "{then: Ann is crying., reason: You had been told that he was ill.}"
VARIANTS = """
            - {if: {never: [read]}, reason: You had not even read the note.}
            - {if: {happened: [read]}, words: Ring Ann again about the note.}
            - words: Ring Ann. He cannot be woken.
              then: Ann is crying.
              reason: You had been told that he was ill."""


def offer(play: Player, name: str) -> str | None:
    return next((o.words for o in play.session.offers() if o.name == name), None)


def test_of_what_knowing_changes_the_first_that_fits_counts_for_each_part(player: Start) -> None:
    text = changed(CASE, (KNOWN, VARIANTS))
    play = player("grave", text)
    play.choose("ask-cy")
    assert offer(play, "ring-ann") == "Ring Ann. He cannot be woken."
    play.choose("ring-ann")
    moment = play.session.moments[-1]
    assert (moment.words, moment.reply, moment.reason) == (
        "Ring Ann. He cannot be woken.", "Ann is crying.", "You had not even read the note."
    )  # fmt: skip


def test_what_was_done_decides_which_of_them_fits(player: Start) -> None:
    play = player("grave", changed(CASE, (KNOWN, VARIANTS)))
    play.choose("ask-cy", "read", "ring-ann")
    moment = play.session.moments[-1]
    assert (moment.words, moment.reply, moment.reason) == (
        "Ring Ann again about the note.", "Ann is crying.", "You had been told that he was ill."
    )  # fmt: skip


def test_before_it_is_known_an_option_has_its_own_words(player: Start) -> None:
    play = player("grave", changed(CASE, (KNOWN, VARIANTS)))
    assert offer(play, "ring-ann") == "Ring Ann."
    play.choose("ring-ann")
    assert play.session.moments[-1].words == "Ring Ann."


def test_an_option_is_not_offered_where_its_unless_holds_and_cannot_be_chosen(player: Start) -> None:
    text = changed(
        CASE, ("        then: It is tidy.\n", "        then: It is tidy.\n        unless: {happened: [read]}\n")
    )
    play = player(case=text)
    assert offer(play, "tidy") == "Tidy the desk for an hour."
    play.choose("read")
    assert offer(play, "tidy") is None
    with pytest.raises(Refused, match="cannot be chosen here now"):
        play.choose("tidy")


def test_trying_somebody_who_is_out_of_reach_can_have_a_reason(player: Start) -> None:
    text = changed(
        CASE,
        (
            "says: A neighbour answers., learn: [night]",
            "says: A neighbour answers., learn: [night], reason: You tried.",
        ),
    )
    play = player("plain", text)
    play.choose("ring-ann")
    moment = play.session.moments[-1]
    assert (moment.reached, moment.reply, moment.reason) == (False, "A neighbour answers.", "You tried.")


SAID = "not-reached: {ann: {says: A neighbour answers., learn: [night]}}"
AGAIN = SAID.replace("[night]", "[night], who: cy, again: Still nobody., reason: You tried.")


def test_somebody_who_is_out_of_reach_a_second_time_is_not_heard_in_the_same_words(player: Start) -> None:
    play = player("plain", changed(CASE, (SAID, AGAIN)))
    play.choose("ring-ann", "ring-ann")
    assert [(m.reply, m.reason) for m in play.session.moments] == [
        ("A neighbour answers.", "You tried."), ("Still nobody.", "")
    ]  # fmt: skip


def test_what_is_heard_instead_is_told_by_whoever_the_author_names(player: Start) -> None:
    play = player("plain", changed(CASE, (SAID, AGAIN)))
    play.choose("ring-ann", "ring-ann")
    assert told(play) == [("09:03", "nobody-there", "cy", "heard")]
