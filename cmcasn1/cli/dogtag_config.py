"""``cmcasn1 request --dogtag-config``: a configuration of CMCRequest, its keys from where it says or the options."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cmcasn1.cli.failures import USAGE, Failure, explained
from cmcasn1.cli.files import read
from cmcasn1.cli.keys import KeySource, OwnKey

if TYPE_CHECKING:
    from cmcasn1.build.encoded import EncodedMessage
    from cmcasn1.cmc.pki_data import PKIData
    from cmcasn1.dogtag.configuration import CMCRequestConfiguration


def message(file: str, keys: KeySource) -> tuple[EncodedMessage[PKIData], str | None]:
    """Return the message, and where the configuration wants it."""
    from cmcasn1.dogtag.configuration import read_configuration
    from cmcasn1.dogtag.configured_request import configured_request

    with explained(file):
        try:
            asked = read_configuration(read(file).decode())
        except UnicodeDecodeError as error:
            raise Failure(f"{file}: not UTF-8 at byte {error.start}", USAGE) from None
        for remark in asked.remarks:
            click.echo(f"cmcasn1: {file}: {remark}", err=True)
        signer = _signer(asked, keys)
        own = _request_key(asked, keys)
        made = configured_request(
            asked,
            read,
            key=None if signer is None else signer.key,
            certificate=None if signer is None else signer.certificate,
            certificates=() if signer is None else signer.chain,
            request_key=None if own is None else own.key,
        )
    return made, asked.output if asked.challenge is None else asked.challenge.output


def _signer(asked: CMCRequestConfiguration, keys: KeySource) -> OwnKey | None:
    if not asked.signed_by_certificate:
        return None
    if keys.named:
        found = keys.load()
        if found.certificate is None:
            raise Failure("the certificate of the key is needed: --cert FILE", USAGE)
        return found
    return None if asked.nickname is None else _in_database(asked, keys, nickname=asked.nickname)


def _request_key(asked: CMCRequestConfiguration, keys: KeySource) -> OwnKey | None:
    found = keys.load_other()
    if found is None and keys.named and not asked.signed_by_certificate:
        found = keys.load()
    if found is None and asked.key_id is not None and asked.needs_request_key:
        found = _in_database(asked, keys, key_id=asked.key_id)
    return found


def _in_database(
    asked: CMCRequestConfiguration, keys: KeySource, *, nickname: str | None = None, key_id: str | None = None
) -> OwnKey:
    from cmcasn1.dogtag.nss import NSSDatabase

    if asked.token is not None:
        raise Failure(f"tokenname={asked.token}: a key in a token is named by --pkcs11-module and --token", USAGE)
    password = keys.nss_password.given()
    if password is None and asked.password is not None:
        password = asked.password.encode()
    found = NSSDatabase(keys.nss or asked.database, password).credentials(nickname=nickname, key_id=key_id)
    return OwnKey(found.key, found.certificate, found.chain)
