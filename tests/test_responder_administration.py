"""``cmcasn1 ca`` and what it administers: pending requests, secrets, tokens of the directory, archived keys, audit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives import serialization

import cmcasn1
from cmcasn1 import CertReqMsgBuilder, CMCFailInfo, CMCStatus, PKIDataBuilder
from cmcasn1.cli.group import cli
from cmcasn1.crmf.archived_keys import ArchiveForm, archive
from cmcasn1.dogtag.directory import tokens_in_ldif
from cmcasn1.dogtag.shared_tokens import (
    make_shared_token,
    revocation_ldif,
    shared_token_ldif,
    shared_token_text,
)
from cmcasn1.keys.loading import load_certificates
from cmcasn1.responder.profiles import PROFILES
from cmcasn1.responder.responder import Responder
from tests.interop.openssl_peer import OpenSSL
from tests.responding import ENCRYPTION_KEYS, KEY, OTHER, RSA_KEY, SECRET, Reply, by_secret, csr, enrolled


def run(ca_folder: Path, *arguments: str, code: int = 0) -> str:
    found = CliRunner().invoke(cli, ["ca", *arguments], env={"CMCASN1_STATE": str(ca_folder)})
    assert found.exit_code == code, found.output
    assert found.exception is None or isinstance(found.exception, SystemExit)
    assert "Traceback" not in found.output
    return found.output


def pkcs8(key: Any) -> bytes:
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    found: bytes = key.private_bytes(serialization.Encoding.DER, form, plain)
    return found


# Pending requests


def test_approve_and_reject(ca: Responder, ca_folder: Path) -> None:
    mine = enrolled(ca)
    for key in (KEY, OTHER):
        Reply(ca, PKIDataBuilder().add_pkcs10(csr(key)).sign(KEY, mine), PROFILES["pending"])
    lines = run(ca_folder, "pending").splitlines()
    assert len(lines) == 2 and all("  pending  certificate:" in line and "CN=alice" in line for line in lines)
    first, second = (line.split()[0] for line in lines)
    assert "issued  CN=alice  serial" in run(ca_folder, "approve", first)
    assert run(ca_folder, "reject", second) == f"rejected  {second}\n"
    assert run(ca_folder, "pending") == ""
    for command in ("approve", "reject"):
        assert "is pending" in run(ca_folder, command, first, code=1)
    assert run(ca_folder, "certificates").count("  user  good  CN=alice") == 2


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    assert "is no folder of a CA" in run(tmp_path, "pending", code=2)
    assert not list(tmp_path.iterdir())


def test_states_of_certificates(ca: Responder, ca_folder: Path, agent: Any) -> None:
    serial = enrolled(ca).tbs_certificate.serial_number
    revoke = PKIDataBuilder().revoke_request(ca.authority.name, serial)
    Reply(ca, revoke.sign(agent.key, agent.certificate))
    Reply(ca, by_secret(), PROFILES["confirm"])
    text = run(ca_folder, "certificates")
    assert f"{serial}  user  revoked " in text and "  user  unconfirmed  CN=alice" in text
    assert "  agent  good  CN=Agent" in text and "  ra  good  " in text and "  service  good  " in text


# The audit log


def test_audit_log(ca: Responder, ca_folder: Path) -> None:
    enrolled(ca)
    Reply(ca, by_secret(secret="a wrong one"))
    lines = run(ca_folder, "audit").splitlines()
    assert any(" issued request=1 serial=" in line and 'subject="CN=alice"' in line for line in lines)
    assert any(' refused status="failed" reason="badIdentity"' in line for line in lines)
    documents = [json.loads(line) for line in run(ca_folder, "audit", "--json").splitlines()]
    assert len(documents) == len(lines) == len(list(ca.store.events()))
    assert {"created", "secret-set", "issued", "refused"} <= {document["event"] for document in documents}
    assert not any(secret in "".join(lines) for secret in (SECRET, "a wrong one"))


def test_one_line_for_each_event(ca: Responder, ca_folder: Path) -> None:
    """What a client writes into a message makes no line of its own, nor moves the cursor of a terminal."""
    name = "a\nissued request=99\x1b[2J\u202e\x9b"
    ca.set_secret(name, SECRET.encode())
    Reply(ca, PKIDataBuilder().add_pkcs10(csr()).identification(name).authenticate(SECRET), PROFILES["pending"])
    gives_up = PKIDataBuilder().add_pkcs10(csr(OTHER)).identification(name + "x").authenticate(SECRET)
    Reply(ca, gives_up)
    assert run(ca_folder, "pending").count("\n") == 1
    lines = run(ca_folder, "audit").splitlines()
    assert len(lines) == len(list(ca.store.events()))
    assert all(line.isprintable() for line in lines)


# Secrets


def test_secrets(ca: Responder, ca_folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("another secret\n")
    run(ca_folder, "secret", "carol", "--secret-file", str(file))
    assert ca.secret("carol") == b"another secret"
    run(ca_folder, "secret", "carol", "--remove")
    assert ca.secret("carol") is None
    assert "no secret of 'carol'" in run(ca_folder, "secret", "carol", "--remove", code=1)
    assert "is needed" in run(ca_folder, "secret", "carol", code=2)
    (protection,) = load_certificates((ca_folder / "issuance-protection.pem").read_bytes())
    file.write_text(shared_token_text(make_shared_token("by token", protection)))
    run(ca_folder, "secret", "carol", "--token", str(file))
    assert ca.secret("carol") == b"by token"
    assert Reply(ca, by_secret(secret="by token", identification="carol")).answer.status == CMCStatus.success
    (transport,) = load_certificates((ca_folder / "transport.pem").read_bytes())
    file.write_text(shared_token_text(make_shared_token("by token", transport)))
    assert "does not open" in run(ca_folder, "secret", "carol", "--token", str(file), code=1)
    assert "another secret" not in run(ca_folder, "audit") and "by token" not in run(ca_folder, "audit")


def test_revocation_secrets(ca: Responder, ca_folder: Path, tmp_path: Path) -> None:
    serial = enrolled(ca).tbs_certificate.serial_number
    file = tmp_path / "secret"
    file.write_text("revoke me")
    run(ca_folder, "revocation-secret", str(serial), "--secret-file", str(file))
    revoke = PKIDataBuilder().revoke_request(ca.authority.name, serial, secret="revoke me")
    assert Reply(ca, revoke.unsigned()).answer.status == CMCStatus.success
    assert "no certificate 99" in run(ca_folder, "revocation-secret", "99", "--secret-file", str(file), code=1)
    assert "no certificate 0x63" in run(ca_folder, "revocation-secret", "0x63", "--secret-file", str(file), code=1)
    assert "no number" in run(ca_folder, "revocation-secret", "many", "--secret-file", str(file), code=2)


def test_tokens_of_the_directory(ca: Responder, ca_folder: Path, tmp_path: Path) -> None:
    serial = enrolled(ca).tbs_certificate.serial_number
    (protection,) = load_certificates((ca_folder / "issuance-protection.pem").read_bytes())
    token, other = make_shared_token("of dora", protection), make_shared_token("for later", protection)
    record = f"cn={serial},ou=certificateRepository,ou=ca,o=example"
    text = "version: 1\n\n" + shared_token_ldif(token, "uid=dora,ou=people,o=example")
    text += "\n" + revocation_ldif(other, record)
    file = tmp_path / "tokens.ldif"
    file.write_text(text)
    assert run(ca_folder, "ldif", str(file)).splitlines() == [
        "secret of dora",
        f"revocation secret of certificate {serial}",
    ]
    assert Reply(ca, by_secret(secret="of dora", identification="dora")).answer.status == CMCStatus.success
    revoke = PKIDataBuilder().revoke_request(ca.authority.name, serial, secret="for later")
    assert Reply(ca, revoke.unsigned()).answer.status == CMCStatus.success
    file.write_text("dn: uid=dora\nuid: dora\n")
    assert "no shared token" in run(ca_folder, "ldif", str(file), code=1)
    file.write_text("no LDIF at all\n")
    assert "without a colon" in run(ca_folder, "ldif", str(file), code=3)


def test_ldif(ca_folder: Path) -> None:
    (protection,) = load_certificates((ca_folder / "issuance-protection.pem").read_bytes())
    token = make_shared_token("secret", protection)
    text = shared_token_text(token)
    import base64

    folded = f"shrTok: {text[:40]}\n {text[40:]}"
    double = "shrTok:: " + base64.b64encode(text.encode()).decode()
    for line in (f"shrTok: {text}", folded, double, f"SHRTOK;binary: {text}"):
        entry = (
            f"# a comment\n which goes on\ndn: cn=Dora,o=example\nobjectClass: person\nuid: dora\n{line}\n\ndn: o=x\n"
        )
        for ends in (entry, entry.replace("\n", "\r\n")):
            (found,) = tokens_in_ldif(ends)
            assert (found.dn, found.identification, found.serial, found.token) == (
                "cn=Dora,o=example", "dora", None, token,
            )  # fmt: skip
    for broken in (
        f"dn: cn=Dora\nshrTok: {text}\n",
        f"dn: uid=x\nmetaInfo: revShrTok:{text}\n",
        "dn: uid=x\nshrTok: MAAA\n",
        "dn:: ###\n",
    ):
        with pytest.raises(cmcasn1.DecodeError):
            tokens_in_ldif(broken)
    assert tokens_in_ldif("") == tokens_in_ldif("dn: uid=x\nmetaInfo: requestId:5\n") == ()


# Archived keys


@pytest.fixture
def transport(ca_folder: Path) -> Iterator[cmcasn1.Certificate]:
    (found,) = load_certificates((ca_folder / "transport.pem").read_bytes())
    yield found


@pytest.mark.parametrize("form", ArchiveForm)
@pytest.mark.parametrize("profile", ["cmc", "archive"])
def test_keys_are_archived(
    ca: Responder, ca_folder: Path, tmp_path: Path, agent: Any, transport: Any, form: ArchiveForm, profile: str
) -> None:
    sealed = archive(pkcs8(RSA_KEY), transport, form=form)
    message = CertReqMsgBuilder().subject("CN=alice").archive(sealed).sign(RSA_KEY)
    reply = Reply(ca, PKIDataBuilder().add_crmf(message).sign(agent.key, agent.certificate), PROFILES[profile])
    (issued,) = reply.certificates
    serial = str(issued.tbs_certificate.serial_number)
    out = tmp_path / "recovered.pem"
    run(ca_folder, "recover-key", hex(int(serial)), "-o", str(out))
    recovered = serialization.load_pem_private_key(out.read_bytes(), None)
    assert pkcs8(recovered) == pkcs8(RSA_KEY)
    assert out.stat().st_mode & 0o777 == 0o600
    assert "key-recovered" in run(ca_folder, "audit")


def test_the_archive_of_a_key_that_cannot_sign(ca: Responder, transport: Any) -> None:
    """The challenge comes between: what was archived belongs to the request, and to the certificate in the end."""
    key, mine = ENCRYPTION_KEYS["x25519"], enrolled(ca)
    message = CertReqMsgBuilder().subject("CN=alice").archive(archive(pkcs8(key), transport)).challenge(key)
    reply = Reply(ca, PKIDataBuilder().add_crmf(message).sign(KEY, mine), PROFILES["archive"])
    (challenge,), (number,) = reply.values(cmcasn1.EncryptedPOP), reply.values(cmcasn1.ResponseInfo)
    pop = cmcasn1.DecryptedPOP.answer(challenge, key)
    second = PKIDataBuilder().add_crmf(challenge.request).decrypted_pop(pop).reg_info(number.value)
    (issued,) = Reply(ca, second.sign(KEY, mine), PROFILES["archive"]).certificates
    assert ca.recover_key(issued.tbs_certificate.serial_number) == pkcs8(key)


def test_keys_that_are_not_archived(ca: Responder, ca_folder: Path, agent: Any, transport: Any) -> None:
    (protection,) = load_certificates((ca_folder / "issuance-protection.pem").read_bytes())
    builder = CertReqMsgBuilder().subject("CN=alice")
    wrong = {
        "another key": builder.archive(archive(pkcs8(OTHER), transport)),
        "for another CA": builder.archive(archive(pkcs8(RSA_KEY), protection)),
        "to be made by the CA": builder.archive(True),
        "to be made from parameters": builder.archive(b"parameters"),
    }
    before = len(list(ca.store.certificates()))
    for name, message in wrong.items():
        asked = PKIDataBuilder().add_crmf(message.sign(RSA_KEY)).sign(agent.key, agent.certificate)
        assert Reply(ca, asked).statuses == [(CMCStatus.failed, (1,), CMCFailInfo.badRequest)], name
    for request in (PKIDataBuilder().add_crmf(builder.sign(RSA_KEY)), PKIDataBuilder().add_pkcs10(csr())):
        asked = request.sign(agent.key, agent.certificate)
        Reply(ca, asked, PROFILES["archive"]).failed(CMCFailInfo.mustArchiveKeys)
    assert len(list(ca.store.certificates())) == before
    assert "no key" in run(ca_folder, "recover-key", str(agent.certificate.tbs_certificate.serial_number), code=1)


# Another implementation's verdict


def test_openssl_verifies_all_that_is_issued(ca: Responder, agent: Any, tmp_path: Path) -> None:
    openssl = OpenSSL(tmp_path)
    for number, key in enumerate((KEY, RSA_KEY)):
        Reply(ca, by_secret(key), PROFILES["confirm" if number else "cmc"])
    key = ENCRYPTION_KEYS["x25519"]
    first = PKIDataBuilder().add_crmf(CertReqMsgBuilder().subject("CN=alice").challenge(key))
    reply = Reply(ca, first.sign(agent.key, agent.certificate))
    (challenge,) = reply.values(cmcasn1.EncryptedPOP)
    pop = cmcasn1.DecryptedPOP.answer(challenge, key)
    second = PKIDataBuilder().add_crmf(challenge.request).decrypted_pop(pop).sign(agent.key, agent.certificate)
    answer = Reply(ca, second)
    assert answer.certificates
    root = ca.authority.certificate.to_cryptography()
    issued = [known.certificate for known in ca.store.certificates()]
    assert len(issued) == 7
    revoked = issued[-1].tbs_certificate.serial_number
    Reply(ca, PKIDataBuilder().revoke_request(ca.authority.name, revoked).sign(agent.key, agent.certificate))
    crl = cmcasn1.encode_der(ca.crl())
    assert openssl.crl_verify(crl, root).valid
    for certificate in issued:
        check = openssl.verify(certificate.to_cryptography(), [root], crls=[crl])
        assert check.valid is (certificate.tbs_certificate.serial_number != revoked), check.reason
        assert check.valid or "revoked" in check.reason
    for each in (answer.answer.der, Reply(ca, by_secret(secret="wrong")).answer.der):
        assert openssl.cms_verify(each, trust=[root]).valid
    assert "CA:FALSE" in openssl.x509_text(issued[0].to_cryptography())
