"""The preview of a payload: the post as LinkedIn would show it, on a computer and on a phone."""

from __future__ import annotations

from urllib.parse import urlsplit

from publishers.linkedin import little, pages
from publishers.linkedin.content import Content, Picture
from publishers.linkedin.view import Card, PostView, Shot, Stretch, language_of, plain_stretches
from syndicate.i18n import _
from syndicate.publishing.port import Payload
from syndicate.rendering.text import utf16_length


def page(payload: Payload, author: str) -> str:
    """A whole HTML page without scripts or inline styles, in the language of the post."""
    content = Content.from_bytes(payload.body)
    views = {key: _view(key, content, payload, author) for key in ("wide", "narrow")}
    return pages.page(
        "preview.html",
        views["wide"].language,
        wide=views["wide"],
        narrow=views["narrow"],
        link=content.link,
        length=utf16_length(content.commentary),
        most=little.MAX_UNITS,
    )


def _view(key: str, content: Content, payload: Payload, author: str) -> PostView:
    files = {image.sha256: image.file_name for image in payload.images}

    def shot(picture: Picture) -> Shot:
        return Shot(f"/media/{files[picture.sha256]}", picture.alt)

    article = content.article
    return PostView(
        key=key,
        author=author,
        language=language_of(content.text + (article.title if article else "")),
        stretches=tuple(s for piece in little.parse(content.commentary) for s in _stretches(piece)),
        age=_("now"),
        card=Card(
            href=article.source,
            title=article.title,
            host=urlsplit(article.source).netloc,
            picture=shot(article.thumbnail) if article.thumbnail else None,
        )
        if article
        else None,
        pictures=tuple(shot(picture) for picture in content.pictures),
    )


def _stretches(piece: little.Piece) -> list[Stretch]:
    if isinstance(piece, little.Plain):
        return plain_stretches(piece.text)
    return [Stretch(type(piece).__name__.lower(), little.visible([piece]))]
