"""Options of certificate requests that `csr` and `crmf` have in common: subject, extensions, a new key."""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Any

import click

from cmcasn1.cli.arguments import octets
from cmcasn1.cli.failures import USAGE, Failure
from cmcasn1.cli.files import write
from cmcasn1.cli.keys import NSS_KEY_FLAGS, OwnKey
from cmcasn1.cli.secrets import SecretSource, one_secret
from cmcasn1.cli.terminal import progress
from cmcasn1.codec.der_writing import header
from cmcasn1.oids.known import (
    ID_KP_CLIENT_AUTH,
    ID_KP_CMC_CA,
    ID_KP_CMC_RA,
    ID_KP_CODE_SIGNING,
    ID_KP_EMAIL_PROTECTION,
    ID_KP_OCSP_SIGNING,
    ID_KP_SERVER_AUTH,
    ID_KP_TIME_STAMPING,
    SZ_OID_NT_PRINCIPAL_NAME,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cryptography import x509

    from cmcasn1.cli.keys import KeySource
    from cmcasn1.pkix.names import Name

_EC = {"p256": "SECP256R1", "p384": "SECP384R1", "p521": "SECP521R1"}
_OTHER = {
    "ed25519": "ed25519.Ed25519PrivateKey",
    "ed448": "ed448.Ed448PrivateKey",
    "ml-dsa-44": "mldsa.MLDSA44PrivateKey",
    "ml-dsa-65": "mldsa.MLDSA65PrivateKey",
    "ml-dsa-87": "mldsa.MLDSA87PrivateKey",
    "x25519": "x25519.X25519PrivateKey",
    "x448": "x448.X448PrivateKey",
    "ml-kem-768": "mlkem.MLKEM768PrivateKey",
    "ml-kem-1024": "mlkem.MLKEM1024PrivateKey",
}
KEY_TYPES = ("rsa-2048", "rsa-3072", "rsa-4096", *_EC, *_OTHER)
# As openssl calls them.
_OPENSSL_KINDS = {"dirname": "dn", "rid": "oid"}
HASHES = ["sha1", "sha224", "sha256", "sha384", "sha512", "sha3-224", "sha3-256", "sha3-384", "sha3-512"]
_USAGES = {
    "digitalSignature": "digital_signature",
    "nonRepudiation": "content_commitment",
    "contentCommitment": "content_commitment",
    "keyEncipherment": "key_encipherment",
    "dataEncipherment": "data_encipherment",
    "keyAgreement": "key_agreement",
    "keyCertSign": "key_cert_sign",
    "cRLSign": "crl_sign",
    "encipherOnly": "encipher_only",
    "decipherOnly": "decipher_only",
}
_PURPOSES = {
    "serverAuth": ID_KP_SERVER_AUTH,
    "clientAuth": ID_KP_CLIENT_AUTH,
    "codeSigning": ID_KP_CODE_SIGNING,
    "emailProtection": ID_KP_EMAIL_PROTECTION,
    "timeStamping": ID_KP_TIME_STAMPING,
    "OCSPSigning": ID_KP_OCSP_SIGNING,
    "cmcCA": ID_KP_CMC_CA,
    "cmcRA": ID_KP_CMC_RA,
}


@dataclass(frozen=True)
class Wanted:
    """What the certificate is to hold."""

    subject: Name
    extensions: tuple[tuple[Any, bool], ...]
    ski: bool
    change_subject: str | None

    def apply(self, builder: Any) -> Any:
        """Return a builder of requests with all of it."""
        builder = builder.subject(self.subject)
        for extension, critical in self.extensions:
            builder = builder.extension(extension, critical=critical)
        if self.ski:
            builder = builder.subject_key_identifier()
        return builder if self.change_subject is None else builder.change_subject_name(self.change_subject)


def wanted_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of a request; the command gets them as `wanted`, and a new key's as `new_key`."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        subject, printable = kwargs.pop("subject"), kwargs.pop("printable")
        extensions = tuple(extensions_asked({each: kwargs.pop(each) for each in EXTENSION_PARAMETERS}))
        change = kwargs.pop("change_subject")
        wanted = Wanted(name(subject, printable=printable), extensions, kwargs.pop("ski"), change)
        new = NewKey(
            kwargs.pop("new_key"), kwargs.pop("key_out"), kwargs.pop("key_out_password"), kwargs.pop("nss_key_flag")
        )
        return command(*args, wanted=wanted, new_key=new, **kwargs)

    made: Callable[..., Any] = run
    for option in reversed(_OPTIONS):
        made = option(made)
    return made


def extension_options(prefix: str = "") -> tuple[Any, ...]:
    """Return the options of extensions, their names behind a prefix; `extensions_asked` reads them."""
    return (
        click.option(
            f"--{prefix}san",
            multiple=True,
            metavar="KIND:NAME",
            help="dns:, email:, uri:, ip:, dn:, upn:, oid: or other:OID=VALUE (repeat).",
        ),
        click.option(f"--{prefix}key-usage", metavar="LIST", help="digitalSignature,keyEncipherment,..."),
        click.option(f"--{prefix}ext-key-usage", metavar="LIST", help="serverAuth,clientAuth,... or OIDs."),
        click.option(
            f"--{prefix}extension",
            multiple=True,
            metavar="OID=VALUE",
            help="Another extension, DER as hex:... or @FILE (repeat).",
        ),
    )


EXTENSION_PARAMETERS = ("san", "key_usage", "ext_key_usage", "extension")
_OPTIONS: list[Any] = [
    click.option("--subject", default="", metavar="DN", help="Subject, as RFC 4514 writes it: CN=Alice,O=Example."),
    click.option("--printable", is_flag=True, help="PrintableString in the subject, for old CAs; else UTF8String."),
    click.option("--ski", is_flag=True, help="Ask for a subjectKeyIdentifier; who signs with this key needs it."),
    *extension_options(),
    click.option("--change-subject", metavar="DN", help="changeSubjectName: this name in the new certificate."),
    click.option(
        "--new-key",
        type=click.Choice(KEY_TYPES),
        help="Make a key of this kind; in a token with --key-label, or in the NSS database.",
    ),
    click.option("--key-out", metavar="FILE", help="Where the new key goes (PKCS #8 in PEM)."),
    one_secret("key-out-password", "password that encrypts the new key"),
    click.option(
        "--nss-key-flag",
        multiple=True,
        type=click.Choice(NSS_KEY_FLAGS),
        help="The new key in the NSS database is so (repeat), else sensitive and extractable.",
    ),
]


@dataclass(frozen=True)
class NewKey:
    """A key that is to be made."""

    kind: str | None
    out: str | None
    password: SecretSource
    nss_flags: tuple[str, ...] = ()

    def obtain(self, keys: KeySource, *, force: bool, encryption_only: bool = False) -> OwnKey:
        """Return the key that the options name, or make one and write it.

        `encryption_only` is for one that is made in a token, which then does not let it sign.
        """
        if self.nss_flags and (self.kind is None or keys.nss is None or keys.module is not None):
            raise Failure("--nss-key-flag is for --new-key in an NSS database: --nss-db FOLDER", USAGE)
        if self.kind is None:
            if self.out is not None:
                raise Failure("--key-out goes with --new-key", USAGE)
            return keys.load()
        if keys.module is not None:
            if self.out is not None:
                raise Failure("a key that is made in a token stays there: no --key-out", USAGE)
            return keys.make_in_token(self.kind, encryption_only=encryption_only)
        if keys.nss is not None:
            if self.out is not None:
                raise Failure("a key that is made in an NSS database is kept there: no --key-out", USAGE)
            return keys.make_in_nss(self.kind, self.nss_flags)
        if keys.named:
            raise Failure("--new-key makes a key, and another is named", USAGE)
        if self.out is None:
            raise Failure("--new-key needs --key-out: a key that nobody keeps is of no use", USAGE)
        from cmcasn1.keys.private_key import PrivateKey

        password = self.password.given()
        with progress(f"making a key ({self.kind})", 1):
            made = generate(self.kind)
        write(_pem(made, password), self.out, private=True, replace=force)
        return OwnKey(PrivateKey(made))


def generate(kind: str) -> Any:
    """Make a private key of one of KEY_TYPES."""
    from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, mldsa, mlkem, rsa, x448, x25519

    if kind.startswith("rsa-"):
        return rsa.generate_private_key(65537, int(kind[4:]))
    if kind in _EC:
        return ec.generate_private_key(getattr(ec, _EC[kind])())
    modules = {each.__name__.rpartition(".")[2]: each for each in (ed448, ed25519, mldsa, mlkem, x448, x25519)}
    module, _, name = _OTHER[kind].partition(".")
    return getattr(modules[module], name).generate()


def _pem(key: Any, password: bytes | None) -> bytes:
    from cryptography.hazmat.primitives.serialization import (
        BestAvailableEncryption,
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    encryption = BestAvailableEncryption(password) if password else NoEncryption()
    made: bytes = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)
    return made


def hash_named(text: str | None) -> Any:
    """Return the hash of cryptography that an option names, None for none."""
    if text is None:
        return None
    from cryptography.hazmat.primitives import hashes

    return getattr(hashes, text.upper().replace("-", "_"))()


def name(text: str, *, printable: bool = False) -> Name:
    """Return the Name that text in the form of RFC 4514 means, with UTF8String or PrintableString in it."""
    from dataclasses import replace

    from cmcasn1.build.arguments import as_name
    from cmcasn1.codec.primitives import PrintableString, UTF8String
    from cmcasn1.pkix.names import Name, RelativeDistinguishedName

    found = as_name(text)
    if not printable:
        return found
    return Name(
        RelativeDistinguishedName(
            replace(each, value=PrintableString(each.value)) if isinstance(each.value, UTF8String) else each
            for each in level
        )
        for level in found
    )


def extensions_asked(asked: dict[str, Any], prefix: str = "") -> Iterator[tuple[Any, bool]]:
    """Give each extension of cryptography that the options ask for, and whether it is critical."""
    from cryptography import x509

    alternatives, usages, purposes, others = (asked[prefix + each] for each in EXTENSION_PARAMETERS)
    option = f"--{prefix.replace('_', '-')}"
    if alternatives:
        yield x509.SubjectAlternativeName([general_name(each, f"{option}san") for each in alternatives]), False
    if usages is not None:
        chosen = dict.fromkeys(_USAGES.values(), False)
        for each in usages.split(","):
            if each.strip() not in _USAGES:
                raise Failure(f"no key usage {each.strip()!r}; there are {', '.join(_USAGES)}", USAGE)
            chosen[_USAGES[each.strip()]] = True
        try:
            yield x509.KeyUsage(**chosen), True
        except ValueError as error:
            raise Failure(f"{option}key-usage: {error}", USAGE) from None
    if purposes is not None:
        oids = [_PURPOSES.get(each.strip(), each.strip()) for each in purposes.split(",")]
        yield x509.ExtendedKeyUsage([_oid(each) for each in oids]), False
    for each in others:
        oid, given, value = each.partition("=")
        if not given:
            raise Failure(f"{option}extension {each!r}: OID=hex:... or OID=@FILE", USAGE)
        yield x509.UnrecognizedExtension(_oid(oid), octets(value)), False


def _oid(text: str) -> x509.ObjectIdentifier:
    from cryptography import x509

    try:
        return x509.ObjectIdentifier(text)
    except ValueError:
        raise Failure(f"{text!r} is no OID, and no name known here", USAGE) from None


def general_name(text: str, option: str) -> Any:
    """Return the GeneralName of cryptography that KIND:NAME stands for in the value of an option."""
    from cryptography import x509

    from cmcasn1.build.arguments import name_of_text

    kind, given, value = text.partition(":")
    made: dict[str, Callable[[str], Any]] = {
        "dns": x509.DNSName,
        "email": x509.RFC822Name,
        "uri": x509.UniformResourceIdentifier,
        "ip": lambda address: x509.IPAddress(ip_network(address) if "/" in address else ip_address(address)),
        "dn": lambda dn: x509.DirectoryName(name_of_text(dn)),
        "upn": lambda user: x509.OtherName(_oid(SZ_OID_NT_PRINCIPAL_NAME), _utf8_string(user)),
        "oid": lambda named: x509.RegisteredID(_oid(named)),
        "other": _other_name,
    }
    known = made.get(_OPENSSL_KINDS.get(kind.lower(), kind.lower()))
    if not (given and value.strip()) or known is None:
        raise Failure(f"{option} {text!r}: KIND:NAME with one of {', '.join(made)}", USAGE)
    try:
        return known(value)
    except ValueError as error:
        raise Failure(f"{option} {text!r}: {error}", USAGE) from None


def _other_name(text: str) -> x509.OtherName:
    """Return the otherName that OID=VALUE stands for: DER as hex:... or @FILE, any other text as UTF8String."""
    from cryptography import x509

    oid, given, value = text.partition("=")
    if not given:
        raise ValueError("OID=TEXT, OID=hex:... or OID=@FILE")
    made = x509.OtherName(_oid(oid), octets(value) if value.startswith(("hex:", "@")) else _utf8_string(value))
    # Looks at the DER, which the name itself does not.
    x509.SubjectAlternativeName([made]).public_bytes()
    return made


def _utf8_string(text: str) -> bytes:
    encoded = text.encode()
    return header(0x0C, len(encoded)) + encoded
