"""Where servers take CMC over HTTP: any URL (RFC 10003), EST's operations (RFC 7030), Dogtag's profiles."""

from __future__ import annotations

from cmcasn1.codec.value import Value
from cmcasn1.errors import BuildError

_EST = "/.well-known/est"
_DOGTAG = "/ca/ee/ca/"
_FULL, _SIMPLE = "full-pki-request", "simple-pki-request"


class Endpoint(Value):
    """One place to send requests to.

    `name` is ``cmc``, the EST operation with ``est-`` before it, or the Dogtag profile; `path` that of the URL,
    with a query where one chooses the profile ("" where any URL will do); `sends` the kind of the request;
    `encoding` that of both bodies, "binary" or "base64"; `note` says which proof of identity the server wants.
    """

    name: str
    path: str
    sends: str
    encoding: str = "binary"
    note: str = ""

    def url(self, base: str, *, label: str = "") -> str:
        """Return the URL at a server, ``https://ca.example:8443``; `label` is EST's CA label (RFC 7030 section 3.2.2).

        Raises `BuildError` for a label where there is none.
        """
        path = self.path
        if label:
            if (
                not path.startswith(_EST)
                or not label.isascii()
                or not label.replace("-", "").replace("_", "").isalnum()
            ):
                raise BuildError(f"{label!r} is no label for {self.name}")
            path = path.replace(_EST, f"{_EST}/{label}", 1)
        return base.rstrip("/") + path


def _dogtag(profile: str, servlet: str, note: str, sends: str = _FULL) -> Endpoint:
    return Endpoint(profile, _DOGTAG + servlet, sends, note=note)


_AGENT = "signed by an agent"
CMC = Endpoint("cmc", "", _FULL, note="RFC 10003 section 6")
ENDPOINTS = (
    CMC,
    Endpoint("est-fullcmc", f"{_EST}/fullcmc", _FULL, "base64", "RFC 7030 section 4.3"),
    Endpoint("est-simpleenroll", f"{_EST}/simpleenroll", _SIMPLE, "base64", "RFC 7030 section 4.2"),
    Endpoint("est-simplereenroll", f"{_EST}/simplereenroll", _SIMPLE, "base64", "RFC 7030 section 4.2.2"),
    _dogtag("caFullCMCUserCert", "profileSubmitCMCFull", _AGENT),
    _dogtag("caFullCMCUserSignedCert", "profileSubmitUserSignedCMCFull", "signed by the user; every revocation"),
    _dogtag("caFullCMCSelfSignedCert", "profileSubmitSelfSignedCMCFull", "signed by the request's key, shared secret"),
    _dogtag(
        "caFullCMCSharedTokenCert",
        "profileSubmitSelfSignedCMCFull?profileId=caFullCMCSharedTokenCert",
        "signed by the request's key, shared secret",
    ),
    _dogtag("caSimpleCMCUserCert", "profileSubmitCMCSimple", "PKCS#10 alone", _SIMPLE),
    _dogtag("caCMCcaCert", "profileSubmitCMCFullCACert", _AGENT),
    _dogtag("caCMCserverCert", "profileSubmitCMCFullServerCert", _AGENT),
    _dogtag("caCMCocspCert", "profileSubmitCMCFullOCSPCert", _AGENT),
    _dogtag("caCMCsubsystemCert", "profileSubmitCMCFullSubsystemCert", _AGENT),
    _dogtag("caCMCauditSigningCert", "profileSubmitCMCFullAuditSigningCert", _AGENT),
    _dogtag("caCMCkraTransportCert", "profileSubmitCMCFullKRAtransportCert", _AGENT),
    _dogtag("caCMCkraStorageCert", "profileSubmitCMCFullKRAstorageCert", _AGENT),
)
_BY_NAME = {entry.name: entry for entry in ENDPOINTS}


def endpoint(name: str) -> Endpoint:
    """Return the endpoint of that name; raises `BuildError` for none."""
    found = _BY_NAME.get(name)
    if found is None:
        raise BuildError(f"no endpoint {name!r}", hint=f"there are {', '.join(_BY_NAME)}")
    return found


def endpoint_at(url: str) -> Endpoint:
    """Return the endpoint that a URL or a path leads to; that of RFC 10003 for one that is no other's.

    Dogtag's ``profileId`` in the query chooses the profile. An EST path may have a CA label.
    """
    from urllib.parse import parse_qs, urlsplit

    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    at = path.find(_EST + "/")
    if at >= 0:
        # EST's paths stand at the root of a server; one behind a proxy may have a prefix.
        return _BY_NAME.get(f"est-{path.rpartition('/')[2]}", CMC)
    (profile, *_) = parse_qs(parts.query).get("profileId", [""])
    same = [entry for entry in ENDPOINTS if entry.path and path.endswith(entry.path.partition("?")[0])]
    return next((entry for entry in same if entry.name == profile), same[0] if same else CMC)
