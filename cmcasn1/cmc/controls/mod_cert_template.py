"""The modCertTemplate control: RFC 10002 section 6.5.1."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.cmc.body_parts import BodyPartList, BodyPartPath
    from cmcasn1.crmf.cert_template import CertTemplate


class ModCertTemplate(Control, kw_only=True):
    """Fields of certificates that an RA replaces or supplies.

    ::

        ModCertTemplate ::= SEQUENCE {
            pkiDataReference BodyPartPath,
            certReferences   BodyPartList,
            replace          BOOLEAN DEFAULT TRUE,
            certTemplate     CertTemplate }

    RFC 10002 section 6.5.1.
    """

    pki_data_reference: BodyPartPath
    cert_references: BodyPartList
    replace: bool = True
    cert_template: CertTemplate
