"""The public blog out of a bucket: nginx as the handbook has it, our server, an object store."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from publishers.culture_blog.headers import describe
from syndicate.db import Database
from syndicate.dev.bench.world import LANGUAGE, Blog, slug_of
from syndicate.dev.processes import free_port, program, running
from syndicate.settings import load_settings
from syndicate.storage.opening import open_store
from tests.factories.world import World
from tests.functional.test_deployment import BLOG, DEPLOY, Front, around, own_certificate
from tests.services.s3 import BUCKET, S3

STORY = f"/{LANGUAGE}/stories/{{}}/"


@pytest.fixture
def settings(
    s3: S3, sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    """A shell's settings, with a bucket for the site."""
    World(sqlite_database, tmp_path)  # with its channel
    given = s3.settings(
        database_url=sqlite_database.url,
        site_store=f"s3://{BUCKET}/site",
        media_store=str(tmp_path / "media"),
        site_url=f"https://{BLOG}",
    )
    for name, value in given.items():
        monkeypatch.setenv(f"SYNDICATE_{name.upper()}", value)
    return given


@pytest.fixture
def front(settings: dict[str, str], tmp_path: Path) -> Iterator[Front]:
    """Three stories in the bucket, one of them withdrawn; `site serve` and nginx before it."""
    blog = Blog(tmp_path / "site", 3, store=open_store(load_settings(), "site_store"))
    blog.publisher.take_down(blog.shelf.run(LANGUAGE, 2, 2)[0].order)
    port, inner = free_port(), free_port()
    front = Front(port, own_certificate(tmp_path))
    command = [sys.executable, "-m", "syndicate", "site", "serve", "--port", str(inner)]
    (tmp_path / "syndicate.conf").write_text(_fitted(tmp_path, port, inner))
    config = tmp_path / "nginx.conf"
    config.write_text(around(tmp_path))
    nginx = [program("nginx", "nginx-light", Path("/usr/sbin")), "-p", str(tmp_path)]
    nginx += ["-e", str(tmp_path / "error"), "-c", str(config)]
    tried = subprocess.run([*nginx, "-t"], capture_output=True, text=True, check=False)
    assert tried.returncode == 0, tried.stderr
    assert "warn" not in tried.stderr
    with (
        running(nginx, tmp_path / "nginx.log", answers=lambda: _status(front) > 0),
        running(command, tmp_path / "site.log", answers=lambda: _status(front) == 200),
    ):
        yield front


def _fitted(folder: Path, port: int, inner: int) -> str:
    text = (DEPLOY / "nginx-bucket.conf").read_text()
    text = re.sub(r"/etc/ssl/syndicate/\w+\.(pem|key)", str(folder / "both.pem"), text)
    text = text.replace("listen 443", f"listen 127.0.0.1:{port}")
    return re.sub(r"server 127\.0\.0\.1:801[01];", f"server 127.0.0.1:{inner};", text)


def _status(front: Front) -> int:
    try:
        return front.get(BLOG, f"/{LANGUAGE}/").status
    except OSError:
        return 0


def test_readers_get_out_of_a_bucket_what_they_get_out_of_a_folder(front: Front) -> None:
    page = front.get(BLOG, STORY.format(slug_of(3)))
    assert page.status == 200
    assert "What we learned from gap 3" in page.body
    for header, value in describe("index.html", secure=True):
        assert page.headers[header] == value
    assert page.headers["Cache-Control"] == "public, max-age=300"

    gone = front.get(BLOG, STORY.format(slug_of(2)))
    assert gone.status == 410
    assert "withdrawn" in gone.body.lower()
    assert gone.headers["Cache-Control"] == "public, max-age=60"

    assert front.get(BLOG, STORY.format("never-was")).status == 404
    assert front.get(BLOG, "/.state/look").status == 404
