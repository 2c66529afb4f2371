"""Digests, MACs, derived keys and signatures, against published vectors and against themselves."""

from __future__ import annotations

import hashlib
import hmac as stdlib_hmac
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, mldsa, mlkem, rsa, x25519

import cmcasn1
from cmcasn1 import AlgorithmIdentifier, Oid
from cmcasn1.algorithms import digests, key_derivation, key_identifiers, macs, signatures
from cmcasn1.errors import BuildError, LimitError, SignatureInvalid, UnsupportedAlgorithm
from cmcasn1.keys.private_key import PrivateKey, as_decrypter, as_signer, oaep_identifier
from cmcasn1.oids.known import (
    ID_ALG_NO_SIGNATURE,
    ID_ED25519,
    ID_KMAC_WITH_SHAKE128,
    ID_KMAC_WITH_SHAKE256,
    ID_PBKDF2,
    ID_PBMAC1,
    ID_SHAKE256_LEN,
    RSA_ENCRYPTION,
)
from cmcasn1.pkix.password_algorithms import PBKDF2_params, PBMAC1_params

HASHES = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_224", "sha3_256", "sha3_384", "sha3_512")


def hash_named(name: str) -> hashes.HashAlgorithm:
    found: hashes.HashAlgorithm = getattr(hashes, name.upper())()
    return found


@pytest.mark.parametrize("name", HASHES)
def test_digest(name: str) -> None:
    identifier = digests.digest_identifier(hash_named(name))
    assert identifier.parameters is None
    assert digests.digest(identifier, b"abc") == hashlib.new(name, b"abc").digest()
    assert (identifier.algorithm in digests.WEAK) == (name in ("md5", "sha1"))


@pytest.mark.parametrize("name", [name for name in HASHES if name != "md5"])
def test_hmac(name: str) -> None:
    identifier = macs.mac_identifier(hash_named(name))
    expected = stdlib_hmac.digest(b"key", b"data", name)
    assert macs.mac(identifier, b"key", b"data") == expected
    assert macs.mac_size(identifier) == len(expected)
    assert macs.mac_matches(identifier, b"key", b"data", expected)
    assert not macs.mac_matches(identifier, b"key", b"datA", expected)
    assert not macs.mac_matches(identifier, b"key", b"data", expected[:-1])


def test_shake_lengths() -> None:
    shake128, shake256 = Oid("2.16.840.1.101.3.4.2.11"), Oid("2.16.840.1.101.3.4.2.12")
    assert digests.digest(AlgorithmIdentifier(shake128), b"abc") == hashlib.shake_128(b"abc").digest(32)
    assert digests.digest(AlgorithmIdentifier(shake256), b"abc") == hashlib.shake_256(b"abc").digest(64)
    assert digests.digest(AlgorithmIdentifier(ID_SHAKE256_LEN, 512), b"") == hashlib.shake_256(b"").digest(64)
    with pytest.raises(UnsupportedAlgorithm, match="224 bits or more"):
        digests.digest(AlgorithmIdentifier(ID_SHAKE256_LEN, 7), b"")


def test_kmac_is_that_of_the_nist_examples() -> None:
    """KMAC samples 1 and 4 of NIST SP 800-185: the second has a customization string, and so another algorithm."""
    key, data = bytes(range(0x40, 0x60)), bytes(range(4))
    made = macs.mac(AlgorithmIdentifier(ID_KMAC_WITH_SHAKE128), key, data)
    assert made.hex() == "e5780b0d3ea6f7d3a429c5706aa43a00fadbd7d49628839e3187243f456ee14e"
    assert macs.mac_size(AlgorithmIdentifier(ID_KMAC_WITH_SHAKE256)) == 64
    stated = cmcasn1.KMACwithSHAKE128_params(256)
    assert macs.mac(AlgorithmIdentifier(ID_KMAC_WITH_SHAKE128, stated), key, data) == made
    assert macs.mac_size(AlgorithmIdentifier(ID_KMAC_WITH_SHAKE128, cmcasn1.KMACwithSHAKE128_params(128))) == 16
    with pytest.raises(UnsupportedAlgorithm, match="refuses the key"):
        macs.mac(AlgorithmIdentifier(ID_KMAC_WITH_SHAKE128), b"short", data)


def test_pbkdf2_of_the_vectors(vectors: Path) -> None:
    known = json.loads((vectors / "computations.json").read_text())
    link = known["popLink"]
    identifier = key_derivation.pbkdf2_identifier(bytes.fromhex(link["v2_pbkdf2_salt"]), 1000, key_length=32)
    key = key_derivation.derive_from_password(identifier, known["secret"].encode(), 20)
    assert key.hex() == link["v2_pbkdf2_key"]


@pytest.mark.parametrize(
    ("count", "length", "error"),
    [
        (0, 32, UnsupportedAlgorithm),
        (-1, 32, UnsupportedAlgorithm),
        (-(1 << 20_000), 32, UnsupportedAlgorithm),
        (10**9, 32, LimitError),
        (1 << 20_000, 32, LimitError),
        # As many iterations for each piece of the key that is as long as a hash.
        (key_derivation.MAX_ITERATIONS // 2, 41, LimitError),
    ],
    ids=["none", "below", "far below", "many", "no end", "long key"],
)
def test_iteration_counts_beyond_reason_are_refused(count: int, length: int, error: type[Exception]) -> None:
    identifier = AlgorithmIdentifier(ID_PBKDF2, PBKDF2_params(b"salt", count, length))
    with pytest.raises(error, match="iteration"):
        key_derivation.derive_from_password(identifier, b"password", 32)


def test_pbmac1_is_an_hmac_with_a_derived_key() -> None:
    scheme = macs.mac_identifier(hashes.SHA256())
    derivation = key_derivation.pbkdf2_identifier(b"saltsalt", 1000)
    identifier = AlgorithmIdentifier(ID_PBMAC1, PBMAC1_params(derivation, scheme))
    key = hashlib.pbkdf2_hmac("sha256", b"password", b"saltsalt", 1000, 32)
    assert macs.mac(identifier, b"password", b"data") == stdlib_hmac.digest(key, b"data", "sha256")
    nested = AlgorithmIdentifier(ID_PBMAC1, PBMAC1_params(derivation, identifier))
    with pytest.raises(UnsupportedAlgorithm, match="inside of itself"):
        macs.mac(nested, b"password", b"data")


@pytest.mark.parametrize("work", [digests.digest, macs.mac])
def test_unknown_algorithms_name_their_oid(work: Callable[..., bytes]) -> None:
    with pytest.raises(UnsupportedAlgorithm, match=r"1\.2\.3\.4"):
        work(AlgorithmIdentifier(Oid("1.2.3.4")), *([b""] * (2 if work is macs.mac else 1)))


RSA_KEY = rsa.generate_private_key(65537, 2048)
SIGNING: dict[str, tuple[Any, hashes.HashAlgorithm | None, bool, str]] = {
    "rsa": (RSA_KEY, None, False, "sha256WithRSAEncryption"),
    "rsa-sha1": (RSA_KEY, hashes.SHA1(), False, "sha1WithRSAEncryption"),
    "rsa-sha3": (RSA_KEY, hashes.SHA3_384(), False, "id-rsassa-pkcs1-v1-5-with-sha3-384"),
    "rsa-pss": (RSA_KEY, hashes.SHA384(), True, "id-RSASSA-PSS"),
    "p256": (ec.generate_private_key(ec.SECP256R1()), None, False, "ecdsa-with-SHA256"),
    "p384": (ec.generate_private_key(ec.SECP384R1()), None, False, "ecdsa-with-SHA384"),
    "p521": (ec.generate_private_key(ec.SECP521R1()), None, False, "ecdsa-with-SHA512"),
    "brainpool256": (ec.generate_private_key(ec.BrainpoolP256R1()), None, False, "ecdsa-with-SHA256"),
    "brainpool384": (ec.generate_private_key(ec.BrainpoolP384R1()), None, False, "ecdsa-with-SHA384"),
    "brainpool512": (ec.generate_private_key(ec.BrainpoolP512R1()), None, False, "ecdsa-with-SHA512"),
    "p256-sha3": (ec.generate_private_key(ec.SECP256R1()), hashes.SHA3_256(), False, "id-ecdsa-with-sha3-256"),
    "ed25519": (ed25519.Ed25519PrivateKey.generate(), None, False, "id-Ed25519"),
    "ed448": (ed448.Ed448PrivateKey.generate(), None, False, "id-Ed448"),
    "ml-dsa-44": (mldsa.MLDSA44PrivateKey.generate(), None, False, "id-ml-dsa-44"),
    "ml-dsa-65": (mldsa.MLDSA65PrivateKey.generate(), None, False, "id-ml-dsa-65"),
    "ml-dsa-87": (mldsa.MLDSA87PrivateKey.generate(), None, False, "id-ml-dsa-87"),
}


@pytest.mark.parametrize("name", SIGNING)
def test_signature(name: str) -> None:
    key, algorithm, pss, expected = SIGNING[name]
    signer = as_signer(key)
    identifier = signatures.signature_identifier(signer.public_key_info, algorithm, pss=pss)
    assert identifier.algorithm.name == expected
    assert cmcasn1.decode_der(AlgorithmIdentifier, cmcasn1.encode_der(identifier)) == identifier
    signature = signer.sign(identifier, b"data")
    signatures.verify(signer.public_key_info, identifier, signature, b"data")
    with pytest.raises(SignatureInvalid):
        signatures.verify(signer.public_key_info, identifier, signature, b"datA")
    with pytest.raises(SignatureInvalid):
        signatures.verify(signer.public_key_info, identifier, signature[:-1], b"data")
    digests.digest(signatures.message_digest_identifier(identifier), b"data")
    for other, (another, *_) in SIGNING.items():
        if other.partition("-")[0] != name.partition("-")[0]:
            with pytest.raises(SignatureInvalid):
                signatures.verify(as_signer(another).public_key_info, identifier, signature, b"data")
            break


def test_old_peers_name_only_the_key() -> None:
    """CMS of RFC 2630 has rsaEncryption as the signature algorithm, the hash stands in digestAlgorithm."""
    signer = PrivateKey(RSA_KEY)
    signature = signer.sign(signatures.signature_identifier(signer.public_key_info, hashes.SHA256()), b"data")
    plain = AlgorithmIdentifier(RSA_ENCRYPTION, cmcasn1.NULL)
    sha256 = digests.digest_identifier(hashes.SHA256())
    signatures.verify(signer.public_key_info, plain, signature, b"data", digest_algorithm=sha256)
    with pytest.raises(SignatureInvalid):
        signatures.verify(signer.public_key_info, plain, signature, b"data")


@pytest.mark.parametrize("given", ["key.pem", b"", None, RSA_KEY.public_key()])
def test_what_is_no_private_key_is_refused(given: Any) -> None:
    for work in (as_signer, as_decrypter):
        with pytest.raises(BuildError, match="no private key"):
            work(given)


def test_what_cannot_be_signed_is_refused() -> None:
    x25519_info = cmcasn1.SubjectPublicKeyInfo.from_cryptography(x25519.X25519PrivateKey.generate().public_key())
    with pytest.raises(BuildError, match="cannot sign"):
        signatures.signature_identifier(x25519_info)
    ed = PrivateKey(ed25519.Ed25519PrivateKey.generate())
    with pytest.raises(BuildError, match="built in"):
        signatures.signature_identifier(ed.public_key_info, hashes.SHA256())
    with pytest.raises(BuildError, match="cannot sign as"):
        ed.sign(signatures.signature_identifier(PrivateKey(RSA_KEY).public_key_info), b"")
    with pytest.raises(SignatureInvalid, match="no signature"):
        signatures.verify(ed.public_key_info, AlgorithmIdentifier(ID_ALG_NO_SIGNATURE, cmcasn1.NULL), b"", b"")
    with pytest.raises(UnsupportedAlgorithm, match=r"1\.2\.3\.4"):
        signatures.verify(ed.public_key_info, AlgorithmIdentifier(Oid("1.2.3.4")), b"", b"")


def test_key_identifier_of_the_vectors(vectors: Path) -> None:
    known = json.loads((vectors / "computations.json").read_text())
    info = cmcasn1.decode_der(cmcasn1.SubjectPublicKeyInfo, bytes.fromhex(known["spki"]))
    assert key_identifiers.key_identifier(info).hex() == known["ski_sha1"]


def test_a_key_that_is_no_key() -> None:
    unknown = cmcasn1.SubjectPublicKeyInfo(AlgorithmIdentifier(Oid("1.2.3.4")), cmcasn1.BitString(b"\0"))
    with pytest.raises(UnsupportedAlgorithm, match=r"1\.2\.3\.4"):
        unknown.to_cryptography()
    broken = cmcasn1.SubjectPublicKeyInfo(AlgorithmIdentifier(ID_ED25519), cmcasn1.BitString(b"\0"))
    with pytest.raises(cmcasn1.DecodeError, match=r"SubjectPublicKeyInfo.*cryptography refuses it"):
        broken.to_cryptography()


def test_decrypter() -> None:
    from cmcasn1.keys.private_key import rsa_padding

    decrypter = as_decrypter(RSA_KEY)
    assert "secret" in repr(decrypter)
    for identifier in (
        AlgorithmIdentifier(RSA_ENCRYPTION, cmcasn1.NULL),
        oaep_identifier(digests.digest_identifier(hashes.SHA256())),
        AlgorithmIdentifier(Oid("1.2.840.113549.1.1.7")),
    ):
        again = cmcasn1.decode_der(AlgorithmIdentifier, cmcasn1.encode_der(identifier))
        ciphertext = RSA_KEY.public_key().encrypt(b"key", rsa_padding(again))
        assert decrypter.decrypt(again, ciphertext) == b"key"
    with pytest.raises(cmcasn1.DecryptionFailed):
        decrypter.decrypt(oaep_identifier(digests.digest_identifier(hashes.SHA256())), bytes(256))
    one, other = PrivateKey(x25519.X25519PrivateKey.generate()), PrivateKey(x25519.X25519PrivateKey.generate())
    assert one.agree(other.public_key_info) == other.agree(one.public_key_info)
    with pytest.raises(UnsupportedAlgorithm):
        one.agree(decrypter.public_key_info)
    kem = mlkem.MLKEM768PrivateKey.generate()
    secret, ciphertext = kem.public_key().encapsulate()
    assert PrivateKey(kem).decapsulate(PrivateKey(kem).public_key_info.algorithm, ciphertext) == secret
    with pytest.raises(cmcasn1.DecryptionFailed):
        PrivateKey(kem).decapsulate(PrivateKey(kem).public_key_info.algorithm, ciphertext[1:])
