"""Secrets of damaged messages: as long as the OID of their control can be read, they are not shown."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

import cmcasn1
from cmcasn1.inspection.html_form import page
from cmcasn1.inspection.json_form import document
from cmcasn1.inspection.spans import Line
from cmcasn1.inspection.text import lines
from cmcasn1.inspection.text_tree import tree_lines

SECRET = b"XsecretpassphraseX"
CONTROL = cmcasn1.RevokeRequest(
    issuer_name=cmcasn1.Name(()), serial_number=5, reason=cmcasn1.CRLReason(1), passphrase=SECRET
)
MESSAGE = cmcasn1.encode_der(cmcasn1.PKIDataBuilder().control(CONTROL).body())
OID = bytes.fromhex("06082b06010505070711")
BEHIND_OID = MESSAGE.index(OID) + len(OID)
SECRET_AT = MESSAGE.index(SECRET)
NEEDLES = (b"secretpass".decode(), b"secretpass".hex(), b"secretpass".hex(" "), b"secretpass".hex(":"))


def damaged() -> Iterator[bytes]:
    """Every octet behind the OID but the secret itself, in several ways; the message cut; octets left out, put in."""
    for at in (*range(BEHIND_OID, SECRET_AT), *range(SECRET_AT + len(SECRET), len(MESSAGE))):
        for octet in {*(MESSAGE[at] ^ 1 << bit for bit in range(8)), 0, 0xFF} - {MESSAGE[at]}:
            yield MESSAGE[:at] + bytes([octet]) + MESSAGE[at + 1 :]
        yield MESSAGE[:at] + MESSAGE[at + 1 :]
        yield MESSAGE[:at] + b"\0" + MESSAGE[at:]
    for end in range(SECRET_AT + 10, len(MESSAGE)):
        yield MESSAGE[:end]


def _text(found: Iterator[Line]) -> str:
    return "\n".join("".join(span.text for span in line) for line in found)


def shown(data: bytes) -> str:
    found = cmcasn1.inspect(data)
    assert found.tree is not None
    tree = _text(tree_lines(found.tree, offsets=True)) + _text(tree_lines(found.tree, offsets=False, full=True))
    text = _text(lines(found)) + _text(lines(found, full=True))
    html = "".join(page([("input", found)], full=True))
    return "\n".join((tree, text, html, json.dumps(document(found, "input")), repr(found), repr(found.problems)))


def test_a_secret_of_a_damaged_message_is_hidden() -> None:
    cases = list(dict.fromkeys(damaged()))
    assert len(cases) > 200
    # Octets that their tag makes a comment are one: nothing is wrong with that message.
    comment = MESSAGE[: SECRET_AT - 2] + b"\x0c" + MESSAGE[SECRET_AT - 1 :]
    assert not cmcasn1.inspect(comment).problems
    cases.remove(comment)
    for data in cases:
        told = shown(data)
        for needle in NEEDLES:
            assert needle not in told, data.hex()


@pytest.mark.parametrize("oid", ["06092b0601050507050101", "06092b0601050507050102"], ids=["regToken", "authenticator"])
def test_a_secret_without_a_message_around_it(oid: str) -> None:
    """Elements that are no message: the OID alone says what follows it."""
    bare = bytes.fromhex(oid) + b"\x0c\x12" + SECRET
    told = shown(b"\x30" + bytes([len(bare) + 3]) + b"\2\1\1" + bare)
    assert "hidden" in told
    for needle in NEEDLES:
        assert needle not in told


def test_what_has_no_secret_is_shown() -> None:
    control = cmcasn1.encode_der(cmcasn1.PKIDataBuilder().data_return(SECRET).body())
    assert NEEDLES[1] in shown(control)
    assert NEEDLES[1] in shown(control[:-1])
