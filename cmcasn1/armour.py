"""What stands around an encoding: PEM, base64, hex, HTTP, MIME."""

from __future__ import annotations

from cmcasn1.codec.value import Value
from cmcasn1.errors import DecodeError

_HEX = frozenset(b"0123456789abcdefABCDEF")
_BASE64 = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=")
_SPACE = b" \t\r\n\f\v"
_BEGIN = b"-----BEGIN "
_END = b"-----END "
_REPLACED = b"\xef\xbf\xbd"
# Tags with which a message can start: SEQUENCE, the alternatives of TaggedRequest, and what tests hand over.
_BINARY_STARTS = frozenset((0x30, 0x31, 0xA0, 0xA1, 0xA2, 0x02, 0x04, 0x03, 0x05, 0x06, 0x24))
_HTTP_WORDS = (b"HTTP/", b"POST ", b"PUT ", b"GET ")


class Blob(Value):
    """Octets without their armour; `armour` names what was taken off, outermost first."""

    octets: bytes
    armour: tuple[str, ...] = ()


def unwrap(data: bytes | str) -> tuple[Blob, ...]:
    """Take the armour off: every blob that is inside, at least one.

    Accepts DER and BER as they are, PEM with any label, base64 and base64url in any wrapping, hex (with colons,
    blanks or 0x), a data: URI, an HTTP message, a MIME part or mail, text in UTF-16. Raises `DecodeError` that
    says what the input looks like instead.
    """
    if isinstance(data, str):
        raw, text = data.encode("utf-8", "surrogateescape"), True
    else:
        raw, text = bytes(data), False
    if not raw:
        raise DecodeError("the input is empty", offset=0)
    return _unwrap(raw, (), text)


def _unwrap(data: bytes, armour: tuple[str, ...], text: bool = False) -> tuple[Blob, ...]:
    if len(armour) > 8:
        raise DecodeError("armour inside armour inside armour", offset=0)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _unwrap(data.decode("utf-16", "replace").encode(), (*armour, "utf-16"), True)
    if data[:3] == b"\xef\xbb\xbf":
        data = data[3:]
    if not text and _is_binary(data):
        return (Blob(data, armour),)
    begin = data.find(_BEGIN)
    if begin >= 0:
        return _pem(data, begin, armour)
    stripped = data.strip(_SPACE + b"\0")
    if stripped[:5] == b"data:" and b"," in stripped:
        return _unwrap(stripped.partition(b",")[2], (*armour, "data uri"), True)
    # What ends a body may be part of it.
    head, body = _head(data.lstrip(_SPACE))
    if head is not None:
        return _message(head, body, armour)
    found = _hex(stripped)
    if found is not None:
        return _inner(found, (*armour, "hex"), data)
    found = _base64(stripped)
    if found is not None:
        return _inner(found, (*armour, "base64"), data)
    if not text and _REPLACED not in data[:64] and not _is_text(stripped):
        return (Blob(data, armour),)
    raise _refusal(data)


def _is_binary(data: bytes) -> bool:
    """Say whether this is an encoding already: "0" (30 hex) also starts hex and base64 text."""
    if data[0] not in _BINARY_STARTS or data[0] in _SPACE:
        return False
    return not _is_text(data[:4096])


def _is_text(data: bytes) -> bool:
    return not data.translate(None, bytes(range(0x20, 0x7F)) + _SPACE)


def _inner(octets: bytes, armour: tuple[str, ...], data: bytes) -> tuple[Blob, ...]:
    if not octets:
        raise _refusal(data)
    if octets[:1] == b"-" or (_is_text(octets[:4096]) and len(octets) > 8):
        return _unwrap(octets, armour, True)
    return (Blob(octets, armour),)


def _pem(data: bytes, begin: int, armour: tuple[str, ...]) -> tuple[Blob, ...]:
    blobs: list[Blob] = []
    while begin >= 0:
        label_end = data.find(b"-----", begin + len(_BEGIN))
        if label_end < 0:
            raise DecodeError("the PEM label does not end", offset=begin)
        label = data[begin + len(_BEGIN) : label_end].decode("latin-1").strip()
        start = label_end + 5
        end = data.find(_END, start)
        text = data[start:] if end < 0 else data[start:end]
        # RFC 1421 headers end with an empty line.
        if b":" in text:
            text = text.replace(b"\r\n", b"\n").partition(b"\n\n")[2]
        octets = _base64(text.strip(_SPACE))
        if not octets:
            raise DecodeError(f"no base64 between the lines of PEM {label}", offset=start)
        blobs.append(Blob(octets, (*armour, f"PEM {label}")))
        if end < 0:
            break
        begin = data.find(_BEGIN, end)
    return tuple(blobs)


def _base64(text: bytes) -> bytes | None:
    compact = text.translate(None, _SPACE)
    if not compact or not _BASE64.issuperset(compact):
        return None
    from base64 import urlsafe_b64decode

    payload = compact.rstrip(b"=").replace(b"+", b"-").replace(b"/", b"_")
    if b"=" in payload or len(payload) % 4 == 1:
        return None
    return urlsafe_b64decode(payload + b"=" * (-len(payload) % 4))


def _hex(text: bytes) -> bytes | None:
    compact = text.translate(None, _SPACE + b":,").replace(b"0x", b"").replace(b"\\x", b"")
    if not compact or len(compact) % 2 or not _HEX.issuperset(compact):
        return None
    return bytes.fromhex(compact.decode())


def _head(data: bytes) -> tuple[dict[str, str] | None, bytes]:
    """Split the header lines of HTTP or MIME from the body; (None, data) where there are none."""
    first = data[:256].partition(b"\n")[0]
    http = first.startswith(_HTTP_WORDS)
    if not http and (b":" not in first or not first.partition(b":")[0].replace(b"-", b"").isalnum()):
        return None, data
    for separator in (b"\r\n\r\n", b"\n\n"):
        cut = data.find(separator)
        if 0 <= cut <= 65536:
            break
    else:
        return None, data
    headers: dict[str, str] = {":http": "1"} if http else {}
    for line in data[:cut].decode("latin-1").splitlines()[1 if http else 0 :]:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    return headers, data[cut + len(separator) :]


def _message(headers: dict[str, str], body: bytes, armour: tuple[str, ...]) -> tuple[Blob, ...]:
    name = "HTTP" if ":http" in headers else "MIME"
    if headers.get("transfer-encoding", "").lower() == "chunked":
        body = _chunks(body)
    kind = headers.get("content-type", "")
    if kind.lower().startswith("multipart/"):
        return _parts(kind, body, (*armour, name))
    if not body:
        raise DecodeError(f"the {name} message has no body", offset=0)
    return _unwrap(body, (*armour, name))


def _chunks(body: bytes) -> bytes:
    """Join the chunks of an HTTP body (RFC 9112 section 7.1)."""
    joined: list[bytes] = []
    p = 0
    while True:
        line_end = body.find(b"\r\n", p)
        size = body[p:line_end].partition(b";")[0].strip() if line_end >= 0 else b""
        if not size or not _HEX.issuperset(size) or len(size) > 8:
            raise DecodeError("a chunk of the HTTP body has no length", offset=p)
        length = int(size, 16)
        if length == 0:
            return b"".join(joined)
        joined.append(body[line_end + 2 : line_end + 2 + length])
        p = line_end + 2 + length + 2


def _parts(kind: str, body: bytes, armour: tuple[str, ...]) -> tuple[Blob, ...]:
    mark = kind.partition("boundary=")[2].partition(";")[0].strip().strip('"').encode("latin-1")
    if not mark:
        raise DecodeError("the multipart message names no boundary", offset=0)
    blobs: list[Blob] = []
    for part in body.split(b"--" + mark)[1:]:
        headers, inner = _head(part.strip(b"\r\n"))
        kind_of_part = "" if headers is None else headers.get("content-type", "").lower()
        if "pkcs7" in kind_of_part or "pkcs10" in kind_of_part or "octet-stream" in kind_of_part:
            blobs += _unwrap(inner, armour)
    if not blobs:
        raise DecodeError("no part of the MIME message is PKCS #7 or PKCS #10", offset=0)
    return tuple(blobs)


def _refusal(data: bytes) -> DecodeError:
    hint = None
    if _REPLACED in data:
        hint = "octets ef bf bd throughout: the data went through a lossy UTF-8 decoding and cannot be restored"
    return DecodeError(
        "neither DER nor BER, and no PEM, base64, hex, HTTP or MIME text around any",
        offset=0,
        expected="an encoding, bare or in text",
        found=data[:8].hex(" "),
        hint=hint,
    )
