"""Every page in one blueprint."""

from __future__ import annotations

from flask import Blueprint

from syndicate.web import (
    account,
    assets,
    auditing,
    calendar,
    cautions,
    channel_pages,
    connecting,
    consenting,
    delivering,
    deputising,
    drafting,
    erasing,
    evidencing,
    finding_forms,
    gating,
    help_pages,
    home,
    leaving,
    lists,
    mails,
    my_consents,
    nominating,
    operations,
    people,
    previews,
    publications,
    redacting,
    route_pages,
    scan_rules,
    signing_in,
    stepping,
    suppression_pages,
    workbench,
)
from syndicate.web.guard import demand_sign_in

MODULES = (
    assets,
    signing_in,
    home,
    nominating,
    lists,
    workbench,
    drafting,
    stepping,
    gating,
    previews,
    finding_forms,
    redacting,
    evidencing,
    consenting,
    calendar,
    publications,
    cautions,
    channel_pages,
    connecting,
    delivering,
    people,
    leaving,
    erasing,
    route_pages,
    auditing,
    account,
    deputising,
    mails,
    my_consents,
    help_pages,
    operations,
    scan_rules,
    suppression_pages,
)


def blueprint() -> Blueprint:
    """The pages, each behind the guard."""
    pages = Blueprint("web", __name__)
    pages.before_request(demand_sign_in)
    pages.url_defaults(assets.add_digest)
    for module in MODULES:
        module.register(pages)
    return pages
