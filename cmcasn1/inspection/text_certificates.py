"""Certificates and CRLs in words, as cryptography reads them."""

from __future__ import annotations

import warnings

from cmcasn1.errors import CMCError, integer_in_words
from cmcasn1.inspection import algorithm_words, words
from cmcasn1.inspection.spans import WARN, Line, Span, dim, label, line
from cmcasn1.oids.known import ID_CE_BASIC_CONSTRAINTS, ID_CE_EXT_KEY_USAGE, ID_CE_SUBJECT_ALT_NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any as _Any

    from cryptography.x509 import Certificate

_NUMBER = 5
_MANY = 50


def certificate_lines(certificates: Iterable[_Any], full: bool) -> Iterator[Line]:
    """Yield what identifies each certificate: subject, issuer, serial, validity, key; which signed which."""
    listed = list(certificates)
    theirs = [_read(certificate) for certificate in listed]
    for number, (certificate, read) in enumerate(zip(listed, theirs, strict=True), 1):
        if number > _MANY and not full:
            yield line(dim(f"… and {len(listed) - _MANY} more"))
            return
        yield from _certificate(number, certificate, read, listed, theirs, full)


def _read(certificate: _Any) -> Certificate | str | None:
    """Return cryptography's object of a certificate, or why there is none."""
    if not hasattr(certificate, "tbs_certificate"):
        return None
    try:
        with warnings.catch_warnings():
            # cryptography warns of serial numbers and parameters that peers get wrong; the problems name them.
            warnings.simplefilter("ignore")
            found: Certificate = certificate.to_cryptography()
            # It reads the key late.
            certificate.tbs_certificate.subject_public_key_info.to_cryptography()
            return found
    except CMCError as error:
        return f"{error.path}: {error.message}"


def _certificate(
    number: int,
    certificate: _Any,
    read: Certificate | str | None,
    listed: list[_Any],
    theirs: list[Certificate | str | None],
    full: bool,
) -> Iterator[Line]:
    body = getattr(certificate, "tbs_certificate", None)
    if body is None:
        yield line(
            label(str(number), _NUMBER), f"{type(certificate).__name__}: {words.anything(certificate, full=full)}"
        )
        return
    yield line(
        label(str(number), _NUMBER), words.name(body.subject), "   ", *_issuer(number, body, read, listed, theirs)
    )
    ends = f"{words.day(body.validity.not_before)} to {words.day(body.validity.not_after)}"
    key = algorithm_words.public_key(body.subject_public_key_info)
    usage = _usage(body)
    yield line(
        label("", _NUMBER),
        f"serial {integer_in_words(body.serial_number)}   {ends}   {key}",
        f"   {usage}" if usage else "",
    )
    if isinstance(read, str):
        yield line(label("", _NUMBER), WARN, f" {read}" if full else " cryptography does not read it (--full says why)")
    for extension in body.extensions or ():
        if full or extension.extn_id == ID_CE_SUBJECT_ALT_NAME:
            yield line(label("", _NUMBER), words.anything(extension, full=full))
    if full and not isinstance(read, str) and read is not None:
        from cryptography.hazmat.primitives.hashes import SHA256

        yield line(label("", _NUMBER), f"signed by {algorithm_words.algorithm(certificate.signature_algorithm)}")
        yield line(label("", _NUMBER), f"SHA-256 fingerprint {read.fingerprint(SHA256()).hex()}")


def _issuer(
    number: int, body: _Any, read: Certificate | str | None, listed: list[_Any], theirs: list[Certificate | str | None]
) -> Iterator[str | Span]:
    """Yield who has signed: the certificate itself, another one here, or the issuer that it names."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

    named = 0
    for other_number, (other, issuer) in enumerate(zip(listed, theirs, strict=True), 1):
        other_body = getattr(other, "tbs_certificate", None)
        if other_body is None or other_body.subject != body.issuer:
            continue
        named = named or other_number
        if read is None or issuer is None or isinstance(read, str) or isinstance(issuer, str):
            continue
        try:
            read.verify_directly_issued_by(issuer)
        except (InvalidSignature, UnsupportedAlgorithm, TypeError, ValueError):
            continue
        yield "self-signed" if other_number == number else f"signed by {other_number}"
        return
    if named:
        yield WARN
        yield f" says that it is issued by {'itself' if named == number else named}, which the signature does not show"
    else:
        yield f"issued by {words.name(body.issuer)}"


def _usage(body: _Any) -> str:
    from cmcasn1.inspection.extension_words import content

    said = {extension.extn_id: content(extension) for extension in body.extensions or ()}
    uses = [said[oid] for oid in (ID_CE_BASIC_CONSTRAINTS, ID_CE_EXT_KEY_USAGE) if oid in said]
    return ", ".join(use for use in uses if use != "not a CA")


def crl_lines(crls: Iterable[_Any], full: bool) -> Iterator[Line]:
    """Yield what identifies each CRL: issuer, times, how many certificates are on it."""
    for number, crl in enumerate(crls, 1):
        body = getattr(crl, "tbs_cert_list", None)
        if body is None:
            yield line(label(str(number), _NUMBER), f"{type(crl).__name__}: {words.anything(crl, full=full)}")
            continue
        revoked = body.revoked_certificates or ()
        until = "" if body.next_update is None else f", next {words.day(body.next_update)}"
        yield line(label(str(number), _NUMBER), f"of {words.name(body.issuer)}")
        plural = "" if len(revoked) == 1 else "s"
        yield line(
            label("", _NUMBER), f"of {words.day(body.this_update)}{until}, {len(revoked)} certificate{plural} revoked"
        )
        for entry in revoked if full else ():
            yield line(label("", _NUMBER), words.anything(entry, full=full))
