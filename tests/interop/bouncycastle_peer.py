"""BouncyCastle, as Debian packs it (libbcpkix-java)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

from tests.interop.java_process import JavaProcess, absent
from tests.interop.keys import Certificate, PrivateKey, PublicKey, certificate, pkcs8, spki
from tests.interop.verdicts import (
    Check,
    Decrypted,
    MacCheck,
    Parsed,
    PossessionCheck,
    Refusal,
    SignedContent,
    SignerCheck,
    Unopened,
)

JARS = tuple(f"/usr/share/java/{name}.jar" for name in ("bcprov", "bcutil", "bcpkix"))
ID_DATA = "1.2.840.113549.1.7.1"
Possession = Literal[
    "none",
    "raVerified",
    "signature",
    "signature sender",
    "signature publicKeyMAC",
    "subsequentMessage encrCert",
    "subsequentMessage challengeResp",
]


class BouncyCastle:
    """Every method raises PeerRefused with BouncyCastle's exception where it does not even read the input, and
    PeerUnsupported where it lacks the type or algorithm."""

    name = "BouncyCastle"

    def __init__(self, work: Path) -> None:
        self._java = JavaProcess("BouncyCastlePeer", "bouncycastle", JARS, work)
        self.version: str = self._java.greeting["version"]

    @staticmethod
    def lacking() -> str | None:
        """What it lacks on this machine."""
        return absent(JARS)

    def close(self) -> None:
        self._java.close()

    def parse(self, type_name: str, der: bytes) -> Parsed:
        """Decodes as the ASN.1 type of that name and encodes again; opens controls, attributes and contents."""
        found = self._java.ask("parse", type=type_name, der=der)
        return Parsed(
            class_name=found["class"],
            same=found["same"],
            canonical=found["canonical"],
            der=bytes.fromhex(found["der"]),
            read=found["read"],
            refused=tuple(Refusal(**each) for each in found["refused"]),
            differs=tuple(found["differs"]),
            unopened=tuple(Unopened(**each) for each in found["unopened"]),
        )

    def verify_cms(
        self, der: bytes, *, certificates: Iterable[Certificate] = (), keys: Iterable[PublicKey] = ()
    ) -> SignedContent:
        """Every signer of a SignedData: with the certificate inside that it names, else one of ``certificates``, else
        any of ``keys``, else the key of any request in the PKIData inside."""
        found = self._java.ask(
            "verify-cms", der=der, certificate=[certificate(each) for each in certificates], spki=map(spki, keys)
        )
        signers = []
        for each in found["signers"]:
            for name in ("issuer", "subject_key_identifier"):
                each[name] = _octets(each[name])
            signers.append(SignerCheck(**each))
        return SignedContent(**{**found, "content": _octets(found["content"]), "signers": tuple(signers)})

    def verify_pkcs10(self, der: bytes) -> Check:
        """The signature of a CertificationRequest with its own key."""
        found = self._java.ask("verify-p10", der=der)
        return Check(found["status"], found["reason"])

    def verify_possession(self, der: bytes, *, password: str | None = None) -> tuple[PossessionCheck, ...]:
        """The proof of possession of each message in a CertReqMessages, or of one CertReqMsg."""
        return tuple(PossessionCheck(**each) for each in self._java.ask("verify-popo", der=der, password=password))

    def agreed_mac(
        self,
        key: PrivateKey,
        public_key: PublicKey,
        data: bytes,
        *,
        hash_name: str,
        mac_name: str,
        lead: bytes = b"",
        trail: bytes = b"",
    ) -> bytes:
        """MAC(H(lead || Z || trail), data), Z being what the two keys agree on; hash and MAC as JCA names them."""
        found = self._java.ask(
            "agreement", key=pkcs8(key), spki=spki(public_key), data=data, hash=hash_name, mac=mac_name, lead=lead,
            trail=trail,
        )  # fmt: skip
        return bytes.fromhex(found["mac"])

    def dh_sig_static(self, der: bytes) -> dict[str, str]:
        """What stands in a DhSigStatic: issuer, serial, mac, and der as it is encoded again; octets in hex."""
        found: dict[str, str] = self._java.ask("dh-sig-static", der=der)
        return found

    def private_key_in(self, encrypted_value: bytes, key: PrivateKey) -> bytes:
        """The PrivateKeyInfo in an EncryptedValue."""
        return bytes.fromhex(self._java.ask("encrypted-value", der=encrypted_value, key=pkcs8(key))["content"])

    def verify_mac(
        self, der: bytes, *, password: str | None = None, kek: bytes | None = None, key: PrivateKey | None = None
    ) -> MacCheck:
        """The MAC (and the digest of the content, if there are authenticated attributes) of an AuthenticatedData."""
        found = self._java.ask("verify-mac", der=der, password=password, kek=kek, key=_pkcs8(key))
        return MacCheck(**{**found, "content": _octets(found["content"])})

    def decrypt(
        self, der: bytes, *, key: PrivateKey | None = None, password: str | None = None, kek: bytes | None = None
    ) -> Decrypted:
        """The content of an EnvelopedData or AuthEnvelopedData."""
        found = self._java.ask("decrypt-cms", der=der, password=password, kek=kek, key=_pkcs8(key))
        return Decrypted(**{**found, "content": bytes.fromhex(found["content"])})

    def sign_cms(
        self,
        content: bytes,
        key: PrivateKey,
        *,
        content_type: str,
        certificates: Iterable[Certificate] = (),
        subject_key_identifier: bytes | None = None,
        algorithm: str | None = None,
        direct: bool = False,
        ber: bool = False,
    ) -> bytes:
        """ContentInfo with SignedData of one signer, named by the first certificate or by its subjectKeyIdentifier;
        ``algorithm`` as JCA names it ("SHA256withRSAandMGF1"), ``direct`` without signed attributes."""
        return self._make(
            "sign-cms",
            content=content,
            type=content_type,
            key=pkcs8(key),
            certificate=[certificate(each) for each in certificates],
            ski=subject_key_identifier,
            algorithm=algorithm,
            direct=direct,
            ber=ber,
        )

    def envelope(
        self,
        content: bytes,
        *,
        content_type: str = ID_DATA,
        certificates: Iterable[Certificate] = (),
        password: str | None = None,
        kek: tuple[bytes, bytes] | None = None,
        cipher: str = "AES256-CBC",
        oaep: bool = False,
        ber: bool = False,
    ) -> bytes:
        """ContentInfo with EnvelopedData, or AuthEnvelopedData where ``cipher`` is AESnnn-GCM, for each certificate
        (RSA, EC), password and KEK (identifier, key) given."""
        return self._make(
            "envelope", content=content, type=content_type, cipher=cipher, oaep=oaep, ber=ber,
            **_recipients(certificates, password, kek),
        )  # fmt: skip

    def authenticate(
        self,
        content: bytes,
        *,
        content_type: str = ID_DATA,
        certificates: Iterable[Certificate] = (),
        password: str | None = None,
        kek: tuple[bytes, bytes] | None = None,
        mac: str = "HMAC-SHA256",
        ber: bool = False,
    ) -> bytes:
        """ContentInfo with AuthenticatedData."""
        return self._make(
            "authenticate", content=content, type=content_type, mac=mac, ber=ber,
            **_recipients(certificates, password, kek),
        )  # fmt: skip

    def make_pkcs10(
        self,
        key: PrivateKey,
        subject: str,
        *,
        public_key: PublicKey | None = None,
        extensions: bytes | None = None,
        algorithm: str | None = None,
    ) -> bytes:
        """CertificationRequest; ``extensions`` is DER of Extensions, ``public_key`` needed where ``key`` is DER."""
        return self._make(
            "make-p10", key=pkcs8(key), spki=_public(key, public_key), subject=subject, extensions=extensions,
            algorithm=algorithm,
        )  # fmt: skip

    def make_crmf(
        self,
        key: PrivateKey,
        subject: str,
        *,
        pop: Possession = "signature",
        public_key: PublicKey | None = None,
        cert_req_id: int = 1,
        extensions: bytes | None = None,
        password: str | None = None,
        algorithm: str | None = None,
    ) -> bytes:
        """CertReqMessages with one message."""
        return self._make(
            "make-crmf", key=pkcs8(key), spki=_public(key, public_key), subject=subject, pop=pop, id=cert_req_id,
            extensions=extensions, password=password, algorithm=algorithm,
        )  # fmt: skip

    def _make(self, command: str, **parameters: Any) -> bytes:
        return bytes.fromhex(self._java.ask(command, **parameters)["der"])


def _recipients(
    certificates: Iterable[Certificate], password: str | None, kek: tuple[bytes, bytes] | None
) -> dict[str, Any]:
    identifier, key = kek or (None, None)
    return {
        "certificate": [certificate(each) for each in certificates],
        "password": password,
        "kek_id": identifier,
        "kek": key,
    }


def _octets(text: str | None) -> bytes | None:
    return None if text is None else bytes.fromhex(text)


def _pkcs8(key: PrivateKey | None) -> bytes | None:
    return None if key is None else pkcs8(key)


def _public(key: PrivateKey, public_key: PublicKey | None) -> bytes:
    if public_key is None and isinstance(key, bytes):
        raise TypeError("public_key is needed where the private key is DER")
    return spki(key if public_key is None else public_key)
