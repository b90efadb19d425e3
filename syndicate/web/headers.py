"""The headers of every answer: nothing inline, nothing framed, nothing cached by accident."""

from __future__ import annotations

from flask import Response

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "font-src": "'self'",
    "frame-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}
HSTS = "max-age=63072000; includeSubDomains"


def content_policy(*, https: bool, **changes: str) -> str:
    """The policy as a header value; `frame_ancestors="'self'"` changes one directive."""
    policy = POLICY | {name.replace("_", "-"): value for name, value in changes.items()}
    lines = [f"{name} {value}" for name, value in policy.items()]
    if https:
        lines.append("upgrade-insecure-requests")
    return "; ".join(lines)


def protect(response: Response, *, https: bool) -> Response:
    """Add what a view has not set itself."""
    defaults = {
        "Content-Security-Policy": content_policy(https=https),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "X-Robots-Tag": "noindex",
        "Cache-Control": "no-store",
    }
    for name, value in defaults.items():
        response.headers.setdefault(name, value)
    if https:
        response.headers.setdefault("Strict-Transport-Security", HSTS)
    return response
