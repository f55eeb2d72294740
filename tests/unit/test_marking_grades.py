"""Which graded cells wait for a person."""

from __future__ import annotations

from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from doorstep.marking.grades import needs_person

OURS = 'from doorstep.marking import mark; mark("danger-first")'
NUMBER = new_output("execute_result", data={"text/plain": "2.0"})


def failed(name: str) -> Any:
    return new_output("error", ename=name, evalue="", traceback=["A sentence."])


@pytest.mark.parametrize(
    ("outputs", "waits"),
    [
        ([NUMBER], False),
        ([], True),  # not run: stock gives full marks
        ([new_output("stream", name="stdout", text="3")], True),  # no number: full marks
        ([new_output("stream", name="stderr", text="old"), NUMBER], True),  # a warning: nothing
        ([failed("Unmarkable")], True),
        ([failed("Unfinished")], True),
        ([failed("ModuleNotFoundError")], True),
        ([failed("CellTimeoutError")], True),
    ],
)
def test_a_cell_of_ours_waits_unless_it_ends_in_a_number(outputs: list[Any], waits: bool) -> None:
    assert needs_person(new_code_cell(OURS, outputs=outputs)) is waits


@pytest.mark.parametrize(
    ("outputs", "waits"), [([], False), ([failed("AssertionError")], False), ([failed("Unmarkable")], True)]
)
def test_another_authors_test_cell_waits_only_where_it_could_not_be_marked(outputs: list[Any], waits: bool) -> None:
    assert needs_person(new_code_cell("assert 1 == 2", outputs=outputs)) is waits


def test_words_never_wait_here() -> None:
    assert needs_person(new_markdown_cell(OURS)) is False
