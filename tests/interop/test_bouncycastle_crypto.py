"""BouncyCastle's proofs of possession, MACs and envelopes: those of the vectors, and those that it makes for us."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest
from cryptography.hazmat.primitives import serialization

import cmcasn1
from cmcasn1.armour import unwrap
from tests.blobs import VECTORS, blob, committed_blobs
from tests.interop.bouncycastle_peer import Possession
from tests.interop.peers import BouncyCastle, PeerRefused, PeerUnsupported, session_key, spki, stand_in_certificate

FOLDER = VECTORS / "bouncycastle"
PKI_DATA = "1.3.6.1.5.5.7.12.2"
IDENTIFIER = b"key identifier"

# A proof of possession that is none, or that 1.72 has no check for; every other one in the vectors is valid.
NO_CHECK = {
    "keyEncipherment [0]": "unsupported",
    "keyEncipherment [1]": "unsupported",
    "keyEncipherment [4]": "unsupported",
    "keyAgreement [2]": "unsupported",
    "keyAgreement [3]": "unsupported",
    "raVerified": "absent",
    "none": "absent",
}
PASSWORDS = {"bouncycastle/s0039.der": "secret-9543"}
CRMF = [each.name for each in committed_blobs() if each.asn1_type == "CertReqMessages" and "handmade" not in each.name]


def certificate(kind: str) -> bytes:
    return stand_in_certificate(spki(session_key(kind)), IDENTIFIER)


SIGNERS = [
    ("RSA", None),
    ("RSA", "SHA1withRSA"),
    ("RSA", "SHA512withRSA"),
    ("RSA", "SHA256withRSAandMGF1"),
    ("P-256", None),
    ("P-384", None),
    ("P-521", None),
    ("Ed25519", None),
    ("Ed448", None),
]


@pytest.mark.parametrize("name", CRMF)
def test_possession_in_the_vectors(bouncycastle: BouncyCastle, name: str) -> None:
    octets = unwrap(blob(name).data)[0].octets
    for check in bouncycastle.verify_possession(octets, password=PASSWORDS.get(name)):
        assert check.status == NO_CHECK.get(check.method, "valid"), check


def test_possession_with_a_mac(bouncycastle: BouncyCastle) -> None:
    data = blob("bouncycastle/s0039.der").data
    for password, status in ((None, "unsupported"), ("secret-9544", "invalid"), ("secret-9543", "valid")):
        (check,) = bouncycastle.verify_possession(data, password=password)
        assert (check.method, check.status) == ("signature publicKeyMAC", status)


@pytest.mark.parametrize("name", ["dogtag/p10_ec.der", "dogtag/p10_rsa.der"])
def test_pkcs10_in_the_vectors(bouncycastle: BouncyCastle, name: str) -> None:
    data = blob(name).data
    assert bouncycastle.verify_pkcs10(data).valid
    tampered = bouncycastle.verify_pkcs10(data.replace(b"testuser", b"testusex"))
    assert tampered.status == "invalid"


@pytest.mark.parametrize("name", ["bouncycastle/s0014.der", "bouncycastle/s0042.der"])
def test_no_signature_is_not_checked(bouncycastle: BouncyCastle, name: str) -> None:
    """id-alg-noSignature (RFC 5272 appendix C.1): a digest, for a key that cannot sign."""
    request = cmcasn1.parse(blob(name).data).body.req_sequence[0].certification_request
    assert request.signature_algorithm.algorithm.name == "id-alg-noSignature"
    assert bouncycastle.verify_pkcs10(request.octets).status == "unsupported"


def test_algorithm_that_it_lacks(bouncycastle: BouncyCastle) -> None:
    """A request that says ML-DSA-44 where P-256 stood."""
    request = cmcasn1.parse(blob("dogtag/p10_ec.der").data).body
    algorithm = cmcasn1.AlgorithmIdentifier(cmcasn1.Oid("2.16.840.1.101.3.4.3.17"))
    info = request.certification_request_info
    info = cmcasn1.CertificationRequestInfo(
        version=info.version,
        subject=info.subject,
        subject_pk_info=cmcasn1.SubjectPublicKeyInfo(algorithm, info.subject_pk_info.subject_public_key),
        attributes=info.attributes,
    )
    made = cmcasn1.CertificationRequest(info, algorithm, request.signature)
    check = bouncycastle.verify_pkcs10(cmcasn1.encode_der(made))
    assert check.status == "unsupported" and "2.16.840.1.101.3.4.3.17" in check.reason


def test_mac_in_the_vectors(bouncycastle: BouncyCastle) -> None:
    data, known = blob("bouncycastle/s0029.der").data, json.loads((FOLDER / "s0029.json").read_text(encoding="utf-8"))
    check = bouncycastle.verify_mac(data, password=known["password"])
    assert check.valid and check.content == (FOLDER / "s0029.inner.der").read_bytes()
    mac = cmcasn1.parse(data).layers[0].mac
    forged = data.replace(mac, bytes([mac[0] ^ 1]) + mac[1:])
    assert bouncycastle.verify_mac(forged, password=known["password"]).status == "invalid"
    assert bouncycastle.verify_mac(data, password="wrong").status == "invalid"


@pytest.mark.parametrize("name", ["s0009", "s0049"])
def test_envelopes_in_the_vectors(bouncycastle: BouncyCastle, name: str) -> None:
    known = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    opened = bouncycastle.decrypt(
        (FOLDER / f"{name}.der").read_bytes(), key=(FOLDER / known["recipientKeyFile"]).read_bytes()
    )
    signed = cmcasn1.ContentInfo(
        cmcasn1.Oid(opened.content_type), cmcasn1.decode_der(cmcasn1.SignedData, opened.content)
    )
    inner = bouncycastle.verify_cms(cmcasn1.encode_der(signed))
    assert inner.valid and inner.content == (FOLDER / f"{name}.inner.der").read_bytes()
    with pytest.raises(PeerRefused, match="no recipient is one for what was given"):
        bouncycastle.decrypt((FOLDER / f"{name}.der").read_bytes(), kek=b"\x00" * 16)


@pytest.mark.parametrize("kind, algorithm", SIGNERS)
@pytest.mark.parametrize("by_identifier", [False, True])
@pytest.mark.parametrize("ber", [False, True])
def test_signed_data_that_it_makes(
    bouncycastle: BouncyCastle, kind: str, algorithm: str | None, by_identifier: bool, ber: bool
) -> None:
    content = blob("peers/handmade/PKIData__empty.der").data
    made = bouncycastle.sign_cms(
        content,
        session_key(kind),
        content_type=PKI_DATA,
        certificates=[certificate(kind)],
        subject_key_identifier=IDENTIFIER if by_identifier else None,
        algorithm=algorithm,
        ber=ber,
    )
    message = cmcasn1.parse(made)
    assert (message.kind, message.encoding) == ("full-pki-request", "ber" if ber else "der")
    assert message.layers[0].encap_content_info.e_content == content
    assert bouncycastle.verify_cms(made).valid
    without = bouncycastle.verify_cms(made, keys=[session_key("P-256" if kind == "P-384" else "P-384")])
    assert without.signers[0].key == "certificate inside"


@pytest.mark.parametrize("kind, algorithm", SIGNERS)
def test_pkcs10_that_it_makes(bouncycastle: BouncyCastle, kind: str, algorithm: str | None) -> None:
    made = bouncycastle.make_pkcs10(session_key(kind), "CN=test,O=Example", algorithm=algorithm)
    assert cmcasn1.parse(made).kind == "simple-pki-request"
    assert bouncycastle.verify_pkcs10(made).valid


@pytest.mark.parametrize("pop", get_args(Possession))
def test_crmf_that_it_makes(bouncycastle: BouncyCastle, pop: Possession) -> None:
    made = bouncycastle.make_crmf(
        session_key("P-256"), "CN=test,O=Example", pop=pop, password="password", cert_req_id=7
    )
    message = cmcasn1.parse(made)
    assert message.kind == "cert-req-messages" and message.body[0].cert_req.cert_req_id == 7
    (check,) = bouncycastle.verify_possession(made, password="password")
    assert check.cert_req_id == 7
    assert check.method == ("keyEncipherment [1]" if pop.startswith("subsequent") else pop)
    assert check.status == NO_CHECK.get(check.method, "valid")


ENVELOPES = [
    *({"certificates": ["RSA"], "cipher": each} for each in ("AES128-CBC", "AES256-CBC", "3DES-CBC", "AES256-GCM")),
    {"certificates": ["RSA"], "oaep": True},
    {"certificates": ["P-256"]},
    {"certificates": ["P-521"], "cipher": "AES128-CBC"},
    {"password": "pässword"},
    {"kek": (b"identifier", bytes(range(16)))},
    {"kek": (b"identifier", bytes(range(32))), "ber": True},
]


@pytest.mark.parametrize("choice", ENVELOPES, ids=str)
def test_envelopes_that_it_makes(bouncycastle: BouncyCastle, choice: dict[str, Any]) -> None:
    content = blob("dogtag/cmcreq_agent_p10_rsa.bin").data
    kinds = choice.get("certificates", [])
    made = bouncycastle.envelope(
        content, content_type="1.2.840.113549.1.7.2", **{**choice, "certificates": map(certificate, kinds)}
    )
    assert cmcasn1.parse(made).kind == "encrypted"
    opened = bouncycastle.decrypt(
        made,
        key=session_key(kinds[0]) if kinds else None,
        password=choice.get("password"),
        kek=choice["kek"][1] if "kek" in choice else None,
    )
    assert opened.content == content
    with pytest.raises(PeerRefused):
        bouncycastle.decrypt(made, key=session_key("P-384"), password="wrong", kek=b"\xff" * 16)


def test_authenticated_envelope_that_it_cannot_open(bouncycastle: BouncyCastle) -> None:
    made = bouncycastle.envelope(b"content", certificates=[certificate("P-256")], cipher="AES128-GCM")
    with pytest.raises(PeerUnsupported, match="for RSA recipients only"):
        bouncycastle.decrypt(made, key=session_key("P-256"))


@pytest.mark.parametrize("mac", ["HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA384", "HMAC-SHA512"])
@pytest.mark.parametrize("content_type", [PKI_DATA, "1.2.840.113549.1.7.1"])
def test_authenticated_data_that_it_makes(bouncycastle: BouncyCastle, mac: str, content_type: str) -> None:
    content = blob("peers/handmade/PKIData__empty.der").data
    made = bouncycastle.authenticate(content, content_type=content_type, password="pässword", mac=mac)
    assert cmcasn1.parse(made).layers[0].encap_content_info.e_content == content
    assert bouncycastle.verify_mac(made, password="pässword").content == content
    assert bouncycastle.verify_mac(made, password="password").status == "invalid"


def test_what_it_makes_for_a_bare_key(bouncycastle: BouncyCastle) -> None:
    """A signer by key identifier without a certificate, whose key stands in the request inside."""
    request = bouncycastle.make_pkcs10(session_key("P-256"), "CN=test")
    tagged = cmcasn1.TaggedCertificationRequest(7, cmcasn1.decode_der(cmcasn1.CertificationRequest, request))
    body = cmcasn1.PKIData(control_sequence=(), req_sequence=(tagged,), cms_sequence=(), other_msg_sequence=())
    made = bouncycastle.sign_cms(
        cmcasn1.encode_der(body), session_key("P-256"), content_type=PKI_DATA, subject_key_identifier=IDENTIFIER
    )
    (signer,) = bouncycastle.verify_cms(made).signers
    assert (signer.status, signer.key, signer.subject_key_identifier) == ("valid", "request inside", IDENTIFIER)
    (signer,) = bouncycastle.verify_cms(made, keys=[session_key("P-384")]).signers
    assert (signer.status, signer.key) == ("invalid", "given key")
    (signer,) = bouncycastle.verify_cms(made, certificates=[certificate("P-256")], keys=[session_key("P-384")]).signers
    assert (signer.status, signer.key) == ("valid", "given certificate")


def test_private_key_as_der_needs_the_public_one(bouncycastle: BouncyCastle) -> None:
    der = session_key("P-256").private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with pytest.raises(TypeError, match="public_key is needed"):
        bouncycastle.make_pkcs10(der, "CN=test")
    assert bouncycastle.verify_pkcs10(bouncycastle.make_pkcs10(der, "CN=test", public_key=session_key("P-256"))).valid
