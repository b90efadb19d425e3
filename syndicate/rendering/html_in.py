"""HTML pasted from an internal tool, turned into the Markdown our stories are written in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from syndicate.rendering.escaping import code, escaped, fenced, line_starts_escaped
from syndicate.rendering.html_tree import HEADINGS, Node, read
from syndicate.rendering.links import safe_href
from syndicate.rendering.text import normalise

_SPACE = re.compile(r"[ \t\n\f]+")
_NO_MARK = frozenset({""})
_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*"}


def markdown_from_html(html: str) -> str:
    """Markdown that reads as `html` did: paragraphs, headings, lists, tables, links, emphasis.

    Images and everything else that is no text are left out. Raises `TooLarge` and `Invalid` as
    `sanitize` does.
    """
    return normalise("\n\n".join(_blocks(read(html)))).strip()


def _blocks(nodes: Iterable[Node]) -> list[str]:
    """The blocks of `nodes`; what stands between elements is a paragraph too."""
    blocks: list[str] = []
    running: list[Node] = []
    for node in [*nodes, None]:
        if node is not None and not node.is_block:
            running.append(node)
            continue
        blocks += _paragraphs(running)
        running = []
        if node is not None:
            blocks += _WRITERS[node.tag](node) if node.tag in _WRITERS else _blocks(node.children)
    return blocks


def _paragraphs(nodes: Sequence[Node]) -> list[str]:
    """Inline `nodes` as paragraphs: one line break stays one, two begin a paragraph."""
    lines = [line.strip(" ") for line in _inline(nodes).split("\n")]
    paragraphs = re.split(r"\n{2,}", "\n".join(lines).strip())
    return [
        "  \n".join(line_starts_escaped(paragraph).split("\n"))
        for paragraph in paragraphs
        if paragraph.strip()
    ]


def _inline(nodes: Iterable[Node], within: frozenset[str] = _NO_MARK) -> str:
    return "".join(_inline_of(node, within) for node in nodes)


def _inline_of(node: Node, within: frozenset[str]) -> str:
    if node.tag == "br":
        return "\n"
    if not node.tag:
        return escaped(_SPACE.sub(" ", node.text))
    if node.tag == "code":
        return code(_SPACE.sub(" ", _text(node)))
    if node.tag == "ruby":
        return _ruby(node)
    mark = _MARKS.get(node.tag, "")
    inner = _inline(node.children, within | {mark})
    if node.tag == "a":
        return _link(inner, node)
    if mark not in within and inner.strip():
        return _wrapped(inner, mark, mark)
    return f" {inner} " if node.is_block else inner


def _text(node: Node) -> str:
    return node.text or "".join(map(_text, node.children)) or ("\n" if node.tag == "br" else "")


def _wrapped(inner: str, before: str, after: str) -> str:
    """`inner` between `before` and `after`, its outer spaces outside: CommonMark wants it so."""
    words = inner.strip()
    start = inner.index(words)
    return f"{inner[:start]}{before}{words}{after}{inner[start + len(words) :]}"


def _link(label: str, node: Node) -> str:
    href = safe_href(node.attributes.get("href", ""))
    words = label.strip()
    if href is None or not words or href == safe_href(words):
        return label
    return _wrapped(label, "[", f"](<{href}>)" if "(" in href else f"]({href})")


def _ruby(node: Node) -> str:
    """`{漢字|かんじ}` for each base with its reading."""
    written, base = "", ""
    for child in node.children:
        if child.tag == "rt":
            reading = _SPACE.sub(" ", _text(child)).strip()
            plain = not re.search(r"[{}|]", base + reading)
            written += f"{{{base}|{reading}}}" if plain else f"{escaped(base)}({escaped(reading)})"
            base = ""
        elif child.tag != "rp":
            base += _SPACE.sub(" ", _text(child)).strip()
    return written + escaped(base)


def _heading(node: Node) -> list[str]:
    words = " ".join(_inline(node.children).split())
    return [f"{HEADINGS[node.tag]} {words}"] if words else []


def _list(node: Node) -> list[str]:
    first = node.attributes.get("start", "1")
    number = int(first) if re.fullmatch(r"[0-9]{1,5}", first) else 1
    items: list[str] = []
    for child in node.children:
        blocks = _blocks(child.children) if child.tag == "li" else _blocks([child])
        if blocks:
            mark = f"{number + len(items)}. " if node.tag == "ol" else "- "
            items.append(_item(blocks, mark))
    return ["\n".join(items)] if items else []


def _item(blocks: Sequence[str], mark: str) -> str:
    nested = all(re.match(r"- |[0-9]+\. ", block) for block in blocks[1:])
    text = ("\n" if nested else "\n\n").join(blocks)
    return mark + _indented(text, " " * len(mark)).lstrip(" ")


def _indented(text: str, prefix: str) -> str:
    return "\n".join(prefix + line if line else line for line in text.split("\n"))


def _quote(node: Node) -> list[str]:
    text = "\n\n".join(_blocks(node.children))
    return ["\n".join(f"> {line}".rstrip() for line in text.split("\n"))] if text else []


def _preformatted(node: Node) -> list[str]:
    text = _text(node).strip("\n")
    return [fenced(text)] if text else []


def _table(node: Node) -> list[str]:
    """A table whose first row is its head, as Markdown knows no other."""
    rows = [
        [_cell(cell) for cell in row.children if cell.tag in {"td", "th"}] for row in _rows(node)
    ]
    width = max(map(len, rows), default=0)
    if not width:
        return []
    lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in rows]
    return ["\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])]


def _rows(node: Node) -> list[Node]:
    if node.tag == "tr":
        return [node]
    return [row for child in node.children for row in _rows(child)]


def _cell(node: Node) -> str:
    return " ".join(_inline(node.children).split()).replace("|", "\\|")


def _rule(_node: Node) -> list[str]:
    return ["---"]


_WRITERS: dict[str, Callable[[Node], list[str]]] = {
    **dict.fromkeys(HEADINGS, _heading),
    "blockquote": _quote,
    "hr": _rule,
    "ol": _list,
    "pre": _preformatted,
    "table": _table,
    "ul": _list,
}
