"""Writes the source of the strict DER decoders.

Every decoder has the signature ``d_X(b, s, p, e, d)``: buffer, start of the TLV, start and end of its contents,
remaining depth. A read beyond the end of a container is noticed by the container's ``p != e``, as `p` only grows;
nothing read from a short slice is put into a cache.
"""

from __future__ import annotations

from itertools import pairwise

from cmcasn1.codec.types import Component, Type

# Worth remembering by their contents: the same few stand in every request of a batch.
CACHED = {"AlgorithmIdentifier", "Name"}
# The class of what an open type's table does not know.
UNKNOWN_CLASS = {"controls": "UnknownControl"}

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
    """Collects the functions of one document; `uses` are the names it needs from elsewhere."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.uses: set[str] = set()  # type names whose decoders are called
        self.classes: set[str] = set()  # value classes
        self.maps: set[str] = set()
        self.defaults: dict[str, tuple[Type, bytes]] = {}
        self._extra: list[tuple[str, Type, str, str]] = []

    def write(self, name: str, found: Type) -> None:
        """Write the decoder of a defined type, and of the nameless types inside it."""
        self._function(f"d_{name}", found, name)
        while self._extra:
            function, inner, open_map, owner = self._extra.pop(0)
            self._function(function, inner, owner, open_map)
        if not name:
            return
        self.lines += ["", "", f"def o_{name}(b, s, p, e, d):"]
        if found.kind not in ("CHOICE", "ANY"):
            tag = next(iter(found.identifiers()))
            self.lines += [f"    if b[s] != {tag:#04x}:", "        raise Bad"]
        self.lines += [f"    return d_{name}(b, s, p, e, d)"]

    def _function(self, function: str, found: Type, owner: str, open_map: str = "") -> None:
        parameter = ", g" if open_map else ""
        cached = found.name in CACHED and function == f"d_{found.name}"
        if cached:
            self.lines += [
                "",
                "",
                f"cache_{found.name} = {{}}",
                "",
                "",
                f"def {function}(b, s, p, e, d):",
                "    k = b[p:e]",
                f"    v = cache_{found.name}.get(k)",
                "    if v is None:",
                f"        v = x_{found.name}(b, s, p, e, d)",
                "        if len(k) == e - p:",
                f"            remember(cache_{found.name}, k, v)",
                "    return v",
            ]
            function = f"x_{found.name}"
        self.lines += ["", "", f"def {function}(b, s, p, e, d{parameter}):"]
        body = self._body(found, function, owner, open_map)
        self.lines += ["    " + line for line in body]

    def _body(self, found: Type, function: str, owner: str, open_map: str) -> list[str]:
        if found.kind in ("SEQUENCE", "SET"):
            return self._sequence(found, function, owner)
        if found.kind == "CHOICE":
            return self._choice(found, function, owner)
        if found.kind in ("SEQUENCE OF", "SET OF"):
            lines = self._list(found, function, owner, open_map)
        else:
            lines = self._contents(found, "v", "e", "p", function, owner, "")
        if found.shape == "boxed":
            self.classes.add(found.name)
            lines += [f"o = T_{found.name}()", "o.value = v", f"o.__class__ = C_{found.name}", "return o"]
        else:
            lines += ["return v"]
        return lines

    # A SEQUENCE or SET

    def _sequence(self, found: Type, function: str, owner: str) -> list[str]:
        self.classes.add(found.name)
        lines = [f"o = T_{found.name}()"]
        if found.covered:
            lines += ["o._octets = (b, s, e)"]
        for component in found.components:
            read = self._component(component, f"o.{component.attribute}", f"{function}__{component.attribute}", owner)
            if component.kept:
                read = ["kept = p", *read, f"o._{component.attribute}_octets = (b, kept, p)"]
            if not (component.optional or component.has_default):
                lines += read
                continue
            tags = sorted(set(component.identifiers()))
            if not tags:
                test = "p < e"
            elif len(tags) == 1:
                test = f"p < e and b[p] == {tags[0]:#04x}"
            else:
                test = f"p < e and b[p] in {_octets(tags)}"
            lines += [f"if {test}:", *("    " + line for line in read)]
            if component.has_default:
                default = self._default(component, owner)
                lines += [f"    if o.{component.attribute} == {default}:", "        raise Bad"]
                absent = default
            else:
                absent = "None"
            lines += ["else:", f"    o.{component.attribute} = {absent}"]
            if component.kept:
                lines += [f"    o._{component.attribute}_octets = None"]
        lines += ["if p != e:", "    raise Bad", f"o.__class__ = C_{found.name}", "return o"]
        return lines

    def _default(self, component: Component, owner: str) -> str:
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
        name = f"default_{owner}_{component.attribute}"
        # The default's own encoding has the component's tags; decoding it anew needs the plain one.
        self.defaults[name] = (component.type, der)
        return name

    # A component: its tags, then its contents

    def _component(self, component: Component, var: str, function: str, owner: str) -> list[str]:
        found = component.type
        lines: list[str] = []
        ends: list[str] = []
        tags = component.tags
        open_kind = found.kind in ("CHOICE", "ANY")
        for index, tag in enumerate(tags):
            end = f"q{index}" if index else "q"
            lines += ["s = p"] if index == len(tags) - 1 and (found.components or found.element) else []
            lines += [f"if b[p] != {tag:#04x}:", "    raise Bad", *_header(end)]
            ends.append(end)
        if open_kind:
            end = f"q{len(tags)}" if tags else "q"
            lines += ["s = p", *_header(end)]
            ends.append(end)
        for outer, inner in pairwise(ends):
            lines += [f"if {inner} != {outer}:", "    raise Bad"]
        lines += self._contents(found, var, ends[-1], "p", function, owner, component.string, component)
        lines += [f"p = {ends[-1]}"]
        return lines

    def _contents(
        self,
        found: Type,
        var: str,
        end: str,
        start: str,
        function: str,
        owner: str,
        string: str,
        component: Component | None = None,
    ) -> list[str]:
        kind = found.kind
        bounds = _bounds(found)
        if component is not None and component.open_map and kind == "ANY":
            return self._open(component.open_map, f"o.{component.governor}", var, end)
        if kind in ("SEQUENCE", "SET", "CHOICE", "SEQUENCE OF", "SET OF") or (found.shape == "boxed" and component):
            if found.name:
                self.uses.add(found.name)
                return [f"{var} = d_{found.name}(b, s, p, {end}, d)"]
            open_map = component.open_map if component else ""
            self._extra.append((function, found, open_map, owner))
            governor = f", o.{component.governor}" if component and open_map else ""
            return [f"{var} = {function}(b, s, p, {end}, d{governor})"]
        if kind in ("INTEGER", "ENUMERATED"):
            return self._integer(found, var, end)
        if kind == "BOOLEAN":
            return [f"if {end} - p != 1:", "    raise Bad", f"{var} = BOOLEANS[b[p]]"]
        if kind == "NULL":
            return [f"if {end} != p:", "    raise Bad", f"{var} = NULL"]
        if kind == "OCTET STRING":
            return [*_check(bounds, f"{end} - p"), f"{var} = b[p:{end}]"]
        if kind == "OBJECT IDENTIFIER":
            return [
                f"k = b[p:{end}]",
                f"{var} = v = oids.get(k)",
                "if v is None:",
                f"    {var} = oid(k, {end} - p)",
            ]
        if kind == "BIT STRING":
            if found.shape == "bits":
                self.classes.add(found.name)
                read = f"named_bits(b, p, {end}, T_{found.name}, C_{found.name})"
            else:
                read = f"bits(b, p, {end})"
            return [f"{var} = v = {read}", *_check(bounds, "len(v.data) * 8 - v.unused_bits")]
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
        negative = found.low is None or found.low < 0
        lines = [f"if {end} - p == 1:", "    v = b[p]", "    if v > 127:"]
        lines += ["        v -= 256"] if negative else ["        raise Bad"]
        lines += ["else:", f"    v = integer(b, p, {end})"]
        lines += _check(_bounds(found), "v")
        if found.shape == "enum":
            self.classes.add(found.name)
            return [*lines, f"{var} = E_{found.name}.get(v, v)"]
        return [*lines, f"{var} = v"]

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

    def _list(self, found: Type, function: str, owner: str, open_map: str) -> list[str]:
        element = found.element
        assert element is not None
        if open_map:
            self.maps.add(open_map)
            read = ["s = p", *_header("q")]
            read += self._open(open_map, "g", "v", "q")
            read += ["p = q"]
        else:
            read = self._component(element, "v", f"{function}_item", owner)
        inner = ["r = []"]
        if found.kind == "SET OF":
            inner += [
                "z = None",
                "while p < e:",
                "    t = p",
                *("    " + line for line in read),
                "    r.append(v)",
            ]
            inner += [
                "    if p != e or z is not None:",
                "        k = b[t:p]",
                "        if z is not None and k < z:",
                "            raise Bad",
                "        z = k",
            ]
        else:
            inner += ["while p < e:", *("    " + line for line in read), "    r.append(v)"]
        inner += ["if p != e:", "    raise Bad", *_check(_bounds(found), "len(r)")]
        if found.shape == "list":
            self.classes.add(found.name)
            return [*inner, f"v = C_{found.name}(r)"]
        return [*inner, "v = tuple(r)"]

    # CHOICE: the header has been read, `s` is where it starts

    def _choice(self, found: Type, function: str, owner: str) -> list[str]:
        lines = ["t = b[s]"]
        word = "if"
        otherwise: list[str] = []
        for alternative in found.components:
            tags = sorted(set(alternative.identifiers()))
            inner = self._alternative(alternative, f"{function}__{alternative.attribute}", owner)
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

    def _alternative(self, alternative: Component, function: str, owner: str) -> list[str]:
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
            *self._contents(found, "v", end, "p", function, owner, alternative.string, alternative),
        ]


def _header(end: str) -> list[str]:
    return [
        "n = b[p + 1]",
        "if n < 128:",
        "    p += 2",
        "else:",
        "    n, p = long_length(b, p)",
        f"{end} = p + n",
    ]


def _octets(tags: list[int]) -> str:
    return "(" + ", ".join(f"{tag:#04x}" for tag in tags) + ")"


def _bounds(found: Type) -> tuple[int | None, int | None] | None:
    if found.low is None and found.high is None:
        return None
    if found.kind not in ("INTEGER", "ENUMERATED") and not found.low and found.high is None:
        return None
    return found.low, found.high


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
