"""Shared tokens read out of Dogtag's directory: entries of users, records of certificates, as LDIF (RFC 2849)."""

from __future__ import annotations

import binascii
from base64 import b64decode
from typing import TYPE_CHECKING

from cmcasn1.codec.value import Value
from cmcasn1.dogtag.shared_token import SharedToken
from cmcasn1.dogtag.shared_tokens import read_shared_token
from cmcasn1.errors import DecodeError

if TYPE_CHECKING:
    from collections.abc import Iterator

_REVOCATION = b"revShrTok:"


class DirectoryToken(Value):
    """A token and the entry that holds it.

    `identification` is the user's `uid`, None for a certificate's record; `serial` is the serial number of that, None
    for a user.
    """

    dn: str
    identification: str | None
    serial: int | None
    token: SharedToken


def tokens_in_ldif(text: str) -> tuple[DirectoryToken, ...]:
    """Return the shared tokens in LDIF, of entries or changes to them: `shrTok` of users, `metaInfo` of certificates.

    Whose they are is the value of `uid`, or the first part of the name of the entry. Raises `DecodeError` for what is
    no LDIF, and for a token that is none.
    """
    return tuple(found for record in _records(text) for found in _tokens(record))


def _tokens(record: list[tuple[str, bytes]]) -> Iterator[DirectoryToken]:
    values: dict[str, list[bytes]] = {}
    for name, value in record:
        values.setdefault(name, []).append(value)
    dn = values.get("dn", [b""])[0].decode(errors="replace")
    kind, _, first = dn.partition(",")[0].partition("=")
    kind, first = kind.strip().lower(), first.strip()
    named = values["uid"][0].decode(errors="replace") if "uid" in values else first if kind == "uid" else ""
    for value in values.get("shrtok", []):
        if not named:
            raise _no_ldif(f"the entry {dn!r} has a shared token and no uid")
        yield DirectoryToken(dn, named, None, read_shared_token(value))
    for value in values.get("metainfo", []):
        if value.startswith(_REVOCATION):
            if kind != "cn" or not (first.isascii() and first.isdigit()):
                raise _no_ldif(f"the record {dn!r} is not named by a serial number")
            yield DirectoryToken(dn, None, int(first), read_shared_token(value))


def _records(text: str) -> Iterator[list[tuple[str, bytes]]]:
    record: list[tuple[str, bytes]] = []
    for line in [*_unfolded(text), ""]:
        if not line:
            if record:
                yield record
            record = []
        elif line != "-":
            name, colon, value = line.partition(":")
            if not colon:
                raise _no_ldif(f"a line without a colon: {line[:40]!r}")
            record.append((name.partition(";")[0].strip().lower(), _value(value)))


def _unfolded(text: str) -> list[str]:
    """Return the lines without comments; one that begins with a space goes on with the line before."""
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith(" ") and lines:
            lines[-1] += line[1:]
        else:
            lines.append(line)
    return [line for line in lines if not line.startswith("#")]


def _value(text: str) -> bytes:
    if not text.startswith(":"):
        return text.strip().encode()
    try:
        return b64decode(text[1:].strip(), validate=True)
    except (binascii.Error, ValueError):
        raise _no_ldif("a value that is to be base64 and is none") from None


def _no_ldif(what: str) -> DecodeError:
    return DecodeError(what, path="LDIF", offset=0, expected="LDIF", found="something else")
