"""The confirmCertAcceptance control: RFC 10002 section 6.14."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.pkix.names import Name


class CMCCertId(Control):
    """Confirms that a certificate is accepted.

    ::

        CMCCertId ::= SEQUENCE {
            issuer       Name,
            serialNumber CertificateSerialNumber }

    RFC 10002 section 6.14.
    """

    issuer: Name
    serial_number: int
