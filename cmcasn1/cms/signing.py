"""SignedData made: with signers, without any, with certificates only (RFC 5652 section 5)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cmcasn1.algorithms.digests import digest, digest_identifier
from cmcasn1.algorithms.key_identifiers import key_identifier as identifier_of_key
from cmcasn1.algorithms.no_signature import no_signature_value
from cmcasn1.algorithms.signatures import (
    ML_DSA,
    message_digest_identifier,
    ml_dsa_digest_identifier,
    signature_identifier,
)
from cmcasn1.cms.attributes import Attribute, SignedAttributes, UnsignedAttributes
from cmcasn1.cms.certificate_sets import as_certificate, by_issuer, certificate_set, revocation_infos, version_for
from cmcasn1.cms.content_info import CMSVersion, EncapsulatedContentInfo
from cmcasn1.cms.covered_attributes import covered, in_set_order, uncovered
from cmcasn1.cms.signed_data import (
    Countersignature,
    DigestAlgorithmIdentifiers,
    SignedData,
    SignerInfo,
    SignerInfos,
)
from cmcasn1.codec.coding import encode_der
from cmcasn1.codec.primitives import NULL
from cmcasn1.errors import BuildError
from cmcasn1.keys.private_key import as_signer
from cmcasn1.oids import Oid
from cmcasn1.oids.known import ID_ALG_NO_SIGNATURE, ID_COUNTERSIGNATURE, ID_DATA, ID_SHA256
from cmcasn1.pkix.algorithms import AlgorithmIdentifier

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    from cmcasn1.cms.certificate_sets import GivenCertificate, GivenRevocationInfo
    from cmcasn1.cms.certificates import IssuerAndSerialNumber
    from cmcasn1.codec.primitives import OpenValue
    from cmcasn1.keys.private_key import Signer
    from cmcasn1.pkix.certificates import Certificate

_SHA256 = AlgorithmIdentifier(ID_SHA256)


def sign(
    content: bytes,
    content_type: Oid,
    key: Signer | PrivateKeyTypes,
    *,
    certificate: Certificate | x509.Certificate | None = None,
    key_identifier: bytes | None = None,
    hash_algorithm: hashes.HashAlgorithm | None = None,
    pss: bool = False,
    signing_time: datetime | None = None,
    signed_attributes: Iterable[Attribute] = (),
    unsigned_attributes: Iterable[Attribute] = (),
    certificates: Iterable[GivenCertificate] = (),
    crls: Iterable[GivenRevocationInfo] = (),
    detached: bool = False,
) -> SignedData:
    """Return SignedData over content with one signer.

    With a `certificate` the signer is named by issuer and serial number, and the certificate is put in; with a
    `key_identifier`, or with neither, by subjectKeyIdentifier (the SHA-1 of the key where none is given). The hash
    is the key's usual one (`default_hash`) unless `hash_algorithm` asks for another; `pss` asks an RSA key for
    RSASSA-PSS. signedAttrs are contentType, messageDigest, signingTime if given, and `signed_attributes`; the
    signature covers their DER as SET OF. `detached` leaves the content out. Raises `BuildError`,
    `UnsupportedAlgorithm`. RFC 5652 sections 5.1 to 5.4, RFC 10002 section 3.2.
    """
    return _with_signer(
        EncapsulatedContentInfo(Oid(content_type), None if detached else bytes(content)),
        _SigningKey(key, certificate, hash_algorithm, pss),
        content,
        key_identifier=key_identifier,
        signing_time=signing_time,
        signed_attributes=signed_attributes,
        unsigned_attributes=unsigned_attributes,
        certificates=certificates,
        crls=crls,
    )


def add_signer(
    signed: SignedData,
    key: Signer | PrivateKeyTypes,
    *,
    certificate: Certificate | x509.Certificate | None = None,
    key_identifier: bytes | None = None,
    hash_algorithm: hashes.HashAlgorithm | None = None,
    pss: bool = False,
    signing_time: datetime | None = None,
    signed_attributes: Iterable[Attribute] = (),
    unsigned_attributes: Iterable[Attribute] = (),
    certificates: Iterable[GivenCertificate] = (),
    crls: Iterable[GivenRevocationInfo] = (),
    content: bytes | None = None,
) -> SignedData:
    """Return the SignedData with one signer more; the arguments are those of `sign`.

    `content` is needed where it is detached. The signers that are there keep their signed attributes to the octet.
    Raises `BuildError`, also where these came in BER, `UnsupportedAlgorithm`. RFC 5652 section 5.
    """
    encapsulated = signed.encap_content_info
    if content is None:
        content = encapsulated.e_content
        if content is None:
            raise BuildError("the content is detached: `content` must be given", path="SignedData.encapContentInfo")
    elif encapsulated.e_content not in (None, content):
        raise BuildError("another content than that in the message", path="SignedData.encapContentInfo.eContent")
    return _with_signer(
        encapsulated,
        _SigningKey(key, certificate, hash_algorithm, pss),
        content,
        key_identifier=key_identifier,
        signing_time=signing_time,
        signed_attributes=signed_attributes,
        unsigned_attributes=unsigned_attributes,
        certificates=(*(signed.certificates or ()), *certificates),
        crls=(*(signed.crls or ()), *crls),
        others=[_unchanged(info, f"SignedData.signerInfos[{n}]") for n, info in enumerate(signed.signer_infos)],
        digests=signed.digest_algorithms,
    )


def sign_without_signature(
    content: bytes,
    content_type: Oid,
    *,
    key_identifier: bytes,
    hash_algorithm: hashes.HashAlgorithm | None = None,
    signing_time: datetime | None = None,
    signed_attributes: Iterable[Attribute] = (),
    unsigned_attributes: Iterable[Attribute] = (),
    certificates: Iterable[GivenCertificate] = (),
    crls: Iterable[GivenRevocationInfo] = (),
) -> SignedData:
    """Return SignedData whose one signer has id-alg-noSignature: what a key that cannot sign sends.

    The signature value is the DER of NoSignatureValue, the SHA-1 of the DER of signedAttrs; it proves nothing. The
    signer is named by the `key_identifier` that its request asks for. RFC 10002 appendices B.4 and C.
    """
    return _with_signer(
        EncapsulatedContentInfo(Oid(content_type), bytes(content)),
        _NoKey(digest_identifier(hash_algorithm) if hash_algorithm else _SHA256),
        content,
        key_identifier=key_identifier,
        signing_time=signing_time,
        signed_attributes=signed_attributes,
        unsigned_attributes=unsigned_attributes,
        certificates=certificates,
        crls=crls,
    )


def unsigned(
    content: bytes,
    content_type: Oid,
    *,
    certificates: Iterable[GivenCertificate] = (),
    crls: Iterable[GivenRevocationInfo] = (),
    detached: bool = False,
) -> SignedData:
    """Return SignedData without signers, as for a revocation by shared secret (RFC 10002 section 6.11).

    RFC 5652 section 5.1.
    """
    return _signed_data(
        EncapsulatedContentInfo(Oid(content_type), None if detached else bytes(content)), certificates, crls, ()
    )


def certs_only(certificates: Iterable[GivenCertificate], crls: Iterable[GivenRevocationInfo] = ()) -> SignedData:
    """Return SignedData that carries certificates and CRLs and nothing else: a Simple PKI Response.

    RFC 10002 section 4.1, RFC 5652 section 5.1.
    """
    return _signed_data(EncapsulatedContentInfo(ID_DATA), certificates, crls, ())


def countersign(
    info: SignerInfo,
    key: Signer | PrivateKeyTypes,
    *,
    certificate: Certificate | x509.Certificate | None = None,
    key_identifier: bytes | None = None,
    hash_algorithm: hashes.HashAlgorithm | None = None,
    pss: bool = False,
    signing_time: datetime | None = None,
    signed_attributes: Iterable[Attribute] = (),
) -> SignerInfo:
    """Return the SignerInfo with a countersignature, an unsigned attribute that signs its signature value.

    The arguments are those of `sign`; a certificate is only named, not put in. Raises `BuildError`, also for a signer
    whose signed attributes came in BER. RFC 5652 section 11.4.
    """
    _unchanged(info, "SignerInfo")
    signing = _SigningKey(key, certificate, hash_algorithm, pss)
    counter = _signer_info(signing, key_identifier, info.signature, None, signing_time, signed_attributes, ())
    values: list[OpenValue] = [Countersignature(**{name: getattr(counter, name) for name in SignerInfo.__fields__})]
    others = []
    for attribute in info.unsigned_attrs or ():
        if attribute.attr_type == ID_COUNTERSIGNATURE:
            values += attribute.attr_values
        else:
            others.append(attribute)
    counters = Attribute(ID_COUNTERSIGNATURE, in_set_order("Countersignature", values))
    return replace(info, unsigned_attrs=UnsignedAttributes(uncovered([*others, counters])))


def _unchanged(info: SignerInfo, path: str) -> SignerInfo:
    """Return a signer whose signed attributes are encoded as they came, or raise `BuildError`.

    Some peers sign the BER that they send: encoded as DER, their signature would be lost.
    """
    if info.signed_attrs is not None:
        der = encode_der(info.signed_attrs)
        if info.signed_attrs_octets != der:
            raise BuildError(
                "the signed attributes came in BER, and a signature over that would not hold for their DER",
                path=f"{path}.signedAttrs",
                expected="DER",
                found="BER",
                hint="put another SignedData around the message",
            )
    return info


class _SigningKey:
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
        if key_identifier is not None:
            return key_identifier
        if self.certificate is None:
            return identifier_of_key(self.signer.public_key_info)
        return by_issuer(self.certificate)

    def sign(self, octets: bytes) -> bytes:
        return self.signer.sign(self.signature_algorithm, octets)


class _NoKey:
    """What stands in the place of a key that cannot sign: RFC 10002 appendix C."""

    certificate = None
    signature_algorithm = AlgorithmIdentifier(ID_ALG_NO_SIGNATURE, NULL)

    def __init__(self, digest_algorithm: AlgorithmIdentifier) -> None:
        self.digest_algorithm = digest_algorithm

    def sid(self, key_identifier: bytes | None) -> bytes:
        assert key_identifier is not None
        return key_identifier

    def sign(self, octets: bytes) -> bytes:
        return no_signature_value(octets)


def _with_signer(
    encapsulated: EncapsulatedContentInfo,
    key: _SigningKey | _NoKey,
    content: bytes,
    *,
    key_identifier: bytes | None,
    signing_time: datetime | None,
    signed_attributes: Iterable[Attribute],
    unsigned_attributes: Iterable[Attribute],
    certificates: Iterable[GivenCertificate],
    crls: Iterable[GivenRevocationInfo],
    others: Iterable[SignerInfo] = (),
    digests: Iterable[AlgorithmIdentifier] = (),
) -> SignedData:
    """Return SignedData with a new signer beside `others`, who use `digests`."""
    content_type = encapsulated.e_content_type
    info = _signer_info(
        key, key_identifier, content, content_type, signing_time, signed_attributes, unsigned_attributes
    )
    own = () if key.certificate is None else (key.certificate,)
    return _signed_data(encapsulated, (*own, *certificates), crls, (*others, info), digests)


def _signer_info(
    key: _SigningKey | _NoKey,
    key_identifier: bytes | None,
    content: bytes,
    content_type: Oid | None,
    signing_time: datetime | None,
    signed_attributes: Iterable[Attribute],
    unsigned_attributes: Iterable[Attribute],
) -> SignerInfo:
    sid = key.sid(key_identifier)
    attributes, octets = covered(content_type, digest(key.digest_algorithm, content), signing_time, signed_attributes)
    beside = uncovered(unsigned_attributes)
    return SignerInfo(
        # RFC 5652 section 5.3
        version=CMSVersion.v3 if isinstance(sid, bytes) else CMSVersion.v1,
        sid=sid,
        digest_algorithm=key.digest_algorithm,
        signed_attrs=SignedAttributes(attributes),
        signature_algorithm=key.signature_algorithm,
        signature=key.sign(octets),
        unsigned_attrs=UnsignedAttributes(beside) if beside else None,
    )


def _signed_data(
    encapsulated: EncapsulatedContentInfo,
    certificates: Iterable[GivenCertificate],
    crls: Iterable[GivenRevocationInfo],
    infos: Iterable[SignerInfo],
    digests: Iterable[AlgorithmIdentifier] = (),
) -> SignedData:
    """Return SignedData with its sets in order and the version that follows from them: RFC 5652 section 5.1."""
    found, revoked = certificate_set(certificates), revocation_infos(crls)
    signers = SignerInfos(in_set_order("SignerInfo", infos))
    version = version_for(found, revoked)
    if encapsulated.e_content_type != ID_DATA or any(info.version == CMSVersion.v3 for info in signers):
        version = max(version, 3)
    used = (*digests, *[info.digest_algorithm for info in signers])
    return SignedData(
        version=CMSVersion(version),
        digest_algorithms=DigestAlgorithmIdentifiers(in_set_order("AlgorithmIdentifier", used)),
        encap_content_info=encapsulated,
        certificates=found,
        crls=revoked,
        signer_infos=signers,
    )
