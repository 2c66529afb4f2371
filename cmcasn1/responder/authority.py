"""The key of the test CA, the certificates and the CRL that it signs: RFC 5280 sections 4 and 5."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from secrets import randbits
from typing import TYPE_CHECKING

from cmcasn1.algorithms.key_identifiers import key_identifier
from cmcasn1.algorithms.signatures import signature_identifier
from cmcasn1.codec.coding import encode_der
from cmcasn1.codec.primitives import BitString
from cmcasn1.crmf.possession_by_key import ML_KEMS
from cmcasn1.keys.private_key import as_signer
from cmcasn1.oids import Oid
from cmcasn1.oids.known import (
    ID_CE_AUTHORITY_KEY_IDENTIFIER,
    ID_CE_BASIC_CONSTRAINTS,
    ID_CE_CRL_NUMBER,
    ID_CE_CRL_REASONS,
    ID_CE_EXT_KEY_USAGE,
    ID_CE_INVALIDITY_DATE,
    ID_CE_KEY_USAGE,
    ID_CE_SUBJECT_KEY_IDENTIFIER,
    ID_KP_CLIENT_AUTH,
    ID_KP_CMC_CA,
    ID_KP_CMC_RA,
    ID_KP_CODE_SIGNING,
    ID_KP_EMAIL_PROTECTION,
    ID_KP_OCSP_SIGNING,
    ID_KP_SERVER_AUTH,
    ID_KP_TIME_STAMPING,
    ID_X448,
    ID_X25519,
    RSA_ENCRYPTION,
)
from cmcasn1.pkix.certificates import Certificate, Extension, Extensions, TBSCertificate, Validity, Version
from cmcasn1.pkix.crls import CertificateList, CRLNumber, RevokedCertificate, TBSCertList
from cmcasn1.pkix.extensions import (
    AuthorityKeyIdentifier,
    BasicConstraints,
    ExtKeyUsageSyntax,
    KeyUsage,
    SubjectKeyIdentifier,
)
from cmcasn1.pkix.times import as_time

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    from cmcasn1.keys.private_key import Signer
    from cmcasn1.pkix.keys import SubjectPublicKeyInfo
    from cmcasn1.pkix.names import Name
    from cmcasn1.responder.store import StoredCertificate

_BACKDATED = timedelta(minutes=5)
_SERIAL_BITS = 127
_AGREES = (ID_X25519, ID_X448)
# OpenSSL takes purposes in a CA's certificate for all that its certificates may be for: id-kp-cmcCA is not alone.
_PURPOSES = (
    ID_KP_CMC_CA,
    ID_KP_CMC_RA,
    ID_KP_SERVER_AUTH,
    ID_KP_CLIENT_AUTH,
    ID_KP_CODE_SIGNING,
    ID_KP_EMAIL_PROTECTION,
    ID_KP_TIME_STAMPING,
    ID_KP_OCSP_SIGNING,
)


class Authority:
    """The CA's key and certificate."""

    def __init__(self, key: Signer | PrivateKeyTypes, certificate: Certificate) -> None:
        self.signer = as_signer(key)
        self.certificate = certificate

    @classmethod
    def create(
        cls, key: Signer | PrivateKeyTypes, subject: Name, *, validity: timedelta = timedelta(days=3650)
    ) -> Authority:
        """Return an authority with a new self-signed certificate, good for signing responses too (id-kp-cmcCA)."""
        signer = as_signer(key)
        info = signer.public_key_info
        extensions = [
            _extension(ID_CE_BASIC_CONSTRAINTS, BasicConstraints(True), critical=True),
            _extension(ID_CE_KEY_USAGE, KeyUsage.of("digitalSignature", "keyCertSign", "cRLSign"), critical=True),
            _extension(ID_CE_SUBJECT_KEY_IDENTIFIER, key_identifier(info), SubjectKeyIdentifier),
            _extension(ID_CE_EXT_KEY_USAGE, ExtKeyUsageSyntax(_PURPOSES)),
        ]
        now = datetime.now(UTC)
        serial = randbits(_SERIAL_BITS) | 1
        certificate = _signed(signer, serial, subject, subject, info, now - _BACKDATED, now + validity, extensions)
        return cls(signer, certificate)

    @property
    def name(self) -> Name:
        """The name of the CA."""
        return self.certificate.tbs_certificate.subject

    def issue(
        self,
        serial: int,
        subject: Name,
        key: SubjectPublicKeyInfo,
        extensions: Iterable[Extension],
        validity: timedelta,
        now: datetime,
    ) -> Certificate:
        """Return a certificate; what a CA has to say about it is added to the extensions asked for."""
        made = {extension.extn_id: extension for extension in extensions}
        made.setdefault(ID_CE_KEY_USAGE, _extension(ID_CE_KEY_USAGE, usual_key_usage(key), critical=True))
        made.setdefault(
            ID_CE_SUBJECT_KEY_IDENTIFIER,
            _extension(ID_CE_SUBJECT_KEY_IDENTIFIER, key_identifier(key), SubjectKeyIdentifier),
        )
        made[ID_CE_BASIC_CONSTRAINTS] = _extension(ID_CE_BASIC_CONSTRAINTS, BasicConstraints(False), critical=True)
        made[ID_CE_AUTHORITY_KEY_IDENTIFIER] = self._authority_key_identifier()
        until = min(now + validity, self.certificate.tbs_certificate.validity.not_after)
        return _signed(self.signer, serial, self.name, subject, key, now - _BACKDATED, until, made.values())

    def crl(
        self, revoked: Iterable[StoredCertificate], number: int, now: datetime, *, lasts: timedelta = timedelta(days=7)
    ) -> CertificateList:
        """Return the list of revoked certificates. RFC 5280 section 5."""
        algorithm = signature_identifier(self.signer.public_key_info)
        entries = [_entry(found) for found in revoked if found.revoked_at is not None]
        extensions = [self._authority_key_identifier(), _extension(ID_CE_CRL_NUMBER, number, CRLNumber)]
        tbs = TBSCertList(
            version=Version.v2,
            signature=algorithm,
            issuer=self.name,
            this_update=as_time(now),
            next_update=as_time(now + lasts),
            revoked_certificates=tuple(entries) or None,
            crl_extensions=Extensions(extensions),
        )
        return CertificateList(tbs, algorithm, BitString(self.signer.sign(algorithm, encode_der(tbs))))

    def _authority_key_identifier(self) -> Extension:
        from cmcasn1.cms.certificate_sets import key_identifier_of

        identifier = key_identifier_of(self.certificate) or key_identifier(self.signer.public_key_info)
        return _extension(ID_CE_AUTHORITY_KEY_IDENTIFIER, AuthorityKeyIdentifier(identifier))


def usual_key_usage(key: SubjectPublicKeyInfo) -> KeyUsage:
    """Return what a key of its kind is for, where the request does not say. RFC 5280 section 4.2.1.3."""
    oid = key.algorithm.algorithm
    if oid in _AGREES:
        return KeyUsage.of("keyAgreement")
    if oid.startswith(ML_KEMS):
        return KeyUsage.of("keyEncipherment")
    if oid == RSA_ENCRYPTION:
        return KeyUsage.of("digitalSignature", "nonRepudiation", "keyEncipherment")
    return KeyUsage.of("digitalSignature", "nonRepudiation")


def _entry(found: StoredCertificate) -> RevokedCertificate:
    from cmcasn1.codec.primitives import GeneralizedTime
    from cmcasn1.pkix.crls import CRLReason, InvalidityDate

    assert found.revoked_at is not None
    extensions = []
    if found.reason:
        extensions.append(_extension(ID_CE_CRL_REASONS, CRLReason(found.reason), CRLReason))
    if found.invalid_since is not None:
        at = found.invalid_since.astimezone(UTC)
        moment = GeneralizedTime(at.year, at.month, at.day, at.hour, at.minute, at.second, tzinfo=UTC)
        extensions.append(_extension(ID_CE_INVALIDITY_DATE, moment, InvalidityDate))
    return RevokedCertificate(
        user_certificate=found.certificate.tbs_certificate.serial_number,
        revocation_date=as_time(found.revoked_at),
        crl_entry_extensions=Extensions(extensions) if extensions else None,
    )


def _extension(oid: Oid, value: object, kind: type | None = None, *, critical: bool = False) -> Extension:
    return Extension(extn_id=oid, critical=critical, extn_value=encode_der(value, kind))


def _signed(
    signer: Signer,
    serial: int,
    issuer: Name,
    subject: Name,
    key: SubjectPublicKeyInfo,
    not_before: datetime,
    not_after: datetime,
    extensions: Iterable[Extension],
) -> Certificate:
    algorithm = signature_identifier(signer.public_key_info)
    tbs = TBSCertificate(
        version=Version.v3,
        serial_number=serial,
        signature=algorithm,
        issuer=issuer,
        validity=Validity(as_time(not_before), as_time(not_after)),
        subject=subject,
        subject_public_key_info=key,
        extensions=Extensions(extensions),
    )
    return Certificate(tbs, algorithm, BitString(signer.sign(algorithm, encode_der(tbs))))
