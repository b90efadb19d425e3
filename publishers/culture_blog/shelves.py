"""The shelf as it will be after an act, and a shelf in memory for building everything at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from typing import Protocol

from publishers.culture_blog.story import tags_of
from syndicate.publishing.port import Order, Shelf, Shelved


class View(Protocol):
    """What pages of many stories are made from: a part of `Shelf`."""

    def newest(
        self, language: str, *, tag: str | None = None, limit: int, listed_before: datetime
    ) -> Sequence[Shelved]:
        """Live stories published before `listed_before`, newest first."""
        ...

    def run(self, language: str, first: int, last: int) -> Sequence[Shelved]:
        """Live stories with `first <= ordinal <= last`, by ordinal."""
        ...

    def highest(self, language: str) -> int:
        """The highest ordinal so far, 0 when there is none."""
        ...

    def tags(self, language: str) -> Sequence[tuple[str, int]]:
        """Tags of live stories with their counts, by name."""
        ...

    def withdrawn_since(self, language: str, moment: datetime) -> Sequence[Shelved]:
        """Stories taken down since `moment`, newest first."""
        ...


def standing(shelf: Shelf, language: str, slug: str, ordinal: int) -> Shelved | None:
    """The live story of this address, as the shelf has it now."""
    found = (each for each in shelf.run(language, ordinal, ordinal) if each.order.slug == slug)
    return next(found, None)


class After:
    """The shelf as it will be once an order is carried out; the kernel writes that down later."""

    def __init__(self, shelf: Shelf, order: Order, *, withdrawn: bool) -> None:
        self._shelf = shelf
        self._before = standing(shelf, order.language, order.slug, order.ordinal)
        links = self._before.links if self._before else ()
        self.act = Shelved(order, order.modified_at if withdrawn else None, links)
        self._live = not withdrawn

    def newest(
        self, language: str, *, tag: str | None = None, limit: int, listed_before: datetime
    ) -> list[Shelved]:
        """Live stories published before `listed_before`, newest first."""
        found = self._shelf.newest(language, tag=tag, limit=limit + 1, listed_before=listed_before)
        others = self._others(found)
        order = self.act.order
        ours = self._is_in(language) and order.published_at < listed_before
        if ours and (tag is None or tag in tags_of(order)):
            others.append(self.act)
        return sorted(others, key=_ordinal, reverse=True)[:limit]

    def run(self, language: str, first: int, last: int) -> list[Shelved]:
        """Live stories with `first <= ordinal <= last`, by ordinal."""
        others = self._others(self._shelf.run(language, first, last))
        if self._is_in(language) and first <= self.act.order.ordinal <= last:
            others.append(self.act)
        return sorted(others, key=_ordinal)

    def highest(self, language: str) -> int:
        """The highest ordinal so far."""
        ours = self.act.order.ordinal if language == self.act.order.language else 0
        return max(self._shelf.highest(language), ours)

    def tags(self, language: str) -> list[tuple[str, int]]:
        """Tags of live stories with their counts, by name."""
        counts = Counter(dict(self._shelf.tags(language)))
        if language == self.act.order.language:
            if self._before:
                counts.subtract(tags_of(self._before.order))
            if self._live:
                counts.update(tags_of(self.act.order))
        return sorted((name, count) for name, count in counts.items() if count > 0)

    def withdrawn_since(self, language: str, moment: datetime) -> list[Shelved]:
        """Stories taken down since `moment`, newest first."""
        others = self._others(self._shelf.withdrawn_since(language, moment))
        gone_at = self.act.withdrawn_at
        if language == self.act.order.language and gone_at and gone_at >= moment:
            others.append(self.act)
        return sorted(others, key=_gone_at, reverse=True)

    def _others(self, stories: Sequence[Shelved]) -> list[Shelved]:
        order = self.act.order
        ours = (order.language, order.slug)
        return [each for each in stories if (each.order.language, each.order.slug) != ours]

    def _is_in(self, language: str) -> bool:
        return self._live and language == self.act.order.language


class Everything:
    """The whole shelf, read once."""

    def __init__(self, shelf: Shelf, languages: Sequence[str]) -> None:
        self.stories = [each for each in shelf.everything() if each.order.language in languages]
        self._highest = {language: shelf.highest(language) for language in languages}
        self._newest: dict[tuple[str, str | None], list[Shelved]] = defaultdict(list)
        self._by_ordinal: dict[tuple[str, int], Shelved] = {}
        self._gone: dict[str, list[Shelved]] = defaultdict(list)
        for each in self.stories:
            self._file(each)
        for listed in self._newest.values():
            listed.sort(key=_ordinal, reverse=True)
        for gone in self._gone.values():
            gone.sort(key=_gone_at, reverse=True)

    def _file(self, shelved: Shelved) -> None:
        order = shelved.order
        if shelved.withdrawn_at:
            self._gone[order.language].append(shelved)
            return
        self._by_ordinal[order.language, order.ordinal] = shelved
        for tag in (None, *tags_of(order)):
            self._newest[order.language, tag].append(shelved)

    def newest(
        self, language: str, *, tag: str | None = None, limit: int, listed_before: datetime
    ) -> list[Shelved]:
        """Live stories published before `listed_before`, newest first."""
        found = (
            each
            for each in self._newest.get((language, tag), ())
            if each.order.published_at < listed_before
        )
        return list(islice(found, limit))

    def run(self, language: str, first: int, last: int) -> list[Shelved]:
        """Live stories with `first <= ordinal <= last`, by ordinal."""
        found = (self._by_ordinal.get((language, n)) for n in range(first, last + 1))
        return [each for each in found if each]

    def highest(self, language: str) -> int:
        """The highest ordinal so far."""
        return self._highest[language]

    def tags(self, language: str) -> list[tuple[str, int]]:
        """Tags of live stories with their counts, by name."""
        return sorted(
            (tag, len(stories))
            for (of, tag), stories in self._newest.items()
            if of == language and tag is not None
        )

    def withdrawn_since(self, language: str, moment: datetime) -> list[Shelved]:
        """Stories taken down since `moment`, newest first."""
        return [each for each in self._gone[language] if _gone_at(each) >= moment]


def _ordinal(shelved: Shelved) -> int:
    return shelved.order.ordinal


def _gone_at(shelved: Shelved) -> datetime:
    return shelved.withdrawn_at or shelved.order.modified_at
