"""The controls and attributes of CMC: RFC 5272 as updated by RFC 6402 and replaced by RFC 10002."""

from __future__ import annotations

from pyasn1.type import char, namedtype, namedval, opentype, tag, univ, useful

from cmcasn1.schema import maps
from cmcasn1.schema.rfc4211 import CertTemplate, PKIPublicationInfo
from cmcasn1.schema.rfc5272 import (
    ONE_OR_MORE,
    BodyPartID,
    BodyPartList,
    BodyPartPath,
    BodyPartReference,
    TaggedRequest,
    id_cmc,
)
from cmcasn1.schema.rfc5280 import (
    AlgorithmIdentifier,
    CRLReason,
    Extension,
    GeneralName,
    GeneralNames,
    Name,
    ReasonFlags,
)
from cmcasn1.schema.rfc5652 import ContentInfo, IssuerAndSerialNumber

id_cmc_statusInfo = id_cmc + (1,)
id_cmc_identification = id_cmc + (2,)
id_cmc_identityProof = id_cmc + (3,)
id_cmc_dataReturn = id_cmc + (4,)
id_cmc_transactionId = id_cmc + (5,)
id_cmc_senderNonce = id_cmc + (6,)
id_cmc_recipientNonce = id_cmc + (7,)
id_cmc_addExtensions = id_cmc + (8,)
id_cmc_encryptedPOP = id_cmc + (9,)
id_cmc_decryptedPOP = id_cmc + (10,)
id_cmc_lraPOPWitness = id_cmc + (11,)
id_cmc_getCert = id_cmc + (15,)
id_cmc_getCRL = id_cmc + (16,)
id_cmc_revokeRequest = id_cmc + (17,)
id_cmc_regInfo = id_cmc + (18,)
id_cmc_responseInfo = id_cmc + (19,)
id_cmc_queryPending = id_cmc + (21,)
id_cmc_popLinkRandom = id_cmc + (22,)
id_cmc_popLinkWitness = id_cmc + (23,)
id_cmc_confirmCertAcceptance = id_cmc + (24,)
id_cmc_statusInfoV2 = id_cmc + (25,)
id_cmc_trustedAnchors = id_cmc + (26,)
id_cmc_authData = id_cmc + (27,)
id_cmc_batchRequests = id_cmc + (28,)
id_cmc_batchResponses = id_cmc + (29,)
id_cmc_publishCert = id_cmc + (30,)
id_cmc_modCertTemplate = id_cmc + (31,)
id_cmc_controlProcessed = id_cmc + (32,)
# RFC 5912 and the informative module of RFC 6402 have these two the wrong way round.
id_cmc_popLinkWitnessV2 = id_cmc + (33,)
id_cmc_identityProofV2 = id_cmc + (34,)
id_cmc_raIdentityWitness = id_cmc + (35,)
id_cmc_changeSubjectName = id_cmc + (36,)
id_cmc_responseBody = id_cmc + (37,)


def _implicit(number: int) -> tag.Tag:
    return tag.Tag(tag.tagClassContext, tag.tagFormatConstructed, number)


# Section 6: controls whose type is a primitive or a mere alias


class Identification(char.UTF8String):
    pass


class IdentityProof(univ.OctetString):
    pass


class DataReturn(univ.OctetString):
    pass


class TransactionId(univ.Integer):
    pass


class SenderNonce(univ.OctetString):
    pass


class RecipientNonce(univ.OctetString):
    pass


class RegInfo(univ.OctetString):
    pass


class ResponseInfo(univ.OctetString):
    pass


class QueryPending(univ.OctetString):
    pass


class PopLinkRandom(univ.OctetString):
    pass


class PopLinkWitness(univ.OctetString):
    pass


class CMCCertId(IssuerAndSerialNumber):
    pass


class AuthPublish(BodyPartID):
    pass


class BatchRequests(BodyPartList):
    pass


class BatchResponses(BodyPartList):
    pass


class RaIdentityWitness(BodyPartPath):
    pass


class ResponseBody(BodyPartPath):
    # The RFCs also use this name as an alias of PKIResponse; here it is the control of section 6.21.
    pass


# Section 6: the other controls


class CMCStatus(univ.Integer):
    namedValues = namedval.NamedValues(
        ("success", 0),
        ("failed", 2),
        ("pending", 3),
        ("noSupport", 4),
        ("confirmRequired", 5),
        ("popRequired", 6),
        ("partial", 7),
    )


class CMCFailInfo(univ.Integer):
    namedValues = namedval.NamedValues(
        ("badAlg", 0),
        ("badMessageCheck", 1),
        ("badRequest", 2),
        ("badTime", 3),
        ("badCertId", 4),
        ("unsupportedExt", 5),
        ("mustArchiveKeys", 6),
        ("badIdentity", 7),
        ("popRequired", 8),
        ("popFailed", 9),
        ("noKeyReuse", 10),
        ("internalCAError", 11),
        ("tryLater", 12),
        ("authDataFail", 13),
    )


class PendInfo(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("pendToken", univ.OctetString()),
        namedtype.NamedType("pendTime", useful.GeneralizedTime()),
    )


class ExtendedFailInfo(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("failInfoOID", univ.ObjectIdentifier()),
        namedtype.NamedType(
            "failInfoValue",
            univ.Any(),
            openType=opentype.OpenType("failInfoOID", maps.extended_failures),
        ),
    )


class OtherStatusInfo(univ.Choice):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("failInfo", CMCFailInfo()),
        namedtype.NamedType("pendInfo", PendInfo()),
        # RFC 5272 lacks the tag, which makes it ambiguous with pendInfo: erratum 6571.
        namedtype.NamedType("extendedFailInfo", ExtendedFailInfo().subtype(implicitTag=_implicit(1))),
    )


class CMCStatusInfo(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("cMCStatus", CMCStatus()),
        namedtype.NamedType(
            "bodyList",
            univ.SequenceOf(componentType=BodyPartID(), sizeSpec=ONE_OR_MORE),
        ),
        namedtype.OptionalNamedType("statusString", char.UTF8String()),
        namedtype.OptionalNamedType(
            "otherInfo",
            univ.Choice(
                componentType=namedtype.NamedTypes(
                    namedtype.NamedType("failInfo", CMCFailInfo()),
                    namedtype.NamedType("pendInfo", PendInfo()),
                )
            ),
        ),
    )


class CMCStatusInfoV2(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("cMCStatus", CMCStatus()),
        namedtype.NamedType(
            "bodyList",
            univ.SequenceOf(componentType=BodyPartReference(), sizeSpec=ONE_OR_MORE),
        ),
        namedtype.OptionalNamedType("statusString", char.UTF8String()),
        namedtype.OptionalNamedType("otherInfo", OtherStatusInfo()),
    )


class AddExtensions(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("pkiDataReference", BodyPartID()),
        namedtype.NamedType("certReferences", univ.SequenceOf(componentType=BodyPartID())),
        namedtype.NamedType("extensions", univ.SequenceOf(componentType=Extension())),
    )


class ModCertTemplate(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("pkiDataReference", BodyPartPath()),
        namedtype.NamedType("certReferences", BodyPartList()),
        namedtype.DefaultedNamedType("replace", univ.Boolean(True)),
        namedtype.NamedType("certTemplate", CertTemplate()),
    )


class IdentityProofV2(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("proofAlgID", AlgorithmIdentifier()),
        namedtype.NamedType("macAlgId", AlgorithmIdentifier()),
        namedtype.NamedType("witness", univ.OctetString()),
    )


class PopLinkWitnessV2(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("keyGenAlgorithm", AlgorithmIdentifier()),
        namedtype.NamedType("macAlgorithm", AlgorithmIdentifier()),
        namedtype.NamedType("witness", univ.OctetString()),
    )


class EncryptedPOP(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("request", TaggedRequest()),
        namedtype.NamedType("cms", ContentInfo()),
        namedtype.NamedType("thePOPAlgID", AlgorithmIdentifier()),
        namedtype.NamedType("witnessAlgID", AlgorithmIdentifier()),
        namedtype.NamedType("witness", univ.OctetString()),
    )


class DecryptedPOP(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("bodyPartID", BodyPartID()),
        namedtype.NamedType("thePOPAlgID", AlgorithmIdentifier()),
        namedtype.NamedType("thePOP", univ.OctetString()),
    )


class LraPopWitness(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("pkiDataBodyid", BodyPartID()),
        namedtype.NamedType("bodyIds", univ.SequenceOf(componentType=BodyPartID())),
    )


class GetCert(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("issuerName", GeneralName()),
        namedtype.NamedType("serialNumber", univ.Integer()),
    )


class GetCRL(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("issuerName", Name()),
        namedtype.OptionalNamedType("cRLName", GeneralName()),
        namedtype.OptionalNamedType("time", useful.GeneralizedTime()),
        namedtype.OptionalNamedType("reasons", ReasonFlags()),
    )


class RevokeRequest(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("issuerName", Name()),
        namedtype.NamedType("serialNumber", univ.Integer()),
        namedtype.NamedType("reason", CRLReason()),
        namedtype.OptionalNamedType("invalidityDate", useful.GeneralizedTime()),
        namedtype.OptionalNamedType("passphrase", univ.OctetString()),
        namedtype.OptionalNamedType("comment", char.UTF8String()),
    )


class PublishTrustAnchors(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("seqNumber", univ.Integer()),
        namedtype.NamedType("hashAlgorithm", AlgorithmIdentifier()),
        namedtype.NamedType("anchorHashes", univ.SequenceOf(componentType=univ.OctetString())),
    )


class CMCPublicationInfo(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("hashAlg", AlgorithmIdentifier()),
        namedtype.NamedType("certHashes", univ.SequenceOf(componentType=univ.OctetString())),
        namedtype.NamedType("pubInfo", PKIPublicationInfo()),
    )


class ControlsProcessed(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType(
            "bodyList",
            univ.SequenceOf(componentType=BodyPartReference(), sizeSpec=ONE_OR_MORE),
        ),
    )


# Section 7.1: an attribute of PKCS #10 and a control of CRMF, never a CMC control


class ChangeSubjectName(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.OptionalNamedType("subject", Name()),
        # RFC 6402 lacks the tag: erratum 3943.
        namedtype.OptionalNamedType("subjectAlt", GeneralNames().subtype(implicitTag=_implicit(1))),
    )


maps.controls.update(
    {
        id_cmc_statusInfo: CMCStatusInfo(),
        id_cmc_identification: Identification(),
        id_cmc_identityProof: IdentityProof(),
        id_cmc_dataReturn: DataReturn(),
        id_cmc_transactionId: TransactionId(),
        id_cmc_senderNonce: SenderNonce(),
        id_cmc_recipientNonce: RecipientNonce(),
        id_cmc_addExtensions: AddExtensions(),
        id_cmc_encryptedPOP: EncryptedPOP(),
        id_cmc_decryptedPOP: DecryptedPOP(),
        id_cmc_lraPOPWitness: LraPopWitness(),
        id_cmc_getCert: GetCert(),
        id_cmc_getCRL: GetCRL(),
        id_cmc_revokeRequest: RevokeRequest(),
        id_cmc_regInfo: RegInfo(),
        id_cmc_responseInfo: ResponseInfo(),
        id_cmc_queryPending: QueryPending(),
        id_cmc_popLinkRandom: PopLinkRandom(),
        id_cmc_popLinkWitness: PopLinkWitness(),
        id_cmc_confirmCertAcceptance: CMCCertId(),
        id_cmc_statusInfoV2: CMCStatusInfoV2(),
        id_cmc_trustedAnchors: PublishTrustAnchors(),
        id_cmc_authData: AuthPublish(),
        id_cmc_batchRequests: BatchRequests(),
        id_cmc_batchResponses: BatchResponses(),
        id_cmc_publishCert: CMCPublicationInfo(),
        id_cmc_modCertTemplate: ModCertTemplate(),
        id_cmc_controlProcessed: ControlsProcessed(),
        id_cmc_popLinkWitnessV2: PopLinkWitnessV2(),
        id_cmc_identityProofV2: IdentityProofV2(),
        id_cmc_raIdentityWitness: RaIdentityWitness(),
        id_cmc_changeSubjectName: ChangeSubjectName(),
        id_cmc_responseBody: ResponseBody(),
    }
)

_in_requests = {
    id_cmc_popLinkWitness: PopLinkWitness(),
    id_cmc_popLinkWitnessV2: PopLinkWitnessV2(),
    id_cmc_changeSubjectName: ChangeSubjectName(),
}
maps.attributes.update(_in_requests)
maps.registration_controls.update(_in_requests)
