"""One Full PKI Request worked through, control by control, request by request: RFC 10002 section 6."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cmcasn1.build.pki_response import PKIResponseBuilder
from cmcasn1.cmc.body_part_graph import body_part_id, nested_body
from cmcasn1.cmc.controls import by_oid
from cmcasn1.cmc.controls.batch_requests import BatchRequests
from cmcasn1.cmc.controls.confirm_cert_acceptance import CMCCertId
from cmcasn1.cmc.controls.control import UnknownControl
from cmcasn1.cmc.controls.control_processed import ControlsProcessed
from cmcasn1.cmc.controls.decrypted_pop import DecryptedPOP
from cmcasn1.cmc.controls.get_cert import GetCert
from cmcasn1.cmc.controls.get_crl import GetCRL
from cmcasn1.cmc.controls.lra_pop_witness import LraPopWitness
from cmcasn1.cmc.controls.mod_cert_template import ModCertTemplate
from cmcasn1.cmc.controls.publish_cert import CMCPublicationInfo
from cmcasn1.cmc.controls.query_pending import QueryPending
from cmcasn1.cmc.controls.ra_identity_witness import RaIdentityWitness
from cmcasn1.cmc.controls.reg_info import RegInfo
from cmcasn1.cmc.controls.revoke_request import RevokeRequest
from cmcasn1.cmc.controls.sender_nonce import SenderNonce
from cmcasn1.cmc.pki_data import PKIData
from cmcasn1.cmc.status import CMCFailInfo, CMCStatus
from cmcasn1.cmc.tagged_request import OtherReqMsg, tagged_request_octets
from cmcasn1.cms.authenticated_data import AuthenticatedData
from cmcasn1.cms.content_info import ContentInfo
from cmcasn1.cms.signed_data import SignedData
from cmcasn1.codec.coding import decode_der
from cmcasn1.errors import ProofInvalid
from cmcasn1.pkix.name_matching import names_match
from cmcasn1.pkix.names import Name
from cmcasn1.responder.enrolment import CHALLENGED, ISSUED, PENDING, Grant, pend_info, wish_of
from cmcasn1.responder.profiles import PROFILES, Authorization
from cmcasn1.responder.refusal import Refusal, refusal_for
from cmcasn1.responder.requester import RA, Requester, requester_of
from cmcasn1.responder.revocation import revoke
from cmcasn1.verification.graph import BODY_PART_IDS
from cmcasn1.verification.proofs import IDENTITY_PROOF, POP_LINK, controls_of
from cmcasn1.verification.report import Outcome
from cmcasn1.verification.requests import POSSESSION

if TYPE_CHECKING:
    from typing import Any, TypeAlias

    from cmcasn1.crmf.cert_template import CertTemplate

    Templates: TypeAlias = dict[int, tuple[CertTemplate, bool]]
    from cmcasn1.cmc.tagged_request import AnyRequest
    from cmcasn1.message import Message
    from cmcasn1.responder.profiles import Profile
    from cmcasn1.responder.responder import Responder
    from cmcasn1.responder.store import StoredRequest
    from cmcasn1.verification.report import Report


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: its DER, what kind of message it is, and the worst status in it."""

    der: bytes
    kind: str
    status: CMCStatus


class Transaction:
    """The work on one message, whose checks are in the report already."""

    def __init__(self, responder: Responder, profile: Profile, report: Report) -> None:
        self._responder = responder
        self._store = responder.store
        self._profile = profile
        self._report = report

    def answer(self, message: Message) -> Answer:
        """Return the answer; raises `Refusal` for what concerns the whole message."""
        layer = next((found for found in message.layers if isinstance(found, SignedData | AuthenticatedData)), None)
        return self._work(layer, message.body, "PKIData", None, {})

    def _work(
        self,
        layer: SignedData | AuthenticatedData | None,
        body: PKIData,
        path: str,
        vouched: Requester | None,
        templates: Templates,
    ) -> Answer:
        """Return the answer to one PKIData; `vouched` is who a RA says it is from, `templates` what the RA changes."""
        self._refuse_what_failed(body, path, vouched)
        self._refuse_what_nobody_knows(body)
        requester = vouched or requester_of(layer, body, self._report, self._store, path)
        self._refuse_replays(body, requester)
        grants: list[Grant] = []
        issued: list[Any] = []
        crls: list[Any] = []
        builder = self._responder.echoing(PKIResponseBuilder(), body)
        only_asked = bool(body.control_sequence) and not body.req_sequence and not body.cms_sequence
        done: list[int] = []
        for control in body.control_sequence:
            part = control.body_part_id
            for value in control.attr_values:
                if isinstance(value, RevokeRequest):
                    revoke(value, part, requester, self._responder.authority.name, self._store)
                    done.append(part)
                elif isinstance(value, CMCCertId):
                    issued.append(self._confirm(value, part, requester))
                    done.append(part)
                elif isinstance(value, GetCert):
                    issued.append(self._certificate(value, part))
                elif isinstance(value, GetCRL):
                    crls.append(self._crl(value, part))
                elif isinstance(value, QueryPending):
                    grants.append(self._pending(value, part, requester))
                elif isinstance(value, CMCPublicationInfo):
                    raise Refusal(
                        CMCFailInfo.badRequest, "nothing is published here", (part,), status=CMCStatus.noSupport
                    )
                only_asked = only_asked and isinstance(value, GetCert | GetCRL | SenderNonce)
        if only_asked and (issued or crls):
            return self._responder.simple_response(issued, crls)
        grants += self._requests(body, path, requester, templates)
        builder = self._batch(body, path, requester, builder)
        if done:
            builder = builder.success(*done)
        for grant in grants:
            builder = _reported(builder, grant, self._profile.dogtag)
            if grant.certificate is not None:
                issued.append(grant.certificate)
        if not grants and not done and not issued and not crls and not body.cms_sequence:
            raise Refusal(CMCFailInfo.badRequest, "the message asks for nothing")
        if not grants and not done:
            builder = builder.success()
        worst = max((grant.status for grant in grants), default=CMCStatus.success)
        return self._responder.full_response(builder, CMCStatus(worst), issued, crls)

    # What refuses the whole message

    def _refuse_what_failed(self, body: PKIData, path: str, vouched: Requester | None) -> None:
        nested, whole = f"{path}.cmsSequence", path == "PKIData"
        proven = {value.body_part_id for _, value in controls_of(body, DecryptedPOP)}
        for check in self._report:
            if check.path.startswith(nested) or not (whole or f"{check.path}.".startswith(f"{path}.")):
                continue
            if vouched is not None and check.name in (IDENTITY_PROOF, POP_LINK):
                # The RA has verified it: raIdentityWitness (RFC 10002 section 6.20).
                continue
            if check.name == BODY_PART_IDS and not _really_twice(body):
                # Dogtag's tools count popLinkRandom and the first request both as 1.
                continue
            refusal = refusal_for(check, self._part(body, check.path))
            if refusal is not None and not (check.name == POSSESSION and refusal.parts[0] in proven):
                raise refusal

    @staticmethod
    def _part(body: PKIData, path: str) -> int:
        """Return the number of the part that a path of the report leads to, 0 for the message."""
        for name, parts in (("controlSequence", body.control_sequence), ("reqSequence", body.req_sequence)):
            _, found, rest = path.partition(f".{name}[")
            if found:
                return body_part_id(parts[int(rest.partition("]")[0])])
        return 0

    def _refuse_what_nobody_knows(self, body: PKIData) -> None:
        processed = {
            reference
            for _, value in controls_of(body, ControlsProcessed)
            for reference in value.body_list
            if isinstance(reference, int)
        }
        unknown = [
            control.body_part_id
            for control in body.control_sequence
            if control.body_part_id not in processed
            and (by_oid(control.attr_type) is None or any(isinstance(v, UnknownControl) for v in control.attr_values))
        ]
        if unknown:
            raise Refusal(CMCFailInfo.badRequest, "the control is not known here", tuple(unknown))
        others = [request.body_part_id for request in body.req_sequence if isinstance(request, OtherReqMsg)]
        if others:
            text = "requests of this type are not known here"
            raise Refusal(CMCFailInfo.badRequest, text, tuple(others), status=CMCStatus.noSupport)

    def _refuse_replays(self, body: PKIData, requester: Requester) -> None:
        for index, value in controls_of(body, SenderNonce):
            fingerprint = b"nonce:" + requester.name.encode() + b":" + value.value
            if not self._store.first_time(fingerprint):
                part = body.control_sequence[index].body_part_id
                raise Refusal(CMCFailInfo.badRequest, "this senderNonce was used before: a replay", (part,))

    # Requests

    def _requests(self, body: PKIData, path: str, requester: Requester, templates: Templates) -> list[Grant]:
        answers = {value.body_part_id: value for _, value in controls_of(body, DecryptedPOP)}
        numbers = [body_part_id(request) for request in body.req_sequence]
        for part in answers:
            if part not in numbers:
                raise Refusal(CMCFailInfo.popFailed, "decryptedPOP for a request that is not here", (part,))
        if body.req_sequence and requester.authorization not in self._profile.authorizations:
            wanted = " or ".join(sorted(allowed.value for allowed in self._profile.authorizations))
            raise Refusal(CMCFailInfo.badIdentity, f"{self._profile.name} wants a request {wanted}")
        self._refuse_vouching(body, requester)
        grants = []
        for index, request in enumerate(body.req_sequence):
            part = body_part_id(request)
            if part in answers:
                grants.append(self._answered(body, answers[part], request, requester))
                continue
            # What an outer layer says goes before what an inner one does (RFC 10002 section 6.5.1).
            template, replaces = templates.get(part) or _templates(body, (0,)).get(part) or (None, False)
            wish = wish_of(request, requester, template, replaces)
            proven = self._proven(f"{path}.reqSequence[{index}]")
            grants.append(self._responder.enrolment.process(request, wish, self._profile, requester, proven=proven))
        return grants

    @staticmethod
    def _refuse_vouching(body: PKIData, requester: Requester) -> None:
        if requester.is_agent:
            return
        vouching: list[tuple[int, object]] = [*controls_of(body, LraPopWitness), *controls_of(body, ModCertTemplate)]
        for index, value in vouching:
            control = body.control_sequence[index]
            reason = CMCFailInfo.popFailed if isinstance(value, LraPopWitness) else CMCFailInfo.badRequest
            raise Refusal(reason, f"{control.attr_type.name} is for an RA", (control.body_part_id,))

    def _proven(self, path: str) -> bool:
        found = [check for check in self._report.named(POSSESSION) if check.path.startswith(path)]
        return bool(found) and all(check.outcome is Outcome.PASSED for check in found)

    def _answered(self, body: PKIData, value: DecryptedPOP, request: AnyRequest, requester: Requester) -> Grant:
        part = value.body_part_id
        stored = self._challenged(body, request)
        if stored is None or stored.challenge is None or stored.requester != requester.name:
            raise Refusal(CMCFailInfo.popFailed, "no challenge is open for this request", (part,))
        try:
            value.verify(stored.challenge, stored.octets)
        except ProofInvalid as error:
            raise Refusal(CMCFailInfo.popFailed, error.message, (part,)) from error
        if stored.octets != tagged_request_octets(request) and not self._profile.dogtag:
            raise Refusal(CMCFailInfo.popFailed, "the request is not the one that was challenged", (part,))
        return self._responder.enrolment.complete(stored, PROFILES[stored.profile], part)

    def _challenged(self, body: PKIData, request: AnyRequest) -> StoredRequest | None:
        """Return the request that was challenged: by the number in regInfo, else by its octets."""
        for _, info in controls_of(body, RegInfo):
            stored = self._store.request(int.from_bytes(info.value[:8], "big"))
            if stored is not None and stored.status == CHALLENGED:
                return stored
        octets = tagged_request_octets(request)
        return next((found for found in self._store.requests(CHALLENGED) if found.octets == octets), None)

    # Controls

    def _confirm(self, value: CMCCertId, part: int, requester: Requester) -> Any:
        known = self._store.certificate(value.serial_number)
        if known is None or not names_match(value.issuer, self._responder.authority.name):
            raise Refusal(CMCFailInfo.badCertId, "this CA has issued no such certificate", (part,))
        asked = None if known.request_id is None else self._store.request(known.request_id)
        if not requester.is_agent and (asked is None or asked.requester != requester.name):
            raise Refusal(CMCFailInfo.badIdentity, "somebody else asked for the certificate", (part,))
        self._store.confirm(value.serial_number)
        self._store.log("confirmed", serial=value.serial_number)
        return known.certificate

    def _certificate(self, value: GetCert, part: int) -> Any:
        known = self._store.certificate(value.serial_number)
        issuer = value.issuer_name
        name = issuer.value if issuer.choice == "directoryName" else None
        if known is None or not isinstance(name, Name) or not names_match(name, self._responder.authority.name):
            raise Refusal(CMCFailInfo.badCertId, "this CA has issued no such certificate", (part,))
        return known.certificate

    def _crl(self, value: GetCRL, part: int) -> Any:
        if not names_match(value.issuer_name, self._responder.authority.name):
            raise Refusal(CMCFailInfo.badCertId, "this CA issues no such CRL", (part,))
        return self._responder.crl()

    def _pending(self, value: QueryPending, part: int, requester: Requester) -> Grant:
        stored = self._store.request_by_token(value.value)
        if stored is None or stored.requester != requester.name:
            raise Refusal(CMCFailInfo.badRequest, "no request waits under this token", (part,))
        if stored.status == PENDING:
            return Grant(part, CMCStatus.pending, stored.id, pending=pend_info(value.value))
        issued = self._store.certificates_of(stored.id)
        if stored.status != ISSUED or not issued:
            raise Refusal(CMCFailInfo.badRequest, "the request was rejected", (part,))
        return Grant(part, CMCStatus.success, stored.id, certificate=issued[-1].certificate)

    # Batches

    def _batch(self, body: PKIData, path: str, requester: Requester, builder: PKIResponseBuilder) -> PKIResponseBuilder:
        wanted = [number for _, value in controls_of(body, BatchRequests) for number in value.value]
        if not wanted:
            return builder
        if not requester.is_agent:
            raise Refusal(CMCFailInfo.badRequest, "a batch comes from an RA")
        witnessed = {value.value[0] for _, value in controls_of(body, RaIdentityWitness) if value.value}
        for index, part in enumerate(body.cms_sequence):
            if part.body_part_id in wanted:
                vouched = None
                if part.body_part_id in witnessed:
                    vouched = Requester(Authorization.AGENT, f"{requester.name}/{part.body_part_id}", None, RA)
                templates = _templates(body, (part.body_part_id,))
                answer = self._nested(part.content_info, f"{path}.cmsSequence[{index}]", vouched, templates)
                builder = builder.add_cms(decode_der(ContentInfo, answer.der))
        return builder.batch_responses()

    def _nested(self, info: ContentInfo, path: str, vouched: Requester | None, templates: Templates) -> Answer:
        """Answer one message of a batch; what is wrong with it does not spread. RFC 10002 section 6.17."""
        inner = nested_body(info)
        layer = info.content if isinstance(info.content, SignedData | AuthenticatedData) else None
        if not isinstance(inner, PKIData):
            return self._responder.refused(Refusal(CMCFailInfo.badRequest, "the part holds no request"), None)
        try:
            with self._store.transaction():
                return self._work(layer, inner, path, vouched, templates)
        except Refusal as refusal:
            return self._responder.refused(refusal, inner)


def _templates(body: PKIData, path: tuple[int, ...]) -> Templates:
    """Return what the modCertTemplates of a PKIData say of the requests of the PKIData at a path."""
    return {
        number: (value.cert_template, value.replace)
        for _, value in controls_of(body, ModCertTemplate)
        if tuple(value.pki_data_reference) == path
        for number in value.cert_references
    }


def _reported(builder: PKIResponseBuilder, grant: Grant, dogtag: bool) -> PKIResponseBuilder:
    """Return the builder with what became of one request: RFC 10002 sections 6.1 and 6.7."""
    if grant.challenge is not None:
        builder = builder.encrypted_pop(grant.challenge)
        number = grant.request_id.to_bytes((grant.request_id.bit_length() + 8) // 8, "big")
        if dogtag:
            return builder.status(CMCStatus.popRequired, (grant.part,)).response_info(number)
        return builder.failed(CMCFailInfo.popRequired, grant.part).response_info(number)
    return builder.status(grant.status, (grant.part,), other_info=grant.pending)


def _really_twice(body: PKIData) -> bool:
    """Whether two controls, or two requests, have the same number, or one has none that is legal."""
    for parts in (body.control_sequence, body.req_sequence, body.cms_sequence):
        numbers = [body_part_id(part) for part in parts]
        if len(set(numbers)) < len(numbers) or not all(1 <= number <= 4294967295 for number in numbers):
            return True
    return False
