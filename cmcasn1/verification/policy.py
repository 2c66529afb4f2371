"""What a verifier knows, trusts and demands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

from cmcasn1.cmc.shared_secret import secret_octets

Secret: TypeAlias = bytes | str
Secrets: TypeAlias = Secret | Mapping[str, Secret] | Callable[[str | None], Secret | None]
"""A secret for whoever asks, secrets by identification, or a function that finds one (None where it does not)."""

RevocationSecrets: TypeAlias = Mapping[int, Secret] | Callable[[int], Secret | None]
"""Secrets by the serial number of the certificate that each revokes, or a function that finds one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What is demanded beyond what the RFCs demand of everybody.

    `require_signer`: a message, other than a revocation by secret, has a signer. `require_ra`: who vouches for
    requests of others (lraPOPWitness, raIdentityWitness, modCertTemplate...) has a certificate with id-kp-cmcRA.
    `require_ca`: who signs a response has one with id-kp-cmcCA. `allow_weak`: what rests on MD5 or SHA-1 passes,
    flagged. `clock_skew`: how far signingTime may be from the time of the check.
    """

    require_signer: bool = True
    require_ra: bool = False
    require_ca: bool = False
    allow_weak: bool = True
    clock_skew: timedelta = timedelta(minutes=5)


def find_secret(secrets: Secrets | None, identification: str | None) -> bytes | None:
    """Return the octets of the secret for an identification, None where none is known."""
    if secrets is None:
        return None
    found: Secret | None
    if isinstance(secrets, bytes | str):
        found = secrets
    elif isinstance(secrets, Mapping):
        found = None if identification is None else secrets.get(identification)
    else:
        found = secrets(identification)
    # An empty secret is none: anybody knows it.
    return secret_octets(found) if found else None


def find_revocation_secret(
    secrets: Secrets | None, revocation_secrets: RevocationSecrets | None, serial_number: int
) -> bytes | None:
    """Return the octets of the secret that revokes a certificate, None where none is known.

    One secret for whoever asks is for this too; those by identification are not: who has chosen a number as
    identification must not revoke the certificate of that number.
    """
    if revocation_secrets is None:
        return find_secret(secrets if isinstance(secrets, bytes | str) else None, None)
    find = revocation_secrets.get if isinstance(revocation_secrets, Mapping) else revocation_secrets
    found = find(serial_number)
    return secret_octets(found) if found else None
