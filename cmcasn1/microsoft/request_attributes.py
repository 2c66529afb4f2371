"""Attributes with which a Windows client describes itself and its request: MS-WCCE section 2.2.2.7."""

from __future__ import annotations

from cmcasn1.codec.value import TypeName, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.codec.primitives import BitString


class EnrollmentNameValuePair(Value):
    """A name and its value, such as the template that is asked for (szOID_ENROLLMENT_NAME_VALUE_PAIR).

    ::

        EnrollmentNameValuePair ::= SEQUENCE {
            name  BMPString,
            value BMPString }

    MS-WCCE section 2.2.2.7.
    """

    name: str
    value: str


class CSPProvider(Value):
    """The cryptographic service provider that made the key (szOID_ENROLLMENT_CSP_PROVIDER).

    ::

        CSPProvider ::= SEQUENCE {
            keySpec   INTEGER,
            cspName   BMPString,
            signature BIT STRING }

    `key_spec` is 1 for a key exchange key, 2 for a signature key. MS-WCCE section 2.2.2.7.
    """

    key_spec: int
    csp_name: str
    signature: BitString


class OSVersion(TypeName[str]):
    """The version of the client's operating system, `10.0.22621.2`: an IA5String (szOID_OS_VERSION).

    MS-WCCE section 2.2.2.7.
    """


class RequestClientInfo(Value):
    """Who made a request: the kind of client, the machine, the user, the process (szOID_REQUEST_CLIENT_INFO).

    ::

        RequestClientInfo ::= SEQUENCE {
            clientId    INTEGER,
            machineName UTF8String,
            userName    UTF8String,
            processName UTF8String }

    MS-WCCE section 2.2.2.7.
    """

    client_id: int
    machine_name: str
    user_name: str
    process_name: str
