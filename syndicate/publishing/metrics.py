"""Counts a channel tells about what stands there: aggregates only, never who."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class MetricName(StrEnum):
    """What is counted."""

    CLICKS = "clicks"
    COMMENTS = "comments"
    IMPRESSIONS = "impressions"
    LIKES = "likes"
    REACH = "reach"
    """Different readers, as the channel tells them apart."""
    SHARES = "shares"


@dataclass(frozen=True)
class Metric:
    """One count of one copy, from its beginning until now."""

    remote_id: str
    name: MetricName
    value: int
