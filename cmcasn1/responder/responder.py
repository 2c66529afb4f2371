"""The test CA: a request in, an answer out: RFC 10002 sections 3 to 6."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from cmcasn1.build.pki_response import PKIResponseBuilder
from cmcasn1.cmc.pki_data import PKIData
from cmcasn1.cmc.status import CMCFailInfo, CMCStatus
from cmcasn1.cms.content_info import ContentInfo
from cmcasn1.cms.signing import certs_only
from cmcasn1.codec.coding import encode_der
from cmcasn1.errors import CMCError
from cmcasn1.limits import Limits
from cmcasn1.message import decrypt, parse
from cmcasn1.oids import Oid
from cmcasn1.pkix.pkcs10 import CertificationRequest
from cmcasn1.responder.authority import Authority
from cmcasn1.responder.enrolment import PENDING, REJECTED, Enrolment, Grant, wish_of
from cmcasn1.responder.profiles import PROFILES, Authorization
from cmcasn1.responder.refusal import Refusal
from cmcasn1.responder.requester import USER, Requester
from cmcasn1.responder.transaction import Answer, Transaction
from cmcasn1.verification.policy import Policy
from cmcasn1.verification.report import Outcome
from cmcasn1.verification.requests import POSSESSION
from cmcasn1.verification.verify import verify

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from cmcasn1.keys.private_key import Decrypter
    from cmcasn1.message import Message
    from cmcasn1.pkix.certificates import Certificate
    from cmcasn1.pkix.crls import CertificateList
    from cmcasn1.responder.profiles import Profile
    from cmcasn1.responder.store import Store

ID_SIGNED_DATA = Oid("1.2.840.113549.1.7.2")
MAX_MESSAGE = 1 << 20
_LIMITS = Limits(size=MAX_MESSAGE)


class Responder:
    """A CA for demonstrations and tests, never for anything that matters: it says so, and keeps its key in a file.

    `store` remembers; `authority` signs; `decrypter` opens what was encrypted to the CA. `policy` is that of
    `cmcasn1.verify`. Every answer is on the disk before it is returned.
    """

    def __init__(
        self,
        store: Store,
        authority: Authority,
        *,
        decrypter: Decrypter | None = None,
        chain: Sequence[Certificate] = (),
        policy: Policy | None = None,
    ) -> None:
        self.store = store
        self.authority = authority
        self.chain = tuple(chain)
        self._decrypter = decrypter
        self.policy = policy or Policy()
        self.enrolment = Enrolment(store, authority)

    # What an administrator does

    def enrol(self, certificate: Certificate, role: str = USER) -> None:
        """Make a certificate known that was issued elsewhere: role "agent", "ra" or "user"."""
        with self.store.transaction():
            self.store.add_certificate(certificate, role)
            self.store.log("enrolled", serial=certificate.tbs_certificate.serial_number, role=role)

    def approve(self, number: int) -> Certificate | None:
        """Issue the certificate for a pending request and return it; None where nothing is pending."""
        with self.store.transaction():
            stored = self.store.request(number)
            if stored is None or stored.status != PENDING:
                return None
            return self.enrolment.complete(stored, PROFILES[stored.profile], 0).certificate

    def reject(self, number: int) -> bool:
        """Refuse a pending request; returns whether it was pending."""
        with self.store.transaction():
            stored = self.store.request(number)
            if stored is None or stored.status != PENDING:
                return False
            self.store.set_request(number, REJECTED)
            self.store.log("rejected", request=number)
            return True

    def crl(self) -> CertificateList:
        """Return a new CRL of everything that is revoked now."""
        with self.store.transaction():
            number = int(self.store.get("crl-number") or b"0") + 1
            self.store.put("crl-number", str(number).encode())
            revoked = [found for found in self.store.certificates() if found.revoked_at is not None]
            return self.authority.crl(revoked, number)

    # What a client sees

    def answer(self, data: bytes, profile: Profile) -> Answer:
        """Return the answer to a message: certificates alone, or a Full PKI Response that says what became of it.

        Never raises for anything that a client may send. RFC 10002 sections 4 and 6.1.
        """
        try:
            message = self._opened(data)
        except Refusal as refusal:
            return self.refused(refusal, None)
        except CMCError as error:
            return self.refused(Refusal(CMCFailInfo.badRequest, f"the message does not decode: {error}"), None)
        body = message.body if isinstance(message.body, PKIData) else None
        try:
            with self.store.transaction():
                answer = self._process(data, message, profile)
        except Refusal as refusal:
            return self.refused(refusal, body)
        except CMCError as error:
            # What was checked before and still goes wrong is the CA's fault.
            return self.refused(Refusal(CMCFailInfo.internalCAError, str(error)), body)
        return answer

    def _opened(self, data: bytes) -> Message:
        message = parse(data, limits=_LIMITS)
        for _ in range(_LIMITS.depth):
            if message.kind != "encrypted":
                break
            if self._decrypter is None:
                raise Refusal(CMCFailInfo.badMessageCheck, "this CA has no key that opens encrypted messages")
            try:
                message = decrypt(message, self._decrypter, limits=_LIMITS)
            except CMCError as error:
                raise Refusal(
                    CMCFailInfo.badMessageCheck, "the message does not open with the key of this CA"
                ) from error
        return message

    def _process(self, data: bytes, message: Message, profile: Profile) -> Answer:
        if message.kind == "simple-pki-request":
            return self._simple(message.body, profile)
        if message.kind != "full-pki-request":
            raise Refusal(CMCFailInfo.badRequest, f"a {message.kind} is no request to a CA")
        if not self.store.first_time(sha256(data).digest()):
            self.store.log("replayed")
            raise Refusal(CMCFailInfo.badRequest, "this message was answered before: it is a replay")
        report = verify(message, secrets=self.store.secret, policy=self.policy)
        return Transaction(self, profile, report).answer(message)

    def _simple(self, request: CertificationRequest, profile: Profile) -> Answer:
        """Answer a Simple PKI Request: RFC 10002 section 3.1."""
        from cmcasn1.cmc.tagged_request import TaggedCertificationRequest

        if not profile.simple:
            raise Refusal(CMCFailInfo.badRequest, "a PKCS #10 request alone is not taken here", (1,))
        report = verify(encode_der(request))
        for check in report.named(POSSESSION):
            if check.outcome is not Outcome.PASSED:
                raise Refusal(CMCFailInfo.popFailed, check.text, (1,))
        tagged = TaggedCertificationRequest(1, request)
        nobody = Requester(Authorization.NONE, "nobody")
        wish = wish_of(tagged, nobody, None, False)
        grant = self.enrolment.process(tagged, wish, profile, nobody, proven=True)
        return self.certificates_only(grant)

    def certificates_only(self, *grants: Grant) -> Answer:
        """Return a Simple PKI Response: the certificates that were granted, and those above them."""
        issued = [grant.certificate for grant in grants if grant.certificate is not None]
        return self.simple_response(issued)

    def simple_response(self, certificates: Sequence[Any], crls: Sequence[Any] = ()) -> Answer:
        """Return a Simple PKI Response of certificates and CRLs. RFC 10002 section 4.1."""
        signed = certs_only((*certificates, self.authority.certificate, *self.chain), crls)
        return Answer(encode_der(ContentInfo(ID_SIGNED_DATA, signed)), "simple-pki-response", CMCStatus.success)

    def full_response(
        self, builder: PKIResponseBuilder, status: CMCStatus, certificates: Sequence[Any] = (), crls: Sequence[Any] = ()
    ) -> Answer:
        """Return a Full PKI Response, signed by the CA, with what was issued. RFC 10002 section 4.2."""
        built = builder.sign(
            self.authority.signer,
            self.authority.certificate,
            certificates=(*certificates, *self.chain),
            crls=crls,
        )
        return Answer(built.der, "full-pki-response", status)

    def refused(self, refusal: Refusal, body: PKIData | None) -> Answer:
        """Return the answer that refuses a request, with the reason. RFC 10002 section 6.1.4."""
        with self.store.transaction():
            self.store.log("refused", reason=refusal.reason.name, text=refusal.message, parts=refusal.parts)
        builder = PKIResponseBuilder()
        if body is not None:
            builder = self.echoing(builder, body)
        reason = refusal.reason if refusal.status == CMCStatus.failed else None
        builder = builder.status(refusal.status, refusal.parts, text=refusal.message[:200], other_info=reason)
        return self.full_response(builder, refusal.status)

    @staticmethod
    def echoing(builder: PKIResponseBuilder, body: PKIData) -> PKIResponseBuilder:
        """Return the builder with what the answer repeats of its request; nothing of a request that repeats itself."""
        try:
            return builder.answer(body)
        except CMCError:
            return builder
