"""Proofs of possession that no peer checks as a whole: BouncyCastle works out what they consist of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

import cmcasn1
from cmcasn1.codec.primitives import NULL
from cmcasn1.crmf.archived_keys import ArchiveForm
from cmcasn1.oids import Oid
from cmcasn1.oids.known import ID_ENVELOPED_DATA, RSA_ENCRYPTION
from tests.interop.peers import BouncyCastle, PeerRefused
from tests.test_possession import again, builder, common_name, issued, private_key
from tests.test_static_dh import ca_certificate, key


def pkcs8(key: Any) -> bytes:
    return bytes(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))


@pytest.mark.parametrize("kind", ["p256", "p384", "x25519"])
def test_agree_mac(bouncycastle: BouncyCastle, kind: str) -> None:
    """RFC 4211 section 4.3, RFC 9810 section 5.1.3.2: the CA's side of the agreement makes the same MAC."""
    own, ca = private_key(kind), private_key(kind, 1)
    message = again(builder().agree(own, ca.public_key()))
    value: Any = message.popo and message.popo.value
    made = bouncycastle.agreed_mac(
        ca, own.public_key(), message.cert_req.octets, hash_name="SHA-256", mac_name="HmacSHA256"
    )
    assert made == value.value.value.data


@pytest.mark.parametrize("kind", ["p256", "x25519"])
def test_dh_mac(bouncycastle: BouncyCastle, kind: str) -> None:
    """RFC 2875 section 3: the names in the CA's certificate stand around the secret, the subject first."""
    own, ca = private_key(kind), private_key(kind, 1)
    certificate = issued(common_name("CA"), 1, ca)
    message = again(builder().agree_by_certificate(own, certificate))
    value: Any = message.popo and message.popo.value
    made = bouncycastle.agreed_mac(
        ca, own.public_key(), message.cert_req.octets, hash_name="SHA-1", mac_name="HmacSHA1",
        lead=certificate.subject.public_bytes(), trail=certificate.issuer.public_bytes(),
    )  # fmt: skip
    assert made == value.value.data


STATIC = {
    "p256": ("SHA-256", "HmacSHA256"),
    "p384": ("SHA-384", "HmacSHA384"),
    "p521": ("SHA-512", "HmacSHA512"),
    "dh": ("SHA-256", "HmacSHA256"),
}


@pytest.mark.filterwarnings("ignore:Diffie-Hellman over finite fields")
@pytest.mark.parametrize("kind", STATIC)
def test_static_dh(bouncycastle: BouncyCastle, kind: str) -> None:
    """RFC 6955: the CA's side comes to the same MAC, and the DhSigStatic around it is read as it is meant."""
    own, ca, certificate = key(kind), key(kind, 1), ca_certificate(kind)
    tbs = certificate.tbs_certificate
    made = cmcasn1.CertificationRequestBuilder().subject("CN=Alice").sign(cmcasn1.StaticDHSigner(own, certificate))
    covered = cmcasn1.encode_der(made.certification_request_info)
    read = bouncycastle.dh_sig_static(made.signature.data)
    assert read["issuer"] == cmcasn1.encode_der(tbs.issuer).hex() and read["serial"] == str(tbs.serial_number)
    assert read["der"] == made.signature.data.hex()
    hash_name, mac_name = STATIC[kind]
    names = {"lead": cmcasn1.encode_der(tbs.subject), "trail": cmcasn1.encode_der(tbs.issuer)}
    for mine, theirs in ((ca, own), (own, ca)):
        mac = bouncycastle.agreed_mac(
            mine, theirs.public_key(), covered, hash_name=hash_name, mac_name=mac_name, **names
        )
        assert mac.hex() == read["mac"]


@pytest.mark.parametrize("kind", ["rsa", "p256", "x25519"])
@pytest.mark.parametrize("to", ["rsa", "p256"])
def test_encrypted_key(bouncycastle: BouncyCastle, kind: str, to: str) -> None:
    """The receiver's key opens the EnvelopedData; in it are the private key and whose it is (RFC 4211 section 2.1)."""
    own, ca = private_key(kind, 3), private_key(to, 4)
    message = again(builder().encrypt_key(own, ca.public_key()))
    value: Any = message.popo and message.popo.value
    opened = bouncycastle.decrypt(cmcasn1.encode_der(cmcasn1.ContentInfo(ID_ENVELOPED_DATA, value.value)), key=ca)
    assert Oid(opened.content_type).name == "id-ct-encKeyWithID"
    held = cmcasn1.decode_der(cmcasn1.EncKeyWithID, opened.content)
    assert cmcasn1.encode_der(held.private_key) == pkcs8(own) and held.identifier is not None
    with pytest.raises(PeerRefused):
        bouncycastle.decrypt(
            cmcasn1.encode_der(cmcasn1.ContentInfo(ID_ENVELOPED_DATA, value.value)), key=private_key(to, 5)
        )


def test_key_in_this_message(bouncycastle: BouncyCastle) -> None:
    """The oldest form: an EncryptedValue in the BIT STRING. BouncyCastle needs keyAlg, which Dogtag leaves out."""
    own, ca = private_key("p256", 3), private_key("rsa", 4)
    message = again(builder().encrypt_key(own, ca.public_key(), form=ArchiveForm.AES_CBC))
    value: Any = message.popo and message.popo.value
    held = cmcasn1.decode_der(cmcasn1.EncryptedValue, value.value.data)
    assert held.key_alg is None
    named = replace(held, key_alg=cmcasn1.AlgorithmIdentifier(RSA_ENCRYPTION, NULL))
    assert bouncycastle.private_key_in(cmcasn1.encode_der(named), ca) == pkcs8(own)
    with pytest.raises(PeerRefused):
        bouncycastle.private_key_in(cmcasn1.encode_der(named), private_key("rsa", 5))
