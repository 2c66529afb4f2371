"""`response`, `submit`, `pop`, `revoke`, `shared-token`: what comes back, and what is sent next."""

from __future__ import annotations

import json
import socket
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

import cmcasn1
from cmcasn1.cli.group import cli
from cmcasn1.dogtag.shared_tokens import open_shared_token
from cmcasn1.keys.loading import load_private_key
from tests.blobs import VECTORS
from tests.servers import Answer, Authority, HTTPServer, Seen, http_server, tcp_server

DOGTAG = VECTORS / "dogtag"
USER = ["--key", f"{DOGTAG}/pki/user.key", "--cert", f"{DOGTAG}/pki/user.crt"]
CA = ["--trust", f"{DOGTAG}/pki/ca_signing.crt"]


def run(*arguments: str | Path, code: int = 0) -> Result:
    found = CliRunner().invoke(cli, [str(each) for each in arguments])
    assert found.exit_code == code, found.output
    assert found.exception is None or isinstance(found.exception, SystemExit)
    return found


def private_key(name: str) -> Any:
    return serialization.load_pem_private_key((DOGTAG / name).read_bytes(), None)


def controls(data: bytes) -> dict[str, Any]:
    body = cmcasn1.parse(data).body
    return {each.attr_type.name.removeprefix("id-cmc-"): each.attr_values[0] for each in body.control_sequence}


@pytest.mark.parametrize(
    "name, code, lines",
    [
        ("success", 0, ["✓ success (0)   for #1", "issued      CN=Test User", "beside      CN=CA Signing"]),
        ("simple", 0, ["✓ issued", "issued      CN=Test User"]),
        (
            "failed_bad_identity",
            1,
            ["✗ failed (2)", 'badIdentity (7)\n            " certificate principal and signer do not match"\n'],
        ),
        ("pending", 1, ["! pending (3)", "--query-pending 8"]),
        ("encryptedpop_user_crmf_nopop", 1, ["! popRequired (6)", "request id  15", "for the key of #1"]),
        ("statusinfo_v1_failed", 1, ["✗ failed (2)"]),
    ],
)
def test_dogtags_responses(name: str, code: int, lines: list[str]) -> None:
    found = run("response", DOGTAG / f"resp_{name}.bin", *CA, code=code)
    for each in lines:
        assert each in found.stdout
    document = json.loads(run("response", DOGTAG / f"resp_{name}.bin", *CA, "--json", code=code).stdout)
    assert document["schema"] == "cmcasn1/1" and document["success"] is (code == 0)
    assert document["requestNumber"] == (15 if "encryptedpop" in name else None)
    assert document["challenges"] == ([1] if "encryptedpop" in name else [])


def test_what_httpclient_leaves(tmp_path: Path) -> None:
    """Header lines that it did not count stand before the message, zeros of its buffer behind."""
    (tmp_path / "r.resp").write_bytes(b"Server: x\r\n\r\n" + (DOGTAG / "resp_success.bin").read_bytes() + bytes(100))
    assert "success" in run("response", tmp_path / "r.resp").stdout


def test_certificates_are_written(tmp_path: Path) -> None:
    """As PEM with the chain, certs-only and PKCS #12."""
    names = {form: tmp_path / f"alice.{form}" for form in ("pem", "p7c", "p12")}
    (tmp_path / "word").write_text("a word\n")
    issued = next(each for each in certificates_of("resp_success") if "Test User" in each.subject.rfc4514_string())
    options = [part for form, path in names.items() for part in (f"--{form}", path)]
    arguments = ["response", DOGTAG / "resp_success.bin", "--key", DOGTAG / "pki/user.key", *options,
                 "--p12-password-file", tmp_path / "word", "--p12-name", "alice"]  # fmt: skip
    run(*arguments)
    assert names["pem"].read_bytes().count(b"BEGIN CERTIFICATE") == 2
    leaf, root = cmcasn1.keys.loading.load_certificates(names["pem"].read_bytes())
    assert leaf.to_cryptography() == issued
    assert set(cmcasn1.parse(names["p7c"].read_bytes()).body) == {leaf, root}
    store = pkcs12.load_pkcs12(names["p12"].read_bytes(), b"a word")
    assert store.cert is not None and store.cert.certificate == issued and store.cert.friendly_name == b"alice"
    assert store.key is not None and store.key.public_key() == issued.public_key()
    assert [each.certificate for each in store.additional_certs] == [root.to_cryptography()]
    assert stat.S_IMODE(names["p12"].stat().st_mode) == 0o600
    assert "--force replaces it" in run(*arguments, code=2).stderr
    run(*arguments, "--force")
    on_stdout = run("response", DOGTAG / "resp_success.bin", "--pem", "-")
    assert on_stdout.stdout == names["pem"].read_text() and "success" in on_stdout.stderr


def certificates_of(name: str) -> list[Any]:
    layer = cmcasn1.parse((DOGTAG / f"{name}.bin").read_bytes()).layers[0]
    return [each.to_cryptography() for each in layer.certificates]


def test_certificate_of_another_key(tmp_path: Path) -> None:
    (tmp_path / "word").write_text("a word\n")
    found = run("response", DOGTAG / "resp_success.bin", "--key", DOGTAG / "pki/agent.key", "--p12", tmp_path / "x.p12",
                "--p12-password-file", tmp_path / "word", code=1)  # fmt: skip
    assert "no certificate to write" in found.stderr and not (tmp_path / "x.p12").exists()
    assert (
        "needs the private key" in run("response", DOGTAG / "resp_success.bin", "--p12", tmp_path / "x", code=2).stderr
    )


def test_nothing_is_written_of_an_answer_that_does_not_hold(tmp_path: Path) -> None:
    """The request had another nonce."""
    run("request", DOGTAG / "p10_rsa.csr", *USER, "-o", tmp_path / "other.crq")
    found = run("response", DOGTAG / "resp_success.bin", "--request", tmp_path / "other.crq", "--pem",
                tmp_path / "x.pem", code=1)  # fmt: skip
    assert "does not hold" in found.stderr and not (tmp_path / "x.pem").exists()
    request = DOGTAG / "cmcreq_agent_p10_rsa.bin"
    assert f"cmcasn1: {request}: " in run("response", request, code=3).stderr
    answer = DOGTAG / "resp_success.bin"
    wrong = run("response", DOGTAG / "resp_failed_bad_identity.bin", "--request", answer, code=3)
    assert f"cmcasn1: {answer}: " in wrong.stderr and "expected a request" in wrong.stderr
    assert "No such file" in run("response", tmp_path / "nowhere", code=2).stderr


def test_second_trip(tmp_path: Path) -> None:
    """What comes of Dogtag's challenge is what Dogtag's own client computed."""
    common = [DOGTAG / "resp_encryptedpop_user_crmf_nopop.bin", *USER]
    key = ["--request-key", DOGTAG / "keys/crmf_rsa_nopop.key"]
    run("pop", *common, *key, "--for", "dogtag", "--no-transaction", "-o", tmp_path / "two.crq")
    mine, theirs = (
        controls((tmp_path / "two.crq").read_bytes()),
        controls((DOGTAG / "cmcreq_decryptedpop_user.bin").read_bytes()),
    )
    assert mine == theirs and set(mine) == {"decryptedPOP", "regInfo"}
    run("pop", *common, *key, "-o", tmp_path / "rfc.crq")
    assert "senderNonce" in controls((tmp_path / "rfc.crq").read_bytes())
    wrong = run("pop", *common, "--request-key", DOGTAG / "keys/crmf_rsa_pop.key", code=1)
    assert "does not open with this key" in wrong.stderr
    none = run("pop", DOGTAG / "resp_success.bin", *USER, code=2)
    assert "no challenge" in none.stderr


def test_revocation_signed(tmp_path: Path) -> None:
    out = tmp_path / "r.crq"
    run("revoke", "0x1f", *USER, "--reason", "keyCompromise", "--invalidity-date", "2026-11-01T12:00:00Z",
        "--comment", "lost", "-o", out)  # fmt: skip
    asked = controls(out.read_bytes())["revokeRequest"]
    assert asked.serial_number == 31 and asked.reason == cmcasn1.CRLReason.keyCompromise
    assert asked.issuer_name.rfc4514_string().startswith("CN=CA Signing Certificate")
    assert asked.invalidity_date.isoformat() == "2026-11-01T12:00:00+00:00"
    assert asked.comment == "lost" and asked.passphrase is None
    assert cmcasn1.verify(out.read_bytes()).ok
    run("revoke", "--certificate", DOGTAG / "pki/agent.crt", *USER, "--reason", "6", "-o", out, "--force")
    asked = controls(out.read_bytes())["revokeRequest"]
    assert asked.serial_number == 2 and asked.reason == cmcasn1.CRLReason.certificateHold


def test_revocation_by_secret(tmp_path: Path) -> None:
    out, secret = tmp_path / "r.crq", tmp_path / "secret"
    secret.write_text("testing")
    common = ["revoke", "6", "--issuer", "CN=CA,O=Example", "--by-secret", "--secret-file", secret]
    run(*common, "-o", out)
    assert [type(layer).__name__ for layer in cmcasn1.parse(out.read_bytes()).layers] == ["SignedData"]
    assert controls(out.read_bytes())["revokeRequest"].passphrase == b"testing"
    run(*common, "--for", "dogtag", "-o", out, "--force")
    assert [type(layer).__name__ for layer in cmcasn1.parse(out.read_bytes()).layers] == ["bytes"]
    assert cmcasn1.verify(out.read_bytes()).ok
    assert b"testing" in out.read_bytes()
    key = load_private_key((DOGTAG / "pki/ca_signing.key").read_bytes())
    for peer in ("rfc", "dogtag"):
        run(*common, "--for", peer, "--encrypt-for", DOGTAG / "pki/ca_signing.crt", "-o", out, "--force")
        assert b"testing" not in out.read_bytes()
        opened = cmcasn1.decrypt(cmcasn1.parse(out.read_bytes()), key)
        assert opened.body.control_sequence[-1].attr_values[0].passphrase == b"testing"


@pytest.mark.parametrize(
    "arguments, text",
    [
        (["revoke", "6", "--by-secret", *USER], "goes unsigned"),
        (["revoke", "6", "--by-secret", "--secret-file", "nowhere", "--issuer", "CN=x"], "nowhere"),
        (["revoke", "6", "--by-secret", "--issuer", "CN=x"], "the shared secret of the revocation is needed"),
        (["revoke", "6", "--by-secret"], "whose certificate?"),
        (["revoke", *USER], "which certificate?"),
        (["revoke", "six", *USER], "no number"),
        (["revoke", "6", *USER, "--reason", "boredom"], "no reason"),
        (["revoke", "6", *USER, "--invalidity-date", "soon"], "no time"),
        (["revoke", "6", "--key", f"{DOGTAG}/pki/user.key", "--issuer", "CN=x"], "needs a certificate"),
        (["revoke", "6", *USER, "--certificate", f"{DOGTAG}/pki/agent.crt"], "neither SERIAL"),
        (["shared-token", "make", "--cert", f"{DOGTAG}/pki/ca_issuance_prot.crt"], "the shared secret is needed"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_wrong_use(arguments: list[str], text: str) -> None:
    assert text in run(*arguments, code=2).stderr


@pytest.mark.parametrize("oaep", [False, True])
def test_shared_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, oaep: bool) -> None:
    monkeypatch.setenv("WORD", "gehëim密")
    out, key = tmp_path / "token", DOGTAG / "pki/ca_issuance_prot.key"
    make = ["shared-token", "make", "--cert", DOGTAG / "pki/ca_issuance_prot.crt", "--secret-env", "WORD",
            *(["--oaep"] if oaep else []), "-o", out, "--force"]  # fmt: skip
    for form in ([], ["--der"], ["--meta-info"]):
        run(*make, *form)
        assert run("shared-token", "open", out, "--key", key).stdout == "gehëim密"
    run(*make, "--ldif", "uid=alice,ou=people,dc=example")
    ldif = out.read_text()
    assert ldif.startswith("dn: uid=alice,ou=people,dc=example\n")
    token = next(line for line in ldif.splitlines() if line.startswith("shrTok: "))[8:]
    assert open_shared_token(token, private_key("pki/ca_issuance_prot.key")) == "gehëim密".encode()
    run("shared-token", "open", DOGTAG / "sharedtoken.b64", "--key", key, "-o", tmp_path / "secret")
    assert (tmp_path / "secret").read_bytes() == b"testing"
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
    assert "no base64" in run("shared-token", "open", out, "--key", key, code=3).stderr
    wrong = run("shared-token", "open", DOGTAG / "sharedtoken.b64", "--key", DOGTAG / "pki/user.key", code=1)
    assert "does not open with this key" in wrong.stderr


RESPONSES = {
    "/ca/ee/ca/profileSubmitCMCFull": "resp_success",
    "/pending": "resp_pending",
    "/failed": "resp_failed_bad_identity",
}


def answering(seen: Seen) -> Answer:
    if seen.path == "/page":
        return Answer(b"<html><title>Not found</title></html>", {"Content-Type": "text/html"}, 404)
    name = RESPONSES.get(seen.path, "resp_success")
    return Answer((DOGTAG / f"{name}.bin").read_bytes(), {"Content-Type": "application/pkcs7-mime"})


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    with http_server(answering) as found:
        yield found


@pytest.fixture
def message(tmp_path: Path) -> Path:
    """What resp_success answers, without nonce and transaction, as it repeats none."""
    run("csr", "--subject", "CN=Test User", *USER[:2], "-o", tmp_path / "a.csr")
    run("request", tmp_path / "a.csr", *USER, "--no-transaction", "-o", tmp_path / "a.crq")
    return tmp_path / "a.crq"


def test_submit(server: HTTPServer, message: Path) -> None:
    """The profile names the path; the answer is kept beside the request, and explained."""
    found = run("submit", message, server.url, "--profile", "caFullCMCUserCert", "--pem", message.parent / "a.pem")
    assert server.seen[0].path == "/ca/ee/ca/profileSubmitCMCFull" and server.seen[0].body == message.read_bytes()
    kept = message.with_name("a.crp")
    assert kept.read_bytes() == (DOGTAG / "resp_success.bin").read_bytes()
    assert f"the answer is in {kept}" in found.stderr and "success (0)" in found.stdout
    assert (message.parent / "a.pem").read_bytes().count(b"BEGIN CERTIFICATE") == 2


def test_submit_does_not_lose_an_answer(server: HTTPServer, message: Path) -> None:
    kept = message.with_name("a.crp")
    kept.write_bytes(b"an older one")
    run("submit", message, f"{server.url}/pending", code=1)
    assert kept.read_bytes() == b"an older one"
    (other,) = message.parent.glob("a-*.crp")
    assert other.read_bytes() == (DOGTAG / "resp_pending.bin").read_bytes()
    refused = run("submit", message, f"{server.url}/pending", "-o", kept, code=2)
    assert "--force replaces it" in refused.stderr and len(server.seen) == 1
    refused = run("submit", message, f"{server.url}/pending", "--pem", kept, code=2)
    assert "--force replaces it" in refused.stderr and len(server.seen) == 1
    run("submit", message, f"{server.url}/pending", "-o", kept, "--force", code=1)
    assert kept.read_bytes() == (DOGTAG / "resp_pending.bin").read_bytes()


def test_submit_sends_no_response(server: HTTPServer, tmp_path: Path) -> None:
    answer = DOGTAG / "resp_success.bin"
    refused = run("submit", answer, server.url, "-o", tmp_path / "a.crp", code=3)
    assert f"cmcasn1: {answer}: " in refused.stderr and "expected a request" in refused.stderr
    assert not server.seen and not (tmp_path / "a.crp").exists()


def test_submit_checks_nonces(server: HTTPServer, tmp_path: Path) -> None:
    run("request", DOGTAG / "p10_rsa.csr", *USER, "-o", tmp_path / "a.crq")
    found = run("submit", tmp_path / "a.crq", f"{server.url}/failed", code=1)
    assert "nonce" in found.stdout and "✗" in found.stdout


@pytest.mark.parametrize(
    "url, code, text",
    [
        ("{}/page", 1, "web page"),
        ("http://127.0.0.1:1/", 1, "no connection"),
        ("ftp://x/", 2, "'ftp://x/' is no http or https URL"),
        ("http://[", 2, "'http://[' is no http or https URL"),
        ("http://user:hidden@x:y/", 2, "'...@x:y/' is no http or https URL"),
        ("tcp://127.0.0.1:1", 1, "no connection"),
        ("tcp://127.0.0.1/path", 2, "'tcp://127.0.0.1/path' is no TCP server: tcp://HOST"),
        ("tcp://[", 2, "'tcp://[' is no TCP server"),
        ("tcp://x:y", 2, "'tcp://x:y' is no TCP server"),
        ("tcp://127.0.0.1:0", 2, "0 is no port of TCP"),
    ],
)
def test_no_answer(server: HTTPServer, message: Path, url: str, code: int, text: str) -> None:
    assert text in run("submit", message, url.format(server.url), code=code).stderr
    assert not message.with_name("a.crp").exists()


def test_submit_over_tcp(message: Path) -> None:
    def talk(connection: socket.socket) -> None:
        connection.recv(100_000)
        connection.sendall((DOGTAG / "resp_pending.bin").read_bytes())

    with tcp_server(talk) as server:
        found = run("submit", message, f"tcp://127.0.0.1:{server.port}", code=1)
    assert "pending" in found.stdout


def test_submit_with_a_client_certificate(tmp_path: Path, message: Path) -> None:
    """Out of PEM with a password, and out of PKCS #12."""
    authority = Authority(tmp_path, "tls")
    certificate, key = authority.issue("client", b"a word")
    (tmp_path / "word").write_text("a word\n")
    store = pkcs12.serialize_key_and_certificates(
        None,
        serialization.load_pem_private_key(key.read_bytes(), b"a word"),  # type: ignore[arg-type]
        cmcasn1.keys.loading.load_certificates(certificate.read_bytes())[0].to_cryptography(),
        None,
        serialization.BestAvailableEncryption(b"a word"),
    )
    (tmp_path / "client.p12").write_bytes(store)
    with http_server(answering, authority.server_context(client=True)) as server:
        for number, keys in enumerate((["--key", key, "--cert", certificate], ["--key", tmp_path / "client.p12"])):
            run("submit", message, f"{server.url}/pending", "--ca", authority.certificate, *keys,
                "--key-password-file", tmp_path / "word", "--force", code=1)  # fmt: skip
            assert server.seen[number].client == "client"
        refused = run("submit", message, server.url, code=1)
    assert "not trusted" in refused.stderr
