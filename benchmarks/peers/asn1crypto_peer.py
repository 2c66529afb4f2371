"""asn1crypto with python_cmc. It decodes lazily: `native` is what makes it decode everything."""

from __future__ import annotations

from typing import Any

from benchmarks.messages import Sample
from benchmarks.peers import Ability, Peer, Unable


def prepare(sample: Sample) -> Ability:
    try:
        from asn1crypto.cms import ContentInfo
        from python_cmc import cmc
    except ImportError as error:
        raise Unable(str(error)) from error

    def decode() -> list[Any]:
        if sample.type == "PKIData":
            return [cmc.PKIData.load(sample.data, strict=True).native]
        info = ContentInfo.load(sample.data, strict=True)
        content = info["content"]["encap_content_info"]
        inner = {"1.3.6.1.5.5.7.12.2": cmc.PKIData, "1.3.6.1.5.5.7.12.3": cmc.PKIResponse}
        body = inner[content["content_type"].dotted].load(bytes(content["content"]), strict=True)
        return [info.native, body.native]

    try:
        decode()
    except ValueError as error:
        raise Unable(str(error).splitlines()[0]) from error

    if sample.type != "PKIData":
        return Ability(decode, None, "attributes of the signer that it does not know")
    loaded = cmc.PKIData.load(sample.data)
    assert loaded.native

    def encode() -> bytes:
        return bytes(loaded.dump(force=True))

    return Ability(decode, encode, "nothing")


PEER = Peer("asn1crypto", ("asn1crypto", "python_cmc"), prepare)
