"""What the clock brings, whatever the worker is doing: words, and scenes one is called to and comes back from."""

from __future__ import annotations

from collections.abc import Callable

from doorstep.case import times
from smallcase import CASE, Player, changed

Start = Callable[..., Player]

NO_FAMILY_BELL = ('    clock:\n      - {at: 16:50, says: "Ben is not home, says Ann."}\n', "")


def with_bells(*bells: str) -> str:
    """The small case with other bells in every family."""
    lines = "\n".join(f"  - {bell}" for bell in bells)
    return changed(CASE, ("  - {at: 16:45, says: A door bangs.}", lines), NO_FAMILY_BELL)


def heard(player: Player) -> list[tuple[str, str]]:
    return [(times.clock(b.at), b.words) for b in player.session.bells]


def test_a_bell_waits_until_the_option_in_hand_is_over(player: Start) -> None:
    play = player(case=with_bells("{at: 09:05, says: A bang.}"))
    assert heard(play) == []
    play.choose("read")
    assert heard(play) == [("09:05", "A bang.")]
    assert play.session.scene_name == "desk"


def test_a_bell_rings_once(player: Start) -> None:
    play = player(case=with_bells("{at: 09:05, says: A bang.}"))
    play.choose("read", "tidy", "tidy", "go-door", "walk-away")
    assert heard(play) == [("09:05", "A bang.")]


def test_a_bell_rings_at_its_minute_and_not_before(player: Start) -> None:
    play = player(case=with_bells("{at: 09:11, says: Late.}", "{at: 09:10, says: A bang.}"))
    play.choose("read")
    assert heard(play) == [("09:10", "A bang.")]


def test_bells_ring_in_the_order_of_their_times_with_those_of_the_family(player: Start) -> None:
    text = changed(
        CASE,
        ("  - {at: 16:45, says: A door bangs.}", "  - {at: 09:08, says: Second.}\n  - {at: 09:04, says: First.}"),
        ('{at: 16:50, says: "Ben is not home, says Ann."}', "{at: 09:06, says: Between.}"),
    )
    play = player("grave", text)
    play.choose("read")
    assert [words for _, words in heard(play)] == ["First.", "Between.", "Second."]


def test_a_familys_bell_rings_behind_no_other_door(player: Start) -> None:
    text = changed(CASE, ("{at: 16:50, says", "{at: 09:06, says"))
    play = player("plain", text)
    play.choose("read", "tidy")
    assert heard(play) == []


def test_a_bell_can_call_to_a_scene_and_back_leads_to_where_it_rang(player: Start) -> None:
    play = player(case=with_bells("{at: 09:20, says: The telephone., goes: call}"))
    play.choose("go-door")
    assert play.session.scene_name == "door"
    play.choose("walk-away")
    assert (play.session.scene_name, heard(play)) == ("call", [("09:20", "The telephone.")])
    assert [t.question for t in play.session.tellings] == ["night"]
    play.choose("hang-up")
    assert (play.session.scene_name, play.session.now) == ("desk", times.minutes("09:21"))


def test_back_from_a_call_leads_on_to_the_scene_behind_it(player: Start) -> None:
    # The bell rings on the step, the call is over, and the door leads back to the desk as before.
    play = player(case=with_bells("{at: 09:12, goes: call}"))
    play.choose("go-door")
    assert play.session.scene_name == "call"
    play.choose("listen")
    assert play.session.scene_name == "door"
    play.choose("knock")
    assert play.session.scene_name == "desk"


def test_a_bell_is_spared_where_its_condition_holds(player: Start) -> None:
    text = with_bells("{at: 09:20, unless: {happened: [read]}, goes: call}")
    play = player(case=text)
    play.choose("read", "tidy")
    assert play.session.scene_name == "desk"


def test_a_bell_rings_where_its_condition_does_not_hold(player: Start) -> None:
    text = with_bells("{at: 09:20, unless: {happened: [read]}, goes: call}")
    play = player(case=text)
    play.choose("tidy")
    assert play.session.scene_name == "call"


def test_a_bell_is_spared_by_what_the_option_in_hand_has_taught(player: Start) -> None:
    text = with_bells("{at: 09:05, unless: {knew: [why-bus]}, goes: call}")
    play = player(case=text)
    play.choose("ring-ann")
    assert play.session.scene_name == "desk"


def test_one_bell_at_a_time_leads_elsewhere(player: Start) -> None:
    play = player(case=with_bells("{at: 09:05, goes: call}", "{at: 09:06, says: Cy calls you., goes: office}"))
    play.choose("read")
    assert (play.session.scene_name, heard(play)) == ("call", [])
    play.choose("hang-up")
    assert (play.session.scene_name, heard(play)) == ("office", [("09:06", "Cy calls you.")])
    play.choose("help-now")
    assert play.session.scene_name == "desk"


def test_waiting_stops_at_a_bell_and_goes_on_after_it(player: Start) -> None:
    play = player(case=with_bells("{at: 11:00, goes: call}"))
    play.choose("wait")
    assert (play.session.scene_name, times.clock(play.session.now)) == ("call", "11:00")
    play.choose("listen")
    assert (play.session.scene_name, times.clock(play.session.now)) == ("dusk", "15:30")


def test_waiting_stops_at_each_bell_in_turn(player: Start) -> None:
    play = player(case=with_bells("{at: 11:00, goes: call}", "{at: 14:00, goes: office}"))
    play.choose("wait", "hang-up")
    assert (play.session.scene_name, times.clock(play.session.now)) == ("office", "14:00")
    play.choose("help-now")
    assert (play.session.scene_name, times.clock(play.session.now)) == ("dusk", "15:30")


def test_a_bell_in_taken_time_is_answered_when_that_is_over(player: Start) -> None:
    play = player(case=with_bells("{at: 12:10, goes: call}"))
    play.choose("wait")
    assert (play.session.scene_name, times.clock(play.session.now)) == ("call", "13:00")


def test_two_bells_in_taken_time_are_answered_one_after_the_other(player: Start) -> None:
    play = player(case=with_bells("{at: 12:10, goes: call}", "{at: 12:20, goes: office}"))
    play.choose("wait")
    assert play.session.scene_name == "call"
    play.choose("hang-up")
    assert play.session.scene_name == "office"
    play.choose("help-now")
    assert (play.session.scene_name, times.clock(play.session.now)) == ("dusk", "15:30")


def test_waiting_does_not_stop_for_words(player: Start) -> None:
    play = player(case=with_bells("{at: 11:00, says: A bang.}"))
    play.choose("wait")
    assert (times.clock(play.session.now), heard(play)) == ("15:30", [("11:00", "A bang.")])


def test_a_bell_to_the_scene_one_is_in_changes_nothing_but_says_its_words(player: Start) -> None:
    play = player(case=with_bells("{at: 09:05, says: Here you are., goes: desk}"))
    visit = play.session.visit
    play.choose("read")
    assert (play.session.scene_name, play.session.visit, play.session.way) == ("desk", visit, [])
    assert heard(play) == [("09:05", "Here you are.")]


def test_a_bell_to_the_scene_one_waits_for_does_not_open_it_early(player: Start) -> None:
    play = player(case=with_bells("{at: 15:00, goes: dusk}"))
    play.choose("wait")
    assert (play.session.scene_name, times.clock(play.session.now)) == ("dusk", "15:30")


def test_a_bell_to_a_scene_still_open_behind_closes_what_lay_between(player: Start) -> None:
    play = player(case=with_bells("{at: 09:12, goes: desk}"))
    play.choose("go-door")
    assert (play.session.scene_name, play.session.way) == ("desk", [])


def test_back_where_nothing_is_behind_stays(player: Start) -> None:
    text = changed(CASE, ("stance: asks, practises: [A18]}", "stance: asks, practises: [A18], goes: back}"))
    play = player(case=text)
    play.choose("read")
    assert play.session.scene_name == "desk"


def test_nothing_rings_after_the_end(player: Start) -> None:
    play = player(case=with_bells("{at: 15:31, says: Too late., goes: call}"))
    play.choose("wait", "go-home")
    assert play.session.ended
    assert (play.session.scene_name, heard(play)) == ("dusk", [])


def test_out_of_reach_takes_time_in_which_a_bell_can_ring(player: Start) -> None:
    play = player("plain", with_bells("{at: 09:02, goes: call}"))
    play.choose("ring-ann")
    assert play.session.scene_name == "call"


def test_each_stay_in_a_scene_is_a_visit_of_its_own(player: Start) -> None:
    play = player(case=with_bells("{at: 09:12, goes: call}"))
    play.choose("go-door", "listen", "walk-away", "read")
    moments = play.session.moments
    assert [m.scene for m in moments] == ["desk", "call", "door", "desk"]
    assert len({m.visit for m in moments}) == 4
    assert [m.visit for m in moments] == sorted(m.visit for m in moments)
