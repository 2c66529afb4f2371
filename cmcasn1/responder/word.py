"""What RAs say about the messages that they pass on: RFC 10002 sections 6.5, 6.8, 6.19 and 6.20."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cmcasn1.cmc.controls.add_extensions import AddExtensions
from cmcasn1.cmc.controls.control_processed import ControlsProcessed
from cmcasn1.cmc.controls.lra_pop_witness import LraPopWitness
from cmcasn1.cmc.controls.mod_cert_template import ModCertTemplate
from cmcasn1.cmc.controls.ra_identity_witness import RaIdentityWitness
from cmcasn1.cmc.status import CMCFailInfo
from cmcasn1.crmf.cert_template import CertTemplate
from cmcasn1.limits import DEFAULT_LIMITS
from cmcasn1.pkix.certificates import Extensions
from cmcasn1.responder.refusal import Refusal
from cmcasn1.verification.proofs import controls_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cmcasn1.cmc.pki_data import PKIData


@dataclass(frozen=True, slots=True)
class Change:
    """What an RA changes about a request: modCertTemplate, or addExtensions. RFC 10002 section 6.5."""

    template: CertTemplate
    replaces: bool


class Word:
    """What is said about one PKIData, in it and in the layers around it.

    By the numbers of its requests what is `changed` about them, what an inner layer says before what an outer one does,
    and which of them are `proven` to belong to their keys; the numbers of controls that are `processed`. What is said
    about a message nested in it is in `inside`, by the number of the part.
    """

    __slots__ = ("changed", "inside", "processed", "proven")

    def __init__(self) -> None:
        self.changed: defaultdict[int, list[Change]] = defaultdict(list)
        self.proven: set[int] = set()
        self.processed: set[int] = set()
        self.inside: dict[int, Word] = {}

    def _at(self, path: Iterable[int]) -> Word:
        # Number 0 is the PKIData that has been reached (section 3.2.2).
        way = [number for number in path if number]
        if len(way) > DEFAULT_LIMITS.depth:
            # No message is opened that far inside.
            return Word()
        word = self
        for number in way:
            word = word.inside.setdefault(number, Word())
        return word

    def _add(self, outer: Word) -> None:
        for number, changes in outer.changed.items():
            self.changed[number] += changes
        self.proven |= outer.proven
        self.processed |= outer.processed
        for number, word in outer.inside.items():
            self.inside.setdefault(number, Word())._add(word)


def word_about(body: PKIData, outer: Word | None) -> Word:
    """Return what a PKIData of an RA, or of somebody who says nothing, and the layers around it say.

    Raises `Refusal` for two addExtensions that contradict each other.
    """
    word = Word()
    _add_extensions(body, word)
    for _, template in controls_of(body, ModCertTemplate):
        said = word._at(template.pki_data_reference)
        for reference in template.cert_references:
            said.changed[reference].append(Change(template.cert_template, template.replace))
    for _, witness in controls_of(body, LraPopWitness):
        word._at((witness.pki_data_bodyid,)).proven.update(witness.body_ids)
    for _, processed in controls_of(body, ControlsProcessed):
        for control in processed.body_list:
            *way, number = (control,) if isinstance(control, int) else control
            word._at(way).processed.add(number)
    if outer is not None:
        word._add(outer)
    return word


def _add_extensions(body: PKIData, word: Word) -> None:
    added: dict[tuple[int, int, str], object] = {}
    for index, extensions in controls_of(body, AddExtensions):
        said = word._at((extensions.pki_data_reference,))
        change = Change(CertTemplate(extensions=Extensions(extensions.extensions)), True)
        for reference in extensions.cert_references:
            said.changed[reference].append(change)
            for extension in extensions.extensions:
                key = (extensions.pki_data_reference, reference, extension.extn_id)
                if added.setdefault(key, extension) != extension:
                    part = body.control_sequence[index].body_part_id
                    raise Refusal(CMCFailInfo.badRequest, "two addExtensions contradict each other", (part,))


def witnessed(body: PKIData) -> set[int]:
    """Return the parts of cmsSequence whose identity the RA has verified: the whole of one, or a proof in one.

    RFC 10002 section 6.20.
    """
    found = set()
    numbers = {part.body_part_id for part in body.cms_sequence}
    for index, value in controls_of(body, RaIdentityWitness):
        if not value.value or value.value[0] not in numbers or len(value.value) > 2:
            part = body.control_sequence[index].body_part_id
            raise Refusal(CMCFailInfo.badRequest, "raIdentityWitness is not about a message of this one", (part,))
        found.add(value.value[0])
    return found
