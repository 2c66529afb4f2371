"""``cmcasn1 csr``: a PKCS #10 request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cmcasn1.cli.examples import examples
from cmcasn1.cli.failures import USAGE, Failure
from cmcasn1.cli.files import refuse_existing
from cmcasn1.cli.keys import KeySource, key_options, signer_of, static_dh_option
from cmcasn1.cli.output import output_options, write_formed
from cmcasn1.cli.wanted import HASHES, NewKey, Wanted, hash_named, wanted_options
from cmcasn1.codec.coding import encode_der

if TYPE_CHECKING:
    from cmcasn1.pkix.pkcs10 import CertificationRequest


@click.command(
    short_help="Make a PKCS #10 request.",
    epilog=examples("cmcasn1 csr --subject CN=alice,O=Example --new-key p256 --key-out alice.key -o alice.csr"),
)
@wanted_options
@key_options()
@click.option("--hash", "hashed", type=click.Choice(HASHES), help="Hash of the signature, else the key's usual one.")
@click.option("--pss", is_flag=True, help="RSASSA-PSS.")
@static_dh_option
@click.option("--no-signature", is_flag=True, help="For a key that cannot sign (RFC 10002 appendix C).")
@output_options("pem")
def csr(
    wanted: Wanted,
    new_key: NewKey,
    keys: KeySource,
    hashed: str | None,
    pss: bool,
    static_dh: str | None,
    no_signature: bool,
    out: str,
    form: str,
    force: bool,
) -> None:
    """Make a PKCS #10 request with a key of yours, or with a new one."""
    from cmcasn1.build.pkcs10 import CertificationRequestBuilder

    if no_signature and static_dh is not None:
        raise Failure("--static-dh stands in place of a signature: no --no-signature", USAGE)
    refuse_existing(out, force=force)
    mine = new_key.obtain(keys, force=force, encryption_only=static_dh is not None)
    builder = wanted.apply(CertificationRequestBuilder())
    made: CertificationRequest
    if no_signature:
        made = builder.without_signature(mine.key)
    else:
        made = builder.sign(signer_of(mine, static_dh), hash_algorithm=hash_named(hashed), pss=pss)
    write_formed(encode_der(made), out, form, "CERTIFICATE REQUEST", force=force)
