"""Inputs that are made to be slow, each of about the size that is asked for."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable

from cmcasn1.codec.der_writing import header
from tests.blobs import blob

PKI_DATA = "06082b06010505070c02"
PKI_RESPONSE = "06082b06010505070c03"


def tlv(tag: int, *contents: bytes) -> bytes:
    joined = b"".join(contents)
    return header(tag, len(joined)) + joined


def content_info(oid: str, content: bytes) -> bytes:
    return tlv(0x30, bytes.fromhex(oid), tlv(0xA0, content))


def pki_data(controls: bytes = b"", requests: bytes = b"") -> bytes:
    return tlv(0x30, tlv(0x30, controls), tlv(0x30, requests), b"\x30\0", b"\x30\0")


def control(oid: str, value: bytes) -> bytes:
    return tlv(0x30, b"\2\1\1", bytes.fromhex(oid), tlv(0x31, value))


def unsigned(content_type: str, content: bytes) -> bytes:
    """A SignedData that nobody has signed."""
    encapsulated = tlv(0x30, bytes.fromhex(content_type), tlv(0xA0, tlv(4, content)))
    return content_info("06092a864886f70d010702", tlv(0x30, b"\2\1\3", b"\x31\0", encapsulated, b"\x31\0"))


def in_one_another(size: int, content_type: str = PKI_DATA, sequences: int = 4) -> bytes:
    """Messages in messages, each the one part of cmsSequence of the next."""
    made = unsigned(content_type, b"\x30" + bytes([2 * sequences]) + b"\x30\0" * sequences)
    while len(made) < size:
        parts = tlv(0x30, tlv(0x30, b"\2\1\1", made))
        body = tlv(0x30, b"\x30\0" * (sequences - 2), parts, b"\x30\0")
        made = unsigned(content_type, body)
    return made


def responses_in_one_another(size: int) -> bytes:
    return in_one_another(size, PKI_RESPONSE, 3)


def data_in_data(size: int) -> bytes:
    made = b"\4\1x"
    while len(made) < size:
        made = tlv(4, content_info("06092a864886f70d010701", made))
    return content_info("06092a864886f70d010701", made)


def references(size: int) -> bytes:
    """As many references as parts: a batch, and requests that an RA vouches for."""
    count = size // 40
    part = content_info("06092a864886f70d010701", b"\4\1x")
    numbers = [b"\2\3" + (0x10000 + number).to_bytes(3, "big") for number in range(count)]
    batch = control("06082b0601050507071c", tlv(0x30, *numbers))
    vouched = control("06082b0601050507070b", tlv(0x30, b"\2\1\0", tlv(0x30, b"\2\1\5")))
    parts = tlv(0x30, *(tlv(0x30, number, part) for number in numbers))
    return tlv(0x30, tlv(0x30, batch, vouched * (size // 200)), b"\x30\0", parts, b"\x30\0")


def requests_of_one_key(size: int) -> bytes:
    """The same request again and again, each with a number of its own."""
    csr = blob("dogtag/p10_rsa.der").data
    count = max(1, size // len(csr))
    one = [tlv(0xA0, b"\2\3" + (0x10000 + number).to_bytes(3, "big"), csr) for number in range(count)]
    return pki_data(requests=b"".join(one))


def deep(size: int) -> bytes:
    inner = b"\x30\0"
    while len(inner) < min(size, 60_000):
        inner = tlv(0x30, inner)
    return inner * max(1, size // len(inner))


def tiny_elements(size: int) -> bytes:
    return pki_data(control("06082b0601050507071c", tlv(0x30, b"\2\1\1" * (size // 3))))


def tiny_controls(size: int) -> bytes:
    one = control("06082b06010505070706", b"\4\0")
    return pki_data(one * (size // len(one)))


def unknown_controls(size: int) -> bytes:
    one = control("06032a0304", b"\5\0")
    return pki_data(one * (size // len(one)))


def odd_controls(size: int) -> bytes:
    """Each is left closed, with its problem."""
    one = control("06082b06010505070706", b"\2\1\0")
    return pki_data(one * (size // len(one)))


def bad_requests(size: int) -> bytes:
    return pki_data(requests=b"\xa0\2\2\0" * (size // 4))


def unsorted_set(size: int) -> bytes:
    values = b"".join(tlv(4, bytes((number % 251, 7))) for number in range(size // 4))
    return pki_data(tlv(0x30, b"\2\1\1", b"\6\3\x2a\3\4", tlv(0x31, values)))


def long_oid(size: int) -> bytes:
    return pki_data(tlv(0x30, b"\2\1\1", tlv(6, b"\x2a" + b"\xff" * size + b"\1"), b"\x31\0"))


def many_oids(size: int) -> bytes:
    oids = b"".join(tlv(6, b"\x2a" + (0x40000000 | number).to_bytes(4, "big")) for number in range(size // 8))
    return tlv(0x30, *[tlv(0x30, b"\2\1\1", oids[at : at + 7], b"\x31\0") for at in range(0, len(oids), 7)])


def huge_integer(size: int) -> bytes:
    return pki_data(control("06082b06010505070705", tlv(2, b"\x7f" * size)))


def indefinite(size: int) -> bytes:
    one = b"\x30\x80" * 40 + b"\0\0" * 40
    return b"\x30\x80" + one * (size // len(one)) + b"\0\0"


def indefinite_unclosed(size: int) -> bytes:
    return b"\x30\x80" * (size // 2)


def signed(content: bytes) -> bytes:
    encapsulated = tlv(0x30, bytes.fromhex(PKI_DATA), content)
    body = tlv(0x30, b"\2\1\3", b"\x31\0", encapsulated, b"\x31\0")
    return content_info("06092a864886f70d010702", body)


def chunks(size: int) -> bytes:
    """A content in pieces of one octet (X.690 section 8.7)."""
    message = pki_data(control("06082b06010505070706", tlv(4, b"a" * (size // 4))))
    pieces = b"".join(b"\4\1" + message[at : at + 1] for at in range(len(message)))
    return signed(tlv(0xA0, b"\x24\x80" + pieces + b"\0\0"))


def nested_chunks(size: int) -> bytes:
    one = b"\x24\x80" * 40 + b"\4\1a" + b"\0\0" * 40
    return signed(tlv(0xA0, b"\x24\x80" + one * (size // len(one)) + b"\0\0"))


def chunked_nonces(size: int) -> bytes:
    """Strings in pieces where what stays closed is turned into DER."""
    value = b"\x24\x80" + b"\4\1a" * (size // 3) + b"\0\0"
    return pki_data(control("06032a0304", value))


def certificates(size: int) -> bytes:
    """Certificates that are none, in a SET that goes on behind each."""
    wrong = b"\x30\5\x30\3\2\1\1" * (size // 7)
    body = tlv(
        0x30, b"\2\1\1", b"\x31\0", tlv(0x30, bytes.fromhex("06092a864886f70d010701")), tlv(0xA0, wrong), b"\x31\0"
    )
    return content_info("06092a864886f70d010702", body)


def names(size: int) -> bytes:
    rdn = tlv(0x31, tlv(0x30, bytes.fromhex("0603550403"), tlv(0x0C, b"a")))
    template = tlv(0x30, tlv(0xA5, tlv(0x30, rdn * (size // len(rdn)))))
    return tlv(0x30, tlv(0x30, tlv(0x30, b"\2\1\1", template)))


def pem(size: int) -> bytes:
    one = b"-----BEGIN CMC-----\n" + b64encode(b"\x30\x08" + b"\x30\0" * 4) + b"\n-----END CMC-----\n"
    return one * (size // len(one))


def pem_begun(size: int) -> bytes:
    return b"-----BEGIN CMC-----\n" * (size // 20)


def base64_runs(size: int) -> bytes:
    return b"MIIB " * (size // 5)


def base64_long(size: int) -> bytes:
    return b"MII" + b"MI" * (size // 2)


def hex_text(size: int) -> bytes:
    return b"30 " * (size // 3)


def hex_dump(size: int) -> bytes:
    lines = [b"%08x: 3030 3030 3030 3030 3030 3030 3030 3030  0000000000000000\n" % (16 * n) for n in range(size // 67)]
    return b"".join(lines)


def white_space(size: int) -> bytes:
    return b" \r\n" * (size // 3)


def zeros(size: int) -> bytes:
    return pki_data() + b"\0" * size


def http_headers(size: int) -> bytes:
    return b"POST / HTTP/1.1\r\n" + b"A: b\r\n" * (size // 6) + b"\r\n" + pki_data()


def http_folded(size: int) -> bytes:
    return b"POST / HTTP/1.1\r\nA: b\r\n" + b" c\r\n" * (size // 4) + b"\r\n" + pki_data()


def http_chunks(size: int) -> bytes:
    body = b"".join(b"1\r\n" + bytes((octet,)) + b"\r\n" for octet in pki_data(b"", b"\xa0\0" * (size // 12)))
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body + b"0\r\n\r\n"


def mime_parts(size: int) -> bytes:
    head = b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
    return head + b"--b\r\nContent-Type: application/pkcs7-mime\r\n\r\n0\r\n" * (size // 52) + b"--b--\r\n"


def armour_in_armour(size: int) -> bytes:
    data = pki_data() * (size // 100 + 1)
    while len(data) < size:
        data = b64encode(data)
    return data


def text(size: int) -> bytes:
    return b"dear CA, please " * (size // 16)


def real(size: int) -> bytes:
    """The same request again and again, as a batch has it."""
    request = tlv(0xA0, b"\2\1\1", blob("dogtag/p10_rsa.der").data)
    return pki_data(requests=request * (size // len(request) + 1))


SHAPES: dict[str, Callable[[int], bytes]] = {
    shape.__name__: shape
    for shape in (
        *(deep, tiny_elements, tiny_controls, unknown_controls, odd_controls, bad_requests, unsorted_set, long_oid),
        *(many_oids, huge_integer, indefinite, indefinite_unclosed, chunks, nested_chunks, chunked_nonces),
        *(certificates, names, pem, pem_begun, base64_runs, base64_long, hex_text, hex_dump, white_space, zeros),
        *(in_one_another, responses_in_one_another, data_in_data, references, requests_of_one_key),
        *(http_headers, http_folded, http_chunks, mime_parts, armour_in_armour, text, real),
    )
}
