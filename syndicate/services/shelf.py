"""The stories that stand at one channel, or stood there, as its publisher may ask for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from syndicate.db import Database
from syndicate.models import ReceiptRow, ReceiptTag, Story
from syndicate.publishing.port import Shelved
from syndicate.services.orders import standing_order

_BATCH = 500


class SqlShelf:
    """Fills in `syndicate.publishing.port.Shelf`; each question is a transaction of its own."""

    def __init__(self, database: Database, channel_id: str) -> None:
        self._database = database
        self._channel_id = channel_id

    def newest(
        self, language: str, *, tag: str | None = None, limit: int, listed_before: datetime
    ) -> Sequence[Shelved]:
        """Live stories published before `listed_before`, newest first."""
        query = self._live(language).where(ReceiptRow.published_at < listed_before)
        if tag is None:
            query = query.order_by(ReceiptRow.ordinal.desc())
        else:
            query = (
                query.join(ReceiptTag, ReceiptTag.receipt_id == ReceiptRow.id)
                .where(
                    ReceiptTag.channel_id == self._channel_id,
                    ReceiptTag.language == language,
                    ReceiptTag.tag == tag,
                )
                .order_by(ReceiptTag.ordinal.desc())
            )
        return self._shelved(query.limit(limit))

    def run(self, language: str, first: int, last: int) -> Sequence[Shelved]:
        """Live stories with `first <= ordinal <= last`, by ordinal."""
        return self._shelved(
            self._live(language)
            .where(ReceiptRow.ordinal.between(first, last))
            .order_by(ReceiptRow.ordinal)
        )

    def highest(self, language: str) -> int:
        """The highest ordinal so far, 0 when there is none."""
        query = select(func.max(ReceiptRow.ordinal)).where(
            ReceiptRow.channel_id == self._channel_id, ReceiptRow.language == language
        )
        with self._database.reading() as session:
            return session.scalar(query) or 0

    def languages(self) -> Sequence[str]:
        """Languages with at least one live story, in alphabetical order."""
        with self._database.reading() as session:
            return [
                language
                for language in self._all_languages(session)
                if session.scalar(select(exists(self._live(language).with_only_columns(1))))
            ]

    def tags(self, language: str) -> Sequence[tuple[str, int]]:
        """Tags of live stories with their counts, by name."""
        query = (
            select(ReceiptTag.tag, func.count())
            .where(ReceiptTag.channel_id == self._channel_id, ReceiptTag.language == language)
            .group_by(ReceiptTag.tag)
        )
        with self._database.reading() as session:
            # Sorted here: databases differ in how they order other scripts.
            return sorted((tag, count) for tag, count in session.execute(query))

    def withdrawn_since(self, language: str, moment: datetime) -> Sequence[Shelved]:
        """Stories taken down since `moment`, newest first."""
        return self._shelved(
            self._of(language)
            .where(ReceiptRow.gone_at >= moment)
            .order_by(ReceiptRow.gone_at.desc(), ReceiptRow.ordinal.desc())
        )

    def everything(self) -> Sequence[Shelved]:
        """Every story ever, by language and ordinal, for a rebuild from nothing."""
        with self._database.reading() as session:
            languages = list(self._all_languages(session))
        return [
            shelved
            for language in languages
            for shelved in self._shelved(self._of(language).order_by(ReceiptRow.ordinal))
        ]

    def _of(self, language: str) -> Select[ReceiptRow, Story]:
        return (
            select(ReceiptRow, Story)
            .join(Story, Story.id == ReceiptRow.story_id)
            .where(
                ReceiptRow.channel_id == self._channel_id,
                ReceiptRow.language == language,
                Story.slug.is_not(None),  # of an erased story nothing is left to be told
            )
        )

    def _live(self, language: str) -> Select[ReceiptRow, Story]:
        return self._of(language).where(ReceiptRow.gone_at.is_(None))

    def _all_languages(self, session: Session) -> Iterable[str]:
        """One look into the index for each language, however many stories there are."""
        last = ""
        while True:
            query = select(func.min(ReceiptRow.language)).where(
                ReceiptRow.channel_id == self._channel_id, ReceiptRow.language > last
            )
            found = session.scalar(query)
            if found is None:
                return
            yield found
            last = found

    def _shelved(self, query: Select[ReceiptRow, Story]) -> Sequence[Shelved]:
        with self._database.reading() as session:
            rows = session.execute(query).all()
            links = self._links(session, [story.id for _receipt, story in rows])
            return [
                Shelved(
                    order=standing_order(receipt, story),
                    withdrawn_at=receipt.gone_at,
                    links=tuple(links[story.id]),
                )
                for receipt, story in rows
            ]

    def _links(self, session: Session, story_ids: Sequence[str]) -> defaultdict[str, list[str]]:
        links: defaultdict[str, list[str]] = defaultdict(list)
        for start in range(0, len(story_ids), _BATCH):
            query: Select[Any, Any] = (
                select(ReceiptRow.story_id, ReceiptRow.permalink)
                .where(
                    ReceiptRow.story_id.in_(story_ids[start : start + _BATCH]),
                    ReceiptRow.channel_id != self._channel_id,
                    ReceiptRow.gone_at.is_(None),
                    ReceiptRow.is_public,
                )
                .order_by(ReceiptRow.permalink)
            )
            for story_id, permalink in session.execute(query):
                links[story_id].append(permalink)
        return links
