"""Where a request to an address somebody typed may go."""

from __future__ import annotations

import socket
from ipaddress import ip_address
from typing import Any

import pytest

from syndicate.publishing.errors import NotSent, Refused
from syndicate.publishing.targets import Resolve, is_public, vet

PUBLIC = "93.184.215.14"


def names(*addresses: str) -> Resolve:
    """Every name has these addresses."""
    return lambda _host, port, **_options: [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses
    ]


def test_a_public_name_is_a_target() -> None:
    target = vet("https://Hooks.Example.com/in?x=1#here", resolve=names(PUBLIC, "2606:4700::1111"))

    assert target.is_encrypted
    assert (target.host, target.port, target.path) == ("hooks.example.com", 443, "/in?x=1")
    assert target.addresses == (PUBLIC, "2606:4700::1111")
    assert target.authority == "hooks.example.com"
    assert target.origin == "https://hooks.example.com"


def test_a_name_in_another_script_is_resolved_as_punycode() -> None:
    assert vet("https://例え.テスト/", resolve=names(PUBLIC)).host == "xn--r8jz45g.xn--zckzah"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
        "2001:db8::1",
    ],
)
def test_an_address_that_is_not_public_is_no_target(address: str) -> None:
    assert not is_public(ip_address(address))
    with pytest.raises(Refused, match="private network"):
        vet("https://inside.example.com/", resolve=names(address))


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:4700:4700::1111", "64:ff9b::808:808"])
def test_a_public_address_is_told_as_such(address: str) -> None:
    assert is_public(ip_address(address))


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    with pytest.raises(Refused, match="private network"):
        vet("https://both.example.com/", resolve=names(PUBLIC, "10.0.0.1"))


@pytest.mark.parametrize("host", ["0x7f000001", "2130706433", "127.1", "0177.0.0.1", "localhost"])
def test_this_machine_is_recognised_in_every_spelling(host: str) -> None:
    with pytest.raises(Refused):
        vet(f"https://{host}/")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hooks.example.com",
        "ftp://hooks.example.com/",
        "file:///etc/passwd",
        "mailto:a@example.com",
        "https://",
        "https://user:secret@hooks.example.com/",
        "https://[::1]/",
        "https://hooks.example.com:99999/",
        "https://hooks.example.com\\@10.0.0.1/",
        "gopher://hooks.example.com/",
    ],
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(Refused, match="not one of the web"):
        vet(url, resolve=names(PUBLIC))


def test_only_https_at_its_usual_port() -> None:
    with pytest.raises(Refused, match="https"):
        vet("http://hooks.example.com/", resolve=names(PUBLIC))
    with pytest.raises(Refused, match="443"):
        vet("https://hooks.example.com:8443/", resolve=names(PUBLIC))


def test_this_machine_may_be_allowed_by_itself_only() -> None:
    local = vet("http://hooks.example.com:8123", loopback=True, resolve=names("127.0.0.1", "::1"))

    assert (local.is_encrypted, local.port, local.path) == (False, 8123, "/")
    assert local.authority == "hooks.example.com:8123"
    assert local.origin == "http://hooks.example.com:8123"
    for url, address in (
        ("https://hooks.example.com/", "10.0.0.1"),
        ("http://hooks.example.com/", PUBLIC),
        ("https://hooks.example.com:8443/", PUBLIC),
    ):
        with pytest.raises(Refused):
            vet(url, loopback=True, resolve=names(address))
    with pytest.raises(Refused):
        vet("https://x.example.com/", loopback=True, resolve=names("127.0.0.1", "10.0.0.1"))


def test_a_name_that_is_not_there_was_not_sent_to() -> None:
    def unknown(*_args: Any, **_options: Any) -> list[tuple[Any, ...]]:
        raise socket.gaierror

    for resolve in (unknown, names()):
        with pytest.raises(NotSent, match="nowhere"):
            vet("https://nowhere.example.com/", resolve=resolve)
