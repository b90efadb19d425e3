"""What every page needs to know about the blog it belongs to."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from publishers.culture_blog import look
from publishers.culture_blog.config import BlogConfig
from publishers.culture_blog.story import Story
from syndicate.publishing.port import Bench

OG_LOCALES = {"en": "en_US", "ja": "ja_JP"}
LANGUAGE_NAMES = {"en": "English", "ja": "日本語"}
# RFC 4151 wants a year in which the domain was already ours.
_FEED_YEAR = 2026


@dataclass(frozen=True)
class Site:
    """Names, addresses and settings of one blog."""

    url: str
    name: str
    company: str
    zone: ZoneInfo
    config: BlogConfig

    @classmethod
    def of(cls, bench: Bench) -> Site:
        """The blog a bench was made for."""
        return cls(
            url=bench.site_url.rstrip("/"),
            name=bench.site_name,
            company=bench.company_name,
            zone=ZoneInfo(bench.time_zone),
            config=BlogConfig.model_validate(dict(bench.config)),
        )

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages with a front page, the first one for readers of neither."""
        return self.config.languages

    @property
    def fingerprint(self) -> str:
        """Changes when every page has to be made again."""
        names = f"{self.url}\0{self.name}\0{self.company}\0{self.zone.key}\0"
        whole = names + self.config.model_dump_json() + look.fingerprint()
        return hashlib.sha256(whole.encode()).hexdigest()

    def entry_id(self, story: Story) -> str:
        """A story's permanent id in every feed (RFC 4151)."""
        specific = f"story:{story.story_id}:{story.language}"
        return f"tag:{self._authority},{story.published_at.year}:{specific}"

    def feed_id(self, language: str, tag: str | None) -> str:
        """A feed's permanent id."""
        specific = f"feed:{language}" if tag is None else f"feed:{language}:{_hex(tag)}"
        return f"tag:{self._authority},{_FEED_YEAR}:{specific}"

    @property
    def _authority(self) -> str:
        return self.config.tag_authority or urlsplit(self.url).hostname or "localhost"


def rfc3339(moment: datetime) -> str:
    """`2026-12-02T10:00:00+09:00`."""
    return moment.isoformat(timespec="seconds")


def _hex(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
