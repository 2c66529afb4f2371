"""Identity proofs and POP links: computed to the byte, verified, refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes

import cmcasn1
from cmcasn1.algorithms.digests import digest_identifier
from cmcasn1.algorithms.key_derivation import pbkdf2_identifier
from cmcasn1.cmc.shared_secret import ProofKey, password_octets, proof_key
from cmcasn1.errors import BuildError, ProofInvalid, UnsupportedAlgorithm


@pytest.fixture(scope="module")
def known(vectors: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((vectors / "computations.json").read_text())
    return loaded


def octets(text: str) -> bytes:
    return bytes.fromhex(text)


@pytest.mark.parametrize(
    ("name", "algorithm", "identified"),
    [
        ("identityProofV2_sha1_noid", hashes.SHA1(), False),
        ("identityProofV2_sha256_noid", hashes.SHA256(), False),
        ("identityProofV2_sha256_id", hashes.SHA256(), True),
        ("identityProofV2_sha384_id", hashes.SHA384(), True),
    ],
)
def test_identity_proof_v2(known: dict[str, Any], name: str, algorithm: hashes.HashAlgorithm, identified: bool) -> None:
    secret, requests = known["secret"], octets(known["reqSequence"])
    identification = known["identification"] if identified else None
    proof = cmcasn1.IdentityProofV2.compute(secret, requests, identification=identification, hash_algorithm=algorithm)
    assert cmcasn1.encode_der(proof).hex() == known[name]["IdentityProofV2"]
    key = proof_key(proof.proof_alg_id, secret, identification, proof.mac_alg_id)
    assert key.hex() == known[name]["key"]
    used = ProofKey.SECRET_AND_IDENTIFICATION if identified else ProofKey.SECRET
    assert proof.verify(secret, requests, identification=known["identification"]) is used
    for wrong in ({"secret": secret + "x"}, {"requests": requests[:-1]}):
        with pytest.raises(ProofInvalid) as caught:
            proof.verify(wrong.get("secret", secret), wrong.get("requests", requests), identification=identification)
        assert secret not in str(caught.value) and secret not in repr(caught.value)
    if identified:
        with pytest.raises(ProofInvalid):
            proof.verify(secret, requests)


def test_identity_proof_of_version_1(known: dict[str, Any]) -> None:
    requests = octets(known["reqSequence"])
    proof = cmcasn1.IdentityProof.compute(known["secret"], requests)
    assert proof.value.hex() == known["identityProof_v1"]["witness"]
    # Dogtag does not mix the identification in: both keys are tried, and reported.
    assert proof.verify(known["secret"], requests, identification="anybody") is ProofKey.SECRET
    mixed = cmcasn1.IdentityProof.compute(known["secret"], requests, identification="anybody")
    assert mixed.verify(known["secret"], requests, identification="anybody") is ProofKey.SECRET_AND_IDENTIFICATION
    with pytest.raises(ProofInvalid):
        mixed.verify(known["secret"], requests, identification="somebody")


def test_pop_link_witness(known: dict[str, Any]) -> None:
    link, secret, random = known["popLink"], known["secret"], octets(known["popLink"]["R"])
    first = cmcasn1.PopLinkWitness.compute(secret, random)
    assert first.value.hex() == link["v1_witness"]
    assert first.verify(secret, random) is ProofKey.SECRET
    second = cmcasn1.PopLinkWitnessV2.compute(secret, random)
    assert cmcasn1.encode_der(second).hex() == link["v2_sha256_value"]
    assert second.verify(secret, random, identification=known["identification"]) is ProofKey.SECRET
    dogtag = cmcasn1.PopLinkWitnessV2.compute(secret, random, identification=known["identification"])
    assert dogtag.witness.hex() == link["v2_sha256_dogtag_witness"]
    used = dogtag.verify(secret, random, identification=known["identification"])
    assert used is ProofKey.SECRET_AND_IDENTIFICATION
    for witness in (first, second, dogtag):
        with pytest.raises(ProofInvalid):
            witness.verify(secret, random[:-1], identification=known["identification"])


def test_pop_link_witness_with_pbkdf2(known: dict[str, Any]) -> None:
    link, secret, random = known["popLink"], known["secret"], octets(known["popLink"]["R"])
    derivation = pbkdf2_identifier(octets(link["v2_pbkdf2_salt"]), link["v2_pbkdf2_iter"], key_length=32)
    witness = cmcasn1.PopLinkWitnessV2.compute(secret, random, key_gen_algorithm=derivation)
    assert cmcasn1.encode_der(witness).hex() == link["v2_pbkdf2_value"]
    assert witness.verify(secret, random) is ProofKey.SECRET
    # Without a keyLength the key is as long as the MAC.
    bare = pbkdf2_identifier(octets(link["v2_pbkdf2_salt"]), 1000)
    long = cmcasn1.PopLinkWitnessV2.compute(secret, random, key_gen_algorithm=bare, mac_algorithm=hashes.SHA512())
    assert len(proof_key(bare, secret, None, long.mac_algorithm)) == 64


def test_digest_and_mac_may_differ() -> None:
    proof = cmcasn1.IdentityProofV2.compute(
        "secret", b"0\0", hash_algorithm=hashes.SHA512(), mac_algorithm=hashes.SHA256()
    )
    assert (proof.proof_alg_id.algorithm.name, proof.mac_alg_id.algorithm.name) == ("id-sha512", "id-hmacWithSHA256")
    assert proof.verify(b"secret", b"0\0") is ProofKey.SECRET


def test_password_of_authenticated_data(known: dict[str, Any]) -> None:
    """Identification first, unlike in proofs."""
    assert password_octets(known["secret"], known["identification"]).hex() == known["authDataPassword_bytes"]


def test_bad_input() -> None:
    with pytest.raises(BuildError, match="empty"):
        cmcasn1.IdentityProofV2.compute("", b"0\0")
    unknown = cmcasn1.AlgorithmIdentifier(cmcasn1.Oid("1.2.3"))
    proof = cmcasn1.IdentityProofV2(unknown, digest_identifier(hashes.SHA256()), b"")
    with pytest.raises(UnsupportedAlgorithm, match=r"1\.2\.3"):
        proof.verify("secret", b"0\0")
