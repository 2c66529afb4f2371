"""`cmcasn1 extract` and `cmcasn1 convert` as programs: the octets of parts, and of whole messages in every armour."""

from __future__ import annotations

import json
import stat
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

import cmcasn1
from cmcasn1.armour.writing import pem
from cmcasn1.cli import files
from cmcasn1.cli.group import cli as group
from tests.blobs import VECTORS, Blob, committed_blobs
from tests.signing_keys import certificate

DOGTAG = VECTORS / "dogtag"
BARE_MESSAGES = [found for found in committed_blobs() if found.is_message and not found.is_armoured]
AGENT = str(DOGTAG / "cmcreq_agent_p10_allcontrols.bin")
CRMF = str(DOGTAG / "cmcreq_agent_crmf_pop.bin")
REVOKE = str(DOGTAG / "cmcreq_revoke_sharedsecret.bin")
BER = str(VECTORS / "bouncycastle" / "s0010.der")


@pytest.fixture(autouse=True)
def in_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def extract(*arguments: str, data: bytes | None = None) -> Result:
    return CliRunner().invoke(group, ["extract", *arguments], input=data)


def convert(*arguments: str, data: bytes | None = None) -> Result:
    return CliRunner().invoke(group, ["convert", *arguments], input=data)


def test_every_path_that_show_prints_can_be_extracted(committed_blob: Blob) -> None:
    """Where the tree has octets of a node, `extract` writes an encoding of that length, or with the type's own tag."""
    found = cmcasn1.inspect(committed_blob.data)
    work = [] if found.tree is None else list(found.tree.children)
    seen, tried = set(), 0
    while work and tried < 12:
        node = work.pop(0)
        work += node.children
        if node.path in seen or not node.path or node.offset is None or committed_blob.is_armoured:
            continue
        seen.add(node.path)
        tried += 1
        octets = extract(str(committed_blob.path), node.path).stdout_bytes
        place = found.octets[node.offset : node.offset + node.length]
        assert octets == place or (place[0] & 0xC0 and octets[2:] in place), node.path


def test_requests() -> None:
    (request,) = cmcasn1.parse(Path(AGENT).read_bytes()).body.req_sequence
    assert extract(AGENT, "req[0]").stdout_bytes == request.certification_request.octets
    text = extract(AGENT, "req", "--pem").stdout
    assert text.startswith("-----BEGIN CERTIFICATE REQUEST-----\n")
    assert x509.load_pem_x509_csr(text.encode()).is_signature_valid
    (message,) = cmcasn1.parse(Path(CRMF).read_bytes()).body.req_sequence
    assert extract(CRMF, "req[0]").stdout_bytes == b"\x30" + message.octets[1:]
    assert cmcasn1.parse(extract(CRMF, "req[0]").stdout_bytes).kind == "cert-req-messages"


def test_certificates() -> None:
    signed = cmcasn1.parse(Path(AGENT).read_bytes()).layers[0]
    listed = x509.load_pem_x509_certificates(extract(AGENT, "certs", "--pem").stdout_bytes)
    assert [each.public_bytes(Encoding.DER) for each in listed] == [each.octets for each in signed.certificates]
    assert extract(AGENT, "certs[1]").stdout_bytes == signed.certificates[1].octets
    assert extract(AGENT, "certs[2]").exit_code == 2
    assert cmcasn1.decode_der(cmcasn1.SignerInfo, extract(AGENT, "signer[0]").stdout_bytes) == signed.signer_infos[0]


def test_a_part_gets_the_tag_of_its_own_type() -> None:
    key = "PKIData.reqSequence[0].crm.certReq.certTemplate.publicKey"
    (message,) = cmcasn1.parse(Path(CRMF).read_bytes()).body.req_sequence
    octets = extract(CRMF, key).stdout_bytes
    assert octets == message.cert_req.cert_template.public_key.octets
    public = load_pem_public_key(extract(CRMF, key, "--pem").stdout_bytes)
    assert public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) == octets
    assert extract(AGENT, "ContentInfo.content").stdout_bytes[:1] == b"\x30"


@pytest.mark.parametrize("name", ["senderNonce", "1.3.6.1.5.5.7.7.6"])
def test_controls(name: str) -> None:
    controls = cmcasn1.parse(Path(AGENT).read_bytes()).body.control_sequence
    (nonce,) = (control.attr_values[0] for control in controls if control.attr_type.name == "id-cmc-senderNonce")
    assert extract(AGENT, f"control:{name}").stdout_bytes == cmcasn1.encode_der(nonce)
    assert extract(AGENT, "control:responseInfo").exit_code == 2


def test_body() -> None:
    octets = extract(AGENT, "body").stdout_bytes
    assert octets == cmcasn1.parse(Path(AGENT).read_bytes()).layers[0].encap_content_info.e_content
    assert extract(AGENT, "body", "--pem").exit_code == 2
    text = extract(AGENT, "body", "--pem", "--label", "PKIDATA").stdout
    assert text.startswith("-----BEGIN PKIDATA-----") and cmcasn1.parse(text).kind == "full-pki-request"


@pytest.mark.parametrize(
    ("arguments", "data", "code"),
    [
        (["-", "PKIData.nothing"], Path(AGENT).read_bytes(), 2),
        (["-", "req[9]"], Path(AGENT).read_bytes(), 2),
        (["-", "body", "--label", "-----"], Path(AGENT).read_bytes(), 2),
        (["-", "body"], b"", 3),
        (["-", "body"], b"no encoding, at all", 3),
        (["absent", "body"], None, 2),
    ],
)
def test_nothing_to_extract(arguments: list[str], data: bytes | None, code: int) -> None:
    done = extract(*arguments, data=data)
    assert (done.exit_code, done.stdout) == (code, "")


def test_what_stands_in_segments_cannot_be_cut_out() -> None:
    content = "ContentInfo.content.encapContentInfo.eContent"
    found = cmcasn1.inspect(Path(BER).read_bytes())
    assert found.tree is not None
    done = extract(BER, "PKIData.controlSequence")
    assert done.exit_code == 2 and "nowhere in one piece" in done.stderr
    assert extract(BER, content).exit_code == 0


def test_secrets_get_a_private_file() -> None:
    for path in ("PKIData.controlSequence[0].attrValues[0].passphrase", "control:revokeRequest", "body"):
        assert extract(REVOKE, path, "--out", "out").exit_code == 0
        assert stat.S_IMODE(Path("out").stat().st_mode) == 0o600
        Path("out").unlink()
    assert extract(AGENT, "body", "--out", "out").exit_code == 0
    assert stat.S_IMODE(Path("out").stat().st_mode) != 0o600


@pytest.mark.parametrize(
    ("text", "private", "refused"),
    [(False, False, True), (True, False, False), (True, True, True)],
)
def test_terminals(text: bool, private: bool, refused: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    written = []

    class Terminal:
        @property
        def buffer(self) -> Terminal:
            return self

        def isatty(self) -> bool:
            return True

        def write(self, octets: bytes) -> None:
            written.append(octets)

        def flush(self) -> None:
            pass

    monkeypatch.setattr(files.sys, "stdout", Terminal())  # type: ignore[attr-defined]
    if refused:
        with pytest.raises(Exception, match="not written to a terminal"):
            files.write(b"octets", "-", text=text, private=private)
    else:
        files.write(b"octets", None, text=text, private=private)
    assert written == ([] if refused else [b"octets"])


@pytest.mark.parametrize("form", ["pem", "base64", "hex"])
@pytest.mark.parametrize("found", BARE_MESSAGES, ids=str)
def test_armours_both_ways(form: str, found: Blob) -> None:
    label = ["--label", "X"] if form == "pem" else []
    done = convert(str(found.path), "--to", form, *label)
    assert done.exit_code == 0
    assert convert("-", "--to", "der", data=done.stdout_bytes).stdout_bytes == found.data


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("resp_simple.bin", "CMS"),
        ("p10_rsa.der", "CERTIFICATE REQUEST"),
        ("crmf_rsa_pop.der", "CERTIFICATE REQUEST"),
    ],
)
def test_labels(name: str, label: str) -> None:
    text = convert(str(DOGTAG / name), "--to", "pem").stdout
    assert text.startswith(f"-----BEGIN {label}-----\n") and text.endswith(f"-----END {label}-----\n")
    assert max(map(len, text.splitlines())) == 64


def test_labels_of_what_is_no_message() -> None:
    der = certificate("p256").octets
    text = convert("-", "--to", "pem", data=der).stdout
    assert x509.load_pem_x509_certificate(text.encode()).public_bytes(Encoding.DER) == der
    assert convert("-", "--to", "der", data=text.encode()).stdout_bytes == der
    odd = convert("-", "--to", "pem", data=pem(b"\x02\x01\x05", "ODD NUMBER").encode())
    assert odd.stdout == "-----BEGIN ODD NUMBER-----\nAgEF\n-----END ODD NUMBER-----\n"
    assert convert("-", "--to", "pem", data=b"\x30\x03\x02\x01\x05").exit_code == 2


def test_openssl_reads_the_pem() -> None:
    assert convert(str(DOGTAG / "resp_simple.bin"), "--to", "pem", "--out", "cms.pem").exit_code == 0
    subprocess.run(
        ["openssl", "cms", "-cmsout", "-noout", "-inform", "PEM", "-in", "cms.pem"], check=True, capture_output=True
    )


@pytest.mark.parametrize("form", ["der", "pem", "base64", "hex"])
def test_several_messages(form: str) -> None:
    data = Path(AGENT).read_bytes() + Path(CRMF).read_bytes()
    done = convert("-", "--to", form, data=data)
    again = convert("-", "--to", "der", data=done.stdout_bytes)
    if form in ("der", "pem"):
        assert again.stdout_bytes == data
    lines = done.stdout_bytes.splitlines()
    assert {"pem": lines.count(b"-----END CMS-----"), "hex": len(lines), "base64": lines.count(b"") + 1, "der": 2}[
        form
    ] == 2


def test_json() -> None:
    assert json.loads(convert(AGENT, "--to", "json").stdout)["kind"] == "full-pki-request"
    data = Path(AGENT).read_bytes() + Path(CRMF).read_bytes()
    assert len(json.loads(convert("-", "--to", "json", data=data).stdout)) == 2
    assert "testing" not in convert(REVOKE, "--to", "json").stdout


@pytest.mark.parametrize(
    ("arguments", "data", "code"),
    [
        (["-", "--to", "der"], b"", 3),
        (["-", "--to", "hex"], b"words, nothing else", 3),
        (["-", "--to", "xml"], b"\x05\x00", 2),
        (["-"], b"\x05\x00", 2),
        (["-", "--to", "hex", "--label", "X"], b"\x05\x00", 2),
        (["-", "--to", "pem", "--label", "ÄÖ"], b"\x05\x00", 2),
        (["-", "--to", "pem", "--label", "A-----B"], b"\x05\x00", 2),
    ],
)
def test_nothing_to_convert(arguments: list[str], data: bytes, code: int) -> None:
    done = convert(*arguments, data=data)
    assert (done.exit_code, done.stdout) == (code, "")
