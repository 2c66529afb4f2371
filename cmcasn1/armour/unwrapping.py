"""Any armour around any number of encodings: `unwrap`."""

from __future__ import annotations

from cmcasn1.armour import internet_messages, octets, text_forms
from cmcasn1.armour.octets import REPLACED, SPACE
from cmcasn1.codec.value import Value
from cmcasn1.errors import DecodeError

_BEGIN = b"-----BEGIN "
_END = b"-----END"
# Quotation marks of mail, comment signs and string quotes before and behind the lines of PEM.
_QUOTES = b">|#*\"',"
_DEEPEST = 8


class Blob(Value):
    """Octets without their armour.

    `armour` names what was taken off, outermost first; `label` is the PEM label or the media type, "" without one.
    """

    octets: bytes
    armour: tuple[str, ...] = ()
    label: str = ""


def unwrap(data: bytes | str) -> tuple[Blob, ...]:
    """Take the armour off: every blob that is inside, at least one.

    Accepts DER and BER as they are, PEM with any label, base64 and base64url in any wrapping, hex (bare, with
    separators, as an array of some language, as a dump), a data: URI, an HTTP message, a MIME part or mail,
    text in UTF-16, and base64 of a SEQUENCE within other text. Raises `DecodeError` that says what the input
    looks like instead.
    """
    raw = _octets(data)
    if not raw.strip(SPACE + b"\0"):
        raise DecodeError(
            "the input is nothing but white space" if raw else "the input is empty",
            path="input",
            offset=0,
            expected="an encoding, bare or in text",
            found="white space" if raw else "nothing",
        )
    return _unwrap(raw, (), "")


def _octets(data: bytes | str) -> bytes:
    if not isinstance(data, str):
        if not isinstance(data, (bytes, bytearray, memoryview)):
            raise TypeError(f"bytes or str expected, got {type(data).__name__}")
        return bytes(data)
    data = data.removeprefix("\ufeff")
    # Octets that were read as text: as Latin-1, or as UTF-8 with what is none kept as lone surrogates.
    for encoding, errors in (("latin-1", "strict"), ("utf-8", "surrogateescape")):
        try:
            raw = data.encode(encoding, errors)
        except UnicodeEncodeError:
            continue
        if errors != "strict" or raw.isascii() or raw.translate(None, bytes(range(0x20, 0x100)) + SPACE):
            return raw
    return data.encode("utf-8", "replace")


def _unwrap(data: bytes, armour: tuple[str, ...], label: str) -> tuple[Blob, ...]:
    if len(armour) > _DEEPEST:
        raise _too_many()
    if octets.is_encoding(data):
        return (_blob(data, armour, label),)
    wide = octets.wide(data)
    if wide:
        text = data.decode(wide, "replace").removeprefix("\ufeff").encode("utf-8", "replace")
        if not text:
            raise _refusal(data)
        return _unwrap(text, (*armour, "utf-16"), label)
    data = data.removeprefix(b"\xef\xbb\xbf")
    found = _message(data.lstrip(SPACE), armour) or _text(data.strip(SPACE + b"\0"), armour, label)
    if found:
        return found
    at = octets.behind_text(data)
    if at is not None:
        return (_blob(data[at:], (*armour, "text before") if data[:at].strip(SPACE) else armour, label),)
    runs = text_forms.runs_of_base64(data)
    if runs:
        return tuple(Blob(run, (*armour, "text", "base64"), label) for run in runs)
    restored = octets.from_utf8(data)
    if restored:
        return (Blob(restored, (*armour, "Latin-1 as UTF-8"), label),)
    if octets.is_prose(data):
        raise _refusal(data)
    return (_blob(data, armour, label),)


def _too_many() -> DecodeError:
    return DecodeError(
        f"more than {_DEEPEST} armours around one another",
        path="input",
        offset=0,
        expected=f"{_DEEPEST} armours at most",
        found="one more",
    )


def _blob(data: bytes, armour: tuple[str, ...], label: str) -> Blob:
    trimmed = octets.without_zeros(data)
    return Blob(trimmed, armour if len(trimmed) == len(data) else (*armour, "trailing zeros"), label)


# Text


def _text(data: bytes, armour: tuple[str, ...], label: str) -> tuple[Blob, ...]:
    begin = data.find(_BEGIN)
    if begin >= 0:
        return _pem(data, begin, armour)
    if data[:5].lower() == b"data:" and b"," in data[:200]:
        return _data_uri(data, armour)
    dumped = text_forms.of_hex_dump(data)
    if dumped:
        return (_blob(dumped, (*armour, "hex dump"), label),)
    inner = text_forms.of_hex(data)
    if inner and (octets.tlv(inner) or len(inner) >= 24):
        return (_blob(inner, (*armour, "hex"), label),)
    inner = text_forms.of_base64(data)
    if inner and octets.is_text(inner):
        # PEM in base64, base64 in base64.
        return _unwrap(inner, (*armour, "base64"), label) if len(inner) > 8 else ()
    # Words without punctuation are base64 as well: what is no TLV must at least stand in lines without blanks.
    if inner and (octets.tlv(inner) or (len(inner) >= 24 and b" " not in data)):
        return (_blob(inner, (*armour, "base64"), label),)
    return ()


def _pem(data: bytes, begin: int, armour: tuple[str, ...]) -> tuple[Blob, ...]:
    blobs: list[Blob] = []
    while begin >= 0:
        label_end = data.find(b"-----", begin + len(_BEGIN), begin + 200)
        if label_end < 0:
            raise DecodeError(
                "the PEM label does not end",
                path="input",
                offset=begin,
                expected="-----",
                found="more than 200 octets without it",
            )
        label = data[begin + len(_BEGIN) : label_end].decode("latin-1").strip()
        start = label_end + 5
        following = data.find(_BEGIN, start)
        limit = len(data) if following < 0 else following
        end = data.find(_END, start, limit)
        text = data[start : limit if end < 0 else end].replace(b"\\r", b"").replace(b"\\n", b"\n")
        # RFC 1421 headers end with an empty line.
        if b":" in text:
            text = text.replace(b"\r\n", b"\n").partition(b"\n\n")[2]
        inner = text_forms.of_base64(text.translate(None, _QUOTES + b"\0"))
        if not inner:
            raise DecodeError(
                f"no base64 between the lines of PEM {label}",
                path="input",
                offset=start,
                expected="base64",
                found=f"{len(text)} octets of something else",
            )
        blobs.append(_blob(inner, (*armour, f"PEM {label}"), label))
        begin = following
    return tuple(blobs)


def _data_uri(data: bytes, armour: tuple[str, ...]) -> tuple[Blob, ...]:
    head, _, body = data.partition(b",")
    label, *parameters = head[5:].decode("latin-1").split(";")
    if "base64" not in parameters or b"%" in body:
        from urllib.parse import unquote_to_bytes

        body = unquote_to_bytes(body)
    if not body:
        raise DecodeError(
            "the data: URI has no data", path="input", offset=0, expected="data after the comma", found="nothing"
        )
    return _unwrap(body, (*armour, "data uri"), label)


# HTTP and MIME


def _message(data: bytes, armour: tuple[str, ...]) -> tuple[Blob, ...]:
    found = internet_messages.http_message(data)
    if found:
        return _body(*found, (*armour, "HTTP"))
    if _BEGIN in data:
        return ()
    found = internet_messages.head(data)
    if not found:
        return ()
    return _body(*found, (*armour, "HTTP" if internet_messages.looks_like_http(found[0]) else "MIME"))


def _body(headers: internet_messages.Headers, body: bytes, armour: tuple[str, ...]) -> tuple[Blob, ...]:
    if len(armour) > _DEEPEST:
        raise _too_many()
    label = internet_messages.media_type(headers)
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = internet_messages.chunks(body)
    length = headers.get("content-length", "")
    stated = int(length) if length.isascii() and length.isdigit() and len(length) < 16 else 0
    if 0 < stated < len(body) and not octets.is_encoding(body):
        body = body[:stated]
    packed = headers.get("content-encoding", "identity").lower()
    if packed != "identity":
        raise DecodeError(
            f"the body of the message is packed ({packed})",
            path="input",
            offset=0,
            expected="Content-Encoding: identity",
            found=packed[:60],
            hint="unpack it first",
        )
    if not body.strip(SPACE):
        raise DecodeError(
            f"the {armour[-1]} message has no body", path="input", offset=0, expected="a body", found="nothing"
        )
    if label.startswith("multipart/"):
        return _parts(headers, body, armour)
    if headers.get("content-transfer-encoding", "").lower() == "quoted-printable":
        from binascii import a2b_qp

        body = a2b_qp(body)
        if not body:
            raise _refusal(body)
    return _unwrap(body, armour, label)


def _parts(headers: internet_messages.Headers, body: bytes, armour: tuple[str, ...]) -> tuple[Blob, ...]:
    """Return the encodings among the parts of a mail: a picture beside them is no reason to refuse them."""
    blobs: list[Blob] = []
    refused: list[DecodeError] = []
    for inner_headers, inner_body in internet_messages.parts(headers, body):
        nested = internet_messages.media_type(inner_headers).startswith("multipart/")
        try:
            blobs += _body(inner_headers, inner_body, (*armour, "MIME") if nested else armour)
        except DecodeError as error:
            refused.append(error)
    encodings = [blob for blob in blobs if octets.is_encoding(blob.octets)] or blobs
    if not encodings:
        raise refused[0]
    return tuple(encodings)


def _refusal(data: bytes) -> DecodeError:
    hint = None
    text = data.translate(None, SPACE)
    characters = len(text.rstrip(b"="))
    if REPLACED in data:
        hint = "octets ef bf bd throughout: a lossy UTF-8 decoding has replaced what cannot be restored"
    elif len(text) > 8 and text_forms.HEX.issuperset(text):
        hint = f"it looks like hex, but has {len(text)} digits, an odd number"
    elif characters > 24 and characters % 4 == 1 and text_forms.BASE64.issuperset(text):
        hint = f"it looks like base64, but {characters} characters are one too many or some too few"
    return DecodeError(
        "neither DER nor BER, and no PEM, base64, hex, HTTP or MIME text around any",
        path="input",
        offset=0,
        expected="an encoding, bare or in text",
        found=data[:8].hex(" "),
        hint=hint,
    )
