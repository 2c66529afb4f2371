"""The blobs that the tests read: those under tests/vectors, and those that are only read in place.

The second kind comes out of other projects' documentation and test suites. It is never committed, but
looked for in ``../shared/vectors`` beside the checkout, or in ``$CMCASN1_SHARED/vectors``.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VECTORS = ROOT / "tests" / "vectors"
SHARED_VARIABLE = "CMCASN1_SHARED"

MESSAGES = {
    "ContentInfo",
    "PKIData",
    "PKIResponse",
    "CertReqMessages",
    "CertReqMsg",
    "CertificationRequest",
    "PKIMessage",
}
"""Types that ``cmcasn1.parse`` takes (a CMP PKIMessage is named, and its CRMF found)."""

_JSS_FORMS = {
    "jss_archive_envelopeddata": "PKIArchiveOptions",
    "jss_cmc_encrypted_pendinfo": "PendInfo",
    "jss_cmc_pkidata_all_four_sequences": "PKIData",
    "jss_cmc_statusv2_extendedfail": "CMCStatusInfoV2",
}

_WRAPPED = {"SignedPKIData": "ContentInfo", "SimplePKIResponse": "ContentInfo", "-": None}


@dataclass(frozen=True)
class Blob:
    """One file of a vector folder."""

    path: Path
    name: str
    """Path below the vector folder, e.g. ``dogtag/resp_success.bin``."""
    asn1_type: str | None
    """Outermost ASN.1 type below any text armour; None where no index says it."""
    committed: bool

    @property
    def data(self) -> bytes:
        return self.path.read_bytes()

    @property
    def is_message(self) -> bool:
        return self.asn1_type in MESSAGES

    @property
    def is_armoured(self) -> bool:
        return self.path.suffix in {".b64", ".crmf", ".csr"}

    def __str__(self) -> str:
        return self.name


def shared_vectors() -> Path | None:
    """Folder of the vectors that are read in place; None where it is absent."""
    chosen = os.environ.get(SHARED_VARIABLE)
    folder = Path(chosen) / "vectors" if chosen else ROOT.parent / "shared" / "vectors"
    if folder.is_dir():
        return folder
    if chosen:
        raise FileNotFoundError(f"{SHARED_VARIABLE} is set, but {folder} is no folder")
    return None


@cache
def committed_blobs() -> tuple[Blob, ...]:
    """Every CMC, CRMF or PKCS#10 blob of tests/vectors (keys and bare certificates left out)."""
    return tuple(Blob(path, name, kind, True) for path, name, kind in _known(VECTORS))


@cache
def shared_blobs() -> tuple[Blob, ...]:
    """Every blob that is read in place and is not also committed; empty where the folder is absent."""
    folder = shared_vectors()
    if folder is None:
        return ()
    committed = {blob.name for blob in committed_blobs()}
    found = [*_known(folder), *_documented(folder / "dogtag-docs"), *_peers(folder / "peers")]
    return tuple(Blob(path, name, kind, False) for path, name, kind in found if name not in committed)


def blob(name: str) -> Blob:
    """The committed blob of that name."""
    return next(found for found in committed_blobs() if found.name == name)


Found = tuple[Path, str, str | None]


def _known(folder: Path) -> Iterator[Found]:
    for path in sorted((folder / "dogtag").iterdir()):
        if path.suffix in {".bin", ".crmf", ".csr", ".der", ".b64"}:
            yield path, f"dogtag/{path.name}", _dogtag_type(path)
    for path in sorted((folder / "dogtag" / "jssforms").glob("*.der")):
        yield path, f"dogtag/jssforms/{path.name}", _JSS_FORMS.get(path.stem, "CertReqMessages")
    for row in bouncycastle_index(folder):
        container, inner = row["container"], row["innerType"]
        path = folder / "bouncycastle" / f"{row['name']}.der"
        yield path, f"bouncycastle/{path.name}", inner if container == inner else "ContentInfo"
        path = path.with_suffix(".inner.der")
        if path.exists():
            yield path, f"bouncycastle/{path.name}", inner
    for path in sorted((folder / "peers" / "openssl-generated").glob("*.der")):
        kind = "PKIMessage" if path.stem.endswith("PKIMessage") else "CertReqMessages"
        yield path, f"peers/openssl-generated/{path.name}", kind
    for path in sorted((folder / "peers" / "certipy-generated").glob("*.der")):
        kind = "PKIData" if ".pkidata" in path.name else "ContentInfo"
        yield path, f"peers/certipy-generated/{path.name}", kind
    for path in sorted((folder / "peers" / "handmade").glob("*.der")):
        yield path, f"peers/handmade/{path.name}", path.name.partition("__")[0]


def _dogtag_type(path: Path) -> str:
    if path.suffix == ".bin":
        return "ContentInfo"
    if path.stem.startswith("sharedtoken"):
        return "SharedToken"
    return "CertificationRequest" if path.stem.startswith("p10") else "CertReqMessages"


def _documented(folder: Path) -> Iterator[Found]:
    kinds = {"crmf": "CertReqMessages", "pkcs10": "CertificationRequest"}
    for path in sorted(folder.glob("*.der")):
        yield path, f"dogtag-docs/{path.name}", kinds.get(path.name.partition("-")[0], "ContentInfo")


def _peers(folder: Path) -> Iterator[Found]:
    listed = {}
    for line in (folder / "index.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) > 8 and cells[1].endswith(".der"):
            listed[cells[1]] = _WRAPPED.get(cells[5], cells[5])
    for path in sorted(folder.glob("*/*.der")):
        name = path.relative_to(folder).as_posix()
        if name.endswith(".pkidata.der"):
            yield path, f"peers/{name}", "PKIData"
        elif name.endswith(".certreqmessages.der"):
            yield path, f"peers/{name}", "CertReqMessages"
        else:
            yield path, f"peers/{name}", listed.get(name)


def bouncycastle_index(folder: Path = VECTORS) -> list[dict[str, str]]:
    """Rows of bouncycastle/index.tsv: name, container, innerType, layout, bytes, specDeviation."""
    with (folder / "bouncycastle" / "index.tsv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))
