"""Password based key derivation, encryption and MAC: RFC 8018."""

from __future__ import annotations

from cmcasn1.codec.primitives import NULL
from cmcasn1.codec.value import Value
from cmcasn1.oids import Oid
from cmcasn1.pkix.algorithms import AlgorithmIdentifier


class PBEParameter(Value):
    """The structure of type PBEParameter.

    ::

        PBEParameter ::= SEQUENCE {
            salt           OCTET STRING (SIZE (8..8)),
            iterationCount INTEGER }

    RFC 8018 appendix A.
    """

    salt: bytes
    iteration_count: int


class PBES2_params(Value):
    """The structure of type PBES2_params.

    ::

        PBES2-params ::= SEQUENCE {
            keyDerivationFunc AlgorithmIdentifier,
            encryptionScheme  AlgorithmIdentifier }

    RFC 8018 appendix A.
    """

    key_derivation_func: AlgorithmIdentifier
    encryption_scheme: AlgorithmIdentifier


class PBKDF2_params(Value):
    """The structure of type PBKDF2_params.

    ::

        PBKDF2-params ::= SEQUENCE {
            salt           CHOICE {
                specified   OCTET STRING,
                otherSource AlgorithmIdentifier },
            iterationCount INTEGER (1..MAX),
            keyLength      INTEGER (1..MAX) OPTIONAL,
            prf            AlgorithmIdentifier DEFAULT {...} }

    RFC 8018 appendix A.
    """

    salt: bytes | AlgorithmIdentifier
    iteration_count: int
    key_length: int | None = None
    prf: AlgorithmIdentifier = AlgorithmIdentifier(algorithm=Oid("1.2.840.113549.2.7"), parameters=NULL)


class PBMAC1_params(Value):
    """The structure of type PBMAC1_params.

    ::

        PBMAC1-params ::= SEQUENCE {
            keyDerivationFunc AlgorithmIdentifier,
            messageAuthScheme AlgorithmIdentifier }

    RFC 8018 appendix A.
    """

    key_derivation_func: AlgorithmIdentifier
    message_auth_scheme: AlgorithmIdentifier


class Pkcs_12PbeParams(Value):
    """The structure of type Pkcs_12PbeParams.

    ::

        Pkcs-12PbeParams ::= SEQUENCE {
            salt       OCTET STRING,
            iterations INTEGER }

    RFC 8018 appendix A.
    """

    salt: bytes
    iterations: int
