"""Messages that somebody made who has neither key nor secret: none may count as from whoever they name."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

import cmcasn1
from cmcasn1 import AlgorithmIdentifier, BitString, Oid, PKIDataBuilder
from cmcasn1.algorithms import macs, signatures
from cmcasn1.algorithms.key_derivation import pbkdf2_identifier
from cmcasn1.algorithms.macs import mac_identifier
from cmcasn1.oids.known import ID_EC_PUBLIC_KEY, ID_KMAC_WITH_SHAKE128, ID_PBMAC1, ID_SHAKE256_LEN
from tests.adversarial import tlv
from tests.test_verify import CSR, SECRET, USER

HMAC = mac_identifier(hashes.SHA256())
ONE_OCTET = pbkdf2_identifier(b"saltsalt", 1, key_length=1)
SHORT_HASH = AlgorithmIdentifier(ID_SHAKE256_LEN, 8)
MAC_BY_ONE_OCTET = AlgorithmIdentifier(ID_PBMAC1, cmcasn1.PBMAC1_params(ONE_OCTET, HMAC))


def guesses(octets: bytes) -> list[bytes]:
    """The MACs under each of the keys of one octet."""
    return [hmac.digest(bytes([key]), octets, "sha256") for key in range(256)]


# The algorithms are chosen by whoever sends the message


@pytest.mark.parametrize(("hashed", "mac"), [(ONE_OCTET, HMAC), (SHORT_HASH, HMAC), (SHORT_HASH, MAC_BY_ONE_OCTET)])
def test_identity_proofs_and_pop_links_under_keys_of_one_octet(hashed: Any, mac: Any) -> None:
    body = PKIDataBuilder().add_pkcs10(CSR).sign(USER).body
    for witness in guesses(body.req_sequence_octets):
        proof = cmcasn1.IdentityProofV2(hashed, mac, witness)
        with pytest.raises(cmcasn1.CMCError):
            proof.verify(SECRET, body.req_sequence_octets, identification="alice")
    for witness in guesses(b"random"):
        with pytest.raises(cmcasn1.CMCError):
            cmcasn1.PopLinkWitnessV2(hashed, mac, witness).verify(SECRET, b"random")


def test_macs_of_crmf_and_challenges_under_keys_of_one_octet() -> None:
    for value in guesses(b"data"):
        with pytest.raises(cmcasn1.CMCError):
            cmcasn1.PKMACValue(MAC_BY_ONE_OCTET, BitString(value)).verify(SECRET, b"data")
        with pytest.raises(cmcasn1.CMCError):
            cmcasn1.DecryptedPOP(1, MAC_BY_ONE_OCTET, value).verify(b"y" * 64, b"data")


def test_macs_of_few_bits_are_not_made() -> None:
    short = AlgorithmIdentifier(ID_KMAC_WITH_SHAKE128, cmcasn1.KMACwithSHAKE128_params(64))
    with pytest.raises(cmcasn1.UnsupportedAlgorithm, match="unusable"):
        macs.mac(short, b"k" * 32, b"data")


def test_ecdsa_over_a_digest_of_few_bits() -> None:
    """(r, s) = (x(Q), x(Q)) is the signature of the digest 0 under any key Q: it needs no private key."""
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    r = key.public_numbers().x % order
    forged = utils.encode_dss_signature(r, r)
    data = next(each for each in map(str.encode, map(str, range(9999))) if hashlib.shake_256(each).digest(1) == b"\0")
    with pytest.raises(cmcasn1.UnsupportedAlgorithm):
        signatures.verify(key, AlgorithmIdentifier(ID_EC_PUBLIC_KEY), forged, data, digest_algorithm=SHORT_HASH)


def test_rsa_keys_that_anybody_can_factor() -> None:
    p, q = (1 << 256) - 189, (1 << 256) - 357  # the greatest primes of 256 bits
    modulus, exponent = p * q, 65537
    private = pow(exponent, -1, (p - 1) * (q - 1))
    digest_info = bytes.fromhex("3031300d060960864801650304020105000420") + hashlib.sha256(b"data").digest()
    padded = b"\0\1" + b"\xff" * (64 - 3 - len(digest_info)) + b"\0" + digest_info
    signature = pow(int.from_bytes(padded), private, modulus).to_bytes(64)
    number = tlv(2, b"\0" + modulus.to_bytes(64))
    key = cmcasn1.SubjectPublicKeyInfo(
        AlgorithmIdentifier(Oid("1.2.840.113549.1.1.1"), cmcasn1.NULL),
        BitString(tlv(0x30, number, b"\2\3\1\0\1")),
    )
    algorithm = AlgorithmIdentifier(Oid("1.2.840.113549.1.1.11"), cmcasn1.NULL)
    with pytest.raises(cmcasn1.UnsupportedAlgorithm, match="of 512 bits"):
        signatures.verify(key, algorithm, signature, b"data")
