"""Where files may be kept, as a setting names it: a folder, or a bucket of an object store."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

_BUCKET = "s3://"
# Names as Amazon S3 allows them; a prefix in the characters that mean the same everywhere.
_ADDRESS = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:/[\w=+@-][\w.=+@-]*)*", re.ASCII)


class Bucket(NamedTuple):
    """A bucket, and the prefix all names in it begin with; "" for the whole of it."""

    name: str
    prefix: str


def bucket(place: str) -> Bucket | None:
    """The bucket a place names; None for a folder."""
    if not place.startswith(_BUCKET):
        return None
    name, _slash, prefix = place.removeprefix(_BUCKET).partition("/")
    return Bucket(name, prefix)


def checked(place: str) -> str:
    """A place without a slash at its end; raises `ValueError` with what it must be."""
    if "://" not in place:
        return place
    tidy = place.rstrip("/")
    if not _ADDRESS.fullmatch(tidy):
        msg = "must be a folder, or a bucket as in s3://bucket/prefix"
        raise ValueError(msg)
    return tidy


def is_within(inner: str, outer: str) -> bool:
    """Whether one place is the other, or lies in it."""
    return f"{inner.rstrip('/')}/".startswith(f"{outer.rstrip('/')}/")


def demand_origin(url: str) -> None:
    """Raise `ValueError` for what is not the address of a server alone."""
    parts = urlsplit(url)
    plain = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
    if not plain or parts.query or parts.fragment:
        msg = "must be an address such as https://objects.example.com, without a key in it"
        raise ValueError(msg)


def is_safe_to_speak_to(url: str) -> bool:
    """Whether what is said to a server can be overheard by nobody else."""
    parts = urlsplit(url)
    return parts.scheme == "https" or _is_this_machine(parts.hostname or "")


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
