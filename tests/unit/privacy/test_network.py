"""Links, machines, tickets."""

from __future__ import annotations

import pytest

from syndicate.privacy.link_judge import judge
from syndicate.privacy.links import find_urls, host_of
from syndicate.privacy.scan import ScanContext

from .looking import findings, quotes, rules


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("https://wiki.corp.local/x", "internal_url.host"),
        ("http://intranet/news", "internal_url.host"),
        ("see portal.hokuto-inc.co.jp/a", "internal_url.host"),
        ("手順はhttps://wiki.hokuto-inc.co.jp/手順を見て", "internal_url.host"),
        ("http://10.1.2.3:8080/", "internal_url.host"),
        ("http://[fd00::1]/x", "internal_url.host"),
        ("https://git.corp.example.com/a", "internal_url.host"),
        ("https://hokuto.atlassian.net/browse/AB-1", "internal_url.workspace"),
        ("https://hokuto.slack.com/archives/C01/p1", "internal_url.workspace"),
        ("https://docs.google.com/document/d/abc/edit", "internal_url.share"),
        ("https://x.sharepoint.com/sites/a", "internal_url.workspace"),
        ("https://www.notion.so/hokuto/Plan-0123456789abcdef0123456789abcdef",
         "internal_url.workspace"),
        ("https://example.com@wiki.corp.local/", "internal_url.host"),
        ("https://wiki%2Ecorp%2Elocal/x", "internal_url.host"),
        ("https://example.com/go?to=https%3A%2F%2Fwiki.corp.local%2F", "internal_url.host"),
        ("https://jenkins.example.com/job/1", "internal_url.service"),
        ("\\\\fileserver\\share\\plan", "internal_url.path"),
        ("http://localhost:3000/a", "internal_url.loopback"),
        ("localhost:8080", "internal_url.loopback"),
        ("http://127.0.0.1/", "internal_url.loopback"),
        ("http://app.localhost/", "internal_url.loopback"),
        ("postgres://db.internal:5432/orders", "internal_url.host"),
        ("nas.local/photos", "internal_url.host"),
        ("http://router.home.arpa", "internal_url.host"),
    ],
)  # fmt: skip
def test_a_link_into_the_company_is_found(text: str, rule: str, context: ScanContext) -> None:
    assert [one for one in rules(text, context) if one.startswith("internal_url")] == [rule]


@pytest.mark.parametrize(
    "text",
    [
        "https://status.hokuto-inc.co.jp/",
        "https://github.com/hokuto/scanner/releases",
        "https://en.wikipedia.org/wiki/Corp",
        "https://status.slack.com/ and https://slack.com/help",
        "https://developer.atlassian.com/cloud",
        "https://confluence.atlassian.com/doc",
        "https://corp.example.com/about",
        "https://example.com/intranet/local",
        "the file .env.local and com.example.internal.Foo",
        "https://www.google.com/",
        "https://xn--wgv71a119e.jp/",
        "1.2.3.4.5",
        "e.g. this, i.e. that",
        "http://8.8.8.8/",
        "http://[::bad/",
    ],
)
def test_a_public_link_is_left_alone(text: str, context: ScanContext) -> None:
    assert quotes(text, "internal_url", context) == []


def test_a_link_ends_before_the_sentence_does() -> None:
    text = "(https://wiki.corp.local/a_(b)), 『https://wiki.corp.local/x』を見る。"

    assert quotes(text, "internal_url") == [
        "https://wiki.corp.local/a_(b)",
        "https://wiki.corp.local/x",
    ]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("サーバーは192.168.10.5です", "private_ip.private"),
        ("10.0.0.0/8 is ours", "private_ip.private"),
        ("fe80::1ff:fe23:4567:890a", "private_ip.private"),
        ("fd12:3456:789a::1 answers", "private_ip.private"),
        ("the server 52.14.3.9 was slow", "private_ip.public"),
        ("203.0.113.77 kept asking", "private_ip.public"),
        ("host 2001:db8::8a2e:370:7334", "private_ip.public"),
    ],
)
def test_addresses_of_machines_are_found(text: str, rule: str) -> None:
    assert rules(text) == [rule]


@pytest.mark.parametrize(
    "text",
    [
        "version 10.0.0.1", "バージョン10.20.30.40", "v192.168.0.1", "firmware 3.11.4.2",
        "build 10.1.2.3", "Chrome 120.0.6099.109", "use 8.8.8.8", "listen on 0.0.0.0",
        "127.0.0.1", "999.1.1.1", "at 12:30:45", "std::vector", "Section 10.2.3.4",
        "mask 255.255.255.0", "pkg==10.0.0.1", "3.2.1.0 is out", "1.2.3.4.5", "224.0.0.1",
        "a::b", "10.1.2",
    ],
)  # fmt: skip
def test_versions_and_times_are_no_addresses(text: str) -> None:
    assert quotes(text, "private_ip") == []


def test_only_configured_prefixes_make_a_ticket(context: ScanContext) -> None:
    text = "HR-12、OPS-2217 but not UTF-8, ISO-9001, COVID-19, MR-12, XHR-12 or HR-12-b"

    assert quotes(text, "internal_url", context) == ["HR-12", "OPS-2217"]


def test_a_ticket_inside_an_internal_link_is_said_once(context: ScanContext) -> None:
    assert rules("https://tracker.hokuto-inc.co.jp/HR-12", context) == ["internal_url.host"]


def test_a_link_with_several_targets_is_one_link() -> None:
    urls = find_urls("a https://a.example/x https://b.example")

    assert [url.text for url in urls] == ["https://a.example/x", "https://b.example"]
    assert find_urls("  /relative path ", whole=True)[0].text == "/relative path"
    assert find_urls("   ", whole=True) == []


@pytest.mark.parametrize(
    ("target", "host"),
    [
        ("//wiki.corp.local/x", "wiki.corp.local"),
        ("/relative", ""),
        ("https://u:p@host.example:99/x", "host.example"),
        ("https://HOST.example./", "host.example"),
        ("mailto:a@b.example", ""),
        ("https://xn--wgv71a119e.jp/", "日本語.jp"),
        ("https://[::1", ""),
        ("\\\\Server\\share", "server"),
        ("https://xn--99999999999/", ""),
    ],
)
def test_the_host_is_read_as_a_browser_reads_it(target: str, host: str) -> None:
    assert host_of(target) == host


def test_company_domains_may_be_written_with_a_star() -> None:
    assert judge("https://a.b.example/", ["*.b.example"]) == "host"
    assert judge("https://notb.example/", ["b.example", ""]) is None


def test_findings_carry_the_whole_link() -> None:
    (found,) = findings("https://wiki.corp.local/x?y=1#z.")

    assert found.quote_masked == "https://wiki.corp.local/x?y=1#z"


def test_a_firmware_is_no_address_in_japanese_either() -> None:
    assert rules("ファームウェアを 10.2.0.14 に更新しました。") == []
