"""Every mail can be written in both languages, with a subject of one line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jinja2 import meta

from syndicate.i18n import LOCALES, _
from syndicate.models import DisplayOrder, Person
from syndicate.resources import templates_root
from syndicate.services.digest import Entry
from syndicate.services.mail import environment

ROOT = templates_root() / "email"
MAILS = sorted(folder.name for folder in ROOT.iterdir() if folder.is_dir())
PARTS = {"subject.txt", "body.txt", "body.html"}
LINE = "line.txt"
ALWAYS_ALONE = {"consent_question", "consent_reminder", "digest", "emergency"}
"""Never a line in a digest."""
MOMENT = "2026-12-08T00:00:00+00:00"
KNOWN: dict[str, Any] = {
    "person": Person(given="愛子", family="", display_order=DisplayOrder.FAMILY_FIRST),
    "state": _("Live"),
    "news": _("It is live on every channel."),
    "next": _("Readers can see it; there is nothing left to do."),
    "why": _("You get this mail because you look after channels."),
    "is_never_muted": False,
    "count": 3,
    "entries": [
        Entry("<b>word</b>", "https://syndicate.example.com/x", _("Live"), ["愛子: <b>word</b>"])
    ],
    "gate": _("Privacy"),
    "duty": _("PR"),
    "days": 14,
    "links": ["https://blog.example.com/ja/stories/bench/"],
    "due_day": "2026-12-01",
    "ends_at": MOMENT,
    "from_at": MOMENT,
    "until_at": MOMENT,
    "until": MOMENT,
    "unknown": ["https://a.example.com/"],
    "doubled": [],
    "missing": [],
    "not_gone": [],
}
"""What a variable holds where a word would not do."""


def rendered(mail: str, part: str, locale: str, **given: Any) -> str:
    """A part of a mail, with `<b>word</b>` in every variable that holds text."""
    mails = environment(None, "Asia/Tokyo", locale)
    name = f"email/{mail}/{part}"
    files = (ROOT / mail / part, ROOT / "_base.html", ROOT / "_foot.txt")
    sources = [file.read_text("utf-8") for file in files]
    wanted = {v for source in sources for v in meta.find_undeclared_variables(mails.parse(source))}
    macros = {"button", "heading", "places", "quote", "_"}
    context = {variable: KNOWN.get(variable, "<b>word</b>") for variable in wanted - macros}
    return mails.get_template(name).render(context | {"locale": locale} | given)


def test_there_are_mails() -> None:
    assert {"nominated", "progress", "consent_question", "consent_reminder"} <= set(MAILS)


@pytest.mark.parametrize("mail", MAILS)
def test_a_mail_has_its_three_parts(mail: str) -> None:
    lines = set() if mail in ALWAYS_ALONE else {LINE}
    assert {path.name for path in (ROOT / mail).iterdir()} == PARTS | lines


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("mail", sorted(set(MAILS) - ALWAYS_ALONE))
def test_a_digest_has_one_sentence_for_it(mail: str, locale: str) -> None:
    line = rendered(mail, LINE, locale)

    assert len(line.strip().splitlines()) == 1
    assert "%(" not in line
    assert any("\u3000" <= char <= "\u9fff" for char in line) == (locale == "ja")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("mail", MAILS)
def test_a_mail_is_written(mail: str, locale: str) -> None:
    subject = rendered(mail, "subject.txt", locale)
    plain = rendered(mail, "body.txt", locale)
    html = rendered(mail, "body.html", locale)

    assert len(subject.strip().splitlines()) == 1
    assert len(subject) < 150
    assert "<b>word</b>" in plain
    assert "<b>word</b>" not in html
    assert "&lt;b&gt;word&lt;/b&gt;" in html
    assert f'<html lang="{locale}">' in html
    for shown in (subject, plain, html):
        assert "%(" not in shown
        japanese = any("\u3000" <= char <= "\u9fff" for char in shown.replace("愛子", ""))
        assert japanese == (locale == "ja"), shown


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("mail", MAILS)
def test_a_mail_says_the_same_in_text_and_html(mail: str, locale: str) -> None:
    plain = rendered(mail, "body.txt", locale, link="https://syndicate.example.com/x")
    html = rendered(mail, "body.html", locale, link="https://syndicate.example.com/x")

    assert ("https://syndicate.example.com/x" in plain) == (
        'href="https://syndicate.example.com/x"' in html
    )


def test_a_company_can_put_its_own_mail_in_front(tmp_path: Path) -> None:
    own = tmp_path / "email" / "nominated"
    own.mkdir(parents=True)
    (own / "subject.txt").write_text("Ours: {{ title }}")

    template = environment(tmp_path, "UTC", "en").get_template("email/nominated/subject.txt")

    assert template.render(title="x") == "Ours: x"
