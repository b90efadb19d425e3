"""How much of anything a story may hold, and the sentences that say so."""

from __future__ import annotations

from syndicate.errors import TooLarge
from syndicate.i18n import Text, _

MAX_STORY_CHARS = 64_000
"""Code points of Markdown in one story."""
MAX_HTML_BYTES = 256_000
"""UTF-8 bytes handed to the sanitiser: the longest story, every character of it Japanese."""
MAX_MARKUP = 25_000
"""Tags and character references in one text: what the sanitiser's time depends on."""
MAX_NESTING = 100
"""Elements inside elements."""
MAX_TITLE_CHARS = 120
MAX_SUMMARY_CHARS = 300
MAX_BYLINE_CHARS = 80
MAX_CHANNEL_TEXT_CHARS = 10_000
MAX_TAGS = 10
MAX_TAG_CHARS = 40
MAX_SLUG_CHARS = 80
MAX_ALT_CHARS = 500
MAX_URL_CHARS = 2_000
MAX_IMAGES = 20
MAX_IMAGE_BYTES = 20_000_000
"""Bytes of one uploaded image."""
MAX_PIXELS = 40_000_000
"""Width times height of an uploaded image; nothing larger is ever decoded."""
MAX_IMAGE_SIDE = 2_400
"""Pixels of the longer side of a stored image."""


def check_html(html: str) -> None:
    """Raise `TooLarge` when `html` has more bytes than the sanitiser is given."""
    # A string is never longer than its bytes: the first test spares encoding what is huge anyway.
    if len(html) > MAX_HTML_BYTES or len(html.encode("utf-8", "replace")) > MAX_HTML_BYTES:
        raise TooLarge(
            _(
                "This text is larger than %(limit)s kB. Please shorten it or make two of it.",
                limit=MAX_HTML_BYTES // 1000,
            )
        )


def check_story(markdown: str) -> None:
    """Raise `TooLarge` when the body of a story is longer than `MAX_STORY_CHARS`."""
    if len(markdown) > MAX_STORY_CHARS:
        raise TooLarge(
            _(
                "The story has %(count)s characters; %(limit)s are possible. "
                "Please shorten it or make two of it.",
                count=len(markdown),
                limit=MAX_STORY_CHARS,
            )
        )


def check_markup(pieces: int, depth: int) -> None:
    """Raise `TooLarge` for more than `MAX_MARKUP` pieces or deeper than `MAX_NESTING`."""
    if depth > MAX_NESTING:
        raise TooLarge(
            _(
                "Elements in this text are nested more than %(limit)s deep. Please simplify it.",
                limit=MAX_NESTING,
            )
        )
    if pieces > MAX_MARKUP:
        raise TooLarge(_("This text has too much formatting in it. Please simplify it."))


def too_long(field: str, text: str) -> Text | None:
    """The sentence for a one-line field that is over its limit, or None when it fits.

    `field` is one of `title`, `summary`, `byline`, `tag`, `alt`, `channel_text`.
    """
    limit, sentence = _FIELDS[field]
    return Text(sentence.msgid, {"limit": limit, "count": len(text)}) if len(text) > limit else None


_FIELDS: dict[str, tuple[int, Text]] = {
    "title": (
        MAX_TITLE_CHARS,
        _("The title has %(count)s characters; %(limit)s are possible. Please shorten it."),
    ),
    "summary": (
        MAX_SUMMARY_CHARS,
        _("The summary has %(count)s characters; %(limit)s are possible. Please shorten it."),
    ),
    "byline": (
        MAX_BYLINE_CHARS,
        _("The author's name has %(count)s characters; %(limit)s are possible."),
    ),
    "tag": (
        MAX_TAG_CHARS,
        _("A tag has %(count)s characters; %(limit)s are possible. Please shorten it."),
    ),
    "alt": (
        MAX_ALT_CHARS,
        _(
            "The description of an image has %(count)s characters; %(limit)s are possible. "
            "Please shorten it."
        ),
    ),
    "channel_text": (
        MAX_CHANNEL_TEXT_CHARS,
        _(
            "The text for this channel has %(count)s characters; %(limit)s are possible. "
            "Please shorten it."
        ),
    ),
}
