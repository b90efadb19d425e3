"""Mail servers that want encryption, a password, or plain ASCII."""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import select

from syndicate.db import Database
from syndicate.jobs.mail import send_due
from syndicate.models import Notice, NoticeState
from tests.factories.world import World
from tests.functional.test_mail import kit_with, notices
from tests.services.process import free_port
from tests.services.smtp import Mailbox


@pytest.fixture
def world(clock: object, sqlite_database: Database, tmp_path: Path) -> World:
    """A story that was nominated, so that three of PR are told."""
    world = World(sqlite_database, tmp_path)
    world.nominate()
    return world


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Key and certificate of 127.0.0.1, trusted on this machine for the length of the test."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    begin = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begin)
        .not_valid_after(begin.replace(year=2100))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path = tmp_path / "server.pem"
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return path


def tls(certificate: Path) -> ssl.SSLContext:
    """What the server speaks with."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@contextmanager
def server(**options: Any) -> Iterator[Mailbox]:
    """A mail server with `options` of aiosmtpd."""
    mailbox = Mailbox(free_port())
    port = int(mailbox.url.rsplit(":", 1)[1])
    controller = Controller(mailbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()


def test_a_server_with_encryption_from_the_start(world: World, certificate: Path) -> None:
    with server(ssl_context=tls(certificate)) as mailbox:
        url = mailbox.url.replace("smtp://", "smtps://")
        assert send_due(kit_with(world, url)) == len(notices(world))


def test_a_server_that_turns_to_encryption(world: World, certificate: Path) -> None:
    with server(tls_context=tls(certificate), require_starttls=True) as mailbox:
        url = mailbox.url.replace("smtp://", "smtp+starttls://")
        assert send_due(kit_with(world, url)) == len(notices(world))


def test_a_server_nobody_vouches_for_is_told_nothing(
    world: World, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with server(tls_context=tls(certificate), require_starttls=True) as mailbox:
        url = mailbox.url.replace("smtp://", "smtp+starttls://u:p@")
        assert send_due(kit_with(world, url)) == 0
        assert mailbox.messages == []
    assert {row.state for row in notices(world)} == {NoticeState.READY}


def test_a_server_with_a_password(world: World) -> None:
    def check(_server: Any, _session: Any, _envelope: Any, _kind: str, given: Any) -> AuthResult:
        known = LoginPassword(b"syn@dicate", b"p:w/d")
        return AuthResult(success=given == known, handled=False)

    with server(authenticator=check, auth_require_tls=False) as mailbox:
        wrong = mailbox.url.replace("smtp://", "smtp://syn%40dicate:x@")
        right = mailbox.url.replace("smtp://", "smtp://syn%40dicate:p%3Aw%2Fd@")
        assert send_due(kit_with(world, wrong)) == 0
        with world.database.begin() as session:
            for notice in session.scalars(select(Notice)):
                notice.due_at = notice.created_at
        assert send_due(kit_with(world, right)) == len(notices(world))


def test_an_address_the_server_cannot_spell_holds_nobody_up(world: World) -> None:
    with world.database.begin() as session:
        first = session.scalars(select(Notice).order_by(Notice.id)).first()
        assert first is not None
        first.email = "用户@example.com"

    with server(enable_SMTPUTF8=False) as mailbox:
        sent = send_due(kit_with(world, mailbox.url))

    ends = {row.email: row for row in notices(world)}
    assert ends["用户@example.com"].state is NoticeState.FAILED
    assert "cannot be written to" in ends["用户@example.com"].last_error
    assert sent == len(ends) - 1
