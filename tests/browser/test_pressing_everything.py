"""Anything pressed, in any order, and anything pasted: no error, no dead screen, no lost answer, no lost cell."""

import random
from collections.abc import Iterator

import pytest
from playing_by_hand import Copy, Player, fresh, watched_page
from playwright.sync_api import Browser, Page, expect

from doorstep.case import load_case
from doorstep.play import Trail
from doorstep.stage.desk import Desk
from serving import Served
from watching import Watch

CASES = {"start-here": "course/00-start-here", "the-prentices": "course/02-at-the-door", "at-the-door": ""}
KEYS = (
    "Tab", "Shift+Tab", "Enter", "Space", "ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight", "Escape", "Home", "End",
    "Delete", "Backspace", "PageDown", "d", "d", "x", "0", "b", "m", "y", "Control+Enter", "Shift+Enter",
)  # fmt: skip
PASTED = (
    "<script>document.body.dataset.ran = 'yes'</script>", "שלום, מה שלומך?",
    "\U0001f40e \u202e back to front", "a\u0000b",
    "{{ 7 * 7 }} {% raw %}", "x" * 5_000, "Rob said no. " * 16_000,
)  # fmt: skip
ANSWER = """chances => {
  const buttons = [...document.querySelectorAll('.ds button[name=do]')];
  const button = buttons[Math.floor(chances.pop() * buttons.length)];
  const groups = new Set([...button.form.querySelectorAll('input[type=radio]')].map(radio => radio.name));
  for (const name of groups) {
    const lines = button.form.querySelectorAll(`input[name="${name}"]`);
    lines[Math.floor(chances.pop() * lines.length)].click();
  }
  for (const field of button.form.querySelectorAll('textarea')) field.value ||= 'Hello.';
  button.click();
  return button.value;
}"""
"""Answer what is asked by chance, as somebody does who gets on with it."""
CONTROLS = ".ds :is(button, input, textarea, summary):visible"


@pytest.fixture(params=sorted(CASES))
def laid(request: pytest.FixtureRequest, trainee: Served) -> Copy:
    """A case nobody has played yet."""
    return fresh(trainee, request.param, CASES[request.param])


def a_thing(page: Page, chance: random.Random) -> str:
    """Press a key, click what can be clicked, or paste something; what it was."""
    # Somebody who has gone to Jupyter's own menus comes back.
    if not page.evaluate("() => Boolean(document.activeElement.closest('.ds'))"):
        page.locator(".ds [tabindex='-1']:visible").first.focus()
    kind = chance.random()
    if kind < 0.2 and page.locator(".ds button[name=do]:visible").count():
        pressed = page.evaluate(ANSWER, [chance.random() for _ in range(40)])
        page.wait_for_function("() => !document.querySelector('.ds[aria-busy]')")
        return f"answered and pressed {pressed}"
    if kind < 0.6:
        key = chance.choice(KEYS)
        page.keyboard.press(key)
        return key
    controls = page.locator(CONTROLS)
    one = controls.nth(chance.randrange(controls.count()))
    tag = one.evaluate("part => part.tagName + ' ' + (part.value || part.innerText)")
    if tag.startswith("TEXTAREA"):
        words = chance.choice(PASTED)
        one.evaluate(
            "(field, words) => { field.value = words; field.dispatchEvent(new Event('input', {bubbles: true})) }", words
        )
        return f"pasted {words[:20]!r}"
    # Two views of one screen are not drawn while it waits for an answer.
    one.evaluate("part => part.click()")
    page.wait_for_function("() => !document.querySelector('.ds[aria-busy]')")
    return f"clicked {tag}"


def press_everything(browser: Browser, trainee: Served, laid: Copy, times: int) -> None:
    watch = Watch()
    with watched_page(browser, watch) as page:
        player = Player(page, trainee)
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(f"{error.message} {error.stack}"))
        page.on("download", lambda download: download.cancel())
        player.open(laid.path)
        cells = page.locator(".jp-Cell").count()
        chance = random.Random(f"{laid.path.split('/')[-1]} {times}")
        done = ["Begin"]
        player.press("Begin")
        for n in range(times):
            done.append(a_thing(page, chance))
            told = f"after {n + 1}: {done[-6:]}"
            assert page.locator(".ds :is(h2, [role=heading]):visible").count() > 0, told
            assert page.locator(CONTROLS).count() > 0, told
        # Our script comes from a blob; what fails in Jupyter's own, it says to whoever maintains that.
        assert [error for error in errors if "blob:" in error] == []
        assert page.locator(".jp-Cell").count() == cells, done
        assert page.evaluate("() => document.body.dataset.ran") is None
        assert watch.outside == []
        player.reload()
        expect(player.heading).to_have_count(1)
    case = load_case(laid.folder / "case.yaml")
    desk = Desk(case, laid.folder)
    assert not desk.broken
    assert desk.seq == len(Trail(laid.trail).lines()) > times / 20


def test_a_hundred_things_pressed_at_random_do_no_harm(browser: Browser, trainee: Served, laid: Copy) -> None:
    press_everything(browser, trainee, laid, 100)


@pytest.mark.long
def test_two_thousand_things_pressed_at_random_do_no_harm(browser: Browser, trainee: Served, laid: Copy) -> None:
    press_everything(browser, trainee, laid, 2_000)


@pytest.fixture
def narrow(browser: Browser, trainee: Served) -> Iterator[Player]:
    """A window as narrow as a telephone, where the first words are to be typed."""
    exercise = fresh(trainee)
    with watched_page(browser, Watch()) as page:
        player = Player(page, trainee)
        player.open(exercise.path)
        player.press("Begin")
        player.choose("read-four")
        player.choose("go-to-the-door")
        # Views first, if any are asked for.
        while player.asked() == "view":
            for scale in page.locator(".ds-scale").all():
                scale.get_by_label("50", exact=True).check()
            player.press("Keep")
        page.set_viewport_size({"width": 320, "height": 900})
        yield player


def test_odd_first_words_are_kept_and_shown_as_they_are_and_widen_nothing(narrow: Player) -> None:
    page, words = narrow.page, "\n".join(PASTED[:6])
    page.locator(".ds textarea").evaluate("(field, words) => { field.value = words }", words)
    narrow.press("Say it")
    page.locator(".ds input[name=option]").first.check()
    narrow.press("Do this")
    while narrow.asked() == "view":
        for scale in page.locator(".ds-scale").all():
            scale.get_by_label("50", exact=True).check()
        narrow.press("Keep")
    page.evaluate("() => document.querySelectorAll('.ds details').forEach(part => (part.open = true))")
    shown = page.locator(".ds-typed").first
    expect(shown).to_be_visible()
    assert shown.text_content() == words.replace("\0", "")
    assert shown.get_attribute("dir") == "auto"
    assert page.evaluate("() => document.querySelector('.ds').scrollWidth <= document.querySelector('.ds').clientWidth")
    assert page.evaluate("() => document.body.dataset.ran") is None
