"""Symmetric keys for groups: RFC 5275 (module SMIMESymmetricKeyDistribution-2009 of RFC 5912)."""

from __future__ import annotations

from typing import Any

from pyasn1.type import namedtype, namedval, univ, useful

from cmcasn1.schema import maps
from cmcasn1.schema.notation import implicit, opened, sequence_of
from cmcasn1.schema.rfc3370 import id_aes128_wrap
from cmcasn1.schema.rfc5272 import id_cmc
from cmcasn1.schema.rfc5280 import Certificate, GeneralName
from cmcasn1.schema.rfc5652 import CertificateSet, id_smime
from cmcasn1.schema.rfc5652_enveloped import KEKIdentifier, RecipientInfos
from cmcasn1.schema.rfc5755 import AttributeCertificate
from cmcasn1.schema.rfc8551 import SMIMECapabilities, SMIMECapability

id_skd = id_smime + (8,)
id_skd_glUseKEK = id_skd + (1,)
id_skd_glDelete = id_skd + (2,)
id_skd_glAddMember = id_skd + (3,)
id_skd_glDeleteMember = id_skd + (4,)
id_skd_glRekey = id_skd + (5,)
id_skd_glAddOwner = id_skd + (6,)
id_skd_glRemoveOwner = id_skd + (7,)
id_skd_glKeyCompromise = id_skd + (8,)
id_skd_glkRefresh = id_skd + (9,)
id_skd_glaQueryRequest = id_skd + (11,)
id_skd_glaQueryResponse = id_skd + (12,)
id_skd_glProvideCert = id_skd + (13,)
id_skd_glManageCert = id_skd + (14,)
id_skd_glKey = id_skd + (15,)
id_cmc_glaRR = id_cmc + (99,)
id_cmc_gla_skdAlgRequest = id_cmc_glaRR + (1,)
id_cmc_gla_skdAlgResponse = id_cmc_glaRR + (2,)
id_cet_skdFailInfo = univ.ObjectIdentifier("1.3.6.1.5.5.7.15.1")


# KeyWrapAlgorithm is SMIMECapability, and spelled so here.


def _key_wrap_with_aes128() -> Any:
    value = implicit(SMIMECapability(), 4)
    value["capabilityID"] = id_aes128_wrap
    return value


class Certificates(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.OptionalNamedType("pKC", implicit(Certificate(), 0)),
        namedtype.OptionalNamedType("aC", implicit(sequence_of(AttributeCertificate(), 1), 1)),
        namedtype.OptionalNamedType("certPath", implicit(CertificateSet(), 2)),
    )


class GLInfo(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("glName", GeneralName()),
        namedtype.NamedType("glAddress", GeneralName()),
    )


class GLOwnerInfo(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("glOwnerName", GeneralName()),
        namedtype.NamedType("glOwnerAddress", GeneralName()),
        namedtype.OptionalNamedType("certificates", Certificates()),
    )


class GLAdministration(univ.Integer):
    namedValues = namedval.NamedValues(("unmanaged", 0), ("managed", 1), ("closed", 2))


class GLKeyAttributes(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.DefaultedNamedType("rekeyControlledByGLO", implicit(univ.Boolean(False), 0)),
        namedtype.DefaultedNamedType("recipientsNotMutuallyAware", implicit(univ.Boolean(True), 1)),
        namedtype.DefaultedNamedType("duration", implicit(univ.Integer(0), 2)),
        namedtype.DefaultedNamedType("generationCounter", implicit(univ.Integer(2), 3)),
        namedtype.DefaultedNamedType("requestedAlgorithm", _key_wrap_with_aes128()),
    )


class GLNewKeyAttributes(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.OptionalNamedType("rekeyControlledByGLO", implicit(univ.Boolean(), 0)),
        namedtype.OptionalNamedType("recipientsNotMutuallyAware", implicit(univ.Boolean(), 1)),
        namedtype.OptionalNamedType("duration", implicit(univ.Integer(), 2)),
        namedtype.OptionalNamedType("generationCounter", implicit(univ.Integer(), 3)),
        namedtype.OptionalNamedType("requestedAlgorithm", implicit(SMIMECapability(), 4)),
    )


class GLMember(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("glMemberName", GeneralName()),
        namedtype.OptionalNamedType("glMemberAddress", GeneralName()),
        namedtype.OptionalNamedType("certificates", Certificates()),
    )


class Date(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("start", useful.GeneralizedTime()),
        namedtype.OptionalNamedType("end", useful.GeneralizedTime()),
    )


# Section 3.1: the controls


class GLUseKEK(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("glInfo", GLInfo()),
        namedtype.NamedType("glOwnerInfo", sequence_of(GLOwnerInfo(), 1)),
        namedtype.DefaultedNamedType("glAdministration", GLAdministration(1)),
        namedtype.OptionalNamedType("glKeyAttributes", GLKeyAttributes()),
    )


class DeleteGL(GeneralName):
    pass


class GLAddMember(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("glName", GeneralName()),
        namedtype.NamedType("glMember", GLMember()),
    )


class GLDeleteMember(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("glName", GeneralName()),
        namedtype.NamedType("glMemberToDelete", GeneralName()),
    )


class GLRekey(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("glName", GeneralName()),
        namedtype.OptionalNamedType("glAdministration", GLAdministration()),
        namedtype.OptionalNamedType("glNewKeyAttributes", GLNewKeyAttributes()),
        namedtype.OptionalNamedType("glRekeyAllGLKeys", univ.Boolean()),
    )


class GLOwnerAdministration(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("glName", GeneralName()),
        namedtype.NamedType("glOwnerInfo", GLOwnerInfo()),
    )


class GLKCompromise(GeneralName):
    pass


class GLKRefresh(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("glName", GeneralName()),
        namedtype.NamedType("dates", sequence_of(Date(), 1)),
    )


class GLAQueryRequest(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("glaRequestType", univ.ObjectIdentifier()),
        namedtype.NamedType("glaRequestValue", univ.Any(), openType=opened("glaRequestType", maps.gla_requests)),
    )


class GLAQueryResponse(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("glaResponseType", univ.ObjectIdentifier()),
        namedtype.NamedType("glaResponseValue", univ.Any(), openType=opened("glaResponseType", maps.gla_responses)),
    )


class SKDAlgRequest(univ.Null):
    pass


class GLManageCert(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("glName", GeneralName()),
        namedtype.NamedType("glMember", GLMember()),
    )


class GLKey(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("glName", GeneralName()),
        namedtype.NamedType("glIdentifier", KEKIdentifier()),
        namedtype.NamedType("glkWrapped", RecipientInfos()),
        namedtype.NamedType("glkAlgorithm", SMIMECapability()),
        namedtype.NamedType("glkNotBefore", useful.GeneralizedTime()),
        namedtype.NamedType("glkNotAfter", useful.GeneralizedTime()),
    )


# Section 3.2.4: why a request about a group failed


class SKDFailInfo(univ.Integer):
    namedValues = namedval.NamedValues(
        ("unspecified", 0),
        ("closedGL", 1),
        ("unsupportedDuration", 2),
        ("noGLACertificate", 3),
        ("invalidCert", 4),
        ("unsupportedAlgorithm", 5),
        ("noGLONameMatch", 6),
        ("invalidGLName", 7),
        ("nameAlreadyInUse", 8),
        ("noSpam", 9),
        ("deniedAccess", 10),
        ("alreadyAMember", 11),
        ("notAMember", 12),
        ("alreadyAnOwner", 13),
        ("notAnOwner", 14),
    )


maps.controls.update(
    {
        id_skd_glUseKEK: GLUseKEK(),
        id_skd_glDelete: DeleteGL(),
        id_skd_glAddMember: GLAddMember(),
        id_skd_glDeleteMember: GLDeleteMember(),
        id_skd_glRekey: GLRekey(),
        id_skd_glAddOwner: GLOwnerAdministration(),
        id_skd_glRemoveOwner: GLOwnerAdministration(),
        id_skd_glKeyCompromise: GLKCompromise(),
        id_skd_glkRefresh: GLKRefresh(),
        id_skd_glaQueryRequest: GLAQueryRequest(),
        id_skd_glaQueryResponse: GLAQueryResponse(),
        id_skd_glProvideCert: GLManageCert(),
        id_skd_glManageCert: GLManageCert(),
        id_skd_glKey: GLKey(),
    }
)
maps.gla_requests.update({id_cmc_gla_skdAlgRequest: SKDAlgRequest()})
# The module of RFC 5912 has one SMIMECapability here; RFC 5275 says "the smimeCapabilities attribute".
maps.gla_responses.update({id_cmc_gla_skdAlgResponse: SMIMECapabilities()})
maps.extended_failures.update({id_cet_skdFailInfo: SKDFailInfo()})
