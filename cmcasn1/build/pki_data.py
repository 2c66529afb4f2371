"""The builder of Full PKI Requests: RFC 10002 section 3.2."""

from __future__ import annotations

import secrets as random_source
from typing import TYPE_CHECKING

from cmcasn1.build.encoded import EncodedMessage
from cmcasn1.build.message_builder import MessageBuilder, refuse_dangling_references
from cmcasn1.build.pop_link import RANDOM_OCTETS, PopLink
from cmcasn1.build.request_controls import RequestControls
from cmcasn1.build.request_rules import check_crmf, check_request, check_unsigned, requested_key_identifier
from cmcasn1.cmc.controls.identification import Identification
from cmcasn1.cmc.controls.identity_proof import IdentityProof
from cmcasn1.cmc.controls.identity_proof_v2 import IdentityProofV2
from cmcasn1.cmc.controls.pop_link_random import PopLinkRandom
from cmcasn1.cmc.pki_data import PKIData
from cmcasn1.cmc.requests import subject_key_identifier_of
from cmcasn1.cmc.shared_secret import password_octets
from cmcasn1.cmc.tagged_request import OtherReqMsg, TaggedCertificationRequest
from cmcasn1.cms.certificate_sets import as_certificate
from cmcasn1.cms.content_info import ContentInfo
from cmcasn1.cms.signing import in_content_info, sign_without_signature, signed_octets, unsigned
from cmcasn1.codec.coding import encode_der
from cmcasn1.codec.value import was_received
from cmcasn1.crmf.cert_req_msg import CertReqMsg
from cmcasn1.errors import BuildError
from cmcasn1.keys.private_key import as_signer
from cmcasn1.oids import Oid
from cmcasn1.oids.known import (
    ID_CCT_PKI_DATA,
    ID_CMC_IDENTITY_PROOF,
    ID_CMC_IDENTITY_PROOF_V2,
    ID_CT_AUTH_DATA,
    ID_DATA,
    ID_SIGNED_DATA,
)
from cmcasn1.pkix.pkcs10 import CertificationRequest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from typing import Any, Self

    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import HashAlgorithm

    from cmcasn1.build.arguments import CertificateLike, KeyLike
    from cmcasn1.build.parts import ControlDraft, Draft
    from cmcasn1.cms.attributes import Attribute
    from cmcasn1.codec.primitives import OpenValue
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier


class PKIDataBuilder(RequestControls):
    """Builds a Full PKI Request.

    ::

        PKIData ::= SEQUENCE {
            controlSequence  SEQUENCE OF TaggedAttribute,
            reqSequence      SEQUENCE OF TaggedRequest,
            cmsSequence      SEQUENCE OF TaggedContentInfo,
            otherMsgSequence SEQUENCE OF OtherMsg }

    Every call returns a new builder. Parts are numbered from 1 where no number is given; the order of calls does not
    matter to proofs, which are computed when the message is. What the RFCs forbid raises `BuildError` with the
    section. RFC 10002 section 3.2.1.
    """

    __slots__ = ()
    _fields = {**MessageBuilder._fields, "pop_link": None}  # noqa: RUF012

    # Requests

    def add_pkcs10(
        self,
        request: CertificationRequest | x509.CertificateSigningRequest | bytes | str,
        *,
        body_part_id: int | None = None,
    ) -> Self:
        """Add a PKCS #10 request: a value, an object of cryptography, or its octets in any armour.

        Raises `DecodeError` for octets of another kind, `BuildError` for a request that is not DER. RFC 10002
        section 3.2.1.2.1.
        """
        if isinstance(request, CertificationRequest):
            made = request
        elif isinstance(request, bytes | str):
            made = _parsed(request, "simple-pki-request")
        else:
            made = CertificationRequest.from_cryptography(request)
        _check_der(made)
        return self._append("requests", (body_part_id, made))

    def add_crmf(self, request: CertReqMsg | bytes | str, *, as_received: bool = False) -> Self:
        """Add a CRMF request, or all those in the octets of CertReqMessages in any armour.

        Its certReqId is its body part ID. Raises `BuildError` for what CMC does not allow in it, and for a request that
        is not DER: in other octets its proof of possession would not verify. `as_received` puts it in as it came, for
        a receiver that takes it so. RFC 10002 section 3.2.1.2.2.
        """
        messages = (request,) if isinstance(request, CertReqMsg) else _parsed(request, "cert-req-messages")
        made = self
        for message in messages:
            check_crmf(message)
            if not as_received:
                _check_der(message)
            made = made._append("requests", (message.cert_req.cert_req_id, message))
        return made

    def add_other_request(self, message_type: Oid, value: OpenValue, *, body_part_id: int | None = None) -> Self:
        """Add a request of another kind, of which CMC itself defines none. RFC 10002 section 3.2.1.2.3."""
        return self._append("requests", (body_part_id, OtherReqMsg(0, Oid(message_type), value)))

    @property
    def requests(self) -> tuple[TaggedCertificationRequest | CertReqMsg | OtherReqMsg, ...]:
        """The requests so far; those without a number have 0, and POP link witnesses are yet to come."""
        return tuple(
            TaggedCertificationRequest(number or 0, part) if isinstance(part, CertificationRequest) else part
            for number, part in self._get("requests")
        )

    # Proofs, which depend on the rest of the message

    def identity_proof(self, secret: bytes | str, *, mix_identification: bool = True) -> Self:
        """Add identityProof, which SHA-1 makes; `mix_identification` is False for Dogtag. Section 6.2.1."""

        def compute(body: PKIData, controls: Sequence[ControlDraft]) -> IdentityProof:
            identification = _identification(controls) if mix_identification else None
            return IdentityProof.compute(secret, _req_sequence(body), identification=identification)

        return self._late(ID_CMC_IDENTITY_PROOF, compute)

    def identity_proof_v2(
        self,
        secret: bytes | str,
        *,
        hash_algorithm: HashAlgorithm | AlgorithmIdentifier | None = None,
        mac_algorithm: HashAlgorithm | AlgorithmIdentifier | None = None,
    ) -> Self:
        """Add identityProofV2 over the requests, with the identification in its key if the message has one.

        SHA-256 and HMAC-SHA256 where nothing else is given. RFC 10002 sections 6.2.1 and 6.2.3.
        """

        def compute(body: PKIData, controls: Sequence[ControlDraft]) -> IdentityProofV2:
            return IdentityProofV2.compute(
                secret,
                _req_sequence(body),
                identification=_identification(controls),
                hash_algorithm=hash_algorithm,
                mac_algorithm=mac_algorithm,
            )

        return self._late(ID_CMC_IDENTITY_PROOF_V2, compute)

    def pop_link_witness(self, secret: bytes | str, *keys: KeyLike) -> Self:
        """Put popLinkWitness, which SHA-1 makes, into every request; see `pop_link_witness_v2`. Section 6.3.1.2."""
        return self._set("pop_link", PopLink(1, secret, keys, None, None, False))

    def pop_link_witness_v2(
        self,
        secret: bytes | str,
        *keys: KeyLike,
        key_gen_algorithm: HashAlgorithm | AlgorithmIdentifier | None = None,
        mac_algorithm: HashAlgorithm | AlgorithmIdentifier | None = None,
        mix_identification: bool = False,
    ) -> Self:
        """Put popLinkWitnessV2 into every request, and popLinkRandom into the message.

        Requests are signed anew, each with the one of `keys` that is its own. SHA-256 and HMAC-SHA256 where nothing
        else is given; `mix_identification` is True for Dogtag. RFC 10002 section 6.3.1.1.
        """
        link = PopLink(2, secret, keys, key_gen_algorithm, mac_algorithm, mix_identification)
        return self._set("pop_link", link)

    # The message

    def body(self) -> PKIData:
        """Return the PKIData; raises `BuildError` for what the RFCs forbid, with the section."""
        made, requests = self, self._state["requests"]
        if self._state["pop_link"] is not None:
            made, requests = self._linked()
        numbers, sequences = made._numbered(requests)
        body = PKIData((), *sequences)
        made._put_controls(body, numbers)
        check_request(body)
        refuse_dangling_references(body)
        if not (body.control_sequence or body.req_sequence or body.cms_sequence or body.other_msg_sequence):
            raise BuildError("a PKIData with nothing in it asks for nothing (RFC 10002 section 3.2.1)")
        return body

    def _linked(self) -> tuple[Self, tuple[Draft, ...]]:
        """Return the builder with popLinkRandom and the requests with their witnesses."""
        requests, link = self._get("requests"), self._get("pop_link")
        if not requests:
            raise BuildError("a POP link witness without a request (RFC 10002 section 6.3.1)")
        given = self._values(PopLinkRandom)
        random = given[0].value if given else random_source.token_bytes(RANDOM_OCTETS)
        made = self if given else self.control(PopLinkRandom(random))
        names = self._values(Identification)
        identification = names[0].value if names else None
        return made, tuple((number, link.place(part, random, identification)) for number, part in requests)

    def _values(self, cls: type) -> list[Any]:
        return [value for _, _, value in self._get("controls") if isinstance(value, cls)]

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
        signed_attributes: Iterable[Attribute] = (),
        unsigned_attributes: Iterable[Attribute] = (),
    ) -> EncodedMessage[PKIData]:
        """Return the request in SignedData.

        With a certificate its issuer and serial number name the signer, and it is sent along with `certificates`.
        Without one the key has to be that of a request which asks for a subjectKeyIdentifier: that names it, unless the
        receiver wants to see another `key_identifier` in its place. Raises `BuildError`. RFC 10002 section 3.2, RFC
        5652 section 5.
        """
        body = self.body()
        signer = as_signer(key)
        identifier = key_identifier
        if certificate is None:
            requested = requested_key_identifier(body.req_sequence, signer.public_key_info)
            identifier = key_identifier or requested
        signed = signed_octets(
            body.message_octets,
            ID_CCT_PKI_DATA,
            signer,
            certificate=None if certificate is None else as_certificate(certificate),
            key_identifier=identifier,
            hash_algorithm=hash_algorithm,
            pss=pss,
            signing_time=signing_time,
            signed_attributes=signed_attributes,
            unsigned_attributes=self._unsigned_attributes(body, unsigned_attributes),
            certificates=certificates,
        )
        return EncodedMessage(body, in_content_info(signed))

    def authenticate(
        self,
        secret: bytes | str,
        *,
        derivation: AlgorithmIdentifier | None = None,
        hash_algorithm: HashAlgorithm | None = None,
        mac_algorithm: HashAlgorithm | AlgorithmIdentifier | None = None,
        unauth_attributes: Iterable[Attribute] = (),
    ) -> EncodedMessage[PKIData]:
        """Return the request in AuthenticatedData: a MAC under a key that a password opens, in place of a signature.

        The password is the identification, if the message has one, and the secret (I || S); PBKDF2 with a fresh salt
        makes a key of it unless another `derivation` is given. RFC 10002 sections 3.2 and 3.2.1.3.1.
        """
        from cmcasn1.cms.authentication import authenticate
        from cmcasn1.cms.recipients import PasswordRecipient

        body = self.body()
        names = self._values(Identification)
        password = password_octets(secret, names[0].value if names else "")
        made = authenticate(
            body.message_octets,
            ID_CCT_PKI_DATA,
            [PasswordRecipient(password, derivation)],
            hash_algorithm=hash_algorithm,
            mac_algorithm=mac_algorithm,
            unauth_attributes=self._unsigned_attributes(body, unauth_attributes),
        )
        return EncodedMessage(body, ContentInfo(ID_CT_AUTH_DATA, made))

    def sign_without_signature(self, key_identifier: bytes | None = None) -> EncodedMessage[PKIData]:
        """Return the request in SignedData under id-alg-noSignature: for keys that cannot sign, without certificate.

        The key identifier is that of the first request unless another is given. Only an identity proof ties the
        message to anybody. RFC 10002 appendices B.4 and C.
        """
        body = self.body()
        identifiers = [key_identifier] if key_identifier else map(subject_key_identifier_of, body.req_sequence)
        found = next((identifier for identifier in identifiers if identifier), None)
        if found is None:
            raise BuildError("a subjectKeyIdentifier has to name the signer (RFC 10002 appendix C)")
        signed = sign_without_signature(
            body.message_octets,
            ID_CCT_PKI_DATA,
            key_identifier=found,
            unsigned_attributes=self._unsigned_attributes(body, ()),
        )
        return EncodedMessage(body, ContentInfo(ID_SIGNED_DATA, signed))

    def unsigned(self) -> EncodedMessage[PKIData]:
        """Return a revocation by shared secret in SignedData without a signer.

        Raises `BuildError` for anything else: nothing else may go unsigned. RFC 10002 section 6.11.
        """
        body = self.body()
        check_unsigned(body)
        return EncodedMessage(body, ContentInfo(ID_SIGNED_DATA, unsigned(body.message_octets, ID_CCT_PKI_DATA)))

    def as_data(self) -> EncodedMessage[PKIData]:
        """Return a revocation by shared secret in a plain id-data, as Dogtag's tool sends it and its CA takes it."""
        body = self.body()
        check_unsigned(body)
        return EncodedMessage(body, ContentInfo(ID_DATA, body.message_octets))


def _identification(controls: Sequence[ControlDraft]) -> str | None:
    for _, _, value in controls:
        if type(value) is Identification:
            return str(value.value)
    return None


def _req_sequence(body: PKIData) -> bytes:
    if not body.req_sequence:
        raise BuildError("an identity proof without a request to cover (RFC 10002 section 6.2.1)")
    return body.req_sequence_octets


def _parsed(data: bytes | str, kind: str) -> Any:
    from cmcasn1.message import parse, unexpected_kind

    message = parse(data)
    if message.kind != kind:
        raise unexpected_kind(message, f"a {kind}")
    return message.body


def _check_der(request: CertificationRequest | CertReqMsg) -> None:
    """Raise `BuildError` for a request that a message cannot hold as it was signed."""
    if not was_received(request):
        # Made here, it has no other octets than DER.
        return
    try:
        # Out of a TaggedRequest a CRMF request has another tag, which its proof does not cover.
        same = request.octets[1:] == encode_der(request)[1:]
    except BuildError:
        same = False
    if not same:
        raise BuildError("the request is not DER: encoded anew, its signature would not verify (RFC 10002 section 3.2)")
