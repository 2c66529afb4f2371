"""Options that say where a private key is: a file, a PKCS #11 token, an NSS database."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any

import click

from cmcasn1.cli.credentials import certificates, credentials
from cmcasn1.cli.failures import USAGE, Failure, explained
from cmcasn1.cli.secrets import SecretSource, one_secret
from cmcasn1.cli.terminal import progress
from cmcasn1.errors import DecryptionFailed
from cmcasn1.pkix.certificates import Certificate

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from cmcasn1.dogtag.nss import NSSDatabase
    from cmcasn1.keys.loading import Credentials
    from cmcasn1.keys.private_key import PrivateKey, Signer


_ID_OCTETS = 8
NSS_KEY_FLAGS = ("insensitive", "unextractable")


@dataclass(frozen=True)
class OwnKey:
    """A key that can be used, its certificate if it has one, and the certificates that stood beside it."""

    key: Any
    certificate: Certificate | None = None
    chain: tuple[Certificate, ...] = ()

    def in_memory(self, what: str) -> PrivateKey:
        """Return the private key itself; a key in a token never leaves it."""
        from cmcasn1.keys.private_key import PrivateKey

        if not isinstance(self.key, PrivateKey):
            raise Failure(f"{what} needs the private key itself, which does not leave its token", USAGE)
        return self.key


@dataclass(frozen=True)
class KeySource:
    """What the options said; nothing is opened before a key is asked for."""

    file: str | None
    password: SecretSource
    certificates: tuple[str, ...]
    module: str | None
    token: str | None
    pin: SecretSource
    label: str | None
    nss: str | None
    nickname: str | None
    key_id: str | None
    nss_password: SecretSource
    other_file: str | None
    other_password: SecretSource
    other_label: str | None
    other_id: str | None

    @property
    def named(self) -> bool:
        """Whether the options name a key to sign with."""
        return any((self.file, self.module, self.label, self.nickname, self.key_id))

    def load(self) -> OwnKey:
        """Return the key that signs, or that the command is about."""
        found = self._load(self.file, self.password, self.label, self.nickname, self.key_id, alone=True)
        if found is None:
            raise Failure("a private key is needed: --key FILE, --pkcs11-module or --nss-db", USAGE)
        beside: list[Certificate] = []
        for file in self.certificates:
            beside += read_certificates(file)
        if not beside:
            return found
        public = found.key.public_key_info.subject_public_key
        own = [each for each in beside if each.tbs_certificate.subject_public_key_info.subject_public_key == public]
        if not own and found.certificate is None:
            raise Failure(f"none of the certificates in {', '.join(self.certificates)} is that of the key", USAGE)
        others = tuple(each for each in beside if each not in own)
        return OwnKey(found.key, own[0] if own else found.certificate, (*found.chain, *others))

    def make_in_token(self, kind: str, *, encryption_only: bool = False) -> OwnKey:
        """Make a key in the token under the label given, which no other key there may have.

        With `encryption_only` the token does not let it sign.
        """
        from cmcasn1.keys.pkcs11 import Token

        if self.label is None or self.file is not None or self.nickname is not None:
            raise Failure("a new key in a token needs --key-label, and no other key", USAGE)
        assert self.module is not None
        with explained():
            token = click.get_current_context().with_resource(
                Token(self.module, pin=self._pin(), label=self.token, writable=True)
            )
            if token.has_key(self.label):
                raise Failure(f"the token has a key labelled {self.label!r} already", USAGE)
            key_id = os.urandom(_ID_OCTETS) if self.key_id is None else _key_id(self.key_id)
            with progress(f"making a key ({kind})", 1):
                made = token.generate_key(kind, label=self.label, key_id=key_id, encryption_only=encryption_only)
        return OwnKey(made)

    def make_in_nss(self, kind: str, flags: Collection[str] = ()) -> OwnKey:
        """Make a key in the NSS database, and say which ID it has; `flags` are of NSS_KEY_FLAGS."""
        if self.nickname is not None or self.key_id is not None or self.file is not None or self.module is not None:
            raise Failure("a new key in an NSS database gets its ID there, and no nickname before a certificate", USAGE)

        def make(database: NSSDatabase) -> Credentials:
            with progress(f"making a key ({kind})", 1):
                made = database.generate_key(
                    kind, sensitive="insensitive" not in flags, extractable="unextractable" not in flags
                )
            click.echo(f"cmcasn1: the new key is {made.hex()} in {self.nss}", err=True)
            return database.credentials(key_id=made)

        return self._in_nss(make)

    def _in_nss(self, use: Callable[[NSSDatabase], Credentials]) -> OwnKey:
        """Return what is found in the NSS database, asking for the password where it takes one and none was given."""
        from cmcasn1.dogtag.nss import NSSDatabase

        assert self.nss is not None
        with explained():
            given = self.nss_password.given()
            try:
                return _own(use(NSSDatabase(self.nss, given)))
            except DecryptionFailed:
                typed = None if given is not None else self.nss_password.asked()
                if typed is None:
                    raise
                return _own(use(NSSDatabase(self.nss, typed)))

    def load_other(self) -> OwnKey | None:
        """Return the key of the request (--request-key...), None where the options name none."""
        return self._load(self.other_file, self.other_password, self.other_label, None, self.other_id)

    def _load(
        self,
        file: str | None,
        password: SecretSource,
        label: str | None,
        nickname: str | None,
        key_id: str | None,
        *,
        alone: bool = False,
    ) -> OwnKey | None:
        """Return the key; `alone` takes the only one in the token where nothing says which."""
        if file is not None:
            if label or nickname or key_id:
                raise Failure("a key in a file has neither label nor nickname nor ID", USAGE)
            return load_file(file, password)
        if self.nss is not None and (nickname or key_id):
            return self._in_nss(lambda database: database.credentials(nickname=nickname, key_id=key_id))
        if self.module is not None and (label or key_id or alone):
            with explained():
                held = self._token.key(label=label, key_id=None if key_id is None else _key_id(key_id))
                return OwnKey(held, held.certificate)
        if label or nickname or key_id:
            raise Failure("where is the key? --pkcs11-module or --nss-db is missing", USAGE)
        return None

    @cached_property
    def _token(self) -> Any:
        from cmcasn1.keys.pkcs11 import Token

        assert self.module is not None
        return click.get_current_context().with_resource(Token(self.module, pin=self._pin(), label=self.token))

    def _pin(self) -> bytes | None:
        pin = self.pin.given()
        return self.pin.asked() if pin is None else pin


def _key_id(text: str) -> bytes:
    try:
        return bytes.fromhex(text.removeprefix("0x"))
    except ValueError:
        raise Failure(f"{text!r} is no ID of a key in a token: hex is", USAGE) from None


def _own(found: Credentials) -> OwnKey:
    return OwnKey(found.key, found.certificate, found.chain)


def load_file(file: str, password: SecretSource) -> OwnKey:
    """Return the key in a file, asking for the password where it takes one and none was given."""
    return _own(credentials(file, password.file, password.variable))


def read_certificates(file: str) -> tuple[Certificate, ...]:
    """Return the certificates in a file: PEM, DER, or a certs-only message."""
    return tuple(certificates([file]))


static_dh_option = click.option(
    "--static-dh",
    metavar="PEM",
    help="Prove possession to the CA of this certificate only, by static (EC)DH: for a key that agrees (RFC 6955).",
)


def signer_of(mine: OwnKey, static_dh: str | None) -> Signer:
    """Return what signs the request of a key: the key, or static (EC)DH for the CA whose certificate is in a file."""
    if static_dh is None:
        signer: Signer = mine.key
        return signer
    from cmcasn1.crmf.static_dh import StaticDHSigner

    (certificate, *_) = read_certificates(static_dh)
    return StaticDHSigner(mine.key, certificate)


def key_options(*, request_key: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add the options of a key; the command gets a `KeySource` as `keys`.

    With `request_key` there are those of a second one: the key of the request, where another signs.
    """

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def run(*args: Any, **kwargs: Any) -> Any:
            other = {name: kwargs.pop(f"request_key{name}", None) for name in ("", "_label", "_id")}
            source = KeySource(
                file=kwargs.pop("key"),
                password=kwargs.pop("key_password"),
                certificates=kwargs.pop("cert"),
                module=kwargs.pop("pkcs11_module"),
                token=kwargs.pop("token"),
                pin=kwargs.pop("pin"),
                label=kwargs.pop("key_label"),
                nss=kwargs.pop("nss_db"),
                nickname=kwargs.pop("nickname"),
                key_id=kwargs.pop("key_id"),
                nss_password=kwargs.pop("nss_password"),
                other_file=other[""],
                other_password=kwargs.pop("request_key_password", SecretSource("password", "request-key-password")),
                other_label=other["_label"],
                other_id=other["_id"],
            )
            return command(*args, keys=source, **kwargs)

        made: Callable[..., Any] = run
        for option in reversed(_REQUEST_KEY if request_key else []):
            made = option(made)
        for option in reversed(_KEY):
            made = option(made)
        return made

    return add


_KEY: list[Any] = [
    click.option("--key", metavar="FILE", help="Private key: PEM, DER, PKCS #12, OpenSSH."),
    one_secret("key-password", "password of the key file"),
    click.option("--cert", multiple=True, metavar="FILE", help="Certificate of the key, and its chain."),
    click.option("--pkcs11-module", metavar="LIBRARY", help="Key in a token: the library of PKCS #11."),
    click.option("--token", metavar="LABEL", help="Which token."),
    one_secret("pin", "PIN of the token"),
    click.option("--key-label", metavar="LABEL", help="Label of the key in the token."),
    click.option("--nss-db", metavar="FOLDER", help="Key in an NSS database."),
    click.option("--nickname", metavar="NAME", help="Nickname of the certificate in the NSS database."),
    click.option("--key-id", metavar="HEX", help="ID of the key in the NSS database or the token."),
    one_secret("nss-password", "password of the NSS database"),
]
_REQUEST_KEY: list[Any] = [
    click.option("--request-key", metavar="FILE", help="Private key of the request, where another key signs."),
    one_secret("request-key-password", "password of the request's key file"),
    click.option("--request-key-label", metavar="LABEL", help="Label of the request's key in the token."),
    click.option("--request-key-id", metavar="HEX", help="ID of the request's key in the NSS database or the token."),
]


def _parameters() -> frozenset[str]:
    def probe() -> None:
        """Bear the options."""

    made: Any = key_options(request_key=True)(probe)
    return frozenset(str(each.name) for each in made.__click_params__)


KEY_PARAMETERS = _parameters()
"""The names of all parameters that `key_options` adds."""
