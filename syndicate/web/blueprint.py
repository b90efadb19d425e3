"""Every page in one blueprint."""

from __future__ import annotations

from flask import Blueprint

from syndicate.web import account, assets, help_pages, signing_in
from syndicate.web.guard import demand_sign_in


def blueprint() -> Blueprint:
    """The pages, each behind the guard."""
    pages = Blueprint("web", __name__)
    pages.before_request(demand_sign_in)
    pages.url_defaults(assets.add_digest)
    for module in (assets, signing_in, account, help_pages):
        module.register(pages)
    return pages
