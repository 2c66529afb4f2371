"""What a user writes, as a strict type checker sees it; tests/test_typing.py has it checked."""

from __future__ import annotations

from datetime import datetime
from typing import assert_type

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

import cmcasn1
from cmcasn1.cms.authentication import authenticate, verify_authenticated
from cmcasn1.cms.decryption import decrypt
from cmcasn1.cms.encryption import encrypt
from cmcasn1.cms.signing import sign
from cmcasn1.cms.verification import VerifiedSignature, verify_signer
from cmcasn1.oids.known import ID_DATA
from cmcasn1.transport import Exchange, HTTPClient, TCPClient


def read(data: bytes) -> list[str]:
    message = cmcasn1.parse(data)
    assert_type(message, cmcasn1.Message)
    assert_type(message.kind, str)
    assert_type(message.quirks, tuple[str, ...])
    body = message.body
    assert_type(
        body,
        cmcasn1.PKIData
        | cmcasn1.PKIResponse
        | cmcasn1.CertificationRequest
        | cmcasn1.CertificateSet
        | cmcasn1.CertReqMessages
        | cmcasn1.PKIMessage
        | None,
    )
    found = []
    if isinstance(body, cmcasn1.PKIData):
        assert_type(body.control_sequence, tuple[cmcasn1.TaggedAttribute, ...])
        assert_type(body.req_sequence_octets, bytes)
        for control in body.control_sequence:
            assert_type(control.attr_type, cmcasn1.Oid)
            for value in control.attr_values:
                if isinstance(value, cmcasn1.Identification):
                    found.append(assert_type(value.value, str))
                elif isinstance(value, cmcasn1.IdentityProofV2):
                    assert_type(value.proof_alg_id, cmcasn1.AlgorithmIdentifier)
        for request in body.req_sequence:
            if isinstance(request, cmcasn1.TaggedCertificationRequest):
                info = request.certification_request.certification_request_info
                found.append(assert_type(info.subject.rfc4514_string(), str))
                assert_type(request.certification_request.to_cryptography(), x509.CertificateSigningRequest)
            elif isinstance(request, cmcasn1.CertReqMsg):
                assert_type(request.cert_req.cert_template.subject, cmcasn1.Name | None)
    elif isinstance(body, cmcasn1.PKIResponse):
        for control in body.control_sequence:
            for value in control.attr_values:
                if isinstance(value, cmcasn1.CMCStatusInfoV2):
                    assert_type(value.cmc_status, cmcasn1.CMCStatus | int)
    return found


def codec(data: bytes) -> bytes:
    value = cmcasn1.decode_der(cmcasn1.PKIData, data, limits=cmcasn1.Limits(depth=9))
    assert_type(value, cmcasn1.PKIData)
    assert_type(cmcasn1.decode_der(cmcasn1.Certificate, data).octets, bytes)
    return assert_type(cmcasn1.encode_der(value), bytes)


def enrol(pem: bytes, csr: x509.CertificateSigningRequest, now: datetime) -> bytes:
    credentials = cmcasn1.load_credentials(pem, b"password")
    assert_type(credentials, cmcasn1.Credentials)
    assert_type(credentials.key, cmcasn1.PrivateKey)
    assert_type(credentials.certificate, cmcasn1.Certificate | None)
    builder = cmcasn1.PKIDataBuilder().add_pkcs10(csr).identification("alice").identity_proof_v2("secret")
    assert_type(builder, cmcasn1.PKIDataBuilder)
    encoded = builder.transaction_id().sender_nonce().sign(credentials.key, credentials.certificate, signing_time=now)
    assert_type(encoded, cmcasn1.EncodedMessage[cmcasn1.PKIData])
    assert_type(encoded.body, cmcasn1.PKIData)
    return assert_type(encoded.der, bytes)


def answer(key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate, request: cmcasn1.Message) -> bytes:
    made = cmcasn1.PKIResponseBuilder().status(cmcasn1.CMCStatus.success).sign(key, certificate)
    assert_type(made, cmcasn1.EncodedMessage[cmcasn1.PKIResponse])
    report = cmcasn1.verify(made.message(), request=request, trust=[certificate])
    assert_type(report, cmcasn1.Report)
    assert_type(report.ok, bool)
    for check in report:
        assert_type(check, cmcasn1.Check)
        assert_type(check.outcome, cmcasn1.Outcome)
    report.raise_for_failure()
    return made.der


def look(data: bytes) -> None:
    found = cmcasn1.inspect(data)
    assert_type(found, cmcasn1.Inspection)
    assert_type(found.message, cmcasn1.Message | None)
    for problem in found.problems:
        assert_type(problem, cmcasn1.Problem)


def wrap(content: bytes, key: cmcasn1.Signer, opener: cmcasn1.Decrypter, certificate: cmcasn1.Certificate) -> None:
    signed = sign(content, ID_DATA, key, certificate=certificate)
    assert_type(signed, cmcasn1.SignedData)
    verified = verify_signer(signed, signed.signer_infos[0], certificate.tbs_certificate.subject_public_key_info)
    assert_type(verified, VerifiedSignature)
    sealed = encrypt(content, ID_DATA, [cmcasn1.recipient(certificate)])
    assert_type(sealed, cmcasn1.EnvelopedData)
    assert_type(
        encrypt(content, ID_DATA, [cmcasn1.recipient(certificate)], authenticated=True), cmcasn1.AuthEnvelopedData
    )
    assert_type(decrypt(sealed, opener, certificate=certificate), bytes)
    checked = authenticate(content, ID_DATA, [cmcasn1.PasswordRecipient("secret")])
    assert_type(checked, cmcasn1.AuthenticatedData)
    assert_type(verify_authenticated(checked, "secret"), str)


def send(request: bytes) -> Exchange:
    with HTTPClient("https://ca.example/cmc") as client:
        exchange = client.exchange(request)
        assert_type(exchange, cmcasn1.transport.Exchange)
    with TCPClient("ca.example") as plain:
        assert_type(plain.exchange(request).response, bytes)
    return exchange


def handle(data: bytes) -> str:
    try:
        cmcasn1.parse(data)
    except cmcasn1.DecodeError as error:
        assert_type(error.offset, int | None)
        return assert_type(error.path, str)
    except cmcasn1.TransportError as error:
        assert_type(error.response, cmcasn1.transport.HTTPResponse | None)
    return ""
