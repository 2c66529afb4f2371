"""Every error about an input says where, at which byte, what was due there and what was met."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import cmcasn1
from cmcasn1.codec.coding import decode_named
from cmcasn1.codec.tables import type_names
from cmcasn1.errors import DecodeError
from tests.blobs import ROOT, Blob, committed_blobs

SAYS = {"path", "offset", "expected", "found"}


def family(cls: type[DecodeError] = DecodeError) -> set[str]:
    return {cls.__name__}.union(*map(family, cls.__subclasses__()))


def raised(source: Path) -> Iterator[ast.Call]:
    """Where a module makes an error of the family."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in family():
            yield node


SOURCES = [
    path
    for path in sorted((ROOT / "cmcasn1").rglob("*.py"))
    if "generated" not in path.parts and path.name != "errors.py" and any(raised(path))
]


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_place_that_makes_an_error_says_it_all(source: Path) -> None:
    lacking = {call.lineno: sorted(SAYS - {keyword.arg for keyword in call.keywords}) for call in raised(source)}
    assert {line: words for line, words in lacking.items() if words} == {}


def complete(error: DecodeError, size: int) -> bool:
    assert error.path and error.expected and error.found, repr(error.__dict__)
    assert error.offset is not None and 0 <= error.offset <= size
    assert f"(byte {error.offset})" in str(error)
    return True


def errors(call: Callable[[], object], size: int) -> int:
    try:
        call()
    except DecodeError as error:
        return complete(error, size)
    return 0


MALFORMED = [
    b"",
    b" \n",
    b"\x30",
    b"\x30\x80",
    b"\x30\x84\xff\xff\xff\xff",
    b"\x30\xff" + bytes(130),
    b"\x02\x01\x05",
    b"\x30\x03\x02\x01\x05",
    b"\x30\x80" * 200,
    b"\x04\x02\x41\x42",
    b"neither here nor there, and certainly no message of any kind",
    b"3003",
    b"-----BEGIN CMC",
    b"-----BEGIN CMC-----\n!!!!\n-----END CMC-----\n",
    b"data:application/pkcs7-mime;base64,",
    b"HTTP/1.1 200 OK\r\n",
    b"HTTP/1.1 100 Continue\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Type: application/pkcs7-mime\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nxx",
    b"HTTP/1.1 200 OK\r\nContent-Type: multipart/mixed\r\n\r\nxx",
    bytes.fromhex("300d06092a864886f70d010799"),
    bytes.fromhex("300b06032a0304a0040402abcd"),
]


@pytest.mark.parametrize("data", MALFORMED, ids=range(len(MALFORMED)))
def test_what_is_no_message(data: bytes) -> None:
    with pytest.raises(DecodeError) as caught:
        cmcasn1.parse(data)
    complete(caught.value, len(data))


def test_blob_as_any_other_type(committed_blob: Blob) -> None:
    """What is legal as one type is malformed as most others."""
    octets = cmcasn1.inspect(committed_blob.data).octets
    refused = sum(errors(lambda name=name: decode_named(name, octets), len(octets)) for name in type_names())
    assert refused > 50


@pytest.mark.parametrize("blob", committed_blobs()[::9], ids=str)
def test_cut_and_damaged(blob: Blob) -> None:
    octets = cmcasn1.inspect(blob.data).octets
    step = max(1, len(octets) // 60)
    seen = 0
    for at in range(0, len(octets), step):
        seen += errors(lambda at=at: cmcasn1.parse(octets[:at]), at)
        for other in (octets[at] ^ 0x01, octets[at] ^ 0x80, 0xFF, 0x00):
            damaged = octets[:at] + bytes((other,)) + octets[at + 1 :]
            seen += errors(lambda damaged=damaged: cmcasn1.parse(damaged), len(octets))
    assert seen


@pytest.mark.parametrize(
    "limits", [cmcasn1.Limits(size=50), cmcasn1.Limits(depth=1), cmcasn1.Limits(elements=20)], ids=repr
)
def test_limits(limits: cmcasn1.Limits) -> None:
    data = (ROOT / "tests/vectors/dogtag/cmcreq_agent_p10_rsa.bin").read_bytes()
    for call in (
        lambda: cmcasn1.parse(data, limits=limits),
        lambda: cmcasn1.decode_der(cmcasn1.ContentInfo, data, limits=limits),
    ):
        with pytest.raises(cmcasn1.LimitError) as caught:
            call()
        complete(caught.value, len(data))


def test_quirks_that_are_refused() -> None:
    data = (ROOT / "tests/vectors/dogtag/cmcreq_agent_p10_allcontrols.bin").read_bytes()
    with pytest.raises(DecodeError) as caught:
        cmcasn1.parse(data, quirks=())
    complete(caught.value, len(data))


@pytest.mark.parametrize(
    "length, needed",
    [(b"\x88" + b"\xff" * 8, str((1 << 64) - 1)), (b"\x89\x01" + bytes(8), "2^64"), (b"\xfe" + b"\xff" * 126, "2^64")],
)
def test_an_absurd_length_is_not_written_out(length: bytes, needed: str) -> None:
    with pytest.raises(DecodeError, match=r"SEQUENCE \(30\) needs " + needed.replace("^", r"\^")) as caught:
        cmcasn1.parse(b"\x30" + length)
    assert len(str(caught.value)) < 120
