"""KEM recipients (RFC 9629, RFC 9936) opened and made step by step with primitives alone, as no peer has them yet.

Nothing of cmcasn1's key derivation, key wrap or decryption is used on the other side: hmac of the standard library
extracts and expands (RFC 5869), the DER of CMSORIforKEMOtherInfo is put together by hand, OpenSSL's AES key wrap and
ciphers come by way of cryptography.
"""

from __future__ import annotations

import hmac
import os
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import mlkem
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap, aes_key_wrap
from cryptography.hazmat.primitives.padding import PKCS7

import cmcasn1
from cmcasn1.algorithms.key_derivation import hkdf_identifier
from cmcasn1.algorithms.key_wrap import key_wrap_identifier
from cmcasn1.cms.decryption import decrypt
from cmcasn1.cms.encryption import encrypt
from cmcasn1.cms.recipients import KEMRecipient
from cmcasn1.oids import Oid
from cmcasn1.oids.known import ID_DATA

CONTENT = b"for the holder of the key only"
KEYS: dict[str, Any] = {
    "id-alg-ml-kem-768": mlkem.MLKEM768PrivateKey.generate(),
    "id-alg-ml-kem-1024": mlkem.MLKEM1024PrivateKey.generate(),
}


def tlv(tag: int, content: bytes) -> bytes:
    assert len(content) < 128
    return bytes((tag, len(content))) + content


def other_info(bits: int, ukm: bytes | None) -> bytes:
    """CMSORIforKEMOtherInfo: id-aesNNN-wrap without parameters, kekLength in octets, ukm [0] EXPLICIT."""
    wrap = tlv(0x30, bytes.fromhex("06096086480165030401") + {128: b"\x05", 192: b"\x19", 256: b"\x2d"}[bits])
    length = tlv(0x02, bytes((bits // 8,)))
    return tlv(0x30, wrap + length + (b"" if ukm is None else tlv(0xA0, tlv(0x04, ukm))))


def derive(hash_name: str, secret: bytes, info: bytes, length: int) -> bytes:
    """HKDF without salt (RFC 9629 section 5, RFC 5869 section 2)."""
    size = hmac.new(b"", b"", hash_name).digest_size
    extracted = hmac.digest(bytes(size), secret, hash_name)
    made, block, count = b"", b"", 1
    while len(made) < length:
        block = hmac.digest(extracted, block + info + bytes((count,)), hash_name)
        made, count = made + block, count + 1
    return made[:length]


@pytest.mark.parametrize("kem", KEYS)
@pytest.mark.parametrize("ukm", [None, b"keying material of the user"])
@pytest.mark.parametrize(("bits", "hashed"), [(128, "sha256"), (192, "sha384"), (256, "sha512"), (256, "sha256")])
def test_what_is_encrypted_here_opens_step_by_step(kem: str, bits: int, hashed: str, ukm: bytes | None) -> None:
    key = KEYS[kem]
    kdf = hkdf_identifier(getattr(hashes, hashed.upper())())
    public = cmcasn1.SubjectPublicKeyInfo.from_cryptography(key.public_key())
    to = KEMRecipient(public, b"k", kdf=kdf, wrap=key_wrap_identifier(bits // 8), ukm=ukm)
    made = encrypt(CONTENT, ID_DATA, [to])
    info = made.recipient_infos[0].ori_value
    assert (info.kem.algorithm.name, info.kem.parameters, info.kek_length, info.ukm) == (kem, None, bits // 8, ukm)
    secret = key.decapsulate(info.kemct)
    session = aes_key_unwrap(derive(hashed, secret, other_info(bits, ukm), bits // 8), info.encrypted_key)
    encrypted = made.encrypted_content_info
    iv = encrypted.content_encryption_algorithm.parameters
    decryptor = Cipher(algorithms.AES(session), modes.CBC(iv)).decryptor()
    padded = decryptor.update(encrypted.encrypted_content) + decryptor.finalize()
    assert padded == CONTENT + bytes([16 - len(CONTENT) % 16]) * (16 - len(CONTENT) % 16)


@pytest.mark.parametrize("kem", KEYS)
@pytest.mark.parametrize("ukm", [None, b"keying material of the user"])
def test_what_is_made_step_by_step_opens_here(kem: str, ukm: bytes | None) -> None:
    key = KEYS[kem]
    secret, ciphertext = key.public_key().encapsulate()
    session, iv = os.urandom(32), os.urandom(16)
    padder = PKCS7(128).padder()
    encryptor = Cipher(algorithms.AES(session), modes.CBC(iv)).encryptor()
    encrypted = encryptor.update(padder.update(CONTENT) + padder.finalize()) + encryptor.finalize()
    wrapped = aes_key_wrap(derive("sha256", secret, other_info(256, ukm), 32), session)
    info = cmcasn1.KEMRecipientInfo(
        version=cmcasn1.CMSVersion.v0,
        rid=b"k",
        kem=cmcasn1.SubjectPublicKeyInfo.from_cryptography(key.public_key()).algorithm,
        kemct=ciphertext,
        kdf=hkdf_identifier(hashes.SHA256()),
        kek_length=32,
        ukm=ukm,
        wrap=key_wrap_identifier(32),
        encrypted_key=wrapped,
    )
    enveloped = cmcasn1.EnvelopedData(
        version=cmcasn1.CMSVersion.v3,
        recipient_infos=cmcasn1.RecipientInfos((cmcasn1.OtherRecipientInfo(Oid("1.2.840.113549.1.9.16.13.3"), info),)),
        encrypted_content_info=cmcasn1.EncryptedContentInfo(
            ID_DATA, cmcasn1.AlgorithmIdentifier(Oid("2.16.840.1.101.3.4.1.42"), iv), encrypted
        ),
    )
    received = cmcasn1.decode_der(cmcasn1.EnvelopedData, cmcasn1.encode_der(enveloped))
    assert decrypt(received, key) == CONTENT
