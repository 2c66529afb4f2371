"""Every exception that cmcasn1 raises: what is wrong, where in the ASN.1, at which byte."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from cmcasn1.transport.http_messages import HTTPResponse


def integer_in_words(value: int) -> str:
    """Return an INTEGER for people: in decimal, a long one in hex, of a huge one the size.

    Python refuses to write more than some thousand digits, and nobody reads them.
    """
    bits = value.bit_length()
    return str(int(value)) if bits <= 64 else f"{value:#x}" if bits <= 512 else f"{bits}-bit integer"


class CMCError(Exception):
    """Base of all cmcasn1 errors.

    `path` names the place in the ASN.1 (``PKIData.controlSequence[4].attrValues[0]``; ``input`` where no type is
    known yet), `offset` is the absolute byte offset in the input, `expected` and `found` say what was due there and
    what was met, `hint` what helps.
    """

    def __init__(
        self,
        message: str,
        *,
        path: str = "",
        offset: int | None = None,
        expected: str | None = None,
        found: str | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.offset = offset
        self.expected = expected
        self.found = found
        self.hint = hint

    def __str__(self) -> str:
        where = self.path
        if self.offset is not None:
            where += f"{' ' if where else ''}(byte {self.offset})"
        text = f"{where}: {self.message}" if where else self.message
        return f"{text} ({self.hint})" if self.hint else text


class DecodeError(CMCError, ValueError):
    """The input is at fault."""


class TruncatedError(DecodeError):
    """The input ends before the value does."""


class TagError(DecodeError):
    """Another type stands where the schema wants one."""


class EncodingRuleError(DecodeError):
    """The value is there, but not encoded as DER (or BER, where that is allowed) demands: X.690."""


class TrailingDataError(DecodeError):
    """Octets follow the end of the value."""


class ConstraintError(DecodeError):
    """The value is outside the range, size, alphabet or form that its type allows."""


class LimitError(DecodeError):
    """The input is larger, deeper or richer in elements than `Limits` allows."""

    @classmethod
    def depth(cls, most: int, offset: int, path: str = "input") -> LimitError:
        """Make the error of an input that nests deeper than `most` levels at `offset`."""
        return cls(
            f"nested deeper than {most} levels",
            path=path,
            offset=offset,
            expected=f"{most} levels at most",
            found="one more",
        )

    @classmethod
    def stack(cls, path: str, offset: int) -> LimitError:
        """Make the error of an input that nests deeper than the stack of Python reaches from here."""
        return cls(
            "nested too deep for the stack of Python",
            path=path,
            offset=offset,
            expected=f"what {sys.getrecursionlimit()} calls reach (sys.setrecursionlimit)",
            found="more",
        )

    @classmethod
    def size(cls, octets: int, most: int, path: str = "input") -> LimitError:
        """Make the error of an input of `octets` octets where at most `most` are read."""
        return cls(
            f"{octets} octets, at most {most} are read",
            path=path,
            offset=0,
            expected=f"{most} octets at most",
            found=f"{octets} octets",
        )


class BuildError(CMCError, ValueError):
    """The caller asked for something that the type or the RFC does not allow."""


class VerificationError(CMCError):
    """A check of a signature, digest, MAC or proof failed."""


class SignatureInvalid(VerificationError):
    """A signature, or the MAC of a message, does not verify."""


class ProofInvalid(VerificationError):
    """An identity proof, POP witness or POP link does not match."""


class DigestMismatch(VerificationError):
    """A message digest differs from the digest of the content."""


class DecryptionFailed(VerificationError):
    """A ciphertext does not open with the key given."""


class UnsupportedAlgorithm(CMCError):
    """An algorithm is not implemented; the message names its OID."""


class TransportError(CMCError):
    """No message came back: the connection failed, or what came is no CMC message.

    `sent` says whether the request may have reached the peer; where it is False, sending it again is safe.
    `response` is the HTTP response that came instead, None where there was none.
    """

    def __init__(
        self, message: str, *, sent: bool = True, response: HTTPResponse | None = None, hint: str | None = None
    ) -> None:
        super().__init__(message, hint=hint)
        self.sent = sent
        self.response = response


class MissingExtraError(CMCError, ImportError):  # type: ignore[misc]  # both have a `path`: it is CMCError's
    """An optional dependency is not installed; the message names the pip command."""
