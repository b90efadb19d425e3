"""The one place where the parts meet: settings, database, plugs, pages and the API."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix

from syndicate.api.blueprint import blueprint as api_blueprint
from syndicate.api.edge import locale as api_locale
from syndicate.api.problems import framework as api_framework
from syndicate.api.problems import problem as api_problem
from syndicate.db import Database
from syndicate.errors import SyndicateError
from syndicate.registry import Registry
from syndicate.services.kit import Kit
from syndicate.services.limiter import Limiter
from syndicate.settings import Settings
from syndicate.web import problems, templating, uploads
from syndicate.web.blueprint import blueprint
from syndicate.web.guard import FORM_BYTES
from syndicate.web.headers import protect
from syndicate.web.request import abandon, commit

FAILURES_PER_ACCOUNT, FAILURES_PER_ADDRESS = 10, 100
FAILURE_WINDOW = timedelta(minutes=15)
_LOOPBACK = ("127.0.0.1", "localhost")


def create_app(
    settings: Settings, *, registry: Registry | None = None, kit: Kit | None = None
) -> Flask:
    """A WSGI application. Tests hand over a registry, or a whole kit."""
    app = Flask("syndicate", static_folder=None, template_folder=None)
    _configure(app, settings)
    kit = kit or Kit(settings, Database(settings.database_url), registry or Registry())
    app.extensions["syndicate.kit"] = kit
    if settings.redis_url is not None:
        _announce_work(kit.database, settings.redis_url)
    app.extensions["syndicate.limiters"] = (
        Limiter(FAILURES_PER_ACCOUNT, FAILURE_WINDOW),
        Limiter(FAILURES_PER_ADDRESS, FAILURE_WINDOW),
    )
    templating.prepare(app, settings)
    _end_transactions(app, https=settings.base_url.startswith("https://"))
    _answer_errors(app)
    app.register_blueprint(blueprint())
    app.register_blueprint(api_blueprint())
    if settings.is_production:
        proxied = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)
        app.wsgi_app = proxied  # type: ignore[method-assign] # as Werkzeug's own manual does
    return app


def _configure(app: Flask, settings: Settings) -> None:
    https = settings.base_url.startswith("https://")
    host = urlsplit(settings.base_url).hostname or ""
    app.config.update(
        SECRET_KEY=settings.signing_keys[0],
        SECRET_KEY_FALLBACKS=settings.signing_keys[1:],
        SESSION_COOKIE_NAME="__Host-syndicate-page" if https else "syndicate-page",
        SESSION_COOKIE_PATH="/",
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=settings.max_upload_bytes * uploads.AT_ONCE + FORM_BYTES,
        MAX_FORM_MEMORY_SIZE=FORM_BYTES,
        TRUSTED_HOSTS=list(_LOOPBACK) if host in _LOOPBACK else [host],
    )


def _announce_work(database: Database, redis_url: str) -> None:
    from syndicate.jobs.rq_carrier import Herald  # rq weighs much, and most need none of it

    database.when_there_is_work(Herald(redis_url))


def _end_transactions(app: Flask, *, https: bool) -> None:
    @app.after_request
    def finish(response: Response) -> Response:
        """What a refused request did is undone; the rest is committed before it is answered."""
        if response.status_code >= HTTPStatus.BAD_REQUEST:
            abandon()
        commit()
        return protect(response, https=https)

    @app.teardown_request
    def let_go(_error: BaseException | None) -> None:
        abandon()
        commit()


def _answer_errors(app: Flask) -> None:
    @app.errorhandler(SyndicateError)
    def refused(error: SyndicateError) -> Response:
        return api_problem(error, api_locale()) if _is_api() else problems.problem_page(error)

    @app.errorhandler(HTTPException)
    def framework(error: HTTPException) -> Response:
        if isinstance(error, SecurityError):  # under a foreign host name no address can be made
            return Response("This is not the address of syndicate.\n", 400, mimetype="text/plain")
        if _is_api():
            return api_framework(error, api_locale())
        response = problems.problem_page(problems.as_ours(error))
        response.headers.extend(
            [(name, value) for name, value in error.get_headers() if name == "Allow"]
        )
        return response

    @app.errorhandler(Exception)
    def unforeseen(error: Exception) -> Response:
        if _is_api():
            return api_problem(problems.unexpected(error)[1], api_locale())
        return problems.unexpected_page(error)


def _is_api() -> bool:
    return request.path.startswith("/api/")
