"""What the page extension does to a notebook, and when it does nothing: shown on notebooks made for it.

Each made unit has a stand-in for doorstep.stage that writes down that it ran and shows a form, so that these tests
prove which cells ran.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from serving import Served, opened, plain_lab
from watching import Watch

START_LINE = 'from doorstep.stage import play; play("case.yaml")'
OTHER = "open('other.txt', 'w')"
STAND_IN = """
from IPython.display import HTML

def play(case):
    open("ran.txt", "a").write("start ")
    return HTML('<h2>The phone rings</h2><label>Answer <input></label>')
"""
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
LOADED = 60_000  # milliseconds a page may take on a busy machine
numbers = count(1)


@dataclass
class Unit:
    """A made lesson in a served folder."""

    file: Path
    path: str

    def ran(self) -> set[str]:
        """Name what ran: `ran.txt` for the start line, `other.txt` for anything else."""
        return {file.name for file in self.file.parent.glob("*.txt")}

    def notebook(self) -> Any:
        """Read the notebook as it is on the disk."""
        return json.loads(self.file.read_text())


def made(root: Path, start_line: str = START_LINE, ours: bool = True, outputs: tuple[Any, ...] = ()) -> Unit:
    """Make a lesson: words with a link, the start cell, and a cell that must not run."""
    name = f"made-{next(numbers)}"
    file = root / "course" / name / "lesson.ipynb"
    (file.parent / "doorstep").mkdir(parents=True)
    (file.parent / "doorstep/__init__.py").write_text("")
    (file.parent / "doorstep/stage.py").write_text(STAND_IN)
    cells = [
        {"cell_type": "markdown", "id": "words", "metadata": {}, "source": "# A page\n\n[On](next.ipynb)"},
        code("start", start_line, outputs),
        code("other", OTHER),
    ]
    metadata: dict[str, Any] = {"kernelspec": KERNEL}
    if ours:
        metadata["doorstep"] = {"case": "case.yaml", "kind": "lesson"}
    page = json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})
    file.write_text(page)
    file.with_name("next.ipynb").write_text(page)
    return Unit(file, f"course/{name}/lesson.ipynb")


def code(name: str, source: str, outputs: tuple[Any, ...] = ()) -> dict[str, Any]:
    """Make a code cell."""
    kept = {"metadata": {}, "outputs": list(outputs), "execution_count": None}
    return {"cell_type": "code", "id": name, "source": source, **kept}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    clone = tmp_path_factory.mktemp("clone")
    (clone / "pyproject.toml").write_text('[project]\nname = "doorstep-course"\n')
    made(clone).file.parent.rename(clone / "course/00-start-here")
    with opened(tmp_path_factory.mktemp("ws"), clone) as server:
        yield server


def open_case(page: Page, served: Served, unit: Unit, interface: str = "notebooks") -> None:
    """Open a lesson and wait until its case has started by itself."""
    page.goto(served.page(f"{interface}/{unit.path}"))
    case_is_there(page)


def case_is_there(page: Page) -> None:
    """Wait until the stand-in's screen is shown."""
    expect(page.get_by_role("heading", name="The phone rings")).to_be_visible(timeout=LOADED)


def in_sight(page: Page) -> int:
    """Count the code cells whose code is in sight."""
    return page.locator(".jp-CodeCell .jp-InputArea-editor:visible").count()


@pytest.mark.parametrize("interface", ["notebooks", "lab/tree", "doc/tree"])
def test_the_start_line_runs_by_itself_and_no_code_is_in_sight(page: Page, served: Served, interface: str) -> None:
    unit = made(served.root)
    open_case(page, served, unit, interface)
    assert in_sight(page) == 0
    assert unit.ran() == {"ran.txt"}


@pytest.mark.parametrize("interface", ["notebooks", "lab/tree"])
def test_leaving_raises_no_question_because_the_page_is_saved(
    page: Page, served: Served, watch: Watch, interface: str
) -> None:
    unit = made(served.root)
    with page.expect_response(lambda answer: answer.request.method == "PUT" and unit.path in answer.url):
        open_case(page, served, unit, interface)
    # The save is written here before it is answered; the page knows of it a moment later.
    page.wait_for_function("() => !document.querySelector('.jp-mod-dirty')")
    page.reload()
    case_is_there(page)
    assert watch.dialogs == []
    assert [cell["id"] for cell in unit.notebook()["cells"]] == ["words", "start", "other"]
    assert unit.notebook()["cells"][1]["outputs"] != []


def test_what_an_earlier_sitting_drew_is_gone_when_the_case_is_there_again(page: Page, served: Served) -> None:
    gone = {"output_type": "display_data", "data": {"text/plain": "What is gone"}, "metadata": {}}
    open_case(page, served, made(served.root, outputs=(gone,)))
    expect(page.get_by_text("What is gone")).to_have_count(0)


def test_single_keys_and_double_clicks_change_nothing(page: Page, served: Served) -> None:
    open_case(page, served, made(served.root))
    page.get_by_role("heading", name="A page").click()
    for key in ("d", "d", "a", "b", "x", "Enter"):
        page.keyboard.press(key)
    page.get_by_role("heading", name="A page").dblclick()
    page.get_by_label("Answer").press_sequentially("dd a b")
    expect(page.get_by_label("Answer")).to_have_value("dd a b")
    assert page.locator(".jp-Cell").count() == 3
    assert page.locator(".jp-MarkdownCell .jp-InputArea-editor:visible").count() == 0


def test_a_link_leads_to_another_page_that_starts_by_itself_too(page: Page, served: Served) -> None:
    open_case(page, served, made(served.root))
    with page.expect_popup() as opening:
        page.get_by_role("link", name="On").click()
    case_is_there(opening.value)
    assert opening.value.url.endswith("/next.ipynb")


def test_jupyterlab_is_one_click_away(page: Page, served: Served) -> None:
    open_case(page, served, made(served.root))
    with page.expect_popup() as opening:
        page.get_by_text("JupyterLab", exact=True).click()
    case_is_there(opening.value)
    assert "/doc/tree/" in opening.value.url


@pytest.mark.parametrize("how", [{"ours": False}, {"start_line": f"{START_LINE}; {OTHER}"}], ids=["foreign", "altered"])
def test_a_notebook_that_is_foreign_or_altered_is_left_alone(page: Page, served: Served, how: dict[str, Any]) -> None:
    alone = made(served.root, **how)
    page.goto(served.page(f"notebooks/{alone.path}"))
    expect(page.get_by_role("heading", name="A page")).to_be_visible(timeout=LOADED)
    # One of ours that is opened after it has run by then, so this one would have too.
    open_case(page.context.new_page(), served, made(served.root))
    assert in_sight(page) == 2
    assert alone.ran() == set()


def test_outside_trainee_mode_the_extension_does_nothing(page: Page, tmp_path: Path) -> None:
    unit = made(tmp_path)
    with plain_lab(tmp_path) as lab:
        page.goto(lab.page(f"lab/tree/{unit.path}"))
        expect(page.get_by_role("heading", name="A page")).to_be_visible(timeout=LOADED)
        # A key pressed before the kernel is there moves on and runs nothing.
        expect(page.get_by_role("button", name="| Idle")).to_be_visible(timeout=LOADED)
        page.locator(".jp-CodeCell .jp-InputArea-editor").nth(1).click()
        page.keyboard.press("Shift+Enter")
        expect(page.locator(".jp-OutputArea-child").first).to_be_visible(timeout=LOADED)
        assert in_sight(page) >= 2
        assert unit.ran() == {"other.txt"}
