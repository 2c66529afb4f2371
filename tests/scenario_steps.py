"""The steps that the scenarios have in common, each a command."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.request import urlopen

import cmcasn1
from cmcasn1.demo.served import ServedCA
from tests.issued import verify_certificates
from tests.key_stores import Files, KeyStore
from tests.programs import openssl

ISSUER = "CN=cmcasn1 Test CA,O=For Tests Only"
_NUMBERS = count(1)


@dataclass
class Place:
    """A place for keys, and the users who have certificates for keys in it."""

    store: KeyStore
    folder: Path
    owners: dict[str, str] = field(default_factory=dict)


def adopt(store: KeyStore, ca: ServedCA, name: str) -> None:
    """Take over the key of the CA's agent, or of its RA."""
    store.adopt(name, ca.folder / f"{name}.pem", ca.folder / f"{name}.pem")


class Enrolment:
    """The steps that scenarios have in common, in a folder."""

    def __init__(self, ca: ServedCA, place: Place, folder: Path) -> None:
        self.ca, self.place, self.folder = ca, place, folder
        self.store = place.store
        self.in_files = Files(folder / "files")

    def path(self, name: str) -> Path:
        return self.folder / name

    def run(self, *arguments: str | Path, code: int = 0) -> str:
        return self.store.run(*arguments, code=code)

    def submit(self, name: str, to: str, *options: str | Path, code: int = 0) -> str:
        """Submit NAME.crq to an endpoint, to one of the CA's own profiles ("?...") or to a URL.

        The answer is in NAME.crp.
        """
        where = [self.ca.url, "--profile", to]
        if to.startswith("?"):
            where = [f"{self.ca.url}/cmc?profile={to[1:]}"]
        elif ":" in to:
            where = [to]
        named = ["--trust", self.ca.folder / "ca.pem", "-o", self.path(f"{name}.crp"), *options]
        return self.run("submit", self.path(f"{name}.crq"), *where, *named, code=code)

    def new(self, kind: str = "") -> str:
        """The name of somebody new; with a kind there is a key of that name."""
        name = f"user{next(_NUMBERS)}"
        if kind:
            self.store.make(name, kind)
        return name

    def enrolled(self, kind: str) -> str:
        """Somebody with a certificate: a PKCS #10 request, signed by an agent. NAME.csr and NAME.pem are here."""
        name = self.new(kind)
        self.run("csr", "--subject", f"CN={name},O=Example", *self.store.key(name), "-o", self.path(f"{name}.csr"))
        self.run("request", self.path(f"{name}.csr"), *self.store.signer("agent"), "-o", self.path(f"{name}.crq"))
        self.submit(name, "caFullCMCUserCert", "--pem", self.path(f"{name}.pem"))
        self.store.install(name, self.verified(f"{name}.pem"))
        return name

    def owner(self, kind: str = "p256") -> str:
        """The same as `enrolled`, once for each kind: nothing is to be revoked for good."""
        if kind not in self.place.owners:
            name = self.place.owners[kind] = self.enrolled(kind)
            for ending in ("csr", "pem"):
                (self.place.folder / f"{name}.{ending}").write_bytes(self.path(f"{name}.{ending}").read_bytes())
        name = self.place.owners[kind]
        for ending in ("csr", "pem"):
            self.path(f"{name}.{ending}").write_bytes((self.place.folder / f"{name}.{ending}").read_bytes())
        return name

    def verified(self, name: str) -> Path:
        """A file with a certificate and its chain, after openssl has verified it."""
        verify_certificates(self.ca.folder / "ca.pem", self.path(name))
        return self.path(name)

    def administer(self, *arguments: str | Path) -> str:
        """What the administrator of the CA does, beside the running process."""
        return self.run("ca", *arguments, "--state", self.ca.folder)

    def tell_the_ca(self, identification: str, secret: str) -> None:
        self.path("told").write_text(f"{secret}\n")
        self.administer("secret", identification, "--secret-file", self.path("told"))

    def serial(self, name: str) -> str:
        """The serial number of the certificate in a file, in hex."""
        return "0x" + openssl("x509", "-in", str(self.path(name)), "-noout", "-serial").strip().removeprefix("serial=")

    def message(self, name: str) -> cmcasn1.Message:
        return cmcasn1.parse(self.path(name).read_bytes())

    def revoked(self, serial: str) -> str:
        """The entry of a certificate in the CRL that the CA serves, as openssl prints it; "" without one."""
        with urlopen(f"{self.ca.url}/crl", timeout=60) as answer:
            crl = cmcasn1.decode_der(cmcasn1.CertificateList, answer.read())
        _, found, rest = self.verified_crl(crl).partition(f"Serial Number: {serial[2:]}\n")
        return rest.partition("Serial Number:")[0] if found else ""

    def verified_crl(self, crl: cmcasn1.CertificateList) -> str:
        """What openssl prints of a CRL whose signature it has verified."""
        path = self.path("latest.crl")
        path.write_bytes(cmcasn1.encode_der(crl))
        root = str(self.ca.folder / "ca.pem")
        said = openssl("crl", "-inform", "DER", "-in", str(path), "-CAfile", root, "-noout", "-text")
        assert "verify OK" in said
        return said
