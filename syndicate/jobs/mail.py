"""Send the notices that are due over SMTP."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import structlog
from sqlalchemy import select

from syndicate import clock
from syndicate.models import Notice, NoticeState
from syndicate.services import mail
from syndicate.services.kit import Kit

BATCH = 20
LEASE = timedelta(minutes=5)
MAX_ATTEMPTS = 6
TOO_OLD = timedelta(days=3)
TIMEOUT_SECONDS = 15

log = structlog.get_logger(__name__)


def send_due(kit: Kit) -> int:
    """Send what is due, at most `BATCH` mails; how many went out. Without a server, none."""
    if kit.settings.mail_url is None:
        return 0
    claimed = _claim(kit)
    if not claimed:
        return 0
    sent = 0
    try:
        with _connection(kit.settings.mail_url) as server:
            for notice_id, message in claimed:
                sent += _send(kit, server, notice_id, message)
    except OSError as error:  # smtplib's errors are OSErrors: the leases run out, then again
        log.warning("mail_server_unreachable", error=str(error))
    return sent


def _claim(kit: Kit) -> Sequence[tuple[str, EmailMessage]]:
    """Due notices, leased so that no other worker sends them too."""
    now = clock.now()
    with kit.database.begin() as session:
        due = session.scalars(
            select(Notice)
            .where(Notice.state == NoticeState.READY, Notice.due_at <= now)
            .order_by(Notice.due_at)
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        ).all()
        for notice in due:
            notice.due_at = now + LEASE * 2**notice.attempts
            notice.attempts += 1
            if notice.attempts > MAX_ATTEMPTS or now - notice.created_at > TOO_OLD:
                notice.state = NoticeState.FAILED
        return [
            (notice.id, mail.compose(session, notice, kit.settings))
            for notice in due
            if notice.state is NoticeState.READY
        ]


def _send(kit: Kit, server: smtplib.SMTP, notice_id: str, message: EmailMessage) -> bool:
    problem, final = "", False
    try:
        server.send_message(message)
    except smtplib.SMTPResponseException as error:
        problem, final = f"{error.smtp_code} {error.smtp_error!r}"[:300], error.smtp_code >= 500
    except smtplib.SMTPRecipientsRefused:
        problem, final = "the server refused the address", True
    with kit.database.begin() as session:
        notice = session.get_one(Notice, notice_id)
        notice.last_error = problem
        if final:
            notice.state = NoticeState.FAILED
        elif not problem:
            notice.state = NoticeState.SENT
            notice.sent_at = clock.now()
    return not problem


@contextmanager
def _connection(url: str) -> Iterator[smtplib.SMTP]:
    """`smtp://` plain, `smtp+starttls://` or `smtps://` encrypted; user and password optional."""
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_SECONDS)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT_SECONDS)
    with server:
        if parts.scheme == "smtp+starttls":
            server.starttls()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        yield server
