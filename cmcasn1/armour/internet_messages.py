"""Takes HTTP messages and mail apart."""

from __future__ import annotations

from cmcasn1.armour.text_forms import HEX
from cmcasn1.errors import DecodeError

_LONGEST_HEAD = 65_536
_MOST_INTERIM_RESPONSES = 8
_OF_HTTP = frozenset(
    ("cache-control", "connection", "expires", "host", "keep-alive", "server", "set-cookie", "user-agent", "vary")
)

Headers = dict[str, str]
"""Header fields by their names in lower case."""


def http_message(data: bytes) -> tuple[Headers, bytes] | None:
    """Split an HTTP request or response; None for what does not start as one."""
    for _ in range(_MOST_INTERIM_RESPONSES):
        line = data[:8192].partition(b"\n")[0].rstrip()
        response = line.startswith(b"HTTP/")
        if not response and line[-9:-3] != b" HTTP/":
            return None
        found = head(data, 1)
        if found is None:
            raise DecodeError(
                "the HTTP message has no body: no empty line ends its header",
                path="input",
                offset=0,
                expected="an empty line and a body",
                found="a header alone",
            )
        interim = response and line.partition(b" ")[2][:1] == b"1"
        if not interim or not found[1].startswith(b"HTTP/"):
            return found
        data = found[1]
    raise DecodeError(
        "interim HTTP responses (1xx) only",
        path="input",
        offset=0,
        expected="a final response",
        found="the end of the input",
    )


def head(data: bytes, skip: int = 0) -> tuple[Headers, bytes] | None:
    """Split header lines from the body; None where there are none."""
    crlf, lf = data.find(b"\r\n\r\n", 0, _LONGEST_HEAD), data.find(b"\n\n", 0, _LONGEST_HEAD)
    cut = min((at for at in (crlf, lf) if at >= 0), default=-1)
    if cut < 0:
        return None
    fields: dict[str, list[str]] = {}
    values: list[str] = []
    for line in data[:cut].decode("latin-1").split("\n")[skip:]:
        if line[:1] in (" ", "\t") and values:
            values.append(line.strip())
            continue
        name, colon, value = line.partition(":")
        if not colon or not name.replace("-", "").replace("_", "").isalnum():
            return None
        values = fields[name.lower()] = [value.strip()]
    headers = {name: " ".join(pieces) for name, pieces in fields.items()}
    return headers, data[cut + (4 if cut == crlf else 2) :]


def looks_like_http(headers: Headers) -> bool:
    """Say whether some of these fields stand in HTTP messages only."""
    return not _OF_HTTP.isdisjoint(headers)


def media_type(headers: Headers) -> str:
    """Return the media type in lower case, without its parameters; "" where none is stated."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def chunks(body: bytes) -> bytes:
    """Join the chunks of an HTTP body (RFC 9112 section 7.1)."""
    joined: list[bytes] = []
    at = 0
    while True:
        line_end = body.find(b"\n", at, at + 1024)
        size = body[at : line_end if line_end >= 0 else at + 9].partition(b";")[0].strip()
        if not size or not HEX.issuperset(size) or len(size) > 8:
            raise DecodeError(
                "a chunk of the HTTP body has no length",
                path="input",
                offset=at,
                expected="hexadecimal digits",
                found=repr(size[:8])[1:],
            )
        length = int(size, 16)
        if length == 0 or line_end < 0:
            return b"".join(joined)
        at = line_end + 1 + length
        joined.append(body[line_end + 1 : at])
        at += 2 if body[at : at + 2] == b"\r\n" else 1


def parts(headers: Headers, body: bytes) -> list[tuple[Headers, bytes]]:
    """Split a multipart body, without the parts that are plain text."""
    kind = headers["content-type"]
    at = kind.lower().find("boundary=")
    mark = kind[at + 9 :].lstrip() if at >= 0 else ""
    mark = mark[1:].partition('"')[0] if mark.startswith('"') else mark.partition(";")[0].strip()
    if not mark:
        raise DecodeError(
            "the multipart message names no boundary",
            path="input",
            offset=0,
            expected="a boundary parameter",
            found=kind[:60],
        )
    found = (head(part.lstrip(b"\r\n")) for part in body.split(b"--" + mark.encode("latin-1"))[1:])
    kept = [part for part in found if part and not (media_type(part[0]) or "text/plain").startswith("text/")]
    if not kept:
        raise DecodeError(
            "no part of the MIME message is anything but text",
            path="input",
            offset=0,
            expected="a part with an encoding",
            found="parts of text",
        )
    return kept
