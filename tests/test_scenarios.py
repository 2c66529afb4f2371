"""The scenarios of Dogtag's guide by hand: each step a command, the CA in a process of its own, four places for keys.

What the demonstration plays in Python is played here by the command line, with keys in files, PKCS #12, a token of
SoftHSM and an NSS database; openssl has the last word about what was issued.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copy
from typing import Any
from urllib.request import urlopen

import pytest

import cmcasn1
from cmcasn1.demo.served import ServedCA
from cmcasn1.keys.loading import load_certificates
from tests.directory import PEOPLE, RECORDS, Directory, running_directory
from tests.key_stores import KEY_STORES, Files, KeyStore, Nss, Pkcs11, Pkcs12
from tests.programs import openssl

SECRET = "a secret of Bob and the CA"
# Every kind of key meets PKCS #10 and CRMF, and every hash each place.
SERVER_KEYS: dict[type[KeyStore], str] = {Files: "p256", Pkcs12: "rsa", Pkcs11: "rsa", Nss: "p256"}
PROOFS: dict[type[KeyStore], tuple[str, bool, bool]] = {
    Files: ("sha256", False, False),
    Pkcs12: ("sha384", True, True),
    Pkcs11: ("sha512", False, True),
    Nss: ("sha256", True, True),
}
# The NSS database, whose every key is exported by a program of its own, takes most of the time.
ANYWHERE = pytest.mark.parametrize(
    "store",
    [pytest.param(name, marks=pytest.mark.slow) if name == "nss" else name for name in KEY_STORES],
    indirect=True,
)


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedCA]:
    """The CA, served."""
    with ServedCA(tmp_path_factory.mktemp("ca") / "state") as running:
        yield running


@pytest.fixture(scope="module", params=KEY_STORES)
def store(request: pytest.FixtureRequest, ca: ServedCA, tmp_path_factory: pytest.TempPathFactory) -> KeyStore:
    """A place for keys in which the agent's is already, and Alice's with the certificate of the second scenario."""
    folder = tmp_path_factory.mktemp(f"store-{request.param}")
    made = KEY_STORES[request.param](folder / "keys")
    adopt(made, ca, "agent")
    Enrolment(ca, made, folder).signing_certificate("alice")
    return made


@pytest.fixture
def files(ca: ServedCA, tmp_path: Path) -> KeyStore:
    """Keys in files, the agent's and Alice's among them."""
    made = Files(tmp_path / "keys")
    adopt(made, ca, "agent")
    Enrolment(ca, made, tmp_path).signing_certificate("alice")
    return made


def adopt(store: KeyStore, ca: ServedCA, name: str) -> None:
    store.adopt(name, ca.folder / f"{name}.pem", ca.folder / f"{name}.pem")


class Enrolment:
    """The steps that scenarios have in common, in a folder."""

    def __init__(self, ca: ServedCA, store: KeyStore, folder: Path) -> None:
        self.ca, self.store, self.folder = ca, store, folder

    def path(self, name: str) -> Path:
        return self.folder / name

    def submit(self, name: str, to: str, *options: str | Path, code: int = 0) -> str:
        """Submit NAME.crq to an endpoint, or to one of the CA's own profiles; the answer is in NAME.crp."""
        where = [f"{self.ca.url}/cmc?profile={to[1:]}"] if to.startswith("?") else [self.ca.url, "--profile", to]
        named = ["--trust", self.ca.folder / "ca.pem", "-o", self.path(f"{name}.crp"), *options]
        return self.store.run("submit", self.path(f"{name}.crq"), *where, *named, code=code)

    def signing_certificate(self, name: str, subject: str = "CN={},O=Example") -> Path:
        """The second scenario: the user's PKCS #10 request, signed by an agent."""
        run, path = self.store.run, self.path
        self.store.make(name, "p256")
        run("csr", "--subject", subject.format(name), *self.store.key(name), "-o", path(f"{name}.csr"))
        run("request", path(f"{name}.csr"), *self.store.signer("agent"), "-o", path(f"{name}.crq"))
        self.submit(name, "caFullCMCUserCert", "--pem", path(f"{name}.pem"))
        self.store.install(name, path(f"{name}.pem"))
        return self.verified(path(f"{name}.pem"))

    def verified(self, certificate: Path) -> Path:
        """The certificate, after openssl has verified it."""
        openssl("verify", "-x509_strict", "-CAfile", str(self.ca.folder / "ca.pem"), str(certificate))
        return certificate

    def administer(self, *arguments: str | Path) -> str:
        """What the administrator of the CA does, beside the running process."""
        return self.store.run("ca", *arguments, "--state", self.ca.folder)

    def serial(self, certificate: Path) -> str:
        return "0x" + openssl("x509", "-in", str(certificate), "-noout", "-serial").strip().removeprefix("serial=")

    def message(self, name: str) -> cmcasn1.Message:
        return cmcasn1.parse(self.path(name).read_bytes())


@pytest.fixture
def enrolment(ca: ServedCA, store: KeyStore, tmp_path: Path) -> Enrolment:
    for file in store.folder.parent.glob("alice.*"):
        copy(file, tmp_path)
    return Enrolment(ca, store, tmp_path)


@pytest.fixture
def by_files(ca: ServedCA, files: KeyStore, tmp_path: Path) -> Enrolment:
    return Enrolment(ca, files, tmp_path)


# 1. Server certificate


def test_server_certificate(enrolment: Enrolment) -> None:
    """The server's administrator makes the key; the agent, whose key is elsewhere, signs; the chain in three forms."""
    run, path, store = enrolment.store.run, enrolment.path, enrolment.store
    store.make("server", SERVER_KEYS[type(store)])
    run("csr", "--subject", "CN=server.example,O=Example", "--san", "dns:server.example", *store.key("server"),
        "-o", path("server.csr"))  # fmt: skip
    assert "verify OK" in openssl("req", "-in", str(path("server.csr")), "-verify", "-noout")
    run("request", path("server.csr"), *store.signer("agent"), "-o", path("server.crq"))
    said = enrolment.submit("server", "caFullCMCUserCert", "--pem", path("chain.pem"), "--p7c", path("chain.p7c"))
    assert "success" in said and "CN=server.example" in said
    enrolment.verified(path("chain.pem"))
    assert path("chain.pem").read_text().count("BEGIN CERTIFICATE") == 2
    printed = openssl("pkcs7", "-inform", "DER", "-in", str(path("chain.p7c")), "-print_certs", "-noout")
    assert printed.count("subject=") == 2
    names = openssl("x509", "-in", str(path("chain.pem")), "-noout", "-ext", "subjectAltName")
    assert "DNS:server.example" in names


def test_server_certificate_as_pkcs12(by_files: Enrolment) -> None:
    run, path, store = by_files.store.run, by_files.path, by_files.store
    store.make("server", "rsa")
    run("csr", "--subject", "CN=server.example", *store.key("server"), "-o", path("server.csr"))
    run("request", path("server.csr"), *store.signer("agent"), "-o", path("server.crq"))
    by_files.submit("server", "caFullCMCUserCert")
    run("response", path("server.crp"), "--request", path("server.crq"), *store.key("server"), "--p12",
        path("server.p12"), "--p12-password-file", store.password, "--p12-name", "server")  # fmt: skip
    listed = openssl("pkcs12", "-in", str(path("server.p12")), "-passin", f"file:{store.password}", "-nokeys")
    assert listed.count("BEGIN CERTIFICATE") == 2 and "friendlyName: server" in listed


# 2. First user certificate, agent-signed (from PKCS #10: the fixtures)


def test_user_certificate_from_crmf(enrolment: Enrolment) -> None:
    run, path, store = enrolment.store.run, enrolment.path, enrolment.store
    store.make("carol", "p256" if SERVER_KEYS[type(store)] == "rsa" else "rsa")
    run("crmf", "--subject", "CN=carol", "--ski", *store.key("carol"), "-o", path("carol.crmf"))
    run("request", path("carol.crmf"), *store.signer("agent"), "-o", path("carol.crq"))
    enrolment.submit("carol", "caFullCMCUserCert", "--pem", path("carol.pem"))
    enrolment.verified(path("carol.pem"))


@pytest.mark.parametrize("form", ["nss-wrap", "enveloped"])
def test_user_certificate_with_the_key_archived(by_files: Enrolment, form: str) -> None:
    run, path, store = by_files.store.run, by_files.path, by_files.store
    store.make("carol", "rsa")
    run("crmf", "--subject", "CN=carol", *store.key("carol"), "--archive-for", by_files.ca.folder / "transport.pem",
        "--archive-form", form, "-o", path("carol.crmf"))  # fmt: skip
    run("request", path("carol.crmf"), *store.signer("agent"), "-o", path("carol.crq"))
    by_files.submit("carol", "caFullCMCUserCert", "--pem", path("carol.pem"))
    serial = int(by_files.serial(by_files.verified(path("carol.pem"))), 16)
    by_files.administer("recover-key", str(serial), "-o", path("recovered.key"))
    theirs = openssl("pkey", "-in", str(path("recovered.key")), "-pubout")
    assert theirs == openssl("x509", "-in", str(path("carol.pem")), "-noout", "-pubkey")


# 3. First user certificate by shared secret


def test_user_certificate_by_shared_secret(enrolment: Enrolment) -> None:
    tell_the_ca(enrolment, SECRET)
    by_shared_secret(enrolment, *PROOFS[type(enrolment.store)])


@pytest.mark.parametrize("hashed, crmf, link", PROOFS.values())
def test_every_proof_of_the_shared_secret(by_files: Enrolment, hashed: str, crmf: bool, link: bool) -> None:
    tell_the_ca(by_files, SECRET)
    by_shared_secret(by_files, hashed, crmf, link)
    # What was good is refused once the CA knows another secret.
    tell_the_ca(by_files, "another secret")
    by_files.store.run("request", by_files.path("bob.csr"), "--self-signed", *by_files.store.key("bob"),
        "--identification", "bob", "--secret-file", by_files.path("secret"), "--identity-proof-v2", "--identity-hash",
        hashed, "-o", by_files.path("wrong.crq"))  # fmt: skip
    assert "badIdentity" in by_files.submit("wrong", "caFullCMCSharedTokenCert", code=1)


def tell_the_ca(enrolment: Enrolment, secret: str) -> None:
    enrolment.path("told").write_text(f"{secret}\n")
    enrolment.administer("secret", "bob", "--secret-file", enrolment.path("told"))


def by_shared_secret(enrolment: Enrolment, hashed: str, crmf: bool, link: bool) -> None:
    """Signed with the request's own key, which its subjectKeyIdentifier names."""
    run, path, store = enrolment.store.run, enrolment.path, enrolment.store
    path("secret").write_text(f"{SECRET}\n")
    store.make("bob", "rsa" if crmf else "p256")
    run("crmf" if crmf else "csr", "--subject", "CN=bob", "--ski", *store.key("bob"), "-o", path("bob.csr"))
    proofs = ["--identity-proof-v2", "--identity-hash", hashed, "--identity-mac", hashed]
    if link:
        proofs += ["--pop-link-witness-v2", "--pop-link-hash", hashed, "--pop-link-mac", hashed]
    made = run("request", path("bob.csr"), "--self-signed", *store.key("bob"), "--identification", "bob",
               "--secret-file", path("secret"), *proofs, "-o", path("bob.crq"))  # fmt: skip
    said = enrolment.submit("bob", "caFullCMCSharedTokenCert", "--pem", path("bob.pem"))
    enrolment.verified(path("bob.pem"))
    assert SECRET not in made + said


# 4. Encryption-only certificate in two trips


def test_encryption_only_certificate(enrolment: Enrolment) -> None:
    """An RSA or an ECDH key, wherever it is; the CA is killed between the trips."""
    store = enrolment.store
    # softhsm2-util imports EC keys that sign only (CKA_DERIVE is false).
    store.make("decrypts", "p256" if isinstance(store, Files | Pkcs12) else "rsa")
    enrolment.store.run("crmf", "--subject", "CN=alice,O=Example", "--pop", "challenge", *store.key("decrypts"), "-o",
                        enrolment.path("decrypts.crmf"))  # fmt: skip
    two_trips(enrolment, store.request_key("decrypts"))


@pytest.mark.parametrize("kind", ["ml-kem-768", "ml-kem-1024", "x25519"])
def test_encryption_only_keys_of_other_kinds(by_files: Enrolment, kind: str) -> None:
    key = by_files.path("decrypts.key")
    by_files.store.run("crmf", "--subject", "CN=alice,O=Example", "--new-key", kind, "--key-out", key, "-o",
                       by_files.path("decrypts.crmf"))  # fmt: skip
    two_trips(by_files, ["--request-key", str(key)])


def two_trips(enrolment: Enrolment, opener: list[str]) -> None:
    run, path, signer = enrolment.store.run, enrolment.path, enrolment.store.signer("alice")
    run("request", path("decrypts.crmf"), *signer, "-o", path("first.crq"))
    said = enrolment.submit("first", "caFullCMCUserSignedCert", code=1)
    assert "popRequired" in said and "request id" in said
    enrolment.ca.restart()
    run("pop", path("first.crp"), *signer, *opener, "-o", path("second.crq"))
    enrolment.submit("second", "caFullCMCUserSignedCert", "--pem", path("decrypts.pem"))
    asked = enrolment.message("decrypts.crmf").body[0].cert_req.cert_template.public_key
    (issued,) = [c for c in load_certificates(path("decrypts.pem").read_bytes()) if c != enrolment.ca.certificate]
    assert issued.tbs_certificate.subject_public_key_info == asked
    issued.to_cryptography().verify_directly_issued_by(enrolment.ca.certificate.to_cryptography())


# 5. Revocation


def test_rekey_and_revocation(enrolment: Enrolment) -> None:
    """A new certificate for a new key, signed with the one in force; then its revocation in the same way."""
    run, path, store = enrolment.store.run, enrolment.path, enrolment.store
    store.make("new", "p256")
    run("csr", "--subject", "CN=alice,O=Example", *store.key("new"), "-o", path("new.csr"))
    run("request", path("new.csr"), *store.signer("alice"), "-o", path("new.crq"))
    enrolment.submit("new", "caFullCMCUserSignedCert", "--pem", path("new.pem"))
    enrolment.verified(path("new.pem"))
    run("revoke", "--certificate", path("new.pem"), "--reason", "keyCompromise", "--invalidity-date",
        "2026-01-02T03:04:05Z", "--comment", "stolen", *store.signer("alice"), "-o", path("revoke.crq"))  # fmt: skip
    enrolment.submit("revoke", "caFullCMCUserSignedCert")
    entry = revoked(enrolment, enrolment.serial(path("new.pem")))
    assert "Key Compromise" in entry and "Jan  2 03:04:05 2026 GMT" in entry


@ANYWHERE
def test_hold_by_an_agent(enrolment: Enrolment) -> None:
    """The certificate is named by its serial number, and the issuer that of the agent's."""
    run, path, store = enrolment.store.run, enrolment.path, enrolment.store
    serial = enrolment.serial(path("alice.pem"))
    run("revoke", serial, "--reason", "certificateHold", *store.signer("agent"), "-o", path("hold.crq"))
    enrolment.submit("hold", "caFullCMCUserSignedCert")
    assert "Certificate Hold" in revoked(enrolment, serial)
    run("revoke", serial, "--reason", "removeFromCRL", *store.signer("agent"), "-o", path("release.crq"))
    enrolment.submit("release", "caFullCMCUserSignedCert")
    assert revoked(enrolment, serial) == ""


@pytest.mark.parametrize("peer", ["rfc", "dogtag"])
def test_revocation_by_secret(by_files: Enrolment, peer: str) -> None:
    """Unsigned; the secret is good once."""
    run, path = by_files.store.run, by_files.path
    serial = by_files.serial(path("alice.pem"))
    path("secret").write_text(SECRET)
    by_files.administer("revocation-secret", str(int(serial, 16)), "--secret-file", path("secret"))
    for name, text, code in (("wrong", "another secret", 1), ("right", SECRET, 0), ("again", SECRET, 1)):
        path("secret").write_text(text)
        run("revoke", "--certificate", path("alice.pem"), "--by-secret", "--secret-file", path("secret"), "--for", peer,
            "--reason", "superseded", "-o", path(f"{name}.crq"))  # fmt: skip
        said = by_files.submit(name, "caFullCMCUserSignedCert", code=code)
        assert SECRET not in said and ("badIdentity" in said) is (code == 1)
        assert ("Superseded" in revoked(by_files, serial)) is (name != "wrong")


def revoked(enrolment: Enrolment, serial: str) -> str:
    """The entry of a certificate in the CRL that the CA serves, as openssl prints it; "" without one."""
    with urlopen(f"{enrolment.ca.url}/crl", timeout=60) as answer:
        crl = cmcasn1.decode_der(cmcasn1.CertificateList, answer.read())
    _, found, rest = verify_crl(enrolment, crl).partition(f"Serial Number: {serial[2:]}\n")
    return rest.partition("Serial Number:")[0] if found else ""


# 6. Renewal and the rest


@ANYWHERE
def test_renewal(enrolment: Enrolment) -> None:
    path = enrolment.path
    enrolment.store.run("request", path("alice.csr"), *enrolment.store.signer("alice"), "-o", path("again.crq"))
    enrolment.submit("again", "caFullCMCUserSignedCert", "--pem", path("again.pem"))
    enrolment.verified(path("again.pem"))
    assert enrolment.serial(path("again.pem")) != enrolment.serial(path("alice.pem"))


@ANYWHERE
def test_another_name(enrolment: Enrolment) -> None:
    run, path, store = enrolment.store.run, enrolment.path, enrolment.store
    store.make("renamed", "p256")
    run("csr", "--subject", "CN=alice,O=Example", "--change-subject", "CN=alice cooper,O=Example",
        *store.key("renamed"), "-o", path("new.csr"))  # fmt: skip
    run("request", path("new.csr"), *store.signer("alice"), "-o", path("new.crq"))
    enrolment.submit("new", "caFullCMCUserSignedCert", "--pem", path("new.pem"))
    enrolment.verified(path("new.pem"))
    assert "CN = alice cooper" in openssl("x509", "-in", str(path("new.pem")), "-noout", "-subject")


@ANYWHERE
def test_pending(enrolment: Enrolment) -> None:
    run, path, store = enrolment.store.run, enrolment.path, enrolment.store
    store.make("waiting", "p256")
    run("csr", "--subject", "CN=alice,O=Example", *store.key("waiting"), "-o", path("new.csr"))
    run("request", path("new.csr"), *store.signer("alice"), "-o", path("new.crq"))
    said = enrolment.submit("new", "?pending", code=1)
    token = re.search(r"--query-pending (\S+)", said)
    assert token, said
    run("request", "--query-pending", token[1], *store.signer("alice"), "-o", path("early.crq"))
    assert "pending" in enrolment.submit("early", "?cmc", code=1)
    (waiting,) = enrolment.administer("pending").splitlines()
    enrolment.administer("approve", waiting.split()[0])
    run("request", "--query-pending", token[1], *store.signer("alice"), "-o", path("query.crq"))
    enrolment.submit("query", "?cmc", "--pem", path("new.pem"))
    enrolment.verified(path("new.pem"))


@ANYWHERE
def test_confirmation(enrolment: Enrolment) -> None:
    run, path, store = enrolment.store.run, enrolment.path, enrolment.store
    store.make("confirmed", "p256")
    run("csr", "--subject", "CN=alice,O=Example", *store.key("confirmed"), "-o", path("new.csr"))
    run("request", path("new.csr"), *store.signer("alice"), "-o", path("new.crq"))
    assert "confirmRequired" in enrolment.submit("new", "?confirm", "--pem", path("new.pem"), code=1)
    store.install("confirmed", enrolment.verified(path("new.pem")))
    run("request", path("new.csr"), *store.signer("confirmed"), "-o", path("early.crq"))
    assert "badIdentity" in enrolment.submit("early", "?cmc", code=1)
    issuer = "CN=cmcasn1 Test CA,O=For Tests Only"
    run("request", "--confirm", issuer, enrolment.serial(path("new.pem")), *store.signer("alice"), "-o",
        path("accept.crq"))  # fmt: skip
    enrolment.submit("accept", "?cmc")
    run("request", path("new.csr"), *store.signer("confirmed"), "-o", path("now.crq"))
    enrolment.submit("now", "?cmc")


@ANYWHERE
def test_get_certificate_and_crl(enrolment: Enrolment) -> None:
    run, path, store = enrolment.store.run, enrolment.path, enrolment.store
    issuer, serial = "CN=cmcasn1 Test CA,O=For Tests Only", enrolment.serial(path("alice.pem"))
    run("request", "--get-cert", issuer, serial, "--get-crl", issuer, *store.signer("alice"), "-o", path("get.crq"))
    enrolment.submit("get", "?cmc", "--pem", path("got.pem"))
    assert enrolment.serial(enrolment.verified(path("got.pem"))) == serial
    layer: Any = enrolment.message("get.crp").layers[-1]
    verify_crl(enrolment, layer.crls[0])


def verify_crl(enrolment: Enrolment, crl: cmcasn1.CertificateList) -> str:
    """What openssl prints of a CRL whose signature it has verified."""
    path = enrolment.path("latest.crl")
    path.write_bytes(cmcasn1.encode_der(crl))
    root = str(enrolment.ca.folder / "ca.pem")
    said = openssl("crl", "-inform", "DER", "-in", str(path), "-CAfile", root, "-noout", "-text")
    assert "verify OK" in said
    return said


@ANYWHERE
def test_batch_through_an_ra(enrolment: Enrolment) -> None:
    """The RA vouches for Erin, whose secret it alone knows; the CA checks Dave's proof itself."""
    run, path, store = enrolment.store.run, enrolment.path, enrolment.store
    adopt(store, enrolment.ca, "ra")
    path("secret").write_text(SECRET)
    enrolment.administer("secret", "dave", "--secret-file", path("secret"))
    for name in ("dave", "erin"):
        store.make(name, "p256")
        run("csr", "--subject", f"CN={name}", "--ski", *store.key(name), "-o", path(f"{name}.csr"))
        run("request", path(f"{name}.csr"), "--self-signed", *store.key(name), "--identification", name,
            "--secret-file", path("secret"), "--identity-proof-v2", "-o", path(f"{name}.crq"))  # fmt: skip
    (proof,) = [
        control.body_part_id
        for control in enrolment.message("erin.crq").body.control_sequence
        if control.attr_type.name == "id-cmc-identityProofV2"
    ]
    run("request", "--nest", path("dave.crq"), "--nest", path("erin.crq"), "--batch", "--ra-identity-witness",
        f"2.{proof}", *store.signer("ra"), "-o", path("batch.crq"))  # fmt: skip
    enrolment.submit("batch", "?cmc")
    body = enrolment.message("batch.crp").body
    nested = [cmcasn1.parse(cmcasn1.encode_der(part.content_info)) for part in body.cms_sequence]
    issued = {
        each.tbs_certificate.subject.rfc4514_string()
        for message in nested
        for each in message.layers[-1].certificates or ()
    }
    assert {"CN=dave", "CN=erin"} <= issued


@pytest.mark.parametrize("to", ["?simple", "est-simpleenroll", "caSimpleCMCUserCert"])
def test_simple_enrolment(by_files: Enrolment, to: str) -> None:
    run, path, store = by_files.store.run, by_files.path, by_files.store
    store.make("new", "p256")
    run("csr", "--subject", "CN=new", *store.key("new"), "-o", path("new.crq"), "--form", "der")
    by_files.submit("new", to, "--pem", path("new.pem"))
    by_files.verified(path("new.pem"))


@pytest.mark.parametrize("to", ["est-fullcmc", "tcp"])
def test_other_transports(by_files: Enrolment, to: str) -> None:
    run, path, store = by_files.store.run, by_files.path, by_files.store
    store.make("new", "p256")
    run("csr", "--subject", "CN=new", *store.key("new"), "-o", path("new.csr"))
    run("request", path("new.csr"), *store.signer("agent"), "-o", path("new.crq"))
    if to == "tcp":
        run("submit", path("new.crq"), f"tcp://127.0.0.1:{by_files.ca.tcp_port}", "--pem", path("new.pem"))
    else:
        by_files.submit("new", to, "--pem", path("new.pem"))
    by_files.verified(path("new.pem"))


def test_encrypted_for_the_ca(by_files: Enrolment) -> None:
    """What was sent says nothing to its sender either: the answer is compared with the request as it was before."""
    run, path, store = by_files.store.run, by_files.path, by_files.store
    store.make("new", "p256")
    run("csr", "--subject", "CN=new", *store.key("new"), "-o", path("new.csr"))
    run("request", path("new.csr"), *store.signer("agent"), "--sender-nonce", "a nonce", "-o", path("clear.crq"))
    run("request", path("new.csr"), *store.signer("agent"), "--sender-nonce", "a nonce", "--encrypt-for",
        by_files.ca.folder / "issuance-protection.pem", "-o", path("new.crq"))  # fmt: skip
    said = by_files.submit("new", "caFullCMCUserCert", "--pem", path("new.pem"))
    assert "CN=new" in said and "the request is encrypted" in said
    by_files.verified(path("new.pem"))
    said = run("response", path("new.crp"), "--request", path("clear.crq"), code=1)
    assert "transaction" in said and "nonce" not in said


# LDAP


@pytest.fixture(scope="module")
def directory() -> Iterator[Directory]:
    with running_directory() as running:
        yield running


def ldif(enrolment: Enrolment, secret: str, dn: str, *options: str) -> str:
    secret_file = enrolment.path("secret")
    secret_file.write_text(secret)
    protection = enrolment.ca.folder / "issuance-protection.pem"
    return enrolment.store.run("shared-token", "make", "--cert", protection, "--secret-file", secret_file, "--ldif", dn,
                               *options)  # fmt: skip


def test_the_shared_token_in_a_directory(by_files: Enrolment, directory: Directory) -> None:
    """The LDIF is applied to Bob's entry, the CA reads the token back and knows Bob by it."""
    for secret in ("the first secret", SECRET):
        # The second time the entry has an object class and a token already.
        directory.modify(ldif(by_files, secret, f"uid=bob,{PEOPLE}"))
    by_files.path("found.ldif").write_text(directory.search(PEOPLE, "(uid=bob)", "shrTok"))
    assert by_files.administer("ldif", by_files.path("found.ldif")) == "secret of bob\n"
    by_shared_secret(by_files, "sha256", False, False)


def test_the_revocation_token_in_a_directory(by_files: Enrolment, directory: Directory) -> None:
    """The CA finds the token in the record of the certificate, whose name is the serial number."""
    serial = str(int(by_files.serial(by_files.path("alice.pem")), 16))
    record = f"cn={serial},{RECORDS}"
    directory.add(f"dn: {record}\nobjectClass: certificateRecord\ncn: {serial}\n")
    directory.modify(ldif(by_files, SECRET, record, "--meta-info"))
    by_files.path("found.ldif").write_text(directory.search(RECORDS, f"(cn={serial})", "metaInfo"))
    by_files.administer("ldif", by_files.path("found.ldif"))
    by_files.store.run("revoke", "--certificate", by_files.path("alice.pem"), "--by-secret", "--secret-file",
        by_files.path("secret"), "-o", by_files.path("revoke.crq"))  # fmt: skip
    by_files.submit("revoke", "caFullCMCUserSignedCert")
    assert revoked(by_files, by_files.serial(by_files.path("alice.pem")))
