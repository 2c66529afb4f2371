"""Who asks, and with what right: RFC 10002 section 3.2."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from cmcasn1.cmc.controls.identification import Identification
from cmcasn1.cmc.pki_data import PKIData
from cmcasn1.cmc.status import CMCFailInfo
from cmcasn1.cms.authenticated_data import AuthenticatedData
from cmcasn1.cms.certificate_sets import find_certificate
from cmcasn1.cms.signed_data import SignedData
from cmcasn1.responder.profiles import Authorization
from cmcasn1.responder.refusal import Refusal
from cmcasn1.verification.proofs import IDENTITY_PROOF, controls_of
from cmcasn1.verification.report import Outcome
from cmcasn1.verification.verify import MAC

if TYPE_CHECKING:
    from cmcasn1.pkix.certificates import Certificate
    from cmcasn1.responder.store import Store, StoredCertificate
    from cmcasn1.verification.report import Report

AGENT = "agent"
RA = "ra"
USER = "user"


@dataclass(frozen=True, slots=True)
class Requester:
    """Whoever sent a message: the certificate that signed it, or the name of the secret that it proves.

    `name` is the same in every message of the same requester.
    """

    authorization: Authorization
    name: str
    certificate: Certificate | None = None
    role: str = USER

    @property
    def is_agent(self) -> bool:
        """Whether it may act for others."""
        return self.role in (AGENT, RA)


def requester_of(
    layer: SignedData | AuthenticatedData | None, body: PKIData, report: Report, store: Store, prefix: str
) -> Requester:
    """Return who sent a message whose signature and proofs the report has found good.

    Raises `Refusal` for a certificate that this CA has not issued, has revoked, or that has expired, and for a
    message that proves no identity at all. `prefix` is the path of the message in the report.
    """
    if isinstance(layer, SignedData):
        for info in layer.signer_infos:
            certificate = find_certificate(layer.certificates, info.sid)
            if certificate is None:
                certificate = find_certificate([known.certificate for known in store.certificates()], info.sid)
            if certificate is not None:
                return _by_certificate(certificate, store)
    proven = [check for check in report if check.name in (IDENTITY_PROOF, MAC) and check.outcome is Outcome.PASSED]
    if any(check.path.startswith(prefix) or check.name == MAC for check in proven):
        names = controls_of(body, Identification)
        return Requester(Authorization.SECRET, f"secret:{names[0][1].value if names else ''}")
    return Requester(Authorization.NONE, "nobody")


def _by_certificate(certificate: Certificate, store: Store) -> Requester:
    tbs = certificate.tbs_certificate
    known: StoredCertificate | None = store.certificate(tbs.serial_number)
    name = tbs.subject.rfc4514_string()
    if known is None or known.certificate.octets != certificate.octets:
        raise Refusal(CMCFailInfo.badIdentity, f"the certificate of {name} was not issued by this CA")
    if known.revoked_at is not None:
        raise Refusal(CMCFailInfo.badIdentity, f"the certificate of {name} is revoked")
    if not tbs.validity.not_before <= datetime.now(UTC) <= tbs.validity.not_after:
        raise Refusal(CMCFailInfo.badIdentity, f"the certificate of {name} is not valid now")
    if not known.confirmed:
        raise Refusal(CMCFailInfo.badIdentity, f"the certificate of {name} has not been confirmed")
    fingerprint = sha256(certificate.octets).hexdigest()
    role = known.role
    authorization = Authorization.AGENT if role in (AGENT, RA) else Authorization.USER
    return Requester(authorization, f"certificate:{fingerprint}", certificate, role)
