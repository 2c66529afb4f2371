"""Whether the controls of a message refer to parts that are there and of the right kind: RFC 10002 section 6."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmcasn1.cmc.body_part_graph import Unopenable, body_part_id, nested_body, resolve
from cmcasn1.cmc.controls.auth_data import AuthPublish
from cmcasn1.cmc.controls.batch_requests import BatchRequests
from cmcasn1.cmc.controls.batch_responses import BatchResponses
from cmcasn1.cmc.controls.control_processed import ControlsProcessed
from cmcasn1.cmc.controls.decrypted_pop import DecryptedPOP
from cmcasn1.cmc.controls.identity_proof import IdentityProof
from cmcasn1.cmc.controls.identity_proof_v2 import IdentityProofV2
from cmcasn1.cmc.controls.lra_pop_witness import LraPopWitness
from cmcasn1.cmc.controls.ra_identity_witness import RaIdentityWitness
from cmcasn1.cmc.controls.response_body import ResponseBody
from cmcasn1.cmc.pki_data import PKIData, TaggedContentInfo
from cmcasn1.cmc.pki_response import PKIResponse
from cmcasn1.cmc.tagged_attribute import TaggedAttribute
from cmcasn1.cmc.tagged_request import OtherReqMsg, TaggedCertificationRequest
from cmcasn1.crmf.cert_req_msg import CertReqMsg
from cmcasn1.errors import DecodeError, VerificationError
from cmcasn1.oids.known import ID_CT_AUTH_DATA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from cmcasn1.cmc.body_part_graph import Body, BodyPart

_REQUESTS = (TaggedCertificationRequest, CertReqMsg, OtherReqMsg)


class DanglingReference(VerificationError):
    """A control refers to a part that is not there, or is of another kind than it may refer to."""


def dangling_references(body: Body) -> Iterator[DanglingReference]:
    """Yield what is wrong with each reference of the controls of a PKIData or PKIResponse.

    What leads into a message that is encrypted cannot be judged and counts as good. RFC 10002
    sections 3.2.2 and 6.5 to 6.21.
    """
    for index, control in enumerate(body.control_sequence):
        for value in control.attr_values:
            check = _CHECKS.get(type(value))
            if check is None and hasattr(value, "cert_references"):
                check = _targets
            if check is None:
                continue
            path = f"{type(body).__name__}.controlSequence[{index}]"
            for problem in check(body, value):
                yield DanglingReference(problem, path=path)


def _at(body: Body, path: Any, judge: Callable[[BodyPart | Body], Iterable[str]]) -> Iterator[str]:
    """Yield what speaks against the part that a path leads to, or why it leads nowhere."""
    try:
        yield from judge(resolve(body, path))
    except Unopenable:
        return
    except VerificationError as error:
        yield error.message
    except DecodeError as error:
        yield f"the reference leads to what does not decode: {error}"


def _leads_to(body: Body, path: Any, kinds: tuple[type, ...], what: str) -> Iterator[str]:
    def judge(found: object) -> Iterator[str]:
        if not isinstance(found, kinds):
            shown = path if isinstance(path, int) else ".".join(map(str, path))
            yield f"body part {shown} is a {type(found).__name__}, not {what}"

    yield from _at(body, path, judge)


def _requests(body: Body, place: Any, numbers: Iterable[int]) -> Iterator[str]:
    def judge(found: BodyPart | Body) -> Iterator[str]:
        if isinstance(found, TaggedContentInfo):
            found = nested_body(found.content_info) or found
        if not isinstance(found, PKIData):
            yield f"the reference leads to a {type(found).__name__}, not a PKIData"
            return
        there = {body_part_id(request) for request in found.req_sequence}
        for number in numbers:
            if number not in there:
                yield f"no request has the number {number}"

    yield from _at(body, place, judge)


def _targets(body: Body, value: Any) -> Iterator[str]:
    """addExtensions, modCertTemplate and Microsoft's AddAttributes, with which AD CS answers too, name requests."""
    if isinstance(body, PKIData):
        yield from _requests(body, value.pki_data_reference, value.cert_references)


def _lra_pop_witness(body: Body, value: LraPopWitness) -> Iterator[str]:
    yield from _requests(body, value.pki_data_bodyid, value.body_ids)


def _decrypted_pop(body: Body, value: DecryptedPOP) -> Iterator[str]:
    yield from _leads_to(body, value.body_part_id, _REQUESTS, "a request")


def _batch(body: Body, value: BatchRequests | BatchResponses) -> Iterator[str]:
    for number in value.value:
        yield from _leads_to(body, number, (TaggedContentInfo,), "a message of cmsSequence")


def _auth_data(body: Body, value: AuthPublish) -> Iterator[str]:
    def judge(found: object) -> Iterator[str]:
        if not isinstance(found, TaggedContentInfo):
            yield f"body part {value.value} is a {type(found).__name__}, not a message of cmsSequence"
        elif found.content_info.content_type != ID_CT_AUTH_DATA:
            kind = found.content_info.content_type.name
            yield f"body part {value.value} is {kind}, not an AuthenticatedData (RFC 10002 section 6.16)"

    yield from _at(body, value.value, judge)


def _controls_processed(body: Body, value: ControlsProcessed) -> Iterator[str]:
    for reference in value.body_list:
        yield from _leads_to(body, reference, (TaggedAttribute,), "a control")


def _ra_identity_witness(body: Body, value: RaIdentityWitness) -> Iterator[str]:
    def judge(found: object) -> Iterator[str]:
        wanted = "an identity proof or a request"
        if isinstance(found, TaggedAttribute):
            if not isinstance(found.attr_values[0] if found.attr_values else None, IdentityProof | IdentityProofV2):
                yield f"control {body_part_id(found)} ({found.attr_type.name}) is not {wanted}"
        elif not isinstance(found, (*_REQUESTS, TaggedContentInfo)):
            yield f"a {type(found).__name__} is not {wanted}"

    yield from _at(body, value.value, judge)


def _response_body(body: Body, value: ResponseBody) -> Iterator[str]:
    def judge(found: object) -> Iterator[str]:
        inner = nested_body(found.content_info) if isinstance(found, TaggedContentInfo) else None
        if not isinstance(inner, PKIResponse):
            yield "the path does not lead to a message with a PKIResponse"

    yield from _at(body, value.value, judge)


_CHECKS: dict[type, Callable[[Any, Any], Iterator[str]]] = {
    LraPopWitness: _lra_pop_witness,
    DecryptedPOP: _decrypted_pop,
    BatchRequests: _batch,
    BatchResponses: _batch,
    AuthPublish: _auth_data,
    ControlsProcessed: _controls_processed,
    RaIdentityWitness: _ra_identity_witness,
    ResponseBody: _response_body,
}
