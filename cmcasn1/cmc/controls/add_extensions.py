"""The addExtensions control: RFC 10002 section 6.5.2."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.pkix.certificates import Extension


class AddExtensions(Control):
    """Extensions that an RA adds to requests (modCertTemplate is preferred).

    ::

        AddExtensions ::= SEQUENCE {
            pkiDataReference BodyPartID,
            certReferences   SEQUENCE OF BodyPartID,
            extensions       SEQUENCE OF Extension }

    RFC 10002 section 6.5.2.
    """

    pki_data_reference: int
    cert_references: tuple[int, ...]
    extensions: tuple[Extension, ...]
