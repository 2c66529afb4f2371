"""Reads the pyasn1 schemas into type descriptions."""

from __future__ import annotations

import keyword
import re
from types import ModuleType
from typing import Any, NamedTuple, cast

from pyasn1.codec.der.encoder import encode
from pyasn1.type import base, constraint, namedtype, univ

from cmcasn1 import schema
from cmcasn1.codec.asn1_kinds import CLASSES
from cmcasn1.codec.types import STRINGS, TIMES, UNIVERSAL_TAGS, Component, Type
from cmcasn1.schema import maps

# What a signature, MAC or digest covers keeps the octets it came in.
COVERED = {
    "AttributeCertificateInfo",
    "CertReqMsg",
    "CertRequest",
    "Certificate",
    "CertificateList",
    "CertificationRequest",
    "CertificationRequestInfo",
    "OtherReqMsg",
    "POPOSigningKeyInput",
    "SubjectPublicKeyInfo",
    "TBSCertList",
    "TBSCertificate",
    "TaggedCertificationRequest",
}
KEPT = {
    ("AuthEnvelopedData", "authAttrs"),
    ("AuthenticatedData", "authAttrs"),
    ("PKIData", "reqSequence"),
    ("SignerInfo", "signedAttrs"),
}
# OCTET STRINGs that hold the encoding of a type which another component's OID tells.
CONTAINED = {
    ("EncapsulatedContentInfo", "eContent"): ("content_types", "e_content_type"),
    ("Extension", "extnValue"): ("extensions", "extn_id"),
}
# A control is always an instance of a class, also where its type is a primitive.
BOXING_MAPS = ("controls", "registration_controls", "registration_info")


def attribute_name(component: str) -> str:
    """Spell an ASN.1 component name as a Python attribute: ``thePOPAlgID`` -> ``the_pop_alg_id``."""
    name = component.replace("-", "_")
    if re.match("[a-z][A-Z]{2}", name):  # an acronym in lower camel case: cMCStatus, dNSName
        name = name[0].upper() + name[1:]
    name = re.sub("([a-z0-9])([A-Z])", r"\1_\2", name)
    name = re.sub("([A-Z]+)([A-Z][a-z])", r"\1_\2", name).lower()
    return name + "_" if keyword.iskeyword(name) else name


class Schemas:
    """All types of `cmcasn1.schema`: `types` by name, `documents` the module of each, `maps` OID -> type name."""

    def __init__(self) -> None:
        self.types: dict[str, Type] = {}
        self.documents: dict[str, str] = {}
        self.classes: dict[str, type] = {}
        self._boxed: set[str] = set()
        modules = sorted(
            (value for value in vars(schema).values() if isinstance(value, ModuleType)),
            key=lambda m: m.__name__,
        )
        for module in modules:
            for name, value in vars(module).items():
                if isinstance(value, type) and issubclass(value, base.Asn1Item) and _is_defined(value):
                    if name != value.__name__:
                        continue
                    known = self.classes.setdefault(name, value)
                    if known is not value:
                        raise ValueError(f"{name} is defined by {known.__module__} and {value.__module__}")
                    self.documents[name] = value.__module__.rpartition(".")[2]
        names = {id(value): name for name, value in vars(maps).items() if isinstance(value, dict)}
        self._map_names = names
        for map_name in BOXING_MAPS:
            for item in getattr(maps, map_name).values():
                if _is_defined(type(item)) and not isinstance(item, univ.Sequence | univ.Choice | univ.Set):
                    self._boxed.add(type(item).__name__)
        for kind in UNIVERSAL_TAGS:
            if kind.partition(" ")[0] not in ("SEQUENCE", "SET"):
                self.types[kind] = Type(kind)
        for name in sorted(self.classes):
            self.named(name)
        self.maps: dict[str, dict[str | int, str]] = {}
        for name in sorted(names.values()):
            if name.startswith("__"):
                continue
            self.maps[name] = {_key(key): self._map_entry(item) for key, item in getattr(maps, name).items()}

    def _map_entry(self, item: Any) -> str:
        cls = type(item)
        if _is_defined(cls):
            return cls.__name__
        return _kind(item)

    def named(self, name: str) -> Type:
        """Return the description of the defined type `name`."""
        if name not in self.types:
            self.types[name] = self._type(self.classes[name](), name)
        return self.types[name]

    def _type(self, item: Any, name: str) -> Type:
        kind = _kind(item)
        mro = {cls.__name__ for cls in type(item).__mro__}
        if kind == "CHOICE":
            return self._choice(item, name)
        if kind in ("SEQUENCE", "SET"):
            if not name:
                raise ValueError(f"a {kind} without a name: {item.componentType}")
            components = tuple(self._component(named, item, mro) for named in item.componentType.namedTypes)
            if kind == "SET":  # in the order of the tags, of which the constructed bit is none (X.690 section 10.3)
                components = tuple(sorted(components, key=lambda c: min(i & ~0x20 for i in c.identifiers())))
            return Type(kind, name, "class", components=components, covered=bool(mro & COVERED))
        bounds = _bounds(item)
        if kind in ("SEQUENCE OF", "SET OF"):
            element = self._use("", item.componentType)
            shape = "boxed" if name in self._boxed else "list" if name else "tuple"
            return Type(kind, name, shape, element=element, low=bounds.low, high=bounds.high)
        names: tuple[tuple[str, int], ...] = ()
        if kind in ("INTEGER", "ENUMERATED", "BIT STRING"):
            names = tuple((label, int(number)) for label, number in item.namedValues.items())
        plain = "boxed" if name in self._boxed else "plain"
        shape = plain if not names else "bits" if kind == "BIT STRING" else "enum"
        return Type(kind, name, shape, low=bounds.low, high=bounds.high, names=names, values=bounds.values)

    def _choice(self, item: Any, name: str) -> Type:
        uses = tuple(self._use(named.name, named.asn1Object) for named in item.componentType.namedTypes)
        if len(uses) == 1 and len(uses[0].tags) == 1:
            only = uses[0].type
            return Type(
                only.kind,
                name,
                "list" if only.shape == "tuple" else only.shape,
                components=only.components,
                element=only.element,
                low=only.low,
                high=only.high,
                sole=uses[0].name,
                values=only.values,
            )
        kinds = [kind for use in uses for kind in _python_kinds(use.type)]
        spelled = [use.type.kind for use in uses if use.type.kind in STRINGS + TIMES and use.type.shape == "plain"]
        if len(set(spelled)) == len(spelled) > 1:
            kinds = [kind for kind in kinds if kind not in ("str", "datetime")] + spelled
            for use in uses:
                if use.type.kind in spelled:
                    use.string = use.type.kind
        shape = "transparent" if len(set(kinds)) == len(kinds) else "tagged"
        if shape == "tagged":
            for use in uses:
                use.string = ""
            if not name:
                raise ValueError(f"an ambiguous CHOICE without a name: {[use.name for use in uses]}")
        outer = tuple(_identifier(t, item) for t in reversed(type(item).tagSet.superTags)) if name else ()
        return Type("CHOICE", name, shape, components=uses, outer=outer)

    def _use(self, name: str, item: Any) -> Component:
        cls = type(item)
        if _is_defined(cls) and _bounds(item) == _bounds(cls()):
            found = self.named(cls.__name__)
        elif _is_defined(cls):
            raise ValueError(f"{name}: a constraint put on {cls.__name__} where it is used needs a class of its own")
        else:
            found = self._type(item, "")
        tags = tuple(_identifier(t, item) for t in reversed(item.tagSet.superTags))
        if found.sole:
            tags += (UNIVERSAL_TAGS[found.kind],)
        return Component(name, attribute_name(name), found, tags)

    def _component(self, named: namedtype.NamedType, owner: Any, mro: set[str]) -> Component:
        use = self._use(named.name, named.asn1Object)
        use.optional = bool(named.isOptional)
        use.kept = any((cls, named.name) in KEPT for cls in mro)
        if named.isDefaulted:
            use.has_default = True
            use.default = _untagged(named.asn1Object)
        for cls in mro:
            if (cls, named.name) in CONTAINED:
                use.open_map, use.governor = CONTAINED[cls, named.name]
        if named.openType is not None:
            use.open_map = self._map_names[id(named.openType._OpenType__typeMap)]
            use.governor = attribute_name(named.openType.name)
        return use


def _is_defined(cls: type) -> bool:
    return cls.__module__.startswith("cmcasn1.schema.")


def _key(governor: Any) -> str | int:
    """Return what governs an open type: an OID in most, a number in X.400 addresses."""
    return int(governor) if isinstance(governor, int | univ.Integer) else str(governor)


def _untagged(item: Any) -> bytes:
    """Return the DER of a DEFAULT without the tags of the place where it stands."""
    more = {"cloneValueFlag": True} if isinstance(item, base.ConstructedAsn1Type) else {}
    return bytes(encode(item.clone(tagSet=type(item).tagSet, **more)))


def _kind(item: Any) -> str:
    for kind, cls in CLASSES.items():
        if isinstance(item, cls):
            return kind
    raise ValueError(f"no kind for {type(item)}")


def _identifier(single: Any, item: Any) -> int:
    if single.tagId > 30:
        raise ValueError(f"tag number {single.tagId} is beyond one octet")
    constructed = single.tagFormat | (0x20 if isinstance(item, univ.Choice | univ.Any) else 0)
    return int(single.tagClass | constructed | single.tagId)


class Bounds(NamedTuple):
    """What the constraints of a type leave: bounds of the value or size, and single values where they have gaps."""

    low: int | None
    high: int | None
    values: tuple[int, ...] = ()


def _bounds(item: Any) -> Bounds:
    """Return the bounds of an INTEGER's value or of any other type's size.

    Raises ValueError for a constraint that the codec could not enforce.
    """
    low: int | None = None
    high: int | None = None
    values: set[int] | None = None
    specs: list[Any] = [item.subtypeSpec, getattr(item, "sizeSpec", None)]
    while specs:
        spec: Any = specs.pop()
        if spec is None or isinstance(item, univ.Boolean | univ.Null):
            continue  # pyasn1 makes both of other types, by constraints that are theirs by nature
        if isinstance(spec, constraint.ConstraintsIntersection):
            specs.extend(spec)
        elif isinstance(spec, constraint.ValueRangeConstraint):  # sizes are ranges, too
            if isinstance(item, univ.Integer) == isinstance(spec, constraint.ValueSizeConstraint):
                raise ValueError(f"{spec!r} on {type(item).__name__}")
            start, stop = cast("tuple[float, float]", (spec.start, spec.stop))  # type: ignore[attr-defined]
            low = int(start) if low is None else max(low, int(start))
            if stop != float("inf"):
                high = int(stop) if high is None else min(high, int(stop))
        elif isinstance(spec, constraint.SingleValueConstraint) and isinstance(item, univ.Integer):
            numbers = {int(number) for number in spec}
            values = numbers if values is None else values & numbers
        else:
            raise ValueError(f"{spec!r} on {type(item).__name__} is no constraint that the codec enforces")
    if values is None:
        return Bounds(low, high)
    left = sorted(v for v in values if (low is None or v >= low) and (high is None or v <= high))
    gaps = left[-1] - left[0] >= len(left)
    return Bounds(left[0], left[-1], tuple(left) if gaps else ())


def _python_kinds(found: Type) -> list[str]:
    """Return the Python types that tell values of a type from those of another."""
    if found.kind == "CHOICE" and found.shape == "transparent":
        return [kind for use in found.components for kind in _python_kinds(use.type)]
    if found.shape in ("class", "boxed", "tagged"):
        return [found.name]
    if found.kind in ("SEQUENCE OF", "SET OF"):
        return ["tuple"]
    return {
        "INTEGER": ["int"],
        "ENUMERATED": ["int"],
        "BOOLEAN": ["bool"],
        "OCTET STRING": ["bytes"],
        "BIT STRING": ["BitString"],
        "OBJECT IDENTIFIER": ["Oid"],
        "NULL": ["Null"],
        "ANY": ["Any"],
        "UTCTime": ["datetime"],
        "GeneralizedTime": ["datetime"],
    }.get(found.kind, ["str"])
