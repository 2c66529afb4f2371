"""Builders: what they make parses to what was asked for, and what the RFCs forbid is refused with the section."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mlkem, rsa, x25519

import cmcasn1
from cmcasn1 import BuildError, CertificationRequestBuilder, CertReqMsgBuilder, Oid, PKIDataBuilder, PKIResponseBuilder
from cmcasn1.build import arguments
from cmcasn1.build.crmf import renew_proof
from cmcasn1.cmc.body_part_graph import body_part_id, duplicate_ids, resolve
from cmcasn1.cmc.shared_secret import ProofKey
from cmcasn1.cms.verification import verify_signer
from cmcasn1.crmf.possession import verify_signature
from cmcasn1.errors import ProofInvalid

EC = ec.generate_private_key(ec.SECP256R1())
RSA = rsa.generate_private_key(65537, 2048)
ED = ed25519.Ed25519PrivateKey.generate()
SECRET = "SixteenCharToken"
CSR = CertificationRequestBuilder().subject("CN=Alice,O=Example").subject_key_identifier().sign(EC)
CRMF = CertReqMsgBuilder().subject("CN=Bob").cert_req_id(7).subject_key_identifier().sign(RSA)


def certificate(key: Any) -> x509.Certificate:
    name = x509.Name.from_rfc4514_string("CN=CA")
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(5).not_valid_before(datetime(2026, 1, 1)).not_valid_after(datetime(2046, 1, 1))
    return builder.sign(key, hashes.SHA256())


CA = certificate(EC)


def controls(body: cmcasn1.PKIData | cmcasn1.PKIResponse) -> dict[str, Any]:
    return {control.attr_type.name: control.attr_values[0] for control in body.control_sequence}


def attribute(request: cmcasn1.CertificationRequest, name: str) -> Any:
    return next(a.values[0] for a in request.certification_request_info.attributes if a.type.name == name)


def test_pkcs10() -> None:
    usage = x509.KeyUsage(True, False, False, False, False, False, False, False, False)
    builder = CertificationRequestBuilder().subject("CN=Alice,O=Example").extension(usage, critical=True)
    request = builder.subject_key_identifier().change_subject_name(subject_alt=[x509.DNSName("a.example")]).sign(RSA)
    theirs = request.to_cryptography()
    assert theirs.is_signature_valid and theirs.subject.rfc4514_string() == "CN=Alice,O=Example"
    assert theirs.extensions.get_extension_for_class(x509.KeyUsage).critical
    identifier = theirs.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    assert identifier == x509.SubjectKeyIdentifier.from_public_key(RSA.public_key())
    assert cmcasn1.decode_der(cmcasn1.CertificationRequest, request.octets) == request
    change = attribute(request, "id-cmc-changeSubjectName")
    assert change == cmcasn1.ChangeSubjectName(
        None, cmcasn1.GeneralNames([cmcasn1.GeneralName("dNSName", "a.example")])
    )


def test_builders_are_immutable() -> None:
    empty = PKIDataBuilder()
    one = empty.identification("alice")
    assert repr(empty) == "PKIDataBuilder()" and repr(one) == "PKIDataBuilder(controls)"
    assert len(one.sender_nonce(b"n" * 16).add_pkcs10(CSR).body().control_sequence) == 2
    assert len(one.add_pkcs10(CSR).body().control_sequence) == 1
    assert SECRET not in repr(one.identity_proof_v2(SECRET).pop_link_witness_v2(SECRET, EC))


def test_full_request_by_shared_secret() -> None:
    built = (
        PKIDataBuilder()
        .identity_proof_v2(SECRET, hash_algorithm=hashes.SHA512(), mac_algorithm=hashes.SHA256())
        .pop_link_witness_v2(SECRET, EC, RSA)
        .add_pkcs10(CSR)
        .add_crmf(CRMF)
        .identification("alice")
        .transaction_id()
        .sender_nonce()
        .sign(EC)
    )
    message = built.message()
    assert (message.kind, message.encoding, message.quirks, message.body) == ("full-pki-request", "der", (), built.body)
    assert not duplicate_ids(built.body)
    assert {body_part_id(request) for request in built.body.req_sequence} == {6, 7}
    found = controls(message.body)
    key = found["id-cmc-identityProofV2"].verify(SECRET, message.body.req_sequence_octets, identification="alice")
    assert key is ProofKey.SECRET_AND_IDENTIFICATION
    random = found["id-cmc-popLinkRandom"].value
    assert len(random) == 64
    pkcs10, crmf = message.body.req_sequence
    assert pkcs10.certification_request.to_cryptography().is_signature_valid
    verify_signature(crmf)
    witnesses = (
        attribute(pkcs10.certification_request, "id-cmc-popLinkWitnessV2"),
        crmf.cert_req.controls[0].value,
    )
    for witness in witnesses:
        assert witness.verify(SECRET, random, identification="alice") is ProofKey.SECRET
    signed = message.layers[0]
    assert signed.version == 3 and signed.signer_infos[0].version == 3
    verify_signer(signed, signed.signer_infos[0], CSR.certification_request_info.subject_pk_info)


def test_dogtag_mixes_the_identification_into_the_pop_link() -> None:
    builder = PKIDataBuilder().identification("alice").add_pkcs10(CSR)
    body = builder.pop_link_witness_v2(SECRET, EC, mix_identification=True).body()
    witness = attribute(body.req_sequence[0].certification_request, "id-cmc-popLinkWitnessV2")  # type: ignore[union-attr]
    random = controls(body)["id-cmc-popLinkRandom"].value
    assert witness.verify(SECRET, random, identification="alice") is ProofKey.SECRET_AND_IDENTIFICATION
    with pytest.raises(ProofInvalid):
        witness.verify(SECRET, random)


def test_the_vector_is_made_to_the_octet(vectors: Path) -> None:
    known = json.loads((vectors / "computations.json").read_text())
    key = ed25519.Ed25519PrivateKey.from_private_bytes(bytes.fromhex(known["ed25519_seed"]))
    wanted = cmcasn1.parse(bytes.fromhex(known["full"]["SignedData_ContentInfo"]))
    nonce = controls(wanted.body)["id-cmc-senderNonce"].value
    number = controls(wanted.body)["id-cmc-transactionId"].value
    builder = PKIDataBuilder()
    for part, value in (
        (2, cmcasn1.TransactionId(number)),
        (3, cmcasn1.SenderNonce(nonce)),
        (4, cmcasn1.Identification(known["identification"])),
    ):
        builder = builder.control(value, body_part_id=part)
    request = cmcasn1.decode_der(cmcasn1.CertificationRequest, bytes.fromhex(known["csr_with_popLinkWitnessV2"]))
    builder = builder.add_pkcs10(request, body_part_id=1).identity_proof_v2(known["secret"])
    builder = builder.pop_link_random(bytes.fromhex(known["popLink"]["R"]))
    built = builder.sign(key, hash_algorithm=None)
    assert built.der.hex() == known["full"]["SignedData_ContentInfo"]


def test_agent_signs() -> None:
    built = PKIDataBuilder().add_pkcs10(CSR).sign(EC, CA, certificates=[CA])
    signed = built.message().layers[0]
    assert signed.signer_infos[0].version == 1 and len(signed.certificates) == 1
    assert signed.signer_infos[0].sid.serial_number == 5


def test_keys_that_cannot_sign() -> None:
    for key in (x25519.X25519PrivateKey.generate(), mlkem.MLKEM768PrivateKey.generate()):
        csr = CertificationRequestBuilder().subject("CN=K").subject_key_identifier().without_signature(key)
        crmf = CertReqMsgBuilder().subject("CN=K").challenge(key)
        kind = "keyEncipherment" if isinstance(key, mlkem.MLKEM768PrivateKey) else "keyAgreement"
        assert crmf.popo is not None and crmf.popo.choice == kind
        builder = PKIDataBuilder().add_pkcs10(csr, body_part_id=9).add_crmf(crmf).identity_proof_v2(SECRET)
        built = builder.pop_link_witness_v2(SECRET).sign_without_signature()
        assert built.message().body == built.body
        info = built.body.req_sequence[0].certification_request  # type: ignore[union-attr]
        assert info.signature_algorithm.algorithm.name == "id-alg-noSignature"
        with pytest.raises(BuildError, match="cannot sign"):
            CertificationRequestBuilder().sign(key)


def test_revocation_by_secret() -> None:
    builder = PKIDataBuilder().revoke_request("CN=CA", 300, reason=cmcasn1.CRLReason.keyCompromise, secret=SECRET)
    for built in (builder.unsigned(), builder.as_data()):
        message = built.message()
        assert controls(message.body)["id-cmc-revokeRequest"].passphrase == SECRET.encode()
        assert SECRET not in repr(message)
    with pytest.raises(BuildError, match=r"6\.11"):
        PKIDataBuilder().revoke_request("CN=CA", 300).unsigned()
    with pytest.raises(BuildError, match=r"6\.11"):
        builder.add_pkcs10(CSR).as_data()


def test_ra_wraps_without_changing() -> None:
    end_entity = PKIDataBuilder().add_pkcs10(CSR).identification("alice").identity_proof_v2(SECRET)
    inner = end_entity.unsigned_data([1], Oid("1.2.3.4"), cmcasn1.Any(b"\5\0")).sign(EC)
    signed_before: Any = inner.content_info.content
    proof = next(c for c in inner.body.control_sequence if c.attr_type.name == "id-cmc-identityProofV2")
    number = body_part_id(inner.body.req_sequence[0])
    built = (
        PKIDataBuilder()
        .add_cms(inner, body_part_id=20)
        .batch_requests()
        .ra_identity_witness([20, proof.body_part_id])
        .control_processed([[20, proof.body_part_id]])
        .mod_cert_template(cmcasn1.CertTemplate(version=cmcasn1.Version.v3), [number], pki_data=[20])
        .lra_pop_witness([number], pki_data=20)
        .sign(EC, CA)
    )
    message = built.message()
    assert controls(message.body)["id-cmc-batchRequests"].value == (20,)
    nested = message.body.cms_sequence[0].content_info.content
    assert nested.encap_content_info == signed_before.encap_content_info
    assert nested.signer_infos[0].signature == signed_before.signer_infos[0].signature
    # The unsigned data has moved to the RA's wrapper, its path begins with the part's number.
    assert nested.signer_infos[0].unsigned_attrs is None
    moved = message.layers[0].signer_infos[0].unsigned_attrs[0].attr_values[0]
    assert tuple(moved.body_part_path) == (20, 1)
    assert resolve(message.body, [20, proof.body_part_id]) == proof


def test_response() -> None:
    request = PKIDataBuilder().add_pkcs10(CSR).transaction_id(42).sender_nonce(b"n" * 16).data_return(b"x").body()
    builder = PKIResponseBuilder().answer(request).success(1).failed(cmcasn1.CMCFailInfo.badAlg, 2, text="no")
    built = builder.pending(b"token", datetime(2027, 1, 1, tzinfo=UTC), 3).confirm_required(4).sign(EC, CA)
    message = built.message()
    assert message.kind == "full-pki-response" and message.body == built.body
    found = controls(message.body)
    assert found["id-cmc-recipientNonce"].value == b"n" * 16 and len(found["id-cmc-senderNonce"].value) == 16
    assert (found["id-cmc-transactionId"].value, found["id-cmc-dataReturn"].value) == (42, b"x")
    unsigned = PKIResponseBuilder().failed(cmcasn1.CMCFailInfo.internalCAError).unsigned()
    assert unsigned.message().layers[0].signer_infos == ()


R = PKIDataBuilder().add_pkcs10(CSR)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
FORBIDDEN: dict[str, tuple[Callable[[], object], str]] = {
    "nothing": (lambda: PKIDataBuilder().body(), r"3\.2\.1"),
    "a control twice": (lambda: R.identification("a").identification("b"), "once"),
    "a response control": (lambda: R.control(cmcasn1.ResponseInfo(b"")), "not for a request"),
    "a request control": (lambda: PKIResponseBuilder().control(cmcasn1.RegInfo(b"")), "not for a response"),
    "an attribute": (lambda: R.control(cmcasn1.PopLinkWitness(b"")), "attribute"),
    "no control": (lambda: R.control(CSR), "no control"),  # type: ignore[arg-type]
    "ambiguous": (lambda: R.control(cmcasn1.GLOwnerAdministration(cmcasn1.GeneralName("dNSName", "a"), None)), "OID"),  # type: ignore[arg-type]
    "number twice": (lambda: R.add_pkcs10(CSR, body_part_id=3).add_cms(_cms(), body_part_id=3).body(), "twice"),
    "number 0": (lambda: R.add_pkcs10(CSR, body_part_id=0).body(), r"3\.2\.2"),
    "number 2^32": (lambda: R.add_pkcs10(CSR, body_part_id=2**32).body(), r"3\.2\.2"),
    "certReqId twice": (lambda: R.add_crmf(CRMF).add_crmf(CRMF).body(), "twice"),
    "proof of nothing": (lambda: PKIDataBuilder().identity_proof_v2("s").body(), r"6\.2\.1"),
    "link of nothing": (lambda: PKIDataBuilder().pop_link_witness_v2("s").body(), r"6\.3\.1"),
    "link without key": (lambda: R.pop_link_witness_v2("s").body(), r"6\.3\.1"),
    "link with another key": (lambda: R.pop_link_witness_v2("s", RSA).body(), r"6\.3\.1"),
    "link twice": (lambda: R.pop_link_witness_v2("s", EC).pop_link_witness("s", EC), "once"),
    "random without witness": (lambda: R.pop_link_random(bytes(64)).body(), r"6\.3\.1"),
    "empty secret": (lambda: R.identity_proof_v2("").body(), "empty"),
    "dangling lraPOPWitness": (lambda: R.lra_pop_witness([99]).body(), "99"),
    "dangling modCertTemplate": (lambda: R.mod_cert_template(cmcasn1.CertTemplate(), [99]).body(), "99"),
    "dangling addExtensions": (lambda: R.add_extensions([], [99]).body(), "99"),
    "dangling batchRequests": (lambda: R.batch_requests([99]).body(), "99"),
    "dangling authData": (lambda: R.auth_data(99).body(), "99"),
    "authData of a request": (lambda: R.auth_data(2).body(), "not a message"),
    "authData of SignedData": (lambda: R.add_cms(_cms(), body_part_id=9).auth_data(9).body(), "not an Authenticated"),
    "batch of nothing": (lambda: R.batch_requests().body(), r"6\.17"),
    "batch of a request": (lambda: R.batch_requests([2]).body(), "not a message"),
    "dangling controlProcessed": (lambda: R.control_processed([[9, 9]]).body(), "9"),
    "dangling raIdentityWitness": (lambda: R.ra_identity_witness([77]).body(), "77"),
    "witness of a control": (lambda: R.reg_info(b"").ra_identity_witness([1]).body(), "not an identity proof"),
    "dangling responseBody": (lambda: PKIResponseBuilder().response_body([5]).body(), "5"),
    "no certificate": (lambda: R.sign(RSA), r"3\.2"),
    "no key identifier": (lambda: _without_identifier().sign(EC), "subjectKeyIdentifier"),
    "empty response": (lambda: PKIResponseBuilder().body(), r"6\.1"),
    "status of nothing": (lambda: PKIResponseBuilder().status(0, []), r"6\.1"),
    "failure of success": (lambda: PKIResponseBuilder().status(0, other_info=3), r"6\.1"),
    "pending without token": (lambda: PKIResponseBuilder().status(cmcasn1.CMCStatus.pending), r"6\.1"),
    "unsigned success": (lambda: PKIResponseBuilder().success(1).unsigned(), r"4\.2"),
    "regInfo in CMC": (lambda: _crmf(CertReqMsgBuilder().utf8_pairs([("a", "b")])), r"3\.2\.1\.2\.2"),
    "regToken in CMC": (
        lambda: _crmf(CertReqMsgBuilder().control(Oid("1.3.6.1.5.5.7.5.1.1"), cmcasn1.RegToken("t"))),
        "10004",
    ),
    "an extension twice": (lambda: _twice(CertificationRequestBuilder()), "5280"),
    "an extension of CRMF twice": (lambda: _twice(CertReqMsgBuilder()), "5280"),
    "no new name": (lambda: CertificationRequestBuilder().change_subject_name(), r"7\.1"),
    "subject twice": (lambda: CertificationRequestBuilder().subject("CN=a").subject("CN=b"), "once"),
    "subject of nonsense": (lambda: CertificationRequestBuilder().subject("nonsense"), "4514"),
    "no validity": (lambda: CertReqMsgBuilder().validity(), "one of its two"),
    "naive time": (lambda: CertReqMsgBuilder().validity(datetime(2026, 1, 1)), "time zone"),
    "version 1": (lambda: CertReqMsgBuilder().version(cmcasn1.Version.v1), "v3"),
}


def _cms() -> cmcasn1.ContentInfo:
    return R.sign(EC).content_info


def _without_identifier() -> PKIDataBuilder:
    return PKIDataBuilder().add_pkcs10(CertificationRequestBuilder().sign(EC))


def _crmf(builder: CertReqMsgBuilder) -> PKIDataBuilder:
    return PKIDataBuilder().add_crmf(builder.sign(EC))


def _twice(builder: Any) -> object:
    usage = x509.BasicConstraints(True, None)
    return builder.extension(usage).extension(usage)


@pytest.mark.parametrize("name", FORBIDDEN)
def test_what_the_rfcs_forbid(name: str) -> None:
    work, match = FORBIDDEN[name]
    with pytest.raises(BuildError, match=match):
        work()


def test_octets_of_any_armour() -> None:
    pem = CSR.to_cryptography().public_bytes(serialization.Encoding.PEM)
    assert PKIDataBuilder().add_pkcs10(pem).body() == PKIDataBuilder().add_pkcs10(CSR).body()
    assert PKIDataBuilder().add_pkcs10(CSR.to_cryptography()).body() == PKIDataBuilder().add_pkcs10(CSR).body()
    assert PKIDataBuilder().add_crmf(cmcasn1.encode_der(cmcasn1.CertReqMessages([CRMF]))).body().req_sequence == (CRMF,)
    with pytest.raises(cmcasn1.DecodeError, match="cert-req-messages"):
        PKIDataBuilder().add_pkcs10(CRMF.octets)


def test_a_request_that_is_not_der_would_lose_its_signature(vectors: Path) -> None:
    odd = cmcasn1.parse((vectors / "dogtag" / "v117_crmf_rsa_ski.der").read_bytes()).body[0]
    with pytest.raises(BuildError, match="not DER"):
        PKIDataBuilder().add_crmf(odd)


DOGTAG = Path(__file__).parent / "vectors" / "dogtag"


@pytest.mark.parametrize("name", ["crmf_rsa_pop", "crmf_ec_pop", "crmf_rsa_ski", "v117_crmf_rsa_ski"])
def test_requests_that_are_not_der(name: str) -> None:
    """CRMFPopClient writes an empty list of controls, and critical FALSE: the proof of possession covers that."""
    data = (DOGTAG / f"{name}.der").read_bytes()
    with pytest.raises(BuildError, match="not DER"):
        PKIDataBuilder().add_crmf(data)
    built = PKIDataBuilder().identity_proof_v2(SECRET).add_crmf(data, as_received=True).sign(EC, CA)
    (theirs,) = cmcasn1.parse(data).body
    received = cmcasn1.parse(built.der).body
    assert received.req_sequence[0].octets[1:] == theirs.octets[1:]
    assert received.req_sequence_octets == built.body.req_sequence_octets
    assert cmcasn1.verify(built.der, secrets=SECRET).ok
    key = serialization.load_pem_private_key((DOGTAG / "keys" / f"{name}.key").read_bytes(), None)
    renewed = renew_proof(theirs, key)
    assert renewed.octets == cmcasn1.encode_der(renewed) != theirs.octets
    assert renewed.cert_req.cert_template == theirs.cert_req.cert_template
    assert cmcasn1.verify(PKIDataBuilder().add_crmf(renewed).sign(EC, CA)).ok


def test_another_key_identifier_for_the_receiver() -> None:
    built = PKIDataBuilder().add_pkcs10(CSR).sign(EC, key_identifier=b"chosen")
    (signer,) = built.content_info.content.signer_infos
    assert signer.sid == b"chosen"
    with pytest.raises(BuildError, match="no request has the key"):
        PKIDataBuilder().add_pkcs10(CSR).sign(ED, key_identifier=b"chosen")


def test_octets_of_a_message_stay_the_same() -> None:
    """Ed25519 signs without randomness: what the same calls make does not change from version to version."""
    key = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    asked = CertificationRequestBuilder().subject("CN=Alice,O=Example").subject_key_identifier().sign(key)
    built = PKIDataBuilder().add_pkcs10(asked).identification("alice").identity_proof_v2(SECRET)
    built = built.transaction_id(4711).sender_nonce(b"sixteen octets..").data_return(b"x")
    assert sha256(built.sign(key).der).hexdigest() == "49db1e4ec391dde8ae7d5e07f57cd569c09ed06a6e805c3dc60471b1c2d6fac7"
    assert built.sign(cmcasn1.PrivateKey(key)).der == built.sign(key).der


def test_auth_data_names_a_part_of_the_message() -> None:
    """authPublish points at the AuthenticatedData beside it, which keeps its number."""
    inner = PKIDataBuilder().data_return(b"new anchors").authenticate("a secret")
    body = PKIResponseBuilder().add_cms(inner, body_part_id=7, promote=False).auth_data(7).body()
    (control,) = body.control_sequence
    assert control.attr_type.name == "id-cmc-authData" and control.attr_values == (cmcasn1.AuthPublish(7),)
    (part,) = body.cms_sequence
    assert part.body_part_id == 7 and part.content_info == inner.content_info
    assert cmcasn1.decode_der(cmcasn1.PKIResponse, cmcasn1.encode_der(body)) == body


@pytest.mark.parametrize("builder", [PKIDataBuilder, PKIResponseBuilder])
def test_messages_of_other_kinds(builder: Any) -> None:
    oid, value = Oid("1.2.3.4"), cmcasn1.Any(b"\x04\x01x")
    body = builder().add_other(oid, value, body_part_id=3).add_other(oid, value).data_return(b"x").body()
    first, second = body.other_msg_sequence
    assert first == cmcasn1.OtherMsg(3, oid, value)
    assert (second.other_msg_type, second.other_msg_value) == (oid, value)
    assert not duplicate_ids(body) and second.body_part_id not in (0, 3)
    assert cmcasn1.decode_der(type(body), cmcasn1.encode_der(body)) == body
    with pytest.raises(BuildError):
        builder().add_other(oid, value, body_part_id=3).add_other(oid, value, body_part_id=3).body()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (r"CN=\#0c0178", r"CN=\#0c0178"),
        ("CN=a=#b", "CN=a=#b"),
        (r"CN=a\,O=#b", r"CN=a\,O=#b"),
        ("CN=a,E=a@b.example", "CN=a,1.2.840.113549.1.9.1=a@b.example"),
        ("O=#0c0178", None),
        ("CN=a+OU=#0c0178", None),
        ("CN=a\\\\,2.5.4.10 = #0c0178", None),
    ],
)
def test_no_name_in_hex_is_taken_for_text(text: str, shown: str | None) -> None:
    builder = CertificationRequestBuilder()
    if shown is None:
        with pytest.raises(BuildError, match="#hex"):
            builder.subject(text)
    else:
        assert arguments.name_of_text(text).rfc4514_string() == shown


def test_a_number_of_more_digits_than_python_writes() -> None:
    """The refusal says how long it is."""
    huge = 1 << 20_000
    request = CertReqMsgBuilder().subject("CN=Alice").cert_req_id(huge).sign(EC)
    for refused in (
        lambda: PKIDataBuilder().add_crmf(request).body(),
        lambda: PKIDataBuilder().control(cmcasn1.SenderNonce(b"n"), body_part_id=huge).body(),
        lambda: PKIDataBuilder().lra_pop_witness([huge]).body(),
        lambda: resolve(PKIDataBuilder().sender_nonce().body(), [huge]),
    ):
        with pytest.raises(cmcasn1.CMCError, match="20001-bit integer"):
            refused()
