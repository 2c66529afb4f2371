"""The getCert control: RFC 10002 section 6.9."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.pkix.general_names import GeneralName


class GetCert(Control):
    """Asks for a certificate that was issued before.

    ::

        GetCert ::= SEQUENCE {
            issuerName   GeneralName,
            serialNumber INTEGER }

    RFC 10002 section 6.9.
    """

    issuer_name: GeneralName
    serial_number: int
