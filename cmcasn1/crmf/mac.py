"""MACs of CRMF: from a password and from a Diffie-Hellman secret (RFC 4211 section 4.4, RFC 9810)."""

from __future__ import annotations

from cmcasn1.codec.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.codec.primitives import BitString
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier


class PKMACValue(Value):
    """A MAC and its algorithm; what it covers is told by the place where it stands.

    ::

        PKMACValue ::= SEQUENCE {
            algId  AlgorithmIdentifier,
            value  BIT STRING }

    RFC 4211 section 4.1.
    """

    alg_id: AlgorithmIdentifier
    value: BitString


class PBMParameter(Value):
    """The parameters of id-PasswordBasedMac.

    ::

        PBMParameter ::= SEQUENCE {
            salt                OCTET STRING,
            owf                 AlgorithmIdentifier,
            iterationCount      INTEGER,
            mac                 AlgorithmIdentifier }

    RFC 4211 section 4.4, updated by RFC 9045.
    """

    salt: bytes
    owf: AlgorithmIdentifier
    iteration_count: int
    mac: AlgorithmIdentifier


class DHBMParameter(Value):
    """The parameters of id-DHBasedMac.

    ::

        DHBMParameter ::= SEQUENCE {
            owf                 AlgorithmIdentifier,
            mac                 AlgorithmIdentifier }

    RFC 9810 section 5.1.3.2.
    """

    owf: AlgorithmIdentifier
    mac: AlgorithmIdentifier
