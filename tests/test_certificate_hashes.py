"""Certificates by their hashes: trustedAnchors (RFC 10002 section 6.15) and publishCert (section 6.18)."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes

import cmcasn1
from cmcasn1 import CMCPublicationInfo, Outcome, PKIDataBuilder, PKIResponseBuilder, PublishTrustAnchors
from cmcasn1.errors import UnsupportedAlgorithm
from tests.signing_keys import NOW, certificate, private_key

ONE, TWO, THREE = (certificate(kind) for kind in ("p256", "p384", "ed25519"))
PUBLISH = cmcasn1.PKIPublicationInfo(cmcasn1.PublicationAction.pleasePublish)


@pytest.mark.parametrize(
    ("algorithm", "name", "reference"),
    [
        (None, "id-sha256", hashlib.sha256),
        (hashes.SHA384(), "id-sha384", hashlib.sha384),
        (hashes.SHA3_256(), "id-sha3-256", hashlib.sha3_256),
        (hashes.SHA1(), "id-sha1", hashlib.sha1),
    ],
)
def test_hashes_are_of_the_whole_certificate(algorithm: Any, name: str, reference: Any) -> None:
    expected = tuple(reference(cmcasn1.encode_der(each)).digest() for each in (ONE, TWO))
    for given in ((ONE, TWO), (ONE.to_cryptography(), cmcasn1.encode_der(TWO))):
        anchors = PublishTrustAnchors.compute(7, given, hash_algorithm=algorithm)
        assert (anchors.seq_number, anchors.hash_algorithm.algorithm.name, anchors.anchor_hashes) == (7, name, expected)
        published = CMCPublicationInfo.compute(given, PUBLISH, hash_algorithm=algorithm)
        assert (published.hash_alg.algorithm.name, published.cert_hashes) == (name, expected)
    assert anchors.anchors([THREE, TWO.to_cryptography(), ONE]) == (TWO, ONE)
    assert published.published([THREE, TWO]) == (TWO,) and published.published([THREE]) == ()


def test_an_unknown_hash_is_named() -> None:
    unknown = cmcasn1.AlgorithmIdentifier(cmcasn1.Oid("1.2.3"))
    with pytest.raises(UnsupportedAlgorithm, match=r"1\.2\.3"):
        PublishTrustAnchors.compute(1, [ONE], hash_algorithm=unknown)
    with pytest.raises(UnsupportedAlgorithm, match=r"1\.2\.3"):
        PublishTrustAnchors(1, unknown, (bytes(32),)).anchors([ONE])


def test_they_go_through_the_builders() -> None:
    request = PKIDataBuilder().control(CMCPublicationInfo.compute([ONE], PUBLISH)).body()
    assert cmcasn1.decode_der(cmcasn1.PKIData, cmcasn1.encode_der(request)) == request


def answer(control: PublishTrustAnchors, along: list[Any]) -> Any:
    key = private_key("p256")
    return PKIResponseBuilder().success(1).control(control).sign(key, ONE, certificates=along)


@pytest.mark.parametrize(
    ("along", "algorithm", "outcome"),
    [
        ([TWO, THREE], None, Outcome.PASSED),
        ([TWO], None, Outcome.NOT_POSSIBLE),
        ([TWO, THREE], cmcasn1.AlgorithmIdentifier(cmcasn1.Oid("1.2.3")), Outcome.NOT_POSSIBLE),
    ],
    ids=["all", "one-lacks", "unknown-hash"],
)
def test_the_report(along: list[Any], algorithm: Any, outcome: Outcome) -> None:
    made = PublishTrustAnchors.compute(1, [TWO, THREE])
    control = made if algorithm is None else PublishTrustAnchors(1, algorithm, made.anchor_hashes)
    signed = answer(control, along)
    nested = PKIResponseBuilder().success(1).add_cms(signed).sign(private_key("p256"), ONE)
    for message, path in ((signed, "PKIResponse"), (nested, "PKIResponse.cmsSequence[0]")):
        report = cmcasn1.verify(message, at=NOW)
        (check,) = report.named("trust-anchors")
        assert (check.outcome, check.path) == (outcome, f"{path}.controlSequence[1]"), str(report)
        assert not report.failed, str(report)
