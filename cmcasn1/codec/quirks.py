"""The shapes that peers are known to send instead of the RFC's, each under a name.

`cmcasn1.parse` accepts them all unless told otherwise and lists those it met; `decode_der` accepts none.
"""

from __future__ import annotations

QUIRKS = {
    "absent-attributes": "a PKCS#10 request lacks its mandatory attributes [0] (RFC 2986 section 4)",
    "bare-signed-data": "SignedData stands without the ContentInfo around it (RFC 5652 section 3)",
    "econtent-not-octet-string": "eContent holds the content itself, no OCTET STRING (RFC 5652 section 5.2.1)",
    "empty-list": "a list that must have elements is empty, as Dogtag's CRMF controls (RFC 4211 section 3)",
    "explicit-pop-tags": "the proof of possession is tagged explicitly, as by Novosec (RFC 4211 section 4)",
    "dogtag-cert-id": "confirmCertAcceptance wraps the issuer once more, as Dogtag does (RFC 10002 section 6.14)",
    "dogtag-encrypted-pop": "a challenge names AES-CBC where a MAC should stand, as Dogtag's (RFC 10002 section 6.7)",
    "dogtag-get-cert": "getCert's issuerName is a bare Name, as Dogtag's (RFC 10002 section 6.9)",
    "oid-33-34-swapped": "popLinkWitnessV2 and identityProofV2 have each other's OID (RFC 5912's module)",
    "ski-without-octet-string": "the subjectKeyIdentifier extension lacks its OCTET STRING, as Dogtag's (RFC 5280)",
    "untagged-extended-fail-info": "extendedFailInfo lacks its [1] (RFC 5272 erratum 6571)",
    "untagged-subject-alt": "subjectAlt lacks its [1] (RFC 6402 erratum 3943)",
}
ALL_QUIRKS = frozenset(QUIRKS)
