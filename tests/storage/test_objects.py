"""A bucket keeps files as a folder does, and says what it cannot in one sentence."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from obstore.exceptions import GenericError

from syndicate.errors import Misconfigured
from syndicate.settings import load_settings
from syndicate.storage.errors import Busy, Denied, StoreError, Unsettled
from syndicate.storage.object_errors import understood
from syndicate.storage.objects import ObjectStore
from syndicate.storage.opening import open_store
from syndicate.storage.port import Label, Object, Unchanged
from tests.services.s3 import BUCKET, S3
from tests.services.s3_requests import SECRET, Asked

TEXT = Label("text/plain; charset=utf-8", "public, max-age=300")
PLACE = f"s3://{BUCKET}/public/blog"


def store_at(s3: S3, place: str = PLACE, **settings: Any) -> ObjectStore:
    """The store an operator set."""
    found = open_store(load_settings(**s3.settings(site_store=place, **settings)), "site_store")
    assert isinstance(found, ObjectStore)
    return found


@pytest.fixture
def store(s3: S3) -> ObjectStore:
    """A store beneath a prefix."""
    return store_at(s3)


def test_what_is_put_can_be_read_and_removed(store: ObjectStore, s3: S3) -> None:
    store.put("en/tags/育休/index.html", b"<p>", TEXT)

    assert store.read("en/tags/育休/index.html") == b"<p>"
    assert store.has("en/tags/育休/index.html")
    assert list(s3.objects) == ["public/blog/en/tags/育休/index.html"]
    store.remove("en/tags/育休/index.html")
    store.remove("en/tags/育休/index.html")
    assert not store.has("en/tags/育休/index.html")
    assert store.read("en/tags/育休/index.html") is None


def test_an_object_carries_what_its_label_says(store: ObjectStore, s3: S3) -> None:
    store.put("a.gz", b"x", Label("text/html", "public", "gzip", {"status": "410"}))

    assert s3.objects["public/blog/a.gz"].headers == {
        "content-type": "text/html",
        "cache-control": "public",
        "content-encoding": "gzip",
        "x-amz-meta-status": "410",
    }
    found = store.find("a.gz")
    assert isinstance(found, Object)
    assert found.body == b"x"
    assert found.notes["status"] == "410"


def test_a_long_listing_comes_in_pages(store: ObjectStore, s3: S3) -> None:
    s3.page = 3
    names = [f"en/{number}.txt" for number in range(8)]
    for name in (*names, "ja/0.txt", "english.txt"):
        store.put(name, name.encode(), TEXT)

    assert store.names("en/") == names
    assert store.names() == sorted([*names, "ja/0.txt", "english.txt"])
    assert dict(store.bodies([*names, "gone.txt"])) == {name: name.encode() for name in names}


def test_what_others_left_in_a_bucket_is_no_file_of_ours(store: ObjectStore, s3: S3) -> None:
    store.put("en/a.txt", b"one", TEXT)
    for key in ("public/blog/", "public/blog/en/", "public/blogger/b.txt"):
        s3.objects[key] = s3.objects["public/blog/en/a.txt"]

    assert store.names("en/") == ["en/a.txt"]
    assert list(store.bodies(store.names())) == [("en/a.txt", b"one")]


def test_a_name_that_cannot_be_is_said(store: ObjectStore, s3: S3) -> None:
    store.put("a.txt", b"one", TEXT)
    s3.objects["public/blog//b.txt"] = s3.objects["public/blog/a.txt"]

    with pytest.raises(Denied, match="empty part"):
        store.names()


def test_a_machine_without_a_key_or_a_role_is_told_so() -> None:
    with (
        pytest.raises(Denied, match="no key is set, and this machine has no role"),
        understood(PLACE, writes=True),
    ):
        raise GenericError("Error performing PUT http://169.254.169.254/latest/api/token")


def test_a_whole_bucket_is_a_store_too(s3: S3) -> None:
    store = store_at(s3, f"s3://{BUCKET}/")

    store.put("robots.txt", b"", TEXT)

    assert list(s3.objects) == ["robots.txt"]
    assert store.names() == ["robots.txt"]
    assert store.place == f"s3://{BUCKET}"


def test_what_is_known_is_not_sent_again(store: ObjectStore) -> None:
    store.put("a.txt", b"one", TEXT)
    found = store.find("a.txt")
    assert found
    assert found.version

    assert store.find_newer("a.txt", found.version) == Unchanged()
    store.put("a.txt", b"two", TEXT)
    newer = store.find_newer("a.txt", found.version)
    assert isinstance(newer, Object)
    assert newer.body == b"two"
    store.remove("a.txt")
    assert store.find_newer("a.txt", found.version) is None


def test_nothing_of_a_bucket_stands_on_this_machine(store: ObjectStore) -> None:
    store.put("a.txt", b"one", TEXT)

    assert store.path("a.txt") is None
    assert not store.is_local


def test_a_store_that_is_busy_for_a_moment_is_asked_again(store: ObjectStore, s3: S3) -> None:
    s3.fail(503, times=2)

    store.put("a.txt", b"one", TEXT)

    assert store.read("a.txt") == b"one"


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (503, Busy, "answers 503 (SlowDown)"),
        (500, Unsettled, "answers 500 (InternalError)"),
        (403, Denied, "lacks a right (AccessDenied)"),
        (400, Denied, "answers 400 (InvalidRequest)"),
        (0, Unsettled, "does not answer"),
    ],
)
def test_a_write_that_fails_says_whether_it_may_have_arrived(
    store: ObjectStore, s3: S3, status: int, kind: type[StoreError], words: str
) -> None:
    s3.fail(status)

    with pytest.raises(kind) as caught:
        store.put("a.txt", b"one", TEXT)

    assert type(caught.value) is kind
    assert words in str(caught.value)
    assert PLACE in str(caught.value)


@pytest.mark.parametrize("status", [503, 500, 0])
def test_a_read_that_fails_may_be_tried_again(store: ObjectStore, s3: S3, status: int) -> None:
    s3.fail(status, lambda asked: asked.method in {"GET", "HEAD"})
    store = ObjectStore(store.place, store.hasty, store.hasty)

    for ask in (store.read, store.has, store.names):
        with pytest.raises(Busy):
            ask("a.txt")


def test_a_store_nobody_answers_for_took_nothing(s3: S3, free_port: int) -> None:
    store = store_at(s3, s3_endpoint=f"http://127.0.0.1:{free_port}")

    with pytest.raises(Busy, match="does not answer"):
        store.put("a.txt", b"one", TEXT)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"site_store": "s3://another-bucket/x"}, "there is no such bucket"),
        ({"s3_region": "eu-other-2"}, "AuthorizationHeaderMalformed"),
        ({"s3_access_key_id": "nobody"}, "InvalidAccessKeyId"),
        ({"s3_secret_access_key": "a-wrong-secret"}, "SignatureDoesNotMatch"),
    ],
)
def test_a_wrong_setting_is_for_the_operator(s3: S3, settings: dict[str, Any], words: str) -> None:
    store = open_store(load_settings(**s3.settings(site_store=PLACE) | settings), "site_store")

    with pytest.raises(Denied, match=words):
        store.put("a.txt", b"one", TEXT)
    with pytest.raises(Denied, match=words):
        store.read("a.txt")
    assert not store.is_ready()


def test_no_error_shows_the_secret_or_the_stores_own_talk(store: ObjectStore, s3: S3) -> None:
    s3.fail(403)

    with pytest.raises(Denied) as caught:
        store.put("a.txt", b"one", TEXT)

    shown = f"{caught.value!s} {caught.value!r} {store.client!r} {store!r}"
    assert SECRET not in shown
    assert "Message" not in shown
    assert caught.value.__suppress_context__
    assert SECRET not in repr(load_settings(**s3.settings()))


def test_a_bucket_that_cannot_be_written_is_not_ready(
    store: ObjectStore, s3: S3, monkeypatch: pytest.MonkeyPatch
) -> None:
    s3.readonly = True
    assert not store.is_ready()
    asked = len(s3.asked)
    assert not store.is_ready()  # remembered for some seconds
    assert len(s3.asked) == asked

    s3.readonly = False
    monkeypatch.setattr(store, "_ask_again_at", 0.0)
    assert store.is_ready()
    assert not s3.objects
    asked = len(s3.asked)
    assert store.is_ready()  # remembered: it is asked every few seconds
    assert len(s3.asked) == asked


def test_processes_may_try_a_bucket_out_side_by_side(s3: S3) -> None:
    stores = [store_at(s3) for _ in range(4)]

    with ThreadPoolExecutor(8) as pool:
        remarks = list(pool.map(lambda store: store.try_out(), stores * 8))

    assert remarks == [[]] * 32
    assert not s3.objects


def test_while_one_waits_for_a_bucket_the_others_get_its_last_answer(
    store: ObjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert store.is_ready()
    monkeypatch.setattr(store, "_ask_again_at", 0.0)
    answers: list[bool] = []

    def hangs() -> list[str]:
        answers.append(store.is_ready())  # as another thread would ask meanwhile
        raise Busy(PLACE, "the object store does not answer")

    monkeypatch.setattr(store, "try_out", hangs)
    assert not store.is_ready()

    assert answers == [True]


def test_a_bucket_that_keeps_old_versions_is_told_of(store: ObjectStore, s3: S3) -> None:
    assert store.try_out() == []
    s3.versions = True

    (remark,) = store.try_out()

    assert "keeps old versions" in str(remark)


def test_a_store_that_ignores_conditions_is_no_store(store: ObjectStore, s3: S3) -> None:
    s3.conditions = False

    with pytest.raises(Denied, match="ignores conditions"):
        store.try_out()


def test_a_right_to_write_without_one_to_remove_is_not_enough(store: ObjectStore, s3: S3) -> None:
    s3.fail(403, lambda asked: asked.method == "POST")

    with pytest.raises(Denied):
        store.try_out()


def test_without_obstore_one_sentence_says_what_to_install(
    s3: S3, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "syndicate.storage.objects")
    monkeypatch.setitem(sys.modules, "obstore", None)

    with pytest.raises(Misconfigured) as caught:
        store_at(s3)

    assert "SYNDICATE_SITE_STORE" in str(caught.value)
    assert "syndicate[objects]" in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_requests_lead_to_the_bucket_alone(store: ObjectStore, s3: S3) -> None:
    store.put("a.txt", b"one", TEXT)

    assert s3.asked == [Asked("PUT", "public/blog/a.txt")]
