"""Writes the source of the strict DER encoders.

``e_X(v)`` returns the contents octets of a value (of a CHOICE: its whole TLV), ``w_X(v)`` the whole TLV.
"""

from __future__ import annotations

from cmcasn1.codec.compiler.emit_decoders import CACHED, UNKNOWN_CLASS, _bounds, _check
from cmcasn1.codec.types import Component, Type

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
    "INTEGER": "put_integer({v})",
    "ENUMERATED": "put_integer({v})",
    "BOOLEAN": "put_boolean({v})",
    "NULL": "put_null({v})",
    "OBJECT IDENTIFIER": "put_oid({v})",
    "UTCTime": "put_utc_time({v})",
    "GeneralizedTime": "put_generalized_time({v})",
}


class EncoderWriter:
    """Collects the functions of one document."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.uses: set[str] = set()
        self.classes: set[str] = set()
        self.maps: set[str] = set()
        self.headers: set[int] = set()
        self.plain_classes: set[str] = set()  # str and datetime subclasses, BitString ...
        self._extra: list[tuple[str, Type, str]] = []

    def write(self, name: str, found: Type) -> None:
        """Write the encoder of a defined type, and of the nameless types inside it."""
        self._function(f"e_{name}", found)
        while self._extra:
            function, inner, open_map = self._extra.pop(0)
            self._function(function, inner, open_map)
        self.lines += ["", "", f"def w_{name}(v):"]
        if found.shape in ("class", "boxed", "tagged"):
            self.classes.add(name)
            self.lines += [f"    if v.__class__ is not C_{name}:", "        raise Bad"]
        if found.kind in ("CHOICE", "ANY"):
            self.lines += [f"    return e_{name}(v)"]
        else:
            tag = next(iter(found.identifiers()))
            self.lines += [f"    c = e_{name}(v)", f"    return {self._header(tag)}[len(c)] + c"]

    def _header(self, tag: int) -> str:
        self.headers.add(tag)
        return f"H{tag:02x}"

    def _function(self, function: str, found: Type, open_map: str = "") -> None:
        if found.name in CACHED:
            self.classes.add(found.name)
            self.lines += [
                "",
                "",
                f"encoded_{found.name} = {{}}",
                "",
                "",
                f"def {function}(v):",
                f"    if v.__class__ is not C_{found.name}:",
                f"        return y_{found.name}(v)",
                f"    h = encoded_{found.name}.get(id(v))",
                "    if h is not None and h[0] is v:",
                "        return h[1]",
                f"    c = y_{found.name}(v)",
                f"    remember_encoded(encoded_{found.name}, v, c)",
                "    return c",
            ]
            function = f"y_{found.name}"
        self.lines += ["", "", f"def {function}(v{', g' if open_map else ''}):"]
        if found.kind in ("SEQUENCE", "SET"):
            body = self._sequence(found, function)
        elif found.kind == "CHOICE":
            body = self._choice(found, function)
        elif found.kind == "ANY":
            body = ["return v.der"]
        else:
            body = ["v = v.value"] if found.shape == "boxed" else []
            if found.kind in ("SEQUENCE OF", "SET OF"):
                body += self._list(found, function, open_map)
            else:
                lines, expression = self._primitive(found, "v")
                body += [*lines, f"return {expression}"]
        self.lines += ["    " + line for line in body]

    def _sequence(self, found: Type, function: str) -> list[str]:
        lines: list[str] = []
        parts = []
        for number, component in enumerate(found.components):
            part = f"p{number}"
            parts.append(part)
            source = f"v.{component.attribute}"
            write = self._component(component, "x", part, f"{function}__{component.attribute}")
            lines += [f"x = {source}"]
            if component.optional:
                lines += ["if x is None:", f"    {part} = b''", "else:", *("    " + line for line in write)]
            elif component.has_default:
                default = self._default(component, found)
                lines += [
                    f"if x == {default}:",
                    f"    {part} = b''",
                    "else:",
                    *("    " + line for line in write),
                ]
            else:
                lines += write
        if len(parts) > 3:
            return [*lines, f"return b''.join(({', '.join(parts)}))"]
        return [*lines, "return " + (" + ".join(parts) or "b''")]

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

    def _component(self, component: Component, var: str, part: str, function: str) -> list[str]:
        """Write lines that put the whole TLV of `var` into `part`."""
        found = component.type
        tags = list(component.tags)
        if found.kind == "ANY" and component.open_map:
            lines = [f"{part} = {self._open(component.open_map, f'v.{component.governor}', var)}"]
        elif found.kind == "ANY":
            lines = [f"{part} = {var}.der"]
        elif found.kind == "CHOICE":
            lines = [f"{part} = {self._call(found, function, '')}({var})"]
        else:
            tag = tags.pop()
            if found.kind in ("SEQUENCE", "SET", "SEQUENCE OF", "SET OF") or found.shape == "boxed":
                governor = f", v.{component.governor}" if component.open_map else ""
                lines = [f"c = {self._call(found, function, component.open_map)}({var}{governor})"]
            else:
                checks, expression = self._primitive(found, var)
                lines = [*checks, f"c = {expression}"]
            lines += [f"{part} = {self._header(tag)}[len(c)] + c"]
        for tag in reversed(tags):
            lines += [f"{part} = {self._header(tag)}[len({part})] + {part}"]
        return lines

    def _open(self, open_map: str, governor: str, var: str) -> str:
        self.maps.add(open_map)
        call = f"put_open(encoders_{open_map}, {governor}, {var})"
        if open_map not in UNKNOWN_CLASS:
            return call
        unknown = UNKNOWN_CLASS[open_map]
        self.classes.add(unknown)
        return f"{var}.raw if {var}.__class__ is C_{unknown} else {call}"

    def _call(self, found: Type, function: str, open_map: str) -> str:
        if found.name:
            self.uses.add(found.name)
            return f"e_{found.name}"
        self._extra.append((function, found, open_map))
        return function

    def _primitive(self, found: Type, var: str) -> tuple[list[str], str]:
        kind = found.kind
        bounds = _bounds(found)
        if kind in STRING_WRITERS:
            return _check(bounds, f"len({var})"), STRING_WRITERS[kind].format(v=var)
        if kind == "OCTET STRING":
            # `+ b""` refuses what is no bytes at all.
            return _check(bounds, f"len({var})"), f"{var} + b''"
        if kind == "BIT STRING":
            writer = "put_named_bits" if found.shape == "bits" else "put_bits"
            return _check(bounds, f"len({var}.data) * 8 - {var}.unused_bits"), f"{writer}({var})"
        return _check(bounds, var), _SIMPLE[kind].format(v=var)

    def _list(self, found: Type, function: str, open_map: str) -> list[str]:
        element = found.element
        assert element is not None
        lines = [*_check(_bounds(found), "len(v)")]
        if open_map:
            lines += [f"r = [{self._open(open_map, 'g', 'x')} for x in v]"]
        else:
            lines += ["r = []", "for x in v:"]
            lines += ["    " + line for line in self._component(element, "x", "y", f"{function}_item")]
            lines += ["    r.append(y)"]
        if found.kind == "SET OF":
            lines += ["if len(r) > 1:", "    r.sort()"]
        return [*lines, "return b''.join(r)"]

    def _choice(self, found: Type, function: str) -> list[str]:
        lines: list[str] = []
        tagged = found.shape == "tagged"
        if tagged:
            lines += ["x = v.value", "t = v.choice"]
        else:
            lines += ["x = v", "t = v.__class__"]
        fallback: list[str] = []
        for alternative in found.components:
            name = f"{function}__{alternative.attribute}"
            write = [*self._component(alternative, "x", "y", name), "return y"]
            if tagged:
                lines += [f"if t == {alternative.name!r}:", *("    " + line for line in write)]
                continue
            tests = self._class_tests(alternative)
            if alternative.string:
                self.plain_classes.add(alternative.string)
                lines += [f"if t is {alternative.string}:", *("    " + line for line in write)]
                if alternative.string == "UTF8String" or (not fallback and alternative.string != "UTCTime"):
                    fallback = write
            else:
                lines += [f"if {tests}:", *("    " + line for line in write)]
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
            lines += ["if t is str:", *("    " + line for line in fallback)]
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
