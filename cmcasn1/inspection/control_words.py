"""Controls in words: what each asks for, proves or answers."""

from __future__ import annotations

from cmcasn1.errors import integer_in_words
from cmcasn1.inspection import algorithm_words, words
from cmcasn1.inspection.spans import BAD, GOOD, WARN, Line, Span, dim, label, line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any as _Any

_INDENT = 2
_NAMES = 24
_DECIMAL_BITS = 512


def control_lines(control: _Any, full: bool, width: int = 5) -> Iterator[Line]:
    """Yield the lines of a TaggedAttribute, its number in `width` columns."""
    name = words.oid(control.attr_type).removeprefix("id-cmc-")
    number = label(f"#{integer_in_words(control.body_part_id)}", width)
    for index, value in enumerate(control.attr_values):
        first = (number, label(name, _NAMES)) if index == 0 else (label("", width + _NAMES),)
        rows = value_lines(value, full)
        yield line(*first, *next(rows), indent=_INDENT)
        for row in rows:
            yield line(label("", width + _NAMES), *row, indent=_INDENT)
    if not control.attr_values:
        yield line(number, label(name, _NAMES), WARN, " no value", indent=_INDENT)


def value_lines(value: _Any, full: bool) -> Iterator[Line]:
    """Yield what the value of a control says, the first line at least."""
    match type(value).__name__:
        case "CMCStatusInfo" | "CMCStatusInfoV2":
            yield status(value, full)
            if value.status_string is not None:
                yield line(words.quoted(value.status_string, full=full))
        case "EncryptedPOP":
            yield line(f"challenge for {request_name(value.request)}: {words.anything(value.cms.content, full=full)}")
            yield line(f"to be answered by {algorithm_words.algorithm(value.the_pop_alg_id)}")
            witness = words.octets(value.witness, full=full)
            yield line(f"witness {algorithm_words.algorithm(value.witness_alg_id)} {witness}")
        case "UnknownControl":
            yield line(raw(value, full))
            if value.problem:
                yield line(WARN, f" {value.problem}")
        case "AddExtensions":
            yield line(f"for {parts(value.cert_references)} of {_data(value.pki_data_reference)}")
            for extension in value.extensions:
                yield line(words.anything(extension, full=full))
        case "CmcAddAttributes":
            yield line(f"for {parts(value.cert_references)} of {_data(value.pki_data_reference)}")
            for attribute in value.attributes:
                yield line(words.anything(attribute, full=full))
        case "TransactionId":
            number = value.value
            shown = str(number) if number.bit_length() <= _DECIMAL_BITS else integer_in_words(number)
            yield line(shown, dim(f"   {number.bit_length()} bits"))
        case _:
            yield line(sentence(value, full))


def sentence(value: _Any, full: bool) -> str:
    """Return what the value of a control says, in one line."""
    match type(value).__name__:
        case "RevokeRequest":
            said = [f"serial {integer_in_words(value.serial_number)} of {words.name(value.issuer_name)}"]
            said.append(f"reason {words.anything(value.reason)}")
            if value.invalidity_date is not None:
                said.append(f"invalid since {words.time(value.invalidity_date)}")
            if value.passphrase is not None:
                said.append(f"passphrase {words.hidden(value.passphrase)}")
            if value.comment is not None:
                said.append(f"comment {words.quoted(value.comment, full=full)}")
            return ", ".join(said)
        case "GetCert":
            return f"serial {integer_in_words(value.serial_number)} of {words.party(value.issuer_name)}"
        case "CMCCertId":
            return f"serial {integer_in_words(value.serial_number)} of {words.name(value.issuer)}"
        case "GetCRL":
            said = [words.name(value.issuer_name)]
            if value.crl_name is not None:
                said.append(f"named {words.general_name(value.crl_name)}")
            if value.time is not None:
                said.append(f"as of {words.time(value.time)}")
            if value.reasons is not None:
                said.append(f"reasons {words.anything(value.reasons)}")
            return ", ".join(said)
        case "DecryptedPOP":
            how = algorithm_words.algorithm(value.the_pop_alg_id)
            number = integer_in_words(value.body_part_id)
            return f"answers the challenge for #{number}: {how} {words.octets(value.the_pop, full=full)}"
        case "IdentityProofV2":
            mac, key = algorithm_words.algorithm(value.mac_alg_id), algorithm_words.algorithm(value.proof_alg_id)
            return f"{mac}, keyed by {key}: {words.octets(value.witness, full=full)}"
        case "PopLinkWitnessV2":
            mac, key = (
                algorithm_words.algorithm(value.mac_algorithm),
                algorithm_words.algorithm(value.key_gen_algorithm),
            )
            return f"{mac}, keyed by {key}: {words.octets(value.witness, full=full)}"
        case "LraPopWitness":
            return f"for {parts(value.body_ids)} of {_data(value.pki_data_bodyid)}"
        case "BatchRequests" | "BatchResponses":
            return f"messages {parts(value.value)}"
        case "RaIdentityWitness" | "ResponseBody" | "AuthPublish":
            return f"part {_reference(value.value)}"
        case "ControlsProcessed":
            return f"controls {parts(value.body_list)}"
    return words.anything(value, full=full)


def raw(value: _Any, full: bool) -> str:
    """Return the octets of a control that stays closed; how many there are where it should have a secret in it."""
    if value._secret_fields({"oid": value.oid}):
        return words.hidden(value.raw)
    return words.octets(value.raw, full=full)


def status(value: _Any, full: bool) -> Line:
    """Return what became of which body parts, and why."""
    said: list[str | Span] = [status_sign(value), f" {words.anything(value.cmc_status)}   for {parts(value.body_list)}"]
    other = value.other_info
    if other is not None:
        match type(other).__name__:
            case "PendInfo":
                token = other.pend_token
                text = (
                    words.quoted(token.decode("ascii"), full=full)
                    if token.isascii()
                    else words.octets(token, full=full)
                )
                said.append(f"   ask again {words.time(other.pend_time)} with the token {text}")
            case "ExtendedFailInfo":
                said.append(
                    f"   reason {words.oid(other.fail_info_oid)} {words.anything(other.fail_info_value, full=full)}"
                )
            case _:
                said.append(f"   reason {words.anything(other, full=full)}")
    return line(*said)


def status_sign(value: _Any) -> Span:
    """Return the sign of a status: success, failure, or something to do."""
    return GOOD if value.cmc_status == 0 else BAD if value.cmc_status in (2, 4) else WARN


def parts(references: Iterable[_Any]) -> str:
    """Return references to body parts as "#1, #2/3"; one of nothing but 0 means the whole message."""
    return words.listed(map(_reference, references))


def _reference(reference: _Any) -> str:
    if isinstance(reference, tuple):
        return "#" + "/".join(map(integer_in_words, reference))
    if isinstance(reference, int):
        return "the whole message" if reference == 0 else f"#{integer_in_words(reference)}"
    return words.anything(reference)


def _data(reference: int) -> str:
    return "this message" if reference == 0 else f"the nested message #{integer_in_words(reference)}"


def request_name(request: _Any) -> str:
    """Return the number by which a request is referred to."""
    if hasattr(request, "cert_req"):
        return f"#{integer_in_words(request.cert_req.cert_req_id)}"
    return f"#{integer_in_words(request.body_part_id)}"
