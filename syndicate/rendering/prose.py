"""A story as plain text, written from its tokens: what LinkedIn, mails and feeds can show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from syndicate.rendering.links import safe_href


def to_text(tokens: Sequence[Token]) -> str:
    """Paragraphs separated by an empty line; links as `text (url)`; images left out."""
    return _blocks(SyntaxTreeNode(tokens).children)


def first_paragraph(tokens: Sequence[Token]) -> str:
    """The words of the first paragraph that has any, on one line, without addresses."""
    for token, inner in pairwise(tokens):
        found = words(inner.children or []) if token.type == "paragraph_open" else ""
        if found.strip():
            return " ".join(found.split("\n")).strip()
    return ""


def words(children: Sequence[Token]) -> str:
    """The text of inline `children` alone."""
    return "".join(_WORDS.get(token.type, _content)(token) for token in children)


def _content(token: Token | SyntaxTreeNode) -> str:
    return token.content


def _ruby(token: Token | SyntaxTreeNode) -> str:
    return f"{token.content}({token.meta['reading']})"


def _nothing(_token: Token | SyntaxTreeNode) -> str:
    return ""


_WORDS: dict[str, Callable[[Token | SyntaxTreeNode], str]] = {
    "ruby": _ruby,
    "softbreak": lambda _token: " ",
    "hardbreak": lambda _token: "\n",
    "image": _nothing,
}
"""What a piece of a line says; all others say their content."""


def _blocks(nodes: Iterable[SyntaxTreeNode], between: str = "\n\n") -> str:
    return between.join(text for text in map(_block, nodes) if text)


def _block(node: SyntaxTreeNode) -> str:
    write = _BLOCKS.get(node.type)
    if write:
        return write(node)
    return "".join(map(_inline, node.children)).strip() if node.children else ""


def _inline(node: SyntaxTreeNode) -> str:
    if node.type == "link":
        return _link(node)
    if node.type == "image" or not node.children:
        return _WORDS.get(node.type, _content)(node)
    return "".join(map(_inline, node.children))


def _link(node: SyntaxTreeNode) -> str:
    label = "".join(map(_inline, node.children)).strip()
    href = str(node.attrs["href"])
    shown = href.removeprefix("mailto:")
    if not label or _same(label, href):
        return label or shown
    return f"{label} ({shown})"


def _same(label: str, href: str) -> bool:
    """Whether `label` is the address itself, perhaps without its scheme."""
    candidates = (label, f"https://{label}", f"http://{label}", f"mailto:{label}")
    return any((safe_href(it) or "").rstrip("/") == href.rstrip("/") for it in candidates)


def _code(node: SyntaxTreeNode) -> str:
    return node.content.rstrip("\n")


def _quote(node: SyntaxTreeNode) -> str:
    return "\n".join(f"> {line}".rstrip() for line in _blocks(node.children).split("\n"))


def _bullets(node: SyntaxTreeNode) -> str:
    return "\n".join(_item(item, "- ") for item in node.children)


def _numbers(node: SyntaxTreeNode) -> str:
    first = int(node.attrs.get("start", 1))
    return "\n".join(_item(item, f"{number}. ") for number, item in enumerate(node.children, first))


def _item(node: SyntaxTreeNode, mark: str) -> str:
    text = _blocks(node.children, between="\n")
    return (mark + text.replace("\n", "\n" + " " * len(mark))).rstrip()


def _table(node: SyntaxTreeNode) -> str:
    rows = (row for part in node.children for row in part.children)
    return "\n".join(" | ".join(map(_block, row.children)) for row in rows)


_BLOCKS: dict[str, Callable[[SyntaxTreeNode], str]] = {
    "blockquote": _quote,
    "bullet_list": _bullets,
    "code_block": _code,
    "fence": _code,
    "hr": lambda _node: "---",
    "ordered_list": _numbers,
    "table": _table,
}
"""Blocks with a shape of their own; all others are their line of text."""
