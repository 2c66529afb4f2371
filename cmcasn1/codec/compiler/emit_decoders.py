"""Writes the source of the strict DER decoders.

Every decoder has the signature ``d_X(b, s, p, e, d)``: buffer, start of the TLV, start and end of its contents,
remaining depth. ``o_X`` looks at the identifier octet as well. A read beyond the end of a container is noticed by the
container's ``p != e``, as `p` only grows; nothing read from a short slice is put into a cache. Nameless lists, and the
types of `INLINED`, are written where they are used: a call costs as much as decoding a short field.
"""

from __future__ import annotations

from itertools import pairwise

from cmcasn1.codec.types import UNIVERSAL_TAGS, Component, Type

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
# The class of what an open type's table does not know.
UNKNOWN_CLASS = {"controls": "UnknownControl"}

_OFTEN_LONG = ("SEQUENCE", "SET", "SEQUENCE OF", "SET OF", "BIT STRING")

STRING_READERS = {
    "UTF8String": "b[p:{q}].decode()",
    "PrintableString": "printable(b[p:{q}])",
    "IA5String": "b[p:{q}].decode('ascii')",
    "VisibleString": "visible(b[p:{q}])",
    "NumericString": "numeric(b[p:{q}])",
    "TeletexString": "b[p:{q}].decode('latin-1')",
    "BMPString": "bmp(b[p:{q}])",
    "UniversalString": "b[p:{q}].decode('utf-32-be')",
}


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
                self._function(f"o_{name}", found, [*_outer(found.outer), f"return d_{name}(b, s, p, q, d)"])
            else:
                self.lines += ["", "", f"o_{name} = d_{name}"]
        else:
            tag = next(iter(found.identifiers()))
            check = [f"if b[s] != {tag:#04x}:", "    raise Bad"]
            if name in CACHED:
                self.lines += ["", "", f"cache_{name} = cache()"]
                self._function(f"x_{name}", found)
                self._function(f"o_{name}", found, [*check, *self._cached(name, "v", "e"), "return v"])
                # The same with the header still unread: returns the value and where it ends.
                self.lines += ["", "", f"def c_{name}(b, s, d):", f"    if b[s] != {tag:#04x}:", "        raise Bad"]
                at = ["p = s", *_header("q"), *self._cached(name, "v", "q"), "return v, q"]
                self.lines += ["    " + line for line in at]
            elif name in self._embedded:
                self._function(f"d_{name}", found)
                self._function(f"o_{name}", found, [*check, f"return d_{name}(b, s, p, e, d)"])
            else:
                self._function(f"o_{name}", found, [*check, *self._body(found)])
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
                return [*lines, *self._integer_component(found, var, ends)]
            if index == len(tags) - 1 and found.name in SHORT:
                return [*lines, *self._short_component(component, var, ends)]
            lines += _header(ends[-1], self._long and found.kind in _OFTEN_LONG, short)
        if open_kind:
            ends.append(self._new("q"))
            lines += ["s = p", *_header(ends[-1], short=short)]
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
            test += _check(_bounds(found), f"{end} - p - 2")
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
        bounds = _bounds(found)
        string = component.string if component else ""
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
        if kind in ("INTEGER", "ENUMERATED"):
            return self._integer(found, var, end)
        if kind == "BOOLEAN":
            return [f"if {end} - p != 1:", "    raise Bad", f"{var} = BOOLEANS[b[p]]"]
        if kind == "NULL":
            return [f"if {end} != p:", "    raise Bad", f"{var} = NULL"]
        if kind == "OCTET STRING":
            return [*_check(bounds, f"{end} - p"), f"{var} = b[p:{end}]"]
        target = "v = " if var == "v" else f"{var} = v = "
        if kind == "OBJECT IDENTIFIER":
            return [
                f"k = b[p:{end}]",
                f"{target}oids.get(k)",
                "if v is None:",
                f"    {target}oid(k, {end} - p)",
            ]
        if kind == "BIT STRING":
            read = f"bits(b, p, {end})"
            if found.shape == "bits":
                self.classes.add(found.name)
                read = f"named_bits(b, p, {end}, T_{found.name}, C_{found.name})"
            return [f"{target}{read}", *_check(bounds, "len(v.data) * 8 - v.unused_bits")]
        if kind == "ANY":
            return [f"{var} = any_value(b[s:{end}])"]
        if kind in ("UTCTime", "GeneralizedTime"):
            reader = "utc_time" if kind == "UTCTime" else "generalized_time"
            return [f"{var} = {reader}(b[p:{end}]{', ' + string if string else ''})"]
        read = STRING_READERS[kind].format(q=end)
        if bounds:
            lines = [f"v = {read}", *_check(bounds, "len(v)")]
            return [*lines, f"{var} = {string}(v)" if string else f"{var} = v"]
        return [f"{var} = {string}({read})" if string else f"{var} = {read}"]

    def _integer(self, found: Type, var: str, end: str) -> list[str]:
        lines = [f"if {end} - p == 1:", "    v = b[p]", *self._short_integer(found)]
        lines += ["else:", f"    v = integer(b, p, {end})", *("    " + line for line in _check(_bounds(found), "v"))]
        return [*lines, *self._named_integer(found, var)]

    def _integer_component(self, found: Type, var: str, ends: list[str]) -> list[str]:
        """Write lines that read the length and contents of an INTEGER, of which most are one octet long."""
        end = ends[-1]
        lines = ["if b[p + 1] == 1:", "    v = b[p + 2]", "    p += 3", *self._short_integer(found)]
        inner = [*_header(end), f"v = integer(b, p, {end})", *_check(_bounds(found), "v"), f"p = {end}"]
        lines += ["else:", *("    " + line for line in inner)]
        for outer in ends[:-1]:
            lines += [f"if p != {outer}:", "    raise Bad"]
        return [*lines, *self._named_integer(found, var)]

    def _short_integer(self, found: Type) -> list[str]:
        bounds = _bounds(found)
        low, high = bounds or (None, None)
        lines = ["    if v > 127:", "        raise Bad" if low is not None and low >= 0 else "        v -= 256"]
        if low is not None and (low > 0 or -128 < low < 0):
            lines += [f"    if v < {low}:", "        raise Bad"]
        if high is not None and high < 127:
            lines += [f"    if v > {high}:", "        raise Bad"]
        return lines

    def _named_integer(self, found: Type, var: str) -> list[str]:
        lines = _listed(found, "v")
        if found.shape == "enum":
            self.classes.add(found.name)
            return [*lines, f"{var} = E_{found.name}.get(v, v)"]
        return lines if var == "v" else [*lines, f"{var} = v"]

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
            read = ["s = p", *_header(inner, short=short), *self._open(open_map, governor, "v", inner), f"p = {inner}"]
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
        lines += [f"if p != {end}:", "    raise Bad", *_check(_bounds(found), f"len({items})")]
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
            lines += [*_header(f"q{index}"), f"if q{index} != {end}:", "    raise Bad"]
            end = f"q{index}"
        return [
            *lines,
            *self._contents(found, "v", end, "", alternative),
        ]


def by_frequency(alternatives: tuple[Component, ...]) -> list[Component]:
    """Return the alternatives of a CHOICE with the strings first that names are made of."""
    order = {"UTF8String": 0, "PrintableString": 1}
    return sorted(alternatives, key=lambda alternative: order.get(alternative.string, 2))


def _header(end: str, long: bool = False, short: bool = False) -> list[str]:
    if short:
        return ["n = b[p + 1]", "p += 2", f"{end} = p + n"]
    two_octets = ["elif n == 130 and b[p + 2]:", "    n = b[p + 2] << 8 | b[p + 3]", "    p += 4"] if long else []
    return [
        "n = b[p + 1]",
        "if n < 128:",
        "    p += 2",
        *two_octets,
        "else:",
        "    n, p = long_length(b, p)",
        f"{end} = p + n",
    ]


def _outer(tags: tuple[int, ...]) -> list[str]:
    """Write lines that take off the tags of a CHOICE that stands alone, down to contents that end at `q`."""
    lines: list[str] = []
    for tag in tags:
        lines += [f"if b[s] != {tag:#04x}:", "    raise Bad", "s = p", *_header("q"), "if q != e:", "    raise Bad"]
    return lines


def _octets(tags: list[int]) -> str:
    return "(" + ", ".join(f"{tag:#04x}" for tag in tags) + ")"


def _bounds(found: Type) -> tuple[int | None, int | None] | None:
    if found.low is None and found.high is None:
        return None
    if found.kind not in ("INTEGER", "ENUMERATED") and not found.low and found.high is None:
        return None
    return found.low, found.high


def _listed(found: Type, expression: str) -> list[str]:
    return [f"if {expression} not in {found.values}:", "    raise Bad"] if found.values else []


def _check(bounds: tuple[int | None, int | None] | None, expression: str) -> list[str]:
    if bounds is None:
        return []
    low, high = bounds
    if low is None:
        test = f"{expression} > {high}"
    elif high is None:
        test = f"{expression} < {low}"
    else:
        test = f"not {low} <= {expression} <= {high}"
    return [f"if {test}:", "    raise Bad"]
