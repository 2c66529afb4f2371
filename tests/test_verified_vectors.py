"""Every signature, proof and witness of the vectors with a key or a secret beside it, through `cmcasn1.verify`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import cmcasn1
from cmcasn1 import Outcome
from cmcasn1.verification.report import Report
from tests.blobs import VECTORS

PASSED, FAILED, NOT_POSSIBLE = Outcome.PASSED, Outcome.FAILED, Outcome.NOT_POSSIBLE
DOGTAG = VECTORS / "dogtag"
BOUNCYCASTLE = VECTORS / "bouncycastle"
VERDICTS = {True: PASSED, False: FAILED, "none": NOT_POSSIBLE}


def outcomes(report: Report, name: str, path: str = "") -> list[Outcome]:
    return [check.outcome for check in report.named(name) if check.path.startswith(path)]


# Dogtag: what an independent check found stands in the notes beside each message.

NOTED = sorted(path.stem for path in DOGTAG.glob("*.bin"))
SENT_AS_IT_IS = {
    # The witness of identityProofV2 and the request's number are both 1: Dogtag's tool counts them apart.
    "cmcreq_self_crmf_rsa_idpv2_popv2": {"body-part-ids"},
    "cmcreq_self_p10_rsa_idpv2_popv2": {"body-part-ids"},
    # addExtensions and others name requests that are not there; popLinkRandom without any witness.
    "cmcreq_agent_p10_allcontrols": {"references", "pop-link"},
    # critical FALSE was signed as it never is in DER: the proof is over other octets than were sent.
    "v117_cmcreq_self_crmf_rsa_idpv2": {"body-part-ids", "possession"},
}


def noted(name: str) -> tuple[dict[str, Any], str]:
    text = (DOGTAG / f"{name}.txt").read_text(encoding="utf-8")
    stated = re.search(r"^witness\.sharedSecret=(.*)$", text, re.MULTILINE)
    found: dict[str, Any] = json.loads(text[text.index("{", text.index("Independent check")) :])
    return found, stated[1] if stated else "testing"


@pytest.mark.parametrize("name", NOTED)
def test_dogtag(name: str) -> None:
    known, secret = noted(name)
    data = (DOGTAG / f"{name}.bin").read_bytes()
    report = cmcasn1.verify(data, secrets=secret)
    if "simple" in known:
        assert not report.failed
        return
    assert {check.name for check in report.failed} == SENT_AS_IT_IS.get(name, set())
    for check, key in (("message-digest", "mdok"), ("signature", "sigok")):
        assert outcomes(report, check) == [VERDICTS[known[key]] for _ in range(key in known)]
    assert outcomes(report, "possession") == [VERDICTS[verdict] for verdict in known.get("pop", [])]
    proofs = [VERDICTS[known[kind]] for kind in ("idpv1", "idpv2") if kind in known]
    assert outcomes(report, "identity-proof") == proofs
    if "poplinkv2" in known:
        assert outcomes(report, "pop-link") == [VERDICTS[known["poplinkv2"]]]
    if proofs:
        wrong = cmcasn1.verify(data, secrets=f"{secret}x")
        assert outcomes(wrong, "identity-proof") == [FAILED] * len(proofs)
        assert secret not in str(wrong)
        unknown = cmcasn1.verify(data)
        assert outcomes(unknown, "identity-proof") == [NOT_POSSIBLE] * len(proofs)


@pytest.mark.parametrize(
    "name", sorted(path.stem for path in DOGTAG.glob("*.der") if not path.stem.startswith("shared"))
)
def test_dogtags_bare_requests(name: str) -> None:
    report = cmcasn1.verify((DOGTAG / f"{name}.der").read_bytes())
    expected = [NOT_POSSIBLE if "nopop" in name else PASSED]
    assert outcomes(report, "possession") == expected, str(report)


# BouncyCastle: the values and secrets stand beside each message.

MADE = sorted(path.stem for path in BOUNCYCASTLE.glob("s*.json"))
POSSESSION = {"signature": PASSED, "signature+sender": PASSED, "signature+publicKeyMAC": PASSED}
# Made without regard to what refers to what; proofs without a secret beside them are random octets.
CARELESS = {"references", "controls", "pop-link", "body-part-ids", "identity-proof", "revocation-secret"}


@pytest.mark.parametrize("name", MADE)
def test_bouncycastle(name: str) -> None:
    made = json.loads((BOUNCYCASTLE / f"{name}.json").read_text(encoding="utf-8"))
    crypto = made.get("crypto", {})
    message = cmcasn1.parse((BOUNCYCASTLE / f"{name}.der").read_bytes())
    careless = set(CARELESS)
    if message.kind == "encrypted":
        message = cmcasn1.parse((BOUNCYCASTLE / f"{name}.inner.der").read_bytes())
        careless.add("signer")
    report = cmcasn1.verify(message, secrets=crypto.get("sharedSecret"))
    if "password" in made:
        # That of the AuthenticatedData is another secret than that of the proofs.
        assert outcomes(report, "mac") == [FAILED]
        assert outcomes(cmcasn1.verify(message, secrets=made["password"]), "mac") == [PASSED]
        careless.add("mac")
    assert {check.name for check in report.failed} <= careless, str(report)
    assert FAILED not in outcomes(report, "signature")
    if any(isinstance(layer, cmcasn1.SignedData) for layer in message.layers) and made.get("signers"):
        assert outcomes(report, "signature", "SignedData") == [PASSED] * len(made["signers"])
    wanted = [POSSESSION.get(request.get("pop"), NOT_POSSIBLE) for request in made.get("requests", ())]
    if isinstance(message.body, cmcasn1.PKIData | cmcasn1.CertReqMessages):
        path = "PKIData.reqSequence" if isinstance(message.body, cmcasn1.PKIData) else "CertReqMessages"
        assert outcomes(report, "possession", path) == wanted
    # The witnesses that were computed with the secret.
    for key in ("identityProofV2BodyPartID", "identityProofBodyPartID"):
        if key not in crypto:
            continue
        numbers = [control.body_part_id for control in message.body.control_sequence]
        place = f"PKIData.controlSequence[{numbers.index(crypto[key])}]"
        assert outcomes(report, "identity-proof", place) == [PASSED]
        wrong = cmcasn1.verify(message, secrets="another")
        assert outcomes(wrong, "identity-proof", place) == [FAILED]
    randoms = [
        value.value
        for control in getattr(message.body, "control_sequence", ())
        for value in control.attr_values
        if isinstance(value, cmcasn1.PopLinkRandom)
    ]
    if len(randoms) == 1 and "popLinkRandom" in crypto:
        witnesses = [check for check in report.named("pop-link") if "witness (RFC" not in check.text]
        assert all(check.outcome is PASSED for check in witnesses), str(report)


def test_bouncycastles_vectors_have_every_proof() -> None:
    made = [json.loads((BOUNCYCASTLE / f"{name}.json").read_text(encoding="utf-8")) for name in MADE]
    forms = {request.get("pop") for each in made for request in each.get("requests", ())}
    assert forms >= {*POSSESSION, "raVerified", "none", "keyAgreement/dhMAC", "keyEncipherment/encryptedKey"}
    assert sum("identityProofV2BodyPartID" in each.get("crypto", {}) for each in made) >= 8


# computations.json


def test_computations() -> None:
    known = json.loads((VECTORS / "computations.json").read_text())
    message = bytes.fromhex(known["full"]["SignedData_ContentInfo"])
    report = cmcasn1.verify(message, secrets=known["secret"])
    assert report.ok and {check.name for check in report.not_possible} <= {"certificate-path"}, str(report)
    for name in ("possession", "signature", "message-digest", "identity-proof", "pop-link"):
        assert PASSED in outcomes(report, name), name
    assert {check.name for check in cmcasn1.verify(message, secrets="other").failed} == {"identity-proof", "pop-link"}
    request = cmcasn1.decode_der(cmcasn1.CertReqMsg, bytes.fromhex(known["crmf"]["CertReqMsg"]))
    assert cmcasn1.verify(cmcasn1.encode_der(cmcasn1.CertReqMessages([request]))).ok
    unsigned = cmcasn1.verify(bytes.fromhex(known["noSignature"]["csr"]))
    assert outcomes(unsigned, "possession") == [NOT_POSSIBLE]


# Other projects' messages, with the verdict of BouncyCastle in the index.

FAULTS = {
    # Changed after it was signed, on purpose.
    "pkcs11_ca/test_cmc_L86.der": {"signature"},
    "certipy-generated/on_behalf_of.der": {"message-digest"},
    "certipy-generated/renewal.der": {"message-digest"},
    # A request whose signature never held.
    "peculiar-asn1-crmf/test_L123.der": {"possession"},
    # poposkInput though the template has subject and key: the signature covers no name (RFC 4211 section 4.1).
    "ejbca-ce/CrmfRequestMessageTest_L667.certreqmessages.der": {"possession"},
}


def test_peers(shared: Path) -> None:
    folder = shared / "vectors" / "peers"
    seen = set()
    for line in (folder / "index.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) < 9 or not cells[1].endswith(".der") or not cells[8]:
            continue
        name, verdict = cells[1], cells[8]
        report = cmcasn1.verify((folder / name).read_bytes())
        expected = FAULTS.get(name, set())
        assert {check.name for check in report.failed} - {"references"} == expected, (name, str(report))
        signatures = set(outcomes(report, "signature"))
        if verdict.startswith("valid"):
            assert signatures == {PASSED}, name
        elif verdict.startswith("invalid"):
            assert signatures == {FAILED}, name
        if "tcr:valid" in verdict:
            assert set(outcomes(report, "possession")) == {PASSED}, name
        elif "crm:none" in verdict:
            assert set(outcomes(report, "possession")) == {NOT_POSSIBLE}, name
        seen.add(name)
    assert len(seen) >= 20


def test_nothing_escapes(any_blob: Any) -> None:
    """Any message gives a report or a CMCError, and no check passes and fails for the same thing."""
    if not any_blob.is_message:
        return
    try:
        report = cmcasn1.verify(any_blob.data, secrets="testing")
    except cmcasn1.CMCError:
        return
    name = any_blob.name.removeprefix("peers/")
    covering = {"message-digest", "signature", "possession", "identity-proof"}
    failed = {check.name for check in report.failed} & covering
    if name in FAULTS:
        assert failed == FAULTS[name]
    elif name.startswith("dogtag/v117_cmcreq"):
        assert failed == {"possession"}
    elif not name.startswith("bouncycastle"):
        assert failed <= {"identity-proof"}, str(report)
