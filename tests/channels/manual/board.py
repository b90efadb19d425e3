"""A place without an API: pages somebody writes by hand, shown to whoever asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html import escape
from typing import Any


@dataclass
class Board:
    """A WSGI application that shows what was pinned to it."""

    pages: dict[str, str] = field(default_factory=dict)
    """Whole pages by path."""
    status: str = "200 OK"

    def pin(self, text: str, path: str = "") -> str:
        """Post `text`, or put it in the place of what stands at `path`; the path."""
        path = path or f"/n/{len(self.pages) + 1}"
        lines = "".join(f"<p>{escape(line)}</p>" for line in text.split("\n") if line)
        style, script = "<style>p {}</style>", "<script>var no = 'words';</script>"
        self.pages[path] = f"<!doctype html><title>Board</title>{style}{script}<main>{lines}</main>"
        return path

    def take(self, path: str) -> None:
        """Delete what stands at `path`."""
        self.pages.pop(path, None)

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        page = self.pages.get(environ["PATH_INFO"])
        status = "404 Not Found" if page is None else self.status
        start_response(status, [("Content-Type", "text/html; charset=utf-8")])
        return [(page or "").encode()]
