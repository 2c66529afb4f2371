"""Writes where each public name lives: ``cmcasn1/homes.py`` for the interpreter, ``__init__.pyi`` for type checkers.

It reads the sources of the value packages and imports none of them.
"""

from __future__ import annotations

import ast
from pathlib import Path

from cmcasn1.codec.compiler.assemble import MARK

PACKAGE = Path(__file__).parent.parent.parent
VALUE_PACKAGES = ("pkix", "cms", "crmf", "cmc", "microsoft", "dogtag")
# Classes that these packages have for one another: not values, and nobody else's business.
INTERNAL = ("BodyParts", "CertificateIndex", "EncodedSigner", "NoKey", "SigningKey")
MODULES = {
    "cmcasn1.algorithms.static_dh": "static_dh_identifier",
    "cmcasn1.build.crmf": "CertReqMsgBuilder",
    "cmcasn1.build.encoded": "EncodedMessage",
    "cmcasn1.build.pkcs10": "CertificationRequestBuilder",
    "cmcasn1.build.pki_data": "PKIDataBuilder",
    "cmcasn1.build.pki_response": "PKIResponseBuilder",
    "cmcasn1.cms.certificate_sets": "find_certificate",
    "cmcasn1.cms.encryption": "envelop",
    "cmcasn1.cms.recipients": "by_body_part by_issuer by_key_identifier recipient",
    "cmcasn1.cms.signing": "certs_only",
    "cmcasn1.codec.primitives": (
        "NULL Any BMPString BitString GeneralizedTime IA5String NamedBits Null NumericString PrintableString"
        " TeletexString UTCTime UTF8String UniversalString VisibleString"
    ),
    "cmcasn1.codec.value": "ListOf NamedInteger TypeName Value",
    "cmcasn1.codec.coding": "decode_der encode_der",
    "cmcasn1.codec.quirks": "QUIRKS",
    "cmcasn1.crmf.mac": "dh_based_mac_identifier password_based_mac_identifier",
    "cmcasn1.dogtag.shared_tokens": "make_shared_token open_shared_token revocation_meta_info",
    "cmcasn1.errors": (
        "BuildError CMCError ConstraintError DecodeError DecryptionFailed DigestMismatch EncodingRuleError LimitError"
        " MissingExtraError ProofInvalid SignatureInvalid TagError TrailingDataError TransportError"
        " TruncatedError UnsupportedAlgorithm VerificationError"
    ),
    "cmcasn1.inspection.inspect": "Inspection Problem inspect inspect_all",
    "cmcasn1.keys.loading": "Credentials load_certificates load_credentials load_private_key",
    "cmcasn1.keys.pkcs11": "Token",
    "cmcasn1.keys.private_key": "Decrypter PrivateKey Signer",
    "cmcasn1.limits": "Limits",
    "cmcasn1.oids": "NamedOid Oid named_oids",
    "cmcasn1.message": "Message decrypt parse",
    "cmcasn1.nesting": "Nesting",
    "cmcasn1.verification.policy": "Policy",
    "cmcasn1.verification.report": "Check Outcome Report",
    "cmcasn1.verification.verify": "verify",
}


def homes() -> dict[str, str]:
    """Return the module of every public name."""
    found = {name: module for module, names in MODULES.items() for name in names.split()}
    for package in VALUE_PACKAGES:
        for file in sorted((PACKAGE / package).rglob("*.py")):
            module = ".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
            for statement in ast.parse(file.read_text()).body:
                if (
                    not isinstance(statement, ast.ClassDef)
                    or statement.name.startswith("_")
                    or statement.name in INTERNAL
                ):
                    continue
                if found.setdefault(statement.name, module) != module:
                    raise ValueError(f"{statement.name} lives in {found[statement.name]} and {module}")
    return dict(sorted(found.items()))


def sources() -> dict[Path, str]:
    """Return the text of both files by path."""
    table = homes()
    lines = [MARK, '"""Where each public name of `cmcasn1` lives."""', "", "HOMES = {"]
    lines += [f'    "{name}": "{module}",' for name, module in table.items()]
    stub = [MARK, "from cmcasn1 import schema as schema", "from cmcasn1 import transport as transport"]
    by_module: dict[str, list[str]] = {}
    for name, module in table.items():
        by_module.setdefault(module, []).append(name)
    for module, names in sorted(by_module.items()):
        stub += [f"from {module} import {name} as {name}" for name in names]
    stub += ["", "__version__: str"]
    return {
        PACKAGE / "homes.py": "\n".join([*lines, "}", ""]),
        PACKAGE / "__init__.pyi": "\n".join([*stub, ""]),
    }


def write() -> None:
    """Write both files."""
    for path, text in sources().items():
        path.write_text(text)
