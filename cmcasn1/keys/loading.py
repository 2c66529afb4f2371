"""Keys and certificates out of files: PEM, PKCS #8, the older forms, OpenSSH, PKCS #12."""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import UnsupportedAlgorithm as _Unsupported
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_pem_private_key, pkcs12, ssh

from cmcasn1.algorithms.key_derivation import MAX_ITERATIONS
from cmcasn1.codec.ber import to_der
from cmcasn1.codec.coding import decode_der, decode_named, encode_named
from cmcasn1.errors import DecodeError, DecryptionFailed, UnsupportedAlgorithm
from cmcasn1.keys.key_file_work import check_openssh_work, check_work
from cmcasn1.keys.private_key import PrivateKey
from cmcasn1.pkix.certificates import Certificate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_BLOCK = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \1-----", re.DOTALL)
_CERTIFICATES = (b"CERTIFICATE", b"X509 CERTIFICATE")


@dataclass(frozen=True)
class Credentials:
    """A private key with its certificate, as far as there is one, and the certificates that stood beside it."""

    key: PrivateKey
    certificate: Certificate | None = None
    chain: tuple[Certificate, ...] = ()


def load_credentials(
    data: bytes, password: bytes | None = None, *, max_iterations: int = MAX_ITERATIONS
) -> Credentials:
    """Return the private key and the certificates in PEM, PKCS #8, the form of an older RFC, or PKCS #12.

    The certificate is that of the key's own public key, wherever in the file it stands; `chain` has the others in
    their order. A password that is not needed is not looked at. The iterations that the file asks for are added up
    before any is made, and are `max_iterations` at most: of PBKDF2, of the older encryptions, of the MAC of PKCS #12;
    of scrypt N * r * p counts, of an OpenSSH key 10,000 a round. Raises `DecodeError` for what is no private key,
    `LimitError` for more iterations, `DecryptionFailed` where the password is wrong or missing,
    `UnsupportedAlgorithm`; the password is in none of them. RFC 5958, RFC 7292, RFC 7468, RFC 8017 appendix A.1.2,
    RFC 5915.
    """
    if _is_pkcs12(data):
        return _from_pkcs12(data, password, max_iterations)
    blocks = _blocks(data)
    key = _key_of_blocks(blocks, password, max_iterations) if blocks else _of_der(data, password, max_iterations)
    return _credentials(key, _certificates_of_blocks(blocks))


def load_private_key(data: bytes, password: bytes | None = None, *, max_iterations: int = MAX_ITERATIONS) -> PrivateKey:
    """Return the private key of `load_credentials`, which see."""
    return load_credentials(data, password, max_iterations=max_iterations).key


def load_certificates(data: bytes) -> tuple[Certificate, ...]:
    """Return the certificates in PEM, or the one in DER; raises `DecodeError`. RFC 7468 section 5."""
    blocks = _blocks(data)
    return _certificates_of_blocks(blocks) if blocks else (decode_der(Certificate, data),)


def _blocks(data: bytes) -> list[tuple[bytes, bytes, bytes]]:
    """Return the PEM blocks: label, text between the lines, the whole."""
    return [(found[1], found[2], found[0]) for found in _BLOCK.finditer(data)]


def _key_of_blocks(
    blocks: Iterable[tuple[bytes, bytes, bytes]], password: bytes | None, max_iterations: int
) -> PrivateKey:
    for label, text, whole in blocks:
        if label == b"OPENSSH PRIVATE KEY":
            check_openssh_work(_base64(text), max_iterations)
            return _load(ssh.load_ssh_private_key, whole + b"\n", password)
        if label in (b"PRIVATE KEY", b"ENCRYPTED PRIVATE KEY"):
            return _of_der(_base64(text), password, max_iterations)
        if label.endswith(b"PRIVATE KEY"):
            return _load(load_pem_private_key, whole + b"\n", password)
    labels = b", ".join(label for label, _, _ in blocks).decode()
    raise DecodeError(f"no private key is among {labels}", path="input", offset=0, expected="PRIVATE KEY", found=labels)


def _certificates_of_blocks(blocks: Iterable[tuple[bytes, bytes, bytes]]) -> tuple[Certificate, ...]:
    return tuple(decode_der(Certificate, _base64(text)) for label, text, _ in blocks if label in _CERTIFICATES)


def _base64(text: bytes) -> bytes:
    try:
        return binascii.a2b_base64(text)
    except binascii.Error as error:
        raise DecodeError(
            f"what stands between the lines of PEM is no base64: {error}",
            path="input",
            offset=0,
            expected="base64",
            found=f"{len(text)} octets of something else",
        ) from None


def _of_der(data: bytes, password: bytes | None, max_iterations: int) -> PrivateKey:
    check_work(data, max_iterations)
    return _load(_load_der, data, password)


def _load_der(data: bytes, password: bytes | None) -> Any:
    try:
        return load_der_private_key(data, password)
    except ValueError:
        # cryptography refuses OneAsymmetricKey with its public key (RFC 5958 section 2), which BouncyCastle writes.
        try:
            info = decode_named("PrivateKeyInfo", data)
        except DecodeError:
            info = None
        if info is None or info.public_key is None:
            raise
        older = info.__replace__(version=0, attributes=None, public_key=None)
        return load_der_private_key(encode_named("PrivateKeyInfo", older), password)


def _is_pkcs12(data: bytes) -> bool:
    """Whether it is a PFX: a SEQUENCE that begins with version 3 (RFC 7292 section 4); of a key that is 0 or 1."""
    if data[:1] != b"\x30" or len(data) < 2:
        return False
    start = 2 if data[1] < 0x80 else 2 + (data[1] & 0x7F)
    return data[start : start + 3] == b"\x02\x01\x03"


def _from_pkcs12(data: bytes, password: bytes | None, max_iterations: int) -> Credentials:
    # pk12util of NSS writes BER, which cryptography takes under protest; the MAC covers only what is inside.
    data = to_der(data)
    check_work(data, max_iterations)
    try:
        store = pkcs12.load_pkcs12(data, password)
    except _Unsupported as error:
        raise UnsupportedAlgorithm(f"the PKCS #12 file is encrypted in an unsupported way: {error}") from error
    except ValueError as error:
        raise _failure("PKCS #12 file", error, password) from None
    if store.key is None:
        raise DecodeError(
            "the PKCS #12 file has no private key", path="input", offset=0, expected="a private key", found="none"
        )
    held = [store.cert, *store.additional_certs]
    return _credentials(
        _wrapped(store.key), [Certificate.from_cryptography(each.certificate) for each in held if each is not None]
    )


def _load(loader: Callable[..., Any], data: bytes, password: bytes | None) -> PrivateKey:
    try:
        for given in (password, None):
            try:
                return _wrapped(loader(data, given))
            except TypeError:
                # cryptography raises this for a password that is missing, and for one too many.
                continue
        raise DecryptionFailed("the private key is encrypted and no password was given")
    except _Unsupported as error:
        raise UnsupportedAlgorithm(f"unsupported private key: {error}") from error
    except ValueError as error:
        if password is not None and _is_encrypted(loader, data):
            # One wrong password in 256 gives a plaintext with legal padding, which then is no key.
            raise DecryptionFailed("the private key does not open with the password, or it is damaged") from None
        raise _failure("private key", error, password) from None


def _is_encrypted(loader: Callable[..., Any], data: bytes) -> bool:
    try:
        loader(data, None)
    except TypeError:
        return True
    except (ValueError, _Unsupported):
        return False
    return False


def _failure(what: str, error: ValueError, password: bytes | None) -> DecodeError | DecryptionFailed:
    if "password" in str(error).lower():
        how = "no password was given" if password is None else "the password is not the right one"
        return DecryptionFailed(f"the {what} does not open: {how}, or it is damaged")
    return DecodeError(
        f"no usable {what}: {error}", path="input", offset=0, expected=f"a {what}", found="what cryptography refuses"
    )


def _wrapped(key: Any) -> PrivateKey:
    try:
        made = PrivateKey(key)
        made.public_key_info  # noqa: B018  # keys of OpenSSH's own kinds have none
    except (AttributeError, TypeError) as error:
        raise UnsupportedAlgorithm(f"{type(key).__name__} has no SubjectPublicKeyInfo") from error
    return made


def _credentials(key: PrivateKey, certificates: Iterable[Certificate]) -> Credentials:
    own, others = None, []
    for each in certificates:
        public = each.tbs_certificate.subject_public_key_info.subject_public_key
        if own is None and public == key.public_key_info.subject_public_key:
            own = each
        else:
            others.append(each)
    return Credentials(key, own, tuple(others))
