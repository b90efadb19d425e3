"""The headers each kind of file is sent with."""

from __future__ import annotations

from syndicate.storage.port import Label

Headers = list[tuple[str, str]]

FEED_TYPES = {
    "feed.xml": "application/rss+xml; charset=utf-8",
    "atom.xml": "application/atom+xml; charset=utf-8",
    "feed.json": "application/feed+json; charset=utf-8",
}
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
}
_FOR_EVER = "public, max-age=31536000, immutable"
_FIVE_MINUTES = "public, max-age=300"
"""Short for pictures too: a withdrawal must not wait for caches."""
_ONE_MINUTE = "public, max-age=60"
_UNSEEN = "private, no-store"
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)
_SECURITY: Headers = [
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
]


def content_type(name: str) -> str:
    """The media type of the file `name`."""
    base = name.rpartition("/")[2]
    dot = base.rfind(".")
    return FEED_TYPES.get(base) or _TYPES.get(base[dot:], "application/octet-stream")


def cache_control(path: str, *, found: bool) -> str:
    """How long anybody may keep the answer at `path`."""
    if not found:
        return _ONE_MINUTE
    return _FOR_EVER if path.startswith("/assets/") else _FIVE_MINUTES


def label(name: str, *, gone: bool = False) -> Label:
    """What an object store says about the file `name`."""
    plain = name.removesuffix(".gz")
    return Label(
        media_type=content_type(plain),
        cache_control=_UNSEEN if "/." in f"/{name}" else cache_control(f"/{plain}", found=not gone),
        encoding="gzip" if plain != name else "",
        notes={"status": "410"} if gone else {},
    )


def describe(name: str, *, secure: bool) -> Headers:
    """Content type, sharing and security headers of a file, for HTTP or for HTTPS."""
    is_feed = name.rpartition("/")[2] in FEED_TYPES
    is_page = name.endswith(".html")
    headers = [
        ("Content-Type", content_type(name)),
        ("Cross-Origin-Resource-Policy", "same-origin" if is_page else "cross-origin"),
        *([("Access-Control-Allow-Origin", "*")] if is_feed else []),
        *_SECURITY,
    ]
    if secure:
        return [
            *headers,
            ("Content-Security-Policy", f"{_POLICY}; upgrade-insecure-requests"),
            ("Strict-Transport-Security", "max-age=63072000; includeSubDomains"),
        ]
    return [*headers, ("Content-Security-Policy", _POLICY)]
