"""Capabilities and the encryption key preference of S/MIME: RFC 8551 (the same in RFC 5751 and RFC 3851)."""

from __future__ import annotations

from pyasn1.type import namedtype, univ

from cmcasn1.schema import maps
from cmcasn1.schema.notation import implicit
from cmcasn1.schema.rfc5280 import SubjectKeyIdentifier
from cmcasn1.schema.rfc5652 import IssuerAndSerialNumber, id_smime
from cmcasn1.schema.rfc5652_enveloped import RecipientKeyIdentifier

smimeCapabilities = univ.ObjectIdentifier("1.2.840.113549.1.9.15")
id_aa_encrypKeyPref = id_smime + (2, 11)


class SMIMECapability(univ.Sequence):
    """The parameters stay closed: RC2 has others here than in an AlgorithmIdentifier."""

    componentType = namedtype.NamedTypes(
        namedtype.NamedType("capabilityID", univ.ObjectIdentifier()),
        namedtype.OptionalNamedType("parameters", univ.Any()),
    )


class SMIMECapabilities(univ.SequenceOf):
    componentType = SMIMECapability()


class SMIMEEncryptionKeyPreference(univ.Choice):
    # Section 2.5.3, with its spelling of "recipient".
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("issuerAndSerialNumber", implicit(IssuerAndSerialNumber(), 0)),
        namedtype.NamedType("receipentKeyId", implicit(RecipientKeyIdentifier(), 1)),
        namedtype.NamedType("subjectAltKeyIdentifier", implicit(SubjectKeyIdentifier(), 2)),
    )


maps.attributes.update({id_aa_encrypKeyPref: SMIMEEncryptionKeyPreference()})
