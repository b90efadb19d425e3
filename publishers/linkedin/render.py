"""From a neutral post to the payload of a LinkedIn post, and the texts in it. Pure."""

from __future__ import annotations

from publishers.linkedin import little
from publishers.linkedin.config import ChannelConfig, Form
from publishers.linkedin.content import Article, Content, Picture
from syndicate.errors import Invalid
from syndicate.i18n import _
from syndicate.publishing.port import Payload, Surface
from syndicate.rendering.post import ImageRef, Post
from syndicate.rendering.text import utf16_length

MAX_TITLE = 400
MAX_DESCRIPTION = 4_086
MAX_ALT = 4_086
MAX_IMAGES = 20

_TOO_LONG = {
    "title": _("LinkedIn takes a title of at most %(most)s characters.", most=MAX_TITLE),
    "summary": _("LinkedIn takes a summary of at most %(most)s characters.", most=MAX_DESCRIPTION),
    "images": _(
        "LinkedIn takes an image description of at most %(most)s characters.", most=MAX_ALT
    ),
}


def render(post: Post, config: ChannelConfig) -> Payload:
    """The payload for `post`; raises `Invalid` when LinkedIn would not take or would cut it."""
    if config.form is Form.IMAGES and post.images:
        images = post.images
        content = _with_pictures(post, config)
    else:
        images = post.images[:1]
        content = _with_card(post, config)
    _refuse_too_long(content)
    return Payload(content.to_bytes(), "application/json", images)


def surfaces(payload: Payload) -> list[Surface]:
    """Every text a reader will see, read from the payload's bytes."""
    content = Content.from_bytes(payload.body)
    pieces = little.parse(content.commentary)
    texts = [Surface("body", little.visible(p for p in pieces if not _is_tag(p)).strip())]
    texts += [Surface("tag", piece.word) for piece in pieces if isinstance(piece, little.Hashtag)]
    pictures = list(content.pictures)
    if article := content.article:
        texts += [
            Surface("title", article.title),
            Surface("summary", article.description),
            Surface("link", article.source),
        ]
        pictures += [article.thumbnail] if article.thumbnail else []
    texts += [Surface("alt", picture.alt) for picture in pictures]
    return [surface for surface in texts if surface.text]


def _with_card(post: Post, config: ChannelConfig) -> Content:
    hero = post.images[0] if post.images else None
    return Content(
        commentary=_commentary(post, config),
        article=Article(
            source=post.url,
            title=post.title,
            description=post.summary,
            thumbnail=_picture(hero) if hero else None,
        ),
    )


def _with_pictures(post: Post, config: ChannelConfig) -> Content:
    if len(post.images) > MAX_IMAGES:
        raise Invalid.field(
            "images",
            _("LinkedIn takes at most %(most)s images in one post.", most=MAX_IMAGES),
        )
    return Content(
        commentary=_commentary(post, config, post.url),
        pictures=tuple(_picture(image) for image in post.images),
    )


def _commentary(post: Post, config: ChannelConfig, link: str = "") -> str:
    text = (post.channel_text or post.summary or post.title).strip()
    pieces = little.mention_in(text, config.mentions)
    if link:
        pieces.append(little.Plain(f"\n\n{link}"))
    for number, word in enumerate(little.hashtag_words(post.tags)):
        pieces += [little.Plain(" " if number else "\n\n"), little.Hashtag(word)]
    return little.encode(pieces, escape_urls=config.escape_urls)


def _picture(image: ImageRef) -> Picture:
    return Picture(image.sha256, image.alt)


def _is_tag(piece: little.Piece) -> bool:
    return isinstance(piece, little.Hashtag)


def _refuse_too_long(content: Content) -> None:
    over = utf16_length(content.commentary) - little.MAX_UNITS
    if over > 0:
        raise Invalid.field(
            "channel_text",
            _(
                "The LinkedIn text is %(over)s characters too long. LinkedIn takes %(most)s, and"
                " signs such as ( ) # _ count twice. Please shorten it.",
                over=over,
                most=little.MAX_UNITS,
            ),
        )
    article = content.article or Article("", "")
    alts = [picture.alt for picture in (*content.pictures, article.thumbnail) if picture]
    _refuse_longer("title", MAX_TITLE, article.title)
    _refuse_longer("summary", MAX_DESCRIPTION, article.description)
    _refuse_longer("images", MAX_ALT, *alts)


def _refuse_longer(field: str, most: int, *texts: str) -> None:
    if any(utf16_length(text) > most for text in texts):
        raise Invalid.field(field, _TOO_LONG[field])
