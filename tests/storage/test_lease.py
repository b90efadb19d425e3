"""One writer at a time in a bucket, whatever happens to the one who writes."""

from __future__ import annotations

import threading

import pytest

from syndicate.storage import object_lease
from syndicate.storage.errors import Busy, Held, Overtaken, Unsettled
from syndicate.storage.object_lease import LEASE, Lease
from syndicate.storage.objects import ObjectStore
from tests.services.s3 import S3
from tests.services.s3_requests import Asked
from tests.storage.test_objects import PLACE, TEXT, store_at

LOCK = "public/blog/.state/lock"


@pytest.fixture
def store(s3: S3) -> ObjectStore:
    """A store whose answers are not asked for again."""
    hasty = store_at(s3).hasty
    return ObjectStore(PLACE, hasty, hasty)


@pytest.fixture(autouse=True)
def _quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(object_lease, "_POLL_SECONDS", 0.001)


def _is_lock(asked: Asked) -> bool:
    return asked.method == "PUT" and asked.key == LOCK


def test_a_lease_is_taken_and_given_back(store: ObjectStore) -> None:
    for _ in range(2):
        with (
            Lease(store, ".state/").held(0),
            pytest.raises(Held, match="somebody else"),
            Lease(store, ".state/").held(0),
        ):
            pytest.fail("two writers at once")


def test_writers_take_turns(store: ObjectStore) -> None:
    inside: list[int] = []

    def write() -> None:
        for _ in range(3):
            with Lease(store, ".state/").held(30):
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    most: list[int] = []
    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(most) == 12
    assert set(most) == {1}


def test_what_a_dead_writer_held_is_free_when_the_stores_clock_says_so(
    store: ObjectStore, s3: S3
) -> None:
    dead = Lease(store, ".state/")
    context = dead.held(0)
    context.__enter__()
    s3.ahead = LEASE
    with pytest.raises(Held), Lease(store, ".state/").held(0):
        pytest.fail("it might still be at work")

    s3.ahead = LEASE + 1
    with Lease(store, ".state/").held(0):
        pass


def test_a_lease_is_renewed_while_its_holder_works(
    store: ObjectStore, s3: S3, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Lease(store, ".state/").held(0) as lease:
        first = s3.objects[LOCK].etag
        lease.keep()
        assert s3.objects[LOCK].etag == first
        monkeypatch.setattr(object_lease, "_RENEW_AFTER", 0.0)
        lease.keep()

        assert s3.objects[LOCK].etag != first


def test_a_writer_who_slept_too_long_stops(
    store: ObjectStore, s3: S3, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Lease(store, ".state/").held(0) as sleeper:
        s3.ahead = LEASE + 1
        with Lease(store, ".state/").held(0):
            monkeypatch.setattr(object_lease, "_RENEW_AFTER", 0.0)
            with pytest.raises(Overtaken, match="somebody else has begun"):
                sleeper.keep()
            lock = s3.objects[LOCK].body
    assert s3.objects[LOCK].body != lock  # the second gave it back, the first left it alone


@pytest.mark.parametrize("carried_out", [True, False])
def test_a_lost_answer_to_taking_it_leaves_no_doubt(
    store: ObjectStore, s3: S3, carried_out: bool
) -> None:
    s3.fail(0, _is_lock, times=1, carried_out=carried_out)

    with Lease(store, ".state/").held(5), pytest.raises(Held), Lease(store, ".state/").held(0):
        pytest.fail("two writers at once")


def test_a_renewal_whose_answer_was_lost_is_found_out(
    store: ObjectStore, s3: S3, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Lease(store, ".state/").held(0) as lease:
        monkeypatch.setattr(object_lease, "_RENEW_AFTER", 0.0)
        s3.fail(0, _is_lock, times=1, carried_out=True)
        lease.keep()  # not known to have arrived; there is time left
        lease.keep()  # refused, since it had: looked at and gone on with
        lease.keep()


def test_a_lease_that_cannot_be_renewed_for_long_is_no_lease(
    store: ObjectStore, s3: S3, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Lease(store, ".state/").held(0) as lease:
        monkeypatch.setattr(object_lease, "_RENEW_AFTER", 0.0)
        monkeypatch.setattr(object_lease, "_GIVE_UP_AFTER", 0.0)
        s3.fail(500, _is_lock)

        with pytest.raises(Unsettled):
            lease.keep()


def test_a_lease_that_was_removed_is_lost(
    store: ObjectStore, s3: S3, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Lease(store, ".state/").held(0) as lease:
        monkeypatch.setattr(object_lease, "_RENEW_AFTER", 0.0)
        s3.objects.clear()

        with pytest.raises(Overtaken):
            lease.keep()


def test_a_store_that_is_busy_gives_no_lease(store: ObjectStore, s3: S3) -> None:
    s3.fail(503, _is_lock)

    with pytest.raises(Busy), Lease(store, ".state/").held(5):
        pytest.fail("nothing was taken")


def test_what_is_no_lease_is_in_nobodys_way(store: ObjectStore) -> None:
    store.put(".state/lock", b"\xffnot ours", TEXT)

    with Lease(store, ".state/").held(0):
        pass
