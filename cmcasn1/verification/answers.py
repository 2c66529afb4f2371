"""Whether a response answers its request: RFC 10002 sections 4, 6.1, 6.4 and 6.6."""

from __future__ import annotations

from hmac import compare_digest
from typing import TYPE_CHECKING

from cmcasn1.cmc.body_part_graph import BodyParts, body_part_id
from cmcasn1.cmc.controls.data_return import DataReturn
from cmcasn1.cmc.controls.recipient_nonce import RecipientNonce
from cmcasn1.cmc.controls.sender_nonce import SenderNonce
from cmcasn1.cmc.controls.status_info import CMCStatusInfo
from cmcasn1.cmc.controls.status_info_v2 import CMCStatusInfoV2
from cmcasn1.cmc.controls.transaction_id import TransactionId
from cmcasn1.cmc.pki_data import PKIData
from cmcasn1.cmc.requests import public_key_of
from cmcasn1.cmc.status import CMCStatus
from cmcasn1.crmf.cert_req_msg import CertReqMessages
from cmcasn1.errors import VerificationError, integer_in_words
from cmcasn1.pkix.certificates import Certificate
from cmcasn1.pkix.pkcs10 import CertificationRequest
from cmcasn1.verification.proofs import controls_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, TypeAlias

    from cmcasn1.cmc.pki_response import PKIResponse
    from cmcasn1.pkix.keys import SubjectPublicKeyInfo
    from cmcasn1.verification.report import Recorder

    RequestBody: TypeAlias = PKIData | CertificationRequest | CertReqMessages

TRANSACTION = "transaction"
NONCE = "nonce"
DATA_RETURN = "data-return"
ANSWERED = "answered"
ISSUED = "issued-certificate"


def check_answer(
    response: PKIResponse | None,
    request: RequestBody,
    certificates: Iterable[object],
    recorder: Recorder,
    part: str = "",
) -> list[tuple[int, Certificate]]:
    """Check a response (None where it is a Simple PKI Response) against its request.

    `part` is the path to a response that is nested in another. Returns the certificates for the requested keys, each
    with the number of the request.
    """
    path = f"{part or 'PKIResponse'}.controlSequence"
    status: dict[int, int] = {}
    if response is not None:
        if isinstance(request, PKIData):
            _check_echoes(response, request, path, recorder)
        status = _check_statuses(response, request, path, recorder)
    where = f"{part} body part" if part else "body part"
    return _check_issued(response, _requested_keys(request), status, tuple(certificates), where, recorder)


def _check_echoes(response: PKIResponse, request: PKIData, path: str, recorder: Recorder) -> None:
    for name, cls in ((TRANSACTION, TransactionId), (DATA_RETURN, DataReturn)):
        sent = [value.value for _, value in controls_of(request, cls)]  # type: ignore[attr-defined]
        got = [value.value for _, value in controls_of(response, cls)]  # type: ignore[attr-defined]
        if not sent and not got:
            continue
        if sent == got:
            recorder.passed(name, path)
        elif not got:
            recorder.failed(name, path, f"the response does not repeat the {cls.__name__} of the request")
        else:
            recorder.failed(name, path, f"the response has another {cls.__name__} than the request")
    nonces = [value.value for _, value in controls_of(request, SenderNonce)]
    echoes = [value.value for _, value in controls_of(response, RecipientNonce)]
    if nonces and not echoes:
        recorder.failed(NONCE, path, "the response has no recipientNonce though the request has a senderNonce")
    elif nonces and not any(compare_digest(nonces[0], echo) for echo in echoes):
        recorder.failed(NONCE, path, "recipientNonce is not the senderNonce of the request: another answer")
    elif nonces:
        recorder.passed(NONCE, path)
    elif echoes:
        recorder.failed(NONCE, path, "a recipientNonce answers a request that has no senderNonce")


def _check_statuses(response: PKIResponse, request: RequestBody, path: str, recorder: Recorder) -> dict[int, int]:
    """Check that statuses are about parts of the request; return the status of each part named by number."""
    found: dict[int, int] = {}
    statuses: list[tuple[int, CMCStatusInfo | CMCStatusInfoV2]]
    statuses = [*controls_of(response, CMCStatusInfo), *controls_of(response, CMCStatusInfoV2)]
    good = True
    parts = BodyParts(request) if isinstance(request, PKIData) else None
    for index, value in statuses:
        for reference in value.body_list:
            problem = _unknown(parts, reference)
            if problem is not None:
                recorder.failed(ANSWERED, f"{path}[{index}]", problem)
                good = False
            elif isinstance(reference, int):
                found[reference] = int(value.cmc_status)
    if good:
        recorder.passed(ANSWERED, path, f"{len(statuses)} statuses")
    return found


def _unknown(parts: BodyParts | None, reference: int | tuple[int, ...]) -> str | None:
    if parts is None:
        # The one request of a Simple PKI Request counts as body part 1 (RFC 10002 section 3.1).
        return None if reference in (0, 1) else f"the request has no body part {reference}"
    if reference in parts:
        # Two parts of Dogtag's requests have one number: which of them is meant does not matter here.
        return None
    try:
        parts.locate(reference)
    except VerificationError as error:
        return error.message
    return None


def _requested_keys(request: RequestBody) -> dict[int, SubjectPublicKeyInfo]:
    if isinstance(request, CertificationRequest):
        return {1: request.certification_request_info.subject_pk_info}
    parts: Any = request.req_sequence if isinstance(request, PKIData) else request
    found = ((body_part_id(part), public_key_of(part)) for part in parts)
    return {number: key for number, key in found if key is not None}


def _check_issued(
    response: PKIResponse | None,
    keys: dict[int, SubjectPublicKeyInfo],
    status: dict[int, int],
    certificates: tuple[object, ...],
    where: str,
    recorder: Recorder,
) -> list[tuple[int, Certificate]]:
    """Check that every request that succeeded got a certificate for its key. RFC 10002 section 4.1, RFC 8756."""
    issued: dict[SubjectPublicKeyInfo, list[Certificate]] = {}
    for item in certificates:
        if isinstance(item, Certificate):
            issued.setdefault(item.tbs_certificate.subject_public_key_info, []).append(item)
    whole = status.get(0)
    granted = []
    for number, key in keys.items():
        outcome = status.get(number, whole)
        if outcome is None:
            # Success may go without saying, a failure may not (RFC 10002 section 6.1).
            outcome = CMCStatus.success if response is None or not status else None
        if outcome not in (CMCStatus.success, CMCStatus.confirmRequired):
            continue
        mine = issued.get(key, [])
        place = f"{where} {integer_in_words(number)}"
        if mine:
            recorder.passed(ISSUED, place)
        else:
            recorder.failed(ISSUED, place, "no certificate in the response has the requested key")
        granted += [(number, item) for item in mine]
    return granted
