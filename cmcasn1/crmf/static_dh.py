"""Proof of possession by static (EC)DH with the key of the CA's certificate: RFC 6955 sections 4 and 6."""

from __future__ import annotations

from cmcasn1.codec.coding import decode_der, encode_der
from cmcasn1.codec.value import Value
from cmcasn1.errors import BuildError, DecodeError, ProofInvalid, UnsupportedAlgorithm, integer_in_words
from cmcasn1.oids.known import ID_CE_ISSUER_ALT_NAME, ID_CE_SUBJECT_ALT_NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
    from cryptography.hazmat.primitives.hashes import HashAlgorithm

    from cmcasn1.cms.certificates import IssuerAndSerialNumber
    from cmcasn1.codec.primitives import BitString
    from cmcasn1.keys.private_key import Decrypter
    from cmcasn1.oids import Oid
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier
    from cmcasn1.pkix.certificates import Certificate
    from cmcasn1.pkix.keys import SubjectPublicKeyInfo
    from cmcasn1.pkix.names import Name


class DhSigStatic(Value, kw_only=True):
    """What stands where a signature would: a MAC that only the CA can check, and the CA's certificate it is for.

    ::

        DhSigStatic ::= SEQUENCE {
            issuerAndSerial IssuerAndSerialNumber OPTIONAL,
            hashValue       MessageDigest }

    issuerAndSerial is absent where the CA's public key came otherwise than in a certificate. RFC 6955 section 4.1.
    """

    issuer_and_serial: IssuerAndSerialNumber | None = None
    hash_value: bytes


class StaticDHSigner:
    """Signs requests of a key that agrees, of a curve or of X9.42 Diffie-Hellman, for one CA by static (EC)DH.

    ::

        K = HASH(LeadingInfo | ZZ | TrailingInfo)
        signature = DER(DhSigStatic { issuer and serial number of the certificate, HMAC(K, request) })

    ZZ is the secret that the key shares with the CA's, LeadingInfo and TrailingInfo are subject and issuer of the
    CA's certificate in DER. The builders of requests take it as a key: `CertificationRequestBuilder.sign`,
    `CertReqMsgBuilder.sign` and `pop_link_witness_v2`. The finite-field keys are at the mercy of cryptography, which
    warns of their end. RFC 6955 sections 4 and 6.
    """

    __slots__ = ("_certificate", "_decrypter")

    def __init__(self, key: Decrypter | PrivateKeyTypes, certificate: Certificate) -> None:
        from cmcasn1.keys.private_key import as_decrypter

        self._decrypter = as_decrypter(key)
        self._certificate = certificate

    def __repr__(self) -> str:
        number = integer_in_words(self._certificate.tbs_certificate.serial_number)
        return f"StaticDHSigner({self.public_key_info.algorithm.algorithm.name}, <secret>, for certificate {number})"

    @property
    def public_key_info(self) -> SubjectPublicKeyInfo:
        """The public key that is to be certified."""
        return self._decrypter.public_key_info

    def algorithm(self, hash_algorithm: HashAlgorithm | None = None) -> AlgorithmIdentifier:
        """Return how it signs, as `static_dh_identifier` does; raises `BuildError`. RFC 6955 sections 4.1 and 6.1."""
        from cmcasn1.algorithms.static_dh import static_dh_identifier

        return static_dh_identifier(self.public_key_info, hash_algorithm)

    def sign(self, algorithm: AlgorithmIdentifier, data: bytes) -> bytes:
        """Return DER(DhSigStatic) over data.

        Raises `BuildError` for another algorithm or a certificate without names, `DecryptionFailed` where the CA's
        key is of another group or curve, `UnsupportedAlgorithm` where it agrees on nothing.
        """
        from cmcasn1.algorithms.static_dh import STATIC_DH, static_dh_mac
        from cmcasn1.cms.certificates import IssuerAndSerialNumber

        joined = STATIC_DH.get(algorithm.algorithm)
        if joined is None or joined.key != self.public_key_info.algorithm.algorithm:
            name, kind = algorithm.algorithm.name, self.public_key_info.algorithm.algorithm.name
            raise BuildError(f"a key of type {kind} cannot prove itself by static DH as {name} (RFC 6955)")
        tbs = self._certificate.tbs_certificate
        leading, trailing = names_around(self._certificate)
        secret = self._decrypter.agree(tbs.subject_public_key_info)
        value = static_dh_mac(algorithm, leading, secret, trailing, data)
        named = IssuerAndSerialNumber(tbs.issuer, tbs.serial_number)
        return encode_der(DhSigStatic(issuer_and_serial=named, hash_value=value))


def verify_static_dh(
    algorithm: AlgorithmIdentifier,
    public_key: SubjectPublicKeyInfo,
    signature: BitString,
    covered: bytes,
    key: Decrypter | PrivateKeyTypes,
    certificate: Certificate | None,
) -> None:
    """Check a DhSigStatic over `covered` with the CA's private key and the certificate that names it.

    The MAC is compared in constant time. Raises `ProofInvalid`, `UnsupportedAlgorithm`, `DecryptionFailed` where the
    keys share no secret, and `BuildError` without the certificate or with another than the proof is for. RFC 6955
    sections 4 and 6.
    """
    from hmac import compare_digest

    from cmcasn1.algorithms.static_dh import STATIC_DH, static_dh_mac
    from cmcasn1.keys.private_key import as_decrypter

    oid = algorithm.algorithm
    joined = STATIC_DH.get(oid)
    if joined is None:
        raise UnsupportedAlgorithm(f"{oid.name} ({oid}) is no static Diffie-Hellman proof")
    if public_key.algorithm.algorithm != joined.key:
        raise ProofInvalid(f"{oid.name} is not for a key of type {public_key.algorithm.algorithm.name}")
    given = read_static(signature)
    if certificate is None:
        raise BuildError(f"{oid.name}: the MAC is keyed with the names of the CA's certificate: it has to be given")
    named, tbs = given.issuer_and_serial, certificate.tbs_certificate
    if named is not None and not is_for(named, certificate):
        raise BuildError(
            f"{oid.name}: the proof is for the key of certificate {integer_in_words(named.serial_number)}, not for "
            f"{integer_in_words(tbs.serial_number)}"
        )
    leading, trailing = names_around(certificate)
    secret = as_decrypter(key).agree(public_key)
    if not compare_digest(static_dh_mac(algorithm, leading, secret, trailing, covered), given.hash_value):
        raise ProofInvalid(f"{oid.name}: the MAC does not match")


def read_static(signature: BitString) -> DhSigStatic:
    """Return the DhSigStatic that stands in place of a signature; raises `ProofInvalid`."""
    try:
        if not signature.unused_bits:
            return decode_der(DhSigStatic, signature.data)
    except DecodeError as error:
        raise ProofInvalid(f"no DhSigStatic in place of the signature: {error}") from error
    raise ProofInvalid("no DhSigStatic in place of the signature: it ends within an octet")


def is_for(named: IssuerAndSerialNumber, certificate: Certificate) -> bool:
    """Say whether a certificate is the one of this issuer and serial number."""
    from cmcasn1.pkix.name_matching import prepared_name

    tbs = certificate.tbs_certificate
    return named.serial_number == tbs.serial_number and prepared_name(named.issuer) == prepared_name(tbs.issuer)


def names_around(certificate: Certificate) -> tuple[bytes, bytes]:
    """Return LeadingInfo and TrailingInfo: subject and issuer of the CA's certificate in DER.

    For an empty one the GeneralNames of subjectAltName or issuerAltName; raises `BuildError` where there are none. RFC
    2875 section 3 step 3c, RFC 4211 section 4.3.
    """
    from cmcasn1.pkix.extension_lookup import extension_value

    tbs = certificate.tbs_certificate

    def octets(name: Name, oid: Oid) -> bytes:
        alternative = None if len(name) else extension_value(tbs.extensions, oid)
        if alternative is None and not len(name):
            raise BuildError("the CA's certificate names nobody to key the MAC with (RFC 4211 section 4.3)")
        return encode_der(name) if alternative is None else alternative

    return octets(tbs.subject, ID_CE_SUBJECT_ALT_NAME), octets(tbs.issuer, ID_CE_ISSUER_ALT_NAME)
