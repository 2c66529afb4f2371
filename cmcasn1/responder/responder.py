"""The test CA: a request in, an answer out: RFC 10002 sections 3 to 6."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from secrets import token_bytes
from typing import TYPE_CHECKING

from cmcasn1.build.pki_response import PKIResponseBuilder
from cmcasn1.cmc.controls.sender_nonce import SenderNonce
from cmcasn1.cmc.pki_data import PKIData
from cmcasn1.cmc.status import CMCFailInfo, CMCStatus
from cmcasn1.cmc.tagged_request import TaggedCertificationRequest
from cmcasn1.cms.content_info import ContentInfo
from cmcasn1.cms.signing import certs_only
from cmcasn1.codec.coding import decode_der, encode_der
from cmcasn1.dogtag.shared_tokens import open_shared_token
from cmcasn1.errors import CMCError, DecodeError
from cmcasn1.limits import Limits
from cmcasn1.message import parse
from cmcasn1.nesting import Nesting, opened
from cmcasn1.oids.known import ID_SIGNED_DATA
from cmcasn1.pkix.crls import CertificateList
from cmcasn1.pkix.pkcs10 import CertificationRequest
from cmcasn1.responder.acceptance import refuse_several_signers
from cmcasn1.responder.enrolment import PENDING, REJECTED, Enrolment, Grant, wish_of
from cmcasn1.responder.nonces import Nonces
from cmcasn1.responder.profiles import PROFILES
from cmcasn1.responder.refusal import TEXT, Refusal, closed
from cmcasn1.responder.requester import NOBODY, USER, owner_by_name, requester_by_certificate, signers_not_along
from cmcasn1.responder.transaction import Answer, Transaction
from cmcasn1.verification.policy import Policy
from cmcasn1.verification.proofs import controls_of
from cmcasn1.verification.report import Outcome
from cmcasn1.verification.requests import POSSESSION
from cmcasn1.verification.verify import verify

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from cmcasn1.dogtag.shared_token import SharedToken
    from cmcasn1.keys.private_key import Decrypter
    from cmcasn1.message import Message
    from cmcasn1.pkix.certificates import Certificate
    from cmcasn1.responder.archive import Archive
    from cmcasn1.responder.authority import Authority
    from cmcasn1.responder.enrolment import Clock
    from cmcasn1.responder.profiles import Profile
    from cmcasn1.responder.store import Store

MAX_MESSAGE = 1 << 20
_LIMITS = Limits(size=MAX_MESSAGE)
_CRL, _CRL_NUMBER, _NONCE_KEY = "crl", "crl-number", "nonce-key"
_CRL_IS_NEW = timedelta(days=1)


def _now() -> datetime:
    return datetime.now(UTC)


class Responder:
    """A CA for demonstrations and tests, never for anything that matters: it says so, and keeps its key in a file.

    `store` remembers; `authority` signs; `decrypter` opens what was encrypted to the CA, shared tokens too; `archive`
    has the key to which private keys come encrypted. `chain` are the certificates above the authority's, `policy` is
    that of `cmcasn1.verify`, `clock` tells the time. Every answer is on the disk before it is returned.
    """

    def __init__(
        self,
        store: Store,
        authority: Authority,
        *,
        decrypter: Decrypter | None = None,
        archive: Archive | None = None,
        chain: Sequence[Certificate] = (),
        policy: Policy | None = None,
        clock: Clock = _now,
    ) -> None:
        self.store = store
        self.authority = authority
        self.archive = archive
        self.chain = tuple(chain)
        self._decrypter = decrypter
        self._keys = () if decrypter is None else (decrypter,)
        self.policy = policy or Policy()
        self.clock = clock
        self.enrolment = Enrolment(store, authority, archive, clock)
        with store.transaction():
            key = store.get(_NONCE_KEY)
            if key is None:
                key = token_bytes(32)
                store.put(_NONCE_KEY, key)
        self.nonces = Nonces(key)

    # What an administrator does

    def enrol(self, certificate: Certificate, role: str = USER) -> None:
        """Make a certificate known that was issued elsewhere: role "agent", "ra" or "user".

        Raises `BuildError` for a serial number that a certificate has already.
        """
        tbs = certificate.tbs_certificate
        with self.store.transaction():
            owner = owner_by_name(tbs.subject, f"serial:{tbs.serial_number:#x}")
            self.store.add_certificate(certificate, role, owner)
            self.store.log("enrolled", serial=tbs.serial_number, subject=tbs.subject.rfc4514_string(), role=role)

    def set_secret(self, identification: str, secret: bytes | SharedToken) -> None:
        """Keep the shared secret that an identification names: the secret itself, or a token that holds it encrypted.

        Raises `DecryptionFailed` for a token that does not open with the key of this CA.
        """
        octets, is_token = self._checked(secret)
        with self.store.transaction():
            self.store.set_secret(identification, octets, token=is_token)
            self.store.log("secret-set", identification=identification, token=is_token)

    def set_revocation_secret(self, serial: int, secret: bytes | SharedToken) -> bool:
        """Keep the shared secret that revokes a certificate, once; returns whether there is such a certificate.

        Raises `DecryptionFailed` for a token that does not open with the key of this CA.
        """
        octets, is_token = self._checked(secret)
        with self.store.transaction():
            if self.store.certificate(serial) is None:
                return False
            self.store.set_revocation_secret(serial, octets, token=is_token)
            self.store.log("revocation-secret-set", serial=serial, token=is_token)
            return True

    def _checked(self, secret: bytes | SharedToken) -> tuple[bytes, bool]:
        if isinstance(secret, bytes):
            return secret, False
        octets = encode_der(secret)
        self._opened_secret((octets, True))
        return octets, True

    def secret(self, identification: str | None) -> bytes | None:
        """Return the shared secret of an identification."""
        return self._opened_secret(self.store.secret(identification))

    def revocation_secret(self, serial: int) -> bytes | None:
        """Return the shared secret that revokes a certificate."""
        return self._opened_secret(self.store.revocation_secret(serial))

    def _opened_secret(self, kept: tuple[bytes, bool] | None) -> bytes | None:
        if kept is None or not kept[1]:
            return None if kept is None else kept[0]
        if self._decrypter is None:
            raise CMCError("this CA has no key that opens shared tokens")
        return open_shared_token(kept[0], self._decrypter)

    def recover_key(self, serial: int) -> bytes | None:
        """Return the PKCS #8 of the private key that was archived for a certificate, None where none was.

        Raises `DecryptionFailed`.
        """
        known = self.store.certificate(serial)
        kept = None if known is None or known.request_id is None else self.store.archived_key(known.request_id)
        if kept is None or self.archive is None:
            return None
        self.store.log("key-recovered", serial=serial)
        return self.archive.recover(kept).private_key_info

    def approve(self, number: int) -> Certificate | None:
        """Issue the certificate for a pending request and return it; None where nothing is pending."""
        with self.store.transaction():
            stored = self.store.request(number)
            if stored is None or stored.status != PENDING:
                return None
            self.store.log("approved", request=number)
            return self.enrolment.complete(stored, PROFILES[stored.profile], 0).certificate

    def reject(self, number: int) -> bool:
        """Refuse a pending request; returns whether it was pending."""
        with self.store.transaction():
            stored = self.store.request(number)
            if stored is None or stored.status != PENDING:
                return False
            self.store.finish_request(number, REJECTED)
            self.store.log("rejected", request=number)
            return True

    def crl(self) -> CertificateList:
        """Return a CRL of everything that is revoked now: the last one where nothing has changed for a day at most."""
        now = self.clock()
        kept = self.store.get(_CRL)
        if kept is not None:
            crl = decode_der(CertificateList, kept)
            if now - _CRL_IS_NEW < crl.tbs_cert_list.this_update <= now:
                return crl
        with self.store.transaction():
            number = int(self.store.get(_CRL_NUMBER) or b"0") + 1
            self.store.put(_CRL_NUMBER, str(number).encode())
            crl = self.authority.crl(self.store.revoked(), number, now)
            self.store.put(_CRL, crl.octets)
            self.store.log("crl", number=number)
            return crl

    def forget_crl(self) -> None:
        """Note that something was revoked: the last CRL does not have it."""
        self.store.forget(_CRL)

    # What a client sees

    def answer(self, data: bytes, profile: Profile, *, client: Certificate | None = None) -> Answer:
        """Return the answer to a message: certificates alone, or a Full PKI Response that says what became of it.

        `client` is the certificate of the TLS client, whose key TLS has shown it to have. Raises for nothing that a
        client may send. RFC 10002 sections 4 and 6.1.
        """
        body = None
        try:
            try:
                message = self._opened(data)
                body = message.body if isinstance(message.body, PKIData) else None
                return self._process(message, profile, client)
            except Refusal as refusal:
                return self.refused(refusal, body)
            except CMCError as error:
                # What was checked before and still goes wrong is the CA's fault.
                return self.refused(Refusal(CMCFailInfo.internalCAError, str(error)), body)
        except sqlite3.Error as error:
            # The disk is full, or another process is in the way; the audit log cannot be written either.
            return self._refusing(Refusal(CMCFailInfo.tryLater, f"the database of the CA: {error}"), body)

    def _opened(self, data: bytes) -> Message:
        try:
            outside = parse(data, limits=_LIMITS)
        except CMCError as error:
            raise Refusal(CMCFailInfo.badRequest, f"the message does not decode: {error}") from error
        message, problem = opened(outside, self._keys, limits=_LIMITS)
        assert message is not None
        if message.kind == "encrypted":
            raise closed(problem)
        return message

    def _process(self, message: Message, profile: Profile, client: Certificate | None) -> Answer:
        if isinstance(message.body, CertificationRequest):
            return self._simple(message, message.body, profile, client)
        if not isinstance(message.body, PKIData):
            raise Refusal(CMCFailInfo.badRequest, f"a {message.kind} is no request to a CA")
        if profile.renews:
            raise Refusal(CMCFailInfo.badRequest, "a PKCS #10 request alone is taken here")
        refuse_several_signers(message)
        nesting = Nesting(message, self._keys, limits=_LIMITS)
        try:
            along = signers_not_along(message, nesting, self.store)
            # Outside of the transaction: signatures are what takes the time, and others can be answered meanwhile.
            report = verify(
                message,
                secrets=self.secret,
                certificates=along,
                keys=self._keys,
                at=self.clock(),
                policy=self.policy,
                nesting=nesting,
            )
        except DecodeError as error:
            # What decodes only when it is looked at.
            raise Refusal(CMCFailInfo.badRequest, f"the message does not decode: {error}") from error
        with self.store.transaction():
            return Transaction(self, profile, report, along, nesting).answer(message, message.body)

    def _simple(
        self, message: Message, request: CertificationRequest, profile: Profile, client: Certificate | None
    ) -> Answer:
        """Answer a Simple PKI Request: RFC 10002 section 3.1, RFC 7030 section 4.2."""
        if not profile.simple:
            raise Refusal(CMCFailInfo.badRequest, "a PKCS #10 request alone is not taken here", (1,))
        report = verify(message)
        (proof,) = report.named(POSSESSION)
        if proof.outcome is not Outcome.PASSED:
            raise Refusal(CMCFailInfo.popFailed, proof.text, (1,))
        tagged = TaggedCertificationRequest(1, request)
        with self.store.transaction():
            requester = NOBODY
            if profile.renews:
                if client is None:
                    text = "who has a certificate renewed shows it as the TLS client (RFC 7030 section 4.2.2)"
                    raise Refusal(CMCFailInfo.badIdentity, text, (1,))
                requester = requester_by_certificate(client, self.store, self.clock())
            wish = wish_of(tagged, requester, renews=profile.renews)
            grant = self.enrolment.process(tagged, wish, profile, requester, proven=True)
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
        self.store.log(
            "refused",
            status=refusal.status.name,
            reason=refusal.reason.name,
            text=refusal.message[:TEXT],
            parts=refusal.parts[:_PARTS],
        )
        return self._refusing(refusal, body)

    def _refusing(self, refusal: Refusal, body: PKIData | None) -> Answer:
        builder = PKIResponseBuilder()
        if body is not None:
            builder = self.echoing(builder, body)
        reason = refusal.reason if refusal.status == CMCStatus.failed else None
        builder = builder.status(refusal.status, refusal.parts, text=refusal.message[:TEXT], other_info=reason)
        return self.full_response(builder, refusal.status)

    def echoing(self, builder: PKIResponseBuilder, body: PKIData) -> PKIResponseBuilder:
        """Return the builder with what the answer repeats of its request; nothing of a request that repeats itself."""
        nonce = self.nonces.make(body) if controls_of(body, SenderNonce) else None
        try:
            return builder.answer(body, nonce=nonce)
        except CMCError:
            return builder


_PARTS = 100
