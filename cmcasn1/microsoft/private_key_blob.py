"""PRIVATEKEYBLOB, the form in which Windows archives an RSA key (MS-WCCE section 2.2.2.9)."""

from __future__ import annotations

import struct

from cmcasn1.errors import BuildError, DecodeError, TruncatedError

# BLOBHEADER (type, version, reserved, algorithm) and RSAPUBKEY (magic, bits, exponent), little-endian.
_HEADER = struct.Struct("<BBHI4sII")
_PRIVATE_KEY_BLOB = 7
_VERSION = 2
_CALG_RSA_KEYX = 0x0000A400
_CALG_RSA_SIGN = 0x00002400
_MAX_BITS = 1 << 16


def private_key_info_of_blob(blob: bytes) -> bytes:
    """Return the PKCS #8 (DER) of the RSA key in a PRIVATEKEYBLOB; what CryptoAPI writes behind it is ignored.

    Raises `DecodeError`, whose message names nothing of the key. MS-WCCE section 2.2.2.9.
    """
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    if len(blob) < _HEADER.size:
        raise TruncatedError(
            f"{len(blob)} octets are no PRIVATEKEYBLOB",
            path="PRIVATEKEYBLOB",
            offset=0,
            expected=f"at least {_HEADER.size} octets",
            found=f"{len(blob)} octets",
        )
    kind, version, _, algorithm, magic, bits, exponent = _HEADER.unpack_from(blob)
    if (kind, version, magic) != (_PRIVATE_KEY_BLOB, _VERSION, b"RSA2"):
        raise DecodeError(
            "no PRIVATEKEYBLOB of an RSA key",
            path="PRIVATEKEYBLOB",
            offset=0,
            expected="RSA2",
            found="another magic number, type or version",
        )
    if algorithm not in (_CALG_RSA_KEYX, _CALG_RSA_SIGN) or not 0 < bits <= _MAX_BITS or bits % 16:
        raise DecodeError(
            "an RSA key of no known use or size",
            path="PRIVATEKEYBLOB.aiKeyAlg",
            offset=4,
            expected="a key for exchange or signatures",
            found=f"algorithm {algorithm:04x}, {bits} bits",
        )
    whole, half = bits // 8, bits // 16
    if len(blob) < _HEADER.size + 2 * whole + 5 * half:
        raise TruncatedError(
            "the RSA key is cut",
            path="PRIVATEKEYBLOB",
            offset=len(blob),
            expected=f"{_HEADER.size + 2 * whole + 5 * half} octets",
            found=f"{len(blob)} octets",
        )
    numbers = []
    position = _HEADER.size
    for size in (whole, half, half, half, half, half, whole):
        numbers.append(int.from_bytes(blob[position : position + size], "little"))
        position += size
    n, p, q, dp, dq, qinv, d = numbers
    try:
        public = rsa.RSAPublicNumbers(exponent, n)
        key = rsa.RSAPrivateNumbers(p, q, d, dp, dq, qinv, public).private_key()
    except ValueError:
        raise DecodeError(
            "the numbers are no RSA key",
            path="PRIVATEKEYBLOB",
            offset=_HEADER.size,
            expected="numbers of one RSA key",
            found="numbers that do not go together",
        ) from None
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def blob_of_private_key_info(private_key_info: bytes) -> bytes:
    """Return the PRIVATEKEYBLOB of an RSA key in PKCS #8 (DER), for key exchange; raises `BuildError`.

    MS-WCCE section 2.2.2.9.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import load_der_private_key

    try:
        key = load_der_private_key(private_key_info, None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise BuildError("no private key in PKCS #8") from None
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size % 16:
        raise BuildError("PRIVATEKEYBLOB takes an RSA key whose size is a multiple of 16 bits")
    numbers = key.private_numbers()
    public = numbers.public_numbers
    if public.e >> 32:
        raise BuildError("PRIVATEKEYBLOB takes a public exponent of 32 bits at most")
    whole, half = key.key_size // 8, key.key_size // 16
    parts = (
        (public.n, whole),
        (numbers.p, half),
        (numbers.q, half),
        (numbers.dmp1, half),
        (numbers.dmq1, half),
        (numbers.iqmp, half),
        (numbers.d, whole),
    )
    header = _HEADER.pack(_PRIVATE_KEY_BLOB, _VERSION, 0, _CALG_RSA_KEYX, b"RSA2", key.key_size, public.e)
    try:
        return header + b"".join(number.to_bytes(size, "little") for number, size in parts)
    except OverflowError:
        raise BuildError("PRIVATEKEYBLOB takes primes of half the key's size") from None
