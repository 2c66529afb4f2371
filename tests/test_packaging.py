"""What pyproject.toml promises to those who install the package."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.blobs import VECTORS


@pytest.fixture(scope="module")
def pyproject(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("group", ["test", "lint", "docs", "bench"])
def test_extras_for_old_pip_say_what_the_dependency_groups_say(pyproject: dict[str, Any], group: str) -> None:
    extras = pyproject["project"]["optional-dependencies"]
    expanded: list[str] = []
    for requirement in extras[group]:
        if requirement.startswith("cmcasn1["):
            for name in requirement.removeprefix("cmcasn1[").removesuffix("]").split(","):
                expanded += extras[name]
        else:
            expanded.append(requirement)
    assert sorted(expanded) == sorted(pyproject["dependency-groups"][group])


def test_all_covers_every_extra_for_users(pyproject: dict[str, Any]) -> None:
    extras = pyproject["project"]["optional-dependencies"]
    for_users = set(extras) - {"all", "test", "lint", "docs", "bench"}
    (everything,) = extras["all"]
    assert set(everything.removeprefix("cmcasn1[").removesuffix("]").split(",")) == for_users


def imported_by(statement: str) -> set[str]:
    """Top-level packages that a fresh interpreter has imported after `statement`."""
    code = f"{statement}\nimport sys\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


HEAVY = {"pyasn1", "pyasn1_modules", "cryptography", "click", "rich", "hypothesis", "dataclasses", "inspect"}


@pytest.mark.parametrize(
    "name",
    ["dogtag/cmcreq_agent_p10_allcontrols.bin", "dogtag/resp_success.bin", "dogtag/crmf_rsa_archival.crmf"],
)
def test_importing_and_parsing_stays_cheap(name: str) -> None:
    statement = f"import cmcasn1\ncmcasn1.parse(open({str(VECTORS / name)!r}, 'rb').read())"
    assert imported_by(statement) & HEAVY == imported_by("pass") & HEAVY


def test_public_names_are_not_hidden_by_modules_of_the_same_name() -> None:
    code = """
import cmcasn1.inspection.inspect, cmcasn1.message
assert callable(cmcasn1.parse) and callable(cmcasn1.inspect)
assert all(getattr(cmcasn1, name) is not None for name in dir(cmcasn1) if not name.startswith("_"))
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_schemas_leave_the_global_maps_of_pyasn1_modules_alone() -> None:
    code = """
from pyasn1_modules import rfc5280, rfc5652
maps = [rfc5280.certificateExtensionsMap, rfc5280.certificateAttributesMap, rfc5652.cmsAttributesMap]
before = [dict(each) for each in maps]
import cmcasn1.schema
assert before == maps
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_package_is_marked_as_typed(root: Path) -> None:
    assert (root / "cmcasn1" / "py.typed").is_file()


def test_every_package_says_in_one_sentence_what_lives_there(root: Path) -> None:
    import ast

    for init in sorted((root / "cmcasn1").rglob("__init__.py")):
        text = ast.get_docstring(ast.parse(init.read_text(encoding="utf-8")))
        assert text and text.partition("\n")[0].endswith("."), init.relative_to(root)
