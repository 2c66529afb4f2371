"""One Full PKI Request worked through, control by control, request by request: RFC 10002 section 6."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cmcasn1.build.pki_response import PKIResponseBuilder
from cmcasn1.cmc.body_part_graph import MAX_NESTED, body_part_id
from cmcasn1.cmc.controls.batch_requests import BatchRequests
from cmcasn1.cmc.controls.confirm_cert_acceptance import CMCCertId
from cmcasn1.cmc.controls.data_return import DataReturn
from cmcasn1.cmc.controls.decrypted_pop import DecryptedPOP
from cmcasn1.cmc.controls.get_cert import GetCert
from cmcasn1.cmc.controls.get_crl import GetCRL
from cmcasn1.cmc.controls.query_pending import QueryPending
from cmcasn1.cmc.controls.recipient_nonce import RecipientNonce
from cmcasn1.cmc.controls.reg_info import RegInfo
from cmcasn1.cmc.controls.revoke_request import RevokeRequest
from cmcasn1.cmc.controls.sender_nonce import SenderNonce
from cmcasn1.cmc.controls.status_info import CMCStatusInfo
from cmcasn1.cmc.controls.status_info_v2 import CMCStatusInfoV2
from cmcasn1.cmc.controls.transaction_id import TransactionId
from cmcasn1.cmc.pki_data import PKIData
from cmcasn1.cmc.status import CMCFailInfo, CMCStatus
from cmcasn1.cmc.tagged_request import tagged_request_octets
from cmcasn1.cms.authenticated_data import AuthenticatedData
from cmcasn1.cms.content_info import ContentInfo
from cmcasn1.cms.signed_data import SignedData
from cmcasn1.codec.coding import decode_der
from cmcasn1.crmf.cert_req_msg import CertReqMsg
from cmcasn1.errors import CMCError, ProofInvalid
from cmcasn1.pkix.name_matching import names_match
from cmcasn1.pkix.names import Name
from cmcasn1.responder.acceptance import (
    refuse_failed_checks,
    refuse_replays,
    refuse_several_signers,
    refuse_vouching,
    refuse_what_is_not_served,
)
from cmcasn1.responder.enrolment import CHALLENGED, ISSUED, PENDING, Grant, is_ours, wish_of
from cmcasn1.responder.findings import Findings, proofs_of_possession
from cmcasn1.responder.parts import Results, is_request, request_in, with_other_parts
from cmcasn1.responder.profiles import PROFILES
from cmcasn1.responder.refusal import TEXT, Refusal
from cmcasn1.responder.requester import RA, Requester, requester_of, vouched_for
from cmcasn1.responder.revocation import revoke
from cmcasn1.responder.word import Word, witnessed, word_about
from cmcasn1.verification.proofs import controls_of
from cmcasn1.verification.report import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cmcasn1.cmc.tagged_request import AnyRequest
    from cmcasn1.message import Message
    from cmcasn1.nesting import Nesting
    from cmcasn1.pkix.certificates import Certificate
    from cmcasn1.pkix.crls import CertificateList
    from cmcasn1.responder.profiles import Profile
    from cmcasn1.responder.responder import Responder
    from cmcasn1.responder.store import StoredRequest
    from cmcasn1.verification.report import Check, Report

_ASKS_ONLY = (GetCert, GetCRL, SenderNonce)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: its DER, what kind of message it is, and the worst status in it."""

    der: bytes
    kind: str
    status: CMCStatus


class Transaction:
    """The work on one message, whose checks are in the report already.

    `along` are the certificates that the report knew of beside those in the message, `nesting` has what is in its
    parts.
    """

    def __init__(
        self, responder: Responder, profile: Profile, report: Report, along: Sequence[Certificate], nesting: Nesting
    ) -> None:
        self._responder = responder
        self._store = responder.store
        self._profile = profile
        self._findings = Findings(report)
        self._along = along
        self._nesting = nesting

    def answer(
        self,
        message: Message,
        body: PKIData,
        path: str = "PKIData",
        vouched: Requester | None = None,
        outer: Word | None = None,
    ) -> Answer:
        """Return the answer to one PKIData; raises `Refusal` for what concerns the whole of it.

        `path` is that of a nested one in the report, `vouched` is who a RA says that it is from, `outer` what RAs say
        about it in the layers around it.
        """
        signed = [found for found in message.layers if isinstance(found, SignedData | AuthenticatedData)]
        # The innermost layer is that of whoever wrote the PKIData; others may have been put around it (section 5).
        layer = signed[-1] if signed else None
        place = type(layer).__name__ if path == "PKIData" else path
        checks = self._findings.about(path)
        tolerated = [*message.quirks, *refuse_failed_checks(layer, body, checks, vouched is not None)]
        now = self._responder.clock()
        requester = vouched or requester_of(layer, body, place, checks, self._along, self._store, now)
        refuse_vouching(body, requester)
        word = word_about(body, outer)
        refuse_what_is_not_served(body, word.processed)
        refuse_replays(layer, body, requester, self._store)
        self._refuse_other_nonces(body)
        if tolerated:
            self._store.log("tolerated", quirks=sorted(set(tolerated)), by=requester.name)
        results = Results()
        for control in body.control_sequence:
            for value in control.attr_values if control.body_part_id not in word.processed else ():
                self._control(value, control.body_part_id, requester, results)
        asks = [value for control in body.control_sequence for value in control.attr_values]
        parts = body.req_sequence or body.cms_sequence or body.other_msg_sequence
        only_asks = not parts and all(isinstance(each, _ASKS_ONLY) for each in asks)
        if only_asks and (results.certificates or results.crls):
            return self._responder.simple_response(results.certificates, results.crls)
        results.grants += self._requests(body, checks, requester, word)
        if self._certs_only(body, results):
            return self._responder.simple_response([*results.certificates, *_granted(results.grants)], results.crls)
        builder = self._responder.echoing(PKIResponseBuilder(), body)
        builder = self._parts(body, path, requester, word, builder, results)
        return self._answer(builder, results, word)

    def _certs_only(self, body: PKIData, results: Results) -> bool:
        """Whether certificates alone say all that there is to say: success is implied. RFC 10002 section 4.1."""
        if not self._profile.certs_only or not results.grants or results.done:
            return False
        if body.cms_sequence or body.other_msg_sequence:
            return False
        repeats = any(controls_of(body, cls) for cls in (SenderNonce, TransactionId, DataReturn))
        return not repeats and all(grant.status == CMCStatus.success for grant in results.grants)

    def _answer(self, builder: PKIResponseBuilder, results: Results, word: Word) -> Answer:
        if results.done:
            builder = builder.success(*results.done)
        for grant in results.grants:
            builder = _reported(builder, grant, self._profile.dogtag)
        challenged = [grant.request_id for grant in results.grants if grant.challenge is not None]
        if len(challenged) == 1:
            # There is one responseInfo at most; the answers to several challenges are told apart by their requests.
            builder = builder.response_info(challenged[0].to_bytes((challenged[0].bit_length() + 8) // 8, "big"))
        certificates = [*results.certificates, *_granted(results.grants)]
        worked = bool(results.grants or results.done or results.answered or word.processed)
        if not (worked or certificates or results.crls or results.refused or results.left):
            raise Refusal(CMCFailInfo.badRequest, "the message asks for nothing")
        builder = with_other_parts(builder, results)
        if not (results.grants or results.done or results.refused or results.left):
            builder = builder.success()
        worst = max((grant.status for grant in results.grants), default=CMCStatus.success)
        if results.refused and not worked:
            worst = CMCStatus.failed
        return self._responder.full_response(builder, CMCStatus(worst), certificates, results.crls)

    def _refuse_other_nonces(self, body: PKIData) -> None:
        """Refuse an answer to a senderNonce that this CA has not sent in this transaction. RFC 10002 section 6.6."""
        for index, value in controls_of(body, RecipientNonce):
            if not self._responder.nonces.is_ours(value.value, body):
                part = body.control_sequence[index].body_part_id
                raise Refusal(CMCFailInfo.badRequest, "recipientNonce is no nonce of this CA's", (part,))

    # Controls

    def _control(self, value: object, part: int, requester: Requester, results: Results) -> None:
        if isinstance(value, RevokeRequest):
            issuer, secret = self._responder.authority.name, self._responder.revocation_secret(value.serial_number)
            revoke(value, part, requester, issuer, secret, self._store, self._responder.clock())
            self._responder.forget_crl()
            results.done.append(part)
        elif isinstance(value, CMCCertId):
            results.certificates.append(self._confirm(value, part, requester))
            results.done.append(part)
        elif isinstance(value, GetCert):
            results.certificates.append(self._certificate(value, part))
        elif isinstance(value, GetCRL):
            results.crls.append(self._crl(value, part))
        elif isinstance(value, QueryPending):
            results.grants.append(self._pending(value, part, requester))
        elif isinstance(value, CMCStatusInfo | CMCStatusInfoV2):
            text = (value.status_string or "")[:TEXT]
            self._store.log("given-up", by=requester.name, status=int(value.cmc_status), text=text)
            results.done.append(part)

    def _confirm(self, value: CMCCertId, part: int, requester: Requester) -> Certificate:
        known = self._store.certificate(value.serial_number)
        if known is None or not names_match(value.issuer, self._responder.authority.name):
            raise Refusal(CMCFailInfo.badCertId, "this CA has issued no such certificate", (part,))
        asked = None if known.request_id is None else self._store.request(known.request_id)
        if not requester.is_agent and (asked is None or asked.requester != requester.name):
            raise Refusal(CMCFailInfo.badIdentity, "somebody else asked for the certificate", (part,))
        self._store.confirm(value.serial_number)
        self._store.log("confirmed", serial=value.serial_number, by=requester.name)
        return known.certificate

    def _certificate(self, value: GetCert, part: int) -> Certificate:
        known = self._store.certificate(value.serial_number)
        issuer = value.issuer_name
        name = issuer.value if issuer.choice == "directoryName" else None
        if known is None or not isinstance(name, Name) or not names_match(name, self._responder.authority.name):
            raise Refusal(CMCFailInfo.badCertId, "this CA has issued no such certificate", (part,))
        return known.certificate

    def _crl(self, value: GetCRL, part: int) -> CertificateList:
        if not names_match(value.issuer_name, self._responder.authority.name):
            raise Refusal(CMCFailInfo.badCertId, "this CA issues no such CRL", (part,))
        return self._responder.crl()

    def _pending(self, value: QueryPending, part: int, requester: Requester) -> Grant:
        stored = self._store.request_by_token(value.value)
        if stored is None or stored.requester != requester.name:
            raise Refusal(CMCFailInfo.badRequest, "no request waits under this token", (part,))
        if stored.status == PENDING:
            pending = self._responder.enrolment.pend_info(value.value)
            return Grant(part, CMCStatus.pending, stored.id, pending=pending)
        issued = self._store.certificates_of(stored.id)
        if stored.status != ISSUED or not issued:
            raise Refusal(CMCFailInfo.badRequest, "the request was rejected", (part,))
        return Grant(part, CMCStatus.success, stored.id, certificate=issued[-1].certificate)

    # Requests

    def _requests(self, body: PKIData, checks: Sequence[Check], requester: Requester, word: Word) -> list[Grant]:
        answers = {value.body_part_id: value for _, value in controls_of(body, DecryptedPOP)}
        numbers = [body_part_id(request) for request in body.req_sequence]
        for part in answers:
            if part not in numbers:
                raise Refusal(CMCFailInfo.popFailed, "decryptedPOP for a request that is not here", (part,))
        if body.req_sequence and requester.authorization not in self._profile.authorizations:
            wanted = " or ".join(sorted(allowed.value for allowed in self._profile.authorizations))
            raise Refusal(CMCFailInfo.badIdentity, f"{self._profile.name} wants a request {wanted}")
        proofs = proofs_of_possession(checks)
        grants = []
        for index, request in enumerate(body.req_sequence):
            part = body_part_id(request)
            if part in answers:
                grants.append(self._answered(body, answers[part], request, requester))
                continue
            wish = wish_of(request, requester, word.changed.get(part, ()))
            # Who may not vouch was refused before.
            proven = part in word.proven or _proven(request, proofs.get(index, ()), requester)
            grants.append(self._responder.enrolment.process(request, wish, self._profile, requester, proven=proven))
        return grants

    def _answered(self, body: PKIData, value: DecryptedPOP, request: AnyRequest, requester: Requester) -> Grant:
        part = value.body_part_id
        if not is_ours(value.the_pop_alg_id):
            raise Refusal(CMCFailInfo.popFailed, "the answer names another algorithm than the challenge", (part,))
        problem = "no challenge is open for this request"
        for stored in self._challenged(body, request, requester):
            try:
                value.verify(stored.challenge or b"", stored.octets)
            except ProofInvalid as error:
                problem = error.message
                continue
            if stored.octets != tagged_request_octets(request) and not self._profile.dogtag:
                raise Refusal(CMCFailInfo.popFailed, "the request is not the one that was challenged", (part,))
            return self._responder.enrolment.challenge_answered(stored, PROFILES[stored.profile], part)
        raise Refusal(CMCFailInfo.popFailed, problem, (part,))

    def _challenged(self, body: PKIData, request: AnyRequest, requester: Requester) -> list[StoredRequest]:
        """Return what was challenged: the request with the number in regInfo, else all open ones with the octets.

        There are several where a client has lost the answer to its first trip and begun again.
        """
        for _, info in controls_of(body, RegInfo):
            stored = self._store.request(int.from_bytes(info.value, "big"))
            if stored is not None and stored.status == CHALLENGED:
                return [stored] if stored.requester == requester.name else []
        return self._store.requests_like(CHALLENGED, requester.name, tagged_request_octets(request))

    # Messages of others, which an RA sends

    def _parts(
        self,
        body: PKIData,
        path: str,
        requester: Requester,
        word: Word,
        builder: PKIResponseBuilder,
        results: Results,
    ) -> PKIResponseBuilder:
        """Answer the messages in cmsSequence, those of a batch and those that an RA has only put its own layer around.

        Parts that no control refers to need not be processed (RFC 10002 section 3.2.1). Of an agent, every one counts
        that is a message; the others are left alone, and the answer says so. Each answer has the number of its part.
        """
        batch = {number for _, value in controls_of(body, BatchRequests) for number in value.value}
        sure = witnessed(body)
        in_batch = []
        for index, part in enumerate(body.cms_sequence):
            number = part.body_part_id
            found = self._nesting.opened(part.content_info)
            if number not in batch and not (requester.is_agent and is_request(found)):
                results.left.append(number)
                continue
            vouched = vouched_for(requester, number) if number in sure else None
            try:
                message, inner = request_in(found)
            except Refusal as refusal:
                results.refused.append((number, refusal))
                answer = self._responder.refused(refusal, None)
                if path.count(".cmsSequence[") == MAX_NESTED:
                    # Its receiver would not look at it either.
                    continue
            else:
                answer = self._nested(message, inner, f"{path}.cmsSequence[{index}]", vouched, word.inside.get(number))
                results.answered.append(number)
            builder = builder.add_cms(decode_der(ContentInfo, answer.der), body_part_id=number)
            if number in batch or answer.kind == "simple-pki-response":
                # What is no PKIResponse is not for responseBody to name (section 6.21).
                in_batch.append(number)
            else:
                builder = builder.response_body([number])
        results.left += [part.body_part_id for part in body.other_msg_sequence]
        return builder.batch_responses(in_batch) if in_batch else builder

    def _nested(
        self, message: Message, inner: PKIData, path: str, vouched: Requester | None, outer: Word | None
    ) -> Answer:
        """Answer one message of a batch; what is wrong with it does not spread. RFC 10002 section 6.17."""
        try:
            refuse_several_signers(message)
            with self._store.transaction():
                return self.answer(message, inner, path, vouched, outer)
        except Refusal as refusal:
            return self._responder.refused(refusal, inner)
        except CMCError as error:
            # What was checked before and still goes wrong is the CA's fault.
            return self._responder.refused(Refusal(CMCFailInfo.internalCAError, str(error)), inner)


def _proven(request: AnyRequest, checks: Sequence[Check], requester: Requester) -> bool:
    if isinstance(request, CertReqMsg) and request.popo is not None and request.popo.choice == "raVerified":
        if requester.role != RA:
            raise Refusal(CMCFailInfo.popFailed, "raVerified is for an RA to say", (body_part_id(request),))
        return True
    return bool(checks) and all(check.outcome is Outcome.PASSED for check in checks)


def _granted(grants: Sequence[Grant]) -> list[Certificate]:
    return [grant.certificate for grant in grants if grant.certificate is not None]


def _reported(builder: PKIResponseBuilder, grant: Grant, dogtag: bool) -> PKIResponseBuilder:
    """Return the builder with what became of one request: RFC 10002 sections 6.1 and 6.7."""
    if grant.challenge is not None:
        builder = builder.encrypted_pop(grant.challenge)
        if dogtag:
            return builder.status(CMCStatus.popRequired, (grant.part,))
        return builder.failed(CMCFailInfo.popRequired, grant.part)
    return builder.status(grant.status, (grant.part,), other_info=grant.pending)
