"""`cmcasn1 verify` as a program: verdicts, exit codes, secrets that never show, JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

import cmcasn1
from cmcasn1 import CertificationRequestBuilder, PKIDataBuilder, PKIResponseBuilder
from cmcasn1.cli.group import cli as group
from tests.blobs import Blob
from tests.signing_keys import NOW, certificate, private_key

SECRET = "SixteenCharToken"
USER = ec.generate_private_key(ec.SECP256R1())
CSR = CertificationRequestBuilder().subject("CN=Alice").subject_key_identifier().sign(USER)
ASKING = (
    PKIDataBuilder()
    .add_pkcs10(CSR)
    .identification("alice")
    .identity_proof_v2(SECRET)
    .pop_link_witness_v2(SECRET, USER)
    .transaction_id(42)
    .sender_nonce(b"n" * 16)
)
REQUEST = ASKING.sign(USER, signing_time=NOW)
BY_CERTIFICATE = PKIDataBuilder().add_pkcs10(CSR).sign(private_key("rsa"), certificate("rsa"), signing_time=NOW)
FAILURE = PKIResponseBuilder().status(2).transaction_id(42).recipient_nonce(b"n" * 16)
PROTECTED = rsa.generate_private_key(65537, 2048)


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    Path("secret").write_text(f"{SECRET}\n")
    Path("wrong").write_text("another token")
    Path("request").write_bytes(REQUEST.der)
    Path("trust.pem").write_bytes(certificate("rsa").to_cryptography().public_bytes(Encoding.PEM))
    Path("other.pem").write_bytes(certificate("p256").to_cryptography().public_bytes(Encoding.PEM))


def run(*arguments: str, data: bytes | None = None) -> Result:
    return CliRunner().invoke(group, ["verify", *arguments], input=data)


def failures(done: Result) -> set[str]:
    checks = json.loads(done.stdout)["checks"]
    return {check["name"] for check in checks if check["outcome"] == "failed"}


@pytest.mark.parametrize(
    ("options", "code", "verdict"),
    [
        (["--secret-file", "secret"], 0, "✓ holds"),
        (["--secret-file", "alice=secret"], 0, "✓ holds"),
        (["--secret-file", "bob=wrong", "--secret-file", "secret"], 0, "✓ holds"),
        (["--secret-file", "wrong", "--secret-file", "alice=secret"], 0, "✓ holds"),
        (["--secret-env", "TOKEN"], 0, "✓ holds"),
        (["--secret-env", "alice=TOKEN"], 0, "✓ holds"),
        (["--secret-file", "wrong"], 1, "✗ does not hold"),
        (["--secret-file", "bob=secret"], 1, "✗ is not shown to hold"),
        ([], 0, "! holds, as far as could be checked"),
        (["--strict"], 1, "! holds, as far as could be checked"),
        (["--strict", "--secret-file", "secret"], 0, "✓ holds"),
        (["--secret-file", "secret", "--at", "2026-07-01"], 1, "✗ does not hold"),
        (["--secret-file", "secret", "--at", "2026-08-01T14:00:00+02:00"], 0, "✓ holds"),
    ],
)
def test_secrets_and_times(options: list[str], code: int, verdict: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN", SECRET)
    done = run("request", "--at", "2026-08-01T12:00", *options)
    assert (done.exit_code, done.stdout.splitlines()[0].partition("   ")[0]) == (code, verdict), done.output
    assert SECRET not in done.output and "another token" not in done.output


@pytest.mark.parametrize(
    "options",
    [
        ["--secret-file", "absent"],
        ["--secret-file", "alice=absent"],
        ["--secret-file", "empty"],
        ["--secret-env", "NOT_SET"],
        ["--secret-file", "secret", "--secret-file", "wrong"],
        ["--secret-file", "alice=secret", "--secret-file", "alice=wrong"],
        ["--at", "tomorrow"],
        ["--trust", "secret"],
        ["--trust", "empty"],
        ["--key", "secret"],
        ["--request", "secret"],
        ["--request", "request"],
    ],
)
def test_wrong_use(options: list[str]) -> None:
    Path("empty").touch()
    done = run("request", *options)
    assert done.exit_code == 2, done.output
    assert SECRET not in done.output and not isinstance(done.exception, cmcasn1.CMCError)


def test_a_file_with_an_equals_sign_in_its_name() -> None:
    Path("a=b").write_text(SECRET)
    assert run("request", "--secret-file", "a=b").exit_code == 0
    assert run("request", "--secret-file", "alice=a=b").exit_code == 2
    assert run("request", "--secret-file", "alice=./a=b").exit_code == 2


def test_the_prompt_does_not_show_the_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    done = CliRunner().invoke(group, ["verify", "request", "--secret-prompt"], input=f"{SECRET}\n")
    assert done.exit_code == 0, done.output
    assert SECRET not in done.output and "shared secret" in done.stderr and "shared secret" not in done.stdout


@pytest.mark.parametrize(
    ("changed", "fails"),
    [
        (lambda body: replace(body, control_sequence=body.control_sequence[:-1]), {"message-digest"}),
        (
            lambda body: replace(body, req_sequence=(replace(body.req_sequence[0], body_part_id=99),)),
            {"message-digest", "identity-proof"},
        ),
        (lambda body: replace(body, control_sequence=body.control_sequence * 2), {"message-digest", "body-part-ids"}),
    ],
)
def test_tampered(changed: Callable[[Any], Any], fails: set[str]) -> None:
    info = REQUEST.content_info
    content = replace(info.content.encap_content_info, e_content=cmcasn1.encode_der(changed(REQUEST.body)))
    tampered = replace(info, content=replace(info.content, encap_content_info=content))
    Path("tampered").write_bytes(cmcasn1.encode_der(tampered))
    done = run("tampered", "--secret-file", "secret", "--json")
    assert done.exit_code == 1
    assert failures(done) >= fails


def test_trust() -> None:
    Path("signed").write_bytes(BY_CERTIFICATE.der)
    assert run("signed").stdout.startswith("! holds, as far as could be checked")
    assert run("signed", "--trust", "trust.pem").exit_code == 0
    assert failures(run("signed", "--trust", "other.pem", "--json")) <= {"certificate-path"}
    assert failures(run("signed", "--require-ra", "--json")) == set()
    vouching = PKIDataBuilder().add_pkcs10(CSR).lra_pop_witness().sign(private_key("rsa"), certificate("rsa"))
    Path("vouching").write_bytes(vouching.der)
    assert failures(run("vouching", "--require-ra", "--json")) == {"extended-key-usage"}


def test_replayed_answers() -> None:
    good = FAILURE.sign(private_key("rsa"), certificate("rsa"))
    stale = PKIResponseBuilder().status(2).transaction_id(42).recipient_nonce(b"m" * 16)
    other = PKIResponseBuilder().status(2).transaction_id(43).recipient_nonce(b"n" * 16)
    for built, fails in ((good, set()), (stale, {"nonce"}), (other, {"transaction"})):
        made = built if built is good else built.sign(private_key("rsa"), certificate("rsa"))
        Path("answer").write_bytes(made.der)
        done = run("answer", "--request", "request", "--json")
        assert (failures(done), done.exit_code) == (fails, 1 if fails else 0)
    Path("answer").write_bytes(good.der)
    assert failures(run("answer", "--require-ca", "--json")) == {"extended-key-usage"}


def test_weak() -> None:
    Path("weak").write_bytes(PKIDataBuilder().add_pkcs10(CSR).identity_proof(SECRET).sign(USER).der)
    done = run("weak", "--secret-file", "secret")
    assert done.exit_code == 0
    assert "! identity-proof" in done.stdout and "1 weak" in done.stdout
    assert "keyed with the secret   holds, but rests on MD5 or SHA-1" in done.stdout
    assert failures(run("weak", "--secret-file", "secret", "--no-weak", "--json")) == {"weak-algorithm"}


def test_encrypted() -> None:
    sealed = cmcasn1.envelop(REQUEST.der, [cmcasn1.recipient(PROTECTED.public_key())])
    Path("sealed").write_bytes(cmcasn1.encode_der(sealed))
    form = Encoding.PEM, PrivateFormat.PKCS8
    Path("key").write_bytes(PROTECTED.private_bytes(*form, BestAvailableEncryption(b"of the key")))
    Path("another").write_bytes(private_key("rsa").private_bytes(*form, NoEncryption()))
    Path("password").write_text("of the key\n")
    done = run("sealed")
    assert (done.exit_code, done.stdout.partition("   ")[0]) == (1, "! nothing could be checked")
    opened = run("sealed", "--key", "key", "--key-password-file", "password", "--secret-file", "secret")
    assert opened.exit_code == 0 and "in SignedData in EnvelopedData" in opened.stdout
    assert run("sealed", "--key", "key").exit_code == 2
    assert run("sealed", "--key", "key", "--key-password-file", "secret").exit_code == 2
    done = run("sealed", "--key", "another")
    assert (done.exit_code, done.stdout) == (1, "") and "does not open" in done.stderr
    assert "of the key" not in done.output


@pytest.mark.parametrize("data", [b"", b"\x30\x03\x02\x01\x01", REQUEST.der[:-1], b"no message at all"])
def test_not_decodable(data: bytes) -> None:
    done = run("-", data=data)
    assert (done.exit_code, done.stdout) == (3, "") and done.stderr.startswith("cmcasn1: -: ")


def test_several_messages() -> None:
    done = run("-", "--json", data=REQUEST.der + BY_CERTIFICATE.der)
    assert [each["schema"] for each in json.loads(done.stdout)] == ["cmcasn1/1"] * 2
    text = run("-", data=REQUEST.der + BY_CERTIFICATE.der).stdout
    assert text.count("Full PKI Request") == 2 and "\n\n! holds" in text


def test_many_parts_that_hold_are_counted() -> None:
    built = PKIDataBuilder()
    for _ in range(30):
        built = built.add_pkcs10(CSR)
    Path("many").write_bytes(built.sign(USER).der)
    assert "more parts that hold" in run("many").stdout
    assert run("many").stdout.count("possession") < 30 == run("many", "--full").stdout.count("possession")


def test_what_a_message_says_cannot_drive_the_terminal() -> None:
    request = CertificationRequestBuilder().subject("CN=\x1b[31mred").subject_key_identifier().sign(USER)
    Path("red").write_bytes(PKIDataBuilder().add_pkcs10(request).identification("\x1b[2J").sign(USER).der)
    done = run("red")
    assert done.exit_code == 0 and "\x1b" not in done.output


def test_vectors_verify(any_blob: Blob) -> None:
    """Any blob gives a report, or is not decodable; nothing else comes of it."""
    done = run(os.fspath(any_blob.path), "--json")
    assert done.exit_code in (0, 1, 3), done.output
    assert isinstance(done.exception, SystemExit | None)
