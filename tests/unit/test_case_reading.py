"""Reading a case file: every kind of file that is none, and every shape that is not the format's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from doorstep.case import Case, CaseError, CaseErrors, case_schema, load_case
from smallcase import CASE, changed, line_of

NOT_YAML = "Check indents, quotes and colons on this line and the one above; a key may stand only once."
TAGS = "A case needs no tags; compare with another case."


def errors_of(path: Path) -> tuple[CaseError, ...]:
    with pytest.raises(CaseErrors) as raised:
        load_case(path)
    return raised.value.errors


def errors_in(folder: Path, text: str | bytes) -> tuple[CaseError, ...]:
    path = folder / "case.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return errors_of(path)


@pytest.mark.parametrize(
    ("text", "line", "what", "remedy"),
    [
        ("", 1, "The file holds no keys.", "Begin with format: 1 and id: …"),
        ("# only a thought\n", 1, "The file holds no keys.", "Begin with format: 1 and id: …"),
        ("- a\n- list\n", 1, "The file holds no keys.", "Begin with format: 1 and id: …"),
        ("just words\n", 1, "The file holds no keys.", "Begin with format: 1 and id: …"),
        (b"format: 1\ntitle: caf\xe9\n", 1, "Byte 20 is not UTF-8 text.", "Save the file as UTF-8 in your editor."),
        (b"\x89PNG\r\n\x1a\n", 1, "Byte 0 is not UTF-8 text.", "Save the file as UTF-8 in your editor."),
        (b"#" * 2_000_001, 1, "The file is over 2 MB.", "Cut it into two cases."),
        ("format: 1\nid: 'open\n", 3, "The text is not YAML here: found unexpected end of stream.", NOT_YAML),
        ("format: 1\n\tid: x\n", 2, "The text is not YAML here: found character '\\t' that cannot", NOT_YAML),
        ("format: 1\nid: a: b\n", 2, "The text is not YAML here: mapping values are not allowed here.", NOT_YAML),
        ("format: 1\nid: x\nid: y\n", 3, 'The text is not YAML here: found duplicate key "id"', NOT_YAML),
        ("format: 1\nid: !secret x\n", 2, "The text is not YAML here: could not determine a constructor", NOT_YAML),
        ("format: 1\n---\nid: x\n", 2, "The text is not YAML here: but found another document.", NOT_YAML),
        ("format: 1\nid: \0\n", 1, "The text is not YAML: unacceptable character #x0000", "Mend it in a text editor."),
        ("id: !!int x\n", 1, "The text is nested too deep, or holds a tag (!!) that does not fit.", TAGS),
        ("id: " + "[" * 1_000, 1, "The text is nested too deep, or holds a tag (!!) that does not fit.", TAGS),
    ],
)
def test_a_file_that_is_no_case_is_refused_with_line_and_remedy(
    tmp_path: Path, text: str | bytes, line: int, what: str, remedy: str
) -> None:
    (error,) = errors_in(tmp_path, text)
    assert (error.file, error.line, error.remedy) == ("case.yaml", line, remedy)
    assert error.what.startswith(what)


def test_a_missing_file_is_refused_with_a_remedy(tmp_path: Path) -> None:
    (error,) = errors_of(tmp_path / "case.yaml")
    assert str(error) == "case.yaml:1: There is no such file. Check the name, or copy the folder again."


def test_a_folder_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    (error,) = errors_of(tmp_path)
    assert error.what == "The file cannot be read (Is a directory)."
    assert error.remedy == "Check that you may open it."


def test_a_key_standing_twice_is_found_where_it_stands_again(tmp_path: Path) -> None:
    text = changed(CASE, ("  door:\n    title: The door", "  desk:\n    title: The door"))
    (error,) = errors_in(tmp_path, text)
    assert error.line == line_of(text, "title: The door") - 1
    assert 'duplicate key "desk"' in error.what


@pytest.mark.parametrize(
    ("old", "new", "at", "what", "remedy"),
    [
        (
            "carries: {minutes: 10, stance: asks", "carries: {minuts: 10, minutes: 10, stance: asks", "minuts: 10",
            "“minuts” (at scenes.desk.options.read.carries.minuts) is not a key of the case format.",
            "Did you mean “minutes”?",
        ),
        (
            "    if-missed: {", "    if-mist: {}\n    if-missed: {", "if-mist: {}",
            "“if-mist” (at families.quiet.if-mist) is not a key of the case format.", "Did you mean “if-missed”?",
        ),
        (
            "    opens: You knock.", "    opens: You knock.\n    qwzx: 1", "qwzx",
            "“qwzx” (at scenes.door.qwzx) is not a key of the case format.", "Remove it, or compare with another case.",
        ),
        (
            "{points: 0, because: You did not ring.}", "{points: 0, because: You did not ring., habit: H1}",
            "You did not ring.", "“habit” (at criteria.rang.ladder.3.habit) is not a key of the case format.",
            "Did you mean “habit”?",
        ),
        (
            "title: A small case\n", "", None, "“title” is missing.", "Add a line “title: …”.",
        ),
        (
            "    ask: Why is Ben late?\n", "", "  why:\n", "“questions.why.ask” is missing.", "Add a line “ask: …”.",
        ),
        (
            "        reason: Ten minutes of paper.\n", "", "      read:\n",
            "“scenes.desk.options.read.reason” is missing.", "Add a line “reason: …”.",
        ),
        ("format: 1", "format: 2", "format: 2", "2 cannot stand at format.", "Use 1."),
        ("kind: exercise", "kind: quiz", "kind: quiz", "'quiz' cannot stand at kind.", "Use 'lesson' or 'exercise'."),
        (
            "truth: worse", "truth: worst", "truth: worst", "'worst' cannot stand at families.grave.truth.",
            "Use 'milder', 'as-written' or 'worse'.",
        ),
        (
            "{is: It was the bus., suggests: {bus: much-more", "{is: It was the bus., suggests: {bus: lots",
            "bus: lots",
            "'lots' cannot stand at questions.why.answers.why-bus.suggests.bus.",
            "Use 'much-more', 'more', 'neither', 'less' or 'much-less'.",
        ),
        (
            "minutes: 5\ncontent", "minutes: five\ncontent", "minutes: five",
            "“minutes” does not fit: input should be a valid integer, unable to parse string as an integer.",
            "It reads 'five'.",
        ),
        (
            "title: The door", "title: [The door]", "title: [The door]",
            "“scenes.door.title” does not fit: input should be a valid string.", "It reads ['The door'].",
        ),
        (
            "title: The door", "title: 12", "title: 12",
            "“scenes.door.title” does not fit: input should be a valid string.", "It reads 12.",
        ),
        (
            "hours: [09:00-12:00, 13:00-17:00]", "hours: 09:00-12:00", "hours: 09:00-12:00",
            "“when.hours” does not fit: input should be a valid tuple.", "It reads '09:00-12:00'.",
        ),
        (
            "  - {at: 16:45, says: A door bangs.}", "  - A door bangs.", "- A door bangs.",
            "“clock.0” does not fit: input should be a dictionary or an instance of clockevent.",
            "It reads 'A door bangs.'.",
        ),
        (
            "hub: true\n    opens: A desk", "hub: sometimes\n    opens: A desk", "hub: sometimes",
            "“scenes.desk.hub” does not fit: input should be a valid boolean, unable to interpret input.",
            "It reads 'sometimes'.",
        ),
        (
            "words: [20, 60]", "words: [20]", "words: [20]", "“reflection.words.1” is missing.", "Add a line “1: …”.",
        ),
        (
            "paper:\n", "paper: {}\nno:\n", "no:\n", "“no” (at no) is not a key of the case format.",
            "Did you mean “none”?",
        ),
    ],
)  # fmt: skip
def test_a_shape_that_does_not_fit_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, at: str | None, what: str, remedy: str
) -> None:
    text = changed(CASE, (old, new))
    (error,) = errors_in(tmp_path, text)
    assert error == CaseError("case.yaml", line_of(text, at.strip("\n")) if at else 1, what, remedy)


def test_every_error_of_a_file_is_said_at_once_in_the_order_of_its_lines(tmp_path: Path) -> None:
    text = changed(
        CASE,
        ("title: A small case", "titel: A small case"),
        ("weekday: Tuesday", "weekday: 2"),
        ("truth: worse", "truth: worst"),
        ("hub: true\n    opens: A desk", "hub: sometimes\n    opens: A desk"),
    )
    lines = [1, *(line_of(text, words) for words in ("titel", "weekday: 2", "hub: sometimes", "truth: worst"))]
    assert [error.line for error in errors_in(tmp_path, text)] == lines


def test_an_error_reads_as_file_line_what_and_remedy(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(changed(CASE, ("kind: exercise", "kind: quiz")), encoding="utf-8")
    with pytest.raises(CaseErrors) as raised:
        load_case(tmp_path / "case.yaml")
    assert str(raised.value) == "case.yaml:3: 'quiz' cannot stand at kind. Use 'lesson' or 'exercise'."


def test_no_and_a_time_of_day_stay_text(made: Callable[[str], Case]) -> None:
    case = made(
        changed(
            CASE,
            ("title: The door", "title: no"),
            ("title: The school", "title: 12:30"),
            ("sketch: Mends clocks.", "sketch: off"),
            ("do: Read the note.", "do: 010"),
        ).replace("do: 010", "do: '010'")
    )
    assert (case.scenes["door"].title, case.scenes["call"].title, case.people["ann"].sketch) == ("no", "12:30", "off")
    assert case.when.date == "2026-10-13"
    assert case.paper["note"].is_.date == "2026-10-12 16:00"
    assert case.clock[0].at == "16:45"


def test_a_date_that_is_none_is_an_error_like_any_other(tmp_path: Path) -> None:
    text = changed(CASE, ("date: 2026-10-13", "date: 2026-02-30"))
    (error,) = errors_in(tmp_path, text)
    assert error == CaseError("case.yaml", 9, "“2026-02-30” is not a date.", "Write it as 2026-10-13.")


def test_a_byte_order_mark_does_no_harm(made: Callable[[str], Case]) -> None:
    assert made("\ufeff" + CASE).id == "small"


def test_line_ends_of_another_system_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_bytes(CASE.replace("\n", "\r\n").encode())
    assert load_case(path).scenes["desk"].opens == "A desk and a telephone."


def test_a_wrong_value_of_endless_size_is_quoted_in_brief(tmp_path: Path) -> None:
    nested = "&a [x, x, x, x, x, x, x, x, x]"
    for name, before in zip("bcdefghij", "abcdefghi", strict=True):
        nested += f", &{name} [{', '.join([f'*{before}'] * 9)}]"
    found = errors_in(tmp_path, changed(CASE, ("title: The door", f"title: [{nested}]")))
    assert all(len(str(error)) < 1_000 for error in found)


def test_the_same_text_is_read_once(tmp_path: Path, made: Callable[[str], Case]) -> None:
    case = made(CASE)
    assert made(CASE) is case
    assert made(changed(CASE, ("title: The door", "title: A door"))) is not case


def test_the_schema_for_editors_names_every_key_of_a_case() -> None:
    schema = case_schema()
    assert {"format", "content-note", "people", "scenes", "families", "criteria"} <= set(schema["properties"])
    assert "once-known" in schema["$defs"]["Option"]["properties"]
