"""The folder of a test CA: its database, and the keys that it hands out at the start."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from cmcasn1.build.arguments import as_name
from cmcasn1.codec.coding import decode_der
from cmcasn1.keys.loading import load_private_key
from cmcasn1.keys.private_key import PrivateKey
from cmcasn1.pkix.certificates import Certificate
from cmcasn1.responder.authority import Authority
from cmcasn1.responder.requester import AGENT, RA
from cmcasn1.responder.responder import Responder
from cmcasn1.responder.store import Store

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

DATABASE = "ca.sqlite"
_CA_NAME = "CN=cmcasn1 Test CA,O=For Tests Only"
_CA_RA = "1.3.6.1.5.5.7.3.28"


def open_responder(folder: Path, *, name: str = _CA_NAME) -> Responder:
    """Return the CA that lives in a folder; the first time its keys and those of an agent and an RA are made.

    Written there then: ``ca.pem``, ``agent.pem`` and ``ra.pem`` (certificate and key, readable by the owner only),
    and ``issuance-protection.pem``, the certificate to which shared tokens are encrypted. The CA's own key is in the
    database.
    """
    folder.mkdir(parents=True, exist_ok=True)
    store = Store(folder / DATABASE)
    with store.transaction():
        if store.get("ca-key") is None:
            _create(store, folder, name)
        key = load_private_key(store.get("ca-key") or b"")
        protection = load_private_key(store.get("protection-key") or b"")
        certificate = decode_der(Certificate, store.get("ca-certificate") or b"")
    return Responder(store, Authority(key, certificate), decrypter=protection)


def _create(store: Store, folder: Path, name: str) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    authority = Authority.create(key, as_name(name))
    store.put("ca-key", _pkcs8(key))
    store.put("ca-certificate", authority.certificate.octets)
    _write(folder / "ca.pem", _pem(authority.certificate))
    protection = rsa.generate_private_key(65537, 2048)
    store.put("protection-key", _pkcs8(protection))
    made = _certify(store, authority, protection, "CN=Issuance Protection,O=For Tests Only", "service")
    _write(folder / "issuance-protection.pem", _pem(made))
    for role, subject in ((AGENT, "CN=Agent,O=For Tests Only"), (RA, "CN=Registration Authority,O=For Tests Only")):
        own = ec.generate_private_key(ec.SECP256R1())
        certificate = _certify(store, authority, own, subject, role)
        _write(folder / f"{role}.pem", _pem(certificate) + _pem_key(own))


def _certify(store: Store, authority: Authority, key: PrivateKeyTypes, subject: str, role: str) -> Certificate:
    from cmcasn1.codec.coding import encode_der
    from cmcasn1.oids import Oid
    from cmcasn1.pkix.certificates import Extension
    from cmcasn1.pkix.extensions import ExtKeyUsageSyntax

    info = PrivateKey(key).public_key_info
    purposes = [Oid(_CA_RA)] if role == RA else [Oid("1.3.6.1.5.5.7.3.2")]
    usage = Extension(extn_id=Oid("2.5.29.37"), extn_value=encode_der(ExtKeyUsageSyntax(purposes)))
    certificate = authority.issue(store.new_serial(), as_name(subject), info, [usage], timedelta(days=3650))
    store.add_certificate(certificate, role)
    return certificate


def _pkcs8(key: PrivateKeyTypes) -> bytes:
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.DER, form, plain)


def _pem_key(key: PrivateKeyTypes) -> bytes:
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, form, plain)


def _pem(certificate: Certificate) -> bytes:
    return certificate.to_cryptography().public_bytes(serialization.Encoding.PEM)


def _write(path: Path, data: bytes) -> None:
    """Write a file that its owner alone can read, from its first moment on."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
