"""Images sent with a form: stored at once, so that a mistake elsewhere does not lose them."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import FileStorage, MultiDict

from syndicate.errors import SyndicateError
from syndicate.i18n import Text
from syndicate.models import Asset, User
from syndicate.policy import Actor, Way
from syndicate.services import media_store
from syndicate.web.fields import rows
from syndicate.web.request import apart, kit, now, settings, sign_in

AT_ONCE = 4
TOLD = ("alt", "people")
NAMES = ("asset", "alt", "people", "remove")


def kept(form: MultiDict[str, str]) -> list[dict[str, Any]]:
    """Images that were there before this form was sent, in order, without those to remove."""
    found = rows(form, "images", NAMES, lambda row: bool(next(iter(row))))
    return [row for row in found if not row.pop("remove")]


def take_in(
    files: MultiDict[str, FileStorage], form: MultiDict[str, str], images: list[dict[str, Any]]
) -> list[tuple[str, Text]]:
    """Store what was chosen, add it with its description to `images`; what is wrong with which."""
    problems = []
    for number in range(AT_ONCE):
        name = f"new-{number}-file"
        sent = files.get(name)
        if sent is None or not sent.filename:
            continue
        try:
            asset = _stored(sent)
        except SyndicateError as error:
            problems.append((name, Text("%(file)s: %(why)s", _why(sent, error))))
        else:
            told = {part: form.get(f"new-{number}-{part}", "").strip() for part in TOLD}
            images.append({"asset": asset.id, **told})
    return problems


def _why(sent: FileStorage, error: SyndicateError) -> dict[str, Any]:
    return {"file": (sent.filename or "")[:80], "why": error.text}


def _stored(sent: FileStorage) -> Asset:
    """Kept whatever becomes of the form, so that nobody has to choose the file again."""
    most = settings().max_upload_bytes
    data = sent.stream.read(most + 1)
    image = media_store.prepared(data, max_bytes=most)
    store = kit().media
    store.put(image.data, image.sha256, image.media_type)  # a bucket may take its time
    row = sign_in()
    with apart() as session:
        actor = Actor(Way.WEB, user=session.get(User, row.user_id) if row else None)
        return media_store.keep(session, image, actor=actor, store=store, now=now())
