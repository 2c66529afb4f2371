"""The text that AD CS expects in the regInfo control: `Name=Value&Name=Value`. See MS-WCCE."""

from __future__ import annotations

from urllib.parse import quote, unquote_to_bytes

from cmcasn1.cmc.controls.reg_info import RegInfo
from cmcasn1.codec.value import Value
from cmcasn1.errors import ConstraintError


class NameValuePairs(Value):
    """Names and values in their order, such as `("CertificateTemplate", "User")`.

    ::

        Name=Value&Name=Value

    in UTF-8, where `%26` stands for the octet 26. Names are compared without regard to case. MS-WCCE.
    """

    pairs: tuple[tuple[str, str], ...]

    @classmethod
    def parse(cls, octets: bytes) -> NameValuePairs:
        """Read the contents of a regInfo control (`RegInfo.value`).

        Older clients escape nothing, so a `%` that no two hexadecimal digits follow stands for itself; a piece
        without `=` is a name with an empty value. Raises `ConstraintError` for what is no UTF-8.
        """
        pairs = []
        offset = 0
        for piece in octets.split(b"&"):
            name, _, value = piece.partition(b"=")
            if piece:
                pairs.append((_text(name, offset), _text(value, offset + len(name) + 1)))
            offset += len(piece) + 1
        return cls(tuple(pairs))

    def get(self, name: str) -> str | None:
        """Return the first value of a name, whatever its case; None where it is absent."""
        wanted = name.casefold()
        return next((value for key, value in self.pairs if key.casefold() == wanted), None)

    def reg_info(self) -> RegInfo:
        """Return the control; what has a meaning in the text (`%`, `&`, `=`), and controls, are escaped."""
        pieces = (f"{_escaped(name)}={_escaped(value)}" for name, value in self.pairs)
        return RegInfo("&".join(pieces).encode())


def _escaped(text: str) -> str:
    return "".join(quote(character) if character in "%&=" or character < " " else character for character in text)


def _text(octets: bytes, offset: int) -> str:
    try:
        return unquote_to_bytes(octets).decode()
    except UnicodeDecodeError as error:
        shown = octets[:40].hex(" ")
        raise ConstraintError(
            f"expected UTF-8, found {shown}", path="RegInfo", offset=offset, expected="UTF-8", found=shown
        ) from error
