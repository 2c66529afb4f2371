"""The parameters of RSA-KEM, alone and with a key wrap: RFC 9690 appendix A."""

from __future__ import annotations

from cmcasn1.codec.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier


class RsaKemParameters(Value):
    """The parameters of id-kem-rsa; `key_length` counts octets.

    ::

        RsaKemParameters ::= SEQUENCE {
            keyDerivationFunction KeyDerivationFunction,
            keyLength             INTEGER (1..MAX) }

    RFC 9690 appendix A.
    """

    key_derivation_function: AlgorithmIdentifier
    key_length: int


class GenericHybridParameters(Value):
    """The parameters of id-rsa-kem-spki: which mechanisms a public key is for.

    ::

        GenericHybridParameters ::= SEQUENCE {
            kem KeyEncapsulationMechanism,
            dem DataEncapsulationMechanism }

    RFC 9690 appendix A.
    """

    kem: AlgorithmIdentifier
    dem: AlgorithmIdentifier
