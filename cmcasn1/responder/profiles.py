"""What the test CA demands of a request, and what it makes of it: one profile for each way to enrol."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum

from cmcasn1.errors import BuildError


class Authorization(Enum):
    """Who may ask."""

    AGENT = "signed by an agent"
    USER = "signed with a certificate of the user's own"
    SECRET = "a shared secret"
    NONE = "anybody who has the key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One way to enrol.

    `authorizations`: whose requests are taken. `pending`: requests wait for `Responder.approve`. `confirm`:
    certificates count only once they are confirmed. `challenge`: keys whose possession is not proven get an
    encryptedPOP; without it they are refused. `simple`: PKCS #10 requests alone are taken. `renews`: they are taken of
    TLS clients only, for the names of the certificate that the client has. `must_archive`: requests bring their
    private key for the archive. `certs_only`: where an answer is nothing but certificates it is a Simple
    PKI Response. `dogtag`: challenges and statuses as Dogtag makes them. `validity`: of the certificates.
    """

    name: str
    authorizations: frozenset[Authorization]
    pending: bool = False
    confirm: bool = False
    challenge: bool = True
    simple: bool = False
    renews: bool = False
    must_archive: bool = False
    certs_only: bool = False
    dogtag: bool = False
    validity: timedelta = timedelta(days=365)


_AGENT = frozenset({Authorization.AGENT})
_OWN = frozenset({Authorization.USER, Authorization.AGENT})
_SECRET = frozenset({Authorization.SECRET})
_ANY = frozenset({Authorization.AGENT, Authorization.USER, Authorization.SECRET})
_NOBODY = frozenset({Authorization.NONE})

_BY_AGENT = Profile(name="caFullCMCUserCert", authorizations=_AGENT, dogtag=True)
_SERVICES = (
    "caCMCcaCert",
    "caCMCserverCert",
    "caCMCocspCert",
    "caCMCsubsystemCert",
    "caCMCauditSigningCert",
    "caCMCkraTransportCert",
    "caCMCkraStorageCert",
)
PROFILES = {
    profile.name: profile
    for profile in (
        Profile(name="cmc", authorizations=_ANY),
        Profile(name="certs-only", authorizations=_ANY, certs_only=True),
        Profile(name="pending", authorizations=_ANY, pending=True),
        Profile(name="confirm", authorizations=_ANY, confirm=True),
        Profile(name="archive", authorizations=_ANY, must_archive=True),
        Profile(name="simple", authorizations=_NOBODY, simple=True),
        Profile(name="est-fullcmc", authorizations=_ANY),
        Profile(name="est-simpleenroll", authorizations=_NOBODY, simple=True),
        Profile(name="est-simplereenroll", authorizations=_OWN, simple=True, renews=True),
        _BY_AGENT,
        Profile(name="caFullCMCUserSignedCert", authorizations=_OWN, dogtag=True),
        Profile(name="caFullCMCSelfSignedCert", authorizations=_SECRET, dogtag=True),
        Profile(name="caFullCMCSharedTokenCert", authorizations=_SECRET, dogtag=True),
        Profile(name="caSimpleCMCUserCert", authorizations=_NOBODY, simple=True, dogtag=True),
        *(replace(_BY_AGENT, name=name) for name in _SERVICES),
    )
}


def profile_named(name: str) -> Profile:
    """Return the profile of that name; raises `BuildError` for none."""
    if name not in PROFILES:
        raise BuildError(f"no profile {name!r}", hint=f"there are {', '.join(PROFILES)}")
    return PROFILES[name]
