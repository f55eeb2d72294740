"""Each kind of screen against WCAG 2.2 A and AA by axe, in light and dark, as narrow as a telephone, and zoomed in."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playing_by_hand import LAB, NOTEBOOK_7, Copy, Player, fresh, model_play, watched_page
from playwright.sync_api import Browser, Page, expect

from doorstep.case import load_case
from doorstep.cohort.models import events_of
from doorstep.play import Trail
from serving import Served
from watching import Watch

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# axe passes over what it takes for off screen, whatever its contrast. Jupyter's body has no height of its own, so that
# would be everything; and its panels cut off what is further down, so the window is taller than any screen of ours.
IN_SIGHT = "html, body { height: 100vh !important; }"
RUN_AXE = """async (tags) => {
  const found = await axe.run(".ds", {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]});
  return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html}`));
}"""
PLANT = """() => [".ds h2", ".ds-foot"].forEach((place) => document.querySelector(place).insertAdjacentHTML(
  "afterend", '<p class="planted" style="color: #ccc; background: #fff">Faint <input></p>'))"""
SIDEWAYS = """() => [document.querySelector(".ds"), ...document.querySelectorAll(".ds-main, .ds-margin")]
  .filter((part) => part.scrollWidth > part.clientWidth).map((part) => part.className)"""
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
WIDE, NARROW = {"width": 1280, "height": 8000}, {"width": 320, "height": 12000}
ASKED = {"view": "a view", "say": "first words", "record": "the record"}
PLAYED = {
    "cover",
    "paper",
    "conversation",
    "hub",
    "writing",
    "finished",
    "nothing typed",
    "handed in",
    "paused",
    *ASKED.values(),
}
FAMILY = "nights"
"""Behind this door the model play comes by every kind of screen; which door opens is else a matter of chance."""
SCREENS = PLAYED | {"answers that cannot be read", "a case that cannot be read"}


@dataclass
class Looked:
    """What was found on each kind of screen: axe's violations, parts wider than a narrow window, and in the control."""

    player: Player
    zoom: int
    violations: dict[str, list[str]] = field(default_factory=dict)
    sideways: dict[str, list[str]] = field(default_factory=dict)
    control: list[str] = field(default_factory=list)

    def look(self, screen: str) -> None:
        """Look at a screen with everything on it unfolded, narrow and wide."""
        page = self.player.page
        page.evaluate("() => document.querySelectorAll('.ds details').forEach((part) => (part.open = true))")
        page.set_viewport_size(NARROW)
        page.wait_for_function("() => document.querySelector('.ds').clientWidth < 320")
        self.sideways[screen] = page.evaluate(SIDEWAYS)
        self.violations[screen] = page.evaluate(RUN_AXE, TAGS)
        if self.zoom > 1:
            # A window of 1280 pixels, zoomed, is this narrow one; there is no wide one.
            return
        page.set_viewport_size(WIDE)
        page.wait_for_function("() => document.querySelector('.ds').clientWidth > 900")
        self.violations[screen] += page.evaluate(RUN_AXE, TAGS)

    def look_once(self, screen: str) -> None:
        """Look at the first screen of a kind."""
        if screen not in self.violations:
            self.look(screen)

    def plant(self) -> None:
        """Look once more with faint words and a field without a name at both ends, and take them away again."""
        self.player.page.evaluate(PLANT)
        self.control = self.player.page.evaluate(RUN_AXE, TAGS)
        self.player.page.evaluate("() => document.querySelectorAll('.planted').forEach((part) => part.remove())")


WAYS = [
    pytest.param((interface, theme, zoom), id=f"{interface}-{theme}-{zoom}00%", marks=[pytest.mark.long] * later)
    for interface, theme, zoom, later in (
        (NOTEBOOK_7, "light", 1, False),
        (NOTEBOOK_7, "dark", 1, False),
        (LAB, "light", 1, True),
        (LAB, "dark", 1, True),
        (NOTEBOOK_7, "light", 4, True),
        (NOTEBOOK_7, "dark", 4, True),
        (LAB, "light", 4, True),
        (LAB, "dark", 4, True),
    )
]


@pytest.fixture(scope="module", params=WAYS)
def looked(request: pytest.FixtureRequest, browser: Browser, trainee: Served) -> Iterator[Looked]:
    """A play with the mouse, looked at on its way."""
    interface, theme, zoom = request.param
    exercise = fresh(trainee)
    with watched_page(browser, Watch(), zoom) as page:
        wear(page, trainee, theme)
        looked = Looked(Player(page, trainee), zoom)
        # JupyterLab opens again what was open in a workspace of its own.
        place = interface if interface == NOTEBOOK_7 else f"lab/workspaces/{theme}-{zoom}/tree"
        looked.player.open(exercise.path, place)
        assert page.locator("body").get_attribute("data-jp-theme-light") == str(theme == "light").lower()
        prepare(page)
        play(looked, exercise)
        damage(looked, exercise)
        yield looked


def wear(page: Page, trainee: Served, theme: str) -> None:
    """Choose Jupyter's theme, as its Settings menu does."""
    setting = json.dumps({"raw": json.dumps({"theme": THEMES[theme]})})
    address = f"{trainee.address}lab/api/settings/@jupyterlab/apputils-extension:themes"
    answer = page.request.put(address, data=setting, headers={"Authorization": f"token {trainee.token}"})
    assert answer.ok


def prepare(page: Page) -> None:
    """Bring axe into a page in which it can see."""
    page.add_style_tag(content=IN_SIGHT)
    page.evaluate(AXE_SCRIPT)


def play(looked: Looked, exercise: Copy) -> None:
    """Play to the hand-in, looking at each kind of screen the first time it is full."""
    player, model = looked.player, model_play(FAMILY)
    looked.look("cover")
    started = events_of(load_case(exercise.folder / "case.yaml"), FAMILY, model)[0]
    Trail(exercise.trail).append([(started, "2026-10-13T10:20")], seen=0)
    player.reload()
    prepare(player.page)
    looked.look("paper")
    player.records = model["records"]
    for option in model["chooses"]:
        player.answer(look=lambda asked: looked.look_once(ASKED[asked]))
        if player.heading.inner_text() == "What happens now?":
            looked.look("conversation")
        player.choose(option)
        if option == "by-five":
            # A promise is in the margin now, beside what is known.
            looked.look("hub")
            player.page.get_by_role("button", name="Pause, and leave").click()
            looked.look("paused")
            player.page.get_by_role("button", name="Go on where I was").click()
    player.note.fill(model["writes"])
    looked.look("writing")
    looked.plant()
    player.press("Keep this and go on")
    looked.look("finished")
    hand_in = player.page.get_by_role("button", name="Make my hand-in")
    for name, screen, said in (("", "nothing typed", "Type the name"), ("sam", "handed in", "digest")):
        player.page.get_by_label("The name or number").fill(name)
        hand_in.click()
        expect(player.status).to_contain_text(said)
        looked.look(screen)


def damage(looked: Looked, exercise: Copy) -> None:
    """Look at the screens on which something cannot be read."""
    exercise.trail.write_text("this was something else\n")
    for screen, heading in (
        ("answers that cannot be read", "Your answers cannot be read"),
        ("a case that cannot be read", "This case cannot be opened"),
    ):
        looked.player.reload()
        prepare(looked.player.page)
        assert looked.player.heading.inner_text() == heading
        looked.look(screen)
        (exercise.folder / "case.yaml").write_text("title: A case with most of it missing\n")


def test_axe_finds_nothing_on_any_kind_of_screen(looked: Looked) -> None:
    assert looked.violations == {screen: [] for screen in SCREENS}


def test_axe_finds_what_is_planted_among_ours(looked: Looked) -> None:
    assert sorted(found.partition(":")[0] for found in looked.control) == ["color-contrast"] * 2 + ["label"] * 2


def test_no_screen_scrolls_sideways_in_a_window_of_320_pixels(looked: Looked) -> None:
    assert looked.sideways == {screen: [] for screen in SCREENS}


def test_every_screen_takes_the_focus_to_its_heading_after_a_mouse_too(looked: Looked) -> None:
    assert looked.player.lost == []
