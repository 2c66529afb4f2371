"""Certificates, CRLs, PKCS#10 requests and public keys as objects of cryptography, and back."""

from __future__ import annotations

import datetime
import subprocess
import sys
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa, x448, x25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

import cmcasn1
from tests.blobs import ROOT, VECTORS, blob

DER = Encoding.DER
NAME = x509.Name.from_rfc4514_string("CN=Example,O=Räksmörgås")
NOW = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
CERTIFICATES = sorted(path for path in VECTORS.rglob("cert-*.der"))


@cache
def key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def crl() -> x509.CertificateRevocationList:
    entry = x509.RevokedCertificateBuilder().serial_number(7).revocation_date(NOW)
    entry = entry.add_extension(x509.CRLReason(x509.ReasonFlags.key_compromise), critical=False)
    builder = x509.CertificateRevocationListBuilder().issuer_name(NAME).last_update(NOW).next_update(NOW)
    return builder.add_revoked_certificate(entry.build()).sign(key(), hashes.SHA256())


def request() -> x509.CertificateSigningRequest:
    builder = x509.CertificateSigningRequestBuilder().subject_name(NAME)
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName("example.org")]), critical=False)
    return builder.sign(key(), hashes.SHA256())


@pytest.mark.parametrize("path", CERTIFICATES, ids=lambda path: path.name)
def test_certificates(path: Path) -> None:
    octets = path.read_bytes()
    value = cmcasn1.decode_der(cmcasn1.Certificate, octets)
    theirs = value.to_cryptography()
    assert theirs.public_bytes(DER) == octets
    assert theirs.serial_number == value.tbs_certificate.serial_number
    back = cmcasn1.Certificate.from_cryptography(theirs)
    assert back == value and back.octets == octets


def test_there_are_certificates() -> None:
    assert len(CERTIFICATES) > 5


@pytest.mark.parametrize(
    ("value_class", "theirs"),
    [(cmcasn1.CertificateList, crl()), (cmcasn1.CertificationRequest, request())],
    ids=["crl", "request"],
)
def test_crls_and_requests(value_class: Any, theirs: Any) -> None:
    value = value_class.from_cryptography(theirs)
    assert type(value) is value_class
    assert value.octets == theirs.public_bytes(DER) == cmcasn1.encode_der(value)
    assert value.to_cryptography() == theirs


KEYS = {
    "rsa": lambda: rsa.generate_private_key(65537, 1024),
    "dsa": lambda: dsa.generate_private_key(1024),
    "p-384": lambda: ec.generate_private_key(ec.SECP384R1()),
    "ed25519": ed25519.Ed25519PrivateKey.generate,
    "ed448": ed448.Ed448PrivateKey.generate,
    "x25519": x25519.X25519PrivateKey.generate,
    "x448": x448.X448PrivateKey.generate,
}


@pytest.mark.parametrize("kind", KEYS)
def test_public_keys(kind: str) -> None:
    theirs = KEYS[kind]().public_key()
    value = cmcasn1.SubjectPublicKeyInfo.from_cryptography(theirs)
    assert value.octets == theirs.public_bytes(DER, PublicFormat.SubjectPublicKeyInfo)
    assert value.to_cryptography() == theirs


def test_octets_go_out_as_received() -> None:
    """No re-encoding: cryptography gets the octets that the signature covers."""
    message = cmcasn1.parse(blob("dogtag/cmcreq_agent_p10_rsa.bin").data)
    asked = message.body.req_sequence[0].certification_request
    assert asked.to_cryptography().public_bytes(DER) == asked.octets
    assert asked.to_cryptography().is_signature_valid
    for certificate in message.layers[0].certificates:
        assert certificate.to_cryptography().public_bytes(DER) == certificate.octets


def test_what_cryptography_refuses() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        value = cmcasn1.decode_der(cmcasn1.Certificate, CERTIFICATES[0].read_bytes())
    odd = value.__replace__(tbs_certificate=value.tbs_certificate.__replace__(version=7))
    with pytest.raises(cmcasn1.DecodeError, match=r"^Certificate \(byte 0\): cryptography refuses it: ") as caught:
        odd.to_cryptography()
    assert caught.value.expected and caught.value.found
    algorithm = cmcasn1.AlgorithmIdentifier(cmcasn1.Oid("1.2.3.4"))
    unknown = cmcasn1.SubjectPublicKeyInfo(algorithm, cmcasn1.BitString(b"\x01", 0))
    with pytest.raises(cmcasn1.UnsupportedAlgorithm, match=r"1\.2\.3\.4"):
        unknown.to_cryptography()
    rsa_key = cmcasn1.AlgorithmIdentifier(cmcasn1.Oid.of("rsaEncryption"), cmcasn1.NULL)
    with pytest.raises(cmcasn1.DecodeError, match="cryptography refuses it"):
        cmcasn1.SubjectPublicKeyInfo(rsa_key, cmcasn1.BitString(b"\x01", 0)).to_cryptography()


@pytest.mark.parametrize(
    "value_class",
    [cmcasn1.Certificate, cmcasn1.CertificateList, cmcasn1.CertificationRequest, cmcasn1.SubjectPublicKeyInfo],
)
@pytest.mark.parametrize("given", [b"", None, key()], ids=["bytes", "None", "private key"])
def test_what_is_no_object_of_cryptography(value_class: Any, given: object) -> None:
    with pytest.raises(cmcasn1.BuildError, match=type(given).__name__):
        value_class.from_cryptography(given)


def test_decoding_does_not_import_cryptography() -> None:
    code = (
        "import sys, pathlib, cmcasn1\n"
        "message = cmcasn1.parse(pathlib.Path('tests/vectors/dogtag/resp_simple.bin').read_bytes())\n"
        "message.body[0].tbs_certificate.extensions\n"
        "assert 'cryptography' not in sys.modules\n"
        "message.body[0].to_cryptography()\n"
        "assert 'cryptography' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=60)
