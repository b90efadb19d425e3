"""The blog's face: its templates in each language, its stylesheet and its icons."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from publishers.culture_blog.phrases import phrased
from syndicate.i18n import translations
from syndicate.resources import locale_root, templates_root

FOLDER = "culture_blog"
STYLESHEET = "site.css"


@lru_cache
def environment(language: str) -> Environment:
    """Templates that speak `language`. Everything but marked-up values is escaped."""
    env = Environment(
        loader=FileSystemLoader(_folder()),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    catalogue = translations(language)
    env.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    env.filters["phrased"] = lambda text: phrased(text, language)
    return env


def template(name: str, language: str) -> Template:
    """The template `name`, in `language`."""
    return environment(language).get_template(name)


@lru_cache
def assets() -> dict[str, tuple[str, bytes]]:
    """Of each static file its public path, which changes with its bytes, and the bytes."""
    found = {}
    for file in sorted((_folder() / "static").iterdir()):
        body = file.read_bytes()
        digest = hashlib.sha256(body).hexdigest()[:10]
        found[file.name] = (f"/assets/{file.stem}.{digest}{file.suffix}", body)
    return found


def public_assets() -> dict[str, str]:
    """Where each static file stands on the public site."""
    return {name: path for name, (path, _body) in assets().items()}


def preview_assets() -> dict[str, str]:
    """Where the app serves each static file for a preview."""
    return {name: f"/plug-static/{FOLDER}/{name}" for name in assets()}


@lru_cache
def fingerprint() -> str:
    """Changes when anything does that every page depends on: a template, a text, a static file."""
    digest = hashlib.sha256()
    files = [*_folder().rglob("*"), *locale_root().rglob("messages.mo")]
    for file in sorted(file for file in files if file.is_file()):
        digest.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _folder() -> Path:
    return templates_root() / FOLDER
