"""Small parts of the pages that no single page shows from every side."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from publishers.linkedin import PLUG as LINKEDIN
from syndicate.app import create_app
from syndicate.errors import TooMany
from syndicate.i18n import _
from syndicate.models import Role, State
from syndicate.policy import Actor, Way
from syndicate.process import Form
from syndicate.services import channels, limiter, queues
from syndicate.services.kit import Kit
from syndicate.services.limiter import Limiter
from syndicate.web import documents, fields, request
from syndicate.web.finding_cards import Card, _label, _stretches
from syndicate.web.paths import local_path
from syndicate.web.templating import translate
from tests.factories.world import AGREE, START, World
from tests.functional.web.visitor import ORIGIN, Visitor

Visit = Callable[[str | None], Visitor]


class Everything(Form):
    """One field of each kind a step may ask for."""

    name: str
    comment: str = ""
    sure_of_it: bool = False
    day: date | None = None
    size: Literal["s", "m"] = "s"
    role: Role = Role.PR
    channels: list[str] = []  # noqa: RUF012 - pydantic copies it
    into: str = ""
    at: str = ""


def test_each_kind_of_field_has_its_control() -> None:
    made = fields.fields_of(Everything, {"into": [("a", "A")], "channels": []}, {"at": "now"})

    assert {field.name: field.widget for field in made} == {
        "name": "text",
        "comment": "area",
        "sure_of_it": "tick",
        "day": "date",
        "size": "choices",
        "role": "choices",
        "channels": "many",
        "into": "select",
        "at": "datetime",
    }
    by_name = {field.name: field for field in made}
    assert by_name["name"].required
    assert by_name["at"].value == "now"
    assert [key for key, _words in by_name["size"].options] == ["s", "m"]


def test_a_form_is_read_as_its_model_takes_it() -> None:
    sent = MultiDict(
        [
            ("name", ""),
            ("sure_of_it", "true"),
            ("day", ""),
            ("channels", "a"),
            ("channels", "b"),
            ("csrf_token", "x"),
            ("more", "than asked"),
        ]
    )

    assert fields.read(Everything, sent) == {
        "name": "",
        "sure_of_it": True,
        "channels": ["a", "b"],
        "more": "than asked",
    }


def test_rows_are_read_in_order_and_blank_ones_left_out() -> None:
    sent = MultiDict({"p-2-a": " two ", "p-0-a": "", "p-10-a": "ten", "p-x-a": "no", "q-1-a": "no"})

    assert fields.rows(sent, "p", ["a"]) == [{"a": "two"}, {"a": "ten"}]


def test_words_are_separated_as_people_separate_them() -> None:
    assert fields.words("働き方、 チーム，work,\n tools ,") == ["働き方", "チーム", "work", "tools"]


@pytest.mark.parametrize("path", ["/", "/stories?mine=1#x", "/%2f%2fevil.example"])
def test_a_path_of_ours_is_kept(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize("path", [None, "", "stories", "//x", "/\\x", "/a\\b", "/a\nb", "/" * 2001])
def test_anything_else_leads_home(path: str | None) -> None:
    assert local_path(path) == "/"


def test_marked_texts_do_not_overlap() -> None:
    one, two, three = Card(1, "a"), Card(2, "b"), Card(3, "c")

    cut = _stretches("abcdefgh", [(2, 5, one), (4, 7, two), (3, 4, three)])

    assert [(piece.text, piece.card and piece.card.number) for piece in cut] == [
        ("ab", None),
        ("cde", 1),
        ("fg", 2),
        ("h", None),
    ]
    assert _stretches("ab", [(0, 2, one)])[0].card is one
    assert _label("caption 2") == "caption 2"


def test_a_sentence_keeps_only_the_markup_a_parameter_brings(app: Flask) -> None:
    with app.test_request_context("/", base_url=ORIGIN):
        assert str(translate("%(name)s & more", name="<b>")) == "<b> & more"
        assert translate("Plain") == "Plain"
        request.use_locale("ja")
        assert translate("%(who)s", who=_("Help")) == "ヘルプ"


def test_a_transaction_apart_is_refused_once_the_requests_own_writes(app: Flask) -> None:
    with app.test_request_context("/", method="POST", base_url=ORIGIN):
        request.db()
        with pytest.raises(RuntimeError), request.apart():
            pass
        request.abandon()
    with app.test_request_context("/", base_url=ORIGIN), pytest.raises(RuntimeError):
        request.user()


def test_waiting_ends_with_the_window_and_old_keys_are_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limiter, "KEYS_KEPT", 2)
    limit = Limiter(1, timedelta(minutes=1))
    for key in ("a", "b", "c"):
        limit.failed(key, now=START)
    limit.demand("a", now=START)
    with pytest.raises(TooMany):
        limit.demand("c", now=START + timedelta(seconds=59))
    limit.demand("c", now=START + timedelta(seconds=60))


def test_nothing_waits_for_a_role_without_a_queue(world: World) -> None:
    with world.database.reading() as session:
        assert queues.waiting(session, Role.ADMIN) == 0


def test_a_companys_own_templates_and_files_stand_in_front(world: World, tmp_path: Path) -> None:
    own = tmp_path / "own"
    (own / "web" / "static").mkdir(parents=True)
    (own / "web" / "answered.html").write_text("Thanks from {{ company }}", encoding="utf-8")
    (own / "web" / "static" / "app.css").write_text("body { color: red }", encoding="utf-8")
    settings = world.settings.model_copy(update={"templates_dir": own})
    app = create_app(settings, kit=Kit(settings, world.database, world.kit.registry))
    stranger = Visitor(app, world, None)

    assert stranger.read("/consents/thanks") == "Thanks from Example Company"
    with stranger.get("/static/x/app.css") as response:
        assert response.get_data(as_text=True) == "body { color: red }"
    with stranger.get("/static/x/icons.svg") as response:
        assert "<symbol" in response.get_data(as_text=True)


def test_links_between_documents_lead_to_pages(tmp_path: Path) -> None:
    folder = tmp_path / "howto"
    folder.mkdir()
    page = folder / "x.md"
    page.write_text(
        "# Über X\n\n[a](../reference/settings.md#keys) [b](y.md) [c](https://example.com) "
        "[d](#here) [e](../../README.md)\n",
        encoding="utf-8",
    )

    html = documents.html_of(page)

    assert 'id="über-x"' in html
    for href in ("/help/reference/settings#keys", "/help/howto/y", "https://example.com", "#here"):
        assert f'href="{href}"' in html
    assert "../../README.md" in html


def test_previews_tell_what_a_channel_will_not_take(visit: Visit, world: World) -> None:
    with world.database.begin() as session:
        channels.add_channel(
            session,
            name="linkedin",
            kind=LINKEDIN.kind,
            title="LinkedIn",
            config={},
            languages=[],
            actor=Actor(Way.CLI),
            now=world.now,
            registry=world.kit.registry,
        )
    story = world.reach(State.DRAFTING)
    world.draft(story, channel_texts={"linkedin": "😀" * 2_000})
    petra = visit("petra")

    page = petra.read(f"/stories/{story}/preview/linkedin", status=422)
    assert "1000 characters too long" in page

    world.draft(story, channel_texts={})
    world.take(story, "submit", "petra")
    assert AGREE["channels"] == ["blog"]
    petra.get(f"/stories/{story}/preview/linkedin", status=404)
