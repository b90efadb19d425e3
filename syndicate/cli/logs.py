"""What long-running processes say: one JSON object a line on stderr, without secrets."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping
from typing import Any

import structlog

HIDDEN = "…"
_SECRET_NAMES = re.compile(
    r"token|secret|password|passwd|authori[sz]ation|cookie|api_?key|code_verifier", re.IGNORECASE
)
_SECRET_TEXTS = (
    re.compile(r"(?<=Bearer )[^\s\"',;]+", re.IGNORECASE),
    re.compile(
        r"(?<![a-z])((?:access_|refresh_)?token|client_secret|password|code)=[^\s&\"',;]+",
        re.IGNORECASE,
    ),
    re.compile(r"(?<=://)[^\s/@:]*:[^\s/@]+(?=@)"),  # user and password of an address
)
_CHATTY = ("requests_oauthlib", "oauthlib", "urllib3", "waitress.queue")
"""The first two write tokens at DEBUG, the last one warns of every busy moment."""


def log_as_json() -> None:
    """Let structlog and every library's logger write JSON lines; secrets are replaced."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            redact,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def redact(_logger: Any, _method: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    """A structlog processor: secrets by the names of their fields, and by how they look."""
    return {name: _clean(name, value) for name, value in entry.items()}


def _clean(name: str, value: Any) -> Any:
    if _SECRET_NAMES.search(name) and value is not None:
        return HIDDEN
    if isinstance(value, Mapping):
        return {key: _clean(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_clean("", inner) for inner in value]
    if isinstance(value, str):
        return _without_secrets(value)
    return value


def _without_secrets(text: str) -> str:
    for pattern in _SECRET_TEXTS:
        text = pattern.sub(
            lambda found: f"{found[1]}={HIDDEN}" if found.lastindex else HIDDEN, text
        )
    return text
