"""Certification requests in words."""

from __future__ import annotations

from cmcasn1.errors import integer_in_words
from cmcasn1.inspection import algorithm_words, control_words, words
from cmcasn1.inspection.spans import Line, label, line
from cmcasn1.oids.known import EXTENSION_REQUEST, SZ_OID_CERT_EXTENSIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any as _Any

_EXTENSION_REQUESTS = (EXTENSION_REQUEST, SZ_OID_CERT_EXTENSIONS)
_ROW = 14


def subject_and_key(request: _Any) -> tuple[str, str]:
    """Return whom a request asks a certificate for, and the key that is to be certified."""
    if hasattr(request, "certification_request"):
        request = request.certification_request
    if hasattr(request, "certification_request_info"):
        info = request.certification_request_info
        return words.name(info.subject), algorithm_words.public_key(info.subject_pk_info)
    if hasattr(request, "cert_req"):
        template = request.cert_req.cert_template
        name = "no subject" if template.subject is None else words.name(template.subject)
        key = "no key" if template.public_key is None else algorithm_words.public_key(template.public_key)
        return name, key
    return f"a request of the type {words.oid(request.request_message_type)}", ""


def request_lines(request: _Any, full: bool) -> Iterator[Line]:
    """Yield the lines of a TaggedRequest's alternative, a CertReqMsg or a CertificationRequest."""
    match type(request).__name__:
        case "TaggedCertificationRequest":
            yield from _pkcs10(control_words.request_name(request), request.certification_request, full)
        case "CertificationRequest":
            yield from _pkcs10("", request, full)
        case "CertReqMsg":
            yield from _crmf(request, full)
        case "OtherReqMsg":
            yield _title(control_words.request_name(request), "other", words.oid(request.request_message_type))
            yield _row("value", words.anything(request.request_message_value, full=full))


def _title(number: str, kind: str, subject: str) -> Line:
    return line(label(number, 5), label(kind, _ROW), subject)


def _row(name: str, value: str) -> Line:
    return line(label("", 5), label(name, _ROW), value)


def _pkcs10(number: str, request: _Any, full: bool) -> Iterator[Line]:
    info = request.certification_request_info
    yield _title(number, "PKCS#10", words.name(info.subject))
    yield _row("key", algorithm_words.public_key(info.subject_pk_info))
    for attribute in info.attributes:
        yield from _attribute(attribute, full)
    yield _row("signature", algorithm_words.algorithm(request.signature_algorithm))


def _attribute(attribute: _Any, full: bool) -> Iterator[Line]:
    if attribute.type in _EXTENSION_REQUESTS and all(isinstance(value, tuple) for value in attribute.values):
        for extensions in attribute.values:
            for extension in extensions:
                yield _row("extension", words.anything(extension, full=full))
        return
    name = words.oid(attribute.type).removeprefix("id-cmc-")
    secret = attribute._secret_fields({"type": attribute.type})
    for value in attribute.values:
        said = words.hidden(value) if "values" in secret else control_words.sentence(value, full)
        yield _row("attribute", f"{name}: {said}")
    if not attribute.values:
        yield _row("attribute", f"{name}: no value")


def _crmf(request: _Any, full: bool) -> Iterator[Line]:
    asked = request.cert_req
    template = asked.cert_template
    subject = "(no subject)" if template.subject is None else words.name(template.subject)
    yield _title(control_words.request_name(request), "CRMF", subject)
    yield from template_rows(template, full)
    for control in asked.controls or ():
        name = words.oid(control.type).removeprefix("id-regCtrl-").removeprefix("id-cmc-")
        yield _row("control", f"{name}: {_control(control, full)}")
    yield _row("proof", proof(request, full))
    for item in request.reg_info or ():
        name = words.oid(item.type).removeprefix("id-regInfo-")
        hidden = item._secret_fields({"type": item.type})
        said = words.hidden(item.value) if hidden else words.anything(item.value, full=full)
        yield _row("regInfo", f"{name}: {said}")


def _control(control: _Any, full: bool) -> str:
    if control._secret_fields({"type": control.type, "value": control.value}):
        return words.hidden(control.value)
    match type(control.value).__name__:
        case "bool":
            return f"archive the key that the CA generates: {words.anything(control.value)}"
        case "EncryptedValue" | "EnvelopedData":
            return f"the private key to be archived, {words.anything(control.value, full=full)}"
    return control_words.sentence(control.value, full)


def template_rows(template: _Any, full: bool) -> Iterator[Line]:
    """Yield a row for each field of a CertTemplate but the subject."""
    if template.public_key is not None:
        yield _row("key", algorithm_words.public_key(template.public_key))
    if template.issuer is not None:
        yield _row("issuer", words.name(template.issuer))
    if template.validity is not None:
        validity = template.validity
        ends = [
            f"{name} {words.time(moment)}"
            for name, moment in (("from", validity.not_before), ("until", validity.not_after))
            if moment is not None
        ]
        yield _row("validity", " ".join(ends) or "empty")
    if template.serial_number is not None:
        yield _row("serial", integer_in_words(template.serial_number))
    for extension in template.extensions or ():
        yield _row("extension", words.anything(extension, full=full))
    if template.signing_alg is not None:
        yield _row("signed by", algorithm_words.algorithm(template.signing_alg))


def proof(request: _Any, full: bool) -> str:
    """Return how a CRMF request proves possession of the private key."""
    popo = request.popo
    if popo is None:
        return "none: possession of the private key is not proven here"
    match popo.choice:
        case "raVerified":
            return "raVerified: the RA says that it has checked"
        case "signature":
            over = "" if popo.value.poposk_input is None else ", over POPOSigningKeyInput"
            return f"signature {algorithm_words.algorithm(popo.value.algorithm_identifier)}{over}"
    inner = popo.value
    match inner.choice:
        case "subsequentMessage":
            return f"{popo.choice}: by a later message, {words.anything(inner.value)}"
        case "encryptedKey" | "thisMessage":
            return f"{popo.choice}: the private key itself, {words.anything(inner.value, full=full)}"
    return f"{popo.choice}: {inner.choice} {words.anything(inner.value, full=full)}"
