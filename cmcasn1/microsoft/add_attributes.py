"""The control by which AD CS and its clients add attributes: wincrypt.h, szOID_CMC_ADD_ATTRIBUTES."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.pkix.names import AttributeSet


class CmcAddAttributes(Control):
    """Attributes for requests or certificates, as addExtensions adds extensions.

    ::

        CmcAddAttributes ::= SEQUENCE {
            pkiDataReference BodyPartID,
            certReferences   SEQUENCE OF BodyPartID,
            attributes       SET OF Attribute }

    A client sends RequestClientInfo in it, AD CS answers with IssuedCertHash. MS-WCCE, wincrypt.h.
    """

    pki_data_reference: int
    cert_references: tuple[int, ...]
    attributes: tuple[AttributeSet, ...]
