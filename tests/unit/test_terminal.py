"""A case in a terminal: whole plays typed line by line, stopped, played on, and the same as at the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner

from asked_desk import go, press, workspace_of
from askedcase import ASKED
from doorstep.case import Case, Key
from doorstep.cli import main
from doorstep.play import (
    Chose,
    Event,
    Overtaken,
    Recorded,
    Refused,
    Session,
    Spoke,
    Started,
    Trail,
    TrailError,
    Viewed,
    Wrote,
    begin,
    replay,
)
from doorstep.practice import marks
from doorstep.stage import terminal
from doorstep.stage.desk import Desk
from smallcase import CASE, FAMILIES, snapshot

# Of "go-door": it is the eighth line at the desk. Views, first words; knock; a view; wait is the eleventh, then tenth.
WHOLE = ["8", "20", "80", "Good day.", "1", "90", "11", "1 2, 3", "5", "100", "4", "What I know.", "", "And more.", "."]
EVENTS: tuple[Event, ...] = (
    Chose("desk", "go-door"),
    Viewed("bus", 20),
    Viewed("there", 80),
    Spoke("door", "Good day."),
    Chose("door", "knock"),
    Viewed("there", 90),
    Chose("desk", "wait"),
    Recorded("dusk", ("spoke-ann", "saw-ann", "not-cy")),
    Chose("dusk", "go-home"),
    Wrote("What I know.\n\nAnd more.", done=True),
)
LINES = ["8", "20", "80", "Good day.", "1", "90", "11", "1 2, 3", "5", "What I know.", "", "And more.", "."]


class Typist:
    """Types lines one after another and remembers all that was said."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = list(lines)
        self.said: list[str] = []
        self.asked: list[str] = []

    def read(self, prompt: str) -> str:
        self.asked.append(prompt)
        if not self.lines:
            raise EOFError
        return self.lines.pop(0)

    @property
    def heard(self) -> str:
        return " ".join("\n".join(self.said).split())


def typed(case: Case, lines: Iterable[str], file: Path | None = None, family: str = "quiet") -> tuple[Session, Typist]:
    typist = Typist(lines)
    started = begin(case, family, "seed")
    return terminal.play(case, started, file, typist.said.append, typist.read), typist


def test_a_whole_play_typed_is_the_play_of_its_events(asking: Case, tmp_path: Path) -> None:
    file = tmp_path / "asked.trail.jsonl"
    session, typist = typed(asking, LINES, file)
    assert session.finished
    assert not typist.lines
    (attempt,) = Trail(file).read()
    assert attempt.events == (begin(asking, "quiet", "seed"), *EVENTS)
    assert snapshot(replay(asking, attempt.events)) == snapshot(session)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_trail_of_a_terminal_has_the_marks_of_the_same_choices_at_the_desk(
    asking: Case, asking_key: Key, tmp_path: Path, family: str
) -> None:
    file = tmp_path / "asked.trail.jsonl"
    lines = ["11", "30", "60", "1 3", "5", "A note.", "."]
    typed(asking, lines, file, family)
    there = replay(asking, Trail(file).read()[0].events)
    desk = Desk(asking, workspace_of(tmp_path, asking, family))
    file.unlink()
    desk.reload()
    press(desk, "begin")
    assert press(desk, "choose", scene="desk", option="wait").saved
    assert press(desk, "view", **{"view-bus": "30", "view-there": "60"}).saved
    assert press(desk, "record", **{"scene": "dusk", "line-spoke-ann": "on", "line-not-cy": "on"}).saved
    go(desk, "go-home")
    assert press(desk, "keep", text="A note.").saved
    assert desk.session is not None
    assert desk.session.family_name == there.family_name == family
    assert marks(there, asking_key) == marks(desk.session, asking_key)
    assert there.untrue == desk.session.untrue == ("spoke-ann",)


def test_everything_that_stands_on_a_screen_is_said(asking: Case) -> None:
    _, typist = typed(asking, LINES)
    for words in (
        "== An asking case ==",
        "Nothing happens here.",
        "A child known to be in danger was left. Nobody came.",
        "== Your desk ==",
        "[A note] Cy Cole",
        "8. Go to the door. (15 min)",
        "1. “Could we talk?”",
        "You: “Could we talk?” You talk.",
        "== What do you think now? ==",
        "09:00. Your own time left today: 7 h, until 17:00. 12:00 to 13:00: lunch with another family.",
        "15:30. Your own time left today: 1 h 30 min, until 17:00. Looking back",
        "Nobody has asked yet: Ben Ash.",
        "Your first words, beside three others: - You: “Good day.” What would have been heard in it?",
        "- “I am from the council.” What was heard:",
        "Tick what goes on the file. 1. I spoke with Ann. 2. I saw Ann.",
        "== Write it down ==",
        "What do you know, and from whom?",
        "== What became of it ==",
        "What the family saw: - 09:15 Ann: A stranger stood at my door.",
        "Who was never asked: - Ben Ash, 8. I would have told you.",
        "On paper, and what you met: - Why is Ben late? Paper: Ben is late again. Met: It was the bus. (first hand)",
        "A Brier score is the square of how far you were from what was so",
        "Yours: (0.64 + 0.04 + 0.01) / 3 = 0.23. Saying fifty every time: 0.25.",
        "On the record: - I spoke with Ann. - I saw Ann.",
        "Think: - Who was not asked?",
    ):
        assert words in typist.heard, words


def test_what_is_new_is_said_once_and_everything_known_whenever_it_is_asked_for(asking: Case) -> None:
    told = "Why is Ben late? It was the bus. (Ann Ash (first hand), 09:10)"
    _, typist = typed(asking, ["2"])
    assert typist.heard.count(f"New on your pad: - {told}") == 1
    _, typist = typed(asking, ["2", "1"])
    assert typist.heard.count(told) == 1
    _, typist = typed(asking, ["2", "1", "k"])
    assert typist.heard.count(told) == 2
    assert "What you know: - Why is Ben late?" in typist.heard
    assert "Nobody has asked yet: Ben Ash." in typist.heard


def test_time_that_is_taken_is_said_when_it_has_passed(asking: Case) -> None:
    _, typist = typed(asking, ["4", "4"])
    assert "until 13:00" not in typist.heard
    _, typist = typed(asking, ["4", "4", "4", "4"])
    assert typist.heard.count("12:00 Lunch with another family, until 13:00.") == 1


def test_reasons_are_said_on_arriving_and_not_again_with_each_thing_done_there(asking: Case) -> None:
    reason = "Ten minutes of paper."
    _, typist = typed(asking, ["1", "8", "50", "50", "Hello.", "1", "50"])
    once = typist.heard.count(reason)
    assert once == 1
    _, typist = typed(asking, ["1", "8", "50", "50", "Hello.", "1", "50", "4", "4"])
    assert typist.heard.count(reason) == once


def test_before_anything_is_known_the_pad_says_so(asking: Case) -> None:
    _, typist = typed(asking, ["K"])
    assert "Nobody has asked yet: Ann Ash, Ben Ash." in typist.heard
    assert "What you know" not in typist.heard


def test_the_reasons_are_said_when_the_scene_is_over_and_not_before(asking: Case) -> None:
    _, typist = typed(asking, ["1"])
    assert "Ten minutes of paper." not in typist.heard
    _, typist = typed(asking, ["1", "6", "50", "50"])
    assert typist.heard.count("Ten minutes of paper.") == 0
    _, typist = typed(asking, ["1", "8", "50", "50"])
    assert "You have read it twice." in typist.heard


@pytest.mark.parametrize(
    ("before", "bad", "sentence"),
    [
        ([], ["0", "12", "-1", "x", "", "1.0", "²", "read"], terminal.HELP),
        (["8"], ["55", "-10", "110", "", "fifty", "50%"], "Type 0, 10, 20 and so on to 100. Fifty is an answer too."),
        (["8", "50", "50"], ["", "   ", "5"], "Type what you would say, in words, even a few."),
        (["11", "50", "50"], ["0", "7", "1 7", "one", "1;2", "1.5"], "Type numbers from 1 to 6, with spaces between."),
    ],
)
def test_what_makes_no_sense_is_asked_for_again_and_is_not_kept(
    asking: Case, tmp_path: Path, before: list[str], bad: list[str], sentence: str
) -> None:
    file = tmp_path / "asked.trail.jsonl"
    typed(asking, before, file)
    kept = file.read_bytes()
    _, typist = typed(asking, bad, file)
    assert typist.said.count(sentence) == len(bad)
    assert file.read_bytes() == kept


@pytest.mark.parametrize("ticks", ["", "  ", ","])
def test_nothing_need_go_on_the_record(asking: Case, ticks: str) -> None:
    session, _ = typed(asking, ["11", "50", "50", ticks, "q"])
    assert session.recorded == ()
    assert not session.asked


def test_a_line_ticked_twice_is_on_the_record_once(asking: Case) -> None:
    session, _ = typed(asking, ["11", "50", "50", "3,1 3", "q"])
    assert session.recorded == ("spoke-ann", "not-cy")


@pytest.mark.parametrize("stop", [["q"], ["Q"], [" q "], []])
@pytest.mark.parametrize("reached", range(len(LINES)))
def test_q_and_the_end_of_the_lines_stop_anywhere_and_every_whole_answer_is_kept(
    asking: Case, tmp_path: Path, stop: list[str], reached: int
) -> None:
    in_the_note = reached > 9  # After its first line, only the end of the lines stops a note.
    if in_the_note and stop:
        stop = []
    file = tmp_path / "asked.trail.jsonl"
    session, typist = typed(asking, [*LINES[:reached], *stop], file)
    assert not session.finished
    assert typist.said[-1] == "Stopped. Play on with the same --trail."
    (attempt,) = Trail(file).read()
    assert attempt.events[1:] == EVENTS[: min(reached, 9)]


def test_without_a_trail_it_says_that_nothing_was_kept(asking: Case, tmp_path: Path) -> None:
    _, typist = typed(asking, ["1", "q"])
    assert typist.said[-1] == "Stopped. Without --trail nothing was kept."
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("cut", range(1, 10))
def test_a_play_that_was_stopped_is_played_on_exactly_where_it_was(asking: Case, tmp_path: Path, cut: int) -> None:
    file = tmp_path / "asked.trail.jsonl"
    stopped, _ = typed(asking, LINES[:cut], file)
    # Whoever was drawn anew is not met: the play in the file goes on.
    session, typist = typed(asking, LINES[cut:], file, family="grave")
    assert typist.said[0] == "Playing on from where you stopped."
    assert session.finished
    assert session.family_name == "quiet"
    assert not typist.lines
    whole, _ = typed(asking, LINES)
    assert snapshot(session) == snapshot(whole)
    assert not stopped.finished


def test_after_a_finished_play_another_begins_in_the_same_file(asking: Case, tmp_path: Path) -> None:
    file = tmp_path / "asked.trail.jsonl"
    typed(asking, LINES, file)
    _, typist = typed(asking, ["q"], file, family="grave")
    assert "Playing on" not in typist.heard
    assert [a.started.family for a in Trail(file).read()] == ["quiet", "grave"]


def test_the_paper_can_be_read_again_at_any_choice(asking: Case) -> None:
    _, typist = typed(asking, ["8", "50", "50", "Hello.", "p"])
    assert typist.said[-2].startswith("[A note] Cy Cole")
    _, typist = typed(asking, ["P"])
    assert typist.said[-2] == "The paper is above."


def test_a_view_stated_before_is_said_when_it_is_asked_again(asking: Case) -> None:
    _, typist = typed(asking, ["8", "20", "80", "Hello.", "1"])
    assert typist.asked[-1].startswith("Somebody was with Ben last night. How likely")
    assert "(you said 80 at 09:15)" in typist.asked[-1]


def test_a_trail_of_another_version_or_that_cannot_be_read_is_not_played(
    asking: Case, small: Case, tmp_path: Path
) -> None:
    file = tmp_path / "asked.trail.jsonl"
    typed(small, ["1"], file)
    with pytest.raises(TrailError, match="belong to another case"):
        typed(asking, ["1"], file)
    file.write_bytes(b"garbage\n" * 3)
    with pytest.raises(TrailError):
        typed(asking, ["1"], file)


def test_answers_given_elsewhere_meanwhile_are_noticed_and_the_file_can_still_be_replayed(
    asking: Case, tmp_path: Path
) -> None:
    file = tmp_path / "asked.trail.jsonl"
    typist = Typist(["1", "q"])

    def meddle(prompt: str) -> str:
        # In another window the same play goes on: the note is read there first.
        if len(typist.lines) == 2:
            trail = Trail(file)
            trail.append([(Chose("desk", "read"), "2026-10-13T09:10")], len(trail.lines()))
        return typist.read(prompt)

    with pytest.raises(Overtaken):
        terminal.play(asking, begin(asking, "quiet", "seed"), file, typist.said.append, meddle)
    assert len(replay(asking, Trail(file).read()[0].events).moments) == 1


def test_a_family_can_be_named_and_one_that_is_not_there_is_said(asking: Case) -> None:
    assert terminal.started_at(asking, "grave", "s").family == "grave"
    assert isinstance(terminal.started_at(asking, "", "s"), Started)
    with pytest.raises(Refused) as refused:
        terminal.started_at(asking, "loud", "s")
    assert str(refused.value) == "There is no family “loud” in this case. There is: quiet, plain, grave."


def test_without_a_name_every_family_can_be_drawn(asking: Case) -> None:
    assert {terminal.started_at(asking, "", str(n)).family for n in range(60)} == set(FAMILIES)


@pytest.fixture
def file_of(tmp_path: Path) -> Callable[[str], Path]:
    def written(text: str) -> Path:
        path = tmp_path / "case.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def run(*arguments: str | Path, typing: str = "") -> tuple[int, str]:
    done = CliRunner().invoke(main, ["play", *map(str, arguments)], input=typing)
    assert not isinstance(done.exception, Exception) or done.exit_code, done.exception
    return done.exit_code, done.output


def test_the_command_plays_a_case_to_its_end(file_of: Callable[[str], Path], tmp_path: Path, asking: Case) -> None:
    trail = tmp_path / "played.jsonl"
    code, said = run(file_of(ASKED), "--family", "quiet", "--trail", trail, typing="\n".join(LINES) + "\n")
    assert code == 0
    assert "== What became of it ==" in said
    assert Trail(trail).read()[0].events[1:] == EVENTS


def test_the_command_stops_and_plays_on(file_of: Callable[[str], Path], tmp_path: Path) -> None:
    path, trail = file_of(ASKED), tmp_path / "played.jsonl"
    code, said = run(path, "--family", "quiet", "--trail", trail, typing="1\nq\n")
    assert (code, "Play on with the same --trail." in said) == (0, True)
    code, said = run(path.parent, "--trail", trail, typing="")
    assert (code, "Playing on from where you stopped." in said) == (0, True)
    assert len(Trail(trail).lines()) == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["no-such-case"], "There is no case “no-such-case”. There is: "),
        (["{folder}/none.yaml"], "There is no such file."),
        (["{folder}/case.yaml", "--family", "loud"], "There is no family “loud” in this case."),
        (["{folder}/case.yaml", "--trail", "{folder}"], "Error: "),
        (["{folder}/case.yaml", "--trail", "{folder}/case.yaml"], "Error: "),
    ],
)
def test_the_command_says_in_a_sentence_what_it_cannot_play(
    file_of: Callable[[str], Path], arguments: list[str], sentence: str
) -> None:
    folder = file_of(CASE).parent
    done = CliRunner().invoke(main, ["play", *(a.format(folder=folder) for a in arguments)], input="1\nq\n")
    assert done.exit_code == 1
    assert sentence in done.output
    assert "Traceback" not in done.output
    assert isinstance(done.exception, SystemExit)


def test_the_command_plays_a_case_of_the_course_by_its_name() -> None:
    for name in ("start-here", "00-start-here", "at-the-door"):
        code, said = run(name, typing="q\n")
        assert code == 0
        assert said.rstrip().endswith("Stopped. Without --trail nothing was kept.")


def test_a_case_with_an_error_says_file_and_line(file_of: Callable[[str], Path]) -> None:
    done = CliRunner().invoke(main, ["play", str(file_of(CASE.replace("goes: dusk}", "goes: dust}")))])
    assert done.exit_code == 1
    assert "case.yaml:" in done.output
    assert "Did you mean “dusk”?" in done.output
