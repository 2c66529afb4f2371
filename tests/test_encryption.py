"""Content encrypted and opened: every kind of recipient with every cipher, and what BouncyCastle encrypted."""

from __future__ import annotations

import copy
import json
import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519
from hypothesis import given, settings
from hypothesis import strategies as st

import cmcasn1
from cmcasn1 import AlgorithmIdentifier, Oid, RecipientInfos
from cmcasn1.cms.decryption import decrypt
from cmcasn1.cms.encryption import ID_DATA, content_info, content_of, encrypt, encrypt_with_key, envelop
from cmcasn1.cms.recipients import (
    KEKRecipient,
    KEMRecipient,
    KeyAgreementRecipient,
    KeyTransportRecipient,
    PasswordRecipient,
    by_body_part,
    by_issuer,
    by_key_identifier,
    recipient,
)
from cmcasn1.cms.signing import sign
from cmcasn1.errors import BuildError, CMCError, DecryptionFailed, UnsupportedAlgorithm
from cmcasn1.keys.private_key import PrivateKey
from cmcasn1.oids.known import (
    ID_AES256_CBC,
    ID_AES256_GCM,
    ID_SIGNED_DATA,
)
from tests.recipient_keys import (
    AEAD,
    CBC,
    ITERATIONS,
    KEK,
    KEYS,
    OTHERS,
    PASSWORD,
    RECIPIENTS,
    cipher,
    self_signed,
    through_the_wire,
)


@pytest.mark.parametrize("name", RECIPIENTS)
@pytest.mark.parametrize("algorithm", ["ID_AES256_CBC", "ID_AES256_GCM"])
def test_each_recipient_opens_and_nobody_else(name: str, algorithm: str) -> None:
    make, key, other = RECIPIENTS[name]
    content = b"content of any length"
    made = encrypt(content, ID_DATA, [make()], algorithm=cipher(algorithm), authenticated=algorithm.endswith("GCM"))
    received = through_the_wire(made)
    assert received == made
    assert decrypt(received, key) == content
    with pytest.raises(DecryptionFailed) as failure:
        decrypt(received, other)
    assert str(failure.value) == "the content does not open with this key"
    assert failure.value.__cause__ is None


@given(
    content=st.binary(max_size=80),
    name=st.sampled_from(sorted(RECIPIENTS)),
    algorithm=st.sampled_from(CBC + AEAD),
    content_type=st.sampled_from([ID_DATA, ID_SIGNED_DATA, Oid("1.2.3")]),
)
@settings(deadline=None, max_examples=60)
def test_round_trip(content: bytes, name: str, algorithm: str, content_type: Oid) -> None:
    make, key, _ = RECIPIENTS[name]
    made = encrypt(content, content_type, [make()], algorithm=cipher(algorithm), authenticated=algorithm in AEAD)
    assert decrypt(through_the_wire(made), key) == content


@given(position=st.integers(min_value=0), bit=st.integers(0, 7))
@settings(deadline=None, max_examples=80)
def test_a_changed_bit_never_gives_the_authenticated_content(position: int, bit: int) -> None:
    content = b"authenticated content"
    made = encrypt(content, ID_SIGNED_DATA, [KEKRecipient(KEK, b"k")], authenticated=True)
    covered = {
        "ciphertext": made.auth_encrypted_content_info.encrypted_content,
        "mac": made.mac,
        "key": made.recipient_infos[0].encrypted_key,
    }
    for part, octets in covered.items():
        changed = bytearray(octets)
        changed[position % len(octets)] ^= 1 << bit
        new = bytes(changed)
        if part == "ciphertext":
            other = replace(
                made, auth_encrypted_content_info=replace(made.auth_encrypted_content_info, encrypted_content=new)
            )
        elif part == "mac":
            other = replace(made, mac=new)
        else:
            other = replace(
                made, recipient_infos=RecipientInfos((replace(made.recipient_infos[0], encrypted_key=new),))
            )
        with pytest.raises(DecryptionFailed):
            decrypt(other, KEK)
    with pytest.raises(DecryptionFailed):
        decrypt(replace(made, auth_attrs=None), KEK)


@pytest.mark.parametrize("name", RECIPIENTS)
def test_a_changed_key_does_not_open(name: str) -> None:
    make, key, _ = RECIPIENTS[name]
    content = b"content"
    der = cmcasn1.encode_der(content_info(encrypt(content, ID_DATA, [make()], authenticated=True)))
    info = cmcasn1.decode_der(cmcasn1.ContentInfo, der).content.recipient_infos[0]
    wrapped = next(
        found
        for found in (
            getattr(info, "encrypted_key", None),
            getattr(getattr(info, "ori_value", None), "encrypted_key", None),
            getattr(next(iter(getattr(info, "recipient_encrypted_keys", ())), None), "encrypted_key", None),
        )
        if found
    )
    start = der.index(wrapped)
    for position in range(start, start + len(wrapped), max(1, len(wrapped) // 8)):
        changed = der[:position] + bytes([der[position] ^ 1]) + der[position + 1 :]
        with pytest.raises(DecryptionFailed):
            decrypt(cmcasn1.decode_der(cmcasn1.ContentInfo, changed), key)


def test_versions() -> None:
    """RFC 5652 section 6.1."""
    rsa_key, ec_key = KEYS["rsa"].public_key(), KEYS["p256"].public_key()
    issuer = by_body_part(1)
    attribute = cmcasn1.Attribute(Oid("1.2.840.113549.1.9.3"), (ID_DATA,))
    for recipients, attributes, version in (
        ([recipient(rsa_key, rid=issuer)], (), 0),
        ([recipient(rsa_key, rid=issuer)], (attribute,), 2),
        ([recipient(rsa_key)], (), 2),
        ([recipient(ec_key, rid=issuer)], (), 2),
        ([KEKRecipient(KEK, b"k")], (), 2),
        ([PasswordRecipient("p", ITERATIONS)], (), 3),
        ([recipient(KEYS["ml-kem-768"].public_key())], (), 3),
        ([recipient(rsa_key, rid=issuer), PasswordRecipient("p", ITERATIONS)], (), 3),
    ):
        made = encrypt(b"x", ID_DATA, recipients, attributes=attributes)
        assert made.version == version, recipients
    assert [recipient(rsa_key).info(KEK).version, recipient(rsa_key, rid=issuer).info(KEK).version] == [2, 0]
    assert encrypt_with_key(b"x", ID_DATA, KEK).version == 0
    assert encrypt_with_key(b"x", ID_DATA, KEK, attributes=(attribute,)).version == 2
    other = cmcasn1.OriginatorInfo(
        certs=cmcasn1.CertificateSet((cmcasn1.OtherCertificateFormat(Oid("1.2.3"), cmcasn1.NULL),))
    )
    assert encrypt(b"x", ID_DATA, [recipient(rsa_key)], originator_info=other).version == 4


def test_the_authenticated_cipher_is_that_of_rfc_10004() -> None:
    made = encrypt(b"x", ID_DATA, [KEKRecipient(KEK, b"k")], authenticated=True)
    parameters = made.auth_encrypted_content_info.content_encryption_algorithm.parameters
    assert isinstance(parameters, cmcasn1.GCMParameters)
    assert (len(parameters.aes_nonce), parameters.aes_ic_vlen, len(made.mac)) == (12, 12, 12)
    assert made.version == 0 and made.auth_attrs is None
    signed = encrypt(b"x", ID_SIGNED_DATA, [KEKRecipient(KEK, b"k")], authenticated=True)
    assert [each.attr_values for each in signed.auth_attrs] == [(ID_SIGNED_DATA,)]


def test_the_recipient_is_picked_by_certificate_or_key_identifier() -> None:
    """Only the right recipient is tried: of another's PKCS #1 v1.5 come random octets."""
    tried: list[bytes] = []

    class Counting(PrivateKey):
        def decrypt(self, algorithm: AlgorithmIdentifier, ciphertext: bytes) -> bytes:
            tried.append(ciphertext)
            return super().decrypt(algorithm, ciphertext)

    certificate = self_signed(KEYS["rsa"])
    others = [recipient(OTHERS["rsa"].public_key()), recipient(OTHERS["rsa"].public_key(), rid=by_body_part(5))]
    for rid in (by_issuer(certificate), by_key_identifier(certificate)):
        made = encrypt(b"x", ID_DATA, [*others, recipient(certificate, rid=rid)])
        tried.clear()
        assert decrypt(made, Counting(KEYS["rsa"]), certificate=certificate) == b"x"
        assert len(tried) == 1
    tried.clear()
    assert decrypt(made, Counting(KEYS["rsa"])) == b"x" and len(tried) == 1
    assert recipient(certificate).rid == by_issuer(certificate)
    assert recipient(cmcasn1.Certificate.from_cryptography(certificate)) == recipient(certificate)


def test_several_recipients_share_one_content() -> None:
    name = cmcasn1.Attribute(Oid("1.2.840.113549.1.9.16.2.4"), (cmcasn1.ContentHints(content_type=ID_DATA),))
    makers = [make for make, _, _ in RECIPIENTS.values()]
    made = encrypt(b"for all", ID_SIGNED_DATA, [make() for make in makers], attributes=[name], authenticated=True)
    # The sets are in the order of DER already.
    assert through_the_wire(made) == made and len(made.auth_attrs) == 2
    for _, key, _ in RECIPIENTS.values():
        assert decrypt(through_the_wire(made), key) == b"for all"


def test_encrypted_data() -> None:
    made = through_the_wire(encrypt_with_key(b"content", ID_DATA, KEK))
    assert decrypt(made, KEK) == b"content"
    with pytest.raises(DecryptionFailed):
        decrypt(made, KEK[:16])
    with pytest.raises(BuildError, match="octets of its key"):
        decrypt(made, "password")


def test_content_that_was_sent_apart() -> None:
    made = encrypt(b"content", ID_DATA, [KEKRecipient(KEK, b"k")])
    info = made.encrypted_content_info
    apart = replace(made, encrypted_content_info=replace(info, encrypted_content=None))
    assert decrypt(apart, KEK, encrypted_content=info.encrypted_content) == b"content"
    with pytest.raises(BuildError, match="sent apart"):
        decrypt(apart, KEK)


def test_what_cannot_be_encrypted_is_refused() -> None:
    with pytest.raises(BuildError, match="no recipient"):
        encrypt(b"", ID_DATA, [])
    with pytest.raises(BuildError, match="does not go with EnvelopedData"):
        encrypt(b"", ID_DATA, [KEKRecipient(KEK, b"k")], algorithm=ID_AES256_GCM)
    with pytest.raises(BuildError, match="does not go with AuthEnvelopedData"):
        encrypt(b"", ID_DATA, [KEKRecipient(KEK, b"k")], algorithm=ID_AES256_CBC, authenticated=True)
    with pytest.raises(UnsupportedAlgorithm, match="id-Ed25519"):
        recipient(ed25519.Ed25519PrivateKey.generate().public_key())
    with pytest.raises(BuildError, match="OAEP does not go with"):
        recipient(KEYS["p256"].public_key(), oaep=hashes.SHA256())
    with pytest.raises(UnsupportedAlgorithm, match=r"1\.2\.3\.4"):
        encrypt(b"", ID_DATA, [KEKRecipient(KEK, b"k")], algorithm=Oid("1.2.3.4"))
    ec_info = recipient(KEYS["p256"].public_key()).public_key
    for wrong in (
        KeyTransportRecipient(ec_info, b"k"),
        KeyAgreementRecipient(recipient(KEYS["rsa"].public_key()).public_key, b"k"),
    ):
        with pytest.raises(BuildError):
            encrypt(b"", ID_DATA, [wrong])
    with pytest.raises(UnsupportedAlgorithm, match="encapsulates nothing"):
        encrypt(b"", ID_DATA, [KEMRecipient(ec_info, b"k")])


def test_unsupported_algorithms_in_a_message_are_named() -> None:
    made = encrypt(b"x", ID_DATA, [recipient(KEYS["p256"].public_key())])
    info = made.recipient_infos[0]
    unknown = AlgorithmIdentifier(Oid("1.2.3.4"), info.key_encryption_algorithm.parameters)
    with pytest.raises(UnsupportedAlgorithm):
        decrypt(
            replace(made, recipient_infos=RecipientInfos((replace(info, key_encryption_algorithm=unknown),))),
            KEYS["p256"],
        )
    with pytest.raises(UnsupportedAlgorithm, match="originator's certificate"):
        decrypt(replace(made, recipient_infos=RecipientInfos((replace(info, originator=b"ski"),))), KEYS["p256"])
    with pytest.raises(BuildError, match="is not encrypted"):
        decrypt(cmcasn1.ContentInfo(ID_DATA, b"x"), KEK)


def test_secrets_do_not_show() -> None:
    for shown in (repr(PasswordRecipient(PASSWORD)), repr(KEKRecipient(KEK, b"kek-1"))):
        assert "secret" in shown and PASSWORD not in shown and repr(KEK) not in shown


def test_every_error_is_one_of_ours() -> None:
    """Any change of any octet of a message gives the content, other content, or a CMCError."""
    der = cmcasn1.encode_der(content_info(encrypt(b"content", ID_DATA, [recipient(KEYS["p256"].public_key())])))
    for position in range(len(der)):
        changed = der[:position] + bytes([der[position] ^ 0x55]) + der[position + 1 :]
        try:
            decrypt(cmcasn1.decode_der(cmcasn1.ContentInfo, changed), KEYS["p256"])
        except CMCError:
            continue


# Messages that only a key opens


def private_key(path: Path) -> Any:
    return serialization.load_der_private_key(path.read_bytes(), None)


@pytest.mark.parametrize("name", ["s0009", "s0049"])
def test_bouncycastles_encrypted_messages_open(vectors: Path, name: str) -> None:
    folder = vectors / "bouncycastle"
    known = json.loads((folder / f"{name}.json").read_text())
    message = cmcasn1.parse((folder / f"{name}.der").read_bytes())
    key = private_key(folder / known["recipientKeyFile"])
    opened = cmcasn1.decrypt(message, key)
    assert opened.kind == "full-pki-request"
    assert [type(layer).__name__ for layer in opened.layers] == ["EnvelopedData", "SignedData"]
    assert opened.layers[1].encap_content_info.e_content == (folder / f"{name}.inner.der").read_bytes()
    with pytest.raises(DecryptionFailed):
        cmcasn1.decrypt(message, OTHERS["rsa"])
    with pytest.raises(BuildError, match="is not encrypted"):
        cmcasn1.decrypt(opened, key)


def signed_message(vectors: Path) -> bytes:
    return (vectors / "dogtag" / "resp_success.bin").read_bytes()


@pytest.mark.parametrize("authenticated", [False, True])
def test_the_nestings_of_rfc_10002(vectors: Path, authenticated: bool) -> None:
    """Section 5: (1) SignedData, (2) encrypted SignedData, (3) signed encrypted SignedData; and twice encrypted."""
    plain = cmcasn1.parse(signed_message(vectors))
    two = envelop(signed_message(vectors), [KEKRecipient(KEK, b"k")], authenticated=authenticated)
    kind = "AuthEnvelopedData" if authenticated else "EnvelopedData"
    content = signed_message(vectors)
    # The content is the SignedData, as received, without the ContentInfo around it.
    assert decrypt(two, KEK) in content and len(content) > len(decrypt(two, KEK)) > len(content) - 30
    message = cmcasn1.parse(cmcasn1.encode_der(two))
    assert (message.kind, message.body) == ("encrypted", None)
    opened = cmcasn1.decrypt(message, KEK)
    assert (opened.kind, opened.body, opened.quirks) == (plain.kind, plain.body, plain.quirks)
    assert [type(layer).__name__ for layer in opened.layers] == [kind, "SignedData"]

    outer_type, outer = content_of(two)
    three = cmcasn1.ContentInfo(ID_SIGNED_DATA, sign(outer, outer_type, KEYS["p256"]))
    opened = cmcasn1.decrypt(cmcasn1.parse(cmcasn1.encode_der(three)), KEK)
    assert opened.body == plain.body
    assert [type(layer).__name__ for layer in opened.layers] == ["SignedData", kind, "SignedData"]

    twice = envelop(two, [PasswordRecipient(PASSWORD, ITERATIONS)])
    once = cmcasn1.decrypt(cmcasn1.parse(cmcasn1.encode_der(twice)), PASSWORD)
    assert once.kind == "encrypted"
    assert cmcasn1.decrypt(once, KEK).body == plain.body


@pytest.mark.parametrize("authenticated", [False, True])
def test_the_nestings_from_a_builder(authenticated: bool) -> None:
    key = KEYS["p256"]
    asked = cmcasn1.CertificationRequestBuilder().subject("CN=Alice").subject_key_identifier().sign(key)
    one = cmcasn1.PKIDataBuilder().add_pkcs10(asked).identification("alice").identity_proof_v2(PASSWORD).sign(key)
    two = one.envelop([KEKRecipient(KEK, b"k")], authenticated=authenticated)
    three = two.sign(key)
    kind = "AuthEnvelopedData" if authenticated else "EnvelopedData"
    for message, layers in ((two, [kind, "SignedData"]), (three, ["SignedData", kind, "SignedData"])):
        assert message.body == one.body and message.message().kind == "encrypted"
        opened = cmcasn1.decrypt(message.der, KEK)
        assert ([type(layer).__name__ for layer in opened.layers], opened.body) == (layers, one.body)
        assert opened == cmcasn1.decrypt(message.message(), KEK)
        report = cmcasn1.verify(opened, secrets=PASSWORD)
        assert report.ok, str(report)
        # The signatures that have been opened were checked, and each of them passed.
        assert len(report.named("signature")) == layers.count("SignedData")
        with pytest.raises(DecryptionFailed):
            cmcasn1.decrypt(message.der, bytes(32))
    for clear in (one, three):
        with pytest.raises(BuildError, match="only what is encrypted"):
            clear.sign(key)
    with pytest.raises(BuildError, match="is not encrypted"):
        cmcasn1.decrypt(one.der, KEK)


def test_what_a_builder_gives_is_a_value() -> None:
    key = KEYS["p256"]
    asked = cmcasn1.CertificationRequestBuilder().subject("CN=Alice").subject_key_identifier().sign(key)
    made = cmcasn1.PKIDataBuilder().add_pkcs10(asked).sign(key)
    again = pickle.loads(pickle.dumps(made))
    assert again == made == copy.deepcopy(made) and hash(again) == hash(made)
    assert made != made.envelop([KEKRecipient(KEK, b"k")])
    with pytest.raises(AttributeError):
        made.body = None  # type: ignore[assignment, misc]


def test_a_whole_content_info_inside_opens_too(vectors: Path) -> None:
    """Peers write it; the type says SignedData all the same."""
    made = encrypt(signed_message(vectors), ID_SIGNED_DATA, [KEKRecipient(KEK, b"k")])
    message = cmcasn1.decrypt(cmcasn1.parse(cmcasn1.encode_der(content_info(made))), KEK)
    assert message.body == cmcasn1.parse(signed_message(vectors)).body


def test_encrypted_octets_of_no_message_are_a_decode_error() -> None:
    made = encrypt(b"no message", ID_SIGNED_DATA, [KEKRecipient(KEK, b"k")])
    message = cmcasn1.parse(cmcasn1.encode_der(content_info(made)))
    with pytest.raises(cmcasn1.DecodeError):
        cmcasn1.decrypt(message, KEK)
    with pytest.raises(BuildError, match="no such quirk"):
        cmcasn1.decrypt(message, KEK, quirks=["no-such-quirk"])
