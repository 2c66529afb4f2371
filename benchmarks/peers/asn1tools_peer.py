"""asn1tools, with the modules of RFC 6402, 4211, 5280 and 5652 in the syntax of 1988, read in place."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.messages import Sample
from benchmarks.peers import Ability, Peer, Unable

SHARED_VARIABLE = "CMCASN1_SHARED"
MODULES = (
    "EnrollmentMessageSyntax-2011-v88_rfc6402",
    "PKIX1Explicit88",
    "PKIX1Implicit88",
    "PKIXCRMF-2005_rfc4211",
    "CryptographicMessageSyntax2004",
    "AttributeCertificateVersion1",
    "PKIXAttributeCertificate-stub",
)


def modules_folder() -> Path:
    """The folder of ASN.1 modules beside the checkout; raises Unable where it is absent."""
    chosen = os.environ.get(SHARED_VARIABLE)
    root = Path(chosen) if chosen else Path(__file__).resolve().parents[3] / "shared"
    folder = root / "reference" / "asn1"
    if not folder.is_dir():
        raise Unable(f"no ASN.1 modules: {folder} is absent and {SHARED_VARIABLE} is not set")
    return folder


@cache
def _compiled() -> Any:
    try:
        import asn1tools
    except ImportError as error:
        raise Unable(str(error)) from error
    folder = modules_folder()
    return asn1tools.compile_files([str(folder / f"{name}.asn1") for name in MODULES], "der")


def prepare(sample: Sample) -> Ability:
    modules = _compiled()
    if sample.type == "ContentInfo":
        raise Unable("a ContentInfo: its decoder of [0] EXPLICIT ANY DEFINED BY raises TypeError")
    value = modules.decode(sample.type, sample.data)
    unparsed = "ANY: values of controls, attributes, names and algorithm parameters; extension values"
    return Ability(
        lambda: modules.decode(sample.type, sample.data),
        lambda: bytes(modules.encode(sample.type, value)),
        unparsed,
    )


PEER = Peer("asn1tools", ("asn1tools",), prepare)
