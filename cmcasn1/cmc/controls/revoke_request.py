"""The revokeRequest control: RFC 10002 section 6.11."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control
from cmcasn1.cmc.shared_secret import secret_octets
from cmcasn1.errors import ProofInvalid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from cmcasn1.pkix.crls import CRLReason
    from cmcasn1.pkix.names import Name


class RevokeRequest(Control, secret=("passphrase",)):
    """Asks for a revocation; `passphrase` is the shared secret where nobody signs.

    ::

        RevokeRequest ::= SEQUENCE {
            issuerName     Name,
            serialNumber   INTEGER,
            reason         CRLReason,
            invalidityDate GeneralizedTime OPTIONAL,
            passphrase     OCTET STRING OPTIONAL,
            comment        UTF8String OPTIONAL }

    RFC 10002 section 6.11.
    """

    issuer_name: Name
    serial_number: int
    reason: CRLReason | int
    invalidity_date: datetime | None = None
    passphrase: bytes | None = None
    comment: str | None = None

    def verify(self, secret: bytes | str) -> None:
        """Compare the passphrase with the shared secret of the certificate, in constant time.

        Raises `ProofInvalid`, which a server answers with badIdentity, where it is another or there is none. RFC 10002
        section 6.11.
        """
        from hmac import compare_digest

        known = secret_octets(secret)
        if not known or self.passphrase is None or not compare_digest(known, self.passphrase):
            raise ProofInvalid("the passphrase is not the shared secret", path="RevokeRequest.passphrase")
