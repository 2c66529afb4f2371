"""Proofs of possession of CRMF beyond plain signatures, and the MACs in them: made, checked, refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, mlkem, rsa, x25519

import cmcasn1
from cmcasn1 import AlgorithmIdentifier, ArchiveForm, BitString, CertReqMsg, CertReqMsgBuilder, Outcome, PKMACValue
from cmcasn1.algorithms.key_derivation import MAX_ITERATIONS
from cmcasn1.algorithms.macs import pbmac1_identifier
from cmcasn1.crmf.archived_keys import archive
from cmcasn1.crmf.mac import base_key, dh_based_mac_identifier, mac_key, password_based_mac_identifier
from cmcasn1.crmf.possession import verify_public_key_mac, verify_signature
from cmcasn1.crmf.possession_by_agreement import verify_agreement
from cmcasn1.crmf.possession_by_key import verify_encrypted_key
from cmcasn1.errors import BuildError, CMCError, DecryptionFailed, LimitError, ProofInvalid, UnsupportedAlgorithm
from cmcasn1.oids.known import ID_DH_BASED_MAC, ID_PASSWORD_BASED_MAC
from cmcasn1.pkix.mac_algorithms import GMACParameters
from tests.signing_keys import common_name, issued
from tests.test_archived_keys import pkcs8

SECRET = "SixteenCharToken"
SHA256 = AlgorithmIdentifier(cmcasn1.Oid("2.16.840.1.101.3.4.2.1"))


@cache
def private_key(kind: str, which: int = 0) -> Any:
    match kind:
        case "rsa":
            return rsa.generate_private_key(65537, 2048)
        case "p256":
            return ec.generate_private_key(ec.SECP256R1())
        case "p384":
            return ec.generate_private_key(ec.SECP384R1())
        case "x25519":
            return x25519.X25519PrivateKey.generate()
        case "mlkem":
            return mlkem.MLKEM768PrivateKey.generate()
    raise LookupError(kind)


def again(message: CertReqMsg) -> CertReqMsg:
    """The message as its receiver decodes it."""
    return cmcasn1.decode_der(CertReqMsg, cmcasn1.encode_der(message))


def builder() -> CertReqMsgBuilder:
    return CertReqMsgBuilder().subject("CN=Alice,O=Example").cert_req_id(7)


def changed(message: CertReqMsg) -> CertReqMsg:
    """The same proof over another request."""
    return again(replace(message, cert_req=replace(message.cert_req, cert_req_id=8)))


# MACs


@pytest.fixture(scope="module")
def known(vectors: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((vectors / "computations.json").read_text())
    return loaded


def test_password_based_mac_to_the_byte(known: dict[str, Any]) -> None:
    vector, data = known["pbm"], bytes.fromhex(known["spki"])
    algorithm = password_based_mac_identifier(salt=bytes.fromhex(vector["salt"]), iterations=vector["iter"])
    made = PKMACValue.compute(known["secret"], data, algorithm)
    assert cmcasn1.encode_der(made).hex() == vector["PKMACValue"]
    made.verify(known["secret"].encode(), data)
    start = known["secret"].encode() + bytes.fromhex(vector["salt"])
    assert base_key(SHA256, start, vector["iter"]).hex() == vector["key"]
    # RFC 4211 can be read as one time more; nobody does it so, and it is refused.
    once_more = base_key(SHA256, start, vector["iter"] + 1)
    assert once_more.hex() == vector["key_if_iter_plus_1_NONINTEROP"]
    from cmcasn1.algorithms.macs import mac

    other = replace(made, value=BitString(mac(algorithm.parameters.mac, once_more, data)))  # type: ignore[union-attr]
    with pytest.raises(ProofInvalid):
        other.verify(known["secret"], data)


def gmac(bits: int) -> AlgorithmIdentifier:
    number = {128: 9, 192: 29, 256: 49}[bits]
    return AlgorithmIdentifier(cmcasn1.Oid(f"2.16.840.1.101.3.4.1.{number}"), GMACParameters(b"n" * 12))


MACS: dict[str, Callable[[], AlgorithmIdentifier]] = {
    "default": password_based_mac_identifier,
    "sha1": lambda: password_based_mac_identifier(owf=hashes.SHA1(), mac=hashes.SHA1(), iterations=100),
    "sha512-224": lambda: password_based_mac_identifier(owf=hashes.SHA512_224(), iterations=100),
    "sha3": lambda: password_based_mac_identifier(owf=hashes.SHA3_384(), iterations=100),
    "key cut": lambda: password_based_mac_identifier(mac=gmac(128), iterations=100),
    "key as it is": lambda: password_based_mac_identifier(mac=gmac(256), iterations=100),
    "key continued": lambda: password_based_mac_identifier(owf=hashes.SHA1(), mac=gmac(256), iterations=100),
    "pbmac1": lambda: pbmac1_identifier(iterations=1000),
    "pbmac1 sha512": lambda: pbmac1_identifier(iterations=1000, mac=hashes.SHA512()),
    "dh": dh_based_mac_identifier,
}


@pytest.mark.parametrize("name", MACS)
def test_macs(name: str) -> None:
    made = PKMACValue.compute(SECRET, b"data", MACS[name]())
    received = cmcasn1.decode_der(PKMACValue, cmcasn1.encode_der(made))
    assert received == made
    received.verify(SECRET, b"data")
    flipped = bytes([made.value.data[0] ^ 1]) + made.value.data[1:]
    wrong: list[tuple[PKMACValue, str, bytes]] = [
        (made, SECRET + "x", b"data"),
        (made, SECRET, b"Data"),
        (made, "", b"data"),
        (replace(made, value=BitString(flipped)), SECRET, b"data"),
        (replace(made, value=BitString(made.value.data[:-1])), SECRET, b"data"),
        (replace(made, value=BitString(b"")), SECRET, b"data"),
    ]
    for value, secret, data in wrong:
        with pytest.raises(ProofInvalid) as caught:
            value.verify(secret, data)
        assert SECRET not in str(caught.value) and SECRET not in repr(caught.value)


def test_keys_are_cut_and_continued() -> None:
    base = bytes(range(32))
    assert mac_key(SHA256, base, None) == base
    assert mac_key(SHA256, base, 16) == base[:16]
    assert mac_key(SHA256, base, 70) == (base + base_key(SHA256, b"1" + base) + base_key(SHA256, b"2" + base))[:70]


def pbm(**changes: Any) -> AlgorithmIdentifier:
    parameters: Any = password_based_mac_identifier().parameters
    return AlgorithmIdentifier(ID_PASSWORD_BASED_MAC, replace(parameters, **changes))


def test_weak_parameters_are_not_made_but_checked() -> None:
    for options in ({"iterations": 99}, {"salt": b"1234567"}):
        with pytest.raises(BuildError, match="at least"):
            password_based_mac_identifier(**options)
    for algorithm in (pbm(iteration_count=99), pbm(salt=b"")):
        with pytest.raises(BuildError, match="at least"):
            PKMACValue.compute(SECRET, b"data", algorithm)
        with pytest.raises(ProofInvalid):
            PKMACValue(algorithm, BitString(bytes(32))).verify(SECRET, b"data")
    with pytest.raises(BuildError, match="empty"):
        PKMACValue.compute("", b"data")


UNUSABLE: dict[str, tuple[AlgorithmIdentifier, type[CMCError]]] = {
    "too many iterations": (pbm(iteration_count=MAX_ITERATIONS + 1), LimitError),
    "no iterations": (pbm(iteration_count=0), UnsupportedAlgorithm),
    "unknown owf": (pbm(owf=AlgorithmIdentifier(cmcasn1.Oid("1.2.3"))), UnsupportedAlgorithm),
    "owf without length": (pbm(owf=AlgorithmIdentifier(cmcasn1.Oid("2.16.840.1.101.3.4.2.11"))), UnsupportedAlgorithm),
    "unknown mac": (pbm(mac=AlgorithmIdentifier(cmcasn1.Oid("1.2.3"))), UnsupportedAlgorithm),
    "gmac without nonce": (pbm(mac=AlgorithmIdentifier(gmac(128).algorithm)), UnsupportedAlgorithm),
    "no parameters": (AlgorithmIdentifier(ID_PASSWORD_BASED_MAC), UnsupportedAlgorithm),
    "no parameters, dh": (AlgorithmIdentifier(ID_DH_BASED_MAC), UnsupportedAlgorithm),
    "plain hmac": (AlgorithmIdentifier(cmcasn1.Oid("1.2.840.113549.2.9")), UnsupportedAlgorithm),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_unusable_macs(name: str) -> None:
    algorithm, error = UNUSABLE[name]
    with pytest.raises(error):
        PKMACValue(algorithm, BitString(bytes(32))).verify(SECRET, b"data")


# poposkInput


@pytest.mark.parametrize("kind", ["rsa", "p256"])
def test_signature_with_a_secret(kind: str) -> None:
    key = private_key(kind)
    for algorithm in (None, pbmac1_identifier(iterations=1000)):
        message = again(CertReqMsgBuilder().sign_with_secret(key, SECRET, mac_algorithm=algorithm))
        assert message.cert_req.cert_template.subject is None
        verify_signature(message)
        verify_public_key_mac(message, SECRET)
        with pytest.raises(ProofInvalid, match="publicKeyMAC"):
            verify_public_key_mac(message, "other")
    report = cmcasn1.verify(cmcasn1.encode_der(cmcasn1.CertReqMessages([message])), secrets=SECRET)
    assert [check.name for check in report.passed] == ["possession", "public-key-mac"] and report.ok
    report = cmcasn1.verify(cmcasn1.encode_der(cmcasn1.CertReqMessages([message])), secrets="other")
    assert [check.name for check in report.failed] == ["public-key-mac"]
    report = cmcasn1.verify(cmcasn1.encode_der(cmcasn1.CertReqMessages([message])))
    assert [check.name for check in report.not_possible] == ["public-key-mac"]


def test_signature_for_a_sender() -> None:
    key = private_key("p256")
    message = again(CertReqMsgBuilder().sign_for_sender(key, x509.DNSName("alice.example")))
    verify_signature(message)
    assert isinstance(message.popo, cmcasn1.ProofOfPossession)
    proof: Any = message.popo.value
    assert proof.poposk_input.auth_info == cmcasn1.GeneralName("dNSName", "alice.example")
    named = replace(proof.poposk_input, auth_info=cmcasn1.GeneralName("dNSName", "mallo.example"))
    forged = replace(message, popo=replace(message.popo, value=replace(proof, poposk_input=named)))
    with pytest.raises(ProofInvalid):
        verify_signature(again(forged))
    with pytest.raises(ProofInvalid, match="publicKeyMAC"):
        verify_public_key_mac(message, SECRET)


def test_cmc_refuses_what_it_forbids() -> None:
    key = private_key("p256")
    signed = CertReqMsgBuilder().sign_with_secret(key, SECRET)
    with pytest.raises(BuildError, match=r"subject and a publicKey .*3\.2\.1\.2\.2"):
        cmcasn1.PKIDataBuilder().add_crmf(signed)
    with_subject = replace(signed.cert_req.cert_template, subject=cmcasn1.Name(()))
    with pytest.raises(BuildError, match="poposkInput"):
        cmcasn1.PKIDataBuilder().add_crmf(
            replace(signed, cert_req=replace(signed.cert_req, cert_template=with_subject))
        )
    with pytest.raises(BuildError, match="encrCert"):
        cmcasn1.PKIDataBuilder().add_crmf(builder().certificate_encrypted(private_key("rsa").public_key()))
    with pytest.raises(BuildError, match="regInfo"):
        cmcasn1.PKIDataBuilder().add_crmf(builder().utf8_pairs([("version", "1")]).sign(key))
    for control in (builder().registration_token("t"), builder().authenticator("a")):
        with pytest.raises(BuildError, match="RFC 10004"):
            cmcasn1.PKIDataBuilder().add_crmf(control.sign(key))
    with pytest.raises(BuildError, match="poposkInput is for"):
        builder().sign_with_secret(key, SECRET)


# agreeMAC and dhMAC


@pytest.mark.parametrize("kind", ["p256", "p384", "x25519"])
def test_agreement(kind: str) -> None:
    own, ca, other = (private_key(kind, number) for number in range(3))
    certificate = issued(common_name("CA"), 1, ca)
    made = again(builder().agree(own, ca.public_key()))
    old = again(builder().agree_by_certificate(own, certificate))
    for message, form in ((made, "agreeMAC"), (old, "dhMAC")):
        assert message.popo is not None and message.popo.choice == "keyAgreement"
        value: Any = message.popo.value
        assert value.choice == form
        verify_agreement(message, ca, cmcasn1.Certificate.from_cryptography(certificate))
        for wrong, key in ((message, other), (changed(message), ca)):
            with pytest.raises(ProofInvalid, match=form):
                verify_agreement(wrong, key, cmcasn1.Certificate.from_cryptography(certificate))
        data = cmcasn1.encode_der(cmcasn1.CertReqMessages([message]))
        for keys, outcome in (([ca], Outcome.PASSED), ([other], Outcome.FAILED), ([], Outcome.NOT_POSSIBLE)):
            report = cmcasn1.verify(data, keys=keys, certificates=[certificate, issued(common_name("B"), 2, other)])
            assert [check.outcome for check in report.named("possession")] == [outcome]
        # Of several keys the one that fits counts.
        assert cmcasn1.verify(data, keys=[other, private_key("rsa"), ca], certificates=[certificate]).ok
    with pytest.raises(BuildError, match="certificate"):
        verify_agreement(old, ca)
    renamed = issued(common_name("Another CA"), 1, ca)
    with pytest.raises(ProofInvalid):
        verify_agreement(old, ca, cmcasn1.Certificate.from_cryptography(renamed))


def test_agreement_that_cannot_be() -> None:
    own = private_key("p256")
    with pytest.raises(UnsupportedAlgorithm):
        builder().agree(own, private_key("rsa").public_key())
    with pytest.raises(CMCError):
        builder().agree(own, private_key("p384").public_key())
    with pytest.raises(ProofInvalid, match="there is no agreeMAC"):
        verify_agreement(builder().sign(own), own)
    message = builder().agree(own, private_key("p256", 1).public_key())
    data = cmcasn1.encode_der(cmcasn1.CertReqMessages([message]))
    (check,) = cmcasn1.verify(data, keys=[private_key("rsa")]).named("possession")
    assert check.outcome is Outcome.NOT_POSSIBLE


# encryptedKey and thisMessage


@pytest.mark.parametrize("kind", ["rsa", "p256", "x25519", "mlkem"])
@pytest.mark.parametrize("to", ["rsa", "p256", "mlkem"])
def test_encrypted_key(kind: str, to: str) -> None:
    own, ca = private_key(kind, 3), private_key(to, 4)
    message = again(builder().encrypt_key(own, ca.public_key()))
    assert message.popo is not None
    assert message.popo.choice == ("keyEncipherment" if kind in ("rsa", "mlkem") else "keyAgreement")
    verify_encrypted_key(message, ca)
    with pytest.raises(DecryptionFailed):
        verify_encrypted_key(message, private_key(to, 5))
    data = cmcasn1.encode_der(cmcasn1.CertReqMessages([message]))
    assert [check.text for check in cmcasn1.verify(data, keys=[ca]).passed] == ["encryptedKey"]
    assert cmcasn1.verify(data, keys=[private_key(to, 5)]).failed


def test_encrypted_key_says_whose_it_is() -> None:
    own, other, ca = private_key("rsa", 3), private_key("rsa", 5), private_key("p256", 4)
    public = ca.public_key()
    with pytest.raises(BuildError, match="identifier"):
        CertReqMsgBuilder().encrypt_key(own, public)
    named = builder().extension(x509.SubjectAlternativeName([x509.DNSName("alice.example")]))
    verify_encrypted_key(again(named.encrypt_key(own, public, x509.DNSName("alice.example"))), ca)
    text = again(CertReqMsgBuilder().encrypt_key(own, public, "alice"))
    verify_encrypted_key(text, ca, identifiers=["bob", "alice"])
    for identifiers in ([], ["bob"]):
        with pytest.raises(ProofInvalid, match="somebody else"):
            verify_encrypted_key(text, ca, identifiers=identifiers)
    # An identification in the message is what the text has to be.
    request = cmcasn1.PKIDataBuilder().add_crmf(text).identification("alice").sign(private_key("p256", 6), CERTIFICATE)
    (check,) = cmcasn1.verify(request, keys=[ca]).named("possession")
    assert check.outcome is Outcome.PASSED
    # Another's key, well encrypted, proves nothing.
    theirs = builder().encrypt_key(other, public)
    mine = builder().without_proof(own.public_key())
    with pytest.raises(ProofInvalid, match="private half"):
        verify_encrypted_key(again(replace(mine, popo=theirs.popo)), ca)
    enveloped = archive(pkcs8(own), public)
    proof = cmcasn1.ProofOfPossession("keyEncipherment", cmcasn1.POPOPrivKey("encryptedKey", enveloped))
    with pytest.raises(ProofInvalid, match="whose it is"):
        verify_encrypted_key(again(replace(mine, popo=proof)), ca)


CERTIFICATE = issued(common_name("Agent"), 9, private_key("p256", 6))


@pytest.mark.parametrize("form", [form for form in ArchiveForm if form is not ArchiveForm.ENVELOPED_DATA])
def test_key_in_this_message(form: ArchiveForm) -> None:
    own, ca = private_key("p256", 3), private_key("rsa", 4)
    message = again(builder().encrypt_key(own, ca.public_key(), form=form))
    value: Any = message.popo and message.popo.value
    assert value.choice == "thisMessage"
    verify_encrypted_key(message, ca)
    for wrong in (private_key("rsa", 5), own):
        with pytest.raises((DecryptionFailed, UnsupportedAlgorithm)):
            verify_encrypted_key(message, wrong)
    theirs = builder().without_proof(private_key("p256", 5).public_key())
    with pytest.raises(ProofInvalid, match="private half"):
        verify_encrypted_key(again(replace(theirs, popo=message.popo)), ca)
    raw = cmcasn1.POPOPrivKey("thisMessage", BitString(b"not an EncryptedValue"))
    odd = builder().with_proof(own.public_key(), cmcasn1.ProofOfPossession("keyAgreement", raw))
    with pytest.raises(ProofInvalid, match="EncryptedValue"):
        verify_encrypted_key(again(odd), ca)


# What only the builder does


def test_registration_controls_and_information() -> None:
    certificate = issued(common_name("Alice"), 77, private_key("p256"))
    key = private_key("rsa")
    inner = builder().request(key.public_key())
    message = again(
        builder()
        .registration_token("once")
        .authenticator("mother's maiden name")
        .old_certificate(certificate)
        .protocol_encryption_key(key.public_key())
        .utf8_pairs([("mail_email", "alice%@example?"), ("version", "1")])
        .replaced_request(inner)
        .sign(private_key("p256"))
    )
    verify_signature(message)
    values: list[Any] = [control.value for control in message.cert_req.controls or ()]
    assert [type(value).__name__ for value in values] == ["RegToken", "Authenticator", "OldCertId", "ProtocolEncrKey"]
    assert values[0].value == "once" and "once" not in repr(message)
    assert values[2].serial_number == 77
    assert values[3].octets == cmcasn1.SubjectPublicKeyInfo.from_cryptography(key.public_key()).octets
    pairs, request = (item.value for item in message.reg_info or ())
    assert isinstance(pairs, cmcasn1.UTF8Pairs)
    assert pairs.pairs == (("mail_email", "alice%@example?"), ("version", "1"))
    assert isinstance(request, cmcasn1.CertReq) and request.octets == inner.octets
    with pytest.raises(BuildError, match="once"):
        builder().replaced_request(inner).replaced_request(inner)
