"""Algorithms and keys in words: "RSA with SHA-256", "AES-128-CBC", "EC P-256"."""

from __future__ import annotations

import re

from cmcasn1.oids import Oid
from cmcasn1.oids.known import ID_EC_PUBLIC_KEY, RSA_ENCRYPTION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any as _Any

_WORDS = {
    "rsaEncryption": "RSA",
    "id-RSASSA-PSS": "RSA-PSS",
    "id-RSAES-OAEP": "RSA-OAEP",
    "id-ecPublicKey": "EC",
    "secp192r1": "P-192",
    "secp224r1": "P-224",
    "secp256r1": "P-256",
    "secp384r1": "P-384",
    "secp521r1": "P-521",
    "id-dsa": "DSA",
    "id-PasswordBasedMac": "PasswordBasedMac",
    "id-alg-CMS3DESwrap": "3DES key wrap",
    "des-EDE3-CBC": "3DES-CBC",
    "des-ede3-cbc": "3DES-CBC",
    "id-alg-noSignature": "no signature, a digest alone",
    "id-alg-zkp": "RSA-KEM",
}
# Families of names: a group becomes part of the words, as the name of a hash where {} says so.
_SHAPES = (
    (r"(.+)WithRSA(?:Encryption|Signature)", "RSA with {}"),
    (r"id-rsassa-pkcs1-v1-5-with-(.+)", "RSA with {}"),
    (r"(?:id-)?ecdsa-with-(.+)", "ECDSA with {}"),
    (r"(?:id-)?dsa-with-(.+)", "DSA with {}"),
    (r"(?:id-)?hmac(?:With|-)(.+)", "HMAC-{}"),
    (r"id-(sha[\d-]+|md[25]|shake\d+)", "{}"),
    (r"dhSinglePass-(?:stdDH|cofactorDH)-(.+)kdf-scheme", "ECDH with {}"),
    (r"dhSinglePass-stdDH-hkdf-(.+)-scheme", "ECDH with HKDF-{}"),
    (r"id-alg-hkdf-with-(.+)", "HKDF-{}"),
    (r"id-aes(\d+)-wrap", r"AES-\1 key wrap"),
    (r"id-aes(\d+)-wrap-pad", r"AES-\1 key wrap with padding"),
    (r"id-aes(\d+)-(\w+)", r"AES-\1-\2"),
    (r"id-ml-dsa-(\d+)", r"ML-DSA-\1"),
    (r"id-alg-ml-kem-(\d+)", r"ML-KEM-\1"),
    (r"id-slh-dsa-sha2-(.+)", r"SLH-DSA-SHA2-\1"),
    (r"id-slh-dsa-shake-(.+)", r"SLH-DSA-SHAKE-\1"),
    (r"id-(?:alg-)?(.+)", r"\1"),
)


def name(oid: str) -> str:
    """Return an algorithm as people write it; its RFC name, else its digits, where there is no such form."""
    known = Oid(oid).name
    if known in _WORDS:
        return _WORDS[known]
    for pattern, shape in _SHAPES:
        match = re.fullmatch(pattern, known, re.IGNORECASE)
        if match is not None:
            return shape.format(_hash(match[1])) if "{}" in shape else match.expand(shape)
    return known


def _hash(found: str) -> str:
    upper = found.upper()
    if upper.startswith("SHA") and not upper.startswith(("SHA-", "SHA3-", "SHAKE")):
        upper = f"SHA-{upper[3:]}"
    return upper.replace("SHA-512-", "SHA-512/")


def algorithm(value: _Any) -> str:
    """Return an AlgorithmIdentifier in words, with the parameters that matter."""
    parameters = value.parameters
    shown = name(value.algorithm)
    if isinstance(parameters, Oid):
        return f"{shown} {name(parameters)}"
    for field, form in (
        ("hash_algorithm", "{} with {}"),
        ("owf", "{}, {}"),
        ("mac", "{}, {}"),
        ("key_derivation_func", "{} by {}"),
        ("encryption_scheme", "{}, {}"),
        ("message_auth_scheme", "{}, {}"),
        ("prf", "{}, {}"),
    ):
        inner = getattr(parameters, field, None)
        if hasattr(inner, "algorithm"):
            shown = form.format(shown, algorithm(inner))
    count = getattr(parameters, "iteration_count", None)
    if isinstance(count, int):
        shown += f", {count if count.bit_length() < 64 else hex(count)} iterations"
    if hasattr(parameters, "parameters") and hasattr(parameters, "algorithm"):
        # A key wrap stands as parameter of key agreement (RFC 5753 section 7.1.4).
        shown += f", {algorithm(parameters)}"
    return shown


def signature(signer: _Any) -> str:
    """Return the algorithm of a SignerInfo in words: what the signature's own identifier leaves open is the digest."""
    shown = algorithm(signer.signature_algorithm)
    digest = name(signer.digest_algorithm.algorithm)
    if shown == "RSA":
        return f"RSA with {digest}"
    return shown if digest in shown else f"{shown}, digest {digest}"


def public_key(value: _Any) -> str:
    """Return kind and size of the key in a SubjectPublicKeyInfo."""
    kind = value.algorithm.algorithm
    if kind == RSA_ENCRYPTION or name(kind) in ("RSA-PSS", "RSA-OAEP"):
        return f"{name(kind)} {_rsa_bits(value.subject_public_key.data)}"
    if kind == ID_EC_PUBLIC_KEY:
        curve = value.algorithm.parameters
        return f"EC {name(curve)}" if isinstance(curve, Oid) else "EC, the curve spelled out"
    words = name(kind)
    if words == "DSA" and hasattr(value.algorithm.parameters, "p"):
        return f"DSA {value.algorithm.parameters.p.bit_length()}"
    return words if words != str(kind) else f"key of the unknown type {kind}"


def _rsa_bits(data: bytes) -> str:
    from cmcasn1.codec.headers import HeaderReader
    from cmcasn1.errors import DecodeError

    reader = HeaderReader(data, 4)
    try:
        outer = reader.read(0, len(data), "")
        modulus = reader.read(outer.start, outer.stop, "")
    except DecodeError:
        return "(malformed)"
    return str(int.from_bytes(data[modulus.start : modulus.stop], "big").bit_length())
