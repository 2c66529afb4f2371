"""Keys that stay in their token: `Signer` and `Decrypter` on PKCS #11, by way of python-pkcs11 (extra `pkcs11`).

The data to sign are hashed here, and the token gets the hash: every token has the plain mechanisms, few have all the
others. A session is not for use by several threads at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from cmcasn1.algorithms import signatures
from cmcasn1.algorithms.digests import digest, digest_identifier
from cmcasn1.codec.coding import decode_der, encode_der, encode_named
from cmcasn1.errors import BuildError, DecryptionFailed, MissingExtraError, UnsupportedAlgorithm
from cmcasn1.keys.pkcs11_values import curve_parameters, curve_public_key, digest_info, names_of, rsa_public_key
from cmcasn1.keys.private_key import rsa_padding
from cmcasn1.oids.known import ID_EC_PUBLIC_KEY, RSA_ENCRYPTION
from cmcasn1.pkix.algorithms import AlgorithmIdentifier
from cmcasn1.pkix.certificates import Certificate
from cmcasn1.pkix.keys import ECDSA_Sig_Value, SubjectPublicKeyInfo

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from cryptography.hazmat.primitives import hashes

    from cmcasn1.keys.private_key import PrivateKey


def _library() -> Any:
    try:
        return import_module("pkcs11")
    except ImportError as error:
        raise MissingExtraError(
            "keys in tokens need python-pkcs11", hint="python -m pip install 'cmcasn1[pkcs11]'"
        ) from error


class Token:
    """A token with a session in it; a context manager that ends the session.

    `module` is the path of the PKCS #11 library; `label` or `serial` chooses the token where there are several; the
    PIN is the caller's to get hold of. Raises `MissingExtraError` without python-pkcs11, and `BuildError` for a
    library that does not load, no token or several, and a PIN that the token refuses.
    """

    def __init__(
        self,
        module: str,
        *,
        pin: str | bytes | None = None,
        label: str | None = None,
        serial: bytes | None = None,
        writable: bool = False,
    ) -> None:
        self._pkcs11 = library = _library()
        if isinstance(pin, bytes):
            try:
                pin = pin.decode()
            except UnicodeDecodeError:
                raise BuildError("the PIN is not UTF-8, which PKCS #11 has") from None
        wanted = {"token_label": label, "token_serial": serial}
        with _Faults(library, f"there is no use of a token by {module}"):
            token = library.lib(module).get_token(
                **{name: value for name, value in wanted.items() if value is not None}
            )
            try:
                self._session = token.open(user_pin=pin, rw=writable)
            except library.UserAlreadyLoggedIn:
                # Being logged in is a matter of the process, not of one session (PKCS #11 section 5.6).
                self._session = token.open(rw=writable)
            self.label: str = token.label
            self.serial: bytes = token.serial

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Token({self.label!r}, serial={self.serial!r})"

    def close(self) -> None:
        """End the session; keys of it can no longer be used."""
        with _Faults(self._pkcs11, "the session does not end"):
            self._session.close()

    def key(self, *, label: str | None = None, key_id: bytes | None = None) -> TokenKey:
        """Return the one private key with a label or an ID, or the only one in the token.

        Raises `BuildError` where there is none, or more than one.
        """
        found = self._objects("PRIVATE_KEY", label, key_id)
        if len(found) != 1:
            named = ", ".join(
                text for text in (label and f"label {label!r}", key_id is not None and f"ID {key_id.hex()}") if text
            )
            raise BuildError(f"{len(found) or 'no'} private keys in {self!r}{' with ' if named else ''}{named}")
        return TokenKey(self, found[0])

    def has_key(self, label: str) -> bool:
        """Say whether the token holds a private key with this label."""
        return bool(self._objects("PRIVATE_KEY", label, None))

    def certificates(self, *, label: str | None = None, key_id: bytes | None = None) -> tuple[Certificate, ...]:
        """Return the certificates in the token, all or those with a label or an ID; raises `DecodeError`."""
        value = self._pkcs11.Attribute.VALUE
        return tuple(decode_der(Certificate, item[value]) for item in self._objects("CERTIFICATE", label, key_id))

    def generate_key(self, kind: str, *, label: str, key_id: bytes, encryption_only: bool = False) -> TokenKey:
        """Make a key pair in the token, the private key not to be taken out of it.

        `kind` is "rsa-2048" (any size), "p256", "p384", "p521", "ed25519" or "ed448". With `encryption_only` the
        token lets it decrypt and unwrap (RSA) or derive (EC), and never sign. Raises `BuildError`, also where the
        session is not `writable` or the kind only signs, and `UnsupportedAlgorithm` where the token cannot.
        """
        names = self._pkcs11
        common: dict[str, Any] = {"label": label, "id": key_id, "store": True}
        if encryption_only:
            common["capabilities"] = self._for_encryption(kind)
        with _Faults(names, f"the token makes no key {kind}"):
            if kind.startswith("rsa-") and kind[4:].isdecimal():
                _, private = self._session.generate_keypair(names.KeyType.RSA, int(kind[4:]), **common)
            else:
                key_type = names.KeyType.EC_EDWARDS if kind.startswith("ed") else names.KeyType.EC
                parameters = {names.Attribute.EC_PARAMS: curve_parameters(kind)}
                domain = self._session.create_domain_parameters(key_type, parameters, local=True)
                _, private = domain.generate_keypair(**common)
        return TokenKey(self, private)

    def _for_encryption(self, kind: str) -> Any:
        flags = self._pkcs11.MechanismFlag
        if kind.startswith("rsa-"):
            return flags.ENCRYPT | flags.DECRYPT | flags.WRAP | flags.UNWRAP
        if kind.startswith("ed"):
            raise BuildError(f"keys of kind {kind} only sign")
        return flags.DERIVE

    def store_key(self, key: PrivateKey, *, label: str, key_id: bytes) -> TokenKey:
        """Put an RSA or EC key into the token, where it can sign, decrypt and agree; raises `BuildError`."""
        names = self._pkcs11
        info = key.public_key_info
        kind = {RSA_ENCRYPTION: "rsa", ID_EC_PUBLIC_KEY: "ec"}.get(info.algorithm.algorithm)
        if kind is None:
            raise UnsupportedAlgorithm(f"keys of type {info.algorithm.algorithm.name} are not put into tokens")
        form: Any = getattr(names.util, kind)
        der = key.key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
        named = {names.Attribute.LABEL: label, names.Attribute.ID: key_id, names.Attribute.TOKEN: True}
        use = names.Attribute.DECRYPT if kind == "rsa" else names.Attribute.DERIVE
        public = info.octets if kind == "ec" else info.subject_public_key.data
        with _Faults(names, "the token does not take the key"):
            self._session.create_object(getattr(form, f"decode_{kind}_public_key")(public) | named)
            private = self._session.create_object(
                getattr(form, f"decode_{kind}_private_key")(der) | named | {names.Attribute.SIGN: True, use: True}
            )
        return TokenKey(self, private)

    def store_certificate(self, certificate: Certificate, *, label: str, key_id: bytes) -> None:
        """Put a certificate into the token, beside the key of the same ID; raises `BuildError`."""
        name = self._pkcs11.Attribute
        tbs = certificate.tbs_certificate
        with _Faults(self._pkcs11, "the token does not take the certificate"):
            self._session.create_object(
                {
                    name.CLASS: self._pkcs11.ObjectClass.CERTIFICATE,
                    name.CERTIFICATE_TYPE: self._pkcs11.CertificateType.X_509,
                    name.TOKEN: True,
                    name.LABEL: label,
                    name.ID: key_id,
                    name.SUBJECT: encode_der(tbs.subject),
                    name.ISSUER: encode_der(tbs.issuer),
                    name.SERIAL_NUMBER: encode_named("CertificateSerialNumber", tbs.serial_number),
                    name.VALUE: certificate.octets,
                }
            )

    def _objects(self, kind: str, label: str | None, key_id: bytes | None) -> list[Any]:
        name = self._pkcs11.Attribute
        wanted = {name.CLASS: getattr(self._pkcs11.ObjectClass, kind), name.LABEL: label, name.ID: key_id}
        with _Faults(self._pkcs11, "the token is not read"):
            return list(self._session.get_objects({key: value for key, value in wanted.items() if value is not None}))


class TokenKey:
    """A private key in a token, as `Signer` and `Decrypter`."""

    def __init__(self, token: Token, key: Any) -> None:
        self._token = token
        self._key = key
        self._pkcs11 = token._pkcs11
        self._info: SubjectPublicKeyInfo | None = None

    def __repr__(self) -> str:
        return f"TokenKey({self._key.label!r}, ID {self.key_id.hex()}, in {self._token!r})"

    @property
    def key_id(self) -> bytes:
        """The ID (CKA_ID), which the certificate of the key has as well."""
        found: bytes = self._key.id
        return found

    @property
    def certificate(self) -> Certificate | None:
        """The key's certificate in the token: the one with the same ID and the same public key."""
        public = self.public_key_info.subject_public_key
        for each in self._token.certificates(key_id=self.key_id):
            if each.tbs_certificate.subject_public_key_info.subject_public_key == public:
                return each
        return None

    @property
    def public_key_info(self) -> SubjectPublicKeyInfo:
        """The public key, out of the token; raises `BuildError` where the token does not have it."""
        if self._info is None:
            self._info = self._read_public_key()
        return self._info

    def sign(self, algorithm: AlgorithmIdentifier, data: bytes) -> bytes:
        """Return the signature over data: PKCS #1 v1.5, RSASSA-PSS, ECDSA or EdDSA.

        Raises `BuildError` where the key is of another type or the token refuses, `UnsupportedAlgorithm` where the
        token cannot. RFC 8017 sections 8 and 9, RFC 5480 appendix A.
        """
        names, scheme = self._pkcs11, signatures.scheme_of(algorithm)
        types = {"RSA": "RSA", "RSASSA-PSS": "RSA", "EC": "EC", "EdDSA": "EC_EDWARDS"}
        if scheme.key not in types:
            raise UnsupportedAlgorithm(f"{algorithm.algorithm.name} is not asked of tokens")
        if self._key.key_type != getattr(names.KeyType, types[scheme.key]):
            raise BuildError(f"{self!r} cannot sign as {algorithm.algorithm.name} ({algorithm.algorithm})")
        if not hasattr(self._key, "sign"):
            raise BuildError(f"{self!r} is not for signing (CKA_SIGN)")
        parameter: Any = None
        if scheme.hash is None:
            mechanism, octets = names.Mechanism.EDDSA, data
        else:
            octets = digest(digest_identifier(scheme.hash), data)
            if scheme.key == "EC":
                mechanism = names.Mechanism.ECDSA
            elif scheme.mask_hash is None:
                mechanism, octets = names.Mechanism.RSA_PKCS, digest_info(scheme.hash, octets)
            else:
                mechanism = names.Mechanism.RSA_PKCS_PSS
                parameter = (self._hash(scheme.hash), self._mask(scheme.mask_hash), scheme.salt_length)
        with _Faults(names, f"the token does not sign as {algorithm.algorithm.name} ({algorithm.algorithm})"):
            made: bytes = self._key.sign(octets, mechanism=mechanism, mechanism_param=parameter)
        if scheme.key == "EC":
            # PKCS #11 has r and s side by side.
            half = len(made) // 2
            return encode_der(ECDSA_Sig_Value(int.from_bytes(made[:half], "big"), int.from_bytes(made[half:], "big")))
        return made

    def decrypt(self, algorithm: AlgorithmIdentifier, ciphertext: bytes) -> bytes:
        """Return the plaintext of RSAES-PKCS1-v1_5 or RSAES-OAEP (RFC 8017 section 7)."""
        names, pad = self._pkcs11, rsa_padding(algorithm)
        if self._key.key_type != names.KeyType.RSA or not hasattr(self._key, "decrypt"):
            raise UnsupportedAlgorithm(f"{self!r} cannot decrypt as {algorithm.algorithm.name}")
        mechanism, parameter = names.Mechanism.RSA_PKCS, None
        if isinstance(pad, padding.OAEP):
            mechanism = names.Mechanism.RSA_PKCS_OAEP
            label: bytes | None = pad._label
            parameter = (self._hash(pad.algorithm), self._mask(pad.mgf._algorithm), label)
        what = f"the ciphertext ({algorithm.algorithm.name}) does not open with this key"
        with _ClosedFaults(names, what):
            opened: bytes = self._key.decrypt(ciphertext, mechanism=mechanism, mechanism_param=parameter)
        return opened

    def agree(self, public: SubjectPublicKeyInfo) -> bytes:
        """Return the shared secret Z of ECDH with another's public key (RFC 5753)."""
        names, other = self._pkcs11, public.to_cryptography()
        can = self._key.key_type == names.KeyType.EC and hasattr(self._key, "derive_key")
        if not can or not isinstance(other, ec.EllipticCurvePublicKey):
            raise UnsupportedAlgorithm(f"{self!r} cannot agree with {public.algorithm.algorithm.name}")
        name = names.Attribute
        with _ClosedFaults(names, "no shared secret comes of the two keys"):
            made = self._key.derive_key(
                names.KeyType.GENERIC_SECRET,
                (other.curve.key_size + 7) // 8 * 8,
                mechanism=names.Mechanism.ECDH1_DERIVE,
                mechanism_param=(names.KDF.NULL, None, public.subject_public_key.data),
                template={name.SENSITIVE: False, name.EXTRACTABLE: True},
            )
            secret: bytes = made[name.VALUE]
        return secret

    def decapsulate(self, algorithm: AlgorithmIdentifier, ciphertext: bytes) -> bytes:
        """Refuse: `UnsupportedAlgorithm`, as tokens with KEMs are yet to come."""
        raise UnsupportedAlgorithm(f"{algorithm.algorithm.name} ({algorithm.algorithm}) is not asked of tokens")

    def _hash(self, hashed: hashes.HashAlgorithm) -> Any:
        return getattr(self._pkcs11.Mechanism, names_of(hashed)[0])

    def _mask(self, hashed: hashes.HashAlgorithm) -> Any:
        return getattr(self._pkcs11.MGF, names_of(hashed)[1])

    def _read_public_key(self) -> SubjectPublicKeyInfo:
        names = self._pkcs11
        name, kinds = names.Attribute, names.KeyType
        with _Faults(names, f"the token does not tell the public key of ID {self.key_id.hex()}"):
            if self._key.key_type == kinds.RSA:
                return rsa_public_key(self._key[name.MODULUS], self._key[name.PUBLIC_EXPONENT])
            for item in self._token._objects("PUBLIC_KEY", None, self.key_id):
                if item.key_type in (kinds.EC, kinds.EC_EDWARDS):
                    parameters = item[name.EC_PARAMS] if item.key_type == kinds.EC else None
                    found = curve_public_key(item[name.EC_POINT], parameters)
                    if found is not None:
                        return found
        for each in self._token.certificates(key_id=self.key_id):
            return each.tbs_certificate.subject_public_key_info
        raise BuildError(f"the token has neither public key nor certificate of ID {self.key_id.hex()}")


class _Faults:
    """Turns the errors of python-pkcs11 inside a `with` block into those of cmcasn1."""

    def __init__(self, library: Any, what: str) -> None:
        self.what = what
        self.known = (library.PKCS11Error, NotImplementedError)
        self.unable: tuple[Any, ...] = (
            library.MechanismInvalid,
            library.MechanismParamInvalid,
            library.FunctionNotSupported,
            library.KeyTypeInconsistent,
            NotImplementedError,
        )

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, self.known):
            text = f"{self.what}: {type(error).__name__}{f' ({error})' if str(error) else ''}"
            raise (UnsupportedAlgorithm if isinstance(error, self.unable) else BuildError)(text) from error


class _ClosedFaults(_Faults):
    """The same where something was to be opened: why it did not open is nobody's business."""

    def __init__(self, library: Any, what: str) -> None:
        super().__init__(library, what)
        self.unable = (*self.unable, library.ArgumentsBad)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, self.known) and not isinstance(error, self.unable):
            raise DecryptionFailed(self.what) from None
        super().__exit__(kind, error, trace)
