"""The errors of a walk: what was expected where, and what was found."""

from __future__ import annotations

from cmcasn1.codec.types import Component, Type, tag_name
from cmcasn1.codec.walk_primitives import is_string
from cmcasn1.errors import DecodeError, EncodingRuleError, TagError, TrailingDataError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from cmcasn1.codec.headers import Header
    from cmcasn1.codec.walk import Walker


class Broken:
    """Stands for a value that could not be decoded while the walk goes on around it."""


BROKEN = Broken()


def starts(walker: Walker, use: Component, identifier: int) -> bool:
    """Say whether a component may start with this identifier octet."""
    wanted = tuple(use.identifiers())
    if not wanted:
        return True
    if identifier in wanted:
        return True
    return walker.ber and identifier & 0x20 != 0 and identifier & ~0x20 in wanted and is_string(use.type)


def expected_of(uses: Iterable[Component]) -> str:
    """Say what may stand where one of these components is due."""
    return " or ".join(dict.fromkeys(map(_expected, uses)))


def _expected(use: Component) -> str:
    if use.tags:
        tag = use.tags[0]
        return f"{use.type.title} ({tag:02x})" if tag < 0x40 else f"{use.name or use.type.title} {tag_name(tag)}"
    return expected_of(use.type.components) if use.type.kind == "CHOICE" else "a value"


def wrong_tag(expected: str, found: str, path: str, offset: int) -> TagError:
    """Make the error for a tag that is not the expected one."""
    return TagError(f"expected {expected}, found {found}", path=path, offset=offset, expected=expected, found=found)


def missing(
    walker: Walker, found: Type, use: Component, p: int, at: Header, path: str, skipped: list[Component]
) -> DecodeError:
    """Make the error for a component `use` that does not stand at `p`; `skipped` are absent ones just before it."""
    expected = expected_of([*skipped, use])
    return wrong_tag(expected, f"the end of {found.title}" if p >= at.stop else tag_name(walker.data[p]), path, p)


def unexpected(walker: Walker, found: Type, p: int, stop: int, path: str, skipped: list[Component]) -> DecodeError:
    """Make the error for what stands at `p`, behind the last component of `found`."""
    if found.kind == "SET" and any(starts(walker, use, walker.data[p]) for use in found.components):
        return EncodingRuleError(
            "SET components are not in the order of their tags, each once (X.690 section 10.3)",
            path=path,
            offset=p,
            expected="the order of the tags",
            found=tag_name(walker.data[p]),
        )
    if skipped:
        expected = f"{expected_of(skipped)} or the end of {found.title}"
        return wrong_tag(expected, tag_name(walker.data[p]), path, p)
    return trailing(p, stop, path, found.title)


def trailing(p: int, stop: int, path: str, what: str) -> TrailingDataError:
    """Make the error for octets behind the end of `what`."""
    return TrailingDataError(
        f"{stop - p} octets follow the last component of {what}",
        path=path,
        offset=p,
        expected=f"the end of {what}",
        found=f"{stop - p} octets",
    )
