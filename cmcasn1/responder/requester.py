"""Who asks, and with what right: RFC 10002 section 3.2."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from cmcasn1.cmc.controls.identification import Identification
from cmcasn1.cmc.pki_data import PKIData
from cmcasn1.cmc.requests import subject_key_identifier_of
from cmcasn1.cmc.status import CMCFailInfo
from cmcasn1.cms.authenticated_data import AuthenticatedData
from cmcasn1.cms.certificate_sets import find_certificate
from cmcasn1.cms.signed_data import SignedData
from cmcasn1.oids.known import ID_ALG_NO_SIGNATURE
from cmcasn1.pkix.name_matching import names_match
from cmcasn1.responder.profiles import Authorization
from cmcasn1.responder.refusal import Refusal
from cmcasn1.verification.proofs import IDENTITY_PROOF, controls_of
from cmcasn1.verification.report import Outcome
from cmcasn1.verification.requests import POSSESSION
from cmcasn1.verification.signers import SIGNATURE
from cmcasn1.verification.verify import MAC

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from cmcasn1.cms.certificates import IssuerAndSerialNumber
    from cmcasn1.message import Message
    from cmcasn1.nesting import Nesting
    from cmcasn1.pkix.certificates import Certificate
    from cmcasn1.pkix.names import Name
    from cmcasn1.responder.store import Store, StoredCertificate
    from cmcasn1.verification.report import Check

AGENT = "agent"
RA = "ra"
USER = "user"


@dataclass(frozen=True, slots=True, kw_only=True)
class Requester:
    """Whoever sent a message: the certificate that signed it, or the name of the secret that it proves.

    `name` is the same in every message of the same requester; `owner` is what all that a party has and asks for
    has in common, "" for an agent, who asks for others: then it follows from the name in the certificate.
    """

    authorization: Authorization
    name: str
    owner: str
    certificate: Certificate | None = None
    role: str = USER

    @property
    def is_agent(self) -> bool:
        """Whether it may act for others."""
        return self.role in (AGENT, RA)


NOBODY = Requester(authorization=Authorization.NONE, name="nobody", owner="")


def owner_by_name(subject: Name, otherwise: str) -> str:
    """Return the owner of what was issued at an agent's word: whoever has the name; `otherwise` for an empty name."""
    return f"name:{subject.rfc4514_string().casefold()}" if subject else otherwise


def vouched_for(ra: Requester, part: int) -> Requester:
    """Return whoever sent the part of a batch whose identity the RA has verified; it has no rights of the RA's own.

    RFC 10002 section 6.20.
    """
    return Requester(authorization=Authorization.AGENT, name=f"{ra.name}/{part}", owner="")


def signers_not_along(message: Message, nesting: Nesting, store: Store) -> tuple[Certificate, ...]:
    """Return the certificates of this CA that signers of a message, or of one in it, name and did not send along.

    A key identifier that a request in the message asks for means the key of that request (RFC 10002 section 3.2).
    """
    found = []
    for each in (message, *(part.message for part in nesting if part.message is not None)):
        own = {subject_key_identifier_of(request) for request in getattr(each.body, "req_sequence", ())}
        for layer in signed_layers(each):
            # What several have signed is refused.
            for info in layer.signer_infos[:1]:
                if info.sid not in own and find_certificate(layer.certificates, info.sid) is None:
                    known = _known(info.sid, store)
                    if known is not None:
                        found.append(known.certificate)
    return tuple(found)


def signed_layers(message: Message) -> Iterator[SignedData]:
    """Yield every SignedData around the body of a message."""
    return (layer for layer in message.layers if isinstance(layer, SignedData))


def _known(sid: IssuerAndSerialNumber | bytes, store: Store) -> StoredCertificate | None:
    if isinstance(sid, bytes):
        return store.certificate_of_key(sid)
    known = store.certificate(sid.serial_number)
    if known is None or not names_match(known.certificate.tbs_certificate.issuer, sid.issuer):
        return None
    return known


def requester_of(
    layer: SignedData | AuthenticatedData | None,
    body: PKIData,
    place: str,
    checks: Sequence[Check],
    along: Sequence[Certificate],
    store: Store,
    now: datetime,
) -> Requester:
    """Return who sent a message whose checks have all been found good, but for id-alg-noSignature.

    `place` is that of the layer in the report, `along` are the certificates that the report knew of beside those in
    the message. Raises `Refusal` for a certificate that this CA has not issued, has revoked,
    or that has expired.
    """
    proven = [check for check in checks if check.name == IDENTITY_PROOF]
    if isinstance(layer, AuthenticatedData):
        proven += [check for check in checks if check.name == MAC and check.path == place]
    elif layer is not None and layer.signer_infos:
        (info,) = layer.signer_infos
        signatures = [check for check in checks if check.name == SIGNATURE and check.path == f"{place}.signerInfos[0]"]
        if all(check.outcome is Outcome.PASSED for check in signatures) and signatures:
            certificate = find_certificate((*(layer.certificates or ()), *along), info.sid)
            if certificate is not None:
                return requester_by_certificate(certificate, store, now)
        elif info.signature_algorithm.algorithm != ID_ALG_NO_SIGNATURE:
            raise Refusal(CMCFailInfo.badMessageCheck, "the signature was not verified")
        elif any(check.name == POSSESSION and check.outcome is Outcome.PASSED for check in checks):
            # A captured proof goes with any such message: only keys that cannot sign may do without a signature.
            raise Refusal(CMCFailInfo.badMessageCheck, "a key that is to be certified can sign, and has not signed")
    if proven and all(check.outcome is Outcome.PASSED for check in proven):
        names = controls_of(body, Identification)
        name = f"secret:{names[0][1].value if names else ''}"
        return Requester(authorization=Authorization.SECRET, name=name, owner=name)
    return NOBODY


def requester_by_certificate(certificate: Certificate, store: Store, now: datetime) -> Requester:
    """Return whose certificate it is that has signed a message, or that a TLS client has; raises `Refusal`."""
    tbs = certificate.tbs_certificate
    known = store.certificate(tbs.serial_number)
    name = tbs.subject.rfc4514_string()
    if known is None or known.certificate.octets != certificate.octets:
        raise Refusal(CMCFailInfo.badIdentity, f"the certificate of {name} was not issued by this CA")
    if known.revoked_at is not None:
        raise Refusal(CMCFailInfo.badIdentity, f"the certificate of {name} is revoked")
    if not tbs.validity.not_before <= now <= tbs.validity.not_after:
        raise Refusal(CMCFailInfo.badIdentity, f"the certificate of {name} is not valid now")
    if not known.confirmed:
        raise Refusal(CMCFailInfo.badIdentity, f"the certificate of {name} has not been confirmed")
    is_agent = known.role in (AGENT, RA)
    return Requester(
        authorization=Authorization.AGENT if is_agent else Authorization.USER,
        name=f"certificate:{sha256(certificate.octets).hexdigest()}",
        owner="" if is_agent else known.owner,
        certificate=certificate,
        role=known.role,
    )
