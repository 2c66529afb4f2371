"""The certificates and CRLs of a message: put in, and found again by a signer's identifier (RFC 5652 section 10.2)."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property

from cmcasn1.cms.certificates import (
    CertificateSet,
    IssuerAndSerialNumber,
    OtherCertificateFormat,
    OtherRevocationInfoFormat,
    RevocationInfoChoices,
)
from cmcasn1.cms.covered_attributes import in_set_order
from cmcasn1.codec.coding import decode_der, encode_der
from cmcasn1.codec.value import Value
from cmcasn1.errors import BuildError, DecodeError
from cmcasn1.pkix.attribute_certificates import AttributeCertificate, AttributeCertificateV1
from cmcasn1.pkix.certificates import Certificate
from cmcasn1.pkix.crls import CertificateList
from cmcasn1.pkix.extension_lookup import subject_key_identifier
from cmcasn1.pkix.name_matching import prepared_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeAlias

    from cryptography import x509

    from cmcasn1.cms.certificates import AnyCertificate, AnyRevocationInfo

    GivenCertificate: TypeAlias = "AnyCertificate | x509.Certificate | bytes"
    GivenRevocationInfo: TypeAlias = "AnyRevocationInfo | x509.CertificateRevocationList | bytes"


def as_certificate(given: Certificate | x509.Certificate | bytes) -> Certificate:
    """Return a certificate given as value, as object of cryptography or as DER; raises `DecodeError`, `BuildError`."""
    if isinstance(given, Certificate):
        return given
    return decode_der(Certificate, given) if isinstance(given, bytes) else Certificate.from_cryptography(given)


def certificate_set(certificates: Iterable[GivenCertificate]) -> CertificateSet | None:
    """Return the certificates in the order of DER, each once; None where there are none."""
    found = [
        given if isinstance(given, Value) and not isinstance(given, Certificate) else as_certificate(given)
        for given in certificates
    ]
    return CertificateSet(in_set_order("CertificateChoices", found)) if found else None


def revocation_infos(crls: Iterable[GivenRevocationInfo]) -> RevocationInfoChoices | None:
    """Return the CRLs in the order of DER, each once; None where there are none."""
    found: list[AnyRevocationInfo] = []
    for given in crls:
        if isinstance(given, bytes):
            found.append(decode_der(CertificateList, given))
        elif isinstance(given, CertificateList | OtherRevocationInfoFormat):
            found.append(given)
        else:
            found.append(CertificateList.from_cryptography(given))
    return RevocationInfoChoices(in_set_order("RevocationInfoChoice", found)) if found else None


def version_for(certificates: CertificateSet | None, crls: RevocationInfoChoices | None) -> int:
    """Return the lowest version that the kinds of certificates and CRLs ask of SignedData: RFC 5652 section 5.1."""
    kinds = {type(item) for item in (*(certificates or ()), *(crls or ()))}
    if OtherCertificateFormat in kinds or OtherRevocationInfoFormat in kinds:
        return 5
    if AttributeCertificate in kinds:
        return 4
    return 3 if AttributeCertificateV1 in kinds else 1


def by_issuer(certificate: Certificate | x509.Certificate) -> IssuerAndSerialNumber:
    """Return the identifier of a signer or recipient by issuer and serial number (RFC 5652 section 10.2.4)."""
    tbs = as_certificate(certificate).tbs_certificate
    return IssuerAndSerialNumber(tbs.issuer, tbs.serial_number)


def key_identifier_of(certificate: Certificate) -> bytes | None:
    """Return the certificate's subjectKeyIdentifier extension, None where it has none (RFC 5280 section 4.2.1.2)."""
    return subject_key_identifier(certificate.tbs_certificate.extensions)


def find_certificate(
    certificates: Iterable[AnyCertificate] | None, sid: IssuerAndSerialNumber | bytes
) -> Certificate | None:
    """Return the certificate that a SignerIdentifier or RecipientIdentifier names; None where it is not there.

    Issuer names are compared by their octets first; failing that by the rules of RFC 5280 section 7.1, as some
    peers encode a name anew in another string type. RFC 5652 section 5.3.
    """
    return CertificateIndex(certificates or ()).find(sid)


class CertificateIndex:
    """Certificates to be found by many identifiers, each looked at once.

    Of several that an identifier names the first is found, those with the very octets of the issuer's name before
    those whose name only matches. What does not decode is found by none.
    """

    def __init__(self, certificates: Iterable[AnyCertificate]) -> None:
        self._given = [item for item in certificates if isinstance(item, Certificate)]

    @cached_property
    def _certificates(self) -> list[Certificate]:
        return [item for item in self._given if _decodes(item)]

    @cached_property
    def _numbers(self) -> frozenset[int]:
        return frozenset(item.tbs_certificate.serial_number for item in self._certificates)

    @cached_property
    def _by_identifier(self) -> dict[bytes | None, Certificate]:
        found: dict[bytes | None, Certificate] = {}
        for item in self._certificates:
            found.setdefault(key_identifier_of(item), item)
        return found

    @cached_property
    def _by_octets(self) -> dict[tuple[int, bytes], Certificate]:
        found: dict[tuple[int, bytes], Certificate] = {}
        for item in self._certificates:
            tbs = item.tbs_certificate
            # A name out of BER may have no DER: an empty RDN, say.
            with suppress(BuildError):
                found.setdefault((tbs.serial_number, encode_der(tbs.issuer)), item)
        return found

    @cached_property
    def _by_name(self) -> dict[tuple[int, tuple[object, ...]], Certificate]:
        found: dict[tuple[int, tuple[object, ...]], Certificate] = {}
        for item in self._certificates:
            tbs = item.tbs_certificate
            found.setdefault((tbs.serial_number, prepared_name(tbs.issuer)), item)
        return found

    def find(self, sid: IssuerAndSerialNumber | bytes) -> Certificate | None:
        """Return the certificate that an identifier names, as `find_certificate`."""
        if isinstance(sid, bytes):
            return self._by_identifier.get(sid)
        number = sid.serial_number
        if number not in self._numbers:
            return None
        exact = None
        with suppress(BuildError):
            exact = self._by_octets.get((number, encode_der(sid.issuer)))
        return exact or self._by_name.get((number, prepared_name(sid.issuer)))


def _decodes(certificate: Certificate) -> bool:
    """Whether the certificate decodes, which those of a message do only when they are asked for something."""
    try:
        certificate.tbs_certificate.serial_number  # noqa: B018
    except DecodeError:
        return False
    return True
