"""The text form of `show`: the verdict first, then who asks whom for what."""

from __future__ import annotations

from cmcasn1.inspection import words
from cmcasn1.inspection.text_requests import request_lines
from cmcasn1.inspection.text_wrappers import certificate_lines, layer_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any as _Any

    from cmcasn1.codec.tree import Node
    from cmcasn1.inspection.inspect import Inspection

WIDTH = 100
_TITLES = {
    "full-pki-request": "Full PKI Request",
    "full-pki-response": "Full PKI Response",
    "simple-pki-request": "Simple PKI Request (PKCS#10)",
    "simple-pki-response": "Simple PKI Response (certificates only)",
    "cert-req-messages": "CRMF certificate request messages",
    "encrypted": "Encrypted message",
    "cmp-message": "CMP message without a request",
}
_SIGNS = {"error": "x", "warning": "!", "info": "~"}


def lines(found: Inspection, *, full: bool = False) -> Iterator[str]:
    """Yield the lines of the summary, none longer than WIDTH unless everything is asked for."""
    for line in _lines(found, full):
        yield line if full or len(line) <= WIDTH else line[: WIDTH - 3] + "..."


def _lines(found: Inspection, full: bool) -> Iterator[str]:
    message = found.message
    yield _verdict(found)
    if message is not None:
        for layer in message.layers:
            yield from _indented(layer_lines(layer, full))
        yield from body_lines(message.body, full)
        for layer in message.layers:
            certificates = getattr(layer, "certificates", None)
            if certificates and message.kind != "simple-pki-response":
                yield f"certificates   {len(certificates)}"
                yield from _indented(certificate_lines(certificates, full))
    elif found.tree is not None:
        yield "what could be read"
        yield from tree_lines(found.tree, offsets=True, full=full, depth=6)
    if found.problems:
        yield "problems"
        for problem in found.problems:
            where = "      " if problem.offset is None else f"{problem.offset:6}"
            yield f"  {_SIGNS[problem.severity]} {where}  {problem.code}"
            yield f"            {f'{problem.path}: ' if problem.path else ''}{problem.text}"


def _verdict(found: Inspection) -> str:
    message = found.message
    size = f"{len(found.octets):,} bytes".replace(",", " ")
    armour = f", from {', '.join(found.armour)}" if found.armour else ""
    if message is None:
        problem = found.problems[0]
        what = "TRUNCATED" if problem.code == "decode.truncated" else "UNREADABLE"
        return f"{what}   {size}{armour}"
    wrappers = " over ".join(_layer_name(layer) for layer in reversed(message.layers))
    counts = [
        f"{number} {label}{'s' if number > 1 else ''}"
        for severity, label in (("error", "error"), ("warning", "quirk"))
        if (number := sum(problem.severity == severity for problem in found.problems))
    ]
    parts = [
        _TITLES[message.kind],
        *([f"in {wrappers}"] if wrappers else []),
        f"{size} {message.encoding.upper()}{armour}",
        *([", ".join(counts)] if counts else []),
    ]
    return "   ".join(parts)


def _layer_name(layer: _Any) -> str:
    return type(layer).__name__


def body_lines(body: _Any, full: bool) -> Iterator[str]:
    """Yield the lines of a body: PKIData, PKIResponse, requests, certificates."""
    match type(body).__name__:
        case "PKIData":
            yield from _controls(body.control_sequence, full)
            if body.req_sequence:
                yield f"requests   {len(body.req_sequence)}"
                for request in body.req_sequence:
                    yield from _indented(request_lines(request, full))
            yield from _nested(body, full)
        case "PKIResponse":
            yield from _controls(body.control_sequence, full)
            yield from _nested(body, full)
        case "CertReqMessages":
            yield f"requests   {len(body)}"
            for request in body:
                yield from _indented(request_lines(request, full))
        case "CertificationRequest":
            yield from _indented(request_lines(body, full))
        case "CertificateSet":
            yield f"certificates   {len(body)}"
            yield from _indented(certificate_lines(body, full))


def _controls(controls: _Any, full: bool) -> Iterator[str]:
    if controls:
        yield f"controls   {len(controls)}"
    for control in controls:
        label = words.oid(control.attr_type).removeprefix("id-cmc-")
        shown = words.listed((_control(value, full) for value in control.attr_values), full=full)
        yield f"  #{control.body_part_id:<3} {label:<22} {shown}"


def _control(value: _Any, full: bool) -> str:
    match type(value).__name__:
        case "CMCStatusInfo" | "CMCStatusInfoV2":
            return _status(value, full)
        case "EncryptedPOP":
            return (
                f"challenge for {_request_name(value.request)}, {words.oid(value.cms.content_type)}, "
                f"POP {words.algorithm(value.the_pop_alg_id)}, witness {words.algorithm(value.witness_alg_id)} "
                f"{words.octets(value.witness, full=full)}"
            )
        case "UnknownControl":
            reason = f"  (! {value.problem})" if value.problem else ""
            return words.octets(value.raw, full=full) + reason
    return words.anything(value, full=full)


def _request_name(request: _Any) -> str:
    if hasattr(request, "cert_req"):
        return f"#{request.cert_req.cert_req_id}"
    return f"#{request.body_part_id}"


def _status(value: _Any, full: bool) -> str:
    status = value.cmc_status
    sign = "+" if status == 0 else "x" if status == 2 else "!"
    parts = ", ".join(_reference(reference) for reference in value.body_list)
    shown = f"{sign} {words.anything(status)} for {parts}"
    other = value.other_info
    if other is not None:
        match type(other).__name__:
            case "PendInfo":
                token = words.text_or_octets(other.pend_token, full=full)
                shown += f"   token {token}, ask again {words.time(other.pend_time)}"
            case "ExtendedFailInfo":
                shown += f"   reason {words.oid(other.fail_info_oid)}"
            case _:
                shown += f"   reason {words.anything(other)}"
    if value.status_string is not None:
        shown += f"   {words.quoted(value.status_string, full=full)}"
    return shown


def _reference(reference: _Any) -> str:
    if isinstance(reference, tuple):
        return "#" + "/".join(map(str, reference))
    return "the whole message" if reference == 0 else f"#{reference}"


def _nested(body: _Any, full: bool) -> Iterator[str]:
    if body.cms_sequence:
        yield f"nested messages   {len(body.cms_sequence)}"
        for part in body.cms_sequence:
            info = part.content_info
            yield f"  #{part.body_part_id:<3} {words.oid(info.content_type)}"
            yield from _indented(_indented(_nested_content(info, full)))
    if body.other_msg_sequence:
        yield f"other messages   {len(body.other_msg_sequence)}"
        for part in body.other_msg_sequence:
            shown = words.anything(part.other_msg_value, full=full)
            yield f"  #{part.body_part_id:<3} {words.oid(part.other_msg_type)}   {shown}"


def _nested_content(info: _Any, full: bool) -> Iterator[str]:
    from cmcasn1.codec.coding import encode_der
    from cmcasn1.errors import CMCError
    from cmcasn1.message import parse

    try:
        message = parse(encode_der(info))
    except CMCError as error:
        yield f"x {error}"
        return
    yield _TITLES[message.kind]
    for layer in message.layers:
        yield from layer_lines(layer, full)
    yield from body_lines(message.body, full)


def _indented(source: Iterator[str]) -> Iterator[str]:
    for line in source:
        yield "  " + line


def tree_lines(tree: Node, *, offsets: bool, full: bool = False, depth: int = 1000) -> Iterator[str]:
    """Yield one line a TLV: offset and size, indentation, name, type or value."""
    from cmcasn1.inspection.json_form import is_secret

    work = [(child, 0) for child in reversed(tree.children or [tree])]
    while work:
        at, level = work.pop()
        gutter = f"{at.offset:6} {at.length:6}  " if offsets else ""
        label = at.name or at.path.rpartition(".")[2] or at.type
        if at.value is None:
            shown = "" if label == at.type else at.type
        elif is_secret(at) and not full:
            shown = "(hidden)"
        else:
            shown = words.anything(at.value, full=full)
        line = f"{gutter}{'  ' * level}{label}{'   ' + shown if shown else ''}"
        yield line if at.error is None else f"{line}   x {at.error}"
        if level < depth:
            work += [(child, level + 1) for child in reversed(at.children)]
