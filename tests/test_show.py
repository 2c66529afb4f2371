"""`cmcasn1 show` as a program: options, exit codes, colours, characters, and inputs of odd kinds."""

from __future__ import annotations

import base64
import dataclasses
import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import cmcasn1
from cmcasn1 import cli
from cmcasn1.cli import show as show_module
from cmcasn1.cli import terminal
from cmcasn1.cli.group import cli as group
from cmcasn1.inspection import words
from cmcasn1.inspection.html_form import page
from cmcasn1.inspection.spans import WIDTH, columns, plain
from cmcasn1.inspection.text import lines
from tests.blobs import ROOT, blob

REQUEST = "tests/vectors/dogtag/cmcreq_agent_p10_rsa.bin"
QUIRKS = "tests/vectors/dogtag/cmcreq_agent_p10_allcontrols.bin"
RESPONSE = "tests/vectors/dogtag/resp_simple.bin"
BER = "tests/vectors/bouncycastle/s0010.der"
NO_MESSAGE = "tests/vectors/peers/handmade/RevokeRequest__misordered.der"


@pytest.fixture(autouse=True)
def in_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("FORCE_COLOR", raising=False)


def run(*arguments: str, data: bytes | None = None) -> Result:
    return CliRunner().invoke(group, ["show", *arguments], input=data)


def program(code: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([REQUEST], 0),
        ([BER], 0),
        (["--strict", REQUEST], 0),
        (["--strict", BER], 3),
        (["--strict", QUIRKS], 3),
        ([QUIRKS], 4),
        (["--offsets", QUIRKS], 4),
        ([NO_MESSAGE], 3),
        ([REQUEST, QUIRKS], 4),
        ([NO_MESSAGE, QUIRKS], 4),
        ([REQUEST, NO_MESSAGE], 3),
        (["no such file"], 2),
        ([], 2),
        (["--path", "PKIData.nothing", REQUEST], 2),
        (["--html", "x", "--json", REQUEST], 2),
        (["--no-such-option", REQUEST], 2),
    ],
)
def test_exit_codes(arguments: list[str], code: int) -> None:
    assert run(*arguments).exit_code == code


def test_standard_input() -> None:
    assert run("-", data=Path(RESPONSE).read_bytes()).stdout == run(RESPONSE).stdout


def test_messages_of_errors_go_to_standard_error() -> None:
    done = run(NO_MESSAGE)
    assert "no such type" in done.stderr and done.stdout.startswith("Message   UNREADABLE")


def test_several_files() -> None:
    text = run(REQUEST, RESPONSE).stdout
    assert text.startswith(f"{REQUEST}\nFull PKI Request") and f"\n\n{RESPONSE}\nSimple PKI Response" in text
    listed = json.loads(run("--json", REQUEST, RESPONSE).stdout)
    assert [each["kind"] for each in listed] == ["full-pki-request", "simple-pki-response"]
    assert json.loads(run("--json", REQUEST).stdout)["schema"] == "cmcasn1/1"


def test_page(tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    assert run("--html", str(out), REQUEST, QUIRKS).exit_code == 4
    text = out.read_text(encoding="utf-8")
    assert text.startswith("<!DOCTYPE html>") and text.count("<h1>") == 2


def test_path_is_that_of_the_tree() -> None:
    done = run("--json", "--path", "PKIData.reqSequence[0]", REQUEST)
    assert json.loads(done.stdout)["tree"]["children"][0]["path"] == "PKIData.reqSequence[0]"


def test_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[" not in run(QUIRKS).stdout
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[32m✓" in run(QUIRKS).stdout
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in run(QUIRKS).stdout


def test_plain_characters_where_the_terminal_has_no_others() -> None:
    code = f"import sys; sys.argv = ['cmcasn1', 'show', {QUIRKS!r}]; import cmcasn1.cli; cmcasn1.cli.main()"
    done = program(code, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 4 and done.stdout.isascii()
    assert b"verdict     + decoded in full" in done.stdout and b"562e5ebc...308acce7" in done.stdout


@pytest.mark.parametrize("name", ["click", "rich"])
def test_missing_extra(name: str) -> None:
    code = f"import sys, runpy; sys.modules[{name!r}] = None; runpy.run_module('cmcasn1', run_name='__main__')"
    done = program(code)
    assert done.returncode == 5
    assert done.stderr.decode().splitlines() == [f"cmcasn1: the command line needs {name}: pip install 'cmcasn1[cli]'"]


def test_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(data: bytes) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(show_module, "inspect_all", interrupted)
    monkeypatch.setattr(sys, "argv", ["cmcasn1", "show", REQUEST])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code == 130


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_of_what_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    from rich.progress import Progress

    started, start = threading.Event(), Progress.start

    def noted(bar: Progress) -> None:
        start(bar)
        started.set()

    monkeypatch.setattr(Progress, "start", noted)
    monkeypatch.setattr(terminal, "_PATIENCE", 0.0)
    monkeypatch.setattr(sys, "stderr", Terminal())
    with terminal.progress("reading", 2) as done:
        done()
        assert started.wait(10)
    assert "reading" in sys.stderr.getvalue()


def test_no_progress_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal, "_PATIENCE", 0.0)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with terminal.progress("reading", 2) as done:
        done()
    assert sys.stderr.getvalue() == ""


# Inputs of odd kinds


def octets() -> bytes:
    return Path(REQUEST).read_bytes()


def wrapped_in_pki_data(message: bytes) -> bytes:
    batch = cmcasn1.TaggedAttribute(1, cmcasn1.Oid.of("id-cmc-batchRequests"), (cmcasn1.BatchRequests((2,)),))
    part = cmcasn1.TaggedContentInfo(2, cmcasn1.decode_der(cmcasn1.ContentInfo, message))
    return cmcasn1.encode_der(cmcasn1.PKIData((batch,), (), (part,), ()))


def nested_twice() -> bytes:
    inner = cmcasn1.ContentInfo(cmcasn1.Oid.of("id-data"), wrapped_in_pki_data(octets()))
    return wrapped_in_pki_data(cmcasn1.encode_der(inner))


def hundred_requests() -> bytes:
    body = cmcasn1.parse(octets()).body
    requests = tuple(dataclasses.replace(body.req_sequence[0], body_part_id=number) for number in range(1, 101))
    return cmcasn1.encode_der(dataclasses.replace(body, req_sequence=requests))


def hex_dump() -> bytes:
    data = octets()
    rows = (f"{at:08x}  {data[at : at + 16].hex(' ')}" for at in range(0, len(data), 16))
    return "\n".join(rows).encode()


def http_dump() -> bytes:
    head = b"POST /ca HTTP/1.1\r\nContent-Type: application/pkcs7-mime; smime-type=CMC-request\r\n"
    return head + b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(octets())


def certificates_and_a_crl() -> bytes:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    signed = cmcasn1.parse(Path(RESPONSE).read_bytes()).layers[0]
    moment = cmcasn1.parse(Path(RESPONSE).read_bytes()).body[0].tbs_certificate.validity.not_before
    entry = x509.RevokedCertificateBuilder().serial_number(7).revocation_date(moment).build()
    builder = x509.CertificateRevocationListBuilder().issuer_name(x509.Name.from_rfc4514_string("CN=CA"))
    crl = builder.last_update(moment).next_update(moment).add_revoked_certificate(entry)
    made = cmcasn1.CertificateList.from_cryptography(crl.sign(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256()))
    signed = dataclasses.replace(signed, crls=(made,))
    return cmcasn1.encode_der(cmcasn1.ContentInfo(cmcasn1.Oid.of("id-signedData"), signed))


ODD: dict[str, tuple[Callable[[], bytes], list[str]]] = {
    "nested twice": (
        nested_twice,
        [
            "  asks for    what the nested messages ask for (1)",
            "         #2   Full PKI Request   in SignedData   3 003 bytes",
            "              asks for    1 certificate   CN=Test User,UID=testuser,O=EXAMPLE   RSA 2048",
        ],
    ),
    "a hundred requests": (
        hundred_requests,
        ["requests   100", "  proofs      requests: 100 signed", "  … and 80 more (--full shows all)"],
    ),
    "a hex dump": (hex_dump, ["Full PKI Request   in SignedData   3 003 bytes DER   from hex dump"]),
    "an HTTP dump": (http_dump, ["Full PKI Request   in SignedData   3 003 bytes DER   from HTTP, base64"]),
    "certificates and a CRL": (
        certificates_and_a_crl,
        ["  carries     2 certificates and 1 CRL", "CRLs   1", "  1    of CN=CA"],
    ),
    "text that has lost octets": (
        lambda: octets().decode("utf-8", "replace").encode(),
        ["              ef bf bd throughout: a lossy UTF-8 decoding has replaced what cannot be restored)"],
    ),
    "octets behind": (
        lambda: octets() + b"\x00\x01\x02 behind",
        [
            "Full PKI Request   with TRAILING octets   3 013 bytes",
            "  verdict     ✗ ContentInfo: 10 octets follow the value",
            "  1    CN=CA Signing Certificate,OU=cmcasn1-test,O=EXAMPLE   self-signed",
        ],
    ),
    "cut in a certificate": (
        lambda: octets()[:2500],
        [
            "Full PKI Request   TRUNCATED   2 500 of 3 003 bytes (503 missing)",
            "requests   1",
            "certificates   1 of 2 whole",
            "                      ✗ (byte 2284): BIT STRING (03) needs 257 octets, 212 present",
        ],
    ),
    "an encrypted message": (
        lambda: blob("bouncycastle/s0049.der").data,
        ["  for         serial 1001 of CN=Signer rsa2048,O=Oracle,C=SE by RSA"],
    ),
    "authenticated with a password": (
        lambda: blob("bouncycastle/s0029.der").data,
        ["  MAC by      HMAC-SHA-256, for who knows a password by PWRI-KEK, AES-256-CBC"],
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_input(name: str) -> None:
    make, expected = ODD[name]
    rows = [plain(each) for each in lines(cmcasn1.inspect(make()))]
    assert [row for row in expected if row not in rows] == [], "\n".join(rows)
    assert all(columns(row) <= WIDTH for row in rows)


def test_messages_in_a_row_and_in_one_file() -> None:
    both = octets() + Path(RESPONSE).read_bytes()
    pem = b"".join(
        b"-----BEGIN CMC-----\n" + base64.encodebytes(data) + b"-----END CMC-----\n"
        for data in (octets(), Path(RESPONSE).read_bytes())
    )
    for data in (both, pem):
        found = cmcasn1.inspect_all(data)
        assert [each.message and each.message.kind for each in found] == ["full-pki-request", "simple-pki-response"]
        done = run("-", data=data)
        assert done.exit_code == 0 and "\n\n- (2 of 2)\nSimple PKI Response" in done.stdout
    assert {problem.code for problem in cmcasn1.inspect(pem).problems} == {"armour.further"}
    assert {problem.code for problem in cmcasn1.inspect(both).problems} == {"decode.trailing"}


@pytest.mark.parametrize("kind", ["PKCS8", "TraditionalOpenSSL"])
@pytest.mark.parametrize("algorithm", ["rsa", "ec"])
def test_private_key_by_mistake(kind: str, algorithm: str) -> None:
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    if algorithm == "rsa":
        private: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey = rsa.generate_private_key(65537, 1024)
    else:
        private = ec.generate_private_key(ec.SECP256R1())
    data = private.private_bytes(Encoding.DER, getattr(PrivateFormat, kind), NoEncryption())
    number = private.private_numbers()
    secret = number.d if isinstance(number, rsa.RSAPrivateNumbers) else number.private_value
    for options in ([], ["--full"], ["--json"], ["--offsets", "--full"]):
        done = run(*options, "-", data=data)
        assert done.exit_code == 3 and "a private key alone" in done.stderr
        assert f"{secret:x}"[4:-4] not in done.stdout and data[-4:].hex() not in done.stdout


def test_token_in_the_wrong_place_is_hidden() -> None:
    token = cmcasn1.RegInfoAttribute(cmcasn1.Oid.of("id-regCtrl-regToken"), cmcasn1.Any(b"\x0c\x06foo123"))
    request = cmcasn1.CertReqMsg(cmcasn1.CertRequest(1, cmcasn1.CertTemplate()), reg_info=(token,))
    data = cmcasn1.encode_der(cmcasn1.CertReqMessages((request,)))
    for options in ([], ["--full"], ["--json"], ["--offsets", "--full"]):
        done = run(*options, "-", data=data)
        assert "hidden, " in done.stdout and "666f6f313233" not in done.stdout and "foo123" not in done.stdout
    assert "foo123" not in repr(cmcasn1.parse(data))


LONG_URI = "http://example.com/" + "a" * 70


@pytest.mark.parametrize(
    ("der", "full", "shown"),
    [
        (
            "a01a060a2b060104018237140203a00c0c0a7573657240612e636f6d",
            False,
            'other:szOID_NT_PRINCIPAL_NAME "user@a.com"',
        ),
        ("a00a06022a03a0040c026869", False, 'other:1.2.3 "hi"'),
        ("a00a06022a03a0040c02c3a9", False, 'other:1.2.3 "é"'),
        ("a00a06022a03a0040c02ff69", False, "other:1.2.3 0c02ff69  4 B"),
        ("a00806022a03a0020500", False, "other:1.2.3 0500  2 B"),
        ("8659" + LONG_URI.encode().hex(), False, f"URI:{LONG_URI[:40]}…{LONG_URI[-10:]}"),
        ("8659" + LONG_URI.encode().hex(), True, f"URI:{LONG_URI}"),
        ("a506a1040c026869", False, 'ediPartyName:partyName "hi"'),
    ],
)
def test_general_names_say_what_is_in_them(der: str, full: bool, shown: str) -> None:
    name = cmcasn1.decode_der(cmcasn1.GeneralName, bytes.fromhex(der))
    assert words.general_name(name, full=full) == words.anything(name, full=full) == shown


def test_names_cannot_write_to_the_terminal_or_into_the_page() -> None:
    message = cmcasn1.parse(octets())
    request = message.body.req_sequence[0].certification_request
    evil = "\x1b[2J\u202e\x07<script>alert(1)</script>&"
    name = cmcasn1.Name(
        (
            cmcasn1.RelativeDistinguishedName(
                (cmcasn1.AttributeTypeAndValue(cmcasn1.Oid("2.5.4.3"), cmcasn1.UTF8String(evil)),)
            ),
        )
    )
    info = dataclasses.replace(request.certification_request_info, subject=name)
    found = cmcasn1.inspect(cmcasn1.encode_der(dataclasses.replace(request, certification_request_info=info)))
    rows = [plain(each) for each in lines(found)]
    assert all(row.isprintable() for row in rows) and any("u202e" in row for row in rows)
    assert "<script" not in "".join(page([(evil, found)]))
