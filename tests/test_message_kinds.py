"""`identify.kind_of` says what `parse` finds, without decoding."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

import cmcasn1
from cmcasn1 import transport
from cmcasn1.armour import unwrap
from cmcasn1.errors import CMCError, DecodeError, LimitError
from cmcasn1.identify import kind_of
from tests.blobs import Blob
from tests.four_messages import BY_KIND, FULL_REQUEST


def kind_of_cmp(octets: bytes) -> bool:
    return bool(cmcasn1.parse(octets).layers) and type(cmcasn1.parse(octets).layers[0]).__name__ == "PKIMessage"


def test_the_kind_of_a_message_is_what_parse_says(any_blob: Blob) -> None:
    try:
        octets = unwrap(any_blob.data)[0].octets
        kind = cmcasn1.parse(octets).kind
    except DecodeError:
        return
    found = kind_of(octets)
    # What a PKIMessage carries is CMP's business.
    assert found == ("cmp-message" if kind_of_cmp(octets) else kind)


@pytest.mark.parametrize("kind", BY_KIND)
def test_kinds_of_the_four_messages(kind: str) -> None:
    assert kind_of(BY_KIND[kind]) == kind == cmcasn1.parse(BY_KIND[kind]).kind


def test_the_kind_shows_through_wrappers_and_not_through_encryption() -> None:
    inside = cmcasn1.encode_der(cmcasn1.ContentInfo("1.2.840.113549.1.7.1", FULL_REQUEST))
    assert kind_of(inside) == "full-pki-request"
    for _ in range(64):
        inside = cmcasn1.encode_der(cmcasn1.ContentInfo("1.2.840.113549.1.7.1", inside))
    with pytest.raises(LimitError):
        kind_of(inside)
    enveloped = bytes.fromhex("300d06092a864886f70d010703a000")
    assert kind_of(enveloped) == "encrypted"


def tlv(tag: int, *contents: bytes) -> bytes:
    joined = b"".join(contents)
    return bytes([tag, 0x83]) + len(joined).to_bytes(3, "big") + joined


ID_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
ID_PKI_DATA = bytes.fromhex("06082b06010505070c02")


def signed_data(content_type: bytes, *content: bytes) -> bytes:
    explicit = [tlv(0xA0, each) for each in content]
    return tlv(0x30, b"\x02\x01\x03", b"\x31\x00", tlv(0x30, content_type, *explicit), b"\x31\x00")


def content_info(content: bytes) -> bytes:
    return tlv(0x30, ID_SIGNED_DATA, tlv(0xA0, content))


INNER = signed_data(ID_PKI_DATA, tlv(0x04, b"\x30\x00"))
NESTED = {
    "bare": (signed_data(ID_SIGNED_DATA, tlv(0x04, INNER)), "full-pki-request"),
    "as ContentInfo": (signed_data(ID_SIGNED_DATA, tlv(0x04, content_info(INNER))), "full-pki-request"),
    "no octet string": (signed_data(ID_SIGNED_DATA, INNER), "full-pki-request"),
    "in segments": (
        signed_data(ID_SIGNED_DATA, b"\x24\x80" + tlv(0x24, tlv(0x04, INNER[:9])) + tlv(0x04, INNER[9:]) + b"\0\0"),
        "full-pki-request",
    ),
    "nothing": (signed_data(ID_PKI_DATA), "simple-pki-response"),
}


@pytest.mark.parametrize("name", NESTED)
def test_the_kind_of_nested_signed_data(name: str) -> None:
    content, kind = NESTED[name]
    assert kind_of(content_info(content)) == kind_of(content) == kind


def test_nesting_has_a_limit() -> None:
    for wrap in (lambda each: signed_data(ID_SIGNED_DATA, tlv(0x04, each)), content_info):
        content = INNER
        for _ in range(2000):
            content = signed_data(ID_SIGNED_DATA, tlv(0x04, wrap(content)))
        with pytest.raises(LimitError, match="nested deeper than 64 levels"):
            kind_of(content)


@pytest.mark.parametrize(
    "data", ["300d06092a864886f70d010709a000", "300d06092a864886f70d010702a000", "a20802010106032a0304", "0500", ""]
)
def test_what_is_no_message_has_no_kind(data: str) -> None:
    with pytest.raises(DecodeError):
        kind_of(bytes.fromhex(data))


@given(st.sampled_from(sorted(BY_KIND.values())), st.integers(0, 200), st.binary(min_size=1, max_size=4))
def test_damage_gives_a_kind_or_an_error_of_ours(message: bytes, at: int, octets: bytes) -> None:
    damaged = message[:at] + octets + message[at + len(octets) :]
    for call in (kind_of, transport.receive):
        with suppress(CMCError):
            call(damaged)
