"""``cmcasn1 shared-token``: Dogtag's shared tokens, made and opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cmcasn1.cli.examples import examples
from cmcasn1.cli.failures import USAGE, Failure, explained
from cmcasn1.cli.files import read, write
from cmcasn1.cli.keys import KeySource, key_options, read_certificates
from cmcasn1.cli.secrets import SecretSource, one_secret

if TYPE_CHECKING:
    from cmcasn1.pkix.certificates import Certificate


@click.group("shared-token", short_help="Make and open Dogtag's shared tokens.")
def shared_token() -> None:
    """Make and open the shared tokens in which Dogtag's directory keeps secrets."""


@shared_token.command(
    short_help="Encrypt a shared secret for the CA.",
    epilog=examples(
        "cmcasn1 shared-token make --cert issuance-protection.pem --secret-file alice.secret -o alice.token"
    ),
)
@click.option("--cert", metavar="FILE", help="The CA's issuance protection certificate.")
@click.option("--nss-db", metavar="FOLDER", help="The NSS database that holds it instead, under --nickname.")
@click.option("--nickname", metavar="NAME", help="Nickname of the certificate in the NSS database.")
@one_secret("secret", "shared secret")
@click.option("--oaep", is_flag=True, help="RSAES-OAEP with SHA-256, else PKCS #1 v1.5.")
@click.option(
    "--ldif",
    metavar="DN",
    help="As LDIF that puts it into shrTok of the user's entry DN, or metaInfo of the certificate's record.",
)
@click.option("--meta-info", is_flag=True, help="As value of metaInfo in a certificate's record (revShrTok:...).")
@click.option("--der", is_flag=True, help="As DER, else as one line of base64.")
@click.option("-o", "--out", default="-", metavar="OUT", help='Where to write ("-": standard output).')
@click.option("--force", is_flag=True, help="Replace files that are there already.")
def make(
    cert: str | None,
    nss_db: str | None,
    nickname: str | None,
    secret: SecretSource,
    oaep: bool,
    ldif: str | None,
    meta_info: bool,
    der: bool,
    out: str,
    force: bool,
) -> None:
    """Encrypt a shared secret for the CA: for enrolment (LDIF), or for a revocation to come."""
    from cmcasn1.codec.coding import encode_der
    from cmcasn1.dogtag.shared_tokens import (
        make_shared_token,
        revocation_ldif,
        revocation_meta_info,
        shared_token_ldif,
        shared_token_text,
    )

    if der and (ldif is not None or meta_info):
        raise Failure("--der excludes --ldif and --meta-info", USAGE)
    to = _protection(cert, nss_db, nickname)
    token = make_shared_token(secret.needed(confirm=True), to, oaep=oaep)
    if der:
        write(encode_der(token), out, replace=force)
        return
    if ldif is not None:
        text = revocation_ldif(token, ldif) if meta_info else shared_token_ldif(token, ldif)
    else:
        text = f"{revocation_meta_info(token) if meta_info else shared_token_text(token)}\n"
    write(text.encode(), out, text=True, replace=force)


def _protection(file: str | None, nss_db: str | None, nickname: str | None) -> Certificate:
    from cmcasn1.dogtag.nss import NSSDatabase

    if file is not None and nss_db is None and nickname is None:
        (first, *_) = read_certificates(file)
        return first
    if file is not None or nss_db is None or nickname is None:
        raise Failure("for which CA? --cert FILE, or --nss-db FOLDER with --nickname NAME", USAGE)
    with explained():
        return NSSDatabase(nss_db).certificate(nickname)


@shared_token.command("open", short_help="Open a token with the CA's key.")
@click.argument("file")
@key_options()
@click.option("-o", "--out", default="-", metavar="OUT", help='Where the secret goes ("-": standard output).')
@click.option("--force", is_flag=True, help="Replace files that are there already.")
def open_(file: str, keys: KeySource, out: str, force: bool) -> None:
    """Open the token in FILE (DER, base64, shrTok or metaInfo) with the CA's issuance protection key."""
    from cmcasn1.dogtag.shared_tokens import open_shared_token

    with explained(file):
        secret = open_shared_token(read(file), keys.load().key)
    write(secret, out, text=True, private=True, replace=force)
