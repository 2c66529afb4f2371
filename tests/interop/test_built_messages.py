"""300 messages of every kind that the builders make, before each peer: `tests.built_messages.numbered(number)`.

A peer reads, encodes again and verifies them; what it cannot do is stated as exactly that.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes

import cmcasn1
from cmcasn1 import CertificationRequest, CertReqMsg, Oid, PKIData, PKIResponse
from cmcasn1.crmf.mac import password_based_mac_identifier
from tests.built_messages import SECRET, Built, numbered
from tests.interop.peers import BouncyCastle, Jss, OpenSSL, PeerRefused, PeerUnsupported, spki, stand_in_certificate
from tests.signing_keys import CASES, NOW, certificate, private_key

NUMBERS = 300
CHANGE_SUBJECT_NAME, ADD_EXTENSIONS = "1.3.6.1.5.5.7.7.36", "1.3.6.1.5.5.7.7.8"
UNKNOWN_CONTROL = "1.3.6.1.4.1.99999.2"
RA_IDENTITY_WITNESS, RESPONSE_BODY = "1.3.6.1.5.5.7.7.35", "1.3.6.1.5.5.7.7.37"
NO_CLASS_IN_BOUNCYCASTLE = {UNKNOWN_CONTROL, CHANGE_SUBJECT_NAME, ADD_EXTENSIONS, RA_IDENTITY_WITNESS, RESPONSE_BODY}
STATUS_INFO_V2 = "1.3.6.1.5.5.7.7.25"
MATERIAL = {"rsa": "RSA", "p256": "EC", "p384": "EC", "p521": "EC"}


@cache
def messages() -> tuple[tuple[int, Built], ...]:
    return tuple((number, numbered(number)) for number in range(NUMBERS))


def type_of(built: Built) -> str:
    return {"pkcs10": "CertificationRequest", "crmf": "CertReqMessages"}.get(built.kind, "ContentInfo")


def requests_of(built: Built) -> list[CertificationRequest | CertReqMsg]:
    body = getattr(built.value, "body", built.value)
    if isinstance(body, PKIData):
        return [getattr(request, "certification_request", request) for request in body.req_sequence]
    return [] if isinstance(body, PKIResponse) else list(body) if built.kind == "crmf" else [body]


def algorithm_of(request: CertificationRequest | CertReqMsg) -> str | None:
    """The name of the signature algorithm of a request or of its proof, None where it is not signed."""
    if isinstance(request, CertificationRequest):
        return request.signature_algorithm.algorithm.name
    proof = request.popo and request.popo.value
    return proof.algorithm_identifier.algorithm.name if isinstance(proof, cmcasn1.POPOSigningKey) else None


def all_numbers(disagreed: dict[int, Any]) -> None:
    assert not disagreed, f"of {NUMBERS}: {disagreed}"


# BouncyCastle


def test_bouncycastle_reads(bouncycastle: BouncyCastle) -> None:
    """The same octets again, and every part but those that it has no class for."""
    disagreed = {}
    for number, built in messages():
        parsed = bouncycastle.parse(type_of(built), built.der)
        refused = {each.reason.split(":")[0] + " " + each.path.rpartition(".")[2] for each in parsed.refused}
        expected = set()
        if "extended-fail-info" in built.features:
            expected.add("IllegalArgumentException attrValues[0]")
        if built.kind in ("response", "batch-response") and "path" in built.features:
            expected.add("IllegalArgumentException bodyList")
        unopened = {each.oid for each in parsed.unopened}
        if not parsed.same or parsed.differs or refused != expected:
            disagreed[number] = parsed.same, parsed.differs, parsed.refused
        elif not unopened <= NO_CLASS_IN_BOUNCYCASTLE:
            disagreed[number] = unopened
    all_numbers(disagreed)


def test_bouncycastle_verifies_signed_data(bouncycastle: BouncyCastle) -> None:
    disagreed = {}
    for number, built in messages():
        if built.signer is None:
            continue
        found = bouncycastle.verify_cms(built.der)
        # It has no ML-DSA.
        expected = "unsupported" if built.signer.startswith("ml-dsa") else "valid"
        if [each.status for each in found.signers] != [expected]:
            disagreed[number] = found.signers
        content: Any = built.value.content_info.content
        if found.content != content.encap_content_info.e_content:
            disagreed[number] = "content"
    all_numbers(disagreed)


def test_bouncycastle_verifies_requests(bouncycastle: BouncyCastle) -> None:
    disagreed = {}
    for number, built in messages():
        for request in requests_of(built):
            algorithm, der = algorithm_of(request), cmcasn1.encode_der(request)
            if isinstance(request, CertificationRequest):
                found = bouncycastle.verify_pkcs10(der).status
                lacking = algorithm is not None and algorithm.startswith(("id-ml-dsa", "id-alg-noSignature"))
                expected = "unsupported" if lacking else "valid"
            else:
                (check,) = bouncycastle.verify_possession(der)
                found = check.status
                if algorithm is not None:
                    expected = "unsupported" if algorithm.startswith("id-ml-dsa") else "valid"
                else:
                    # It reads POPOPrivKey, and checks none.
                    checkable = request.popo is not None and request.popo.choice != "raVerified"
                    expected = "unsupported" if checkable else "absent"
            if found != expected:
                disagreed[number] = algorithm, found
    all_numbers(disagreed)


# JSS


def test_jss_encodes_requests_again(jss: Jss) -> None:
    disagreed = {}
    for number, built in messages():
        if built.kind not in ("pkcs10", "crmf"):
            continue
        try:
            same = jss.encode_again(type_of(built), built.der).same
        except PeerRefused:
            # encryptedKey is not among its alternatives of POPOPrivKey; nor is agreeMAC.
            same = bool(built.features & {"pop-key", "pop-agree"})
        if not same:
            disagreed[number] = sorted(built.features)
    all_numbers(disagreed)


JSS_SIGNERS = {
    **dict.fromkeys(("rsa", "rsa-sha1", "rsa-sha512", "p256", "p384", "p521"), "valid"),
    # It verifies as if the padding were that of PKCS #1 v1.5.
    **dict.fromkeys(("rsa-pss", "rsa-pss-sha384"), "invalid"),
}


JSS_ALGORITHMS = {
    "ecdsa-with-SHA256",
    "ecdsa-with-SHA384",
    "ecdsa-with-SHA512",
    "sha1WithRSAEncryption",
    "sha256WithRSAEncryption",
    "sha512WithRSAEncryption",
    "id-RSASSA-PSS",
}


def jss_proof(request: CertificationRequest | CertReqMsg, features: set[str]) -> set[str]:
    """What Dogtag's check of a request's proof may come to."""
    algorithm = algorithm_of(request)
    if algorithm is None:
        assert isinstance(request, CertReqMsg)
        return {"absent"} if request.popo is None else {"invalid"}
    if algorithm not in JSS_ALGORITHMS:
        return {"unsupported", "invalid"} if "critical-unknown" in features else {"unsupported"}
    if isinstance(request, CertReqMsg):
        return {"invalid" if algorithm == "id-RSASSA-PSS" else "valid"}
    if algorithm == "sha1WithRSAEncryption":
        return {"unsupported"}
    # Its PKCS #10 refuses a critical extension that it does not know.
    return {"valid", "invalid"} if "critical-unknown" in features else {"valid"}


def test_jss_checks_as_dogtag_does(jss: Jss) -> None:
    disagreed: dict[int, Any] = {}
    for number, built in messages():
        if built.kind in ("pkcs10", "crmf"):
            continue
        try:
            found = jss.check(built.der, secret=SECRET)
        except PeerUnsupported:
            # Dogtag takes SignedData and id-data.
            if built.kind != "authenticated":
                disagreed[number] = "unsupported"
            continue
        except PeerRefused:
            if not built.features & {"pop-key", "pop-agree"}:
                disagreed[number] = "refused"
            continue
        expected: dict[str, set[str]] = {"signature": {JSS_SIGNERS.get(built.signer or "", "unsupported")}}
        if built.kind == "revocation":
            expected["signature"] = {"absent"}
        self_signed = built.kind in ("self", "no-signature")
        expected["key_identifier"] = {"valid" if self_signed else "absent"}
        body = built.value.body
        values = [type(control.attr_values[0]) for control in body.control_sequence]
        identified = cmcasn1.Identification in values
        # Dogtag leaves the identification out of identityProof, and demands one with identityProofV2.
        expected["identity_proof"] = {"absent"}
        if cmcasn1.IdentityProof in values:
            expected["identity_proof"] = {"invalid" if identified else "valid"}
        expected["identity_proof_v2"] = {"absent"}
        if cmcasn1.IdentityProofV2 in values:
            known = "unsupported" if "sha3-proof" in built.features else "valid"
            expected["identity_proof_v2"] = {known if identified else "invalid"}
        wrong = {
            name: getattr(found, name)
            for name, verdicts in expected.items()
            if getattr(found, name).status not in verdicts
        }
        if not found.body_same or found.message_same is False:
            wrong["encoding"] = found
        for request, check in zip(requests_of(built), found.requests, strict=True):
            if check.pop.status not in jss_proof(request, built.features):
                wrong[f"pop {check.number}"] = algorithm_of(request), check.pop
            if check.pop_link.status != jss_link(built, identified):
                wrong[f"link {check.number}"] = check.pop_link
        for control in found.controls:
            unread = control.attr_type == STATUS_INFO_V2 and built.features & {"path", "extended-fail-info"}
            if control.status == "invalid" and not unread:
                wrong[f"control {control.body_part_id}"] = control
        if wrong:
            disagreed[number] = wrong
    all_numbers(disagreed)


def jss_link(built: Built, identified: bool) -> str:
    """Dogtag's popLinkWitnessV2 has the identification in its key and needs one; it knows no PBKDF2."""
    if built.kind != "linked":
        return "absent"
    if "link-v1" in built.features:
        return "valid"
    if identified and "pbkdf2" in built.features:
        return "unsupported"
    return "valid" if identified and "mixed" in built.features else "invalid"


# OpenSSL


def test_openssl_verifies(openssl: OpenSSL) -> None:
    disagreed = {}
    for number, built in messages():
        if built.kind == "pkcs10":
            # 3.0 has no ECDSA with SHA-3 in requests either.
            found = openssl.req_verify(built.der)
            lacking = built.requested[0].startswith("ml-dsa") or built.requested[0] == "p256-sha3"
        elif built.signer is not None:
            signed: Any = built.value.content_info.content
            given = []
            if built.kind == "self":
                key = spki(private_key(CASES[built.signer].kind))
                given = [stand_in_certificate(key, signed.signer_infos[0].sid)]
            found = openssl.cms_verify(built.der, certificates=given)
            # 3.0 has no ML-DSA, and no EdDSA in CMS.
            lacking = built.signer.startswith(("ml-dsa", "ed"))
            if found.valid and found.content != signed.encap_content_info.e_content:
                disagreed[number] = "content"
        else:
            continue
        if found.valid == lacking:
            disagreed[number] = built.signer, built.requested, found
    all_numbers(disagreed)


# What they make


@pytest.mark.parametrize("kind", ["rsa", "p256", "p384", "p521", "ed25519", "ed448"])
def test_ours_verifies_bouncycastles(bouncycastle: BouncyCastle, kind: str) -> None:
    key = private_key(kind)
    identifier = cmcasn1.encode_der(
        cmcasn1.Extensions((cmcasn1.Extension(extn_id=Oid("2.5.29.14"), extn_value=b"\x04\x04\x01\x02\x03\x04"),))
    )
    p10 = bouncycastle.make_pkcs10(key, "CN=Alice", extensions=identifier)
    assert cmcasn1.verify(p10).ok
    forms = ("signature", "signature sender", "signature publicKeyMAC")
    for form in forms:
        made = bouncycastle.make_crmf(key, "CN=Alice", pop=form, password=SECRET if "MAC" in form else None)
        report = cmcasn1.verify(made, secrets=SECRET)
        assert report.ok and not report.not_possible, str(report)
        if form == forms[-1]:
            assert [check.name for check in report.passed] == ["possession", "public-key-mac"]
            assert [check.name for check in cmcasn1.verify(made, secrets="other").failed] == ["public-key-mac"]
    # A message around the request, signed with the requested key.
    request = cmcasn1.TaggedCertificationRequest(1, cmcasn1.decode_der(CertificationRequest, p10))
    body = cmcasn1.encode_der(PKIData((), (request,), (), ()))
    signed = bouncycastle.sign_cms(
        body, key, content_type="1.3.6.1.5.5.7.12.2", subject_key_identifier=b"\x01\x02\x03\x04"
    )
    report = cmcasn1.verify(signed, at=NOW.replace(year=2100))
    assert report.ok and len(report.named("signature")) == 1, str(report)


def test_bouncycastle_checks_our_public_key_mac(bouncycastle: BouncyCastle) -> None:
    for algorithm in (
        None,
        *(password_based_mac_identifier(owf=each, iterations=500) for each in (hashes.SHA1(), hashes.SHA512())),
    ):
        made = cmcasn1.CertReqMsgBuilder().sign_with_secret(private_key("p256"), SECRET, mac_algorithm=algorithm)
        der = cmcasn1.encode_der(made)
        assert [check.status for check in bouncycastle.verify_possession(der, password=SECRET)] == ["valid"]
        assert [check.status for check in bouncycastle.verify_possession(der, password="other")] == ["invalid"]


@pytest.mark.parametrize("kind", ["rsa", "p256", "p384", "p521"])
def test_ours_verifies_openssls(openssl: OpenSSL, kind: str) -> None:
    key, signer = private_key(kind), certificate(kind).to_cryptography()
    body = cmcasn1.PKIDataBuilder().transaction_id(7).body()
    for by_key_identifier in (False, True):
        made = openssl.cms_sign(
            cmcasn1.encode_der(body),
            key,
            signer,
            content_type="1.3.6.1.5.5.7.12.2",
            by_key_identifier=by_key_identifier,
        )
        report = cmcasn1.verify(made)
        assert report.ok and [check.text for check in report.named("signer")] == [f"certificate of CN=Signer {kind}"]
