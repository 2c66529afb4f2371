"""What Dogtag PKI has beside the standards: its shared token (CMCSharedToken)."""

from __future__ import annotations

from pyasn1.type import namedtype, univ


class SharedToken(univ.Sequence):
    """Dogtag gives the type no name; `ciphertext` has neither algorithm nor IV beside it."""

    componentType = namedtype.NamedTypes(
        namedtype.NamedType("wrappedKey", univ.OctetString()),
        namedtype.NamedType("ciphertext", univ.OctetString()),
    )
