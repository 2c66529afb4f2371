"""What arrived in a message's stead, told by its looks: a web page, an API's error, a file with octets cut off."""

from __future__ import annotations

import re

from cmcasn1.armour.octets import tlv
from cmcasn1.errors import DecodeError, TruncatedError
from cmcasn1.transport.media_types import content_type

_LONGEST_QUOTE = 200
_LOOKED_AT = 65_536
_TITLE = re.compile(rb"<title[^<>]{0,200}>([^<]{1,500})", re.IGNORECASE)
_UNSEEN = re.compile(rb"<(script|style|title|!--)[^<>]{0,200}", re.IGNORECASE)
# Dogtag's pages carry their text as JavaScript variables, its REST API as JSON or XML.
_REASON = re.compile(
    rb"""\berror(?:Reason|Details|Description|Message)\s{0,9}=\s{0,9}(["'])((?:[^"'\\\n]|\\.){1,500})\1""",
    re.IGNORECASE,
)
_JSON_MESSAGE = re.compile(
    rb'"(?:message|error_description|error|detail|title)"\s{0,9}:\s{0,9}"((?:[^"\\\n]|\\.){1,500})"', re.IGNORECASE
)
_XML_MESSAGE = re.compile(rb"<(?:\w{1,20}:)?(?:Message|Reason|Detail)>([^<]{1,500})</", re.IGNORECASE)
# DER that stands inside every CMC message: OIDs of CMS and PKIX, with tag and length.
_INNER_OIDS = re.compile(rb"\x06[\x08-\x0b](?:\x2a\x86\x48\x86\xf7\x0d\x01|\x2b\x06\x01\x05\x05\x07)")
_TAG = re.compile(r"<[^<>]*>")


def explain(data: bytes, label: str, error: DecodeError) -> DecodeError:
    """Return an error that says what the data is, in place of one that says that it is no message."""
    named, _ = content_type(label)
    start = data[:_LOOKED_AT]
    lowered = start[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if lowered.startswith((b"<!doctype", b"<html", b"<head", b"<body", b"<!-- ")) or b"<html" in lowered:
        return _refused("a web page (HTML)", _html(start), error)
    if lowered.startswith((b"{", b"[")) and (named.endswith("json") or b'"' in lowered):
        return _refused("JSON", _quote(_first(_JSON_MESSAGE, start)), error)
    if lowered.startswith(b"<"):
        return _refused("XML", _quote(_first(_XML_MESSAGE, start)), error)
    if named.startswith("text/"):
        return _refused(f"text ({named})", _quote(start), error)
    if isinstance(error, TruncatedError):
        return TruncatedError(
            f"the end of the message is missing: {error.message}",
            path=error.path,
            offset=error.offset,
            expected=error.expected,
            found=error.found,
        )
    whole = tlv(data)
    if _INNER_OIDS.search(start) and not (data[:1] == b"\x30" and whole and whole[1] == len(data)):
        return TruncatedError(
            "the beginning of the message is missing, parts of CMS are there",
            path="input",
            offset=0,
            expected="SEQUENCE (30)",
            found=data[:4].hex(" "),
            hint="Dogtag's HttpClient writes what follows the sixth line feed of an answer: where fewer header lines"
            " came, it cuts the message; submit again with another client, or with its numHeaderLines",
        )
    return error


def _refused(what: str, quote: str, error: DecodeError) -> DecodeError:
    return DecodeError(
        f"{what}{f', which says {quote}' if quote else ''}",
        path="input",
        offset=error.offset,
        expected="a CMC message",
        found=what,
    )


def _html(page: bytes) -> str:
    reason = _REASON.search(page)
    if reason:
        return _quote(reason[2])
    parts = (_words(_first(_TITLE, page)), _words(_visible(page)))
    return _quoted(": ".join(filter(None, parts)))


def _visible(page: bytes) -> bytes:
    """Return the text of a page without what a browser does not show."""
    seen: list[bytes] = []
    lowered = page.lower()
    at = 0
    for found in _UNSEEN.finditer(page):
        if found.start() < at:
            continue
        seen.append(page[at : found.start()])
        end = b"-->" if found[1] == b"!--" else b"</" + found[1].lower()
        at = lowered.find(end, found.start() + len(found[1]))
        if at < 0:
            return b" ".join(seen)
        at += 3 if end == b"-->" else 0
    return b" ".join([*seen, page[at:]])


def _first(pattern: re.Pattern[bytes], text: bytes) -> bytes:
    found = pattern.search(text)
    return found[1] if found else b""


def _quote(text: bytes) -> str:
    return _quoted(_words(text))


def _quoted(words: str) -> str:
    shown = words if len(words) <= _LONGEST_QUOTE else words[: _LONGEST_QUOTE - 3] + "..."
    return f'"{shown}"' if shown else ""


def _words(text: bytes) -> str:
    """Return the words of a text, without tags and what cannot be printed."""
    from html import unescape

    words = unescape(_TAG.sub(" ", text.decode("utf-8", "replace"))).split()
    return "".join(c for c in " ".join(words) if c.isprintable())
