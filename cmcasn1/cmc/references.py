"""Whether the controls of a message refer to parts that are there and of the right kind: RFC 10002 section 6."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmcasn1.cmc.body_part_graph import BodyParts, Unopenable, body_part_id, is_encrypted, nested_body
from cmcasn1.cmc.controls.identity_proof import IdentityProof
from cmcasn1.cmc.controls.identity_proof_v2 import IdentityProofV2
from cmcasn1.cmc.pki_data import PKIData, TaggedContentInfo
from cmcasn1.cmc.pki_response import PKIResponse
from cmcasn1.cmc.tagged_attribute import TaggedAttribute
from cmcasn1.cmc.tagged_request import OtherReqMsg, TaggedCertificationRequest
from cmcasn1.crmf.cert_req_msg import CertReqMsg
from cmcasn1.errors import DecodeError, VerificationError, integer_in_words
from cmcasn1.oids.known import ID_CT_AUTH_DATA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from cmcasn1.cmc.body_part_graph import Body, BodyPart, Nested
    from cmcasn1.cmc.controls.auth_data import AuthPublish
    from cmcasn1.cmc.controls.batch_requests import BatchRequests
    from cmcasn1.cmc.controls.batch_responses import BatchResponses
    from cmcasn1.cmc.controls.control_processed import ControlsProcessed
    from cmcasn1.cmc.controls.decrypted_pop import DecryptedPOP
    from cmcasn1.cmc.controls.lra_pop_witness import LraPopWitness
    from cmcasn1.cmc.controls.ra_identity_witness import RaIdentityWitness
    from cmcasn1.cmc.controls.response_body import ResponseBody

_REQUESTS = (TaggedCertificationRequest, CertReqMsg, OtherReqMsg)


class DanglingReference(VerificationError):
    """A control refers to a part that is not there, or is of another kind than it may refer to."""


def dangling_references(body: Body, *, nested: Nested = nested_body) -> Iterator[DanglingReference]:
    """Yield what is wrong with each reference of the controls of a PKIData or PKIResponse.

    `nested` gives what is in a part of cmsSequence, as for `BodyParts`. What leads into a message that is encrypted
    cannot be judged and counts as good. RFC 10002 sections 3.2.2 and 6.5 to 6.21.
    """
    parts = None
    for index, control in enumerate(body.control_sequence):
        for value in control.attr_values:
            check = _CHECKS.get(type(value).__name__)
            if check is None:
                continue
            parts = parts or BodyParts(body, nested)
            path = f"{type(body).__name__}.controlSequence[{index}]"
            for problem in check(parts, value):
                yield DanglingReference(problem, path=path)


def _at(parts: BodyParts, path: Any, judge: Callable[[BodyParts, BodyPart | None], Iterable[str]]) -> Iterator[str]:
    """Yield what speaks against the part that a path leads to, or why it leads nowhere."""
    try:
        yield from judge(*parts.locate(path))
    except Unopenable:
        return
    except VerificationError as error:
        yield error.message
    except DecodeError as error:
        yield f"the reference leads to what does not decode: {error}"


def _leads_to(parts: BodyParts, path: Any, kinds: tuple[type, ...], what: str) -> Iterator[str]:
    def judge(where: BodyParts, part: BodyPart | None) -> Iterator[str]:
        if not isinstance(part, kinds):
            shown = path if isinstance(path, int) else ".".join(map(str, path))
            yield f"body part {shown} is a {_kind(where, part)}, not {what}"

    yield from _at(parts, path, judge)


def _requests(parts: BodyParts, place: Any, numbers: Iterable[int]) -> Iterator[str]:
    def judge(where: BodyParts, part: BodyPart | None) -> Iterator[str]:
        inside = where.nested(part) if isinstance(part, TaggedContentInfo) else where if part is None else None
        if inside is None and isinstance(part, TaggedContentInfo) and is_encrypted(part.content_info):
            return
        if inside is None or not isinstance(inside.body, PKIData):
            found = _kind(where, part) if inside is None else type(inside.body).__name__
            yield f"the reference leads to a {found}, not a PKIData"
            return
        for number in numbers:
            if number not in inside.requests:
                yield f"no request has the number {integer_in_words(number)}"

    yield from _at(parts, place, judge)


def _kind(where: BodyParts, part: BodyPart | None) -> str:
    return type(where.body if part is None else part).__name__


def _targets(parts: BodyParts, value: Any) -> Iterator[str]:
    """addExtensions, modCertTemplate and Microsoft's AddAttributes, with which AD CS answers too, name requests."""
    if isinstance(parts.body, PKIData):
        yield from _requests(parts, value.pki_data_reference, value.cert_references)


def _lra_pop_witness(parts: BodyParts, value: LraPopWitness) -> Iterator[str]:
    yield from _requests(parts, value.pki_data_bodyid, value.body_ids)


def _decrypted_pop(parts: BodyParts, value: DecryptedPOP) -> Iterator[str]:
    yield from _leads_to(parts, value.body_part_id, _REQUESTS, "a request")


def _batch(parts: BodyParts, value: BatchRequests | BatchResponses) -> Iterator[str]:
    for number in value.value:
        yield from _leads_to(parts, number, (TaggedContentInfo,), "a message of cmsSequence")


def _auth_data(parts: BodyParts, value: AuthPublish) -> Iterator[str]:
    def judge(where: BodyParts, part: BodyPart | None) -> Iterator[str]:
        if not isinstance(part, TaggedContentInfo):
            yield f"body part {value.value} is a {_kind(where, part)}, not a message of cmsSequence"
        elif part.content_info.content_type != ID_CT_AUTH_DATA:
            kind = part.content_info.content_type.name
            yield f"body part {value.value} is {kind}, not an AuthenticatedData (RFC 10002 section 6.16)"

    yield from _at(parts, value.value, judge)


def _controls_processed(parts: BodyParts, value: ControlsProcessed) -> Iterator[str]:
    for reference in value.body_list:
        yield from _leads_to(parts, reference, (TaggedAttribute,), "a control")


def _ra_identity_witness(parts: BodyParts, value: RaIdentityWitness) -> Iterator[str]:
    def judge(where: BodyParts, part: BodyPart | None) -> Iterator[str]:
        wanted = "an identity proof or a request"
        if isinstance(part, TaggedAttribute):
            if not isinstance(part.attr_values[0] if part.attr_values else None, IdentityProof | IdentityProofV2):
                yield f"control {body_part_id(part)} ({part.attr_type.name}) is not {wanted}"
        elif not isinstance(part, (*_REQUESTS, TaggedContentInfo)):
            yield f"a {_kind(where, part)} is not {wanted}"

    yield from _at(parts, value.value, judge)


def _response_body(parts: BodyParts, value: ResponseBody) -> Iterator[str]:
    def judge(where: BodyParts, part: BodyPart | None) -> Iterator[str]:
        inside = where.nested(part) if isinstance(part, TaggedContentInfo) else None
        if inside is None or not isinstance(inside.body, PKIResponse):
            yield "the path does not lead to a message with a PKIResponse"

    yield from _at(parts, value.value, judge)


# By the names of the classes: Microsoft's stand above this package.
_CHECKS: dict[str, Callable[[Any, Any], Iterator[str]]] = {
    "AddExtensions": _targets,
    "AuthPublish": _auth_data,
    "BatchRequests": _batch,
    "BatchResponses": _batch,
    "CmcAddAttributes": _targets,
    "ControlsProcessed": _controls_processed,
    "DecryptedPOP": _decrypted_pop,
    "LraPopWitness": _lra_pop_witness,
    "ModCertTemplate": _targets,
    "RaIdentityWitness": _ra_identity_witness,
    "ResponseBody": _response_body,
}
