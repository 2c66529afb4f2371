"""Parameters of KMAC, GMAC and RSA-KEM: octets, values, and the algorithms that have them."""

from __future__ import annotations

from typing import Any as _Any

import pytest

import cmcasn1
from cmcasn1 import AlgorithmIdentifier, Oid

SHA256 = AlgorithmIdentifier(Oid.of("id-sha256"))
AES128_WRAP = AlgorithmIdentifier(Oid.of("id-aes128-wrap"))
KDF3 = AlgorithmIdentifier(Oid.of("id-kdf-kdf3"), SHA256)
RSA_KEM = cmcasn1.RsaKemParameters(KDF3, 16)

ROWS: list[tuple[str, str, _Any]] = [
    ("id-KmacWithSHAKE128", "3000", cmcasn1.KMACwithSHAKE128_params()),
    ("id-KmacWithSHAKE128", "30080202020004020102", cmcasn1.KMACwithSHAKE128_params(512, b"\1\2")),
    ("id-KmacWithSHAKE256", "3000", cmcasn1.KMACwithSHAKE256_params()),
    ("id-KmacWithSHAKE256", "300402020100", cmcasn1.KMACwithSHAKE256_params(256)),
    ("id-aes128-GMAC", "300404020102", cmcasn1.GMACParameters(b"\1\2")),
    ("id-aes256-GMAC", "30070402010202010f", cmcasn1.GMACParameters(b"\1\2", 15)),
    ("id-kdf-kdf3", "300b0609608648016503040201", SHA256),
    # These two are OpenSSL's octets (asn1parse -genconf).
    ("id-kem-rsa", "301e3019060a2b8105108648092c0102300b0609608648016503040201020110", RSA_KEM),
    (
        "id-rsa-kem-spki",
        "30383029060728818c71020204301e3019060a2b8105108648092c0102300b0609608648016503040201020110"
        "300b0609608648016503040105",
        cmcasn1.GenericHybridParameters(AlgorithmIdentifier(Oid.of("id-kem-rsa"), RSA_KEM), AES128_WRAP),
    ),
]


@pytest.mark.parametrize(("name", "octets", "value"), ROWS)
def test_octets_and_value(name: str, octets: str, value: _Any) -> None:
    der = bytes.fromhex(octets)
    assert cmcasn1.decode_der(type(value), der) == value
    assert cmcasn1.encode_der(value) == der
    algorithm = AlgorithmIdentifier(Oid.of(name), value)
    encoded = cmcasn1.encode_der(algorithm)
    assert encoded.endswith(der) and cmcasn1.decode_der(AlgorithmIdentifier, encoded) == algorithm


@pytest.mark.parametrize(
    ("name", "octets"),
    [
        ("KMACwithSHAKE128_params", "300402020100"),
        ("KMACwithSHAKE256_params", "30020400"),
        ("GMACParameters", "3007040201020201 0c"),
    ],
)
def test_an_encoded_default_is_refused(name: str, octets: str) -> None:
    with pytest.raises(cmcasn1.EncodingRuleError):
        cmcasn1.decode_der(getattr(cmcasn1, name), bytes.fromhex(octets))
