"""What stands outside: one row for each copy, with what was read back."""

from __future__ import annotations

from flask import Blueprint, Response, request
from sqlalchemy import select

from syndicate.models import ReceiptRow, Story
from syndicate.policy import Permission, allows
from syndicate.standing import standing_of
from syndicate.web.answers import page
from syndicate.web.request import actor, db

PAGE = 50


def register(pages: Blueprint) -> None:
    """Add the page to `pages`."""
    pages.add_url_rule("/published", "published", published)


def _line(copy: ReceiptRow) -> tuple[ReceiptRow, Story, bool]:
    """The copy, its story, and whether this reader may open the story."""
    story = db().get_one(Story, copy.story_id)
    standing = standing_of(db(), story, actor())
    return copy, story, allows(Permission.STORY_FOLLOW, standing)


def published() -> Response:
    """Copies, newest first; or those that were taken down."""
    gone = "gone" in request.args
    cursor = request.args.get("cursor", "")
    query = select(ReceiptRow).order_by(ReceiptRow.id.desc()).limit(PAGE + 1)
    query = query.where(ReceiptRow.gone_at.is_not(None) if gone else ReceiptRow.gone_at.is_(None))
    if cursor:
        query = query.where(ReceiptRow.id < cursor)
    rows = list(db().scalars(query))
    return page(
        "published",
        copies=[_line(copy) for copy in rows[:PAGE]],
        next_cursor=rows[PAGE - 1].id if len(rows) > PAGE else None,
        gone=gone,
    )
