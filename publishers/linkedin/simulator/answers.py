"""LinkedIn's error answers, in the shapes its documentation and field reports show."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """An answer that is not a success."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        super().__init__(body.get("message") or body.get("error"))
        self.status = status
        self.body = {"status": status} | body


class TokenError(ApiError):
    """An answer of the token endpoint, which has a shape of its own."""

    def __init__(self, status: int, error: str, description: str) -> None:
        super().__init__(status, {})
        self.body = {"error": error, "error_description": description}


def plain(status: int, code: str, message: str) -> ApiError:
    """A code and a sentence."""
    return ApiError(status, {"code": code, "message": message})


def gateway(status: int, service_code: int, code: str, message: str) -> ApiError:
    """What the gateway in front of the API says about tokens."""
    return ApiError(status, {"serviceErrorCode": service_code, "code": code, "message": message})


def denied(what: str) -> ApiError:
    """The token lacks a scope or the person a role."""
    return gateway(403, 100, "ACCESS_DENIED", f"Not enough permissions to access: {what}.20261001")


def field_not_permitted(path: str) -> ApiError:
    """A field holds something this person may not use."""
    return gateway(
        403,
        100,
        "ACCESS_DENIED",
        "Unpermitted fields present in REQUEST_BODY: Data Processing Exception while processing"
        f" fields [{path}]",
    )


def bad_field(path: str, code: str, description: str, *, status: int = 400) -> ApiError:
    """One field of the body is wrong."""
    return ApiError(
        status,
        {
            "errorDetailType": "com.linkedin.common.error.BadRequest",
            "message": f"{description} (field {path})",
            "errorDetails": {
                "inputErrors": [
                    {
                        "description": description,
                        "input": {"inputPath": {"fieldPath": path}},
                        "code": code,
                    }
                ]
            },
        },
    )


def duplicate(urn: str) -> ApiError:
    """The author has posted this before."""
    return ApiError(
        422,
        {
            "errorDetailType": "com.linkedin.common.error.BadRequest",
            "message": "com.linkedin.content.common.exception.BadRequestResponseException:"
            f" Content is a duplicate of {urn}",
            "errorDetails": {
                "inputErrors": [
                    {
                        "description": "Duplicate post is detected",
                        "input": {},
                        "code": "DUPLICATE_POST",
                    }
                ]
            },
        },
    )


def throttled(level: str) -> ApiError:
    """A quota is used up. LinkedIn sends no Retry-After."""
    return ApiError(
        429,
        {
            "serviceErrorCode": 101,
            "message": f"Resource level throttle {level} limit for calls to this resource is"
            " reached.",
        },
    )


def not_active(version: str) -> ApiError:
    """A version that is retired or not yet out."""
    return plain(426, "NONEXISTENT_VERSION", f"Requested version {version[:6]}01 is not active")


def not_found(what: str) -> ApiError:
    """No such entity, or not for this person."""
    return plain(404, "NOT_FOUND", f"{what} not found")
