"""Send the notices that are due over SMTP."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import structlog
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from syndicate import clock
from syndicate.models import Notice, NoticeState
from syndicate.services import digest, mail
from syndicate.services.kit import Kit
from syndicate.services.mail_use import is_wanted

BATCH = 20
LEASE = timedelta(minutes=5)
SERVER_AGAIN = timedelta(minutes=1)
MAX_ATTEMPTS = 6
TOO_OLD = timedelta(days=3)
TIMEOUT_SECONDS = 15
PERMANENT = 500
"""Replies from here on will not change (RFC 5321, 4.2.1)."""

Ids = list[str]
"""The notices of one mail: one, or all that a digest holds."""

log = structlog.get_logger(__name__)


def send_due(kit: Kit) -> int:
    """Send what is due, at most `BATCH` mails; how many went out. Without a server, none."""
    if kit.settings.mail_url is None:
        return 0
    letters = [(ids, mail) for ids in _claim(kit) if (mail := _composed(kit, ids))]
    return _send_all(kit, kit.settings.mail_url, letters) if letters else 0


def _claim(kit: Kit) -> list[Ids]:
    """Due notices, leased so that no other worker sends them too; a digest's stand together."""
    now = clock.now()
    with kit.database.begin() as session:
        due = Notice.state == NoticeState.READY, Notice.due_at <= now
        single = session.scalars(
            select(Notice)
            .where(*due, Notice.in_digest.is_(False))
            .order_by(Notice.due_at, Notice.id)
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        ).all()
        readers = select(Notice.email).where(*due, Notice.in_digest).distinct().limit(BATCH)
        together = session.scalars(
            select(Notice)
            .where(*due, Notice.in_digest, Notice.email.in_(session.scalars(readers).all()))
            .order_by(Notice.id)
            .with_for_update(skip_locked=True)
        ).all()
        for notice in (*single, *together):
            _lease(notice, now)
        return [[n.id] for n in single if n.state is NoticeState.READY] + _by_reader(together)


def _lease(notice: Notice, now: datetime) -> None:
    since = notice.due_at if notice.in_digest and not notice.attempts else notice.created_at
    notice.due_at = now + LEASE * 2**notice.attempts
    notice.attempts += 1
    if notice.attempts > MAX_ATTEMPTS or now - since > TOO_OLD:
        notice.state = NoticeState.FAILED


def _by_reader(notices: Sequence[Notice]) -> list[Ids]:
    found: dict[str, Ids] = {}
    for notice in notices:
        if notice.state is NoticeState.READY:
            found.setdefault(notice.email, []).append(notice.id)
    return list(found.values())


def _composed(kit: Kit, ids: Ids) -> EmailMessage | None:
    """The mail; None when it cannot be written or is no longer of use, which its rows then say."""
    try:
        with kit.database.reading() as session:
            notices = [session.get_one(Notice, notice_id) for notice_id in ids]
            message = _written(kit, session, notices)
        if message is not None:
            return message
        problem = "no longer of use: it was answered or settled meanwhile"
    except Exception as error:
        log.exception("mail.compose_failed", notices=ids)
        problem = f"it could not be written: {type(error).__name__}"
    _note(kit, ids, problem, final=True)
    return None


def _written(kit: Kit, session: Session, notices: Sequence[Notice]) -> EmailMessage | None:
    if notices[0].in_digest:
        return digest.compose(session, notices, kit.settings)
    (notice,) = notices
    return mail.compose(session, notice, kit.settings) if is_wanted(session, notice) else None


def _send_all(kit: Kit, url: str, letters: Sequence[tuple[Ids, EmailMessage]]) -> int:
    left = [ids for ids, _message in letters]
    sent = 0
    try:
        with _connection(url) as server:
            for ids, message in letters:
                problem, final = _send(server, message)
                _note(kit, ids, problem, final=final)
                left.remove(ids)
                sent += not problem
    except OSError as error:  # smtplib's errors are OSErrors
        log.warning("mail.server_failed", error=str(error), waiting=len(left))
        _put_back(kit, [notice_id for ids in left for notice_id in ids])
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


def _note(kit: Kit, ids: Ids, problem: str, *, final: bool) -> None:
    with kit.database.begin() as session:
        for notice in session.scalars(select(Notice).where(Notice.id.in_(ids))):
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
