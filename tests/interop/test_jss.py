"""JSS decodes, encodes again and checks as Dogtag's CA does: what the vectors' notes say, and what it cannot."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

import cmcasn1
from cmcasn1.armour import unwrap
from tests.blobs import VECTORS, blob, committed_blobs
from tests.interop.peers import BouncyCastle, Jss, PeerRefused, PeerUnsupported, session_key

FOLDER = VECTORS / "dogtag"
REQUESTS = sorted(path.stem for path in FOLDER.glob("*cmcreq_*.bin"))
SIGNED_DATA = cmcasn1.Oid("1.2.840.113549.1.7.2")
PKI_DATA = "1.3.6.1.5.5.7.12.2"


def message(name: str) -> bytes:
    return (FOLDER / f"{name}.bin").read_bytes()


def notes(name: str) -> dict[str, Any]:
    """The independent check that was written down when the message was made."""
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text[text.index("{", text.index("Independent check")) :])
    return found


def secret(name: str) -> str:
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    stated = re.search(r"^witness\.sharedSecret=(.*)$", text, re.MULTILINE)
    return stated[1] if stated else "testing"


def challenge() -> bytes:
    text = (FOLDER / "resp_encryptedpop_user_crmf_nopop.secrets").read_text(encoding="utf-8")
    return bytes.fromhex(re.findall(r"^challenge\(64\)=(.*)$", text, re.MULTILINE)[0])


def status(known: dict[str, Any], name: str) -> str:
    return {None: "absent", True: "valid", False: "invalid"}[known.get(name)]


@pytest.mark.parametrize("name", REQUESTS)
def test_dogtags_own_requests(jss: Jss, name: str) -> None:
    known, found = notes(name), jss.check(message(name), secret=secret(name), challenge=challenge())
    assert found.body_same and found.message_same is (None if "unsigned" in known else True)
    assert found.signature.status == status(known, "sigok")
    assert found.identity_proof.status == status(known, "idpv1")
    assert found.identity_proof_v2.status == status(known, "idpv2")
    assert found.decrypted_pop.status == ("valid" if "decryptedpop" in known else "absent")
    assert found.key_identifier.status == ("valid" if known.get("sid") == "ski" else "absent")
    assert [each.pop.status for each in found.requests] == [
        {True: "valid", False: "invalid", "none": "absent"}[each] for each in known["pop"]
    ]
    assert {each.pop_link.status for each in found.requests} <= {status(known, "poplinkv2")}
    listed = [[each.body_part_id, each.attr_type.rpartition(".")[2]] for each in found.controls]
    assert listed == known["controls"]
    assert all(each.valid for each in found.controls)
    # Dogtag 11.7 writes critical BOOLEAN FALSE, and its own re-encoding leaves it out.
    assert set(found.faults()) == ({"pop 1"} if name.startswith("v117") else set())


@pytest.mark.parametrize("name", [name for name in REQUESTS if {"idpv1", "idpv2", "poplinkv2"} & set(notes(name))])
def test_wrong_and_missing_secret(jss: Jss, name: str) -> None:
    known = notes(name)
    for given, expected in (("testinG", "invalid"), (None, "no-key")):
        found = jss.check(message(name), secret=given)
        assert found.identity_proof.status == (expected if "idpv1" in known else "absent")
        assert found.identity_proof_v2.status == (expected if "idpv2" in known else "absent")
        for each in found.requests:
            assert each.pop_link.status == (expected if "poplinkv2" in known else "absent")
        assert found.signature.valid


@pytest.mark.parametrize("name", [name for name in REQUESTS if "sigok" in notes(name)])
def test_tampered_signature(jss: Jss, name: str) -> None:
    data = message(name)
    signature = cmcasn1.parse(data).layers[0].signer_infos[0].signature
    found = jss.check(data.replace(signature, signature[:-1] + bytes([signature[-1] ^ 1])), secret=secret(name))
    assert found.signature.status == "invalid"


@pytest.mark.parametrize("name", ["cmcreq_self_p10_rsa_idpv2_popv2", "cmcreq_self_crmf_rsa_idpv2_popv2"])
def test_tampered_request(jss: Jss, name: str) -> None:
    """One letter of the requested subject: digest, POP and identity proof all cover it, the POP link does not."""
    data = message(name)
    assert b"testuser" in data
    # Not the identification, which is a UTF8String of its own in the controls.
    index = data.rindex(b"testuser")
    found = jss.check(data[:index] + b"testusex" + data[index + 8 :], secret="testing")
    assert set(found.faults()) == {"signature", "pop 1", "identity_proof_v2"}
    assert found.requests[0].pop_link.valid


def agent(suffix: str) -> bytes:
    pem = (FOLDER / "pki" / f"agent_ec.{suffix}").read_bytes()
    return unwrap(pem)[0].octets


def signed(bouncycastle: BouncyCastle, body: cmcasn1.PKIData) -> bytes:
    return bouncycastle.sign_cms(
        cmcasn1.encode_der(body), agent("key"), content_type=PKI_DATA, certificates=[agent("crt")]
    )


def private_key(name: str) -> Any:
    return serialization.load_pem_private_key((FOLDER / "keys" / f"{name}.key").read_bytes(), None)


@pytest.mark.parametrize("covered, expected", [(None, "valid"), (b"\x01" * 8, "invalid")])
def test_pop_fail(jss: Jss, bouncycastle: BouncyCastle, covered: bytes | None, expected: str) -> None:
    """CRMFPopClient's POP_FAIL: the proof is a signature over eight octets 01; the agent's signature holds."""
    body = cmcasn1.parse(message("cmcreq_agent_crmf_pop")).body
    (request,) = body.req_sequence
    # Its empty list of controls is Dogtag's own.
    wanted = replace(request.cert_req, controls=None)
    made = private_key("crmf_rsa_pop").sign(covered or cmcasn1.encode_der(wanted), padding.PKCS1v15(), hashes.SHA256())
    proof = replace(request.popo.value, signature=cmcasn1.BitString(made, 0))
    forged = replace(request, cert_req=wanted, popo=replace(request.popo, value=proof))
    found = jss.check(signed(bouncycastle, replace(body, req_sequence=(forged,))))
    assert found.signature.valid
    assert found.requests[0].pop.status == expected


def test_key_identifier_of_another_key(jss: Jss) -> None:
    data = message("cmcreq_self_p10_rsa_idpv2_popv2")
    layer = cmcasn1.parse(data).layers[0]
    (signer,) = layer.signer_infos
    forged = replace(layer, signer_infos=(replace(signer, sid=b"\x00" * 20),))
    found = jss.check(cmcasn1.encode_der(cmcasn1.ContentInfo(SIGNED_DATA, forged)), secret="testing")
    # The sid is not signed.
    assert set(found.faults()) == {"key_identifier"}


KEY_IDENTIFIER = bytes(range(20))


def self_signed(bouncycastle: BouncyCastle, request: object) -> bytes:
    body = cmcasn1.PKIData(control_sequence=(), req_sequence=(request,), cms_sequence=(), other_msg_sequence=())
    return bouncycastle.sign_cms(
        cmcasn1.encode_der(body),
        session_key("P-256"),
        content_type=PKI_DATA,
        subject_key_identifier=KEY_IDENTIFIER,
    )


def key_identifier_extension(value: bytes) -> bytes:
    extension = cmcasn1.Extension(extn_id=cmcasn1.Oid("2.5.29.14"), extn_value=value)
    return cmcasn1.encode_der(cmcasn1.Extensions((extension,)))


def test_key_identifier_of_pkcs10(jss: Jss, bouncycastle: BouncyCastle) -> None:
    extensions = key_identifier_extension(b"\x04\x14" + KEY_IDENTIFIER)
    made = bouncycastle.make_pkcs10(session_key("P-256"), "CN=test", extensions=extensions)
    request = cmcasn1.TaggedCertificationRequest(1, cmcasn1.decode_der(cmcasn1.CertificationRequest, made))
    found = jss.check(self_signed(bouncycastle, request))
    assert found.signature.valid and found.key_identifier.valid and not found.faults()


@pytest.mark.parametrize(
    "value, expected", [(b"\x04\x14" + KEY_IDENTIFIER, "invalid"), (KEY_IDENTIFIER, "valid")], ids=["RFC", "Dogtag"]
)
def test_key_identifier_of_crmf(jss: Jss, bouncycastle: BouncyCastle, value: bytes, expected: str) -> None:
    """RFC 5280 section 4.2.1.2 has an OCTET STRING in extnValue; Dogtag compares with all of extnValue."""
    made = bouncycastle.make_crmf(session_key("P-256"), "CN=test", extensions=key_identifier_extension(value))
    (request,) = cmcasn1.parse(made).body
    found = jss.check(self_signed(bouncycastle, request))
    assert found.signature.valid and found.requests[0].pop.valid
    assert found.key_identifier.status == expected


def test_identity_proof_without_identification(jss: Jss) -> None:
    body = cmcasn1.parse(message("cmcreq_self_p10_rsa_idpv2_utf8")).body
    bare = tuple(each for each in body.control_sequence if each.attr_type.name != "id-cmc-identification")
    assert len(bare) == len(body.control_sequence) - 1
    content = cmcasn1.encode_der(replace(body, control_sequence=bare))
    data = cmcasn1.ContentInfo(cmcasn1.Oid("1.2.840.113549.1.7.1"), content)
    found = jss.check(cmcasn1.encode_der(data), secret=secret("cmcreq_self_p10_rsa_idpv2_utf8"))
    assert found.identification is None and found.identity_proof_v2.status == "invalid"
    assert "demands an identification" in found.identity_proof_v2.reason


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("resp_*.bin")))
def test_dogtags_responses(jss: Jss, name: str) -> None:
    if name == "resp_simple":
        with pytest.raises(PeerUnsupported, match="neither a SignedData with content"):
            jss.check(message(name))
        return
    found = jss.check(message(name))
    assert found.content_type == "1.3.6.1.5.5.7.12.3"
    assert found.signature.valid and found.message_same and found.body_same
    assert all(each.valid for each in found.controls)


# What JSS does not decode at all, and why.
EXPLICIT_INPUT = "Missing item #0: found UNIVERSAL 16"  # it has poposkInput as [0] EXPLICIT
NO_ENVELOPE = "EXPLICIT"  # of EncryptedKey and POPOPrivKey it knows the old alternatives only
NO_UNTAGGED_FAIL = "Missing item #0: found UNIVERSAL 6"  # takes extendedFailInfo for pendInfo
REFUSED = {
    "dogtag/jssforms/jss_archive_envelopeddata.der": NO_ENVELOPE,
    "dogtag/jssforms/jss_cmc_statusv2_extendedfail.der": NO_UNTAGGED_FAIL,
    "bouncycastle/s0009.der": "SET",  # recipients other than by RSA
    "bouncycastle/s0014.inner.der": EXPLICIT_INPUT,
    "bouncycastle/s0020.inner.der": NO_ENVELOPE,
    "bouncycastle/s0034.inner.der": NO_ENVELOPE,
    "bouncycastle/s0039.der": EXPLICIT_INPUT,
    "bouncycastle/s0044.inner.der": NO_ENVELOPE,
    "peers/handmade/CMCStatusInfoV2__bodyPartPath.der": "longer than expected",
    "peers/handmade/CMCStatusInfoV2__extendedFailInfo_tag1.der": "longer than expected",
    "peers/handmade/CMCStatusInfoV2__extendedFailInfo_untagged.der": NO_UNTAGGED_FAIL,
    "peers/handmade/CertTemplate__duplicate_serial.der": "longer than expected",
    "peers/handmade/CertTemplate__misordered.der": "longer than expected",
    "peers/handmade/PKIData__three.der": "Missing item #3",
    "peers/handmade/POPOPrivKey__subsequent2.der": "invalid value: 2",
    "peers/handmade/POPOSigningKey__trailing.der": "longer than expected",
    "peers/handmade/ProofOfPossession__raVerified_appclass.der": "CHOICE",
    "peers/handmade/ProofOfPossession__raVerified_explicit.der": "NULL",
    "peers/handmade/ProofOfPossession__raVerified_nonempty.der": "NULL",
    "peers/handmade/ProofOfPossession__signature_explicit.der": "Missing item #0",
    "peers/handmade/RevokeRequest__misordered.der": "longer than expected",
    "peers/handmade/TaggedRequest__appclass0.der": "CHOICE",
    "peers/handmade/TaggedRequest__orm_empty.der": "Missing item #0",
    "peers/handmade/TaggedRequest__tag3.der": "CHOICE",
}
# What it encodes to other octets: explicit DEFAULTs, fractions of seconds, and whatever was BER.
DIFFERS = {
    "dogtag/v117_crmf_rsa_ski.crmf",
    "dogtag/v117_crmf_rsa_ski.der",
    "dogtag/jssforms/jss_crmf_headstyle_ski_explicit_false.der",
    "peers/handmade/PendInfo__fractional_time.der",
    *(each.name for each in committed_blobs() if each.asn1_type == "ContentInfo" and each.data[1] == 0x80),
}
LACKING = {
    "AddExtensions", "BodyPartID", "BodyPartList", "BodyPartPath", "ChangeSubjectName", "Controls",
    "ControlsProcessed", "GetCRL", "ModCertTemplate", "OptionalValidity", "PKIMessage", "SharedToken",
}  # fmt: skip


@pytest.mark.parametrize("name", [each.name for each in committed_blobs()])
def test_encodes_again(jss: Jss, name: str) -> None:
    found = blob(name)
    kind, octets = str(found.asn1_type), unwrap(found.data)[0].octets
    if kind in LACKING:
        with pytest.raises(PeerUnsupported, match="no template"):
            jss.encode_again(kind, octets)
    elif name in REFUSED:
        with pytest.raises(PeerRefused, match=re.escape(REFUSED[name])):
            jss.encode_again(kind, octets)
    else:
        assert jss.encode_again(kind, octets).same is (name not in DIFFERS)


RSA_BY_CERTIFICATE = ["s0004", "s0006", "s0032"]


@pytest.mark.parametrize("name", RSA_BY_CERTIFICATE)
def test_rsa_signature_wants_null_in_digest_algorithm(jss: Jss, name: str) -> None:
    """RFC 5754 section 2 wants the parameters of SHA-2 absent; JSS builds its DigestInfo from what stands in the
    SignerInfo, and so verifies RSA signatures only where it says NULL."""
    data = (VECTORS / "bouncycastle" / f"{name}.der").read_bytes()
    layer = cmcasn1.parse(data).layers[0]
    signer = layer.signer_infos[0]
    assert signer.digest_algorithm.parameters is None
    assert jss.check(data).signature.status == "invalid"
    with_null = replace(signer, digest_algorithm=replace(signer.digest_algorithm, parameters=cmcasn1.NULL))
    mended = replace(layer, signer_infos=(with_null,))
    assert jss.check(cmcasn1.encode_der(cmcasn1.ContentInfo(SIGNED_DATA, mended))).signature.valid


@pytest.mark.parametrize(
    "name, expected",
    [
        ("s0016", "valid"),  # ECDSA P-256
        ("s0023", "valid"),
        ("s0030", "valid"),  # ECDSA P-384
        ("s0042", "valid"),
        ("s0017", "unsupported"),  # Ed25519
        ("s0022", "unsupported"),
        ("s0033", "invalid"),  # RSASSA-PSS, which it takes for a plain RSA signature
        ("s0047", "invalid"),
        ("s0005", "no-key"),  # by subjectKeyIdentifier, which it does not look for in certificates
    ],
)
def test_signature_algorithms(jss: Jss, name: str, expected: str) -> None:
    data = (VECTORS / "bouncycastle" / f"{name}.der").read_bytes()
    assert jss.check(data).signature.status == expected
