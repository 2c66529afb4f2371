"""The digests of SHA-3 in CMS: RFC 9688."""

from __future__ import annotations

from pyasn1.type import univ

from cmcasn1.schema import maps

_hashalgs = univ.ObjectIdentifier("2.16.840.1.101.3.4.2")
id_sha3_224 = _hashalgs + (7,)
id_sha3_256 = _hashalgs + (8,)
id_sha3_384 = _hashalgs + (9,)
id_sha3_512 = _hashalgs + (10,)

# Section 2 leaves the parameters out; the DigestInfo of RSASSA-PKCS1-v1_5 has NULL there, and so have some peers.
maps.algorithm_parameters.update(
    {
        id_sha3_224: univ.Null(""),
        id_sha3_256: univ.Null(""),
        id_sha3_384: univ.Null(""),
        id_sha3_512: univ.Null(""),
    }
)
