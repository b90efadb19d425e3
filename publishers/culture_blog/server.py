"""The site over HTTP: a small WSGI application to stand in front of Flask, or alone.

A file of a folder is read once and kept, with its check sum, until the file system says it has
changed; each request costs one `stat`. Of a bucket see `publishers.culture_blog.objects`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote, urlsplit

import structlog

from publishers.culture_blog import look, request
from publishers.culture_blog.files import FileCache, KeptFile, SiteFiles
from publishers.culture_blog.headers import cache_control, describe
from publishers.culture_blog.objects import ObjectCache
from publishers.culture_blog.request import Environ
from syndicate.storage.errors import StoreError
from syndicate.storage.port import Remote, Store

log = structlog.get_logger(__name__)

StartResponse = Callable[..., Any]
Wsgi = Callable[[Environ, StartResponse], Iterable[bytes]]

_CACHE_BYTES = 32 * 1024 * 1024
_VARY = ("Vary", "Accept-Encoding")


class StaticSite:
    """Serves the site in `store`.

    With `otherwise`, what the site does not have, and the bare `/`, is left to that application.
    """

    def __init__(
        self, store: Store, *, otherwise: Wsgi | None = None, cache_bytes: int = _CACHE_BYTES
    ) -> None:
        self._otherwise = otherwise
        self._files = _files_of(store, cache_bytes)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """One request, as WSGI has it."""
        path = request.path_of(environ)
        try:
            return self._answered(environ, start_response, path)
        except StoreError as error:
            log.warning("site.unavailable", place=error.place, problem=error.problem)
            return _unavailable(environ, start_response)

    def _answered(
        self, environ: Environ, start_response: StartResponse, path: str | None
    ) -> Iterable[bytes]:
        kept = self._file(path, fresh=request.is_fresh(environ))
        if kept is None and self._otherwise is not None:
            return self._otherwise(environ, start_response)
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return _not_allowed(start_response)
        if kept is None or path is None:
            return self._without_file(environ, start_response, path)
        return self._send(environ, start_response, path, kept)

    @property
    def kept_bytes(self) -> int:
        """How much memory the kept files take."""
        return self._files.size

    def _file(self, path: str | None, *, fresh: bool) -> KeptFile | None:
        if path is None or (path == "/" and self._otherwise is not None):
            return None
        return self._files.get(f"{path}{'index.html' if path[-1] == '/' else ''}", fresh=fresh)

    def _send(
        self, environ: Environ, start_response: StartResponse, path: str, kept: KeptFile
    ) -> Iterable[bytes]:
        """The file, or that the reader has it, or that its story was withdrawn."""
        variant = request.wanted_variant(environ, kept)
        caching = ("Cache-Control", cache_control(path, found=not kept.is_gone))
        headers = variant.headers[request.is_secure(environ)]
        if kept.is_gone:
            start_response("410 Gone", [*headers, caching, _VARY])
        elif request.is_known(environ, kept):
            start_response("304 Not Modified", [("ETag", variant.etag), caching, _VARY])
            return []
        else:
            start_response("200 OK", [*headers, ("ETag", variant.etag), caching, _VARY])
        if request.is_head(environ):
            return []
        return self._files.chunks(kept) if variant.body is None else [variant.body]

    def _without_file(
        self, environ: Environ, start_response: StartResponse, path: str | None
    ) -> Iterable[bytes]:
        """A redirect to the folder, a page that says why, or what a site not yet built shows."""
        if path and not path.endswith("/") and self._files.is_folder(path):
            return _redirect(environ, start_response, path)
        language = request.language_of(environ, path)
        missing = self._files.get(f"/{language}/404.html")
        if missing is not None and missing.plain.body is not None:
            return _answer(
                environ, start_response, "404 Not Found", missing.name, missing.plain.body
            )
        if path in {"/", f"/{language}/"}:
            return _answer(environ, start_response, "200 OK", "index.html", _unbuilt(language))
        for public, body in look.assets().values():
            if path == public:
                return _answer(environ, start_response, "200 OK", public, body)
        return _answer(environ, start_response, "404 Not Found", "404.html", _unbuilt(language))


def public_site(store: Store, site_url: str) -> Wsgi:
    """The site behind whatever speaks TLS for it: readers came the way its address says."""
    site = StaticSite(store)
    scheme = urlsplit(site_url).scheme

    def application(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        return site({**environ, "wsgi.url_scheme": scheme}, start_response)

    return application


def _files_of(store: Store, cache_bytes: int) -> SiteFiles:
    if isinstance(store, Remote):
        return ObjectCache(store, cache_bytes)
    return FileCache(store.place, cache_bytes)


def _unavailable(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """The store does not answer, and nothing of it is remembered."""
    headers = describe("later.txt", secure=request.is_secure(environ))
    facts = [("Cache-Control", "no-store"), ("Retry-After", "30"), ("Content-Length", "0")]
    start_response("503 Service Unavailable", [*headers, *facts])
    return []


def _answer(
    environ: Environ, start_response: StartResponse, status: str, name: str, body: bytes
) -> Iterable[bytes]:
    """A body that is not a file of the site at this address."""
    headers = [
        *describe(name, secure=request.is_secure(environ)),
        ("Content-Length", str(len(body))),
        ("Cache-Control", cache_control(name, found=False)),
        ("Vary", "Accept-Language"),
    ]
    start_response(status, headers)
    return [] if request.is_head(environ) else [body]


def _unbuilt(language: str) -> bytes:
    page = look.template("unbuilt.html", language)
    return page.render(language=language, assets=look.public_assets()).encode()


def _redirect(environ: Environ, start_response: StartResponse, path: str) -> Iterable[bytes]:
    query = environ.get("QUERY_STRING")
    location = f"{quote(path)}/{f'?{query}' if query else ''}"
    headers = [*describe("moved.txt", secure=request.is_secure(environ)), ("Location", location)]
    start_response("301 Moved Permanently", [*headers, ("Content-Length", "0")])
    return []


def _not_allowed(start_response: StartResponse) -> Iterable[bytes]:
    headers = [*describe("refused.txt", secure=False), ("Allow", "GET, HEAD")]
    start_response("405 Method Not Allowed", [*headers, ("Content-Length", "0")])
    return []
