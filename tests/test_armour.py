"""Every armour around the same request gives the same request."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest

from cmcasn1.armour import unwrap
from cmcasn1.errors import CMCError, DecodeError
from tests.blobs import blob

DATA = blob("dogtag/p10_rsa.der").data
TEXT = base64.b64encode(DATA)
LINES = b"\n".join(TEXT[i : i + 64] for i in range(0, len(TEXT), 64))
CRLF = LINES.replace(b"\n", b"\r\n")

FORMS: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "der": (DATA, ()),
    "pem": (b"-----BEGIN X-----\n" + LINES + b"\n-----END X-----\n", ("PEM X",)),
    "pem with crlf": (b"-----BEGIN X-----\r\n" + CRLF + b"\r\n-----END X-----\r\n", ("PEM X",)),
    "pem with crlf inside lf": (b"-----BEGIN X-----\n" + CRLF + b"\r\n-----END X-----\n", ("PEM X",)),
    "pem end straight after": (b"-----BEGIN X-----\n" + LINES + b"-----END X-----\n", ("PEM X",)),
    "pem without end": (b"-----BEGIN X-----\n" + LINES, ("PEM X",)),
    "pem after text": (b"some words: 1\n\n-----BEGIN X-----\n" + LINES + b"\n-----END X-----", ("PEM X",)),
    "base64": (TEXT, ("base64",)),
    "base64 in lines": (LINES, ("base64",)),
    "base64 in crlf lines": (CRLF + b"\r\n", ("base64",)),
    "base64 without padding": (TEXT.rstrip(b"="), ("base64",)),
    "base64url": (base64.urlsafe_b64encode(DATA), ("base64",)),
    "hex": (DATA.hex().encode(), ("hex",)),
    "hex in capitals with colons": (DATA.hex(":").upper().encode(), ("hex",)),
    "hex with 0x": (b"0x" + DATA.hex().encode(), ("hex",)),
    "http with der": (b"POST /x HTTP/1.1\r\nContent-Type: application/pkcs10\r\n\r\n" + DATA, ("HTTP",)),
    "http with base64": (b"HTTP/1.1 200 OK\r\nContent-Type: x\r\n\r\n" + CRLF, ("HTTP", "base64")),
    "http in chunks": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n"
        + DATA[:16]
        + f"\r\n{len(DATA) - 16:x}\r\n".encode()
        + DATA[16:]
        + b"\r\n0\r\n\r\n",
        ("HTTP",),
    ),
    "mime part": (
        b"Content-Type: application/pkcs10; name=a.p10\r\nContent-Transfer-Encoding: base64\r\n\r\n" + CRLF,
        ("MIME", "base64"),
    ),
    "multipart mail": (
        b'From: a@example.org\nContent-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\nhi\n'
        b"--b\nContent-Type: application/pkcs10\nContent-Transfer-Encoding: base64\n\n" + LINES + b"\n--b--\n",
        ("MIME", "base64"),
    ),
    "data uri": (b"data:application/pkcs10;base64," + TEXT, ("data uri", "base64")),
    "utf-16": (LINES.decode().encode("utf-16"), ("utf-16", "base64")),
}


@pytest.mark.parametrize("form", FORMS)
def test_forms(form: str) -> None:
    data, armour = FORMS[form]
    found = unwrap(data)[0]
    assert found.octets == DATA
    assert found.armour == armour


@pytest.mark.parametrize("form", ["pem", "base64", "hex", "mime part"])
def test_text_is_taken_too(form: str) -> None:
    assert unwrap(FORMS[form][0].decode())[0].octets == DATA


def test_several_pem_blocks() -> None:
    assert [blob.octets for blob in unwrap(FORMS["pem"][0] * 3)] == [DATA] * 3


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "the input is empty"),
        (b"hello, world!", "neither DER nor BER"),
        (b"-----BEGIN X-----\n!!\n-----END X-----", "no base64"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "no length"),
    ],
)
def test_what_is_no_encoding(data: bytes, what: str) -> None:
    with pytest.raises(DecodeError, match=what):
        unwrap(data)


def test_a_lossy_text_decoding_is_named() -> None:
    with pytest.raises(DecodeError, match="ef bf bd"):
        unwrap(b"\xef\xbf\xbd\xef\xbf\xbd wrecked")


@pytest.mark.parametrize("cut", [bytes, lambda data: data[::-1], lambda data: data[1:], lambda data: data.upper()])
@pytest.mark.parametrize("form", FORMS)
def test_nothing_but_cmc_errors(form: str, cut: Callable[[bytes], bytes]) -> None:
    data = cut(FORMS[form][0])
    for length in (1, 2, 3, 7, 40, 100, len(data) // 2, len(data)):
        try:
            unwrap(data[:length])
        except CMCError as error:
            assert str(error)
