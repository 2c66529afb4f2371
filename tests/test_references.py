"""What a control may refer to, and what is said where it refers to something else: RFC 10002 section 6."""

from __future__ import annotations

from typing import Any

import pytest

import cmcasn1
from cmcasn1.cmc.controls import all_controls
from cmcasn1.cmc.references import dangling_references
from cmcasn1.codec.primitives import NULL
from cmcasn1.oids import Oid
from cmcasn1.oids.known import (
    ID_AES256_CBC,
    ID_CCT_PKI_DATA,
    ID_CCT_PKI_RESPONSE,
    ID_CT_AUTH_DATA,
    ID_DATA,
    ID_ENCRYPTED_DATA,
    ID_PBKDF2,
    ID_SIGNED_DATA,
)


def control(number: int, value: Any) -> cmcasn1.TaggedAttribute:
    oid = next(info.oid for info in all_controls() if info.value_class() is type(value))
    return cmcasn1.TaggedAttribute(number, oid, (value,))


def signed(content_type: Oid, content: bytes) -> cmcasn1.ContentInfo:
    value = cmcasn1.SignedData(
        version=cmcasn1.CMSVersion.v3,
        digest_algorithms=cmcasn1.DigestAlgorithmIdentifiers(()),
        encap_content_info=cmcasn1.EncapsulatedContentInfo(content_type, content),
        signer_infos=cmcasn1.SignerInfos(()),
    )
    return cmcasn1.ContentInfo(ID_SIGNED_DATA, value)


ANSWER = cmcasn1.PKIResponse((control(1, cmcasn1.TransactionId(1)),), (), ())
SEALED = cmcasn1.EncryptedData(
    cmcasn1.CMSVersion.v0,
    cmcasn1.EncryptedContentInfo(ID_SIGNED_DATA, cmcasn1.AlgorithmIdentifier(ID_AES256_CBC, bytes(16)), bytes(16)),
)
CONTENTS = {
    3: signed(ID_CCT_PKI_RESPONSE, cmcasn1.encode_der(ANSWER)),
    4: signed(ID_CCT_PKI_DATA, b"\x30\x03\x02"),
    5: signed(ID_DATA, b"data"),
    6: cmcasn1.ContentInfo(ID_ENCRYPTED_DATA, SEALED),
    10: cmcasn1.ContentInfo(ID_CT_AUTH_DATA, NULL),
    11: signed(ID_ENCRYPTED_DATA, cmcasn1.encode_der(SEALED)),
}


def problems(value: Any) -> list[str]:
    """Judge a control; parts: 1 proof, 2 request, 3 response, 4 broken PKIData, 5 data, 6 and 11 encrypted, 10 MAC."""
    body = cmcasn1.PKIData(
        (control(1, cmcasn1.IdentityProof(bytes(20))), control(7, cmcasn1.RegInfo(b"")), control(8, value)),
        (cmcasn1.OtherReqMsg(2, Oid("1.2.3.4"), NULL),),
        tuple(cmcasn1.TaggedContentInfo(number, info) for number, info in CONTENTS.items()),
        (),
    )
    found = list(dangling_references(body))
    assert {problem.path for problem in found} <= {"PKIData.controlSequence[2]"}
    return [problem.message for problem in found]


EXTENSIONS = (cmcasn1.Extension(extn_id=Oid("2.5.29.15"), extn_value=bytes.fromhex("030205a0")),)
TEMPLATE = cmcasn1.CertTemplate(serial_number=1)


def template(*path: int, numbers: tuple[int, ...] = (2,)) -> cmcasn1.ModCertTemplate:
    return cmcasn1.ModCertTemplate(
        pki_data_reference=cmcasn1.BodyPartPath(path),
        cert_references=cmcasn1.BodyPartList(numbers),
        cert_template=TEMPLATE,
    )


def decrypted(number: int) -> cmcasn1.DecryptedPOP:
    return cmcasn1.DecryptedPOP(number, cmcasn1.AlgorithmIdentifier(ID_PBKDF2), b"")


NOWHERE = "no body part with the number 9 on the way 9"
GOOD = [
    cmcasn1.AddExtensions(0, (2,), EXTENSIONS),
    template(0),
    cmcasn1.CmcAddAttributes(0, (2,), ()),
    cmcasn1.LraPopWitness(0, (2,)),
    decrypted(2),
    cmcasn1.BatchRequests((3, 4, 5, 6)),
    cmcasn1.BatchResponses((3,)),
    cmcasn1.AuthPublish(10),
    cmcasn1.ControlsProcessed((1, 7)),
    cmcasn1.RaIdentityWitness((1,)),
    cmcasn1.RaIdentityWitness((2,)),
    cmcasn1.RaIdentityWitness((5,)),
    cmcasn1.ResponseBody((3,)),
    # What is in a message that is encrypted cannot be judged.
    cmcasn1.RaIdentityWitness((6, 1)),
    cmcasn1.ResponseBody((6, 1)),
    template(6, 1),
    template(6),
    cmcasn1.AddExtensions(6, (2,), EXTENSIONS),
    cmcasn1.LraPopWitness(11, (2,)),
]
BAD = [
    (cmcasn1.AddExtensions(3, (2,), EXTENSIONS), ["the reference leads to a PKIResponse, not a PKIData"]),
    (cmcasn1.AddExtensions(9, (2,), EXTENSIONS), [NOWHERE]),
    (cmcasn1.AddExtensions(4, (2,), EXTENSIONS), ["the reference leads to what does not decode: PKIData..."]),
    (cmcasn1.CmcAddAttributes(0, (8,), ()), ["no request has the number 8"]),
    (template(0, numbers=(2, 8)), ["no request has the number 8"]),
    (template(1), ["the reference leads to a TaggedAttribute, not a PKIData"]),
    (cmcasn1.LraPopWitness(0, (1, 2, 3)), ["no request has the number 1", "no request has the number 3"]),
    (decrypted(1), ["body part 1 is a TaggedAttribute, not a request"]),
    (cmcasn1.BatchRequests((9, 2, 3)), [NOWHERE, "body part 2 is a OtherReqMsg, not a message of cmsSequence"]),
    (cmcasn1.AuthPublish(5), ["body part 5 is id-signedData, not an AuthenticatedData (RFC 10002 section 6.16)"]),
    (cmcasn1.AuthPublish(2), ["body part 2 is a OtherReqMsg, not a message of cmsSequence"]),
    (cmcasn1.ControlsProcessed((2,)), ["body part 2 is a OtherReqMsg, not a control"]),
    (cmcasn1.ControlsProcessed((cmcasn1.BodyPartPath((3, 2)),)), ["no body part with the number 2 on the way 3.2"]),
    (cmcasn1.RaIdentityWitness((7,)), ["control 7 (id-cmc-regInfo) is not an identity proof or a request"]),
    (cmcasn1.RaIdentityWitness((4, 1)), ["body part 4 on the way 4.1 is malformed: ..."]),
    (cmcasn1.ResponseBody((2,)), ["the path does not lead to a message with a PKIResponse"]),
    (cmcasn1.ResponseBody((5,)), ["the path does not lead to a message with a PKIResponse"]),
    (cmcasn1.ResponseBody((4,)), ["the reference leads to what does not decode: PKIData..."]),
    (cmcasn1.ResponseBody((9,)), [NOWHERE]),
]


@pytest.mark.parametrize("value", GOOD, ids=repr)
def test_a_reference_to_what_is_there_is_good(value: Any) -> None:
    assert problems(value) == []


@pytest.mark.parametrize(("value", "said"), BAD, ids=lambda value: repr(value)[:60])
def test_a_reference_to_something_else_is_named(value: Any, said: list[str]) -> None:
    found = problems(value)
    assert len(found) == len(said)
    for text, wanted in zip(found, said, strict=True):
        assert text == wanted or (wanted.endswith("...") and text.startswith(wanted[:-3]))


def test_attributes_that_a_ca_adds_name_no_request() -> None:
    """AD CS puts IssuedCertHash into its answers in the same control: there are no requests."""
    body = cmcasn1.PKIResponse((control(1, cmcasn1.CmcAddAttributes(0, (1,), ())),), (), ())
    assert list(dangling_references(body)) == []
