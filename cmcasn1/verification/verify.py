"""`cmcasn1.verify`: every check that a message allows, in one report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from cmcasn1.build.encoded import EncodedMessage
from cmcasn1.cmc.body_part_graph import body_part_id, nested_body
from cmcasn1.cmc.controls.add_extensions import AddExtensions
from cmcasn1.cmc.controls.identification import Identification
from cmcasn1.cmc.controls.lra_pop_witness import LraPopWitness
from cmcasn1.cmc.controls.mod_cert_template import ModCertTemplate
from cmcasn1.cmc.controls.ra_identity_witness import RaIdentityWitness
from cmcasn1.cmc.controls.revoke_request import RevokeRequest
from cmcasn1.cmc.controls.status_info_v2 import CMCStatusInfoV2
from cmcasn1.cmc.controls.trusted_anchors import PublishTrustAnchors
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
from cmcasn1.errors import BuildError, DecodeError, UnsupportedAlgorithm
from cmcasn1.keys.private_key import as_decrypter
from cmcasn1.message import Message, parse
from cmcasn1.oids.known import ID_KP_CMC_CA, ID_KP_CMC_RA, SIGNING_TIME
from cmcasn1.pkix.certificates import Certificate
from cmcasn1.pkix.pkcs10 import CertificationRequest
from cmcasn1.verification.answers import check_answer
from cmcasn1.verification.graph import check_graph
from cmcasn1.verification.policy import Policy, find_secret
from cmcasn1.verification.proofs import check_proofs, controls_of
from cmcasn1.verification.report import Check, Outcome, Recorder, Report
from cmcasn1.verification.requests import Knowledge, check_crmf, check_pkcs10, check_request
from cmcasn1.verification.signers import SIGNER, check_signers
from cmcasn1.verification.trust import check_path, check_purpose

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    from cmcasn1.cms.content_info import ContentInfo
    from cmcasn1.keys.private_key import Decrypter
    from cmcasn1.verification.policy import Secrets
    from cmcasn1.verification.signers import VerifiedSigner

DECRYPTION = "decryption"
MAC = "mac"
SIGNING_TIME_CHECK = "signing-time"
WEAK_ALGORITHM = "weak-algorithm"
TRUST_ANCHORS = "trust-anchors"
_VOUCHING = (AddExtensions, ModCertTemplate, LraPopWitness, RaIdentityWitness)


def verify(
    message: Message | EncodedMessage[Any] | bytes | str,
    *,
    secrets: Secrets | None = None,
    trust: Sequence[Certificate | x509.Certificate | bytes] | None = None,
    certificates: Iterable[Certificate | x509.Certificate | bytes] = (),
    keys: Iterable[Decrypter | PrivateKeyTypes] = (),
    request: Message | EncodedMessage[Any] | bytes | str | None = None,
    at: datetime | None = None,
    policy: Policy | None = None,
) -> Report:
    """Make every check that a message allows, and report how each came out.

    Digests, signatures and their signers; the proof of possession of every request; identity proofs and POP links
    with `secrets` (one, a mapping by identification, or a function); numbers and references of the body parts;
    certificates up to `trust`, with `certificates` that did not come along; proofs of CRMF that are meant for one of
    the receiver's private `keys`; signing times; what the response to a
    `request` repeats and issues; all of it in nested messages too. `at` is the time of the check, now by default.
    What cannot be checked is reported as not possible, with the reason; nothing that is checked is encoded anew.

    Raises `DecodeError` for octets that are no message. RFC 10002, RFC 4211, RFC 5652.
    """
    others, own = tuple(map(as_certificate, certificates)), tuple(map(as_decrypter, keys))
    work = _Verification(secrets, trust, others, own, at, policy or Policy())
    asked = None if request is None else _message(request)
    work.message(_message(message), asked)
    return work.report()


def _message(given: Message | EncodedMessage[Any] | bytes | str) -> Message:
    if isinstance(given, Message):
        return given
    return parse(given.der if isinstance(given, EncodedMessage) else given)


@dataclass(slots=True)
class _Verification:
    secrets: Secrets | None
    trust: Sequence[Certificate | x509.Certificate | bytes] | None
    certificates: tuple[Certificate, ...]
    keys: tuple[Decrypter, ...]
    at: datetime | None
    policy: Policy
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

    def message(self, message: Message, request: Message | None) -> None:
        body = message.body
        if message.kind == "encrypted":
            why = "the message is encrypted: only the recipient's key opens it"
            self.recorder.not_possible(DECRYPTION, type(message.layers[-1]).__name__, why)
        elif isinstance(body, CertificationRequest):
            check_pkcs10(body, "CertificationRequest", self.recorder)
        elif isinstance(body, CertReqMessages):
            for index, item in enumerate(body):
                check_crmf(item, f"CertReqMessages[{index}]", self.recorder, False, self._known(None))
        for layer in message.layers:
            if isinstance(layer, SignedData):
                self._signed_data(layer, body if layer is message.layers[-1] else None, message)
            elif isinstance(layer, AuthenticatedData):
                self._authenticated_data(layer, body, "AuthenticatedData")
        if isinstance(body, PKIData | PKIResponse):
            self._body(body, type(body).__name__)
            if not any(isinstance(layer, SignedData | AuthenticatedData) for layer in message.layers):
                self._unsigned(body, type(body).__name__)
        if request is not None:
            self._answer(message, request)

    def _known(self, identification: str | None) -> Knowledge:
        return Knowledge(self.secrets, self.keys, self.certificates, identification)

    def _answer(self, message: Message, request: Message) -> None:
        if message.kind not in ("full-pki-response", "simple-pki-response"):
            raise BuildError(f"a {message.kind} answers no request")
        if not isinstance(request.body, PKIData | CertificationRequest | CertReqMessages):
            raise BuildError(f"a {request.kind} is no request")
        response = message.body if isinstance(message.body, PKIResponse) else None
        issued: list[object] = list(message.body) if isinstance(message.body, CertificateSet) else []
        for layer in message.layers:
            issued += getattr(layer, "certificates", None) or ()
        check_answer(response, request.body, issued, self.recorder)

    def _signed_data(self, signed: SignedData, body: Any, message: Message) -> None:
        path = "SignedData"
        if body is not None and message.kind == "simple-pki-response":
            return
        if not signed.signer_infos:
            self._unsigned(body, path)
            return
        requests = body.req_sequence if isinstance(body, PKIData) else ()
        signers = check_signers(
            signed, path, self.recorder, requests=requests, others=self.certificates, quirks=message.quirks
        )
        self._signers(signers, signed, body, path)

    def _unsigned(self, body: Any, path: str) -> None:
        """Nobody signed: right for a revocation by secret, and for a server that cannot sign."""
        if isinstance(body, PKIData):
            revocations = [value for _, value in controls_of(body, RevokeRequest)]
            only = not body.req_sequence and not body.cms_sequence
            if only and revocations and all(value.passphrase is not None for value in revocations):
                self.recorder.passed(SIGNER, path, "a revocation by shared secret needs no signer")
                return
        statuses = [value for _, value in controls_of(body, CMCStatusInfoV2)] if isinstance(body, PKIResponse) else []
        if statuses and all(value.cmc_status == CMCStatus.failed for value in statuses):
            self.recorder.passed(SIGNER, path, "a failure may go unsigned")
        elif self.policy.require_signer:
            self.recorder.failed(SIGNER, path, "nobody signed the message (RFC 10002 section 3.2)")
        else:
            self.recorder.not_possible(SIGNER, path, "nobody signed the message")

    def _signers(self, signers: tuple[VerifiedSigner, ...], signed: SignedData, body: Any, path: str) -> None:
        along = [*(signed.certificates or ()), *self.certificates]
        for signer in signers:
            place = f"{path}.signerInfos[{signed.signer_infos.index(signer.info)}]"
            if signer.certificate is not None:
                check_path(signer.certificate, along, self.trust, self.at, place, self.recorder)
                self._purpose(signer.certificate, body, place)
            self._signing_time(signer, place)
        self._anchors(body, along, "PKIResponse" if path == "SignedData" else path)

    def _anchors(self, body: Any, along: Sequence[object], path: str) -> None:
        """The hashes of new trust anchors against the certificates that came along (RFC 10002 section 6.15)."""
        for index, control in controls_of(body, PublishTrustAnchors) if isinstance(body, PKIResponse) else ():
            place = f"{path}.controlSequence[{index}]"
            try:
                found = control.anchors(each for each in along if isinstance(each, Certificate))
            except UnsupportedAlgorithm as error:
                self.recorder.not_possible(TRUST_ANCHORS, place, error.message, error)
                continue
            lacking = len(set(control.anchor_hashes)) - len(set(found))
            if lacking:
                self.recorder.not_possible(TRUST_ANCHORS, place, f"{lacking} of the certificates did not come along")
            else:
                self.recorder.passed(TRUST_ANCHORS, place, f"{len(found)} certificates, as hashed")

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

        self.recorder.attempt(MAC, path, work)

    def _body(self, body: PKIData | PKIResponse, path: str) -> None:
        check_graph(body, path, self.recorder)
        if isinstance(body, PKIData):
            vouched = {
                number
                for _, value in controls_of(body, LraPopWitness)
                if value.pki_data_bodyid == 0
                for number in value.body_ids
            }
            names = controls_of(body, Identification)
            known = self._known(names[0][1].value if names else None)
            for index, request in enumerate(body.req_sequence):
                check_request(request, f"{path}.reqSequence[{index}]", self.recorder, vouched, known)
            check_proofs(body, path, self.recorder, self.secrets)
        for index, part in enumerate(body.cms_sequence):
            self._nested(part.content_info, f"{path}.cmsSequence[{index}]", body_part_id(part))

    def _nested(self, info: ContentInfo, path: str, number: int) -> None:
        try:
            body = nested_body(info)
        except DecodeError as error:
            self.recorder.failed(DECRYPTION, path, error)
            return
        content = info.content
        if isinstance(content, SignedData):
            requests = body.req_sequence if isinstance(body, PKIData) else ()
            signers = check_signers(content, path, self.recorder, requests=requests, others=self.certificates)
            self._signers(signers, content, body, path)
            if not content.signer_infos:
                self._unsigned(body, path)
        elif isinstance(content, AuthenticatedData):
            self._authenticated_data(content, body, path)
        if body is None:
            if not isinstance(content, SignedData):
                self.recorder.not_possible(DECRYPTION, path, f"body part {number} is {info.content_type.name}")
            return
        self._body(body, path)
