"""What `inspect` gives is a value: nothing in it changes, it compares, copies and survives pickling."""

from __future__ import annotations

import copy
import pickle
from typing import TYPE_CHECKING

import pytest

import cmcasn1
from cmcasn1.codec.tree import GrowingNode, Node, Note
from tests.blobs import blob

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.blobs import Blob

FIELDS = Node.__slots__


def nodes(root: Node) -> Iterator[Node]:
    work = [root]
    while work:
        node = work.pop()
        yield node
        work += node.children


WHOLE = blob("dogtag/cmcreq_self_p10_rsa_idpv2_popv2.bin").data
INPUTS = {
    "whole": WHOLE,
    "cut": WHOLE[: len(WHOLE) // 2],
    "no schema": bytes(range(64)),
    # Below a string in segments there are no offsets.
    "segments": bytes.fromhex("3080 06092a864886f70d010701 a080 2480 0403303000 0401ff 0000 0000 0000"),
}


@pytest.fixture(params=INPUTS)
def found(request: pytest.FixtureRequest) -> cmcasn1.Inspection:
    return cmcasn1.inspect(INPUTS[request.param])


def test_nothing_in_the_tree_changes(found: cmcasn1.Inspection) -> None:
    assert found.tree is not None
    for node in nodes(found.tree):
        assert type(node) is Node and type(node.children) is tuple and type(node.notes) is tuple
        for field in FIELDS:
            with pytest.raises(AttributeError, match="immutable"):
                setattr(node, field, getattr(node, field))
            with pytest.raises(AttributeError, match="immutable"):
                delattr(node, field)


def test_equal_after_copying_and_pickling(found: cmcasn1.Inspection) -> None:
    again = pickle.loads(pickle.dumps(found))
    assert again.tree is not found.tree
    assert again == found and hash(again.tree) == hash(found.tree)
    assert copy.copy(found.tree) is copy.deepcopy(found.tree) is found.tree
    assert repr(again.tree) == repr(found.tree)


def test_a_difference_anywhere_counts(committed_blob: Blob) -> None:
    """Each field of the last node, and a child more."""
    found = cmcasn1.inspect(committed_blob.data)
    if found.tree is None:
        return
    assert found.tree == cmcasn1.inspect(committed_blob.data).tree
    for field in FIELDS:
        other = pickle.loads(pickle.dumps(found.tree))
        (*_, last) = nodes(other)
        changed = (GrowingNode("", "", "", 0, 0, 0).grown(),) if field == "children" else object()
        object.__setattr__(last, field, changed)
        assert other != found.tree, field
    assert found.tree != "tree"


def test_depth_is_no_matter() -> None:
    """However deep `Limits` lets a tree become, comparing and pickling it does not recurse."""
    deep = b""
    for _ in range(3000):
        size = len(deep)
        length = bytes([size]) if size < 128 else bytes([0x82, size >> 8, size & 255])
        deep = b"\x31" + length + deep
    found = cmcasn1.inspect(deep, limits=cmcasn1.Limits(depth=5000))
    assert found.tree is not None and sum(1 for _ in nodes(found.tree)) > 2900
    assert pickle.loads(pickle.dumps(found.tree)) == found.tree


def test_notes_are_values() -> None:
    note = Note("ber", "length", "PKIData", 0, "indefinite length")
    assert note == pickle.loads(pickle.dumps(note)) and note != note.__replace__(offset=1)
    with pytest.raises(AttributeError, match="immutable"):
        note.offset = 1  # type: ignore[misc]
