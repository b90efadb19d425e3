"""Counts of posts, as LinkedIn tells them: organic, of twelve months, never who.

https://learn.microsoft.com/linkedin/marketing/community-management/organizations/share-statistics
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from publishers.linkedin.api import Api
from syndicate.publishing.metrics import Metric, MetricName

AT_ONCE = 50
_FIELDS: dict[MetricName, tuple[str, ...]] = {
    MetricName.CLICKS: ("clickCount",),
    MetricName.COMMENTS: ("commentCount",),
    MetricName.IMPRESSIONS: ("impressionCount",),
    MetricName.LIKES: ("likeCount",),
    # The documentation spells it in both ways.
    MetricName.REACH: ("uniqueImpressionsCount", "uniqueImpressionsCounts"),
    MetricName.SHARES: ("shareCount",),
}


def counts(api: Api, page: str, posts: Sequence[str]) -> list[Metric]:
    """Every count of every post; a post LinkedIn leaves out has been seen by nobody."""
    found: list[Metric] = []
    for start in range(0, len(posts), AT_ONCE):
        asked = posts[start : start + AT_ONCE]
        told = {_urn(element): element for element in api.statistics(page, asked)}
        for urn in asked:
            found.extend(_metrics(urn, told.get(urn, {}).get("totalShareStatistics") or {}))
    return found


def _urn(element: Mapping[str, Any]) -> str:
    return str(element.get("share") or element.get("ugcPost") or "")


def _metrics(urn: str, told: Mapping[str, Any]) -> Iterator[Metric]:
    for name, fields in _FIELDS.items():
        value = next((told[field] for field in fields if field in told), 0)
        # likeCount goes below zero when likes of before the window are taken back.
        yield Metric(urn, name, max(value, 0) if isinstance(value, int) else 0)
