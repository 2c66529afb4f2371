"""Registration information of CRMF (RFC 4211 section 7); CMC forbids it (RFC 10002 section 3.2.1.2.2)."""

from __future__ import annotations

from cmcasn1.codec.value import Value
from cmcasn1.crmf.cert_req_msg import CertRequest
from cmcasn1.crmf.controls import PASSWORDS
from cmcasn1.errors import BuildError, ConstraintError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cmcasn1.codec.primitives import OpenValue
    from cmcasn1.oids import Oid

_DIGITS = "0123456789"
_HEX_DIGITS = "0123456789abcdefABCDEF"


class RegInfoAttribute(Value):
    """One piece of registration information: a type and a single value.

    ::

        AttributeTypeAndValue ::= SEQUENCE {
            type         OBJECT IDENTIFIER,
            value        ANY DEFINED BY type }

    RFC 4211 section 3. Other types may stand here than in a `SingleAttribute` (RegInfoSet of RFC 5912).
    """

    type: Oid
    value: OpenValue

    @classmethod
    def _secret_fields(cls, fields: Mapping[str, object]) -> tuple[str, ...]:
        # A control of the CertRequest, put here by mistake, is as secret as there.
        return ("value",) if fields.get("type") in PASSWORDS else ()


class UTF8Pairs(Value):
    """Names and values in text: ``name?value%name?value%`` (id-regInfo-utf8Pairs).

    ::

        UTF8Pairs ::= UTF8String

    RFC 4211 section 7.1.
    """

    value: str

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> UTF8Pairs:
        """Write names and values as text; raises `BuildError` for an empty name or a leading digit."""
        text = ""
        for name, value in pairs:
            if not name or name[0] in _DIGITS:
                raise BuildError("a name in UTF8Pairs is not empty and does not begin with a digit", path=cls.__name__)
            text += f"{_escape(name)}?{_escape(value)}%"
        return cls(text)

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The names and values, unescaped; raises `ConstraintError` for text of another form."""
        pairs = []
        for piece in _split(self.value):
            name, mark, value = piece.partition("?")
            if not mark or not name:
                raise ConstraintError(
                    "a piece of UTF8Pairs has the form name?value",
                    path=type(self).__name__,
                    offset=len(self.value.partition(piece)[0].encode()),
                    expected="name?value",
                    found=f"{len(piece)} characters without a name and its question mark",
                )
            pairs.append((_unescape(name), _unescape(value)))
        return tuple(pairs)


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("?", "%3f")


def _is_escape(text: str, position: int) -> bool:
    # No name begins with a digit: a percent sign before one ends no pair.
    return text[position + 1 : position + 2] in {*_DIGITS} and text[position + 2 : position + 3] in {*_HEX_DIGITS}


def _split(text: str) -> list[str]:
    pieces = []
    start = position = 0
    while (position := text.find("%", position)) >= 0:
        if _is_escape(text, position):
            position += 3
        else:
            pieces.append(text[start:position])
            start = position = position + 1
    # The last percent sign is required, but not by every peer.
    return [*pieces, text[start:]] if start < len(text) else pieces


def _unescape(text: str) -> str:
    first, *rest = text.split("%")
    return first + "".join(chr(int(piece[:2], 16)) + piece[2:] for piece in rest)


class CertReq(CertRequest):
    """The request as the RA would have it, which replaces the requester's (id-regInfo-certReq).

    ::

        CertReq ::= CertRequest

    RFC 4211 section 7.2.
    """
