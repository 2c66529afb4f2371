"""`csr`, `crmf` and `request`: what they write parses, verifies and is what was asked for."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12

import cmcasn1
from cmcasn1.cli.group import cli
from cmcasn1.cli.wanted import KEY_TYPES
from cmcasn1.crmf.archived_keys import recover
from cmcasn1.keys.loading import load_certificates
from tests.blobs import VECTORS
from tests.programs import openssl
from tests.signing_keys import common_name, issued
from tests.test_archived_keys import pkcs8

DOGTAG = VECTORS / "dogtag"
AGENT = ["--key", f"{DOGTAG}/pki/agent.key", "--cert", f"{DOGTAG}/pki/agent.crt"]
SECRET = "Sixteen-Char-Token"


def run(*arguments: str | Path, code: int = 0, **options: Any) -> Result:
    found = CliRunner().invoke(cli, [str(each) for each in arguments], **options)
    assert found.exit_code == code, found.output
    assert found.exception is None or isinstance(found.exception, SystemExit)
    return found


def parsed(path: Path) -> cmcasn1.Message:
    return cmcasn1.parse(path.read_bytes())


@pytest.fixture
def secret_file(tmp_path: Path) -> Path:
    file = tmp_path / "secret"
    file.write_text(f"{SECRET}\n")
    return file


@pytest.fixture
def alice(tmp_path: Path) -> Path:
    """A key and a PKCS #10 request for it."""
    run("csr", "--subject", "CN=Alice,O=Example", "--new-key", "p256", "--key-out", tmp_path / "alice.key", "--ski",
        "-o", tmp_path / "alice.csr")  # fmt: skip
    return tmp_path


def test_csr(tmp_path: Path) -> None:
    out, key = tmp_path / "r.csr", tmp_path / "r.key"
    run("csr", "--subject", "CN=www,O=Example", "--new-key", "rsa-2048", "--key-out", key, "--san", "dns:www.example",
        "--san", "ip:192.0.2.1", "--key-usage", "digitalSignature,keyEncipherment", "--ext-key-usage", "serverAuth",
        "--extension", "1.2.3.4=hex:0500", "--hash", "sha384", "--change-subject", "CN=new", "-o", out)  # fmt: skip
    request = parsed(out).body.to_cryptography()
    assert out.read_bytes().startswith(b"-----BEGIN CERTIFICATE REQUEST-----")
    assert request.is_signature_valid and isinstance(request.signature_hash_algorithm, hashes.SHA384)
    assert request.subject.rfc4514_string() == "CN=www,O=Example"
    assert [each.oid.dotted_string for each in request.extensions] == ["2.5.29.17", "2.5.29.15", "2.5.29.37", "1.2.3.4"]
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    private = serialization.load_pem_private_key(key.read_bytes(), None)
    assert private.public_key() == request.public_key()


def test_static_dh(tmp_path: Path) -> None:
    """Proven to one CA: its key and certificate tell, nothing else does (RFC 6955)."""
    ca = ec.generate_private_key(ec.SECP256R1())
    (tmp_path / "ca.key").write_bytes(pkcs8(ca))
    (tmp_path / "ca.pem").write_bytes(issued(common_name("CA"), 5, ca).public_bytes(serialization.Encoding.PEM))
    made = ["--subject", "CN=a", "--new-key", "p256", "--key-out", tmp_path / "own", "--static-dh", tmp_path / "ca.pem"]
    known = ["--key", tmp_path / "ca.key", "--certificates", tmp_path / "ca.pem"]
    for command, hashed in (("csr", "sha256"), ("crmf", "sha512")):
        run(command, *made, "--hash", hashed, "--force", "-o", tmp_path / command)
        name = f"id-alg-ecdhPop-static-{hashed}-hmac-{hashed}"
        assert name in run("verify", tmp_path / command, *known, "--strict").output
        assert "the request is proven to one CA by static DH" in run("show", tmp_path / command).output
        said = " ".join(run("verify", tmp_path / command, code=1).output.split())
        assert "only the private key of the CA can tell" in said
    for wrong in (["csr", "--no-signature"], ["crmf", "--pop", "challenge"]):
        assert "in place of a signature" in run(*wrong, *made, "--force", "-o", tmp_path / "no", code=2).output
    other = ["--subject", "CN=a", "--new-key", "p384", "--key-out", tmp_path / "other"]
    assert run("csr", *other, "--static-dh", tmp_path / "ca.pem", "-o", tmp_path / "no", code=1).exit_code == 1


@pytest.mark.parametrize("kind", [kind for kind in KEY_TYPES if not kind.startswith("rsa-")])
def test_every_kind_of_key(tmp_path: Path, kind: str) -> None:
    """What cannot sign is proven by a challenge."""
    key = tmp_path / "key"
    run("crmf", "--subject", "CN=a", "--new-key", kind, "--key-out", key, "--id", "7", "-o", tmp_path / "r.crmf")
    (request,) = parsed(tmp_path / "r.crmf").body
    signs = not kind.startswith(("x", "ml-kem"))
    assert request.popo.choice == ("signature" if signs else request.popo.choice)
    assert request.cert_req.cert_req_id == 7
    if signs:
        run("csr", "--subject", "CN=a", "--key", key, "-o", tmp_path / "r.csr")
        assert cmcasn1.verify((tmp_path / "r.csr").read_bytes()).ok
    else:
        found = run("csr", "--subject", "CN=a", "--key", key, code=2)
        assert "cannot sign" in found.stderr
        run("csr", "--subject", "CN=a", "--key", key, "--no-signature", "-o", tmp_path / "r.csr")


@pytest.mark.parametrize("form", ["enveloped", "nss-wrap", "rfc5649", "aes-cbc", "des3"])
@pytest.mark.parametrize("oaep", [False, True])
def test_archival(alice: Path, form: str, oaep: bool) -> None:
    out = alice / "a.crmf"
    run("crmf", "--subject", "CN=a", "--key", alice / "alice.key", "--archive-for", DOGTAG / "pki/kra_transport.crt",
        "--archive-form", form, *(["--archive-oaep"] if oaep else []), "-o", out, "--form", "der")  # fmt: skip
    (request,) = parsed(out).body
    transport = serialization.load_pem_private_key((DOGTAG / "pki/kra_transport.key").read_bytes(), None)
    recovered = recover(request.cert_req.controls[0].value, transport)
    mine = serialization.load_pem_private_key((alice / "alice.key").read_bytes(), None)
    theirs = serialization.load_der_private_key(recovered.private_key_info, None)
    assert theirs.private_numbers() == mine.private_numbers()


@pytest.mark.parametrize(
    "pop, choice", [("signature", "signature"), ("none", None), ("ra-verified", "raVerified"), ("challenge", "keyAg")]
)
def test_proofs_of_possession(alice: Path, pop: str, choice: str | None) -> None:
    run("crmf", "--subject", "CN=a", "--key", alice / "alice.key", "--pop", pop, "-o", alice / "a.crmf")
    (request,) = parsed(alice / "a.crmf").body
    assert request.popo is None if choice is None else request.popo.choice.startswith(choice)


def test_printable_names(alice: Path) -> None:
    run("csr", "--subject", "CN=a,E=a@b.example", "--key", alice / "alice.key", "--printable", "-o", alice / "p.csr")
    subject = parsed(alice / "p.csr").body.certification_request_info.subject
    assert [type(each.value).__name__ for level in subject for each in level] == ["str", "PrintableString"]


def controls(message: cmcasn1.Message) -> dict[str, Any]:
    return {each.attr_type.name.removeprefix("id-cmc-"): each.attr_values[0] for each in message.body.control_sequence}


def test_request_signed_by_an_agent(alice: Path) -> None:
    out = alice / "a.crq"
    run("request", alice / "alice.csr", *AGENT, "-o", out)
    report = cmcasn1.verify(out.read_bytes())
    assert report.ok and not report.failed
    message = parsed(out)
    assert set(controls(message)) == {"transactionId", "senderNonce"}
    assert len(controls(message)["senderNonce"].value) == 16
    assert message.layers[0].signer_infos[0].sid.serial_number == 2
    run("request", alice / "alice.csr", *AGENT, "-o", alice / "bare.crq", "--no-transaction")
    assert controls(parsed(alice / "bare.crq")) == {}


def test_request_by_shared_secret(alice: Path, secret_file: Path) -> None:
    out = alice / "s.crq"
    run("request", alice / "alice.csr", "--key", alice / "alice.key", "--identification", "alice", "--secret-file",
        secret_file, "--identity-proof-v2", "--identity-hash", "sha512", "--identity-mac", "sha256",
        "--pop-link-witness-v2", "--pop-link-hash", "sha384", "-o", out)  # fmt: skip
    report = cmcasn1.verify(out.read_bytes(), secrets=SECRET)
    assert report.ok and report.named("identity-proof") and report.named("pop-link")
    proof = controls(parsed(out))["identityProofV2"]
    assert tuple(each.algorithm.name for each in (proof.proof_alg_id, proof.mac_alg_id)) == (
        "id-sha512",
        "id-hmacWithSHA256",
    )
    assert cmcasn1.verify(out.read_bytes(), secrets="another").failed
    run("request", alice / "alice.csr", "--authenticated", "--secret-file", secret_file, "-o", alice / "auth.crq")
    assert type(parsed(alice / "auth.crq").layers[0]).__name__ == "AuthenticatedData"
    assert cmcasn1.verify((alice / "auth.crq").read_bytes(), secrets=SECRET).ok


def test_first_versions_of_the_proofs(alice: Path, secret_file: Path) -> None:
    out = alice / "s.crq"
    run("request", alice / "alice.csr", "--key", alice / "alice.key", "--identification", "alice", "--secret-file",
        secret_file, "--identity-proof", "--pop-link-witness", "-o", out)  # fmt: skip
    report = cmcasn1.verify(out.read_bytes(), secrets=SECRET)
    assert report.ok and any(check.weak for check in report)


def test_controls(alice: Path) -> None:
    out = alice / "c.crq"
    ca = "CN=CA Signing Certificate,OU=cmcasn1-test,O=EXAMPLE"
    run("request", *AGENT, "--get-cert", ca, "300", "--get-cert", ca, "0x12d", "--get-crl", ca, "--confirm", ca, "3",
        "--data-return", "text", "--reg-info", "hex:00ff", "--query-pending", f"@{alice / 'alice.csr'}",
        "--transaction-id", "0xff", "--sender-nonce", "nonce", "--identification", "alice",
        "--control", "1.2.3.4=hex:0500", "-o", out)  # fmt: skip
    found = controls(parsed(out))
    assert found["getCert"].serial_number == 301 and found["confirmCertAcceptance"].serial_number == 3
    assert found["dataReturn"].value == b"text" and found["regInfo"].value == b"\x00\xff"
    assert found["queryPending"].value == (alice / "alice.csr").read_bytes()
    assert found["transactionId"].value == 255 and found["senderNonce"].value == b"nonce"
    assert found["1.2.3.4"].raw == b"\x05\x00"
    assert cmcasn1.verify(out.read_bytes()).ok and parsed(out).quirks == ()
    run("request", *AGENT, "--get-cert", ca, "300", "--confirm", ca, "3", "--for", "dogtag", "-o", alice / "d.crq")
    assert set(parsed(alice / "d.crq").quirks) == {"dogtag-get-cert", "dogtag-cert-id"}


def test_what_an_ra_adds(alice: Path, secret_file: Path) -> None:
    inner, out = alice / "inner.crq", alice / "outer.crq"
    run("request", alice / "alice.csr", "--key", alice / "alice.key", "--identification", "alice", "--secret-file",
        secret_file, "--identity-proof-v2", "--no-transaction", "-o", inner)  # fmt: skip
    run("request", "--nest", inner, "--batch", "--ra-identity-witness", "1.2", "--control-processed", "1.2",
        *AGENT, "-o", out)  # fmt: skip
    message = parsed(out)
    assert controls(message)["batchRequests"].value == (1,)
    (nested,) = message.body.cms_sequence
    assert nested.content_info.content == parsed(inner).layers[0]
    run("request", alice / "alice.csr", "--lra-pop-witness", "all", *AGENT, "-o", alice / "lra.crq")
    assert controls(parsed(alice / "lra.crq"))["lraPOPWitness"].body_ids == (4,)


def test_what_an_ra_changes(alice: Path) -> None:
    inner, out = alice / "inner.crq", alice / "outer.crq"
    run("request", alice / "alice.csr", "--key", alice / "alice.key", "-o", inner)
    number = parsed(inner).body.req_sequence[0].body_part_id
    run("request", "--nest", inner, "--mod-cert-template", f"1:{number}", "--mod-subject", "CN=Alice,OU=Checked",
        "--mod-extension", "1.2.3.4=hex:0500", "--mod-fill-in", *AGENT, "-o", out)  # fmt: skip
    change = controls(parsed(out))["modCertTemplate"]
    assert tuple(change.pki_data_reference) == (1,) and tuple(change.cert_references) == (number,)
    assert not change.replace and change.cert_template.subject.rfc4514_string() == "CN=Alice,OU=Checked"
    (extension,) = change.cert_template.extensions
    assert (extension.extn_id, extension.extn_value) == ("1.2.3.4", b"\x05\x00")
    run("request", alice / "alice.csr", "--add-extensions", "5", "--add-extension", "1.2.3.4=hex:0500",
        "--mod-cert-template", "5", "--mod-subject", "CN=B", *AGENT, "-o", alice / "own.crq")  # fmt: skip
    own = controls(parsed(alice / "own.crq"))
    assert (own["addExtensions"].pki_data_reference, own["addExtensions"].cert_references) == (0, (5,))
    assert tuple(own["modCertTemplate"].pki_data_reference) == (0,) and own["modCertTemplate"].replace
    assert cmcasn1.verify(out.read_bytes()).ok


def test_every_form_of_alternative_name(alice: Path) -> None:
    """Those of RFC 5280 but x400Address and ediPartyName; openssl and `show` read them as they were meant."""
    names = {
        "dns:www.example": "DNS:www.example",
        "email:a@example.org": "email:a@example.org",
        "uri:https://www.example/": "URI:https://www.example/",
        "ip:2001:db8::1": "IP:2001:db8::1",
        "dn:CN=a\\, b,O=Example": "directory:CN=a\\, b,O=Example",
        "dirName:CN=c": "directory:CN=c",
        "oid:1.2.3.4": "OID:1.2.3.4",
        "RID:1.2.3.5": "OID:1.2.3.5",
        "upn:Jos\u00e9@example.org": 'other:szOID_NT_PRINCIPAL_NAME "Jos\u00e9@example.org"',
        "other:1.2.3.6=a text": 'other:1.2.3.6 "a text"',
        f"other:1.2.3.7=hex:0c820100{'61' * 256}": "other:1.2.3.7",
        "other:1.3.6.1.5.5.7.8.7=hex:1603612e62": 'other:id-on-dnsSRV "a.b"',
    }
    asked = [each for name in names for each in ("--san", name)]
    run("csr", "--key", alice / "alice.key", *asked, "-o", alice / "names.csr")
    shown = re.sub(r"\s+", " ", run("show", alice / "names.csr", "--full").stdout)
    assert [each for each in names.values() if each not in shown] == []
    printed = openssl("req", "-in", str(alice / "names.csr"), "-noout", "-text")
    assert "UPN" in printed and "1.2.3.6::a text" in printed and "Registered ID:1.2.3.5" in printed


def test_what_an_ra_changes_of_all_requests(alice: Path) -> None:
    """`all` is for those of the message itself; every extension has its option, behind a prefix."""
    out = alice / "all.crq"
    run("request", alice / "alice.csr", alice / "alice.csr", *AGENT, "--mod-cert-template", "all", "--mod-not-before",
        "2026-01-01", "--mod-not-after", "2060-01-01", "--mod-ext-key-usage", "clientAuth", "--add-extensions", "all",
        "--add-san", "email:alice@example.org", "--add-key-usage", "digitalSignature", "--lra-pop-witness", "all",
        "-o", out)  # fmt: skip
    message = parsed(out)
    numbers = tuple(each.body_part_id for each in message.body.req_sequence)
    found = controls(message)
    change, added = found["modCertTemplate"], found["addExtensions"]
    assert len(numbers) == 2 and tuple(change.cert_references) == added.cert_references == numbers
    assert found["lraPOPWitness"].body_ids == numbers
    validity = change.cert_template.validity
    assert (validity.not_before.year, validity.not_after.year) == (2026, 2060)
    assert [each.extn_id for each in change.cert_template.extensions] == ["2.5.29.37"]
    assert [(each.extn_id, each.critical) for each in added.extensions] == [("2.5.29.17", False), ("2.5.29.15", True)]
    assert cmcasn1.verify(out.read_bytes()).ok
    nest = ["request", "--nest", out, *AGENT, "-o", alice / "outer.crq"]
    run(*nest, "--lra-pop-witness", f"1:{numbers[0]}")
    witness = controls(parsed(alice / "outer.crq"))["lraPOPWitness"]
    assert (witness.pki_data_bodyid, witness.body_ids) == (1, numbers[:1])
    assert "one by one" in run(*nest, "--lra-pop-witness", "1:all", code=2).stderr
    assert "--add-san 'x'" in run(*nest, "--add-extensions", "1:5", "--add-san", "x", code=2).stderr
    with pytest.raises(cmcasn1.BuildError, match="one by one"):
        cmcasn1.PKIDataBuilder().add_extensions([], pki_data=1)


def test_publication(alice: Path) -> None:
    out = alice / "p.crq"
    run("request", *AGENT, "--publish-cert", DOGTAG / "pki/agent.crt", "--publish-at", "ldap=uri:ldap://example",
        "--publish-at", "any", "-o", out)  # fmt: skip
    wanted = controls(parsed(out))["publishCert"]
    (agent,) = load_certificates((DOGTAG / "pki/agent.crt").read_bytes())
    assert wanted.published([agent]) == (agent,)
    ldap, anywhere = wanted.pub_info.pub_infos
    assert ldap.pub_method.name == "ldap" and ldap.pub_location.value == "ldap://example"
    assert anywhere.pub_method.name == "dontCare" and anywhere.pub_location is None
    run("request", *AGENT, "--publish-cert", DOGTAG / "pki/agent.crt", "--dont-publish", "-o", alice / "d.crq")
    assert controls(parsed(alice / "d.crq"))["publishCert"].pub_info == cmcasn1.PKIPublicationInfo(0)


def test_a_certain_crl(alice: Path) -> None:
    out = alice / "crl.crq"
    run("request", *AGENT, "--get-crl", "CN=CA", "--crl-name", "uri:http://example/crl", "--crl-time",
        "2026-11-01T12:00:00Z", "--crl-reasons", "keyCompromise,cACompromise", "-o", out)  # fmt: skip
    wanted = controls(parsed(out))["getCRL"]
    assert wanted.crl_name.value == "http://example/crl"
    assert wanted.time.isoformat() == "2026-11-01T12:00:00+00:00"
    assert wanted.reasons.bits == ("keyCompromise", "cACompromise")


def test_authenticated_data_named(alice: Path, secret_file: Path) -> None:
    """authData names a message in cmsSequence that vouches for this one."""
    inner, out = alice / "inner.crq", alice / "outer.crq"
    run("request", alice / "alice.csr", "--authenticated", "--identification", "alice", "--secret-file", secret_file,
        "-o", inner)  # fmt: skip
    run("request", "--nest", inner, "--auth-data", "1", *AGENT, "-o", out)
    assert controls(parsed(out))["authData"].value == 1
    assert "number 7" in run("request", "--auth-data", "7", *AGENT, code=2).stderr
    assert "id-signedData" in run("request", "--nest", out, "--auth-data", "1", *AGENT, code=2).stderr


def test_a_proof_that_is_wrong_on_purpose(alice: Path) -> None:
    """All is well but the proof: what a CA has to refuse."""
    run("crmf", "--subject", "CN=Alice", "--key", alice / "alice.key", "--pop", "wrong", "-o", alice / "wrong.crmf")
    run("request", alice / "wrong.crmf", *AGENT, "-o", alice / "wrong.crq")
    report = cmcasn1.verify((alice / "wrong.crq").read_bytes())
    assert [check.name for check in report.failed] == ["possession"]


def test_encrypted(alice: Path) -> None:
    run("request", alice / "alice.csr", *AGENT, "--encrypt-for", DOGTAG / "pki/ca_signing.crt", "-o", alice / "e.crq")
    key = serialization.load_pem_private_key((DOGTAG / "pki/ca_signing.key").read_bytes(), None)
    assert cmcasn1.decrypt(parsed(alice / "e.crq"), key).kind == "full-pki-request"


def test_keys_in_pkcs12(alice: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = serialization.load_pem_private_key((DOGTAG / "pki/agent.key").read_bytes(), None)
    (certificate,) = cmcasn1.keys.loading.load_certificates((DOGTAG / "pki/agent.crt").read_bytes())
    store = pkcs12.serialize_key_and_certificates(
        b"agent", key, certificate.to_cryptography(), None, serialization.BestAvailableEncryption(b"p12 word")
    )
    (alice / "agent.p12").write_bytes(store)
    (alice / "word").write_bytes(b"p12 word\n")
    (alice / "wrong").write_bytes(b"word p12\n")
    common = ["request", alice / "alice.csr", "--key", alice / "agent.p12", "-o", alice / "p.crq"]
    run(*common, "--key-password-file", alice / "word")
    monkeypatch.setenv("P12_WORD", "p12 word")
    run(*common, "--key-password-env", "P12_WORD", "--force")
    assert cmcasn1.verify((alice / "p.crq").read_bytes()).ok
    wrong = run(*common, "--key-password-file", alice / "wrong", "--force", code=2)
    assert "password is not the right one" in wrong.stderr and "word p12" not in wrong.output
    none = run(*common, "--force", code=2)
    assert "no password was given" in none.stderr


def test_new_keys_are_encrypted_on_demand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORD", "a word")
    run("csr", "--subject", "CN=a", "--new-key", "p256", "--key-out", tmp_path / "k", "--key-out-password-env", "WORD",
        "-o", tmp_path / "r")  # fmt: skip
    assert b"ENCRYPTED" in (tmp_path / "k").read_bytes()
    assert isinstance(
        serialization.load_pem_private_key((tmp_path / "k").read_bytes(), b"a word"), ec.EllipticCurvePrivateKey
    )


@pytest.mark.parametrize(
    "arguments, text",
    [
        (["csr", "--subject", "CN=a"], "a private key is needed"),
        (["csr", "--subject", "CN=a", "--key", "nowhere"], "nowhere: No such file"),
        (["csr", "--subject", "nonsense", "--key", "alice.key"], "no name in the form of RFC 4514"),
        (["csr", "--key", "alice.key", "--new-key", "p256", "--key-out", "x"], "another is named"),
        (["csr", "--new-key", "p256"], "--key-out"),
        (["csr", "--key", "alice.key", "--key-usage", "nothing"], "no key usage 'nothing'"),
        (["csr", "--subject", "CN=a, O=#0c0178", "--key", "alice.key"], "a value in the form #hex"),
        (["csr", "--key", "alice.key", "--san", "host:x"], "KIND:NAME"),
        (["csr", "--key", "alice.key", "--san", "dns:"], "KIND:NAME"),
        (["csr", "--key", "alice.key", "--san", "oid:nonsense"], "'nonsense' is no OID"),
        (["csr", "--key", "alice.key", "--san", "dn:nonsense"], "no name in the form of RFC 4514"),
        (["csr", "--key", "alice.key", "--san", "upn:"], "KIND:NAME"),
        (["csr", "--key", "alice.key", "--san", "other:1.2.3"], "OID=TEXT, OID=hex:"),
        (["csr", "--key", "alice.key", "--san", "other:x=y"], "'x' is no OID"),
        (["csr", "--key", "alice.key", "--san", "other:1.2.3=hex:0c0361"], "--san 'other:1.2.3=hex:0c0361': OtherName"),
        (["csr", "--key", "alice.key", "--san", "other:1.2.3=hex:0"], "no hex"),
        (["csr", "--key", "alice.key", "--extension", "1.2.3"], "OID=hex"),
        (["csr", "--key", "alice.key", "-o", "alice.csr"], "--force replaces it"),
        (["csr", "--new-key", "p256", "--key-out", "new.key", "-o", "alice.csr"], "--force replaces it"),
        (["crmf", "--new-key", "p256", "--key-out", "new.key", "-o", "alice.csr"], "--force replaces it"),
        (["csr", "--new-key", "p256", "--key-out", "alice.key", "-o", "n.csr"], "--force replaces it"),
        (["crmf", "--key", "alice.key", "--archive-oaep"], "--archive-for"),
        (["crmf", "--key", "alice.key", "--pop", "none", "--pss"], "for a signature"),
        (["request", "alice.csr", "--identity-proof-v2", "--key", "alice.key"], "the shared secret is needed"),
        (["request", "alice.csr", "--key", "alice.key", "--identity-hash", "sha256"], "--identity-proof-v2"),
        (["request", "alice.csr", "--key", "alice.key", "--pop-link-mac", "sha256"], "--pop-link-witness-v2"),
        (["request", "alice.csr", "--key", "alice.key", "--no-signature", "--self-signed"], "exclude each other"),
        (["request", "alice.csr", "--key", "alice.key", "--no-transaction", "--sender-nonce", "n"], "exclude"),
        (["request", "alice.csr", "--key", "alice.key", "--transaction-id", "many"], "no number"),
        (["request", "alice.csr", "--key", "alice.key", "--data-return", "hex:0"], "no hex"),
        (["request", "alice.csr", "--key", "alice.key", "--cert", "alice.csr"], "no certificate"),
        (["request", "alice.csr", "--key", "alice.key", "--cert", "agent.crt"], "none of the certificates"),
        (["request", "alice.csr", "--key-id", "00"], "--pkcs11-module or --nss-db"),
        (["request", "--key", "alice.key"], "no request has the key"),
        (["request", "alice.csr", "--key", "alice.key", "--mod-subject", "CN=x"], "go with --mod-cert-template"),
        (["request", "alice.csr", "--key", "alice.key", "--mod-cert-template", "4"], "needs --mod-subject"),
        (["request", "alice.csr", "--key", "alice.key", "--add-extensions", "4"], "needs --add-extension"),
        (["request", "alice.csr", "--key", "alice.key", "--add-extension", "1.2.3=hex:0500"], "go with"),
        (
            [
                "request",
                "alice.csr",
                "--key",
                "alice.key",
                "--add-extensions",
                "1.2:4",
                "--add-extension",
                "1.2=hex:05",
            ],
            "one level down",
        ),
        (["request", "alice.csr", "--key", "alice.key", "--mod-cert-template", "x", "--mod-subject", "CN=x"], "number"),
        (["request", "alice.csr", "--key", "alice.key", "--publish-at", "web"], "go with --publish-cert"),
        (["request", "--key", "alice.key", "--publish-cert", "agent.crt", "--publish-at", "ftp"], "x500, web, ldap"),
        (
            ["request", "--key", "alice.key", "--publish-cert", "agent.crt", "--publish-at", "web", "--dont-publish"],
            "exclude each other",
        ),
        (["request", "alice.csr", "--key", "alice.key", "--crl-time", "now"], "say more of one --get-crl"),
        (["request", "--key", "alice.key", "--get-crl", "CN=x", "--crl-reasons", "none"], "keyCompromise"),
        (["request", "--key", "alice.key", "--get-crl", "CN=x", "--crl-time", "noon"], "no time such as"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_use(alice: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], text: str) -> None:
    monkeypatch.chdir(alice)
    (alice / "agent.crt").write_bytes((DOGTAG / "pki/agent.crt").read_bytes())
    before = {path.name: path.read_bytes() for path in alice.iterdir()}
    assert text in run(*arguments, code=2).stderr
    assert {path.name: path.read_bytes() for path in alice.iterdir()} == before


def test_what_is_no_request(alice: Path) -> None:
    found = run("request", DOGTAG / "resp_success.bin", *AGENT, code=3)
    assert "expected a certification request, found a full-pki-response" in found.stderr


def test_secret_not_in_output(alice: Path, secret_file: Path) -> None:
    found = run("request", alice / "alice.csr", "--key", alice / "alice.key", "--secret-file", secret_file,
                "--identity-proof-v2", "--pop-link-witness-v2", "-o", os.devnull, "--force")  # fmt: skip
    assert SECRET not in found.output
