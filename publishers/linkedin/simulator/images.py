"""`/rest/images`, and the other host to which their bytes are sent."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, request

from publishers.linkedin.simulator.answers import field_not_permitted, not_found, plain
from publishers.linkedin.simulator.gate import (
    check_rest,
    grant,
    json_body,
    may_post_as,
    need_page,
    need_scope,
    world,
)
from publishers.linkedin.simulator.records import Image
from publishers.linkedin.simulator.world import World

blueprint = Blueprint("images", __name__)
blueprint.before_request(check_rest)
uploads = Blueprint("uploads", __name__)

MAX_BYTES = 20_000_000
_SIGNATURES = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF8": "image/gif",
}


@blueprint.post("/rest/images")
def initialize_upload() -> dict[str, Any]:
    """A place for an image and its name."""
    need_scope("w_organization_social", "partnerApiImages.ACTION-initializeUpload")
    if request.args.get("action") != "initializeUpload":
        raise plain(400, "INVALID_ACTION", "The action is not supported")
    asked = json_body().get("initializeUploadRequest")
    owner = asked.get("owner") if isinstance(asked, dict) else None
    if not isinstance(owner, str) or not may_post_as(owner):
        raise field_not_permitted("/initializeUploadRequest/owner")
    state = world()
    image = Image(
        urn=f"urn:li:image:C4E10{secrets.token_urlsafe(12).replace('-', 'A').replace('_', 'B')}",
        owner=owner,
        upload_key=secrets.token_urlsafe(24),
        upload_expires_at=state.now() + state.modes.upload_seconds,
    )
    with state.lock:
        state.images[image.urn] = image
        state.save()
    return {
        "value": {
            "uploadUrlExpiresAt": int(image.upload_expires_at * 1000),
            "uploadUrl": f"{_upload_host(state.url)}/dms-uploads/{image.upload_key}",
            "image": image.urn,
        }
    }


@blueprint.get("/rest/images/<urn>")
def read(urn: str) -> dict[str, Any]:
    """How far an image has come."""
    need_scope("r_organization_social", "partnerApiImages.GET")
    state = world()
    image = state.images.get(urn)
    if image is None or image.owner not in grant().organizations:
        raise not_found(urn)
    need_page(image.owner, "partnerApiImages.GET")
    status = status_of(image, state)
    shown: dict[str, Any] = {"id": urn, "owner": image.owner, "status": status}
    if status == "AVAILABLE":
        shown["downloadUrl"] = f"{state.url}/media/{urn.rpartition(':')[2]}"
        shown["downloadUrlExpiresAt"] = int((state.now() + 3600) * 1000)
    return shown


@uploads.put("/dms-uploads/<key>")
def upload(key: str) -> Response:
    """Take the bytes; whether they are an image shows later."""
    state = world()
    data = request.get_data()
    image = next((i for i in state.images.values() if i.upload_key == key), None)
    if image is None:
        raise not_found("Upload")
    if image.upload_expires_at <= state.now():
        raise plain(403, "EXPIRED_UPLOAD_URL", "The upload URL has expired")
    media_type = next((t for s, t in _SIGNATURES.items() if data.startswith(s)), "")
    image.media_type = media_type
    image.damaged = not media_type
    image.uploaded_at = state.now()
    state.keep_image(image, data)
    return Response(status=201)


@uploads.get("/media/<name>")
def media(name: str) -> Response:
    """An image as readers' browsers load it."""
    urn = f"urn:li:image:{name}"
    state = world()
    if urn not in state.image_bytes or not state.images[urn].media_type:
        raise not_found(urn)
    response = Response(state.image_bytes[urn], mimetype=state.images[urn].media_type)
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


def status_of(image: Image, state: World) -> str:
    """WAITING_UPLOAD, then PROCESSING for a while, then AVAILABLE or PROCESSING_FAILED."""
    if image.uploaded_at is None:
        return "WAITING_UPLOAD"
    if state.now() - image.uploaded_at < state.modes.image_seconds:
        return "PROCESSING"
    return "PROCESSING_FAILED" if image.damaged or state.modes.image_fails else "AVAILABLE"


def _upload_host(url: str) -> str:
    """The same server by another name, as LinkedIn's upload host is not its API host."""
    parts = urlsplit(url)
    other = {"127.0.0.1": "localhost", "localhost": "127.0.0.1"}.get(parts.hostname or "")
    return f"{parts.scheme}://{other}:{parts.port}" if other else url
