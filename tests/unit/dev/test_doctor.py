"""`syndicate doctor` says what is wrong, and what to do."""

from __future__ import annotations

import sys
from datetime import timedelta
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest
from click.testing import CliRunner

from syndicate import clock
from syndicate.db import Database
from syndicate.dev import doctor
from syndicate.dev.commands import doctor as command
from syndicate.dev.doctor import Finding, examine
from syndicate.dev.processes import free_port
from syndicate.privacy.images.reading import Reading
from syndicate.settings import load_settings
from tests.services.s3 import BUCKET, S3


def bad(findings: list[Finding]) -> list[str]:
    """The sentences about what is wrong."""
    return [str(finding.text) for finding in findings if not finding.good]


def test_a_good_installation_has_nothing_wrong(
    database: Database, redis_url: str, tmp_path: Path, s3: S3
) -> None:
    settings = load_settings(
        database_url=database.url,
        redis_url=redis_url,
        site_store=str(tmp_path / "site"),
        media_store=f"s3://{BUCKET}/media",
        **s3.settings(),
    )

    assert bad(examine(settings)) == []


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"site_store": "s3://no-such-bucket"}, "there is no such bucket"),
        ({"s3_secret_access_key": "another"}, "SignatureDoesNotMatch"),
    ],
)
def test_a_bucket_that_cannot_be_written_is_named_with_what_to_look_at(
    s3: S3, tmp_path: Path, settings: dict[str, str], words: str
) -> None:
    given = s3.settings(site_store=f"s3://{BUCKET}/site", media_store=str(tmp_path)) | settings

    [sentence] = bad(list(doctor.stores(load_settings(**given))))

    assert words in sentence
    assert "look at SYNDICATE_SITE_STORE, at the SYNDICATE_S3_… settings" in sentence


def test_a_bucket_that_keeps_old_versions_is_remarked_on(s3: S3, tmp_path: Path) -> None:
    s3.versions = True
    settings = load_settings(**s3.settings(site_store=f"s3://{BUCKET}", media_store=str(tmp_path)))

    found = list(doctor.stores(settings))

    assert bad(found) == []
    assert "keeps old versions" in str(found[1].text)


def test_a_store_whose_package_is_missing_is_said(
    s3: S3, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "syndicate.storage.objects", raising=False)
    monkeypatch.setitem(sys.modules, "obstore", None)
    settings = load_settings(**s3.settings(site_store=f"s3://{BUCKET}", media_store=str(tmp_path)))

    [sentence] = bad(list(doctor.stores(settings)))

    assert "syndicate[objects]" in sentence


def test_the_installed_packages_are_ours() -> None:
    assert bad(list(doctor.packages())) == []


def test_another_package_of_the_same_name_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        doctor, "packages_distributions", lambda: {"workflows": ["syndicate", "workflows"]}
    )

    [sentence] = bad(list(doctor.packages()))

    assert "Another package installed “workflows”" in sentence
    assert "remove workflows" in sentence


@pytest.mark.parametrize("spec", [None, ModuleSpec("x", None, origin="/elsewhere/x/__init__.py")])
def test_a_package_from_another_place_is_named(
    spec: ModuleSpec | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syndicate.dev.doctor.util.find_spec", lambda _name: spec)

    assert "“workflows” is found in" in bad(list(doctor.packages()))[0]


def test_missing_files_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "locale_root", lambda: Path("/nowhere"))

    [sentence] = bad(list(doctor.files()))

    assert sentence == ("/nowhere/ja/LC_MESSAGES/messages.mo is missing: install syndicate again.")


def test_a_folder_that_cannot_be_written_is_named_with_its_setting(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    settings = load_settings(site_store=str(tmp_path / "file"), media_store=str(tmp_path))

    [sentence] = bad(list(doctor.stores(settings)))

    assert "SYNDICATE_SITE_STORE" in sentence


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "none" / "syndicate.db"

    [sentence] = bad(list(doctor.database(load_settings(database_url=f"sqlite:///{path}"))))

    assert sentence == "There is no database yet: run syndicate db upgrade."
    assert not path.parent.exists()


def test_an_empty_database_needs_an_upgrade(tmp_path: Path) -> None:
    path = tmp_path / "syndicate.db"
    path.touch()

    [sentence] = bad(list(doctor.database(load_settings(database_url=f"sqlite:///{path}"))))

    assert "run syndicate db upgrade" in sentence


def test_a_database_that_does_not_answer_is_told_in_one_line() -> None:
    url = f"postgresql://nobody@127.0.0.1:{free_port()}/none"

    [sentence] = bad(list(doctor.database(load_settings(database_url=url))))

    assert "look at SYNDICATE_DATABASE_URL" in sentence
    assert "\n" not in sentence


def test_clocks_apart_are_told(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now
    monkeypatch.setattr(clock, "now", lambda: now() + timedelta(seconds=90))
    settings = load_settings(database_url=sqlite_database.url)

    assert "90 seconds apart" in bad(list(doctor.database(settings)))[0]


@pytest.mark.parametrize("url", ["redis://127.0.0.1:{port}/0", "nonsense"])
def test_a_redis_that_does_not_answer_is_told(url: str) -> None:
    settings = load_settings(redis_url=url.format(port=free_port()))

    assert "look at SYNDICATE_REDIS_URL" in bad(list(doctor.queue(settings)))[0]


def test_the_command_exits_with_1_when_something_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    answer = CliRunner().invoke(command)

    assert answer.exit_code == 1
    assert "BAD  There is no database yet" in answer.output


def test_the_command_exits_with_0_when_all_is_well(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SYNDICATE_DATABASE_URL", sqlite_database.url)

    answer = CliRunner().invoke(command)

    assert answer.exit_code == 0, answer.output


def test_faces_that_cannot_be_looked_for_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "look_at", lambda _data: Reading(failed="MemoryError"))

    [sentence] = bad(list(doctor.eyes()))

    assert "(MemoryError), so no picture can be cleared" in sentence


def test_without_tesseract_it_is_said_but_not_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "look_at", lambda _data: Reading(unread="missing"))
    monkeypatch.setattr("syndicate.privacy.images.tesseract.program", lambda: None)

    found = list(doctor.eyes())

    assert bad(found) == []
    assert "install tesseract-ocr" in str(found[-1].text)


def test_a_tesseract_without_japanese_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "look_at", lambda _data: Reading())
    monkeypatch.setattr("syndicate.privacy.images.tesseract.languages", lambda _path: {"eng"})

    [sentence] = bad(list(doctor.eyes()))

    assert "tesseract lacks jpn" in sentence
