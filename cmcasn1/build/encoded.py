"""What a builder gives: a message in its wrappers, ready to be sent, and what else goes around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from cmcasn1.cms.content_info import ContentInfo
from cmcasn1.codec.coding import decode_der, encode_der
from cmcasn1.errors import BuildError
from cmcasn1.oids.known import ID_CT_AUTH_ENVELOPED_DATA, ID_ENVELOPED_DATA

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from cryptography.hazmat.primitives.hashes import HashAlgorithm

    from cmcasn1.build.arguments import CertificateLike, KeyLike
    from cmcasn1.cmc.pki_data import PKIData
    from cmcasn1.cmc.pki_response import PKIResponse
    from cmcasn1.cms.recipients import Recipient
    from cmcasn1.message import Message
    from cmcasn1.oids import Oid
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier

BodyT = TypeVar("BodyT", bound="PKIData | PKIResponse")


class EncodedMessage(Generic[BodyT]):
    """A message that has been built: `body` inside of `content_info`, and its DER in `der`.

    Made of the ContentInfo or of its DER; the other of the two comes about when it is asked for.
    """

    __slots__ = ("_body", "_content_info", "_der")

    def __init__(self, body: BodyT, content_info: ContentInfo | bytes) -> None:
        self._body = body
        self._content_info: ContentInfo | None
        self._der: bytes | None
        if isinstance(content_info, bytes):
            self._content_info, self._der = None, content_info
        else:
            self._content_info, self._der = content_info, None

    @property
    def body(self) -> BodyT:
        """The PKIData or PKIResponse."""
        return self._body

    @property
    def der(self) -> bytes:
        """The DER of the ContentInfo: what goes into a file or onto the wire."""
        if self._der is None:
            self._der = encode_der(self._content_info)
        return self._der

    @property
    def content_info(self) -> ContentInfo:
        """The body in its wrappers."""
        if self._content_info is None:
            self._content_info = decode_der(ContentInfo, self.der)
        return self._content_info

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, EncodedMessage):
            return NotImplemented
        return self.body == other.body and self.der == other.der

    def __hash__(self) -> int:
        return hash(self.der)

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.body, self.der)

    def message(self) -> Message:
        """Return the message as its receiver parses it."""
        from cmcasn1.message import parse

        return parse(self.der)

    def envelop(
        self,
        recipients: Iterable[Recipient],
        *,
        algorithm: Oid | AlgorithmIdentifier | None = None,
        authenticated: bool = False,
    ) -> EncodedMessage[BodyT]:
        """Return the message encrypted for recipients: EnvelopedData, or AuthEnvelopedData if `authenticated`.

        The second nesting of RFC 10002 section 5. Raises as `cmcasn1.cms.encryption.encrypt`.
        """
        from cmcasn1.cms.encryption import envelop

        made = envelop(self.content_info, recipients, algorithm=algorithm, authenticated=authenticated)
        return EncodedMessage(self.body, made)

    def sign(
        self,
        key: KeyLike,
        certificate: CertificateLike | None = None,
        *,
        certificates: Iterable[CertificateLike] = (),
        key_identifier: bytes | None = None,
        hash_algorithm: HashAlgorithm | None = None,
        pss: bool = False,
        signing_time: datetime | None = None,
    ) -> EncodedMessage[BodyT]:
        """Return the encrypted message with a signature around it, which shows who sends what nobody can read.

        The third nesting of RFC 10002 section 5. The signer is named by its certificate, or else by key identifier.
        Raises `BuildError` for a message that is not encrypted: a signature around a signature is a message of an
        RA, which `PKIDataBuilder.add_cms` makes.
        """
        from cmcasn1.cms.certificate_sets import as_certificate
        from cmcasn1.cms.encryption import content_of
        from cmcasn1.cms.signing import in_content_info, signed_octets
        from cmcasn1.keys.private_key import as_signer

        if self.content_info.content_type not in (ID_ENVELOPED_DATA, ID_CT_AUTH_ENVELOPED_DATA):
            raise BuildError("only what is encrypted is signed once more (RFC 10002 section 5)")
        content_type, content = content_of(self.content_info)
        signed = signed_octets(
            content,
            content_type,
            as_signer(key),
            certificate=None if certificate is None else as_certificate(certificate),
            key_identifier=key_identifier,
            hash_algorithm=hash_algorithm,
            pss=pss,
            signing_time=signing_time,
            certificates=certificates,
        )
        return EncodedMessage(self.body, in_content_info(signed))

    def __repr__(self) -> str:
        return f"EncodedMessage({type(self.body).__name__}, {len(self.der)} octets)"
