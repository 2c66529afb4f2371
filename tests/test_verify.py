"""The report of checks: what is good passes, each fault fails under its name, what cannot be told is not possible."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mldsa, mlkem, rsa

import cmcasn1
from cmcasn1 import CertificationRequestBuilder, CertReqMsgBuilder, Outcome, PKIDataBuilder, PKIResponseBuilder, Policy
from cmcasn1.algorithms.key_derivation import pbkdf2_identifier
from cmcasn1.responder.authority import Authority

SECRET = "SixteenCharToken"
NOW = datetime(2026, 11, 1, tzinfo=UTC)
USER, AGENT, CA_KEY = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
RSA_KEY = rsa.generate_private_key(65537, 2048)


def issue(subject: str, key: Any, issuer: x509.Certificate | None, issuer_key: Any, **more: Any) -> x509.Certificate:
    name = x509.Name.from_rfc4514_string(subject)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer.subject if issuer else name)
        .public_key(key.public_key())
        .serial_number(more.get("serial", x509.random_serial_number()))
        .not_valid_before(NOW - timedelta(days=9))
        .not_valid_after(NOW + more.get("lasts", timedelta(days=99)))
        .add_extension(x509.BasicConstraints(issuer is None, None), critical=True)
    )
    if "usage" in more:
        builder = builder.add_extension(more["usage"], critical=True)
    if "purpose" in more:
        builder = builder.add_extension(x509.ExtendedKeyUsage([x509.ObjectIdentifier(more["purpose"])]), critical=False)
    return builder.sign(issuer_key, hashes.SHA256() if isinstance(issuer_key, ec.EllipticCurvePrivateKey) else None)


CA = issue("CN=CA", CA_KEY, None, CA_KEY)
AGENT_CERTIFICATE = issue("CN=Agent", AGENT, CA, CA_KEY)
RA_CERTIFICATE = issue("CN=RA", AGENT, CA, CA_KEY, purpose="1.3.6.1.5.5.7.3.28")
EXPIRED = issue("CN=Agent", AGENT, CA, CA_KEY, lasts=timedelta(days=-1))
CSR = CertificationRequestBuilder().subject("CN=Alice").subject_key_identifier().sign(USER)
CRMF = CertReqMsgBuilder().subject("CN=Alice").cert_req_id(7).subject_key_identifier().sign(RSA_KEY)
BY_SECRET = (
    PKIDataBuilder()
    .add_pkcs10(CSR)
    .add_crmf(CRMF)
    .identification("alice")
    .identity_proof_v2(SECRET)
    .pop_link_witness_v2(SECRET, USER, RSA_KEY)
    .transaction_id(42)
    .sender_nonce(b"n" * 16)
    .data_return(b"back")
)
REQUEST = BY_SECRET.sign(USER, signing_time=NOW)
BY_AGENT = PKIDataBuilder().add_pkcs10(CSR).sign(AGENT, AGENT_CERTIFICATE)


def outcomes(report: cmcasn1.Report) -> dict[str, set[Outcome]]:
    found: dict[str, set[Outcome]] = {}
    for check in report:
        found.setdefault(check.name, set()).add(check.outcome)
    return found


def failures(report: cmcasn1.Report) -> set[str]:
    return {check.name for check in report.failed}


def test_everything_good_passes() -> None:
    report = cmcasn1.verify(REQUEST, secrets={"alice": SECRET}, at=NOW)
    assert report.ok and not report.not_possible, str(report)
    names = "message-digest signer signature possession identity-proof pop-link body-part-ids references controls"
    assert outcomes(report).keys() >= {*names.split(), "signing-time"}
    assert len(report.named("possession")) == len(report.named("pop-link")) == 2
    report.raise_for_failure()
    assert SECRET not in str(report) and SECRET not in repr(report)


@pytest.mark.parametrize(
    "secrets", [SECRET, SECRET.encode(), {"alice": SECRET}, lambda name: SECRET if name == "alice" else None]
)
def test_forms_of_secrets(secrets: Any) -> None:
    assert cmcasn1.verify(REQUEST, secrets=secrets, at=NOW).ok


@pytest.mark.parametrize("secrets", [None, {}, {"bob": SECRET}, lambda name: None])
def test_no_secret_makes_proofs_impossible(secrets: Any) -> None:
    report = cmcasn1.verify(REQUEST, secrets=secrets, at=NOW)
    assert outcomes(report)["identity-proof"] == outcomes(report)["pop-link"] == {Outcome.NOT_POSSIBLE}
    assert not report.failed


def test_wrong_secret_fails() -> None:
    report = cmcasn1.verify(REQUEST, secrets="another secret", at=NOW)
    assert failures(report) == {"identity-proof", "pop-link"}
    with pytest.raises(cmcasn1.ProofInvalid):
        report.raise_for_failure()
    assert "another secret" not in str(report) + repr(report)


def test_certificate_path() -> None:
    assert outcomes(cmcasn1.verify(BY_AGENT))["certificate-path"] == {Outcome.NOT_POSSIBLE}
    for trust, at, expected in (
        ([CA], NOW, Outcome.PASSED),
        ([AGENT_CERTIFICATE], NOW, Outcome.PASSED),
        ([], NOW, Outcome.FAILED),
        ([issue("CN=CA", USER, None, USER)], NOW, Outcome.FAILED),
        ([CA], NOW + timedelta(days=300), Outcome.FAILED),
    ):
        assert outcomes(cmcasn1.verify(BY_AGENT, trust=trust, at=at))["certificate-path"] == {expected}
    expired = PKIDataBuilder().add_pkcs10(CSR).sign(AGENT, EXPIRED)
    assert failures(cmcasn1.verify(expired, trust=[CA], at=NOW)) == {"certificate-path"}


def test_chains_of_other_keys() -> None:
    for key, expected in (
        (mldsa.MLDSA44PrivateKey.generate(), Outcome.PASSED),
        (ed25519.Ed25519PrivateKey.generate(), Outcome.NOT_POSSIBLE),
    ):
        authority = issue("CN=CA", key, None, key)
        leaf = issue("CN=Agent", AGENT, authority, key)
        report = cmcasn1.verify(PKIDataBuilder().add_pkcs10(CSR).sign(AGENT, leaf), trust=[authority], at=NOW)
        assert outcomes(report)["certificate-path"] == {expected}


def test_names_that_cryptography_does_not_take() -> None:
    """A BIT STRING in a name: of the signer's own certificate, and of one that only comes along."""
    odd = cmcasn1.AttributeTypeAndValue(cmcasn1.Oid("1.2.3.4"), cmcasn1.Any(b"\x03\x02\x00\x01"))
    name = cmcasn1.Name([cmcasn1.RelativeDistinguishedName([odd])])
    strange = Authority.create(AGENT, name).certificate
    body = PKIDataBuilder().add_pkcs10(CSR)
    own = cmcasn1.verify(body.sign(AGENT, strange), trust=[CA], at=NOW)
    assert {check.outcome for check in own.named("certificate-path")} == {Outcome.FAILED}
    beside = body.sign(AGENT, AGENT_CERTIFICATE, certificates=[strange])
    assert cmcasn1.verify(beside, trust=[CA], at=NOW).named("certificate-path")[0].outcome is Outcome.PASSED


def test_signing_time_in_the_future() -> None:
    report = cmcasn1.verify(REQUEST, secrets=SECRET, at=NOW - timedelta(hours=1))
    assert failures(report) == {"signing-time"}
    assert cmcasn1.verify(
        REQUEST, secrets=SECRET, at=NOW - timedelta(hours=1), policy=Policy(clock_skew=timedelta(hours=2))
    ).ok


def test_ra_needs_its_purpose_if_policy_says_so() -> None:
    wrapped = PKIDataBuilder().add_cms(REQUEST, body_part_id=5).batch_requests()
    strict = Policy(require_ra=True)
    for certificate, expected in ((RA_CERTIFICATE, Outcome.PASSED), (AGENT_CERTIFICATE, Outcome.FAILED)):
        report = cmcasn1.verify(wrapped.sign(AGENT, certificate), secrets=SECRET, at=NOW, policy=strict)
        assert outcomes(report)["extended-key-usage"] == {expected}
        # What is nested is checked all the same, under the path of its part.
        assert [check.outcome for check in report.named("identity-proof")] == [Outcome.PASSED]
        assert all("cmsSequence[0]" in check.path for check in report.named("possession"))


def test_weak_algorithms_are_flagged_and_can_be_refused() -> None:
    weak = PKIDataBuilder().add_pkcs10(CSR).identity_proof(SECRET).sign(USER)
    report = cmcasn1.verify(weak, secrets=SECRET)
    assert report.ok and [check.weak for check in report.named("identity-proof")] == [True]
    refused = cmcasn1.verify(weak, secrets=SECRET, policy=Policy(allow_weak=False))
    assert failures(refused) == {"weak-algorithm"}


def test_keys_that_cannot_prove_possession_themselves() -> None:
    key = mlkem.MLKEM768PrivateKey.generate()
    csr = CertificationRequestBuilder().subject("CN=K").subject_key_identifier().without_signature(key)
    crmf = CertReqMsgBuilder().subject("CN=K").challenge(key)
    built = PKIDataBuilder().add_pkcs10(csr, body_part_id=9).add_crmf(crmf).identity_proof_v2(SECRET)
    report = cmcasn1.verify(built.sign_without_signature(), secrets=SECRET)
    assert outcomes(report)["possession"] == {Outcome.NOT_POSSIBLE} and not report.failed
    vouching = built.lra_pop_witness([1])
    for message, expected in (
        (vouching.sign(AGENT, RA_CERTIFICATE), Outcome.PASSED),
        (vouching.sign(AGENT, AGENT_CERTIFICATE), Outcome.NOT_POSSIBLE),
        (vouching.sign_without_signature(), Outcome.NOT_POSSIBLE),
    ):
        vouched = cmcasn1.verify(message, secrets=SECRET, trust=[CA], at=NOW)
        assert [check.outcome for check in vouched.named("possession")] == [Outcome.NOT_POSSIBLE, expected]


def test_possession_that_an_ra_vouches_for_in_a_message_that_it_passes_on() -> None:
    crmf = CertReqMsgBuilder().subject("CN=K").cert_req_id(7).challenge(mlkem.MLKEM768PrivateKey.generate())
    inner = PKIDataBuilder().add_crmf(crmf).sign(AGENT, AGENT_CERTIFICATE)
    wrapped = PKIDataBuilder().add_cms(inner, body_part_id=11).add_cms(inner, body_part_id=12)
    vouching = wrapped.lra_pop_witness([7], pki_data=12)
    for certificate, expected in ((RA_CERTIFICATE, Outcome.PASSED), (AGENT_CERTIFICATE, Outcome.NOT_POSSIBLE)):
        report = cmcasn1.verify(vouching.sign(AGENT, certificate), trust=[CA], at=NOW)
        assert [check.outcome for check in report.named("possession")] == [Outcome.NOT_POSSIBLE, expected]
    untrusted = cmcasn1.verify(vouching.sign(AGENT, RA_CERTIFICATE))
    assert {check.outcome for check in untrusted.named("possession")} == {Outcome.NOT_POSSIBLE}


def test_authenticated_data() -> None:
    builder = PKIDataBuilder().add_pkcs10(CSR).identification("alice")
    built = builder.authenticate(SECRET, derivation=pbkdf2_identifier(b"saltsalt", 1000))
    assert outcomes(cmcasn1.verify(built, secrets={"alice": SECRET}))["mac"] == {Outcome.PASSED}
    assert failures(cmcasn1.verify(built, secrets="another")) == {"mac"}
    assert outcomes(cmcasn1.verify(built))["mac"] == {Outcome.NOT_POSSIBLE}
    assert SECRET not in repr(built.message())


def test_all_kinds_of_keys() -> None:
    for key in (RSA_KEY, ed25519.Ed25519PrivateKey.generate(), mldsa.MLDSA65PrivateKey.generate()):
        csr = CertificationRequestBuilder().subject_key_identifier().sign(key)
        report = cmcasn1.verify(PKIDataBuilder().add_pkcs10(csr).sign(key))
        assert report.ok and not report.not_possible, str(report)


def test_encrypted_messages_are_not_possible(vectors: Any) -> None:
    report = cmcasn1.verify((vectors / "bouncycastle" / "s0009.der").read_bytes())
    assert outcomes(report) == {"decryption": {Outcome.NOT_POSSIBLE}} and not report.ok


# One fault each, and the check that has to find it

BODY = REQUEST.body


def resigned(body: cmcasn1.PKIData) -> cmcasn1.EncodedMessage[Any]:
    """Sign a body that no builder would make."""
    from cmcasn1.cms.signing import sign

    content = cmcasn1.encode_der(body)
    signed = sign(content, cmcasn1.Oid("1.3.6.1.5.5.7.12.2"), AGENT, certificate=AGENT_CERTIFICATE)
    return cmcasn1.EncodedMessage(body, cmcasn1.ContentInfo(cmcasn1.Oid("1.2.840.113549.1.7.2"), signed))


def control(number: int, oid: str, value: Any) -> cmcasn1.TaggedAttribute:
    return cmcasn1.TaggedAttribute(number, cmcasn1.Oid(f"1.3.6.1.5.5.7.7.{oid}"), (value,))


def with_controls(*controls: cmcasn1.TaggedAttribute) -> cmcasn1.EncodedMessage[Any]:
    return resigned(replace(BODY, control_sequence=(*BODY.control_sequence, *controls)))


FAULTS: dict[str, tuple[Callable[[], Any], set[str]]] = {
    "nobody signed": (lambda: _unsigned(BODY), {"signer"}),
    "a number twice": (lambda: with_controls(control(7, "18", cmcasn1.RegInfo(b""))), {"body-part-ids"}),
    "number 0": (lambda: with_controls(control(0, "18", cmcasn1.RegInfo(b""))), {"body-part-ids"}),
    "dangling": (lambda: with_controls(control(99, "11", cmcasn1.LraPopWitness(0, (77,)))), {"references"}),
    "wrong direction": (lambda: with_controls(control(99, "19", cmcasn1.ResponseInfo(b""))), {"controls"}),
    "control twice": (lambda: with_controls(control(99, "2", cmcasn1.Identification("alice"))), {"controls"}),
    "an attribute": (lambda: with_controls(control(99, "23", cmcasn1.PopLinkWitness(b""))), {"controls"}),
    "no value": (
        lambda: with_controls(cmcasn1.TaggedAttribute(99, cmcasn1.Oid("1.3.6.1.5.5.7.7.18"), ())),
        {"controls"},
    ),
    "another request": (
        lambda: resigned(replace(BODY, req_sequence=BODY.req_sequence[:1])),
        {"identity-proof"},
    ),
    "no POP link in one": (
        lambda: resigned(replace(BODY, req_sequence=(*BODY.req_sequence[:1], CRMF))),
        {"pop-link", "identity-proof"},
    ),
    "POP by another key": (
        lambda: resigned(replace(BODY, req_sequence=(*BODY.req_sequence[:1], _foreign_pop()))),
        {"pop-link", "identity-proof", "possession"},
    ),
}


def _unsigned(body: cmcasn1.PKIData) -> Any:
    from cmcasn1.cms.signing import unsigned

    signed = unsigned(cmcasn1.encode_der(body), cmcasn1.Oid("1.3.6.1.5.5.7.12.2"))
    return cmcasn1.EncodedMessage(body, cmcasn1.ContentInfo(cmcasn1.Oid("1.2.840.113549.1.7.2"), signed))


def _foreign_pop() -> cmcasn1.CertReqMsg:
    other = CertReqMsgBuilder().subject("CN=Mallory").cert_req_id(7).sign(RSA_KEY)
    return cmcasn1.CertReqMsg(CRMF.cert_req, other.popo)


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_found(fault: str) -> None:
    make, expected = FAULTS[fault]
    report = cmcasn1.verify(make(), secrets=SECRET, at=NOW)
    assert failures(report) == expected, str(report)
    for check in report.failed:
        assert check.error is not None and check.path and str(check)


def test_tampering_with_the_content_or_the_signature() -> None:
    der = bytearray(REQUEST.der)
    content = REQUEST.content_info.content.encap_content_info.e_content  # type: ignore[union-attr]
    inside = bytes(der).index(content) + content.index(b"n" * 16)
    der[inside] ^= 1
    assert failures(cmcasn1.verify(bytes(der), secrets=SECRET, at=NOW)) == {"message-digest"}
    der[inside] ^= 1
    der[-1] ^= 1
    assert failures(cmcasn1.verify(bytes(der), secrets=SECRET, at=NOW)) == {"signature"}


# Answers

ISSUED = issue("CN=Alice", USER, CA, CA_KEY)
ISSUED_RSA = issue("CN=Alice", RSA_KEY, CA, CA_KEY)
NUMBERS = [cmcasn1.cmc.body_part_graph.body_part_id(request) for request in BODY.req_sequence]  # type: ignore[attr-defined]


def answer(builder: PKIResponseBuilder | None = None, certificates: Any = (ISSUED, ISSUED_RSA)) -> Any:
    made = builder or PKIResponseBuilder().answer(BODY).success(*NUMBERS)
    return made.sign(CA_KEY, CA, certificates=certificates)


def test_answer() -> None:
    report = cmcasn1.verify(answer(), request=REQUEST, trust=[CA], at=NOW)
    assert report.ok and not report.not_possible, str(report)
    assert outcomes(report).keys() >= {"transaction", "nonce", "data-return", "answered", "issued-certificate"}


def test_answer_to_an_encrypted_request() -> None:
    """Who built it knows what was asked for; who has only what was sent does not."""
    sent = REQUEST.envelop([cmcasn1.KEKRecipient(bytes(32), b"k")])
    whole = cmcasn1.verify(answer(), request=REQUEST, trust=[CA], at=NOW)
    assert cmcasn1.verify(answer(), request=sent, trust=[CA], at=NOW) == whole
    assert failures(cmcasn1.verify(answer(PKIResponseBuilder().success(*NUMBERS)), request=sent, at=NOW)) >= {"nonce"}
    report = cmcasn1.verify(answer(), request=sent.der, trust=[CA], at=NOW)
    assert report.ok and not {"nonce", "transaction", "issued-certificate"} & outcomes(report).keys()
    (check,) = report.named("answered")
    assert check.outcome is Outcome.NOT_POSSIBLE and "the request is encrypted" in check.text


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        (lambda: answer(certificates=[ISSUED]), {"issued-certificate"}),
        (lambda: answer(PKIResponseBuilder().success(*NUMBERS)), {"nonce", "transaction", "data-return"}),
        (
            lambda: answer(
                PKIResponseBuilder()
                .success(*NUMBERS)
                .transaction_id(42)
                .recipient_nonce(b"m" * 16)
                .data_return(b"back")
            ),
            {"nonce"},
        ),
        (lambda: answer(PKIResponseBuilder().answer(BODY).success(99)), {"answered"}),
        (lambda: answer(PKIResponseBuilder().answer(BODY).failed(2, 0), certificates=()), set()),
    ],
)
def test_answers_that_are_none(response: Callable[[], Any], expected: set[str]) -> None:
    assert failures(cmcasn1.verify(response(), request=REQUEST, trust=[CA], at=NOW)) == expected


def test_simple_answer() -> None:
    from cmcasn1.cms.signing import certs_only

    oid = cmcasn1.Oid("1.2.840.113549.1.7.2")
    good = cmcasn1.encode_der(cmcasn1.ContentInfo(oid, certs_only([ISSUED, CA])))
    request = cmcasn1.encode_der(CSR)
    assert cmcasn1.verify(good, request=request).ok
    other = cmcasn1.encode_der(cmcasn1.ContentInfo(oid, certs_only([CA])))
    assert failures(cmcasn1.verify(other, request=request)) == {"issued-certificate"}
    with pytest.raises(cmcasn1.BuildError, match="answers no request"):
        cmcasn1.verify(request, request=request)


@pytest.mark.parametrize(
    "given, expected, ok",
    [
        ({}, [("issued-certificate", "not possible"), ("certificate-path", "not possible")], False),
        ({"trust": [CA]}, [("issued-certificate", "not possible"), ("certificate-path", "passed")], True),
        ({"trust": []}, [("issued-certificate", "not possible"), ("certificate-path", "failed")], False),
        ({"request": CSR}, [("issued-certificate", "passed"), ("certificate-path", "not possible")], True),
        ({"request": CSR, "trust": [CA]}, [("issued-certificate", "passed"), ("certificate-path", "passed")], True),
    ],
)
def test_simple_answer_says_what_it_was_not_held_to(
    given: dict[str, Any], expected: list[tuple[str, str]], ok: bool
) -> None:
    """What lacks is the caller's: it is named with its reason, and leaves nothing open by the message itself."""
    from cmcasn1.cms.signing import certs_only

    oid = cmcasn1.Oid("1.2.840.113549.1.7.2")
    answer = cmcasn1.encode_der(cmcasn1.ContentInfo(oid, certs_only([ISSUED, CA])))
    if "request" in given:
        given = given | {"request": cmcasn1.encode_der(given["request"])}
    report = cmcasn1.verify(answer, at=NOW, **given)
    assert [(check.name, check.outcome.value) for check in report] == expected
    assert all(check.text for check in report.not_possible)
    assert (report.ok, report.left_open) == (ok, ())


@pytest.mark.parametrize(
    "known, outcome",
    [
        ({}, "not possible"),
        ({"secrets": {"5": "right"}}, "not possible"),
        ({"secrets": "right"}, "passed"),
        ({"secrets": "wrong"}, "failed"),
        ({"revocation_secrets": {5: "right"}}, "passed"),
        ({"revocation_secrets": {5: b"righ"}}, "failed"),
        ({"revocation_secrets": {6: "right"}}, "not possible"),
        ({"revocation_secrets": lambda serial: "right" if serial == 5 else None}, "passed"),
        ({"secrets": "right", "revocation_secrets": {5: "wrong"}}, "failed"),
    ],
)
def test_revocation_by_shared_secret(known: dict[str, Any], outcome: str) -> None:
    """A secret by identification does not revoke: whoever calls himself "5" has no right to certificate 5."""
    message = PKIDataBuilder().revoke_request("CN=CA", 5, secret="right").unsigned()
    report = cmcasn1.verify(message, **known)
    (check,) = report.named("revocation-secret")
    assert check.outcome.value == outcome and check.path == "PKIData.controlSequence[0]"
    # Who knows secrets of revocations, and not this one, leaves it open.
    assert report.ok == (outcome == "passed" or ("revocation_secrets" not in known and outcome == "not possible"))
    assert "right" not in str(report)


def test_a_revocation_without_a_secret_has_none_to_check() -> None:
    message = PKIDataBuilder().revoke_request("CN=CA", 5).sign(AGENT, AGENT_CERTIFICATE)
    assert not cmcasn1.verify(message, secrets="any").named("revocation-secret")
    (control,) = message.body.control_sequence
    for secret in ("", "any"):
        with pytest.raises(cmcasn1.ProofInvalid):
            control.attr_values[0].verify(secret)
