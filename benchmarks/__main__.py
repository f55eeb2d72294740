"""`make bench`: click to next screen beside stock widgets, opening a lesson, what a screen weighs, plays by bots."""

from __future__ import annotations

import json
import os
import platform
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, TimeoutError, sync_playwright

from doorstep.cohort import bots
from doorstep.cohort.course import find_course
from doorstep.workspace.place import prepare
from doorstep.workspace.server import Server, start
from doorstep.workspace.source import START, find_source

CLONE = Path(__file__).resolve().parent.parent
OURS = 'from doorstep.stage import play; play("case.yaml")'
STOCK = f'import sys; sys.path.insert(0, {str(CLONE)!r}); from benchmarks.stock import show; show("case.yaml")'
CLICKS = 30
OPENINGS = 7
INTERFACES = {"Notebook 7": "notebooks", "JupyterLab": "lab/tree"}
OURS_TO_LOAD = [*(CLONE / "src/doorstep/stage/static").iterdir(), *(CLONE / "labextension/static").iterdir()]

# Press, and wait for the first change after which the screen says something else.
PRESS = """async (button) => {
  const area = document.querySelector(".jp-OutputArea");
  const says = () => area.innerText;
  const before = says();
  const t0 = performance.now();
  return await new Promise((done) => {
    const seen = new MutationObserver(() => {
      if (says() === before) return;
      seen.disconnect();
      done(performance.now() - t0);
    });
    seen.observe(area, {childList: true, subtree: true, characterData: true, attributes: true});
    button.click();
  });
}"""


def main() -> None:
    """Print every figure with the machine's size and the date."""
    size = f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"
    print(f"{time.strftime('%Y-%m-%d')}, {size}", flush=True)
    with server() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("DOORSTEP_BROWSER"), args=["--no-sandbox"])
        ours = clicks(browser.new_page(), f"{address}/notebooks/ours/n.ipynb?token=t", ".ds form .ds-button:visible")
        stock = clicks(browser.new_page(), f"{address}/notebooks/stock/n.ipynb?token=t", ".widget-button")
        with course() as opened:
            opening = {name: list(openings(browser, opened, path)) for name, path in INTERFACES.items()}
        browser.close()
    row("click to next screen, ours", ours)
    row("click to next screen, stock ipywidgets", stock)
    print(f"ours / stock, medians: {statistics.median(ours) / statistics.median(stock):.2f}")
    for name, taken in opening.items():
        row(f"opening a lesson to its first screen, {name}, server warm, kernel not yet started", taken)
    print(f"our scripts and styles: {sum(path.stat().st_size for path in OURS_TO_LOAD) / 1000:.1f} kB")
    row("one whole play and its marks (bot, no screen)", list(plays()))


def row(name: str, figures: list[float]) -> None:
    """One line: median, least and most, in milliseconds."""
    median = statistics.median(figures)
    print(f"{name}: median {median:.0f} ms ({min(figures):.0f} to {max(figures):.0f}, n = {len(figures)})")


def plays() -> Iterator[float]:
    """Milliseconds of plays of the first exercise by the random bot."""
    case, key = find_course(CLONE).exercises[0].load()
    for i in range(50):
        begun = time.perf_counter()
        bots.play(case, key, "random", str(i))
        yield 1000 * (time.perf_counter() - begun)


def clicks(page: Page, address: str, button: str) -> list[float]:
    """Milliseconds from press to changed screen, over whole plays, first choice each time."""
    page.goto(address)
    page.wait_for_selector(".jp-CodeCell")
    page.wait_for_function("document.querySelector('.jp-Notebook-ExecutionIndicator')?.dataset.status === 'idle'")
    taken: list[float] = []
    press = page.locator(button).last
    for left in reversed(range(5)):
        # A notebook shows itself before it takes keys, and a press that comes too early is lost.
        page.locator(".jp-CodeCell .cm-content").first.click()
        page.keyboard.press("Shift+Enter")
        try:
            press.wait_for(timeout=6000)
            break
        except TimeoutError:
            if not left:
                raise
    while len(taken) < CLICKS:
        choosing = press.inner_text() == "Do this"
        if choosing:
            page.locator(".jp-OutputArea input[type=radio]").first.check()
        milliseconds = press.evaluate(PRESS)
        if choosing:
            taken.append(milliseconds)
    return taken


@contextmanager
def course() -> Iterator[Server]:
    """The course as `doorstep open` serves it."""
    with tempfile.TemporaryDirectory() as made:
        prepare(Path(made), find_source(CLONE))
        served = start(Path(made), START, 0, browser=False)
        try:
            yield served
        finally:
            served.stop()


def openings(browser: Browser, served: Server, path: str) -> Iterator[float]:
    """Milliseconds from asking for the first lesson's page to its first screen; the first opening is not counted."""
    context = browser.new_context()
    headers = {"Authorization": f"token {served.token}"}
    for number in range(OPENINGS + 1):
        for session in context.request.get(f"{served.address}api/sessions", headers=headers).json():
            context.request.delete(f"{served.address}api/sessions/{session['id']}", headers=headers)
        page = context.new_page()
        begun = time.perf_counter()
        page.goto(f"{served.address}{path}/{START}?token={served.token}")
        page.locator(".ds h2").wait_for(timeout=60_000)
        if number:
            yield 1000 * (time.perf_counter() - begun)
        page.close()
    context.close()


@contextmanager
def server() -> Iterator[str]:
    """A plain Notebook 7 server over two copies of the first lesson, in which nothing is asked between choices."""
    with tempfile.TemporaryDirectory() as made:
        source = find_course(CLONE).lessons[0] / "case.yaml"
        for name, line in (("ours", OURS), ("stock", STOCK)):
            folder = Path(made) / name
            folder.mkdir()
            shutil.copy2(source, folder)
            (folder / "n.ipynb").write_text(json.dumps(notebook(line)), encoding="utf-8")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [sys.executable, "-m", "notebook", "--no-browser", f"--ServerApp.port={port}"]
        command += [f"--ServerApp.root_dir={made}", "--ServerApp.token=t", "--allow-root"]
        env = {**os.environ, "JUPYTER_RUNTIME_DIR": f"{made}/run"}
        process = subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL)
        try:
            yield answered(process, f"http://127.0.0.1:{port}")
        finally:
            process.terminate()
            process.wait()


def answered(process: subprocess.Popen[bytes], address: str) -> str:
    """The server's address, once it answers. Raises RuntimeError where it ends instead."""
    while process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/api?token=t")
            return address
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The server did not start.")


def notebook(line: str) -> dict[str, Any]:
    """A notebook of one cell."""
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "execution_count": None, "source": line}
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return {"cells": [cell], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}


if __name__ == "__main__":
    main()
