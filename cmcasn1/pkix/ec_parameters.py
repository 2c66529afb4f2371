"""Parameters and signatures of elliptic curves: RFC 5480 and RFC 3279."""

from __future__ import annotations

from cmcasn1.codec.value import TypeName, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.codec.primitives import Any, BitString
    from cmcasn1.oids import Oid
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier


class Curve(Value):
    """The structure that stands as curve in SpecifiedECDomain.

    ::

        Curve ::= SEQUENCE {
            a    OCTET STRING,
            b    OCTET STRING,
            seed BIT STRING OPTIONAL }

    RFC 5480 section 2.
    """

    a: bytes
    b: bytes
    seed: BitString | None = None


class ECDSA_Sig_Value(Value):
    """The structure of type ECDSA_Sig_Value.

    ::

        ECDSA-Sig-Value ::= SEQUENCE {
            r INTEGER,
            s INTEGER }

    RFC 5480 section 2.
    """

    r: int
    s: int


class ECParameters(TypeName["Oid | Null | SpecifiedECDomain"]):
    """The choice of type ECParameters.

    ::

        ECParameters ::= CHOICE {
            namedCurve     OBJECT IDENTIFIER,
            implicitCurve  NULL,
            specifiedCurve SpecifiedECDomain }

    RFC 5480 section 2.
    """


class ECPoint(TypeName["bytes"]):
    """The octets that stands as base in SpecifiedECDomain.

    ::

        ECPoint ::= OCTET STRING

    RFC 5480 section 2.
    """


class FieldID(Value):
    """The structure that stands as fieldID in SpecifiedECDomain.

    ::

        FieldID ::= SEQUENCE {
            fieldType  OBJECT IDENTIFIER,
            parameters ANY }

    RFC 5480 section 2.
    """

    field_type: Oid
    parameters: Any


class SpecifiedECDomain(Value):
    """The structure that stands as specifiedCurve in ECParameters.

    ::

        SpecifiedECDomain ::= SEQUENCE {
            version  INTEGER,
            fieldID  FieldID,
            curve    Curve,
            base     ECPoint,
            order    INTEGER,
            cofactor INTEGER OPTIONAL,
            hash     AlgorithmIdentifier OPTIONAL }

    RFC 5480 section 2.
    """

    version: int
    field_id: FieldID
    curve: Curve
    base: bytes
    order: int
    cofactor: int | None = None
    hash: AlgorithmIdentifier | None = None
