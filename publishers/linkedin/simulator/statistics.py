"""`/rest/organizationalEntityShareStatistics`, with the quirks that were reported of it."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, request

from publishers.linkedin.simulator.answers import plain
from publishers.linkedin.simulator.gate import check_rest, need_page, need_scope, world
from publishers.linkedin.simulator.records import Post

blueprint = Blueprint("statistics", __name__)
blueprint.before_request(check_rest)

WINDOW = timedelta(days=365)
COUNTS = ("impressionCount", "clickCount", "likeCount", "commentCount", "shareCount")
_LIST = re.compile(r"List\((.*)\)")
_INTERVAL = re.compile(
    r"\(timeRange:\(start:(\d{1,13}),end:(\d{1,13})\),timeGranularityType:(DAY|MONTH)\)"
)


@blueprint.get("/rest/organizationalEntityShareStatistics")
def statistics() -> dict[str, Any]:
    """Counts of the last twelve months; a post nobody saw is left out."""
    need_scope("rw_organization_admin", "organizationalEntityShareStatistics.FINDER")
    page = request.args.get("organizationalEntity", "")
    need_page(page, "organizationalEntityShareStatistics.FINDER")
    first, last = _days()
    elements: list[dict[str, Any]] = []
    for post in _asked_for(page):
        counted = Counter[str]()
        for day, counts in post.activity.items():
            if first <= day <= last:
                counted.update(counts)
        if any(counted.values()):
            elements.append(_element(page, post, counted))
    return {"paging": {"start": 0, "count": 10, "links": []}, "elements": elements}


def _asked_for(page: str) -> list[Post]:
    wanted: set[str] = set()
    for name, kind in (("shares", "share"), ("ugcPosts", "ugcPost")):
        urns = _list(name)
        if any(not urn.startswith(f"urn:li:{kind}:") for urn in urns):
            raise plain(400, "ILLEGAL_ARGUMENT", f"{name} takes URNs of kind {kind} only")
        wanted.update(urns)
    posts = world().live_posts(page)
    return [post for post in posts if post.urn in wanted] if wanted else posts


def _list(name: str) -> list[str]:
    value = request.args.get(name)
    if value is None:
        return []
    match = _LIST.fullmatch(value)
    if match is None:
        raise plain(400, "ILLEGAL_ARGUMENT", f"{name} is not a Rest.li list")
    return [urn for urn in match[1].split(",") if urn]


def _days() -> tuple[str, str]:
    """The first and the last day asked for, as ISO dates, within the window."""
    now = datetime.fromtimestamp(world().now(), UTC)
    start, end = now - WINDOW, now
    if (asked := request.args.get("timeIntervals")) is not None:
        match = _INTERVAL.fullmatch(asked)
        if match is None:
            raise plain(400, "ILLEGAL_ARGUMENT", "timeIntervals is not a Rest.li record")
        start = max(start, datetime.fromtimestamp(int(match[1]) / 1000, UTC))
        end = min(end, datetime.fromtimestamp(int(match[2]) / 1000, UTC))
    return start.date().isoformat(), end.date().isoformat()


def _element(page: str, post: Post, counted: Counter[str]) -> dict[str, Any]:
    seen = counted["impressionCount"]
    acts = sum(counted[name] for name in COUNTS if name != "impressionCount")
    timed = request.args.get("timeIntervals")
    unique = "uniqueImpressionsCounts" if timed else "uniqueImpressionsCount"
    element = {
        "organizationalEntity": page,
        "ugcPost" if post.is_ugc else "share": post.urn,
        "totalShareStatistics": {name: counted[name] for name in COUNTS}
        | {unique: counted["uniqueImpressionsCount"], "engagement": acts / seen if seen else 0.0},
    }
    if timed and (match := _INTERVAL.fullmatch(timed)):
        element["timeRange"] = {"start": int(match[1]), "end": int(match[2])}
    return element
