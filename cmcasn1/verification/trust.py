"""Certificates of signers up to trust anchors, through the verifier of cryptography: RFC 5280 section 6."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cryptography import x509
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
    from collections.abc import Iterable, Sequence

    from cmcasn1.verification.report import Recorder

CERTIFICATE_PATH = "certificate-path"
EXTENDED_KEY_USAGE = "extended-key-usage"
_MAX_CHAIN_DEPTH = 16


def check_path(
    certificate: Certificate,
    others: Iterable[object],
    trust: Sequence[Certificate | x509.Certificate | bytes] | None,
    at: datetime | None,
    path: str,
    recorder: Recorder,
) -> bool:
    """Check that a certificate leads to a trust anchor; `others` are those that came along.

    Names, purposes and key usage of the end certificate are not looked at: CMC has rules of its own for them.
    Returns whether the check passed.
    """
    if trust is None:
        recorder.not_possible(CERTIFICATE_PATH, path, "no trust anchors are given")
        return False
    try:
        anchors = [as_certificate(anchor).to_cryptography() for anchor in trust]
        leaf = certificate.to_cryptography()
        between = [item.to_cryptography() for item in others if isinstance(item, Certificate)]
    except CMCError as error:
        recorder.not_possible(CERTIFICATE_PATH, path, error.message, error)
        return False
    if not anchors:
        recorder.failed(CERTIFICATE_PATH, path, "there is no trust anchor")
        return False
    if leaf in anchors:
        recorder.passed(CERTIFICATE_PATH, path, "the certificate is a trust anchor itself")
        return True
    moment = (at or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None)
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
    except _PathError as error:
        lacking = _not_taken([*between, *anchors])
        if lacking:
            recorder.not_possible(
                CERTIFICATE_PATH, path, f"the verifier of cryptography takes no issuer with {lacking}"
            )
        else:
            recorder.failed(CERTIFICATE_PATH, path, VerificationError(f"no path to a trust anchor: {error}", path=path))
        return False
    recorder.passed(CERTIFICATE_PATH, path, f"{len(chain)} certificates up to {chain[-1].subject.rfc4514_string()}")
    return True


def _ca_policy() -> ExtensionPolicy:
    """Every issuer is a CA; what else a web browser would demand of it is no business of CMC."""
    return ExtensionPolicy.permit_all().require_present(x509.BasicConstraints, Criticality.AGNOSTIC, _is_ca)


def _is_ca(policy: object, certificate: x509.Certificate, extension: x509.BasicConstraints) -> None:
    if not extension.ca:
        raise ValueError("an issuer that is no CA")


def _not_taken(issuers: Iterable[x509.Certificate]) -> str:
    """Return the name of the first kind of key that the verifier of cryptography does not take, or nothing."""
    for issuer in issuers:
        key = issuer.public_key()
        if isinstance(key, ed25519.Ed25519PublicKey | ed448.Ed448PublicKey | dsa.DSAPublicKey):
            return f"a key of type {type(key).__name__.removesuffix('PublicKey')}"
    return ""


def check_purpose(certificate: Certificate, purpose: Oid, path: str, recorder: Recorder) -> bool:
    """Check that a certificate has an extended key usage. RFC 10002 section 2.10. Returns whether it does."""
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
