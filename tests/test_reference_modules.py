"""Every type and object of the RFCs' ASN.1 modules is here, or on the list of what is left out.

The list stands in docs/schema-and-codec.md too.

The modules are read in place: type assignments by name, objects by class, identifier and type.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cmcasn1.codec.tables import MAPS, open_type, type_names
from cmcasn1.oids import Oid, named_oids
from tests.blobs import ROOT

# Modules that are here in full, types and all.
COMPLETE = (
    "EnrollmentMessageSyntax-2025_rfc10002",
    "PKIXCRMF-2009",
    "CryptographicMessageSyntax-2010",
    "CMS-AuthEnvelopedData-2010",
    "SMIMESymmetricKeyDistribution-2009",
    "PBKDF2-PRFs-2025_rfc10002",
    "HMAC-2010",
    "PKCS-10",
    "CMS-AES-CCM-and-AES-GCM-2009",
    "MS-CMC-local",
)
# Modules whose objects are here: algorithms, extensions, attributes.
OBJECTS = (
    *COMPLETE,
    "CryptographicMessageSyntaxAlgorithms-2009",
    "PKIX1-PSS-OAEP-Algorithms-2009",
    "PKIXAlgs-2009",
    "PKIX1Implicit-2009",
    "PKIX1Explicit-2009",
    "SecureMimeMessageV3dot1-2009",
    "PKIXAttributeCertificate-2009",
)
# Types without a class: what stands in their place.
LEFT_OUT = {
    "AttributeCertificateV2": "AttributeCertificate",
    "AuthContentEncryptionAlgorithmIdentifier": "AlgorithmIdentifier",
    "ContentEncryptionAlgorithmIdentifier": "AlgorithmIdentifier",
    "Digest": "OCTET STRING",
    "DigestAlgorithmIdentifier": "AlgorithmIdentifier",
    "EncryptedContentInfoType": "EncryptedContentInfo",
    "ExtendedCertificateOrCertificate": "CertificateChoices",
    "KeyDerivationAlgorithmIdentifier": "AlgorithmIdentifier",
    "KeyEncryptionAlgorithmIdentifier": "AlgorithmIdentifier",
    "KeyWrapAlgorithm": "SMIMECapability",
    "MessageAuthenticationCode": "OCTET STRING",
    "MessageAuthenticationCodeAlgorithm": "AlgorithmIdentifier",
    "PBKDF2-PRFsAlgorithmIdentifier": "AlgorithmIdentifier",
    "PBKDF2-SaltSourcesAlgorithmIdentifier": "AlgorithmIdentifier",
    "Signature": "BIT STRING",
    "SignatureAlgorithmIdentifier": "AlgorithmIdentifier",
    "SignatureValue": "OCTET STRING",
}
# Class of objects: the map that they are keys of. Other classes bind algorithms to identifiers.
MAP_OF = {
    "CMC-CONTROL": "controls",
    "CONTENT-TYPE": "content_types",
    "EXTENDED-FAILURE-INFO": "extended_failures",
    "EXTENSION": "extensions",
    "SKD-QUERY": "gla_requests",
    "SKD-RESPONSE": "gla_responses",
    "CERT-POLICY-QUALIFIER": "policy_qualifiers",
}
NO_MAP = {"SMIME-CAPS"}  # the parameters of capabilities stay closed
# Identifiers that have another name here.
ALIASES = {
    "id-ExtensionReq": "extensionRequest",
    "id-contentType": "contentType",
    "id-messageDigest": "messageDigest",
    "id-signingTime": "signingTime",
    "id-emailAddress": "emailAddress",
    "dsa-with-sha1": "id-dsa-with-sha1",
    "dsa-with-sha224": "id-dsa-with-sha224",
    "dsa-with-sha256": "id-dsa-with-sha256",
    "dh-public-number": "dhpublicnumber",
}
# Types that the modules name and those by which the maps here know them; the others have one name, or one kind.
SAME = {
    ("CRLDistributionPoints", "FreshestCRL"),
    ("CRLNumber", "BaseCRLNumber"),
    ("GeneralNames", "CertificateIssuer"),
    ("GeneralNames", "IssuerAltName"),
    ("GeneralNames", "SubjectAltName"),
    ("BodyPartList", "BatchRequests"),
    ("BodyPartList", "BatchResponses"),
    ("BodyPartPath", "RaIdentityWitness"),
    ("BodyPartPath", "ResponseBody"),
    ("DSA_Params", "Dss_Parms"),
    ("KEA_Params_Id", "KEA_Parms_Id"),
    ("KeyIdentifier", "SubjectKeyIdentifier"),
    ("KeyWrapAlgorithm", "AlgorithmIdentifier"),
    ("RC2wrapParameter", "RC2ParameterVersion"),
    ("SkipCerts", "InhibitAnyPolicy"),
}
OBJECT = re.compile(r"^\s*([a-z][\w-]*)\s+([A-Z][A-Z0-9-]+)\s*::=\s*\{(.*?)\}", re.MULTILINE | re.DOTALL)
TYPE = re.compile(r"^\s*([A-Z][\w-]*)\s*(?:\{[^}]*\}\s*)?::=", re.MULTILINE)
IDENTIFIER = re.compile(r"^\s*([a-z][\w-]*)\s+OBJECT\s+IDENTIFIER\s*::=", re.MULTILINE)


def text_of(shared: Path, module: str) -> str:
    text = (shared / "reference" / "asn1" / f"{module}.asn1").read_text(encoding="utf-8")
    return re.sub("--.*?(--|$)", "", text, flags=re.MULTILINE)


@pytest.mark.parametrize("module", COMPLETE)
def test_types(shared: Path, module: str) -> None:
    # A name in capitals is a class of objects.
    names = {name for name in TYPE.findall(text_of(shared, module)) if not re.fullmatch("[A-Z][A-Z0-9-]+", name)}
    known = {name.replace("_", "-") for name in type_names()}
    assert names - known - set(LEFT_OUT) == set()


def oid(name: str) -> str:
    return str(
        Oid.of(ALIASES.get(name, name.replace("szOID-", "szOID_").replace("-", "_" if "szOID" in name else "-")))
    )


@pytest.mark.parametrize("module", OBJECTS)
def test_objects(shared: Path, module: str) -> None:
    wrong = []
    for name, cls, body in OBJECT.findall(text_of(shared, module)):
        words = " ".join(body.split())
        found = re.search(r"IDENTIFIER ([a-z][\w-]*)|IDENTIFIED BY ([a-z][\w-]*)", words)
        if cls in NO_MAP or found is None:  # an object without identifier: a parameterized type cut it short
            continue
        governor = oid(found[1] or found[2])
        if cls in MAP_OF:
            table = MAP_OF[cls]
            typed = re.match(r"(?:TYPE |SYNTAX )?([A-Z].*?) ?(?:\(.*\) ?)?IDENTIFIED BY", words)
        elif cls == "ATTRIBUTE":
            table = {"regC": "registration_controls", "regI": "registration_info"}.get(name[:4], "attributes")
            table = "name_attributes" if module == "PKIX1Explicit-2009" else table
            typed = re.match(r"TYPE ([A-Z].*?) ?(?:\(.*\) ?)?IDENTIFIED BY", words)
        else:
            table = "algorithm_parameters"
            typed = re.search(r"PARAMS TYPE ([\w-]+) ARE (?!absent)", words)
        if typed is None:
            continue
        wanted = typed[1].replace("-", "_")
        known = open_type(table, governor)
        if known is None:
            wrong.append(f"{name}: nothing in {table} for {governor}")
        elif known.title != wanted and (wanted, known.name) not in SAME and known.kind != wanted:
            wrong.append(f"{name}: {known.title} in {table}, {wanted} in the module")
    assert wrong == []


@pytest.mark.parametrize("module", OBJECTS)
def test_identifiers(shared: Path, module: str) -> None:
    arcs = {"ms", "rsadsi", "digestAlgorithm"}
    names = set(IDENTIFIER.findall(text_of(shared, module))) - arcs
    for name in names:
        oid(name)


def test_every_identifier_of_a_map_has_a_name() -> None:
    named = {str(row.oid) for row in named_oids()}
    governors = {key for table in MAPS.values() for key in table if isinstance(key, str)}
    assert governors - named == set()


def test_what_is_left_out_is_documented() -> None:
    text = (ROOT / "docs" / "schema-and-codec.md").read_text(encoding="utf-8")
    assert [name for name in LEFT_OUT if f"`{name}`" not in text] == []
    assert [name for name in LEFT_OUT.values() if name not in type_names()] == []


@pytest.mark.parametrize(
    "names",
    [
        # RFC 9481: what CMP and CRMF may use; RFC 9045 adds AES-GMAC
        "id-sha224 id-sha256 id-sha384 id-sha512 id-shake128 id-shake256",
        "sha256WithRSAEncryption sha384WithRSAEncryption sha512WithRSAEncryption id-RSASSA-PSS id-RSASSA-PSS-SHAKE128",
        "id-RSASSA-PSS-SHAKE256 ecdsa-with-SHA224 ecdsa-with-SHA256 ecdsa-with-SHA384 ecdsa-with-SHA512",
        "id-ecdsa-with-shake128 id-ecdsa-with-shake256 id-Ed25519 id-Ed448",
        "id-alg-ESDH id-X25519 id-X448 rsaEncryption id-RSAES-OAEP id-ecPublicKey",
        "dhSinglePass-stdDH-sha224kdf-scheme dhSinglePass-cofactorDH-sha256kdf-scheme mqvSinglePass-sha512kdf-scheme",
        "id-aes128-wrap id-aes192-wrap id-aes256-wrap id-PBKDF2 id-aes128-CBC id-aes192-CBC id-aes256-CBC",
        "id-PBMAC1 id-PasswordBasedMac id-hmacWithSHA1 id-hmacWithSHA224 id-hmacWithSHA256 id-hmacWithSHA384",
        "id-hmacWithSHA512 id-KmacWithSHAKE128 id-KmacWithSHAKE256 id-aes128-GMAC id-aes192-GMAC id-aes256-GMAC",
        # RFC 9629 and what it is used with
        "id-alg-hkdf-with-sha256 id-alg-hkdf-with-sha384 id-alg-hkdf-with-sha512 id-kdf-kdf2 id-kdf-kdf3 id-kem-rsa",
        "id-rsa-kem-spki id-alg-ml-kem-512 id-alg-ml-kem-768 id-alg-ml-kem-1024",
        "id-ml-dsa-44 id-ml-dsa-65 id-ml-dsa-87",
    ],
)
def test_algorithms_have_names(names: str) -> None:
    assert all(Oid.of(name).name == name for name in names.split())
