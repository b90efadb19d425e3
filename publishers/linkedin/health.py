"""Whether a LinkedIn channel could take a story now, in words for the channels page."""

from __future__ import annotations

from publishers.linkedin.api import Api
from publishers.linkedin.classify import AccessDenied
from publishers.linkedin.config import ChannelConfig
from publishers.linkedin.settings import SUNSET_AFTER_MONTHS, LinkedInSettings, load_settings
from syndicate.clock import now
from syndicate.i18n import _
from syndicate.publishing.errors import PublishError
from syndicate.publishing.port import Ending, Health, Token, Tokens

POSTING_ROLES = frozenset(
    {"ADMINISTRATOR", "CONTENT_ADMIN", "CONTENT_ADMINISTRATOR", "DIRECT_SPONSORED_CONTENT_POSTER"}
)


def health(settings: LinkedInSettings, config: ChannelConfig, tokens: Tokens) -> Health:
    """Whether the account may post as the page; `detail` also names what ends soon."""
    if config.organization is None:
        return Health(ok=False, detail="No LinkedIn page is chosen yet. Connect the account.")
    try:
        token = tokens.current()
        with Api(settings, token.access_token) as api:
            return _asked(api, settings, config.organization, token)
    except PublishError as error:
        return Health(ok=False, detail=error.detail)


def endings() -> list[Ending]:
    """The API version in use: LinkedIn answers each for about a year."""
    settings = load_settings()
    return [
        Ending(
            name=f"version {settings.version}",
            what=_("version %(version)s of LinkedIn's API", version=settings.version),
            remedy=_(
                "Ask whoever runs syndicate to set SYNDICATE_LINKEDIN_VERSION to a newer version."
            ),
            at=settings.version_ends,
        )
    ]


def page_name(api: Api, urn: str) -> str:
    """The page's name, or its URN where LinkedIn hides the name even from those who post as it."""
    try:
        return api.organization_name(urn)
    except AccessDenied:
        return urn


def _asked(api: Api, settings: LinkedInSettings, page: str, token: Token) -> Health:
    roles = {role.name for role in api.roles() if role.organization == page}
    if not roles & POSTING_ROLES:
        return Health(
            ok=False,
            detail="The connected account has no role that may post as this page.",
            expires_at=token.expires_at,
        )
    sentences = [f"May post as {page_name(api, page)}.", _version_warning(settings)]
    return Health(
        ok=True,
        detail=" ".join(sentence for sentence in sentences if sentence),
        expires_at=token.expires_at,
    )


def _version_warning(settings: LinkedInSettings) -> str:
    if not settings.is_version_old(now()):
        return ""
    return (
        f"API version {settings.version} is {settings.version_age(now())} months old; LinkedIn may"
        f" stop answering it after {SUNSET_AFTER_MONTHS}. Set SYNDICATE_LINKEDIN_VERSION."
    )
