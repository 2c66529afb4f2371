"""Proofs of possession of RFC 6955: its examples to the octet, requests made, checked and refused."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dh, ec, ed25519, x25519
from hypothesis import given, settings
from hypothesis import strategies as st

import cmcasn1
from cmcasn1 import (
    NULL,
    AlgorithmIdentifier,
    BitString,
    Certificate,
    CertificationRequest,
    CertificationRequestBuilder,
    CertReqMsgBuilder,
    DhSigStatic,
    Oid,
    Outcome,
    StaticDHSigner,
)
from cmcasn1.algorithms.dh_signatures import DH_SIGNATURES, dh_signature_identifier, verify_dh
from cmcasn1.algorithms.static_dh import STATIC_DH, static_dh_identifier, static_dh_key, static_dh_mac
from cmcasn1.crmf.possession import verify_signature
from cmcasn1.crmf.possession_algorithms import rests_on_weak
from cmcasn1.crmf.possession_by_agreement import verify_agreement
from cmcasn1.crmf.static_dh import names_around, verify_static_dh
from cmcasn1.errors import BuildError, DecryptionFailed, ProofInvalid, SignatureInvalid, UnsupportedAlgorithm
from cmcasn1.keys.private_key import PrivateKey
from cmcasn1.pkix.keys import DHPublicKey, DomainParameters, SubjectPublicKeyInfo
from tests.signing_keys import common_name, issued

pytestmark = pytest.mark.filterwarnings("ignore:Diffie-Hellman over finite fields")

# The keys of the examples in RFC 2875, which RFC 6955 repeats.
P = int(
    "9484e0456c7f6951623e56807c68e7c5a99e9e747494ed908c1dc4e14a1482f5d2940c19e3b910bb11b9e5a5fb8e2151630286aa06b82136"
    "b67f36dfd1d6685b797c1d5a14751f6a937593cebb97728af00f239d47f6d4b3c7f0f4e6f62bc232e18967be7e06aef8d0016b8b2af502d7"
    "b6a8639483b01b317d521adee5038527",
    16,
)
G = int(
    "26a6322c5a2bd4332b5cdc0687533f90066150383ed2b97d811c1210c50c53d464d18e3007088cdd3f0a2f2cd61b7f5786d0dabb6e362a18"
    "e8d3bc70317a48b64e186edd1f2206eb3fead44169d99bde47957a7291d2097f495c3b033351c8f1399aff04d56e7e943d03b8f631152648"
    "95a85cde4788b4693a00a7869edad1cd",
    16,
)
Q = 0xE872FA96F01140F5F2DCFD3B5D7894B18501E5693721F725B9BA714AFC6030FB
USER_X = 0x32CCBDB4B77C4426BB3C83426E7D1B008635097107A0A476B8DB5FEC00CE6FC3
CA_X = 0x3E5DADFDE5F46B1B615E18F90B8474A7521ED692BC349456F30CBEDA677ADD7D
CA_Y = int(
    "5fcf39ad62cf498ed1ce66e2b1e6a7014d05c277c8925242a905a4dbe0467950a3fc993d3da69ba9adbc621c69b711a1c02af18528f768fe"
    "d68f3156224d0a116e723a02af0e27aaf9edce05efd85992c018d7696ebd70b621d1773921e1af7a3acf200ab42c695fcf796720314df2c6"
    "ed23bfc4bb1ed171402c07d6f08fc51a",
    16,
)


def dh_key(x: int) -> Any:
    numbers = dh.DHPublicNumbers(pow(G, x, P), dh.DHParameterNumbers(P, G, Q))
    return dh.DHPrivateNumbers(x, numbers).private_key()


def domain_key(y: int, **changed: int) -> SubjectPublicKeyInfo:
    parameters = replace(DomainParameters(P, G, Q), **changed)  # type: ignore[arg-type]
    algorithm = AlgorithmIdentifier(Oid.of("dhpublicnumber"), parameters)
    return SubjectPublicKeyInfo(algorithm, BitString(cmcasn1.encode_der(y, DHPublicKey)))


@cache
def key(kind: str, which: int = 0) -> Any:
    match kind:
        case "dh":
            return dh_key((USER_X, CA_X, 0xABCDEF0123456789 << 160)[which])
        case "p256":
            return ec.generate_private_key(ec.SECP256R1())
        case "p384":
            return ec.generate_private_key(ec.SECP384R1())
        case "p521":
            return ec.generate_private_key(ec.SECP521R1())
        case "pkcs3":
            return dh.generate_parameters(2, 512).generate_private_key()
        case "x25519":
            return x25519.X25519PrivateKey.generate()
    raise LookupError(kind)


def certificate_for(public: SubjectPublicKeyInfo, subject: str, issuer: str, number: int) -> Certificate:
    """A certificate with names of its own, whatever the key is of; nobody looks at its signature."""
    made = Certificate.from_cryptography(issued(common_name("CA"), number, ed25519.Ed25519PrivateKey.generate()))
    tbs = replace(
        made.tbs_certificate,
        subject_public_key_info=public,
        subject=name(subject),
        issuer=name(issuer),
        serial_number=number,
    )
    return cmcasn1.decode_der(Certificate, cmcasn1.encode_der(replace(made, tbs_certificate=tbs)))


def name(text: str) -> Any:
    return CertificationRequestBuilder().subject(text).without_signature(key("p256")).certification_request_info.subject


@cache
def ca_certificate(kind: str, which: int = 1, subject: str = "CN=DH CA", number: int = 7) -> Certificate:
    return certificate_for(PrivateKey(key(kind, which)).public_key_info, subject, "CN=Root", number)


# The examples of the RFCs


EXAMPLE_CA = "CN=DH TestCA,OU=Testing,O=XETI Inc,C=US"
EXAMPLE_ROOT = "CN=Root DSA CA,OU=Testing,O=XETI Inc,C=US"


@pytest.fixture(scope="module")
def example(shared: Path) -> CertificationRequest:
    """The PKCS #10 request that RFC 6955 prints."""
    data = (shared / "vectors" / "peers" / "pyasn1-alt-modules" / "test_rfc6955_L24.der").read_bytes()
    return cmcasn1.decode_der(CertificationRequest, data)


def printable(text: str) -> Any:
    """A name whose strings are PrintableString, as in 1999."""
    from cmcasn1.codec.primitives import PrintableString

    return cmcasn1.Name(
        tuple(
            cmcasn1.RelativeDistinguishedName((replace(each, value=PrintableString(str(each.value))),))
            for level in name(text)
            for each in level
        )
    )


def covered_by_the_example(request: CertificationRequest) -> bytes:
    """The request as the authors hashed it: the attributes came later, and no [0] stood there."""
    info = request.certification_request_info
    content = b"\2\1\0" + cmcasn1.encode_der(info.subject) + info.subject_pk_info.octets
    return b"\x30\x82" + len(content).to_bytes(2) + content


def test_static_example(example: CertificationRequest) -> None:
    """RFC 6955: the names around ZZ are subject and issuer of the CA's certificate."""
    assert example.signature_algorithm == AlgorithmIdentifier(Oid.of("id-dhPop-static-sha1-hmac-sha1"), NULL)
    static = cmcasn1.decode_der(DhSigStatic, example.signature.data)
    assert static.issuer_and_serial is not None
    assert static.issuer_and_serial.issuer == printable(EXAMPLE_ROOT)
    assert static.hash_value.hex() == "2d0577fe5e8f65f5afadc95c9b02c0a888296163"
    info = example.certification_request_info
    assert info.subject_pk_info.algorithm.parameters == replace(
        DomainParameters(P, G, Q),
        j=info.subject_pk_info.algorithm.parameters.j,  # type: ignore[union-attr]
        validation_parms=info.subject_pk_info.algorithm.parameters.validation_parms,  # type: ignore[union-attr]
    )
    assert cmcasn1.decode_der(DHPublicKey, info.subject_pk_info.subject_public_key.data) == pow(G, USER_X, P)
    # The CA's certificate says, as the request does, how the group was found; the private key does not.
    public = replace(info.subject_pk_info, subject_public_key=domain_key(CA_Y).subject_public_key)
    plain = certificate_for(public, EXAMPLE_CA, EXAMPLE_ROOT, static.issuer_and_serial.serial_number)
    tbs = replace(plain.tbs_certificate, subject=printable(EXAMPLE_CA), issuer=printable(EXAMPLE_ROOT))
    certificate = replace(plain, tbs_certificate=tbs)
    covered = covered_by_the_example(example)
    arguments = (example.signature_algorithm, info.subject_pk_info, example.signature)
    verify_static_dh(*arguments, covered, dh_key(CA_X), certificate)
    # The attributes that the RFC prints are not covered, so that the request as printed does not verify.
    with pytest.raises(ProofInvalid, match="does not match"):
        verify_static_dh(*arguments, info.octets, dh_key(CA_X), certificate)
    report = cmcasn1.verify(cmcasn1.encode_der(example), keys=[dh_key(CA_X)], certificates=[certificate])
    assert [check.outcome for check in report.named("possession")] == [Outcome.FAILED]
    other = replace(certificate, tbs_certificate=replace(tbs, subject_public_key_info=info.subject_pk_info))
    report = cmcasn1.verify(cmcasn1.encode_der(example), keys=[dh_key(CA_X)], certificates=[other])
    assert [check.outcome for check in report.named("possession")] == [Outcome.NOT_POSSIBLE]
    # The user's own side comes to the same octets.
    signer = StaticDHSigner(dh_key(USER_X), certificate)
    assert signer.sign(example.signature_algorithm, covered) == example.signature.data


def test_static_example_of_the_old_rfc(example: CertificationRequest) -> None:
    """RFC 2875 computes its example with the requester's and the CA's name, against its own text; RFC 6955 does not."""
    subject = cmcasn1.encode_der(example.certification_request_info.subject)
    issuer = cmcasn1.encode_der(printable(EXAMPLE_CA))
    secret = pow(CA_Y, USER_X, P).to_bytes(128)
    assert static_dh_key(hashes.SHA1(), subject, secret, issuer).hex() == "f4d7bb6cc72d217f1c38f7da742d51ad14406675"
    made = static_dh_mac(example.signature_algorithm, subject, secret, issuer, covered_by_the_example(example))
    assert made.hex() == "1b17ad4e65861a6c7c85faf795de4893c59dc524"


def test_discrete_logarithm_example(monkeypatch: pytest.MonkeyPatch) -> None:
    """The example of the signature in both RFCs: q has 256 bits, the hash 160."""
    r = 0xA1B5B49001346BA0316A73F57DF65C144352D210BF865887F7BC6E5A77FFC34B
    s = 0x594045BC6F0DDCFF9D55401EC49E513D66EFB2FF06409A39687581F7EC9EBEA1
    digest = bytes.fromhex("5fa269b64b2291226f4cfe68ec2bd1c6d421e52c")
    signature = cmcasn1.encode_der(cmcasn1.Dss_Sig_Value(r, s))
    algorithm = AlgorithmIdentifier(Oid.of("id-alg-dhPop-sha1"))
    assert pow(G, CA_X, P) == CA_Y
    with pytest.raises(SignatureInvalid, match="does not verify"):
        verify_dh(domain_key(CA_Y), algorithm, signature, b"what was hashed")

    # The RFC gives the digest, and no octets that have it.
    def hashed(name: AlgorithmIdentifier, data: bytes) -> bytes:
        return digest if data == b"what was hashed" else hashlib.sha1(data).digest()

    monkeypatch.setattr("cmcasn1.algorithms.dh_signatures.digest", hashed)
    verify_dh(domain_key(CA_Y), algorithm, signature, b"what was hashed")


# Static (EC)DH


KINDS: list[tuple[str, Any, str]] = [
    ("p256", None, "id-alg-ecdhPop-static-sha256-hmac-sha256"),
    ("p384", None, "id-alg-ecdhPop-static-sha384-hmac-sha384"),
    ("p521", None, "id-alg-ecdhPop-static-sha512-hmac-sha512"),
    ("p256", hashes.SHA224(), "id-alg-ecdhPop-static-sha224-hmac-sha224"),
    ("dh", None, "id-alg-dhPop-static-sha256-hmac-sha256"),
    ("dh", hashes.SHA1(), "id-dhPop-static-sha1-hmac-sha1"),
    ("dh", hashes.SHA224(), "id-alg-dhPop-static-sha224-hmac-sha224"),
    ("dh", hashes.SHA384(), "id-alg-dhPop-static-sha384-hmac-sha384"),
    ("dh", hashes.SHA512(), "id-alg-dhPop-static-sha512-hmac-sha512"),
]


def pkcs10_of(kind: str, hash_algorithm: Any) -> tuple[bytes, Any]:
    signer = StaticDHSigner(key(kind), ca_certificate(kind))
    made = CertificationRequestBuilder().subject("CN=Alice").sign(signer, hash_algorithm=hash_algorithm)
    return cmcasn1.encode_der(made), made.signature_algorithm


def signed_crmf(kind: str, hash_algorithm: Any) -> tuple[bytes, Any]:
    signer = StaticDHSigner(key(kind), ca_certificate(kind))
    made: Any = CertReqMsgBuilder().subject("CN=Alice").sign(signer, hash_algorithm=hash_algorithm)
    return cmcasn1.encode_der(cmcasn1.CertReqMessages([made])), made.popo.value.algorithm_identifier


def agreed_crmf(kind: str, hash_algorithm: Any) -> tuple[bytes, Any]:
    own, certificate = key(kind), ca_certificate(kind)
    algorithm = static_dh_identifier(PrivateKey(own).public_key_info, hash_algorithm)
    builder = CertReqMsgBuilder().subject("CN=Alice")
    made: Any = builder.agree_by_certificate(own, certificate, mac_algorithm=algorithm)
    assert made.popo.choice == "keyAgreement" and made.popo.value.choice == "agreeMAC"
    return cmcasn1.encode_der(cmcasn1.CertReqMessages([made])), made.popo.value.value.alg_id


@pytest.mark.parametrize("make", [pkcs10_of, signed_crmf, agreed_crmf])
@pytest.mark.parametrize(("kind", "hash_algorithm", "algorithm"), KINDS)
def test_a_static_proof(make: Callable[..., tuple[bytes, Any]], kind: str, hash_algorithm: Any, algorithm: str) -> None:
    data, identifier = make(kind, hash_algorithm)
    assert identifier == AlgorithmIdentifier(Oid.of(algorithm), NULL)
    ca, other, certificate = key(kind, 1), key(kind, 2), ca_certificate(kind)
    others = ca_certificate(kind, 2, number=8)

    def outcome(keys: list[Any], certificates: list[Certificate], octets: bytes = data) -> tuple[Outcome, str]:
        (check,) = cmcasn1.verify(octets, keys=keys, certificates=certificates).named("possession")
        return check.outcome, check.text

    found, text = outcome([ca], [certificate])
    assert found is Outcome.PASSED and ("agreeMAC" in text or algorithm in text)
    (check,) = cmcasn1.verify(data, keys=[ca], certificates=[certificate]).named("possession")
    assert check.weak == (hash_algorithm is not None and hash_algorithm.name == "sha1")
    # Among several keys and certificates the right ones are found; the renewed certificate is not the one it is for.
    renewed = ca_certificate(kind, subject="CN=DH CA 2", number=9)
    assert outcome([other, ca], [others, renewed, certificate])[0] is Outcome.PASSED
    # What lacks is named.
    assert outcome([], [certificate]) == (
        Outcome.NOT_POSSIBLE,
        text + ": only the private key of the CA can tell, and none is given",
    )
    assert outcome([ca], [])[0] is Outcome.NOT_POSSIBLE
    assert "certificate" in outcome([ca], [])[1]
    found, why = outcome([other], [others, certificate])
    assert found is Outcome.NOT_POSSIBLE and "certificate 7, not for 8" in why
    assert outcome([ca], [renewed])[0] is Outcome.NOT_POSSIBLE
    # The same issuer and number, and another key or another subject.
    for wrong in (ca_certificate(kind, 2), ca_certificate(kind, subject="CN=Other")):
        keys = [other] if wrong is ca_certificate(kind, 2) else [ca]
        assert outcome(keys, [wrong])[0] is Outcome.FAILED
    # Any covered octet changed: the common name, and the MAC at the end.
    for old, new in ((b"Alice", b"Alicf"), (data[-1:], bytes([data[-1] ^ 1]))):
        forged = data[: data.rindex(old)] + new + data[data.rindex(old) + len(old) :]
        assert outcome([ca], [certificate], forged)[0] is Outcome.FAILED


@pytest.mark.parametrize("kind", ["p256", "dh"])
def test_another_key_of_the_same_group_proves_nothing(kind: str) -> None:
    stolen = PrivateKey(key(kind, 1)).public_key_info
    made = CertificationRequestBuilder().subject("CN=Alice").sign(StaticDHSigner(key(kind), ca_certificate(kind)))
    forged = replace(made, certification_request_info=replace(made.certification_request_info, subject_pk_info=stolen))
    report = cmcasn1.verify(cmcasn1.encode_der(forged), keys=[key(kind, 1)], certificates=[ca_certificate(kind)])
    assert [check.outcome for check in report.named("possession")] == [Outcome.FAILED]


def test_without_issuer_and_serial() -> None:
    """RFC 6955 section 4.1: absent where the CA's key came otherwise; the names are those of the certificate given."""
    made = CertificationRequestBuilder().subject("CN=Alice").sign(StaticDHSigner(key("p256"), ca_certificate("p256")))
    static = replace(cmcasn1.decode_der(DhSigStatic, made.signature.data), issuer_and_serial=None)
    bare = cmcasn1.encode_der(replace(made, signature=BitString(cmcasn1.encode_der(static))))
    report = cmcasn1.verify(bare, keys=[key("p256", 1)], certificates=[ca_certificate("p256")])
    assert [check.outcome for check in report.named("possession")] == [Outcome.PASSED]
    absent = replace(made, signature_algorithm=replace(made.signature_algorithm, parameters=None))
    report = cmcasn1.verify(cmcasn1.encode_der(absent), keys=[key("p256", 1)], certificates=[ca_certificate("p256")])
    assert [check.outcome for check in report.named("possession")] == [Outcome.PASSED]


@pytest.mark.parametrize(
    "broken", [BitString(b""), BitString(b"\x30\x00"), BitString(b"\x05\x00"), BitString(b"\x80", 7)]
)
def test_no_dh_sig_static(broken: BitString) -> None:
    made = CertificationRequestBuilder().subject("CN=Alice").sign(StaticDHSigner(key("p256"), ca_certificate("p256")))
    data = cmcasn1.encode_der(replace(made, signature=broken))
    certificates = [ca_certificate("p256"), ca_certificate("p256", number=9)]
    (check,) = cmcasn1.verify(data, keys=[key("p256", 1)], certificates=certificates).named("possession")
    assert check.outcome is Outcome.FAILED and "DhSigStatic" in check.text


def test_the_alternative_name_stands_for_an_empty_one() -> None:
    """RFC 4211 section 4.3: both for the proofs of RFC 6955 and for dhMAC."""
    plain = Certificate.from_cryptography(issued(common_name("CA"), 7, key("p256", 1)))
    assert names_around(plain) == (
        cmcasn1.encode_der(plain.tbs_certificate.subject),
        cmcasn1.encode_der(plain.tbs_certificate.issuer),
    )
    nobody = replace(plain, tbs_certificate=replace(plain.tbs_certificate, subject=cmcasn1.Name(())))
    with pytest.raises(BuildError, match="names nobody"):
        names_around(nobody)
    alternative = cmcasn1.encode_der(cmcasn1.GeneralNames((cmcasn1.GeneralName("dNSName", "ca.example"),)))
    extension = cmcasn1.Extension(extn_id=Oid.of("id-ce-subjectAltName"), extn_value=alternative)
    named = replace(
        nobody, tbs_certificate=replace(nobody.tbs_certificate, extensions=cmcasn1.Extensions((extension,)))
    )
    assert names_around(named)[0] == alternative
    signer = StaticDHSigner(key("p256"), named)
    signed = CertificationRequestBuilder().subject("CN=Alice").sign(signer)
    old = CertReqMsgBuilder().subject("CN=Alice").agree_by_certificate(key("p256"), named)
    verify_agreement(old, key("p256", 1), named)
    with pytest.raises(ProofInvalid):
        verify_agreement(old, key("p256", 1), plain)
    report = cmcasn1.verify(cmcasn1.encode_der(signed), keys=[key("p256", 1)], certificates=[named])
    assert report.ok
    # A subject beside it counts itself.
    both = replace(named, tbs_certificate=replace(named.tbs_certificate, subject=plain.tbs_certificate.subject))
    assert names_around(both) == names_around(plain)


def test_in_a_message_with_a_pop_link() -> None:
    """The witness comes into the request, which the signer proves anew."""
    signer = StaticDHSigner(key("p256"), ca_certificate("p256"))
    agent = ed25519.Ed25519PrivateKey.generate()
    request = (
        cmcasn1.PKIDataBuilder()
        .add_pkcs10(CertificationRequestBuilder().subject("CN=Alice").sign(signer))
        .add_crmf(CertReqMsgBuilder().subject("CN=Alice").sign(signer))
        .identification("alice")
        .identity_proof_v2("SixteenCharToken")
        .pop_link_witness_v2("SixteenCharToken", signer)
        .sign(agent, issued(common_name("Agent"), 3, agent))
    )
    report = cmcasn1.verify(
        request, secrets="SixteenCharToken", keys=[key("p256", 1)], certificates=[ca_certificate("p256")]
    )
    assert [check.outcome for check in report.named("possession")] == [Outcome.PASSED] * 2
    assert not report.failed
    # It proves possession and signs no message.
    message = cmcasn1.PKIDataBuilder().add_pkcs10(CertificationRequestBuilder().subject("CN=Alice").sign(signer))
    with pytest.raises(BuildError, match="cannot prove itself"):
        message.sign(signer, certificate_for(signer.public_key_info, "CN=Alice", "CN=Root", 4))


def test_what_cannot_be_a_static_proof() -> None:
    signer = StaticDHSigner(key("p256"), ca_certificate("p256"))
    assert "secret" in repr(signer) and repr(signer).endswith("certificate 7)")
    builder = CertificationRequestBuilder().subject("CN=Alice")
    with pytest.raises(BuildError, match="sha1"):
        builder.sign(signer, hash_algorithm=hashes.SHA1())
    with pytest.raises(BuildError, match="RSASSA-PSS"):
        builder.sign(signer, pss=True)
    with pytest.raises(BuildError, match="id-X25519"):
        builder.sign(StaticDHSigner(key("x25519"), ca_certificate("x25519")))
    with pytest.raises(BuildError, match="ecdsa"):
        signer.sign(AlgorithmIdentifier(Oid.of("ecdsa-with-SHA256")), b"")
    with pytest.raises(DecryptionFailed):
        builder.sign(StaticDHSigner(key("p256"), ca_certificate("p384")))
    with pytest.raises(UnsupportedAlgorithm):
        builder.sign(StaticDHSigner(key("dh"), ca_certificate("p384")))
    message = CertReqMsgBuilder().subject("CN=Alice").sign(signer)
    with pytest.raises(BuildError, match="only the private key of the CA"):
        verify_signature(message)
    with pytest.raises(BuildError, match="certificate"):
        verify_signature(message, key("p256", 1))
    verify_signature(message, key("p256", 1), ca_certificate("p256"))
    unknown = AlgorithmIdentifier(Oid("2.999.1"))
    with pytest.raises(UnsupportedAlgorithm):
        static_dh_mac(unknown, b"", b"", b"", b"")
    info = PrivateKey(key("p256")).public_key_info
    with pytest.raises(UnsupportedAlgorithm):
        verify_static_dh(unknown, info, BitString(b""), b"", key("p256"), None)


def test_an_algorithm_for_another_key() -> None:
    """Neither the MAC for a group goes with a curve, nor the signature of RFC 6955 section 5."""
    signed = CertificationRequestBuilder().subject("CN=A").sign(key("p256"))
    for oid in ("id-dhPop-static-sha1-hmac-sha1", "id-alg-dhPop-sha1"):
        proof = replace(signed, signature_algorithm=AlgorithmIdentifier(Oid.of(oid)))
        (check,) = cmcasn1.verify(cmcasn1.encode_der(proof), keys=[key("p256")]).named("possession")
        assert check.outcome is Outcome.FAILED and oid in check.text


@pytest.mark.parametrize("y", [0, 1, -CA_Y, P - 1, 2, P - CA_Y, P + CA_Y])
def test_a_key_outside_of_the_subgroup_is_not_agreed_with(y: int) -> None:
    """It would tell the CA's private key modulo its order (RFC 2631 section 2.1.5)."""
    with pytest.raises(DecryptionFailed, match="order q"):
        PrivateKey(key("dh", 1)).agree(domain_key(y))


def test_another_group_is_not_agreed_with() -> None:
    for changed in ({"g": pow(G, 2, P)}, {"q": Q - 2}, {"p": P + 2}):
        with pytest.raises(DecryptionFailed, match="different groups"):
            PrivateKey(key("dh", 1)).agree(domain_key(CA_Y, **changed))
    with pytest.raises(cmcasn1.DecodeError, match="within an octet"):
        PrivateKey(key("dh", 1)).agree(replace(domain_key(CA_Y), subject_public_key=BitString(b"\2\1\2", 1)))
    # A group of PKCS #3 has no q to check with.
    with pytest.raises(UnsupportedAlgorithm, match="without q"):
        PrivateKey(key("pkcs3")).agree(domain_key(CA_Y))
    with pytest.raises(UnsupportedAlgorithm, match="without the parameters"):
        PrivateKey(key("dh")).agree(replace(domain_key(CA_Y), algorithm=AlgorithmIdentifier(Oid.of("dhpublicnumber"))))


# Signatures by the discrete logarithm


@pytest.mark.parametrize("algorithm", [None, hashes.SHA1(), hashes.SHA224(), hashes.SHA256()])
def test_signature_of_a_dh_key(algorithm: Any) -> None:
    """RFC 6955 section 5: anybody can check it."""
    made = CertificationRequestBuilder().subject("CN=Alice").sign(key("dh"), hash_algorithm=algorithm)
    number = {None: 256, "sha1": 1, "sha224": 224, "sha256": 256}[algorithm and algorithm.name]
    assert made.signature_algorithm == AlgorithmIdentifier(Oid.of(f"id-alg-dhPop-sha{number}"))
    message = CertReqMsgBuilder().subject("CN=Alice").sign(key("dh"), hash_algorithm=algorithm)
    verify_signature(message)
    data = cmcasn1.encode_der(made)
    (check,) = cmcasn1.verify(data).named("possession")
    assert check.outcome is Outcome.PASSED and check.weak == (number == 1)
    (check,) = cmcasn1.verify(data.replace(b"Alice", b"Alicf")).named("possession")
    assert check.outcome is Outcome.FAILED
    # The group may be named beside the signature, another one may not.
    for g, outcome in ((G, Outcome.PASSED), (pow(G, 2, P), Outcome.FAILED)):
        named = replace(
            made, signature_algorithm=replace(made.signature_algorithm, parameters=DomainParameters(P, g, Q))
        )
        assert cmcasn1.verify(cmcasn1.encode_der(named)).named("possession")[0].outcome is outcome


def test_what_a_dh_key_cannot_sign() -> None:
    info = PrivateKey(key("dh")).public_key_info
    for longer in (hashes.SHA384(), hashes.SHA512(), hashes.MD5()):
        with pytest.raises(BuildError, match="256 bits"):
            dh_signature_identifier(info, longer)
    with pytest.raises(BuildError, match="any hash"):
        dh_signature_identifier(domain_key(4, q=11))
    with pytest.raises(BuildError, match="ecdsa"):
        PrivateKey(key("dh")).sign(AlgorithmIdentifier(Oid.of("ecdsa-with-SHA256")), b"")
    message = cmcasn1.PKIDataBuilder().add_pkcs10(CertificationRequestBuilder().subject("CN=A").sign(key("dh")))
    with pytest.raises(BuildError, match="cannot sign"):
        message.sign(key("dh"), ca_certificate("dh", 0))
    with pytest.raises(UnsupportedAlgorithm, match="without"):
        PrivateKey(key("pkcs3")).sign(AlgorithmIdentifier(Oid.of("id-alg-dhPop-sha1")), b"")


@pytest.mark.parametrize(
    ("public", "problem", "text"),
    [
        (domain_key(CA_Y, p=P + 2**200), SignatureInvalid, "order q"),
        (domain_key(CA_Y, g=2), SignatureInvalid, "order q"),
        (domain_key(1), SignatureInvalid, "order q"),
        (domain_key(P - 1), SignatureInvalid, "order q"),
        (domain_key(P - CA_Y), SignatureInvalid, "order q"),
        (domain_key(CA_Y + P), SignatureInvalid, "order q"),
        (domain_key(CA_Y, q=Q ^ 2), SignatureInvalid, "order q"),
        (domain_key(CA_Y, g=0), SignatureInvalid, "not positive"),
        (domain_key(-CA_Y), SignatureInvalid, "not positive"),
        (domain_key(CA_Y, g=1), UnsupportedAlgorithm, "1024 and 256 bits"),
        (domain_key(CA_Y, q=Q >> 1), UnsupportedAlgorithm, "255 bits"),
        (domain_key(CA_Y, p=P << 4096), UnsupportedAlgorithm, "5120 and 256 bits"),
    ],
)
def test_a_key_of_no_good_group(public: SubjectPublicKeyInfo, problem: type[Exception], text: str) -> None:
    signature = cmcasn1.encode_der(cmcasn1.Dss_Sig_Value(5, 5))
    with pytest.raises(problem, match=text):
        verify_dh(public, AlgorithmIdentifier(Oid.of("id-alg-dhPop-sha256")), signature, b"data")


def test_malformed_signatures_of_a_dh_key() -> None:
    algorithm = AlgorithmIdentifier(Oid.of("id-alg-dhPop-sha256"))
    for signature in (b"", b"\x05\x00", cmcasn1.encode_der(cmcasn1.Dss_Sig_Value(0, 1)), bytes(64)):
        with pytest.raises(SignatureInvalid):
            verify_dh(domain_key(CA_Y), algorithm, signature, b"data")
    for longer in ("id-alg-dhPop-sha384", "id-alg-dhPop-sha512"):
        with pytest.raises(SignatureInvalid, match="longer than q"):
            verify_dh(domain_key(CA_Y), AlgorithmIdentifier(Oid.of(longer)), b"", b"data")
    with pytest.raises(UnsupportedAlgorithm):
        verify_dh(domain_key(CA_Y), AlgorithmIdentifier(Oid("2.999.1")), b"", b"data")
    broken = replace(domain_key(CA_Y), subject_public_key=BitString(b"\x05\x00"))
    with pytest.raises(SignatureInvalid, match="malformed"):
        verify_dh(broken, algorithm, b"", b"data")


# The values


def test_every_algorithm_of_the_rfc_is_known() -> None:
    arcs = [3, *range(15, 19), *range(25, 29)]
    assert [Oid(f"1.3.6.1.5.5.7.6.{arc}") for arc in arcs] == list(STATIC_DH)
    assert [Oid(f"1.3.6.1.5.5.7.6.{arc}") for arc in range(4, 9)] == list(DH_SIGNATURES)
    for oid in (*STATIC_DH, *DH_SIGNATURES):
        assert oid.name.startswith("id-") and "dhPop" in oid.name
        assert rests_on_weak(AlgorithmIdentifier(oid)) == ("sha1" in oid.name)


@settings(max_examples=50, deadline=None)
@given(number=st.none() | st.integers(-(2**70), 2**70), value=st.binary(max_size=80))
def test_dh_sig_static_round_trip(number: int | None, value: bytes) -> None:
    named = (
        None if number is None else cmcasn1.IssuerAndSerialNumber(ca_certificate("p256").tbs_certificate.issuer, number)
    )
    made = DhSigStatic(issuer_and_serial=named, hash_value=value)
    octets = cmcasn1.encode_der(made)
    assert cmcasn1.decode_der(DhSigStatic, octets) == made
    assert DhSigStatic.from_asn1(made.to_asn1()) == made
    for cut in range(len(octets)):
        with pytest.raises(cmcasn1.DecodeError):
            cmcasn1.decode_der(DhSigStatic, octets[:cut])
