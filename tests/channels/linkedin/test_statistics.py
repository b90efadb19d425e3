"""Counts of posts, read from LinkedIn's statistics."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from publishers.linkedin import PLUG
from publishers.linkedin.simulator.world import CONNECT_SCOPES
from syndicate.publishing.errors import NeedsReconnect
from syndicate.publishing.metrics import MetricName
from syndicate.publishing.port import Receipt
from syndicate.rendering.post import Post
from tests.channels.linkedin.channel import Channel


def publish(channel: Channel, post: Post, words: str) -> Receipt:
    """A post of its own."""
    return channel.publisher.publish(channel.order(replace(post, summary=words)))


def seen(channel: Channel, receipt: Receipt, **counts: int) -> None:
    """What readers did today."""
    today = datetime.fromtimestamp(channel.world.now(), UTC).date().isoformat()
    channel.world.posts[receipt.remote_id].activity[today] = Counter(counts)


def told(channel: Channel, *receipts: Receipt) -> dict[tuple[str, MetricName], int]:
    """The counts by post and name."""
    return {(m.remote_id, m.name): m.value for m in channel.publisher.metrics(receipts)}


def test_every_count_of_every_post_is_told(channel: Channel, post: Post) -> None:
    channel.world.modes.alternate_ids = True
    first, second = publish(channel, post, "One."), publish(channel, post, "Two.")
    assert {first.remote_id.split(":")[2], second.remote_id.split(":")[2]} == {"share", "ugcPost"}
    seen(
        channel,
        first,
        impressionCount=120,
        uniqueImpressionsCount=90,
        clickCount=7,
        likeCount=5,
        commentCount=2,
        shareCount=1,
    )
    seen(channel, second, impressionCount=3)

    counts = told(channel, first, second)

    assert [counts[first.remote_id, name] for name in MetricName] == [7, 2, 120, 5, 90, 1]
    assert [counts[second.remote_id, name] for name in MetricName] == [0, 0, 3, 0, 0, 0]


def test_a_post_nobody_saw_is_left_out_and_counts_nothing(channel: Channel, post: Post) -> None:
    receipt = publish(channel, post, "One.")

    assert set(told(channel, receipt).values()) == {0}


def test_likes_below_zero_are_none(channel: Channel, post: Post) -> None:
    receipt = publish(channel, post, "One.")
    seen(channel, receipt, impressionCount=3, likeCount=-2)

    assert told(channel, receipt)[receipt.remote_id, MetricName.LIKES] == 0


def test_many_posts_are_asked_about_fifty_at_a_time(channel: Channel) -> None:
    receipts = [Receipt(f"urn:li:share:{n}", "https://www.linkedin.com") for n in range(120)]

    assert len(channel.publisher.metrics(receipts)) == 120 * len(MetricName)
    calls = [count for key, count in channel.world.calls.items() if "statistics" in key[-1]]
    assert calls == [3]


def test_without_posts_nothing_is_asked(channel: Channel) -> None:
    assert channel.publisher.metrics([]) == []


def test_what_is_no_post_of_linkedin_is_not_asked_about(channel: Channel) -> None:
    told_of = channel.publisher.metrics([Receipt("something else", "https://example.com")])

    assert {metric.value for metric in told_of} == {0}


def test_an_account_without_the_right_says_so(channel: Channel, post: Post) -> None:
    receipt = publish(channel, post, "One.")
    scopes = [scope for scope in CONNECT_SCOPES if scope != "rw_organization_admin"]
    next(iter(channel.world.grants.values())).scopes = scopes

    with pytest.raises(NeedsReconnect):
        channel.publisher.metrics([receipt])


def test_the_api_version_ends_after_a_year(
    channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    for version, ends in (("202610", (2027, 10)), ("202612", (2027, 12)), ("202601", (2027, 1))):
        monkeypatch.setenv("SYNDICATE_LINKEDIN_VERSION", version)
        (ending,) = PLUG.endings()
        assert (ending.at.year, ending.at.month, ending.at.day) == (*ends, 1)
        assert version in str(ending.what)
        assert "SYNDICATE_LINKEDIN_VERSION" in str(ending.remedy)
    assert channel.stored == []
