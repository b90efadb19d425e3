"""The simulator's state: one object behind one lock, with a file that survives a restart."""

from __future__ import annotations

import secrets
import time
from collections import Counter
from pathlib import Path
from threading import RLock

from publishers.linkedin.simulator.faults import Plan
from publishers.linkedin.simulator.modes import DAY, Modes
from publishers.linkedin.simulator.records import (
    Code,
    Grant,
    Image,
    Member,
    Organization,
    Post,
    Snapshot,
)

CLIENT_ID = "simulator-app"
CLIENT_SECRET = "simulator-app-secret"  # noqa: S105 - made up, and good for the simulator only
CONNECT_SCOPES = (
    "openid",
    "profile",
    "w_organization_social",
    "r_organization_social",
    "rw_organization_admin",
)
SCOPES = (*CONNECT_SCOPES, "email", "w_member_social")
"""What the app may ask for."""
MEMBERS = (
    Member(id="sim-Mika_T", given="Mika", family="Tanaka", country="JP", language="ja"),
    Member(id="sim-Alex_R", given="Alex", family="Rivera"),
)
ORGANIZATIONS = (
    Organization(id=5515715, name="Example Company", vanity="example-company", followers=12_408),
    Organization(id=5583111, name="Example Labs", vanity="example-labs", followers=860),
)


class World:
    """Everything the simulator knows. Take `lock` around what must happen at once."""

    def __init__(self, url: str, data: Path | None = None, token: str | None = None) -> None:
        self.url = url
        self.data = data
        self.lock = RLock()
        self._token = token
        self.reset()
        if data and data.exists():
            self._load(data)

    def reset(self) -> None:
        """Forget everything but the people, their pages and the token made at the start."""
        with self.lock:
            self.modes = Modes()
            self.plan = Plan()
            self.members = {member.id: member for member in MEMBERS}
            self.organizations = {page.urn: page for page in ORGANIZATIONS}
            self.codes: dict[str, Code] = {}
            self.grants: dict[str, Grant] = {}
            self.images: dict[str, Image] = {}
            self.image_bytes: dict[str, bytes] = {}
            self.posts: dict[str, Post] = {}
            self.calls: Counter[tuple[str, ...]] = Counter()
            self.ahead = 0.0
            self.last_number = Snapshot().last_number
            self._issue_first_token()

    def now(self) -> float:
        """Seconds since 1970, plus whatever the clock was put forward."""
        return time.time() + self.ahead

    def new_number(self) -> int:
        """The next of LinkedIn's nineteen-digit numbers."""
        with self.lock:
            self.last_number += 1 + secrets.randbelow(1_000)
            return self.last_number

    def issue(
        self, *, member: str, scopes: list[str], organizations: list[str], token: str | None = None
    ) -> Grant:
        """A new access token. Another set of scopes ends the member's earlier tokens."""
        with self.lock:
            for old in self.grants.values():
                if old.member == member and set(old.scopes) != set(scopes):
                    old.revoked = True
            modes = self.modes
            grant = Grant(
                access_token=token or f"AQX{secrets.token_urlsafe(260)}",
                client_id=CLIENT_ID,
                member=member,
                scopes=scopes,
                organizations=organizations,
                expires_at=self.now() + modes.token_seconds,
                refused_calls=modes.refused_fresh_calls,
            )
            if modes.gives_refresh_token:
                grant.refresh_token = f"AQW{secrets.token_urlsafe(260)}"
                grant.refresh_expires_at = self.now() + 365 * DAY
            self.grants[grant.access_token] = grant
            return grant

    def live_posts(self, author: str) -> list[Post]:
        """The posts readers of a page see, newest first."""
        with self.lock:
            posts = [p for p in self.posts.values() if p.author == author and not p.deleted_at]
        return sorted(posts, key=lambda post: post.created_at, reverse=True)

    def keep_image(self, image: Image, data: bytes) -> None:
        """Store the bytes of an uploaded image."""
        with self.lock:
            self.image_bytes[image.urn] = data
            if self.data:
                path = _image_path(self.data, image)
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(data)
            self.save()

    def save(self) -> None:
        """Write the file, if there is one."""
        if self.data is None:
            return
        with self.lock:
            snapshot = Snapshot(
                posts=list(self.posts.values()),
                images=list(self.images.values()),
                grants=list(self.grants.values()),
                last_number=self.last_number,
            )
            beside = self.data.with_suffix(".part")
            beside.write_text(snapshot.model_dump_json(), encoding="utf-8")
            beside.replace(self.data)

    def _issue_first_token(self) -> None:
        if self._token:
            self.issue(
                member=MEMBERS[0].id,
                scopes=list(CONNECT_SCOPES),
                organizations=list(self.organizations),
                token=self._token,
            )

    def _load(self, data: Path) -> None:
        snapshot = Snapshot.model_validate_json(data.read_bytes())
        self.posts = {post.urn: post for post in snapshot.posts}
        self.images = {image.urn: image for image in snapshot.images}
        self.grants |= {grant.access_token: grant for grant in snapshot.grants}
        self.last_number = snapshot.last_number
        self.image_bytes = {
            image.urn: path.read_bytes()
            for image in snapshot.images
            if (path := _image_path(data, image)).exists()
        }


def _image_path(data: Path, image: Image) -> Path:
    return data.with_suffix(".images") / image.urn.rpartition(":")[2]
