"""Texts are collected, translated, checked and compiled."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest

from syndicate.dev import catalogues

SOURCE = """
from syndicate.i18n import _

READY = _("Ready.")
LIVE = _("“%(title)s” is live.", title="x")
"""
TEMPLATE = '<h1>{{ _("What waits for you") }}</h1>'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A source tree with three texts, one of them in a template."""
    (tmp_path / "pyproject.toml").write_bytes((catalogues.ROOT / "pyproject.toml").read_bytes())
    for folder in ("syndicate", "templates", "tests"):
        (tmp_path / folder).mkdir()
    (tmp_path / "syndicate" / "story.py").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "tests" / "test_it.py").write_text('_("not for people")')
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE)
    locale = tmp_path / "syndicate" / "locale"
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)
    monkeypatch.setattr(catalogues, "TEMPLATE", locale / "messages.pot")
    monkeypatch.setattr(catalogues, "locale_root", lambda: locale)
    return tmp_path


def translate(folder: Path, **texts: str) -> list[Path]:
    """Files with one translation each, as several translators would hand them in."""
    files = []
    for number, (english, japanese) in enumerate(texts.items()):
        files.append(folder / f"{number}.po")
        files[-1].write_text(f'msgid "{english}"\nmsgstr "{japanese}"\n', encoding="utf-8")
    return files


ALL = {
    "Ready.": "準備ができました。",
    "“%(title)s” is live.": "「%(title)s」を公開しました。",
    "What waits for you": "あなたの対応待ち",
}


def test_texts_are_found_in_python_and_in_templates_only(project: Path) -> None:
    found = {message.id for message in catalogues.extract() if message.id}

    assert found == set(ALL)


def test_a_fresh_project_has_everything_to_translate(project: Path) -> None:
    assert catalogues.problems()[0].startswith("messages.pot is stale")

    catalogues.update()

    assert sorted(catalogues.problems()) == [
        "ja: not translated: 'Ready.'",
        "ja: not translated: 'What waits for you'",
        "ja: not translated: '“%(title)s” is live.'",
    ]


def test_translations_are_merged_and_compiled(project: Path) -> None:
    left = catalogues.merge(translate(project, **ALL, **{"Long gone": "もうない"}))

    catalogues.compile_all()

    assert left == []
    assert catalogues.problems() == []
    with catalogues.path_of("ja").with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Ready.") == "準備ができました。"


def test_merging_changes_no_translation_that_is_there(project: Path) -> None:
    catalogues.merge(translate(project, **ALL))

    catalogues.merge(translate(project, **{"Ready.": "完了"}))

    ready = catalogues.read(catalogues.path_of("ja")).get("Ready.")
    assert ready is not None
    assert ready.string == "準備ができました。"


def test_a_text_that_is_gone_leaves_the_catalogue(project: Path) -> None:
    catalogues.merge(translate(project, **ALL))
    (project / "templates" / "page.html").write_text("")

    assert catalogues.problems()[0].startswith("messages.pot is stale")
    catalogues.update()

    assert "What waits" not in catalogues.path_of("ja").read_text(encoding="utf-8")


def test_running_twice_changes_nothing(project: Path) -> None:
    catalogues.merge(translate(project, **ALL))
    before = catalogues.path_of("ja").read_bytes()

    catalogues.update()

    assert catalogues.path_of("ja").read_bytes() == before


def test_a_lost_placeholder_is_found(project: Path) -> None:
    catalogues.merge(translate(project, **ALL | {"“%(title)s” is live.": "公開しました。"}))

    assert catalogues.problems() == [
        "ja: other placeholders than the English: '“%(title)s” is live.'"
    ]


def test_a_missing_and_a_fuzzy_translation_are_found(project: Path) -> None:
    catalogues.merge(translate(project, **ALL))
    path = catalogues.path_of("ja")
    text = path.read_text(encoding="utf-8")
    head, ready = text.split('msgid "Ready."')
    path.write_text(f'{head}#, fuzzy\nmsgid "Ready."{ready}', encoding="utf-8")
    (project / "templates" / "page.html").write_text('{{ _("New") }}')

    found = catalogues.problems()

    assert "ja: fuzzy: 'Ready.'" in found
    assert "ja: missing: 'New'" in found


def test_a_template_that_does_not_parse_stops_the_extraction(project: Path) -> None:
    (project / "templates" / "page.html").write_text("{% if %}")

    with pytest.raises(Exception, match="Expected an expression"):
        catalogues.extract()


def test_the_command_line_does_the_same(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = translate(project, **{"Ready.": "準備ができました。"})

    assert catalogues.main(["update"]) == 0
    assert catalogues.main(["merge", *map(str, files)]) == 0
    assert "What waits for you" in capsys.readouterr().out
    assert catalogues.main(["compile"]) == 0
    assert catalogues.path_of("ja").with_suffix(".mo").exists()


def test_another_command_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert catalogues.main(["remove"]) == 2
    assert "compile" in capsys.readouterr().err


def test_plural_forms_count_as_translated_when_all_are(project: Path) -> None:
    (project / "templates" / "page.html").write_text(
        "{% trans count=n %}{{ count }} story{% pluralize %}{{ count }} stories{% endtrans %}"
    )
    catalogues.update()

    assert "ja: not translated: ('%(count)s story', '%(count)s stories')" in catalogues.problems()
