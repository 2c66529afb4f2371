"""The getCRL control: RFC 10002 section 6.10."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from cmcasn1.pkix.extensions_distribution import ReasonFlags
    from cmcasn1.pkix.general_names import GeneralName
    from cmcasn1.pkix.names import Name


class GetCRL(Control):
    """Asks for a CRL.

    ::

        GetCRL ::= SEQUENCE {
            issuerName Name,
            cRLName    GeneralName OPTIONAL,
            time       GeneralizedTime OPTIONAL,
            reasons    ReasonFlags OPTIONAL }

    RFC 10002 section 6.10.
    """

    issuer_name: Name
    crl_name: GeneralName | None = None
    time: datetime | None = None
    reasons: ReasonFlags | None = None
