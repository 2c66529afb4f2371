"""The lines under the verdict: who asks for what, how it is proven, what came of it."""

from __future__ import annotations

from cmcasn1.errors import integer_in_words
from cmcasn1.inspection import algorithm_words, control_words, words
from cmcasn1.inspection.spans import QUIRK, WARN, Line, Span, label, line
from cmcasn1.inspection.text_requests import subject_and_key
from cmcasn1.oids.known import ID_CMC_IDENTITY_PROOF_V2, ID_CMC_POP_LINK_WITNESS, ID_CMC_POP_LINK_WITNESS_V2

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any as _Any

    from cmcasn1.pkix.algorithms import AlgorithmIdentifier

_LABEL = 12
_SOME = 3
# Controls that ask for something by themselves, as the summary says it.
_ASKING = {
    "RevokeRequest": "revocation of",
    "GetCert": "a copy of the certificate",
    "GetCRL": "the CRL of",
    "CMCCertId": "nothing, confirms the certificate",
    "QueryPending": "what is pending under the token",
    "DecryptedPOP": "a certificate:",
    "CMCPublicationInfo": "publication",
}


def summary(message: _Any, full: bool) -> Iterator[Line]:
    """Yield what a reader wants to know first of a message that parses."""
    body = message.body
    match message.kind:
        case "full-pki-request":
            yield from _asks(body.req_sequence, body.control_sequence, full, len(body.cms_sequence))
            yield from _proofs(body.req_sequence, body.control_sequence, full)
        case "simple-pki-request":
            yield from _asks((body,), (), full)
            yield from _proofs((body,), (), full)
        case "cert-req-messages":
            yield from _asks(body, (), full)
            yield from _proofs(body, (), full)
        case "full-pki-response":
            yield from _came_of_it(body.control_sequence, full)
            yield from _carries(message)
        case "simple-pki-response":
            yield from _carries(message)


def values(controls: _Any) -> Iterator[tuple[_Any, _Any]]:
    """Yield each value of each control with the control."""
    for control in controls:
        for value in control.attr_values:
            yield control, value


def _certificates(number: int) -> str:
    return f"{number} certificate{'' if number == 1 else 's'}"


def _asks(requests: _Any, controls: _Any, full: bool, nested: int = 0) -> Iterator[Line]:
    said = False
    if requests:
        said = True
        number = len(requests)
        subjects = [f"{name}   {key}".rstrip() for name, key in map(subject_and_key, requests[:_SOME])]
        yield line(label("asks for", _LABEL), f"{_certificates(number)}   ", subjects[0])
        for subject in subjects[1:]:
            yield line(label("", _LABEL), subject)
        if number > _SOME:
            yield line(label("", _LABEL), f"… and {number - _SOME} more")
    for _, value in values(controls):
        what = _ASKING.get(type(value).__name__)
        if what is not None and not (requests and type(value).__name__ == "DecryptedPOP"):
            yield line(label("" if said else "asks for", _LABEL), f"{what} {_short(value, full)}")
            said = True
    if nested:
        yield line(label("" if said else "asks for", _LABEL), f"what the nested messages ask for ({nested})")
    elif not said:
        yield line(label("asks for", _LABEL), "nothing: no request, no control that asks")


def _short(value: _Any, full: bool) -> str:
    """Return what a control asks for without the details that stand with the control."""
    if type(value).__name__ == "RevokeRequest":
        serial = integer_in_words(value.serial_number)
        return f"serial {serial} of {words.name(value.issuer_name)}, reason {words.anything(value.reason)}"
    if type(value).__name__ == "CMCPublicationInfo":
        return f"of {_certificates(len(value.cert_hashes))}"
    return control_words.sentence(value, full)


def _proofs(requests: _Any, controls: _Any, full: bool) -> Iterator[Line]:
    found: list[str | Span] = []

    def add(*parts: str | Span) -> None:
        found.extend(("   ",) if found else ())
        found.extend(parts)

    kinds = {type(value).__name__: value for _, value in values(controls)}
    if "Identification" in kinds:
        add(f"says to be {words.quoted(kinds['Identification'].value, full=full)}")
    if "IdentityProof" in kinds:
        add("identityProof (HMAC-SHA-1)")
    if "IdentityProofV2" in kinds:
        add(f"identityProofV2 ({algorithm_words.algorithm(kinds['IdentityProofV2'].mac_alg_id)})")
    if "RaIdentityWitness" in kinds:
        add("an RA vouches for the identity")
    if "RevokeRequest" in kinds and kinds["RevokeRequest"].passphrase is not None:
        add("passphrase of the revocation (hidden)")
    if requests:
        add(_possession(requests))
    if "DecryptedPOP" in kinds:
        add("decryptedPOP")
    if "LraPopWitness" in kinds:
        add(f"an RA has checked {control_words.parts(kinds['LraPopWitness'].body_ids)}")
    witnesses = sum(_has_witness(request) for request in requests)
    if "PopLinkRandom" in kinds or witnesses:
        if "PopLinkRandom" in kinds and witnesses:
            add("POP link")
        elif witnesses:
            add(WARN, " POP link witness without popLinkRandom")
        else:
            add(WARN, " popLinkRandom without a witness in a request")
    if found:
        yield line(label("proofs", _LABEL), *found)


def _possession(requests: _Any) -> str:
    """Say how possession of the keys is proven: by kinds, with the number of requests of each."""
    counted: dict[str, int] = {}
    for request in requests:
        if hasattr(request, "cert_req"):
            popo = request.popo
            if popo is None:
                kind = "no POP"
            elif popo.choice == "signature":
                kind = _in_place_of_a_signature(popo.value.algorithm_identifier)
            else:
                kind = popo.choice
        elif hasattr(request, "request_message_type"):
            kind = "another kind of request"
        else:
            inner = getattr(request, "certification_request", request)
            kind = _in_place_of_a_signature(inner.signature_algorithm)
        counted[kind] = counted.get(kind, 0) + 1
    if len(requests) == 1:
        return (
            f"the request is {next(iter(counted))}"
            if next(iter(counted)).endswith(("signed", "DH"))
            else next(iter(counted))
        )
    return "requests: " + ", ".join(f"{number} {kind}" for kind, number in counted.items())


def _in_place_of_a_signature(algorithm: AlgorithmIdentifier) -> str:
    words = algorithm_words.algorithm(algorithm)
    if "Pop-static-" in words:
        return "proven to one CA by static DH"
    return "not signed" if words.startswith("no signature") else "signed"


def _has_witness(request: _Any) -> bool:
    if hasattr(request, "cert_req"):
        types = [control.type for control in request.cert_req.controls or ()]
    else:
        info = getattr(request, "certification_request", request)
        info = getattr(info, "certification_request_info", None)
        types = [] if info is None else [attribute.type for attribute in info.attributes]
    return not {ID_CMC_POP_LINK_WITNESS, ID_CMC_POP_LINK_WITNESS_V2, ID_CMC_IDENTITY_PROOF_V2}.isdisjoint(types)


def _came_of_it(controls: _Any, full: bool) -> Iterator[Line]:
    said = False
    for _, value in values(controls):
        if type(value).__name__ in ("CMCStatusInfo", "CMCStatusInfoV2"):
            yield line(label("" if said else "status", _LABEL), *control_words.status(value, full))
            said = True
        elif type(value).__name__ == "EncryptedPOP":
            request = control_words.request_name(value.request)
            yield line(label("asks for", _LABEL), f"proof that the key of {request} is held: a challenge to decrypt")
    if not said:
        yield line(label("status", _LABEL), QUIRK if controls else "", " " if controls else "", "none is given")


def _carries(message: _Any) -> Iterator[Line]:
    certificates = [c for layer in message.layers for c in getattr(layer, "certificates", None) or ()]
    crls = [c for layer in message.layers for c in getattr(layer, "crls", None) or ()]
    counted = [
        f"{len(found)} {name}{'' if len(found) == 1 else 's'}"
        for found, name in ((certificates, "certificate"), (crls, "CRL"))
        if found
    ]
    yield line(label("carries", _LABEL), " and ".join(counted) or "no certificate")
