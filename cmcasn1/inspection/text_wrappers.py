"""CMS wrappers, signers and certificates in words."""

from __future__ import annotations

from cmcasn1.inspection import words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any as _Any


def layer_lines(layer: _Any, full: bool) -> Iterator[str]:
    """Yield the lines that say who signed, authenticated or encrypted."""
    match type(layer).__name__:
        case "SignedData":
            if not layer.signer_infos:
                yield "signed by   nobody"
            for signer in layer.signer_infos:
                yield from _signer(signer, layer, full)
        case "AuthenticatedData":
            yield f"authenticated with {words.algorithm(layer.mac_algorithm)}"
            yield from _recipients(layer.recipient_infos)
        case "EnvelopedData":
            content = layer.encrypted_content_info
            yield (
                f"encrypted {words.oid(content.content_type)} with "
                f"{words.algorithm(content.content_encryption_algorithm)}"
            )
            yield from _recipients(layer.recipient_infos)
        case "AuthEnvelopedData":
            content = layer.auth_encrypted_content_info
            yield (
                f"encrypted {words.oid(content.content_type)} with "
                f"{words.algorithm(content.content_encryption_algorithm)}"
            )
            yield from _recipients(layer.recipient_infos)
        case "PKIMessage":
            header = layer.header
            yield f"CMP message {layer.body.choice}   from {words.general_name(header.sender)}"
            yield f"  to {words.general_name(header.recipient)}"
        case other:
            yield f"in {other}"


def _signer(signer: _Any, layer: _Any, full: bool) -> Iterator[str]:
    sid = signer.sid
    how = f"{words.oid(signer.signature_algorithm.algorithm)} / {words.oid(signer.digest_algorithm.algorithm)}"
    if isinstance(sid, bytes):
        yield f"signed by   the key {words.octets(sid, full=full)}   {how}"
    else:
        subject = _subject(sid, layer)
        yield f"signed by   {subject}serial {words.integer(sid.serial_number)} of {words.name(sid.issuer)}"
        yield f"            {how}"
    for attribute in signer.signed_attrs or ():
        shown = words.listed((words.anything(value, full=full) for value in attribute.attr_values), full=full)
        yield f"  signed     {words.oid(attribute.attr_type)}: {shown}"
    for attribute in signer.unsigned_attrs or ():
        shown = words.listed((words.anything(value, full=full) for value in attribute.attr_values), full=full)
        yield f"  unsigned   {words.oid(attribute.attr_type)}: {shown}"


def _subject(sid: _Any, layer: _Any) -> str:
    for certificate in layer.certificates or ():
        body = getattr(certificate, "tbs_certificate", None)
        if body is not None and body.serial_number == sid.serial_number and body.issuer == sid.issuer:
            return f"{words.name(body.subject)}, "
    return ""


def _recipients(recipients: Iterable[_Any]) -> Iterator[str]:
    for recipient in recipients:
        kind = type(recipient).__name__
        algorithm = getattr(recipient, "key_encryption_algorithm", None)
        how = "" if algorithm is None else f" with {words.algorithm(algorithm)}"
        rid = getattr(recipient, "rid", None)
        who = ""
        if isinstance(rid, bytes):
            who = f" key {words.octets(rid)}"
        elif rid is not None and hasattr(rid, "serial_number"):
            who = f" serial {words.integer(rid.serial_number)} of {words.name(rid.issuer)}"
        yield f"  for{who or ' ' + kind}{how}"


def certificate_lines(certificates: Iterable[_Any], full: bool) -> Iterator[str]:
    """Yield what identifies each certificate: subject, issuer, serial, validity, key."""
    for number, certificate in enumerate(certificates, 1):
        body = getattr(certificate, "tbs_certificate", None)
        if body is None:
            yield f"{number}  {type(certificate).__name__}: {words.anything(certificate, full=full)}"
            continue
        issued = "self-issued" if body.subject == body.issuer else f"by {words.name(body.issuer)}"
        yield f"{number}  {words.name(body.subject)}"
        key = words.public_key(body.subject_public_key_info)
        yield (
            f"   {issued}, serial {words.integer(body.serial_number)}, "
            f"until {words.time(body.validity.not_after)[:10]}, {key}"
        )
        if full:
            for extension in body.extensions or ():
                yield f"   {words.extension(extension, full=full)}"
