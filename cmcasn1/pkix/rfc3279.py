"""Parameters and keys of DSA, DH, KEA and RSA: RFC 3279."""

from __future__ import annotations

from cmcasn1.codec.value import TypeName, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.codec.primitives import BitString


class DHPublicKey(TypeName["int"]):
    """The number of type DHPublicKey.

    ::

        DHPublicKey ::= INTEGER

    RFC 3279 section 2.
    """


class DSAPublicKey(TypeName["int"]):
    """The number of type DSAPublicKey.

    ::

        DSAPublicKey ::= INTEGER

    RFC 3279 section 2.
    """


class DomainParameters(Value):
    """The structure of type DomainParameters.

    ::

        DomainParameters ::= SEQUENCE {
            p               INTEGER,
            g               INTEGER,
            q               INTEGER,
            j               INTEGER OPTIONAL,
            validationParms ValidationParms OPTIONAL }

    RFC 3279 section 2.
    """

    p: int
    g: int
    q: int
    j: int | None = None
    validation_parms: ValidationParms | None = None


class Dss_Parms(Value):
    """The structure of type Dss_Parms.

    ::

        Dss-Parms ::= SEQUENCE {
            p INTEGER,
            q INTEGER,
            g INTEGER }

    RFC 3279 section 2.
    """

    p: int
    q: int
    g: int


class Dss_Sig_Value(Value):
    """The structure of type Dss_Sig_Value.

    ::

        Dss-Sig-Value ::= SEQUENCE {
            r INTEGER,
            s INTEGER }

    RFC 3279 section 2.
    """

    r: int
    s: int


class KEA_Parms_Id(TypeName["bytes"]):
    """The octets of type KEA_Parms_Id.

    ::

        KEA-Parms-Id ::= OCTET STRING

    RFC 3279 section 2.
    """


class RSAPublicKey(Value):
    """The structure of type RSAPublicKey.

    ::

        RSAPublicKey ::= SEQUENCE {
            modulus        INTEGER,
            publicExponent INTEGER }

    RFC 3279 section 2.
    """

    modulus: int
    public_exponent: int


class ValidationParms(Value):
    """The structure that stands as validationParms in DomainParameters.

    ::

        ValidationParms ::= SEQUENCE {
            seed        BIT STRING,
            pgenCounter INTEGER }

    RFC 3279 section 2.
    """

    seed: BitString
    pgen_counter: int
