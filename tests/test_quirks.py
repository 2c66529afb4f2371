"""Every shape of `cmcasn1.codec.quirks`: read under its name as the value it stands for, refused without that name.

What peers really sent is in the vectors; here each shape is made out of a message that is as the RFCs have it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any as _Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes

import cmcasn1
from cmcasn1 import CertificationRequestBuilder, CertReqMsgBuilder, CMCStatus, DecodeError, PKIDataBuilder
from cmcasn1.algorithms.macs import mac_identifier
from cmcasn1.cmc.requests import extensions_of
from cmcasn1.codec.der_writing import header
from cmcasn1.codec.quirks import ALL_QUIRKS, QUIRKS
from cmcasn1.oids.known import (
    ID_AES128_CBC,
    ID_CE_SUBJECT_KEY_IDENTIFIER,
    ID_CMC_IDENTITY_PROOF_V2,
    ID_CMC_POP_LINK_WITNESS_V2,
)
from tests.signing_keys import private_key

SECRET = "SixteenCharToken"
KEY = private_key("p256")


def tlv(tag: int, contents: bytes) -> bytes:
    return header(tag, len(contents)) + contents


def swapped(data: bytes, old: bytes, new: bytes) -> bytes:
    """DER with one element in place of another, wherever it stands, and the lengths around it put right."""
    made, found = _swapped(data, old, new)
    assert found == 1, f"{old.hex()} stands there {found} times"
    return made


def _swapped(data: bytes, old: bytes, new: bytes) -> tuple[bytes, int]:
    made, found, at = b"", 0, 0
    while at < len(data):
        start, length = at + 2, data[at + 1]
        if length & 0x80:
            start += length & 0x7F
            length = int.from_bytes(data[at + 2 : start], "big")
        element, contents = data[at : start + length], data[start : start + length]
        if element == old:
            made, found = made + new, found + 1
        elif old in contents:
            inner, times = _swapped(contents, old, new)
            made, found = made + tlv(data[at], inner), found + times
        else:
            made += element
        at = start + length
    return made, found


def request(**names: _Any) -> cmcasn1.CertificationRequest:
    builder = CertificationRequestBuilder().subject("CN=Alice").subject_key_identifier()
    return (builder.change_subject_name(**names) if names else builder).sign(KEY)


def crmf() -> CertReqMsgBuilder:
    return CertReqMsgBuilder().subject("CN=Alice")


def der(value: _Any) -> bytes:
    return cmcasn1.encode_der(value)


def cases() -> Iterator[tuple[str, str, bytes, bytes]]:
    """(quirk, what is odd, the message as it should be, the message in the peer's shape)."""
    plain = der(CertificationRequestBuilder().subject("CN=Alice").sign(KEY))
    yield "absent-attributes", "", plain, swapped(plain, b"\xa0\0", b"")

    signed = PKIDataBuilder().add_pkcs10(request()).sign(KEY)
    content = signed.content_info.content
    yield "bare-signed-data", "", signed.der, der(content)
    octets: bytes = content.encap_content_info.e_content  # type: ignore[union-attr]
    yield "econtent-not-octet-string", "", signed.der, swapped(signed.der, tlv(4, octets), octets)

    asked = crmf().sign(KEY)
    right, template = der(cmcasn1.CertReqMessages([asked])), der(asked.cert_req.cert_template)
    yield "empty-list", "controls", right, swapped(right, template, template + b"\x30\0")
    proof = der(asked.popo)
    yield "explicit-pop-tags", "signature", right, swapped(right, proof, tlv(0xA1, b"\x30" + proof[1:]))
    right = der(cmcasn1.CertReqMessages([crmf().ra_verified(KEY.public_key())]))
    yield "explicit-pop-tags", "raVerified", right, swapped(right, b"\x80\0", b"\xa0\x02\x05\0")

    body = PKIDataBuilder().confirm_cert_acceptance("CN=CA", 77).body()
    right, cert_id = der(body), body.control_sequence[0].attr_values[0]
    issuer = der(cert_id.issuer)
    yield "dogtag-cert-id", "issuer", right, swapped(right, issuer, tlv(0x30, issuer))
    yield "dogtag-cert-id", "issuerUID", right, swapped(right, b"\x02\x01\x4d", b"\x02\x01\x4d\x03\x02\0\x01")
    body = PKIDataBuilder().get_cert("CN=CA", 77).body()
    yield "dogtag-get-cert", "", der(body), swapped(der(body), tlv(0xA4, issuer), issuer)

    # This one is in the value, not in how it is encoded.
    mac = mac_identifier(hashes.SHA256())
    aes = cmcasn1.AlgorithmIdentifier(ID_AES128_CBC, bytes(16))
    answer = (
        PKIDataBuilder()
        .add_pkcs10(request(), body_part_id=1)
        .decrypted_pop(cmcasn1.DecryptedPOP(1, mac, bytes(32)))
        .body()
    )
    right = der(answer)
    yield "dogtag-encrypted-pop", "", right, swapped(right, der(mac), der(aes))

    proven = PKIDataBuilder().add_pkcs10(request()).identification("alice").identity_proof_v2(SECRET)
    linked = der(proven.pop_link_witness_v2(SECRET, KEY).body())
    proof_oid, link_oid = (
        b"\x06\x08" + bytes(_oid(oid)) for oid in (ID_CMC_IDENTITY_PROOF_V2, ID_CMC_POP_LINK_WITNESS_V2)
    )
    yield "oid-33-34-swapped", "control", linked, swapped(linked, proof_oid, link_oid)
    yield "oid-33-34-swapped", "attribute", linked, swapped(linked, link_oid, proof_oid)

    body = PKIDataBuilder().add_pkcs10(request()).body()
    asked_for = extensions_of(body.req_sequence[0])
    (identifier,) = (each.extn_value for each in asked_for if each.extn_id == ID_CE_SUBJECT_KEY_IDENTIFIER)
    yield "ski-without-octet-string", "", der(body), swapped(der(body), tlv(4, identifier), identifier)

    info = cmcasn1.ExtendedFailInfo(cmcasn1.Oid("1.2.3"), cmcasn1.Any(b"\x05\0"))
    answered = der(cmcasn1.PKIResponseBuilder().status(CMCStatus.failed, [1], other_info=info).body())
    inside = tlv(6, b"\x2a\x03") + b"\x05\0"
    yield "untagged-extended-fail-info", "", answered, swapped(answered, tlv(0xA1, inside), tlv(0x30, inside))

    name = x509.DNSName("a.example")
    inside = tlv(0x82, b"a.example")
    for what, names in (
        ("with subject", {"subject": "CN=Bob", "subject_alt": [name]}),
        ("alone", {"subject_alt": [name]}),
    ):
        right = der(request(**names))
        yield "untagged-subject-alt", what, right, swapped(right, tlv(0xA1, inside), tlv(0x30, inside))


def _oid(oid: str) -> bytes:
    # The arcs of id-cmc have one octet each, but for the first two.
    return bytes([43, *map(int, oid.split(".")[2:])])


CASES = list(cases())
IDS = ["-".join(each[:2]).replace(" ", "-").strip("-") for each in CASES]


def test_every_quirk_has_a_case() -> None:
    assert {quirk for quirk, *_ in CASES} == set(QUIRKS) == ALL_QUIRKS


@pytest.mark.parametrize(("quirk", "what", "right", "odd"), CASES, ids=IDS)
def test_read_under_its_name_and_refused_without(quirk: str, what: str, right: bytes, odd: bytes) -> None:
    message, strict = cmcasn1.parse(odd), cmcasn1.parse(right, quirks=())
    assert (message.quirks, strict.quirks) == ((quirk,), ())
    assert cmcasn1.parse(odd, quirks=[quirk]) == message
    for allowed in (ALL_QUIRKS - {quirk}, ()):
        with pytest.raises(DecodeError, match=f"refused without the quirk '{quirk}'"):
            cmcasn1.parse(odd, quirks=allowed)
    # Nothing is lost: the same is read, but for the three that are odd in what they say.
    if quirk not in ("dogtag-encrypted-pop", "oid-33-34-swapped", "ski-without-octet-string", "empty-list"):
        assert message.body == strict.body
    inspection = cmcasn1.inspect(odd)
    assert inspection.message == message
    assert [problem.code for problem in inspection.problems] == [f"quirk.{quirk}"]
