"""A server that answers with whatever bytes a test wants, over TLS if wanted."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Say = Callable[[socket.socket], None]
HOST = "hooks.example.com"


@dataclass
class Wire:
    """Where it listens, what it was asked and which name the client wanted to speak to."""

    port: int
    asked: list[bytes] = field(default_factory=list)
    names: list[str | None] = field(default_factory=list)


@contextmanager
def answering(say: Say, tls: ssl.SSLContext | None = None) -> Iterator[Wire]:
    """Each caller's request is read to the empty line, then `say` has the line."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        wire = Wire(server.getsockname()[1])
        if tls:
            tls.sni_callback = lambda _socket, name, _context: wire.names.append(name)
        thread = threading.Thread(target=_serve, args=(server, wire, say, tls))
        thread.start()
        try:
            yield wire
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join()


def _serve(server: socket.socket, wire: Wire, say: Say, tls: ssl.SSLContext | None) -> None:
    while True:
        try:
            line, _address = server.accept()
        except OSError:
            return
        with line, suppress(OSError):  # the client may hang up whenever it likes
            line.settimeout(10)
            talk = tls.wrap_socket(line, server_side=True) if tls else line
            with talk:
                wire.asked.append(_request(talk))
                say(talk)


def _request(line: socket.socket) -> bytes:
    asked = b""
    while b"\r\n\r\n" not in asked and (piece := line.recv(65_536)):
        asked += piece
    return asked


def certificate(folder: Path, host: str = HOST) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """For a server that is `host`, and for a client that believes it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    chain, secret = folder / "cert.pem", folder / "key.pem"
    chain.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(chain, secret)
    return server, ssl.create_default_context(cafile=str(chain))
