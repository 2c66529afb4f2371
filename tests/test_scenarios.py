"""The scenarios of Dogtag's guide by hand: each step a command, the CA in a process of its own, four places for keys.

What the demonstration plays in Python is played here by the command line, with keys in files, PKCS #12, a token of
SoftHSM and an NSS database; `tests.scenario_table` says which. openssl has the last word about what was issued.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import cmcasn1
from cmcasn1 import CMCFailInfo, CMCStatus
from cmcasn1.cmc.tagged_attribute import control_values
from cmcasn1.demo.scenarios import SCENARIOS
from cmcasn1.demo.served import ServedCA
from tests.directory import PEOPLE, RECORDS, Directory, running_directory
from tests.issued import verify_all_that_was_issued
from tests.key_stores import KEY_STORES, Files, KeyStore, Pkcs11
from tests.programs import openssl
from tests.scenario_steps import ISSUER, Enrolment, Place, adopt
from tests.scenario_table import ELSEWHERE, ROWS, cells
from tests.servers import Authority

SECRET = "a secret of Bob and the CA"
BY_AGENT, BY_USER, BY_SECRET = "caFullCMCUserCert", "caFullCMCUserSignedCert", "caFullCMCSharedTokenCert"
PLAYED: dict[str, str] = {}
"""Which test plays each scenario of the table."""


def plays(*names: str) -> Callable[[Callable[..., None]], Any]:
    """Play these scenarios, with every key in every place that the table says."""

    def mark(test: Callable[..., None]) -> Any:
        PLAYED.update(dict.fromkeys(names, test.__name__))
        runs = [(name, cell.store, cell.kind) for name in names for cell in cells(name)]
        ids = [f"{name}-{store}-{kind}" for name, store, kind in runs]
        return pytest.mark.parametrize(("scenario", "place", "kind"), runs, ids=ids, indirect=["place"])(test)

    return mark


def test_the_table_has_no_hole() -> None:
    """Every scenario that the demonstration plays, in every place, and a test for each line."""
    assert {scenario.name for scenario in SCENARIOS} <= set(ROWS) == set(PLAYED)
    for name, row in ROWS.items():
        assert tuple(row) == tuple(KEY_STORES) and all(row.values()), name
        for store, kinds in row.items():
            for kind in kinds:
                # That a key is elsewhere has a reason, which the tests below show where the program is the reason.
                assert not kind.startswith("file:") or (store, name) in ELSEWHERE


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedCA]:
    """The CA, served; at the end openssl verifies all that it has issued to whatever tests have run."""
    with ServedCA(tmp_path_factory.mktemp("ca") / "state") as running:
        yield running
    verify_all_that_was_issued(running.folder)


@pytest.fixture(scope="module")
def place(request: pytest.FixtureRequest, ca: ServedCA, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A place for keys in which the agent's and the RA's are already."""
    folder = tmp_path_factory.mktemp(f"store-{request.param}")
    store = KEY_STORES[request.param](folder / "keys")
    adopt(store, ca, "agent")
    adopt(store, ca, "ra")
    yield Place(store, folder)
    store.close()


@pytest.fixture
def by(ca: ServedCA, place: Place, tmp_path: Path) -> Enrolment:
    return Enrolment(ca, place, tmp_path)


def key_of(by: Enrolment, kind: str) -> tuple[KeyStore, str]:
    """A new key, and where it is."""
    store = by.in_files if kind.startswith("file:") else by.store
    name = by.new()
    store.make(name, kind.removeprefix("file:"))
    return store, name


# 1. Server certificate


@plays("server-certificate")
def test_server_certificate(by: Enrolment, scenario: str, kind: str) -> None:
    """The server's administrator makes the key; the agent signs; the chain as PEM, certs-only and PKCS #12."""
    run, path, key = by.run, by.path, by.store.key(by.new(kind))
    run("csr", "--subject", "CN=server.example,O=Example", "--san", "dns:server.example", *key, "-o",
        path("server.csr"))  # fmt: skip
    run("request", path("server.csr"), *by.store.signer("agent"), "-o", path("server.crq"))
    said = by.submit("server", BY_AGENT, "--pem", path("chain.pem"), "--p7c", path("chain.p7c"))
    assert "success" in said and "CN=server.example" in said
    by.verified("chain.pem")
    assert path("chain.pem").read_text().count("BEGIN CERTIFICATE") == 2
    printed = openssl("pkcs7", "-inform", "DER", "-in", str(path("chain.p7c")), "-print_certs", "-noout")
    assert printed.count("subject=") == 2
    names = openssl("x509", "-in", str(path("chain.pem")), "-noout", "-ext", "subjectAltName")
    assert "DNS:server.example" in names
    if kind.startswith("ml-"):
        # openssl and PKCS #12 know such keys from later versions on.
        return
    root = str(by.ca.folder / "ca.pem")
    openssl("verify", "-purpose", "sslserver", "-CAfile", root, str(path("chain.pem")))
    to_file = ["--p12", path("server.p12"), "--p12-password-file", by.store.password, "--p12-name", "server"]
    code = 2 if isinstance(by.store, Pkcs11) else 0
    said = run("response", path("server.crp"), "--request", path("server.crq"), *key, *to_file, code=code)
    if code:
        assert "does not leave its token" in said
        return
    listed = openssl("pkcs12", "-in", str(path("server.p12")), "-passin", f"file:{by.store.password}", "-nokeys")
    assert listed.count("BEGIN CERTIFICATE") == 2 and "friendlyName: server" in listed


# 2. First user certificate, agent-signed


@plays("user-pkcs10")
def test_user_certificate_from_pkcs10(by: Enrolment, scenario: str, kind: str) -> None:
    name = by.enrolled(kind)
    assert f"CN = {name}" in openssl("x509", "-in", str(by.path(f"{name}.pem")), "-noout", "-subject")


@plays("user-crmf")
def test_user_certificate_from_crmf(by: Enrolment, scenario: str, kind: str) -> None:
    by.run("crmf", "--subject", "CN=carol", "--ski", *by.store.key(by.new(kind)), "-o", by.path("carol.crmf"))
    agent_signed(by)


def agent_signed(by: Enrolment) -> None:
    by.run("request", by.path("carol.crmf"), *by.store.signer("agent"), "-o", by.path("carol.crq"))
    by.submit("carol", BY_AGENT, "--pem", by.path("carol.pem"))
    by.verified("carol.pem")


@plays("user-crmf-archival")
@pytest.mark.parametrize("form", ["nss-wrap", "enveloped"])
def test_user_certificate_with_the_key_archived(by: Enrolment, scenario: str, kind: str, form: str) -> None:
    to_archive = ["--archive-for", by.ca.folder / "transport.pem", "--archive-form", form]
    asked = ["crmf", "--subject", "CN=carol", *to_archive, "-o", by.path("carol.crmf")]
    if isinstance(by.store, Pkcs11):
        assert "does not leave its token" in by.run(*asked, *by.store.key("agent"), code=2)
    store, name = key_of(by, kind)
    by.run(*asked, *store.key(name))
    agent_signed(by)
    serial = int(by.serial("carol.pem"), 16)
    by.administer("recover-key", str(serial), "-o", by.path("recovered.key"))
    theirs = openssl("pkey", "-in", str(by.path("recovered.key")), "-pubout")
    assert theirs == openssl("x509", "-in", str(by.path("carol.pem")), "-noout", "-pubkey")


# 3. First user certificate by shared secret


@plays("secret-sha256", "secret-sha384", "secret-sha512")
def test_user_certificate_by_shared_secret(by: Enrolment, scenario: str, kind: str) -> None:
    """The CA is told the secret, or gets it as a token that the user has made."""
    name, hashed = by.new(kind), scenario.removeprefix("secret-")
    if hashed == "sha384":
        by.tell_the_ca(name, SECRET)
    else:
        by.path("secret").write_text(SECRET)
        protection = by.ca.folder / "issuance-protection.pem"
        by.run("shared-token", "make", "--cert", protection, "--secret-file", by.path("secret"), "-o", by.path("token"))
        by.administer("secret", name, "--token", by.path("token"))
    by_shared_secret(by, name, name, hashed, crmf=hashed == "sha384", link=hashed != "sha256")
    # What was good is refused once the CA knows another secret.
    by.tell_the_ca(name, "another secret")
    by.run("request", by.path("bob.csr"), "--self-signed", *by.store.key(name), "--identification", name,
        "--secret-file", by.path("secret"), "--identity-proof-v2", "-o", by.path("wrong.crq"))  # fmt: skip
    assert "badIdentity" in by.submit("wrong", BY_SECRET, code=1)


def by_shared_secret(by: Enrolment, key: str, name: str, hashed: str, *, crmf: bool, link: bool) -> None:
    """Signed with the request's own key, which its subjectKeyIdentifier names."""
    by.path("secret").write_text(f"{SECRET}\n")
    own = by.store.key(key)
    by.run("crmf" if crmf else "csr", "--subject", f"CN={name}", "--ski", *own, "-o", by.path("bob.csr"))
    proofs = ["--identity-proof-v2", "--identity-hash", hashed, "--identity-mac", hashed]
    if link:
        proofs += ["--pop-link-witness-v2", "--pop-link-hash", hashed, "--pop-link-mac", hashed]
    made = by.run("request", by.path("bob.csr"), "--self-signed", *own, "--identification", name, "--secret-file",
        by.path("secret"), *proofs, "-o", by.path("bob.crq"))  # fmt: skip
    said = by.submit("bob", BY_SECRET, "--pem", by.path("bob.pem"))
    by.verified("bob.pem")
    assert SECRET not in made + said


# 4. Encryption-only certificate in two trips


@plays("encryption-rsa", "encryption-ecdh", "encryption-ml-kem")
def test_encryption_only_certificate(by: Enrolment, scenario: str, kind: str) -> None:
    """The CA is killed between the trips; a key in a token is one that the token does not let sign."""
    owner, name = by.owner(), by.new()
    run, path, signer = by.run, by.path, by.store.signer(owner)
    store = by.in_files if kind.startswith("file:") else by.store
    key = store.encryption_key(name, kind.removeprefix("file:"))
    run("crmf", "--subject", f"CN={owner},O=Example", "--pop", "challenge", *key, "-o", path("decrypts.crmf"))
    run("request", path("decrypts.crmf"), *signer, "-o", path("first.crq"))
    said = by.submit("first", BY_USER, code=1)
    assert "popRequired" in said and "request id" in said
    by.ca.restart()
    run("pop", path("first.crp"), *signer, *store.request_key(name), "-o", path("second.crq"))
    by.submit("second", BY_USER, "--pem", path("decrypts.pem"))
    by.verified("decrypts.pem")
    if isinstance(store, Pkcs11):
        assert "not for signing" in run("csr", "--subject", "CN=x", *store.key(name), "-o", path("no.csr"), code=2)


# 5. Revocation


@plays("revoke-by-user")
def test_revocation_by_the_user(by: Enrolment, scenario: str, kind: str) -> None:
    """A second certificate of the owner's, and its end, both signed with the one in force."""
    renewed(by, by.owner(kind))
    by.run("revoke", "--certificate", by.path("again.pem"), "--reason", "keyCompromise", "--invalidity-date",
        "2026-01-02T03:04:05Z", "--comment", "stolen", *by.store.signer(by.owner(kind)), "-o",
        by.path("revoke.crq"))  # fmt: skip
    by.submit("revoke", BY_USER)
    entry = by.revoked(by.serial("again.pem"))
    assert "Key Compromise" in entry and "Jan  2 03:04:05 2026 GMT" in entry


@plays("revoke-by-agent")
def test_hold_by_an_agent(by: Enrolment, scenario: str, kind: str) -> None:
    """The certificate is named by its serial number, and the issuer that of the agent's."""
    agent, serial = by.store.signer("agent"), by.serial(f"{by.owner(kind)}.pem")
    by.run("revoke", serial, "--reason", "certificateHold", *agent, "-o", by.path("hold.crq"))
    by.submit("hold", BY_USER)
    assert "Certificate Hold" in by.revoked(serial)
    by.run("revoke", serial, "--reason", "removeFromCRL", *agent, "-o", by.path("release.crq"))
    by.submit("release", BY_USER)
    assert by.revoked(serial) == ""


@plays("revoke-by-secret")
@pytest.mark.parametrize("peer", ["rfc", "dogtag"])
def test_revocation_by_secret(by: Enrolment, scenario: str, kind: str, peer: str) -> None:
    """Unsigned, so no key is asked for, wherever it is; the secret is good once."""
    alice = by.path(f"{by.enrolled(kind)}.pem")
    serial = by.serial(alice.name)
    by.path("secret").write_text(SECRET)
    by.administer("revocation-secret", f"0x{int(serial, 16):x}", "--secret-file", by.path("secret"))
    for name, text, code in (("wrong", "another secret", 1), ("right", SECRET, 0), ("again", SECRET, 1)):
        by.path("secret").write_text(text)
        by.run("revoke", "--certificate", alice, "--by-secret", "--secret-file", by.path("secret"), "--for", peer,
            "--reason", "superseded", "-o", by.path(f"{name}.crq"))  # fmt: skip
        said = by.submit(name, BY_USER, code=code)
        assert SECRET not in said and ("badIdentity" in said) is (code == 1)
        assert ("Superseded" in by.revoked(serial)) is (name != "wrong")


# 6. Renewal and the rest


@plays("renewal")
def test_renewal(by: Enrolment, scenario: str, kind: str) -> None:
    owner = by.owner(kind)
    renewed(by, owner)
    assert by.serial("again.pem") != by.serial(f"{owner}.pem")


def renewed(by: Enrolment, owner: str) -> None:
    by.run("request", by.path(f"{owner}.csr"), *by.store.signer(owner), "-o", by.path("again.crq"))
    by.submit("again", BY_USER, "--pem", by.path("again.pem"))
    by.verified("again.pem")


def asked_by_owner(by: Enrolment, kind: str, *options: str) -> tuple[str, str]:
    """The names of the owner and of a new key for which there is a request now, NEW.crq, signed with the old one."""
    owner, name = by.owner(), by.new(kind)
    by.run("csr", "--subject", f"CN={owner},O=Example", *options, *by.store.key(name), "-o", by.path("new.csr"))
    by.run("request", by.path("new.csr"), *by.store.signer(owner), "-o", by.path("new.crq"))
    return owner, name


@plays("rekey")
def test_rekey(by: Enrolment, scenario: str, kind: str) -> None:
    asked_by_owner(by, kind)
    by.submit("new", BY_USER, "--pem", by.path("new.pem"))
    by.verified("new.pem")


@plays("change-name")
def test_another_name(by: Enrolment, scenario: str, kind: str) -> None:
    asked_by_owner(by, kind, "--change-subject", "CN=alice cooper,O=Example")
    by.submit("new", BY_USER, "--pem", by.path("new.pem"))
    by.verified("new.pem")
    assert "CN = alice cooper" in openssl("x509", "-in", str(by.path("new.pem")), "-noout", "-subject")


@plays("pending")
def test_pending(by: Enrolment, scenario: str, kind: str) -> None:
    owner, _ = asked_by_owner(by, kind)
    signer = by.store.signer(owner)
    said = by.submit("new", "?pending", code=1)
    token = re.search(r"--query-pending (\S+)", said)
    assert token, said
    by.run("request", "--query-pending", token[1], *signer, "-o", by.path("early.crq"))
    assert "pending" in by.submit("early", "?cmc", code=1)
    (waiting,) = by.administer("pending").splitlines()
    by.administer("approve", waiting.split()[0])
    by.run("request", "--query-pending", token[1], *signer, "-o", by.path("query.crq"))
    by.submit("query", "?cmc", "--pem", by.path("new.pem"))
    by.verified("new.pem")


@plays("confirm")
def test_confirmation(by: Enrolment, scenario: str, kind: str) -> None:
    owner, name = asked_by_owner(by, kind)
    assert "confirmRequired" in by.submit("new", "?confirm", "--pem", by.path("new.pem"), code=1)
    by.store.install(name, by.verified("new.pem"))
    by.run("request", by.path("new.csr"), *by.store.signer(name), "-o", by.path("early.crq"))
    assert "badIdentity" in by.submit("early", "?cmc", code=1)
    by.run("request", "--confirm", ISSUER, by.serial("new.pem"), *by.store.signer(owner), "-o",
        by.path("accept.crq"))  # fmt: skip
    by.submit("accept", "?cmc")
    by.run("request", by.path("new.csr"), *by.store.signer(name), "-o", by.path("now.crq"))
    by.submit("now", "?cmc")


@plays("get-cert-crl")
def test_get_certificate_and_crl(by: Enrolment, scenario: str, kind: str) -> None:
    owner = by.owner(kind)
    serial = by.serial(f"{owner}.pem")
    by.run("request", "--get-cert", ISSUER, serial, "--get-crl", ISSUER, *by.store.signer(owner), "-o",
        by.path("get.crq"))  # fmt: skip
    by.submit("get", "?cmc", "--pem", by.path("got.pem"))
    by.verified("got.pem")
    assert by.serial("got.pem") == serial
    layer: Any = by.message("get.crp").layers[-1]
    by.verified_crl(layer.crls[0])


@plays("batch")
def test_batch_through_an_ra(by: Enrolment, scenario: str, kind: str) -> None:
    """The RA vouches for Erin, whose secret it alone knows; the CA checks Dave's proof itself."""
    dave, erin = names = by.new(kind), by.new(kind)
    by.path("secret").write_text(SECRET)
    by.administer("secret", dave, "--secret-file", by.path("secret"))
    for name in names:
        key = by.store.key(name)
        by.run("csr", "--subject", f"CN={name}", "--ski", *key, "-o", by.path(f"{name}.csr"))
        by.run("request", by.path(f"{name}.csr"), "--self-signed", *key, "--identification", name, "--secret-file",
            by.path("secret"), "--identity-proof-v2", "-o", by.path(f"{name}.crq"))  # fmt: skip
    (proof,) = [
        control.body_part_id
        for control in by.message(f"{erin}.crq").body.control_sequence
        if control.attr_type.name == "id-cmc-identityProofV2"
    ]
    nested = ["--nest", by.path(f"{dave}.crq"), "--nest", by.path(f"{erin}.crq"), "--batch"]
    by.run("request", *nested, "--ra-identity-witness", f"2.{proof}", *by.store.signer("ra"), "-o",
        by.path("batch.crq"))  # fmt: skip
    by.submit("batch", "?cmc")
    answers = [
        cmcasn1.parse(cmcasn1.encode_der(part.content_info)) for part in by.message("batch.crp").body.cms_sequence
    ]
    issued = {
        each.tbs_certificate.subject.rfc4514_string()
        for message in answers
        for each in message.layers[-1].certificates or ()
    }
    assert {f"CN={dave}", f"CN={erin}"} <= issued


@plays("simple")
@pytest.mark.parametrize("to", ["?simple", "est-simpleenroll", "caSimpleCMCUserCert"])
def test_simple_enrolment(by: Enrolment, scenario: str, kind: str, to: str) -> None:
    by.run("csr", "--subject", "CN=new", *by.store.key(by.new(kind)), "-o", by.path("new.crq"), "--form", "der")
    by.submit("new", to, "--pem", by.path("new.pem"))
    by.verified("new.pem")


# Other ways to the CA


@plays("est")
def test_est(by: Enrolment, scenario: str, kind: str) -> None:
    asked_by_owner(by, kind)
    by.submit("new", "est-fullcmc", "--pem", by.path("new.pem"))
    by.verified("new.pem")


@plays("est-reenrol")
def test_est_reenrolment(by: Enrolment, tls_for_all: tuple[str, Path], scenario: str, kind: str) -> None:
    """The TLS client's certificate is renewed, then another key gets its names; nobody else's, and not without it."""
    url, anchor = tls_for_all
    to = [url, "--profile", "est-simplereenroll", "--ca", anchor, "--trust", by.ca.folder / "ca.pem"]
    if kind.startswith("file:"):
        name = by.owner()
        own = ["submit", by.path(f"{name}.csr"), *to, *by.store.signer(name)]
        assert "does not leave its token" in by.run(*own, code=2)
        adopt(by.in_files, by.ca, "agent")
        by.path("in files").mkdir()
        by = Enrolment(by.ca, Place(by.in_files, by.folder), by.path("in files"))
    store, path = by.store, by.path
    name = by.enrolled(kind.removeprefix("file:"))
    client, other = store.signer(name), store.key(by.new("p256"))
    by.run("submit", path(f"{name}.csr"), *to, *client, "--pem", path("renewed.pem"), "-o", path("1.p7c"))
    by.verified("renewed.pem")
    assert by.serial("renewed.pem") != by.serial(f"{name}.pem")
    by.run("csr", "--subject", f"CN={name},O=Example", *other, "-o", path("other.csr"))
    by.run("submit", path("other.csr"), *to, *client, "--pem", path("rekeyed.pem"), "-o", path("2.p7c"))
    by.verified("rekeyed.pem")
    by.run("csr", "--subject", "CN=somebody else,O=Example", *other, "-o", path("another.csr"))
    refused = by.run("submit", path("another.csr"), *to, *client, "-o", path("3.p7c"), code=1)
    assert "badRequest" in refused
    assert "badIdentity" in by.run("submit", path("other.csr"), *to, "-o", path("4.p7c"), code=1)


@plays("tcp")
def test_tcp(by: Enrolment, scenario: str, kind: str) -> None:
    asked_by_owner(by, kind)
    by.submit("new", f"tcp://127.0.0.1:{by.ca.tcp_port}", "--pem", by.path("new.pem"))
    by.verified("new.pem")


@pytest.fixture(scope="module")
def tls(ca: ServedCA, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The same CA over HTTPS, for clients with a certificate that it has issued; and the trust anchor for that."""
    yield from over_tls(ca, tmp_path_factory.mktemp("tls"), "--tls-client-ca", str(ca.folder / "ca.pem"))


@pytest.fixture(scope="module")
def tls_for_all(ca: ServedCA, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The same for clients without a certificate too."""
    yield from over_tls(ca, tmp_path_factory.mktemp("tls"))


def over_tls(ca: ServedCA, folder: Path, *options: str) -> Iterator[tuple[str, Path]]:
    authority = Authority(folder, "tls")
    server, key = authority.issue("server")
    with ServedCA(ca.folder, "--tls-certificate", str(server), "--tls-key", str(key), *options) as running:
        yield running.url, authority.certificate


@plays("https")
def test_https_with_a_certificate(by: Enrolment, tls: tuple[str, Path], scenario: str, kind: str) -> None:
    """The owner is the TLS client too: no key, no connection. TLS needs the key itself, which no token gives."""
    url, anchor = tls
    owner, _ = asked_by_owner(by, kind)
    client = by.store.signer(owner)
    by.submit("new", url, "--ca", anchor, code=1)
    assert not by.path("new.crp").exists()
    if isinstance(by.store, Pkcs11):
        assert "does not leave its token" in by.submit("new", url, "--ca", anchor, *client, code=2)
        client = ["--key", str(by.ca.folder / "agent.pem")]
    by.submit("new", url, "--ca", anchor, *client, "--pem", by.path("new.pem"))
    by.verified("new.pem")


@plays("encrypted")
def test_encrypted_for_the_ca(by: Enrolment, scenario: str, kind: str) -> None:
    """What was sent says nothing to its sender either: the answer is compared with the request as it was before."""
    owner = by.owner(kind)
    asked = ["request", by.path(f"{owner}.csr"), *by.store.signer("agent"), "--sender-nonce", by.new()]
    by.run(*asked, "-o", by.path("clear.crq"))
    by.run(*asked, "--encrypt-for", by.ca.folder / "issuance-protection.pem", "-o", by.path("new.crq"))
    said = by.submit("new", BY_AGENT, "--pem", by.path("new.pem"))
    assert f"CN={owner}" in said and "the request is encrypted" in said
    by.verified("new.pem")
    said = by.run("response", by.path("new.crp"), "--request", by.path("clear.crq"), code=1)
    assert "transaction" in said and "nonce" not in said


@plays("encrypted-batch")
def test_encrypted_messages_through_an_ra(by: Enrolment, scenario: str, kind: str) -> None:
    """The RA reads neither; one is for the CA, one for somebody else, and whoever reads the answer is told which."""
    mine, theirs = names = by.new(kind), by.new(kind)
    by.path("secret").write_text(SECRET)
    for name, to in zip(names, ("issuance-protection.pem", "transport.pem"), strict=True):
        by.administer("secret", name, "--secret-file", by.path("secret"))
        key = by.store.key(name)
        by.run("csr", "--subject", f"CN={name}", "--ski", *key, "-o", by.path(f"{name}.csr"))
        by.run("request", by.path(f"{name}.csr"), "--self-signed", *key, "--identification", name, "--secret-file",
            by.path("secret"), "--identity-proof-v2", "--encrypt-for", by.ca.folder / to, "-o",
            by.path(f"{name}.crq"))  # fmt: skip
    nested = ["--nest", by.path(f"{theirs}.crq"), "--nest", by.path(f"{mine}.crq")]
    for number, how in enumerate((["--batch"], [])):
        file = f"batch{number}"
        by.run("request", *nested, *how, *by.store.signer("ra"), "-o", by.path(f"{file}.crq"))
        said = by.submit(file, "?cmc", code=1)
        body = by.message(f"{file}.crp").body
        first, second = (cmcasn1.parse(cmcasn1.encode_der(part.content_info)).body for part in body.cms_sequence)
        assert statuses(body) == [(CMCStatus.failed, (1,), CMCFailInfo.badMessageCheck)]
        assert statuses(first) == [(CMCStatus.failed, (0,), CMCFailInfo.badMessageCheck)]
        # The second time it is a replay.
        assert statuses(second)[0][0] == (CMCStatus.failed if number else CMCStatus.success)
        assert "badMessageCheck" in said and (f"CN={mine}" in said) is not bool(number)
        by.path(f"{mine}.crp").write_bytes(cmcasn1.encode_der(body.cms_sequence[1].content_info))
        to = ["--trust", by.ca.folder / "ca.pem", "--force", "--pem", by.path(f"{mine}.pem")]
        by.run("response", by.path(f"{mine}.crp"), *to, code=number)
    by.verified(f"{mine}.pem")
    # A part that no control names, of somebody who is no RA: it is not looked at, and that is said.
    own = ["request", by.path(f"{mine}.csr"), "--self-signed", *by.store.key(mine), "--identification", mine]
    own += ["--secret-file", by.path("secret"), "--identity-proof-v2", "--nest", by.path(f"{theirs}.crq")]
    by.run(*own, "-o", by.path("beside.crq"))
    assert "noSupport" in by.submit("beside", "?cmc", code=1)
    assert (CMCStatus.noSupport, (1,), None) in statuses(by.message("beside.crp").body)


def statuses(body: Any) -> list[tuple[Any, Any, Any]]:
    found = control_values(body.control_sequence, cmcasn1.CMCStatusInfoV2)
    return [(each.cmc_status, tuple(each.body_list), each.other_info) for each in found]


# LDAP


@pytest.fixture(scope="module")
def directory() -> Iterator[Directory]:
    with running_directory() as running:
        yield running


def ldif(by: Enrolment, secret: str, dn: str, *options: str) -> str:
    by.path("secret").write_text(secret)
    protection = by.ca.folder / "issuance-protection.pem"
    return by.run("shared-token", "make", "--cert", protection, "--secret-file", by.path("secret"), "--ldif", dn,
        *options)  # fmt: skip


@plays("directory")
def test_the_shared_token_in_a_directory(by: Enrolment, directory: Directory, scenario: str, kind: str) -> None:
    """The LDIF is applied to Bob's entry, the CA reads the token back and knows Bob by it."""
    for secret in ("the first secret", SECRET):
        # The second time the entry has an object class and a token already.
        directory.modify(ldif(by, secret, f"uid=bob,{PEOPLE}"))
    by.path("found.ldif").write_text(directory.search(PEOPLE, "(uid=bob)", "shrTok"))
    assert by.administer("ldif", by.path("found.ldif")) == "secret of bob\n"
    by_shared_secret(by, by.new(kind), "bob", "sha256", crmf=False, link=False)
    # The token that revokes: the CA finds it in the record of the certificate, whose name is the serial number.
    serial = by.serial("bob.pem")
    record = f"cn={int(serial, 16)},{RECORDS}"
    directory.add(f"dn: {record}\nobjectClass: certificateRecord\ncn: {int(serial, 16)}\n")
    directory.modify(ldif(by, SECRET, record, "--meta-info"))
    by.path("found.ldif").write_text(directory.search(RECORDS, f"(cn={int(serial, 16)})", "metaInfo"))
    by.administer("ldif", by.path("found.ldif"))
    by.run("revoke", "--certificate", by.path("bob.pem"), "--by-secret", "--secret-file", by.path("secret"), "-o",
        by.path("revoke.crq"))  # fmt: skip
    by.submit("revoke", BY_USER)
    assert by.revoked(serial)


# Last: what openssl says about all of it


def test_openssl_verifies_all_that_was_issued(ca: ServedCA, tmp_path: Path) -> None:
    """What is issued before this, whichever tests have run, and a certificate of its own."""
    store = Files(tmp_path / "keys")
    adopt(store, ca, "agent")
    Enrolment(ca, Place(store, tmp_path), tmp_path).enrolled("p256")
    assert verify_all_that_was_issued(ca.folder) >= 1
