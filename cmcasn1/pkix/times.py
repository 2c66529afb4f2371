"""Moments as the Time of certificates: RFC 5280 section 4.1.2.5."""

from __future__ import annotations

from datetime import UTC, datetime

from cmcasn1.codec.primitives import GeneralizedTime, UTCTime
from cmcasn1.errors import BuildError


def as_time(moment: datetime) -> UTCTime | GeneralizedTime:
    """Return an aware datetime as UTCTime through 2049 and as GeneralizedTime before 1950 and after, whole seconds.

    Raises `BuildError` without a time zone. RFC 5280 section 4.1.2.5, RFC 5652 section 11.3.
    """
    if moment.tzinfo is None:
        raise BuildError("a time needs a time zone", found=repr(moment))
    at = moment.astimezone(UTC)
    cls = UTCTime if 1950 <= at.year < 2050 else GeneralizedTime
    return cls(at.year, at.month, at.day, at.hour, at.minute, at.second, tzinfo=UTC)
