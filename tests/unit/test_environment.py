"""The files that name packages say the same: pyproject.toml, environment.yml and constraints.txt."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version
from ruamel.yaml import YAML

CLONE = Path(__file__).parents[2]
NAMED = {"jupyterlab", "nbgrader", "ipywidgets", "nbval", "pytest"}


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads((CLONE / "pyproject.toml").read_text())["project"]


@pytest.fixture(scope="module")
def required(project: dict[str, Any]) -> dict[str, Requirement]:
    lines = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    return {canonicalize_name(one.name): one for one in map(Requirement, lines)}


@pytest.fixture(scope="module")
def pinned() -> dict[str, Version]:
    lines = (CLONE / "constraints.txt").read_text().splitlines()
    pins = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(one.name): Version(str(one.specifier).removeprefix("==")) for one in pins}


@pytest.fixture(scope="module")
def environment() -> list[Any]:
    return YAML(typ="safe").load(CLONE / "environment.yml")["dependencies"]


def test_the_environment_holds_the_named_packages_and_the_library(environment: list[Any]) -> None:
    packages = {Requirement(line).name for line in environment if isinstance(line, str)}
    assert packages == NAMED | {"python", "pip"}
    assert environment[-1] == {"pip": ["-e ."]}


def test_the_environment_asks_for_the_versions_that_the_project_asks_for(
    environment: list[Any], required: dict[str, Requirement], project: dict[str, Any], pinned: dict[str, Version]
) -> None:
    for line in environment:
        if isinstance(line, str) and line != "pip":
            conda = Requirement(line)
            wanted = (
                SpecifierSet(project["requires-python"]) if conda.name == "python" else required[conda.name].specifier
            )
            assert bounds(conda.specifier) == bounds(wanted), line


def bounds(specifiers: SpecifierSet) -> set[str]:
    """Write a set of specifiers in >= and <, which conda reads too: ~=0.9.6 is >=0.9.6,<0.10."""
    written = set()
    for one in specifiers:
        if one.operator == "~=":
            *major, minor, _ = map(int, one.version.split("."))
            written |= {f">={one.version}", "<" + ".".join(map(str, [*major, minor + 1]))}
        else:
            written.add(str(one))
    return written


def test_the_environment_comes_from_conda_forge_alone() -> None:
    assert YAML(typ="safe").load(CLONE / "environment.yml")["channels"] == ["conda-forge"]


def test_every_package_the_project_names_is_pinned_at_a_version_it_allows(
    required: dict[str, Requirement], pinned: dict[str, Version]
) -> None:
    wrong = [name for name, one in required.items() if name not in pinned or pinned[name] not in one.specifier]
    assert wrong == []


def test_the_pins_hold_no_address_and_no_editable_line() -> None:
    lines = (CLONE / "constraints.txt").read_text().splitlines()
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", line)] == []
