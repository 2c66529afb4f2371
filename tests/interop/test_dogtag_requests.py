"""`request --dogtag-config` with the configurations that CMCRequest was run with, before Dogtag's own library."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import cmcasn1
from cmcasn1.cli.group import cli
from tests.blobs import VECTORS
from tests.interop.jss_peer import Jss

FOLDER = VECTORS / "dogtag"
CASES = sorted(path.stem for path in FOLDER.glob("*cmcreq_*.txt"))


def notes(name: str) -> str:
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


def configuration(name: str) -> str:
    """The file as CMCRequest got it; its names are those of the folder that the vectors were made in."""
    found = re.search(r"^numRequests=.*?^(?:output|nickname=user\n)", notes(name), re.MULTILINE | re.DOTALL)
    assert found is not None
    start = notes(name).index("numRequests=")
    lines = notes(name)[start:].splitlines()
    return "\n".join(lines[: next(i for i, line in enumerate(lines) if not line.strip())]) + "\n"


def prepared(name: str, folder: Path) -> Path:
    """The inputs of the configuration in a folder, under the names that it has for them."""
    text = configuration(name)
    (folder / "out").mkdir()
    for wanted in re.findall(r"^(?:input|encryptedPopResponseFile)=out/(.*)$", text, re.MULTILINE):
        (folder / "out" / wanted).write_bytes((FOLDER / wanted).read_bytes())
    (folder / "cmc.cfg").write_text(text, encoding="utf-8")
    return folder / "cmc.cfg"


def keys(name: str) -> list[str]:
    """The options that stand in for the NSS database."""
    text = configuration(name)
    found: list[str] = []
    signer = re.search(r"^nickname=(.*)$", text, re.MULTILINE)
    if signer is not None:
        found += ["--key", f"{FOLDER}/pki/{signer[1]}.key", "--cert", f"{FOLDER}/pki/{signer[1]}.crt"]
        found += ["--cert", f"{FOLDER}/pki/ca_signing.crt"]
    if "privKeyId" not in text and "popLinkWitness.enable" not in text:
        # What CMCRequest makes without the key of the request goes without it here.
        return found
    requested = re.search(r"^input=out/(\w+)\.", text, re.MULTILINE)
    stem = requested[1] if requested else "crmf_rsa_nopop"
    return [*found, "--request-key", f"{FOLDER}/keys/{stem}.key"]


def made(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch, *more: str) -> Result:
    monkeypatch.chdir(folder)
    return CliRunner().invoke(cli, ["request", "--dogtag-config", "cmc.cfg", *keys(name), *more])


def known(name: str) -> dict[str, Any]:
    text = notes(name)
    found: dict[str, Any] = json.loads(text[text.index("{", text.index("Independent check")) :])
    return found


def quirks(file: Path) -> tuple[str, ...]:
    return cmcasn1.parse(file.read_bytes()).quirks


def secret(name: str) -> str:
    stated = re.search(r"^(?:witness|identityProof)\.sharedSecret=(.*)$", configuration(name), re.MULTILINE)
    return stated[1] if stated else "testing"


def challenge() -> bytes:
    text = (FOLDER / "resp_encryptedpop_user_crmf_nopop.secrets").read_text(encoding="utf-8")
    return bytes.fromhex(re.findall(r"^challenge\(64\)=(.*)$", text, re.MULTILINE)[0])


@pytest.mark.parametrize("name", CASES)
def test_configurations(jss: Jss, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    file = prepared(name, tmp_path)
    if name.endswith("allcontrols"):
        # It names the requests 1 and 2 where there is one.
        refused = made(name, tmp_path, monkeypatch)
        assert refused.exit_code == 2 and "no request has the number 2" in refused.stderr
        file.write_text(file.read_text(encoding="utf-8").replace("bodyPartIDs=1 2", "bodyPartIDs=1"), encoding="utf-8")
    found = made(name, tmp_path, monkeypatch)
    assert found.exit_code == 0, found.stderr
    (output,) = re.findall(r"^(?:output|decryptedPopRequestFile)=(.*)$", file.read_text(encoding="utf-8"), re.MULTILINE)
    der = (tmp_path / output).read_bytes()
    # JSS takes both shapes of getCert and confirmCertAcceptance, Dogtag's CA its own only.
    assert {each for each in quirks(FOLDER / f"{name}.bin") if each.startswith("dogtag")} <= set(
        quirks(tmp_path / output)
    )
    verdict, expected = jss.check(der, secret=secret(name), challenge=challenge()), known(name)
    assert verdict.faults() == {}
    assert verdict.body_same and verdict.message_same is (None if "unsigned" in expected else True)
    assert [each.attr_type.rpartition(".")[2] for each in verdict.controls] == [oid for _, oid in expected["controls"]]
    assert all(each.valid for each in verdict.controls)
    for part, check in (("sigok", verdict.signature), ("idpv1", verdict.identity_proof)):
        assert check.status == ("valid" if part in expected else "absent")
    assert verdict.identity_proof_v2.status == ("valid" if "idpv2" in expected else "absent")
    assert verdict.decrypted_pop.status == ("valid" if "decryptedpop" in expected else "absent")
    assert verdict.key_identifier.status == ("valid" if expected.get("sid") == "ski" else "absent")
    assert [each.kind for each in verdict.requests] == [
        {"p10": "pkcs10"}.get(kind, kind) for kind, _ in expected["reqs"]
    ]
    # Of v117 CMCRequest breaks the proof, since JSS leaves an explicit FALSE out: here the request's own key mends it.
    mended = name.startswith("v117")
    assert [each.pop.valid for each in verdict.requests] == [each is True or mended for each in expected["pop"]]
    if "poplinkv2" in expected or name.endswith("allcontrols"):
        assert all(each.pop_link.valid for each in verdict.requests)


@pytest.mark.parametrize("algorithm", ["SHA-256", "SHA-384", "SHA-512"])
@pytest.mark.parametrize("mac", ["SHA-256-HMAC", "SHA-384-HMAC", "SHA-512-HMAC", ""])
def test_proofs_that_cmcrequest_leaves_out(
    jss: Jss, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, algorithm: str, mac: str
) -> None:
    """SHA-384-HMAC and a missing algorithm: CMCRequest writes a message without the proof and says nothing."""
    name = "cmcreq_self_p10_rsa_idpv2_popv2"
    file = prepared(name, tmp_path)
    text = re.sub(r"(hashAlg|keyGenAlg)=.*", rf"\1={algorithm}", file.read_text(encoding="utf-8"))
    file.write_text(re.sub(r"macAlg=.*", f"macAlg={mac}", text), encoding="utf-8")
    found = made(name, tmp_path, monkeypatch)
    assert found.exit_code == 0, found.stderr
    der = (tmp_path / "out" / f"{name}.bin").read_bytes()
    proofs = [value for c in cmcasn1.parse(der).body.control_sequence for value in c.attr_values]
    (proof,) = [each for each in proofs if isinstance(each, cmcasn1.IdentityProofV2)]
    assert proof.proof_alg_id.algorithm.name == f"id-{algorithm.replace('-', '').lower()}"
    assert proof.mac_alg_id.algorithm.name == f"id-hmacWith{(mac or 'SHA-256-HMAC')[:7].replace('-', '')}"
    verdict = jss.check(der, secret="testing")
    assert verdict.faults() == {}
    assert verdict.identity_proof_v2.valid and all(each.pop_link.valid for each in verdict.requests)
    assert cmcasn1.verify(der, secrets="testing").ok
