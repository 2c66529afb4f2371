"""Certificates of signers up to trust anchors, through the verifier of cryptography: RFC 5280 section 6."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ed448, ed25519
from cryptography.x509.verification import (
    Criticality,
    ExtensionPolicy,
    PolicyBuilder,
    Store,
)
from cryptography.x509.verification import (
    VerificationError as _PathError,
)

from cmcasn1.cms.certificate_sets import as_certificate
from cmcasn1.errors import CMCError, VerificationError
from cmcasn1.oids import Oid
from cmcasn1.oids.known import ID_CE_EXT_KEY_USAGE
from cmcasn1.pkix.certificates import Certificate
from cmcasn1.pkix.extension_lookup import extension_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cmcasn1.pkix.names import Name
    from cmcasn1.verification.report import Recorder

CERTIFICATE_PATH = "certificate-path"
EXTENDED_KEY_USAGE = "extended-key-usage"
_MAX_CHAIN_DEPTH = 16
# What cryptography raises on a certificate that it cannot read; the last four are no ValueError, the TypeError is of
# BIT STRINGs in names.
_OTHERWISE = (x509.DuplicateExtension, x509.UnsupportedGeneralNameType, x509.InvalidVersion, TypeError)
_UNREADABLE = (CMCError, ValueError, *_OTHERWISE)


def check_path(
    certificate: Certificate,
    issuers: Issuers,
    trust: Sequence[Certificate | x509.Certificate | bytes] | None,
    at: datetime | None,
    path: str,
    recorder: Recorder,
) -> bool:
    """Check that a certificate leads to a trust anchor; `issuers` are those that came along.

    Names and purposes of the end certificate are not looked at: CMC has rules of its own for them. A keyUsage without
    a signature in it fails.
    Returns whether the check passed.
    """
    if trust is None:
        recorder.not_possible(CERTIFICATE_PATH, path, "no trust anchors are given", unasked=True)
        return False
    anchors = [as_certificate(anchor).to_cryptography() for anchor in trust]
    try:
        leaf = certificate.to_cryptography()
        problem = _of_no_use(leaf)
    except _UNREADABLE as error:
        recorder.failed(CERTIFICATE_PATH, path, f"the certificate cannot be read: {error}")
        return False
    if not anchors or problem:
        recorder.failed(CERTIFICATE_PATH, path, problem or "there is no trust anchor")
        return False
    when = (at or datetime.now(UTC)).astimezone(UTC)
    if leaf in anchors:
        if not leaf.not_valid_before_utc <= when <= leaf.not_valid_after_utc:
            recorder.failed(CERTIFICATE_PATH, path, "the certificate is a trust anchor itself, and not valid then")
            return False
        recorder.passed(CERTIFICATE_PATH, path, "the certificate is a trust anchor itself")
        return True
    between = issuers.above(certificate)
    moment = when.replace(tzinfo=None)
    verifier = (
        PolicyBuilder()
        .store(Store(anchors))
        .time(moment)
        .max_chain_depth(_MAX_CHAIN_DEPTH)
        .extension_policies(ee_policy=ExtensionPolicy.permit_all(), ca_policy=_ca_policy())
        .build_client_verifier()
    )
    try:
        chain = verifier.verify(leaf, between).chain
    except _UNREADABLE as error:
        # What cryptography reads only now, the name of a certificate that has expired, say.
        recorder.failed(CERTIFICATE_PATH, path, f"no path to a trust anchor: {error}")
        return False
    except _PathError as error:
        lacking = _not_taken([*between, *anchors])
        if lacking:
            recorder.not_possible(
                CERTIFICATE_PATH, path, f"the verifier of cryptography takes no issuer with {lacking}"
            )
        else:
            recorder.failed(CERTIFICATE_PATH, path, VerificationError(f"no path to a trust anchor: {error}", path=path))
        return False
    anchor = as_certificate(chain[-1]).tbs_certificate.subject.rfc4514_string()
    recorder.passed(CERTIFICATE_PATH, path, f"{len(chain)} certificates up to {anchor}")
    return True


def _ca_policy() -> ExtensionPolicy:
    """Every issuer is a CA; what else a web browser would demand of it is no business of CMC."""
    policy = ExtensionPolicy.permit_all().require_present(x509.BasicConstraints, Criticality.AGNOSTIC, _is_ca)
    return policy.may_be_present(x509.KeyUsage, Criticality.AGNOSTIC, _signs_certificates)


def _is_ca(policy: object, certificate: x509.Certificate, extension: x509.BasicConstraints) -> None:
    if not extension.ca:
        raise ValueError("an issuer that is no CA")


def _signs_certificates(policy: object, certificate: x509.Certificate, extension: x509.KeyUsage | None) -> None:
    if extension is not None and not extension.key_cert_sign:
        raise ValueError("an issuer whose key is not for certificates")


def _of_no_use(leaf: x509.Certificate) -> str:
    """Return why the key of a certificate may not sign, or nothing. RFC 5280 section 4.2.1.3.

    A key for encryption may be archived, and then others have it.
    """
    for extension in leaf.extensions:
        usage = extension.value
        if isinstance(usage, x509.KeyUsage) and not (
            usage.digital_signature or usage.content_commitment or usage.key_cert_sign
        ):
            return "the certificate's key is not for signatures (keyUsage)"
    return ""


class Issuers:
    """The certificates that came along, each read once, to be found by the names of their subjects."""

    def __init__(self, certificates: Iterable[object]) -> None:
        self._certificates = [item for item in certificates if isinstance(item, Certificate)]
        self._above: dict[Name, list[x509.Certificate]] = {}

    @cached_property
    def _by_subject(self) -> dict[Name, list[tuple[Name, x509.Certificate]]]:
        """What cryptography can read of them: what it cannot helps nobody, and decides nothing."""
        found: dict[Name, list[tuple[Name, x509.Certificate]]] = {}
        for item in dict.fromkeys(self._certificates):
            with suppress(*_UNREADABLE):
                read = item.to_cryptography()
                # Read in earnest only when asked for.
                _ = read.subject, read.issuer, read.extensions
                tbs = item.tbs_certificate
                found.setdefault(tbs.subject, []).append((tbs.issuer, read))
        return found

    def above(self, certificate: Certificate) -> list[x509.Certificate]:
        """Return those that may stand between a certificate and a trust anchor: a path goes by the names of issuers."""
        issuer = certificate.tbs_certificate.issuer
        if issuer not in self._above:
            self._above[issuer] = list(self._from(issuer))
        return self._above[issuer]

    def _from(self, name: Name) -> Iterator[x509.Certificate]:
        names = [name]
        met: set[Name] = set()
        while names:
            name = names.pop()
            if name not in met:
                met.add(name)
                for issuer, read in self._by_subject.get(name, ()):
                    yield read
                    names.append(issuer)


def _not_taken(issuers: Iterable[x509.Certificate]) -> str:
    """Return the name of the first kind of key that the verifier of cryptography does not take, or nothing."""
    for issuer in issuers:
        try:
            key = issuer.public_key()
        except (ValueError, UnsupportedAlgorithm):
            continue
        if isinstance(key, ed25519.Ed25519PublicKey | ed448.Ed448PublicKey | dsa.DSAPublicKey):
            return f"a key of type {type(key).__name__.removesuffix('PublicKey')}"
    return ""


def check_purpose(certificate: Certificate, purpose: Oid, path: str, recorder: Recorder) -> bool:
    """Check that a certificate has an extended key usage. RFC 10002 section 9.1. Returns whether it does."""
    from cmcasn1.codec.coding import decode_der
    from cmcasn1.pkix.extensions import ExtKeyUsageSyntax

    value = extension_value(certificate.tbs_certificate.extensions, ID_CE_EXT_KEY_USAGE)
    if value is not None:
        try:
            purposes = decode_der(ExtKeyUsageSyntax, value)
        except CMCError as error:
            recorder.failed(EXTENDED_KEY_USAGE, path, error)
            return False
        if purpose in purposes:
            recorder.passed(EXTENDED_KEY_USAGE, path, purpose.name)
            return True
    recorder.failed(EXTENDED_KEY_USAGE, path, f"the certificate is not for {purpose.name}")
    return False
