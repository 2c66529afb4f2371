"""Public keys, their parameters and the values of their signatures (RFC 3279, RFC 5480)."""

from __future__ import annotations

from functools import lru_cache

from cmcasn1.codec.value import TypeName, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self

    from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

    from cmcasn1.codec.primitives import Any, BitString, Null
    from cmcasn1.oids import Oid
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier


@lru_cache(64)
def _public_key(octets: bytes) -> PublicKeyTypes:
    """Read a key once, though it be that of a signer and of a request, and asked for in each check."""
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    return load_der_public_key(octets)


class SubjectPublicKeyInfo(Value, covered=True):
    """A public key and its algorithm; `octets` are what key identifiers and POPs are computed over.

    ::

        SubjectPublicKeyInfo  ::=  SEQUENCE  {
            algorithm            AlgorithmIdentifier,
            subjectPublicKey     BIT STRING }

    RFC 5280 section 4.1.2.7.
    """

    algorithm: AlgorithmIdentifier
    subject_public_key: BitString

    @property
    def octets(self) -> bytes:
        """The octets as received, but with the tag of SEQUENCE: CertTemplate tags the key [6] (RFC 4211 section 5)."""
        return b"\x30" + super().octets[1:]

    def to_cryptography(self) -> PublicKeyTypes:
        """Return cryptography's public key of the octets as received.

        Raises `DecodeError` where cryptography refuses the key, `UnsupportedAlgorithm` where it knows no such kind.
        """
        from cmcasn1.pkix.cryptography_objects import load

        return load(_public_key, self.octets, "SubjectPublicKeyInfo", self.algorithm.algorithm)

    @classmethod
    def from_cryptography(cls, key: PublicKeyTypes) -> Self:
        """Return the SubjectPublicKeyInfo of a cryptography public key of any kind; `BuildError` for anything else."""
        from cmcasn1.pkix.cryptography_objects import public_key_form, public_key_types, store

        value: Self = store(
            "SubjectPublicKeyInfo", key, public_key_types(), lambda: key.public_bytes(*public_key_form())
        )
        return value


class RSAPublicKey(Value):
    """A public key of RSA.

    ::

        RSAPublicKey ::= SEQUENCE {
            modulus            INTEGER,    -- n
            publicExponent     INTEGER  }  -- e

    RFC 3279 section 2.3.1.
    """

    modulus: int
    public_exponent: int


class Dss_Parms(Value):
    """The parameters of a DSA key, `Dss-Parms`.

    ::

        Dss-Parms  ::=  SEQUENCE  {
            p             INTEGER,
            q             INTEGER,
            g             INTEGER }

    RFC 3279 section 2.3.2.
    """

    p: int
    q: int
    g: int


class DSAPublicKey(TypeName[int]):
    """A public key of DSA: `DSAPublicKey ::= INTEGER -- public key, Y` (RFC 3279 section 2.3.2)."""


class Dss_Sig_Value(Value):
    """A signature of DSA, `Dss-Sig-Value`.

    ::

        Dss-Sig-Value  ::=  SEQUENCE  {
            r       INTEGER,
            s       INTEGER }

    RFC 3279 section 2.2.2.
    """

    r: int
    s: int


class ValidationParms(Value):
    """How the parameters of a Diffie-Hellman key were made.

    ::

        ValidationParms ::= SEQUENCE {
            seed             BIT STRING,
            pgenCounter      INTEGER }

    RFC 3279 section 2.3.3.
    """

    seed: BitString
    pgen_counter: int


class DomainParameters(Value):
    """The parameters of a Diffie-Hellman key (X9.42).

    ::

        DomainParameters ::= SEQUENCE {
            p       INTEGER, -- odd prime, p=jq +1
            g       INTEGER, -- generator, g
            q       INTEGER, -- factor of p-1
            j       INTEGER OPTIONAL, -- subgroup factor
            validationParms  ValidationParms OPTIONAL }

    RFC 3279 section 2.3.3.
    """

    p: int
    g: int
    q: int
    j: int | None = None
    validation_parms: ValidationParms | None = None


class DHPublicKey(TypeName[int]):
    """A public key of Diffie-Hellman: `DHPublicKey ::= INTEGER -- public key, y = g^x mod p`.

    RFC 3279 section 2.3.3.
    """


class KEA_Parms_Id(TypeName[bytes]):
    """The parameters of a KEA key: `KEA-Parms-Id ::= OCTET STRING` (RFC 3279 section 2.3.4)."""


class ECPoint(TypeName[bytes]):
    """A point of a curve: `ECPoint ::= OCTET STRING` (RFC 5480 section 2.2)."""


class FieldID(Value):
    """The field that a curve is over, where the curve is spelled out.

    ::

        FieldID ::= SEQUENCE {
            fieldType   OBJECT IDENTIFIER,
            parameters  ANY DEFINED BY fieldType }

    RFC 3279 section 2.3.5.
    """

    field_type: Oid
    parameters: Any


class Curve(Value):
    """The coefficients of a curve that is spelled out.

    ::

        Curve ::= SEQUENCE {
            a          FieldElement,
            b          FieldElement,
            seed       BIT STRING OPTIONAL }

    A FieldElement is an OCTET STRING. RFC 3279 section 2.3.5.
    """

    a: bytes
    b: bytes
    seed: BitString | None = None


class SpecifiedECDomain(Value):
    """A curve that is spelled out, which RFC 5480 forbids.

    ::

        SpecifiedECDomain ::= SEQUENCE {
            version   INTEGER,
            fieldID   FieldID,
            curve     Curve,
            base      ECPoint,
            order     INTEGER,
            cofactor  INTEGER OPTIONAL,
            hash      AlgorithmIdentifier OPTIONAL }

    RFC 5480 section 2.1.1 names it; SEC 1 section C.2 has the type.
    """

    version: int
    field_id: FieldID
    curve: Curve
    base: bytes
    order: int
    cofactor: int | None = None
    hash: AlgorithmIdentifier | None = None


class ECParameters(TypeName["Oid | Null | SpecifiedECDomain"]):
    """The curve of a key: as a rule its object identifier.

    ::

        ECParameters ::= CHOICE {
            namedCurve         OBJECT IDENTIFIER
            -- implicitCurve   NULL
            -- specifiedCurve  SpecifiedECDomain }

    RFC 5480 section 2.1.1.
    """


class ECDSA_Sig_Value(Value):
    """A signature of ECDSA, `ECDSA-Sig-Value`.

    ::

        ECDSA-Sig-Value ::= SEQUENCE {
            r  INTEGER,
            s  INTEGER }

    RFC 5480 appendix A, RFC 3279 section 2.2.3.
    """

    r: int
    s: int
