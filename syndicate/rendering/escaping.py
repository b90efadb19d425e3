"""Text written so that Markdown shows it as it is."""

from __future__ import annotations

import re

# An address is left alone: it is a link all the same, and backslashes would end it.
_SPECIAL = re.compile(
    r"(?P<address>https?://[A-Za-z0-9\-._~:/?#@!$&'()+,;=%]+)"
    r"|[\\`*\[\]]|<(?=[A-Za-z/!?])|&(?=#?[A-Za-z0-9]+;)|(?<![^\W_])_|_(?![^\W_])"
    r"|\{(?=[^{}|\n]{1,60}\|[^{}|\n]{1,60}\})"
)
_BEGINS_A_BLOCK = re.compile(
    r"^(?:(?P<number>[0-9]{1,9})(?=[.)](?:\s|$))"
    r"|(?=#{1,6}(?:\s|$)|[-+](?:\s|$)|>|~~~|-[-\s]*$|=+\s*$))",
    re.MULTILINE,
)
_BACKTICKS = re.compile(r"`+")


def escaped(text: str) -> str:
    """`text` with a backslash before every sign that would become markup inside a line."""
    return _SPECIAL.sub(
        lambda found: found.group() if found["address"] else "\\" + found.group(), text
    )


def line_starts_escaped(text: str) -> str:
    """`text` with a backslash where a line would begin a list, heading, quote or code."""
    return _BEGINS_A_BLOCK.sub(lambda found: (found["number"] or "") + "\\", text)


def code(text: str) -> str:
    """`text` as inline code, between more backticks than it holds."""
    if not text.strip():
        return text
    fence = "`" * (_longest_run(text) + 1)
    padding = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{fence}{padding}{text}{padding}{fence}"


def fenced(text: str) -> str:
    """`text` as a block of code."""
    fence = "`" * max(3, _longest_run(text) + 1)
    return f"{fence}\n{text}\n{fence}"


def _longest_run(text: str) -> int:
    return max(map(len, _BACKTICKS.findall(text)), default=0)
