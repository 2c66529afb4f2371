"""Any message that the builders make comes back the same, passes every check, and fails after one changed octet."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import cmcasn1
from cmcasn1 import CMCError, ContentInfo, EncodedMessage, Outcome, PKIData
from cmcasn1.cmc.controls import all_controls
from cmcasn1.cms.signing import sign
from cmcasn1.keys.private_key import as_signer
from cmcasn1.oids.known import ID_CCT_PKI_DATA
from cmcasn1.verification.report import Report
from tests.built_messages import KINDS, SECRET, Built, build, numbered
from tests.signing_keys import CASES, NOW, certificate, private_key

UNSIGNED = ("revocation", "no-signature", "authenticated", "pkcs10", "crmf")
SIGNED = [kind for kind in KINDS if kind not in UNSIGNED]
WITH_REQUESTS = ["agent", "self", "linked", "pkcs10", "crmf"]
# Keys are made in the first example that wants them.
relaxed = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def check(built: Built, der: bytes | None = None) -> Report:
    return cmcasn1.verify(built.der if der is None else der, secrets=SECRET, keys=built.keys, at=NOW)


# Lengths of signatures vary: a place is drawn as a fraction.
PLACES = st.tuples(st.integers(0, 2**20 - 1), st.integers(1, 255))


def changed(data: bytes, part: bytes, place: tuple[int, int], *, last: bool = False) -> bytes:
    """The data with one octet of a part in it changed."""
    start = data.rindex(part) if last else data.index(part)
    position = start + (place[0] * len(part) >> 20)
    return data[:position] + bytes([data[position] ^ place[1]]) + data[position + 1 :]


@pytest.mark.parametrize("kind", KINDS)
@settings(relaxed, max_examples=20)
@given(st.randoms(use_true_random=False))
def test_comes_back_the_same(kind: str, random: Random) -> None:
    built = build(random, kind)
    message = cmcasn1.parse(built.der)
    assert not message.quirks and not message.problems and message.encoding == "der"
    if isinstance(built.value, EncodedMessage):
        assert message.body == built.value.body
        assert cmcasn1.decode_der(ContentInfo, built.der) == built.value.content_info
        assert cmcasn1.encode_der(built.value.content_info) == built.der
    else:
        assert message.body == built.value
    assert cmcasn1.encode_der(message.body) == cmcasn1.encode_der(getattr(built.value, "body", built.value))
    report = cmcasn1.verify(message, secrets=SECRET, keys=built.keys, at=NOW, request=built.request)
    assert not report.failed, str(report)
    # What is left open is open by its nature, or needs trust anchors.
    closed = {"message-digest", "identity-proof", "pop-link", "body-part-ids", "references", "controls"}
    assert not closed & {each.name for each in report.not_possible}
    if built.signer is not None:
        assert report.named("signature")
        assert all(each.outcome is Outcome.PASSED for each in report.named("signature"))


def covered(built: Built) -> Iterator[tuple[str, bytes]]:
    """What a signature covers, as it stands in the message, and the signature itself."""
    signed: Any = built.value.content_info.content
    (signer,) = signed.signer_infos
    yield "eContent", signed.encap_content_info.e_content
    # They are sent under [0], not as the SET that is signed.
    yield "signedAttrs", signer.signed_attrs_octets[1:]
    yield "signature", signer.signature


@pytest.mark.parametrize("kind", SIGNED)
@settings(relaxed, max_examples=30)
@given(st.randoms(use_true_random=False), st.data())
def test_one_changed_octet_of_what_is_signed(kind: str, random: Random, data: st.DataObject) -> None:
    built = build(random, kind)
    part, octets = data.draw(st.sampled_from(list(covered(built))))
    try:
        report = check(built, changed(built.der, octets, data.draw(PLACES), last=part == "signature"))
    except CMCError:
        return
    failed = {each.name for each in report.failed}
    assert failed & ({"message-digest"} if part == "eContent" else {"message-digest", "signature"}), str(report)
    assert not report.ok


@settings(relaxed, max_examples=30)
@given(st.randoms(use_true_random=False), st.data())
def test_one_changed_octet_of_what_a_mac_covers(random: Random, data: st.DataObject) -> None:
    built = build(random, "authenticated")
    made: Any = built.value.content_info.content
    parts = [made.encap_content_info.e_content, made.mac, *([made.auth_attrs_octets[1:]] if made.auth_attrs else [])]
    octets = data.draw(st.sampled_from(parts))
    try:
        report = check(built, changed(built.der, octets, data.draw(PLACES), last=octets == made.mac))
    except CMCError:
        return
    assert not any(each.outcome is Outcome.PASSED for each in report.named("mac")), str(report)
    assert not report.ok


def sealed(content: bytes) -> bytes:
    """The same message, signed anew by an agent: only what is inside can be at fault."""
    signed = sign(content, ID_CCT_PKI_DATA, as_signer(private_key("ed25519")), certificate=certificate("ed25519"))
    return cmcasn1.encode_der(ContentInfo(cmcasn1.Oid("1.2.840.113549.1.7.2"), signed))


def proven(request: Any) -> bytes | None:
    """What the proof of possession of a request covers."""
    if isinstance(request, cmcasn1.TaggedCertificationRequest):
        return proven(request.certification_request)
    if isinstance(request, cmcasn1.CertificationRequest):
        return request.certification_request_info.octets
    proof = request.popo
    if isinstance(proof and proof.value, cmcasn1.POPOSigningKey) or getattr(proof and proof.value, "choice", "") in (
        "agreeMAC",
    ):
        return request.cert_req.octets
    return None


def requests_of(body: Any) -> tuple[Any, ...]:
    if isinstance(body, PKIData):
        return body.req_sequence
    return tuple(body) if isinstance(body, cmcasn1.CertReqMessages) else (body,)


@pytest.mark.parametrize("kind", WITH_REQUESTS)
@settings(relaxed, max_examples=30)
@given(st.randoms(use_true_random=False), st.data())
def test_one_changed_octet_of_a_request(kind: str, random: Random, data: st.DataObject) -> None:
    """Signed anew on the outside: the proof of possession has to find it, and the identity proof if there is one."""
    built = build(random, kind)
    body = getattr(built.value, "body", built.value)
    candidates = [(index, octets) for index, each in enumerate(requests_of(body)) if (octets := proven(each))]
    assume(candidates and "vouched" not in built.features)
    index, octets = data.draw(st.sampled_from(candidates))
    content = changed(cmcasn1.encode_der(body), octets, data.draw(PLACES))
    try:
        report = check(built, sealed(content) if isinstance(body, PKIData) else content)
    except CMCError:
        return
    place = f"[{index}]" if len(candidates) > 1 or index else ""
    possession = [each for each in report.named("possession") if place in each.path]
    assert possession and not any(each.outcome is Outcome.PASSED for each in possession[:1]), str(report)
    # An unknown algorithm makes the check impossible; then nothing may pass for it.
    assert report.failed or possession[0].outcome is Outcome.NOT_POSSIBLE
    assert not any(each.outcome is Outcome.PASSED for each in report.named("identity-proof")), str(report)


@pytest.mark.parametrize("kind", ["agent", "self", "linked", "no-signature"])
@settings(relaxed, max_examples=30)
@given(st.randoms(use_true_random=False), st.data())
def test_one_changed_octet_of_a_witness(kind: str, random: Random, data: st.DataObject) -> None:
    built = build(random, kind)
    body = built.value.body
    names = {cmcasn1.IdentityProof: "identity-proof", cmcasn1.IdentityProofV2: "identity-proof"}
    witnesses = [
        (name, getattr(value, "witness", None) or value.value)
        for control in body.control_sequence
        for value in control.attr_values
        for cls, name in names.items()
        if isinstance(value, cls)
    ]
    if any(isinstance(c.attr_values[0], cmcasn1.PopLinkRandom) for c in body.control_sequence):
        random_value = next(
            c.attr_values[0].value for c in body.control_sequence if isinstance(c.attr_values[0], cmcasn1.PopLinkRandom)
        )
        witnesses.append(("pop-link", random_value))
    assume(witnesses)
    name, octets = data.draw(st.sampled_from(witnesses))
    report = check(built, sealed(changed(cmcasn1.encode_der(body), octets, data.draw(PLACES))))
    failed = [each for each in report.named(name) if each.outcome is Outcome.FAILED]
    assert failed and {each.name for each in report.failed} == {name}, str(report)
    assert SECRET not in str(report)


def test_every_kind_of_key_signs() -> None:
    """The numbered messages, which the peers get, have signatures of every kind."""
    made = [numbered(number) for number in range(300)]
    assert {each.kind for each in made} == set(KINDS)
    assert {each.signer for each in made} == {*CASES, None}
    assert {name for each in made for name in each.requested} == set(CASES)
    features = {feature for each in made for feature in each.features}
    assert features >= {"path", "extended-fail-info", "unknown-control", "nested", "pop-agree", "pop-key", "vouched"}


def test_every_control_is_built() -> None:
    """The numbered messages have every control of RFC 10002 in them, as a control or in a request, or beside all."""
    built = b"".join(numbered(number).der for number in range(300))
    wanted = [info for info in all_controls() if info.document.startswith("RFC 10002")]
    # Without parameters an AlgorithmIdentifier is the OID below a header of two octets.
    found = [info for info in wanted if cmcasn1.encode_der(cmcasn1.AlgorithmIdentifier(info.oid))[2:] in built]
    assert len(wanted) > 30 and found == wanted


def test_numbers_name_messages() -> None:
    """Only what is random by its nature differs."""
    for number in range(0, 90, 9):
        first, second = numbered(number), numbered(number)
        assert (first.kind, first.signer, first.requested) == (second.kind, second.signer, second.requested)
