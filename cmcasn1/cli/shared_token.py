"""``cmcasn1 shared-token``: Dogtag's shared tokens, made and opened."""

from __future__ import annotations

import click

from cmcasn1.cli.failures import USAGE, Failure, explained
from cmcasn1.cli.files import read, write
from cmcasn1.cli.keys import KeySource, key_options, read_certificates
from cmcasn1.cli.secrets import SecretSource, one_secret


@click.group("shared-token")
def shared_token() -> None:
    """Make and open the shared tokens in which Dogtag's directory keeps secrets."""


@shared_token.command()
@click.option("--cert", required=True, metavar="FILE", help="The CA's issuance protection certificate.")
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
    cert: str,
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
    (to, *_) = read_certificates(cert)
    token = make_shared_token(secret.needed(confirm=True), to, oaep=oaep)
    if der:
        write(encode_der(token), out, replace=force)
        return
    if ldif is not None:
        text = revocation_ldif(token, ldif) if meta_info else shared_token_ldif(token, ldif)
    else:
        text = f"{revocation_meta_info(token) if meta_info else shared_token_text(token)}\n"
    write(text.encode(), out, text=True, replace=force)


@shared_token.command("open")
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
