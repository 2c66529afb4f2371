"""``cmcasn1 request``: a Full PKI Request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from cmcasn1.cli.examples import examples
from cmcasn1.cli.failures import USAGE, Failure, explained
from cmcasn1.cli.files import read
from cmcasn1.cli.keys import KEY_PARAMETERS, KeySource, OwnKey, key_options, read_certificates
from cmcasn1.cli.output import output_options, write_formed
from cmcasn1.cli.request_controls import control_options, refuse, transaction_options, with_controls
from cmcasn1.cli.secrets import SecretSource, one_secret
from cmcasn1.cli.wanted import HASHES, hash_named

if TYPE_CHECKING:
    from collections.abc import Callable

    from cmcasn1.build.encoded import EncodedMessage
    from cmcasn1.build.pki_data import PKIDataBuilder
    from cmcasn1.cmc.pki_data import PKIData
    from cmcasn1.dogtag.conventions import RequestConventions

ANY_PROOF = ("identity_proof", "identity_proof_v2", "pop_link_witness", "pop_link_witness_v2", "authenticated")
PEERS = click.Choice(["rfc", "dogtag"])
ENCRYPTION = click.option("--encrypt-for", metavar="FILE", help="Encrypt the whole for this certificate.")


def _proofs(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--pop-link-mac", type=click.Choice(HASHES), help="HMAC of popLinkWitnessV2 [sha256]."),
        click.option("--pop-link-hash", type=click.Choice(HASHES), help="Hash of popLinkWitnessV2 [sha256]."),
        click.option("--pop-link-witness", is_flag=True, help="popLinkWitness, the first version (SHA-1)."),
        click.option("--pop-link-witness-v2", is_flag=True, help="popLinkWitnessV2 in every request."),
        click.option("--identity-mac", type=click.Choice(HASHES), help="HMAC of identityProofV2 [the hash]."),
        click.option("--identity-hash", type=click.Choice(HASHES), help="Hash of identityProofV2 [sha256]."),
        click.option("--identity-proof", is_flag=True, help="identityProof, the first version (SHA-1)."),
        click.option("--identity-proof-v2", is_flag=True, help="identityProofV2 with the shared secret."),
        one_secret("secret", "shared secret"),
        click.option("--identification", metavar="TEXT", help="identification: whose secret it is."),
    ):
        command = option(command)
    return command


@click.command(
    short_help="Make a Full PKI Request of requests and controls.",
    epilog=examples(
        "cmcasn1 request alice.csr --key agent.pem -o alice.crq",
        "cmcasn1 request secret.crmf --key alice.key --cert alice.pem -o secret.crq",
    ),
)
@click.argument("requests", nargs=-1, metavar="[REQUEST]...")
@key_options(request_key=True)
@click.option("--self-signed", is_flag=True, help="Sign with the request's key, named by its subjectKeyIdentifier.")
@click.option("--authenticated", is_flag=True, help="AuthenticatedData under the shared secret, no signature.")
@click.option("--no-signature", is_flag=True, help="id-alg-noSignature, for a key that cannot sign.")
@click.option("--hash", "hashed", type=click.Choice(HASHES), help="Hash of the signature, else the key's usual one.")
@click.option("--pss", is_flag=True, help="RSASSA-PSS.")
@_proofs
@transaction_options
@control_options
@ENCRYPTION
@click.option("--for", "peer", type=PEERS, default="rfc", show_default=True, help="Whose reading of the RFCs.")
@click.option("--dogtag-config", metavar="FILE", help="A configuration of Dogtag's CMCRequest says all of this.")
@output_options("der")
def request(requests: tuple[str, ...], dogtag_config: str | None, **asked: Any) -> None:
    """Make a Full PKI Request out of PKCS #10 and CRMF requests (any armour) and controls.

    Signed with --key and its certificate (an agent, or the user), with the request's own key (--self-signed), under
    a shared secret (--authenticated), or not at all (--no-signature). transactionId and senderNonce are random
    unless given.
    """
    if dogtag_config is not None:
        from cmcasn1.cli.dogtag_config import message

        _refuse_beside_configuration()
        made, named = message(dogtag_config, asked["keys"])
        out = named if named is not None and not _given("out") else asked["out"]
        write_formed(made.der, out, asked["form"], "CMS", force=asked["force"])
        if out == named:
            click.echo(f"cmcasn1: the request is in {out}", err=True)
        return
    made = _build(requests, **{name: value for name, value in asked.items() if name not in ("out", "form", "force")})
    write_formed(encrypted(made.der, asked["encrypt_for"]), asked["out"], asked["form"], "CMS", force=asked["force"])


def _given(name: str) -> bool:
    return click.get_current_context().get_parameter_source(name) is not ParameterSource.DEFAULT


def _refuse_beside_configuration() -> None:
    """Refuse what would contradict a configuration, or be lost beside it; where the keys are may be said."""
    context = click.get_current_context()
    fine = KEY_PARAMETERS | {"dogtag_config", "out", "form", "force"}
    beside = [each.opts[0] for each in context.command.params if each.name not in fine and _given(str(each.name))]
    if beside == ["--for"] and context.params["peer"] == "dogtag":
        return
    if beside:
        raise Failure(f"with --dogtag-config the file says it all: not {', '.join(beside)} beside it", USAGE)


def _build(requests: tuple[str, ...], *, peer: str, keys: KeySource, secret: SecretSource, **asked: Any) -> Any:
    from cmcasn1.build.pki_data import PKIDataBuilder
    from cmcasn1.dogtag.conventions import CONVENTIONS

    conventions = CONVENTIONS[peer]
    shared = secret.needed() if any(asked[name] for name in ANY_PROOF) else None
    theirs = keys.load_other()
    signs = not (asked["authenticated"] or asked["no_signature"])
    mine = keys.load() if keys.named or (signs and theirs is None) else None
    own = [each.key for each in (theirs, mine) if each is not None]
    builder = with_controls(PKIDataBuilder(), conventions, asked)
    for file in requests:
        with explained(file):
            builder = conventions.add_request(builder, read(file), own)
    for file in asked["nest"]:
        with explained(file):
            builder = builder.add_cms(_content_info(read(file)), body_part_id=builder.free_number())
    builder = _with_proofs(builder, conventions, shared, own, asked)
    if asked["authenticated"]:
        refuse(asked, "authenticated", "self_signed", "no_signature", "hashed", "pss")
        return builder.authenticate(shared or b"")
    if asked["no_signature"]:
        refuse(asked, "no_signature", "self_signed", "hashed", "pss")
        return builder.sign_without_signature()
    return _signed(builder, conventions, mine or theirs, asked)


def _signed(
    builder: PKIDataBuilder, conventions: RequestConventions, mine: OwnKey | None, asked: dict[str, Any]
) -> EncodedMessage[PKIData]:
    assert mine is not None
    options = {"hash_algorithm": hash_named(asked["hashed"]), "pss": asked["pss"]}
    if asked["self_signed"] or mine.certificate is None:
        return conventions.sign(builder, mine.key, **options)
    return conventions.sign(builder, mine.key, mine.certificate, certificates=mine.chain, **options)


def _with_proofs(
    builder: PKIDataBuilder,
    conventions: RequestConventions,
    shared: bytes | None,
    own: list[Any],
    asked: dict[str, Any],
) -> PKIDataBuilder:
    if asked["pop_link_witness"]:
        builder = builder.pop_link_witness(shared or b"", *own)
    if asked["pop_link_witness_v2"]:
        builder = conventions.pop_link_witness_v2(
            builder,
            shared or b"",
            *own,
            key_gen_algorithm=hash_named(asked["pop_link_hash"]),
            mac_algorithm=hash_named(asked["pop_link_mac"]),
        )
    elif asked["pop_link_hash"] or asked["pop_link_mac"]:
        raise Failure("--pop-link-hash and --pop-link-mac go with --pop-link-witness-v2", USAGE)
    if asked["identity_proof"]:
        builder = conventions.identity_proof(builder, shared or b"")
    if asked["identity_proof_v2"]:
        return builder.identity_proof_v2(
            shared or b"",
            hash_algorithm=hash_named(asked["identity_hash"]),
            mac_algorithm=hash_named(asked["identity_mac"]),
        )
    if asked["identity_hash"] or asked["identity_mac"]:
        raise Failure("--identity-hash and --identity-mac go with --identity-proof-v2", USAGE)
    return builder


def _content_info(data: bytes) -> bytes:
    from cmcasn1.armour import unwrap

    return unwrap(data)[0].octets


def encrypted(der: bytes, file: str | None) -> bytes:
    """Return the message encrypted for the certificate in a file, if one is named."""
    if file is None:
        return der
    from cmcasn1.cms.encryption import envelop
    from cmcasn1.cms.recipients import recipient
    from cmcasn1.codec.coding import encode_der

    (to, *_) = read_certificates(file)
    return encode_der(envelop(der, [recipient(to)]))
