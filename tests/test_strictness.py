"""Every rule that DER adds to BER, and every malformed header: the right error, at the right place and byte."""

from __future__ import annotations

import pytest

from cmcasn1.codec.coding import decode_named
from cmcasn1.errors import (
    ConstraintError,
    DecodeError,
    EncodingRuleError,
    LimitError,
    TagError,
    TrailingDataError,
    TruncatedError,
)
from cmcasn1.limits import Limits
from tests.blobs import blob

Case = tuple[str, str, type[DecodeError], str, int]

# type, hex, error, path, offset
CASES: dict[str, Case] = {
    "length in long form below 128": (
        "PendInfo",
        "308112040174180f32303236303130313030303030305a",
        EncodingRuleError,
        "PendInfo",
        0,
    ),
    "length with a leading zero": ("SenderNonce", "0482000141", EncodingRuleError, "SenderNonce", 0),
    "reserved length ff": ("SenderNonce", "04ff41", EncodingRuleError, "SenderNonce", 1),
    "indefinite length": ("BodyPartPath", "30800201010000", EncodingRuleError, "BodyPartPath", 0),
    "indefinite length of a primitive": ("SenderNonce", "0480410000", EncodingRuleError, "SenderNonce", 0),
    "length past the end": ("SenderNonce", "040541", TruncatedError, "SenderNonce", 0),
    "length near 2^31": ("SenderNonce", "04847fffffff41", TruncatedError, "SenderNonce", 0),
    "length near 2^32": ("SenderNonce", "0484ffffffff41", TruncatedError, "SenderNonce", 0),
    "length near 2^64": ("SenderNonce", "0488ffffffffffffffff41", TruncatedError, "SenderNonce", 0),
    "length of 126 octets cut off": ("SenderNonce", "04fe41", TruncatedError, "SenderNonce", 0),
    "no input": ("SenderNonce", "", TruncatedError, "SenderNonce", 0),
    "only a tag": ("SenderNonce", "04", TruncatedError, "SenderNonce", 0),
    "trailing octets": ("SenderNonce", "04014100", TrailingDataError, "SenderNonce", 3),
    "tag in long form": ("SenderNonce", "1f040141", EncodingRuleError, "SenderNonce", 0),
    "another type": ("SenderNonce", "0c0141", TagError, "SenderNonce", 0),
    "constructed string": ("SenderNonce", "2403040141", EncodingRuleError, "SenderNonce", 0),
    "integer with a leading zero": ("TransactionId", "02020001", EncodingRuleError, "TransactionId", 2),
    "integer with leading ones": ("TransactionId", "0202ff80", EncodingRuleError, "TransactionId", 2),
    "integer without contents": ("TransactionId", "0200", EncodingRuleError, "TransactionId", 2),
    "body part ID -1": ("BodyPartID", "0201ff", ConstraintError, "BodyPartID", 2),
    "body part ID 2^32": ("BodyPartID", "02050100000000", ConstraintError, "BodyPartID", 2),
    "boolean 01": ("BasicConstraints", "3003010101", EncodingRuleError, "BasicConstraints.cA", 4),
    "boolean of two octets": (
        "BasicConstraints",
        "30040102ffff",
        EncodingRuleError,
        "BasicConstraints.cA",
        4,
    ),
    "encoded DEFAULT": ("BasicConstraints", "3003010100", EncodingRuleError, "BasicConstraints.cA", 2),
    "null with contents": ("NULL", "050100", EncodingRuleError, "NULL", 2),
    "padding bits set": ("UniqueIdentifier", "030201ff", EncodingRuleError, "UniqueIdentifier", 2),
    "nine unused bits": ("UniqueIdentifier", "030209ff", EncodingRuleError, "UniqueIdentifier", 2),
    "unused bits of nothing": ("UniqueIdentifier", "030101", EncodingRuleError, "UniqueIdentifier", 2),
    "bit string without its first octet": (
        "UniqueIdentifier",
        "0300",
        EncodingRuleError,
        "UniqueIdentifier",
        2,
    ),
    "named bits with a trailing zero": ("KeyUsage", "03020080", EncodingRuleError, "KeyUsage", 2),
    "unsorted SET OF": (
        "Attribute",
        "300c06022a033106020102020101",
        EncodingRuleError,
        "Attribute.attrValues[1]",
        11,
    ),
    "empty list": ("BodyPartPath", "3000", ConstraintError, "BodyPartPath", 0),
    "object identifier without contents": (
        "OBJECT IDENTIFIER",
        "0600",
        EncodingRuleError,
        "OBJECT IDENTIFIER",
        2,
    ),
    "arc that starts with 80": ("OBJECT IDENTIFIER", "06032a8001", EncodingRuleError, "OBJECT IDENTIFIER", 2),
    "object identifier cut inside an arc": (
        "OBJECT IDENTIFIER",
        "06022a83",
        EncodingRuleError,
        "OBJECT IDENTIFIER",
        2,
    ),
    "time without seconds": ("UTCTime", "170b323630313031303030305a", EncodingRuleError, "UTCTime", 2),
    "time with an offset": (
        "UTCTime",
        "17113236303130313030303030302b30303030",
        EncodingRuleError,
        "UTCTime",
        2,
    ),
    "thirtieth of February": ("UTCTime", "170d3236303233303030303030305a", ConstraintError, "UTCTime", 2),
    "no time at all": ("GeneralizedTime", "180161", ConstraintError, "GeneralizedTime", 2),
    "fraction with a trailing zero": (
        "GeneralizedTime",
        "181132303236303130313030303030302e305a",
        EncodingRuleError,
        "GeneralizedTime",
        2,
    ),
    "printable string with an at sign": ("PrintableString", "1301 40", ConstraintError, "PrintableString", 2),
    "UTF-8 that is none": ("Identification", "0c0361ff62", ConstraintError, "Identification", 3),
    "IA5 beyond seven bits": ("IA5String", "160261ff", ConstraintError, "IA5String", 3),
    "BMP string with a surrogate": ("BMPString", "1e02d800", ConstraintError, "BMPString", 2),
    "missing component": ("PendInfo", "3003040174", TagError, "PendInfo.pendTime", 5),
    "component too many": (
        "IssuerAndSerialNumber",
        "30083000020101020102",
        TrailingDataError,
        "IssuerAndSerialNumber",
        7,
    ),
    "missing CHOICE": ("GeneralName", "8900", TagError, "GeneralName", 0),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_malformed(case: Case) -> None:
    name, octets, error, path, offset = case
    with pytest.raises(DecodeError) as caught:
        decode_named(name, bytes.fromhex(octets))
    assert type(caught.value) is error
    assert (caught.value.path, caught.value.offset) == (path, offset)
    assert str(caught.value).startswith(f"{path} (byte {offset}): ")


@pytest.mark.parametrize(
    ("blob_name", "type_name"),
    [
        ("dogtag/cmcreq_self_p10_rsa_idpv2_popv2.bin", "ContentInfo"),
        ("peers/openssl-generated/ir_sig_CertReqMessages.der", "CertReqMessages"),
    ],
)
def test_truncation_at_every_byte(blob_name: str, type_name: str) -> None:
    data = blob(blob_name).data
    decode_named(type_name, data)
    for length in range(len(data)):
        with pytest.raises(TruncatedError) as caught:
            decode_named(type_name, data[:length])
        assert caught.value.offset == 0


def test_nesting_ten_thousand_deep() -> None:
    pss = bytes.fromhex("06092a864886f70d01010a")
    inner = b""
    for _ in range(10_000):
        contents = pss + b"\x30" + _length(len(inner) + 4) + b"\xa0" + _length(len(inner)) + inner if inner else pss
        inner = b"\x30" + _length(len(contents)) + contents
        if len(inner) > 60_000:
            break
    with pytest.raises(DecodeError):
        decode_named("AlgorithmIdentifier", inner)


def test_an_object_identifier_with_a_huge_arc() -> None:
    octets = b"\x2a" + b"\xff" * 100_000 + b"\x7f"
    with pytest.raises(LimitError):
        decode_named("OBJECT IDENTIFIER", b"\x06" + _length(len(octets)) + octets)


def test_size_limit() -> None:
    with pytest.raises(LimitError) as caught:
        decode_named("SenderNonce", b"\x04\x03abc", Limits(size=4))
    assert caught.value.offset == 0


def test_element_limit() -> None:
    with pytest.raises(LimitError):
        decode_named("BodyPartPath", b"\x30\x09" + b"\x02\x01\x01" * 3, Limits(elements=2))


def _length(length: int) -> bytes:
    if length < 128:
        return bytes((length,))
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((128 + len(octets),)) + octets
