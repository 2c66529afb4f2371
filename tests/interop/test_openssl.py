"""openssl verifies the signed vectors as BouncyCastle does, and what each of the two makes the other takes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

import cmcasn1
from cmcasn1.armour import unwrap
from tests.blobs import VECTORS, blob
from tests.interop.peers import BouncyCastle, OpenSSL, PeerRefused, session_key, stand_in_certificate
from tests.interop.test_bouncycastle import LACK_CONTENT_TYPE, SIGNED, request_key
from tests.interop.test_bouncycastle_crypto import IDENTIFIER, PKI_DATA, certificate

PKI = VECTORS / "dogtag" / "pki"

ED25519 = "1.3.101.112"


def no_eddsa(openssl: OpenSSL) -> bool:
    """In CMS; 3.0 has it elsewhere."""
    return openssl.version.startswith("OpenSSL 3.0.")


def pki(name: str) -> bytes:
    return unwrap((PKI / name).read_bytes())[0].octets


@pytest.mark.parametrize("name", SIGNED)
def test_verifies_signed_data(openssl: OpenSSL, name: str) -> None:
    data = blob(name).data
    layer = cmcasn1.parse(data).layers[0]
    content = layer.encap_content_info.e_content
    # A signer by key identifier without a certificate: its key is that of the request inside.
    bare = [] if layer.certificates else [stand_in_certificate(request_key(content), layer.signer_infos[0].sid)]
    found = openssl.cms_verify(data, certificates=bare)
    if ED25519 in {each.signature_algorithm.algorithm for each in layer.signer_infos} and no_eddsa(openssl):
        assert (found.status, found.content) == ("unsupported", None)
        return
    if name in LACK_CONTENT_TYPE:
        assert found.status == "invalid" and "attribute error" in found.reason
        return
    assert found.valid, found.reason
    assert found.content == content
    signature = layer.signer_infos[0].signature
    forged = data.replace(signature, bytes([signature[0], signature[1] ^ 1]) + signature[2:])
    assert openssl.cms_verify(forged, certificates=bare).status == "invalid"


@pytest.mark.parametrize("name", ["dogtag/p10_ec.der", "dogtag/p10_rsa.der", "dogtag/p10_rsa_ski.der"])
def test_verifies_pkcs10(openssl: OpenSSL, name: str) -> None:
    data = blob(name).data
    assert openssl.req_verify(data).valid
    assert openssl.req_verify(data.replace(b"testuser", b"testusex")).status == "invalid"
    assert openssl.req_verify(b"0").status == "invalid"


@pytest.mark.parametrize("name", ["agent.crt", "user.crt", "kra_transport.crt", "ca_issuance_prot.crt", "agent_ec.crt"])
def test_verifies_chains(openssl: OpenSSL, name: str) -> None:
    assert openssl.verify(pki(name), [pki("ca_signing.crt")]).valid
    assert openssl.verify(pki(name), [pki("user.crt")]).status == "invalid"
    assert "Issuer: O = EXAMPLE, OU = cmcasn1-test" in openssl.x509_text(pki(name))


def test_verifies_chains_of_messages(openssl: OpenSSL) -> None:
    data = blob("dogtag/cmcreq_agent_p10_rsa.bin").data
    assert openssl.cms_verify(data, trust=[pki("ca_signing.crt")]).valid
    assert openssl.cms_verify(data, trust=[pki("kra_transport.crt")]).status == "invalid"


def test_verifies_crls(openssl: OpenSSL) -> None:
    issuer = x509.load_der_x509_certificate(pki("ca_signing.crt"))
    signer = serialization.load_der_private_key(pki("ca_signing.key"), None)
    assert isinstance(signer, rsa.RSAPrivateKey)
    revoked = x509.load_der_x509_certificate(pki("user.crt"))
    entry = x509.RevokedCertificateBuilder().serial_number(revoked.serial_number)
    now = datetime.now(tz=UTC)
    builder = x509.CertificateRevocationListBuilder().issuer_name(issuer.subject).last_update(now)
    builder = builder.next_update(now + timedelta(days=1))
    empty = builder.sign(signer, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
    builder = builder.add_revoked_certificate(entry.revocation_date(now).build())
    listing = builder.sign(signer, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
    assert openssl.crl_verify(listing, issuer).valid
    assert openssl.crl_verify(listing[:-1] + bytes([listing[-1] ^ 1]), issuer).status == "invalid"
    assert openssl.verify(revoked, [issuer], crls=[empty]).valid
    check = openssl.verify(revoked, [issuer], crls=[listing])
    assert check.status == "invalid" and "certificate revoked" in check.reason


@pytest.mark.parametrize("kind", ["RSA", "P-256", "P-521"])
@pytest.mark.parametrize(
    "choice", [{}, {"by_key_identifier": True}, {"signed_attributes": False}, {"digest": "sha512"}]
)
def test_bouncycastle_takes_its_signed_data(
    openssl: OpenSSL, bouncycastle: BouncyCastle, kind: str, choice: dict[str, Any]
) -> None:
    content = blob("peers/handmade/PKIData__empty.der").data
    made = openssl.cms_sign(content, session_key(kind), certificate(kind), content_type=PKI_DATA, **choice)
    assert cmcasn1.parse(made).kind == "full-pki-request"
    found = bouncycastle.verify_cms(made)
    assert found.valid and found.content == content
    (signer,) = found.signers
    assert signer.subject_key_identifier == (IDENTIFIER if "by_key_identifier" in choice else None)
    assert openssl.cms_verify(made).content == content


@pytest.mark.parametrize("ber", [False, True])
@pytest.mark.parametrize(
    "choice",
    [
        {"certificates": ["RSA"]},
        {"certificates": ["P-256"]},
        {"password": "pässword"},
        {"kek": (b"identifier", bytes(range(32)))},
    ],
    ids=str,
)
def test_envelopes_of_each_other(
    openssl: OpenSSL, bouncycastle: BouncyCastle, choice: dict[str, Any], ber: bool
) -> None:
    content = b"content of an envelope"
    kinds = choice.get("certificates", [])
    recipients = {**choice, "certificates": [certificate(each) for each in kinds]}
    private = session_key(kinds[0]) if kinds else None
    made = bouncycastle.envelope(content, ber=ber, **recipients)
    opened = openssl.cms_decrypt(made, key=private, password=choice.get("password"), kek=choice.get("kek"))
    assert opened == content
    made = openssl.cms_encrypt(content, **recipients)
    kek = choice["kek"][1] if "kek" in choice else None
    assert bouncycastle.decrypt(made, key=private, password=choice.get("password"), kek=kek).content == content
    with pytest.raises(PeerRefused):
        openssl.cms_decrypt(made, key=session_key("P-384"), password="wrong")
