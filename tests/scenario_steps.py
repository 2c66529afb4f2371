"""The steps that the scenarios have in common, each a command, and the last word of openssl about what is issued."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

from cryptography.hazmat.primitives.serialization import Encoding

import cmcasn1
from cmcasn1.demo.served import ServedCA
from cmcasn1.keys.loading import load_certificates
from cmcasn1.responder.state import open_responder
from tests.key_stores import Files, KeyStore
from tests.programs import openssl, program

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


def verify_certificates(root: Path, *files: Path) -> None:
    """Have openssl verify the first certificate in each file, up to the root; cryptography where openssl cannot."""
    (issuer,) = load_certificates(root.read_bytes())
    for file in files:
        certificate = load_certificates(file.read_bytes())[0]
        if not _openssl_reads(certificate):
            certificate.to_cryptography().verify_directly_issued_by(issuer.to_cryptography())
    known = [str(file) for file in files if _openssl_reads(load_certificates(file.read_bytes())[0])]
    if known:
        openssl("verify", "-x509_strict", "-CAfile", str(root), *known)


@cache
def _openssl_version() -> tuple[int, ...]:
    return tuple(map(int, openssl("version").split()[1].split(".")[:2]))


def _openssl_reads(certificate: cmcasn1.Certificate) -> bool:
    """Whether openssl knows the kind of key: before 3.5 it takes no certificate that has one of ML-DSA or ML-KEM."""
    kind = certificate.tbs_certificate.subject_public_key_info.algorithm.algorithm.name
    return not kind.startswith(("id-alg-ml-kem-", "id-ml-dsa-")) or _openssl_version() >= (3, 5)


def verify_all_that_was_issued(folder: Path) -> int:
    """Have openssl verify every certificate that the CA in a folder has issued, its chain, and its CRL.

    Those that are revoked, and only those, are to be found in the CRL. Returns how many certificates there are.
    """
    ca = open_responder(folder)
    with TemporaryDirectory(prefix="cmcasn1-issued-") as name:
        work = Path(name)
        root, crl = work / "ca.pem", work / "ca.crl"
        certificate = ca.authority.certificate.to_cryptography()
        root.write_bytes(certificate.public_bytes(Encoding.PEM))
        crl.write_bytes(ca.crl().to_cryptography().public_bytes(Encoding.PEM))
        known = [each for each in ca.store.certificates() if each.certificate.octets != ca.authority.certificate.octets]
        ca.store.close()
        files: dict[bool, list[Path]] = {True: [], False: []}
        for each in known:
            file = work / f"{each.certificate.tbs_certificate.serial_number}.pem"
            file.write_bytes(each.certificate.to_cryptography().public_bytes(Encoding.PEM))
            files[each.revoked_at is not None].append(file)
        verify_certificates(root, *files[True], *files[False])
        assert "verify OK" in openssl("crl", "-in", str(crl), "-CAfile", str(root), "-noout")
        checking = [program("openssl", "openssl"), "verify", "-crl_check", "-CRLfile", str(crl), "-CAfile", str(root)]
        for is_revoked, chosen in files.items():
            read = [str(file) for file in chosen if _openssl_reads(load_certificates(file.read_bytes())[0])]
            if read:
                done = subprocess.run([*checking, *read], capture_output=True, text=True, check=False)
                assert done.stderr.count(": certificate revoked\n") == is_revoked * len(read), done.stderr
                assert done.stdout.count(": OK\n") == (not is_revoked) * len(read), done.stderr
    return len(known)
