"""SignedData made and checked: every kind of key, every way to name a signer, and what must not pass."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import cmcasn1
from cmcasn1 import BuildError, ContentInfo, Oid, SignedData, SignerInfo, decode_der, encode_der
from cmcasn1.cms import signing, verification
from cmcasn1.cms.certificate_sets import find_certificate
from cmcasn1.keys.private_key import as_signer
from tests.signing_keys import CASES, NOW, certificate, private_key

PKI_DATA = Oid("1.3.6.1.5.5.7.12.2")
ID_DATA = Oid("1.2.840.113549.1.7.1")
ID_SIGNED_DATA = Oid("1.2.840.113549.1.7.2")
EMPTY_PKI_DATA = bytes.fromhex("30083000300030003000")


def public(kind: str) -> Any:
    return as_signer(private_key(kind)).public_key_info


def again(signed: SignedData) -> SignedData:
    """The SignedData as a receiver has it; strict DER both ways, and the values as they were made."""
    der = encode_der(ContentInfo(ID_SIGNED_DATA, signed))
    received: Any = decode_der(ContentInfo, der).content
    assert received == signed
    return received


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("with_certificate", [True, False], ids=["certificate", "key-identifier"])
def test_signed_with_every_kind_of_key(name: str, with_certificate: bool) -> None:
    case = CASES[name]
    signed = again(
        signing.sign(
            EMPTY_PKI_DATA,
            PKI_DATA,
            private_key(case.kind),
            certificate=certificate(case.kind) if with_certificate else None,
            hash_algorithm=case.hash_algorithm,
            pss=case.pss,
            signing_time=NOW,
        )
    )
    (info,) = signed.signer_infos
    assert (signed.version, info.version) == (3, 1 if with_certificate else 3)
    assert info.signature_algorithm.algorithm.name == case.signature
    assert info.digest_algorithm.algorithm.name == case.digest
    assert signed.digest_algorithms == (info.digest_algorithm,)
    found = find_certificate(signed.certificates, info.sid)
    assert found == (certificate(case.kind) if with_certificate else None)
    verified = verification.verify_signer(signed, info, public(case.kind))
    assert verified.covered == "attributes"
    assert bool(verified.weak_digests) == ("sha1" in name)
    assert cmcasn1.parse(encode_der(ContentInfo(ID_SIGNED_DATA, signed))).kind == "full-pki-request"


def test_the_message_of_the_vectors_is_made_to_the_byte(vectors: Path) -> None:
    known = json.loads((vectors / "computations.json").read_text())["full"]
    signed = signing.sign(bytes.fromhex(known["PKIData"]), PKI_DATA, private_key("ed25519"))
    assert encode_der(ContentInfo(ID_SIGNED_DATA, signed)).hex() == known["SignedData_ContentInfo"]


def test_certs_only_and_unsigned() -> None:
    empty = signing.certs_only(())
    assert encode_der(ContentInfo(ID_SIGNED_DATA, empty)).hex() == (
        "302306092a864886f70d010702a01630140201013100300b06092a864886f70d0107013100"
    )
    some = again(signing.certs_only([certificate("rsa").to_cryptography(), certificate("p256"), certificate("rsa")]))
    assert some.version == 1 and some.certificates is not None
    assert {item.octets for item in some.certificates} == {certificate("rsa").octets, certificate("p256").octets}
    assert cmcasn1.parse(encode_der(ContentInfo(ID_SIGNED_DATA, some))).kind == "simple-pki-response"
    bare = again(signing.unsigned(EMPTY_PKI_DATA, PKI_DATA))
    assert (bare.version, bare.signer_infos, bare.digest_algorithms) == (3, (), ())


def test_another_keys_certificate_is_refused() -> None:
    with pytest.raises(BuildError, match="another key"):
        signing.sign(b"", ID_DATA, private_key("rsa"), certificate=certificate("p256"))


def test_importing_the_values_does_not_import_cryptography() -> None:
    import subprocess
    import sys

    code = (
        "import cmcasn1.cms.signed_data, cmcasn1.cms.authenticated_data, sys; assert 'cryptography' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert SignerInfo.__module__ == "cmcasn1.cms.signed_data"
