"""Configurations of CMCRequest: every key is honoured or refused, and what has no effect is named."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization

import cmcasn1
from cmcasn1 import BuildError, CMCRequestConfiguration
from cmcasn1.dogtag.configuration import read_configuration
from cmcasn1.dogtag.configured_request import OLD_POP_LINK_RANDOM, configured_request
from cmcasn1.keys.loading import load_credentials
from tests.blobs import VECTORS

FOLDER = VECTORS / "dogtag"
ISSUER = "CN=CA Signing Certificate,OU=cmcasn1-test,O=EXAMPLE"
SELF = "input=p10_rsa_ski.csr\nrequest.selfSign=true\nidentification.enable=true\nidentification=testuser\n"
ASKS = "input=p10_rsa.csr\n"


def key(name: str) -> Any:
    return serialization.load_pem_private_key((FOLDER / f"{name}.key").read_bytes(), None)


AGENT = load_credentials((FOLDER / "pki/agent.key").read_bytes() + (FOLDER / "pki/agent.crt").read_bytes())
NOW = datetime(2026, 11, 1, 12, 30, 15, 999, tzinfo=UTC)


def made(text: str, request_key: str | None = None, folder: Path = FOLDER) -> cmcasn1.EncodedMessage[cmcasn1.PKIData]:
    return configured_request(
        read_configuration(text),
        lambda file: (folder / file).read_bytes(),
        key=AGENT.key,
        certificate=AGENT.certificate,
        request_key=None if request_key is None else key(f"keys/{request_key}"),
        now=NOW,
    )


def controls(built: cmcasn1.EncodedMessage[cmcasn1.PKIData]) -> dict[str, Any]:
    body = cmcasn1.parse(built.der).body
    return {each.attr_type.name.removeprefix("id-cmc-"): each.attr_values[0] for each in body.control_sequence}


def test_a_whole_file() -> None:
    text = (
        "\ufeff# a comment\n\n  numRequests = 2 \ninput=a.csr  b.csr\nformat=PKCS10\noutput=o.bin\ndbdir=./nss\n"
        "password=Secret=123\ntokenname=internal\nnickname=agent\nrequest.useSharedSecret=false\n"
    )
    found = read_configuration(text)
    assert found.requests == ("a.csr", "b.csr") and found.format == "pkcs10" and found.output == "o.bin"
    assert (found.database, found.password, found.token, found.nickname) == ("./nss", "Secret=123", None, "agent")
    assert found.signed_by_certificate and not found.needs_request_key and found.remarks == ()
    assert read_configuration(f"{ASKS}tokenname=HSM").token == "HSM"


def test_secrets_do_not_show() -> None:
    text = f"{SELF}password=s3cret-a\nwitness.sharedSecret=s3cret-b\nidentityProofV2.enable=true\n"
    text += "identityProof.enable=true\nidentityProof.sharedSecret=s3cret-c\n"
    revoking = f"revRequest.enable=true\nrevRequest.serial=6\nrevRequest.issuer={ISSUER}\n"
    for each in (text, f"{revoking}revRequest.sharedSecret=s3cret-d\n"):
        assert "s3cret" not in repr(read_configuration(each))
    with pytest.raises(BuildError) as caught:
        read_configuration("s3cret on a line of its own")
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    "text, message",
    [
        ("nonsense", "line 1 is neither key=value nor a comment"),
        (f"{ASKS}identityProofV2.hashAlgorithm=SHA-256", "did you mean identityProofV2.hashAlg"),
        (f"{ASKS}DBDIR=.", "did you mean dbdir"),
        (f"{ASKS}{ASKS}", "line 2: input is there already"),
        ("", "nothing is asked for"),
        ("numRequests=1", "nothing is asked for"),
        (f"{ASKS}numRequests=2", "numRequests is 2, but input names 1"),
        (f"{ASKS}numRequests=one", "numRequests is a number"),
        (f"{ASKS}format=cmc", "format is pkcs10, crmf, test_cmc"),
        (f"{ASKS}request.selfSign=yes", "request.selfSign is true or false"),
        (f"{ASKS}request.selfSign=true\nrequest.useSharedSecret=false", "are the same"),
        (f"{ASKS}identification.enable=true", "identification is missing"),
        (f"{ASKS}identityProofV2.enable=true", "needs witness.sharedSecret"),
        (f"{ASKS}popLinkWitnessV2.enable=true", "needs witness.sharedSecret"),
        (f"{SELF}witness.sharedSecret=s\nidentityProofV2.enable=true\nidentityProofV2.macAlg=SHA-256-MAC", "HMAC"),
        (f"{SELF}witness.sharedSecret=s\nidentityProofV2.enable=true\nidentityProofV2.hashAlg=MD4", "SHA-256"),
        (f"{SELF}witness.sharedSecret=s\npopLinkWitnessV2.enable=true\npopLinkWitness.enable=true", "exclude"),
        (f"{ASKS}popLinkWitness.enable=true", "needs witness.sharedSecret or identityProof"),
        (f"{ASKS}identityProof.enable=true", "identityProof.sharedSecret is missing"),
        ("revRequest.enable=true", "revRequest.serial is missing"),
        ("revRequest.enable=true\nrevRequest.serial=six", "decimal, or in hex"),
        ("revRequest.enable=true\nrevRequest.serial=6\nrevRequest.reason=boredom", "revRequest.reason is one of"),
        ("revRequest.enable=true\nrevRequest.serial=6\nrevRequest.sharedSecret=s", "needs revRequest.issuer"),
        (
            f"{ASKS}revRequest.enable=true\nrevRequest.serial=6\nrevRequest.issuer=CN=x\nrevRequest.sharedSecret=s",
            "goes unsigned, which nothing else may",
        ),
        ("decryptedPop.enable=true", "encryptedPopResponseFile is missing"),
        (f"{ASKS}decryptedPop.enable=true\nencryptedPopResponseFile=r", "input has no place beside it"),
        ("getCert.enable=true\ngetCert.serial=6", "getCert.issuer is missing"),
        ("confirmCertAcceptance.enable=true\nconfirmCertAcceptance.issuer=CN=x", "serial is missing"),
        (f"{ASKS}dataReturn.enable=true", "dataReturn.data is missing"),
        (f"{ASKS}LraPopWitness.enable=true\nLraPopWitness.bodyPartIDs=one", "are numbers"),
        ("format=test_cmc\ninput=a b", "signs one CMC message anew"),
    ],
)
def test_what_is_refused(text: str, message: str) -> None:
    with pytest.raises(BuildError, match=re.escape(message)):
        read_configuration(text)


@pytest.mark.parametrize(
    "text, remark",
    [
        (f"{ASKS}identification=x", "identification has no effect: identification.enable is not true"),
        (f"{ASKS}getCert.enable=false\ngetCert.serial=6", "getCert.serial has no effect"),
        (f"{SELF}nickname=agent", "nickname has no effect: request.selfSign"),
        (f"{ASKS}witness.sharedSecret=s", "witness.sharedSecret has no effect"),
        (
            "decryptedPop.enable=true\nencryptedPopResponseFile=r\noutput=o",
            "output has no effect: decryptedPopRequestFile",
        ),
        (
            "nickname=a\nrevRequest.enable=true\nrevRequest.serial=6\nrevRequest.issuer=CN=x\nrevRequest.sharedSecret=s",
            "nickname has no effect: revRequest.sharedSecret",
        ),
    ],
)
def test_what_has_no_effect(text: str, remark: str) -> None:
    (found,) = read_configuration(text).remarks
    assert found.startswith(remark)


def test_forms_filled_in_by_default_make_no_remarks() -> None:
    """Dogtag's example has every key, switched off and empty."""
    switches = ("identification", "getCert", "revRequest", "dataReturn", "LraPopWitness", "decryptedPop")
    text = ASKS + "".join(f"{each}.enable=false\n" for each in switches) + "oaep=false\nrevRequest.reason=\n"
    assert read_configuration(text).remarks == ()


@pytest.mark.parametrize(
    "spelt, name",
    [("SHA-256", "sha256"), ("SHA384", "sha384"), ("sha-512", "sha512"), ("SHA-1", "sha1"), ("", "sha256")],
)
def test_algorithms(spelt: str, name: str) -> None:
    text = f"{SELF}witness.sharedSecret=s\nidentityProofV2.enable=true\nidentityProofV2.hashAlg={spelt}\n"
    found = read_configuration(f"{text}identityProofV2.macAlg={f'{spelt}-HMAC' if spelt else ''}")
    assert found.identity_proof_v2 is not None
    assert found.identity_proof_v2.key_hash.name == found.identity_proof_v2.mac_hash.name == name
    assert isinstance(found.identity_proof_v2.key_hash, hashes.HashAlgorithm)


def test_every_field_is_set_by_some_key() -> None:
    """A field that no file can set, or that nothing reads, would be a key that is dropped silently."""
    source = Path(__import__("cmcasn1.dogtag.configured_request", fromlist=["x"]).__file__).read_text()
    source += Path(__import__("cmcasn1.cli.dogtag_config", fromlist=["x"]).__file__).read_text()
    for field in fields(CMCRequestConfiguration):
        assert re.search(rf"\.{field.name}\b", source), f"nothing reads {field.name}"


# What comes of them


def test_nonce_and_transaction() -> None:
    """The ASCII octets of the text; MD5 of the key, and a random nonce, where there is none."""
    text = f"{ASKS}transactionMgt.enable=true\nsenderNonce.enable=true\n"
    given = controls(made(f"{text}transactionMgt.id=TX-0001\nsenderNonce=nonce\n"))
    assert given["transactionId"].value == 0x54582D30303031 and given["senderNonce"].value == b"nonce"
    assert controls(made(f"{text}senderNonce.id=nonce\n"))["senderNonce"].value == b"nonce"
    first, second = controls(made(text)), controls(made(text))
    assert first["transactionId"] == second["transactionId"] != given["transactionId"]
    assert first["senderNonce"] != second["senderNonce"] and len(first["senderNonce"].value) == 16


def test_transaction_of_dogtags_vector() -> None:
    theirs = cmcasn1.parse((FOLDER / "cmcreq_agent_p10_allcontrols.bin").read_bytes()).body
    (number,) = [v for c in theirs.control_sequence for v in c.attr_values if isinstance(v, cmcasn1.TransactionId)]
    assert controls(made(f"{ASKS}transactionMgt.enable=true"))["transactionId"] == number


def test_revocation() -> None:
    text = "revRequest.enable=true\nrevRequest.serial=0x1f\nrevRequest.reason=caCompromise\n"
    asked = controls(made(f"{text}revRequest.comment=lost it\nrevRequest.invalidityDatePresent=true"))["revokeRequest"]
    assert asked.serial_number == 31 and asked.reason == cmcasn1.CRLReason.cACompromise
    assert asked.comment == "lost it" and asked.invalidity_date == NOW.replace(microsecond=0)
    assert asked.issuer_name == AGENT.certificate.tbs_certificate.issuer  # type: ignore[union-attr]
    unsigned = made(f"{text}revRequest.issuer={ISSUER}\nrevRequest.sharedSecret=testing")
    assert controls(unsigned)["revokeRequest"].passphrase == b"testing"
    assert unsigned.content_info.content_type.name == "id-data"


def test_old_pop_link() -> None:
    """The request has popLinkWitness over the number that its maker had built in."""
    builder = cmcasn1.CertReqMsgBuilder().subject("CN=old")
    witness = cmcasn1.PopLinkWitness.compute("testing", OLD_POP_LINK_RANDOM)
    request = builder.control(cmcasn1.Oid("1.3.6.1.5.5.7.7.23"), witness).sign(key("keys/crmf_rsa_pop"))
    text = "input=old.crmf\nformat=crmf\npopLinkWitness.enable=true\nwitness.sharedSecret=testing\n"
    built = configured_request(
        read_configuration(text),
        lambda _: cmcasn1.encode_der(cmcasn1.CertReqMessages((request,))),
        key=AGENT.key,
        certificate=AGENT.certificate,
    )
    assert controls(built)["popLinkRandom"].value == OLD_POP_LINK_RANDOM
    report = cmcasn1.verify(built.der, secrets="testing")
    assert report.ok and report.named("pop-link")


def test_pop_link_without_the_key_is_refused() -> None:
    text = f"{ASKS}popLinkWitnessV2.enable=true\nwitness.sharedSecret=testing\n"
    with pytest.raises(BuildError, match="its private key is needed"):
        made(text)
    assert cmcasn1.verify(made(text, "p10_rsa").der, secrets="testing").named("pop-link")


def test_both_identity_proofs() -> None:
    """CMCRequest makes the second version and drops the first."""
    text = f"{SELF}witness.sharedSecret=testing\nidentityProofV2.enable=true\nidentityProof.enable=true\n"
    built = made(f"{text}identityProof.sharedSecret=testing\n", "p10_rsa_ski")
    assert {"identityProof", "identityProofV2"} <= set(controls(built))
    report = cmcasn1.verify(built.der, secrets="testing")
    assert report.ok and len(report.named("identity-proof")) == 2


def test_signed_anew() -> None:
    built = made("format=test_cmc\ninput=cmcreq_user_p10_idproof_v1.bin\n")
    theirs = cmcasn1.parse((FOLDER / "cmcreq_user_p10_idproof_v1.bin").read_bytes()).layers[0]
    mine = cmcasn1.parse(built.der).layers[0]
    assert mine.encap_content_info == theirs.encap_content_info
    assert mine.signer_infos[0].sid.serial_number == 2
    assert cmcasn1.verify(built.der).ok


@pytest.mark.parametrize(
    "text, message",
    [
        ("input=crmf_rsa_pop.der", "expected format=pkcs10 in crmf_rsa_pop.der, found a cert-req-messages"),
        ("input=p10_rsa.csr\nformat=crmf", "expected format=crmf in p10_rsa.csr, found a simple-pki-request"),
        ("input=p10_rsa.csr\nformat=test_cmc", "found a simple-pki-request"),
        ("decryptedPop.enable=true\nencryptedPopResponseFile=resp_success.bin", "needs the private key"),
        ("input=p10_rsa.csr\nrequest.selfSign=true", "needs the private key of the request"),
        ("input=p10_rsa.csr\nLraPopWitness.enable=true\nLraPopWitness.bodyPartIDs=1 2", "no request has the number 2"),
    ],
)
def test_what_cannot_be_made(text: str, message: str) -> None:
    with pytest.raises(cmcasn1.CMCError, match=re.escape(message)):
        made(text)


def test_nobody_signs() -> None:
    with pytest.raises(BuildError, match="nothing says who signs"):
        configured_request(read_configuration(ASKS), lambda file: (FOLDER / file).read_bytes())
