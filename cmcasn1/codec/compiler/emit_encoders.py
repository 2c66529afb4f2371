"""Writes the source of the strict DER encoders.

``w_X(v)`` returns the whole TLV of a value. ``e_X(v)`` returns the contents octets; it is written for the types that
stand somewhere under an implicit tag. Nameless types, and the types of `INLINED`, are written where they are used: a
call costs as much as encoding a short field. Pieces are put together once, by the SEQUENCE they belong to.
"""

from __future__ import annotations

from cmcasn1.codec.compiler.emit_checks import UNKNOWN_CLASS, bounds_of, check, listed
from cmcasn1.codec.compiler.tuning import INLINED, by_frequency
from cmcasn1.codec.types import UNIVERSAL_TAGS, Component, Type

STRING_WRITERS = {
    "UTF8String": "{v}.encode()",
    "PrintableString": "put_printable({v})",
    "IA5String": "{v}.encode('ascii')",
    "VisibleString": "put_visible({v})",
    "NumericString": "put_numeric({v})",
    "TeletexString": "{v}.encode('latin-1')",
    "BMPString": "put_bmp({v})",
    "UniversalString": "{v}.encode('utf-32-be')",
}
_SIMPLE = {
    "BOOLEAN": "put_boolean({v})",
    "UTCTime": "put_utc_time({v})",
    "GeneralizedTime": "put_generalized_time({v})",
}
# What names are made of: written out here, while the decoders have a cache for it.
_INLINED = INLINED | {"RelativeDistinguishedName"}
_CONSTRUCTED = ("SEQUENCE", "SET", "SEQUENCE OF", "SET OF")

Pieces = list[str]
"""Expressions without side effects whose octets follow one another."""


def _joined(pieces: Pieces) -> str:
    if len(pieces) > 3:
        return f"b''.join(({', '.join(pieces)}))"
    return " + ".join(pieces) or "b''"


def _indented(lines: list[str]) -> list[str]:
    return ["    " + line for line in lines]


class EncoderWriter:
    """Collects the functions of one document; `under_tags` names the types that need an ``e_X``."""

    def __init__(self, under_tags: set[str]) -> None:
        self.lines: list[str] = []
        self.uses: set[tuple[str, str]] = set()  # prefix of the function, name of the type
        self.classes: set[str] = set()
        self.maps: set[str] = set()
        self.headers: set[int] = set()
        self.integers: set[int] = set()
        self.identifiers: set[int] = set()
        self.plain_classes: set[str] = set()  # str and datetime subclasses, BitString ...
        self._under_tags = under_tags
        self._count = 0
        self._owner = ""
        self._nameless: list[tuple[str, Type]] = []  # CHOICEs, which need a function to return from

    def write(self, name: str, found: Type) -> None:
        """Write the encoder of a defined type, and of the nameless CHOICEs in it."""
        self._owner = name
        self._function(name, found)
        while self._nameless:
            self._function(*self._nameless.pop(0))

    def _function(self, name: str, found: Type) -> None:
        check = []
        if found.shape in ("class", "boxed", "tagged"):
            self.classes.add(name)
            check = [f"if v.__class__ is not C_{name}:", "    raise Bad"]
        self.lines += ["", "", f"def w_{name}(v):", *_indented(check)]
        self._count = 0
        if found.outer:
            self.lines += [f"    c = {name}__untagged(v)"]
            self.lines += [f"    c = {self._header(tag)}[len(c)] + c" for tag in reversed(found.outer)]
            self.lines += ["    return c", "", "", f"def {name}__untagged(v):"]
        if found.kind == "CHOICE":
            self.lines += _indented(self._choice(found))
            return
        if found.kind == "ANY":
            self.lines += _indented(["return v.der"])
            return
        tag = UNIVERSAL_TAGS[found.kind]
        lines, pieces = self._tlv(found, "v", tag)
        self.lines += _indented([*lines, f"return {_joined(pieces)}"])
        if name in self._under_tags:
            self._count = 0
            lines, contents = self._contents(found, "v")
            self.lines += ["", "", f"def e_{name}(v):", *_indented([*check, *lines, f"return {_joined(contents)}"])]

    def _header(self, tag: int) -> str:
        self.headers.add(tag)
        return f"H{tag:02x}"

    def _new(self, letter: str) -> str:
        self._count += 1
        return f"{letter}{self._count}"

    # A type that is written out here

    def _tlv(self, found: Type, var: str, tag: int, governor: str = "", open_map: str = "") -> tuple[list[str], Pieces]:
        """Write lines that leave the pieces of the whole TLV in variables of their own."""
        if found.kind == "OBJECT IDENTIFIER":
            value, lines = self._unboxed(found, var)
            self.identifiers.add(tag)
            return lines, [f"O{tag:02x}[{value}]"]
        if found.kind in ("INTEGER", "ENUMERATED"):
            return self._integer(found, var, tag)
        if found.kind == "NULL":
            value, lines = self._unboxed(found, var)
            return [*lines, f"if {value} is not NULL:", "    raise Bad"], [f"b'\\x{tag:02x}\\0'"]
        lines, contents = self._contents(found, var, governor, open_map)
        header = self._header(tag)
        if len(contents) == 1 and contents[0].isidentifier():
            return lines, [f"{header}[len({contents[0]})]", contents[0]]
        whole = self._new("c")
        return [*lines, f"{whole} = {_joined(contents)}"], [f"{header}[len({whole})]", whole]

    def _unboxed(self, found: Type, var: str) -> tuple[str, list[str]]:
        if found.shape != "boxed":
            return var, []
        value = self._new("x")
        return value, [f"{value} = {var}.value"]

    def _contents(self, found: Type, var: str, governor: str = "", open_map: str = "") -> tuple[list[str], Pieces]:
        if found.kind in ("SEQUENCE", "SET"):
            return self._sequence(found, var)
        value, lines = self._unboxed(found, var)
        if found.kind in ("SEQUENCE OF", "SET OF"):
            inner, pieces = self._list(found, value, governor, open_map)
        else:
            inner, pieces = self._primitive(found, value)
        return [*lines, *inner], pieces

    def _sequence(self, found: Type, var: str) -> tuple[list[str], Pieces]:
        lines: list[str] = []
        parts: Pieces = []
        for index, component in enumerate(found.components):
            value = self._new("x")
            governor = f"{var}.{component.governor}" if component.open_map else ""
            write, pieces = self._component(component, value, governor)
            lines += [f"{value} = {var}.{component.attribute}"]
            if component.optional:
                test = f"{value} is None"
            elif component.has_default:
                same = "is" if component.type.kind == "BOOLEAN" else "=="
                test = f"{value} {same} {self._default(component, found)}"
            else:
                lines += write
                parts += pieces
                continue
            part = self._new("p")
            parts.append(part)
            lines += [f"if {test}:", f"    {part} = b''", "else:"]
            before = found.before(index)
            if before is not None:
                lines += _indented([f"if {var}.{before.attribute} is None:", "    raise Bad"])
            lines += _indented([*write, f"{part} = {_joined(pieces)}"])
        return lines, parts

    def _default(self, component: Component, found: Type) -> str:
        # The decoders of the same module hold the defaults.
        der = component.default
        assert isinstance(der, bytes)
        match component.type.kind:
            case "BOOLEAN":
                return str(der[2:] == b"\xff")
            case "INTEGER":
                return str(int.from_bytes(der[2:], "big", signed=True))
        return f"default_{found.name}_{component.attribute}"

    # A component: its contents, then its tags from the innermost to the outermost

    def _component(self, component: Component, var: str, governor: str = "") -> tuple[list[str], Pieces]:
        found = component.type
        tags = list(component.tags)
        lines: list[str] = []
        if found.kind == "ANY":
            pieces = [self._open(component.open_map, governor, var) if component.open_map else f"{var}.der"]
        elif found.kind == "CHOICE":
            if found.outer:  # which w_X writes
                assert component.tags[-len(found.outer) :] == found.outer
                del tags[-len(found.outer) :]
            if found.name:
                self.uses.add(("w_", found.name))
                pieces = [f"w_{found.name}({var})"]
            else:
                function = f"{self._owner}__{component.attribute or 'item'}"
                self._nameless.append((function, found))
                pieces = [f"w_{function}({var})"]
        else:
            tag = tags.pop()
            if found.name in _INLINED:
                self.classes.add(found.name)
                check = (
                    [f"if {var}.__class__ is not C_{found.name}:", "    raise Bad"] if found.shape == "class" else []
                )
                lines, pieces = self._tlv(found, var, tag)
                lines = [*check, *lines]
            elif found.name and (found.kind in _CONSTRUCTED or found.shape == "boxed"):
                if tag == UNIVERSAL_TAGS[found.kind]:
                    self.uses.add(("w_", found.name))
                    pieces = [f"w_{found.name}({var})"]
                else:
                    self.uses.add(("e_", found.name))
                    contents = self._new("c")
                    lines = [f"{contents} = e_{found.name}({var})"]
                    pieces = [f"{self._header(tag)}[len({contents})]", contents]
            else:
                lines, pieces = self._tlv(found, var, tag, governor, component.open_map)
        for tag in reversed(tags):
            whole = self._new("c")
            lines += [f"{whole} = {_joined(pieces)}"]
            pieces = [f"{self._header(tag)}[len({whole})]", whole]
        return lines, pieces

    def _open(self, open_map: str, governor: str, var: str) -> str:
        self.maps.add(open_map)
        call = f"{var}.der if {var}.__class__ is Any else encoders_{open_map}[{governor}]({var})"
        if open_map in UNKNOWN_CLASS:
            unknown = UNKNOWN_CLASS[open_map]
            self.classes.add(unknown)
            call = f"{var}.raw if {var}.__class__ is C_{unknown} else {call}"
        return f"({call})"

    # Primitive types

    def _integer(self, found: Type, var: str, tag: int) -> tuple[list[str], Pieces]:
        value, lines = self._unboxed(found, var)
        bounds = bounds_of(found)
        lines += [*check(bounds, value), *listed(found, value)]
        self.integers.add(tag)
        short = f"I{tag:02x}[{value}]"
        if bounds and None not in bounds and bounds[0] >= -128 and bounds[1] < 128:  # type: ignore[operator]
            return lines, [short]
        part, contents = self._new("p"), self._new("c")
        low = "0" if bounds and bounds[0] is not None and bounds[0] >= 0 else "-128"
        test = f"{value} < 128" if low == "0" else f"{low} <= {value} < 128"
        lines += [
            f"if {test}:",
            f"    {part} = {short}",
            "else:",
            f"    {contents} = put_integer({value})",
            f"    {part} = {self._header(tag)}[len({contents})] + {contents}",
        ]
        return lines, [part]

    def _primitive(self, found: Type, var: str) -> tuple[list[str], Pieces]:
        """Write lines that leave the contents octets in one variable."""
        kind = found.kind
        bounds = bounds_of(found)
        if kind == "OCTET STRING":
            return [
                *check(bounds, f"len({var})"),
                f"if {var}.__class__ is not bytes:",
                f"    {var} = octets({var})",
            ], [var]
        contents = self._new("c")
        if kind in STRING_WRITERS:
            return [
                *check(bounds, f"len({var})"),
                f"{contents} = {STRING_WRITERS[kind].format(v=var)}",
            ], [contents]
        if kind == "BIT STRING":
            lines = check(bounds, f"len({var}.data) * 8 - {var}.unused_bits")
            if found.shape == "bits":
                return [*lines, f"{contents} = put_named_bits({var})"], [contents]
            whole = f"b'\\0' + {var}.data if {var}.unused_bits == 0 else put_bits({var})"
            return [*lines, f"{contents} = {whole}"], [contents]
        if kind in ("INTEGER", "ENUMERATED"):
            return [*check(bounds, var), *listed(found, var), f"{contents} = put_integer({var})"], [contents]
        if kind == "OBJECT IDENTIFIER":
            return [f"{contents} = put_oid({var})"], [contents]
        return [f"{contents} = {_SIMPLE[kind].format(v=var)}"], [contents]

    def _list(self, found: Type, var: str, governor: str, open_map: str) -> tuple[list[str], Pieces]:
        element = found.element
        assert element is not None
        parts, value, contents = self._new("r"), self._new("x"), self._new("c")
        if open_map:
            write: list[str] = []
            pieces = [self._open(open_map, governor, value)]
        else:
            write, pieces = self._component(element, value)
        bounds = check(bounds_of(found), f"len({var})")
        lines = [
            f"{parts} = []",
            f"for {value} in {var}:",
            *_indented([*write, f"{parts}.append({_joined(pieces)})"]),
        ]
        if found.kind == "SET OF":
            lines += [f"if len({parts}) > 1:", f"    {parts}.sort()"]
        lines.append(f"{contents} = b''.join({parts})")
        if open_map and found.kind == "SET OF":
            # An attribute has one value, nearly always.
            alone = [f"({value},) = {var}", *write, f"{contents} = {_joined(pieces)}"]
            lines = [f"if len({var}) == 1:", *_indented(alone), "else:", *_indented(lines)]
        return [*bounds, *lines], [contents]

    # CHOICE

    def _choice(self, found: Type) -> list[str]:
        lines: list[str] = []
        tagged = found.shape == "tagged"
        lines += ["x = v.value", "t = v.choice"] if tagged else ["x = v", "t = v.__class__"]
        strings = [alternative.string for alternative in found.components if alternative.string != "UTCTime"]
        plain = "UTF8String" if "UTF8String" in strings else strings[0] if strings else ""
        fallback: list[str] = []
        for alternative in by_frequency(found.components):
            self._count = 0
            write, pieces = self._component(alternative, "x")
            write = [*write, f"return {_joined(pieces)}"]
            if tagged:
                lines += [f"if t == {alternative.name!r}:", *_indented(write)]
                continue
            tests = self._class_tests(alternative)
            if alternative.string:
                self.plain_classes.add(alternative.string)
                lines += [f"if t is {alternative.string}:", *_indented(write)]
                if alternative.string == plain:
                    fallback = write
            else:
                lines += [f"if {tests}:", *_indented(write)]
        times = {alternative.string for alternative in found.components} >= {"UTCTime", "GeneralizedTime"}
        if times:
            return [
                "x = v",
                "t = v.__class__",
                "if t is datetime:",
                "    t = time_choice(v)",
                *lines[2:],
                "raise Bad",
            ]
        if fallback:
            lines += ["if t is str:", *_indented(fallback)]
        return [*lines, "raise Bad"]

    def _class_tests(self, alternative: Component) -> str:
        found = alternative.type
        if found.kind == "CHOICE" and found.shape == "transparent":
            return " or ".join(self._class_tests(inner) for inner in found.components)
        if found.shape in ("class", "boxed", "tagged"):
            self.classes.add(found.name)
            return f"t is C_{found.name}"
        return {
            "INTEGER": "isinstance(x, int) and t is not bool",
            "ENUMERATED": "isinstance(x, int) and t is not bool",
            "BOOLEAN": "t is bool",
            "OCTET STRING": "t is bytes",
            "BIT STRING": "isinstance(x, BitString)",
            "OBJECT IDENTIFIER": "t is Oid",
            "NULL": "x is NULL",
            "ANY": "t is Any",
            "SEQUENCE OF": "isinstance(x, tuple)",
            "SET OF": "isinstance(x, tuple)",
            "UTCTime": "isinstance(x, datetime)",
            "GeneralizedTime": "isinstance(x, datetime)",
        }.get(found.kind, "isinstance(x, str) and t is not Oid")
