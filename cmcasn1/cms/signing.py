"""SignedData made: with signers, without any, with certificates only (RFC 5652 section 5)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cmcasn1.algorithms.digests import digest_identifier
from cmcasn1.cms.attributes import Attribute, UnsignedAttributes
from cmcasn1.cms.certificate_sets import certificate_set, revocation_infos, version_for
from cmcasn1.cms.content_info import CMSVersion
from cmcasn1.cms.covered_attributes import in_set_order, uncovered
from cmcasn1.cms.signers import VERSIONS, EncodedSigner, NoKey, SigningKey, algorithm_octets, signer_info
from cmcasn1.codec.coding import decode_named, encode_der
from cmcasn1.codec.der_writing import headers, identifiers
from cmcasn1.errors import BuildError
from cmcasn1.oids import Oid
from cmcasn1.oids.known import ID_COUNTERSIGNATURE, ID_DATA, ID_SHA256, ID_SIGNED_DATA
from cmcasn1.pkix.algorithms import AlgorithmIdentifier

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    from cmcasn1.cms.certificate_sets import GivenCertificate, GivenRevocationInfo
    from cmcasn1.cms.signed_data import SignedData, SignerInfo
    from cmcasn1.codec.primitives import OpenValue
    from cmcasn1.keys.private_key import Signer
    from cmcasn1.pkix.certificates import Certificate

_SHA256 = AlgorithmIdentifier(ID_SHA256)
_SEQUENCE, _SET, _OCTET_STRING, _CONTEXT_0 = headers(0x30), headers(0x31), headers(0x04), headers(0xA0)
_OIDS = identifiers(0x06)


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
    made = signed_octets(
        content,
        content_type,
        key,
        certificate=certificate,
        key_identifier=key_identifier,
        hash_algorithm=hash_algorithm,
        pss=pss,
        signing_time=signing_time,
        signed_attributes=signed_attributes,
        unsigned_attributes=unsigned_attributes,
        certificates=certificates,
        crls=crls,
        detached=detached,
    )
    return _value(made)


def signed_octets(
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
) -> bytes:
    """Return the DER of what `sign` returns, for a message that is only sent: no value is made of its parts."""
    signing = SigningKey(key, certificate, hash_algorithm, pss)
    content_type = Oid(content_type)
    info = signer_info(
        signing, key_identifier, content, content_type, signing_time, signed_attributes, unsigned_attributes
    )
    return _signed_data(content_type, None if detached else content, (*signing.own, *certificates), crls, (info,))


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
    others = []
    for number, info in enumerate(signed.signer_infos):
        _unchanged(info, f"SignedData.signerInfos[{number}]")
        others.append(EncodedSigner(info.version, algorithm_octets(info.digest_algorithm), encode_der(info)))
    signing = SigningKey(key, certificate, hash_algorithm, pss)
    content_type = encapsulated.e_content_type
    made = signer_info(
        signing, key_identifier, content, content_type, signing_time, signed_attributes, unsigned_attributes
    )
    return _value(
        _signed_data(
            content_type,
            encapsulated.e_content,
            (*(signed.certificates or ()), *signing.own, *certificates),
            (*(signed.crls or ()), *crls),
            [*others, made],
            map(algorithm_octets, signed.digest_algorithms),
        )
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
    key = NoKey(digest_identifier(hash_algorithm) if hash_algorithm else _SHA256)
    made = signer_info(
        key, key_identifier, content, Oid(content_type), signing_time, signed_attributes, unsigned_attributes
    )
    return _value(_signed_data(Oid(content_type), content, certificates, crls, (made,)))


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
    return _value(_signed_data(Oid(content_type), None if detached else content, certificates, crls, ()))


def certs_only(certificates: Iterable[GivenCertificate], crls: Iterable[GivenRevocationInfo] = ()) -> SignedData:
    """Return SignedData that carries certificates and CRLs and nothing else: a Simple PKI Response.

    RFC 10002 section 4.1, RFC 5652 section 5.1.
    """
    return _value(_signed_data(ID_DATA, None, certificates, crls, ()))


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
    signing = SigningKey(key, certificate, hash_algorithm, pss)
    made = signer_info(signing, key_identifier, info.signature, None, signing_time, signed_attributes, ())
    values: list[OpenValue] = [decode_named("Countersignature", made.der)]
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


def _signed_data(
    content_type: Oid,
    content: bytes | None,
    certificates: Iterable[GivenCertificate],
    crls: Iterable[GivenRevocationInfo],
    infos: Collection[EncodedSigner],
    digests: Iterable[bytes] = (),
) -> bytes:
    """Return SignedData in DER.

    ::

        SignedData ::= SEQUENCE {
            version          CMSVersion,
            digestAlgorithms DigestAlgorithmIdentifiers,
            encapContentInfo EncapsulatedContentInfo,
            certificates     [0] IMPLICIT CertificateSet OPTIONAL,
            crls             [1] IMPLICIT RevocationInfoChoices OPTIONAL,
            signerInfos      SignerInfos }

    The version follows from what is in it. RFC 5652 section 5.1.
    """
    found = certificate_set(certificates) if certificates else None
    revoked = revocation_infos(crls) if crls else None
    version = version_for(found, revoked) if found or revoked else 1
    if content_type != ID_DATA or CMSVersion.v3 in [info.version for info in infos]:
        version = max(version, CMSVersion.v3)
    encapsulated = _OIDS[content_type]
    if content is not None:
        encapsulated = b"".join(
            (encapsulated, _CONTEXT_0[len(content) + len(inner := _OCTET_STRING[len(content)])], inner, content)
        )
    made = b"".join(
        (
            VERSIONS[version],
            _set_of({*digests, *[info.digest_algorithm for info in infos]}),
            _SEQUENCE[len(encapsulated)],
            encapsulated,
            b"" if found is None else _retagged(0xA0, encode_der(found)),
            b"" if revoked is None else _retagged(0xA1, encode_der(revoked)),
            _set_of({info.der for info in infos}),
        )
    )
    return _SEQUENCE[len(made)] + made


def in_content_info(signed: bytes) -> bytes:
    """Return the ContentInfo around the DER of a SignedData, in DER. RFC 5652 section 3."""
    made = b"".join((_OIDS[ID_SIGNED_DATA], _CONTEXT_0[len(signed)], signed))
    return _SEQUENCE[len(made)] + made


def _set_of(elements: set[bytes]) -> bytes:
    """Return a SET OF in the order of DER, each element once: X.690 section 11.6."""
    made = b"".join(sorted(elements)) if len(elements) > 1 else b"".join(elements)
    return _SET[len(made)] + made


def _retagged(identifier: int, der: bytes) -> bytes:
    return bytes((identifier,)) + der[1:]


def _value(der: bytes) -> SignedData:
    made: SignedData = decode_named("SignedData", der)
    return made
