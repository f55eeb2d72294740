"""`doorstep doctor`: look at each thing the course needs, and name the remedy for what is missing."""

import importlib
import os
import re
import shutil
import socket
import sys
import tempfile
import webbrowser
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from doorstep.workspace.source import HERE, PROJECT, TRAINEE, Source, find_source, usual_place

NEEDED_PYTHON = (3, 11)
USUAL_PORTS = range(8888, 8893)
IMPORTED_AS = {"markdown-it-py": "markdown_it", "jupyter-core": "jupyter_core", "ruamel-yaml": "ruamel.yaml"}
EXTENSIONS = ("doorstep-trainee", "anywidget", "@jupyter-widgets/jupyterlab-manager")
TRAINEE_FILES = (
    "jupyter_server_config.json",
    "labconfig/page_config.json",
    "labconfig/default_setting_overrides.json",
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "firefox", "microsoft-edge")
INSTALL_AGAIN = "install Doorstep again: pip install ."


@dataclass(frozen=True)
class Finding:
    """One thing looked at: whether it is in order, what was seen, and the remedy if it is not."""

    name: str
    ok: bool
    seen: str
    remedy: str = ""

    def __str__(self) -> str:
        line = f"{'OK  ' if self.ok else 'FAIL'}  {self.name}: {self.seen}"
        return line if self.ok else f"{line}. Remedy: {self.remedy}"

    def as_data(self) -> dict[str, Any]:
        """Give the finding as plain data."""
        return asdict(self)


def examine(workspace: Path | None = None, port: int | None = None) -> list[Finding]:
    """Look at everything the course needs; changes nothing that stays."""
    source = find_source(Path.cwd())
    place = (workspace or usual_place(Path.home(), source.clone)).expanduser().resolve()
    return [
        python(),
        *dependencies(),
        *extensions(source),
        trainee_mode(),
        course_files(source),
        writable(place),
        browser(),
        marking(source),
        free_port(port),
    ]


def python() -> Finding:
    """Look at the Python this runs in."""
    needed = ".".join(map(str, NEEDED_PYTHON))
    seen = ".".join(map(str, sys.version_info[:3]))
    return Finding("Python", sys.version_info[:2] >= NEEDED_PYTHON, seen, f"install Python {needed} or newer")


def dependencies() -> Iterator[Finding]:
    """Look at each package that ours needs: there, new enough, and importable."""
    try:
        needed = metadata.requires(PROJECT) or []
    except metadata.PackageNotFoundError:
        yield Finding(PROJECT, False, "not installed", INSTALL_AGAIN)
        return
    yield from (dependency(line) for line in needed if "extra ==" not in line)


def dependency(needed: str) -> Finding:
    """Look at one package, given as pyproject.toml names it, such as `click>=8.1`."""
    name = re.split(r"[^\w.-]", needed, maxsplit=1)[0]
    remedy = f'pip install "{needed}"'
    try:
        # Only here, so that the doctor can say what is missing where packaging itself is.
        from packaging.requirements import Requirement

        version = metadata.version(name)
        importlib.import_module(IMPORTED_AS.get(name, name))
    except metadata.PackageNotFoundError:
        return Finding(name, False, "not installed", remedy)
    except Exception as error:  # a broken package may fail in any way
        return Finding(name, False, f"cannot be imported ({error})", f"{remedy} --force-reinstall")
    return Finding(name, Requirement(needed).specifier.contains(version, prereleases=True), version, remedy)


def extensions(source: Source) -> Iterator[Finding]:
    """Look at the page extensions: ours as the clone has it, and those that draw our screens."""
    folders = extension_folders()
    for name in EXTENSIONS:
        title = f"page extension {name}"
        found = next((folder / name for folder in folders if (folder / name).is_dir()), None)
        if found is None:
            yield Finding(title, False, "not installed", INSTALL_AGAIN)
        elif name == "doorstep-trainee" and source.clone and differs(found, source.clone / "labextension"):
            yield Finding(title, False, "older than the clone's", "make setup (or: pip install -e .)")
        else:
            yield Finding(title, True, "installed")


def extension_folders() -> list[Path]:
    """List the folders in which Jupyter looks for page extensions; none where Jupyter itself is missing."""
    try:
        from jupyter_core.paths import jupyter_path
    except ImportError:
        return []
    return [Path(folder) for folder in jupyter_path("labextensions")]


def differs(installed: Path, original: Path) -> bool:
    """Say whether an installed folder lacks or has otherwise a file of the original."""
    files = [file.relative_to(original) for file in original.rglob("*") if file.is_file()]
    return any(
        not (installed / file).is_file() or (installed / file).read_bytes() != (original / file).read_bytes()
        for file in files
    )


def trainee_mode() -> Finding:
    """Look at the settings that `doorstep open` gives Jupyter."""
    missing = [name for name in TRAINEE_FILES if not (TRAINEE / name).is_file()]
    return Finding("trainee mode", not missing, f"missing {', '.join(missing)}" if missing else "found", INSTALL_AGAIN)


def course_files(source: Source) -> Finding:
    """Look at the course itself."""
    kind = "the clone" if source.clone else "the installed package"
    seen = f"{source.root} ({kind})" if source.complete else f"no start page in {source.root}"
    return Finding("course files", source.complete, seen, "clone the repository again, or " + INSTALL_AGAIN)


def writable(place: Path) -> Finding:
    """Try to write where the workspace is or would be."""
    folder = next(one for one in (place, *place.parents) if one.exists())
    remedy = "choose another folder: doorstep open --workspace DIR"
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"\0" * 4096)
    except OSError as error:
        return Finding("workspace", False, f"cannot write in {folder} ({error.strerror})", remedy)
    return Finding("workspace", True, str(place) if place.exists() else f"{place} (will be made)")


def browser() -> Finding:
    """Look for a browser to open the page in."""
    try:
        webbrowser.get()
    except webbrowser.Error:
        found = next((name for name in BROWSERS if shutil.which(name)), None)
        remedy = "install a browser, or copy the address that `doorstep open --no-browser` prints into one"
        return Finding("browser", found is not None, found or "none found", remedy)
    return Finding("browser", True, "found")


def marking(source: Source) -> Finding:
    """Look at what a tutor needs: nbgrader's settings and a place for its gradebook. Trainees need neither."""
    if source.clone is None:
        return Finding("marking", True, "not needed here: tutors mark in a clone of the repository")
    if not (source.clone / "nbgrader_config.py").is_file():
        return Finding("marking", False, "no nbgrader_config.py in the clone", "git checkout -- nbgrader_config.py")
    grading = source.clone / "grading"
    folder = grading if grading.exists() else source.clone
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        return Finding("marking", False, f"cannot write in {folder}", f"make {grading} a folder you may write in")
    return Finding("marking", True, "nbgrader_config.py found, and the gradebook's folder can be written")


def free_port(port: int | None) -> Finding:
    """Try the port that was named, or those that `doorstep open` tries first."""
    for candidate in [port] if port else USUAL_PORTS:
        with socket.socket() as trial:
            if os.name == "posix":
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((HERE, candidate))
            except OSError:
                continue
            return Finding("port", True, f"{candidate} is free")
    seen = f"{port} is in use" if port else f"{USUAL_PORTS[0]} to {USUAL_PORTS[-1]} are in use"
    return Finding("port", False, seen, "let any free one be taken: doorstep open --port 0")
