"""Who signs: a key with its algorithms and its name, and the SignerInfo that it makes (RFC 5652 section 5.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cmcasn1.algorithms.digests import digest
from cmcasn1.algorithms.key_identifiers import key_identifier as identifier_of_key
from cmcasn1.algorithms.no_signature import no_signature_value
from cmcasn1.algorithms.signatures import (
    ML_DSA,
    message_digest_identifier,
    ml_dsa_digest_identifier,
    signature_identifier,
)
from cmcasn1.cms.certificate_sets import as_certificate, by_issuer
from cmcasn1.cms.content_info import CMSVersion
from cmcasn1.cms.covered_attributes import covered, uncovered
from cmcasn1.codec.coding import encode_der, encode_named
from cmcasn1.codec.der_writing import headers
from cmcasn1.codec.primitives import NULL
from cmcasn1.errors import BuildError
from cmcasn1.keys.private_key import as_signer
from cmcasn1.oids.known import ID_ALG_NO_SIGNATURE
from cmcasn1.pkix.algorithms import AlgorithmIdentifier

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    from cmcasn1.cms.attributes import Attribute
    from cmcasn1.cms.certificates import IssuerAndSerialNumber
    from cmcasn1.keys.private_key import Signer
    from cmcasn1.oids import Oid
    from cmcasn1.pkix.certificates import Certificate

_SEQUENCE, _SET, _OCTET_STRING = headers(0x30), headers(0x31), headers(0x04)
_CONTEXT_0, _CONTEXT_1, _CONTEXT_0_PRIMITIVE = headers(0xA0), headers(0xA1), headers(0x80)
VERSIONS = {number: encode_der(CMSVersion(number)) for number in range(6)}
"""CMSVersion in DER."""


class SigningKey:
    """A key, the certificate that belongs to it, and the algorithms that they sign with."""

    def __init__(
        self,
        key: Signer | PrivateKeyTypes,
        certificate: Certificate | x509.Certificate | None,
        hash_algorithm: hashes.HashAlgorithm | None,
        pss: bool,
    ) -> None:
        self.signer = as_signer(key)
        self.certificate = None if certificate is None else as_certificate(certificate)
        self.own = () if self.certificate is None else (self.certificate,)
        info = self.signer.public_key_info
        if self.certificate is not None:
            # The certificate may bind the key to RSASSA-PSS, of which the private key knows nothing.
            certified = self.certificate.tbs_certificate.subject_public_key_info
            if certified.subject_public_key != info.subject_public_key:
                raise BuildError("the certificate is that of another key", path="SignerInfo.sid")
            info = certified
        if info.algorithm.algorithm in ML_DSA and hash_algorithm is not None:
            # ML-DSA has its hash built in; that of the content may be chosen (RFC 9882 section 3.3).
            self.signature_algorithm = signature_identifier(info, pss=pss)
            self.digest_algorithm = ml_dsa_digest_identifier(info.algorithm, hash_algorithm)
        else:
            self.signature_algorithm = signature_identifier(info, hash_algorithm, pss=pss)
            self.digest_algorithm = message_digest_identifier(self.signature_algorithm)

    def sid(self, key_identifier: bytes | None) -> IssuerAndSerialNumber | bytes:
        """Return the name of the signer: the key identifier given, else what the certificate or the key says."""
        if key_identifier is not None:
            return key_identifier
        if self.certificate is None:
            return identifier_of_key(self.signer.public_key_info)
        return by_issuer(self.certificate)

    def sign(self, octets: bytes) -> bytes:
        """Return the signature over what the signed attributes are in DER."""
        return self.signer.sign(self.signature_algorithm, octets)


class NoKey:
    """What stands in the place of a key that cannot sign: RFC 10002 appendix C."""

    signature_algorithm = AlgorithmIdentifier(ID_ALG_NO_SIGNATURE, NULL)

    def __init__(self, digest_algorithm: AlgorithmIdentifier) -> None:
        self.digest_algorithm = digest_algorithm

    def sid(self, key_identifier: bytes | None) -> bytes:
        """Return the key identifier, which has to be given."""
        assert key_identifier is not None
        return key_identifier

    def sign(self, octets: bytes) -> bytes:
        """Return the NoSignatureValue."""
        return no_signature_value(octets)


class EncodedSigner(NamedTuple):
    """A SignerInfo as it is sent, and what the SignedData around it has to say of it."""

    version: int
    digest_algorithm: bytes
    der: bytes


def signer_info(
    key: SigningKey | NoKey,
    key_identifier: bytes | None,
    content: bytes,
    content_type: Oid | None,
    signing_time: datetime | None,
    signed_attributes: Iterable[Attribute],
    unsigned_attributes: Iterable[Attribute],
) -> EncodedSigner:
    """Return SignerInfo in DER.

    ::

        SignerInfo ::= SEQUENCE {
            version            CMSVersion,
            sid                SignerIdentifier,
            digestAlgorithm    DigestAlgorithmIdentifier,
            signedAttrs        [0] IMPLICIT SignedAttributes OPTIONAL,
            signatureAlgorithm SignatureAlgorithmIdentifier,
            signature          SignatureValue,
            unsignedAttrs      [1] IMPLICIT UnsignedAttributes OPTIONAL }

    The version follows from the name of the signer. RFC 5652 section 5.3.
    """
    sid = key.sid(key_identifier)
    if isinstance(sid, bytes):
        version, name = CMSVersion.v3, _CONTEXT_0_PRIMITIVE[len(sid)] + sid
    else:
        version, name = CMSVersion.v1, encode_der(sid)
    digest_algorithm = algorithm_octets(key.digest_algorithm)
    attributes = covered(content_type, digest(key.digest_algorithm, content), signing_time, signed_attributes)
    signature = key.sign(_SET[len(attributes)] + attributes)
    beside = b"".join([encode_der(each) for each in uncovered(unsigned_attributes)]) if unsigned_attributes else b""
    made = b"".join(
        (
            VERSIONS[version],
            name,
            digest_algorithm,
            _CONTEXT_0[len(attributes)],
            attributes,
            algorithm_octets(key.signature_algorithm),
            _OCTET_STRING[len(signature)],
            signature,
            _CONTEXT_1[len(beside)] + beside if beside else b"",
        )
    )
    return EncodedSigner(version, digest_algorithm, _SEQUENCE[len(made)] + made)


def algorithm_octets(identifier: AlgorithmIdentifier) -> bytes:
    """Return an AlgorithmIdentifier in DER."""
    return encode_named("AlgorithmIdentifier", identifier)
