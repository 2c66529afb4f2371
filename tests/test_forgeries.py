"""Messages that somebody made who has neither key nor secret: none may count as from whoever they name."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils

import cmcasn1
from cmcasn1 import AlgorithmIdentifier, BitString, CertReqMsgBuilder, Oid, Outcome, PKIDataBuilder
from cmcasn1.algorithms import key_derivation, macs, signatures
from cmcasn1.algorithms.key_derivation import pbkdf2_identifier
from cmcasn1.algorithms.macs import mac_identifier
from cmcasn1.cms.decryption import decrypt
from cmcasn1.cms.encryption import encrypt
from cmcasn1.cms.recipients import PasswordRecipient
from cmcasn1.cms.signing import certs_only, sign, unsigned
from cmcasn1.crmf.mac import password_based_mac_identifier
from cmcasn1.crmf.possession import sign_key_input, verify_signature
from cmcasn1.keys.private_key import as_decrypter, as_signer
from cmcasn1.oids.known import (
    ID_CCT_PKI_DATA,
    ID_CCT_PKI_RESPONSE,
    ID_DATA,
    ID_EC_PUBLIC_KEY,
    ID_KMAC_WITH_SHAKE128,
    ID_PBMAC1,
    ID_SHA1,
    ID_SHAKE256_LEN,
    ID_SIGNED_DATA,
)
from cmcasn1.verification.requests import Knowledge
from cmcasn1.verification.weakness import is_weak
from tests.adversarial import tlv
from tests.test_verify import (
    AGENT,
    AGENT_CERTIFICATE,
    BY_SECRET,
    CA,
    CA_KEY,
    CSR,
    NOW,
    RA_CERTIFICATE,
    REQUEST,
    RSA_KEY,
    SECRET,
    USER,
    issue,
)

MALLORY = ec.generate_private_key(ec.SECP256R1())
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


# What cannot be checked, sent on purpose

CA_SUBJECT = cmcasn1.Certificate.from_cryptography(CA).tbs_certificate.subject
FAKE_CA = issue("CN=CA", MALLORY, None, MALLORY)
FAKE = issue("CN=Agent", MALLORY, FAKE_CA, MALLORY)
CONTENT = cmcasn1.encode_der(PKIDataBuilder().add_pkcs10(CSR).body())


def signed_by(key: Any, certificate: Any, content: bytes = CONTENT, kind: Oid = ID_CCT_PKI_DATA, **more: Any) -> Any:
    return sign(content, kind, key, certificate=certificate, **more)


def message(signed: Any) -> bytes:
    return cmcasn1.encode_der(cmcasn1.ContentInfo(ID_SIGNED_DATA, signed))


def without_certificates() -> bytes:
    return message(replace(signed_by(MALLORY, FAKE), certificates=None))


def unknown_signature_algorithm() -> bytes:
    signed = signed_by(MALLORY, FAKE)
    info = replace(signed.signer_infos[0], signature_algorithm=AlgorithmIdentifier(Oid("1.2.3.4")))
    return message(replace(signed, signer_infos=cmcasn1.SignerInfos([info])))


def unknown_digest() -> bytes:
    signed = signed_by(MALLORY, FAKE)
    info = replace(signed.signer_infos[0], digest_algorithm=AlgorithmIdentifier(Oid("1.2.3.4")))
    return message(replace(signed, signer_infos=cmcasn1.SignerInfos([info])))


def beside_a_key_that_no_path_goes_through() -> bytes:
    key = ed25519.Ed25519PrivateKey.generate()
    return message(signed_by(MALLORY, FAKE, certificates=[issue("CN=Other", key, None, key)]))


def beside(**odd: Any) -> bytes:
    """The forger's message with a certificate beside it that cryptography does not read, or not the key of."""
    good = cmcasn1.Certificate.from_cryptography(FAKE_CA)
    strange = replace(good, tbs_certificate=replace(good.tbs_certificate, **odd))
    return message(signed_by(MALLORY, FAKE, certificates=[strange]))


UNKNOWN_KEY = cmcasn1.SubjectPublicKeyInfo(AlgorithmIdentifier(Oid("1.2.3.4")), BitString(b"key"))


def of_a_name_of_no_letters() -> bytes:
    """The name is no UTF-8, which cryptography finds when it wants to say whose certificate has expired."""
    expired = issue("CN=letters", MALLORY, AGENT_CERTIFICATE, MALLORY, lasts=timedelta(days=-1))
    made = message(signed_by(MALLORY, expired))
    return made.replace(b"letters", b"letter\xb1")


def of_an_encryption_key() -> bytes:
    """A key for encryption may be archived: the CA, or whoever recovers keys there, has it too."""
    usage = x509.KeyUsage(False, False, True, False, False, False, False, False, False)
    certificate = issue("CN=Agent", AGENT, CA, CA_KEY, usage=usage)
    return message(signed_by(AGENT, certificate))


NOT_FROM_THE_AGENT: dict[str, Callable[[], Any]] = {
    "another CA of the name": lambda: message(signed_by(MALLORY, FAKE)),
    "no certificate": without_certificates,
    "unknown signature algorithm": unknown_signature_algorithm,
    "unknown digest": unknown_digest,
    "beside an Ed25519 certificate": beside_a_key_that_no_path_goes_through,
    "beside a certificate of version 8": lambda: beside(version=7),
    "a name of no letters": of_a_name_of_no_letters,
    "beside an unknown key": lambda: beside(subject_public_key_info=UNKNOWN_KEY),
    "no signature": lambda: PKIDataBuilder().add_pkcs10(CSR).sign_without_signature(),
    "the requested key": lambda: PKIDataBuilder().add_pkcs10(CSR).sign(USER),
    "a key for encryption": of_an_encryption_key,
    "plain data": lambda: message(signed_by(AGENT, AGENT_CERTIFICATE, kind=ID_DATA)),
    "a certificate that is no CA's": lambda: message(
        signed_by(MALLORY, issue("CN=Other", MALLORY, AGENT_CERTIFICATE, AGENT), certificates=[AGENT_CERTIFICATE])
    ),
}


@pytest.mark.parametrize("name", NOT_FROM_THE_AGENT)
def test_nothing_shows_who_sent_it(name: str) -> None:
    made = NOT_FROM_THE_AGENT[name]()
    report = cmcasn1.verify(made, trust=[CA], at=NOW)
    assert not report.ok and (report.failed or report.left_open), str(report)
    with pytest.raises(cmcasn1.CMCError):
        report.raise_for_failure()


def test_the_agent_is_let_in() -> None:
    """The same message by the agent is good: the table above fails for the reasons that it names."""
    assert cmcasn1.verify(message(signed_by(AGENT, AGENT_CERTIFICATE)), trust=[CA], at=NOW).ok
    for proven in (REQUEST, BY_SECRET.sign_without_signature()):
        assert cmcasn1.verify(proven, secrets=SECRET, trust=[CA], at=NOW).ok


@pytest.mark.parametrize("secrets", [{}, {"bob": SECRET}, {"alice": ""}, "", lambda name: b""])
def test_secrets_that_are_not_known_or_empty(secrets: Any) -> None:
    report = cmcasn1.verify(REQUEST, secrets=secrets, at=NOW)
    assert not report.ok and {check.name for check in report.left_open} == {"identity-proof", "pop-link"}


def test_an_anchor_is_not_good_for_ever() -> None:
    pinned = message(signed_by(AGENT, AGENT_CERTIFICATE))
    assert cmcasn1.verify(pinned, trust=[AGENT_CERTIFICATE], at=NOW).ok
    assert not cmcasn1.verify(pinned, trust=[AGENT_CERTIFICATE], at=NOW + timedelta(days=300)).ok


def test_certificates_alone_speak_for_themselves() -> None:
    request = cmcasn1.encode_der(CSR)
    for issuer, key, expected in ((CA, CA_KEY, True), (FAKE_CA, MALLORY, False)):
        simple = message(certs_only([issue("CN=Alice", USER, issuer, key), issuer]))
        assert cmcasn1.verify(simple, request=request, trust=[CA], at=NOW).ok is expected
        assert cmcasn1.verify(simple, trust=[CA], at=NOW).ok is expected


def unsigned_body(*controls: tuple[str, Any], response: bool = True) -> bytes:
    values = tuple(
        cmcasn1.TaggedAttribute(number, Oid(f"1.3.6.1.5.5.7.7.{arc}"), (value,))
        for number, (arc, value) in enumerate(controls, 1)
    )
    body: Any = cmcasn1.PKIResponse(values, (), ()) if response else cmcasn1.PKIData(values, (), (), ())
    return message(unsigned(cmcasn1.encode_der(body), ID_CCT_PKI_RESPONSE if response else ID_CCT_PKI_DATA))


FAILED = ("25", cmcasn1.CMCStatusInfoV2(cmcasn1.CMCStatus.failed, (0,)))
REVOCATION = ("17", cmcasn1.RevokeRequest(CA_SUBJECT, 7, 1, None, b"passphrase", None))
CONFIRMATION = ("24", cmcasn1.CMCCertId(CA_SUBJECT, 8))
ANCHORS = ("26", cmcasn1.PublishTrustAnchors(1, AlgorithmIdentifier(ID_SHA1), (b"h" * 20,)))


@pytest.mark.parametrize(
    ("made", "ok"),
    [
        (lambda: unsigned_body(FAILED), True),
        (lambda: unsigned_body(FAILED, ("7", cmcasn1.RecipientNonce(b"n" * 16))), True),
        (lambda: unsigned_body(FAILED, ("1", cmcasn1.CMCStatusInfo(cmcasn1.CMCStatus.success, (0,)))), False),
        (lambda: unsigned_body(FAILED, ANCHORS), False),
        (lambda: unsigned_body(REVOCATION, ("6", cmcasn1.SenderNonce(b"n" * 16)), response=False), True),
        (lambda: unsigned_body(REVOCATION, CONFIRMATION, response=False), False),
    ],
)
def test_what_may_go_unsigned_goes_alone(made: Callable[[], bytes], ok: bool) -> None:
    report = cmcasn1.verify(made())
    assert report.ok is ok and ({check.name for check in report.failed} >= {"signer"}) is not ok, str(report)


# Roles that somebody takes

PURPOSE = "1.3.6.1.5.5.7.3.28"
CHALLENGED = CertReqMsgBuilder().subject("CN=K").challenge(RSA_KEY)
RA_VERIFIED = cmcasn1.CertReqMsg(CHALLENGED.cert_req, cmcasn1.ProofOfPossession("raVerified", cmcasn1.NULL))


@pytest.mark.parametrize(
    ("key", "certificate", "trust", "expected"),
    [
        (AGENT, RA_CERTIFICATE, [CA], Outcome.PASSED),
        (AGENT, AGENT_CERTIFICATE, [CA], Outcome.NOT_POSSIBLE),
        (MALLORY, issue("CN=RA", MALLORY, None, MALLORY, purpose=PURPOSE), [CA], Outcome.NOT_POSSIBLE),
        (MALLORY, issue("CN=RA", MALLORY, None, MALLORY, purpose=PURPOSE), None, Outcome.NOT_POSSIBLE),
    ],
)
def test_only_an_ra_vouches(key: Any, certificate: Any, trust: Any, expected: Outcome) -> None:
    vouching = PKIDataBuilder().add_crmf(CHALLENGED).lra_pop_witness([1]).sign(key, certificate)
    body = PKIDataBuilder().add_crmf(CHALLENGED).body()
    verified = message(signed_by(key, certificate, cmcasn1.encode_der(replace(body, req_sequence=(RA_VERIFIED,)))))
    for made in (vouching, verified):
        (check,) = cmcasn1.verify(made, trust=trust, at=NOW).named("possession")
        assert check.outcome is expected, str(check)


def test_a_wrapper_within_a_wrapper_hides_nobodys_purpose() -> None:
    """What is demanded of the signer does not depend on how many layers lie between him and the request."""
    batch = PKIDataBuilder().add_cms(REQUEST).batch_requests().body()
    bare = cmcasn1.encode_der(cmcasn1.ContentInfo(ID_DATA, cmcasn1.encode_der(batch)))
    made = message(signed_by(AGENT, AGENT_CERTIFICATE, bare, ID_DATA))
    report = cmcasn1.verify(made, secrets=SECRET, trust=[CA], at=NOW, policy=cmcasn1.Policy(require_ra=True))
    assert {check.name for check in report.failed} == {"extended-key-usage", "content-type"}


# Proofs taken from elsewhere, and what rests on SHA-1


def test_a_signature_over_the_key_alone_is_no_proof_for_another_name() -> None:
    """What covers no name is taken from one request and put into another, for the same key under another name."""
    own = CertReqMsgBuilder().subject("CN=Mallory").sign(RSA_KEY).cert_req
    template = replace(own.cert_template, subject=None)
    seen = sign_key_input(
        replace(own, cert_template=template),
        as_signer(RSA_KEY),
        AlgorithmIdentifier(Oid("1.2.840.113549.1.1.11"), cmcasn1.NULL),
        cmcasn1.GeneralName("directoryName", CSR.certification_request_info.subject),
    )
    verify_signature(cmcasn1.CertReqMsg(replace(own, cert_template=template), seen))
    with pytest.raises(cmcasn1.ProofInvalid, match="poposkInput"):
        verify_signature(cmcasn1.CertReqMsg(own, seen))


def test_weak_macs_are_flagged() -> None:
    builder = PKIDataBuilder().add_pkcs10(CSR).identification("alice")
    for hashed, weak in ((hashes.SHA1(), True), (hashes.SHA256(), False)):
        made = builder.authenticate(SECRET, derivation=pbkdf2_identifier(b"saltsalt", 1000), mac_algorithm=hashed)
        report = cmcasn1.verify(made, secrets=SECRET, policy=cmcasn1.Policy(allow_weak=False))
        assert report.named("mac")[0].weak is weak and report.ok is not weak
    parameters = cmcasn1.PBMAC1_params(pbkdf2_identifier(b"saltsalt", 9), mac_identifier(hashes.SHA1()))
    assert is_weak(AlgorithmIdentifier(ID_PBMAC1, parameters)) and not is_weak(HMAC)
    assert is_weak(password_based_mac_identifier(owf=hashes.SHA1(), mac=hashes.SHA256()))


def test_what_a_receiver_knows_is_not_shown() -> None:
    assert SECRET not in repr(Knowledge(secrets={"alice": SECRET}, keys=(as_decrypter(RSA_KEY),)))


# Work that a message makes


@pytest.fixture
def few_iterations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(key_derivation, "MAX_TOGETHER", 5000)


@pytest.mark.usefixtures("few_iterations")
def test_all_proofs_of_a_message_share_the_iterations() -> None:
    """Thousands of proofs fit into a message, each with as many iterations as one may have."""
    proof = cmcasn1.IdentityProofV2(pbkdf2_identifier(b"saltsalt", 1000), HMAC, b"x" * 32)
    controls = tuple(cmcasn1.TaggedAttribute(number, Oid("1.3.6.1.5.5.7.7.34"), (proof,)) for number in range(50, 60))
    body = replace(PKIDataBuilder().add_pkcs10(CSR).body(), control_sequence=controls)
    made = message(signed_by(AGENT, AGENT_CERTIFICATE, cmcasn1.encode_der(body)))
    for _ in range(2):
        checks = cmcasn1.verify(made, secrets=SECRET).named("identity-proof")
        assert [isinstance(check.error, cmcasn1.LimitError) for check in checks] == [False] * 5 + [True] * 5
        assert all(check.outcome is Outcome.FAILED for check in checks)


@pytest.mark.usefixtures("few_iterations")
def test_all_recipients_of_a_message_share_the_iterations() -> None:
    recipients = [PasswordRecipient("a", derivation=pbkdf2_identifier(bytes([n] * 8), 1000)) for n in range(10)]
    sealed = encrypt(b"data", ID_DATA, recipients)
    assert decrypt(sealed, "a") == b"data"
    with pytest.raises(cmcasn1.LimitError):
        decrypt(sealed, "b")
