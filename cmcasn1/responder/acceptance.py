"""What refuses a Full PKI Request before anything in it is worked on: RFC 10002 sections 3.2 and 6."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmcasn1.cmc.body_part_graph import body_part_id
from cmcasn1.cmc.controls import by_oid
from cmcasn1.cmc.controls.add_extensions import AddExtensions
from cmcasn1.cmc.controls.batch_requests import BatchRequests
from cmcasn1.cmc.controls.confirm_cert_acceptance import CMCCertId
from cmcasn1.cmc.controls.control import UnknownControl
from cmcasn1.cmc.controls.control_processed import ControlsProcessed
from cmcasn1.cmc.controls.data_return import DataReturn
from cmcasn1.cmc.controls.decrypted_pop import DecryptedPOP
from cmcasn1.cmc.controls.get_cert import GetCert
from cmcasn1.cmc.controls.get_crl import GetCRL
from cmcasn1.cmc.controls.identification import Identification
from cmcasn1.cmc.controls.identity_proof import IdentityProof
from cmcasn1.cmc.controls.identity_proof_v2 import IdentityProofV2
from cmcasn1.cmc.controls.lra_pop_witness import LraPopWitness
from cmcasn1.cmc.controls.mod_cert_template import ModCertTemplate
from cmcasn1.cmc.controls.pop_link_random import PopLinkRandom
from cmcasn1.cmc.controls.query_pending import QueryPending
from cmcasn1.cmc.controls.ra_identity_witness import RaIdentityWitness
from cmcasn1.cmc.controls.recipient_nonce import RecipientNonce
from cmcasn1.cmc.controls.reg_info import RegInfo
from cmcasn1.cmc.controls.revoke_request import RevokeRequest
from cmcasn1.cmc.controls.sender_nonce import SenderNonce
from cmcasn1.cmc.controls.status_info import CMCStatusInfo
from cmcasn1.cmc.controls.status_info_v2 import CMCStatusInfoV2
from cmcasn1.cmc.controls.transaction_id import TransactionId
from cmcasn1.cmc.status import CMCFailInfo, CMCStatus
from cmcasn1.cmc.tagged_request import OtherReqMsg
from cmcasn1.cms.signed_data import SignedData
from cmcasn1.oids.known import ID_ALG_NO_SIGNATURE
from cmcasn1.responder.refusal import Refusal, refusal_for
from cmcasn1.responder.requester import RA, signed_layers
from cmcasn1.verification.graph import BODY_PART_IDS, CONTROLS
from cmcasn1.verification.proofs import IDENTITY_PROOF, POP_LINK, controls_of
from cmcasn1.verification.report import Outcome
from cmcasn1.verification.requests import POSSESSION
from cmcasn1.verification.signers import SIGNATURE

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from cmcasn1.cmc.pki_data import PKIData
    from cmcasn1.cms.authenticated_data import AuthenticatedData
    from cmcasn1.message import Message
    from cmcasn1.responder.requester import Requester
    from cmcasn1.responder.store import Store
    from cmcasn1.verification.report import Check

_STATUSES = (CMCStatusInfo, CMCStatusInfoV2)
_VOUCHING = (LraPopWitness, ModCertTemplate, AddExtensions, RaIdentityWitness, BatchRequests, ControlsProcessed)
_SERVED = (
    *(Identification, IdentityProof, IdentityProofV2, PopLinkRandom),
    *(TransactionId, SenderNonce, RecipientNonce, DataReturn, RegInfo),
    *(DecryptedPOP, GetCert, GetCRL, RevokeRequest, QueryPending, CMCCertId),
    *_VOUCHING,
    *_STATUSES,
)


def refuse_several_signers(message: Message) -> None:
    """Refuse a message that several have signed: whose request it is would be anybody's guess."""
    for layer in signed_layers(message):
        if len(layer.signer_infos) > 1:
            raise Refusal(CMCFailInfo.badMessageCheck, "this CA takes one signature for each layer")


def refuse_failed_checks(
    layer: SignedData | AuthenticatedData | None, body: PKIData, checks: Sequence[Check], vouched: bool
) -> list[str]:
    """Refuse what the checks of a message demand to; returns the names of what was tolerated of known peers.

    What concerns messages in it is not looked at: they are answered one by one (section 6.17). `vouched` says that an
    RA has verified the identity (raIdentityWitness, section 6.20).
    """
    answered = {value.body_part_id for _, value in controls_of(body, DecryptedPOP)}
    unsigned = isinstance(layer, SignedData) and any(
        info.signature_algorithm.algorithm == ID_ALG_NO_SIGNATURE for info in layer.signer_infos
    )
    tolerated = []
    for check in checks:
        part, kind = _part(body, check.path)
        if vouched and check.name in (IDENTITY_PROOF, POP_LINK):
            continue
        if check.name == SIGNATURE and unsigned and check.outcome is Outcome.NOT_POSSIBLE:
            # Who sends it is for the identity proof to show (section 3.2, id-alg-noSignature).
            continue
        if check.name == CONTROLS and kind in _STATUSES:
            # A client that has given up says so in a status (section 6.7).
            continue
        refusal = refusal_for(check, part)
        if refusal is None or (check.name == POSSESSION and part in answered):
            continue
        if check.name == BODY_PART_IDS and not _really_twice(body):
            # Dogtag's tools count popLinkRandom, or the identification, and the first request both as 1.
            tolerated.append("duplicate-body-part-ids")
            continue
        raise refusal
    return tolerated


def _part(body: PKIData, path: str) -> tuple[int, type | None]:
    """Return the number of the part that a path of the report leads to, 0 for the message, and a control's class."""
    for name, parts in (("controlSequence", body.control_sequence), ("reqSequence", body.req_sequence)):
        _, found, rest = path.partition(f".{name}[")
        if found:
            part = parts[int(rest.partition("]")[0])]
            values = getattr(part, "attr_values", ())
            return body_part_id(part), type(values[0]) if values else None
    return 0, None


def _really_twice(body: PKIData) -> bool:
    """Whether two controls, or two requests, have the same number, or one has none that is legal.

    The number of popLinkRandom does not count: nothing refers to it.
    """
    linked = {id(body.control_sequence[index]) for index, _ in controls_of(body, PopLinkRandom)}
    controls = [part for part in body.control_sequence if id(part) not in linked]
    for parts in (controls, body.req_sequence, body.cms_sequence):
        numbers = [body_part_id(part) for part in parts]
        if len(set(numbers)) < len(numbers) or not all(1 <= number <= 4294967295 for number in numbers):
            return True
    return False


def refuse_vouching(body: PKIData, requester: Requester) -> None:
    """Refuse what only an RA may send."""
    if requester.role == RA:
        return
    for control in body.control_sequence:
        for value in control.attr_values:
            if isinstance(value, _VOUCHING):
                reason = CMCFailInfo.popFailed if isinstance(value, LraPopWitness) else CMCFailInfo.badRequest
                raise Refusal(reason, f"{control.attr_type.name} is for an RA", (control.body_part_id,))


def refuse_what_is_not_served(body: PKIData, processed: Container[int]) -> None:
    """Refuse controls and requests that this CA does not process; an RA may have `processed` some controls."""
    unknown, unserved = [], []
    for control in body.control_sequence:
        if control.body_part_id in processed:
            continue
        if by_oid(control.attr_type) is None or any(isinstance(v, UnknownControl) for v in control.attr_values):
            unknown.append(control.body_part_id)
        elif not all(isinstance(value, _SERVED) for value in control.attr_values):
            unserved.append(control.body_part_id)
    if unknown:
        raise Refusal(CMCFailInfo.badRequest, "the control is not known here", tuple(unknown))
    if unserved:
        text = "the control is not supported here"
        raise Refusal(CMCFailInfo.badRequest, text, tuple(unserved), status=CMCStatus.noSupport)
    others = [request.body_part_id for request in body.req_sequence if isinstance(request, OtherReqMsg)]
    if others:
        text = "requests of this type are not known here"
        raise Refusal(CMCFailInfo.badRequest, text, tuple(others), status=CMCStatus.noSupport)


def refuse_replays(
    layer: SignedData | AuthenticatedData | None, body: PKIData, requester: Requester, store: Store
) -> None:
    """Refuse what was sent before: the same PKIData in whatever wrapper, or a senderNonce by the same requester.

    Messages without a nonce that only look something up may come again, and those that nobody has signed: a secret
    revokes once.
    """
    content = None if layer is None else layer.encap_content_info.e_content
    acts = body.req_sequence or body.cms_sequence or any(controls_of(body, cls) for cls in (RevokeRequest, CMCCertId))
    if acts and content and not store.first_time(b"message", content):
        raise Refusal(CMCFailInfo.badRequest, "this message was answered before: it is a replay")
    for index, value in controls_of(body, SenderNonce):
        if not store.first_time(b"nonce", requester.name.encode(), value.value):
            part = body.control_sequence[index].body_part_id
            raise Refusal(CMCFailInfo.badRequest, "this senderNonce was used before: a replay", (part,))
