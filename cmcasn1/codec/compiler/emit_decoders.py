"""Writes the source of the strict DER decoders.

Every decoder has the signature ``d_X(b, s, p, e, d)``: buffer, start of the TLV, start and end of its contents,
remaining depth. ``o_X`` looks at the identifier octet as well. A read beyond the end of a container is noticed by the
container's ``p != e``, as `p` only grows; nothing read from a short slice is put into a cache. Nameless lists, and the
types of `INLINED`, are written where they are used: a call costs as much as decoding a short field.
"""

from __future__ import annotations

from itertools import pairwise

from cmcasn1.codec.compiler.emit_checks import UNKNOWN_CLASS, bounds_of, check
from cmcasn1.codec.compiler.emit_reading import header, integer_component, outer_tags, primitive
from cmcasn1.codec.compiler.tuning import CACHED, INLINED, SHORT, by_frequency
from cmcasn1.codec.types import UNIVERSAL_TAGS, Component, Type

_OFTEN_LONG = ("SEQUENCE", "SET", "SEQUENCE OF", "SET OF", "BIT STRING")


class DecoderWriter:
    """Collects the functions of one document; `embedded` names the types that others hold as a component."""

    def __init__(self, embedded: set[str]) -> None:
        self.lines: list[str] = []
        self.uses: set[tuple[str, str]] = set()  # prefix of the function, name of the type
        self.classes: set[str] = set()  # value classes
        self.maps: set[str] = set()
        self.defaults: dict[str, tuple[Type, bytes]] = {}
        self._embedded = embedded
        self._nameless: list[tuple[str, Type]] = []  # CHOICEs, which need a function to return from
        self._owner = ""
        self._count = 0
        self._long = False  # whether lengths of two octets are frequent: what a signature covers is long

    def write(self, name: str, found: Type) -> None:
        """Write the decoder of a defined type, and of the nameless CHOICEs in it."""
        self._owner = name
        if found.kind in ("CHOICE", "ANY"):
            self._function(f"d_{name}", found)
            if found.outer:
                self._function(f"o_{name}", found, [*outer_tags(found.outer), f"return d_{name}(b, s, p, q, d)"])
            else:
                self.lines += ["", "", f"o_{name} = d_{name}"]
        else:
            tag = next(iter(found.identifiers()))
            due = [f"if b[s] != {tag:#04x}:", "    raise Bad"]
            if name in CACHED:
                self.lines += ["", "", f"cache_{name} = cache()"]
                self._function(f"x_{name}", found)
                self._function(f"o_{name}", found, [*due, *self._cached(name, "v", "e"), "return v"])
                # The same with the header still unread: returns the value and where it ends.
                self.lines += ["", "", f"def c_{name}(b, s, d):", f"    if b[s] != {tag:#04x}:", "        raise Bad"]
                at = ["p = s", *header("q"), *self._cached(name, "v", "q"), "return v, q"]
                self.lines += ["    " + line for line in at]
            elif name in self._embedded:
                self._function(f"d_{name}", found)
                self._function(f"o_{name}", found, [*due, f"return d_{name}(b, s, p, e, d)"])
            else:
                self._function(f"o_{name}", found, [*due, *self._body(found)])
        while self._nameless:
            self._function(*self._nameless.pop(0))

    def _function(self, function: str, found: Type, body: list[str] | None = None) -> None:
        self.lines += ["", "", f"def {function}(b, s, p, e, d):"]
        self.lines += ["    " + line for line in body or self._body(found)]

    def _new(self, letter: str) -> str:
        self._count += 1
        return f"{letter}{self._count}"

    def _body(self, found: Type) -> list[str]:
        self._count = 0
        self._long = found.covered
        if found.kind == "CHOICE":
            return self._choice(found)
        if found.kind in ("SEQUENCE", "SET"):
            return [*self._sequence(found, "o", "e"), "return o"]
        if found.kind in ("SEQUENCE OF", "SET OF"):
            lines = self._list(found, "v", "e", "", "")
        else:
            lines = self._contents(found, "v", "e", "")
        if found.shape != "boxed":
            return [*lines, "return v"]
        self.classes.add(found.name)
        return [*lines, f"o = T_{found.name}()", "o.value = v", f"o.__class__ = C_{found.name}", "return o"]

    def _cached(self, name: str, var: str, end: str) -> list[str]:
        """Write lines that look a value up by its encoding; `s` and `p` are where it and its contents start."""
        target = "v = " if var == "v" else f"{var} = v = "
        return [
            f"k = b[s:{end}]",
            f"{target}cache_{name}.get(k)",
            "if v is None:",
            f"    {target}x_{name}(b, s, p, {end}, d)",
            f"    if len(k) == {end} - s:",
            f"        remember(cache_{name}, k, v)",
        ]

    # A SEQUENCE or SET

    def _sequence(self, found: Type, var: str, end: str, short: bool = False) -> list[str]:
        self.classes.add(found.name)
        lines = [f"{var} = T_{found.name}()"]
        if found.covered:
            lines += [f"{var}._octets = (b, s, {end})"]
        for component in found.components:
            field = f"{var}.{component.attribute}"
            read = self._component(component, field, var, short)
            if component.kept:
                kept = self._new("t")
                read = [f"{kept} = p", *read, f"{var}._{component.attribute}_octets = (b, {kept}, p)"]
            if not (component.optional or component.has_default):
                lines += read
                continue
            tags = sorted(set(component.identifiers()))
            if not tags:
                test = f"p < {end}"
            elif len(tags) == 1:
                test = f"p < {end} and b[p] == {tags[0]:#04x}"
            else:
                test = f"p < {end} and b[p] in {_octets(tags)}"
            # The test says what stands there.
            known = next((index for index, line in enumerate(read) if line.startswith("if b[p] != ")), None)
            if component.tags and known is not None:
                del read[known : known + 2]
            lines += [f"if {test}:", *("    " + line for line in read)]
            if component.has_default:
                default = self._default(component, found)
                lines += [f"    if {field} == {default}:", "        raise Bad"]
                absent = default
            else:
                absent = "None"
            lines += ["else:", f"    {field} = {absent}"]
            if component.kept:
                lines += [f"    {var}._{component.attribute}_octets = None"]
        return [*lines, f"if p != {end}:", "    raise Bad", f"{var}.__class__ = C_{found.name}"]

    def _default(self, component: Component, owner: Type) -> str:
        der = component.default
        assert isinstance(der, bytes)
        contents = der[2:]
        match component.type.kind:
            case "BOOLEAN":
                return str(contents == b"\xff")
            case "INTEGER" if component.type.shape == "enum":
                self.classes.add(component.type.name)
                return f"C_{component.type.name}({int.from_bytes(contents, 'big', signed=True)})"
            case "INTEGER":
                return str(int.from_bytes(contents, "big", signed=True))
        name = f"default_{owner.name}_{component.attribute}"
        # The default's own encoding has the component's tags; decoding it anew needs the plain one.
        self.defaults[name] = (component.type, der)
        return name

    # A component: its tags, then its contents

    def _component(self, component: Component, var: str, owner: str, short: bool = False) -> list[str]:
        found = component.type
        lines: list[str] = []
        ends: list[str] = []
        tags = component.tags
        open_kind = found.kind in ("CHOICE", "ANY")
        if len(tags) == 1 and not open_kind and found.shape != "boxed":
            compact = self._compact(component, var, short)
            if compact:
                return compact
        for index, tag in enumerate(tags):
            ends.append(self._new("q"))
            lines += ["s = p"] if index == len(tags) - 1 and (found.components or found.element) else []
            lines += [f"if b[p] != {tag:#04x}:", "    raise Bad"]
            if index == len(tags) - 1 and found.kind in ("INTEGER", "ENUMERATED") and found.shape != "boxed":
                self._note_class(found)
                return [*lines, *integer_component(found, var, ends)]
            if index == len(tags) - 1 and found.name in SHORT:
                return [*lines, *self._short_component(component, var, ends)]
            lines += header(ends[-1], self._long and found.kind in _OFTEN_LONG, short)
        if open_kind:
            ends.append(self._new("q"))
            lines += ["s = p", *header(ends[-1], short=short)]
        for outer, inner in pairwise(ends):
            lines += [f"if {inner} != {outer}:", "    raise Bad"]
        lines += self._contents(found, var, ends[-1], owner, component, short)
        # A container's own check has said already that its end was reached.
        return lines if self._ends(found) else [*lines, f"p = {ends[-1]}"]

    def _compact(self, component: Component, var: str, short: bool) -> list[str]:
        """Write the lines of a component whose header and contents are best read in one step."""
        found = component.type
        (tag,) = component.tags
        end = self._new("q")
        look = ""
        if found.kind == "OBJECT IDENTIFIER" and tag == UNIVERSAL_TAGS[found.kind]:
            look, read = "oid_encodings", "oid_at(b, p)"
        elif found.name in CACHED and tag == UNIVERSAL_TAGS[found.kind]:
            self.uses |= {("cache_", found.name), ("c_", found.name)}
            look, read = f"cache_{found.name}", f"c_{found.name}(b, p, d)"
        if look:
            # What a cache has by its whole encoding has the right tag and length.
            target = "v = " if var == "v" else f"{var} = v = "
            return [
                f"{end} = p + b[p + 1] + 2",
                f"{target}{look}.get(b[p:{end}])",
                "if v is None:",
                f"    {var}, {end} = {read}",
                f"p = {end}",
            ]
        if found.kind == "BOOLEAN":
            test = [f"if b[p] != {tag:#04x}:", "    raise Bad", "if b[p + 1] != 1:", "    raise Bad"]
            return [*test, f"{var} = BOOLEANS[b[p + 2]]", "p += 3"]
        if found.kind == "OCTET STRING" and short:
            test = [f"if b[p] != {tag:#04x}:", "    raise Bad", f"{end} = p + b[p + 1] + 2"]
            test += check(bounds_of(found), f"{end} - p - 2")
            return [*test, f"{var} = b[p + 2:{end}]", f"p = {end}"]
        return []

    def _short_component(self, component: Component, var: str, ends: list[str]) -> list[str]:
        """Write a type of `SHORT` out for short encodings, and call its decoder for others."""
        found = component.type
        end, made = ends[-1], self._new("o")
        self.uses.add(("d_", found.name))
        body = ["p += 2", f"{end} = p + n", *self._sequence(found, made, end, short=True), f"{var} = {made}"]
        lines = ["n = b[p + 1]", "if n < 128:", *("    " + line for line in body)]
        lines += ["else:", "    n, p = long_length(b, p)", f"    {end} = p + n"]
        lines += [f"    {var} = d_{found.name}(b, s, p, {end}, d)", f"    p = {end}"]
        for outer in ends[:-1]:
            lines += [f"if p != {outer}:", "    raise Bad"]
        return lines

    def _ends(self, found: Type) -> bool:
        inline = not found.name or (found.name in INLINED and found.name not in CACHED)
        return found.kind in ("SEQUENCE", "SET", "SEQUENCE OF", "SET OF") and inline

    def _contents(
        self,
        found: Type,
        var: str,
        end: str,
        owner: str,
        component: Component | None = None,
        short: bool = False,
    ) -> list[str]:
        kind = found.kind
        governor = f"{owner}.{component.governor}" if component and component.open_map else ""
        if component is not None and component.open_map and kind == "ANY":
            return self._open(component.open_map, governor, var, end)
        if kind in ("SEQUENCE", "SET", "CHOICE", "SEQUENCE OF", "SET OF") or (found.shape == "boxed" and component):
            if found.name in CACHED:
                self.uses.add(("x_", found.name))
                if component is None or component.tags[-1] != UNIVERSAL_TAGS[found.kind]:
                    # Its encoding has another tag, and must not be found where its own one is due.
                    return [f"{var} = x_{found.name}(b, s, p, {end}, d)"]
                self.uses.add(("cache_", found.name))
                return self._cached(found.name, var, end)
            if self._ends(found) and found.components:
                made = self._new("o")
                return [*self._sequence(found, made, end, short), f"{var} = {made}"]
            if self._ends(found):
                return self._list(found, var, end, component.open_map if component else "", governor, short)
            function = found.name
            if not function:
                function = f"{self._owner}__{component.attribute or 'item'}" if component else ""
                self._nameless.append((f"d_{function}", found))
            else:
                self.uses.add(("d_", function))
            return [f"{var} = d_{function}(b, s, p, {end}, d)"]
        self._note_class(found)
        return primitive(found, var, end, component.string if component else "")

    def _note_class(self, found: Type) -> None:
        """Have the value class of named numbers or bits imported."""
        if found.shape in ("enum", "bits"):
            self.classes.add(found.name)

    def _open(self, open_map: str, governor: str, var: str, end: str) -> list[str]:
        self.maps.add(open_map)
        lines = [f"f = decoders_{open_map}.get({governor})"]
        if open_map in UNKNOWN_CLASS:
            unknown = UNKNOWN_CLASS[open_map]
            self.classes.add(unknown)
            closed = [
                f"    v = T_{unknown}()",
                f"    v.oid = {governor}",
                f"    v.raw = any_value(b[s:{end}]).der",
                "    v.problem = None",
                f"    v.__class__ = C_{unknown}",
                f"    {var} = v",
            ]
        else:
            closed = [f"    {var} = any_value(b[s:{end}])"]
        return [
            *lines,
            "if f is None:",
            *closed,
            "elif d == 0:",
            "    raise Bad",
            "else:",
            f"    {var} = f(b, s, p, {end}, d - 1)",
        ]

    # SEQUENCE OF and SET OF

    def _list(self, found: Type, var: str, end: str, open_map: str, governor: str, short: bool = False) -> list[str]:
        element = found.element
        assert element is not None
        items = self._new("r")
        if open_map:
            self.maps.add(open_map)
            inner = self._new("q")
            read = ["s = p", *header(inner, short=short), *self._open(open_map, governor, "v", inner), f"p = {inner}"]
        else:
            read = self._component(element, "v", "", short)
        lines = [f"{items} = []"]
        if found.kind == "SET OF":
            start, last = self._new("t"), self._new("z")
            lines += [
                f"{last} = None",
                f"while p < {end}:",
                f"    {start} = p",
                *("    " + line for line in read),
                f"    {items}.append(v)",
                f"    if p != {end} or {last} is not None:",
                f"        k = b[{start}:p]",
                f"        if {last} is not None and k < {last}:",
                "            raise Bad",
                f"        {last} = k",
            ]
        else:
            lines += [f"while p < {end}:", *("    " + line for line in read), f"    {items}.append(v)"]
        lines += [f"if p != {end}:", "    raise Bad", *check(bounds_of(found), f"len({items})")]
        if found.shape == "list":
            self.classes.add(found.name)
            return [*lines, f"{var} = C_{found.name}({items})"]
        return [*lines, f"{var} = tuple({items})"]

    # CHOICE: the header has been read, `s` is where it starts

    def _choice(self, found: Type) -> list[str]:
        lines = ["t = b[s]"]
        word = "if"
        otherwise: list[str] = []
        for alternative in by_frequency(found.components):
            tags = sorted(set(alternative.identifiers()))
            inner = self._alternative(alternative)
            if found.shape == "tagged":
                self.classes.add(found.name)
                inner += [
                    f"o = T_{found.name}()",
                    f"o.choice = {alternative.name!r}",
                    "o.value = v",
                    f"o.__class__ = C_{found.name}",
                    "return o",
                ]
            else:
                inner += ["return v"]
            if not tags:
                otherwise = inner
                continue
            test = f"t == {tags[0]:#04x}" if len(tags) == 1 else f"t in {_octets(tags)}"
            lines += [f"{word} {test}:", *("    " + line for line in inner)]
            word = "elif"
        return [*lines, *(otherwise or ["raise Bad"])]

    def _alternative(self, alternative: Component) -> list[str]:
        found = alternative.type
        open_kind = found.kind in ("CHOICE", "ANY")
        lines: list[str] = []
        end = "e"
        deeper = len(alternative.tags) - (0 if open_kind else 1)
        for index in range(deeper):
            lines += ["s = p"]
            if index + 1 < len(alternative.tags):
                lines += [f"if b[p] != {alternative.tags[index + 1]:#04x}:", "    raise Bad"]
            lines += [*header(f"q{index}"), f"if q{index} != {end}:", "    raise Bad"]
            end = f"q{index}"
        return [
            *lines,
            *self._contents(found, "v", end, "", alternative),
        ]


def _octets(tags: list[int]) -> str:
    return "(" + ", ".join(f"{tag:#04x}" for tag in tags) + ")"
