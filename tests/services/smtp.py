"""A mail server that keeps what it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from syndicate.dev.processes import free_port


class Mailbox:
    """Every mail that arrived, parsed, in order.

    Set `refusal` to have the next ones refused, or refuse the sender or some of the readers.
    """

    def __init__(self, port: int) -> None:
        self.url = f"smtp://127.0.0.1:{port}"
        self.messages: list[EmailMessage] = []
        self.envelopes: list[Envelope] = []
        self.refusal: str | None = None
        self.refused_sender: str | None = None
        self.refused: dict[str, str] = {}

    async def handle_MAIL(  # noqa: N802 # aiosmtpd names it
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the sender, or answer with `refused_sender`."""
        if self.refused_sender is not None:
            return self.refused_sender
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 # aiosmtpd names it
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a reader, or answer with what `refused` has for them."""
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 # aiosmtpd names it
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep the mail, or answer with `refusal` such as `451 later`."""
        if self.refusal is not None:
            return self.refusal
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        self.envelopes.append(envelope)
        self.messages.append(message_from_bytes(content, policy=policy.default))
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        """The mails one person received."""
        return [
            message
            for message, envelope in zip(self.messages, self.envelopes, strict=True)
            if address in envelope.rcpt_tos
        ]

    def clear(self) -> None:
        """Forget everything, for the next test."""
        self.messages.clear()
        self.envelopes.clear()
        self.refused.clear()
        self.refusal = self.refused_sender = None


@contextmanager
def smtp_server() -> Iterator[Mailbox]:
    """A server on a free loopback port."""
    port = free_port()
    mailbox = Mailbox(port)
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()
