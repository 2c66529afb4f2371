"""What a builder gives: a message in its wrappers, ready to be sent, and what else goes around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from cmcasn1.cms.content_info import ContentInfo
from cmcasn1.codec.coding import encode_der
from cmcasn1.errors import BuildError
from cmcasn1.oids.known import ID_CT_AUTH_ENVELOPED_DATA, ID_ENVELOPED_DATA, ID_SIGNED_DATA

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


@dataclass(frozen=True, slots=True, repr=False)
class EncodedMessage(Generic[BodyT]):
    """A message that has been built: `body` inside of `content_info`, and its DER in `der`."""

    body: BodyT
    content_info: ContentInfo
    _der: bytes | None = field(default=None, init=False, compare=False)

    @property
    def der(self) -> bytes:
        """The DER of the ContentInfo: what goes into a file or onto the wire."""
        if self._der is None:
            object.__setattr__(self, "_der", encode_der(self.content_info))
        assert self._der is not None
        return self._der

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
        from cmcasn1.cms.signing import sign
        from cmcasn1.keys.private_key import as_signer

        if self.content_info.content_type not in (ID_ENVELOPED_DATA, ID_CT_AUTH_ENVELOPED_DATA):
            raise BuildError("only what is encrypted is signed once more (RFC 10002 section 5)")
        content_type, content = content_of(self.content_info)
        signed = sign(
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
        return EncodedMessage(self.body, ContentInfo(ID_SIGNED_DATA, signed))

    def __repr__(self) -> str:
        return f"EncodedMessage({type(self.body).__name__}, {len(self.der)} octets)"
