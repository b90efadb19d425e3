"""The files the handbook gives to whoever runs syndicate work as they stand."""

from __future__ import annotations

import re
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from publishers.culture_blog.headers import describe
from syndicate.app import create_app
from syndicate.dev.bench.world import LANGUAGE, Blog, slug_of
from syndicate.dev.processes import free_port, program, running
from syndicate.resources import docs_root
from syndicate.services.kit import Kit
from tests.factories.world import World
from tests.services.web import serving

DEPLOY = docs_root() / "howto" / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
APP, BLOG = "stories.intra.example.com", "culture.example.com"


class Answer(NamedTuple):
    """What a reader got."""

    status: int
    headers: dict[str, str]
    body: str


class Front:
    """nginx with the handbook's configuration, at ports of this machine."""

    def __init__(self, port: int, certificate: Path) -> None:
        self.port = port
        self._tls = ssl.create_default_context(cafile=str(certificate))
        self._tls.check_hostname = False  # both names stand for this machine

    def get(self, host: str, path: str) -> Answer:
        """The answer to a reader of `host`."""
        asked = urllib.request.Request(f"https://127.0.0.1:{self.port}{path}")
        asked.add_header("Host", host)
        try:
            with urllib.request.urlopen(asked, timeout=20, context=self._tls) as answer:
                return Answer(answer.status, dict(answer.headers), answer.read().decode())
        except urllib.error.HTTPError as refused:
            with refused:
                return Answer(refused.code, dict(refused.headers), refused.read().decode())


@pytest.fixture(scope="module")
def blog(tmp_path_factory: pytest.TempPathFactory) -> Blog:
    """A public blog with three stories, one of them withdrawn."""
    blog = Blog(tmp_path_factory.mktemp("public") / "site", 3)
    order = blog.shelf.run(LANGUAGE, 2, 2)[0].order
    blog.publisher.take_down(order)
    for path in [blog.folder, *blog.folder.rglob("*"), blog.folder.parent]:
        path.chmod(0o755)  # nginx reads it as somebody else
    return blog


@pytest.fixture
def front(blog: Blog, sqlite_database: object, tmp_path: Path) -> Iterator[Front]:
    """Both sites behind nginx."""
    world = World(sqlite_database, tmp_path)  # type: ignore[arg-type] # the fixture gives a Database
    settings = world.settings.model_copy(update={"base_url": f"https://{APP}"})
    app = create_app(settings, kit=Kit(settings, world.database, world.kit.registry))
    with serving(app) as origin:
        port, plain = free_port(), free_port()
        certificate = own_certificate(tmp_path)
        text = _fitted(blog.folder, certificate, port, plain, origin.removeprefix("http://"))
        (tmp_path / "syndicate.conf").write_text(text)
        config = tmp_path / "nginx.conf"
        config.write_text(around(tmp_path))
        nginx = program("nginx", "nginx-light", Path("/usr/sbin"))
        command = [nginx, "-p", str(tmp_path), "-e", str(tmp_path / "error"), "-c", str(config)]
        tried = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
        assert tried.returncode == 0, tried.stderr
        assert "warn" not in tried.stderr
        front = Front(port, certificate)
        with running(command, tmp_path / "nginx.log", answers=lambda: _answers(front)):
            yield front


def _fitted(site: Path, certificate: Path, port: int, plain: int, app: str) -> str:
    """The handbook's file with this machine's ports, folder and certificate."""
    text = (DEPLOY / "nginx.conf").read_text()
    text = text.replace("/var/lib/syndicate/site", str(site))
    text = re.sub(r"/etc/ssl/syndicate/\w+\.(pem|key)", str(certificate), text)
    text = text.replace("listen 443", f"listen 127.0.0.1:{port}")
    text = text.replace("listen 80;", f"listen 127.0.0.1:{plain};")
    text = re.sub(r"server 127\.0\.0\.1:800[12];", f"server {app};", text)
    assert "/etc/" not in text.partition("upstream")[2]
    return text


def around(folder: Path) -> str:
    """What stands around it in a machine's own nginx.conf."""
    temporary = " ".join(
        f"{name}_temp_path {folder}/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return (
        f"daemon off; master_process off; pid {folder}/pid; events {{ }}"
        f" http {{ access_log off; {temporary} include {folder}/syndicate.conf; }}"
    )


def own_certificate(folder: Path) -> Path:
    """A key and its own certificate in one file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, APP)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    path = folder / "both.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


def _answers(front: Front) -> bool:
    try:
        front.get(APP, "/healthz")
    except OSError:
        return False
    return True


def test_nginx_serves_the_app_and_the_blog_with_what_the_handbook_says(front: Front) -> None:
    assert front.get(APP, "/healthz").status == 200
    assert "Sign in" in front.get(APP, "/sign-in").body
    assert front.get(APP, "/metrics").status == 404

    page = front.get(BLOG, f"/{LANGUAGE}/stories/{slug_of(3)}/")
    assert page.status == 200
    assert "What we learned from gap 3" in page.body
    for address in (f"/{LANGUAGE}/", f"/{LANGUAGE}/feed.xml", f"/{LANGUAGE}/feed.json"):
        answer = front.get(BLOG, address)
        assert answer.status == 200, address
        name = f"{address}index.html" if address.endswith("/") else address
        for header, value in describe(name, secure=True):
            assert answer.headers[header] == value, (address, header)
        assert answer.headers["Cache-Control"] == "public, max-age=300"


def test_nginx_answers_gone_missing_and_hidden_as_our_own_server_does(
    front: Front, blog: Blog
) -> None:
    gone = front.get(BLOG, f"/{LANGUAGE}/stories/{slug_of(2)}/")
    assert gone.status == 410
    assert "withdrawn" in gone.body.lower()
    assert gone.headers["Cache-Control"] == "public, max-age=60"

    missing = front.get(BLOG, f"/{LANGUAGE}/stories/never-was/")
    assert missing.status == 404
    assert missing.body == (blog.folder / LANGUAGE / "404.html").read_text("utf-8")

    assert front.get(BLOG, "/.state/look").status == 404
    assert front.get(BLOG, f"/{LANGUAGE}/stories/{slug_of(2)}/.gone").status == 404


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_each_unit_starts_a_command_there_is(unit: Path, tmp_path: Path) -> None:
    commands = re.findall(r"^ExecStart(?:Pre)?=(\S+) (.+)$", unit.read_text(), re.MULTILINE)
    assert commands
    for path, words in commands:
        assert path == "/opt/syndicate/bin/syndicate"
        asked = [word.replace("%i", "8001") for word in words.split()]
        done = subprocess.run(
            [sys.executable, "-m", "syndicate", *asked, "--help"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr


def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    assert len(UNITS) == 4
    analyze = program("systemd-analyze", "systemd")
    for unit in UNITS:
        text = unit.read_text().replace("/opt/syndicate/bin/syndicate", sys.executable)
        name = unit.name.replace("@.", "@8001.") if "@" in unit.name else unit.name
        (tmp_path / unit.name).write_text(text)
        done = subprocess.run(
            [analyze, "verify", "--man=no", str(tmp_path / name)],
            capture_output=True,
            text=True,
            check=False,
            env={"SYSTEMD_UNIT_PATH": f"{tmp_path}:", "PATH": "/usr/bin:/bin"},
        )
        ours = [line for line in done.stderr.splitlines() if "syndicate" in line]
        assert ours == []
