"""The rules of the layout: where object identifiers stand, how long files are, what a folder says of itself."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest

from cmcasn1.oids import Oid, known
from tests.blobs import ROOT

PACKAGE = ROOT / "cmcasn1"
WRITTEN = [path for path in sorted(PACKAGE.rglob("*.py")) if "generated" not in path.parts and path.name != "homes.py"]
CODE = [path for path in WRITTEN if not {"oids", "schema"} & set(path.relative_to(PACKAGE).parts)]
NAMED = {name: value for name, value in vars(known).items() if isinstance(value, Oid)}


def letters(name: str) -> str:
    return name.replace("-", "").replace("_", "").lower()


@pytest.mark.parametrize("name", NAMED)
def test_a_named_identifier_has_the_name_of_its_rfc(name: str) -> None:
    assert letters(NAMED[name].name) == letters(name)


def test_no_identifier_has_two_names() -> None:
    assert len(set(NAMED.values())) == len(NAMED)


def is_identifier(text: object) -> bool:
    """Say whether a literal is a whole OID: three arcs are a version number, four a network address."""
    return (
        isinstance(text, str)
        and text.count(".") > 2
        and text[:2] in ("0.", "1.", "2.")
        and text.replace(".", "").isdigit()
    )


def test_every_identifier_is_spelled_in_one_place() -> None:
    places: dict[str, set[str]] = defaultdict(set)
    made: list[tuple[str, int]] = []
    for path in CODE:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and is_identifier(node.value):
                places[node.value].add(path.relative_to(PACKAGE).as_posix())
        # `NAME = Oid("...")` belongs to cmcasn1.oids.known.
        values = [node.value for node in tree.body if isinstance(node, ast.Assign)]
        made += [(path.name, value.lineno) for value in values if ast.unparse(value).startswith("Oid('")]
    assert {oid: where for oid, where in places.items() if len(where) > 1} == {}
    assert made == []


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_file_is_no_longer_than_a_reader_bears(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_says_in_a_sentence_what_it_holds(path: Path) -> None:
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert said and said.partition("\n\n")[0].endswith((".", "?"))


def test_the_table_of_packages_has_every_package_from_the_top_down() -> None:
    page = (ROOT / "docs" / "structure.md").read_text(encoding="utf-8")
    listed = [name.rstrip("/").removesuffix(".py") for name in re.findall(r"^\| `([\w./]+)` \|", page, re.MULTILINE)]
    there = {path.stem for path in PACKAGE.iterdir() if path.suffix in ("", ".py") and path.name != "__pycache__"}
    assert sorted(listed) == sorted(there - {"__main__"})
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = config["tool"]["importlinter"]["contracts"][0]["layers"]
    floor = {name: number for number, line in enumerate(layers) for name in re.findall(r"\w+", line)}
    assert [floor[name] for name in listed[1:]] == sorted(floor[name] for name in listed[1:])


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_nothing_is_imported_in_vain(path: Path) -> None:
    # Ruff's own rule is off where `ListOf["Extension"]` names a class that only type checkers see.
    text = path.read_text(encoding="utf-8")
    imports = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = [(alias.asname or alias.name).split(".")[0] for node in imports for alias in node.names]
    again = [alias.name for node in imports for alias in node.names if alias.asname == alias.name]
    idle = {name for name in names if len(re.findall(rf"\b{name}\b", text)) < 2} - {"annotations", *again}
    assert not idle
