"""The encryptedPOP control: RFC 10002 section 6.7."""

from __future__ import annotations

from cmcasn1.cmc.controls.control import Control

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.cmc.tagged_request import OtherReqMsg, TaggedCertificationRequest
    from cmcasn1.cms.content_info import ContentInfo
    from cmcasn1.crmf.cert_req_msg import CertReqMsg
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier


class EncryptedPOP(Control):
    """A challenge that only the holder of the private key can open.

    ::

        EncryptedPOP ::= SEQUENCE {
            request      TaggedRequest,
            cms          ContentInfo,
            thePOPAlgID  AlgorithmIdentifier,
            witnessAlgID AlgorithmIdentifier,
            witness      OCTET STRING }

    RFC 10002 section 6.7.
    """

    request: TaggedCertificationRequest | CertReqMsg | OtherReqMsg
    cms: ContentInfo
    the_pop_alg_id: AlgorithmIdentifier
    witness_alg_id: AlgorithmIdentifier
    witness: bytes
