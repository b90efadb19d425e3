"""What changed between what somebody decided about and what stands there now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from syndicate.models import Channel, Release, Revision
from syndicate.process import Situation
from syndicate.rendering.diff import Piece, diff
from syndicate.services.scans import surfaces_of
from syndicate.workflow import Seen

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Change:
    """One part that is not as it was."""

    part: str
    """`blog title`: the channel and the place in what it sends; or a part of a draft."""
    pieces: list[Piece]


def changes(situation: Situation, seen: Seen) -> list[Change]:
    """How what they saw became what is there now; empty where nothing tells what they saw.

    Two releases are compared by what readers of each channel see, two drafts by their texts.
    """
    old_release, new_release = _seen_release(situation, seen), situation.release
    if old_release is not None and new_release is not None:
        return _differing(_sent(situation, old_release), _sent(situation, new_release))
    old = old_release.revision if old_release else _seen_revision(situation, seen)
    new = situation.story.latest_revision
    return _differing(_drafted(old), _drafted(new)) if old and new else []


def _seen_release(situation: Situation, seen: Seen) -> Release | None:
    return situation.session.scalars(
        select(Release)
        .where(Release.story_id == situation.story.id, Release.sha256 == seen.release_sha256)
        .limit(1)
    ).one_or_none()


def _seen_revision(situation: Situation, seen: Seen) -> Revision | None:
    return situation.session.scalars(
        select(Revision).where(
            Revision.story_id == situation.story.id, Revision.id == seen.revision_id
        )
    ).one_or_none()


def _sent(situation: Situation, release: Release) -> Texts:
    texts = {}
    for payload, surfaces in surfaces_of(situation, release):
        channel = situation.session.get_one(Channel, payload.channel_id)
        for surface in surfaces:
            texts[f"{channel.name} {surface.name}"] = surface.text
        if payload.images:
            hashes = (image["sha256"] for image in payload.images)
            texts[f"{channel.name} images"] = "\n".join(hashes)
    return texts


def _drafted(revision: Revision) -> Texts:
    images = (f"{image.asset.sha256} {image.alt}" for image in revision.images)
    return {
        "title": revision.title,
        "summary": revision.summary,
        "body": revision.body,
        "tags": "\n".join(revision.tags),
        "images": "\n".join(images),
        **{f"{name} text": text for name, text in revision.channel_texts.items()},
    }


def _differing(old: Texts, new: Texts) -> list[Change]:
    return [
        Change(part, diff(old.get(part, ""), new.get(part, "")))
        for part in dict.fromkeys((*old, *new))
        if old.get(part, "") != new.get(part, "")
    ]
