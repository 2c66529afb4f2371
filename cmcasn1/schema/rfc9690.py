"""RSA-KEM and the key derivation functions of ANS X9.44: RFC 9690 appendix A, for KEMRecipientInfo (RFC 9629)."""

from __future__ import annotations

from pyasn1.type import namedtype, univ

from cmcasn1.schema import maps
from cmcasn1.schema.notation import MAX, ranged
from cmcasn1.schema.rfc5280 import AlgorithmIdentifier

x9_44_components = univ.ObjectIdentifier("1.3.133.16.840.9.44.1")
id_kdf_kdf2 = x9_44_components + (1,)
id_kdf_kdf3 = x9_44_components + (2,)
id_rsa_kem_spki = univ.ObjectIdentifier("1.2.840.113549.1.9.16.3.14")
id_kem_rsa = univ.ObjectIdentifier("1.0.18033.2.2.4")


class RsaKemParameters(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("keyDerivationFunction", AlgorithmIdentifier()),
        namedtype.NamedType("keyLength", ranged(univ.Integer(), 1, MAX)),
    )


class GenericHybridParameters(univ.Sequence):
    componentType = namedtype.NamedTypes(
        namedtype.NamedType("kem", AlgorithmIdentifier()),
        namedtype.NamedType("dem", AlgorithmIdentifier()),
    )


maps.algorithm_parameters.update(
    {
        # The hash function
        id_kdf_kdf2: AlgorithmIdentifier(),
        id_kdf_kdf3: AlgorithmIdentifier(),
        id_kem_rsa: RsaKemParameters(),
        id_rsa_kem_spki: GenericHybridParameters(),
    }
)
