"""Play a case in a browser as a person does: look at the screen, choose, press, with the keyboard alone or a mouse."""

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect
from ruamel.yaml import YAML

from serving import CLONE, Served
from watching import Watch

EXERCISE = "at-the-door"
LOADED = 60_000  # milliseconds a page may take on a busy machine
NOTEBOOK_7, LAB = "notebooks", "lab/tree"
FOCUSED = "() => document.activeElement.tagName + '.' + document.activeElement.className"
FIRST_WORDS = "Hello. It is about Layla, and I would like to hear it from you."
numbers = count(1)


@contextmanager
def watched_page(browser: Browser, watch: Watch, zoom: int = 1) -> Iterator[Page]:
    """A new page in a browser that remembers nothing; whatever it asks for is watched, by other workers too.

    A zoom of 4 is what a browser makes of 400%: a quarter of the pixels each way, each four times as large.
    """
    size = {"width": 1280 // zoom, "height": 900 // zoom}
    with browser.new_context(viewport=size, device_scale_factor=zoom) as context:
        context.on("request", watch.note_request)
        context.on("dialog", watch.note_dialog)
        yield context.new_page()


@dataclass(frozen=True)
class Copy:
    """A case in a served folder that nobody has played yet: its notebook's path there, and its folder."""

    path: str
    folder: Path
    case: str = EXERCISE

    @property
    def trail(self) -> Path:
        """Where its answers are kept."""
        return self.folder / f"{self.case}.trail.jsonl"

    def events(self) -> list[dict[str, Any]]:
        """What the trail holds, the time and digest of each line left out."""
        return [json.loads(line)["event"] for line in self.trail.read_text("utf-8").splitlines()]

    def chosen(self) -> list[str]:
        """The options in the trail, in order."""
        return [event["option"] for event in self.events() if event["kind"] == "chose"]


def fresh(served: Served, case: str = EXERCISE, place: str = "") -> Copy:
    """Lay a case once more beside the first, so that a test has one of its own; the exercise, or the lesson there."""
    first = served.root / (place or f"exercises/{case}")
    folder = first.parent / f"again-{next(numbers)}"
    folder.mkdir()
    (notebook,) = first.glob("*.ipynb")
    for name in (notebook.name, "case.yaml"):
        shutil.copy(first / name, folder)
    return Copy(f"{folder.relative_to(served.root)}/{notebook.name}", folder, case)


def model_play(family: str) -> Any:
    """What a thoughtful person does behind a door: `chooses` (options) and `writes` (the note)."""
    return YAML(typ="safe").load(CLONE / "solutions" / f"{EXERCISE}.model.yaml")[family]


@dataclass
class Player:
    """A person before a page.

    `lost` names each screen on which the focus was not where it should be, `rings` how the focus looked at the stops
    of the Tab key that were made use of; `records` are the lines it puts on the record.
    """

    page: Page
    served: Served
    lost: list[str] = field(default_factory=list)
    rings: set[str] = field(default_factory=set)
    records: Sequence[str] = ()

    def open(self, path: str, interface: str = NOTEBOOK_7) -> None:
        """Open a notebook's page and wait until its case has started and the page is saved."""
        self.page.goto(self.served.page(f"{interface}/{path}"))
        self.wait_until_started()

    def reload(self) -> None:
        """Reload the page and wait until the case is there again."""
        self.page.reload()
        self.wait_until_started()

    def wait_until_started(self) -> None:
        """Wait for a screen, and until the page has nothing left to save."""
        self.heading.wait_for(timeout=LOADED)
        self.page.wait_for_function("() => !document.querySelector('.jp-mod-dirty')")

    @property
    def heading(self) -> Locator:
        """The heading of the screen."""
        return self.page.locator(".ds h2")

    @property
    def status(self) -> Locator:
        """The line in which the screen says what happened, aloud too."""
        return self.page.get_by_role("status").and_(self.page.locator(".ds-status"))

    @property
    def note(self) -> Locator:
        """The field for the note."""
        return self.page.locator(".ds textarea")

    def answer(self, look: Callable[[str], None] = lambda _: None) -> None:
        """Answer what is asked before anything can be chosen, with the mouse: views even, a few words, the record.

        ``look`` is called on each such screen before it is answered.
        """
        while asked := self.asked():
            look(asked)
            if asked == "view":
                for scale in self.page.locator(".ds-scale").all():
                    scale.get_by_label("50", exact=True).check()
            elif asked == "say":
                self.page.locator(".ds textarea").fill(FIRST_WORDS)
            else:
                for line in self.records:
                    self.page.locator(f".ds input[name=line-{line}]").check()
            with self.next_screen():
                self.page.locator(f".ds button[value={asked}]").click()

    def answer_by_keys(self) -> None:
        """Answer what is asked with the keyboard alone."""
        while asked := self.asked():
            if asked == "view":
                for name in self.page.locator(".ds-scale input[value='0']").evaluate_all("all => all.map(i => i.name)"):
                    self.tab_to(f".ds input[name={name}]")
                    self.page.keyboard.press("Space")
                    self.page.keyboard.press("ArrowRight")
                    expect(self.page.locator(f".ds input[name={name}]:checked")).to_have_count(1)
            elif asked == "say":
                self.tab_to(".ds textarea")
                self.page.keyboard.type(FIRST_WORDS)
            else:
                for line in self.records:
                    self.tab_to(f".ds input[name=line-{line}]")
                    self.page.keyboard.press("Space")
            self.press_by_keys(asked)

    def asked(self) -> str:
        """What waits for an answer: view, say or record; nothing where a line can be chosen."""
        for name in ("view", "say", "record"):
            if self.page.locator(f".ds button[value={name}]").count():
                return name
        return ""

    def choose(self, option: str) -> None:
        """Choose a line with the mouse, once what is asked is answered, and do it."""
        self.answer()
        self.mark(option)
        self.press("Do this")

    def mark(self, option: str) -> None:
        """Choose a line with the mouse, and go no further."""
        self.page.locator(f".ds input[value={option}]").check()

    def press(self, button: str) -> None:
        """Press a button with the mouse and wait for the next screen."""
        with self.next_screen():
            self.page.get_by_role("button", name=button).click()

    @contextmanager
    def next_screen(self) -> Iterator[None]:
        """Do something that leads to another screen; wait for it, and see whether the focus is on its heading."""
        self.heading.evaluate("heading => heading.dataset.before = 'yes'")
        yield
        self.page.locator(".ds h2:not([data-before])").wait_for()
        focused = self.page.evaluate(FOCUSED)
        if not focused.startswith("H2"):
            self.lost.append(f"{self.heading.inner_text()}: {focused}")

    def tab_to(self, wanted: str, most: int = 40) -> None:
        """Press Tab until something is focused that the selector fits."""
        passed = []
        for _ in range(most):
            self.page.keyboard.press("Tab")
            passed.append(self.page.evaluate(FOCUSED))
            if self.page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
                self.rings.add(self.page.evaluate("() => getComputedStyle(document.activeElement).outline"))
                return
        raise AssertionError(f"Tab did not reach {wanted} from “{self.heading.inner_text()}”: {passed}")

    def choose_by_keys(self, option: str) -> None:
        """Choose a line with Tab, Space and the arrow, once what is asked is answered, and do it with Enter."""
        self.answer_by_keys()
        self.tab_to(".ds input[name=option]")
        self.page.keyboard.press("Space")
        lines = self.page.locator(".ds input[name=option]").evaluate_all("all => all.map(line => line.value)")
        for _ in range(lines.index(option)):
            self.page.keyboard.press("ArrowDown")
        expect(self.page.locator(f".ds input[value={option}]")).to_be_checked()
        self.press_by_keys("choose")

    def press_by_keys(self, what: str) -> None:
        """Go to a button by Tab, press Enter and wait for the next screen."""
        self.tab_to(f".ds button[value={what}]")
        with self.next_screen():
            self.page.keyboard.press("Enter")

    def play_by_keys(self, options: Iterable[str]) -> None:
        """Choose one line after another with the keyboard alone."""
        for option in options:
            self.choose_by_keys(option)
