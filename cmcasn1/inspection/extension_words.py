"""Extensions in words: what a certificate may be used for, its other names, where its CRL is."""

from __future__ import annotations

from cmcasn1.codec.tables import open_type
from cmcasn1.errors import integer_in_words
from cmcasn1.inspection import words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any as _Any

_PURPOSES = {
    "id-kp-serverAuth": "TLS server",
    "id-kp-clientAuth": "TLS client",
    "id-kp-codeSigning": "code signing",
    "id-kp-emailProtection": "e-mail",
    "id-kp-timeStamping": "time stamping",
    "id-kp-OCSPSigning": "OCSP signing",
    "id-kp-cmcCA": "CMC CA",
    "id-kp-cmcRA": "CMC RA",
    "id-kp-cmcArchive": "CMC archive",
    "anyExtendedKeyUsage": "anything",
}


def extension(value: _Any, *, full: bool = False) -> str:
    """Return an extension in words: its name, whether it is critical, its value."""
    label = words.oid(value.extn_id).removeprefix("id-ce-").removeprefix("id-pe-")
    return f"{label}{' (critical)' if value.critical else ''}: {content(value, full=full)}"


def content(value: _Any, *, full: bool = False) -> str:
    """Return the value of an extension in words; octets, with the problem, where they do not fit their type."""
    from cmcasn1.codec.coding import decode_named
    from cmcasn1.errors import CMCError

    known = open_type("extensions", value.extn_id)
    if known is None:
        return words.octets(value.extn_value, full=full)
    try:
        inner = decode_named(known.name or known.kind, value.extn_value)
    except CMCError as error:
        if known.name == "SubjectKeyIdentifier":
            return f"{words.octets(value.extn_value, full=full)}, without its OCTET STRING"
        return f"{words.octets(value.extn_value, full=full)}, does not decode: {error}"
    return _said(known.name, inner, full)


def _said(kind: str, inner: _Any, full: bool) -> str:
    match kind:
        case "BasicConstraints":
            length = "" if inner.path_len_constraint is None else f", path length {inner.path_len_constraint}"
            return f"CA{length}" if inner.c_a else f"not a CA{length}"
        case "ExtKeyUsageSyntax":
            return words.listed((_PURPOSES.get(words.oid(use), words.oid(use)) for use in inner), full=full)
        case "AuthorityKeyIdentifier":
            parts = [] if inner.key_identifier is None else [words.octets(inner.key_identifier, full=full)]
            if inner.authority_cert_serial_number is not None:
                issuer = words.anything(inner.authority_cert_issuer or (), full=full)
                parts.append(f"serial {integer_in_words(inner.authority_cert_serial_number)} of {issuer}")
            return ", ".join(parts) or "empty"
        case "CertificatePolicies":
            return words.listed((words.oid(policy.policy_identifier) for policy in inner), full=full)
        case "CRLDistributionPoints" | "FreshestCRL":
            return words.listed((_point(point, full) for point in inner), full=full)
        case "AuthorityInfoAccessSyntax" | "SubjectInfoAccessSyntax":
            places = (
                f"{words.oid(place.access_method).removeprefix('id-ad-')} "
                + words.general_name(place.access_location, full=full)
                for place in inner
            )
            return words.listed(places, full=full)
    return words.anything(inner, full=full)


def _point(point: _Any, full: bool) -> str:
    name = point.distribution_point
    if name is not None and name.choice == "fullName":
        return words.anything(name.value, full=full)
    return words.anything(point, full=full)
