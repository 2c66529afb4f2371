"""BouncyCastle reads, encodes again and verifies every committed vector, except where it is known not to."""

from __future__ import annotations

import csv
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization

import cmcasn1
from cmcasn1.armour import unwrap
from tests.blobs import VECTORS, Blob, blob, committed_blobs
from tests.interop.peers import BouncyCastle, PeerRefused, PeerUnsupported, spki

FOLDER = VECTORS / "bouncycastle"

# Shapes that are Dogtag's own, and RFC 5272's own that 1.72 reads only when asked for the raw sequence.
DOGTAG_CERT_ID = "unknown object in getInstance: org.bouncycastle.asn1.DLSequence"
NO_BODY_PART_PATH = "illegal object in getInstance: org.bouncycastle.asn1.DLSequence"
REFUSED_PARTS = {
    "dogtag/cmcreq_agent_p10_allcontrols.bin": {
        "controlSequence[0].attrValues[0]": DOGTAG_CERT_ID,
        "controlSequence[2].attrValues[0]": DOGTAG_CERT_ID,
    },
    "bouncycastle/s0016": {"controlSequence[0].attrValues[0].bodyList": NO_BODY_PART_PATH},
    "bouncycastle/s0021": {"controlSequence[1].attrValues[0].bodyList": NO_BODY_PART_PATH},
    "bouncycastle/s0026": {"controlSequence[0].attrValues[0].bodyList": NO_BODY_PART_PATH},
    "bouncycastle/s0046": {"controlSequence[0].attrValues[0].bodyList": NO_BODY_PART_PATH},
}

# What 1.72 has no class for: addExtensions, responseBody, changeSubjectName, and what is private.
KNOWN_UNOPENED = {"1.3.6.1.5.5.7.7.8", "1.3.6.1.5.5.7.7.36", "1.3.6.1.5.5.7.7.37"}
PRIVATE = ("1.3.6.1.4.1.",)


def octets_of(found: Blob) -> bytes:
    return unwrap(found.data)[0].octets


def index() -> list[dict[str, str]]:
    with (FOLDER / "index.tsv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


BER = {f"bouncycastle/{row['name']}.der" for row in index() if row["layout"] == "ber"}


def handmade() -> list[Any]:
    with (VECTORS / "peers" / "handmade" / "bc-1.72-results.tsv").open(encoding="utf-8", newline="") as lines:
        # otherReqMsg stays a raw SEQUENCE in 1.72: what is said of an empty one is said by hand.
        rows = [row for row in csv.reader(lines, delimiter="\t") if row[5] == "bc" and "orm_empty" not in row[0]]
    return [pytest.param(row, id=row[0].removesuffix(".der")) for row in rows]


@pytest.mark.parametrize(
    "name",
    [each.name for each in committed_blobs() if "handmade" not in each.name and each.asn1_type != "SharedToken"],
)
def test_reads_and_encodes_again(bouncycastle: BouncyCastle, name: str) -> None:
    found = blob(name)
    parsed = bouncycastle.parse(str(found.asn1_type), octets_of(found))
    assert parsed.canonical is parsed.same is (name not in BER)
    assert parsed.differs == ()
    expected = REFUSED_PARTS.get(name.removesuffix(".der").removesuffix(".inner"), {})
    assert len(parsed.refused) == len(expected)
    for refusal, (path, reason) in zip(parsed.refused, expected.items(), strict=True):
        assert refusal.path.endswith(path) and reason in refusal.reason
    assert {each.oid for each in parsed.unopened if not each.oid.startswith(PRIVATE)} <= KNOWN_UNOPENED


@pytest.mark.parametrize("name", sorted(BER))
def test_our_der_of_a_ber_message_is_its_der(bouncycastle: BouncyCastle, name: str) -> None:
    message = cmcasn1.parse(blob(name).data)
    ours = cmcasn1.encode_der(cmcasn1.ContentInfo(cmcasn1.Oid("1.2.840.113549.1.7.2"), message.layers[0]))
    assert ours == bouncycastle.parse("ContentInfo", blob(name).data).der


@pytest.mark.parametrize("row", handmade())
def test_edge_cases(bouncycastle: BouncyCastle, row: list[str]) -> None:
    """The verdicts written down when the edge cases were made are those of the version at hand."""
    name, kind, verdict, again = row[:4]
    octets = blob(f"peers/handmade/{name}").data
    if verdict == "err":
        try:
            parsed = bouncycastle.parse(kind, octets)
        except PeerRefused as refused:
            assert row[6].partition(":")[0] in str(refused)
        else:
            assert parsed.refused
    else:
        parsed = bouncycastle.parse(kind, octets)
        assert parsed.same is (again == "same")


@pytest.mark.parametrize("kind", ["ChangeSubjectName", "AddExtensions", "RaIdentityWitness"])
def test_types_that_it_lacks(bouncycastle: BouncyCastle, kind: str) -> None:
    with pytest.raises(PeerUnsupported, match=f"no class of the type {kind}"):
        bouncycastle.parse(kind, bytes.fromhex("3000"))


SIGNED = [
    each.name
    for each in committed_blobs()
    if each.asn1_type == "ContentInfo"
    and (layers := cmcasn1.parse(each.data).layers)
    and isinstance(layers[0], cmcasn1.SignedData)
    and layers[0].signer_infos
]
LACK_CONTENT_TYPE = {"peers/certipy-generated/on_behalf_of.der", "peers/certipy-generated/renewal.der"}


@pytest.mark.parametrize("name", SIGNED)
def test_verifies_signed_data(bouncycastle: BouncyCastle, name: str) -> None:
    found = bouncycastle.verify_cms(blob(name).data)
    if name in LACK_CONTENT_TYPE:
        # RFC 5652 section 5.3: signed attributes must include the content-type; AD CS does not mind.
        assert [each.status for each in found.signers] == ["invalid"]
        assert "content-type attribute type MUST be present" in found.signers[0].reason
        return
    assert found.valid, found.signers
    signed = cmcasn1.parse(blob(name).data).layers[0]
    assert found.content == signed.encap_content_info.e_content
    assert found.content_type == signed.encap_content_info.e_content_type
    assert len(found.signers) == len(signed.signer_infos)


@pytest.mark.parametrize("name", [each for each in SIGNED if each not in LACK_CONTENT_TYPE])
def test_refuses_tampered_signed_data(bouncycastle: BouncyCastle, name: str) -> None:
    data = blob(name).data
    signed = cmcasn1.parse(data).layers[0]
    signature = signed.signer_infos[0].signature
    forged = bytes([signature[0], signature[1] ^ 1, *signature[2:-1], signature[-1] ^ 1])
    assert not bouncycastle.verify_cms(data.replace(signature, forged)).signers[0].valid
    content = signed.encap_content_info.e_content
    if content in data:
        changed = content[:4] + bytes([content[4] ^ 1]) + content[5:]
        found = bouncycastle.verify_cms(data.replace(content, changed), keys=[request_key(content)])
        assert found.signers and not any(each.valid for each in found.signers)


def request_key(content: bytes) -> bytes:
    """A key for a signer whose own stands in a request that may no longer be readable."""
    for request in getattr(cmcasn1.parse(content).body, "req_sequence", ()):
        if isinstance(request, cmcasn1.TaggedCertificationRequest):
            return cmcasn1.encode_der(request.certification_request.certification_request_info.subject_pk_info)
        if isinstance(request, cmcasn1.CertReqMsg):
            return cmcasn1.encode_der(request.cert_req.cert_template.public_key)
    return spki(serialization.load_der_private_key((FOLDER / "key-rsa2048.p8").read_bytes(), None))


def test_signer_without_a_key(bouncycastle: BouncyCastle) -> None:
    """A response signed by key identifier, with the certificates taken out."""
    signed = cmcasn1.parse(blob("bouncycastle/s0005.der").data).layers[0]
    bare = cmcasn1.ContentInfo(cmcasn1.Oid("1.2.840.113549.1.7.2"), replace(signed, certificates=None))
    (signer,) = bouncycastle.verify_cms(cmcasn1.encode_der(bare)).signers
    assert (signer.status, signer.key) == ("no-key", None)
