"""Full PKI Requests built, signed and verified, against cryptography's own operations over the same octets."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

import cmcasn1
from cmcasn1 import CertificationRequestBuilder, PKIDataBuilder

SECRET = "SixteenCharToken"

KEYS: dict[str, Callable[[], Any]] = {
    "P-256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "Ed25519": ed25519.Ed25519PrivateKey.generate,
}


class Bare(NamedTuple):
    """The same operations with cryptography alone."""

    sign: Callable[[], object]
    verify: Callable[[], object]


def _operations(key: Any) -> tuple[Callable[[bytes], bytes], Callable[[bytes, bytes], object]]:
    public = key.public_key()
    if isinstance(key, ec.EllipticCurvePrivateKey):
        algorithm = ec.ECDSA(hashes.SHA256())
        return (lambda data: key.sign(data, algorithm)), (lambda sig, data: public.verify(sig, data, algorithm))
    return key.sign, public.verify


@cache
def request(kind: str) -> tuple[Any, cmcasn1.CertificationRequest]:
    """A key, and a PKCS #10 request for it that a message holds as it is."""
    key = KEYS[kind]()
    return key, CertificationRequestBuilder().subject("CN=Alice,O=Example").subject_key_identifier().sign(key)


@cache
def signer(kind: str) -> cmcasn1.PrivateKey:
    """The same key as who signs more than one message holds it: it remembers its public key."""
    return cmcasn1.PrivateKey(request(kind)[0])


def build(kind: str, *, kept: bool = False) -> Callable[[], bytes]:
    """Return what builds and signs a Full PKI Request with four controls, with the key of cryptography or `signer`."""
    own, asked = request(kind)
    key = signer(kind) if kept else own

    def made() -> bytes:
        return (
            PKIDataBuilder()
            .add_pkcs10(asked)
            .identification("alice")
            .identity_proof_v2(SECRET)
            .transaction_id(4711)
            .sender_nonce(b"sixteen octets..")
            .sign(key)
            .der
        )

    return made


def verify(data: bytes) -> cmcasn1.Report:
    """Parse and verify everything that can be."""
    report = cmcasn1.verify(data, secrets=SECRET)
    assert report.ok and not report.not_possible
    return report


def bare(kind: str, data: bytes) -> Bare:
    """Return the signature that `build` makes, and the two that `verify` verifies."""
    key, asked = request(kind)
    sign, check = _operations(key)
    (signer,) = cmcasn1.parse(data).layers[0].signer_infos
    covered, signature = signer.signed_attrs_octets, signer.signature
    info, own = asked.certification_request_info.octets, asked.signature.data

    def both() -> None:
        check(signature, covered)
        check(own, info)

    return Bare(lambda: sign(covered), both)


def batch(count: int) -> tuple[Callable[[], object], Callable[[], object]]:
    """Return what builds so many requests into one PKIData under one identity proof, and what verifies them."""
    key, asked = request("P-256")

    def made() -> cmcasn1.EncodedMessage[Any]:
        built = PKIDataBuilder().identification("alice")
        for _ in range(count):
            built = built.add_pkcs10(asked)
        return built.identity_proof_v2(SECRET).sign(key)

    data = made().der
    return lambda: made().der, lambda: verify(data)
