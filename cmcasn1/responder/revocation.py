"""Revocation: RFC 10002 section 6.11."""

from __future__ import annotations

from hmac import compare_digest
from typing import TYPE_CHECKING

from cmcasn1.cmc.status import CMCFailInfo
from cmcasn1.errors import integer_in_words
from cmcasn1.pkix.crls import CRLReason
from cmcasn1.pkix.name_matching import names_match
from cmcasn1.responder.refusal import TEXT, Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from cmcasn1.cmc.controls.revoke_request import RevokeRequest
    from cmcasn1.pkix.names import Name
    from cmcasn1.responder.requester import Requester
    from cmcasn1.responder.store import Store, StoredCertificate

_DUMMY = b"\0"
_REASONS = {int(reason) for reason in CRLReason}


def revoke(
    control: RevokeRequest,
    part: int,
    requester: Requester,
    issuer: Name,
    secret: bytes | None,
    store: Store,
    now: datetime,
) -> None:
    """Revoke a certificate, or take it off hold; raises `Refusal`.

    An agent may revoke any certificate, a user those of the same owner, and whoever knows its `secret` the one it
    belongs to, once. Only an agent takes one off hold: it may be the agent's hold. RFC 10002 section 6.11.
    """
    known = store.certificate(control.serial_number) if names_match(control.issuer_name, issuer) else None
    if control.passphrase is not None:
        # Compared in any case: how long a refusal takes must not tell whether there is such a certificate.
        if not compare_digest(secret or _DUMMY, control.passphrase) or not secret or known is None:
            raise Refusal(CMCFailInfo.badIdentity, "the secret does not revoke this certificate", (part,))
    elif known is not None and not requester.is_agent and not _owns(requester, known):
        raise Refusal(CMCFailInfo.badIdentity, "the certificate belongs to somebody else", (part,))
    if known is None:
        raise Refusal(CMCFailInfo.badCertId, "this CA has issued no such certificate", (part,))
    serial = control.serial_number
    reason = int(control.reason)
    if reason not in _REASONS:
        raise Refusal(
            CMCFailInfo.badRequest, f"{integer_in_words(reason)} is no reason (RFC 5280 section 5.3.1)", (part,)
        )
    if reason == CRLReason.removeFromCRL:
        if known.revoked_at is None or known.reason != CRLReason.certificateHold:
            raise Refusal(CMCFailInfo.badRequest, "the certificate is not on hold", (part,))
        if not requester.is_agent:
            raise Refusal(CMCFailInfo.badIdentity, "only an agent takes a certificate off hold", (part,))
        store.unrevoke(serial)
    elif known.revoked_at is not None and known.reason != CRLReason.certificateHold:
        raise Refusal(CMCFailInfo.badRequest, "the certificate is revoked already", (part,))
    else:
        store.revoke(serial, now, reason, control.invalidity_date)
    store.log("revoked", serial=serial, reason=reason, by=requester.name, comment=(control.comment or "")[:TEXT])


def _owns(requester: Requester, known: StoredCertificate) -> bool:
    return requester.certificate is not None and known.owner == requester.owner != ""
