"""EncryptedPOP and DecryptedPOP: the published results, Dogtag's and BouncyCastle's messages, every kind of key."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, mlkem, rsa, x448, x25519
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_pem_private_key
from hypothesis import given, settings
from hypothesis import strategies as st

import cmcasn1
from cmcasn1 import AlgorithmIdentifier, DecryptedPOP, EncryptedPOP, Oid
from cmcasn1.algorithms.digests import digest_identifier
from cmcasn1.algorithms.macs import mac_identifier
from cmcasn1.cmc.controls.decrypted_pop import proof
from cmcasn1.cmc.controls.encrypted_pop import DOGTAG
from cmcasn1.cmc.requests import requested_key, subject_key_identifier_of
from cmcasn1.cmc.tagged_request import tagged_request_octets
from cmcasn1.cms.certificates import IssuerAndSerialNumber
from cmcasn1.errors import BuildError, DecryptionFailed, ProofInvalid, UnsupportedAlgorithm
from cmcasn1.oids.known import ID_KMAC_WITH_SHAKE128
from cmcasn1.pkix.names import Name

SHAKE128 = AlgorithmIdentifier(Oid("2.16.840.1.101.3.4.2.11"))
KMAC = AlgorithmIdentifier(ID_KMAC_WITH_SHAKE128)


def private_key(path: Path) -> Any:
    data = path.read_bytes()
    return load_pem_private_key(data, None) if data.startswith(b"-----") else load_der_private_key(data, None)


def values_of(control: type, body: Any) -> list[Any]:
    return [value for each in body.control_sequence for value in each.attr_values if isinstance(value, control)]


def crmf(key: Any, extensions: tuple[Any, ...] = ()) -> cmcasn1.CertReqMsg:
    template = cmcasn1.CertTemplate(
        subject=Name(()),
        public_key=cmcasn1.SubjectPublicKeyInfo.from_cryptography(key.public_key()),
        extensions=cmcasn1.Extensions(extensions) if extensions else None,
    )
    return cmcasn1.CertReqMsg(cmcasn1.CertRequest(201, template))


def test_published_results(vectors: Path) -> None:
    known = json.loads((vectors / "computations.json").read_text())["encDecPOP"]
    request = bytes.fromhex(known["request_TaggedRequest"])
    y, long_y = bytes.fromhex(known["y"]), bytes.fromhex(known["y_long"])
    sha1, sha256 = mac_identifier(hashes.SHA1()), mac_identifier(hashes.SHA256())
    assert proof(sha256, y, request).hex() == known["thePOP_hmac_sha256"]
    assert proof(sha1, y, request).hex() == known["thePOP_hmac_sha1"]
    # Only the first 64 octets are the key: plain HMAC would hash the whole of a longer one.
    assert long_y[:64] == y and proof(sha256, long_y, request).hex() == known["thePOP_hmac_sha256"]
    answer = cmcasn1.decode_der(DecryptedPOP, bytes.fromhex(known["DecryptedPOP"]))
    value = cmcasn1.decode_der(cmcasn1.TaggedRequest, request)
    assert tagged_request_octets(value) == request
    for challenge in (y, long_y):
        answer.verify(challenge, value)
        answer.verify(challenge, request, algorithm=sha256)
    key = rsa.generate_private_key(65537, 2048)
    for hashed, name in ((hashes.SHA256(), "sha256"), (hashes.SHA1(), "sha1")):
        made, _ = EncryptedPOP.challenge(crmf(key), challenge=y, hash_algorithm=hashed)
        assert made.witness.hex() == known[f"witness_{name}"]
    with pytest.raises(ProofInvalid, match="another algorithm"):
        answer.verify(y, value, algorithm=sha1)


@pytest.fixture
def dogtag(vectors: Path) -> tuple[EncryptedPOP, Any, bytes]:
    folder = vectors / "dogtag"
    message = cmcasn1.parse((folder / "resp_encryptedpop_user_crmf_nopop.bin").read_bytes())
    secrets = dict(
        line.split("=", 1)
        for line in (folder / "resp_encryptedpop_user_crmf_nopop.secrets").read_text().splitlines()
        if "=" in line
    )
    assert DOGTAG in message.quirks
    (encrypted,) = values_of(EncryptedPOP, message.body)
    return encrypted, private_key(folder / "keys" / "crmf_rsa_nopop.key"), bytes.fromhex(secrets["challenge(64)"])


def test_dogtags_challenge_opens_and_its_clients_answer_is_ours(
    vectors: Path, dogtag: tuple[EncryptedPOP, Any, bytes]
) -> None:
    encrypted, key, challenge = dogtag
    assert encrypted.is_dogtag
    assert encrypted.open(key) == challenge
    sent = cmcasn1.parse((vectors / "dogtag" / "cmcreq_decryptedpop_user.bin").read_bytes())
    assert DOGTAG in sent.quirks
    (answered,) = values_of(DecryptedPOP, sent.body)
    assert DecryptedPOP.answer(encrypted, key) == answered
    (request,) = sent.body.req_sequence
    answered.verify(challenge, request, algorithm=encrypted.the_pop_alg_id)
    assert answered.body_part_id == 1
    with pytest.raises(ProofInvalid):
        answered.verify(challenge[::-1], request)
    with pytest.raises(ProofInvalid):
        answered.verify(challenge, tagged_request_octets(request)[:-1])


def test_dogtags_form_can_be_refused(vectors: Path, dogtag: tuple[EncryptedPOP, Any, bytes]) -> None:
    encrypted, key, challenge = dogtag
    # Read as the RFC says, the IV is wrong and there is no padding.
    with pytest.raises((DecryptionFailed, ProofInvalid)):
        encrypted.open(key, quirks=())
    with pytest.raises(UnsupportedAlgorithm, match="MAC"):
        proof(encrypted.the_pop_alg_id, challenge, b"", quirks=())
    data = (vectors / "dogtag" / "cmcreq_decryptedpop_user.bin").read_bytes()
    with pytest.raises(cmcasn1.DecodeError, match=DOGTAG):
        cmcasn1.parse(data, quirks=set(cmcasn1.QUIRKS) - {DOGTAG})


def test_a_wrong_key_does_not_open_dogtags_challenge(dogtag: tuple[EncryptedPOP, Any, bytes]) -> None:
    encrypted, key, _ = dogtag
    with pytest.raises((DecryptionFailed, ProofInvalid)):
        encrypted.open(rsa.generate_private_key(65537, 2048))
    with pytest.raises(ProofInvalid):
        replace(encrypted, witness=bytes(32)).open(key)
    with pytest.raises(BuildError):
        encrypted.open("password")


@pytest.mark.parametrize("oaep", [False, True])
def test_a_challenge_as_dogtag_makes_it(dogtag: tuple[EncryptedPOP, Any, bytes], oaep: bool) -> None:
    theirs, key, challenge = dogtag
    made, y = EncryptedPOP.challenge_as_dogtag(theirs.request, challenge=challenge, oaep=oaep)
    assert y == challenge and made.witness == theirs.witness and made.witness_alg_id == theirs.witness_alg_id
    assert made.open(key) == challenge
    # All but the random parts is the same.
    ours, other = made.cms.content, theirs.cms.content
    assert ours.version == other.version
    assert ours.encrypted_content_info.content_encryption_algorithm == (
        other.encrypted_content_info.content_encryption_algorithm
    )
    assert len(ours.encrypted_content_info.encrypted_content) == len(other.encrypted_content_info.encrypted_content)
    assert replace(ours.recipient_infos[0], encrypted_key=b"") == replace(other.recipient_infos[0], encrypted_key=b"")
    assert cmcasn1.encode_der(ours.recipient_infos[0].rid) == cmcasn1.encode_der(other.recipient_infos[0].rid)
    assert made.the_pop_alg_id.algorithm == theirs.the_pop_alg_id.algorithm
    with pytest.raises(BuildError, match="whole blocks"):
        EncryptedPOP.challenge_as_dogtag(theirs.request, challenge=b"short")


def test_bouncycastles_challenge(vectors: Path) -> None:
    folder = vectors / "bouncycastle"
    known = json.loads((folder / "s0009.json").read_text())["crypto"]
    key = private_key(folder / known["recipientKeyFile"])
    message = cmcasn1.decrypt(cmcasn1.parse((folder / "s0009.der").read_bytes()), key)
    (encrypted,), (answered,) = values_of(EncryptedPOP, message.body), values_of(DecryptedPOP, message.body)
    y = encrypted.open(key)
    assert y.hex() == known["popProofValue"]
    assert tagged_request_octets(encrypted.request).hex() == known["requestDer"]
    answered.verify(y, encrypted.request)
    assert DecryptedPOP.answer(encrypted, key) == answered


KEYS = {
    "rsa": rsa.generate_private_key(65537, 2048),
    "p256": ec.generate_private_key(ec.SECP256R1()),
    "p521": ec.generate_private_key(ec.SECP521R1()),
    "x25519": x25519.X25519PrivateKey.generate(),
    "x448": x448.X448PrivateKey.generate(),
    "ml-kem-768": mlkem.MLKEM768PrivateKey.generate(),
    "ml-kem-1024": mlkem.MLKEM1024PrivateKey.generate(),
}
OTHERS = {
    "rsa": rsa.generate_private_key(65537, 2048),
    "p256": ec.generate_private_key(ec.SECP256R1()),
    "p521": ec.generate_private_key(ec.SECP521R1()),
    "x25519": x25519.X25519PrivateKey.generate(),
    "x448": x448.X448PrivateKey.generate(),
    "ml-kem-768": mlkem.MLKEM768PrivateKey.generate(),
    "ml-kem-1024": mlkem.MLKEM1024PrivateKey.generate(),
}


@given(
    name=st.sampled_from(sorted(KEYS)),
    challenge=st.binary(min_size=16, max_size=90),
    authenticated=st.booleans(),
    algorithms=st.sampled_from(
        [
            (digest_identifier(each), mac_identifier(each))
            for each in (hashes.SHA1(), hashes.SHA256(), hashes.SHA384(), hashes.SHA512(), hashes.SHA3_256())
        ]
        # RFC 10002 appendix B.4
        + [(SHAKE128, KMAC)]
    ),
)
@settings(deadline=None, max_examples=60)
def test_round_trip(name: str, challenge: bytes, authenticated: bool, algorithms: tuple[Any, Any]) -> None:
    request = crmf(KEYS[name])
    hashed, mac = algorithms
    made, y = EncryptedPOP.challenge(
        request, challenge=challenge, hash_algorithm=hashed, mac_algorithm=mac, authenticated=authenticated
    )
    received = cmcasn1.decode_der(EncryptedPOP, cmcasn1.encode_der(made))
    assert received.open(KEYS[name]) == y == challenge
    answer = cmcasn1.decode_der(DecryptedPOP, cmcasn1.encode_der(DecryptedPOP.answer(received, KEYS[name])))
    assert (answer.body_part_id, answer.the_pop_alg_id) == (201, mac)
    answer.verify(challenge, request, algorithm=mac)
    with pytest.raises(ProofInvalid):
        answer.verify(challenge[:-1] + bytes([challenge[-1] ^ 1]) if len(challenge) <= 64 else bytes(64), request)
    with pytest.raises(ProofInvalid):
        answer.verify(challenge, crmf(OTHERS[name]))
    with pytest.raises((DecryptionFailed, ProofInvalid)):
        received.open(OTHERS[name])
    with pytest.raises(ProofInvalid):
        replace(received, witness=bytes([received.witness[0] ^ 1]) + received.witness[1:]).open(KEYS[name])


def test_the_recipient_is_the_key_of_the_request() -> None:
    """By the subjectKeyIdentifier asked for, else by no issuer and the body part ID (RFC 10002 section 6.7)."""
    key = KEYS["rsa"]
    made, y = EncryptedPOP.challenge(crmf(key))
    assert len(y) == 64
    (info,) = made.cms.content.recipient_infos
    assert info.rid == IssuerAndSerialNumber(Name(()), 201)
    for value, expected in ((b"\x04\x02\x10\x00", b"\x10\x00"), (b"raw identifier", b"raw identifier")):
        extension = cmcasn1.Extension(extn_id=Oid("2.5.29.14"), extn_value=value)
        request = crmf(key, (extension,))
        assert subject_key_identifier_of(request) == expected
        made, _ = EncryptedPOP.challenge(request)
        assert made.cms.content.recipient_infos[0].rid == expected


def test_keys_of_pkcs10_requests(vectors: Path) -> None:
    message = cmcasn1.parse((vectors / "dogtag" / "p10_rsa_ski.der").read_bytes())
    request = cmcasn1.TaggedCertificationRequest(5, message.body)
    key = private_key(vectors / "dogtag" / "keys" / "p10_rsa_ski.key")
    assert requested_key(request) == cmcasn1.SubjectPublicKeyInfo.from_cryptography(key.public_key())
    identifier = subject_key_identifier_of(request)
    assert identifier is not None and len(identifier) == 20
    made, y = EncryptedPOP.challenge(request)
    assert made.cms.content.recipient_infos[0].rid == identifier
    answer = DecryptedPOP.answer(made, key)
    assert answer.body_part_id == 5
    answer.verify(y, request)


def test_a_stateless_challenge_is_computed_again() -> None:
    request = crmf(KEYS["p256"])
    y = EncryptedPOP.stateless_challenge(b"the server's own secret", request)
    made, _ = EncryptedPOP.challenge(request, challenge=y)
    answer = DecryptedPOP.answer(made, KEYS["p256"])
    answer.verify(EncryptedPOP.stateless_challenge(b"the server's own secret", tagged_request_octets(request)), request)
    with pytest.raises(ProofInvalid):
        answer.verify(EncryptedPOP.stateless_challenge(b"another secret", request), request)


def test_what_cannot_be_challenged_is_refused() -> None:
    with pytest.raises(BuildError, match="empty challenge"):
        EncryptedPOP.challenge(crmf(KEYS["rsa"]), challenge=b"")
    with pytest.raises(BuildError, match="no public key"):
        EncryptedPOP.challenge(cmcasn1.CertReqMsg(cmcasn1.CertRequest(1, cmcasn1.CertTemplate())))
    other = cmcasn1.OtherReqMsg(9, Oid("1.2.3"), cmcasn1.Any(b"\x05\0"))
    with pytest.raises(BuildError, match="no public key"):
        EncryptedPOP.challenge(other)
    assert tagged_request_octets(other)[:1] == b"\xa2" and subject_key_identifier_of(other) is None
    with pytest.raises(UnsupportedAlgorithm, match=r"1\.2\.3\.4"):
        EncryptedPOP.challenge(crmf(KEYS["rsa"]), mac_algorithm=AlgorithmIdentifier(Oid("1.2.3.4")))
