"""The simulator as one WSGI app."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from publishers.linkedin.simulator import (
    control,
    images,
    oauth,
    organizations,
    posts,
    reader,
    statistics,
)
from publishers.linkedin.simulator.answers import ApiError
from publishers.linkedin.simulator.wire import Wire
from publishers.linkedin.simulator.world import World


class Simulator(Wire):
    """A WSGI app that stands in for LinkedIn; `world` is all it knows."""

    def __init__(self, url: str, *, data: Path | None = None, token: str | None = None) -> None:
        self.world = World(url, data, token)
        super().__init__(_flask(self.world), self.world)


def _flask(world: World) -> Flask:
    app = Flask("linkedin-simulator", static_folder=None)
    app.config.update(WORLD=world, MAX_CONTENT_LENGTH=images.MAX_BYTES + 1_000)
    app.json.sort_keys = False  # type: ignore[attr-defined] # the default provider has it
    for blueprint in (
        posts.blueprint,
        images.blueprint,
        images.uploads,
        organizations.blueprint,
        statistics.blueprint,
        oauth.blueprint,
        reader.blueprint,
        control.blueprint,
    ):
        app.register_blueprint(blueprint)
    app.register_error_handler(ApiError, _refused)
    app.register_error_handler(HTTPException, _unknown)
    app.after_request(_with_trace)
    return app


def _refused(error: ApiError) -> tuple[Response, int]:
    return jsonify(error.body), error.status


def _unknown(error: HTTPException) -> tuple[dict[str, Any], int]:
    status = error.code or 500
    return {"status": status, "code": error.name.upper().replace(" ", "_")}, status


def _with_trace(response: Response) -> Response:
    response.headers["x-li-uuid"] = secrets.token_hex(8)
    response.headers["x-li-fabric"] = "simulated"
    if request.path.startswith("/rest/"):
        response.headers["X-RestLi-Protocol-Version"] = "2.0.0"
        if response.status_code >= 400:
            response.headers["x-restli-error-response"] = "true"
    return response
