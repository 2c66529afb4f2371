"""Every armour around the same request gives the same request."""

from __future__ import annotations

import base64
import random
import time
from collections.abc import Callable
from urllib.parse import quote, quote_from_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cmcasn1
from cmcasn1.armour import unwrap
from cmcasn1.errors import CMCError, DecodeError
from tests.blobs import VECTORS, Blob, blob

DATA = blob("dogtag/p10_rsa.der").data
TEXT = base64.b64encode(DATA)
LINES = b"\n".join(TEXT[i : i + 64] for i in range(0, len(TEXT), 64))
CRLF = LINES.replace(b"\n", b"\r\n")
PEM = b"-----BEGIN X-----\n" + LINES + b"\n-----END X-----\n"
REQUEST = b"POST /ca/ee/ca/profileSubmitCMCFull HTTP/1.0\r\nContent-Length: %d\r\n\r\n"


def dump(offset: str, group: int, between: bytes, last: bytes = b"") -> bytes:
    """Write a dump; `between` separates offset, octets and their text."""
    lines = []
    for at in range(0, len(DATA), 16):
        row = DATA[at : at + 16]
        seen = bytes(c if 0x20 < c < 0x7F else 0x2E for c in row)
        octets = b" ".join(row[i : i + group].hex().encode() for i in range(0, 16, group)).rstrip()
        width = 32 + 16 // group - 1
        lines.append((offset % at).encode() + between + (octets.ljust(width) + last + seen if last else octets))
    return b"\n".join(lines) + b"\n"


FORMS: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "der": (DATA, ()),
    "der, zeros": (DATA + b"\0" * 20, ("trailing zeros",)),
    "der, line end": (DATA + b"\n", ("trailing zeros",)),
    "der behind a line end": (b"\r\n" + DATA, ()),
    "pem": (PEM, ("PEM X",)),
    "pem with crlf": (PEM.replace(b"\n", b"\r\n"), ("PEM X",)),
    "pem with crlf inside lf": (b"-----BEGIN X-----\n" + CRLF + b"\r\n-----END X-----\n", ("PEM X",)),
    "pem end straight after": (b"-----BEGIN X-----\n" + LINES + b"-----END X-----\n", ("PEM X",)),
    "pem without end": (b"-----BEGIN X-----\n" + LINES, ("PEM X",)),
    "pem in one line": (b"-----BEGIN X-----" + TEXT + b"-----END X-----", ("PEM X",)),
    "pem after text": (b"some words: 1\n\n" + PEM, ("PEM X",)),
    "pem amidst text": (b"$ cat x.csr\n" + PEM + b"Gr\xc3\xbc\xc3\x9fe\n$ ", ("PEM X",)),
    "pem quoted in mail": (b"".join(b"> " + line for line in PEM.splitlines(True)), ("PEM X",)),
    "pem in json": (b'{"csr": "' + PEM.replace(b"\n", b"\\n") + b'"}', ("PEM X",)),
    "pem with headers": (b"-----BEGIN X-----\nA: b\n\n" + LINES + b"\n-----END X-----\n", ("PEM X",)),
    "pem in base64": (base64.b64encode(PEM), ("base64", "PEM X")),
    "pem with byte order mark": (b"\xef\xbb\xbf" + PEM, ("PEM X",)),
    "base64": (TEXT, ("base64",)),
    "base64 in lines": (LINES, ("base64",)),
    "base64 in crlf lines": (CRLF + b"\r\n", ("base64",)),
    "base64 with zeros": (LINES + b"\0\0", ("base64",)),
    "base64 without padding": (TEXT.rstrip(b"="), ("base64",)),
    "base64 in odd pieces": (b" ".join(TEXT[i : i + 7] for i in range(0, len(TEXT), 7)), ("base64",)),
    "base64 twice": (base64.b64encode(TEXT), ("base64", "base64")),
    "base64url": (base64.urlsafe_b64encode(DATA), ("base64",)),
    "base64url without padding": (base64.urlsafe_b64encode(DATA).rstrip(b"="), ("base64",)),
    "base64 in json": (b'{"a": 1, "csr": "' + CRLF.replace(b"\r\n", b"\\r\\n") + b'"}', ("text", "base64")),
    "base64 in xml": (b'<a v="#CMC">' + CRLF.replace(b"\r\n", b"&#13;\n") + b"</a>", ("text", "base64")),
    "base64 in a form": (b"a=b&csr=" + quote(CRLF.decode(), "").encode() + b"&c=d", ("text", "base64")),
    "base64 in a log": (b"12:00 got\n" + LINES + b"\nthat is all, 12:01\n", ("text", "base64")),
    "hex": (DATA.hex().encode(), ("hex",)),
    "hex in lines": (b"\n".join(DATA.hex(" ", 1)[i : i + 48].encode() for i in range(0, 1963, 48)), ("hex",)),
    "hex in capitals with colons": (DATA.hex(":").upper().encode(), ("hex",)),
    "hex with 0x": (b"0x" + DATA.hex().encode(), ("hex",)),
    "hex, C": (b"{ " + b", ".join(b"0x%02x" % c for c in DATA) + b" };", ("hex",)),
    "hex, Python": (b'"' + b"".join(b"\\x%02x" % c for c in DATA) + b'"', ("hex",)),
    "xxd": (dump("%08x:", 2, b" ", b"  "), ("hex dump",)),
    "hexdump -C": (dump("%08x", 1, b"  ", b"  |"), ("hex dump",)),
    "od -tx1": (dump("%07o", 1, b" ") + b"%07o\n" % len(DATA), ("hex dump",)),
    "wireshark": (dump("%04x", 1, b"   ", b"   "), ("hex dump",)),
    "http with der": (REQUEST % len(DATA) + DATA, ("HTTP",)),
    "http with lf": ((REQUEST % len(DATA)).replace(b"\r\n", b"\n") + DATA, ("HTTP",)),
    "http with more behind": (REQUEST % len(TEXT) + TEXT + b"HTTP/1.1 200 OK\r\n", ("HTTP", "base64")),
    "http with base64": (b"HTTP/1.1 200 OK\r\nContent-Type: x\r\n\r\n" + CRLF, ("HTTP", "base64")),
    "http/2": (b"HTTP/2 200\r\nContent-Type: x\r\n\r\n" + CRLF, ("HTTP", "base64")),
    "http after 100": (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\na: b\r\n\r\n" + DATA, ("HTTP",)),
    "http in chunks": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n"
        + DATA[:16]
        + f"\r\n{len(DATA) - 16:x};x=y\r\n".encode()
        + DATA[16:]
        + b"\r\n0\r\n\r\n",
        ("HTTP",),
    ),
    # Dogtag's HttpClient expects so many header lines, and writes further ones into its output file.
    "http header left over": (b"Connection: close\r\nDate: Tue\r\n\r\n" + DATA, ("HTTP",)),
    "http header cut": (b"tion: close\r\n\r\n" + DATA, ("MIME",)),
    "text before": (b"answer follows\n" + DATA, ("text before",)),
    "mime part": (
        b"Content-Type: application/pkcs10; name=a.p10\r\nContent-Transfer-Encoding: base64\r\n\r\n" + CRLF,
        ("MIME", "base64"),
    ),
    "mime part in quoted-printable": (
        b"Content-Type: application/pkcs10\nContent-Transfer-Encoding: quoted-printable\n\n"
        + LINES.replace(b"=", b"=3D"),
        ("MIME", "base64"),
    ),
    "multipart mail": (
        b'From: a@example.org\nContent-Type: multipart/mixed;\n boundary="b;"\n\n--b;\nContent-Type: text/plain\n\nhi\n'
        b"--b;\nContent-Type: application/pkcs10\nContent-Transfer-Encoding: base64\n\n" + LINES + b"\n--b;--\n",
        ("MIME", "base64"),
    ),
    "data uri": (b"data:application/pkcs10;base64," + TEXT, ("data uri", "base64")),
    "data uri in percents": (b"data:application/pkcs10," + quote_from_bytes(DATA).encode(), ("data uri",)),
    "utf-16": (LINES.decode().encode("utf-16"), ("utf-16", "base64")),
    "utf-16 of pem, no mark": (PEM.decode().encode("utf-16-le"), ("utf-16", "PEM X")),
    "utf-16 the other way": (PEM.decode().encode("utf-16-be"), ("utf-16", "PEM X")),
    "latin-1 as utf-8": (DATA.decode("latin-1").encode(), ("Latin-1 as UTF-8",)),
}


@pytest.mark.parametrize("form", FORMS)
def test_forms(form: str) -> None:
    data, armour = FORMS[form]
    found = unwrap(data)[0]
    assert found.octets == DATA
    assert found.armour == armour


@pytest.mark.parametrize("form", FORMS)
def test_text_is_taken_too(form: str) -> None:
    data, armour = FORMS[form]
    for decoding in ("latin-1", "utf-8"):
        found = unwrap(data.decode(decoding, "surrogateescape"))[0]
        assert found.octets == DATA
        assert found.armour in (armour, ())


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_inspected(form: str) -> None:
    data, armour = FORMS[form]
    seen = cmcasn1.inspect(data)
    assert seen.message is not None
    assert seen.message.body.octets == DATA
    assert seen.armour == seen.message.armour == armour


def test_other_octets_are_taken_too() -> None:
    assert unwrap(bytearray(DATA)) == unwrap(memoryview(DATA)) == unwrap(DATA)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="bytes or str expected, got int"):
        unwrap(10**15)  # type: ignore[arg-type]


@pytest.mark.parametrize("last", [b"\0", b"\n", b"\r\n\r\n", b" ", b"\0\0"])
def test_no_octet_of_a_binary_body_is_lost(last: bytes) -> None:
    data = b"\x04\x82\x01\x00" + b"\xff" * (256 - len(last)) + last
    for form in (b"%s", b"HTTP/1.1 200 OK\r\na: b\r\n\r\n%s", b"Content-Type: x/y\r\n\r\n%s", b"\r\n\r\n%s"):
        assert unwrap(form % data)[0].octets.endswith(data)
        sequence = b"\x30" + data[1:]
        assert unwrap(form % sequence)[0].octets == sequence


def test_several_pem_blocks() -> None:
    found = unwrap(PEM + b"and\n" + PEM.replace(b" X", b" Y Z"))
    assert [(each.octets, each.label) for each in found] == [(DATA, "X"), (DATA, "Y Z")]
    assert [each.octets for each in unwrap(b"-----BEGIN X-----\n" + LINES + b"\n" + PEM)] == [DATA] * 2


def test_several_runs_of_base64() -> None:
    assert [each.octets for each in unwrap(b'["' + TEXT + b'", "' + TEXT + b'"]')] == [DATA] * 2


def _part(kind: bytes, body: bytes, encoding: bytes = b"base64") -> bytes:
    return b"--b\nContent-Type: " + kind + b"\nContent-Transfer-Encoding: " + encoding + b"\n\n" + body + b"\n"


PICTURE = base64.encodebytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
BESIDE = {
    "a picture": _part(b"image/png", PICTURE),
    "prose": _part(b"application/json", b"this is nothing at all, or is it?", b"7bit"),
    "nothing": _part(b"application/octet-stream", b""),
    "a mail of text": _part(b"multipart/mixed; boundary=c", b"--c\n\nhello\n--c--", b"7bit"),
    "a multipart without parts": _part(b"multipart/mixed", b"", b"7bit"),
}


@pytest.mark.parametrize("beside", BESIDE)
def test_an_encoding_beside_other_attachments(beside: str) -> None:
    """One attachment that is no encoding hides none that is, on whichever side it stands."""
    head, own = b"Content-Type: multipart/mixed; boundary=b\n\n", _part(b"application/pkcs10", LINES)
    for parts in (BESIDE[beside] + own, own + BESIDE[beside]):
        assert [each.octets for each in unwrap(head + parts + b"--b--\n")] == [DATA]
    found = unwrap(head + own + BESIDE[beside] + own + b"--b--\n")
    assert [(each.octets, each.label) for each in found] == [(DATA, "application/pkcs10")] * 2


def test_a_mail_without_any_encoding() -> None:
    with pytest.raises(DecodeError, match="neither DER nor BER"):
        unwrap(b"Content-Type: multipart/mixed; boundary=b\n\n" + BESIDE["prose"] + BESIDE["nothing"] + b"--b--\n")


def test_the_media_type_is_kept() -> None:
    assert unwrap(FORMS["multipart mail"][0])[0].label == "application/pkcs10"
    assert unwrap(FORMS["data uri"][0])[0].label == "application/pkcs10"


def test_every_vector_is_taken_as_it_is(any_blob: Blob) -> None:
    (found,) = unwrap(any_blob.data)
    if any_blob.is_armoured:
        assert found.octets == any_blob.path.with_suffix(".der").read_bytes()
        return
    assert found.octets == any_blob.data
    assert unwrap(base64.b64encode(any_blob.data))[0].octets == any_blob.data
    assert unwrap(any_blob.data.hex())[0].octets == any_blob.data


@pytest.mark.parametrize("name", ["dogtag/p10_rsa.der", "dogtag/resp_success.bin"])
def test_a_damaged_encoding_stays_what_it_is(name: str) -> None:
    data = (VECTORS / name).read_bytes()
    for length in (40, 100, len(data) - 1):
        assert unwrap(data[:length])[0].octets == data[:length]
        assert unwrap(base64.b64encode(data[:length]))[0].octets == data[:length]
    assert unwrap(data + b"\x05\x00")[0].octets == data + b"\x05\x00"
    assert unwrap(b"\x30\x8f" + data[2:])[0].octets == b"\x30\x8f" + data[2:]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "the input is empty"),
        (" \r\n", "nothing but white space"),
        (b"\0\0\0\0", "nothing but white space"),
        (b"hello, world!", "neither DER nor BER"),
        (b"test", "neither DER nor BER"),
        (b"words that could be base64 but are only words", "neither DER nor BER"),
        ("Grüße aus der Ferne, ohne Punkt", "neither DER nor BER"),
        ("\ud800\udfff", "neither DER nor BER"),
        (DATA.hex()[:-1], "an odd number"),
        (TEXT.rstrip(b"=")[: len(TEXT) // 8 * 4 + 1], "one too many"),
        (b"-----BEGIN X-----\n!!\n-----END X-----", "no base64"),
        (b"-----BEGIN X\n", "label does not end"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "no length"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b", "packed"),
        (b"HTTP/1.1 200 OK\r\na: b\r\n\r\n", "no body"),
        (b"HTTP/1.1 200 OK\r\n", "no body"),
        (b"Content-Type: multipart/mixed\n\n--x\n", "no boundary"),
        (b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\nhello\n--x--", "anything but text"),
        (b"data:,", "no data"),
    ],
)
def test_what_is_no_encoding(data: bytes | str, what: str) -> None:
    with pytest.raises(DecodeError, match=what):
        unwrap(data)


@pytest.mark.parametrize("data", [DATA.decode("utf-8", "replace"), DATA.decode("utf-8", "replace").encode()])
def test_a_lossy_text_decoding_is_named(data: bytes | str) -> None:
    with pytest.raises(DecodeError, match="ef bf bd"):
        unwrap(data)


def survives(data: bytes | str) -> None:
    try:
        assert unwrap(data)
    except CMCError as error:
        assert str(error)


@pytest.mark.parametrize("cut", [bytes, lambda data: data[::-1], lambda data: data[1:], lambda data: data.upper()])
@pytest.mark.parametrize("form", FORMS)
def test_nothing_but_cmc_errors(form: str, cut: Callable[[bytes], bytes]) -> None:
    data = cut(FORMS[form][0])
    for length in (1, 2, 3, 7, 40, 100, len(data) // 2, len(data)):
        survives(data[:length])


SPLINTERS = (b"-----BEGIN ", b"\n\n", b"--b;", b"\xff\xfe", b"MI", b"\0", b"%")


@pytest.mark.parametrize("form", FORMS)
def test_nothing_but_cmc_errors_after_damage(form: str) -> None:
    chance = random.Random(form)
    for _ in range(60):
        data = bytearray(FORMS[form][0])
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(min(len(data), chance.choice((20, 200, 10**6))))
            match chance.randrange(3):
                case 0:
                    data[at] = chance.randrange(256)
                case 1:
                    data[at : at + chance.randint(1, 40)] = b"x"
                case 2:
                    data[at:at] = chance.choice(SPLINTERS)
        survives(bytes(data))


@given(st.one_of(st.binary(), st.text(), st.text(alphabet="MI-BEGND :\r\n0x=Ab\ud800\xff")))
def test_nothing_but_cmc_errors_for_anything(data: bytes | str) -> None:
    survives(data)


PIECES = [
    *(b"-----BEGIN X-----\n", b"-----BEGIN ", b"MI", b"MIIB ", b"MIIBAAAA ", b"0\x80", b"0\x82\xff\xff", b"a: b\n"),
    *(b"\n", b" ", b"0", b"0000: 30\n", b"1\r\nx\r\n", b"%", b"\\n", b"\xef\xbf\xbd", b"\0", b"M\0", b"=", b"0x"),
    *(b"--b\na: b\n\n", b"--b\nContent-Type: multipart/mixed; boundary=b\n\n", b"HTTP/1.1 100 x\n\n", b" a\n"),
]
HEADS = [
    b"",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
    b"Content-Type: multipart/mixed; boundary=b\n\n",
    b"x: ",
    b"data:,",
    b"-----BEGIN X-----\n",
]


@pytest.mark.parametrize("head", HEADS)
def test_time_is_linear(head: bytes) -> None:
    for piece in PIECES:
        data = head + piece * (1_000_000 // len(piece))
        started = time.process_time()
        survives(data)
        # A quadratic search over a million octets takes minutes.
        assert time.process_time() - started < 10, piece
