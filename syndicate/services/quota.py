"""How much may be begun at a channel in one day, which ends at 00:00 UTC as at most vendors."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from syndicate.models import Channel


def next_day(channel: Channel, now: datetime) -> datetime | None:
    """When the next one may begin, if today's number is used up."""
    if left(channel, now) != 0:
        return None
    return datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), time(), UTC)


def left(channel: Channel, now: datetime) -> int | None:
    """How many may still begin today; None where there is no limit."""
    if channel.daily_quota is None:
        return None
    used = channel.quota_used if channel.quota_day == now.astimezone(UTC).date() else 0
    return max(channel.daily_quota - used, 0)


def count(channel: Channel, now: datetime) -> None:
    """One more begins; the caller holds the channel's row. Without a limit nothing is written."""
    if channel.daily_quota is None:
        return
    today = now.astimezone(UTC).date()
    channel.quota_used = channel.quota_used + 1 if channel.quota_day == today else 1
    channel.quota_day = today
