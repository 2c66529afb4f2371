"""The request that a configuration of CMCRequest asks for."""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cmcasn1.build.encoded import EncodedMessage
from cmcasn1.build.pki_data import PKIDataBuilder
from cmcasn1.cmc.controls.pop_link_witness import PopLinkWitness
from cmcasn1.cmc.pki_data import PKIData
from cmcasn1.cmc.requests import pop_link_witnesses, public_key_of
from cmcasn1.cms.certificate_sets import as_certificate
from cmcasn1.cms.content_info import ContentInfo
from cmcasn1.cms.signed_data import SignedData
from cmcasn1.cms.signing import sign
from cmcasn1.dogtag.conventions import DOGTAG, RequestConventions
from cmcasn1.errors import BuildError
from cmcasn1.message import parse, unexpected_kind
from cmcasn1.oids.known import ID_CCT_PKI_DATA, ID_SIGNED_DATA
from cmcasn1.transport.files import from_file

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from cmcasn1.build.arguments import CertificateLike, KeyLike
    from cmcasn1.dogtag.configuration import CMCRequestConfiguration

_POP_LINK_RANDOM = 64
OLD_POP_LINK_RANDOM = bytes.fromhex(
    "105342241a2a353c7a5254567165664c513435233c424345614f6e431e2a2b31"
    "323435365551481416294142437b63446a126b3c4c3f001451611522235f5e69"
)
"""What old CRMFPopClients had in place of a random number: their popLinkWitness is computed over it."""


def configured_request(
    configuration: CMCRequestConfiguration,
    read: Callable[[str], bytes],
    *,
    key: KeyLike | None = None,
    certificate: CertificateLike | None = None,
    certificates: Sequence[CertificateLike] = (),
    request_key: Any = None,
    conventions: RequestConventions = DOGTAG,
    now: datetime | None = None,
) -> EncodedMessage[PKIData]:
    """Return the message that CMCRequest was meant to write.

    `read` gives the contents of a file that the configuration names; `key`, `certificate` and further `certificates`
    are those of its nickname, `request_key` that of its request.privKeyId. Raises `BuildError` for a key that is
    missing and what the RFCs forbid, `DecodeError` for files that are something else.
    """
    work = _Work(configuration, read, request_key, conventions, now or datetime.now(UTC))
    if configuration.unsigned:
        return conventions.revocation(work.revoking(PKIDataBuilder(), None))
    if configuration.self_signed:
        if request_key is None:
            raise BuildError("request.selfSign needs the private key of the request (request.privKeyId)")
        return conventions.sign(work.builder(None), request_key)
    if key is None or certificate is None:
        raise BuildError("nothing says who signs: nickname, or request.selfSign=true")
    if configuration.format == "test_cmc":
        return work.signed_anew(key, certificate, certificates)
    return conventions.sign(work.builder(certificate), key, certificate, certificates=certificates)


class _Work:
    def __init__(
        self,
        configuration: CMCRequestConfiguration,
        read: Callable[[str], bytes],
        request_key: Any,
        conventions: RequestConventions,
        now: datetime,
    ) -> None:
        self.configuration = configuration
        self.read = read
        self.request_key = request_key
        self.keys = () if request_key is None else (request_key,)
        self.conventions = conventions
        self.now = now

    def builder(self, certificate: CertificateLike | None) -> PKIDataBuilder:
        """Return a builder with everything in CMCRequest's order."""
        asked, conventions = self.configuration, self.conventions
        if asked.challenge is not None:
            return self.answering(asked.challenge.response_file)
        builder = PKIDataBuilder()
        for file in asked.requests:
            builder = self.with_request(builder, file)
        if asked.confirmation is not None:
            named = asked.confirmation
            builder = conventions.confirm_cert_acceptance(builder, named.issuer, named.serial_number)
        if asked.lra_pop_witness is not None:
            builder = builder.lra_pop_witness(asked.lra_pop_witness)
        if asked.get_cert is not None:
            builder = conventions.get_cert(builder, asked.get_cert.issuer, asked.get_cert.serial_number)
        if asked.data_return is not None:
            builder = builder.data_return(asked.data_return.encode())
        if asked.sender_nonce is not None:
            builder = builder.sender_nonce(asked.sender_nonce.encode() or None)
        builder = self.with_pop_link(builder)
        if asked.transaction is not None:
            builder = builder.transaction_id(self.transaction_id(builder))
        if asked.identification is not None:
            builder = builder.identification(asked.identification)
        if asked.identity_proof_v2 is not None:
            algorithms = asked.identity_proof_v2
            builder = builder.identity_proof_v2(
                asked.secret or "", hash_algorithm=algorithms.key_hash, mac_algorithm=algorithms.mac_hash
            )
        if asked.identity_proof_secret is not None:
            builder = conventions.identity_proof(builder, asked.identity_proof_secret)
        return builder if asked.revocation is None else self.revoking(builder, certificate)

    def with_request(self, builder: PKIDataBuilder, file: str) -> PKIDataBuilder:
        data = self.read(file)
        message = parse(data)
        wanted = {"pkcs10": "simple-pki-request", "crmf": "cert-req-messages"}[self.configuration.format]
        if message.kind != wanted:
            raise unexpected_kind(message, f"format={self.configuration.format} in {file}")
        return self.conventions.add_request(builder, data, self.keys)

    def with_pop_link(self, builder: PKIDataBuilder) -> PKIDataBuilder:
        asked = self.configuration
        if asked.pop_link_witness_v2 is not None:
            algorithms = asked.pop_link_witness_v2
            return self.conventions.pop_link_witness_v2(
                builder.pop_link_random(os.urandom(_POP_LINK_RANDOM)),
                asked.secret or "",
                *self.keys,
                key_gen_algorithm=algorithms.key_hash,
                mac_algorithm=algorithms.mac_hash,
            )
        if not asked.pop_link_witness:
            return builder
        witnesses = [pop_link_witnesses(request) for request in builder.requests]
        if witnesses and all(any(isinstance(each, PopLinkWitness) for each in found) for found in witnesses):
            return builder.pop_link_random(OLD_POP_LINK_RANDOM)
        secret = asked.secret or asked.identity_proof_secret or ""
        return builder.pop_link_random(os.urandom(_POP_LINK_RANDOM)).pop_link_witness(secret, *self.keys)

    def transaction_id(self, builder: PKIDataBuilder) -> int | None:
        """Return the number that CMCRequest takes: the octets of the text, or MD5 of the first requested key."""
        given = self.configuration.transaction
        if given:
            return int.from_bytes(given.encode(), "big")
        public = next((key for key in map(public_key_of, builder.requests) if key is not None), None)
        if public is None:
            return None
        return int.from_bytes(hashlib.md5(public.subject_public_key.data, usedforsecurity=False).digest(), "big")

    def revoking(self, builder: PKIDataBuilder, certificate: CertificateLike | None) -> PKIDataBuilder:
        asked = self.configuration.revocation
        assert asked is not None
        issuer: Any = asked.issuer
        if issuer is None:
            if certificate is None:
                raise BuildError("revRequest.issuer is missing, and no certificate that signs tells it")
            issuer = as_certificate(certificate).tbs_certificate.issuer
        return builder.revoke_request(
            issuer,
            asked.serial_number,
            reason=asked.reason,
            invalidity_date=self.now.replace(microsecond=0) if asked.invalid_from_now else None,
            secret=asked.secret,
            comment=asked.comment,
        )

    def answering(self, file: str) -> PKIDataBuilder:
        """Return a builder with the answer to the challenge in a response, and Dogtag's number of the request."""
        if self.request_key is None:
            raise BuildError("decryptedPop.enable needs the private key of the request (request.privKeyId)")
        # HttpClient leaves lines of HTTP before the message and zeros behind it.
        response = parse(from_file("", self.read(file)).octets)
        return self.conventions.second_trip(PKIDataBuilder(), response, self.request_key, transaction=False)

    def signed_anew(
        self, key: KeyLike, certificate: CertificateLike, certificates: Sequence[CertificateLike]
    ) -> EncodedMessage[PKIData]:
        """Return a CMC message with its content as it is under another signature."""
        message = parse(self.read(self.configuration.requests[0]))
        layer = message.layers[-1] if message.layers else None
        if not isinstance(message.body, PKIData) or not isinstance(layer, SignedData):
            raise unexpected_kind(message, "a Full PKI Request, which format=test_cmc signs anew")
        content = layer.encap_content_info.e_content
        assert content is not None
        signed = sign(content, ID_CCT_PKI_DATA, key, certificate=as_certificate(certificate), certificates=certificates)
        return EncodedMessage(message.body, ContentInfo(ID_SIGNED_DATA, signed))
