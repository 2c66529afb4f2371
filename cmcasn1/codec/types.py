"""The type descriptions that the compiler reads out of the schemas.

The tolerant decoder, the explanations of the encoder, the pyasn1 conversion and the hypothesis strategies walk along
them.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

STRINGS = (
    "UTF8String",
    "PrintableString",
    "IA5String",
    "VisibleString",
    "NumericString",
    "TeletexString",
    "BMPString",
    "UniversalString",
)
TIMES = ("UTCTime", "GeneralizedTime")

UNIVERSAL_TAGS = {
    "BOOLEAN": 0x01,
    "INTEGER": 0x02,
    "BIT STRING": 0x03,
    "OCTET STRING": 0x04,
    "NULL": 0x05,
    "OBJECT IDENTIFIER": 0x06,
    "ENUMERATED": 0x0A,
    "UTF8String": 0x0C,
    "NumericString": 0x12,
    "PrintableString": 0x13,
    "TeletexString": 0x14,
    "IA5String": 0x16,
    "UTCTime": 0x17,
    "GeneralizedTime": 0x18,
    "VisibleString": 0x1A,
    "UniversalString": 0x1C,
    "BMPString": 0x1E,
    "SEQUENCE": 0x30,
    "SEQUENCE OF": 0x30,
    "SET": 0x31,
    "SET OF": 0x31,
}
_NAMES_BY_TAG = {tag: name for name, tag in UNIVERSAL_TAGS.items() if not name.endswith(" OF")}


def tag_name(identifier: int) -> str:
    """Name an identifier octet as messages show it: ``OCTET STRING (04)``, ``[1] (a1)``."""
    number = identifier & 0x1F
    bare = identifier & ~0x20
    match identifier >> 6:
        case 0:
            for candidate in (identifier, bare, bare | 0x20):
                if candidate in _NAMES_BY_TAG:
                    name = _NAMES_BY_TAG[candidate]
                    break
            else:
                name = f"[UNIVERSAL {number}]"
        case 1:
            name = f"[APPLICATION {number}]"
        case 2:
            name = f"[{number}]"
        case _:
            name = f"[PRIVATE {number}]"
    return f"{name} ({identifier:02x})"


class Type:
    """One ASN.1 type.

    `kind` is the built-in type ("SEQUENCE", "SET OF", "CHOICE", "ANY", "OCTET STRING", ...); `name` the defined
    type's name, empty for one without; `components` the fields of SEQUENCE and SET (SET in tag order) and the
    alternatives of CHOICE; `element` what a SEQUENCE OF or SET OF holds; `low` and `high` bound the value of an
    INTEGER and the size of everything else (None: unbounded); `values` are the only ones that an INTEGER may have,
    empty where `low` and `high` say it all; `names` are the named numbers or bits; `outer` the tags that a CHOICE's
    own definition puts around it.

    `shape` says what a value is in Python: "class" an instance of the class `name`, "boxed" one whose only field
    is `value`, "list" a `ListOf` of that name, "tuple", "plain", "enum", "bits" (a `NamedBits` class),
    "transparent" (a CHOICE whose value is its alternative's) or "tagged" (a CHOICE that says which).
    """

    __slots__ = (
        "components",
        "covered",
        "element",
        "high",
        "kind",
        "low",
        "name",
        "names",
        "outer",
        "shape",
        "sole",
        "values",
    )

    def __init__(
        self,
        kind: str,
        name: str = "",
        shape: str = "plain",
        *,
        components: tuple[Component, ...] = (),
        element: Component | None = None,
        low: int | None = None,
        high: int | None = None,
        names: tuple[tuple[str, int], ...] = (),
        covered: bool = False,
        sole: str = "",
        outer: tuple[int, ...] = (),
        values: tuple[int, ...] = (),
    ) -> None:
        self.kind = kind
        self.name = name
        self.shape = shape
        self.components = components
        self.element = element
        self.low = low
        self.high = high
        self.names = names
        self.covered = covered
        # The name of the only alternative where the type is a CHOICE of one (Name's rdnSequence).
        self.sole = sole
        self.outer = outer
        self.values = values

    def __repr__(self) -> str:
        return f"<Type {self.name or self.kind}>"

    def before(self, index: int) -> Component | None:
        """Return the optional component that the one at `index` would be taken for if it alone were there."""
        if self.kind != "SEQUENCE" or index == 0:
            return None
        previous, use = self.components[index - 1], self.components[index]
        same = previous.optional and use.optional and set(previous.identifiers()) & set(use.identifiers())
        return previous if same else None

    @property
    def title(self) -> str:
        """The name to show: the defined type's, else the built-in one."""
        return self.name or self.kind

    def tags(self) -> tuple[int, ...]:
        """Return the tags of a value that stands alone, outermost first; none for an untagged CHOICE or ANY."""
        return self.outer if self.kind in ("CHOICE", "ANY") else tuple(self.identifiers())

    def identifiers(self) -> Iterator[int]:
        """Yield the identifier octets with which an untagged value of the type can start (none for ANY)."""
        if self.kind == "CHOICE":
            for alternative in self.components:
                yield from alternative.identifiers()
        elif self.kind != "ANY":
            yield UNIVERSAL_TAGS[self.kind]


class Component:
    """A use of a type: a field, an alternative or an element.

    `name` is the ASN.1 component's, `attribute` the Python one, `tags` the identifier octets outermost first
    (the type's own last, unless it is an untagged CHOICE or ANY), `optional` and `default` as in the schema,
    `open_map` the map of `cmcasn1.schema.maps` that types an ANY by the component `governor`, `kept` whether the
    owner keeps the octets as received, `string` the str or datetime subclass that tells alternatives apart.
    """

    __slots__ = (
        "attribute",
        "default",
        "governor",
        "has_default",
        "kept",
        "name",
        "open_map",
        "optional",
        "string",
        "tags",
        "type",
    )

    def __init__(
        self,
        name: str,
        attribute: str,
        type: Type,
        tags: tuple[int, ...],
        *,
        optional: bool = False,
        has_default: bool = False,
        default: object = None,
        open_map: str = "",
        governor: str = "",
        kept: bool = False,
        string: str = "",
    ) -> None:
        self.name = name
        self.attribute = attribute
        self.type = type
        self.tags = tags
        self.optional = optional
        self.has_default = has_default
        self.default = default
        self.open_map = open_map
        self.governor = governor
        self.kept = kept
        self.string = string

    def __repr__(self) -> str:
        return f"<Component {self.name} {self.type.title}>"

    def identifiers(self) -> Iterator[int]:
        """Yield the identifier octets with which the component can start (none for an untagged ANY)."""
        if self.tags:
            yield self.tags[0]
        else:
            yield from self.type.identifiers()
