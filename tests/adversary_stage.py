"""The stage of the adversaries: a served CA, honest parties, and commands in processes of their own.

`tests.adversary_table` says who plays what; here is what a player may do, and what has to be so afterwards.
"""

from __future__ import annotations

import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding

import cmcasn1
from cmcasn1.demo.served import ServedCA
from cmcasn1.keys.loading import Credentials, load_certificates, load_private_key
from cmcasn1.keys.private_key import PrivateKey
from cmcasn1.responder.state import DATABASE
from cmcasn1.responder.store import Store
from tests.blobs import ROOT
from tests.key_stores import Files
from tests.scenario_steps import Enrolment, Place, adopt

SECRETS = {name: f"the secret of {name}: vervain" for name in ("Bob", "Carol", "Mallory", "revocation", "another one")}
ALONE = ("request", "pop", "revoke", "submit")
"""The commands that make and send messages: each of an adversary's runs in a process of its own."""

Sent = str | tuple[str, str]
"""The name of a message that the CA is to refuse; and the failInfo, where it is not that of the row in the table."""


def command(*arguments: str | Path) -> list[str]:
    """The command line of ``cmcasn1`` with the arguments."""
    return [sys.executable, "-m", "cmcasn1", *map(str, arguments)]


class Processes(Files):
    """Keys in PEM files; all that the commands have said is kept, to look for secrets in it."""

    def _start(self) -> None:
        self.said: list[str] = []
        self.alone = True

    def run(self, *arguments: str | Path, code: int = 0) -> str:
        if self.alone and arguments[0] in ALONE:
            done = subprocess.run(
                command(*arguments), cwd=ROOT, capture_output=True, text=True, timeout=90, check=False
            )
            found, said = done.returncode, done.stdout + done.stderr
            assert found == code and "Traceback" not in said, f"{arguments}: exit code {found}\n{said}"
        else:
            said = super().run(*arguments, code=code)
        self.said.append(said)
        return said


@dataclass(frozen=True)
class Known:
    """What a CA knows of a certificate."""

    subject: str
    role: str
    confirmed: bool
    revoked: bool


@dataclass(frozen=True)
class State:
    """What a CA has issued, revoked and has yet to decide."""

    certificates: dict[int, Known]
    pending: list[int]
    challenged: list[int]


class Stage(Enrolment):
    """What the players of one scene may do; the honest parties are the same in all scenes."""

    store: Processes

    def __init__(self, ca: ServedCA, place: Place, folder: Path) -> None:
        super().__init__(ca, place, folder)
        assert isinstance(place.store, Processes)

    @contextmanager
    def honestly(self) -> Iterator[None]:
        """Run what only leads up to the scene, or away from it, without a process for each command."""
        self.store.alone, before = False, self.store.alone
        try:
            yield
        finally:
            self.store.alone = before

    def enrolled(self, kind: str) -> str:
        with self.honestly():
            return super().enrolled(kind)

    def party(self, role: str) -> str:
        """The name of Alice, or of Mallory: a user with a certificate, which nobody revokes for good."""
        if role not in self.place.owners:
            name = self.place.owners[role] = self.enrolled("p256")
            (self.place.folder / f"{name}.pem").write_bytes(self.path(f"{name}.pem").read_bytes())
        return self.place.owners[role]

    def key(self, name: str) -> PrivateKey:
        """The key of a name, for what the command line refuses to make."""
        return load_private_key((self.store.folder / f"{name}.key").read_bytes())

    def credentials(self, name: str) -> Credentials:
        """Key and certificate of a party, for the same."""
        return Credentials(self.key(name), load_certificates((self.store.folder / f"{name}.pem").read_bytes())[0])

    @staticmethod
    def pem(certificate: cmcasn1.Certificate) -> bytes:
        return certificate.to_cryptography().public_bytes(Encoding.PEM)

    def secret(self, name: str) -> Path:
        """The file with a secret."""
        self.path(f"secret of {name}").write_text(f"{SECRETS[name]}\n")
        return self.path(f"secret of {name}")

    def identified(self, name: str) -> str:
        """A new identification, under which the CA knows the secret."""
        identification = self.new("p256")
        self.administer("secret", identification, "--secret-file", self.secret(name))
        return identification

    def csr(self, name: str, subject: str = "", *options: str) -> Path:
        """A PKCS #10 request for the key of a name, which is made if need be."""
        if not (self.store.folder / f"{name}.key").exists():
            self.store.make(name, "p256")
        out = self.path(f"{name}.csr")
        if not out.exists():
            self.run("csr", "--subject", subject or f"CN={name},O=Example", "--ski", *options, *self.store.key(name),
                "-o", out)  # fmt: skip
        return out

    def asked(self, out: str, *arguments: str | Path) -> str:
        """Make OUT.crq; returns OUT."""
        self.run("request", *arguments, "-o", self.path(f"{out}.crq"))
        return out

    def by_secret(self, out: str, key: str, identification: str, secret: str, *options: str) -> str:
        """A request under a shared secret, signed with the key of the request."""
        return self.asked(out, self.csr(key), "--self-signed", *self.store.key(key), "--identification", identification,
            "--secret-file", self.secret(secret), "--identity-proof-v2", *options)  # fmt: skip

    def write(self, out: str, message: Any) -> str:
        """Keep a message that was made without the command line."""
        der = message if isinstance(message, bytes) else message.der
        self.path(f"{out}.crq").write_bytes(der)
        return out

    def goes_on(self, out: str, to: str = "?cmc") -> None:
        """Have the honest message OUT.crq answered with a certificate, which openssl verifies."""
        with self.honestly():
            self.submit(out, to, "--pem", self.path(f"{out}.pem"))
        self.verified(f"{out}.pem")

    # What is so afterwards

    @contextmanager
    def store_of_the_ca(self) -> Iterator[Store]:
        """What the CA remembers, without its keys."""
        with closing(Store(self.ca.folder / DATABASE)) as store:
            yield store

    def state(self) -> State:
        with self.store_of_the_ca() as store:
            known = {}
            for each in store.certificates():
                tbs, revoked = each.certificate.tbs_certificate, each.revoked_at is not None
                subject = tbs.subject.rfc4514_string()
                known[tbs.serial_number] = Known(subject, each.role, each.confirmed, revoked)
            pending, challenged = ([each.id for each in store.requests(kind)] for kind in ("pending", "challenged"))
        return State(known, pending, challenged)

    def refusals(self) -> list[tuple[str, str]]:
        """Status and reason of every refusal in the audit log."""
        with self.store_of_the_ca() as store:
            return [(each["status"], each["reason"]) for _, event, each in store.events() if event == "refused"]

    def brought(self, answer: str) -> list[Any]:
        """The certificates that came with an answer, but for the CA's own."""
        layer: Any = self.message(answer).layers[-1]
        return [each for each in layer.certificates or () if each != self.ca.certificate]

    def leaks(self) -> list[str]:
        """Where a secret shows: in what a command said, in the audit log, in what the CA said."""
        with self.store_of_the_ca() as store:
            events = [str(each) for each in store.events()]
        places = [*self.store.said, *events, (self.ca.folder / "serve.log").read_text()]
        return [place for place in places if any(form in place for form in forms())]


def forms() -> Iterator[str]:
    """What a secret looks like in the clear, in hex and in base64."""
    for text in SECRETS.values():
        yield text
        yield text.encode().hex()
        yield b64encode(text.encode()).decode().rstrip("=")[:-1]


def stage_for(ca: ServedCA, folder: Path) -> Place:
    """A place for keys, in files, with the agent's and the RA's."""
    store = Processes(folder / "keys")
    adopt(store, ca, "agent")
    adopt(store, ca, "ra")
    return Place(store, folder)


def values(message: cmcasn1.Message, cls: type) -> list[Any]:
    """The values of a kind among the controls of a message."""
    body: Any = message.body
    return [each for control in body.control_sequence for each in control.attr_values if isinstance(each, cls)]
