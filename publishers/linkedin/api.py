"""The calls of LinkedIn's REST API that syndicate makes, each one HTTP request."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urlsplit

import requests

from publishers.linkedin.classify import Act, failed_to_answer, refusal
from publishers.linkedin.session import bearer_session
from publishers.linkedin.settings import LinkedInSettings, is_plain_loopback
from syndicate.publishing.errors import Refused, UnknownOutcome

PAGE = 50
_GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)


@dataclass(frozen=True)
class Upload:
    """A place to put one image, and the image's name from then on."""

    url: str
    urn: str


@dataclass(frozen=True)
class Role:
    """What the connected person may do for a page."""

    organization: str
    name: str


class Api:
    """LinkedIn's API for one access token; a context manager that closes its connections."""

    def __init__(self, settings: LinkedInSettings, access_token: str) -> None:
        self._settings = settings
        self._session = bearer_session(settings, access_token)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._session.close()

    def create_post(self, body: Mapping[str, Any]) -> str:
        """Post it, once; the URN of the post. A lost answer raises `UnknownOutcome`."""
        response = self._rest("POST", "posts", act=Act.CREATE, json=body)
        urn = response.headers.get("x-restli-id", "")
        if not urn.startswith("urn:li:"):
            raise UnknownOutcome("LinkedIn accepted the post but did not say which it is.")
        return urn

    def post(self, urn: str) -> dict[str, Any] | None:
        """The post as its author sees it, or None when there is none."""
        response = self._rest("GET", f"posts/{_enc(urn)}?viewContext=AUTHOR", allow=_GONE)
        return None if response.status_code in _GONE else _object(response)

    def posts_of(self, author: str, most: int) -> Iterator[dict[str, Any]]:
        """Posts of a page, last changed first as far as LinkedIn keeps to it; at most `most`."""
        for start in range(0, most, PAGE):
            page = self._finder(
                "posts",
                f"author={_enc(author)}&q=author&count={PAGE}&start={start}"
                "&sortBy=LAST_MODIFIED&viewContext=AUTHOR",
            )
            yield from page
            if len(page) < PAGE:
                return

    def edit_post(self, urn: str, commentary: str) -> None:
        """Ask for another commentary. LinkedIn may say yes and change nothing."""
        patch = {"patch": {"$set": {"commentary": commentary}}}
        self._rest("POST", f"posts/{_enc(urn)}", method="PARTIAL_UPDATE", json=patch)

    def delete_post(self, urn: str) -> None:
        """Delete the post; one that is gone already is fine."""
        self._rest("DELETE", f"posts/{_enc(urn)}", method="DELETE", allow=_GONE)

    def start_upload(self, owner: str) -> Upload:
        """A place for one image of `owner`."""
        body = {"initializeUploadRequest": {"owner": owner}}
        value = _object(self._rest("POST", "images?action=initializeUpload", json=body)).get(
            "value"
        )
        match value:
            case {"uploadUrl": str(url), "image": str(urn)}:
                return Upload(url, urn)
            case _:
                raise Refused("LinkedIn named no place for the image.", permanent=False)

    def put_image(self, upload: Upload, data: bytes, media_type: str) -> None:
        """Send the image's bytes. The token goes along to LinkedIn's own hosts only."""
        if urlsplit(upload.url).scheme != "https" and not is_plain_loopback(upload.url):
            raise Refused("LinkedIn named an upload address that is not safe.", permanent=False)
        response = self._send(
            "PUT",
            upload.url,
            act=Act.REPEATABLE,
            allow=(HTTPStatus.FORBIDDEN, *_GONE),
            data=data,
            headers={"Content-Type": media_type},
            withhold_token=not self._is_ours(upload.url),
        )
        if not _is_success(response):
            raise Refused("The address for the image upload had expired.", permanent=False)

    def image_status(self, urn: str) -> str:
        """WAITING_UPLOAD, PROCESSING, AVAILABLE or PROCESSING_FAILED; empty for none."""
        response = self._rest("GET", f"images/{_enc(urn)}", allow=_GONE)
        return "" if response.status_code in _GONE else str(_object(response).get("status"))

    def roles(self) -> list[Role]:
        """The pages the connected person has an approved role for."""
        rows = self._finder("organizationAcls", "q=roleAssignee&state=APPROVED&count=100&start=0")
        return [Role(str(row.get("organization")), str(row.get("role"))) for row in rows]

    def organization_name(self, urn: str) -> str:
        """A page's name as LinkedIn shows it."""
        response = self._rest("GET", f"organizations/{_enc(urn.rpartition(':')[2])}")
        return str(_object(response).get("localizedName") or urn)

    def statistics(self, page: str, posts: Sequence[str]) -> list[dict[str, Any]]:
        """Counts of at most 50 posts of a page; LinkedIn leaves out those nobody saw."""
        names = {"shares": "urn:li:share:", "ugcPosts": "urn:li:ugcPost:"}
        lists = [
            f"{name}=List({','.join(_enc(urn) for urn in urns)})"
            for name, prefix in names.items()
            if (urns := [urn for urn in posts if urn.startswith(prefix)])
        ]
        query = "&".join(["q=organizationalEntity", f"organizationalEntity={_enc(page)}", *lists])
        return self._finder("organizationalEntityShareStatistics", query) if lists else []

    def me(self) -> dict[str, Any]:
        """Who connected the account, as far as the `profile` scope tells."""
        url = f"{self._settings.api_url}/v2/userinfo"
        return _object(self._send("GET", url, act=Act.REPEATABLE))

    def _finder(self, resource: str, query: str) -> list[dict[str, Any]]:
        page = _object(self._rest("GET", f"{resource}?{query}", method="FINDER"))
        return [row for row in page.get("elements") or [] if isinstance(row, dict)]

    def _rest(
        self,
        verb: str,
        resource: str,
        *,
        act: Act = Act.REPEATABLE,
        method: str | None = None,
        json: Mapping[str, Any] | None = None,
        allow: tuple[HTTPStatus, ...] = (),
    ) -> requests.Response:
        headers = {
            "LinkedIn-Version": self._settings.version,
            "X-Restli-Protocol-Version": "2.0.0",
        }
        if method:
            headers["X-RestLi-Method"] = method
        if json is not None:
            headers["Content-Type"] = "application/json"
        return self._send(
            verb,
            f"{self._settings.api_url}/rest/{resource}",
            act=act,
            allow=allow,
            headers=headers,
            data=_json_bytes(json),
        )

    def _send(
        self, verb: str, url: str, *, act: Act, allow: tuple[HTTPStatus, ...] = (), **options: Any
    ) -> requests.Response:
        try:
            response = self._session.request(verb, url, **options)
        except requests.RequestException as error:
            raise failed_to_answer(error, act) from error
        if _is_success(response) or response.status_code in allow:
            return response
        raise refusal(response, act)

    def _is_ours(self, url: str) -> bool:
        host = urlsplit(url).hostname or ""
        known = {
            urlsplit(self._settings.api_url).hostname,
            urlsplit(self._settings.auth_url).hostname,
        }
        return host == "linkedin.com" or host.endswith(".linkedin.com") or host in known


def _is_success(response: requests.Response) -> bool:
    return HTTPStatus.OK <= response.status_code < HTTPStatus.MULTIPLE_CHOICES


def _enc(urn: str) -> str:
    """Rest.li wants every sign of a URN percent-encoded, in paths and in queries."""
    return quote(urn, safe="")


def _json_bytes(value: Mapping[str, Any] | None) -> bytes | None:
    return None if value is None else json.dumps(value, ensure_ascii=False).encode()


def _object(response: requests.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Refused("LinkedIn's answer could not be read.", permanent=False)
    return body
