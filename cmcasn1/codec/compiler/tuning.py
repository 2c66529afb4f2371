"""What is written for speed: the types that are remembered, written out in place or tried first.

Measured on the messages of `benchmarks`, not derived from the schemas: a wrong entry costs time, never a verdict.
"""

from __future__ import annotations

from cmcasn1.codec.types import Component

# Worth remembering by their contents: the same few stand in every request of a batch.
CACHED = {"AlgorithmIdentifier", "Name", "RelativeDistinguishedName"}
# Written out inside the types that hold them: what a batch holds a hundred times.
INLINED = {
    "AttributeSet",
    "AttributeTypeAndValue",
    "Attributes",
    "CertificationRequest",
    "CertificationRequestInfo",
    "Extension",
    "SubjectPublicKeyInfo",
    "TaggedAttribute",
    "Validity",
}
# Of these, the ones that mostly are shorter than 128 octets. So is all that they hold then: a longer length inside
# overruns the end, and it need not be looked at whether a length is in the long form.
SHORT = {"AttributeTypeAndValue", "Extension", "TaggedAttribute", "Validity"}


def by_frequency(alternatives: tuple[Component, ...]) -> list[Component]:
    """Return the alternatives of a CHOICE with the strings first that names are made of."""
    order = {"UTF8String": 0, "PrintableString": 1}
    return sorted(alternatives, key=lambda alternative: order.get(alternative.string, 2))
