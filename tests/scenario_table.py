"""Which scenario the tests play with keys of which kind, in which place: the one table, without a hole.

Each line is a scenario of the guide, under the name that `cmcasn1 demo` gives it, or one beside them; each column is a
place for keys of `tests.key_stores`. A cell has the kinds of key, as ``--new-key`` names them, that the certificate is
for. "file:" says that this key is in a file, as the place cannot hold it (see `ELSEWHERE`); whoever signs the
request, agent or owner, has the key in the place all the same.
"""

from __future__ import annotations

from typing import NamedTuple

TABLE = """
scenario           | files                          | pkcs12                 | pkcs11                 | nss
server-certificate | p256 ed25519 ml-dsa-65         | rsa-2048 p384          | rsa-2048 p521          | p256 rsa-2048
user-pkcs10        | p256 ml-dsa-44                 | ed448                  | ed25519                | p384
user-crmf          | rsa-2048 p384                  | p256                   | rsa-2048 p256          | rsa-2048 p521
user-crmf-archival | rsa-2048 p256                  | rsa-2048               | file:rsa-2048          | rsa-2048
secret-sha256      | p256 ed448                     | rsa-2048               | p256                   | p256
secret-sha384      | rsa-2048                       | p256 rsa-2048          | rsa-2048               | rsa-2048
secret-sha512      | p521                           | p384                   | ed25519                | p384
encryption-rsa     | rsa-2048                       | rsa-2048               | rsa-2048               | rsa-2048
encryption-ecdh    | p256 x25519                    | p384                   | p256 p384              | p256
encryption-ml-kem  | ml-kem-768 ml-kem-1024         | file:ml-kem-768        | file:ml-kem-768        | file:ml-kem-768
revoke-by-user     | p256                           | rsa-2048               | p256                   | p256
revoke-by-agent    | p256                           | p256                   | p256                   | p256
revoke-by-secret   | p256                           | rsa-2048               | p256                   | p256
renewal            | ed25519                        | rsa-2048               | p256                   | p256
rekey              | p256 ml-dsa-65                 | ed25519                | rsa-2048               | rsa-2048
change-name        | p256                           | p256                   | p384                   | p256
pending            | p256                           | p256                   | p256                   | p256
confirm            | p256                           | rsa-2048               | p256                   | p256
get-cert-crl       | p256                           | p256                   | p256                   | p256
batch              | p256                           | rsa-2048               | ed25519                | p256
simple             | p256 ml-dsa-44                 | ed25519                | p256                   | rsa-2048
est                | p256                           | p256                   | rsa-2048               | p256
est-reenrol        | p256 ed25519                   | rsa-2048               | file:p256              | p256
tcp                | p256                           | ed25519                | p256                   | p384
https              | p256                           | rsa-2048               | p256                   | p256
encrypted          | p256                           | p256                   | p256                   | p256
encrypted-batch    | p256                           | rsa-2048               | p256                   | p256
directory          | p256                           | rsa-2048               | p256                   | p256
"""

ELSEWHERE = {
    ("pkcs12", "encryption-ml-kem"): "cryptography writes no PKCS #12 files with such keys",
    ("pkcs11", "encryption-ml-kem"): "SoftHSM 2 has no ML-KEM",
    ("nss", "encryption-ml-kem"): "certutil makes no ML-KEM keys",
    ("pkcs11", "user-crmf-archival"): "what is to be archived has to be taken out, and no key leaves its token",
    ("pkcs11", "est-reenrol"): "TLS needs the key that is renewed, and no key leaves its token",
}


class Cell(NamedTuple):
    """One run of a scenario."""

    store: str
    kind: str
    """Of the key that is to be certified; after "file:" where this key is in a file."""


def rows() -> dict[str, dict[str, tuple[str, ...]]]:
    """The table: scenario, place, kinds of key."""
    head, *lines = ([cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines())
    return {
        line[0]: {store: tuple(cell.split()) for store, cell in zip(head[1:], line[1:], strict=True)} for line in lines
    }


ROWS = rows()


def cells(scenario: str) -> list[Cell]:
    """All runs of one scenario."""
    return [Cell(store, kind) for store, kinds in ROWS[scenario].items() for kind in kinds]
