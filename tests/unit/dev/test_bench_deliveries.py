"""The benchmarks of deliveries really deliver, once each, and measure what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from syndicate.db import Database
from syndicate.dev.bench import channel, crew, delivering, starting
from syndicate.dev.bench.__main__ import main
from syndicate.dev.bench.crew import kit_for
from syndicate.dev.bench.hall import Place as Told
from syndicate.dev.bench.hall import standing
from syndicate.dev.bench.place import Line, Place
from syndicate.dev.bench.stories import PAGES, Stories
from syndicate.jobs.deliver import deliver_next, drain
from syndicate.models import Channel, Delivery, DeliveryState, State, Story
from syndicate.publishing.errors import NotSent, UnknownOutcome
from syndicate.publishing.port import Absent, Found, Payload, Presence
from syndicate.rendering.post import Post
from syndicate.services.orders import receipt_of, standing_order
from tests.services.process import free_port


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A place that keeps what it is sent."""
    log = tmp_path_factory.mktemp("place") / "log"
    with standing(log, "sqlite://") as place:
        yield place.port


@pytest.fixture
def company(postgresql_database: Database, tmp_path: Path, port: int) -> Stories:
    """A company with three pages at the place."""
    kit = kit_for(postgresql_database.url, None, str(tmp_path))
    kit.database.dispose()
    kit.database = postgresql_database
    return Stories(kit, port)


def test_copies_stand_where_the_story_stood_that_people_cleared(
    company: Stories, port: int
) -> None:
    first = company.cleared()
    company.publish(first)
    copies = company.copy(first, 2)
    company.make_due()

    assert drain(company.kit, "tess", seconds=30) == 3 * len(PAGES)

    with company.kit.database.reading() as session:
        states = {session.get_one(Story, story_id).state for story_id in [first, *copies]}
        slugs = set(session.scalars(select(Story.slug)))
        keys = set(session.scalars(select(Delivery.id)))
    assert states == {State.LIVE}
    assert len(slugs) == 3
    copies_there = Told(port).log()["copies"]
    assert [copies_there[name] for name in copies_there if name.split("/")[1] in keys] == [1] * 9


def test_the_channel_finds_reads_and_removes_what_it_posted(company: Stories) -> None:
    story_id = company.cleared()
    company.publish(story_id)
    deliver_next(company.kit, "tess")
    with company.kit.database.reading() as session:
        query = select(Delivery).where(Delivery.state == DeliveryState.DONE)
        row = session.scalars(query).one()
        assert row.receipt
        order = standing_order(row.receipt, session.get_one(Story, story_id))
        receipt, page = receipt_of(row.receipt), row.channel
    order = order.__class__(**(order.__dict__ | {"key": row.id}))
    publisher = company.kit.publisher(page)

    assert isinstance(publisher.look_up(order, row.created_at), Found)
    assert publisher.read_back(order, receipt).presence is Presence.THERE
    other = order.__class__(**(order.__dict__ | {"payload": Payload(b"{}", "application/json")}))
    assert publisher.read_back(other, receipt).presence is Presence.DIFFERENT
    publisher.take_down(order)
    assert publisher.read_back(order, receipt).presence is Presence.GONE
    assert isinstance(publisher.look_up(order, row.created_at), Absent)
    assert publisher.update(order).remote_id == receipt.remote_id


def test_the_channel_shows_its_payload_and_needs_nothing(company: Stories) -> None:
    with company.kit.database.reading() as session:
        page = session.scalars(select(Channel)).first()
    assert page
    publisher = company.kit.publisher(page)
    post = Post(
        language="en",
        title="T",
        summary="S",
        html="<p>B</p>",
        text="B",
        tags=(),
        byline="",
        images=(),
        slug="t",
        url="https://example.com/t/",
    )

    payload = publisher.render(post)

    assert [surface.text for surface in publisher.surfaces(payload)] == ["B", "T"]
    assert publisher.preview(payload) == payload.body.decode()
    assert publisher.check().ok
    assert publisher.metrics([]) == []
    assert publisher.tend(page.created_at) is None


def test_nobody_there_is_not_sent_and_a_broken_line_is_unknown(company: Stories) -> None:
    story_id = company.cleared()
    company.publish(story_id)
    publisher = company.kit.publisher(_row(company).channel)
    publisher._port = free_port()  # type: ignore[attr-defined] # what the test breaks
    with pytest.raises(NotSent):
        publisher._ask("GET", "/first/1")  # type: ignore[attr-defined] # the line itself

    line = channel._line("127.0.0.1", 1)
    line.sock = _Broken()
    publisher._port = 1  # type: ignore[attr-defined] # the same
    with pytest.raises(UnknownOutcome):
        publisher._ask("GET", "/first/1")  # type: ignore[attr-defined] # the same


class _Broken:
    """A line that was cut."""

    def sendall(self, _data: bytes) -> None:
        raise BrokenPipeError

    def close(self) -> None:
        """Nothing is left to close."""


def _row(company: Stories) -> Delivery:
    with company.kit.database.reading() as session:
        row = session.scalars(select(Delivery)).first()
        assert row
        _loaded = row.channel
        return row


def test_the_place_sees_a_doubled_post_and_whether_a_claim_was_durable(
    company: Stories, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syndicate.dev.bench.place.WITNESS_EVERY", 1)
    company.publish(company.cleared())
    row, place = _row(company), Place(company.kit.database)

    place.answer("POST", f"/first/{row.id}", b"{}", 1.0)
    place.answer("POST", f"/first/{row.id}", b"{}", 2.0)

    told = place.answer("GET", "/log", b"", 3.0)
    assert told == {
        "copies": {f"first/{row.id}": 2},
        "first": {f"first/{row.id}": 1.0},
        "seen": 2,
        "durable": 0,
    }


def test_a_request_in_pieces_is_answered_once_it_is_whole() -> None:
    said: list[bytes] = []
    line = Line(Place(None))
    line.connection_made(type("Wire", (), {"write": lambda _self, data: said.append(data)})())

    line.data_received(b"POST /first/1 HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{")
    assert said == []
    line.data_received(b"}GET /first/2 HTTP/1.1\r\nHost: x\r\n\r\n")

    assert said[0].startswith(b"HTTP/1.1 200 OK")
    assert said[1].startswith(b"HTTP/1.1 404 Not Found")


def test_plain_sql_marks_every_row(postgresql_database: Database) -> None:
    with postgresql_database.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE plain (id int PRIMARY KEY, state text)")
        connection.exec_driver_sql("INSERT INTO plain VALUES (1, 'ready'), (2, 'ready')")

    crew.sql_alone(postgresql_database.url, "")

    with postgresql_database.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT count(*) FROM plain WHERE state = 'sent'")
        assert found.scalar_one() == 2


def test_who_waits_too_long_says_for_what(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting, "PATIENCE_SECONDS", -1.0)
    with pytest.raises(RuntimeError, match="did not go out"):
        starting._until(lambda: False)
    with pytest.raises(RuntimeError, match="3 jobs were still waiting"):
        delivering._wait(0.0, 3)


@pytest.mark.slow
@pytest.mark.timeout(300)  # starts servers and workers of its own
def test_the_command_delivers_everything_once_and_prints_each_ratio() -> None:
    quick = ["--rounds", "1", "--stories", "3", "--times", "2", "--rows", "20", "--rows", "200"]
    parts = [word for part in ("deliver", "start", "claim", "memory") for word in ("--part", part)]

    answer = CliRunner().invoke(main, [*quick, *parts])

    assert answer.exit_code == 0, answer.output
    assert "posted 9, lost 0, doubled 0" in answer.output
    assert len(re.findall(r"^  ratio ", answer.output, re.MULTILINE)) == 4
    assert "200 rows against 20" in answer.output


def test_nothing_is_counted_twice_over_several_rounds() -> None:
    one = delivering.Exactly(posted=3, doubled=0, lost=1, seen=2, durable=2)

    assert delivering._together([one, one]) == delivering.Exactly(6, 0, 2, 4, 4)
