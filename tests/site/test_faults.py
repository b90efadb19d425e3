"""Whatever goes wrong while the site is written: readers see the old site or the new one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from publishers.culture_blog.store import STATE, changing
from syndicate import clock as host_clock
from syndicate.publishing.errors import NotSent, Refused, UnknownOutcome
from syndicate.publishing.port import Absent
from syndicate.storage.folder_lock import locked
from tests.site.world import World

PATIENCE = 0.2


class DiskFullError(OSError):
    """What writing raises when no space is left."""

    def __init__(self) -> None:
        super().__init__(28, "No space left on device")


def test_a_disk_that_fills_up_leaves_the_old_site_whole(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.publish("first")
    before = world.files()
    order = world.order("second", images=(world.image(width=500),))
    _write_until(monkeypatch, 6)

    with pytest.raises(Refused, match="No space left on device") as refusal:
        world.blog.publish(order)

    assert not refusal.value.permanent
    assert world.files() == before


def test_a_site_broken_off_while_renaming_is_finished_by_the_next_try(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.publish("first")
    for renames in range(1, 40):
        order = world.order(f"story-{renames}")
        old = world.files()
        with monkeypatch.context() as patch:
            finished = _rename_until(patch, renames)
            try:
                world.blog.publish(order)
            except UnknownOutcome:
                _only_whole_files(world, old)
                if not world.has(f"/en/stories/{order.slug}/index.html"):
                    assert world.blog.look_up(order, host_clock.now()) == Absent()
        world.blog.publish(order)
        world.shelf.put(order)
        assert world.blog.differences(host_clock.now()) == ()
        if finished():
            return
    pytest.fail("renaming never came to an end")


def test_a_withdrawal_broken_off_is_finished_by_the_next_try(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = world.publish(images=(world.image(width=500),))
    with monkeypatch.context() as patch:
        _rename_until(patch, 2)
        with pytest.raises(UnknownOutcome):
            world.blog.take_down(order)

    world.withdraw(order)

    assert world.has("/en/stories/quiet-nights/.gone")
    assert world.blog.differences(host_clock.now()) == ()


def test_a_builder_that_is_killed_holds_nobody_up(world: World) -> None:
    world.publish("first")
    child = _child_that_holds_the_lock(world.store)
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == b"holding\n"
        with (
            pytest.raises(NotSent, match="built by somebody else"),
            changing(world.place, seconds=PATIENCE),
        ):
            pytest.fail("two builders at once")
        assert world.blog.check().detail == "The site is being built right now."
    finally:
        child.send_signal(signal.SIGKILL)
        child.communicate()

    world.publish("second")

    assert world.has("/en/stories/second/index.html")
    assert not world.has("/.state/incoming")


def test_builders_take_turns(world: World) -> None:
    entered, may_go = threading.Event(), threading.Event()

    def build() -> None:
        with changing(world.place):
            entered.set()
            may_go.wait(10)

    world.store.mkdir()
    first = threading.Thread(target=build)
    first.start()
    entered.wait(10)
    threading.Timer(0.1, may_go.set).start()

    with locked(world.store / STATE / "lock", seconds=10, place="here"):
        assert may_go.is_set()

    first.join()


def test_a_folder_that_cannot_be_made_is_said_in_one_sentence(world: World) -> None:
    world.store.write_text("a file stands here", encoding="utf-8")

    health = world.blog.check()
    with pytest.raises(Refused, match="cannot be written: "):
        world.publish()

    assert not health.ok
    assert health.detail.startswith("The site cannot be written: ")


def test_a_site_that_was_never_built_says_so(world: World) -> None:
    assert "not built yet" in world.blog.check().detail


def _write_until(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Let the disk be full after `number` files were written aside."""
    original, written = Path.write_bytes, 0

    def write(path: Path, data: Any) -> int:
        nonlocal written
        written += 1
        if written > number:
            raise DiskFullError
        return original(path, data)

    monkeypatch.setattr(Path, "write_bytes", write)


def _rename_until(monkeypatch: pytest.MonkeyPatch, number: int) -> Any:
    """Let the disk fail after `number` renames; the answer tells whether it came to that."""
    original, renamed = os.replace, 0

    def rename(source: Any, target: Any) -> None:
        nonlocal renamed
        renamed += 1
        if renamed > number:
            raise DiskFullError
        original(source, target)

    monkeypatch.setattr(os, "replace", rename)
    return lambda: renamed <= number


def _only_whole_files(world: World, old: dict[str, bytes]) -> None:
    """Every page is the one it was or a complete new one."""
    for name, body in world.files().items():
        assert body == old.get(name) or not name.endswith(".html") or body.endswith(b"</html>\n")


def _child_that_holds_the_lock(store: Path) -> subprocess.Popen[bytes]:
    program = (
        "import sys, time; from pathlib import Path;"
        "from publishers.culture_blog.store import changing;"
        "from syndicate.storage.folder import FolderStore\n"
        "with changing(FolderStore(Path(sys.argv[1]))) as changes:\n"
        "    changes.put('en/half.html', 'half'); print('holding', flush=True); time.sleep(60)"
    )
    return subprocess.Popen([sys.executable, "-c", program, str(store)], stdout=subprocess.PIPE)
