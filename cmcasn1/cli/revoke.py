"""``cmcasn1 revoke``: a request to revoke a certificate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cmcasn1.cli.arguments import integer, time
from cmcasn1.cli.examples import examples
from cmcasn1.cli.failures import USAGE, Failure
from cmcasn1.cli.keys import KeySource, key_options, read_certificates
from cmcasn1.cli.output import output_options, write_formed
from cmcasn1.cli.request import ENCRYPTION, PEERS, encrypted
from cmcasn1.cli.request_controls import transaction_options, with_transaction
from cmcasn1.cli.secrets import SecretSource, one_secret
from cmcasn1.pkix.crls import CRLReason

if TYPE_CHECKING:
    from cmcasn1.cli.keys import OwnKey

_REASONS = {each.name.lower(): each for each in CRLReason} | {str(each.value): each for each in CRLReason}


@click.command(
    short_help="Make a request for a revocation.",
    epilog=examples(
        "cmcasn1 revoke --certificate alice.pem --reason keyCompromise --key alice.key --cert alice.pem -o revoke.crq"
    ),
)
@click.argument("serial", required=False)
@click.option("--issuer", metavar="DN", help="Issuer, else that of the certificate that signs.")
@click.option("--certificate", metavar="FILE", help="The certificate to revoke, in place of SERIAL and --issuer.")
@click.option("--reason", default="unspecified", show_default=True, help="Name or number of RFC 5280's CRLReason.")
@click.option("--invalidity-date", metavar="TIME", help='Since when, such as 2026-11-01T12:00:00Z; or "now".')
@click.option("--comment", metavar="TEXT", help="What the CA keeps with it.")
@key_options()
@click.option("--by-secret", is_flag=True, help="By shared secret, unsigned: it stands in clear in the request.")
@one_secret("secret", "shared secret of the revocation")
@transaction_options
@ENCRYPTION
@click.option("--for", "peer", type=PEERS, default="rfc", show_default=True, help="dogtag: unsigned in id-data.")
@output_options("der")
def revoke(
    serial: str | None,
    issuer: str | None,
    certificate: str | None,
    reason: str,
    invalidity_date: str | None,
    comment: str | None,
    keys: KeySource,
    by_secret: bool,
    secret: SecretSource,
    encrypt_for: str | None,
    peer: str,
    out: str,
    form: str,
    force: bool,
    **asked: Any,
) -> None:
    """Ask to revoke the certificate with SERIAL (decimal, or hex after 0x), signed with --key or by shared secret.

    A secret stands in for a signature and is good for one message: whoever sees that can use it. Send it over TLS, or
    encrypt it for the CA.
    """
    from cmcasn1.build.pki_data import PKIDataBuilder
    from cmcasn1.dogtag.conventions import CONVENTIONS

    if by_secret and keys.named:
        raise Failure("--by-secret goes unsigned, and a key is named", USAGE)
    mine = None if by_secret else keys.load()
    name, number = _which(serial, issuer, certificate, mine)
    builder = with_transaction(PKIDataBuilder(), asked).revoke_request(
        name,
        number,
        reason=_reason(reason),
        invalidity_date=None if invalidity_date is None else time(invalidity_date),
        secret=secret.needed() if by_secret else None,
        comment=comment,
    )
    conventions = CONVENTIONS[peer]
    if mine is None:
        made = conventions.revocation(builder)
    elif mine.certificate is None:
        raise Failure("who signs a revocation needs a certificate: --cert FILE", USAGE)
    else:
        made = conventions.sign(builder, mine.key, mine.certificate, certificates=mine.chain)
    write_formed(encrypted(made.der, encrypt_for), out, form, "CMS", force=force)


def _which(serial: str | None, issuer: str | None, certificate: str | None, mine: OwnKey | None) -> tuple[Any, int]:
    if certificate is not None:
        if serial is not None or issuer is not None:
            raise Failure("--certificate says it: neither SERIAL nor --issuer beside it", USAGE)
        (found, *_) = read_certificates(certificate)
        return found.tbs_certificate.issuer, found.tbs_certificate.serial_number
    if serial is None:
        raise Failure("which certificate? SERIAL, or --certificate FILE", USAGE)
    if issuer is not None:
        return issuer, integer(serial)
    if mine is None or mine.certificate is None:
        raise Failure("whose certificate? --issuer DN", USAGE)
    return mine.certificate.tbs_certificate.issuer, integer(serial)


def _reason(text: str) -> CRLReason:
    found = _REASONS.get(text.lower())
    if found is None:
        raise Failure(f"no reason {text!r}; there are {', '.join(each.name for each in CRLReason)}", USAGE)
    return found
