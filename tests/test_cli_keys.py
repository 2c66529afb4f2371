"""Keys of commands in NSS databases and PKCS #11 tokens, prompts, and what other users of the machine can see."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

import cmcasn1
from cmcasn1.cli.group import cli
from cmcasn1.dogtag.nss import NSSDatabase, nss_key_id
from cmcasn1.keys.loading import load_private_key
from tests.blobs import ROOT, VECTORS
from tests.programs import library, program

DOGTAG = VECTORS / "dogtag"
PASSWORD = "Secret.123-nss"


def run(*arguments: str | Path, code: int = 0) -> Result:
    found = CliRunner().invoke(cli, [str(each) for each in arguments])
    assert found.exit_code == code, found.output
    assert found.exception is None or isinstance(found.exception, SystemExit)
    return found


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the agent's key and certificate, and the keys of two requests without certificates."""
    for tool_of_nss in ("certutil", "pk12util"):
        program(tool_of_nss, "libnss3-tools")
    folder = tmp_path_factory.mktemp("nss")
    (folder / "password").write_text(f"{PASSWORD}\n")
    (folder / "wrong").write_text("not the password\n")
    (folder / "noise").write_bytes(os.urandom(64))
    (folder / "db").mkdir()

    def tool(*arguments: str) -> str:
        made = subprocess.run(arguments, cwd=folder, check=True, capture_output=True, text=True)
        return made.stdout

    tool("certutil", "-N", "-d", "sql:db", "-f", "password")
    agent = ["-inkey", f"{DOGTAG}/pki/agent.key", "-in", f"{DOGTAG}/pki/agent.crt"]
    tool("openssl", "pkcs12", "-export", *agent, "-name", "agent", "-out", "agent.p12", "-passout", "pass:x")
    tool("pk12util", "-i", "agent.p12", "-d", "sql:db", "-k", "password", "-W", "x")
    common = ("-d", "sql:db", "-f", "password", "-z", "noise", "-s", "CN=Test User,UID=testuser", "-a")
    tool("certutil", "-R", *common, "-g", "2048", "-o", "rsa.csr")
    tool("certutil", "-R", *common, "-k", "ec", "-q", "nistp256", "-o", "ec.csr")
    return folder


@pytest.fixture(scope="module")
def orphans(database: Path) -> dict[str, bytes]:
    """The IDs of the keys without certificate, by the kind of key."""
    held = NSSDatabase(database / "db", PASSWORD.encode())
    found = {}
    for key_id in held.key_ids():
        key = held.credentials(key_id=key_id).key
        agents = load_private_key((DOGTAG / "pki/agent.key").read_bytes())
        if key.public_key_info != agents.public_key_info:
            found["ec" if isinstance(key.key, ec.EllipticCurvePrivateKey) else "rsa"] = key_id
    return found


def digest(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize(
    "text, expected",
    [
        ("00ff" + "00" * 18, "00ff" + "00" * 18),
        ("ff" + "00" * 18, "00ff" + "00" * 18),  # leading zeros lost
        ("-1", "ff" * 20),
        ("-4f5c4fdca22487874d8e460e742e8837bcfa962a", "b0a3b0235ddb7878b271b9f18bd177c8430569d6"),
        ("0x" + "ab" * 20, "ab" * 20),
        ("AB" * 20, "ab" * 20),
    ],
)
def test_key_ids(text: str, expected: str) -> None:
    assert nss_key_id(text).hex() == expected


@pytest.mark.parametrize("text", ["", "agent", "ab" * 21, "-" + "ff" * 20, "0x"])
def test_what_is_no_key_id(text: str) -> None:
    with pytest.raises(cmcasn1.BuildError, match="no key ID"):
        nss_key_id(text)


def test_database(database: Path, orphans: dict[str, bytes]) -> None:
    before = digest(database / "db")
    held = NSSDatabase(f"sql:{database / 'db'}", PASSWORD.encode())
    agent = held.credentials(nickname="agent")
    assert agent.certificate is not None and agent.certificate.tbs_certificate.serial_number == 2
    for kind, key_id in orphans.items():
        (request,) = [cmcasn1.parse((database / f"{kind}.csr").read_bytes()).body]
        assert held.credentials(key_id=key_id.hex()).key.public_key_info == (
            request.certification_request_info.subject_pk_info
        )
    assert len(held.key_ids()) == 3 and digest(database / "db") == before
    assert PASSWORD not in repr(held)


def test_database_that_does_not_open(database: Path, tmp_path: Path) -> None:
    with pytest.raises(cmcasn1.DecryptionFailed, match="not the right one"):
        NSSDatabase(database / "db", b"wrong").credentials(nickname="agent")
    with pytest.raises(cmcasn1.DecryptionFailed, match="no password was given"):
        NSSDatabase(database / "db").credentials(nickname="agent")
    held = NSSDatabase(database / "db", PASSWORD.encode())
    with pytest.raises(cmcasn1.BuildError, match="nickname 'nobody'"):
        held.credentials(nickname="nobody")
    with pytest.raises(cmcasn1.BuildError, match=r"no private key ffff.*3 others"):
        held.credentials(key_id="ff" * 20)
    with pytest.raises(cmcasn1.BuildError, match="one of the two"):
        held.credentials()
    with pytest.raises(cmcasn1.BuildError, match="no NSS database"):
        NSSDatabase(tmp_path)


def test_commands_with_a_database(database: Path, orphans: dict[str, bytes], tmp_path: Path) -> None:
    out, held = tmp_path / "a.crq", ["--nss-db", database / "db", "--nss-password-file", database / "password"]
    run("request", database / "rsa.csr", *held, "--nickname", "agent", "-o", out)
    assert cmcasn1.verify(out.read_bytes()).ok
    run("csr", "--subject", "CN=a", "--ski", *held, "--key-id", orphans["ec"].hex(), "-o", tmp_path / "ec.csr")
    (tmp_path / "secret").write_text("testing")
    run("request", tmp_path / "ec.csr", *held, "--key-id", orphans["ec"].hex(), "--identification", "testuser",
        "--secret-file", tmp_path / "secret", "--identity-proof-v2", "--pop-link-witness-v2", "-o", out,
        "--force")  # fmt: skip
    assert cmcasn1.verify(out.read_bytes(), secrets="testing").ok
    wrong = run("request", database / "rsa.csr", "--nss-db", database / "db", "--nickname", "agent",
                "--nss-password-file", database / "wrong", code=1)  # fmt: skip
    assert "not the right one" in wrong.stderr and "not the password" not in wrong.output


def test_shared_token_for_a_certificate_of_a_database(database: Path, tmp_path: Path) -> None:
    """CMCSharedToken -n NICKNAME; a certificate needs no password, and the newest of one nickname is taken."""
    (tmp_path / "secret").write_text("testing")
    make = ["shared-token", "make", "--secret-file", tmp_path / "secret", "--nss-db", database / "db"]
    before = digest(database / "db")
    run(*make, "--nickname", "agent", "-o", tmp_path / "token")
    assert digest(database / "db") == before
    assert run("shared-token", "open", tmp_path / "token", "--key", DOGTAG / "pki/agent.key").stdout == "testing"
    assert "no certificate has the nickname 'nobody'" in run(*make, "--nickname", "nobody", code=2).stderr
    assert "--cert FILE, or" in run(*make, code=2).stderr
    both = run(*make, "--nickname", "agent", "--cert", DOGTAG / "pki/agent.crt", code=2)
    assert "--cert FILE, or" in both.stderr
    work = tmp_path / "renewed"
    work.mkdir()
    subprocess.run(["certutil", "-N", "-d", f"sql:{work}", "--empty-password"], check=True)
    common = ["-x", "-t", ",,", "-n", "renewed", "-s", "CN=renewed", "-z", database / "noise", "-d", f"sql:{work}"]
    # -w: months from now on, -k: the key of the first.
    for more in ("-m 1", "-m 2 -k renewed -w 1", "-m 3 -k renewed -w 0"):
        subprocess.run(["certutil", "-S", *common, *more.split()], check=True, capture_output=True)
    assert NSSDatabase(work).certificate("renewed").tbs_certificate.serial_number == 2


def test_configuration_with_its_database(
    database: Path, orphans: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CMCRequest's own way: dbdir, password, nickname, privKeyId as a signed number."""
    monkeypatch.chdir(tmp_path)
    signed = int.from_bytes(orphans["rsa"], "big", signed=True)
    held = f"dbdir={database / 'db'}\npassword={PASSWORD}\ntokenname=internal\nformat=pkcs10\nnumRequests=1\n"
    Path("agent.cfg").write_text(f"{held}input={database / 'rsa.csr'}\nnickname=agent\noutput=agent.bin\n")
    run("request", "--dogtag-config", "agent.cfg")
    assert cmcasn1.verify(Path("agent.bin").read_bytes()).ok
    run("csr", "--subject", "CN=a", "--ski", "--nss-db", database / "db", "--nss-password-file",
        database / "password", "--key-id", orphans["rsa"].hex(), "-o", "rsa.csr")  # fmt: skip
    Path("self.cfg").write_text(
        f"{held}input=rsa.csr\noutput=self.bin\nrequest.selfSign=true\nrequest.privKeyId={signed:x}\n"
        "identification.enable=true\nidentification=testuser\nwitness.sharedSecret=testing\n"
        "identityProofV2.enable=true\npopLinkWitnessV2.enable=true\n"
    )
    run("request", "--dogtag-config", "self.cfg")
    assert cmcasn1.verify(Path("self.bin").read_bytes(), secrets="testing").ok
    Path("hsm.cfg").write_text(f"{held}input=rsa.csr\nnickname=agent\n".replace("tokenname=internal", "tokenname=HSM"))
    assert "--pkcs11-module" in run("request", "--dogtag-config", "hsm.cfg", code=2).stderr


def test_key_in_a_token(tmp_path: Path) -> None:
    """In a process of its own: a PKCS #11 library is loaded once, and reads its configuration then."""
    module, util = str(library("softhsm/libsofthsm2.so", "softhsm2")), program("softhsm2-util", "softhsm2")
    (tmp_path / "tokens").mkdir()
    configuration = tmp_path / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {tmp_path / 'tokens'}\nobjectstore.backend = file\n")
    environment = {**os.environ, "SOFTHSM2_CONF": str(configuration)}
    init = [util, "--init-token", "--free", "--label", "cli", "--pin", "1357-pin", "--so-pin", "2468-so"]
    subprocess.run(init, check=True, capture_output=True, env=environment)
    make = (
        "from cmcasn1.keys.pkcs11 import Token\n"
        f"with Token({module!r}, pin='1357-pin', label='cli', writable=True) as token:\n"
        "    [token.generate_key('p256', label=each, key_id=each.encode()) for each in ('alice', 'bob')]"
    )
    subprocess.run([sys.executable, "-c", make], check=True, env=environment, cwd=ROOT)
    (tmp_path / "pin").write_text("1357-pin\n")
    (tmp_path / "wrong").write_text("7531-pin\n")
    (tmp_path / "latin").write_bytes(b"\xff")

    def called(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "cmcasn1", *map(str, arguments)]
        return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)

    held = ["--pkcs11-module", module, "--token", "cli", "--key-label", "alice"]
    made = called("csr", "--subject", "CN=a", "--ski", *held, "--pin-file", tmp_path / "pin", "-o", tmp_path / "a.csr")
    assert made.returncode == 0, made.stderr
    made = called("request", tmp_path / "a.csr", *held, "--pin-file", tmp_path / "pin", "-o", tmp_path / "a.crq")
    assert made.returncode == 0, made.stderr
    assert cmcasn1.verify((tmp_path / "a.crq").read_bytes()).ok
    wrong = called("csr", "--subject", "CN=a", *held, "--pin-file", tmp_path / "wrong")
    assert wrong.returncode == 2 and "Traceback" not in wrong.stderr and "7531" not in wrong.stderr
    other = called("csr", "--subject", "CN=a", *held, "--pin-file", tmp_path / "latin")
    assert other.returncode == 2 and "not UTF-8" in other.stderr
    fresh = ["--pkcs11-module", module, "--token", "cli", "--key-label", "carol", "--pin-file", tmp_path / "pin"]
    asked = ["csr", "--subject", "CN=carol", "--new-key", "p256", *fresh]
    made = called(*asked, "-o", tmp_path / "carol.csr")
    assert made.returncode == 0, made.stderr
    again = called("csr", "--subject", "CN=carol", *fresh, "-o", tmp_path / "again.csr")
    assert again.returncode == 0, again.stderr
    one, two = (cmcasn1.parse((tmp_path / each).read_bytes()).body for each in ("carol.csr", "again.csr"))
    assert one.certification_request_info == two.certification_request_info
    assert cmcasn1.verify((tmp_path / "carol.csr").read_bytes()).ok
    twice = called(*asked)
    assert twice.returncode == 2 and "already" in twice.stderr
    assert called(*asked, "--key-out", tmp_path / "key").returncode == 2
    secret = ["--pkcs11-module", module, "--token", "cli", "--key-label", "secret", "--pin-file", tmp_path / "pin"]
    made = called("crmf", "--subject", "CN=a", "--new-key", "p256", "--pop", "challenge", *secret)
    assert made.returncode == 0, made.stderr
    signs = called("csr", "--subject", "CN=a", *secret)
    assert signs.returncode == 2 and "not for signing" in signs.stderr
    archive = ["--archive-for", DOGTAG / "pki/kra_transport.crt"]
    kept = called("crmf", "--subject", "CN=a", *held, "--pin-file", tmp_path / "pin", *archive)
    assert kept.returncode == 2 and "does not leave its token" in kept.stderr


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    ours, theirs = pty.openpty()
    yield ours, theirs
    for each in (ours, theirs):
        os.close(each)


def test_prompt(tmp_path: Path, terminal: tuple[int, int]) -> None:
    """Somebody sits at a terminal: the password is asked for, and not echoed."""
    key = load_private_key((DOGTAG / "pki/agent.key").read_bytes()).key
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"typed word"),
    )
    (tmp_path / "agent.key").write_bytes(pem)
    ours, theirs = terminal
    command = [sys.executable, "-m", "cmcasn1", "csr", "--subject", "CN=a", "--key", str(tmp_path / "agent.key")]
    streams = {"stdin": theirs, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "start_new_session": True}
    with subprocess.Popen(command, cwd=ROOT, **streams) as process:  # type: ignore[call-overload]
        asked = b""
        # What is typed before the echo is off would be thrown away.
        while not asked.endswith(b": ") and (piece := process.stderr.read(1)):
            asked += piece
        os.write(ours, b"typed word\n")
        stdout, rest = process.communicate(timeout=30)
    stderr = asked + rest
    assert process.returncode == 0, stderr
    assert stdout.startswith(b"-----BEGIN CERTIFICATE REQUEST-----")
    assert b"password" in stderr and b"typed word" not in stderr


def test_programs_arguments_hold_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No option takes a secret as its value; what NSS's tools are called with has none either."""
    context = click.Context(cli)
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        secretive = [
            each.opts[0] for each in command.params if any(w in each.opts[0] for w in ("secret", "pass", "pin"))
        ]
        for option in secretive:
            assert option.endswith(("-file", "-env", "-prompt")) or option in ("--by-secret", "--secret"), (
                name,
                option,
            )
    seen: list[list[str]] = []
    real = subprocess.run

    def watched(command: list[str], **options: object) -> object:
        seen.append(list(command))
        return real(command, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "run", watched)
    (tmp_path / "db").mkdir()
    (tmp_path / "pw").write_text(PASSWORD)
    real(
        [program("certutil", "libnss3-tools"), "-N", "-d", f"sql:{tmp_path / 'db'}", "-f", str(tmp_path / "pw")],
        check=True,
    )
    with pytest.raises(cmcasn1.BuildError):
        NSSDatabase(tmp_path / "db", PASSWORD.encode()).credentials(nickname="agent")
    NSSDatabase(tmp_path / "db", PASSWORD.encode()).generate_key("p256")
    assert seen and not any(PASSWORD in part for command in seen for part in command)


@pytest.mark.parametrize(
    "arguments, code, text",
    [
        (["csr", "--subject", "CN=a", "--key", "nowhere.pem"], 2, "nowhere.pem"),
        (["request", "nowhere.csr", "--key", f"{DOGTAG}/pki/agent.key"], 2, "nowhere.csr"),
        (["response", f"{DOGTAG}/pki/agent.key"], 3, "cmcasn1: "),
        (["submit", f"{DOGTAG}/cmcreq_agent_p10_rsa.bin", "http://127.0.0.1:1/"], 1, "no connection"),
        (["pop", f"{DOGTAG}/resp_pending.bin", "--key", f"{DOGTAG}/pki/user.key"], 2, "no challenge"),
    ],
)
def test_programs_errors(arguments: list[str], code: int, text: str) -> None:
    found = subprocess.run(
        [sys.executable, "-m", "cmcasn1", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.returncode == code and text in found.stderr
    assert "Traceback" not in found.stderr and found.stdout == ""
