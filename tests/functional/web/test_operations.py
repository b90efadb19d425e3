"""Addresses for monitors, and the red banner for those who can help."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from syndicate.app import create_app
from syndicate.db import Database
from syndicate.models import Attempt, Delivery, DeliveryState, State
from syndicate.services import heartbeats
from syndicate.services.kit import Kit
from tests.factories.world import World
from tests.functional.web.visitor import ORIGIN, Visitor, words

Visit = Callable[[str | None], Visitor]
IDLE = "No worker has been seen"
LATE = "overdue by more than a minute: 1."


def beat(world: World, **span: float) -> None:
    """A worker was seen so long ago."""
    with world.database.begin() as session:
        heartbeats.beat(session, "worker@here", "worker", now=world.now - timedelta(**span))


def wait(world: World, **span: float) -> str:
    """A delivery that has been due for so long; its id."""
    story = world.reach(State.PUBLISHING)
    with world.database.begin() as session:
        row = session.query(Delivery).filter_by(story_id=story).one()
        row.due_at = world.now - timedelta(**span)
        return row.id


def figures(visitor: Visitor) -> dict[str, float]:
    """What `/metrics` tells, by name and labels."""
    text = visitor.get("/metrics").text
    return {
        " ".join([sample.name, *(f"{k}={v}" for k, v in sorted(sample.labels.items()))]): (
            sample.value
        )
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_the_process_says_that_it_lives_without_asking_the_database(visit: Visit) -> None:
    assert visit(None).get("/healthz").get_json() == {"alive": True}


def test_a_whole_installation_is_ready(visit: Visit) -> None:
    assert visit(None).get("/readyz").get_json() == {"ready": True, "missing": []}


def test_what_is_missing_is_named(world: World, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    settings = world.settings.model_copy(update={"media_store": str(tmp_path / "file" / "media")})
    kit = Kit(settings, Database(f"sqlite:///{tmp_path / 'empty.db'}"), world.kit.registry)
    answer = create_app(settings, kit=kit).test_client().get("/readyz", base_url=ORIGIN)
    kit.database.dispose()

    assert answer.status_code == 503
    assert answer.get_json() == {"ready": False, "missing": ["database", "media_store"]}


def test_a_database_that_is_away_is_not_ready(world: World) -> None:
    away = Database("postgresql://nobody@/none?host=/nowhere")
    kit = Kit(world.settings, away, world.kit.registry)
    answer = create_app(world.settings, kit=kit).test_client().get("/readyz", base_url=ORIGIN)

    assert answer.get_json()["missing"] == ["database"]


def test_the_figures_tell_what_waits_who_works_and_what_came_of_it(
    world: World, visit: Visit
) -> None:
    delivery = wait(world, minutes=5)
    beat(world, seconds=10)
    with world.database.begin() as session:
        session.add(
            Attempt(
                delivery_id=delivery,
                gen=1,
                act="send",
                started_at=world.now,
                worker="worker@here",
                outcome="unknown",
            )
        )

    told = figures(visit(None))

    assert told["syndicate_deliveries_due"] == 1
    assert told["syndicate_deliveries_overdue"] == 1
    assert told["syndicate_deliveries_queue_age_seconds"] == pytest.approx(300, abs=60)
    assert told["syndicate_deliveries_needs_person"] == 0
    assert told["syndicate_attempts_last_hour channel=blog outcome=unknown"] == 1
    seen = told["syndicate_worker_seen_timestamp_seconds kind=worker worker=worker@here"]
    assert seen == pytest.approx((world.now - timedelta(seconds=10)).timestamp())


def test_the_figures_are_for_this_machine(app: Flask) -> None:
    far = {"REMOTE_ADDR": "203.0.113.7"}
    answer = app.test_client().get("/metrics", base_url=ORIGIN, environ_base=far)

    assert answer.status_code == 403


@pytest.mark.parametrize(("header", "status"), [("Bearer right", 200), ("Bearer wrong", 403)])
def test_a_token_opens_the_figures_to_others(world: World, header: str, status: int) -> None:
    token = {"metrics_token": SecretStr("right")}
    settings = world.settings.model_copy(update=token)
    app = create_app(settings, kit=Kit(settings, world.database, world.kit.registry))
    answer = app.test_client().get(
        "/metrics",
        base_url=ORIGIN,
        environ_base={"REMOTE_ADDR": "203.0.113.7"},
        headers={"Authorization": header},
    )

    assert answer.status_code == status


@pytest.mark.parametrize(("who", "shown"), [("petra", True), ("adam", True), ("nina", False)])
def test_those_who_can_help_see_that_no_worker_lives(
    world: World, visit: Visit, who: str, *, shown: bool
) -> None:
    beat(world, seconds=61)

    assert (IDLE in visit(who).read("/")) is shown


def test_a_good_day_has_no_banner(world: World, visit: Visit) -> None:
    beat(world, seconds=5)

    page = visit("petra").read("/")

    assert IDLE not in page
    assert LATE not in page


def test_an_overdue_delivery_is_said_on_every_page(world: World, visit: Visit) -> None:
    beat(world, seconds=5)
    wait(world, minutes=2)

    assert LATE in visit("petra").read("/stories")


def test_a_lease_nobody_takes_back_is_overdue(world: World, visit: Visit) -> None:
    beat(world, seconds=5)
    delivery = wait(world, minutes=2)
    with world.database.begin() as session:
        row = session.get_one(Delivery, delivery)
        row.state, row.lease_until = DeliveryState.SENDING, world.now - timedelta(minutes=3)

    assert LATE in visit("petra").read("/stories")


def test_what_a_freeze_holds_is_not_overdue(world: World, visit: Visit) -> None:
    beat(world, seconds=5)
    wait(world, minutes=2)
    visit("petra").post("/channels/freeze", {"reason": "A drill."})

    assert LATE not in visit("petra").read("/stories")


def test_a_stranger_sees_no_banner(visit: Visit) -> None:
    assert IDLE not in words(visit(None).get("/sign-in"))
