"""Dogtag's shared token: decoded, named where it is no message, shown."""

from __future__ import annotations

import pytest

import cmcasn1
from tests.blobs import blob


@pytest.mark.parametrize("name", ["dogtag/sharedtoken.der", "dogtag/sharedtoken_oaep.der"])
def test_shared_token(name: str) -> None:
    data = blob(name).data
    token = cmcasn1.decode_der(cmcasn1.SharedToken, data)
    assert len(token.wrapped_key) == 256 and len(token.ciphertext) in (16, 32)
    assert cmcasn1.encode_der(token) == data
    with pytest.raises(cmcasn1.DecodeError, match="a shared token of Dogtag alone"):
        cmcasn1.parse(data)
    tree = cmcasn1.inspect(data).tree
    assert tree is not None
    (node,) = tree.children
    assert node.type == "SharedToken"
    assert [child.name for child in node.children] == ["wrappedKey", "ciphertext"]
