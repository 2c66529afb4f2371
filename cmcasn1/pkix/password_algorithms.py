"""Parameters of password-based cryptography: PKCS #5 (RFC 8018) and PKCS #12 (RFC 7292)."""

from __future__ import annotations

from cmcasn1.codec.primitives import NULL
from cmcasn1.codec.value import Value
from cmcasn1.oids.known import ID_HMAC_WITH_SHA1
from cmcasn1.pkix.algorithms import AlgorithmIdentifier

_HMAC_WITH_SHA1 = AlgorithmIdentifier(ID_HMAC_WITH_SHA1, NULL)


class PBKDF2_params(Value):
    """How a key is derived from a password, `PBKDF2-params`.

    ::

        PBKDF2-params ::= SEQUENCE {
            salt CHOICE {
                specified OCTET STRING,
                otherSource AlgorithmIdentifier {{PBKDF2-SaltSources}} },
            iterationCount INTEGER (1..MAX),
            keyLength INTEGER (1..MAX) OPTIONAL,
            prf AlgorithmIdentifier {{PBKDF2-PRFs}} DEFAULT algid-hmacWithSHA1 }

    RFC 8018 appendix A.2, RFC 10002 appendix A.2.
    """

    salt: bytes | AlgorithmIdentifier
    iteration_count: int
    key_length: int | None = None
    prf: AlgorithmIdentifier = _HMAC_WITH_SHA1


class PBEParameter(Value):
    """The parameters of PBES1.

    ::

        PBEParameter ::= SEQUENCE {
            salt OCTET STRING (SIZE(8)),
            iterationCount INTEGER }

    RFC 8018 appendix A.3.
    """

    salt: bytes
    iteration_count: int


class PBES2_params(Value):
    """The parameters of PBES2, `PBES2-params`.

    ::

        PBES2-params ::= SEQUENCE {
            keyDerivationFunc AlgorithmIdentifier {{PBES2-KDFs}},
            encryptionScheme AlgorithmIdentifier {{PBES2-Encs}} }

    RFC 8018 appendix A.4.
    """

    key_derivation_func: AlgorithmIdentifier
    encryption_scheme: AlgorithmIdentifier


class PBMAC1_params(Value):
    """The parameters of PBMAC1, `PBMAC1-params`.

    ::

        PBMAC1-params ::= SEQUENCE {
            keyDerivationFunc AlgorithmIdentifier {{PBMAC1-KDFs}},
            messageAuthScheme AlgorithmIdentifier {{PBMAC1-MACs}} }

    RFC 8018 appendix A.5.
    """

    key_derivation_func: AlgorithmIdentifier
    message_auth_scheme: AlgorithmIdentifier


class Pkcs_12PbeParams(Value):
    """The parameters of the encryption of PKCS #12, `pkcs-12PbeParams`.

    ::

        pkcs-12PbeParams ::= SEQUENCE {
            salt        OCTET STRING,
            iterations  INTEGER }

    RFC 7292 appendix C.
    """

    salt: bytes
    iterations: int
