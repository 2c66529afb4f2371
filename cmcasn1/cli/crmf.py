"""``cmcasn1 crmf``: a CRMF request, with the private key for the archive if wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cmcasn1.cli.examples import examples
from cmcasn1.cli.failures import USAGE, Failure
from cmcasn1.cli.files import refuse_existing
from cmcasn1.cli.keys import KeySource, OwnKey, key_options, read_certificates, signer_of, static_dh_option
from cmcasn1.cli.output import output_options, write_formed
from cmcasn1.cli.wanted import HASHES, NewKey, Wanted, hash_named, wanted_options
from cmcasn1.codec.coding import encode_der

if TYPE_CHECKING:
    from cmcasn1.build.crmf import CertReqMsgBuilder
    from cmcasn1.cms.enveloped_data import EnvelopedData
    from cmcasn1.crmf.cert_req_msg import CertReqMsg
    from cmcasn1.crmf.key_archival import EncryptedValue

_FORMS = {
    "enveloped": "EnvelopedData",
    "nss-wrap": "AES KeyWrap/Padding",
    "rfc5649": "AES KeyWrap/Wrapped",
    "aes-cbc": "AES/CBC/PKCS5Padding",
    "des3": "DES3/CBC/Pad",
}


@click.command(
    short_help="Make a CRMF request.",
    epilog=examples("cmcasn1 crmf --subject CN=alice,O=Example --new-key x25519 --key-out secret.key -o secret.crmf"),
)
@wanted_options
@key_options()
@click.option("--id", "number", type=int, default=1, show_default=True, help="certReqId, in CMC the body part ID.")
@click.option(
    "--pop",
    type=click.Choice(["auto", "signature", "challenge", "ra-verified", "none", "wrong"]),
    default="auto",
    show_default=True,
    help="Proof of possession; auto: a signature, or for a key that cannot sign a challenge. wrong: to test a CA.",
)
@click.option("--hash", "hashed", type=click.Choice(HASHES), help="Hash of the signature, else the key's usual one.")
@click.option("--pss", is_flag=True, help="RSASSA-PSS.")
@static_dh_option
@click.option("--archive-for", metavar="FILE", help="Archive the private key, encrypted for this certificate.")
@click.option(
    "--archive-form",
    type=click.Choice(list(_FORMS)),
    default="nss-wrap",
    show_default=True,
    help="enveloped is RFC 4211's; the others are Dogtag's EncryptedValue, nss-wrap its default.",
)
@click.option("--archive-oaep", is_flag=True, help="RSAES-OAEP with SHA-256 for the archive.")
@click.option("--archive-identifier", metavar="TEXT", help="A name with the key (enveloped only).")
@output_options("pem")
def crmf(
    wanted: Wanted,
    new_key: NewKey,
    keys: KeySource,
    number: int,
    pop: str,
    hashed: str | None,
    pss: bool,
    static_dh: str | None,
    archive_for: str | None,
    archive_form: str,
    archive_oaep: bool,
    archive_identifier: str | None,
    out: str,
    form: str,
    force: bool,
) -> None:
    """Make a CRMF request (CertReqMessages with one CertReqMsg) with a key of yours, or with a new one.

    A key that is made in a token with --pop challenge is for encryption only: the token lets it decrypt, unwrap or
    derive, and never sign. One that is made in an NSS database may sign, as pk12util needs it to.
    """
    from cmcasn1.build.crmf import CertReqMsgBuilder
    from cmcasn1.crmf.cert_req_msg import CertReqMessages

    if archive_for is None and (archive_oaep or archive_identifier is not None):
        raise Failure("--archive-oaep and --archive-identifier go with --archive-for", USAGE)
    if static_dh is not None and pop not in ("auto", "signature"):
        raise Failure(f"--static-dh stands in place of a signature: no --pop {pop}", USAGE)
    # Who wants to be challenged for a new key, or agrees on a secret with it, will not sign with it.
    refuse_existing(out, force=force)
    mine = new_key.obtain(keys, force=force, encryption_only=pop == "challenge" or static_dh is not None)
    builder: CertReqMsgBuilder = wanted.apply(CertReqMsgBuilder().cert_req_id(number))
    if archive_for is not None:
        builder = builder.archive(_archived(mine, archive_for, archive_form, archive_oaep, archive_identifier))
    if static_dh is None:
        made = _proven(builder, mine, pop, hashed, pss)
    else:
        made = builder.sign(signer_of(mine, static_dh), hash_algorithm=hash_named(hashed), pss=pss)
    # The label that Dogtag's tools give it too.
    write_formed(encode_der(CertReqMessages((made,))), out, form, "CERTIFICATE REQUEST", force=force)


def _proven(builder: CertReqMsgBuilder, mine: OwnKey, pop: str, hashed: str | None, pss: bool) -> CertReqMsg:
    from cmcasn1.algorithms.signatures import can_sign

    if pop == "auto":
        pop = "signature" if can_sign(mine.key.public_key_info) else "challenge"
    if pop in ("signature", "wrong"):
        made = builder.sign(mine.key, hash_algorithm=hash_named(hashed), pss=pss)
        return made if pop == "signature" else _with_a_wrong_proof(made, mine)
    if hashed is not None or pss:
        raise Failure("--hash and --pss are for a signature as proof of possession", USAGE)
    if pop == "challenge":
        return builder.challenge(mine.key)
    return builder.ra_verified(mine.key) if pop == "ra-verified" else builder.without_proof(mine.key)


def _with_a_wrong_proof(message: CertReqMsg, mine: OwnKey) -> CertReqMsg:
    """Return the request with a signature of eight octets 01 in place of the request, as CRMFPopClient's POP_FAIL."""
    from dataclasses import replace

    from cmcasn1.codec.primitives import BitString
    from cmcasn1.crmf.proof_of_possession import POPOSigningKey

    assert message.popo is not None and isinstance(message.popo.value, POPOSigningKey)
    signed = message.popo.value
    signature = BitString(mine.key.sign(signed.algorithm_identifier, b"\x01" * 8))
    return replace(message, popo=replace(message.popo, value=replace(signed, signature=signature)))


def _archived(mine: OwnKey, file: str, form: str, oaep: bool, identifier: str | None) -> EnvelopedData | EncryptedValue:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    from cmcasn1.crmf.archived_keys import ArchiveForm, archive

    (to, *_) = read_certificates(file)
    key = mine.in_memory("archiving").key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return archive(key, to, form=ArchiveForm(_FORMS[form]), oaep=oaep, identifier=identifier)
