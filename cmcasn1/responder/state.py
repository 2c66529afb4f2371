"""The folder of a test CA: its database, and the keys that it hands out at the start."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from cmcasn1.build.arguments import as_name
from cmcasn1.codec.coding import decode_der, encode_der
from cmcasn1.errors import BuildError
from cmcasn1.keys.loading import load_private_key
from cmcasn1.keys.private_key import PrivateKey
from cmcasn1.oids.known import ID_CE_EXT_KEY_USAGE, ID_KP_CLIENT_AUTH, ID_KP_CMC_RA
from cmcasn1.pkix.certificates import Certificate, Extension
from cmcasn1.pkix.extensions import ExtKeyUsageSyntax
from cmcasn1.responder.archive import Archive
from cmcasn1.responder.authority import Authority
from cmcasn1.responder.requester import AGENT, RA, owner_by_name
from cmcasn1.responder.responder import Responder
from cmcasn1.responder.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

DATABASE = "ca.sqlite"
_CA_NAME = "CN=cmcasn1 Test CA,O=For Tests Only"
_TEN_YEARS = timedelta(days=3650)
_SERVICE = "service"
# Each with the name under which its key and its certificate are kept, and its subject.
_SERVICES = (
    ("protection", "issuance-protection.pem", "CN=Issuance Protection,O=For Tests Only"),
    ("transport", "transport.pem", "CN=Key Transport,O=For Tests Only"),
)


def open_responder(folder: Path, *, name: str = _CA_NAME) -> Responder:
    """Return the CA that lives in a folder; the first time its keys and those of an agent and an RA are made.

    Written there then: ``ca.pem``, the certificate of the CA; ``agent.pem`` and ``ra.pem`` (certificate and key);
    ``issuance-protection.pem``, to which shared tokens and whole messages are encrypted; ``transport.pem``, to which
    private keys for the archive are. Only the owner can read any of it. The CA's own keys are in the database.

    Several processes may open one folder. Raises `BuildError` for a folder that cannot be used.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        store = Store(folder / DATABASE)
    except OSError as error:
        raise BuildError(f"the folder of the CA cannot be used: {error}") from error
    try:
        with store.transaction():
            if store.get("ca-key") is None:
                _create(store, folder, name)
        authority = Authority(_key(store, "ca"), _certificate(store, "ca"))
        archive = Archive(_key(store, "transport"), _certificate(store, "transport"))
        return Responder(store, authority, decrypter=_key(store, "protection"), archive=archive)
    except BaseException:
        store.close()
        raise


def _key(store: Store, name: str) -> PrivateKey:
    return load_private_key(store.get(f"{name}-key") or b"")


def _certificate(store: Store, name: str) -> Certificate:
    return decode_der(Certificate, store.get(f"{name}-certificate") or b"")


def _create(store: Store, folder: Path, name: str) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    authority = Authority.create(key, as_name(name))
    _keep(store, "ca", key, authority.certificate)
    _write(folder / "ca.pem", _pem(authority.certificate))
    for kept, file, subject in _SERVICES:
        own = rsa.generate_private_key(65537, 2048)
        certificate = _certify(store, authority, own, subject, _SERVICE)
        _keep(store, kept, own, certificate)
        _write(folder / file, _pem(certificate))
    for role, subject in ((AGENT, "CN=Agent,O=For Tests Only"), (RA, "CN=Registration Authority,O=For Tests Only")):
        its = ec.generate_private_key(ec.SECP256R1())
        certificate = _certify(store, authority, its, subject, role)
        _write(folder / f"{role}.pem", _pem(certificate) + _private(its, serialization.Encoding.PEM))
    store.log("created", name=name)


def _certify(store: Store, authority: Authority, key: PrivateKeyTypes, subject: str, role: str) -> Certificate:
    name = as_name(subject)
    usage = ExtKeyUsageSyntax([ID_KP_CMC_RA if role == RA else ID_KP_CLIENT_AUTH])
    extensions = [] if role == _SERVICE else [Extension(extn_id=ID_CE_EXT_KEY_USAGE, extn_value=encode_der(usage))]
    info, now = PrivateKey(key).public_key_info, datetime.now(UTC)
    certificate = authority.issue(store.new_serial(), name, info, extensions, _TEN_YEARS, now)
    store.add_certificate(certificate, role, owner_by_name(name, ""))
    return certificate


def _keep(store: Store, name: str, key: PrivateKeyTypes, certificate: Certificate) -> None:
    store.put(f"{name}-key", _private(key, serialization.Encoding.DER))
    store.put(f"{name}-certificate", certificate.octets)


def _private(key: PrivateKeyTypes, encoding: serialization.Encoding) -> bytes:
    return key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _pem(certificate: Certificate) -> bytes:
    return certificate.to_cryptography().public_bytes(serialization.Encoding.PEM)


def _write(path: Path, data: bytes) -> None:
    """Write a file that its owner alone can read, from its first moment on."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
