"""Sentences in the reader's language."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from syndicate.errors import Conflict, NotFound
from syndicate.i18n import Text, _, best_locale, show_date, show_time, translations

MOMENT = datetime(2026, 12, 1, 16, 5, tzinfo=UTC)


def test_a_sentence_is_english_until_a_language_is_asked_for() -> None:
    sentence = NotFound.title

    assert str(sentence) == sentence.in_("en") == "Not found"
    assert sentence.in_("ja") == "見つかりません"


def test_a_sentence_keeps_its_names_in_every_language() -> None:
    sentence = _("There is no channel “%(name)s”. There are: %(known)s.", name="桜", known="blog")

    for locale in ("en", "ja"):
        assert "桜" in sentence.in_(locale)
        assert "blog" in sentence.in_(locale)


def test_a_sentence_within_a_sentence_is_translated_too() -> None:
    outer = Text("“%(inner)s”", {"inner": Conflict.title})

    assert outer.in_("ja") == f"“{Conflict.title.in_('ja')}”"
    assert outer.in_("ja") != outer.in_("en")


def test_a_percent_sign_needs_no_care_where_there_are_no_names() -> None:
    assert str(Text("100 % wool")) == "100 % wool"


@pytest.mark.parametrize("locale", ["fr", "", "en_GB", "../../etc"])
def test_a_language_we_do_not_have_is_english(locale: str) -> None:
    assert NotFound.title.in_(locale) == "Not found"
    assert translations(locale).gettext("Not found") == "Not found"


@pytest.mark.parametrize(
    ("wanted", "best"),
    [("ja", "ja"), ("ja-JP", "ja"), ("JA_jp", "ja"), ("en-GB", "en"), ("fr", "en"), (None, "en")],
)
def test_the_nearest_language_is_chosen(wanted: str | None, best: str) -> None:
    assert best_locale(wanted) == best


def test_a_fallback_may_be_another() -> None:
    assert best_locale("fr", "ja") == "ja"


def test_times_name_their_zone() -> None:
    assert show_time(MOMENT, "Asia/Tokyo", "en") == "2 Dec 2026, 01:05 JST"
    assert show_time(MOMENT, "Asia/Tokyo", "ja") == "2026年12月2日(水) 01:05 JST"
    assert show_time(MOMENT, "Europe/Lisbon", "en") == "1 Dec 2026, 16:05 WET"


def test_days_are_those_of_the_zone() -> None:
    assert show_date(MOMENT, "Asia/Tokyo", "en") == "2 December 2026"
    assert show_date(MOMENT, "UTC", "ja") == "2026年12月1日"
