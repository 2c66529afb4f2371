"""Microsoft's types: octets and values, the messages of Windows clients, the text of regInfo."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any as _Any

import pytest

import cmcasn1
from cmcasn1 import Oid
from cmcasn1.codec.coding import decode_named, encode_named
from cmcasn1.codec.tables import open_type
from cmcasn1.codec.value import Value
from tests.blobs import Blob

ROWS: list[tuple[str, str, _Any]] = [
    (
        "CmcAddAttributes",
        "301e 020100 3003 020101 3114 3012 06092b0601040182371511 3105 0403 010203",
        cmcasn1.CmcAddAttributes(0, (1,), (cmcasn1.AttributeSet(Oid.of("szOID_ISSUED_CERT_HASH"), (b"\1\2\3",)),)),
    ),
    (
        "EnrollmentNameValuePair",
        "300e 1e06 006100620063 1e04 00fc0031",
        cmcasn1.EnrollmentNameValuePair("abc", "\xfc1"),
    ),
    ("CSPProvider", "300b 020101 1e02 0043 0302 0780", cmcasn1.CSPProvider(1, "C", cmcasn1.BitString(b"\x80", 7))),
    ("OSVersion", "160431302e30", "10.0"),
    (
        "RequestClientInfo",
        "300c 020105 0c016d 0c0175 0c0170",
        cmcasn1.RequestClientInfo(5, "m", "u", "p"),
    ),
    ("IssuedCertHash", "0402aabb", b"\xaa\xbb"),
    ("ArchivedKeyCertHash", "0402aabb", b"\xaa\xbb"),
    ("EncryptedKeyHash", "0402aabb", b"\xaa\xbb"),
    ("EnrollCertType", "1e0400550073", "Us"),
    ("CertificateTemplateOID", "3004 0602 2a03", cmcasn1.CertificateTemplateOID(Oid("1.2.3"))),
    ("CertificateTemplateOID", "3007 0602 2a03 020164", cmcasn1.CertificateTemplateOID(Oid("1.2.3"), 100)),
    (
        "CertificateTemplateOID",
        "300e 0602 2a03 020164 0205 00ffffffff",
        cmcasn1.CertificateTemplateOID(Oid("1.2.3"), 100, 4294967295),
    ),
    (
        "NTDSCASecurityExt",
        "3019 a017 060a2b060104018237190201 a009 0407 532d312d352d31",
        cmcasn1.NTDSCASecurityExt(
            [cmcasn1.GeneralName("otherName", cmcasn1.AnotherName(Oid.of("szOID_NTDS_OBJECTSID"), b"S-1-5-1"))]
        ),
    ),
    ("CertsrvCAVersion", "0203010001", 65537),
    ("CertsrvPreviousCertHash", "0401aa", b"\xaa"),
]


@pytest.mark.parametrize(("name", "octets", "value"), ROWS)
def test_octets_and_value(name: str, octets: str, value: _Any) -> None:
    der = bytes.fromhex(octets)
    assert decode_named(name, der) == value
    assert encode_named(name, value) == der


@pytest.mark.parametrize(
    ("open_map", "oid", "name"),
    [
        ("controls", "szOID_CMC_ADD_ATTRIBUTES", "CmcAddAttributes"),
        ("attributes", "szOID_CERT_EXTENSIONS", "Extensions"),
        ("attributes", "szOID_RENEWAL_CERTIFICATE", "Certificate"),
        ("attributes", "szOID_ENROLLMENT_NAME_VALUE_PAIR", "EnrollmentNameValuePair"),
        ("attributes", "szOID_ENROLLMENT_CSP_PROVIDER", "CSPProvider"),
        ("attributes", "szOID_OS_VERSION", "OSVersion"),
        ("attributes", "szOID_ARCHIVED_KEY_ATTR", "ContentInfo"),
        ("attributes", "szOID_ARCHIVED_KEY_CERT_HASH", "ArchivedKeyCertHash"),
        ("attributes", "szOID_ISSUED_CERT_HASH", "IssuedCertHash"),
        ("attributes", "szOID_REQUEST_CLIENT_INFO", "RequestClientInfo"),
        ("attributes", "szOID_ENCRYPTED_KEY_HASH", "EncryptedKeyHash"),
        ("extensions", "szOID_ENROLL_CERTTYPE_EXTENSION", "EnrollCertType"),
        ("extensions", "szOID_CERTIFICATE_TEMPLATE", "CertificateTemplateOID"),
        ("extensions", "szOID_APPLICATION_CERT_POLICIES", "CertificatePolicies"),
        ("extensions", "szOID_NTDS_CA_SECURITY_EXT", "NTDSCASecurityExt"),
        ("extensions", "szOID_CERTSRV_CA_VERSION", "CertsrvCAVersion"),
        ("extensions", "szOID_CERTSRV_PREVIOUS_CERT_HASH", "CertsrvPreviousCertHash"),
        ("other_names", "szOID_NT_PRINCIPAL_NAME", "NTPrincipalName"),
        ("other_names", "szOID_NTDS_REPLICATION", "NTDSReplication"),
        ("other_names", "szOID_NTDS_OBJECTSID", "NTDSObjectSid"),
    ],
)
def test_where_a_type_stands(open_map: str, oid: str, name: str) -> None:
    found = open_type(open_map, str(Oid.of(oid)))
    assert found is not None and found.name == name


def parts(value: object) -> Iterator[object]:
    """Everything inside a value."""
    yield value
    if isinstance(value, Value):
        for field in type(value).__fields__:
            yield from parts(getattr(value, field))
    elif isinstance(value, tuple):
        for element in value:
            yield from parts(element)


def extension_types(value: object) -> Iterator[str]:
    for part in parts(value):
        if isinstance(part, cmcasn1.Extension):
            known = open_type("extensions", str(part.extn_id))
            assert known is not None, part.extn_id
            decode_named(known.name, part.extn_value)
            yield known.name


def test_messages_of_windows_clients_decode_in_full(shared_blob: Blob) -> None:
    """Nothing in them stays closed: no unknown control, no attribute or extension without a type."""
    folder = shared_blob.name.partition("/")[2]
    if not folder.startswith(("ejbca-ce/MsKey", "modularca/", "pyasn1-modules/test_rfc6402")):
        return
    if not shared_blob.is_message:
        return
    message = cmcasn1.parse(shared_blob.data)
    closed = [part for part in parts((message.body, message.layers)) if type(part) is cmcasn1.UnknownControl]
    closed += [part for part in parts((message.body, message.layers)) if type(part) is cmcasn1.Any]
    assert closed == []
    found = set(extension_types(message.body))
    assert found & {"CertificateTemplateOID", "EnrollCertType", "CertificatePolicies"} or "rfc6402" in folder


def test_a_request_with_an_archived_key(shared: Path) -> None:
    data = (shared / "vectors/peers/ejbca-ce/MsKeyArchivalRequestMessageTest_L42.der").read_bytes()
    message = cmcasn1.parse(data)
    signed = message.layers[-1]
    unsigned = {a.attr_type.name: a.attr_values for a in signed.signer_infos[0].unsigned_attrs}
    (archived,) = unsigned["szOID_ARCHIVED_KEY_ATTR"]
    assert isinstance(archived, cmcasn1.ContentInfo) and isinstance(archived.content, cmcasn1.EnvelopedData)
    request = message.body.req_sequence[0].certification_request
    attributes = {a.type.name: a.values for a in request.certification_request_info.attributes}
    assert attributes["szOID_OS_VERSION"][0].count(".") >= 2
    assert isinstance(attributes["szOID_ENROLLMENT_CSP_PROVIDER"][0], cmcasn1.CSPProvider)
    assert "EnrollCertType" in set(extension_types(message.body))
    (added,) = (control.attr_values[0] for control in message.body.control_sequence)
    assert {a.type.name for a in added.attributes} == {
        "szOID_ENCRYPTED_KEY_HASH",
        "szOID_REQUEST_CLIENT_INFO",
    }


@pytest.mark.parametrize(
    ("octets", "pairs"),
    [
        (b"CertificateTemplate=User", (("CertificateTemplate", "User"),)),
        (b"a=1&b=2=3&", (("a", "1"), ("b", "2=3"))),
        (b"SAN=dns%3Da%26dns%3Db&c", (("SAN", "dns=a&dns=b"), ("c", ""))),
        (b"a=100%&b=%zz", (("a", "100%"), ("b", "%zz"))),
        ("n=J\xfcrgen&m=J%C3%BCrgen".encode(), (("n", "J\xfcrgen"), ("m", "J\xfcrgen"))),
        (b"", ()),
    ],
)
def test_reg_info(octets: bytes, pairs: tuple[tuple[str, str], ...]) -> None:
    found = cmcasn1.NameValuePairs.parse(octets)
    assert found.pairs == pairs
    assert cmcasn1.NameValuePairs.parse(found.reg_info().value) == found


def test_reg_info_by_name() -> None:
    found = cmcasn1.NameValuePairs((("CertificateTemplate", "User"), ("certificatetemplate", "Other"), ("x", "a&b%\n")))
    assert found.get("CERTIFICATETEMPLATE") == "User" and found.get("y") is None
    assert found.reg_info() == cmcasn1.RegInfo(b"CertificateTemplate=User&certificatetemplate=Other&x=a%26b%25%0A")


def test_reg_info_that_is_no_utf_8() -> None:
    with pytest.raises(cmcasn1.ConstraintError) as caught:
        cmcasn1.NameValuePairs.parse(b"a=b&c=%FF")
    assert caught.value.offset == 6 and caught.value.path == "RegInfo"
