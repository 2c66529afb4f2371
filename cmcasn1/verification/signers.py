"""Who signed a message, and whether the signature holds: RFC 10002 section 3.2, RFC 5652 section 5."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cmcasn1.algorithms.key_identifiers import key_identifier
from cmcasn1.cmc.requests import public_key_of, subject_key_identifier_of
from cmcasn1.cms.certificate_sets import CertificateIndex
from cmcasn1.cms.verification import VerifiedSignature, verify_content, verify_signature
from cmcasn1.codec.coding import encode_named
from cmcasn1.errors import CMCError, UnsupportedAlgorithm
from cmcasn1.oids.known import ID_ALG_NO_SIGNATURE
from cmcasn1.verification.report import Recorder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cmcasn1.cmc.tagged_request import AnyRequest
    from cmcasn1.cms.certificates import IssuerAndSerialNumber
    from cmcasn1.cms.signed_data import SignedData, SignerInfo
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier
    from cmcasn1.pkix.certificates import Certificate
    from cmcasn1.pkix.keys import SubjectPublicKeyInfo

SIGNER = "signer"
DIGEST = "message-digest"
SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class VerifiedSigner:
    """A signer whose signature holds: by its certificate, or by the key of a request; `path` is its place."""

    path: str
    info: SignerInfo
    certificate: Certificate | None
    request: AnyRequest | None


def check_signers(
    signed: SignedData,
    path: str,
    recorder: Recorder,
    *,
    requests: Iterable[AnyRequest] = (),
    others: Iterable[Certificate] = (),
    quirks: tuple[str, ...] = (),
) -> tuple[VerifiedSigner, ...]:
    """Check every signature of a SignedData and return the signers whose signature holds.

    The signer is a certificate of the message or of `others`, or, by its subjectKeyIdentifier, the key of one of
    the `requests`; then it has to be the only signer (RFC 10002 section 3.2).
    """
    found = []
    asked = _RequestedKeys(tuple(requests))
    digests: dict[AlgorithmIdentifier, bytes] = {}
    known = CertificateIndex((*(signed.certificates or ()), *others))
    for index, info in enumerate(signed.signer_infos):
        place = f"{path}.signerInfos[{index}]"
        try:
            verify_content(signed, info, quirks=quirks, digests=digests)
        except UnsupportedAlgorithm as error:
            recorder.not_possible(DIGEST, place, error.message, error)
        except CMCError as error:
            recorder.failed(DIGEST, place, error)
        else:
            recorder.passed(DIGEST, place, info.digest_algorithm.algorithm.name)
        signer = _check_signer(signed, info, place, recorder, asked, known)
        if signer is not None:
            found.append(signer)
    return tuple(found)


def _check_signer(
    signed: SignedData,
    info: SignerInfo,
    path: str,
    recorder: Recorder,
    requests: _RequestedKeys,
    certificates: CertificateIndex,
) -> VerifiedSigner | None:
    if info.signature_algorithm.algorithm == ID_ALG_NO_SIGNATURE:
        if not isinstance(info.sid, bytes):
            recorder.failed(SIGNER, path, "id-alg-noSignature with a signer other than by subjectKeyIdentifier")
        why = "id-alg-noSignature: only an identity proof ties the message to anybody"
        # Whether one does is looked at when everything else has been (`_Verification.origin`).
        recorder.not_possible(SIGNATURE, path, why, unasked=bool(requests.requests))
        return None
    certificate = certificates.find(info.sid)
    request: AnyRequest | None = None
    key: SubjectPublicKeyInfo | None
    if certificate is not None:
        key = certificate.tbs_certificate.subject_public_key_info
        recorder.passed(SIGNER, path, f"certificate of {certificate.tbs_certificate.subject.rfc4514_string()}")
    else:
        request, key = requests.find(info.sid)
        if key is None:
            recorder.not_possible(SIGNER, path, "no certificate and no requested key is the one that the signer names")
            recorder.not_possible(SIGNATURE, path, "the signer's key is not known")
            return None
        if len(signed.signer_infos) > 1:
            recorder.failed(SIGNER, path, "a requested key signs together with others (RFC 10002 section 3.2)")
        else:
            recorder.passed(SIGNER, path, "the key of the request itself")
    content = signed.encap_content_info.e_content or b""
    verified: list[VerifiedSignature] = []

    def work() -> str:
        verified.append(verify_signature(info, key, content))
        return info.signature_algorithm.algorithm.name

    if not recorder.attempt(SIGNATURE, path, work, weak=lambda: bool(verified[0].weak_digests)):
        return None
    return VerifiedSigner(path, info, certificate, request)


class _RequestedKeys:
    """The keys of requests, to be found by what a signer calls its own; each request is looked at once."""

    def __init__(self, requests: tuple[AnyRequest, ...]) -> None:
        self.requests = requests

    @cached_property
    def _by_identifier(self) -> dict[bytes, AnyRequest]:
        found: dict[bytes, AnyRequest] = {}
        for request in self.requests:
            asked = subject_key_identifier_of(request)
            if asked is not None:
                found.setdefault(asked, request)
            # Dogtag 11.7 names its key by the whole value of the extension, tag and length included.
            found.setdefault(encode_named("SubjectKeyIdentifier", asked or b""), request)
        return found

    @cached_property
    def _by_hash(self) -> dict[bytes, tuple[AnyRequest, SubjectPublicKeyInfo]]:
        found: dict[bytes, tuple[AnyRequest, SubjectPublicKeyInfo]] = {}
        for request in self.requests:
            key = public_key_of(request)
            if key is not None:
                found.setdefault(key_identifier(key), (request, key))
        return found

    def find(
        self, sid: IssuerAndSerialNumber | bytes
    ) -> tuple[AnyRequest, SubjectPublicKeyInfo | None] | tuple[None, None]:
        if not isinstance(sid, bytes):
            return None, None
        request = self._by_identifier.get(sid)
        if request is not None:
            return request, public_key_of(request)
        # Windows names the key by its hash, and asks for no subjectKeyIdentifier (RFC 10002 section 3.2 would have it).
        return self._by_hash.get(sid, (None, None))
