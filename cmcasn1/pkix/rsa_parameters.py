"""Parameters of RSASSA-PSS and RSAES-OAEP: RFC 4055."""

from __future__ import annotations

from cmcasn1.codec.primitives import NULL
from cmcasn1.codec.value import TypeName, Value
from cmcasn1.oids import Oid
from cmcasn1.pkix.algorithms import AlgorithmIdentifier


class EncodingParameters(TypeName["bytes"]):
    """The octets of type EncodingParameters.

    ::

        EncodingParameters ::= OCTET STRING

    RFC 4055.
    """


class RSAES_OAEP_params(Value):
    """The structure of type RSAES_OAEP_params.

    ::

        RSAES-OAEP-params ::= SEQUENCE {
            hashFunc    [0] AlgorithmIdentifier DEFAULT {...},
            maskGenFunc [1] AlgorithmIdentifier DEFAULT {...},
            pSourceFunc [2] AlgorithmIdentifier DEFAULT {...} }

    RFC 4055.
    """

    hash_func: AlgorithmIdentifier = AlgorithmIdentifier(algorithm=Oid("1.3.14.3.2.26"), parameters=NULL)
    mask_gen_func: AlgorithmIdentifier = AlgorithmIdentifier(
        algorithm=Oid("1.2.840.113549.1.1.8"),
        parameters=AlgorithmIdentifier(algorithm=Oid("1.3.14.3.2.26"), parameters=NULL),
    )
    p_source_func: AlgorithmIdentifier = AlgorithmIdentifier(
        algorithm=Oid("1.2.840.113549.1.1.9"), parameters=b""
    )


class RSASSA_PSS_params(Value):
    """The structure of type RSASSA_PSS_params.

    ::

        RSASSA-PSS-params ::= SEQUENCE {
            hashAlgorithm    [0] AlgorithmIdentifier DEFAULT {...},
            maskGenAlgorithm [1] AlgorithmIdentifier DEFAULT {...},
            saltLength       [2] INTEGER DEFAULT 20,
            trailerField     [3] INTEGER DEFAULT 1 }

    RFC 4055.
    """

    hash_algorithm: AlgorithmIdentifier = AlgorithmIdentifier(algorithm=Oid("1.3.14.3.2.26"), parameters=NULL)
    mask_gen_algorithm: AlgorithmIdentifier = AlgorithmIdentifier(
        algorithm=Oid("1.2.840.113549.1.1.8"),
        parameters=AlgorithmIdentifier(algorithm=Oid("1.3.14.3.2.26"), parameters=NULL),
    )
    salt_length: int = 20
    trailer_field: int = 1
