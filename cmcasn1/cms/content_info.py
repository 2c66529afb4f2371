"""What every CMS message consists of: content that says its type, and a version number (RFC 5652)."""

from __future__ import annotations

from cmcasn1.codec.value import NamedInteger, TypeName, Value
from cmcasn1.oids import Oid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.codec.primitives import OpenValue


class CMSVersion(NamedInteger):
    """The version of a CMS structure, which follows from what it contains.

    ::

        CMSVersion ::= INTEGER { v0(0), v1(1), v2(2), v3(3), v4(4), v5(5) }

    RFC 5652 section 10.2.5.
    """

    v0 = 0
    v1 = 1
    v2 = 2
    v3 = 3
    v4 = 4
    v5 = 5


class ContentInfo(Value, opaque=("content",)):
    """The outermost wrapper of a CMS message; `content` is an `Any` where the content type is unknown.

    ::

        ContentInfo ::= SEQUENCE {
            contentType ContentType,
            content [0] EXPLICIT ANY DEFINED BY contentType }

    RFC 5652 section 3.
    """

    content_type: Oid
    content: OpenValue

    def __repr__(self) -> str:
        # Plain data may hold a secret: Dogtag revokes by shared secret in it.
        shown = f"<{len(self.content)} octets>" if isinstance(self.content, bytes) else repr(self.content)
        return f"ContentInfo(content_type={self.content_type!r}, content={shown})"


class Data(TypeName["bytes"]):
    """The content of type id-data: octets without further structure.

    ::

        Data ::= OCTET STRING

    RFC 5652 section 4, which gives the type no name.
    """


class EncapsulatedContentInfo(Value, opaque=("e_content",)):
    """The content that a signature, digest or MAC covers; `e_content` is None where it is sent apart.

    ::

        EncapsulatedContentInfo ::= SEQUENCE {
            eContentType ContentType,
            eContent [0] EXPLICIT OCTET STRING OPTIONAL }

    The octets that are covered are `e_content` itself. RFC 5652 section 5.2.
    """

    e_content_type: Oid
    e_content: bytes | None = None

    def __repr__(self) -> str:
        # The content may hold a secret: the passphrase of a revokeRequest, say.
        size = "None" if self.e_content is None else f"<{len(self.e_content)} octets>"
        return f"EncapsulatedContentInfo(e_content_type={self.e_content_type!r}, e_content={size})"
