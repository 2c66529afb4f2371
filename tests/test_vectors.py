"""Every blob decodes, says what is odd about it, and encodes to the same octets where it is DER."""

from __future__ import annotations

from functools import cache
from typing import Any as _Any

import pytest

import cmcasn1
from cmcasn1.armour import unwrap
from cmcasn1.codec.coding import decode_named, encode_named
from cmcasn1.codec.quirks import ALL_QUIRKS
from cmcasn1.errors import (
    ConstraintError,
    DecodeError,
    EncodingRuleError,
    TagError,
    TrailingDataError,
)
from cmcasn1.identify import type_of
from cmcasn1.limits import DEFAULT_LIMITS
from tests.blobs import Blob, committed_blobs, shared_blobs


def listed(names: str, folder: str = "peers/handmade/") -> list[str]:
    return [name if "/" in name else f"{folder}{name}.der" for name in names.split()]


# What `parse` refuses: parts of messages, and messages of other protocols.
NO_MESSAGE: dict[str, type[DecodeError]] = {
    **dict.fromkeys(
        listed("""
        dogtag/sharedtoken.b64 dogtag/sharedtoken.der dogtag/sharedtoken_oaep.b64 dogtag/sharedtoken_oaep.der
        dogtag/jssforms/jss_cmc_encrypted_pendinfo.der dogtag/jssforms/jss_cmc_statusv2_extendedfail.der
        CMCStatusInfoV2__bodyPartPath CMCStatusInfoV2__emptyBodyList CMCStatusInfoV2__extendedFailInfo_tag1
        CMCStatusInfoV2__extendedFailInfo_untagged CMCStatusInfoV2__failInfo14 CMCStatusInfoV2__status1
        CertTemplate__duplicate_serial CertTemplate__empty_subject CertTemplate__misordered
        ChangeSubjectName__tag1_alt ControlsProcessed__flat GetCRL__misordered GetCert__neg_serial
        ModCertTemplate__explicit_default_true ModCertTemplate__nonDER_true OptionalValidity__tag7
        PKIPublicationInfo__action9 PKIPublicationInfo__dontPublish_with_pubInfos POPOSigningKey__trailing
        PendInfo__fractional_time RevokeRequest__misordered RevokeRequest__reason7 TaggedAttribute__emptySet
        TaggedAttribute__nonce_as_integer TaggedAttribute__transactionId_negative
        dogtag/jssforms/jss_archive_envelopeddata.der
        peers/ejbca-ce/CrmfKeyUpdateTest_L566.der peers/ejbca-ce/MsKeyArchivalRequestMessageTest_L194.der
        peers/pyasn1-alt-modules/test_rfc4212_L20.der peers/rustcrypto-crmf/certrequest.der
        peers/rustcrypto-crmf/certtemplate.der"""),
        DecodeError,
    ),
    **dict.fromkeys(
        listed("""
        BodyPartID__2p32 BodyPartID__neg BodyPartID__zero
        ChangeSubjectName__untagged_alt PKIArchiveOptions__archive POPOPrivKey__subsequent2
        ProofOfPossession__raVerified ProofOfPossession__raVerified_appclass ProofOfPossession__raVerified_explicit
        ProofOfPossession__raVerified_nonempty ProofOfPossession__signature_explicit TaggedRequest__appclass0
        TaggedRequest__orm_empty TaggedRequest__tag3"""),
        TagError,
    ),
    # EST's CsrAttrs (RFC 7030 section 4.5.2) and a symmetric key package
    **dict.fromkeys(
        listed("""
        peers/bc-java/ESTParsingTest_L102.der peers/bc-java/ESTParsingTest_L107.der
        peers/pyasn1-alt-modules/test_rfc7030_L22.der peers/pyasn1-alt-modules/test_rfc8295_L23.der
        peers/pyasn1-alt-modules/test_rfc8951_L21.der peers/pyasn1-alt-modules/test_rfc9908_L111.der
        peers/pyasn1-alt-modules/test_rfc9908_L150.der peers/pyasn1-alt-modules/test_rfc9908_L189.der
        peers/pyasn1-alt-modules/test_rfc9908_L26.der peers/pyasn1-alt-modules/test_rfc9908_L72.der
        peers/pyasn1-modules/test_rfc7030_L21.der"""),
        TagError,
    ),
}

# What is no legal value of the type that its name says.
MALFORMED: dict[str, type[DecodeError]] = {
    **dict.fromkeys(
        listed("""
        dogtag/jssforms/jss_cmc_statusv2_extendedfail.der CMCStatusInfoV2__extendedFailInfo_untagged
        CertTemplate__duplicate_serial CertTemplate__misordered ChangeSubjectName__untagged_alt
        ControlsProcessed__flat OptionalValidity__tag7 ProofOfPossession__raVerified_appclass
        ProofOfPossession__raVerified_explicit ProofOfPossession__signature_explicit TaggedRequest__appclass0
        TaggedRequest__orm_empty TaggedRequest__tag3 PKIData__three"""),
        TagError,
    ),
    **dict.fromkeys(
        listed("""
        BodyPartID__2p32 BodyPartID__neg BodyPartList__empty BodyPartPath__empty CMCStatusInfoV2__emptyBodyList
        Controls__empty"""),
        ConstraintError,
    ),
    **dict.fromkeys(
        listed("""
        GetCRL__misordered ModCertTemplate__explicit_default_true ModCertTemplate__nonDER_true
        ProofOfPossession__raVerified_nonempty"""),
        EncodingRuleError,
    ),
    **dict.fromkeys(listed("POPOSigningKey__trailing RevokeRequest__misordered"), TrailingDataError),
}

QUIRKS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        listed("""
        dogtag/cmcreq_agent_crmf_pop.bin dogtag/crmf_ec_pop.crmf
        dogtag/crmf_ec_pop.der dogtag/crmf_rsa_nopop.crmf dogtag/crmf_rsa_nopop.der dogtag/crmf_rsa_pop.crmf
        dogtag/crmf_rsa_pop.der
        dogtag/v117_cmcreq_self_crmf_rsa_idpv2.bin dogtag/v117_crmf_rsa_ski.crmf dogtag/v117_crmf_rsa_ski.der
        dogtag/jssforms/jss_crmf_headstyle_ski_explicit_false.der BodyPartList__empty BodyPartPath__empty
        CertReqMessages__empty CertTemplate__empty ChangeSubjectName__empty Controls__empty
        OptionalValidity__empty"""),
        ("empty-list",),
    ),
    "dogtag/cmcreq_decryptedpop_user.bin": ("empty-list", "dogtag-encrypted-pop"),
    "dogtag/resp_encryptedpop_user_crmf_nopop.bin": ("empty-list", "dogtag-encrypted-pop"),
    "dogtag/cmcreq_agent_p10_allcontrols.bin": ("dogtag-cert-id", "dogtag-get-cert"),
    "dogtag/cmcreq_self_crmf_rsa_idpv2_popv2.bin": ("ski-without-octet-string",),
    "dogtag/crmf_rsa_ski.crmf": ("empty-list", "ski-without-octet-string"),
    "dogtag/crmf_rsa_ski.der": ("empty-list", "ski-without-octet-string"),
    "peers/bc-java/issue1452_bare_signeddata_pkiresponse.der": ("bare-signed-data", "econtent-not-octet-string"),
    **dict.fromkeys(
        listed("""
        peers/ejbca-ce/CrmfRequestMessageTest_L681.certreqmessages.der
        peers/ejbca-ce/CrmfRequestMessageTest_L681.der
        peers/ejbca-ce/CrmfRequestMessageTest_L686.certreqmessages.der
        peers/ejbca-ce/CrmfRequestMessageTest_L686.der"""),
        ("explicit-pop-tags",),
    ),
}

BER = set(
    listed(
        """
        dogtag/v117_crmf_rsa_ski.crmf dogtag/v117_crmf_rsa_ski.der
        dogtag/jssforms/jss_crmf_headstyle_ski_explicit_false.der s0010 s0014 s0021 s0024 s0026 s0032 s0035 s0037
        s0047 peers/bc-java/ESTParsingTest_L33.der""",
        "bouncycastle/",
    )
)

# Parts that stay closed: its UniversalString is no UCS-4.
PROBLEMS = {
    "peers/bc-java/CMCCertificationRequestTest_L20.der": (
        "CertificationRequest.certificationRequestInfo.subject[4][0].value.universalString (byte 95): "
        "expected UniversalString characters, found octets 50 00 00 00",
    )
}

# Only encrypted messages and CMP messages other than requests have no kind of CMC's own; three empty
# sequences are no PKIData, but an empty PKIResponse.
OTHER_KINDS = {
    "peers/handmade/PKIData__three.der": "full-pki-response",
    "bouncycastle/s0009.der": "encrypted",
    "bouncycastle/s0049.der": "encrypted",
    **dict.fromkeys(
        listed("""
        peers/ejbca-ce/CrmfRequestMessageTest_L591.der peers/ejbca-ce/CrmfRequestMessageTest_L604.der
        peers/pyasn1-alt-modules/test_rfc4210_L19.der peers/pyasn1-alt-modules/test_rfc9480_L143.der
        peers/pyasn1-alt-modules/test_rfc9480_L19.der peers/pyasn1-alt-modules/test_rfc9810_L19.der
        peers/pyasn1-modules/test_rfc4210_L18.der"""),
        "cmp-message",
    ),
}
KINDS = {
    "PKIData": "full-pki-request",
    "PKIResponse": "full-pki-response",
    "CertificationRequest": "simple-pki-request",
    "CertReqMessages": "cert-req-messages",
    "CertReqMsg": "cert-req-messages",
}
BODIES = {
    "full-pki-request": "PKIData",
    "full-pki-response": "PKIResponse",
    "simple-pki-request": "CertificationRequest",
    "simple-pki-response": "CertificateSet",
    "cert-req-messages": "CertReqMessages",
    "cmp-message": "PKIMessage",
}

ALL_BLOBS = {blob.name: blob for blob in (*committed_blobs(), *shared_blobs())}
CONTENTS = (".inner.der", ".pkidata.der", ".certreqmessages.der")


@cache
def octets_of(blob: Blob) -> bytes:
    return unwrap(blob.data)[0].octets


@cache
def parsed(blob: Blob) -> cmcasn1.Message:
    return cmcasn1.parse(blob.data)


def test_message(any_blob: Blob) -> None:
    name = any_blob.name
    if name in NO_MESSAGE:
        with pytest.raises(DecodeError) as caught:
            cmcasn1.parse(any_blob.data)
        assert type(caught.value) is NO_MESSAGE[name]
        assert caught.value.offset is not None and str(caught.value)
        return
    message = parsed(any_blob)
    assert message.quirks == QUIRKS.get(name, ())
    assert message.encoding == ("ber" if name in BER else "der")
    assert message.problems == PROBLEMS.get(name, ())
    assert bool(message.armour) == any_blob.is_armoured
    if name in OTHER_KINDS:
        assert message.kind == OTHER_KINDS[name]
    elif any_blob.asn1_type in KINDS:
        assert message.kind == KINDS[any_blob.asn1_type]
    if message.kind == "encrypted":
        assert message.body is None
    else:
        assert type(message.body).__name__ == BODIES[message.kind]


def test_type_that_the_name_says(any_blob: Blob) -> None:
    """Parts of messages and messages alike decode as the type that they are said to be."""
    name, kind = any_blob.name, any_blob.asn1_type
    if kind is None:
        return
    octets = octets_of(any_blob)
    if name in MALFORMED:
        with pytest.raises(DecodeError) as caught:
            decode_named(kind, octets)
        assert type(caught.value) is MALFORMED[name]
        assert caught.value.path.startswith(kind) and caught.value.offset is not None
    elif name in QUIRKS or name in BER or name in PROBLEMS:
        if kind not in ("ContentInfo", "PKIMessage") and not any_blob.is_message:
            assert encode_named(kind, decode_named(kind, octets)) == octets
        elif kind != "ContentInfo" or name in BER:
            with pytest.raises(DecodeError):
                decode_named(kind, octets)
    else:
        assert encode_named(kind, decode_named(kind, octets)) == octets


def test_encodes_to_the_same_octets(any_blob: Blob) -> None:
    """What is DER and odd in no way encodes as it came, the whole and the body."""
    if any_blob.name in NO_MESSAGE or any_blob.name in QUIRKS:
        return
    message, octets = parsed(any_blob), octets_of(any_blob)
    if any_blob.name in BER or any_blob.name in PROBLEMS:
        return
    whole = type_of(octets, DEFAULT_LIMITS)
    assert encode_named(whole, decode_named(whole, octets)) == octets
    if message.kind == "encrypted":
        return
    body = cmcasn1.encode_der(message.body)
    assert decode_named(BODIES[message.kind], body) == message.body
    if message.layers and hasattr(message.layers[-1], "encap_content_info") and message.kind != "simple-pki-response":
        assert body == message.layers[-1].encap_content_info.e_content
    elif whole == "CertReqMsg":
        assert message.body[0].octets == octets
    elif message.kind == "simple-pki-response":
        # A SET OF under [0] in SignedData
        assert b"\xa0" + body[1:] in octets
    else:
        assert body in octets and (message.layers or body == octets)


def test_ber_becomes_der(any_blob: Blob) -> None:
    """The wrappers of a BER message encode as DER around the same content."""
    message = None if any_blob.name in NO_MESSAGE else parsed(any_blob)
    if message is None or not message.layers or message.encoding == "der" or any_blob.asn1_type != "ContentInfo":
        return
    signed = cmcasn1.Oid("1.2.840.113549.1.7.2")
    again = cmcasn1.parse(cmcasn1.encode_der(cmcasn1.ContentInfo(signed, message.layers[0])))
    assert (again.encoding, again.kind, again.quirks) == ("der", message.kind, ())
    if message.kind == "simple-pki-response":
        assert set(again.body) == set(message.body) and len(again.body) == len(message.body)
    else:
        assert again.body == message.body
        assert cmcasn1.encode_der(again.body) == message.layers[0].encap_content_info.e_content
    for info, other in zip(message.layers[0].signer_infos, again.layers[0].signer_infos, strict=True):
        assert info.signature == other.signature
        # What the signature covers is the DER with the SET's own tag, however the message was encoded.
        assert info.signed_attrs == other.signed_attrs


def test_quirks_are_refused_unless_allowed(any_blob: Blob) -> None:
    if any_blob.name in NO_MESSAGE:
        return
    met = set(QUIRKS.get(any_blob.name, ()))
    assert cmcasn1.parse(any_blob.data, quirks=met) == parsed(any_blob)
    for refused in met:
        with pytest.raises(DecodeError, match=f"refused without the quirk '{refused}'"):
            cmcasn1.parse(any_blob.data, quirks=ALL_QUIRKS - {refused})
    if met:
        with pytest.raises(DecodeError, match="refused without the quirk"):
            cmcasn1.parse(any_blob.data, quirks=())


def content_pairs() -> list[_Any]:
    pairs = []
    for name in ALL_BLOBS:
        for suffix in CONTENTS:
            outer = f"{name.removesuffix(suffix)}.der"
            if name.endswith(suffix) and outer in ALL_BLOBS:
                pairs.append(pytest.param(outer, name, id=outer))
    return pairs


@pytest.mark.parametrize(("outer", "inner"), content_pairs())
def test_content_is_the_blob_beside_it(outer: str, inner: str) -> None:
    message, content = parsed(ALL_BLOBS[outer]), ALL_BLOBS[inner].data
    if message.kind == "encrypted":
        return
    assert message.body == parsed(ALL_BLOBS[inner]).body
    octets = message.body.octets if hasattr(message.body, "octets") else content
    assert octets == content
    if message.layers and not isinstance(message.layers[0], cmcasn1.PKIMessage):
        assert message.layers[-1].encap_content_info.e_content == content


@pytest.mark.parametrize("blob", [blob for blob in committed_blobs() if blob.is_armoured], ids=str)
def test_armoured_twin_is_the_same(blob: Blob) -> None:
    twin = ALL_BLOBS[f"{blob.name.rpartition('.')[0]}.der"]
    assert octets_of(blob) == twin.data
    if blob.name not in NO_MESSAGE:
        assert parsed(blob).body == parsed(twin).body


def test_tables_name_only_blobs_that_exist() -> None:
    named = {*NO_MESSAGE, *MALFORMED, *QUIRKS, *BER, *PROBLEMS, *OTHER_KINDS}
    if not shared_blobs():
        named = {name for name in named if not name.startswith("peers/") or "handmade" in name}
    assert named <= set(ALL_BLOBS)
    assert all(not ALL_BLOBS[name].is_message for name in NO_MESSAGE if name in ALL_BLOBS)
    legal = {name for name, blob in ALL_BLOBS.items() if blob.is_message} - {*QUIRKS, *BER, *PROBLEMS}
    assert legal & set(MALFORMED) == set(listed("PKIData__three"))
