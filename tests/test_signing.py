"""SignedData made and checked: every kind of key, every way to name a signer, and what must not pass."""

from __future__ import annotations

import datetime
import hashlib
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from hypothesis import given, settings
from hypothesis import strategies as st

import cmcasn1
from cmcasn1 import (
    AlgorithmIdentifier,
    Attribute,
    BuildError,
    Certificate,
    ContentInfo,
    DigestMismatch,
    Oid,
    SignatureInvalid,
    SignedData,
    SignerInfo,
    VerificationError,
    decode_der,
    encode_der,
)
from cmcasn1.algorithms.digests import digest_identifier
from cmcasn1.algorithms.key_identifiers import key_identifier
from cmcasn1.algorithms.signatures import signature_identifier
from cmcasn1.cms import signing, verification
from cmcasn1.cms.certificate_sets import find_certificate
from cmcasn1.codec.coding import encode_named
from cmcasn1.keys.private_key import as_signer
from cmcasn1.oids.known import ID_CCT_PKI_DATA
from tests.signing_keys import CASES, NOW, certificate, common_name, issued, private_key, public

PKI_DATA = Oid("1.3.6.1.5.5.7.12.2")
ID_DATA = Oid("1.2.840.113549.1.7.1")
ID_SIGNED_DATA = Oid("1.2.840.113549.1.7.2")
EMPTY_PKI_DATA = bytes.fromhex("30083000300030003000")


def again(signed: SignedData) -> SignedData:
    """The SignedData as a receiver has it; strict DER both ways, and the values as they were made."""
    der = encode_der(ContentInfo(ID_SIGNED_DATA, signed))
    received: Any = decode_der(ContentInfo, der).content
    assert received == signed
    return received


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("with_certificate", [True, False], ids=["certificate", "key-identifier"])
def test_signed_with_every_kind_of_key(name: str, with_certificate: bool) -> None:
    case = CASES[name]
    signed = again(
        signing.sign(
            EMPTY_PKI_DATA,
            PKI_DATA,
            private_key(case.kind),
            certificate=certificate(case.kind) if with_certificate else None,
            hash_algorithm=case.hash_algorithm,
            pss=case.pss,
            signing_time=NOW,
        )
    )
    (info,) = signed.signer_infos
    assert (signed.version, info.version) == (3, 1 if with_certificate else 3)
    assert info.signature_algorithm.algorithm.name == case.signature
    assert info.digest_algorithm.algorithm.name == case.digest
    assert signed.digest_algorithms == (info.digest_algorithm,)
    found = find_certificate(signed.certificates, info.sid)
    assert found == (certificate(case.kind) if with_certificate else None)
    verified = verification.verify_signer(signed, info, public(case.kind))
    assert verified.covered == "attributes"
    assert bool(verified.weak_digests) == ("sha1" in name)
    assert cmcasn1.parse(encode_der(ContentInfo(ID_SIGNED_DATA, signed))).kind == "full-pki-request"


def test_the_message_of_the_vectors_is_made_to_the_byte(vectors: Path) -> None:
    known = json.loads((vectors / "computations.json").read_text())["full"]
    signed = signing.sign(bytes.fromhex(known["PKIData"]), PKI_DATA, private_key("ed25519"))
    assert encode_der(ContentInfo(ID_SIGNED_DATA, signed)).hex() == known["SignedData_ContentInfo"]


def test_certs_only_and_unsigned() -> None:
    empty = signing.certs_only(())
    assert encode_der(ContentInfo(ID_SIGNED_DATA, empty)).hex() == (
        "302306092a864886f70d010702a01630140201013100300b06092a864886f70d0107013100"
    )
    some = again(signing.certs_only([certificate("rsa").to_cryptography(), certificate("p256"), certificate("rsa")]))
    assert some.version == 1 and some.certificates is not None
    assert {item.octets for item in some.certificates} == {certificate("rsa").octets, certificate("p256").octets}
    assert cmcasn1.parse(encode_der(ContentInfo(ID_SIGNED_DATA, some))).kind == "simple-pki-response"
    bare = again(signing.unsigned(EMPTY_PKI_DATA, PKI_DATA))
    assert (bare.version, bare.signer_infos, bare.digest_algorithms) == (3, (), ())


def test_another_keys_certificate_is_refused() -> None:
    with pytest.raises(BuildError, match="another key"):
        signing.sign(b"", ID_DATA, private_key("rsa"), certificate=certificate("p256"))


def test_importing_the_values_does_not_import_cryptography() -> None:
    code = (
        "import cmcasn1.cms.signed_data, cmcasn1.cms.authenticated_data, sys; assert 'cryptography' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert SignerInfo.__module__ == "cmcasn1.cms.signed_data"


def counted(signed: SignedData) -> list[tuple[int, bool]]:
    return [(int(info.version), isinstance(info.sid, bytes)) for info in signed.signer_infos]


def test_several_signers() -> None:
    signed = signing.sign(EMPTY_PKI_DATA, PKI_DATA, private_key("rsa"), certificate=certificate("rsa"))
    signed = signing.add_signer(signed, private_key("ed448"))
    signed = again(signing.add_signer(signed, private_key("p384"), certificate=certificate("p384")))
    assert sorted(counted(signed)) == [(1, False), (1, False), (3, True)]
    assert {item.algorithm.name for item in signed.digest_algorithms} == {"id-sha256", "id-sha384", "id-shake256-len"}
    assert len(signed.certificates or ()) == 2
    keys = {"rsaEncryption": "rsa", "id-ecPublicKey": "p384", "id-Ed448": "ed448"}
    for info in signed.signer_infos:
        found = find_certificate(signed.certificates, info.sid)
        key = public("ed448") if found is None else found.tbs_certificate.subject_public_key_info
        verification.verify_signer(signed, info, key)
        others = [kind for kind in keys.values() if kind != keys[key.algorithm.algorithm.name]]
        for other in others:
            with pytest.raises(SignatureInvalid):
                verification.verify_signer(signed, info, public(other))


@pytest.mark.parametrize(
    ("certificates", "crls", "content_type", "expected"),
    [
        ((), (), ID_DATA, 1),
        ((), (), PKI_DATA, 3),
        ((cmcasn1.OtherCertificateFormat(Oid("1.2.3"), cmcasn1.Any(b"\5\0")),), (), ID_DATA, 5),
        ((), (cmcasn1.OtherRevocationInfoFormat(Oid("1.2.3"), cmcasn1.Any(b"\5\0")),), ID_DATA, 5),
    ],
)
def test_version_follows_from_the_contents(
    certificates: tuple[Any, ...], crls: tuple[Any, ...], content_type: Oid, expected: int
) -> None:
    """RFC 5652 section 5.1."""
    assert signing.unsigned(b"", content_type, certificates=certificates, crls=crls).version == expected


def test_crls_are_carried() -> None:
    from cryptography import x509

    crl = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(common_name("Signer ed25519"))
        .last_update(NOW)
        .next_update(NOW)
        .sign(private_key("ed25519"), None)
    )
    signed = again(signing.certs_only([certificate("ed25519")], [crl]))
    assert signed.version == 1 and signed.crls is not None
    assert signed.crls[0] == cmcasn1.CertificateList.from_cryptography(crl)


@pytest.mark.parametrize("content_type", [PKI_DATA, ID_DATA])
def test_detached_content(content_type: Oid) -> None:
    signed = again(signing.sign(b"content", content_type, private_key("p256"), detached=True))
    (info,) = signed.signer_infos
    assert signed.encap_content_info.e_content is None
    verification.verify_signer(signed, info, public("p256"), content=b"content")
    with pytest.raises(DigestMismatch):
        verification.verify_signer(signed, info, public("p256"), content=b"other")
    with pytest.raises(VerificationError, match="detached"):
        verification.verify_signer(signed, info, public("p256"))
    with pytest.raises(BuildError, match="detached"):
        signing.add_signer(signed, private_key("rsa"))
    both = again(signing.add_signer(signed, private_key("rsa"), content=b"content"))
    assert len(both.signer_infos) == 2
    attached = signing.sign(b"content", content_type, private_key("p256"))
    verification.verify_signer(attached, attached.signer_infos[0], public("p256"), content=b"content")
    with pytest.raises(DigestMismatch):
        verification.verify_signer(attached, attached.signer_infos[0], public("p256"), content=b"other")
    with pytest.raises(BuildError, match="another content"):
        signing.add_signer(attached, private_key("rsa"), content=b"other")


def test_countersignatures() -> None:
    signed = signing.sign(EMPTY_PKI_DATA, PKI_DATA, private_key("rsa"))
    (info,) = signed.signer_infos
    once = signing.countersign(info, private_key("ed25519"))
    twice = signing.countersign(once, private_key("p256"), certificate=certificate("p256"), signing_time=NOW)
    signed = again(replace(signed, signer_infos=(twice,)))
    verification.verify_signer(signed, signed.signer_infos[0], public("rsa"))
    counters = verification.countersignatures(signed.signer_infos[0])
    assert len(counters) == 2
    for counter in counters:
        kind, other = ("ed25519", "p256") if isinstance(counter.sid, bytes) else ("p256", "ed25519")
        verification.verify_countersignature(twice, counter, public(kind))
        with pytest.raises(SignatureInvalid):
            verification.verify_countersignature(twice, counter, public(other))
        with pytest.raises(DigestMismatch):
            verification.verify_countersignature(replace(twice, signature=b"other"), counter, public(kind))
        typed = Attribute(Oid("1.2.840.113549.1.9.3"), (PKI_DATA,))
        worse = replace(counter, signed_attrs=(*(counter.signed_attrs or ()), typed))
        with pytest.raises(VerificationError, match="countersignature has a contentType"):
            verification.verify_countersignature(twice, worse, public(kind))


def test_no_signature(vectors: Path) -> None:
    """RFC 10002 appendix C: the value is the DER of the SHA-1; nobody may take it for a signature."""
    signed = again(signing.sign_without_signature(EMPTY_PKI_DATA, PKI_DATA, key_identifier=b"\1" * 20))
    (info,) = signed.signer_infos
    assert encode_der(info.signature_algorithm).hex() == "300c06082b060105050706020500"
    assert info.sid == b"\1" * 20
    assert info.signed_attrs_octets is not None
    assert info.signature == b"\x04\x14" + hashlib.sha1(info.signed_attrs_octets).digest()
    verification.verify_content(signed, info)
    with pytest.raises(SignatureInvalid, match="no signature"):
        verification.verify_signer(signed, info, public("rsa"))
    tampered = replace(signed, encap_content_info=cmcasn1.EncapsulatedContentInfo(PKI_DATA, b"other"))
    with pytest.raises(DigestMismatch):
        verification.verify_content(tampered, info)


def attribute(oid: str, *values: Any) -> Attribute:
    return Attribute(Oid(oid), values)


CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME = (f"1.2.840.113549.1.9.{number}" for number in (3, 4, 5))


@pytest.mark.parametrize(
    ("change", "error", "match"),
    [
        (lambda attrs: attrs[1:], VerificationError, "contentType is missing"),
        (lambda attrs: attrs[:1], VerificationError, "messageDigest is missing"),
        (lambda attrs: None, VerificationError, "signedAttrs are missing"),
        (lambda attrs: (*attrs, attrs[0]), VerificationError, "stands 2 times"),
        (lambda attrs: (*attrs, attrs[1]), VerificationError, "stands 2 times"),
        (lambda attrs: (attrs[0], attribute(MESSAGE_DIGEST, b"a", b"b")), VerificationError, "2 values"),
        (lambda attrs: (attribute(CONTENT_TYPE, ID_DATA), attrs[1]), VerificationError, "differs from the type"),
        (lambda attrs: (attrs[0], attribute(MESSAGE_DIGEST, b"short")), DigestMismatch, "messageDigest"),
        (lambda attrs: (attrs[0], attribute(MESSAGE_DIGEST, cmcasn1.Any(b"\5\0"))), DigestMismatch, "messageDigest"),
        (lambda attrs: (*attrs, attribute(SIGNING_TIME, NOW, NOW)), VerificationError, "2 values"),
    ],
)
def test_attributes_are_checked(change: Any, error: type[Exception], match: str) -> None:
    """RFC 5652 section 11; the signature is made over the changed attributes, so that nothing else can be at fault."""
    signed = signing.sign(EMPTY_PKI_DATA, PKI_DATA, private_key("ed25519"))
    (info,) = signed.signer_infos
    attributes = change(tuple(info.signed_attrs or ()))
    covered = EMPTY_PKI_DATA if attributes is None else encode_named("SignedAttributes", attributes)
    info = replace(info, signed_attrs=attributes, signature=private_key("ed25519").sign(covered))
    verification.verify_signature(info, public("ed25519"), EMPTY_PKI_DATA)
    with pytest.raises(VerificationError, match=match) as raised:
        verification.verify_signer(signed, info, public("ed25519"))
    assert type(raised.value) is error
    assert raised.value.path.startswith("SignerInfo")


def test_algorithm_protection_is_checked() -> None:
    """RFC 6211: the algorithms in use are those that the attribute names, or the message was changed."""
    rsa = signing.sign(EMPTY_PKI_DATA, PKI_DATA, private_key("rsa")).signer_infos[0]
    stated = cmcasn1.CMSAlgorithmProtection(
        digest_algorithm=rsa.digest_algorithm, signature_algorithm=rsa.signature_algorithm
    )
    extra = attribute("1.2.840.113549.1.9.52", stated)
    good = again(signing.sign(EMPTY_PKI_DATA, PKI_DATA, private_key("rsa"), signed_attributes=[extra]))
    verification.verify_signer(good, good.signer_infos[0], public("rsa"))
    bad = again(signing.sign(EMPTY_PKI_DATA, PKI_DATA, private_key("p384"), signed_attributes=[extra]))
    with pytest.raises(VerificationError, match="RFC 6211"):
        verification.verify_signer(bad, bad.signer_infos[0], public("p384"))


@pytest.mark.parametrize(
    ("where", "given", "match"),
    [
        ("signed_attributes", attribute(CONTENT_TYPE, PKI_DATA), "not for the caller"),
        ("signed_attributes", attribute(MESSAGE_DIGEST, b""), "not for the caller"),
        ("signed_attributes", attribute(SIGNING_TIME, NOW), "once"),
        ("signed_attributes", attribute("1.2.840.113549.1.9.6", cmcasn1.Any(b"\5\0")), "not for the caller"),
        ("unsigned_attributes", attribute(SIGNING_TIME, NOW), "must be covered"),
    ],
)
def test_attributes_that_the_rfc_forbids_are_refused(where: str, given: Attribute, match: str) -> None:
    arguments: dict[str, Any] = {where: [given]}
    with pytest.raises(BuildError, match=match):
        signing.sign(b"", PKI_DATA, private_key("ed25519"), signing_time=NOW, **arguments)


def test_unsigned_data_stands_once() -> None:
    data = cmcasn1.CMCUnsignedData((1,), Oid("1.2.3"), cmcasn1.Any(b"\5\0"))
    once = attribute("1.2.840.113549.1.9.16.2.34", data)
    twice = attribute("1.2.840.113549.1.9.16.2.34", data, replace(data, body_part_path=(2,)))
    made = again(signing.sign(b"", PKI_DATA, private_key("ed25519"), unsigned_attributes=[once]))
    assert made.signer_infos[0].unsigned_attrs == (once,)
    with pytest.raises(BuildError, match=r"RFC 10002 section 3\.2\.3"):
        signing.sign(b"", PKI_DATA, private_key("ed25519"), unsigned_attributes=[once, twice])


@pytest.mark.parametrize(("year", "kind"), [(2026, cmcasn1.UTCTime), (2050, cmcasn1.GeneralizedTime)])
def test_signing_time(year: int, kind: type) -> None:
    """RFC 5652 section 11.3: UTCTime up to 2049; in UTC, to the second."""
    zone = datetime.timezone(datetime.timedelta(hours=2))
    moment = datetime.datetime(year, 3, 1, 1, 2, 3, 999_999, tzinfo=zone)
    signed = again(signing.sign(b"", PKI_DATA, private_key("ed25519"), signing_time=moment))
    (value,) = next(a.attr_values for a in signed.signer_infos[0].signed_attrs or () if a.attr_type == SIGNING_TIME)
    assert value == moment.replace(microsecond=0) and type(value) is kind
    with pytest.raises(BuildError, match="time zone"):
        signing.sign(b"", PKI_DATA, private_key("ed25519"), signing_time=moment.replace(tzinfo=None))


def old_style(content: bytes, content_type: Oid = ID_DATA) -> tuple[SignedData, SignerInfo]:
    """What peers before RFC 5652 send: rsaEncryption for a signature algorithm, no signed attributes."""
    signed = signing.unsigned(content, content_type)
    info = SignerInfo(
        version=3,
        sid=b"\1",
        digest_algorithm=digest_identifier(hashes.SHA1()),
        signature_algorithm=AlgorithmIdentifier(Oid("1.2.840.113549.1.1.1"), cmcasn1.NULL),
        signature=private_key("rsa").sign(content, padding.PKCS1v15(), hashes.SHA1()),
    )
    return signed, info


def test_content_without_signed_attributes() -> None:
    signed, info = old_style(b"content")
    verified = verification.verify_signer(signed, info, public("rsa"))
    assert (verified.covered, verified.weak_digests) == ("content", ("1.3.14.3.2.26",))
    with pytest.raises(SignatureInvalid):
        verification.verify_signer(signing.unsigned(b"other", ID_DATA), info, public("rsa"))
    with pytest.raises(VerificationError, match="signedAttrs are missing"):
        verification.verify_signer(*old_style(b"content", PKI_DATA), public("rsa"))


def test_signed_attributes_cannot_be_presented_as_content() -> None:
    """The signature over the attributes of one message holds over a content of the same octets."""
    signed = signing.sign(EMPTY_PKI_DATA, PKI_DATA, private_key("rsa"))
    (info,) = signed.signer_infos
    attributes = info.signed_attrs_octets
    assert attributes is not None
    forged, forger = signing.unsigned(attributes, ID_DATA), replace(info, signed_attrs=None)
    verification.verify_signature(forger, public("rsa"), attributes)
    with pytest.raises(VerificationError, match="out of another message"):
        verification.verify_signer(forged, forger, public("rsa"))
    innocent, other = old_style(b"\x31\x02\x05\x00")
    verification.verify_signer(innocent, other, public("rsa"))


def ber(der: bytes) -> bytes:
    """Indefinite lengths for the SEQUENCEs, SETs and explicit tags down to the attributes."""
    identifier, length = der[0], der[1]
    start = 2 if length < 128 else 2 + length - 128
    size = length if length < 128 else int.from_bytes(der[2:start], "big")
    assert start + size == len(der)
    parts, p = [], start
    if not identifier & 0x20:
        return der
    while p < len(der):
        inner = der[p + 1]
        head = 2 if inner < 128 else 2 + inner - 128
        count = inner if inner < 128 else int.from_bytes(der[p + 2 : p + head], "big")
        parts.append(ber(der[p : p + head + count]))
        p += head + count
    return bytes((identifier, 0x80)) + b"".join(parts) + b"\0\0"


def test_ber_is_verified_as_received_and_as_der() -> None:
    signed = signing.sign(EMPTY_PKI_DATA, PKI_DATA, private_key("ed25519"))
    received = cmcasn1.parse(ber(encode_der(ContentInfo(ID_SIGNED_DATA, signed))))
    assert received.encoding == "ber"
    found = received.layers[0]
    (info,) = found.signer_infos
    assert info.signed_attrs_octets[:2] == b"\x31\x80"
    assert verification.verify_signer(found, info, public("ed25519")).covered == "attributes-der"

    # A peer that signs its attributes in the order in which it sends them.
    first, second = (encode_der(each) for each in signed.signer_infos[0].signed_attrs or ())
    attributes = b"\x31" + bytes((len(first + second),)) + second + first
    wrong_way = replace(signed.signer_infos[0], signature=private_key("ed25519").sign(attributes))
    der = encode_der(ContentInfo(ID_SIGNED_DATA, replace(signed, signer_infos=(wrong_way,))))
    assert der.count(first + second) == 1
    unsorted = cmcasn1.parse(der.replace(first + second, second + first)).layers[0]
    verified = verification.verify_signer(unsorted, unsorted.signer_infos[0], public("ed25519"))
    assert verified.covered == "attributes"


def test_content_that_stands_without_octet_string() -> None:
    """PKCS #7 digests such a content without its tag and length (RFC 5652 section 5.2.1); only where it was met."""
    digested = EMPTY_PKI_DATA[2:]
    (info,) = signing.sign(digested, PKI_DATA, private_key("ed25519")).signer_infos
    received = replace(signing.unsigned(EMPTY_PKI_DATA, PKI_DATA), signer_infos=(info,))
    quirks = ("econtent-not-octet-string",)
    verification.verify_signer(received, info, public("ed25519"), quirks=quirks)
    with pytest.raises(DigestMismatch):
        verification.verify_signer(received, info, public("ed25519"))
    with pytest.raises(DigestMismatch):
        other = signing.unsigned(EMPTY_PKI_DATA[:-2] + b"\x31\0", PKI_DATA)
        verification.verify_signer(other, info, public("ed25519"), quirks=quirks)


def test_a_key_for_pss_only_verifies_nothing_else() -> None:
    """RFC 4055 section 1.2, and the certificate's parameters choose how it signs."""
    info = public("rsa")
    bound = replace(info, algorithm=signature_identifier(info, hashes.SHA384(), pss=True))
    template = certificate("rsa")
    bound_certificate = replace(
        template, tbs_certificate=replace(template.tbs_certificate, subject_public_key_info=bound)
    )
    made = again(signing.sign(b"", PKI_DATA, private_key("rsa"), certificate=bound_certificate))
    (signer,) = made.signer_infos
    assert signer.signature_algorithm == bound.algorithm
    verification.verify_signer(made, signer, bound)
    plain = signing.sign(b"", PKI_DATA, private_key("rsa"))
    with pytest.raises(SignatureInvalid, match="RSASSA-PSS only"):
        verification.verify_signer(plain, plain.signer_infos[0], bound)


@pytest.mark.parametrize(
    ("kind", "hash_algorithm"),
    [("ml-dsa-65", hashes.SHA256()), ("ml-dsa-87", hashes.SHA384()), ("ml-dsa-44", hashes.SHA1())],
)
def test_digests_weaker_than_the_key_are_refused(kind: str, hash_algorithm: hashes.HashAlgorithm) -> None:
    with pytest.raises(BuildError, match=r"RFC 9882 section 3\.3"):
        signing.sign(b"", PKI_DATA, private_key(kind), hash_algorithm=hash_algorithm)


def test_certificates_are_found_whatever_string_type_the_issuer_is_in() -> None:
    made = Certificate.from_cryptography(issued(common_name("Ünïted  Root CA"), 7, private_key("p256")))
    twin = Certificate.from_cryptography(issued(common_name("ünïted root ca"), 7, private_key("p384")))
    tbs = made.tbs_certificate
    exact = cmcasn1.IssuerAndSerialNumber(tbs.issuer, 7)

    def named(value: Any) -> Any:
        return cmcasn1.IssuerAndSerialNumber(
            cmcasn1.Name([cmcasn1.RelativeDistinguishedName([cmcasn1.AttributeTypeAndValue(Oid("2.5.4.3"), value)])]), 7
        )

    assert find_certificate([made], exact) == made
    assert find_certificate([twin, made], exact) == made
    assert find_certificate([made, twin], named(cmcasn1.UTF8String("ünïted root ca"))) == twin
    assert find_certificate([made], named(cmcasn1.BMPString(" ÜNÏTED ROOT  ca "))) == made
    assert find_certificate(
        [made], named(cmcasn1.UTF8String("\N{FULLWIDTH LATIN CAPITAL LETTER U}\u0308nïted root ca"))
    )
    assert find_certificate([made], named(cmcasn1.UTF8String("United Root CA"))) is None
    assert find_certificate([made], replace(exact, serial_number=8)) is None
    assert find_certificate(None, exact) is None
    ski = as_signer(private_key("p256")).public_key_info
    assert find_certificate([twin, made], key_identifier(ski)) == made
    bare = Certificate.from_cryptography(issued(common_name("x"), 8, private_key("p256"), ski=False))
    assert find_certificate([bare], key_identifier(ski)) is None


@pytest.mark.parametrize("with_attributes", [True, False], ids=["attributes", "content-only"])
@given(position=st.integers(0, 10_000), flip=st.integers(1, 255))
@settings(max_examples=150, deadline=None)
def test_any_changed_byte_that_is_covered_is_noticed(with_attributes: bool, position: int, flip: int) -> None:
    """Content, attributes and signature; the message is changed as octets, what no longer decodes is not accepted."""
    if with_attributes:
        signed = signing.sign(EMPTY_PKI_DATA, PKI_DATA, private_key("ed25519"), signing_time=NOW)
        covered = [EMPTY_PKI_DATA, signed.signer_infos[0].signature]
        covered += [encode_der(each) for each in signed.signer_infos[0].signed_attrs or ()]
    else:
        signature = private_key("ed25519").sign(EMPTY_PKI_DATA)
        info = replace(
            signing.sign(EMPTY_PKI_DATA, ID_DATA, private_key("ed25519")).signer_infos[0],
            signed_attrs=None,
            signature=signature,
        )
        signed = replace(signing.unsigned(EMPTY_PKI_DATA, ID_DATA), signer_infos=(info,))
        covered = [EMPTY_PKI_DATA, signature]
    verification.verify_signer(signed, signed.signer_infos[0], public("ed25519"))
    der = encode_der(ContentInfo(ID_SIGNED_DATA, signed))
    places = [der.index(part) + offset for part in covered for offset in range(len(part))]
    place = places[position % len(places)]
    changed = der[:place] + bytes((der[place] ^ flip,)) + der[place + 1 :]
    try:
        received: Any = decode_der(ContentInfo, changed).content
        (info,) = received.signer_infos
    except (cmcasn1.DecodeError, AttributeError):
        return
    with pytest.raises(cmcasn1.CMCError):
        verification.verify_signer(received, info, public("ed25519"))


def test_signers_in_ber_are_not_encoded_anew() -> None:
    """Some sign the BER that they send: what a further signer made of it would no longer hold."""
    content = cmcasn1.encode_der(cmcasn1.PKIDataBuilder().transaction_id(1).body())
    signed = again(signing.sign(content, ID_CCT_PKI_DATA, private_key("p256"), signing_time=NOW))
    octets = signed.signer_infos[0].signed_attrs_octets
    assert octets is not None and octets[1] < 0x80
    attributes = [cmcasn1.encode_der(each) for each in signed.signer_infos[0].signed_attrs or ()]
    der = cmcasn1.encode_der(cmcasn1.ContentInfo(ID_SIGNED_DATA, signed))
    unsorted = der.replace(b"".join(attributes), b"".join(reversed(attributes)))
    assert unsorted != der
    received = cmcasn1.parse(unsorted).layers[0]
    assert isinstance(received, SignedData)
    with pytest.raises(BuildError, match="came in BER") as raised:
        signing.add_signer(received, private_key("rsa"))
    assert raised.value.path == "SignedData.signerInfos[0].signedAttrs"
    with pytest.raises(BuildError, match="came in BER"):
        signing.countersign(received.signer_infos[0], private_key("rsa"))
    assert octets[2:] in cmcasn1.encode_der(signing.add_signer(signed, private_key("rsa")))
