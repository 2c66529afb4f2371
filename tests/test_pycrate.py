"""An independent witness: pycrate, which knows the ASN.1 modules of the RFCs and nothing of the schemas here.

Generated values of the CMC, CRMF and CMS types go through the modules of RFC 5911 and 5912 that pycrate ships compiled,
and through those of RFC 6402 and RFC 10002 that it compiles here: our DER is decoded by pycrate, its value put into an
empty object and encoded again to the same DER, which decodes to our value.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from runpy import run_path
from tempfile import TemporaryDirectory
from typing import Any as _Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from pycrate_asn1c.asnproc import GLOBAL, PycrateGenerator, compile_text, generate_modules
from pycrate_asn1dir import RFC5911, RFC5912

import cmcasn1
from cmcasn1.codec.coding import decode_named, encode_named
from cmcasn1.codec.generated.documents import DOCUMENTS
from cmcasn1.codec.primitives import BitString
from cmcasn1.codec.tables import open_map
from cmcasn1.codec.value import ListOf, Value
from cmcasn1.fuzz.strategies import from_type

SMALL = 2
LARGE = 40
WITNESSED = {"rfc5272", "rfc5272_controls", "rfc4211", "rfc5652", "rfc5652_enveloped", "rfc5083", "rfc2986", "rfc5275"}
TYPES = sorted(name for name, document in DOCUMENTS.items() if document in WITNESSED)


# Modules

SYNTAX_2008 = (
    *("PKIX-CommonTypes-2009", "PKIX1Explicit-2009", "PKIX1Implicit-2009", "PKIX-X400Address-2009", "PKIXAlgs-2009"),
    *("AlgorithmInformation-2009", "PKIX1-PSS-OAEP-Algorithms-2009", "PKIXAttributeCertificate-2009", "PKCS-10"),
    *("AttributeCertificateVersion1-2009", "PKIXCRMF-2009", "CryptographicMessageSyntax-2009", "HMAC-2010"),
    *("CryptographicMessageSyntax-2010", "CryptographicMessageSyntaxAlgorithms-2009", "CMS-AuthEnvelopedData-2010"),
    *("CMS-AES-CCM-and-AES-GCM-2009", "SecureMimeMessageV3dot1-2009"),
)
SYNTAX_1988 = (
    *("PKIX1Explicit88", "PKIX1Implicit88", "PKIXAttributeCertificate-stub", "AttributeCertificateVersion1"),
    *("CryptographicMessageSyntax2004", "PKIXCRMF-2005_rfc4211"),
)
COMPILED = {
    "RFC 10002": ["EnrollmentMessageSyntax-2025_rfc10002", "PBKDF2-PRFs-2025_rfc10002", *SYNTAX_2008],
    "RFC 6402, 2008 syntax": ["EnrollmentMessageSyntax-2011-v08_rfc6402", *SYNTAX_2008],
    "RFC 6402, 1988 syntax": ["EnrollmentMessageSyntax-2011-v88_rfc6402", *SYNTAX_1988],
}


def edited(text: str) -> str:
    """Correct what keeps pycrate from compiling: a line break, and tags that errata 6571 and 3943 demand."""
    text = re.sub(r"CMC-CONTROL\.\s+&Type", "CMC-CONTROL.&Type", text)
    text = re.sub(r"(extendedFailInfo\s+)(SEQUENCE)", r"\1[1] \2", text)
    return re.sub(r"(subjectAlt\s+)(GeneralNames)", r"\1[1] \2", text)


@cache
def shipped() -> dict[str, _Any]:
    modules = [
        RFC5912.EnrollmentMessageSyntax_2009,
        RFC5912.PKIXCRMF_2009,
        RFC5912.PKCS_10,
        RFC5911.CryptographicMessageSyntax_2009,
        RFC5911.CMS_AuthEnvelopedData_2009,
        RFC5911.SMIMESymmetricKeyDistribution_2009,
    ]
    found: dict[str, _Any] = {}
    for module in modules:
        for name in module._obj_:
            found.setdefault(name, getattr(module, name.replace("-", "_")))
    return {name: item for name, item in found.items() if usable(item)}


@cache
def compiled(folder: Path, document: str) -> dict[str, _Any]:
    names = COMPILED[document]
    texts = [edited((folder / f"{name}.asn1").read_text(encoding="utf-8")) for name in names]
    GLOBAL.clear()
    compile_text(texts)
    with TemporaryDirectory() as scratch:
        source = Path(scratch) / "modules.py"
        generate_modules(PycrateGenerator, str(source))
        modules = run_path(str(source))
    found: dict[str, _Any] = {}
    # CRMF before CMS, whose EncryptedKey is an OCTET STRING.
    for wanted in ("Enrollment", "PKIXCRMF", "PKCS_10", "Cryptographic", "CMS_Auth"):
        for module in [module for title, module in modules.items() if title.startswith(wanted)]:
            for name in module._obj_:
                found.setdefault(name, getattr(module, name.replace("-", "_")))
    return {name: item for name, item in found.items() if usable(item)}


def usable(item: _Any) -> bool:
    return item._mode == "TYPE" and item.TYPE != "CLASS" and not item._param


# What a module or pycrate does not express: (class, what is beyond it, what stands in its place)

EC_KEYS = {oid for oid, name in open_map("algorithm_parameters").items() if name == "ECParameters"}
Beyond = tuple[type, Callable[[_Any], bool], Callable[[_Any], _Any]]
BEYOND: dict[str, Beyond] = {
    "pycrate does not decode INSTANCE OF (otherName), nor all of X.400": (
        cmcasn1.GeneralName,
        lambda name: name.choice in ("otherName", "x400Address"),
        lambda name: type(name)("dNSName", "example.org"),
    ),
    "pycrate reads TeletexString as ISO 2022, where peers write Latin-1": (
        cmcasn1.TeletexString,
        lambda text: not text.isascii(),
        lambda text: cmcasn1.TeletexString("T" * len(text)),
    ),
    "pycrate's IA5String lacks DEL": (
        str,
        lambda text: "\x7f" in text,
        lambda text: type(text)(text.replace("\x7f", "D")),
    ),
    "RFC 5912's revokedCertificates has SIZE (1..MAX), RFC 5280's has not": (
        cmcasn1.TBSCertList,
        lambda tbs: tbs.revoked_certificates == (),
        lambda tbs: replace(tbs, revoked_certificates=None),
    ),
    "RFC 5911's keyAttr is mandatory, RFC 5652's OPTIONAL": (
        cmcasn1.OtherKeyAttribute,
        lambda attribute: attribute.key_attr is None,
        lambda attribute: cmcasn1.OtherKeyAttribute(cmcasn1.Oid("1.2.3"), cmcasn1.Any(b"\5\0")),
    ),
    "pycrate drops what stands at an extension mark; RFC 5958 has publicKey there": (
        cmcasn1.PrivateKeyInfo,
        lambda info: info.public_key is not None,
        lambda info: replace(info, public_key=None),
    ),
    "RFC 5912 keeps only namedCurve of ECParameters": (
        cmcasn1.AlgorithmIdentifier,
        lambda algorithm: algorithm.algorithm in EC_KEYS and not isinstance(algorithm.parameters, cmcasn1.Oid),
        lambda algorithm: replace(algorithm, parameters=cmcasn1.Oid("1.2.840.10045.3.1.7")),
    ),
    "an ENUMERATED without a mark has no other numbers": (
        cmcasn1.RevokeRequest,
        lambda request: type(request.reason) is int,
        lambda request: replace(request, reason=cmcasn1.CRLReason.superseded),
    ),
    "an ENUMERATED without a mark has no other numbers (digestedObjectType)": (
        cmcasn1.ObjectDigestInfo,
        lambda info: type(info.digested_object_type) is int,
        lambda info: replace(info, digested_object_type=cmcasn1.DigestedObjectType.publicKey),
    ),
}
# Their ResponseBody is the PKIResponse that the control's BodyPartPath points at.
OTHERWISE = {"ResponseBody"}


def expressed(value: _Any) -> _Any:
    """Put what can be expressed in the place of what cannot."""
    for cls, beyond, instead in BEYOND.values():
        if isinstance(value, cls) and beyond(value):
            value = instead(value)
    if type(value) is tuple or isinstance(value, ListOf):
        return type(value)(map(expressed, value))
    if isinstance(value, Value) and not isinstance(value, BitString):
        return type(value)(**{name: expressed(getattr(value, name)) for name in value.__fields__})
    return value


def witness(item: _Any, name: str, examples: int) -> None:
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(from_type(name))
    def run(drawn: _Any) -> None:
        der = encode_named(name, expressed(drawn))
        value = decode_named(name, der)
        item.from_der(der)
        theirs = item.get_val()
        item.set_val(theirs)
        octets = item.to_der()
        assert octets == der
        assert decode_named(name, octets) == value

    run()


@pytest.mark.parametrize("name", [name for name in TYPES if name in shipped() and name not in OTHERWISE])
def test_shipped_modules(name: str) -> None:
    witness(shipped()[name], name, SMALL)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in TYPES if name in shipped() and name not in OTHERWISE])
def test_shipped_modules_at_length(name: str) -> None:
    witness(shipped()[name], name, LARGE)


# What only these have, and the containers that hold it
LATER = [
    ("RFC 10002", "ChangeSubjectName"),
    ("RFC 10002", "PKIData"),
    ("RFC 10002", "PKIResponse"),
    ("RFC 10002", "TaggedAttribute"),
    ("RFC 10002", "CMCStatusInfoV2"),
    ("RFC 10002", "CMCUnsignedData"),
    ("RFC 10002", "EncryptedPOP"),
    ("RFC 10002", "ModCertTemplate"),
    ("RFC 6402, 2008 syntax", "ChangeSubjectName"),
    ("RFC 6402, 2008 syntax", "TaggedAttribute"),
    ("RFC 6402, 1988 syntax", "ChangeSubjectName"),
    ("RFC 6402, 1988 syntax", "CMCStatusInfoV2"),
]


@pytest.mark.parametrize(("document", "name"), LATER)
def test_modules_compiled_here(document: str, name: str, shared: Path) -> None:
    witness(compiled(shared / "reference" / "asn1", document)[name], name, 2 * SMALL)


@pytest.mark.slow
@pytest.mark.parametrize("document", COMPILED)
def test_modules_compiled_here_at_length(document: str, shared: Path) -> None:
    found = compiled(shared / "reference" / "asn1", document)
    names = [name for name in TYPES if name in found and name not in OTHERWISE]
    assert len(names) > 60
    for name in names:
        witness(found[name], name, LARGE // 4)


def test_controls_are_opened_by_the_witness() -> None:
    """The values of the controls above are typed for pycrate too, not passed through as octets."""
    attribute = shipped()["TaggedAttribute"]
    opened = set()
    for oid, name in open_map("controls").items():
        number = str(oid).removeprefix("1.3.6.1.5.5.7.7.")
        if number.isdigit():
            value = sample(name)
            attribute.from_der(encode_named("TaggedAttribute", cmcasn1.TaggedAttribute(1, cmcasn1.Oid(oid), (value,))))
            if not attribute.get_val()["attrValues"][0][0].startswith("_unk"):
                opened.add(int(number))
    assert opened == {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 15, 16, 17, 18, 19, *range(21, 35)}


def sample(name: str) -> _Any:
    drawn = []

    @settings(max_examples=1, database=None, derandomize=True, phases=[Phase.generate])
    @given(from_type(name))
    def run(value: _Any) -> None:
        drawn.append(expressed(value))

    run()
    return drawn[0]
