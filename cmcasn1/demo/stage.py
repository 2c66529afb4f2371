"""Where a scenario is played: a CA, people with keys, and a folder in which every message stays."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mlkem, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from cmcasn1.armour.writing import pem
from cmcasn1.build.pkcs10 import CertificationRequestBuilder
from cmcasn1.build.pki_data import PKIDataBuilder
from cmcasn1.cmc.status import CMCStatus
from cmcasn1.codec.coding import encode_der
from cmcasn1.demo.outcome import Artefact, Step
from cmcasn1.demo.reply import Reply
from cmcasn1.errors import VerificationError
from cmcasn1.keys.loading import Credentials
from cmcasn1.keys.private_key import PrivateKey
from cmcasn1.transport.endpoints import endpoint
from cmcasn1.transport.files import to_file
from cmcasn1.transport.http import HTTPClient
from cmcasn1.transport.tcp import TCPClient

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cmcasn1.build.encoded import EncodedMessage
    from cmcasn1.cmc.pki_data import PKIData
    from cmcasn1.demo.outcome import Audience, Outcome
    from cmcasn1.demo.served import ServedCA
    from cmcasn1.pkix.certificates import Certificate
    from cmcasn1.pkix.pkcs10 import CertificationRequest
    from cmcasn1.transport.exchange import Exchange

KINDS: dict[str, Callable[[], Any]] = {
    "p256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "p384": lambda: ec.generate_private_key(ec.SECP384R1()),
    "rsa": lambda: rsa.generate_private_key(65537, 2048),
    "ed25519": ed25519.Ed25519PrivateKey.generate,
    "ml-kem": mlkem.MLKEM768PrivateKey.generate,
}


class Stage:
    """One scenario's place. What its methods make stays in `folder`; keys and secrets for their owner's eyes only."""

    def __init__(self, ca: ServedCA, folder: Path, outcome: Outcome, audience: Audience) -> None:
        self.ca = ca
        self.folder = folder
        self._outcome = outcome
        self._audience = audience
        self._exchanges = 0
        folder.mkdir(parents=True)

    def step(self, text: str) -> None:
        """Say what comes now."""
        self._outcome.steps.append(Step(text))
        self._audience.steps(self._outcome)

    def expect(self, holds: bool, text: str) -> None:
        """Go on if it holds; else the scenario ends in a `VerificationError` with the text."""
        if not holds:
            raise VerificationError(text)

    # Files

    def save(self, name: str, data: bytes | str, *, private: bool = False, travelled: bool = False) -> Path:
        """Write a file that is not there yet."""
        octets = data.encode() if isinstance(data, str) else data
        path = self.folder / name
        mode = 0o600 if private else 0o644
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(octets)
        self._outcome.steps[-1].artefacts.append(Artefact(name, len(octets), travelled))
        return path

    def save_certificate(self, name: str, certificate: Certificate) -> None:
        """Write a certificate in PEM."""
        self.save(f"{name}.pem", pem_of(certificate))

    # Keys, secrets, requests

    def key(self, name: str, kind: str = "p256") -> PrivateKey:
        """Make a key of one of `KINDS` and keep it as PKCS #8."""
        made = KINDS[kind]()
        self.save(f"{name}.key", made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), private=True)
        return PrivateKey(made)

    def secret(self, name: str) -> str:
        """Make up a shared secret and keep it in a file."""
        made = secrets.token_urlsafe(18)
        self.save(f"{name}.secret", made, private=True)
        return made

    def pkcs10(self, name: str, subject: str, key: PrivateKey) -> CertificationRequest:
        """Make a PKCS #10 request that asks for the usual subjectKeyIdentifier."""
        request = CertificationRequestBuilder().subject(subject).subject_key_identifier().sign(key)
        self.save(f"{name}.p10", encode_der(request))
        return request

    def user(self, name: str) -> Credentials:
        """Return a user's signing key with a certificate, as the second scenario of the guide gets it."""
        self.step(f"{name.capitalize()} gets a first signing certificate with an agent's help")
        subject = f"CN={name},O=Example"
        key = self.key(name)
        request = PKIDataBuilder().add_pkcs10(self.pkcs10(name, subject, key))
        agent = self.ca.agent
        reply = self.send(f"{name}-enrol", request.sign(agent.key, agent.certificate), to="caFullCMCUserCert")
        certificate = reply.requires(CMCStatus.success).certificate(key.public_key_info)
        self.save_certificate(name, certificate)
        return Credentials(key, certificate)

    # Messages

    def send(self, name: str, message: EncodedMessage[PKIData] | bytes, *, to: str = "cmc", profile: str = "") -> Reply:
        """POST a request to an endpoint of the CA, or to one of its own profiles, and return the checked answer."""
        where = endpoint(to)
        url = where.url(self.ca.url) if where.path else f"{self.ca.url}/cmc?profile={profile or to}"
        der = message if isinstance(message, bytes) else message.der
        # Loopback is not to be looked for behind a proxy.
        with HTTPClient(url, use_environment=False) as client:
            return self._exchanged(name, client.exchange(der))

    def send_by_tcp(self, name: str, *messages: EncodedMessage[PKIData]) -> list[Reply]:
        """Send requests over one TCP connection and return the checked answers."""
        with TCPClient("127.0.0.1", self.ca.tcp_port) as client:
            return [self._exchanged(name, client.exchange(message.der)) for message in messages]

    def _exchanged(self, name: str, exchange: Exchange) -> Reply:
        self._exchanges += 1
        stem = f"{self._exchanges:02}-{name}"
        self.save(*to_file(exchange.request, stem), travelled=True)
        self.save(*to_file(exchange.response, stem), travelled=True)
        if exchange.problems:
            raise VerificationError(f"the answer is odd: {'; '.join(exchange.problems)}")
        return Reply(exchange.response, exchange.request, self.ca.certificate)


def pem_of(*certificates: Certificate) -> str:
    """Return certificates in PEM, one after the other. RFC 7468 section 5."""
    return "".join(pem(each.octets, "CERTIFICATE") for each in certificates)
