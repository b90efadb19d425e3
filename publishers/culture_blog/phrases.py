"""Places where a Japanese heading may break, so that no word is torn apart."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from syndicate.rendering.phrases import phrases

_TEXT_OR_TAG = re.compile(r"<[^>]*>|[^<]+")
_HEADING = re.compile(r"(<h[1-6]>)(.*?)(</h[1-6]>)", re.DOTALL)
_RUBY = re.compile(r"(<ruby>.*?</ruby>)", re.DOTALL)
_BREAK = Markup("<wbr>")


def phrased(text: str, language: str) -> Markup:
    """`text` escaped, with `<wbr>` between the phrases of a Japanese text."""
    if language != "ja":
        return escape(text)
    return _BREAK.join(escape(phrase) for phrase in phrases(text))


def phrase_headings(html: str, language: str) -> str:
    """Sanitised `html` with `<wbr>` between the phrases of its Japanese headings."""
    if language != "ja":
        return html
    return _HEADING.sub(lambda found: found[1] + _phrase_inside(found[2]) + found[3], html)


def _phrase_inside(html: str) -> str:
    """Only texts outside tags and readings are broken; character references stay whole."""
    return "".join(
        part if part.startswith("<ruby>") else _TEXT_OR_TAG.sub(_phrase_text, part)
        for part in _RUBY.split(html)
    )


def _phrase_text(found: re.Match[str]) -> str:
    text = found.group()
    return text if text.startswith("<") or "&" in text else "<wbr>".join(phrases(text))
