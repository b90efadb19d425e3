"""Send the notices that are due over SMTP."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import structlog
from sqlalchemy import select, update

from syndicate import clock
from syndicate.models import Notice, NoticeState
from syndicate.services import mail
from syndicate.services.kit import Kit

BATCH = 20
LEASE = timedelta(minutes=5)
SERVER_AGAIN = timedelta(minutes=1)
MAX_ATTEMPTS = 6
TOO_OLD = timedelta(days=3)
TIMEOUT_SECONDS = 15
PERMANENT = 500
"""Replies from here on will not change (RFC 5321, 4.2.1)."""

log = structlog.get_logger(__name__)


def send_due(kit: Kit) -> int:
    """Send what is due, at most `BATCH` mails; how many went out. Without a server, none."""
    if kit.settings.mail_url is None:
        return 0
    claimed = _claim(kit)
    mails = {notice_id: mail for notice_id in claimed if (mail := _composed(kit, notice_id))}
    return _send_all(kit, kit.settings.mail_url, mails) if mails else 0


def _claim(kit: Kit) -> Sequence[str]:
    """Due notices, leased so that no other worker sends them too."""
    now = clock.now()
    with kit.database.begin() as session:
        due = session.scalars(
            select(Notice)
            .where(Notice.state == NoticeState.READY, Notice.due_at <= now)
            .order_by(Notice.due_at, Notice.id)
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        ).all()
        for notice in due:
            notice.due_at = now + LEASE * 2**notice.attempts
            notice.attempts += 1
            if notice.attempts > MAX_ATTEMPTS or now - notice.created_at > TOO_OLD:
                notice.state = NoticeState.FAILED
        return [notice.id for notice in due if notice.state is NoticeState.READY]


def _composed(kit: Kit, notice_id: str) -> EmailMessage | None:
    """The mail; None when it cannot be written or is no longer of use, which its row then says."""
    try:
        with kit.database.reading() as session:
            notice = session.get_one(Notice, notice_id)
            if mail.is_wanted(session, notice):
                return mail.compose(session, notice, kit.settings)
        problem = "no longer of use: the question was answered"
    except Exception as error:
        log.exception("mail.compose_failed", notice=notice_id)
        problem = f"it could not be written: {type(error).__name__}"
    _note(kit, notice_id, problem, final=True)
    return None


def _send_all(kit: Kit, url: str, mails: dict[str, EmailMessage]) -> int:
    left = dict(mails)
    sent = 0
    try:
        with _connection(url) as server:
            for notice_id, message in mails.items():
                problem, final = _send(server, message)
                _note(kit, notice_id, problem, final=final)
                del left[notice_id]
                sent += not problem
    except OSError as error:  # smtplib's errors are OSErrors
        log.warning("mail.server_failed", error=str(error), waiting=len(left))
        _put_back(kit, list(left))
    return sent


def _send(server: smtplib.SMTP, message: EmailMessage) -> tuple[str, bool]:
    """What the server has against this mail, and whether for good; a dead connection raises."""
    try:
        server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        code, reason = next(iter(error.recipients.values()))
        return _words(code, reason), code >= PERMANENT
    except smtplib.SMTPSenderRefused:
        raise  # our own address is wrong, which is no fault of this mail
    except smtplib.SMTPResponseException as error:
        return _words(error.smtp_code, error.smtp_error), error.smtp_code >= PERMANENT
    except (smtplib.SMTPNotSupportedError, ValueError) as error:
        return f"the address cannot be written to: {error}"[:300], True
    return "", False


def _words(code: int, reason: bytes | str) -> str:
    text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
    return f"{code} {text}"[:300]


def _note(kit: Kit, notice_id: str, problem: str, *, final: bool) -> None:
    with kit.database.begin() as session:
        notice = session.get_one(Notice, notice_id)
        notice.last_error = problem
        if final:
            notice.state = NoticeState.FAILED
        elif not problem:
            notice.state = NoticeState.SENT
            notice.sent_at = clock.now()


def _put_back(kit: Kit, ids: Sequence[str]) -> None:
    """A server that is away is nobody's failed attempt: the mail's age alone ends it."""
    with kit.database.begin() as session:
        session.execute(
            update(Notice)
            .where(Notice.id.in_(ids), Notice.state == NoticeState.READY)
            .values(due_at=clock.now() + SERVER_AGAIN, attempts=Notice.attempts - 1)
        )


@contextmanager
def _connection(url: str) -> Iterator[smtplib.SMTP]:
    """`smtp://` plain, `smtp+starttls://` or `smtps://` encrypted; user and password optional."""
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    trusted = ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, parts.port or 465, timeout=TIMEOUT_SECONDS, context=trusted
        )
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT_SECONDS)
    with server:
        if parts.scheme == "smtp+starttls":
            server.starttls(context=trusted)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        yield server
