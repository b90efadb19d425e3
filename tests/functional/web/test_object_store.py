"""A company whose site and images stand in buckets: everything works as with folders."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
import requests
from pydantic import SecretStr
from sqlalchemy import select, update

from publishers.culture_blog.headers import label
from publishers.culture_blog.server import StaticSite
from syndicate.app import create_app
from syndicate.errors import Misconfigured, NotFound
from syndicate.jobs.deliver import drain
from syndicate.jobs.housekeeping import keep_house
from syndicate.models import Asset, Channel, Delivery, DeliveryState, State
from syndicate.publishing.errors import NotSent
from syndicate.services.kit import Kit
from syndicate.services.media_store import ChannelMedia
from syndicate.storage.errors import StoreError
from syndicate.storage.port import Label
from tests.factories.world import World
from tests.functional.web.test_nominating import picture, send
from tests.functional.web.visitor import Visitor, words
from tests.services.s3 import BUCKET, S3
from tests.services.s3_requests import SECRET, Asked
from tests.services.web import serving

ARTHUR = {"email": "arthur@example.com"}
ERASE = ARTHUR | {"confirm": ARTHUR["email"]}
Visit = Callable[[str | None], Visitor]


@pytest.fixture
def world(world: World, s3: S3) -> World:
    """The company, with its files in buckets whose answers are not asked for again."""
    places = {"site_store": f"s3://{BUCKET}/site", "media_store": f"s3://{BUCKET}/media"}
    given = s3.settings(**places) | {"s3_secret_access_key": SecretStr(SECRET)}
    world.settings = world.settings.model_copy(update=given)
    world.kit = Kit(world.settings, world.database, world.kit.registry)
    for store in (world.kit.site, world.kit.media.files):
        store.__dict__["client"] = store.__dict__["hasty"]
    return world


def of(prefix: str) -> Callable[[Asked], bool]:
    """Requests about one of the two places."""
    return lambda asked: asked.key.startswith(prefix) or not asked.key


def test_a_story_goes_live_and_leaves_again(world: World, s3: S3, visit: Visit) -> None:
    story = world.reach(State.PUBLISHING)
    world.deliver()
    assert world.state(story) is State.LIVE
    with world.database.reading() as session:
        delivery = session.scalars(select(Delivery)).one()
        assert delivery.state is DeliveryState.DONE
    page = next(name for name in s3.objects if name.startswith("site/en/stories/"))
    assert b"<article" in s3.objects[page.removesuffix(".gz")].body

    visit("vera").post("/admin/erasure/withdraw", ARTHUR, status=200)
    world.deliver()

    assert world.state(story) is State.WITHDRAWN
    assert s3.objects[page.removesuffix(".gz")].headers["x-amz-meta-status"] == "410"
    with serving(StaticSite(world.kit.site)) as origin:
        path = page.removeprefix("site").removesuffix(".gz").removesuffix("index.html")
        assert requests.get(f"{origin}{path}", timeout=5).status_code == 410


def test_a_busy_bucket_delays_a_story_and_loses_nothing(world: World, s3: S3) -> None:
    story = world.reach(State.PUBLISHING)
    fault = s3.fail(503, of("site/"))
    assert world.bring_forward()
    drain(world.kit, "test", seconds=5)
    assert world.state(story) is State.PUBLISHING
    with world.database.reading() as session:
        waiting = session.scalars(select(Delivery)).one()
        assert waiting.state is DeliveryState.READY
        assert "503 (SlowDown)" in waiting.problem

    s3.faults.remove(fault)
    world.deliver()

    assert world.state(story) is State.LIVE


def test_an_image_is_shown_to_those_who_may_see_it(world: World, visit: Visit, s3: S3) -> None:
    name = _image(world)
    petra = visit("petra")

    answer = petra.get(f"/media/{name}")

    assert answer.mimetype == "image/jpeg"
    assert answer.data == s3.objects[f"media/{name[:2]}/{name}"].body
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    tag = {"If-None-Match": answer.headers["ETag"]}
    assert petra.get(f"/media/{name}", status=304, headers=tag).data == b""
    some = petra.get(f"/media/{name}", status=206, headers={"Range": "bytes=0-9"})
    assert some.data == answer.data[:10]
    s3.asked.clear()
    visit(None).get(f"/media/{name}", status=404)
    assert s3.asked == []  # strangers cost the bucket nothing
    petra.get(f"/media/{'0' * 64}.png", status=404)


def test_an_image_is_kept_once_and_privately(world: World, s3: S3) -> None:
    name = _image(world)
    s3.asked.clear()
    _image(world)

    assert [asked.method for asked in s3.asked] == ["HEAD"]
    assert s3.objects[f"media/{name[:2]}/{name}"].headers == {
        "content-type": "image/jpeg",
        "cache-control": "private, max-age=31536000, immutable",
    }


def test_an_image_altered_in_the_bucket_is_not_the_image(world: World, s3: S3) -> None:
    name = _image(world)
    s3.objects[f"media/{name[:2]}/{name}"].body = b"another"

    with pytest.raises(NotFound, match="altered"):
        world.kit.media.read(name.removesuffix(".jpg"))


def test_a_store_of_images_that_is_silent_is_said_in_one_sentence(
    world: World, visit: Visit, s3: S3
) -> None:
    name = _image(world)
    fault = s3.fail(503, of("media/"))

    said = words(visit("petra").get(f"/media/{name}", status=503))

    assert "cannot be reached right now" in said
    assert "503 (SlowDown)" in said
    with pytest.raises(StoreError):
        world.upload(colour="red")
    with pytest.raises(NotSent, match="An image cannot be read from the store"):
        ChannelMedia(world.kit.media).read(name.removesuffix(".jpg"))
    s3.faults.remove(fault)
    assert ChannelMedia(world.kit.media).read(name.removesuffix(".jpg"))


def test_an_upload_to_a_slow_bucket_holds_nobody_up(
    world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, written = world.kit.media.files, list[str]()
    put = store.put

    def slow(name: str, body: bytes, label: Label) -> None:
        with world.database.begin() as session:  # somebody else writes in the meantime
            session.execute(update(Channel).values(title="Blog"))
        written.append(name)
        put(name, body, label)

    monkeypatch.setattr(store, "put", slow)
    send(visit("nina"), **{"new-0-file": (picture(), "bench.png"), "new-0-alt": "A bench"})

    assert len(written) == 1


def test_a_store_of_images_that_refuses_us_names_the_setting(world: World, s3: S3) -> None:
    s3.readonly = True

    with pytest.raises(Misconfigured, match="SYNDICATE_MEDIA_STORE"):
        world.upload()


def test_readiness_asks_both_buckets(
    world: World, visit: Visit, s3: S3, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = s3.fail(403, lambda asked: asked.key.startswith("site/"))
    assert visit(None).get("/readyz", status=503).get_json()["missing"] == ["site_store"]
    s3.faults.remove(fault)
    monkeypatch.setattr(world.kit.site, "_ask_again_at", 0.0)

    assert visit(None).get("/readyz").get_json() == {"ready": True, "missing": []}


def test_what_is_left_in_the_bucket_is_named(world: World, visit: Visit, s3: S3) -> None:
    world.kit.site.put("en/old.html", b"<p>Arthur Aoki</p>", label("en/old.html"))
    world.kit.site.put("en/arthur-aoki.html", b"x", label("x.html"))

    said = words(visit("vera").post("/admin/erasure", ERASE, status=200))

    assert "en/old.html" in said
    assert "en/arthur-aoki.html" in said


def test_the_proof_is_shown_though_the_buckets_are_silent(
    world: World, visit: Visit, s3: S3
) -> None:
    with world.database.begin() as session:
        asset = session.get_one(Asset, world.upload())
        asset.erased_at = world.now
    fault = s3.fail(503, lambda _asked: True)

    said = words(visit("vera").post("/admin/erasure", ERASE, status=200))

    assert "None was found." in said
    assert "The public site could not be searched" in said
    assert "as soon as their store answers" in said
    assert keep_house(world.kit) == 0
    s3.faults.remove(fault)
    keep_house(world.kit)
    assert not [name for name in s3.objects if name.startswith("media/")]


def test_a_missing_package_is_told_at_the_start(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "syndicate.storage.objects")
    monkeypatch.setitem(sys.modules, "obstore", None)

    with pytest.raises(Misconfigured, match=r"syndicate\[objects\]"):
        create_app(world.settings)


def _image(world: World) -> str:
    with world.database.reading() as session:
        found = session.get_one(Asset, world.upload())
        return f"{found.sha256}.jpg"
