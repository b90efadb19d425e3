"""Images in a story: only its own, named by hash, with a caption when they stand alone."""

from __future__ import annotations

import re
from collections.abc import Mapping

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from syndicate.errors import Invalid
from syndicate.i18n import _
from syndicate.rendering.limits import too_long
from syndicate.rendering.post import ImageRef
from syndicate.rendering.prose import words
from syndicate.rendering.text import joined

_OWN = re.compile(r"(?:asset|media):([0-9a-f]{64})(?:\.(?:jpg|png))?")


def image_markdown(sha256: str) -> str:
    """How a story's Markdown names an image of ours."""
    return f"![](asset:{sha256})"


def pictures(state: StateCore) -> None:
    """Give every image its file, size and description; raises `Invalid` for a foreign one."""
    images: Mapping[str, ImageRef] = state.env["images"]
    for token in _images(state):
        ref = _ref(str(token.attrs["src"]), images)
        state.env["placed"].add(ref.sha256)
        alt = joined(words(token.children or [])) or ref.alt
        problem = too_long("alt", alt)
        if problem:
            raise Invalid.field("body", problem)
        token.meta["caption"] = joined(str(token.attrs.get("title", "")))
        token.attrs = {
            "src": f"media:{ref.file_name}",
            "alt": "",
            "width": ref.width,
            "height": ref.height,
        }
        token.children = [Token("text", "", 0, content=alt)]


def figures(state: StateCore) -> None:
    """A paragraph that is one image becomes a figure, its title the caption."""
    for index, token in enumerate(state.tokens):
        children = token.children or []
        if token.type != "inline" or [child.type for child in children] != ["image"]:
            continue
        opening, closing = state.tokens[index - 1], state.tokens[index + 1]
        if opening.type != "paragraph_open" or opening.hidden:
            continue
        opening.tag = closing.tag = "figure"
        caption = children[0].meta["caption"]
        if caption:
            token.children = [*children, *_caption(caption)]


def _images(state: StateCore) -> list[Token]:
    return [
        child for token in state.tokens for child in token.children or [] if child.type == "image"
    ]


def _ref(src: str, images: Mapping[str, ImageRef]) -> ImageRef:
    own = _OWN.fullmatch(src)
    ref = images.get(own.group(1)) if own else None
    if ref is None:
        raise Invalid.field(
            "body",
            _(
                "The image %(src)s is not among the images of this story. "
                "Please upload it here first, or take it out of the text.",
                src=src if len(src) <= _SHOWN else src[:_SHOWN] + "…",
            ),
        )
    return ref


def _caption(caption: str) -> list[Token]:
    return [
        Token("caption_open", "figcaption", 1),
        Token("text", "", 0, content=caption),
        Token("caption_close", "figcaption", -1),
    ]


_SHOWN = 80
