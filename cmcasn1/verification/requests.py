"""Proof of possession of every request: RFC 2986, RFC 4211 section 4, RFC 10002 sections 3.2 and 6.7."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cmcasn1.algorithms.dh_groups import is_same_key
from cmcasn1.algorithms.no_signature import check_no_signature_value
from cmcasn1.algorithms.static_dh import STATIC_DH
from cmcasn1.cmc.controls.lra_pop_witness import LraPopWitness
from cmcasn1.cmc.tagged_request import OtherReqMsg, TaggedCertificationRequest
from cmcasn1.crmf.mac import PKMACValue
from cmcasn1.crmf.possession import verify_public_key_mac, verify_signature
from cmcasn1.crmf.possession_algorithms import rests_on_weak, verify_possession
from cmcasn1.crmf.possession_by_agreement import verify_agreement
from cmcasn1.crmf.possession_by_key import verify_encrypted_key
from cmcasn1.crmf.proof_of_possession import POPOPrivKey, POPOSigningKey
from cmcasn1.crmf.static_dh import is_for, read_static
from cmcasn1.errors import (
    CMCError,
    DecodeError,
    ProofInvalid,
    SignatureInvalid,
    VerificationError,
)
from cmcasn1.oids.known import ID_ALG_NO_SIGNATURE
from cmcasn1.verification.policy import find_secret
from cmcasn1.verification.proofs import controls_of
from cmcasn1.verification.weakness import is_weak

if TYPE_CHECKING:
    from collections.abc import Callable, Container
    from typing import Any

    from cmcasn1.cmc.tagged_request import AnyRequest
    from cmcasn1.codec.primitives import BitString
    from cmcasn1.crmf.cert_req_msg import CertReqMsg
    from cmcasn1.keys.private_key import Decrypter
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier
    from cmcasn1.pkix.certificates import Certificate
    from cmcasn1.pkix.pkcs10 import CertificationRequest
    from cmcasn1.verification.policy import Secrets
    from cmcasn1.verification.report import Recorder

POSSESSION = "possession"
PUBLIC_KEY_MAC = "public-key-mac"
"""The names of these checks."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a receiver knows to check proofs with: secrets, private keys, certificates, who asks, and for whom.

    `from_ra` says that the message is from somebody with a certificate for id-kp-cmcRA.
    """

    secrets: Secrets | None = field(default=None, repr=False)
    keys: tuple[Decrypter, ...] = field(default=(), repr=False)
    certificates: tuple[Certificate, ...] = ()
    identification: str | None = None
    from_ra: bool = False


def check_request(
    request: AnyRequest, path: str, recorder: Recorder, vouched: Container[int], known: Knowledge
) -> None:
    """Check the proof of possession of one request.

    `vouched` are those that the sender vouches for (lraPOPWitness); that counts of an RA only.
    """
    if isinstance(request, OtherReqMsg):
        name = request.request_message_type.name
        recorder.not_possible(POSSESSION, path, f"requests of type {name} are unknown")
    elif isinstance(request, TaggedCertificationRequest):
        check_pkcs10(request.certification_request, f"{path}.tcr.certificationRequest", recorder, known)
    else:
        check_crmf(request, f"{path}.crm", recorder, request.cert_req.cert_req_id in vouched, known)


def vouched_requests(body: Any) -> dict[int, set[int]]:
    """Return the requests whose possession the sender vouches for, by the part that they are in, 0 for the body.

    RFC 10002 section 6.8.
    """
    found: dict[int, set[int]] = {}
    for _, witness in controls_of(body, LraPopWitness):
        found.setdefault(witness.pki_data_bodyid, set()).update(witness.body_ids)
    return found


def check_pkcs10(request: CertificationRequest, path: str, recorder: Recorder, known: Knowledge) -> None:
    """Check the signature of a PKCS #10 request over the octets as received. RFC 2986 section 4.2, RFC 6955."""
    info, algorithm = request.certification_request_info, request.signature_algorithm
    if algorithm.algorithm == ID_ALG_NO_SIGNATURE:
        try:
            check_no_signature_value(request.signature.data, info.octets)
        except VerificationError as error:
            recorder.failed(POSSESSION, path, error)
            return
        except DecodeError:
            # BouncyCastle has the bare digest, of any hash: the value is to be ignored (RFC 10002 appendix C.1).
            pass
        why = "the request has no signature (id-alg-noSignature); encryptedPOP has to prove possession"
        recorder.not_possible(POSSESSION, path, why)
        return

    if algorithm.algorithm in STATIC_DH:

        def with_key(key: Decrypter) -> None:
            certificate = _certificate_of(key, known.certificates, request.signature)
            verify_possession(info.subject_pk_info, algorithm, request.signature, info.octets, key, certificate)

        _with_keys(with_key, algorithm.algorithm.name, rests_on_weak(algorithm), path, recorder, known)
        return

    def work() -> str:
        try:
            verify_possession(info.subject_pk_info, algorithm, request.signature, info.octets)
        except SignatureInvalid as error:
            raise ProofInvalid(f"the request's signature does not verify: {error.message}", path=path) from error
        return algorithm.algorithm.name

    recorder.attempt(POSSESSION, path, work, weak=lambda: rests_on_weak(algorithm))


def check_crmf(message: CertReqMsg, path: str, recorder: Recorder, vouched: bool, known: Knowledge) -> None:
    """Check the proof of possession of a CRMF request. RFC 4211 section 4."""
    proof = message.popo
    if vouched and known.from_ra:
        recorder.passed(POSSESSION, path, "the RA vouches for it (lraPOPWitness)")
    elif vouched:
        recorder.not_possible(POSSESSION, path, "lraPOPWitness: the sender says so and is not shown to be an RA")
    elif proof is None:
        recorder.not_possible(POSSESSION, path, "the request has no proof; encryptedPOP has to prove possession")
    elif isinstance(proof.value, POPOSigningKey):
        algorithm = proof.value.algorithm_identifier

        signature = proof.value.signature

        def work() -> str:
            verify_signature(message)
            return algorithm.algorithm.name

        def with_key(key: Decrypter) -> None:
            verify_signature(message, key, _certificate_of(key, known.certificates, signature))

        if algorithm.algorithm in STATIC_DH:
            weak = rests_on_weak(algorithm)
            _with_keys(with_key, algorithm.algorithm.name, weak, f"{path}.popo", recorder, known)
        else:
            recorder.attempt(POSSESSION, f"{path}.popo", work, weak=lambda: rests_on_weak(algorithm))
        given = proof.value.poposk_input
        if given is not None and isinstance(given.auth_info, PKMACValue):
            place = f"{path}.popo.poposkInput.authInfo"
            _check_public_key_mac(message, given.auth_info.alg_id, place, recorder, known)
    elif proof.choice == "raVerified":
        if known.from_ra:
            recorder.passed(POSSESSION, f"{path}.popo", "raVerified: the RA vouches for it")
        else:
            recorder.not_possible(POSSESSION, f"{path}.popo", "raVerified: the RA says so, nothing shows it")
    elif isinstance(proof.value, POPOPrivKey):
        _check_private_key(message, proof.value.choice, f"{path}.popo", recorder, known)


def _check_public_key_mac(
    message: CertReqMsg, algorithm: AlgorithmIdentifier, path: str, recorder: Recorder, known: Knowledge
) -> None:
    secret = find_secret(known.secrets, known.identification)
    if secret is None:
        recorder.not_possible(PUBLIC_KEY_MAC, path, "no shared secret is known", unasked=known.secrets is None)
        return

    def work() -> str:
        verify_public_key_mac(message, secret)
        return "who signed knows the secret"

    recorder.attempt(PUBLIC_KEY_MAC, path, work, weak=lambda: is_weak(algorithm))


def _check_private_key(message: CertReqMsg, form: str, path: str, recorder: Recorder, known: Knowledge) -> None:
    """Check a proof of a key that cannot sign, with whichever of the receiver's keys it is for."""
    if form == "subsequentMessage":
        recorder.not_possible(POSSESSION, path, "subsequentMessage: a further message has to prove possession")
        return
    names = () if known.identification is None else (known.identification,)

    def with_key(key: Decrypter) -> None:
        if form in ("agreeMAC", "dhMAC"):
            verify_agreement(message, key, _certificate_of(key, known.certificates, _mac_of(message)))
        else:
            verify_encrypted_key(message, key, identifiers=names)

    _with_keys(with_key, form, _is_weak_agreement(message), path, recorder, known)


def _with_keys(
    check: Callable[[Decrypter], None], form: str, weak: bool, path: str, recorder: Recorder, known: Knowledge
) -> None:
    """Make a check that needs a private key of the receiver's, with whichever of them it is for."""
    problems: list[CMCError] = []
    for key in known.keys:
        try:
            check(key)
        except CMCError as error:
            problems.append(error)
        else:
            recorder.passed(POSSESSION, path, form, weak=weak)
            return
    if not problems:
        why = f"{form}: only the private key of the CA can tell, and none is given"
        recorder.not_possible(POSSESSION, path, why, unasked=True)
        return
    # What a key that fits shows counts more than that others do not fit.
    problem = min(problems, key=_weight)
    if isinstance(problem, VerificationError | DecodeError):
        recorder.failed(POSSESSION, path, problem)
    else:
        recorder.not_possible(POSSESSION, path, problem.message, problem)


def _is_weak_agreement(message: CertReqMsg) -> bool:
    proof = None if message.popo is None else message.popo.value
    if not isinstance(proof, POPOPrivKey):
        return False
    # dhMAC is fixed to SHA-1 (RFC 2875 section 3).
    if not isinstance(proof.value, PKMACValue):
        return proof.choice == "dhMAC"
    algorithm = proof.value.alg_id
    return rests_on_weak(algorithm) if algorithm.algorithm in STATIC_DH else is_weak(algorithm)


def _mac_of(message: CertReqMsg) -> BitString | None:
    """Return what agreeMAC has for a MAC where that is a DhSigStatic."""
    proof = None if message.popo is None else message.popo.value
    mac = proof.value if isinstance(proof, POPOPrivKey) else None
    return mac.value if isinstance(mac, PKMACValue) and mac.alg_id.algorithm in STATIC_DH else None


def _weight(problem: CMCError) -> int:
    if isinstance(problem, ProofInvalid):
        return 0
    return 1 if isinstance(problem, VerificationError | DecodeError) else 2


def _certificate_of(
    key: Decrypter, certificates: tuple[Certificate, ...], static: BitString | None = None
) -> Certificate | None:
    """Return the certificate of a key, of several the one that a DhSigStatic is for."""
    public = key.public_key_info
    own = [held for held in certificates if is_same_key(held.tbs_certificate.subject_public_key_info, public)]
    named = None if static is None or len(own) < 2 else read_static(static).issuer_and_serial
    if named is not None:
        return next((certificate for certificate in own if is_for(named, certificate)), own[0])
    return own[0] if own else None
