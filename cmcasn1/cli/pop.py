"""``cmcasn1 pop``: the second trip of an enrolment, which answers a challenge."""

from __future__ import annotations

import click

from cmcasn1.cli.answers import read_message
from cmcasn1.cli.examples import examples
from cmcasn1.cli.failures import explained
from cmcasn1.cli.keys import KeySource, key_options
from cmcasn1.cli.output import output_options, write_formed
from cmcasn1.cli.request import PEERS


@click.command(
    short_help="Answer a challenge: the second trip.",
    epilog=examples("cmcasn1 pop secret.crp --request-key secret.key --key alice.key --cert alice.pem -o second.crq"),
)
@click.argument("file")
@key_options(request_key=True)
@click.option("--no-transaction", is_flag=True, help="Repeat neither the server's transactionId nor its nonce.")
@click.option("--for", "peer", type=PEERS, default="rfc", show_default=True, help="Whose reading of the RFCs.")
@output_options("der")
def pop(file: str, keys: KeySource, no_transaction: bool, peer: str, out: str, form: str, force: bool) -> None:
    """Answer the challenge (encryptedPOP) in the response FILE with a request that holds decryptedPOP.

    --request-key is the key that is to be certified and opens the challenge, --key the one that signs; if only one is
    named it does both. responseInfo goes back as regInfo.
    """
    from cmcasn1.build.pki_data import PKIDataBuilder
    from cmcasn1.dogtag.conventions import CONVENTIONS

    conventions = CONVENTIONS[peer]
    theirs = keys.load_other()
    mine = keys.load() if keys.named or theirs is None else theirs
    response = read_message(file)
    with explained(file):
        opening = (theirs or mine).key
        builder = conventions.second_trip(PKIDataBuilder(), response, opening, transaction=not no_transaction)
    made = conventions.sign(builder, mine.key, mine.certificate, certificates=mine.chain)
    write_formed(made.der, out, form, "CMS", force=force)
