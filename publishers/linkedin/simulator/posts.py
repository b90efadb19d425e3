"""`/rest/posts`: create, read, list, edit and delete."""

from __future__ import annotations

import random
from functools import lru_cache
from typing import Any

from flask import Blueprint, Response, request

from publishers.linkedin.simulator import little
from publishers.linkedin.simulator.answers import (
    bad_field,
    denied,
    duplicate,
    field_not_permitted,
    not_found,
    plain,
)
from publishers.linkedin.simulator.gate import (
    check_rest,
    json_body,
    may_post_as,
    need_page,
    need_scope,
    world,
)
from publishers.linkedin.simulator.modes import DAY
from publishers.linkedin.simulator.records import Post
from publishers.linkedin.simulator.validation import check_commentary, check_post

blueprint = Blueprint("posts", __name__)
blueprint.before_request(check_rest)
_EDITABLE = frozenset(
    {"commentary", "contentCallToActionLabel", "contentLandingPage", "lifecycleState"}
)


@blueprint.post("/rest/posts")
def create() -> Response:
    """201 with the post's name in a header and nothing in the body."""
    need_scope("w_organization_social", "partnerApiPosts.CREATE")
    body = json_body()
    state = world()
    with state.lock:
        check_post(body, state)
        if not may_post_as(body["author"]):
            raise field_not_permitted("/author")
        _refuse_duplicate(body)
        post = _stored(body)
    return Response(status=201, headers={"x-restli-id": post.urn, "x-linkedin-id": post.urn})


@blueprint.get("/rest/posts")
def find() -> dict[str, Any]:
    """The posts of one page, last changed first."""
    need_scope("r_organization_social", "partnerApiPosts.FINDER-author")
    author = request.args.get("author", "")
    if request.args.get("q") != "author" or request.headers.get("X-RestLi-Method") != "FINDER":
        raise plain(400, "INVALID_FINDER", "Only the finder q=author is supported")
    if author.startswith("urn:li:person:"):
        raise plain(
            400,
            "ILLEGAL_ARGUMENT",
            "Member permissions must be used when using member as author",
        )
    need_page(author, "partnerApiPosts.FINDER-author")
    start, count = _number("start", 0), min(_number("count", 10), 100)
    posts = [post for post in world().live_posts(author) if _is_visible(post)]
    if request.args.get("sortBy", "LAST_MODIFIED") == "LAST_MODIFIED":
        posts.sort(key=lambda post: post.modified_at, reverse=True)
    page = posts[start : start + count]
    if world().modes.shuffled_pages:
        random.shuffle(page)
    return {
        "paging": {"start": start, "count": count, "links": [], "total": len(posts)},
        "elements": [_shown(post) for post in page],
    }


@blueprint.get("/rest/posts/<urn>")
def read(urn: str) -> dict[str, Any]:
    """One post; a new one is for its author only, for as long as the mode says."""
    need_scope("r_organization_social", "partnerApiPosts.GET")
    post = _live(urn)
    need_page(post.author, "partnerApiPosts.GET")
    if request.args.get("viewContext") != "AUTHOR" and not _is_visible(post):
        raise not_found(urn)
    return _shown(post)


@blueprint.post("/rest/posts/<urn>")
def edit(urn: str) -> Response:
    """PARTIAL_UPDATE of the few fields that can change."""
    need_scope("w_organization_social", "partnerApiPosts.PARTIAL_UPDATE")
    if request.headers.get("X-RestLi-Method") != "PARTIAL_UPDATE":
        raise plain(400, "INVALID_METHOD", "X-RestLi-Method must be PARTIAL_UPDATE")
    post = _live(urn)
    need_page(post.author, "partnerApiPosts.PARTIAL_UPDATE")
    patch = json_body().get("patch")
    changes = patch.get("$set") if isinstance(patch, dict) else None
    if not isinstance(changes, dict) or not changes:
        raise bad_field("patch/$set", "MISSING_FIELD", "Nothing to change")
    fixed = [f"/patch/$set/{name}" for name in changes if name not in _EDITABLE]
    if fixed:
        raise field_not_permitted(fixed[0])
    state = world()
    if "commentary" in changes:
        check_commentary(changes["commentary"], state.modes)
    with state.lock:
        if "commentary" in changes and not state.modes.ignored_edits:
            post.commentary = changes["commentary"]
            post.edited = True
            post.modified_at = state.now()
        state.save()
    return Response(status=204)


@blueprint.delete("/rest/posts/<urn>")
def delete(urn: str) -> Response:
    """204, also for a post that is deleted already."""
    need_scope("w_organization_social", "partnerApiPosts.DELETE")
    state = world()
    with state.lock:
        post = state.posts.get(urn)
        if post is None:
            raise not_found(urn)
        if not may_post_as(post.author):
            raise denied("partnerApiPosts.DELETE")
        post.deleted_at = post.deleted_at or state.now()
        state.save()
    return Response(status=204)


def _refuse_duplicate(body: dict[str, Any]) -> None:
    state = world()
    if state.modes.duplicates_pass:
        return
    wanted = (body["author"], _said(body["commentary"]), _link(body.get("content") or {}))
    for post in state.posts.values():
        if (post.author, _said(post.commentary), _link(post.content)) != wanted:
            continue
        if post.deleted_at is None:
            raise duplicate(post.urn)
        if state.modes.ghost_duplicates and state.now() - post.deleted_at < DAY:
            ghost = f"urn:li:share:{state.new_number()}"
            raise duplicate(ghost)


def _stored(body: dict[str, Any]) -> Post:
    state = world()
    moment = state.now()
    content = body.get("content") or {}
    ugc = "multiImage" in content or (state.modes.alternate_ids and len(state.posts) % 2 == 1)
    post = Post(
        urn=f"urn:li:{'ugcPost' if ugc else 'share'}:{state.new_number()}",
        author=body["author"],
        commentary=body["commentary"],
        content=content,
        visibility=body["visibility"],
        distribution=body["distribution"],
        lifecycle=body["lifecycleState"],
        reshare_disabled=bool(body.get("isReshareDisabledByAuthor")),
        created_at=moment,
        modified_at=moment,
    )
    state.posts[post.urn] = post
    state.save()
    return post


def _live(urn: str) -> Post:
    post = world().posts.get(urn)
    if post is None or post.deleted_at is not None:
        raise not_found(urn)
    return post


def _is_visible(post: Post) -> bool:
    return world().now() - post.created_at >= world().modes.visible_after


def _shown(post: Post) -> dict[str, Any]:
    commentary = post.commentary
    if world().modes.bare_hashtags:
        commentary = commentary.replace(r"{hashtag|\#|", "{hashtag|#|")
    created, modified = int(post.created_at * 1000), int(post.modified_at * 1000)
    shown = {
        "id": post.urn,
        "author": post.author,
        "commentary": commentary,
        "visibility": post.visibility,
        "lifecycleState": post.lifecycle,
        "lifecycleStateInfo": {"isEditedByAuthor": post.edited},
        "isReshareDisabledByAuthor": post.reshare_disabled,
        "distribution": {
            "feedDistribution": post.distribution.get("feedDistribution"),
            "thirdPartyDistributionChannels": [],
        },
        "createdAt": created,
        "publishedAt": created,
        "lastModifiedAt": modified,
    }
    return shown | ({"content": post.content} if post.content else {})


@lru_cache(maxsize=20_000)
def _said(commentary: str) -> str:
    return little.read(commentary).text


def _link(content: dict[str, Any]) -> str:
    return str((content.get("article") or {}).get("source") or "")


def _number(name: str, default: int) -> int:
    value = request.args.get(name, str(default))
    if not value.isdecimal():
        raise plain(400, "INVALID_PARAMETER", f"{name} is not a number")
    return int(value)
