"""Certificates for requests: what is granted, what is challenged, what waits: RFC 10002 sections 3.2, 6.1 and 6.7."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import hashes

from cmcasn1.algorithms.macs import mac_identifier
from cmcasn1.cmc.body_part_graph import body_part_id
from cmcasn1.cmc.controls.change_subject_name import ChangeSubjectName
from cmcasn1.cmc.controls.encrypted_pop import EncryptedPOP, names_cipher
from cmcasn1.cmc.requests import attached, extensions_of, public_key_of, subject_of
from cmcasn1.cmc.status import CMCFailInfo, CMCStatus, PendInfo
from cmcasn1.cmc.tagged_request import OtherReqMsg, tagged_request_octets
from cmcasn1.codec.coding import decode_der, decode_named, encode_der
from cmcasn1.crmf.cert_req_msg import CertReqMsg
from cmcasn1.crmf.cert_template import CertTemplate
from cmcasn1.errors import CMCError, UnsupportedAlgorithm
from cmcasn1.oids import Oid
from cmcasn1.oids.known import (
    ID_CE_BASIC_CONSTRAINTS,
    ID_CE_CERTIFICATE_POLICIES,
    ID_CE_EXT_KEY_USAGE,
    ID_CE_KEY_USAGE,
    ID_CE_SUBJECT_ALT_NAME,
    ID_CE_SUBJECT_KEY_IDENTIFIER,
    ID_KP_CMC_CA,
    ID_KP_CMC_RA,
    ID_KP_OCSP_SIGNING,
    RSA_ENCRYPTION,
)
from cmcasn1.pkix.certificates import Extension, Extensions
from cmcasn1.pkix.extension_lookup import extension_value, subject_key_identifier
from cmcasn1.pkix.extensions import BasicConstraints, ExtKeyUsageSyntax, KeyUsage, SubjectKeyIdentifier
from cmcasn1.pkix.keys import SubjectPublicKeyInfo
from cmcasn1.pkix.name_matching import names_match
from cmcasn1.pkix.names import Name
from cmcasn1.responder.archive import archived
from cmcasn1.responder.profiles import Authorization
from cmcasn1.responder.refusal import Refusal
from cmcasn1.responder.requester import USER, owner_by_name
from cmcasn1.responder.store import StoredRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeAlias

    from cmcasn1.cmc.tagged_request import AnyRequest
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier
    from cmcasn1.pkix.certificates import Certificate, TBSCertificate
    from cmcasn1.responder.archive import Archive
    from cmcasn1.responder.authority import Authority
    from cmcasn1.responder.profiles import Profile
    from cmcasn1.responder.requester import Requester
    from cmcasn1.responder.store import Store
    from cmcasn1.responder.word import Change

    Clock: TypeAlias = Callable[[], datetime]

_GRANTED = {
    ID_CE_KEY_USAGE,
    ID_CE_EXT_KEY_USAGE,
    ID_CE_SUBJECT_ALT_NAME,
    ID_CE_SUBJECT_KEY_IDENTIFIER,
    ID_CE_CERTIFICATE_POLICIES,
    ID_CE_BASIC_CONSTRAINTS,
}
# id-kp-cmcArchive and anyExtendedKeyUsage, which says all of them, among them.
_POWERS = {ID_KP_CMC_CA, ID_KP_CMC_RA, ID_KP_OCSP_SIGNING, Oid("1.3.6.1.5.5.7.3.29"), Oid("2.5.29.37.0")}
_CA_USAGES = {"keyCertSign", "cRLSign"}
_MIN_RSA_BITS = 2048
# What `EncryptedPOP.challenge` uses where nothing else is asked for.
_CHALLENGE_MAC = mac_identifier(hashes.SHA256()).algorithm
WAIT = timedelta(seconds=2)
MAX_OPEN = 1000
"""How many requests of one requester may wait, for an approval or for the answer to a challenge."""
PENDING, CHALLENGED, ISSUED, REJECTED = "pending", "challenged", "issued", "rejected"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a certificate shall say, once request, changeSubjectName and modCertTemplate have had their say."""

    subject: Name
    extensions: tuple[Extension, ...]


@dataclass(frozen=True, slots=True)
class Grant:
    """What became of one request."""

    part: int
    status: CMCStatus
    request_id: int
    certificate: Certificate | None = None
    pending: PendInfo | None = None
    challenge: EncryptedPOP | None = None


def wish_of(request: AnyRequest, requester: Requester, changes: Sequence[Change] = (), *, renews: bool = False) -> Wish:
    """Return what the certificate for a request shall say; raises `Refusal`.

    A user may ask for the own name only, and for another one by changeSubjectName (RFC 10002 section 7.1); what an RA
    changes comes last, one change after another, the outermost at the end (section 6.5.1). What `renews` a
    certificate names exactly what that names, whoever asks (RFC 7030 section 4.2.2).
    """
    part = body_part_id(request)
    subject = subject_of(request) or Name(())
    extensions = {extension.extn_id: extension for extension in extensions_of(request)}
    changed = next((value for value in attached(request) if isinstance(value, ChangeSubjectName)), None)
    signer = None if requester.certificate is None else requester.certificate.tbs_certificate
    if signer is not None and (renews or not requester.is_agent):
        _refuse_other_names(subject, extensions.get(ID_CE_SUBJECT_ALT_NAME), signer, part, renews=renews)
    if changed is not None:
        if signer is None:
            raise Refusal(CMCFailInfo.badRequest, "changeSubjectName without a certificate to change", (part,))
        subject = changed.subject or Name(())
        extensions.pop(ID_CE_SUBJECT_ALT_NAME, None)
        if changed.subject_alt is not None:
            names = encode_der(changed.subject_alt)
            made = Extension(extn_id=ID_CE_SUBJECT_ALT_NAME, critical=not subject, extn_value=names)
            extensions[made.extn_id] = made
    for change in changes:
        if change.template.subject is not None and (change.replaces or not subject):
            subject = change.template.subject
        for extension in change.template.extensions or ():
            if change.replaces or extension.extn_id not in extensions:
                extensions[extension.extn_id] = extension
    if not subject and ID_CE_SUBJECT_ALT_NAME not in extensions:
        raise Refusal(CMCFailInfo.badRequest, "the request names no subject", (part,))
    granted = tuple(_granted(extension, part) for extension in extensions.values() if _wanted(extension, part))
    for extension in granted:
        _refuse_powers(extension, requester, part)
    return Wish(subject, granted)


def _refuse_other_names(
    subject: Name, names: Extension | None, signer: TBSCertificate, part: int, *, renews: bool
) -> None:
    """Refuse names that the signer's certificate does not have: they are for changeSubjectName to ask for.

    What `renews` it has to name all of them.
    """
    if not names_match(subject, signer.subject):
        raise Refusal(CMCFailInfo.badRequest, "a user may ask for the own name only", (part,))
    if names is None and not renews:
        return
    if extension_value(signer.extensions, ID_CE_SUBJECT_ALT_NAME) != (None if names is None else names.extn_value):
        raise Refusal(CMCFailInfo.badRequest, "a user may ask for the own alternative names only", (part,))


def _wanted(extension: Extension, part: int) -> bool:
    if extension.extn_id in _GRANTED:
        return extension.extn_id != ID_CE_BASIC_CONSTRAINTS or not _refuse_ca(extension, part)
    if extension.critical:
        raise Refusal(CMCFailInfo.unsupportedExt, f"{extension.extn_id.name} is not granted", (part,))
    return False


def _refuse_ca(extension: Extension, part: int) -> bool:
    try:
        is_ca = decode_der(BasicConstraints, extension.extn_value).c_a
    except CMCError:
        is_ca = True
    if is_ca:
        raise Refusal(CMCFailInfo.unsupportedExt, "this CA certifies no other CA", (part,))
    return True


def _refuse_powers(extension: Extension, requester: Requester, part: int) -> None:
    """Refuse what would make of a user's certificate one that others take for an RA's, a CA's or a responder's."""
    if extension.extn_id == ID_CE_KEY_USAGE:
        usage = decode_der(KeyUsage, extension.extn_value)
        if _CA_USAGES & set(usage.bits):
            raise Refusal(
                CMCFailInfo.unsupportedExt, "this CA certifies no keys that sign certificates or CRLs", (part,)
            )
    elif extension.extn_id == ID_CE_EXT_KEY_USAGE and not requester.is_agent:
        found = _POWERS & set(decode_der(ExtKeyUsageSyntax, extension.extn_value))
        if found:
            text = f"{', '.join(sorted(purpose.name for purpose in found))} is for an agent to ask for"
            raise Refusal(CMCFailInfo.unsupportedExt, text, (part,))


def _granted(extension: Extension, part: int) -> Extension:
    """Return the extension as it goes into the certificate; Dogtag's old key identifier gets its OCTET STRING."""
    name = {
        ID_CE_KEY_USAGE: "KeyUsage",
        ID_CE_EXT_KEY_USAGE: "ExtKeyUsageSyntax",
        ID_CE_SUBJECT_ALT_NAME: "SubjectAltName",
        ID_CE_CERTIFICATE_POLICIES: "CertificatePolicies",
    }.get(extension.extn_id)
    try:
        if name is not None:
            decode_named(name, extension.extn_value)
        elif extension.extn_id == ID_CE_SUBJECT_KEY_IDENTIFIER:
            decode_der(SubjectKeyIdentifier, extension.extn_value)
    except CMCError as error:
        if extension.extn_id == ID_CE_SUBJECT_KEY_IDENTIFIER and len(extension.extn_value) == 20:
            return replace(extension, extn_value=encode_der(extension.extn_value, SubjectKeyIdentifier))
        raise Refusal(CMCFailInfo.badRequest, f"{extension.extn_id.name}: {error.message}", (part,)) from error
    return extension


def is_ours(algorithm: AlgorithmIdentifier) -> bool:
    """Return whether challenges are made with this thePOPAlgID, which an answer has to copy: RFC 10002 section 6.7.

    Else the client would say how much work it is to verify.
    """
    return algorithm.algorithm == _CHALLENGE_MAC or names_cipher(algorithm)


class Enrolment:
    """Grants, challenges and postpones requests."""

    def __init__(self, store: Store, authority: Authority, archive: Archive | None, clock: Clock) -> None:
        self._store = store
        self._authority = authority
        self._archive = archive
        self._clock = clock

    def process(
        self, request: AnyRequest, wish: Wish, profile: Profile, requester: Requester, *, proven: bool
    ) -> Grant:
        """Return what becomes of a request whose possession is proven, or not yet.

        Raises `Refusal` for keys that are too weak, of no known kind, or whose possession nothing proves, and for a
        private key that was to be archived and is not the request's.
        """
        part = body_part_id(request)
        key = _key(request, part)
        options = self._to_archive(request, key, part)
        if options is None and profile.must_archive:
            raise Refusal(CMCFailInfo.mustArchiveKeys, "the request has to bring its private key", (part,))
        wish = self._without_anothers_identifier(wish, key)
        made = self._request(request, key, wish, profile, requester)
        if not proven:
            return self._challenge(request, made, profile, part, options)
        if not profile.pending:
            number = self._add(replace(made, status=ISSUED), options)
            return self._issue(replace(made, id=number), key, wish, profile, part)
        self._refuse_too_many(made, PENDING, part)
        return self._wait(self._add(made, options), part)

    def challenge_answered(self, stored: StoredRequest, profile: Profile, part: int) -> Grant:
        """Return what becomes of a request now that its challenge has been answered."""
        if not profile.pending:
            return self.complete(stored, profile, part)
        self._refuse_too_many(stored, PENDING, part)
        return self._wait(stored.id, part)

    def _wait(self, number: int, part: int) -> Grant:
        token = secrets.token_bytes(16)
        self._store.postpone(number, PENDING, token)
        self._store.log("pending", request=number)
        return Grant(part, CMCStatus.pending, number, pending=self.pend_info(token))

    def complete(self, stored: StoredRequest, profile: Profile, part: int) -> Grant:
        """Issue the certificate for a request for which nothing more is due."""
        template = decode_der(CertTemplate, stored.wish)
        wish = Wish(template.subject or Name(()), tuple(template.extensions or ()))
        return self._issue(stored, decode_der(SubjectPublicKeyInfo, stored.public_key), wish, profile, part)

    def pend_info(self, token: bytes) -> PendInfo:
        """Return the token of a pending request, and when to ask again. RFC 10002 section 6.1."""
        return PendInfo(token, self._clock().replace(microsecond=0) + WAIT)

    def _without_anothers_identifier(self, wish: Wish, key: SubjectPublicKeyInfo) -> Wish:
        """Return the wish without the key identifier of somebody else's key: messages name their signer by it."""
        identifier = subject_key_identifier(wish.extensions)
        known = None if identifier is None else self._store.certificate_of_key(identifier)
        if known is None or known.certificate.tbs_certificate.subject_public_key_info == key:
            return wish
        return replace(wish, extensions=tuple(e for e in wish.extensions if e.extn_id != ID_CE_SUBJECT_KEY_IDENTIFIER))

    def _request(
        self, request: AnyRequest, key: SubjectPublicKeyInfo, wish: Wish, profile: Profile, requester: Requester
    ) -> StoredRequest:
        try:
            extensions = Extensions(wish.extensions) if wish.extensions else None
            template = encode_der(CertTemplate(subject=wish.subject, extensions=extensions))
            # What came as BER may have no DER, an empty RDN say, or be of another type than its attribute's.
            decode_der(CertTemplate, template)
        except CMCError as error:
            raise Refusal(CMCFailInfo.badRequest, error.message, (body_part_id(request),)) from error
        owner = requester.owner or owner_by_name(wish.subject, f"key:{sha256(key.octets).hexdigest()}")
        if requester.authorization is Authorization.NONE:
            # Nobody has vouched for the name: the owner is whoever has the key.
            owner = f"key:{sha256(key.octets).hexdigest()}"
        return StoredRequest(
            octets=tagged_request_octets(request),
            public_key=key.octets,
            wish=template,
            profile=profile.name,
            requester=requester.name,
            owner=owner,
            role=_role(wish, requester),
            status=PENDING,
        )

    def _to_archive(self, request: AnyRequest, key: SubjectPublicKeyInfo, part: int) -> bytes | None:
        options = archived(request)
        if options is None:
            return None
        if self._archive is None:
            raise Refusal(CMCFailInfo.badRequest, "this CA archives no keys", (part,))
        return self._archive.checked(options, key, part)

    def _refuse_too_many(self, made: StoredRequest, status: str, part: int) -> None:
        if self._store.count_requests(status, made.requester, MAX_OPEN) >= MAX_OPEN:
            raise Refusal(CMCFailInfo.tryLater, f"{MAX_OPEN} requests of this requester are {status}", (part,))

    def _add(self, made: StoredRequest, options: bytes | None) -> int:
        number = self._store.add_request(made)
        if options is not None:
            self._store.archive_key(number, options)
            self._store.log("archived", request=number)
        return number

    def _challenge(
        self, request: AnyRequest, made: StoredRequest, profile: Profile, part: int, options: bytes | None
    ) -> Grant:
        if not profile.challenge:
            raise Refusal(CMCFailInfo.popFailed, "possession of the private key is not proven", (part,))
        self._refuse_too_many(made, CHALLENGED, part)
        if isinstance(request, CertReqMsg) and () in (request.cert_req.controls, request.reg_info):
            # Dogtag's tools write an empty list where DER has none: what we send back is what the client covers.
            asked = replace(request.cert_req, controls=request.cert_req.controls or None)
            request = CertReqMsg(asked, request.popo, request.reg_info or None)
            made = replace(made, octets=tagged_request_octets(request))
        key = decode_der(SubjectPublicKeyInfo, made.public_key)
        dogtag = profile.dogtag and key.algorithm.algorithm == RSA_ENCRYPTION
        make = EncryptedPOP.challenge_as_dogtag if dogtag else EncryptedPOP.challenge
        try:
            challenge, y = make(request)
        except CMCError as error:
            raise Refusal(CMCFailInfo.popRequired, f"the key cannot be challenged: {error.message}", (part,)) from error
        number = self._add(replace(made, status=CHALLENGED, challenge=y), options)
        self._store.log("challenged", request=number)
        return Grant(part, CMCStatus.popRequired, number, challenge=challenge)

    def _issue(
        self, request: StoredRequest, key: SubjectPublicKeyInfo, wish: Wish, profile: Profile, part: int
    ) -> Grant:
        self._store.finish_request(request.id, ISSUED)
        serial = self._store.new_serial()
        certificate = self._authority.issue(serial, wish.subject, key, wish.extensions, profile.validity, self._clock())
        self._store.add_certificate(
            certificate, request.role, request.owner, request_id=request.id, confirmed=not profile.confirm
        )
        subject = wish.subject.rfc4514_string()
        self._store.log("issued", request=request.id, serial=serial, subject=subject, role=request.role)
        status = CMCStatus.confirmRequired if profile.confirm else CMCStatus.success
        return Grant(part, status, request.id, certificate=certificate)


def _key(request: AnyRequest, part: int) -> SubjectPublicKeyInfo:
    key = public_key_of(request)
    if isinstance(request, OtherReqMsg) or key is None:
        raise Refusal(CMCFailInfo.badRequest, "the request names no public key", (part,))
    try:
        public = key.to_cryptography()
    except UnsupportedAlgorithm as error:
        raise Refusal(CMCFailInfo.badAlg, error.message, (part,)) from error
    except CMCError as error:
        raise Refusal(CMCFailInfo.badRequest, error.message, (part,)) from error
    if key.algorithm.algorithm == RSA_ENCRYPTION and public.key_size < _MIN_RSA_BITS:  # type: ignore[union-attr]
        raise Refusal(CMCFailInfo.badAlg, f"RSA keys have {_MIN_RSA_BITS} bits at least", (part,))
    return key


def _role(wish: Wish, requester: Requester) -> str:
    """Return the role of a new certificate: an agent, or an RA, that asks for its own name renews its own."""
    own = requester.certificate
    renews = requester.is_agent and own is not None and names_match(wish.subject, own.tbs_certificate.subject)
    return requester.role if renews else USER
