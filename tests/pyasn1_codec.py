"""pyasn1's own DER codec with its known faults mended, each where it is.

`encode` gives the octets and the names of the faults that it had to mend on the way: with none of them pyasn1's encoder
as it is must give the same. `tests/test_pyasn1.py` shows each fault in pyasn1 as it is; where one of these tests fails,
pyasn1 was mended and the entry here can go.
"""

from __future__ import annotations

from typing import Any

from pyasn1.codec.ber.encoder import IntegerEncoder, OctetStringEncoder
from pyasn1.codec.cer import encoder as cer
from pyasn1.codec.der import decoder, encoder
from pyasn1.type import univ, useful

from cmcasn1 import schema
from cmcasn1.codec.asn1_kinds import CLASSES

FAULTS = {
    "integer": "-2^(8n-1) gets an octet ff too many (X.690 section 8.3.2)",
    "empty": "a SEQUENCE or SET that is present and empty is left out where an OPTIONAL component holds it",
    "time": "the zeros of a fraction are dropped wherever they stand, and six digits are refused (X.690 section 11.7)",
}


def spec(name: str) -> Any:
    """Return a pyasn1 object of a type without a value."""
    return (getattr(schema, name, None) or CLASSES[name])()


def decode(name: str, der: bytes) -> Any:
    """Decode with pyasn1's decoder as it is."""
    asn1, rest = decoder.decode(der, asn1Spec=spec(name))
    assert rest == b""
    return asn1


def encode(asn1: Any) -> tuple[bytes, set[str]]:
    """Encode with the mended encoder; returns also the faults that it met."""
    met: set[str] = set()
    options = {"faults": met}
    return bytes(_Encoder()(asn1, **options)), met


class _Integer(IntegerEncoder):
    def encodeValue(self, value: Any, asn1Spec: Any, encodeFun: Any, **options: Any) -> Any:
        number = int(value)
        octets = number.to_bytes((number if number >= 0 else ~number).bit_length() // 8 + 1, "big", signed=True)
        if super().encodeValue(value, asn1Spec, encodeFun, **options)[0] != octets:
            options["faults"].add("integer")
        return octets, False, True


class _Time(OctetStringEncoder):
    def encodeValue(self, value: Any, asn1Spec: Any, encodeFun: Any, **options: Any) -> Any:
        octets = value.asOctets()
        if b"." in octets:
            options["faults"].add("time")
        return octets, False, True


class _Noticing:
    def encodeValue(self, value: Any, asn1Spec: Any, encodeFun: Any, **options: Any) -> Any:
        encoded = super().encodeValue(value, asn1Spec, encodeFun, **options)  # type: ignore[misc]
        if not encoded[0] and options.get("optional"):
            options["faults"].add("empty")
        return encoded


class _Sequence(cer.SequenceEncoder):
    def encodeValue(self, value: Any, asn1Spec: Any, encodeFun: Any, **options: Any) -> Any:
        octets = b""
        for position, named in enumerate(value.componentType.namedTypes):
            # `instantiate=False`: a component that is only looked at would be there from then on.
            component = value.getComponentByPosition(position, default=None, instantiate=False)
            if component is None or (named.isDefaulted and component == named.asn1Object):
                continue
            options["optional"] = named.isOptional  # where pyasn1 sets ifNotEmpty
            wrapped = named.asn1Object if named.openType else None
            if isinstance(wrapped, univ.SetOf | univ.SequenceOf):
                tlv = encodeFun(component, **options, wrapType=wrapped.componentType)
            else:
                tlv = encodeFun(component, **options)
                if wrapped is not None and not wrapped.isSameTypeWith(component):
                    tlv = encodeFun(tlv, wrapped, **options)
            octets += tlv
        return octets, True, True


class _NoticedSequence(_Noticing, _Sequence):
    pass


class _SequenceOf(_Noticing, cer.SequenceOfEncoder):
    pass


class _SetOf(_Noticing, cer.SetOfEncoder):
    pass


class _SingleItemEncoder(encoder.SingleItemEncoder):
    TYPE_MAP = encoder.TYPE_MAP | {
        univ.Integer.typeId: _Integer(),
        univ.Enumerated.typeId: _Integer(),
        univ.Sequence.typeId: _NoticedSequence(),
        univ.SequenceOf.typeId: _SequenceOf(),
        univ.SetOf.typeId: _SetOf(),
        useful.GeneralizedTime.typeId: _Time(),
    }
    TAG_MAP = encoder.TAG_MAP | {
        univ.Integer.tagSet: _Integer(),
        univ.Enumerated.tagSet: _Integer(),
    }


class _Encoder(encoder.Encoder):
    SINGLE_ITEM_ENCODER = _SingleItemEncoder
