"""The encryptedPOP control: RFC 10002 section 6.7."""

from __future__ import annotations

from cmcasn1.cmc.body_part_graph import body_part_id
from cmcasn1.cmc.controls.control import Control
from cmcasn1.cmc.tagged_request import tagged_request_octets
from cmcasn1.codec.quirks import ALL_QUIRKS
from cmcasn1.errors import BuildError, DecryptionFailed, ProofInvalid
from cmcasn1.oids.known import ID_AES128_CBC, ID_AES192_CBC, ID_AES256_CBC, ID_DATA

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    from cmcasn1.cmc.tagged_request import AnyRequest, OtherReqMsg, TaggedCertificationRequest
    from cmcasn1.cms.content_info import ContentInfo
    from cmcasn1.cms.decryption import Key
    from cmcasn1.cms.recipients import Recipient
    from cmcasn1.crmf.cert_req_msg import CertReqMsg
    from cmcasn1.oids import Oid
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier
    from cmcasn1.pkix.certificates import Certificate

DOGTAG = "dogtag-encrypted-pop"
"""The quirk by which Dogtag's form goes: AES-CBC with an IV stands where a MAC should."""
CHALLENGE = 64
"""Octets of a challenge made here, which is also how many of a longer one are the MAC's key."""
_AES_CBC = (ID_AES128_CBC, ID_AES192_CBC, ID_AES256_CBC)


class EncryptedPOP(Control):
    """A challenge that only the holder of the private key can open.

    ::

        EncryptedPOP ::= SEQUENCE {
            request      TaggedRequest,
            cms          ContentInfo,
            thePOPAlgID  AlgorithmIdentifier,
            witnessAlgID AlgorithmIdentifier,
            witness      OCTET STRING }

    `cms` encrypts the challenge y as id-data; witness = H(y), H being witnessAlgID. RFC 10002 section 6.7.
    """

    request: TaggedCertificationRequest | CertReqMsg | OtherReqMsg
    cms: ContentInfo
    the_pop_alg_id: AlgorithmIdentifier
    witness_alg_id: AlgorithmIdentifier
    witness: bytes

    @classmethod
    def challenge(
        cls,
        request: AnyRequest,
        to: Recipient | None = None,
        *,
        challenge: bytes | None = None,
        hash_algorithm: hashes.HashAlgorithm | AlgorithmIdentifier | None = None,
        mac_algorithm: hashes.HashAlgorithm | AlgorithmIdentifier | None = None,
        algorithm: Oid | AlgorithmIdentifier | None = None,
        authenticated: bool = False,
    ) -> tuple[EncryptedPOP, bytes]:
        """Return the control that challenges the sender of a request, and the challenge y to keep for `DecryptedPOP`.

        `to` None is the key of the request, named by the subjectKeyIdentifier that the request asks for, or else by no
        issuer and the body part ID of the request. `challenge` None is 64 random octets. The hash is SHA-256 and the
        MAC HMAC with SHA-256 unless others are named; `algorithm` and `authenticated` are those of
        `cmcasn1.cms.encryption.encrypt`. Raises `BuildError`, `UnsupportedAlgorithm`. RFC 10002 section 6.7.
        """
        from os import urandom

        from cryptography.hazmat.primitives import hashes

        from cmcasn1.algorithms.digests import digest, digest_identifier
        from cmcasn1.algorithms.macs import mac_identifier, mac_size
        from cmcasn1.cmc.requests import requested_key, subject_key_identifier_of
        from cmcasn1.cms.encryption import content_info, encrypt
        from cmcasn1.cms.recipients import by_body_part, recipient

        y = urandom(CHALLENGE) if challenge is None else challenge
        if not y:
            raise BuildError("an empty challenge proves nothing (RFC 10002 section 6.7)")
        if to is None:
            rid = subject_key_identifier_of(request) or by_body_part(body_part_id(request))
            to = recipient(requested_key(request), rid=rid)
        hashed = hash_algorithm or hashes.SHA256()
        if isinstance(hashed, hashes.HashAlgorithm):
            hashed = digest_identifier(hashed)
        mac = mac_algorithm or hashes.SHA256()
        if isinstance(mac, hashes.HashAlgorithm):
            mac = mac_identifier(mac)
        # Names an algorithm that nobody could answer now, not when the answer comes.
        mac_size(mac)
        made = encrypt(y, ID_DATA, [to], algorithm=algorithm, authenticated=authenticated)
        return cls(request, content_info(made), mac, hashed, digest(hashed, y)), y

    @classmethod
    def challenge_as_dogtag(
        cls, request: AnyRequest, *, challenge: bytes | None = None, oaep: bool = False
    ) -> tuple[EncryptedPOP, bytes]:
        """Return the control as Dogtag's CA makes it (quirk "dogtag-encrypted-pop"), and the challenge.

        The key must be RSA. The recipient is CN=unUsedIssuerName with serial number 0, its algorithm rsaEncryption even
        for RSAES-OAEP; y is encrypted by AES-128-CBC without padding, the IV in `cms` is sixteen octets 01 and the real
        one is the parameter of thePOPAlgID, which names the cipher. Raises `BuildError`.
        """
        from cmcasn1.cmc.dogtag_challenge import seal

        cms, cipher, hashed, witness, y = seal(request, challenge, oaep)
        return cls(request, cms, cipher, hashed, witness), y

    @staticmethod
    def stateless_challenge(secret: bytes, request: AnyRequest | bytes) -> bytes:
        """Return HMAC-SHA256(secret, TaggedRequest), a challenge that a server can compute again: it keeps nothing.

        `secret` is the server's own. RFC 10002 section 6.7, where y = F(x, request).
        """
        from hmac import digest

        return digest(secret, request if isinstance(request, bytes) else tagged_request_octets(request), "sha256")

    @property
    def is_dogtag(self) -> bool:
        """Whether thePOPAlgID names AES-CBC in place of a MAC, as Dogtag's does."""
        return names_cipher(self.the_pop_alg_id)

    def open(
        self,
        key: Key,
        *,
        certificate: Certificate | x509.Certificate | None = None,
        quirks: Iterable[str] = ALL_QUIRKS,
    ) -> bytes:
        """Return the challenge y, opened with the private key that the request is about.

        Raises `DecryptionFailed`, `ProofInvalid` where H(y) is not the witness (the client then must abort), and
        `UnsupportedAlgorithm`; Dogtag's form is refused without the quirk "dogtag-encrypted-pop". RFC 10002 section
        6.7.
        """
        from hmac import compare_digest

        from cmcasn1.algorithms.digests import digest

        if self.is_dogtag and DOGTAG in quirks:
            from cmcasn1.cmc.dogtag_challenge import candidates

            opened = candidates(self.cms, self.the_pop_alg_id, key)
        else:
            from cmcasn1.cms.decryption import decrypt

            opened = iter((decrypt(self.cms, key, certificate=certificate),))
        y = None
        for y in opened:
            if compare_digest(digest(self.witness_alg_id, y), self.witness):
                return y
        if y is None:
            raise DecryptionFailed("the challenge does not open with this key")
        raise ProofInvalid("the challenge is not what its witness says (RFC 10002 section 6.7)")


def names_cipher(algorithm: AlgorithmIdentifier) -> bool:
    """Whether thePOPAlgID is AES-CBC with an IV: Dogtag's way."""
    return algorithm.algorithm in _AES_CBC
