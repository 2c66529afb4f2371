"""Revocation: RFC 10002 section 6.11."""

from __future__ import annotations

from datetime import UTC, datetime
from hmac import compare_digest
from typing import TYPE_CHECKING

from cmcasn1.cmc.status import CMCFailInfo
from cmcasn1.pkix.crls import CRLReason
from cmcasn1.pkix.name_matching import names_match
from cmcasn1.responder.refusal import Refusal

if TYPE_CHECKING:
    from cmcasn1.cmc.controls.revoke_request import RevokeRequest
    from cmcasn1.pkix.names import Name
    from cmcasn1.responder.requester import Requester
    from cmcasn1.responder.store import Store

_DUMMY = b"\0"


def revoke(control: RevokeRequest, part: int, requester: Requester, issuer: Name, store: Store) -> None:
    """Revoke a certificate, or take it off hold; raises `Refusal`.

    An agent may revoke any certificate, a user those of the same name, and whoever knows its secret the one it
    belongs to, once. RFC 10002 section 6.11.
    """
    known = store.certificate(control.serial_number) if names_match(control.issuer_name, issuer) else None
    if control.passphrase is not None:
        secret = None if known is None else store.revocation_secret(control.serial_number)
        # Compared in any case: how long a refusal takes must not tell whether there is such a certificate.
        if not compare_digest(secret or _DUMMY, control.passphrase) or secret is None:
            raise Refusal(CMCFailInfo.badIdentity, "the secret does not revoke this certificate", (part,))
    if known is None:
        raise Refusal(CMCFailInfo.badCertId, "this CA has issued no such certificate", (part,))
    tbs = known.certificate.tbs_certificate
    if control.passphrase is None and not requester.is_agent:
        own = requester.certificate
        if own is None or not names_match(own.tbs_certificate.subject, tbs.subject):
            raise Refusal(CMCFailInfo.badIdentity, "the certificate belongs to somebody else", (part,))
    if control.reason == CRLReason.removeFromCRL:
        if known.revoked_at is None or known.reason != CRLReason.certificateHold:
            raise Refusal(CMCFailInfo.badRequest, "the certificate is not on hold", (part,))
        store.unrevoke(tbs.serial_number)
    elif known.revoked_at is not None and known.reason != CRLReason.certificateHold:
        raise Refusal(CMCFailInfo.badRequest, "the certificate is revoked already", (part,))
    elif control.reason not in {int(reason) for reason in CRLReason}:
        raise Refusal(CMCFailInfo.badRequest, f"{int(control.reason)} is no reason (RFC 5280 section 5.3.1)", (part,))
    else:
        store.revoke(tbs.serial_number, datetime.now(UTC), int(control.reason), control.invalidity_date)
    store.log(
        "revoked", serial=tbs.serial_number, reason=int(control.reason), by=requester.name, comment=control.comment
    )
