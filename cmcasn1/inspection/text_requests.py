"""Certification requests in words."""

from __future__ import annotations

from cmcasn1.inspection import words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any as _Any

_EXTENSION_REQUEST = "1.2.840.113549.1.9.14"


def request_lines(request: _Any, full: bool) -> Iterator[str]:
    """Yield the lines of a TaggedRequest's alternative, a CertReqMsg or a CertificationRequest."""
    match type(request).__name__:
        case "TaggedCertificationRequest":
            yield from _pkcs10(f"#{request.body_part_id:<3} ", request.certification_request, full)
        case "CertificationRequest":
            yield from _pkcs10("", request, full)
        case "CertReqMsg":
            yield from _crmf(request, full)
        case "OtherReqMsg":
            shown = words.anything(request.request_message_value, full=full)
            yield f"#{request.body_part_id:<3} other   {words.oid(request.request_message_type)}   {shown}"


def _row(label: str, value: str) -> str:
    return f"     {label:<14} {value}"


def _pkcs10(label: str, request: _Any, full: bool) -> Iterator[str]:
    info = request.certification_request_info
    yield f"{label}PKCS#10   {words.name(info.subject)}"
    yield _row("key", words.public_key(info.subject_pk_info if hasattr(info, "subject_pk_info") else _spki(info)))
    for attribute in info.attributes:
        if attribute.type == _EXTENSION_REQUEST:
            for extensions in attribute.values:
                if isinstance(extensions, tuple):
                    for extension in extensions:
                        yield _row("extension", words.extension(extension, full=full))
            continue
        shown = words.listed((words.anything(value, full=full) for value in attribute.values), full=full)
        yield _row("attribute", f"{words.oid(attribute.type).removeprefix('id-cmc-')}: {shown}")
    yield _row("signature", words.algorithm(request.signature_algorithm))


def _spki(info: _Any) -> _Any:
    return info.subject_public_key_info


def _crmf(request: _Any, full: bool) -> Iterator[str]:
    asked = request.cert_req
    template = asked.cert_template
    subject = "(no subject)" if template.subject is None else words.name(template.subject)
    yield f"#{words.integer(asked.cert_req_id):<3} CRMF   {subject}"
    if template.public_key is not None:
        yield _row("key", words.public_key(template.public_key))
    if template.issuer is not None:
        yield _row("issuer", words.name(template.issuer))
    if template.validity is not None:
        validity = template.validity
        ends = [
            f"{label} {words.time(moment)}"
            for label, moment in (("from", validity.not_before), ("until", validity.not_after))
            if moment is not None
        ]
        yield _row("validity", " ".join(ends) or "empty")
    if template.serial_number is not None:
        yield _row("serial", words.integer(template.serial_number))
    for extension in template.extensions or ():
        yield _row("extension", words.extension(extension, full=full))
    for control in asked.controls or ():
        yield _row("control", f"{words.oid(control.type).removeprefix('id-regCtrl-')}: {_hidden(control, full)}")
    yield _row("proof", _proof(request.popo, full))
    for item in request.reg_info or ():
        yield _row("regInfo", f"{words.oid(item.type)}: {words.anything(item.value, full=full)}")


def _hidden(control: _Any, full: bool) -> str:
    return words.anything(control.value, full=full)


def _proof(popo: _Any, full: bool) -> str:
    if popo is None:
        return "none: POP is not proven here"
    match popo.choice:
        case "raVerified":
            return "raVerified: the RA says it has checked"
        case "signature":
            return f"signature {words.algorithm(popo.value.algorithm_identifier)}"
    inner = popo.value
    return f"{popo.choice} {inner.choice} {words.anything(inner.value, full=full)}"
