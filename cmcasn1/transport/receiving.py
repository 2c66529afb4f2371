"""From octets and their labels to the message inside, with everything that is odd about them: `receive`."""

from __future__ import annotations

from cmcasn1.armour import unwrap
from cmcasn1.codec.value import Value
from cmcasn1.errors import DecodeError
from cmcasn1.identify import kind_of
from cmcasn1.limits import DEFAULT_LIMITS, Limits
from cmcasn1.transport.explanations import explain
from cmcasn1.transport.framing import Deframer
from cmcasn1.transport.media_types import mismatch

_ODD = {
    "HTTP": "header lines of HTTP stand before the message",
    "MIME": "header lines stand before the message",
    "text before": "lines of text stand before the message",
    "trailing zeros": "zeros or line ends follow the message",
}


class Received(Value, secret=("octets",)):
    """A message that came by some transport.

    `octets` are those of the message alone, armour taken off; `kind` is what they look like (`Message.kind`);
    `problems` what is odd: another kind than the label says, an encoding that the transport does not have, octets
    before or behind.
    """

    octets: bytes
    kind: str
    label: str = ""
    file_name: str = ""
    problems: tuple[str, ...] = ()

    def noting(self, problem: str) -> Received:
        """Return the same with one more problem."""
        return self.__replace__(problems=(*self.problems, problem))


def receive(
    data: bytes,
    *,
    label: str = "",
    file_name: str = "",
    encoding: str = "binary",
    limits: Limits = DEFAULT_LIMITS,
) -> Received:
    """Find the message in `data`.

    `label` is the Content-Type value that came with it, `encoding` what the transport demands: "binary" or
    "base64". Other encodings are read and reported. Raises `DecodeError` that says what the data is instead.
    """
    if not data.strip():
        raise DecodeError(
            "there is nothing in it" if data else "it is empty",
            path="input",
            offset=0,
            expected="a message",
            found="white space" if data else "nothing",
        )
    try:
        blob = unwrap(data)[0]
        octets, problems = _first(blob.octets, limits)
        kind = kind_of(octets, limits)
    except DecodeError as error:
        raise explain(data, label, error) from error
    if encoding != "binary" and encoding not in blob.armour:
        problems.append(f"{encoding} was due and is not there")
    problems += [_ODD.get(found, f"the message is in {found}") for found in blob.armour if found != encoding]
    problems += filter(None, [mismatch(kind, label, file_name)])
    return Received(octets, kind, label, file_name, tuple(problems))


def _first(data: bytes, limits: Limits) -> tuple[bytes, list[str]]:
    """Return the message at the start of the data, and what is odd about the rest."""
    deframer = Deframer(limits)
    messages = deframer.feed(data)
    if not messages:
        deframer.close()
    rest = len(data) - len(messages[0])
    if len(messages) > 1:
        return messages[0], [f"{len(messages)} messages one after another, the first is taken"]
    return messages[0], [f"{rest} octets follow the message"] if rest else []
