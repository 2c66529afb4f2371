"""What `show` says of every blob.

`tests/golden` has, for each blob that is committed, the text of `show` (`.txt`) and the document of `show --json`
(`.tree`): its head as JSON, then one line a node with the path shortened by that of the node above it. A few small
documents are there as printed (`.json`). After a change that is meant, ``pytest tests/test_golden.py --update-golden``
writes them anew; read the diff. Blobs that are only read in place are held to what must be so of any blob.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import cmcasn1
from cmcasn1.codec.headers import HeaderReader
from cmcasn1.codec.quirks import ALL_QUIRKS
from cmcasn1.errors import DecodeError
from cmcasn1.inspection.html_form import page
from cmcasn1.inspection.json_form import document
from cmcasn1.inspection.spans import WIDTH, columns, plain
from cmcasn1.inspection.text import lines
from cmcasn1.inspection.text_tree import tree_lines
from tests.blobs import ROOT, Blob, blob, committed_blobs

GOLDEN = ROOT / "tests" / "golden"
AS_PRINTED = (
    "dogtag/cmcreq_revoke_sharedsecret.bin",
    "peers/handmade/PKIData__empty.der",
    "peers/handmade/RevokeRequest__misordered.der",
    "peers/handmade/TaggedAttribute__nonce_as_integer.der",
)


@cache
def inspected(found: Blob) -> cmcasn1.Inspection:
    return cmcasn1.inspect(found.data)


def shown(found: Blob, *, full: bool = False) -> list[str]:
    return [plain(each) for each in lines(inspected(found), full=full)]


def documented(found: Blob) -> dict[str, Any]:
    # What a program that reads the output gets: keys and numbers as JSON has them.
    read: dict[str, Any] = json.loads(json.dumps(document(inspected(found), found.name)))
    return read


def nodes(top: dict[str, Any]) -> Iterator[tuple[int, dict[str, Any], dict[str, Any] | None]]:
    """Every node of a document with its depth and the node above it, in the order of the octets."""
    work: list[tuple[int, dict[str, Any], dict[str, Any] | None]] = [(0, top, None)]
    while work:
        depth, node, above = work.pop()
        yield depth, node, above
        work += [(depth + 1, child, node) for child in reversed(node.get("children", []))]


def as_lines(read: dict[str, Any]) -> str:
    head = {key: value for key, value in read.items() if key != "tree"}
    rows = [json.dumps(head, indent=1, ensure_ascii=False)]
    for depth, node, above in nodes(read["tree"]) if read["tree"] else ():
        path = node["path"]
        if above is not None and above["path"] and path.startswith(above["path"]):
            path = "~" + path[len(above["path"]) :]
        place = "-" if node["offset"] is None else node["offset"]
        row = [f"{' ' * depth}{place}+{node['length']}", path, node["type"]]
        if node["value"] is not None:
            row.append(json.dumps(node["value"], ensure_ascii=False))
        if node["notes"]:
            row.append(json.dumps(node["notes"], ensure_ascii=False))
        if not path.endswith(node["name"]):
            row.append(f"name={node['name']}")
        rows.append("  ".join(row))
    return "\n".join([*rows, ""])


def compared(path: Path, text: str, config: pytest.Config) -> None:
    if config.getoption("--update-golden"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8").splitlines() == text.splitlines(), f"{path.name}: see --update-golden"


def test_text_is_golden(committed_blob: Blob, pytestconfig: pytest.Config) -> None:
    compared(GOLDEN / f"{committed_blob.name}.txt", "\n".join([*shown(committed_blob), ""]), pytestconfig)


def test_document_is_golden(committed_blob: Blob, pytestconfig: pytest.Config) -> None:
    compared(GOLDEN / f"{committed_blob.name}.tree", as_lines(documented(committed_blob)), pytestconfig)


@pytest.mark.parametrize("name", AS_PRINTED)
def test_printed_document_is_golden(name: str, pytestconfig: pytest.Config) -> None:
    text = json.dumps(document(inspected(blob(name)), name), indent=2)
    compared(GOLDEN / f"{name}.json", f"{text}\n", pytestconfig)


def test_no_golden_file_without_its_blob() -> None:
    for path in GOLDEN.rglob("*"):
        if path.is_file():
            assert blob(path.relative_to(GOLDEN).with_suffix("").as_posix())


# What must be so of any blob


def test_fits_the_terminal(any_blob: Blob) -> None:
    found = inspected(any_blob)
    rows = [plain(each) for each in lines(found)]
    assert rows and rows[0].strip()
    if found.tree is not None:
        rows += [plain(each) for each in tree_lines(found.tree, offsets=True)]
    assert [row for row in rows if columns(row) > WIDTH] == []
    assert [row for row in rows if not row.isprintable()] == []


def test_full_text_cuts_nothing(any_blob: Blob) -> None:
    assert inspected(any_blob).octets.count("…".encode()) >= "".join(shown(any_blob, full=True)).count("…")


def test_every_problem_has_a_name(any_blob: Blob) -> None:
    found = inspected(any_blob)
    codes = {problem.code for problem in found.problems}
    for code in codes:
        kind, _, name = code.partition(".")
        assert kind in ("decode", "ber", "quirk", "armour") and name
        assert kind != "quirk" or name in ALL_QUIRKS
    text = "\n".join(shown(any_blob))
    assert all(code in text for code in codes)
    if found.message is None:
        assert any(problem.severity == "error" for problem in found.problems)
        return
    assert {f"quirk.{name}" for name in found.message.quirks} <= codes
    if found.message.encoding == "ber":
        assert any(code.startswith("ber.") for code in codes)
    assert len(found.message.problems) <= sum(problem.severity == "error" for problem in found.problems)


def test_offsets_lead_to_the_octets(any_blob: Blob) -> None:
    found = inspected(any_blob)
    read = documented(any_blob)
    if read["tree"] is None:
        return
    reader = HeaderReader(found.octets, 100)
    checked = 0
    for _, node, above in nodes(read["tree"]):
        if above is None or node["offset"] is None or node["type"] == "octets":
            continue
        start, end = node["offset"], node["offset"] + node["length"]
        assert 0 <= start <= end <= len(found.octets)
        if above["offset"] is not None:
            assert above["offset"] <= start and end <= above["offset"] + above["length"]
        try:
            at = reader.read(start, len(found.octets), "")
        except DecodeError:
            assert node["notes"] or found.message is None
            continue
        assert at.next == end
        checked += 1
        if node["type"] == "OCTET STRING" and isinstance(node["value"], str) and not at.constructed:
            assert found.octets[start:end].hex().endswith(node["value"])
    assert checked


ELEMENTS = {
    *("html", "head", "meta", "title", "style", "body", "h1", "h2"),
    *("pre", "span", "div", "details", "summary"),
}
ATTRIBUTES = {"lang", "charset", "http-equiv", "content", "name", "class", "id", "open"}


class Tags(HTMLParser):
    """Notes the elements and attributes of a page, and whether each element that is opened is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_page_stands_alone(any_blob: Blob) -> None:
    text = "".join(page([(any_blob.name, inspected(any_blob))]))
    seen = Tags()
    seen.feed(text)
    seen.close()
    assert seen.open == [] and text.endswith("</html>\n")
    assert seen.elements <= ELEMENTS
    assert seen.attributes <= ATTRIBUTES


# Secrets


def values_in(top: object) -> Iterator[Any]:
    work = [top]
    while work:
        value = work.pop()
        yield value
        if isinstance(value, tuple):
            work += value
        elif isinstance(value, cmcasn1.Value):
            work += [getattr(value, name) for name in type(value).__fields__]


def secrets_of(found: Blob) -> Iterator[str | bytes]:
    """The secrets of a message, listed without asking the classes what is secret."""
    message = inspected(found).message
    for value in values_in(message):
        if isinstance(value, cmcasn1.RevokeRequest) and value.passphrase is not None:
            yield value.passphrase
        elif isinstance(value, cmcasn1.RegToken | cmcasn1.Authenticator):
            yield value.value
        elif isinstance(value, cmcasn1.AttributeSet) and value.type == "1.2.840.113549.1.9.7":
            yield from value.values
        elif isinstance(value, cmcasn1.SingleAttribute) and isinstance(value.value, bytes):
            yield value.value


WITH_SECRETS = [found for found in committed_blobs() if [*secrets_of(found)]]


@pytest.mark.parametrize("found", WITH_SECRETS, ids=str)
def test_secrets_stay_hidden(found: Blob) -> None:
    seen = inspected(found)
    assert seen.tree is not None
    outputs = [
        "\n".join(shown(found)),
        "\n".join(shown(found, full=True)),
        json.dumps(documented(found), ensure_ascii=False),
        "\n".join(plain(each) for each in tree_lines(seen.tree, offsets=True, full=True)),
        "".join(page([("", seen)], full=True)),
        repr(seen.message),
    ]
    checked = 0
    for secret in secrets_of(found):
        octets = secret.encode() if isinstance(secret, str) else secret
        if len(octets) < 3 or seen.octets.count(octets) > 1:
            continue  # too short to be told from chance, or written in the open elsewhere
        checked += 1
        text = octets.decode("latin-1")
        for output in outputs:
            assert octets.hex() not in output
            assert text not in output or len(text) < 5 or text in ("authenticator", "regToken")
        # In words not every secret has a place: a request within a challenge stays closed.
    assert all("hidden" in output for output in outputs[2:5])
    assert checked or found.name.startswith("bouncycastle/")


def test_there_are_secrets() -> None:
    assert len(WITH_SECRETS) > 10


def test_a_secret_shows_at_its_own_path() -> None:
    found = inspected(blob("dogtag/cmcreq_revoke_sharedsecret.bin"))
    assert found.tree is not None
    path = "PKIData.controlSequence[0].attrValues[0].passphrase"
    text = "\n".join(plain(each) for each in tree_lines(found.tree, offsets=False, full=True, reveal=path))
    assert "testing" in text
    read = json.dumps(document(found, "", reveal=path))
    assert b"testing".hex() in read
    for other in ("", "PKIData", path.rpartition(".")[0]):
        assert b"testing".hex() not in json.dumps(document(found, "", reveal=other))
