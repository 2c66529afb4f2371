"""`convert --to mail`, and the commands that take a mail for a message: RFC 10003 section 5."""

from __future__ import annotations

import email
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import cmcasn1
from cmcasn1 import transport
from cmcasn1.cli.group import cli
from cmcasn1.keys.loading import load_certificates
from tests.blobs import VECTORS
from tests.programs import openssl

DOGTAG = VECTORS / "dogtag"
USER = ["--key", f"{DOGTAG}/pki/user.key", "--cert", f"{DOGTAG}/pki/user.crt"]
ADDRESSED = ["--mail-from", "Alice <alice@example.org>", "--mail-to", "ca@example.org"]


def run(*arguments: str | Path, code: int = 0) -> Result:
    found = CliRunner().invoke(cli, [str(each) for each in arguments])
    assert found.exit_code == code, found.output
    return found


def mailed(file: Path, out: Path, *options: str) -> EmailMessage:
    run("convert", file, "--to", "mail", *options, "-o", out)
    mail = email.message_from_bytes(out.read_bytes(), policy=default)
    assert isinstance(mail, EmailMessage) and not mail.defects
    return mail


@pytest.mark.parametrize(
    "name, kind, label, file_name",
    [
        ("p10_rsa.csr", "simple-pki-request", "application/pkcs10", "p10_rsa.p10"),
        ("cmcreq_agent_p10_rsa.bin", "full-pki-request", "CMC-request", "cmcreq_agent_p10_rsa.p7m"),
        ("resp_success.bin", "full-pki-response", "CMC-response", "resp_success.p7m"),
        ("certs.p7c", "simple-pki-response", "certs-only", "certs.p7c"),
    ],
)
def test_there_and_back(tmp_path: Path, name: str, kind: str, label: str, file_name: str) -> None:
    source, octets = DOGTAG / name, tmp_path / "octets"
    if name == "certs.p7c":
        source = tmp_path / name
        (agent,) = load_certificates((DOGTAG / "pki/agent.crt").read_bytes())
        made = cmcasn1.ContentInfo(cmcasn1.Oid("1.2.840.113549.1.7.2"), cmcasn1.certs_only([agent]))
        source.write_bytes(cmcasn1.encode_der(made))
    mail = mailed(source, tmp_path / "m.eml", *ADDRESSED, "--mail-subject", "Zertifikat für Alice")
    assert (mail["From"], mail["To"]) == ("Alice <alice@example.org>", "ca@example.org")
    assert mail["Subject"] == "Zertifikat für Alice" and mail["Date"].datetime
    assert mail["Message-ID"].endswith("@example.org>") and mail["MIME-Version"] == "1.0"
    assert label in mail["Content-Type"] and mail.get_filename() == file_name
    assert b"\n" not in (tmp_path / "m.eml").read_bytes().replace(b"\r\n", b"")
    (received,) = transport.from_mail(mail)
    assert (received.kind, received.problems) == (kind, ())
    for each in (source, tmp_path / "m.eml"):
        run("convert", each, "--to", "der", "-o", octets, "--force")
        assert octets.read_bytes() == received.octets
    if "pkcs7-mime" in mail["Content-Type"]:
        # What openssl takes for S/MIME is the same message to it.
        out = str(tmp_path / "by-openssl")
        openssl("cms", "-cmsout", "-inform", "SMIME", "-in", str(tmp_path / "m.eml"), "-outform", "DER", "-out", out)
        assert Path(out).read_bytes() == received.octets


def test_a_part_to_attach(tmp_path: Path) -> None:
    mail = mailed(DOGTAG / "resp_success.bin", tmp_path / "part")
    assert set(mail) == {"Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "MIME-Version"}


def test_an_encrypted_message_does_not_say_what_it_is(tmp_path: Path) -> None:
    run("request", DOGTAG / "p10_rsa.csr", *USER, "--encrypt-for", DOGTAG / "pki/agent.crt", "-o", tmp_path / "a.crq")
    said = run("convert", tmp_path / "a.crq", "--to", "mail", *ADDRESSED, code=2).stderr
    assert f"{tmp_path / 'a.crq'}: " in said and "--mail-kind" in said
    mail = mailed(tmp_path / "a.crq", tmp_path / "a.eml", *ADDRESSED, "--mail-kind", "full-pki-request")
    assert "CMC-request" in mail["Content-Type"] and mail.get_filename() == "a.p7m"


def test_a_name_that_is_not_ascii_gives_way(tmp_path: Path) -> None:
    (tmp_path / "Änderung.crq").write_bytes((DOGTAG / "cmcreq_agent_p10_rsa.bin").read_bytes())
    assert mailed(tmp_path / "Änderung.crq", tmp_path / "a.eml").get_filename() == "request.p7m"


@pytest.mark.parametrize(
    "options, code, text",
    [
        (["--mail-to", "ca@example.org"], 2, "a mail has a sender"),
        (["--mail-from", "alice"], 2, "'alice' is no address"),
        (["--mail-from", "a@example.org, b@example.org"], 2, "is no address"),
        (["--mail-from", "a@example.org\nBcc: b@example.org"], 2, "is no address"),
        (["--mail-from", "x\ny <a@example.org>"], 2, "is no address"),
        (["--mail-from", "ä@example.org"], 2, "is no address"),
        (["--mail-from", "a@"], 2, "is no address"),
        (["--mail-from", "a@example.org", "--mail-to", ""], 2, "'' is no address"),
        (["--mail-kind", "full-pki-response"], 2, "it is a full-pki-request"),
    ],
)
def test_what_no_mail_is_made_of(options: list[str], code: int, text: str) -> None:
    assert text in run("convert", DOGTAG / "cmcreq_agent_p10_rsa.bin", "--to", "mail", *options, code=code).stderr


def test_messages_that_mail_does_not_carry(tmp_path: Path) -> None:
    two = tmp_path / "two"
    two.write_bytes((DOGTAG / "resp_success.bin").read_bytes() * 2)
    assert "there are 2" in run("convert", two, "--to", "mail", code=2).stderr
    assert "cert-req-messages" in run("convert", DOGTAG / "crmf_rsa_pop.der", "--to", "mail", code=2).stderr
    assert "agent.crt: " in run("convert", DOGTAG / "pki/agent.crt", "--to", "mail", code=3).stderr
    assert "--to mail" in run("convert", two, "--to", "hex", *ADDRESSED, code=2).stderr


def test_commands_take_a_mail_for_a_message(tmp_path: Path) -> None:
    """The request as PKCS #10 and whole, the answer, and the challenge in one."""
    path = tmp_path.joinpath
    run("request", DOGTAG / "p10_rsa.csr", *USER, "-o", path("a.crq"))
    for source in (DOGTAG / "p10_rsa.csr", path("a.crq"), DOGTAG / "resp_encryptedpop_user_crmf_nopop.bin"):
        mailed(source, path(f"{source.name}.eml"), *ADDRESSED)
    run("request", path("p10_rsa.csr.eml"), *USER, "-o", path("b.crq"))
    assert "from MIME" in run("show", path("a.crq.eml")).stdout
    run("verify", path("a.crq.eml"))
    run("request", "--nest", path("a.crq.eml"), *USER, "-o", path("c.crq"))
    challenge = path("resp_encryptedpop_user_crmf_nopop.bin.eml")
    assert "challenge" in run("response", challenge, code=1).stdout
    key = ["--request-key", str(DOGTAG / "keys/crmf_rsa_nopop.key")]
    run("pop", challenge, *USER, *key, "-o", path("d.crq"))
    assert cmcasn1.parse(path("d.crq").read_bytes()).kind == "full-pki-request"
