"""Looks an extension up by its identifier in a certificate, a CRL or a request (RFC 5280 section 4.2)."""

from __future__ import annotations

from cmcasn1.codec.coding import decode_der
from cmcasn1.errors import DecodeError
from cmcasn1.oids.known import ID_CE_SUBJECT_KEY_IDENTIFIER
from cmcasn1.pkix.extensions import SubjectKeyIdentifier

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from cmcasn1.oids import Oid
    from cmcasn1.pkix.certificates import Extension


def extension_value(extensions: Iterable[Extension] | None, oid: Oid) -> bytes | None:
    """Return the extnValue of an extension, None where there is none (no extension stands twice, section 4.2)."""
    for extension in extensions or ():
        if extension.extn_id == oid:
            return extension.extn_value
    return None


def subject_key_identifier(extensions: Iterable[Extension] | None) -> bytes | None:
    """Return the subjectKeyIdentifier, None where there is none (section 4.2.1.2).

    Some peers leave out the inner OCTET STRING, Dogtag in CRMF requests: then the whole value is the identifier.
    """
    value = extension_value(extensions, ID_CE_SUBJECT_KEY_IDENTIFIER)
    if value is None:
        return None
    try:
        return decode_der(SubjectKeyIdentifier, value)
    except DecodeError:
        return value
