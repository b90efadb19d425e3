"""HTML from strangers as a small tree of the elements that carry meaning in a text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

import nh3

from syndicate.rendering.allowed import DROPPED_WITH_CONTENT
from syndicate.rendering.soup import TAG, VOID, attributes_in, check_shape, tame

HEADINGS = {f"h{level}": "#" * level for level in range(1, 7)}
_INLINE = frozenset({"a", "b", "br", "code", "em", "i", "rp", "rt", "ruby", "strong"})
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "dd", "details", "div", "dl", "dt", "figcaption"}
    | {"figure", "footer", "header", "hr", "li", "main", "ol", "p", "pre", "section", "summary"}
    | {"table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", *HEADINGS}
)
_TOKEN = re.compile(r"<[^>]*>|[^<>]+")


@dataclass
class Node:
    """An element; a text is an element without a tag."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)
    text: str = ""

    @property
    def is_block(self) -> bool:
        """Whether it stands in lines of its own."""
        return self.tag in _BLOCKS


def read(html: str) -> list[Node]:
    """The top elements and texts of `html`. Raises `TooLarge` and `Invalid` as `sanitize` does.

    Not a sanitiser: attributes hold whatever was written.
    """
    clean = nh3.clean(
        tame(html),
        tags=set(_INLINE | _BLOCKS),
        attributes={"a": {"href"}, "ol": {"start"}},
        clean_content_tags=set(DROPPED_WITH_CONTENT),
        generic_attribute_prefixes=set(),
        link_rel=None,
    )
    check_shape(clean)
    return _nested(clean).children


def _nested(html: str) -> Node:
    root = Node("")
    stack = [root]
    for token in _TOKEN.findall(html):
        found = TAG.fullmatch(token)
        if not found:
            stack[-1].children.append(Node("", text=unescape(token)))
        elif found.group(1):
            stack.pop()
        else:
            node = Node(found.group(2), attributes_in(found.group(3)))
            stack[-1].children.append(node)
            if node.tag not in VOID:
                stack.append(node)
    return root
