"""One message in words: its title, then controls, requests, nested messages, signers and certificates."""

from __future__ import annotations

import re

from cmcasn1.cmc.body_part_graph import MAX_NESTED
from cmcasn1.inspection import words
from cmcasn1.inspection.control_words import control_lines
from cmcasn1.inspection.spans import BAD, INFO, QUIRK, Line, Span, dim, indented, label, line
from cmcasn1.inspection.text_certificates import certificate_lines, crl_lines
from cmcasn1.inspection.text_requests import request_lines
from cmcasn1.inspection.text_summary import summary
from cmcasn1.inspection.text_wrappers import cannot_open, layer_name, signed_by, signer_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any as _Any

    from cmcasn1.inspection.inspect import Inspection, Problem

TITLES = {
    "full-pki-request": "Full PKI Request",
    "full-pki-response": "Full PKI Response",
    "simple-pki-request": "Simple PKI Request",
    "simple-pki-response": "Simple PKI Response",
    "cert-req-messages": "CRMF certificate requests",
    "encrypted": "Encrypted message",
    "cmp-message": "CMP message without a request",
}
SIGNS = {"error": BAD, "warning": QUIRK, "info": INFO}
_MANY = 20
# Which control or request of the outermost body a path leads into.
_PART = re.compile(r"(?:PKIData|PKIResponse)\.(controlSequence|reqSequence)\[(\d+)\]|(CertReqMessages)\[(\d+)\]")


def title(message: _Any, size: str, armour: tuple[str, ...] = ()) -> Line:
    """Return the first line: what it is, in which wrappers, how large."""
    if message.kind == "encrypted" and message.layers:
        wrappers = " in ".join(map(layer_name, reversed(message.layers)))
    else:
        wrappers = " in ".join(["", *map(layer_name, reversed(message.layers))]).strip()
    if message.kind == "simple-pki-request" and not wrappers:
        wrappers = "PKCS#10"
    if message.kind == "simple-pki-response":
        wrappers = f"certificates only, {wrappers}"
    return line(
        Span(TITLES[message.kind], "label"),
        f"   {wrappers}" if wrappers else "",
        f"   {size}",
        f"   from {', '.join(armour)}" if armour else "",
    )


def size_in_words(octets: int) -> str:
    """Return a number of octets as it stands in titles."""
    return f"{octets:,} bytes".replace(",", " ")


Remarks = dict[tuple[str, int], list["Problem"]]


def remarks(found: Inspection) -> Remarks:
    """Return the problems by the control or request that they are in."""
    result: Remarks = {}
    for problem in found.problems:
        match = _PART.match(problem.path)
        if match is not None and problem.severity != "info":
            key = (match[1] or match[3], int(match[2] or match[4]))
            result.setdefault(key, []).append(problem)
    return result


def _remarked(source: Iterator[Line], key: tuple[str, int], known: Remarks, indent: int) -> Iterator[Line]:
    yield from source
    for problem in known.get(key, ()):
        yield line(SIGNS[problem.severity], f" {problem.text}", indent=indent)


def message_lines(message: _Any, full: bool, known: Remarks | None = None, depth: int = 0) -> Iterator[Line]:
    """Yield the parts of a message: controls, requests, nested messages, signers, certificates."""
    yield from body_lines(message.body, full, known or {}, depth)
    if message.kind == "encrypted":
        yield from indented([cannot_open()])
    for layer in message.layers:
        yield from signer_lines(layer, full)
    for layer in message.layers:
        certificates, crls = getattr(layer, "certificates", None), getattr(layer, "crls", None)
        originator = getattr(layer, "originator_info", None)
        if originator is not None:
            certificates, crls = originator.certs, originator.crls
        if certificates:
            yield _heading("certificates", len(certificates))
            yield from indented(certificate_lines(certificates, full))
        if crls:
            yield _heading("CRLs", len(crls))
            yield from indented(crl_lines(crls, full))


def _heading(name: str, number: int) -> Line:
    return line(Span(name, "label"), f"   {number}")


def body_lines(body: _Any, full: bool, known: Remarks, depth: int = 0) -> Iterator[Line]:
    """Yield the lines of a body: PKIData, PKIResponse, requests."""
    match type(body).__name__:
        case "PKIData":
            yield from _controls(body.control_sequence, full, known)
            yield from _requests(body.req_sequence, full, known, "reqSequence")
            yield from _nested(body, full, depth)
        case "PKIResponse":
            yield from _controls(body.control_sequence, full, known)
            yield from _nested(body, full, depth)
        case "CertReqMessages":
            yield from _requests(body, full, known, "CertReqMessages")
        case "CertificationRequest":
            yield from _requests((body,), full, known, "")


def _controls(controls: _Any, full: bool, known: Remarks) -> Iterator[Line]:
    if controls:
        yield _heading("controls", len(controls))
    width = max([5, *(len(f"#{control.body_part_id} ") for control in controls)])
    for index, control in enumerate(controls):
        yield from _remarked(control_lines(control, full, width), ("controlSequence", index), known, 2 + width)


def _requests(requests: _Any, full: bool, known: Remarks, where: str) -> Iterator[Line]:
    if requests:
        yield _heading("requests", len(requests))
    for index, request in enumerate(requests):
        if index == _MANY and not full:
            yield line(dim(f"… and {len(requests) - _MANY} more (--full shows all)"), indent=2)
            return
        yield from _remarked(indented(request_lines(request, full)), (where, index), known, 7)


def _nested(body: _Any, full: bool, depth: int) -> Iterator[Line]:
    if body.cms_sequence and depth == MAX_NESTED:
        text = f" {len(body.cms_sequence)} nested messages, more than {MAX_NESTED} messages deep: not looked at"
        yield line(BAD, text, indent=2)
    elif body.cms_sequence:
        yield _heading("nested messages", len(body.cms_sequence))
        for part in body.cms_sequence:
            yield from _nested_message(part, full, depth + 1)
    if body.other_msg_sequence:
        yield _heading("other messages", len(body.other_msg_sequence))
        for part in body.other_msg_sequence:
            shown = words.anything(part.other_msg_value, full=full)
            yield line(label(f"#{part.body_part_id}", 5), f"{words.oid(part.other_msg_type)}   {shown}", indent=2)


def _nested_message(part: _Any, full: bool, depth: int) -> Iterator[Line]:
    from cmcasn1.codec.coding import encode_der
    from cmcasn1.errors import CMCError
    from cmcasn1.message import parse

    number = label(f"#{part.body_part_id}", 5)
    try:
        octets = encode_der(part.content_info)
        message = parse(octets)
    except CMCError as error:
        if isinstance(part.content_info.content, bytes):
            # Data may be anything.
            yield line(number, "id-data   ", words.text_or_octets(part.content_info.content, full=full), indent=2)
            return
        yield line(number, words.oid(part.content_info.content_type), "   ", BAD, f" {error}", indent=2)
        return
    yield line(number, *title(message, size_in_words(len(octets))), indent=2)
    for layer in message.layers:
        yield from indented(signed_by(layer, full), 7)
    yield from indented(summary(message, full), 7)
    yield from indented(message_lines(message, full, depth=depth), 7)
