"""How often copies were read, liked or shared, as channels tell it: counts only, never who."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from syndicate.models import MetricRow, ReceiptRow, Story
from syndicate.publishing.metrics import Metric, MetricName

READ_FOR = timedelta(days=365)
"""Channels forget older activity, so that later readings would only fall."""
MOST_COPIES = 1_000
Counts = Mapping[MetricName, int]


@dataclass(frozen=True)
class CopyCounts:
    """The counts of one copy so far."""

    receipt: ReceiptRow
    counts: Counts
    """Empty where nothing was read yet, or the channel tells nothing."""
    read_at: datetime | None
    """When any of them was found changed."""


def of_story(session: Session, story: Story) -> list[CopyCounts]:
    """The newest counts of every copy the story had, oldest copy first."""
    copies = session.scalars(
        select(ReceiptRow)
        .where(ReceiptRow.story_id == story.id)
        .order_by(ReceiptRow.created_at, ReceiptRow.id)
    ).all()
    known = _newest(session, [copy.id for copy in copies])
    return [_counts(copy, known.get(copy.id, {})) for copy in copies]


def seen(session: Session, story: Story) -> int:
    """How often a story was seen in all places together; 0 where no channel tells."""
    return sum(copy.counts.get(MetricName.IMPRESSIONS, 0) for copy in of_story(session, story))


def to_read(session: Session, channel_id: str, now: datetime) -> Sequence[ReceiptRow]:
    """The copies at a channel whose counts may still change, newest first."""
    return session.scalars(
        select(ReceiptRow)
        .where(
            ReceiptRow.channel_id == channel_id,
            ReceiptRow.gone_at.is_(None),
            ReceiptRow.published_at > now - READ_FOR,
        )
        .order_by(ReceiptRow.id.desc())
        .limit(MOST_COPIES)
    ).all()


def keep(
    session: Session, copies: Sequence[ReceiptRow], told: Sequence[Metric], now: datetime
) -> int:
    """Write down what changed since the last reading; how many counts did."""
    by_id: dict[str, dict[MetricName, int]] = defaultdict(dict)
    for metric in told:
        by_id[metric.remote_id][metric.name] = metric.value
    known = _newest(session, [copy.id for copy in copies])
    return sum(
        _keep_one(session, copy.id, by_id.get(copy.remote_id, {}), known.get(copy.id, {}), now)
        for copy in copies
    )


def _keep_one(
    session: Session,
    receipt_id: str,
    told: Counts,
    known: Mapping[str, MetricRow],
    now: datetime,
) -> int:
    seen = known.get(MetricName.IMPRESSIONS)
    if seen is not None and told.get(MetricName.IMPRESSIONS, 0) < seen.value:
        return 0  # impressions never fall: the channel left the post out, or forgot a part
    changed = {n: v for n, v in told.items() if n not in known or known[n].value != v}
    today = now.astimezone(UTC).date()
    for name, value in changed.items():
        _write(session, known.get(name), receipt_id, name, value, today, now)
    return len(changed)


def _write(
    session: Session,
    newest: MetricRow | None,
    receipt_id: str,
    name: MetricName,
    value: int,
    today: date,
    now: datetime,
) -> None:
    if newest is not None and newest.day == today:
        newest.value, newest.read_at = value, now
        return
    session.add(
        MetricRow(receipt_id=receipt_id, name=name.value, day=today, value=value, read_at=now)
    )


def _newest(session: Session, receipt_ids: Sequence[str]) -> dict[str, dict[str, MetricRow]]:
    """The last row of each count, by copy and name."""
    last = (
        select(MetricRow.receipt_id, MetricRow.name, func.max(MetricRow.day).label("day"))
        .where(MetricRow.receipt_id.in_(receipt_ids))
        .group_by(MetricRow.receipt_id, MetricRow.name)
        .subquery()
    )
    rows = session.scalars(
        select(MetricRow).join(
            last,
            and_(
                MetricRow.receipt_id == last.c.receipt_id,
                MetricRow.name == last.c.name,
                MetricRow.day == last.c.day,
            ),
        )
    )
    found: dict[str, dict[str, MetricRow]] = defaultdict(dict)
    for row in rows:
        found[row.receipt_id][row.name] = row
    return found


def _counts(copy: ReceiptRow, rows: Mapping[str, MetricRow]) -> CopyCounts:
    return CopyCounts(
        receipt=copy,
        counts={name: rows[name].value for name in MetricName if name in rows},
        read_at=max((row.read_at for row in rows.values()), default=None),
    )
