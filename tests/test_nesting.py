"""What is in the parts of a message: `Nesting`, `verify` with the receiver's keys, and how deep both go."""

from __future__ import annotations

from typing import Any

import pytest

import cmcasn1
from cmcasn1 import CMCFailInfo, Limits, Outcome
from cmcasn1.errors import BuildError, DecodeError, DecryptionFailed, LimitError
from cmcasn1.nesting import Nesting
from cmcasn1.opening import encrypted_parts, open_part
from cmcasn1.responder.responder import Responder
from tests.adversarial import content_info, in_one_another, tlv
from tests.responding import ID_SIGNED_DATA, KEY, OTHER, RSA_KEY, SECRET, Reply, by_secret
from tests.sealing import CERTIFICATE, FOR_ME, MINE, SEALS, batch, once

BAD_CHECK, BAD_REQUEST = CMCFailInfo.badMessageCheck, CMCFailInfo.badRequest


def outcomes(report: cmcasn1.Report, path: str) -> set[tuple[str, Outcome]]:
    return {(check.name, check.outcome) for check in report if check.path.startswith(path)}


@pytest.mark.parametrize("seal", SEALS.values(), ids=SEALS)
def test_verify_looks_into_what_its_keys_open(seal: Any) -> None:
    inner = by_secret()
    message = batch(inner, seal(inner, FOR_ME)).sign(KEY, CERTIFICATE)
    first, second = "PKIData.cmsSequence[0]", "PKIData.cmsSequence[1]"
    closed = cmcasn1.verify(message, secrets=SECRET)
    assert ("decryption", Outcome.NOT_POSSIBLE) in outcomes(closed, second) and not closed.ok
    report = cmcasn1.verify(message, secrets=SECRET, keys=[OTHER, RSA_KEY])
    assert report.ok or {check.path for check in report.left_open} <= {"PKIData.cmsSequence[1].signerInfos[0]"}
    assert outcomes(report, first) <= outcomes(report, second) and ("identity-proof", Outcome.PASSED) in outcomes(
        report, second
    )
    wrong = cmcasn1.verify(message, secrets="guessed", keys=[RSA_KEY])
    assert ("identity-proof", Outcome.FAILED) in outcomes(wrong, second)
    (failure,) = cmcasn1.verify(message, secrets=SECRET, keys=[OTHER]).named("decryption")
    assert failure.outcome is Outcome.FAILED and isinstance(failure.error, DecryptionFailed)
    # The same for a message that comes alone.
    alone = cmcasn1.verify(seal(inner, FOR_ME), secrets=SECRET, keys=[RSA_KEY])
    assert ("identity-proof", Outcome.PASSED) in outcomes(alone, "PKIData.controlSequence") and not alone.failed
    (failure,) = cmcasn1.verify(seal(inner, FOR_ME), keys=[OTHER]).named("decryption")
    assert failure.outcome is Outcome.FAILED


@pytest.mark.parametrize("seal", SEALS.values(), ids=SEALS)
def test_encrypted_parts_are_found_in_every_wrapper(seal: Any) -> None:
    message = batch(by_secret(), seal(by_secret(), FOR_ME)).sign(KEY, CERTIFICATE)
    (part,) = encrypted_parts(cmcasn1.parse(message.der))
    path = "PKIData.cmsSequence[1].contentInfo.content"
    assert part.path in (path, f"{path}.encapContentInfo.eContent.EnvelopedData")
    opened = open_part(part, RSA_KEY).message
    assert opened is not None and opened.kind in ("full-pki-request", "encrypted")


def test_references_into_what_is_encrypted_are_judged_where_it_opens() -> None:
    message = batch(once(by_secret(), FOR_ME)).ra_identity_witness([11, 99]).sign(KEY, CERTIFICATE)
    assert not [check for check in cmcasn1.verify(message).failed if check.name == "references"]
    (check,) = [check for check in cmcasn1.verify(message, keys=[RSA_KEY]).failed if check.name == "references"]
    assert "no body part with the number 99" in check.text


def test_a_nesting_is_that_of_one_message() -> None:
    message, other = (cmcasn1.parse(batch(by_secret()).sign(KEY, CERTIFICATE).der) for _ in range(2))
    nesting = Nesting(message)
    assert nesting.opened(message.body.cms_sequence[0].content_info).body is not None
    with pytest.raises(BuildError):
        nesting.opened(other.body.cms_sequence[0].content_info)
    with pytest.raises(BuildError):
        cmcasn1.verify(other, nesting=nesting)


def test_what_is_in_a_part() -> None:
    """Data, data that is signed, what does not decode, certificates alone."""
    from cmcasn1.cms.signing import certs_only, sign
    from cmcasn1.oids.known import ID_CCT_PKI_DATA, ID_DATA

    letter = cmcasn1.ContentInfo(ID_SIGNED_DATA, sign(b"a letter", ID_DATA, MINE, key_identifier=b"x" * 20))
    broken = cmcasn1.ContentInfo(ID_SIGNED_DATA, sign(b"\x30\x01", ID_CCT_PKI_DATA, MINE, key_identifier=b"x" * 20))
    certificates = cmcasn1.ContentInfo(ID_SIGNED_DATA, certs_only([]))
    data = cmcasn1.ContentInfo(ID_DATA, b"a letter")
    body = batch(letter, broken, certificates, data).body()
    message = cmcasn1.parse(cmcasn1.encode_der(body))
    found = [Nesting(message).opened(part.content_info) for part in message.body.cms_sequence]
    assert [None if each.message is None else each.message.kind for each in found] == [
        None, None, "simple-pki-response", None,
    ]  # fmt: skip
    assert [type(each.problem) for each in found].count(type(None)) == 3 and isinstance(found[1].problem, DecodeError)
    by_part = [outcomes(cmcasn1.verify(message), f"PKIData.cmsSequence[{index}]") for index in range(4)]
    assert ("message-digest", Outcome.PASSED) in by_part[0] and ("decryption", Outcome.FAILED) in by_part[1]
    assert by_part[2] == by_part[3] == set()


# How deep


EMPTY = tlv(0x30, b"\x30\0", b"\x30\0", b"\x30\0", b"\x30\0")


@pytest.mark.parametrize("size", [1_500, 300_000])
def test_messages_nest_only_so_deep(ca: Responder, size: int) -> None:
    data = in_one_another(size)
    report = cmcasn1.verify(data)
    (check,) = [check for check in report.failed if check.name == "decryption"]
    assert isinstance(check.error, LimitError) and check.path.count("cmsSequence") == 11 and not report.ok
    assert list(encrypted_parts(cmcasn1.parse(data))) == []
    Reply(ca, data).failed(BAD_CHECK)


def test_wrappers_nest_only_so_deep(ca: Responder) -> None:
    content, oid = EMPTY, "06082b06010505070c02"
    for _ in range(3000):
        encapsulated = tlv(0x30, bytes.fromhex(oid), tlv(0xA0, tlv(4, content)))
        content, oid = tlv(0x30, b"\2\1\3", b"\x31\0", encapsulated, b"\x31\0"), "06092a864886f70d010702"
    data = content_info(oid, content)
    with pytest.raises(LimitError, match="nested deeper than 64 levels"):
        cmcasn1.parse(data)
    Reply(ca, data).failed(BAD_REQUEST)


def test_decrypt_takes_off_only_so_many_layers() -> None:
    message = cmcasn1.parse(once(once(once(once(by_secret(), FOR_ME), FOR_ME), FOR_ME), FOR_ME).der)
    with pytest.raises(LimitError):
        for _ in range(4):
            message = cmcasn1.decrypt(message, MINE, limits=Limits(depth=2))
    assert len(message.layers) == 3
