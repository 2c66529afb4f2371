"""The controls of a request, a method for each: RFC 10002 section 6."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cmcasn1.build.arguments import as_extension, as_name
from cmcasn1.build.message_builder import MessageBuilder
from cmcasn1.cmc.body_part_graph import body_part_id as number_of
from cmcasn1.cmc.body_parts import BodyPartList, BodyPartPath
from cmcasn1.cmc.controls.add_extensions import AddExtensions
from cmcasn1.cmc.controls.batch_requests import BatchRequests
from cmcasn1.cmc.controls.confirm_cert_acceptance import CMCCertId
from cmcasn1.cmc.controls.control_processed import ControlsProcessed
from cmcasn1.cmc.controls.get_cert import GetCert
from cmcasn1.cmc.controls.get_crl import GetCRL
from cmcasn1.cmc.controls.identification import Identification
from cmcasn1.cmc.controls.lra_pop_witness import LraPopWitness
from cmcasn1.cmc.controls.mod_cert_template import ModCertTemplate
from cmcasn1.cmc.controls.pop_link_random import PopLinkRandom
from cmcasn1.cmc.controls.publish_cert import CMCPublicationInfo
from cmcasn1.cmc.controls.query_pending import QueryPending
from cmcasn1.cmc.controls.ra_identity_witness import RaIdentityWitness
from cmcasn1.cmc.controls.reg_info import RegInfo
from cmcasn1.cmc.controls.revoke_request import RevokeRequest
from cmcasn1.cmc.shared_secret import secret_octets
from cmcasn1.errors import BuildError
from cmcasn1.oids.known import (
    ID_CMC_ADD_EXTENSIONS,
    ID_CMC_BATCH_REQUESTS,
    ID_CMC_LRA_POP_WITNESS,
    ID_CMC_MOD_CERT_TEMPLATE,
)
from cmcasn1.pkix.crls import CRLReason
from cmcasn1.pkix.general_names import GeneralName

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime
    from typing import Self

    from cryptography import x509

    from cmcasn1.build.arguments import NameLike
    from cmcasn1.build.parts import ControlDraft
    from cmcasn1.cmc.controls.control import Control
    from cmcasn1.cmc.controls.decrypted_pop import DecryptedPOP
    from cmcasn1.cmc.pki_data import PKIData
    from cmcasn1.crmf.cert_template import CertTemplate
    from cmcasn1.crmf.controls import PKIPublicationInfo
    from cmcasn1.oids import Oid
    from cmcasn1.pkix.algorithms import AlgorithmIdentifier
    from cmcasn1.pkix.certificates import Extension
    from cmcasn1.pkix.extensions_distribution import ReasonFlags


class RequestControls(MessageBuilder):
    """The controls that a Full PKI Request may hold."""

    __slots__ = ()
    _direction = "request"

    def identification(self, identification: str) -> Self:
        """Add identification, which names the shared secret and enters the identity proof. Section 6.2.2."""
        return self.control(Identification(identification))

    def pop_link_random(self, random: bytes) -> Self:
        """Add popLinkRandom with these octets; a POP link witness brings random ones by itself. Section 6.3.1.1."""
        return self.control(PopLinkRandom(random))

    def reg_info(self, data: bytes) -> Self:
        """Add regInfo: octets whose meaning is agreed upon with the server. Section 6.12."""
        return self.control(RegInfo(data))

    def query_pending(self, token: bytes) -> Self:
        """Add queryPending: ask for what is pending under the token of a pendInfo. Section 6.13."""
        return self.control(QueryPending(token))

    def decrypted_pop(self, answer: DecryptedPOP) -> Self:
        """Add decryptedPOP, the answer to an encryptedPOP; the request is sent along again. Section 6.7."""
        return self.control(answer)

    def get_cert(self, issuer: NameLike | GeneralName, serial_number: int) -> Self:
        """Add getCert: ask for a certificate that was issued before. Section 6.9."""
        name = issuer if isinstance(issuer, GeneralName) else GeneralName("directoryName", as_name(issuer))
        return self.control(GetCert(name, serial_number))

    def get_crl(
        self,
        issuer: NameLike,
        *,
        crl_name: GeneralName | None = None,
        time: datetime | None = None,
        reasons: ReasonFlags | None = None,
    ) -> Self:
        """Add getCRL: ask for the latest CRL of an issuer, or that of a time. Section 6.10."""
        return self.control(GetCRL(as_name(issuer), crl_name, time, reasons))

    def revoke_request(
        self,
        issuer: NameLike,
        serial_number: int,
        *,
        reason: CRLReason | int = CRLReason.unspecified,
        invalidity_date: datetime | None = None,
        secret: bytes | str | None = None,
        comment: str | None = None,
    ) -> Self:
        """Add revokeRequest; a shared secret stands in for the signature, is sent in clear and good for once.

        Section 6.11.
        """
        passphrase = None if secret is None else secret_octets(secret)
        if passphrase == b"":
            raise BuildError("the shared secret is empty")
        return self.control(RevokeRequest(as_name(issuer), serial_number, reason, invalidity_date, passphrase, comment))

    def confirm_cert_acceptance(self, issuer: NameLike, serial_number: int) -> Self:
        """Add confirmCertAcceptance, which the server demanded with confirmRequired. Section 6.14."""
        return self.control(CMCCertId(as_name(issuer), serial_number))

    def publish_cert(
        self, hash_algorithm: AlgorithmIdentifier, hashes: Iterable[bytes], info: PKIPublicationInfo
    ) -> Self:
        """Add publishCert for certificates named by the hashes of their DER. Section 6.18.

        Raises `BuildError` for places together with dontPublish (RFC 4211 section 6.3).
        """
        if info.action == 0 and info.pub_infos:
            raise BuildError("with dontPublish there are no pubInfos (RFC 4211 section 6.3)")
        return self.control(CMCPublicationInfo(hash_algorithm, tuple(hashes), info))

    # What an RA adds

    def add_extensions(
        self,
        extensions: Iterable[Extension | x509.ExtensionType],
        requests: Iterable[int] | None = None,
        *,
        pki_data: int = 0,
    ) -> Self:
        """Add addExtensions for requests of this PKIData, all of them by default, or of the nested one `pki_data`.

        Section 6.5.2.
        """
        made = tuple(as_extension(extension, False) for extension in extensions)
        return self._about_requests(
            ID_CMC_ADD_EXTENSIONS, (pki_data,), requests, lambda numbers: AddExtensions(pki_data, numbers, made)
        )

    def mod_cert_template(
        self,
        template: CertTemplate,
        requests: Iterable[int] | None = None,
        *,
        pki_data: Iterable[int] = (0,),
        replace: bool = True,
    ) -> Self:
        """Add modCertTemplate: fields that replace those of the requests, or fill in where they have none.

        `pki_data` is the way to the PKIData that holds the requests; those of this one are all meant by default.
        Section 6.5.1.
        """
        path = BodyPartPath(pki_data)
        return self._about_requests(
            ID_CMC_MOD_CERT_TEMPLATE,
            path,
            requests,
            lambda numbers: ModCertTemplate(
                pki_data_reference=path,
                cert_references=BodyPartList(numbers),
                replace=replace,
                cert_template=template,
            ),
        )

    def lra_pop_witness(self, requests: Iterable[int] | None = None, *, pki_data: int = 0) -> Self:
        """Add lraPOPWitness: the RA has verified possession of these requests, of all in this PKIData by default.

        Section 6.8.
        """
        return self._about_requests(
            ID_CMC_LRA_POP_WITNESS, (pki_data,), requests, lambda numbers: LraPopWitness(pki_data, numbers)
        )

    def _about_requests(
        self,
        oid: Oid,
        pki_data: tuple[int, ...],
        requests: Iterable[int] | None,
        make: Callable[[tuple[int, ...]], Control],
    ) -> Self:
        if requests is not None:
            return self.control(make(tuple(requests)))
        if pki_data != (0,):
            raise BuildError("the requests of a nested PKIData are named one by one (RFC 10002 section 3.2.2)")
        return self._late(oid, lambda body, _: make(tuple(map(number_of, body.req_sequence))))

    def batch_requests(self, messages: Iterable[int] | None = None) -> Self:
        """Add batchRequests for messages of cmsSequence, for all of them by default. Section 6.17."""
        if messages is not None:
            return self.control(BatchRequests(tuple(messages)))
        return self._late(ID_CMC_BATCH_REQUESTS, _all_messages)

    def control_processed(self, references: Iterable[int | Iterable[int]]) -> Self:
        """Add controlProcessed: controls, by number or path, that the RA has processed already. Section 6.19."""
        made = tuple(item if isinstance(item, int) else BodyPartPath(item) for item in references)
        return self.control(ControlsProcessed(made))

    def ra_identity_witness(self, path: Iterable[int]) -> Self:
        """Add raIdentityWitness: the RA has verified the identity proof, or the request, at the path. Section 6.20."""
        return self.control(RaIdentityWitness(tuple(path)))


def _all_messages(body: PKIData, controls: Sequence[ControlDraft]) -> BatchRequests:
    if not body.cms_sequence:
        raise BuildError("batchRequests without a message in cmsSequence (RFC 10002 section 6.17)")
    return BatchRequests(tuple(map(number_of, body.cms_sequence)))
