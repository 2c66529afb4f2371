"""Algorithm identifiers and the parameters of RSA, AES and other ciphers (RFC 4055, 3370, 3565, 5084)."""

from __future__ import annotations

from cmcasn1.codec.primitives import NULL
from cmcasn1.codec.value import TypeName, Value
from cmcasn1.oids import Oid
from cmcasn1.oids.known import ID_MGF1, ID_P_SPECIFIED, ID_SHA1

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.codec.primitives import OpenValue


class AlgorithmIdentifier(Value):
    """An algorithm and its parameters: None when absent, `NULL` when NULL.

    ::

        AlgorithmIdentifier  ::=  SEQUENCE  {
            algorithm               OBJECT IDENTIFIER,
            parameters              ANY DEFINED BY algorithm OPTIONAL }

    RFC 5280 section 4.1.1.2.
    """

    algorithm: Oid
    parameters: OpenValue | None = None


# The DEFAULTs of RFC 4055 section 2.1 and 4.1
_SHA1_IDENTIFIER = AlgorithmIdentifier(ID_SHA1, NULL)
_MGF1_SHA1 = AlgorithmIdentifier(ID_MGF1, _SHA1_IDENTIFIER)
_P_SPECIFIED_EMPTY = AlgorithmIdentifier(ID_P_SPECIFIED, b"")


class RSASSA_PSS_params(Value):
    """The parameters of RSASSA-PSS, `RSASSA-PSS-params`.

    ::

        RSASSA-PSS-params  ::=  SEQUENCE  {
            hashAlgorithm      [0] HashAlgorithm DEFAULT sha1Identifier,
            maskGenAlgorithm   [1] MaskGenAlgorithm DEFAULT mgf1SHA1Identifier,
            saltLength         [2] INTEGER DEFAULT 20,
            trailerField       [3] INTEGER DEFAULT 1 }

    HashAlgorithm and MaskGenAlgorithm are AlgorithmIdentifier; the tags are explicit. RFC 4055 section 3.1.
    """

    hash_algorithm: AlgorithmIdentifier = _SHA1_IDENTIFIER
    mask_gen_algorithm: AlgorithmIdentifier = _MGF1_SHA1
    salt_length: int = 20
    trailer_field: int = 1


class ShakeOutputLen(TypeName[int]):
    """The length of what SHAKE256 gives, in bits: `ShakeOutputLen ::= INTEGER` (RFC 8419 section 2.3)."""


class RSAES_OAEP_params(Value):
    """The parameters of RSAES-OAEP, `RSAES-OAEP-params`.

    ::

        RSAES-OAEP-params  ::=  SEQUENCE  {
            hashFunc          [0] AlgorithmIdentifier DEFAULT sha1Identifier,
            maskGenFunc       [1] AlgorithmIdentifier DEFAULT mgf1SHA1Identifier,
            pSourceFunc       [2] AlgorithmIdentifier DEFAULT pSpecifiedEmptyIdentifier }

    The tags are explicit. RFC 4055 section 4.1.
    """

    hash_func: AlgorithmIdentifier = _SHA1_IDENTIFIER
    mask_gen_func: AlgorithmIdentifier = _MGF1_SHA1
    p_source_func: AlgorithmIdentifier = _P_SPECIFIED_EMPTY


class EncodingParameters(TypeName[bytes]):
    """The label of RSAES-OAEP: `EncodingParameters ::= OCTET STRING (SIZE (0..MAX))`.

    RFC 4055 section 4.1.
    """


class IV(TypeName[bytes]):
    """The initialization vector of Triple-DES: `IV ::= OCTET STRING -- exactly 8 octets`.

    RFC 3370 section 5.1.
    """


class AES_IV(TypeName[bytes]):
    """The initialization vector of AES-CBC: `AES-IV ::= OCTET STRING (SIZE(16))` (RFC 3565 section 2.3)."""


class RC2ParameterVersion(TypeName[int]):
    """The effective length of an RC2 key that wraps: `RC2ParameterVersion ::= INTEGER`.

    RFC 3370 section 4.3.2.
    """


class RC2CBCParameter(Value):
    """The parameters of RC2 in CBC mode.

    ::

        RC2CBCParameter ::= SEQUENCE {
            rc2ParameterVersion INTEGER,
            iv OCTET STRING  }  -- exactly 8 octets

    RFC 3370 section 5.2.
    """

    rc2_parameter_version: int
    iv: bytes


class AES_CCM_ICVlen(TypeName[int]):
    """The length of a CCM tag: `AES-CCM-ICVlen ::= INTEGER (4 | 6 | 8 | 10 | 12 | 14 | 16)`.

    RFC 5084 section 3.1.
    """


class CCMParameters(Value):
    """The parameters of AES-CCM.

    ::

        CCMParameters ::= SEQUENCE {
            aes-nonce         OCTET STRING (SIZE(7..13)),
            aes-ICVlen        AES-CCM-ICVlen DEFAULT 12 }

    RFC 5084 section 3.1.
    """

    aes_nonce: bytes
    aes_ic_vlen: int = 12


class AES_GCM_ICVlen(TypeName[int]):
    """The length of a GCM tag: `AES-GCM-ICVlen ::= INTEGER (12 | 13 | 14 | 15 | 16)`.

    RFC 5084 section 3.2.
    """


class GCMParameters(Value):
    """The parameters of AES-GCM.

    ::

        GCMParameters ::= SEQUENCE {
            aes-nonce        OCTET STRING, -- recommended size is 12 octets
            aes-ICVlen       AES-GCM-ICVlen DEFAULT 12 }

    RFC 5084 section 3.2.
    """

    aes_nonce: bytes
    aes_ic_vlen: int = 12
