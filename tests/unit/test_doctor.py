"""`doorstep doctor` names each thing that is missing, and the remedy."""

import json
import shutil
import socket
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from doorstep.cli import main
from doorstep.workspace import doctor
from doorstep.workspace.doctor import Finding
from doorstep.workspace.source import START, Source


@pytest.fixture
def all_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "course_files", lambda source: Finding("course files", True, "found"))
    monkeypatch.setattr(doctor, "marking", lambda source: Finding("marking", True, "found"))
    monkeypatch.setattr(doctor, "browser", lambda: Finding("browser", True, "found"))


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["doctor", *arguments])
    return result.exit_code, result.output


@pytest.mark.usefixtures("all_well")
def test_in_an_environment_that_is_set_up_every_line_is_ok(tmp_path: Path) -> None:
    status, said = run("--workspace", str(tmp_path))
    assert [line for line in said.splitlines() if not line.startswith("OK")] == []
    assert status == 0
    assert len(said.splitlines()) > 15


@pytest.mark.usefixtures("all_well")
def test_one_thing_missing_is_a_fail_line_with_its_remedy_and_a_status(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "browser", lambda: Finding("browser", False, "none found", "install a browser"))
    status, said = run("--workspace", str(tmp_path))
    assert [line for line in said.splitlines() if line.startswith("FAIL")] == [
        "FAIL  browser: none found. Remedy: install a browser"
    ]
    assert status == 1


@pytest.mark.usefixtures("all_well")
def test_json_holds_the_same_findings(tmp_path: Path) -> None:
    status, said = run("--workspace", str(tmp_path), "--json")
    findings = json.loads(said)
    assert status == 0
    assert {"name": "Python", "ok": True, "seen": sys.version.split()[0], "remedy": findings[0]["remedy"]} in findings
    assert {finding["name"] for finding in findings} > {"nbgrader", "workspace", "browser", "port", "trainee mode"}


def test_an_older_python_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 9))
    assert str(doctor.python()) == "FAIL  Python: 3.10.9. Remedy: install Python 3.11 or newer"


def test_a_package_that_is_not_installed_fails() -> None:
    found = doctor.dependency("no-such-package-of-ours>=2")
    assert str(found) == (
        'FAIL  no-such-package-of-ours: not installed. Remedy: pip install "no-such-package-of-ours>=2"'
    )


def test_a_package_that_is_too_old_fails() -> None:
    found = doctor.dependency("click>=9999")
    assert not found.ok
    assert 'pip install "click>=9999"' in str(found)


def test_a_package_that_cannot_be_imported_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "filelock", None)
    found = doctor.dependency("filelock>=3")
    assert not found.ok
    assert "cannot be imported" in found.seen


def test_a_missing_page_extension_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(doctor, "extension_folders", lambda: [tmp_path])
    found = list(doctor.extensions(Source(tmp_path, None)))
    assert [one.ok for one in found] == [False, False, False]


def test_a_page_extension_that_is_older_than_the_clones_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    for folder in (clone / "labextension", *(tmp_path / name for name in doctor.EXTENSIONS)):
        (folder / "static").mkdir(parents=True)
        (folder / "static/remoteEntry.js").write_text("first")
    monkeypatch.setattr(doctor, "extension_folders", lambda: [tmp_path])
    source = Source(clone, clone)
    assert [one.ok for one in doctor.extensions(source)] == [True, True, True]
    (clone / "labextension/static/remoteEntry.js").write_text("second")
    assert [one.ok for one in doctor.extensions(source)] == [False, True, True]


def test_missing_trainee_settings_fail(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert doctor.trainee_mode().ok
    shutil.copytree(doctor.TRAINEE, tmp_path / "trainee")
    (tmp_path / "trainee/labconfig/page_config.json").unlink()
    monkeypatch.setattr(doctor, "TRAINEE", tmp_path / "trainee")
    assert doctor.trainee_mode().seen == "missing labconfig/page_config.json"


def test_a_course_without_its_start_page_fails(tmp_path: Path) -> None:
    assert not doctor.course_files(Source(tmp_path, None)).ok
    (tmp_path / START).parent.mkdir(parents=True)
    (tmp_path / START).write_text("{}")
    assert doctor.course_files(Source(tmp_path, None)).ok


def test_a_workspace_under_a_file_fails(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    assert not doctor.writable(tmp_path / "file" / "ws").ok
    assert doctor.writable(tmp_path / "ws").ok
    assert not (tmp_path / "ws").exists()


def test_marking_needs_nbgraders_settings_only_in_a_clone(tmp_path: Path) -> None:
    assert doctor.marking(Source(tmp_path, None)).ok
    assert not doctor.marking(Source(tmp_path, tmp_path)).ok
    (tmp_path / "nbgrader_config.py").write_text("")
    assert doctor.marking(Source(tmp_path, tmp_path)).ok
    (tmp_path / "grading").write_text("a file where the gradebook's folder should be")
    assert not doctor.marking(Source(tmp_path, tmp_path)).ok


def test_a_port_in_use_fails() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        found = doctor.free_port(port)
    assert str(found) == f"FAIL  port: {port} is in use. Remedy: let any free one be taken: doorstep open --port 0"


def test_a_machine_without_any_browser_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def none_registered() -> None:
        raise doctor.webbrowser.Error("could not locate runnable browser")

    monkeypatch.setattr(doctor.webbrowser, "get", none_registered)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert not doctor.browser().ok
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    assert doctor.browser().ok
