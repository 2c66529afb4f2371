"""`cmcasn1 decrypt` as a program: what opens, what does not, and that no secret shows on the way."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric import ec, rsa, x25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_private_key

import cmcasn1
from cmcasn1 import CertReqMsgBuilder, ContentInfo, Oid, PKIDataBuilder, PKIResponseBuilder
from cmcasn1.cli.group import cli as group
from cmcasn1.cms.encryption import encrypt
from cmcasn1.cms.recipients import KEKRecipient, PasswordRecipient, recipient
from cmcasn1.codec.coding import encode_named
from cmcasn1.crmf.archived_keys import ArchiveForm, archive
from cmcasn1.identify import part_of
from cmcasn1.microsoft.private_key_blob import blob_of_private_key_info
from tests.blobs import VECTORS
from tests.signing_keys import certificate, private_key

DOGTAG = VECTORS / "dogtag"
TRANSPORT = str(DOGTAG / "pki" / "kra_transport.key")
AGREEING = ec.generate_private_key(ec.SECP256R1())
ARCHIVED = rsa.generate_private_key(65537, 2048)
KEK = bytes(range(32))
ID_SIGNED_DATA = Oid("1.2.840.113549.1.7.2")


def pkcs8(key: Any) -> bytes:
    found: bytes = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return found


@pytest.fixture(autouse=True)
def files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    Path("rsa").write_bytes(pkcs8(private_key("rsa")))
    Path("ec").write_bytes(pkcs8(AGREEING))
    Path("other").write_bytes(pkcs8(ARCHIVED))
    Path("password").write_text("open, sesame\n")
    Path("wrong").write_text("open, barley\n")
    Path("kek").write_bytes(KEK)
    Path("kek.hex").write_text(f"{KEK.hex()}\n")


def run(*arguments: str, data: bytes | None = None) -> Result:
    return CliRunner().invoke(group, ["decrypt", *arguments], input=data)


def sealed(*to: Any) -> bytes:
    message = PKIDataBuilder().identification("inside").reg_info(b"x").sign(private_key("rsa"), certificate("rsa"))
    return cmcasn1.encode_der(cmcasn1.envelop(message.der, list(to)))


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--key", "rsa"], 0),
        (["--key", "ec"], 0),
        (["--password-file", "password"], 0),
        (["--password-env", "PASSWORD"], 0),
        (["--kek-file", "kek"], 0),
        (["--kek-file", "kek.hex"], 0),
        (["--key", "other"], 1),
        (["--password-file", "wrong"], 1),
        (["--kek-file", "wrong"], 1),
        (["--key", "rsa", "--password-file", "password"], 2),
        ([], 2),
        (["--key", "password"], 2),
        (["--key", "absent"], 2),
        (["--kek-file", "rsa"], 2),
        (["--key", "rsa", "--path", "EncryptedData"], 2),
        (["--key", "rsa", "--path", "EnvelopedData"], 0),
    ],
)
def test_keys_of_every_kind(options: list[str], code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PASSWORD", "open, sesame")
    to = [recipient(private_key("rsa").public_key()), recipient(AGREEING.public_key())]
    Path("message").write_bytes(sealed(*to, PasswordRecipient("open, sesame"), KEKRecipient(KEK, b"kek")))
    done = run("message", *options)
    assert done.exit_code == code, done.output
    assert ('says to be "inside"' in done.stdout) == (code == 0)
    assert not any(word in done.output for word in ("sesame", "barley", KEK.hex()))


def test_the_prompt() -> None:
    Path("message").write_bytes(sealed(PasswordRecipient("open, sesame")))
    done = run("message", "--password-prompt", data=b"open, sesame\n")
    assert done.exit_code == 0 and "sesame" not in done.output


def test_out_is_a_whole_message() -> None:
    Path("message").write_bytes(sealed(recipient(AGREEING.public_key())))
    done = run("message", "--key", "ec", "--out", "opened")
    assert (done.exit_code, done.stdout) == (0, "")
    assert cmcasn1.parse(Path("opened").read_bytes()).kind == "full-pki-request"
    assert cmcasn1.decode_der(ContentInfo, Path("opened").read_bytes()).content_type == ID_SIGNED_DATA
    assert run("message", "--key", "ec", "--out", "-").stdout_bytes == Path("opened").read_bytes()


def test_encryption_within_encryption() -> None:
    inner = sealed(PasswordRecipient("open, sesame"))
    twice = cmcasn1.envelop(inner, [PasswordRecipient("open, sesame")], authenticated=True)
    Path("twice").write_bytes(cmcasn1.encode_der(twice))
    done = run("twice", "--password-file", "password")
    assert done.exit_code == 0 and "AuthEnvelopedData/EnvelopedData" in done.stdout
    assert run("twice", "--password-file", "password", "--out", "opened").exit_code == 0
    assert cmcasn1.parse(Path("opened").read_bytes()).kind == "full-pki-request"
    outer = run("twice", "--password-file", "password", "--path", "AuthEnvelopedData", "--out", "outer")
    assert outer.exit_code == 0 and cmcasn1.parse(Path("outer").read_bytes()).kind == "encrypted"
    mixed = cmcasn1.envelop(sealed(recipient(ARCHIVED.public_key())), [PasswordRecipient("open, sesame")])
    Path("mixed").write_bytes(cmcasn1.encode_der(mixed))
    done = run("mixed", "--password-file", "password")
    assert done.exit_code == 1 and "✗ EnvelopedData/EnvelopedData" in done.stderr


@pytest.mark.parametrize("name", ["", "_aescbc", "_des3", "_oaep"])
def test_archived_keys(name: str) -> None:
    blob = str(DOGTAG / f"crmf_rsa_archival{name}.der")
    done = run(blob, "--key", TRANSPORT)
    assert done.exit_code == 0 and "a private key (rsaEncryption), archived as" in done.stdout
    assert "BEGIN" not in done.output
    Path("key").write_text("readable by all, and longer than the key " * 100)
    Path("key").chmod(0o644)
    assert run(blob, "--key", TRANSPORT, "--out", "key").exit_code == 2
    assert run(blob, "--key", TRANSPORT, "--out", "key", "--force").exit_code == 0
    assert stat.S_IMODE(Path("key").stat().st_mode) == 0o600
    public = load_der_private_key(Path("key").read_bytes(), None).public_key()
    (request,) = cmcasn1.parse(Path(blob).read_bytes()).body
    assert request.cert_req.cert_template.public_key == cmcasn1.SubjectPublicKeyInfo.from_cryptography(public)
    assert run(blob, "--key", "rsa").exit_code == 1


def test_keys_that_windows_archives() -> None:
    blob = blob_of_private_key_info(pkcs8(ARCHIVED))
    info = ContentInfo(
        Oid("1.2.840.113549.1.7.3"),
        encrypt(blob, Oid("1.2.840.113549.1.7.1"), [recipient(private_key("rsa").public_key())]),
    )
    attribute = cmcasn1.Attribute(Oid("1.3.6.1.4.1.311.21.13"), (info,))
    built = PKIDataBuilder().reg_info(b"x")
    message = built.sign(private_key("rsa"), certificate("rsa"), unsigned_attributes=[attribute])
    Path("windows").write_bytes(message.der)
    done = run("windows", "--key", "rsa", "--out", "key")
    assert done.exit_code == 0 and "archived as PRIVATEKEYBLOB" in done.stderr
    assert load_der_private_key(Path("key").read_bytes(), None).private_numbers() == ARCHIVED.private_numbers()  # type: ignore[union-attr]


def test_several_keys_want_a_path() -> None:
    made = CertReqMsgBuilder().subject("CN=Alice")
    built = PKIDataBuilder()
    for number, key in enumerate((ARCHIVED, AGREEING), 1):
        options = archive(pkcs8(key), private_key("rsa").public_key())
        built = built.add_crmf(made.cert_req_id(number).archive(options).sign(key))
    Path("two").write_bytes(built.sign(private_key("rsa"), certificate("rsa")).der)
    assert run("two", "--key", "rsa").stdout.count("✓") == 2
    done = run("two", "--key", "rsa", "--out", "key")
    assert done.exit_code == 2 and not Path("key").exists()
    second = "PKIData.reqSequence[1].crm.certReq.controls[0].value"
    assert run("two", "--key", "rsa", "--path", second, "--out", "key").exit_code == 0
    assert load_der_private_key(Path("key").read_bytes(), None).private_numbers() == AGREEING.private_numbers()  # type: ignore[union-attr]
    inner = built.sign(private_key("rsa"), certificate("rsa"))
    nested = PKIDataBuilder().add_cms(inner).batch_requests().sign(private_key("rsa"), certificate("rsa"))
    Path("nested").write_bytes(nested.der)
    done = run("nested", "--key", "rsa")
    assert done.exit_code == 0 and done.stdout.count("✓ PKIData.cmsSequence[0].contentInfo.content.") == 2


@pytest.mark.parametrize("form", ArchiveForm)
def test_a_key_shown_as_proof(form: ArchiveForm) -> None:
    """encryptedKey, and thisMessage with an EncryptedValue in its BIT STRING (RFC 4211 section 4.2)."""
    made = CertReqMsgBuilder().subject("CN=Alice").encrypt_key(ARCHIVED, private_key("rsa").public_key(), form=form)
    Path("shown").write_bytes(cmcasn1.encode_der(cmcasn1.CertReqMessages((made,))))
    done = run("shown", "--key", "rsa", "--out", "opened")
    assert done.exit_code == 0 and "CertReqMessages[0].popo" in done.stderr, done.output
    assert Path("opened").read_bytes() == pkcs8(ARCHIVED)


@pytest.mark.parametrize("choice", ["thisMessage", "dhMAC"])
def test_a_proof_that_holds_no_key(choice: str) -> None:
    proof = cmcasn1.ProofOfPossession("keyAgreement", cmcasn1.POPOPrivKey(choice, cmcasn1.BitString(bytes(20))))
    made = CertReqMsgBuilder().subject("CN=Alice").with_proof(ARCHIVED.public_key(), proof)
    Path("shown").write_bytes(cmcasn1.encode_der(cmcasn1.CertReqMessages((made,))))
    done = run("shown", "--key", "rsa")
    assert done.exit_code == 2 and "nothing in it is encrypted" in done.output


@pytest.mark.parametrize("key", [AGREEING, x25519.X25519PrivateKey.generate(), ARCHIVED])
def test_challenges(key: Any) -> None:
    info = cmcasn1.SubjectPublicKeyInfo.from_cryptography(key.public_key())
    template = cmcasn1.CertTemplate(subject=cmcasn1.Name(()), public_key=info)
    control, challenge = cmcasn1.EncryptedPOP.challenge(cmcasn1.CertReqMsg(cmcasn1.CertRequest(7, template)))
    message = PKIResponseBuilder().control(control).sign(private_key("rsa"), certificate("rsa"))
    Path("challenge").write_bytes(message.der)
    Path("key").write_bytes(pkcs8(key))
    done = run("challenge", "--key", "key")
    assert done.exit_code == 0 and "a challenge of 64 octets" in done.stdout
    assert challenge.hex()[:16] not in done.output
    assert run("challenge", "--key", "key", "--out", "y").exit_code == 0
    assert Path("y").read_bytes() == challenge
    assert stat.S_IMODE(Path("y").stat().st_mode) == 0o600
    lying = PKIResponseBuilder().control(control.__replace__(witness=bytes(32)))
    Path("lying").write_bytes(lying.sign(private_key("rsa"), certificate("rsa")).der)
    done = run("lying", "--key", "key", "--out", "z")
    assert done.exit_code == 1 and "not what its witness says" in done.stderr and not Path("z").exists()


def test_challenge_of_dogtag() -> None:
    blob = str(DOGTAG / "resp_encryptedpop_user_crmf_nopop.bin")
    assert run(blob, "--key", str(DOGTAG / "keys" / "crmf_rsa_nopop.key"), "--out", "y").exit_code == 0
    secrets = (DOGTAG / "resp_encryptedpop_user_crmf_nopop.secrets").read_text()
    assert f"challenge(64)={Path('y').read_bytes().hex()}" in secrets


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        ("sharedtoken.der", b"testing"),
        ("sharedtoken.b64", b"testing"),
        ("sharedtoken_oaep.b64", "gehëim 密 pass".encode()),
    ],
)
@pytest.mark.parametrize("before", [lambda data: data, lambda data: b"revShrTok:" + data])
def test_shared_tokens(name: str, secret: bytes, before: Callable[[bytes], bytes]) -> None:
    data = (DOGTAG / name).read_bytes()
    token = data if name.endswith("der") else before(data)
    key = ("--key", str(DOGTAG / "pki" / "ca_issuance_prot.key"))
    done = run("-", *key, data=token)
    assert done.exit_code == 0 and f"{len(secret)} octets" in done.stdout and secret.decode() not in done.output
    assert run("-", *key, "--out", "-", data=token).stdout_bytes == secret
    assert run("-", "--key", "other", data=token).exit_code == 1
    assert run("-", "--password-file", "password", data=token).exit_code == 2


def test_a_secret_is_not_written_to_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    from cmcasn1.cli import files

    class Terminal:
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(files.sys, "stdout", Terminal())
    with pytest.raises(Exception, match="not written to a terminal"):
        files.write(b"x", None, text=True, private=True)


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", 3), (b"nothing at all", 3), ((DOGTAG / "p10_rsa.der").read_bytes(), 2)],
)
def test_nothing_to_open(data: bytes, code: int) -> None:
    done = run("-", "--key", "rsa", data=data)
    assert (done.exit_code, done.stdout) == (code, "")


def test_changed_ciphertext_is_closed() -> None:
    message = PKIDataBuilder().reg_info(b"x").sign(private_key("rsa"), certificate("rsa"))
    envelope = cmcasn1.envelop(message.der, [PasswordRecipient("open, sesame")], authenticated=True)
    octets = bytearray(cmcasn1.encode_der(envelope))
    octets[-20] ^= 1
    Path("changed").write_bytes(octets)
    assert run("changed", "--password-file", "password").exit_code == 1


@pytest.mark.parametrize("cut", ["PKIArchiveOptions", "EncryptedKey"])
@pytest.mark.parametrize("form", ArchiveForm)
def test_archived_key_alone(form: ArchiveForm, cut: str) -> None:
    """As a KRA keeps them: cut out of their request, with or without the tag of PKIArchiveOptions."""
    options = archive(pkcs8(ARCHIVED), private_key("rsa").public_key(), form=form)
    octets = encode_named(cut, options)
    name = "EncryptedValue" if cut == "EncryptedKey" and octets[0] == 0x30 else cut
    assert part_of(octets, cmcasn1.Limits()) == name
    Path("options").write_bytes(octets)
    done = run("options", "--key", "rsa", "--out", "opened")
    assert done.exit_code == 0, done.output
    assert Path("opened").read_bytes() == pkcs8(ARCHIVED) and name in done.stderr
    assert run("options", "--key", "other").exit_code == 1
    # It is shown as what it is.
    inspection = cmcasn1.inspect(octets)
    assert inspection.tree is not None and inspection.tree.children[0].type.startswith(name)
    assert any(name in problem.text for problem in inspection.problems)


@pytest.mark.parametrize(
    ("tags", "name"),
    [
        ("a1 82 03", "EncryptedValue"),
        ("a0 a1 82 a3 84 03", "EncryptedValue"),
        ("a0 a1 82 03", "EncryptedValue"),
        ("a1 82 84 03", "EncryptedValue"),
        ("82 a1 03", None),
        ("a1 82 82 03", None),
        ("a1 82", None),
        ("82 03", None),
        ("a1 03", None),
        ("03", None),
        ("a1 82 04", None),
        ("a1 82 03 03", None),
        ("a1 82 a3 84 85 03", None),
        ("a1 a2 03", None),
    ],
)
def test_what_looks_like_an_encrypted_value(tags: str, name: str | None) -> None:
    """symmAlg and encSymmKey are there, without which nothing opens; the rest in order, encValue last."""
    content = b"".join(bytes([tag, 0]) for tag in bytes.fromhex(tags))
    assert part_of(bytes([0x30, len(content)]) + content, cmcasn1.Limits()) == name


@pytest.mark.parametrize(
    ("tags", "name"),
    [
        ("02 31 30", "EncryptedKey"),
        ("02 31 30 a1", "EncryptedKey"),
        ("02 a0 31 30", "EncryptedKey"),
        # A PKCS #10 request as TaggedRequest, and what is too short to be told.
        ("02 30", None),
        ("02 31", None),
        ("31 30", None),
    ],
)
def test_what_looks_like_an_encrypted_key(tags: str, name: str | None) -> None:
    content = b"".join(bytes([tag, 0]) for tag in bytes.fromhex(tags))
    assert part_of(bytes([0xA0, len(content)]) + content, cmcasn1.Limits()) == name


def test_challenge_alone() -> None:
    request = PKIDataBuilder().add_pkcs10(
        cmcasn1.CertificationRequestBuilder().subject("CN=a").sign(private_key("rsa"))
    )
    control, challenge = cmcasn1.EncryptedPOP.challenge(request.body().req_sequence[0], challenge=b"y" * 64)
    Path("challenge").write_bytes(cmcasn1.encode_der(control))
    done = run("challenge", "--key", "rsa", "--out", "opened")
    assert done.exit_code == 0, done.output
    assert Path("opened").read_bytes() == challenge == b"y" * 64
    assert "yyyy" not in done.output


@pytest.mark.parametrize(
    "octets",
    [
        "820101",
        "810100",
        "a0023000",
        "a004a0023000",
        "300aa0003000300030000400",
        "3006a10082000300",
        "a006020031003000",
    ],
)
def test_parts_that_hold_nothing_encrypted(octets: str) -> None:
    """archiveRemGenPrivKey and keyGenParameters ask for an archive and hold no key; what is empty is broken."""
    Path("part").write_bytes(bytes.fromhex(octets))
    done = run("part", "--key", "rsa")
    assert done.exit_code == 3 and "byte" in done.stderr and not done.stdout, done.output
