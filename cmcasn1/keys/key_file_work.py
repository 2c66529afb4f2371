"""What it costs to open a key file with a password, read before anything is derived from it."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from cmcasn1.algorithms.key_derivation import count_in_words
from cmcasn1.codec.ber import to_der
from cmcasn1.codec.headers import HeaderReader
from cmcasn1.errors import LimitError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cmcasn1.codec.headers import Header

_OID, _INTEGER, _OCTET_STRING, _SEQUENCE, _EXPLICIT_0 = 0x06, 0x02, 0x04, 0x30, 0xA0
_DEEPEST = 64
# The encryption of PKCS #5 (RFC 8018 appendices A.2 and A.3) and of PKCS #12 (RFC 7292 appendix C): the iterations
# stand second in the parameters of all of these. Those of PBES2 and PBMAC1 have further algorithms inside.
_PASSWORD_BASED = (bytes.fromhex("2a864886f70d0105"), bytes.fromhex("2a864886f70d010c01"))
_SCRYPT = bytes.fromhex("2b06010401da47040b")  # 1.3.6.1.4.1.11591.4.11
_DATA = bytes.fromhex("2a864886f70d010701")  # id-data
_OPENSSH = b"openssh-key-v1\0"
# A round of bcrypt takes milliseconds, an iteration of PBKDF2 half a microsecond.
_ITERATIONS_OF_A_ROUND = 10_000


def check_work(data: bytes, most: int) -> None:
    """Raise `LimitError` where a file in DER (PKCS #8, PKCS #12) asks for more than `most` iterations in all.

    Those of PBKDF2, PBES1, the encryption and the MAC of PKCS #12 are added up; of scrypt N * r * p counts. What is
    itself encrypted cannot be looked into. RFC 8018 appendix A, RFC 7292 section 4, RFC 7914 section 7.1. Raises
    `DecodeError` where the file is no DER at a place that may hide an algorithm.
    """
    _refuse(sum(_counts(data)), most)


def check_openssh_work(data: bytes, most: int) -> None:
    """Raise `LimitError` where the rounds of bcrypt in an OpenSSH key are worth more than `most` iterations.

    The key begins with the name of the cipher, that of the derivation, and as its options a salt and the rounds, each
    behind its length. What does not is left to whoever reads the key.
    """
    if not data.startswith(_OPENSSH):
        return
    p = len(_OPENSSH)
    found = b""
    for _ in range(3):
        length = int.from_bytes(data[p : p + 4], "big")
        found = data[p + 4 : p + 4 + length]
        p += 4 + length
    salt = int.from_bytes(found[:4], "big")
    _refuse(int.from_bytes(found[4 + salt : 8 + salt], "big") * _ITERATIONS_OF_A_ROUND, most)


def _refuse(count: int, most: int) -> None:
    if count > most:
        raise LimitError(
            f"the key file asks for {count_in_words(count)} iterations, at most {most} are made",
            path="iterationCount",
            offset=0,
            expected=f"{most} at most",
            found=count_in_words(count),
            hint="load_credentials(..., max_iterations=...) allows more",
        )


def _counts(data: bytes) -> Iterator[int]:
    """Yield the iterations of every algorithm in one encoding, and in those that stand in it as plain data."""
    work = [data]
    while work:
        octets = work.pop()
        reader = HeaderReader(octets, _DEEPEST)
        top = reader.read(0, len(octets), "input")
        yield from _of_mac(octets, reader, top)
        open_nodes = [top]
        while open_nodes:
            children = list(_children(reader, open_nodes.pop()))
            open_nodes += [child for child in children if child.constructed]
            match children:
                case [kind, value, *_] if kind.identifier == _OID:
                    name = octets[kind.start : kind.stop]
                    if value.identifier == _SEQUENCE:
                        yield _of_algorithm(octets, name, list(_children(reader, value)))
                    elif value.identifier == _EXPLICIT_0 and name == _DATA:
                        work += [
                            to_der(octets[inner.start : inner.stop])
                            for inner in _children(reader, value)
                            if inner.identifier == _OCTET_STRING
                        ]


def _children(reader: HeaderReader, at: Header) -> Iterator[Header]:
    p = at.start
    while at.constructed and p < at.stop:
        child = reader.read(p, at.stop, "input")
        yield child
        p = child.next


def _of_mac(octets: bytes, reader: HeaderReader, pfx: Header) -> Iterator[int]:
    """Yield the iterations of MacData, the third element of a PFX and the third in itself (RFC 7292 section 4)."""
    match list(_children(reader, pfx)):
        case [version, _, mac_data] if version.identifier == _INTEGER:
            match list(_children(reader, mac_data)):
                case [_, _, iterations] if iterations.identifier == _INTEGER:
                    yield _number(octets, iterations)


def _of_algorithm(octets: bytes, name: bytes, parameters: list[Header]) -> int:
    """Return the iterations that the parameters of an algorithm ask for, 0 where no password is in it.

    Of scrypt the parameters are salt, costParameter N, blockSize r and parallelizationParameter p.
    """
    numbers = [each for each in parameters[1:4] if each.identifier == _INTEGER]
    if name == _SCRYPT:
        return prod(_number(octets, each) for each in numbers)
    if name.startswith(_PASSWORD_BASED) and parameters[1:2] == numbers[:1]:
        return sum(_number(octets, each) for each in numbers[:1])
    return 0


def _number(octets: bytes, at: Header) -> int:
    """Return an INTEGER; what is below 0 costs nothing, and is refused by who reads the key."""
    return max(0, int.from_bytes(octets[at.start : at.stop], "big", signed=True))
