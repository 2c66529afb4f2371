"""The builder of Full PKI Responses: RFC 10002 section 4.2."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmcasn1.build.encoded import EncodedMessage
from cmcasn1.build.message_builder import MessageBuilder, refuse_dangling_references
from cmcasn1.cmc.body_part_graph import body_part_id as number_of
from cmcasn1.cmc.body_parts import BodyPartPath
from cmcasn1.cmc.controls.batch_responses import BatchResponses
from cmcasn1.cmc.controls.data_return import DataReturn
from cmcasn1.cmc.controls.response_body import ResponseBody
from cmcasn1.cmc.controls.response_info import ResponseInfo
from cmcasn1.cmc.controls.sender_nonce import SenderNonce
from cmcasn1.cmc.controls.status_info import CMCStatusInfo
from cmcasn1.cmc.controls.status_info_v2 import CMCStatusInfoV2
from cmcasn1.cmc.controls.transaction_id import TransactionId
from cmcasn1.cmc.controls.trusted_anchors import PublishTrustAnchors
from cmcasn1.cmc.pki_response import PKIResponse
from cmcasn1.cmc.status import CMCFailInfo, CMCStatus, ExtendedFailInfo, PendInfo
from cmcasn1.cmc.tagged_attribute import control_values
from cmcasn1.cms.content_info import ContentInfo
from cmcasn1.codec.coding import encode_der
from cmcasn1.errors import BuildError
from cmcasn1.oids.known import ID_CCT_PKI_RESPONSE, ID_CMC_BATCH_RESPONSES, ID_SIGNED_DATA

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from typing import Self

    from cryptography.hazmat.primitives.hashes import HashAlgorithm

    from cmcasn1.build.arguments import CertificateLike, KeyLike
    from cmcasn1.build.parts import ControlDraft
    from cmcasn1.cmc.controls.encrypted_pop import EncryptedPOP
    from cmcasn1.cmc.pki_data import PKIData
    from cmcasn1.cms.attributes import Attribute
    from cmcasn1.cms.certificate_sets import GivenRevocationInfo
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier

WHOLE_MESSAGE = (0,)


class PKIResponseBuilder(MessageBuilder):
    """Builds a Full PKI Response.

    ::

        PKIResponse ::= SEQUENCE {
            controlSequence  SEQUENCE OF TaggedAttribute,
            cmsSequence      SEQUENCE OF TaggedContentInfo,
            otherMsgSequence SEQUENCE OF OtherMsg }

    Every call returns a new builder. What the RFCs forbid raises `BuildError` with the section. RFC 10002 section
    4.2.1.
    """

    __slots__ = ()
    _direction = "response"

    def status(
        self,
        status: CMCStatus | int,
        body_list: Iterable[int | Iterable[int]] = WHOLE_MESSAGE,
        *,
        text: str | None = None,
        other_info: CMCFailInfo | int | PendInfo | ExtendedFailInfo | None = None,
    ) -> Self:
        """Add statusInfoV2 for body parts of the request, numbers or paths; (0,) is the whole message.

        Raises `BuildError` for a failInfo without `failed`, a pendInfo without `pending` or `partial`, and these two
        without pendInfo. RFC 10002 section 6.1.
        """
        references = tuple(item if isinstance(item, int) else BodyPartPath(item) for item in body_list)
        if not references:
            raise BuildError("a status is about one body part at least (RFC 10002 section 6.1)")
        waits = status in (CMCStatus.pending, CMCStatus.partial)
        if waits != isinstance(other_info, PendInfo):
            raise BuildError("pendInfo goes with pending and partial, and they with it (RFC 10002 section 6.1)")
        if other_info is not None and not waits and status != CMCStatus.failed:
            raise BuildError("failInfo and extendedFailInfo go with failed only (RFC 10002 section 6.1)")
        return self.control(CMCStatusInfoV2(status, references, text, other_info))

    def success(self, *parts: int, text: str | None = None) -> Self:
        """Add a statusInfoV2 of success for body parts. RFC 10002 section 6.1."""
        return self.status(CMCStatus.success, parts or WHOLE_MESSAGE, text=text)

    def failed(self, reason: CMCFailInfo | int | ExtendedFailInfo, *parts: int, text: str | None = None) -> Self:
        """Add a statusInfoV2 of failure for body parts and its reason. RFC 10002 section 6.1.4."""
        return self.status(CMCStatus.failed, parts or WHOLE_MESSAGE, text=text, other_info=reason)

    def pending(self, token: bytes, time: datetime, *parts: int, text: str | None = None) -> Self:
        """Add a statusInfoV2 for body parts that are pending: ask again with the token from `time` on. Section 6.1."""
        return self.status(CMCStatus.pending, parts or WHOLE_MESSAGE, text=text, other_info=PendInfo(token, time))

    def confirm_required(self, *parts: int, text: str | None = None) -> Self:
        """Add a statusInfoV2 of confirmRequired: confirmCertAcceptance is due before the certificate counts."""
        return self.status(CMCStatus.confirmRequired, parts or WHOLE_MESSAGE, text=text)

    def status_v1(
        self,
        status: CMCStatus | int,
        body_list: Iterable[int],
        *,
        text: str | None = None,
        other_info: CMCFailInfo | int | PendInfo | None = None,
    ) -> Self:
        """Add statusInfo for clients of RFC 2797, beside the statusInfoV2 that is due anyway. RFC 10002 section 6.1."""
        return self.control(CMCStatusInfo(status, tuple(body_list), text, other_info))

    def encrypted_pop(self, challenge: EncryptedPOP) -> Self:
        """Add encryptedPOP: a challenge to the holder of the key. RFC 10002 section 6.7."""
        return self.control(challenge)

    def response_info(self, data: bytes) -> Self:
        """Add responseInfo: octets whose meaning is agreed upon with the client. RFC 10002 section 6.12."""
        return self.control(ResponseInfo(data))

    def trusted_anchors(self, number: int, hash_algorithm: AlgorithmIdentifier, hashes: Iterable[bytes]) -> Self:
        """Add trustedAnchors: the hashes of the certificates that are trust anchors from now on. Section 6.15."""
        return self.control(PublishTrustAnchors(number, hash_algorithm, tuple(hashes)))

    def batch_responses(self, messages: Iterable[int] | None = None) -> Self:
        """Add batchResponses for messages of cmsSequence, for all of them by default. RFC 10002 section 6.17."""
        if messages is not None:
            return self.control(BatchResponses(tuple(messages)))
        return self._late(ID_CMC_BATCH_RESPONSES, _all_messages)

    def response_body(self, path: Iterable[int]) -> Self:
        """Add responseBody: the way to the answer of a further server in cmsSequence. RFC 10002 section 6.21."""
        return self.control(ResponseBody(tuple(path)))

    def answer(self, request: PKIData, *, nonce: bytes | None = None) -> Self:
        """Add what every answer repeats of its request: transactionId, dataReturn, and the nonces.

        recipientNonce is the request's senderNonce, senderNonce a fresh one (`nonce` if given). RFC 10002 sections
        6.4 and 6.6.
        """
        made = self
        asked = False
        for control in request.control_sequence:
            for value in control.attr_values:
                if isinstance(value, TransactionId | DataReturn):
                    made = made.control(value)
                elif isinstance(value, SenderNonce):
                    made, asked = made.recipient_nonce(value.value), True
        return made.sender_nonce(nonce) if asked or nonce is not None else made

    def body(self) -> PKIResponse:
        """Return the PKIResponse; raises `BuildError` for what the RFCs forbid, with the section."""
        numbers, (_, cms, other) = self._numbered(())
        body = PKIResponse((), cms, other)
        self._put_controls(body, numbers)
        if not body.control_sequence:
            raise BuildError("a PKIResponse holds one control at least, a status if no other (RFC 10002 section 6.1)")
        refuse_dangling_references(body)
        return body

    def sign(
        self,
        key: KeyLike,
        certificate: CertificateLike,
        *,
        certificates: Iterable[CertificateLike] = (),
        crls: Iterable[GivenRevocationInfo] = (),
        hash_algorithm: HashAlgorithm | None = None,
        pss: bool = False,
        signing_time: datetime | None = None,
        signed_attributes: Iterable[Attribute] = (),
        unsigned_attributes: Iterable[Attribute] = (),
    ) -> EncodedMessage[PKIResponse]:
        """Return the response in SignedData, with the certificates that were issued and those above them.

        RFC 10002 section 4.2, RFC 5652 section 5.
        """
        from cmcasn1.cms.certificate_sets import as_certificate
        from cmcasn1.cms.signing import in_content_info, signed_octets

        body = self.body()
        signed = signed_octets(
            encode_der(body),
            ID_CCT_PKI_RESPONSE,
            key,
            certificate=as_certificate(certificate),
            hash_algorithm=hash_algorithm,
            pss=pss,
            signing_time=signing_time,
            signed_attributes=signed_attributes,
            unsigned_attributes=self._unsigned_attributes(body, unsigned_attributes),
            certificates=certificates,
            crls=crls,
        )
        return EncodedMessage(body, in_content_info(signed))

    def unsigned(self) -> EncodedMessage[PKIResponse]:
        """Return a response that nobody signs: only for a failure that keeps the server from signing.

        Raises `BuildError` for a response without a failure. RFC 10002 section 4.2, erratum 7629.
        """
        from cmcasn1.cms.signing import unsigned

        body = self.body()
        statuses = [status.cmc_status for status in control_values(body.control_sequence, CMCStatusInfoV2)]
        if not statuses or any(status != CMCStatus.failed for status in statuses):
            raise BuildError("only a failure goes without a signature (RFC 10002 section 4.2)")
        return EncodedMessage(body, ContentInfo(ID_SIGNED_DATA, unsigned(encode_der(body), ID_CCT_PKI_RESPONSE)))


def _all_messages(body: PKIResponse, controls: Sequence[ControlDraft]) -> BatchResponses:
    if not body.cms_sequence:
        raise BuildError("batchResponses without a message in cmsSequence (RFC 10002 section 6.17)")
    return BatchResponses(tuple(map(number_of, body.cms_sequence)))
