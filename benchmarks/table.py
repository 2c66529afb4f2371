"""The rows of the table: each comparison with what is wanted of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cmcasn1
from benchmarks import agreement, floor, messages, protocol, work
from benchmarks.measure import held_memory, interleaved, loaded_by, startup
from benchmarks.messages import Sample
from benchmarks.peers import Unable, all_peers
from cmcasn1.codec.caches import forget
from cmcasn1.codec.coding import decode_named

PARSE = """
import cmcasn1
cmcasn1.parse({data!r})
"""
WITHIN = 1 / 1.7
"""hazmat.asn1 is written in Rust: to take no more than 1.7 times its time is wanted."""


@dataclass(frozen=True)
class Row:
    """One line: what cmcasn1 takes, what a peer takes, their ratio and the ratio that is wanted.

    `at_most` says that a small ratio is the good one. `note` says what a peer leaves undone.
    """

    measure: str
    ours: str
    peer: str = ""
    theirs: str = ""
    ratio: float | None = None
    least: float | None = None
    stretch: float | None = None
    at_most: bool = False
    note: str = ""

    @property
    def verdict(self) -> str:
        """Whether what is wanted is reached: "stretch", "yes", "no", or nothing where nothing is wanted."""
        if self.ratio is None or self.least is None:
            return ""
        sign = -1 if self.at_most else 1
        if self.stretch is not None and self.ratio * sign >= self.stretch * sign:
            return "stretch"
        return "yes" if self.ratio * sign >= self.least * sign else "no"


@dataclass(frozen=True)
class Scale:
    """How much is measured."""

    rounds: int = 15
    sample_seconds: float = 0.02
    batch: int = 100
    large: int = 10_000
    proven: int = 1_000
    starts: int = 21


FULL = Scale()
QUICK = Scale(rounds=1, sample_seconds=0.0005, batch=10, large=100, proven=20, starts=1)


class Disagreement(Exception):
    """The two sides of a comparison do not do the same work."""


def rows(scale: Scale) -> Iterator[Row]:
    """Measure and yield row by row."""
    samples = messages.samples(scale.batch)
    for sample in samples:
        yield from _against_pyasn1(sample, scale)
    yield from _against_peers(samples, scale)
    for sample in samples:
        ratio = held_memory(lambda data, name=sample.type: work.decode(Sample("", name, data)), sample.data)
        ratio /= len(sample.data)
        yield Row(f"memory held, over wire size: {sample}", f"{ratio:.1f}x", "", "", ratio, 8, 4, at_most=True)
    yield from _against_bare_signatures(scale)
    yield from _start(scale)
    yield _growth(scale)
    yield from _growth_of_a_batch(scale)


def _against_pyasn1(sample: Sample, scale: Scale) -> Iterator[Row]:
    parts = work.decode(sample)
    peer_parts = work.pyasn1_decode_full(sample)
    objects = work.decode_to_asn1(sample)
    made = agreement.rebuilt(parts)
    _agree(sample, "names", [name for name, _ in parts], [name for name, _ in peer_parts])
    for (name, value), (_, peer_value), (_, built) in zip(parts, peer_parts, objects, strict=True):
        theirs = [*agreement.pyasn1_leaves(peer_value)]
        _agree(sample, name, [*agreement.leaves(value)], theirs)
        _agree(sample, f"{name} as pyasn1 object", [*agreement.pyasn1_leaves(built)], theirs)
    encoded = work.pyasn1_encode_full(peer_parts)
    _agree(sample, "encoding", work.encode(made), encoded)
    _agree(sample, "encoding of pyasn1 objects", work.pyasn1_encode_full(objects), encoded)

    del peer_parts, objects  # what is alive while decoding is measured, the collector looks through

    def decode_cold() -> object:
        forget()
        return work.decode(sample)

    def encode_cold() -> object:
        forget()
        return work.encode(made)

    seconds = _measured(
        {
            "decode": lambda: work.decode(sample),
            "decode cold": decode_cold,
            "objects": lambda: work.decode_to_asn1(sample),
            "pyasn1 decode": lambda: work.pyasn1_decode_full(sample),
            "walk": floor.walker(sample, parts),
        },
        scale,
    )
    peer_parts = work.pyasn1_decode_full(sample)
    seconds |= _measured(
        {
            "encode": lambda: work.encode(made),
            "encode cold": encode_cold,
            "pyasn1 encode": lambda: work.pyasn1_encode_full(peer_parts),
        },
        scale,
    )
    stretch = 80 if sample.requests > 1 else None
    theirs, ours = seconds["pyasn1 decode"], seconds["decode"]
    yield _row(f"decode in full: {sample}", ours, theirs, "pyasn1", 45, stretch)
    yield _row(f"decode in full, caches emptied: {sample}", seconds["decode cold"], theirs, "pyasn1")
    yield _row(f"decode into pyasn1 objects: {sample}", seconds["objects"], theirs, "pyasn1", 12, 20)
    theirs = seconds["pyasn1 encode"]
    yield _row(f"encode: {sample}", seconds["encode"], theirs, "pyasn1", 28, 35)
    yield _row(f"encode, caches emptied: {sample}", seconds["encode cold"], theirs, "pyasn1")
    yield _row(f"decode in full: {sample}", ours, seconds["walk"], "bare walk", note="decodes nothing: the floor")


def _against_peers(samples: list[Sample], scale: Scale) -> Iterator[Row]:
    for peer in all_peers():
        wanted = WITHIN if peer.name == "hazmat.asn1" else 1
        for sample in samples:
            measure = f"decode: {sample}"
            try:
                ability = peer.prepare(sample)
            except Unable as reason:
                yield Row(measure, "", peer.name, note=f"not expressed: {reason}")
                continue
            works: dict[str, Callable[[], object]] = {
                "decode": lambda sample=sample: work.decode(sample),
                "peer decode": ability.decode,
            }
            if ability.encode is not None:
                _agree(sample, f"encoding by {peer.name}", ability.encode(), sample.data)
                made = agreement.rebuilt(work.decode(sample)[:1])
                works |= {"encode": lambda made=made: work.encode(made), "peer encode": ability.encode}
            seconds = _measured(works, scale)
            note = f"leaves unparsed: {ability.unparsed}"
            yield _row(measure, seconds["decode"], seconds["peer decode"], peer.name, wanted, note=note)
            if ability.encode is not None:
                measure = f"encode: {sample}"
                yield _row(measure, seconds["encode"], seconds["peer encode"], peer.name, wanted, note=note)


def _start(scale: Scale) -> Iterator[Row]:
    data = messages.signed().data
    parse = PARSE.format(data=data)
    bare = "import cmcasn1"
    seconds = startup({"parse": parse, "import": bare}, rounds=scale.starts)
    for name, measure in (("import", bare), ("parse", "import cmcasn1, parse a SignedData with CRMF")):
        milliseconds = seconds[name] * 1000
        yield Row(f"{measure}, ms above bare Python", f"{milliseconds:.1f}", "", "", milliseconds, 40, 20, at_most=True)
    loaded = loaded_by(parse, "pyasn1", "cryptography")
    yield Row(
        "of pyasn1 and cryptography, imported by that",
        ", ".join(loaded) or "none",
        "",
        "",
        len(loaded),
        0,
        at_most=True,
    )


def _growth(scale: Scale) -> Row:
    """Time the messages alone, caches emptied before each: in a long one every name is new."""
    few, many = messages.batch(scale.batch), messages.batch(scale.large)

    def decoded(sample: Sample) -> object:
        forget()
        return decode_named(sample.type, sample.data)

    seconds = interleaved(
        {"few": lambda: decoded(few), "many": lambda: decoded(many)},
        rounds=scale.rounds,
        sample_seconds=scale.sample_seconds,
    )
    each, base = seconds["many"] / scale.large, seconds["few"] / scale.batch
    return Row(
        f"growth: time per request, {scale.large:,} requests against {scale.batch:,}",
        _time(each),
        "",
        _time(base),
        each / base,
        1.5,
        1.2,
        at_most=True,
    )


def _against_bare_signatures(scale: Scale) -> Iterator[Row]:
    """Full PKI Requests against the bare operations: an overhead of twice their time is wanted, three times in all."""
    for kind in protocol.KEYS:
        data = protocol.build(kind)()
        bare = protocol.bare(kind, data)
        seconds = _measured(
            {
                "build": protocol.build(kind),
                "build kept": protocol.build(kind, kept=True),
                "sign": bare.sign,
                "verify": lambda data=data: protocol.verify(data),  # type: ignore[misc]
                "bare verify": bare.verify,
            },
            scale,
        )
        for name, measure, theirs in (
            ("build kept", f"build and sign: Full PKI Request, {kind}, a PrivateKey made once", "sign"),
            ("build", f"build and sign: Full PKI Request, {kind}, a key of cryptography", "sign"),
            ("verify", f"parse and verify: Full PKI Request, {kind}", "bare verify"),
        ):
            ratio = seconds[name] / seconds[theirs]
            peer = "one signature" if theirs == "sign" else "two verifications"
            yield Row(measure, _time(seconds[name]), peer, _time(seconds[theirs]), ratio, 3, at_most=True)


def _growth_of_a_batch(scale: Scale) -> Iterator[Row]:
    """Time per request of a large PKIData with one identity proof, against that of one with a tenth of the requests."""
    few, many = scale.proven // 10, scale.proven
    build_few, verify_few = protocol.batch(few)
    build_many, verify_many = protocol.batch(many)
    seconds = _measured(
        {"build few": build_few, "build": build_many, "verify few": verify_few, "verify": verify_many}, scale
    )
    for name in ("build", "verify"):
        each, base = seconds[name] / many, seconds[f"{name} few"] / few
        measure = f"growth: {name}, time per request under one identity proof, {many:,} against {few:,}"
        yield Row(measure, _time(each), "", _time(base), each / base, 1.5, 1.2, at_most=True)


def _measured(works: dict[str, Callable[[], object]], scale: Scale) -> dict[str, float]:
    return interleaved(works, rounds=scale.rounds, sample_seconds=scale.sample_seconds)


def _row(
    measure: str,
    ours: float,
    theirs: float,
    peer: str,
    least: float | None = None,
    stretch: float | None = None,
    *,
    note: str = "",
) -> Row:
    return Row(measure, _time(ours), peer, _time(theirs), theirs / ours, least, stretch, note=note)


def _time(seconds: float) -> str:
    return f"{seconds * 1e6:,.1f} us" if seconds < 0.01 else f"{seconds * 1e3:,.1f} ms"


def _agree(sample: Sample, what: str, ours: object, theirs: object) -> None:
    if ours != theirs:
        raise Disagreement(f"{sample}: {what}: {ours!r:.200} is not {theirs!r:.200}")


def versions() -> dict[str, str]:
    """The versions of everything measured."""
    from importlib.metadata import PackageNotFoundError, version

    found = {"cmcasn1": cmcasn1.__version__}
    for name in ("pyasn1", *(name for peer in all_peers() for name in peer.distributions)):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found
