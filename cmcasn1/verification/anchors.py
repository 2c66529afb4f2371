"""New trust anchors, as trustedAnchors names them: RFC 10002 section 6.15."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmcasn1.cmc.controls.trusted_anchors import PublishTrustAnchors
from cmcasn1.errors import UnsupportedAlgorithm
from cmcasn1.pkix.certificates import Certificate
from cmcasn1.verification.proofs import controls_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cmcasn1.cmc.pki_response import PKIResponse
    from cmcasn1.verification.report import Recorder

TRUST_ANCHORS = "trust-anchors"


def check_trust_anchors(body: PKIResponse, along: Iterable[object], path: str, recorder: Recorder) -> None:
    """Check the hashes of new trust anchors against the certificates that came along."""
    certificates = [each for each in along if isinstance(each, Certificate)]
    for index, control in controls_of(body, PublishTrustAnchors):
        place = f"{path}.controlSequence[{index}]"
        try:
            found = control.anchors(certificates)
        except UnsupportedAlgorithm as error:
            recorder.not_possible(TRUST_ANCHORS, place, error.message, error)
            continue
        lacking = len(set(control.anchor_hashes)) - len(set(found))
        if lacking:
            recorder.not_possible(TRUST_ANCHORS, place, f"{lacking} of the certificates did not come along")
        else:
            recorder.passed(TRUST_ANCHORS, place, f"{len(found)} certificates, as hashed")
