"""Archived private keys and shared tokens: Dogtag's and Windows' open, ours go back and forth."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, mlkem, rsa
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_pem_private_key
from hypothesis import given, settings
from hypothesis import strategies as st

import cmcasn1
from cmcasn1 import AlgorithmIdentifier, ArchiveForm, BitString, EncryptedValue, SharedToken
from cmcasn1.cms.decryption import decrypt
from cmcasn1.cms.encryption import ID_DATA, encrypt
from cmcasn1.cms.recipients import recipient
from cmcasn1.crmf.archived_keys import archive, recover
from cmcasn1.dogtag.shared_tokens import (
    make_shared_token,
    open_shared_token,
    read_shared_token,
    revocation_ldif,
    revocation_meta_info,
    shared_token_ldif,
    shared_token_text,
)
from cmcasn1.errors import BuildError, CMCError, DecodeError, DecryptionFailed, UnsupportedAlgorithm
from cmcasn1.microsoft.private_key_blob import blob_of_private_key_info, private_key_info_of_blob
from cmcasn1.oids.known import DES_EDE3_CBC

PKI_ARCHIVE_OPTIONS = "1.3.6.1.5.5.7.5.1.4"
TRANSPORT = rsa.generate_private_key(65537, 2048)
OTHER = rsa.generate_private_key(65537, 2048)


def pkcs8(key: Any) -> bytes:
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    found: bytes = key.private_bytes(serialization.Encoding.DER, *form)
    return found


def pem(path: Path) -> Any:
    return load_pem_private_key(path.read_bytes(), None)


def options_of(message: cmcasn1.CertReqMsg) -> Any:
    (found,) = (each.value for each in message.cert_req.controls or () if each.type == PKI_ARCHIVE_OPTIONS)
    return found


ARCHIVED = {
    "crmf_rsa_archival": ArchiveForm.NSS_KEY_WRAP_PAD,
    "crmf_rsa_archival_aescbc": ArchiveForm.AES_CBC,
    "crmf_rsa_archival_des3": ArchiveForm.TRIPLE_DES_CBC,
    "crmf_rsa_archival_oaep": ArchiveForm.AES_CBC,
}


def same_key(found: bytes, expected: Any) -> bool:
    key: Any = load_der_private_key(found, None)
    return bool(key.private_numbers() == expected.private_numbers())


@pytest.mark.parametrize("name", ARCHIVED)
def test_dogtags_archived_keys_are_recovered(vectors: Path, name: str) -> None:
    folder = vectors / "dogtag"
    (message,) = cmcasn1.parse((folder / f"{name}.der").read_bytes()).body
    options = options_of(message)
    recovered = recover(options, pem(folder / "pki" / "kra_transport.key"))
    assert recovered.form is ARCHIVED[name]
    assert same_key(recovered.private_key_info, pem(folder / "keys" / f"{name}.key"))
    assert recovered.private_key_info.hex() not in repr(recovered) and "<secret" in repr(recovered)
    with pytest.raises(DecryptionFailed, match="does not open with this key"):
        recover(options, OTHER)


def test_dogtags_archived_key_in_a_full_request(vectors: Path) -> None:
    folder = vectors / "dogtag"
    message = cmcasn1.parse((folder / "cmcreq_agent_crmf_archival.bin").read_bytes())
    recovered = recover(options_of(message.body.req_sequence[0]), pem(folder / "pki" / "kra_transport.key"))
    assert recovered.form is ArchiveForm.NSS_KEY_WRAP_PAD
    assert same_key(recovered.private_key_info, pem(folder / "keys" / "crmf_rsa_archival.key"))


@given(
    form=st.sampled_from(list(ArchiveForm)),
    oaep=st.booleans(),
    key=st.sampled_from([OTHER, ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP521R1())]),
)
@settings(deadline=None, max_examples=40)
def test_archived_and_recovered(form: ArchiveForm, oaep: bool, key: Any) -> None:
    made = archive(pkcs8(key), TRANSPORT.public_key(), form=form, oaep=oaep)
    options = cmcasn1.decode_der(cmcasn1.PKIArchiveOptions, cmcasn1.encode_der(made, cmcasn1.PKIArchiveOptions))
    recovered = recover(options, TRANSPORT)
    assert (recovered.private_key_info, recovered.form) == (pkcs8(key), form)
    with pytest.raises(DecryptionFailed):
        recover(options, OTHER)


def test_dogtags_shapes() -> None:
    """What the tools write: symmAlg and its parameters, no keyAlg, no valueHint."""
    for form, algorithm, size in (
        (ArchiveForm.NSS_KEY_WRAP_PAD, "id-aes128-wrap-pad", 8),
        (ArchiveForm.AES_KEY_WRAP_PAD, "id-aes128-wrap-pad", 8),
        (ArchiveForm.AES_CBC, "id-aes128-CBC", 16),
        (ArchiveForm.TRIPLE_DES_CBC, "1.3.14.3.2.7", 8),
    ):
        made = archive(pkcs8(OTHER), TRANSPORT.public_key(), form=form)
        assert isinstance(made, EncryptedValue) and made.symm_alg is not None
        assert algorithm in (made.symm_alg.algorithm, made.symm_alg.algorithm.name)
        parameters: Any = made.symm_alg.parameters
        assert len(parameters if isinstance(parameters, bytes) else parameters.der[2:]) == size
        assert made.key_alg is made.value_hint is made.intended_alg is None


def test_old_dogtag_names_triple_des_by_its_own_identifier() -> None:
    made = archive(pkcs8(OTHER), TRANSPORT.public_key(), form=ArchiveForm.TRIPLE_DES_CBC)
    assert isinstance(made, EncryptedValue) and made.symm_alg is not None
    renamed = replace(made, symm_alg=AlgorithmIdentifier(DES_EDE3_CBC, made.symm_alg.parameters))
    assert recover(renamed, TRANSPORT).form is ArchiveForm.TRIPLE_DES_CBC


@pytest.mark.parametrize("transport", [ec.generate_private_key(ec.SECP384R1()), mlkem.MLKEM768PrivateKey.generate()])
def test_enveloped_data_takes_any_key(transport: Any) -> None:
    made = archive(pkcs8(OTHER), transport.public_key(), identifier="user@example.org")
    recovered = recover(made, transport)
    assert (recovered.private_key_info, recovered.identifier) == (pkcs8(OTHER), "user@example.org")
    with pytest.raises(BuildError, match="takes an RSA key"):
        archive(pkcs8(OTHER), transport.public_key(), form=ArchiveForm.AES_CBC)


@pytest.mark.parametrize("form", ArchiveForm)
def test_a_changed_bit_does_not_give_the_key(form: ArchiveForm) -> None:
    made = archive(pkcs8(OTHER), TRANSPORT.public_key(), form=form)
    der = cmcasn1.encode_der(made, cmcasn1.PKIArchiveOptions)
    for position in range(0, len(der), 37):
        changed = der[:position] + bytes([der[position] ^ 4]) + der[position + 1 :]
        try:
            found = recover(cmcasn1.decode_der(cmcasn1.PKIArchiveOptions, changed), TRANSPORT)
        except CMCError:
            continue
        # CBC has no integrity check, and identifiers of recipients are not covered by anything.
        assert form in (ArchiveForm.AES_CBC, ArchiveForm.TRIPLE_DES_CBC, ArchiveForm.ENVELOPED_DATA) or (
            found.private_key_info == pkcs8(OTHER)
        )


def test_what_holds_no_key_is_refused() -> None:
    for options in (True, b"parameters"):
        with pytest.raises(BuildError, match="no encrypted private key"):
            recover(options, TRANSPORT)
    with pytest.raises(UnsupportedAlgorithm, match="symmAlg"):
        recover(EncryptedValue(enc_value=BitString(b"")), TRANSPORT)
    with pytest.raises(DecodeError):
        archive(b"no key", TRANSPORT.public_key())
    with pytest.raises(BuildError, match="only with EnvelopedData"):
        archive(pkcs8(OTHER), TRANSPORT.public_key(), form=ArchiveForm.AES_CBC, identifier="x")
    with pytest.raises(BuildError, match="private key"):
        recover(archive(pkcs8(OTHER), TRANSPORT.public_key(), form=ArchiveForm.AES_CBC), "password")
    with pytest.raises(DecryptionFailed, match="EncKeyWithID"):
        recover(encrypt(b"no EncKeyWithID", ID_DATA, [recipient(TRANSPORT.public_key())]), TRANSPORT)


# Windows

WINDOWS = ["L302", "L431", "L87"]


@pytest.mark.parametrize("name", WINDOWS)
def test_keys_that_windows_archived_are_recovered(shared: Path, name: str) -> None:
    folder = shared / "vectors" / "peers" / "ejbca-ce"
    exchange: Any = load_der_private_key((folder / "MsKeyArchivalRequestMessageTest_L194.der").read_bytes(), None)
    message = cmcasn1.parse((folder / f"MsKeyArchivalRequestMessageTest_{name}.der").read_bytes())
    (archived,) = (
        value.content
        for each in message.layers[0].signer_infos[0].unsigned_attrs
        if each.attr_type == "1.3.6.1.4.1.311.21.13"
        for value in each.attr_values
    )
    found: Any = load_der_private_key(private_key_info_of_blob(decrypt(archived, exchange)), None)
    (request,) = message.body.req_sequence
    requested = request.certification_request.to_cryptography().public_key()
    assert found.public_key().public_numbers() == requested.public_numbers()
    with pytest.raises(DecryptionFailed):
        decrypt(archived, OTHER)


def test_private_key_blob() -> None:
    for key in (OTHER, rsa.generate_private_key(3, 1024)):
        blob = blob_of_private_key_info(pkcs8(key))
        assert blob[:8].hex() == "0702000000a40000" and blob[8:12] == b"RSA2"
        assert private_key_info_of_blob(blob) == pkcs8(key) == private_key_info_of_blob(blob + bytes(8))
    for wrong in (
        b"",
        blob[:-1],
        blob[:19],
        b"\x06" + blob[1:],
        blob[:12] + bytes(4) + blob[16:],
        blob[:20] + bytes(len(blob) - 20),
    ):
        with pytest.raises(DecodeError):
            private_key_info_of_blob(wrong)
    for wrong in (b"no key", pkcs8(ec.generate_private_key(ec.SECP256R1()))):
        with pytest.raises(BuildError):
            blob_of_private_key_info(wrong)


# Shared tokens

TOKENS = {"sharedtoken": "testing", "sharedtoken_oaep": "gehëim 密 pass"}


@pytest.mark.parametrize("name", TOKENS)
def test_dogtags_tokens_open(vectors: Path, name: str) -> None:
    folder = vectors / "dogtag"
    key = pem(folder / "pki" / "ca_issuance_prot.key")
    der, text = (folder / f"{name}.der").read_bytes(), (folder / f"{name}.b64").read_bytes()
    token = read_shared_token(der)
    for form in (der, text, text.decode(), token, shared_token_text(token), revocation_meta_info(token)):
        assert open_shared_token(form, key).decode() == TOKENS[name]
    url = shared_token_text(token).translate({ord("+"): "-", ord("/"): "_"}).rstrip("=")
    assert read_shared_token(url) == token
    with pytest.raises(DecryptionFailed, match="does not open"):
        open_shared_token(der, OTHER)


@pytest.mark.parametrize("oaep", [False, True])
def test_tokens_as_dogtag_makes_them(vectors: Path, oaep: bool) -> None:
    folder = vectors / "dogtag"
    certificate = x509.load_pem_x509_certificate((folder / "pki" / "ca_issuance_prot.crt").read_bytes())
    key = pem(folder / "pki" / "ca_issuance_prot.key")
    token = make_shared_token("testing", certificate, oaep=oaep)
    theirs = read_shared_token((folder / "sharedtoken.der").read_bytes())
    assert len(cmcasn1.encode_der(token)) == len(cmcasn1.encode_der(theirs)) == 282
    assert open_shared_token(token, key) == b"testing"
    with pytest.raises(DecryptionFailed):
        open_shared_token(replace(token, wrapped_key=token.wrapped_key[:-1] + b"\0"), key)


@given(st.text(max_size=60))
@settings(deadline=None, max_examples=25)
def test_any_secret_goes_into_a_token(secret: str) -> None:
    token = make_shared_token(secret, TRANSPORT.public_key(), oaep=True)
    assert open_shared_token(shared_token_text(token), TRANSPORT).decode() == secret


def test_text_forms() -> None:
    token = SharedToken(b"key", b"text")
    assert shared_token_text(token) == "MAsEA2tleQQEdGV4dA=="
    assert revocation_meta_info(token) == "revShrTok:MAsEA2tleQQEdGV4dA=="
    assert shared_token_ldif(token, "uid=testuser,ou=people,o=example").splitlines() == [
        "dn: uid=testuser,ou=people,o=example",
        "control: 1.2.840.113556.1.4.1413 false",
        "changetype: modify",
        "add: objectClass",
        "objectClass: extensibleObject",
        "-",
        "replace: shrTok",
        "shrTok: MAsEA2tleQQEdGV4dA==",
        "-",
    ]
    assert revocation_ldif(token, "cn=6,ou=certificateRepository,ou=ca,o=example").splitlines() == [
        "dn: cn=6,ou=certificateRepository,ou=ca,o=example",
        "control: 1.2.840.113556.1.4.1413 false",
        "changetype: modify",
        "add: metaInfo",
        "metaInfo: revShrTok:MAsEA2tleQQEdGV4dA==",
        "-",
    ]
    assert shared_token_ldif(token, "uid=josé").splitlines()[0] == "dn:: dWlkPWpvc8Op"
    for wrong in ("uid=a\nshrTok: x", ""):
        with pytest.raises(BuildError, match="one line"):
            shared_token_ldif(token, wrong)
    for wrong_text in ("no base64!", b"\xff\xfe", b"", "MAsE"):
        with pytest.raises(DecodeError):
            read_shared_token(wrong_text)
    with pytest.raises(BuildError, match="takes an RSA key"):
        make_shared_token("x", ec.generate_private_key(ec.SECP256R1()).public_key())
