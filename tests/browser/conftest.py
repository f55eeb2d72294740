"""What every browser test begins with: a Chromium, a page that notes where it asks, and servers to open."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from find_browser import find
from playwright.sync_api import Browser, Page, sync_playwright

from serving import Served, opened, plain_lab
from watching import Watch

# As root Chromium has no sandbox of its own; the rest keeps it from asking its maker for news, which is not ours.
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test of this folder as one for a browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium for the whole run."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=find(), args=CHROMIUM)
        yield chromium
        chromium.close()


@pytest.fixture
def watch() -> Watch:
    """What this test's pages did besides showing."""
    return Watch()


@pytest.fixture
def page(browser: Browser, watch: Watch) -> Iterator[Page]:
    """A new page in a browser that remembers nothing; every page it opens is watched."""
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        context.on("page", watch.follow)
        yield context.new_page()


@pytest.fixture(scope="module")
def trainee(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The course as a trainee has it: `doorstep open` on a workspace of its own, one a file of tests."""
    with opened(tmp_path_factory.mktemp("workspace")) as served:
        yield served


@pytest.fixture(scope="module")
def tutor(trainee: Served) -> Iterator[Served]:
    """The trainee's files in a plain JupyterLab, with nobody's settings."""
    with plain_lab(trainee.root) as served:
        yield served
