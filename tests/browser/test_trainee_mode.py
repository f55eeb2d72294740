"""The course as `doorstep open` gives it: the start page, a file list without spoilers, and a clone left as it was."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playing_by_hand import EXERCISE, LAB, LOADED, Player, fresh
from playwright.sync_api import Page, expect

from serving import CLONE, Served, opened

COURSE = ("course", "exercises", "pyproject.toml", ".gitignore")


def git(clone: Path, *words: str) -> str:
    """Run Git in a clone as nobody in particular; give what it said."""
    nobody = ["-c", "user.name=nobody", "-c", "user.email=nobody@localhost"]
    return subprocess.run(["git", *nobody, *words], cwd=clone, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean clone: what the course is made of, all of it committed."""
    clone = tmp_path_factory.mktemp("clone")
    for name in COURSE:
        copy = shutil.copytree if (CLONE / name).is_dir() else shutil.copy
        copy(CLONE / name, clone / name)
    git(clone, "init", "--quiet")
    git(clone, "add", "--all")
    git(clone, "commit", "--quiet", "--message", "The course")
    return clone


@pytest.fixture(scope="module")
def trainee(clone: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """`doorstep open` in that clone."""
    with opened(tmp_path_factory.mktemp("workspace"), clone) as served:
        yield served


def test_the_address_that_is_printed_shows_the_first_case_which_plays_by_keyboard_and_leads_on(
    page: Page, trainee: Served
) -> None:
    address = re.search(r"open at (http\S+)", "".join(trainee.said))
    assert address
    page.goto(address[1])
    player = Player(page, trainee)
    player.wait_until_started()
    expect(player.heading).to_have_text("Mr Ashworth rings")
    assert page.locator(".jp-CodeCell .jp-InputArea-editor").filter(visible=True).count() == 0

    player.press_by_keys("begin")
    player.play_by_keys(["ring-now", "ask-him", "by-four", "ring-him-back"])
    expect(player.heading).to_have_text("What became of it")
    expect(player.page.get_by_text("Kept.")).to_be_visible()
    assert player.lost == []

    player.tab_to(f"a[href*='exercises/{EXERCISE}']")
    with page.expect_popup() as opening:
        page.keyboard.press("Enter")
    exercise = Player(opening.value, trainee)
    exercise.heading.wait_for(timeout=LOADED)
    expect(exercise.heading).to_have_text("Dacre and Hart")


def test_what_spoils_the_case_is_in_no_list_of_files_and_the_kernel_reads_it_all_the_same(
    page: Page, trainee: Served
) -> None:
    player = Player(page, trainee)
    folder = f"exercises/{EXERCISE}"
    player.open(f"{folder}/{EXERCISE}.ipynb", LAB)
    player.press("Begin")
    expect(player.heading).to_have_text("Four pieces of paper")
    there = {path.name for path in (trainee.root / folder).iterdir()}
    assert there >= {"case.yaml", f"{EXERCISE}.trail.jsonl"}
    listed = [entry["name"] for entry in trainee.ask(f"api/contents/{folder}")["content"]]
    assert listed == [f"{EXERCISE}.ipynb"]

    page.get_by_role("tab", name="File Browser").click()
    files = page.get_by_role("listitem").and_(page.locator(".jp-DirListing-item"))
    expect(files).to_have_count(1)
    expect(files).to_contain_text(f"{EXERCISE}.ipynb")


def test_playing_leaves_the_clone_as_it_was(page: Page, trainee: Served, clone: Path) -> None:
    player = Player(page, trainee)
    exercise = fresh(trainee)
    player.open(exercise.path)
    player.press("Begin")
    player.choose("read-four")
    assert exercise.chosen() == ["read-four"]
    assert git(clone, "status", "--porcelain", "--ignored") == ""
