"""CMS wrappers in words: who signed, who can read."""

from __future__ import annotations

from cmcasn1.errors import integer_in_words
from cmcasn1.inspection import algorithm_words, words
from cmcasn1.inspection.spans import WARN, Line, dim, label, line
from cmcasn1.oids.known import CONTENT_TYPE
from cmcasn1.pkix.extension_lookup import subject_key_identifier

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any as _Any

_LABEL = 12


def signed_by(layer: _Any, full: bool) -> Iterator[Line]:
    """Yield one line a wrapper or signer: who has signed, authenticated or encrypted."""
    match type(layer).__name__:
        case "SignedData":
            if not layer.signer_infos:
                yield line(label("signed by", _LABEL), "nobody")
            for signer in layer.signer_infos:
                how = algorithm_words.signature(signer)
                yield line(label("signed by", _LABEL), f"{signer_name(signer, layer, full)}   ", how)
        case "AuthenticatedData":
            how = algorithm_words.algorithm(layer.mac_algorithm)
            recipients = [words.recipient(each, full=full) for each in layer.recipient_infos]
            yield line(
                label("MAC by", _LABEL),
                f"{how}, for {words.listed(recipients, full=full)}",
            )
        case "EnvelopedData" | "AuthEnvelopedData":
            content = getattr(layer, "encrypted_content_info", None) or layer.auth_encrypted_content_info
            how = algorithm_words.algorithm(content.content_encryption_algorithm)
            size = "elsewhere" if content.encrypted_content is None else f"{len(content.encrypted_content)} B"
            yield line(label("encrypted", _LABEL), f"{words.oid(content.content_type)}, {size}, by {how}")
            for recipient in layer.recipient_infos:
                yield line(label("for", _LABEL), words.recipient(recipient, full=full))
        case "PKIMessage":
            header = layer.header
            yield line(
                label("in", _LABEL),
                f"CMP {layer.body.choice} from {words.party(header.sender)} to {words.party(header.recipient)}",
            )
            if header.protection_alg is not None:
                yield line(label("protected", _LABEL), f"by {algorithm_words.algorithm(header.protection_alg)}")
        case "DigestedData":
            yield line(label("digest", _LABEL), algorithm_words.algorithm(layer.digest_algorithm))
        case "EncryptedData":
            how = algorithm_words.algorithm(layer.encrypted_content_info.content_encryption_algorithm)
            yield line(label("encrypted", _LABEL), f"by {how}, with a key that both sides know")


def signer_name(signer: _Any, layer: _Any, full: bool) -> str:
    """Return whose signature it is: the subject of the certificate where that is in the message."""
    sid = signer.sid
    for certificate in layer.certificates or ():
        body = getattr(certificate, "tbs_certificate", None)
        if body is None:
            continue
        if isinstance(sid, bytes):
            if subject_key_identifier(body.extensions) == sid:
                return words.name(body.subject)
        elif body.serial_number == sid.serial_number and body.issuer == sid.issuer:
            return f"{words.name(body.subject)}   serial {integer_in_words(sid.serial_number)}"
    if isinstance(sid, bytes):
        return f"the key {words.octets(sid, full=full)}"
    return f"{words.issued(sid)}, whose certificate is not here"


def signer_lines(layer: _Any, full: bool) -> Iterator[Line]:
    """Yield the details of each signer of a SignedData: attributes, signed and unsigned."""
    for signer in getattr(layer, "signer_infos", ()):
        yield line(label("signer", 9), signer_name(signer, layer, full))
        if signer.signed_attrs is None:
            yield line("  ", label("no signed attributes", 0))
        for kind, attributes in (("signed", signer.signed_attrs), ("unsigned", signer.unsigned_attrs)):
            for attribute in attributes or ():
                yield line("  ", label(kind, 10), _attribute(attribute, full))
                if attribute.attr_type == CONTENT_TYPE and attribute.attr_values:
                    stated, real = attribute.attr_values[0], layer.encap_content_info.e_content_type
                    if stated != real:
                        yield line("  ", label("", 10), WARN, f" but the content says {words.oid(real)}")
    for name in ("auth_attrs", "unauth_attrs", "unprotected_attrs"):
        for attribute in getattr(layer, name, None) or ():
            kind = "authenticated" if name == "auth_attrs" else "attribute"
            yield line(label(kind, 15), _attribute(attribute, full))


def _attribute(attribute: _Any, full: bool) -> str:
    name = words.oid(attribute.attr_type).removeprefix("id-aa-").removeprefix("id-")
    return f"{name}: {words.listed((words.anything(value, full=full) for value in attribute.attr_values), full=full)}"


def layer_name(layer: _Any) -> str:
    """Name a wrapper as a title does."""
    kind = type(layer).__name__
    if kind == "bytes":
        return "Data"
    return "CMP PKIMessage" if kind == "PKIMessage" else kind


def cannot_open() -> Line:
    """Return the line of a message that stays closed."""
    return line(dim("what is inside only the key of a recipient can tell"))
