"""Parameters of content encryption: RFC 3370, RFC 3565 and RFC 5084."""

from __future__ import annotations

from cmcasn1.codec.value import TypeName, Value


class AES_CCM_ICVlen(TypeName["int"]):
    """The number that stands as aes-ICVlen in CCMParameters.

    ::

        AES-CCM-ICVlen ::= INTEGER

    RFC 3370.
    """


class AES_GCM_ICVlen(TypeName["int"]):
    """The number that stands as aes-ICVlen in GCMParameters.

    ::

        AES-GCM-ICVlen ::= INTEGER

    RFC 3370.
    """


class AES_IV(TypeName["bytes"]):
    """The octets of type AES_IV.

    ::

        AES-IV ::= OCTET STRING (SIZE (16..16))

    RFC 3370.
    """


class CCMParameters(Value):
    """The structure of type CCMParameters.

    ::

        CCMParameters ::= SEQUENCE {
            aes-nonce  OCTET STRING (SIZE (7..13)),
            aes-ICVlen AES_CCM_ICVlen DEFAULT 12 }

    RFC 3370.
    """

    aes_nonce: bytes
    aes_ic_vlen: int = 12


class GCMParameters(Value):
    """The structure of type GCMParameters.

    ::

        GCMParameters ::= SEQUENCE {
            aes-nonce  OCTET STRING,
            aes-ICVlen AES_GCM_ICVlen DEFAULT 12 }

    RFC 3370.
    """

    aes_nonce: bytes
    aes_ic_vlen: int = 12


class IV(TypeName["bytes"]):
    """The octets of type IV.

    ::

        IV ::= OCTET STRING (SIZE (8..8))

    RFC 3370.
    """


class RC2CBCParameter(Value):
    """The structure of type RC2CBCParameter.

    ::

        RC2CBCParameter ::= SEQUENCE {
            rc2ParameterVersion INTEGER (1..256),
            iv                  OCTET STRING (SIZE (8..8)) }

    RFC 3370.
    """

    rc2_parameter_version: int
    iv: bytes


class RC2ParameterVersion(TypeName["int"]):
    """The number of type RC2ParameterVersion.

    ::

        RC2ParameterVersion ::= INTEGER

    RFC 3370.
    """
