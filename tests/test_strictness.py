"""Every rule that DER adds to BER, and every malformed header: the right error, at the right place and byte."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import cmcasn1
from cmcasn1.codec.coding import decode_named
from cmcasn1.codec.der_reading import MAX_OID_OCTETS
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
    # One level down, with the path and the byte of the component
    "inner length in long form": ("GetCert", "3008 820161 02820001 37", EncodingRuleError, "GetCert.serialNumber", 5),
    "inner reserved length ff": ("PendInfo", "3007 0403010203 18ff", EncodingRuleError, "PendInfo.pendTime", 8),
    "inner indefinite length": ("PendInfo", "3007 0403010203 1880", EncodingRuleError, "PendInfo.pendTime", 7),
    "inner tag in long form": ("PendInfo", "3008 0403010203 1f1800", EncodingRuleError, "PendInfo.pendTime", 7),
    "inner length past the end": ("PendInfo", "3009 0403010203 18053230", TruncatedError, "PendInfo.pendTime", 7),
    "inner length past its parent": ("PendInfo", "3006 040a010203 18", TruncatedError, "PendInfo.pendToken", 2),
    "inner length cut off": ("PendInfo", "300a 0403010203 18847fffff", TruncatedError, "PendInfo.pendTime", 7),
    "inner length near 2^31": ("PendInfo", "300b 0403010203 18847fffffff", TruncatedError, "PendInfo.pendTime", 7),
    "inner length near 2^32": ("PendInfo", "300b 0403010203 1884ffffffff", TruncatedError, "PendInfo.pendTime", 7),
    "inner length near 2^64": (
        "PendInfo",
        "300f 0403010203 1888ffffffffffffffff",
        TruncatedError,
        "PendInfo.pendTime",
        7,
    ),
    "inner integer with a leading zero": (
        "CMCStatusInfoV2",
        "300a 02020002 3004 0202012c",
        EncodingRuleError,
        "CMCStatusInfoV2.cMCStatus",
        4,
    ),
    "encoded DEFAULT of an INTEGER": (
        "RSASSA_PSS_params",
        "3005 a203020114",
        EncodingRuleError,
        "RSASSA_PSS_params.saltLength",
        2,
    ),
    "encoded DEFAULT under a tag": (
        "TBSCertificate",
        "3008 a003020100 020101",
        EncodingRuleError,
        "TBSCertificate.version",
        2,
    ),
    "encoded DEFAULT TRUE": (
        "ModCertTemplate",
        "300f 3003020101 3003020101 0101ff 3000",
        EncodingRuleError,
        "ModCertTemplate.replace",
        12,
    ),
    "boolean 02": ("BOOLEAN", "010102", EncodingRuleError, "BOOLEAN", 2),
    "boolean without contents": ("BOOLEAN", "0100", EncodingRuleError, "BOOLEAN", 2),
    "enumerated with a leading zero": ("CRLReason", "0a020001", EncodingRuleError, "CRLReason", 2),
    "enumerated without contents": ("CRLReason", "0a00", EncodingRuleError, "CRLReason", 2),
    "eight unused bits": ("KeyUsage", "03020880", EncodingRuleError, "KeyUsage", 2),
    "named bits with a zero octet": ("KeyUsage", "0303008000", EncodingRuleError, "KeyUsage", 2),
    "unsorted SET": (
        "UnformattedPostalAddress",
        "310c 14035a6f65 300513035a6f65",
        EncodingRuleError,
        "UnformattedPostalAddress",
        7,
    ),
    "SET with a component twice": (
        "UnformattedPostalAddress",
        "310a 14035a6f65 14035a6f65",
        EncodingRuleError,
        "UnformattedPostalAddress",
        7,
    ),
    "unsorted name": (
        "RelativeDistinguishedName",
        "3114 3008 0603550403 0c0162 3008 0603550403 0c0161",
        EncodingRuleError,
        "RelativeDistinguishedName[1]",
        12,
    ),
    "object identifier that starts with 80": (
        "OBJECT IDENTIFIER",
        "06028001",
        EncodingRuleError,
        "OBJECT IDENTIFIER",
        2,
    ),
    "object identifier of 80 alone": ("OBJECT IDENTIFIER", "060180", EncodingRuleError, "OBJECT IDENTIFIER", 2),
    "constructed INTEGER": ("TransactionId", "2203020101", EncodingRuleError, "TransactionId", 0),
    "primitive SEQUENCE": ("PKIData", "10083000300030003000", EncodingRuleError, "PKIData", 0),
    "end of contents behind": ("PKIData", "300830003000300030000000", TrailingDataError, "PKIData", 10),
    "a sequence too many": ("PKIData", "300a30003000300030003000", TrailingDataError, "PKIData", 10),
    "a sequence too few": ("PKIData", "3006300030003000", TagError, "PKIData.otherMsgSequence", 8),
    "empty DirectoryString": ("DirectoryString", "0c00", ConstraintError, "DirectoryString.utf8String", 2),
    "half a BMP character": ("BMPString", "1e0100", ConstraintError, "BMPString", 2),
    "UniversalString beyond Unicode": ("UniversalString", "1c0400110000", ConstraintError, "UniversalString", 2),
    "letters in a NumericString": ("NumericString", "120141", ConstraintError, "NumericString", 2),
    "a CHOICE without its own tag": ("CountryName", "13025553", TagError, "CountryName", 0),
    "two values under one tag": ("CountryName", "6106 13025553 0500", TrailingDataError, "CountryName", 6),
}

# No such time, and times that are not written as DER writes them
TIMES: dict[str, tuple[type[DecodeError], list[str]]] = {
    "UTCTime": (
        ConstraintError,
        ["261301000000Z", "260132000000Z", "260101240000Z", "260101000060Z", "260101000000", "260101000000z", ""],
    ),
    "UTCTime, BER": (EncodingRuleError, ["2601010000Z", "260101000000+0000", "260101000000-0130"]),
    "GeneralizedTime": (
        ConstraintError,
        [
            *("20261301000000Z", "20260001000000Z", "20260132000000Z", "20260229000000Z", "20260101240000Z"),
            *("20260101006000Z", "20260101000060Z", "20260101000000z", "20260101000000", "00000101000000Z"),
            *(" 0260101000000Z", "+2260101000000Z", "20260101000000.5", "2026010100000Z", "202601010000000Z"),
            "20260101000000.1234567Z",  # legal, but more than a datetime holds
        ],
    ),
    "GeneralizedTime, BER": (
        EncodingRuleError,
        [
            *("2026010100Z", "202601010000Z", "20260101000000.Z", "20260101000000.0Z", "20260101000000.10Z"),
            *("20260101000000,5Z", "20260101000000+0000", "20260101000000.5-0130"),
        ],
    ),
}


@pytest.mark.parametrize(
    ("kind", "error", "time"),
    [(kind.partition(",")[0], error, time) for kind, (error, times) in TIMES.items() for time in times],
)
def test_bad_time(kind: str, error: type[DecodeError], time: str) -> None:
    octets = bytes((0x17 if kind == "UTCTime" else 0x18, len(time))) + time.encode()
    with pytest.raises(DecodeError) as caught:
        decode_named(kind, octets)
    assert type(caught.value) is error
    assert (caught.value.path, caught.value.offset) == (kind, 2)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_malformed(case: Case) -> None:
    name, octets, error, path, offset = case
    with pytest.raises(DecodeError) as caught:
        decode_named(name, bytes.fromhex(octets))
    assert type(caught.value) is error
    assert (caught.value.path, caught.value.offset) == (path, offset)
    assert str(caught.value).startswith(f"{path} (byte {offset}): ")


@pytest.mark.parametrize(
    "blob_name",
    [
        "dogtag/cmcreq_self_p10_rsa_idpv2_popv2.bin",
        "dogtag/cmcreq_agent_p10_allcontrols.bin",
        "dogtag/crmf_rsa_pop.der",
        "dogtag/p10_rsa.der",
        "dogtag/resp_success.bin",
        "bouncycastle/s0001.der",
        "peers/openssl-generated/ir_sig_CertReqMessages.der",
        "peers/openssl-generated/ir_sig_PKIMessage.der",
    ],
)
def test_truncation_at_every_byte(blob_name: str) -> None:
    """Cut anywhere, a message is a TruncatedError for every way in, and its parts up to there are shown."""
    found = blob(blob_name)
    name = str(found.asn1_type)
    data = found.data
    for length in range(len(data)):
        with pytest.raises(TruncatedError) as caught:
            decode_named(name, data[:length])
        assert (caught.value.path, caught.value.offset) == (name, 0)
    for length in range(1, len(data), 7):
        with pytest.raises(DecodeError):
            cmcasn1.parse(data[:length])
        assert cmcasn1.inspect(data[:length]).problems
    whole = cmcasn1.parse(data)
    assert cmcasn1.inspect(data).message == whole


def _length(length: int) -> bytes:
    if length < 128:
        return bytes((length,))
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((128 + len(octets),)) + octets


def _nested(head: Callable[[int], bytes], innermost: bytes, levels: int = 10_000) -> bytes:
    """Put `levels` elements around another; `head` gives what stands before contents of a length."""
    heads = []
    length = len(innermost)
    for _ in range(levels):
        heads.append(head(length))
        length += len(heads[-1])
    return b"".join(reversed(heads)) + innermost


def _content_info(length: int) -> bytes:
    inner = bytes.fromhex("060b2a864886f70d0109100106") + b"\xa0" + _length(length)
    return b"\x30" + _length(len(inner) + length) + inner


def _algorithm(length: int) -> bytes:
    tagged = b"\xa0" + _length(length)
    inner = bytes.fromhex("06092a864886f70d01010a") + b"\x30" + _length(len(tagged) + length) + tagged
    return b"\x30" + _length(len(inner) + length) + inner


NESTED = {
    "ContentInfo": ("ContentInfo", _nested(_content_info, b"\x30\0"), LimitError),
    "AlgorithmIdentifier": ("AlgorithmIdentifier", _nested(_algorithm, b"\x30\5\6\3\x2a\3\4"), LimitError),
    "indefinite lengths": ("PKIData", b"\x30\x80" * 10_000 + b"\0\0" * 10_000, LimitError),
    "indefinite lengths without end": ("PKIData", b"\x30\x80" * 10_000, LimitError),
    "strings": ("OCTET STRING", b"\x24\x80" * 10_000 + b"\0\0" * 10_000, LimitError),
    "sequences of nothing": (
        "PKIData",
        _nested(lambda length: b"\x30" + _length(length), b""),
        DecodeError,
    ),
}


@pytest.mark.parametrize(("name", "data", "error"), NESTED.values(), ids=NESTED)
def test_nesting_ten_thousand_deep(name: str, data: bytes, error: type[DecodeError]) -> None:
    with pytest.raises(error) as caught:
        decode_named(name, data)
    assert caught.value.path and caught.value.offset is not None
    with pytest.raises(DecodeError):
        cmcasn1.parse(data)
    assert cmcasn1.inspect(data).problems


def test_an_object_identifier_with_a_huge_arc() -> None:
    octets = b"\x2a" + b"\xff" * 100_000 + b"\x7f"
    with pytest.raises(LimitError):
        decode_named("OBJECT IDENTIFIER", b"\x06" + _length(len(octets)) + octets)


def test_an_object_identifier_as_long_as_is_read() -> None:
    octets = b"\x2a" + b"\xff" * (MAX_OID_OCTETS - 2) + b"\x7f"
    oid = decode_named("OBJECT IDENTIFIER", b"\x06" + _length(len(octets)) + octets)
    assert oid == f"1.2.{2 ** (7 * (MAX_OID_OCTETS - 1)) - 1}"


def test_size_limit() -> None:
    with pytest.raises(LimitError) as caught:
        decode_named("SenderNonce", b"\x04\x03abc", Limits(size=4))
    assert caught.value.offset == 0


def test_element_limit() -> None:
    with pytest.raises(LimitError):
        decode_named("BodyPartPath", b"\x30\x09" + b"\x02\x01\x01" * 3, Limits(elements=2))
