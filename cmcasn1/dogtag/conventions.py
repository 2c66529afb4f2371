"""How a receiver of requests wants them where the RFCs leave a choice, or it has a reading of its own.

Dogtag's CA decodes and encodes with JSS before it verifies, and reads some controls by RFC 2797 or in its own way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cmcasn1.build.crmf import renew_proof
from cmcasn1.build.pki_data import PKIDataBuilder
from cmcasn1.cmc.body_part_graph import body_part_id as number_of
from cmcasn1.cmc.controls.control import UnknownControl
from cmcasn1.cmc.controls.decrypted_pop import DecryptedPOP
from cmcasn1.cmc.controls.encrypted_pop import EncryptedPOP
from cmcasn1.cmc.controls.response_info import ResponseInfo
from cmcasn1.cmc.controls.sender_nonce import SenderNonce
from cmcasn1.cmc.controls.transaction_id import TransactionId
from cmcasn1.cmc.pki_response import PKIResponse
from cmcasn1.cmc.requests import extensions_of, public_key_of
from cmcasn1.cmc.tagged_attribute import control_values
from cmcasn1.cmc.tagged_request import TaggedCertificationRequest
from cmcasn1.codec.coding import encode_der, encode_named
from cmcasn1.codec.der_writing import header
from cmcasn1.crmf.cert_req_msg import CertReqMessages, CertReqMsg
from cmcasn1.errors import BuildError
from cmcasn1.keys.private_key import as_signer
from cmcasn1.message import parse, unexpected_kind
from cmcasn1.oids.known import ID_CE_SUBJECT_KEY_IDENTIFIER, ID_CMC_CONFIRM_CERT_ACCEPTANCE, ID_CMC_GET_CERT
from cmcasn1.pkix.extension_lookup import extension_value
from cmcasn1.pkix.pkcs10 import CertificationRequest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any, TypeVar

    from cmcasn1.build.arguments import CertificateLike, KeyLike, NameLike
    from cmcasn1.build.encoded import EncodedMessage
    from cmcasn1.cmc.pki_data import PKIData
    from cmcasn1.cms.decryption import Key
    from cmcasn1.message import Message

    T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RequestConventions:
    """What a request for one kind of CA has in common with every other for it.

    - `extension_value_as_key_identifier`: who signs with the key of a CRMF request is named by all of extnValue of its
      subjectKeyIdentifier, header and all, where RFC 10002 section 3.2 means what is inside.
    - `identification_in_identity_proof`: identityProof (the first version) is keyed with the identification too.
    - `identification_in_pop_link`: popLinkWitnessV2 is, too.
    - `bare_names`: the issuer in getCert is a Name, no GeneralName; in confirmCertAcceptance it is wrapped once more.
    - `requests_first`: PKCS #10 requests have the numbers from 1 on, as lraPOPWitness and decryptedPOP expect.
    - `empty_lists`: a CRMF request with an empty list of controls goes as it came.
    - `revocation_as_data`: a revocation by shared secret goes in id-data, without SignedData around it.
    """

    name: str
    extension_value_as_key_identifier: bool = False
    identification_in_identity_proof: bool = True
    identification_in_pop_link: bool = False
    bare_names: bool = False
    requests_first: bool = False
    empty_lists: bool = False
    revocation_as_data: bool = False

    def add_request(self, builder: PKIDataBuilder, data: bytes | str, keys: Sequence[KeyLike] = ()) -> PKIDataBuilder:
        """Return the builder with the requests in octets of any armour: PKCS #10, or one or more of CRMF.

        A CRMF request that is not DER is made DER with the one of `keys` that is its own. Raises `DecodeError` for
        what is no request, `BuildError` for one that cannot go and whose key is not there.
        """
        message = parse(data)
        if isinstance(message.body, CertificationRequest):
            return builder.add_pkcs10(message.body, body_part_id=self._next_number(builder))
        if not isinstance(message.body, CertReqMessages):
            raise unexpected_kind(message, "a certification request")
        for each in message.body:
            builder = self._add_crmf(builder, each, keys, message.encoding == "der")
        return builder

    def _add_crmf(
        self, builder: PKIDataBuilder, request: CertReqMsg, keys: Sequence[KeyLike], plain: bool
    ) -> PKIDataBuilder:
        try:
            return builder.add_crmf(request)
        except BuildError:
            own = next((key for key in keys if as_signer(key).public_key_info == public_key_of(request)), None)
            try:
                return builder.add_crmf(renew_proof(request, own))
            except BuildError:
                if self.empty_lists and plain:
                    return builder.add_crmf(request, as_received=True)
            raise

    def _next_number(self, builder: PKIDataBuilder) -> int | None:
        return builder.free_number() if self.requests_first else None

    def identity_proof(self, builder: PKIDataBuilder, secret: bytes | str) -> PKIDataBuilder:
        """Return the builder with identityProof."""
        return builder.identity_proof(secret, mix_identification=self.identification_in_identity_proof)

    def pop_link_witness_v2(
        self, builder: PKIDataBuilder, secret: bytes | str, *keys: KeyLike, **algorithms: Any
    ) -> PKIDataBuilder:
        """Return the builder with popLinkWitnessV2 in every request; `algorithms` are those of the builder's method."""
        mixed = self.identification_in_pop_link
        return builder.pop_link_witness_v2(secret, *keys, mix_identification=mixed, **algorithms)

    def get_cert(self, builder: PKIDataBuilder, issuer: NameLike, serial_number: int) -> PKIDataBuilder:
        """Return the builder with getCert."""
        if not self.bare_names:
            return builder.get_cert(issuer, serial_number)
        return builder.control(UnknownControl(ID_CMC_GET_CERT, _sequence(_name(issuer), _integer(serial_number)), ""))

    def confirm_cert_acceptance(self, builder: PKIDataBuilder, issuer: NameLike, serial_number: int) -> PKIDataBuilder:
        """Return the builder with confirmCertAcceptance."""
        if not self.bare_names:
            return builder.confirm_cert_acceptance(issuer, serial_number)
        value = _sequence(_sequence(_name(issuer)), _integer(serial_number))
        return builder.control(UnknownControl(ID_CMC_CONFIRM_CERT_ACCEPTANCE, value, ""))

    def second_trip(
        self, builder: PKIDataBuilder, response: Message, key: Key, *, transaction: bool = True
    ) -> PKIDataBuilder:
        """Return the builder with the answer to the challenge in a response, and what the server wants to see again.

        That is responseInfo, which goes back as regInfo, and for the `transaction` its number and the server's nonce,
        with a new nonce of one's own. Raises as `challenge_in` and `EncryptedPOP.open`. RFC 10002 sections 6.6, 6.7.
        """
        builder = self.decrypted_pop(builder, challenge_in(response), key)
        for info in _values(response, ResponseInfo):
            builder = builder.reg_info(info.value)
        if not transaction:
            return builder
        for number in _values(response, TransactionId):
            builder = builder.transaction_id(number.value)
        for nonce in _values(response, SenderNonce):
            builder = builder.recipient_nonce(nonce.value)
        return builder.sender_nonce()

    def decrypted_pop(self, builder: PKIDataBuilder, encrypted: EncryptedPOP, key: Key) -> PKIDataBuilder:
        """Return the builder with the answer to a challenge, and the request once more. RFC 10002 section 6.7."""
        request = encrypted.request
        # The proof covers the number of the request too: it stays.
        number = number_of(request)
        answered = builder.decrypted_pop(DecryptedPOP.answer(encrypted, key, number))
        if isinstance(request, TaggedCertificationRequest):
            return answered.add_pkcs10(request.certification_request, body_part_id=number)
        if isinstance(request, CertReqMsg):
            # As the CA sent it, DER or not.
            return answered.add_crmf(request, as_received=True)
        return answered.add_other_request(
            request.request_message_type, request.request_message_value, body_part_id=number
        )

    def sign(
        self,
        builder: PKIDataBuilder,
        key: KeyLike,
        certificate: CertificateLike | None = None,
        *,
        certificates: Iterable[CertificateLike] = (),
        **options: Any,
    ) -> EncodedMessage[PKIData]:
        """Return the request in SignedData; the arguments are those of `PKIDataBuilder.sign`."""
        named = None
        if certificate is None and self.extension_value_as_key_identifier:
            named = _extension_value(builder, key)
        return builder.sign(
            key,
            certificate,
            certificates=certificates,
            key_identifier=named,
            **options,
        )

    def revocation(self, builder: PKIDataBuilder) -> EncodedMessage[PKIData]:
        """Return a revocation by shared secret."""
        return builder.as_data() if self.revocation_as_data else builder.unsigned()


RFC = RequestConventions("rfc")
DOGTAG = RequestConventions(
    "dogtag",
    extension_value_as_key_identifier=True,
    identification_in_identity_proof=False,
    identification_in_pop_link=True,
    bare_names=True,
    requests_first=True,
    empty_lists=True,
    revocation_as_data=True,
)
CONVENTIONS = {each.name: each for each in (RFC, DOGTAG)}


def challenge_in(response: Message) -> EncryptedPOP:
    """Return the one challenge in a response.

    Raises `DecodeError` for a message that is no response, `BuildError` for one without a challenge, or with several.
    """
    if response.kind != "full-pki-response":
        raise unexpected_kind(response, "a Full PKI Response")
    found = _values(response, EncryptedPOP)
    if len(found) != 1:
        raise BuildError(f"the response has {len(found) or 'no'} challenge{'s' if found else ''} (encryptedPOP)")
    return found[0]


def _values(response: Message, cls: type[T]) -> list[T]:
    return control_values(response.body.control_sequence, cls) if isinstance(response.body, PKIResponse) else []


def _extension_value(builder: PKIDataBuilder, key: KeyLike) -> bytes | None:
    """Return extnValue of the subjectKeyIdentifier that the CRMF request with this key asks for."""
    public = as_signer(key).public_key_info
    for request in builder.requests:
        if isinstance(request, CertReqMsg) and public_key_of(request) == public:
            return extension_value(extensions_of(request), ID_CE_SUBJECT_KEY_IDENTIFIER)
    return None


def _name(issuer: NameLike) -> bytes:
    from cmcasn1.build.arguments import as_name

    return encode_der(as_name(issuer))


def _integer(number: int) -> bytes:
    return encode_named("CertificateSerialNumber", number)


def _sequence(*parts: bytes) -> bytes:
    body = b"".join(parts)
    return header(0x30, len(body)) + body
