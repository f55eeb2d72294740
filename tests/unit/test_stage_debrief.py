"""Looking back: what the family saw, paper against people, the mirror in table and chart, stops, the record."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

import pytest

from asked_desk import Seen
from askedcase import ASKED, walked
from doorstep.case import Case
from doorstep.play import Event, Recorded, Spoke, Viewed
from doorstep.practice import brier
from doorstep.stage import views
from doorstep.stage.debrief import debrief, never_asked
from doorstep.stage.path import path_taken
from doorstep.stage.render import html
from smallcase import Player, changed

Start = Callable[..., Player]

DOOR = (Viewed("bus", 70), Viewed("there", 60), Spoke("door", "Good day."))
MET = ("go-door", *DOOR, "knock", Viewed("there", 90))
HOME = ("wait", Recorded("dusk", ("spoke-ann", "saw-ann")), "sleep", Viewed("bus", 100), "close")
SETTLED = tuple(step for step in HOME if step != Viewed("bus", 100))
"""The same where the view has been stated since its answer was heard, and is not asked for."""
SVG = "{http://www.w3.org/2000/svg}"


def ended(player: Player, *steps: str | Event) -> Player:
    walked(player, *steps)
    assert player.session.ended
    return player


def screen(player: Player, uid: str = "ds") -> str:
    player.write("")
    return html({**views.finished(player.session, 1, 1), "name": "", "notebook": ""}, uid)


@pytest.mark.parametrize(
    ("family", "steps", "saw"),
    [
        ("quiet", ("ring-ann", *MET), ["09:00 Ann: A stranger rang.", "09:25 Ann: A stranger stood at my door."]),
        ("quiet", ("go-door", *DOOR, "walk-away"), []),
        # Words of this family's own.
        ("grave", MET, ["09:15 Ann: Somebody in a coat."]),
        # Nobody saw what did not reach them.
        ("plain", ("ring-ann",), []),
    ],
)
def test_what_the_family_saw_is_told_in_order_with_its_time(
    asker: Start, family: str, steps: tuple[str | Event, ...], saw: list[str]
) -> None:
    play = asker(family)
    for step in steps:
        # In the urgent hour nobody asks for views.
        if isinstance(step, Viewed) and not (play.session.asked and play.session.asked[0].views):
            continue
        walked(play, step)
    assert [f"{s['at']} {s['words']}" for s in debrief(play.session)["saw"]] == saw


def test_what_was_seen_on_a_later_day_has_its_date(asker: Start) -> None:
    text = changed(
        ASKED, ("        then: There you are, says Ann.\n", "        then: There.\n        saw: She rang.\n")
    )
    play = asker("quiet", text)
    walked(play, "wait", "sleep", "ring-late")
    assert debrief(play.session)["saw"] == [{"at": "Wednesday 14 October, 09:00", "words": "Ann: She rang."}]


@pytest.mark.parametrize(
    ("saw", "told"),
    [
        ("A stranger rang.", "Ann: A stranger rang."),
        # The author says whose words they are.
        ("Ben: Mum was on the telephone.", "Ben: Mum was on the telephone."),
    ],
)
def test_what_was_seen_is_said_by_whoever_was_there_unless_the_author_names_somebody(
    asker: Start, saw: str, told: str
) -> None:
    text = changed(ASKED, ("        saw: A stranger rang.\n", f'        saw: "{saw}"\n'))
    assert [s["words"] for s in debrief(asker("quiet", text).choose("ring-ann"))["saw"]] == [told]


def test_what_was_seen_with_nobody_of_the_family_there_is_said_by_no_name(asker: Start) -> None:
    text = changed(
        ASKED,
        ("        then: You have read it.\n", "        then: You have read it.\n        saw: Nobody came.\n"),
        ("        then: Cy has heard something.\n", "        then: Heard.\n        saw: They talked of us.\n"),
    )
    session = asker("quiet", text).choose("read", "ask-cy")
    assert [s["words"] for s in debrief(session)["saw"]] == ["Nobody came.", "They talked of us."]


def test_those_nobody_asked_say_what_they_would_have_said_where_it_is_written(asker: Start) -> None:
    quiet = asker("quiet").session
    assert never_asked(quiet, {"ann", "ben"}) == [
        {"name": "Ann Ash", "words": ""},
        {"name": "Ben Ash, 8", "words": "I would have told you."},
    ]
    assert never_asked(quiet, set()) == []


def test_nobody_who_was_reached_is_among_those_never_asked(asker: Start) -> None:
    play = ended(asker("quiet"), *MET, "wait", Recorded("dusk", ()), "go-home")
    shown = Seen(screen(play)).words
    assert "Ben Ash, 8" in shown
    assert "I would have told you." in shown
    play = ended(Player(play.case, "quiet"), "pick-up", "listen", *SETTLED)
    assert "I would have told you." not in Seen(screen(play)).words


@pytest.mark.parametrize(
    ("steps", "met", "how"),
    [
        (("ring-ann",), "It was the bus.", "first hand"),
        (("ask-cy",), "It was the bus.", "heard from somebody else"),
        (("ask-cy", "ring-ann"), "It was the bus.", "first hand"),
        (("ring-ann", "ask-cy"), "It was the bus.", "first hand"),
        (("read",), "", ""),
    ],
)
def test_what_the_paper_said_stands_beside_what_was_met(
    asker: Start, steps: tuple[str, ...], met: str, how: str
) -> None:
    rows = debrief(walked(asker("quiet"), *steps))["against"]
    assert rows[0] == {"ask": "Why is Ben late?", "paper": ["Ben is late again."], "met": met, "how": how}
    assert rows[1]["paper"] == ["Ben is late again.", "A boy who cannot be woken needs help at once."]
    assert rows[1]["met"] == ""


def test_a_question_of_which_the_paper_says_nothing_is_set_against_it_once_something_is_learnt(asker: Start) -> None:
    play = asker("quiet", changed(ASKED, ("    paper: [n1]\n", "")))
    assert [r["ask"] for r in debrief(play.session)["against"]] == ["Who was there last night?"]
    play = ended(play, "ring-ann", *SETTLED)
    assert debrief(play.session)["against"][0] == {
        "ask": "Why is Ben late?", "paper": [], "met": "It was the bus.", "how": "first hand"
    }  # fmt: skip
    assert "Nothing." in Seen(screen(play)).words


def mirrored(asker: Start, family: str = "quiet") -> tuple[Player, dict[str, Any]]:
    play = ended(asker(family), *MET, *HOME)
    held: dict[str, Any] = debrief(play.session)["mirror"]
    return play, held


def test_the_sum_is_the_scores_by_hand_and_the_mean_is_the_sum_divided(asker: Start) -> None:
    _, held = mirrored(asker)
    assert held["sum"] == "0.09 + 0.00 + 0.16 + 0.01"
    assert (held["number"], held["score"], held["even"]) == (4, "0.07", "0.25")
    assert held["better"]


def test_a_mirror_worse_than_fifty_says_so_and_where_nothing_was_stated_there_is_none(asker: Start) -> None:
    play = ended(asker("plain"), "go-door", Viewed("bus", 0), Viewed("there", 100), "walk-away", "wait", "go-home")
    held = debrief(play.session)["mirror"]
    assert not held["better"]
    assert debrief(Player(play.case, "plain").session)["mirror"] is None


def test_each_view_is_told_with_its_time_and_whom_one_had_last_heard_from(asker: Start) -> None:
    _, held = mirrored(asker)
    bus, there = held["forecasts"]
    assert (bus["name"], bus["true"]) == ("bus", True)
    assert [(r["at"], r["likely"], r["after"], r["score"]) for r in there["rows"]] == [
        ("09:15", 60, "The paper", "0.16"),
        ("09:25", 90, "Ann Ash", "0.01"),
    ]
    assert bus["rows"][-1]["at"] == "Wednesday 14 October, 09:00"


@pytest.mark.parametrize("family", ["quiet", "plain"])
def test_table_and_chart_say_the_same_and_the_chart_says_itself_in_words(asker: Start, family: str) -> None:
    play, held = mirrored(asker, family)
    shown = screen(play)
    charts = re.findall(r"<figure.*?</figure>", shown, re.DOTALL)
    assert len(charts) == len(held["forecasts"]) == 2
    for chart, forecast in zip(charts, held["forecasts"], strict=True):
        svg = ET.fromstring(re.search(r"<svg role.*</svg>", chart, re.DOTALL)[0])  # type: ignore[index]
        title, desc = svg.find("title"), svg.find("desc")
        assert title is not None
        assert desc is not None
        assert svg.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
        assert forecast["says"] in (title.text or "")
        so = "yes" if forecast["true"] else "no"
        said = "; ".join(f"{r['at']}, {r['likely']}" for r in forecast["rows"])
        assert desc.text == f"{said}; what was so: {so}."
        drawn = [t.text for t in svg.iter("text") if t.get("class") == "v"]
        assert drawn == [str(r["likely"]) for r in forecast["rows"]]
        assert f"What was so: {so}" in [t.text for t in svg.iter("text")]
        rows = re.findall(r"<tr><th scope=\"row\">(.*?)</th><td>(.*?)</td><td>(\d+)</td><td>([\d.]+)</td></tr>", chart)
        assert rows == [(r["at"], r["after"], str(r["likely"]), r["score"]) for r in forecast["rows"]]
        assert [score for *_, score in rows] == [f"{brier(int(n), forecast['true']):.2f}" for *_, n, _ in rows]


def test_the_dots_stand_where_their_numbers_say_and_the_truth_at_its_end(asker: Start) -> None:
    play, held = mirrored(asker, "plain")
    charts = re.findall(r"<svg role.*?</svg></div>", screen(play), re.DOTALL)
    for chart, forecast in zip(charts, held["forecasts"], strict=True):
        svg = ET.fromstring(chart.removesuffix("</div>"))
        placed = [(s.get("x"), s.find("circle"), s.find("path")) for s in svg.findall("svg")]
        dots = [x for x, circle, _ in placed if circle is not None]
        assert dots == [f"{44 + r['likely'] * 0.52:.1f}%" for r in forecast["rows"]]
        assert [x for x, _, path in placed if path is not None] == ["96.0%" if forecast["true"] else "44.0%"]


def test_the_screen_says_the_sum_and_that_it_is_no_mark(asker: Start) -> None:
    play, _ = mirrored(asker)
    shown = " ".join(Seen(screen(play)).words.split())
    assert "Yours: (0.09 + 0.00 + 0.16 + 0.01) divided by 4 is 0.07." in shown
    assert "Saying fifty every time would have scored 0.25." in shown
    assert "It is a mirror, not a mark" in shown


def test_a_stop_that_was_met_is_shown_with_its_reason_and_others_are_not(asker: Start) -> None:
    play = ended(asker("quiet"), "wait", Recorded("dusk", ("saw-ann",)), "go-home")
    shown = Seen(screen(play)).words
    assert "Something was put on the record that was not so. Nobody could rely on the file." in shown
    assert "A child known to be in danger was left." not in shown
    other = ended(Player(play.case, "quiet"), "wait", Recorded("dusk", ("not-cy",)), "go-home")
    assert "To talk about with your tutor" not in Seen(screen(other)).words


def test_a_line_on_the_record_that_was_not_so_is_said_and_one_that_was_is_not(asker: Start) -> None:
    play = ended(asker("quiet"), "ring-ann", "wait", Recorded("dusk", ("spoke-ann", "saw-ann")), "go-home")
    assert debrief(play.session)["record"] == [
        {"says": "I spoke with Ann.", "ticked": True, "untrue": False},
        {"says": "I saw Ann.", "ticked": True, "untrue": True},
    ]
    shown = screen(play)
    assert shown.count("This was not so.") == 1
    assert "I have not spoken with Cy." not in shown


def test_first_words_stand_beside_the_three_others_as_this_family_heard_them(asker: Start) -> None:
    play = ended(asker("grave"), "go-door", Viewed("bus", 50), Viewed("there", 50), Spoke("door", "Good day."),
                 "knock", "wait", Recorded("dusk", ()), "go-home")  # fmt: skip
    (words,) = debrief(play.session)["first_words"]
    assert (words["yours"], words["title"]) == ("Good day.", "The door")
    assert [(o["says"], o["heard"]) for o in words["others"]] == [
        ("I am from the council.", "They want something."),
        ("Good morning Ann.", "A voice."),
        ("Is Ben in?", "He is in trouble."),
    ]


def test_two_last_screens_in_one_notebook_share_no_id_and_neither_has_one_twice(asker: Start) -> None:
    play, _ = mirrored(asker)
    one = Seen(screen(play, "one")).ids
    two = Seen(html({**views.finished(play.session, 1, 1), "name": "", "notebook": ""}, "two")).ids
    # Titles and descriptions of both charts are among them.
    assert len([i for i in one if i.endswith(("-t", "-d"))]) == 4
    assert len(one) == len(set(one)) == len(two)
    assert not set(one) & set(two)


def test_the_outcome_on_the_screen_is_the_one_that_luck_brought(asking: Case) -> None:
    ends = set()
    for seed in range(8):
        play = ended(Player(asking, "quiet", seed=str(seed)), "wait", "go-home")
        shown = Seen(screen(play)).words
        assert play.session.weeks_later in shown
        assert sum(words in shown for words in ("The bus is on time.", "The bus has stopped.")) == 1
        ends.add(play.session.weeks_later)
    assert len(ends) == 2


def test_the_tutors_path_tells_first_words_views_and_what_of_the_record_was_not_so(asker: Start) -> None:
    play, _ = mirrored(asker)
    told = path_taken(play.session)
    assert "First words in “The door”: “Good day.”" in told
    assert "View, out of 100: It was the bus that made Ben late. 70 at 09:15, 100 at 09:00." in told
    assert "On the record: I spoke with Ann." in told
    other = ended(Player(play.case, "quiet"), "wait", Recorded("dusk", ("saw-ann",)), "go-home")
    assert "On the record: I saw Ann. This was not so." in path_taken(other.session)


@pytest.mark.parametrize(
    ("family", "steps", "named"),
    [
        ("grave", ("go-door", Viewed("bus", 50), Viewed("there", 50), Spoke("door", "Good day."), "knock", "wait",
                   Recorded("dusk", ("spoke-ann",)), "go-home"), [True, True, True, True]),
        ("quiet", ("wait", Recorded("dusk", ()), "go-home"), [True, False, False, True]),
    ],
)  # fmt: skip
def test_before_the_hand_in_all_that_goes_to_the_tutor_is_named(
    asker: Start, family: str, steps: tuple[str | Event, ...], named: list[bool]
) -> None:
    shown = screen(ended(asker(family), *steps))
    lines = ("the views you stated", "the first words you typed", "the lines you put on the record", "what you wrote")
    assert [f"<li>{line}" in shown for line in lines] == named
