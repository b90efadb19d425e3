"""What the editor's form begins with: the latest revision, people and images as rows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from syndicate.models import Person, Release, Revision, RevisionImage
from syndicate.process import Situation


def draft_form(situation: Situation, revision: Revision) -> dict[str, Any]:
    """Values for the template of the editor."""
    story = situation.story
    people = [person for person in story.people if person.removed_at is None]
    submitted = situation.session.scalars(
        select(Release.id).where(Release.story_id == story.id).limit(1)
    ).first()
    return {
        "slug_is_free": submitted is None,
        "draft_people": [_person(person) for person in people if not person.is_author],
        "draft_images": [_image(image, people) for image in revision.images],
    }


def _person(person: Person) -> dict[str, str]:
    return {"email": person.email or "", "name": person.full_name, "how": person.how.value}


def _image(image: RevisionImage, people: list[Person]) -> dict[str, str]:
    seen = [person for person in people if person.id in image.people_ids]
    names = ", ".join(person.email or person.full_name for person in seen)
    return {"asset": image.asset_id, "alt": image.alt, "people": names}
