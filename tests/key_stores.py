"""The four places where a user of the command line keeps keys: files, PKCS #12, a PKCS #11 token, an NSS database.

Each makes keys, takes over keys with their certificates, and says which options of the command line name them.
"""

from __future__ import annotations

import os
import re
import subprocess
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)

from cmcasn1.cli.group import cli
from cmcasn1.cli.wanted import generate
from tests.command_worker import Worker
from tests.programs import library, program

Options = list[str]


def pem_key(key: Any) -> bytes:
    return bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


class KeyStore(ABC):
    """One place for keys, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.password = folder / "password"
        self.password.write_text("a password of the tests\n")
        self._start()

    def _start(self) -> None:  # noqa: B027  # there is nothing to do for files
        """Make the place."""

    @abstractmethod
    def make(self, name: str, kind: str) -> None:
        """Make a key of a kind that ``--new-key`` knows."""

    def encryption_key(self, name: str, kind: str) -> Options:
        """The options of `crmf` for a key that only decrypts or agrees, which is made if need be."""
        self.make(name, kind)
        return self.key(name)

    def close(self) -> None:  # noqa: B027  # there is nothing to do for files
        """End what runs for the store."""

    @abstractmethod
    def key(self, name: str) -> Options:
        """The options that name a key."""

    @abstractmethod
    def request_key(self, name: str) -> Options:
        """The options that name the key of a request, where another key of this place signs."""

    @abstractmethod
    def signer(self, name: str) -> Options:
        """The options that name a key with its certificate."""

    @abstractmethod
    def adopt(self, name: str, pem: Path, certificate: Path) -> None:
        """Take over a key, and the certificate as `install` does."""

    @abstractmethod
    def install(self, name: str, certificate: Path) -> None:
        """Put the certificate (PEM, with its chain) beside its key."""

    def run(self, *arguments: str | Path, code: int = 0) -> str:
        """Run ``cmcasn1`` with the arguments; what it prints. The exit code is held to `code`."""
        done = CliRunner().invoke(cli, [str(each) for each in arguments])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        assert done.exit_code == code, f"{arguments}: exit code {done.exit_code}\n{done.output}"
        return done.output


class Files(KeyStore):
    """PEM files."""

    def make(self, name: str, kind: str) -> None:
        (self.folder / f"{name}.key").write_bytes(pem_key(generate(kind)))

    def key(self, name: str) -> Options:
        return ["--key", str(self.folder / f"{name}.key")]

    def request_key(self, name: str) -> Options:
        return ["--request-key", str(self.folder / f"{name}.key")]

    def signer(self, name: str) -> Options:
        return [*self.key(name), "--cert", str(self.folder / f"{name}.pem")]

    def adopt(self, name: str, pem: Path, certificate: Path) -> None:
        (self.folder / f"{name}.key").write_bytes(pem.read_bytes())
        self.install(name, certificate)

    def install(self, name: str, certificate: Path) -> None:
        (self.folder / f"{name}.pem").write_bytes(certificate.read_bytes())


class Pkcs12(KeyStore):
    """PKCS #12 files under a password."""

    def make(self, name: str, kind: str) -> None:
        self._write(name, generate(kind))

    def key(self, name: str) -> Options:
        return ["--key", str(self.folder / f"{name}.p12"), "--key-password-file", str(self.password)]

    def request_key(self, name: str) -> Options:
        return ["--request-key", str(self.folder / f"{name}.p12"), "--request-key-password-file", str(self.password)]

    signer = key

    def adopt(self, name: str, pem: Path, certificate: Path) -> None:
        self._write(name, load_pem_private_key(pem.read_bytes(), None))
        self.install(name, certificate)

    def install(self, name: str, certificate: Path) -> None:
        secret = self.password.read_bytes().strip()
        key, _, _ = pkcs12.load_key_and_certificates((self.folder / f"{name}.p12").read_bytes(), secret)
        self._write(name, key, x509.load_pem_x509_certificates(certificate.read_bytes()))

    def _write(self, name: str, key: Any, chain: list[x509.Certificate] | None = None) -> None:
        own, *others = chain or [None]
        encryption = BestAvailableEncryption(self.password.read_bytes().strip())
        made = pkcs12.serialize_key_and_certificates(name.encode(), key, own, others or None, encryption)
        (self.folder / f"{name}.p12").write_bytes(made)


class Pkcs11(KeyStore):
    """A token of SoftHSM; certificates in files beside it.

    Commands that use it run in a process of their own: SoftHSM reads its configuration once in a process.
    """

    def _start(self) -> None:
        self.module = library("softhsm/libsofthsm2.so", "softhsm2")
        (self.folder / "tokens").mkdir()
        configuration = self.folder / "softhsm2.conf"
        configuration.write_text(f"directories.tokendir = {self.folder / 'tokens'}\nobjectstore.backend = file\n")
        self._environment = os.environ | {"SOFTHSM2_CONF": str(configuration), "PYTHONUTF8": "1"}
        self._pin = self.password.read_text().strip()
        self._ids = 0
        self._util("--init-token", "--free", "--label", "scenarios", "--pin", self._pin, "--so-pin", "of the tests")
        self._worker = Worker(self._environment)

    def close(self) -> None:
        self._worker.close()

    def make(self, name: str, kind: str) -> None:
        """Make it in the token: the request that comes of it is not needed."""
        self.run("csr", "--subject", "CN=unused", "--new-key", kind, *self.key(name), "-o", os.devnull, "--force")

    def encryption_key(self, name: str, kind: str) -> Options:
        return ["--new-key", kind, *self.key(name)]

    def key(self, name: str) -> Options:
        named = ["--pkcs11-module", str(self.module), "--token", "scenarios", "--pin-file", str(self.password)]
        return [*named, "--key-label", name]

    def request_key(self, name: str) -> Options:
        return ["--request-key-label", name]

    def signer(self, name: str) -> Options:
        return [*self.key(name), "--cert", str(self.folder / f"{name}.pem")]

    def adopt(self, name: str, pem: Path, certificate: Path) -> None:
        self._import(name, pem.read_bytes())
        self.install(name, certificate)

    def install(self, name: str, certificate: Path) -> None:
        (self.folder / f"{name}.pem").write_bytes(certificate.read_bytes())

    def _import(self, name: str, pem: bytes) -> None:
        self._ids += 1
        passing = self.folder / "import.pem"
        passing.write_bytes(pem)
        named = ("--token", "scenarios", "--label", name, "--id", f"{self._ids:02x}", "--pin", self._pin)
        self._util("--import", str(passing), *named)
        passing.unlink()

    def _util(self, *arguments: str) -> None:
        command = [program("softhsm2-util", "softhsm2"), *arguments]
        subprocess.run(command, env=self._environment, check=True, capture_output=True, timeout=60)

    def run(self, *arguments: str | Path, code: int = 0) -> str:
        if "--pkcs11-module" not in arguments:
            return super().run(*arguments, code=code)
        exit_code, output = self._worker.run(*arguments)
        assert exit_code == code, f"{arguments}: exit code {exit_code}\n{output}"
        return output


class Nss(KeyStore):
    """An NSS database made by certutil."""

    def _start(self) -> None:
        self._tool("certutil", "-N")
        self._known: dict[str, str] = {}

    def make(self, name: str, kind: str) -> None:
        noise = self.folder / "noise"
        noise.write_bytes(os.urandom(64))
        how = ("-k", "rsa", "-g", kind[4:]) if kind.startswith("rsa-") else ("-k", "ec", "-q", f"nist{kind}")
        before = self._key_ids()
        self._tool("certutil", "-G", *how, "-z", str(noise))
        (self._known[name],) = self._key_ids() - before

    def key(self, name: str) -> Options:
        return [*self._database(), "--key-id", self._known[name]]

    def request_key(self, name: str) -> Options:
        return ["--request-key-id", self._known[name]]

    def signer(self, name: str) -> Options:
        return [*self._database(), "--nickname", name]

    def adopt(self, name: str, pem: Path, certificate: Path) -> None:
        key = load_pem_private_key(pem.read_bytes(), None)
        own, *chain = x509.load_pem_x509_certificates(certificate.read_bytes())
        passing = self.folder / "import.p12"
        encryption = BestAvailableEncryption(self.password.read_bytes().strip())
        passing.write_bytes(
            pkcs12.serialize_key_and_certificates(name.encode(), key, own, chain or None, encryption)  # type: ignore[arg-type]
        )
        self._tool("pk12util", "-i", str(passing), "-w", str(self.password), password="-k")
        passing.unlink()

    def install(self, name: str, certificate: Path) -> None:
        self._tool("certutil", "-A", "-n", name, "-t", ",,", "-a", "-i", str(certificate))

    def _database(self) -> Options:
        return ["--nss-db", str(self.folder), "--nss-password-file", str(self.password)]

    def _key_ids(self) -> set[str]:
        return set(re.findall(r"^<\s*\d+>\s+\S+\s+([0-9a-f]{40})", self._tool("certutil", "-K"), re.MULTILINE))

    def _tool(self, name: str, *arguments: str, password: str = "-f") -> str:
        command = [program(name, "libnss3-tools"), *arguments, "-d", f"sql:{self.folder}", password, str(self.password)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        # Of an empty database certutil -K says that it has no keys, and fails.
        assert done.returncode == 0 or "-K" in arguments, done.stderr
        return done.stdout


KEY_STORES: dict[str, type[KeyStore]] = {"files": Files, "pkcs12": Pkcs12, "pkcs11": Pkcs11, "nss": Nss}
