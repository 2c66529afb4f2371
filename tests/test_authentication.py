"""AuthenticatedData made and checked: the shared-secret wrapper of a Full PKI Request."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from hypothesis import given, settings
from hypothesis import strategies as st

import cmcasn1
from cmcasn1 import (
    Attribute,
    AuthenticatedData,
    BuildError,
    ContentInfo,
    DecryptionFailed,
    DigestMismatch,
    Oid,
    SignatureInvalid,
    VerificationError,
    decode_der,
    encode_der,
)
from cmcasn1.algorithms.key_derivation import pbkdf2_identifier
from cmcasn1.algorithms.key_wrap import key_wrap_identifier
from cmcasn1.algorithms.macs import mac, mac_identifier
from cmcasn1.cmc.shared_secret import password_octets
from cmcasn1.cms.authentication import authenticate, verify_authenticated
from cmcasn1.cms.decryption import open_with_key
from cmcasn1.cms.recipients import PasswordRecipient, recipient
from tests.signing_keys import NOW, private_key

PKI_DATA = Oid("1.3.6.1.5.5.7.12.2")
ID_DATA = Oid("1.2.840.113549.1.7.1")
AUTHENTICATED_DATA = Oid("1.2.840.113549.1.9.16.1.2")
EMPTY_PKI_DATA = bytes.fromhex("30083000300030003000")
DERIVATION = pbkdf2_identifier(b"saltsalt", 1000)
PASSWORD = password_octets("SixteenCharToken", "alice@example.org")


def password_recipient(**changes: Any) -> PasswordRecipient:
    return PasswordRecipient(PASSWORD, **({"derivation": DERIVATION} | changes))


def again(made: AuthenticatedData) -> AuthenticatedData:
    received: Any = decode_der(ContentInfo, encode_der(ContentInfo(AUTHENTICATED_DATA, made))).content
    assert received == made
    return received


def test_password_of_the_vectors(vectors: Path) -> None:
    """I || S: the identification first (RFC 10002 section 3.2)."""
    assert json.loads((vectors / "computations.json").read_text())["authDataPassword_bytes"] == PASSWORD.hex()


@pytest.mark.parametrize("hashed", [hashes.SHA1(), hashes.SHA256(), hashes.SHA384(), hashes.SHA512(), None])
@pytest.mark.parametrize(
    "wrap", [None, key_wrap_identifier(16), key_wrap_identifier()], ids=["pwri", "aes128", "aes256"]
)
def test_password(hashed: hashes.HashAlgorithm | None, wrap: Any) -> None:
    made = again(authenticate(EMPTY_PKI_DATA, PKI_DATA, [password_recipient(wrap=wrap)], hash_algorithm=hashed))
    assert (made.version, len(made.recipient_infos)) == (0, 1)
    assert made.mac_algorithm == mac_identifier(hashed or hashes.SHA256())
    assert verify_authenticated(made, PASSWORD) == "attributes"
    message = cmcasn1.parse(encode_der(ContentInfo(AUTHENTICATED_DATA, made)))
    assert message.kind == "full-pki-request" and message.layers == (made,)
    with pytest.raises(DecryptionFailed) as raised:
        verify_authenticated(made, password_octets("alice@example.org", "SixteenCharToken"))
    assert "Sixteen" not in str(raised.value)


def test_several_recipients() -> None:
    """Whoever can open one of them can check the MAC; nobody else."""
    people = [password_recipient(), recipient(private_key("p256").public_key(), rid=b"\1" * 20)]
    made = again(authenticate(EMPTY_PKI_DATA, PKI_DATA, people, signing_time=NOW))
    verify_authenticated(made, PASSWORD)
    verify_authenticated(made, private_key("p256"))
    with pytest.raises(DecryptionFailed):
        verify_authenticated(made, private_key("p384"))
    with pytest.raises(BuildError, match="no recipient"):
        authenticate(EMPTY_PKI_DATA, PKI_DATA, [])


def test_what_bouncycastle_made(vectors: Path) -> None:
    known = json.loads((vectors / "bouncycastle" / "s0029.json").read_text())
    (layer,) = cmcasn1.parse((vectors / "bouncycastle" / "s0029.der").read_bytes()).layers
    assert verify_authenticated(layer, known["password"]) == "attributes"
    with pytest.raises(DecryptionFailed):
        verify_authenticated(layer, known["password"] + "x")
    with pytest.raises(SignatureInvalid):
        verify_authenticated(replace(layer, mac=bytes(32)), known["password"])
    with pytest.raises(VerificationError, match="RFC 6211"):
        verify_authenticated(replace(layer, mac_algorithm=mac_identifier(hashes.SHA384())), known["password"])


def remade(made: AuthenticatedData, attributes: Any) -> AuthenticatedData:
    """The same with other attributes and a MAC that is right for them."""
    covered = EMPTY_PKI_DATA if attributes is None else encode_der(cmcasn1.AuthAttributes(attributes))
    value = open_with_key(made.recipient_infos, PASSWORD, lambda key: mac(made.mac_algorithm, key, covered))
    return replace(made, auth_attrs=None if attributes is None else cmcasn1.AuthAttributes(attributes), mac=value)


@pytest.mark.parametrize(
    ("change", "error", "match"),
    [
        (lambda attrs: attrs[1:], VerificationError, "contentType is missing"),
        (lambda attrs: attrs[:1], VerificationError, "messageDigest is missing"),
        (lambda attrs: None, VerificationError, "authAttrs are missing"),
        (lambda attrs: (*attrs, attrs[0]), VerificationError, "stands 2 times"),
        (
            lambda attrs: (Attribute(attrs[0].attr_type, (ID_DATA,)), attrs[1]),
            VerificationError,
            "differs from the type",
        ),
        (lambda attrs: (attrs[0], Attribute(attrs[1].attr_type, (b"",))), DigestMismatch, "messageDigest"),
    ],
)
def test_attributes_are_checked(change: Any, error: type[Exception], match: str) -> None:
    made = authenticate(EMPTY_PKI_DATA, PKI_DATA, [password_recipient()])
    with pytest.raises(VerificationError, match=match) as raised:
        verify_authenticated(remade(made, change(tuple(made.auth_attrs or ()))), PASSWORD)
    assert type(raised.value) is error


def test_content_without_attributes() -> None:
    """Only id-data may stand so, and not when it is another message's attributes."""
    made = authenticate(EMPTY_PKI_DATA, ID_DATA, [password_recipient()])
    assert verify_authenticated(remade(made, None), PASSWORD) == "content"
    attributes = made.auth_attrs_octets
    assert attributes is not None
    forged = replace(made, auth_attrs=None, encap_content_info=cmcasn1.EncapsulatedContentInfo(ID_DATA, attributes))
    with pytest.raises(VerificationError, match="out of another message"):
        verify_authenticated(forged, PASSWORD)
    with pytest.raises(VerificationError, match="digestAlgorithm is missing"):
        verify_authenticated(replace(made, digest_algorithm=None), PASSWORD)


def test_detached_content() -> None:
    made = again(authenticate(EMPTY_PKI_DATA, PKI_DATA, [password_recipient()], detached=True))
    assert made.encap_content_info.e_content is None
    verify_authenticated(made, PASSWORD, content=EMPTY_PKI_DATA)
    with pytest.raises(VerificationError, match="detached"):
        verify_authenticated(made, PASSWORD)
    with pytest.raises(DigestMismatch):
        verify_authenticated(made, PASSWORD, content=b"other")


def test_version_follows_from_the_originator() -> None:
    """RFC 5652 section 9.1."""
    other = cmcasn1.OtherCertificateFormat(Oid("1.2.3"), cmcasn1.Any(b"\5\0"))
    info = cmcasn1.OriginatorInfo(cmcasn1.CertificateSet((other,)))
    assert authenticate(b"", ID_DATA, [password_recipient()], originator_info=info).version == 3


@given(position=st.integers(0, 10_000), flip=st.integers(1, 255))
@settings(max_examples=60, deadline=None)
def test_any_changed_byte_that_is_covered_is_noticed(position: int, flip: int) -> None:
    made = authenticate(EMPTY_PKI_DATA, PKI_DATA, [password_recipient()])
    der = encode_der(made)
    covered = [EMPTY_PKI_DATA, made.mac, *(encode_der(each) for each in made.auth_attrs or ())]
    places = [der.index(part) + offset for part in covered for offset in range(len(part))]
    place = places[position % len(places)]
    changed = der[:place] + bytes((der[place] ^ flip,)) + der[place + 1 :]
    try:
        received = decode_der(AuthenticatedData, changed)
    except cmcasn1.DecodeError:
        return
    with pytest.raises(VerificationError):
        verify_authenticated(received, PASSWORD)
