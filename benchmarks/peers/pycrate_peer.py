"""pycrate, with the modules of RFC 5911 and RFC 5912 that it ships compiled."""

from __future__ import annotations

from functools import cache
from typing import Any

from benchmarks.messages import Sample
from benchmarks.peers import Ability, Peer, Unable


@cache
def _types() -> dict[str, Any]:
    try:
        from pycrate_asn1dir import RFC5911, RFC5912
    except ImportError as error:
        raise Unable(str(error)) from error
    messages = RFC5912.EnrollmentMessageSyntax_2009
    return {
        "ContentInfo": RFC5911.CryptographicMessageSyntax_2009.ContentInfo,
        "PKIData": messages.PKIData,
        "PKIResponse": messages.PKIResponse,
    }


def prepare(sample: Sample) -> Ability:
    message = _types()[sample.type]
    if sample.type == "PKIData":

        def decode() -> object:
            message.from_der(sample.data)
            return message.get_val()

        value = decode()

        def encode() -> bytes:
            message.set_val(value)
            return bytes(message.to_der())

        return Ability(decode, encode, "attributes of requests and extensions that its module does not list")

    def decode_both() -> object:
        message.from_der(sample.data)
        value = message.get_val()
        content = value["content"][1]["encapContentInfo"]
        inner = _types()["PKIData" if content["eContentType"][-1] == 2 else "PKIResponse"]
        inner.from_der(content["eContent"])
        return value, inner.get_val()

    try:
        decode_both()
    except Exception as error:  # pycrate raises several of its own
        raise Unable(f"{type(error).__name__}: {error}") from error
    return Ability(decode_both, None, "attributes and extensions that its modules do not list")


PEER = Peer("pycrate", ("pycrate",), prepare)
