"""Settings from the environment: typed, checked, and refused where they are unsafe."""

from __future__ import annotations

import re

import pytest

from syndicate.errors import Misconfigured
from syndicate.settings import Mode, Settings, load_settings

KEYS = {"secret_keys": "s" * 32, "token_keys": "t" * 32}
ADDRESSES = {"base_url": "https://app.example.com", "site_url": "https://blog.example.com"}


def test_without_any_setting_it_is_a_development_machine() -> None:
    settings = load_settings()

    assert settings.mode is Mode.DEVELOPMENT
    assert not settings.is_production
    assert settings.database_url == "sqlite:///var/syndicate.db"
    assert settings.mail_url is None


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNDICATE_LOCALE", "ja")
    monkeypatch.setenv("SYNDICATE_SECRET_KEYS", " new , old ,")
    monkeypatch.setenv("SYNDICATE_BASE_URL", "https://app.example.com/")

    settings = load_settings()

    assert settings.locale == "ja"
    assert settings.signing_keys == ["new", "old"]
    assert settings.base_url == "https://app.example.com"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("locale", "tlh"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "Asia"),
        ("time_zone", "../../etc/passwd"),
        ("base_url", "app.example.com"),
        ("site_url", "ftp://example.com"),
        ("mail_url", "http://example.com"),
        ("mail_url", "smtp://"),
        ("mail_url", "smtp://host:port"),
        ("mode", "test"),
        ("max_upload_bytes", "many"),
        ("max_story_chars", "1"),
        ("late_after_minutes", "0"),
        ("site_store", "gs://bucket"),
        ("site_store", "s3://Bucket"),
        ("site_store", "s3://"),
        ("media_store", "s3://bucket/../other"),
        ("media_store", "s3://bucket/a b"),
        ("media_store", "https://bucket.example.com"),
        ("s3_endpoint", "objects.example.com"),
        ("s3_endpoint", "ftp://objects.example.com"),
        ("s3_endpoint", "https://key:secret@objects.example.com"),
        ("s3_endpoint", "https://objects.example.com?key=secret"),
    ],
)
def test_a_wrong_setting_is_named_as_the_operator_wrote_it(name: str, value: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        load_settings(**{name: value})

    assert str(caught.value).startswith(f"SYNDICATE_{name.upper()}: ")
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    "url",
    [
        "smtp://localhost",
        "smtp://127.0.0.1:2525",
        "smtps://u:p%40ss@mail.example.com",
        "smtp+starttls://u@mail.example.com:587/",
    ],
)
def test_ways_to_a_mail_server(url: str) -> None:
    assert load_settings(mail_url=url).mail_url == url


def test_a_safe_production_starts() -> None:
    assert load_settings(mode="production", **KEYS, **ADDRESSES).is_production


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"secret_keys": "short"}, "SYNDICATE_SECRET_KEYS"),
        ({"secret_keys": ""}, "SYNDICATE_SECRET_KEYS"),
        ({"token_keys": "t" * 32 + ",short"}, "SYNDICATE_TOKEN_KEYS"),
        ({"base_url": "http://app.example.com"}, "SYNDICATE_BASE_URL"),
        ({"site_url": "http://blog.example.com"}, "SYNDICATE_SITE_URL"),
    ],
)
def test_an_unsafe_production_does_not_start(change: dict[str, str], named: str) -> None:
    with pytest.raises(Misconfigured, match=named):
        load_settings(**({"mode": "production"} | KEYS | ADDRESSES | change))


def test_keys_are_never_shown() -> None:
    shown = repr(load_settings(**KEYS))

    assert "ssss" not in shown
    assert "tttt" not in shown


def test_every_setting_says_what_it_is_for() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert re.search(r"[.`]$", field.description), name


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (
            {"site_store": "s3://b-1/site", "media_store": "s3://b-1/site/media"},
            "SYNDICATE_MEDIA_STORE must not lie in SYNDICATE_SITE_STORE",
        ),
        ({"site_store": "var/x", "media_store": "var/x/"}, "must not lie in SYNDICATE_SITE_STORE"),
        ({"s3_access_key_id": "key"}, "SYNDICATE_S3_SECRET_ACCESS_KEY go together"),
        ({"s3_secret_access_key": "secret"}, "SYNDICATE_S3_SECRET_ACCESS_KEY go together"),
        ({"s3_endpoint": "http://minio.intra:9000"}, "SYNDICATE_S3_ENDPOINT must start with https"),
        ({"s3_endpoint": "http://10.0.0.1"}, "SYNDICATE_S3_ENDPOINT must start with https"),
    ],
)
def test_stores_that_would_tell_too_much_are_refused(settings: dict[str, str], words: str) -> None:
    with pytest.raises(Misconfigured, match=words):
        load_settings(**settings)


@pytest.mark.parametrize(
    "settings",
    [
        {"s3_endpoint": "http://127.0.0.1:9000/"},
        {"s3_endpoint": "http://[::1]:9000"},
        {"s3_endpoint": "http://localhost"},
        {"s3_endpoint": "https://objects.example.com"},
        {"s3_endpoint": "http://minio.intra:9000", "s3_plain_http": "true"},
        {"site_store": "s3://b-1/public", "media_store": "s3://b-1/publication"},
    ],
)
def test_stores_nobody_else_can_listen_to_are_taken(settings: dict[str, str]) -> None:
    assert load_settings(**settings).s3_endpoint in {
        None,
        settings.get("s3_endpoint", "").rstrip("/"),
    }


def test_the_secret_of_a_store_is_shown_nowhere() -> None:
    settings = load_settings(s3_access_key_id="key", s3_secret_access_key="very-secret-indeed")

    assert "very-secret-indeed" not in f"{settings!r} {settings!s} {settings.model_dump_json()}"
