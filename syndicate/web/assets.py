"""Files: our own under a name that changes with their content, plugs' own, and images."""

from __future__ import annotations

import hashlib
import hmac
import re
from contextlib import suppress
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, request, send_file, send_from_directory
from werkzeug.exceptions import NotFound as HTTPNotFound

from syndicate.errors import NotFound
from syndicate.i18n import _
from syndicate.resources import templates_root
from syndicate.web.guard import public
from syndicate.web.request import kit, now, settings, sign_in

FOREVER = "public, max-age=31536000, immutable"
PREVIEW_LIVES = timedelta(hours=12)
_NO_FILE = _("There is no such file.")
_MEDIA = re.compile(r"/media/([0-9a-f]{64}\.(?:jpg|png))(?=[\"'\s)])")


def register(pages: Blueprint) -> None:
    """Add the routes of files to `pages`."""
    pages.add_url_rule("/static/<digest>/<path:name>", "static_file", static_file)
    pages.add_url_rule("/plug-static/<kind>/<path:name>", "plug_file", plug_file)
    pages.add_url_rule("/media/<file_name>", "media_file", media_file)


@public
def static_file(digest: str, name: str) -> Response:
    """A file of ours, kept for ever by browsers: its address changes when any of them does."""
    response = _first_of(_roots("web"), name)
    is_current = digest == folder_digest(tuple(_roots("web")))
    response.headers["Cache-Control"] = FOREVER if is_current else "no-cache"
    return response


@public
def plug_file(kind: str, name: str) -> Response:
    """A file a publisher's previews need. They are framed without an origin of their own."""
    if kind not in kit().registry.plugs:
        raise NotFound(_NO_FILE)
    response = _first_of(_roots(kind), name)
    response.headers["Cache-Control"] = "public, max-age=300"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@public
def media_file(file_name: str) -> Response:
    """An image, for people who are signed in and for pages that were shown it."""
    if not (sign_in() or _was_shown(file_name, request.args.get("k", ""))):
        raise NotFound(_("There is no such image."))
    found = kit().media.find(file_name)
    if found is None:
        raise NotFound(_("There is no such image."))
    response = send_file(found, download_name=file_name, etag=file_name)
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _first_of(roots: list[Path], name: str) -> Response:
    for root in roots:
        with suppress(HTTPNotFound):  # the next folder may have it
            return send_from_directory(root, name)
    raise NotFound(_NO_FILE)


def showing_images(html: str) -> str:
    """`html` with a key at each `/media/…`: a sandboxed frame sends no cookie."""
    return _MEDIA.sub(lambda found: f"/media/{found[1]}?k={media_key(found[1])}", html)


def media_url(file_name: str) -> str:
    """The address of an image for a reader without an account."""
    return f"/media/{file_name}?k={media_key(file_name)}"


def media_key(file_name: str) -> str:
    """A key that opens one image for some hours."""
    ends = int((now() + PREVIEW_LIVES).timestamp())
    return f"{ends}-{_seal(settings().signing_keys[0], file_name, ends)}"


def _was_shown(file_name: str, key: str) -> bool:
    ends, _dash, seal = key.partition("-")
    if not re.fullmatch(r"[0-9]{1,12}", ends) or int(ends) < now().timestamp():
        return False
    return any(
        hmac.compare_digest(_seal(secret, file_name, int(ends)), seal)
        for secret in settings().signing_keys
        if seal.isascii()
    )


def _seal(secret: str, file_name: str, ends: int) -> str:
    line = f"media:{file_name}:{ends}"
    return hmac.new(secret.encode(), line.encode(), hashlib.sha256).hexdigest()


def _roots(folder: str) -> list[Path]:
    roots = [templates_root() / folder / "static"]
    own = settings().templates_dir
    if own:
        roots.insert(0, own / folder / "static")
    return roots


@lru_cache
def folder_digest(roots: tuple[Path, ...]) -> str:
    """Changes when any file under `roots` does; read once in a process."""
    digest = hashlib.sha256()
    for root in roots:
        for path in sorted(path for path in root.rglob("*") if path.is_file()):
            digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def add_digest(endpoint: str, values: dict[str, str]) -> None:
    """Let `url_for("web.static_file", name=…)` fill in the digest by itself."""
    if endpoint == "web.static_file" and "digest" not in values:
        values["digest"] = folder_digest(tuple(_roots("web")))
