"""OpenSSL verifies our signatures, and we those of OpenSSL and of every signed vector."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization

import cmcasn1
from cmcasn1 import (
    ContentInfo,
    Oid,
    SignedData,
    SignerInfo,
    encode_der,
    inspect,
)
from cmcasn1.algorithms.key_identifiers import key_identifier
from cmcasn1.cms import signing, verification
from cmcasn1.cms.certificate_sets import find_certificate
from tests.blobs import Blob, committed_blobs, shared_blobs
from tests.signing_keys import CASES, NOW, certificate, private_key, public

PKI_DATA = Oid("1.3.6.1.5.5.7.12.2")
ID_DATA = Oid("1.2.840.113549.1.7.1")
ID_SIGNED_DATA = Oid("1.2.840.113549.1.7.2")
EMPTY_PKI_DATA = bytes.fromhex("30083000300030003000")

OPENSSL = shutil.which("openssl")


@pytest.mark.skipif(OPENSSL is None, reason="openssl is absent: its verdict on our messages is not asked")
@pytest.mark.parametrize("name", ["rsa", "rsa-pss", "p384", "rsa-sha3", "detached", "key-identifier", "two-signers"])
def test_openssl_agrees(name: str, tmp_path: Path) -> None:
    case = CASES.get(name, CASES["rsa"])
    content = b"content of the message"
    signed = signing.sign(
        content,
        ID_DATA,
        private_key(case.kind),
        certificate=certificate(case.kind),
        key_identifier=key_identifier(public(case.kind)) if name == "key-identifier" else None,
        hash_algorithm=case.hash_algorithm,
        pss=case.pss,
        signing_time=NOW,
        detached=name == "detached",
    )
    if name == "two-signers":
        signed = signing.add_signer(signed, private_key("p521"), certificate=certificate("p521"))
    message, text = tmp_path / "message.der", tmp_path / "content"
    message.write_bytes(encode_der(ContentInfo(ID_SIGNED_DATA, signed)))
    text.write_bytes(content)
    command = [str(OPENSSL), "cms", "-verify", "-binary", "-inform", "DER", "-in", str(message), "-noverify"]
    command += ["-content", str(text)] if name == "detached" else []
    done = subprocess.run(command, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (0, content), done.stderr.decode()
    if name == "detached":
        text.write_bytes(b"other")
    else:
        message.write_bytes(message.read_bytes().replace(content, content.swapcase()))
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0


@pytest.mark.skipif(OPENSSL is None, reason="openssl is absent: its messages are not verified")
@pytest.mark.parametrize("options", [(), ("-keyid",), ("-noattr",), ("-stream", "-indef"), ("-md", "sha1")])
def test_messages_of_openssl_verify(options: tuple[str, ...], tmp_path: Path) -> None:
    key, cert, content = tmp_path / "key.pem", tmp_path / "cert.pem", tmp_path / "content"
    pkcs8 = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    key.write_bytes(private_key("rsa").private_bytes(serialization.Encoding.PEM, *pkcs8))
    cert.write_bytes(certificate("rsa").to_cryptography().public_bytes(serialization.Encoding.PEM))
    control = cmcasn1.TaggedAttribute(1, Oid("1.3.6.1.5.5.7.7.4"), (cmcasn1.DataReturn(bytes(20_000)),))
    content.write_bytes(encode_der(cmcasn1.PKIData((control,), (), (), ())))
    command = [str(OPENSSL), "cms", "-sign", "-binary", "-nodetach", "-outform", "DER", "-in", str(content)]
    made = subprocess.run(
        [*command, "-signer", str(cert), "-inkey", str(key), *options], capture_output=True, check=True
    ).stdout
    message = cmcasn1.parse(made)
    assert message.encoding == ("ber" if "-indef" in options else "der")
    signed = message.layers[0]
    (info,) = signed.signer_infos
    assert find_certificate(signed.certificates, info.sid) == certificate("rsa")
    verified = verification.verify_signer(signed, info, public("rsa"))
    assert verified.covered == ("content" if "-noattr" in options else "attributes")
    assert bool(verified.weak_digests) == ("sha1" in options)


def signatures_in(body: Any, layers: Iterable[Any], quirks: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    """Every SignedData and SignerInfo with the public keys that it may be by, those of nested messages as well."""
    for signed in layers:
        for info in getattr(signed, "signer_infos", ()):
            found = find_certificate(signed.certificates, info.sid)
            keys = [] if found is None else [found.tbs_certificate.subject_public_key_info]
            for request in () if found else getattr(body, "req_sequence", ()):
                if isinstance(request, cmcasn1.TaggedCertificationRequest):
                    keys.append(request.certification_request.certification_request_info.subject_pk_info)
                elif isinstance(request, cmcasn1.CertReqMsg):
                    keys.append(request.cert_req.cert_template.public_key)
            yield signed, info, keys, quirks
    for part in getattr(body, "cms_sequence", ()):
        nested = part.content_info.content
        if isinstance(nested, SignedData) and nested.signer_infos:
            inner = inspect(nested.encap_content_info.e_content or b"").message
            yield from signatures_in(None if inner is None else inner.body, [nested], quirks)


KNOWN_BAD = {
    "peers/certipy-generated/on_behalf_of.der": "VerificationError: contentType is missing",
    "peers/certipy-generated/renewal.der": "VerificationError: contentType is missing",
    # The copy of test_cmc_L67 that was tampered with.
    "peers/pkcs11_ca/test_cmc_L86.der": "SignatureInvalid: the signature (ecdsa-with-SHA256) does not verify",
}


def verdict(signed: SignedData, info: SignerInfo, keys: list[Any], quirks: tuple[str, ...]) -> str:
    found = "no key"
    for key in keys:
        try:
            verification.verify_signer(signed, info, key, quirks=quirks)
            return "verified"
        except cmcasn1.CMCError as error:
            found = f"{type(error).__name__}: {error.message}"
    return found


def check_signatures(blobs: Iterable[Blob]) -> int:
    """Return how many signatures were checked: each verifies, or is known to be bad, and none does when changed."""
    wrong, count = {}, 0
    for blob in blobs:
        message = inspect(blob.data).message if blob.is_message else None
        if message is None:
            continue
        for signed, info, keys, quirks in signatures_in(message.body, message.layers, message.quirks):
            count += 1
            found, expected = verdict(signed, info, keys, quirks), KNOWN_BAD.get(blob.name, "verified")
            if not found.startswith(expected):
                wrong[blob.name] = found
            content = signed.encap_content_info.e_content
            changed = replace(signed.encap_content_info, e_content=content and content[:-1] + bytes((content[-1] ^ 1,)))
            if verdict(replace(signed, encap_content_info=changed), info, keys, quirks) == "verified":
                wrong[blob.name] = "verifies although the content was changed"
    assert not wrong
    return count


def test_signed_vectors() -> None:
    """With the certificate inside or the key of a request; at any depth."""
    assert check_signatures(committed_blobs()) > 60


def test_signed_vectors_read_in_place(shared: Path) -> None:
    assert check_signatures(shared_blobs()) > 15
