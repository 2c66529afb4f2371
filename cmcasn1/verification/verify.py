"""`cmcasn1.verify`: every check that a message allows, in one report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from cmcasn1.algorithms.key_derivation import bounded_iterations
from cmcasn1.build.encoded import EncodedMessage
from cmcasn1.cmc.body_part_graph import body_part_id
from cmcasn1.cmc.controls.add_extensions import AddExtensions
from cmcasn1.cmc.controls.data_return import DataReturn
from cmcasn1.cmc.controls.identification import Identification
from cmcasn1.cmc.controls.lra_pop_witness import LraPopWitness
from cmcasn1.cmc.controls.mod_cert_template import ModCertTemplate
from cmcasn1.cmc.controls.ra_identity_witness import RaIdentityWitness
from cmcasn1.cmc.controls.recipient_nonce import RecipientNonce
from cmcasn1.cmc.controls.reg_info import RegInfo
from cmcasn1.cmc.controls.response_info import ResponseInfo
from cmcasn1.cmc.controls.revoke_request import RevokeRequest
from cmcasn1.cmc.controls.sender_nonce import SenderNonce
from cmcasn1.cmc.controls.status_info import CMCStatusInfo
from cmcasn1.cmc.controls.status_info_v2 import CMCStatusInfoV2
from cmcasn1.cmc.controls.transaction_id import TransactionId
from cmcasn1.cmc.pki_data import PKIData
from cmcasn1.cmc.pki_response import PKIResponse
from cmcasn1.cmc.shared_secret import password_octets
from cmcasn1.cmc.status import CMCStatus
from cmcasn1.cms.authenticated_data import AuthenticatedData
from cmcasn1.cms.authentication import verify_authenticated
from cmcasn1.cms.certificate_sets import as_certificate
from cmcasn1.cms.certificates import CertificateSet
from cmcasn1.cms.covered_attributes import the_value
from cmcasn1.cms.signed_data import SignedData
from cmcasn1.crmf.cert_req_msg import CertReqMessages
from cmcasn1.errors import BuildError, CMCError, DecodeError, VerificationError, integer_in_words
from cmcasn1.keys.private_key import as_decrypter
from cmcasn1.message import Message, parse
from cmcasn1.nesting import Nesting, opened
from cmcasn1.oids.known import ID_ALG_NO_SIGNATURE, ID_DATA, ID_KP_CMC_CA, ID_KP_CMC_RA, SIGNING_TIME
from cmcasn1.pkix.certificates import Certificate
from cmcasn1.pkix.pkcs10 import CertificationRequest
from cmcasn1.verification.anchors import check_trust_anchors
from cmcasn1.verification.answers import ANSWERED, ISSUED, check_answer
from cmcasn1.verification.graph import check_graph
from cmcasn1.verification.nested_answers import NestedAnswers
from cmcasn1.verification.policy import Policy, find_secret
from cmcasn1.verification.proofs import IDENTITY_PROOF, check_proofs, check_revocation_secrets, controls_of
from cmcasn1.verification.report import Check, Outcome, Recorder, Report
from cmcasn1.verification.requests import Knowledge, check_crmf, check_pkcs10, check_request, vouched_requests
from cmcasn1.verification.signers import SIGNER, check_signers
from cmcasn1.verification.trust import CERTIFICATE_PATH, Issuers, check_path, check_purpose
from cmcasn1.verification.weakness import is_weak

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    from cmcasn1.cms.content_info import ContentInfo
    from cmcasn1.keys.private_key import Decrypter
    from cmcasn1.verification.policy import RevocationSecrets, Secrets
    from cmcasn1.verification.signers import VerifiedSigner

CONTENT_TYPE_CHECK = "content-type"
DECRYPTION = "decryption"
MAC = "mac"
ORIGIN = "origin"
SIGNING_TIME_CHECK = "signing-time"
WEAK_ALGORITHM = "weak-algorithm"
_VOUCHING = (AddExtensions, ModCertTemplate, LraPopWitness, RaIdentityWitness)
# What may stand beside a revocation by secret, or a failure, that nobody signs: it asks for nothing and grants nothing.
_BESIDE = (TransactionId, SenderNonce, RecipientNonce, DataReturn, Identification, RegInfo, ResponseInfo)
_STATUSES = (CMCStatusInfo, CMCStatusInfoV2)


def verify(
    message: Message | EncodedMessage[Any] | bytes | str,
    *,
    secrets: Secrets | None = None,
    revocation_secrets: RevocationSecrets | None = None,
    trust: Sequence[Certificate | x509.Certificate | bytes] | None = None,
    certificates: Iterable[Certificate | x509.Certificate | bytes] = (),
    keys: Iterable[Decrypter | PrivateKeyTypes] = (),
    request: Message | EncodedMessage[Any] | bytes | str | None = None,
    at: datetime | None = None,
    policy: Policy | None = None,
    nesting: Nesting | None = None,
) -> Report:
    """Make every check that a message allows, and report how each came out.

    Digests, signatures and their signers; the proof of possession of every request; identity proofs and POP links
    with `secrets` (one, a mapping by identification, or a function), and secrets that revoke with `revocation_secrets`
    (a mapping by serial number, or a function); numbers and references of the body parts;
    certificates up to `trust`, with `certificates` that did not come along; what is encrypted for one of the receiver's
    private `keys`, and proofs of CRMF that are; signing times; what the response to a `request` repeats and issues; all
    of it in nested messages too, under the path of their part. `at` is the time of the check, now by default.
    `nesting` has what is in the parts of cmsSequence, where they have been opened before.
    What cannot be checked is reported as not possible, with the reason; nothing that is checked is encoded anew.

    Raises `DecodeError` for octets that are no message. RFC 10002, RFC 4211, RFC 5652.
    """
    others, own = tuple(map(as_certificate, certificates)), tuple(map(as_decrypter, keys))
    given, problem = opened(_message(message), own)
    assert given is not None
    nested = nesting or Nesting(given, own)
    work = _Verification(secrets, revocation_secrets, trust, others, own, at, policy or Policy(), nested)
    asked = None if request is None else _message(request)
    if isinstance(request, EncodedMessage) and asked is not None:
        # Who has built it knows what is in it, encrypted or not.
        asked = asked.__replace__(body=request.body)
    with bounded_iterations():
        work.message(given, problem, asked)
    return work.report()


def _message(given: Message | EncodedMessage[Any] | bytes | str) -> Message:
    if isinstance(given, Message):
        return given
    return parse(given.der if isinstance(given, EncodedMessage) else given)


@dataclass(slots=True, repr=False)
class _Verification:
    secrets: Secrets | None
    revocation_secrets: RevocationSecrets | None
    trust: Sequence[Certificate | x509.Certificate | bytes] | None
    certificates: tuple[Certificate, ...]
    keys: tuple[Decrypter, ...]
    at: datetime | None
    policy: Policy
    nesting: Nesting
    recorder: Recorder = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        self.recorder = Recorder()

    def report(self) -> Report:
        report = self.recorder.report()
        if self.policy.allow_weak:
            return report
        weak = [
            Check(WEAK_ALGORITHM, Outcome.FAILED, check.path, f"{check.name} rests on MD5 or SHA-1")
            for check in report
            if check.weak
        ]
        return Report((*report.checks, *weak))

    def message(self, message: Message, problem: CMCError | None, request: Message | None) -> None:
        self._layers(message, problem)
        body = message.body
        granted = [] if request is None else self._answer(message, request)
        if isinstance(body, CertificateSet):
            if request is None:
                why = "no request is given, whose key a certificate would have to bear"
                self.recorder.not_possible(ISSUED, type(body).__name__, why, unasked=True)
            self._certificates(body, granted)

    def _layers(self, message: Message, problem: CMCError | None, part: str = "", proven: Container[int] = ()) -> None:
        """Check a message, or the one in a part, from the outside in; `problem` is why no key opens it.

        `proven` are the requests whose possession an RA around it vouches for.
        """
        body = message.body
        path = part or type(body).__name__
        if message.kind == "encrypted":
            self._closed(part or type(message.layers[-1]).__name__, problem)
        elif isinstance(body, CertificationRequest):
            check_pkcs10(body, path, self.recorder, self._known(None))
        elif isinstance(body, CertReqMessages):
            for index, item in enumerate(body):
                check_crmf(item, f"{path}[{index}]", self.recorder, False, self._known(None))
        signers: tuple[VerifiedSigner, ...] = ()
        # The innermost layer is that of whoever wrote the body; others may have been put around it (section 5).
        layers = [layer for layer in message.layers if isinstance(layer, SignedData | AuthenticatedData)]
        for layer in layers:
            place = part or type(layer).__name__
            if isinstance(layer, SignedData):
                signers = self._signed_data(layer, message, place, path, innermost=layer is layers[-1])
            else:
                self._authenticated_data(layer, body, place)
                signers = ()
        if isinstance(body, PKIData | PKIResponse):
            place = part or (type(layers[-1]).__name__ if layers else "")
            if layers:
                self._content_type(layers[-1], body, place)
            self._body(body, path, signers, proven)
            if not layers:
                self._unsigned(body, path)
            elif isinstance(body, PKIData):
                self._origin(layers[-1], place, path)

    def _closed(self, path: str, problem: CMCError | None) -> None:
        """Note that a message is encrypted for somebody else, or that a key did not open it."""
        if problem is None:
            why = "the message is encrypted: only the recipient's key opens it"
            self.recorder.not_possible(DECRYPTION, path, why)
        elif isinstance(problem, VerificationError | DecodeError):
            self.recorder.failed(DECRYPTION, path, problem)
        else:
            self.recorder.not_possible(DECRYPTION, path, problem.message, problem)

    def _known(self, identification: str | None, from_ra: bool = False) -> Knowledge:
        return Knowledge(self.secrets, self.keys, self.certificates, identification, from_ra)

    def _answer(self, message: Message, request: Message) -> list[tuple[int, Certificate]]:
        if message.kind not in ("full-pki-response", "simple-pki-response"):
            raise BuildError(f"a {message.kind} answers no request")
        if request.body is None and request.kind == "encrypted":
            why = "the request is encrypted: give it as it was before"
            self.recorder.not_possible(ANSWERED, type(message.body).__name__, why, unasked=True)
            return []
        if not isinstance(request.body, PKIData | CertificationRequest | CertReqMessages):
            raise BuildError(f"a {request.kind} is no request")
        response = message.body if isinstance(message.body, PKIResponse) else None
        issued: list[object] = list(message.body) if isinstance(message.body, CertificateSet) else []
        # A Simple PKI Response is the certificates of its SignedData: they are there once.
        for layer in message.layers if response is not None else ():
            issued += getattr(layer, "certificates", None) or ()
        granted = check_answer(response, request.body, issued, self.recorder)
        NestedAnswers(request, self.nesting, self.keys, self.recorder).check(message, request)
        return granted

    def _certificates(
        self, certificates: CertificateSet, granted: list[tuple[int, Certificate]], path: str = ""
    ) -> None:
        """Nobody signs a Simple PKI Response: its certificates have to speak for themselves. RFC 10002 section 4.1."""
        along = [item for item in certificates if isinstance(item, Certificate)]
        places = [(f"body part {integer_in_words(number)}", item) for number, item in granted]
        if not places:
            names = [item.tbs_certificate for item in along]
            issuers = {tbs.issuer for tbs in names if tbs.issuer != tbs.subject}
            leaves = [n for n, tbs in enumerate(names) if tbs.subject not in issuers]
            places = [(f"{path}{'.' if path else ''}certificates[{n}]", along[n]) for n in leaves]
        known = Issuers(along)
        for place, certificate in places:
            check_path(certificate, known, self.trust, self.at, place, self.recorder)

    def _signed_data(
        self, signed: SignedData, message: Message, place: str, path: str, *, innermost: bool
    ) -> tuple[VerifiedSigner, ...]:
        body = message.body if innermost else None
        if body is not None and message.kind == "simple-pki-response":
            return ()
        if not signed.signer_infos:
            self._unsigned(body, place)
            return ()
        # Whoever signs around an encrypted message may do so with the requested key as well (section 5).
        requests = message.body.req_sequence if isinstance(message.body, PKIData) else ()
        signers = check_signers(
            signed, place, self.recorder, requests=requests, others=self.certificates, quirks=message.quirks
        )
        return self._signers(signers, signed, body, path)

    def _content_type(self, layer: SignedData | AuthenticatedData, body: PKIData | PKIResponse, path: str) -> None:
        """Whoever signs plain data, a mail say, has not said that it is a message of CMC. RFC 10002 section 3.2."""
        if layer.encap_content_info.e_content_type == ID_DATA:
            why = f"the {type(body).__name__} is signed as {ID_DATA.name}, which anything may be"
            self.recorder.failed(CONTENT_TYPE_CHECK, f"{path}.encapContentInfo", why)

    def _origin(self, layer: SignedData | AuthenticatedData, place: str, path: str) -> None:
        """Note where nothing shows who sent a request: no certificate of the signer's, and no secret proven."""
        if not isinstance(layer, SignedData) or not layer.signer_infos or not self.policy.require_signer:
            return
        proofs = self.recorder.outcomes(IDENTITY_PROOF, f"{path}.controlSequence")
        if Outcome.PASSED in proofs:
            return
        unsigned = all(info.signature_algorithm.algorithm == ID_ALG_NO_SIGNATURE for info in layer.signer_infos)
        if unsigned and not proofs:
            why = "id-alg-noSignature without an identity proof: nothing shows who sent the message"
            self.recorder.failed(ORIGIN, place, why)
        elif self.trust is not None and (unsigned or not self.recorder.outcomes(CERTIFICATE_PATH, place)):
            why = "the signer has no certificate, and no identity proof holds: nothing shows who it is"
            self.recorder.not_possible(ORIGIN, place, why)

    def _unsigned(self, body: Any, path: str) -> None:
        """Nobody signed: right for a revocation by secret, and for a server that cannot sign."""
        if isinstance(body, PKIData):
            revocations = [value for _, value in controls_of(body, RevokeRequest)]
            only = not body.req_sequence and _only(body, RevokeRequest)
            if only and revocations and all(value.passphrase is not None for value in revocations):
                self.recorder.passed(SIGNER, path, "a revocation by shared secret needs no signer")
                return
        statuses: list[tuple[int, CMCStatusInfo | CMCStatusInfoV2]] = []
        if isinstance(body, PKIResponse) and _only(body, *_STATUSES):
            statuses = [*controls_of(body, CMCStatusInfo), *controls_of(body, CMCStatusInfoV2)]
        if statuses and all(value.cmc_status == CMCStatus.failed for _, value in statuses):
            self.recorder.passed(SIGNER, path, "a failure may go unsigned")
        elif self.policy.require_signer:
            self.recorder.failed(SIGNER, path, "nobody signed the message (RFC 10002 section 3.2)")
        else:
            self.recorder.not_possible(SIGNER, path, "nobody signed the message", unasked=True)

    def _signers(
        self, signers: tuple[VerifiedSigner, ...], signed: SignedData, body: Any, path: str
    ) -> tuple[VerifiedSigner, ...]:
        """Check the certificates of signers; return the signers whose certificates lead to a trust anchor."""
        good = []
        along = [*(signed.certificates or ()), *self.certificates]
        issuers = Issuers(along)
        for signer in signers:
            if signer.certificate is not None:
                if check_path(signer.certificate, issuers, self.trust, self.at, signer.path, self.recorder):
                    good.append(signer)
                self._purpose(signer.certificate, body, signer.path)
            self._signing_time(signer, signer.path)
        if isinstance(body, PKIResponse):
            check_trust_anchors(body, along, path, self.recorder)
        return tuple(good)

    def _purpose(self, certificate: Certificate, body: Any, place: str) -> None:
        if isinstance(body, PKIResponse) and self.policy.require_ca:
            check_purpose(certificate, ID_KP_CMC_CA, place, self.recorder)
        if isinstance(body, PKIData) and self.policy.require_ra:
            vouches = any(controls_of(body, cls) for cls in _VOUCHING)
            if vouches or body.cms_sequence:
                check_purpose(certificate, ID_KP_CMC_RA, place, self.recorder)

    def _signing_time(self, signer: VerifiedSigner, place: str) -> None:
        claimed = the_value(signer.info.signed_attrs or (), SIGNING_TIME)
        if not isinstance(claimed, datetime):
            return
        now = self.at or datetime.now(UTC)
        late = (claimed - now).total_seconds()
        if late > self.policy.clock_skew.total_seconds():
            self.recorder.failed(SIGNING_TIME_CHECK, place, f"signed at {claimed:%Y-%m-%d %H:%M:%S}Z, in the future")
        else:
            self.recorder.passed(SIGNING_TIME_CHECK, place, f"{claimed:%Y-%m-%d %H:%M:%S}Z")

    def _authenticated_data(self, layer: AuthenticatedData, body: Any, path: str) -> None:
        names = controls_of(body, Identification) if isinstance(body, PKIData) else []
        identification = names[0][1].value if names else None
        secret = find_secret(self.secrets, identification)
        if secret is None:
            self.recorder.not_possible(MAC, path, "no shared secret is known")
            return

        def work() -> str:
            verify_authenticated(layer, password_octets(secret, identification or ""))
            return layer.mac_algorithm.algorithm.name

        used = (layer.mac_algorithm, layer.digest_algorithm)
        self.recorder.attempt(MAC, path, work, weak=lambda: is_weak(*used))

    def _body(
        self, body: PKIData | PKIResponse, path: str, signers: tuple[VerifiedSigner, ...], proven: Container[int]
    ) -> None:
        check_graph(body, path, self.recorder, self.nesting.body)
        from_ra, vouched = self._from_ra(signers), vouched_requests(body)
        if isinstance(body, PKIData):
            names = controls_of(body, Identification)
            who = names[0][1].value if names else None
            known, of_ra, own = self._known(who, from_ra), self._known(who, True), vouched.get(0, ())
            for index, request in enumerate(body.req_sequence):
                by = (proven, of_ra) if body_part_id(request) in proven else (own, known)
                check_request(request, f"{path}.reqSequence[{index}]", self.recorder, *by)
            check_proofs(body, path, self.recorder, self.secrets)
            check_revocation_secrets(body, path, self.recorder, self.secrets, self.revocation_secrets)
        for index, part in enumerate(body.cms_sequence):
            number = part.body_part_id
            said = vouched.get(number, ()) if from_ra else ()
            self._nested(part.content_info, f"{path}.cmsSequence[{index}]", number, said)

    def _nested(self, info: ContentInfo, path: str, number: int, proven: Container[int]) -> None:
        message, problem = self.nesting.opened(info)
        if message is not None:
            self._layers(message, problem, path, proven)
            if isinstance(message.body, CertificateSet):
                self._certificates(message.body, [], path)
        elif problem is not None:
            self.recorder.failed(DECRYPTION, path, problem)
        elif isinstance(info.content, SignedData):
            found = check_signers(info.content, path, self.recorder, others=self.certificates)
            self._signers(found, info.content, None, path)
            if not info.content.signer_infos:
                self._unsigned(None, path)
        elif info.content_type != ID_DATA:
            # Mere data claims nothing.
            self.recorder.not_possible(DECRYPTION, path, f"body part {number} is {info.content_type.name}")

    def _from_ra(self, signers: tuple[VerifiedSigner, ...]) -> bool:
        """Whether these signers, whose certificates lead to a trust anchor, are RAs by their purpose."""
        unwritten = Recorder()
        return bool(signers) and all(
            signer.certificate is not None and check_purpose(signer.certificate, ID_KP_CMC_RA, "", unwritten)
            for signer in signers
        )


def _only(body: PKIData | PKIResponse, *classes: type) -> bool:
    """Whether a body holds controls of these classes, and else only what asks for nothing."""
    values = [value for control in body.control_sequence for value in control.attr_values]
    return (
        not body.cms_sequence
        and not body.other_msg_sequence
        and all(isinstance(v, (*classes, *_BESIDE)) for v in values)
    )
