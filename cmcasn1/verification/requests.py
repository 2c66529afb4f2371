"""Proof of possession of every request: RFC 2986, RFC 4211 section 4, RFC 10002 sections 3.2 and 6.7."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmcasn1.algorithms import signatures
from cmcasn1.algorithms.digests import WEAK, digest_identifier
from cmcasn1.algorithms.no_signature import check_no_signature_value
from cmcasn1.cmc.tagged_request import OtherReqMsg, TaggedCertificationRequest
from cmcasn1.crmf.possession import verify_signature
from cmcasn1.crmf.proof_of_possession import POPOPrivKey, POPOSigningKey
from cmcasn1.errors import ProofInvalid, SignatureInvalid, VerificationError

if TYPE_CHECKING:
    from collections.abc import Container

    from cmcasn1.cmc.requests import AnyRequest
    from cmcasn1.crmf.cert_req_msg import CertReqMsg
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier
    from cmcasn1.pkix.pkcs10 import CertificationRequest
    from cmcasn1.verification.report import Recorder

POSSESSION = "possession"
"""The name of these checks."""


def check_request(request: AnyRequest, path: str, recorder: Recorder, vouched: Container[int]) -> None:
    """Check the proof of possession of one request; `vouched` are those that an RA vouches for (lraPOPWitness)."""
    if isinstance(request, OtherReqMsg):
        name = request.request_message_type.name
        recorder.not_possible(POSSESSION, path, f"requests of type {name} are unknown")
    elif isinstance(request, TaggedCertificationRequest):
        check_pkcs10(request.certification_request, f"{path}.certificationRequest", recorder)
    else:
        check_crmf(request, path, recorder, request.cert_req.cert_req_id in vouched)


def check_pkcs10(request: CertificationRequest, path: str, recorder: Recorder) -> None:
    """Check the signature of a PKCS #10 request over the octets as received. RFC 2986 section 4.2."""
    info, algorithm = request.certification_request_info, request.signature_algorithm
    if algorithm.algorithm == signatures.NO_SIGNATURE:
        try:
            check_no_signature_value(request.signature.data, info.octets)
        except VerificationError as error:
            recorder.failed(POSSESSION, path, error)
            return
        why = "the request has no signature (id-alg-noSignature); encryptedPOP has to prove possession"
        recorder.not_possible(POSSESSION, path, why)
        return

    def work() -> str:
        try:
            signatures.verify(info.subject_pk_info, algorithm, request.signature.data, info.octets)
        except SignatureInvalid as error:
            raise ProofInvalid(f"the request's signature does not verify: {error.message}", path=path) from error
        return algorithm.algorithm.name

    recorder.attempt(POSSESSION, path, work, weak=lambda: rests_on_weak(algorithm))


def check_crmf(message: CertReqMsg, path: str, recorder: Recorder, vouched: bool) -> None:
    """Check the proof of possession of a CRMF request. RFC 4211 section 4."""
    proof = message.popo
    if vouched:
        recorder.passed(POSSESSION, path, "the RA vouches for it (lraPOPWitness)")
    elif proof is None:
        recorder.not_possible(POSSESSION, path, "the request has no proof; encryptedPOP has to prove possession")
    elif isinstance(proof.value, POPOSigningKey):
        algorithm = proof.value.algorithm_identifier

        def work() -> str:
            verify_signature(message)
            return algorithm.algorithm.name

        recorder.attempt(POSSESSION, f"{path}.popo", work, weak=lambda: rests_on_weak(algorithm))
    elif proof.choice == "raVerified":
        recorder.not_possible(POSSESSION, f"{path}.popo", "raVerified: the RA says so, nothing shows it")
    elif isinstance(proof.value, POPOPrivKey):
        why = f"{proof.choice}, {proof.value.choice}: only the CA's key or a further message can tell"
        recorder.not_possible(POSSESSION, f"{path}.popo", why)


def rests_on_weak(algorithm: AlgorithmIdentifier) -> bool:
    """Return whether a signature is made with MD5 or SHA-1; raises `UnsupportedAlgorithm`."""
    hashed = signatures.scheme_of(algorithm).hash
    return hashed is not None and digest_identifier(hashed).algorithm in WEAK
