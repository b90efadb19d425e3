"""Only whole, undisguised addresses can be linked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.rendering.links import safe_href


@pytest.mark.parametrize(
    ("url", "href"),
    [
        ("https://example.com", "https://example.com"),
        ("HTTPS://Example.COM:443/A?b=c#d", "https://example.com:443/A?b=c#d"),
        ("http://127.0.0.1:8001/ja/", "http://127.0.0.1:8001/ja/"),
        (" https://example.com/a b\n", "https://example.com/a%20b"),
        ("https://example.com/日本?q=東京#駅",
         "https://example.com/%E6%97%A5%E6%9C%AC?q=%E6%9D%B1%E4%BA%AC#%E9%A7%85"),
        ("https://例え.jp/", "https://xn--r8jz45g.jp/"),
        ("https://аpple.com/", "https://xn--pple-43d.com/"),
        ("https://ｅxample.com/", "https://example.com/"),
        ("https://example.com/%zz%20", "https://example.com/%25zz%20"),
        ("https://exam\u200bple.com/\u202e", "https://example.com/"),
        ("mailto:kao@example.jp?subject=x", "mailto:kao@example.jp"),
        ("mailto:a'b@Example.jp", "mailto:a%27b@example.jp"),
    ],
)  # fmt: skip
def test_a_whole_address_becomes_plain_ascii(url: str, href: str):
    assert safe_href(url) == href


@pytest.mark.parametrize(
    "url",
    [
        "", "  ", "example.com", "/path", "#top", "//example.com", "https:", "https://", "https:///x",
        "https:example.com", "ftp://example.com", "javascript:alert(1)", "javascript:123",
        "https://a@b.example", "https://a:b@c.example", "https://@c.example", "https://a b.example",
        "https://exa\\mple.com", "https://example.com:99999", "https://[::1", "https://[::1]/",
        "https://-a.example", "https://a..example", "https://℀.example",
        "https://" + "a" * 64 + ".jp",
        "https://" + "a." * 130 + "jp", "https://example.com/" + "a" * 2_000,
        "https://example.com/" + "漢" * 700, "mailto:", "mailto:a", "mailto:@b.jp",
        "mailto:a b@c.jp",
        "mailto://a@b.jp", "media:x", "https://%65xample.com",
    ],
)  # fmt: skip
def test_anything_else_is_no_link(url: str):
    assert safe_href(url) is None


@given(st.text() | st.text("htps:/.@?#%[]\\a漢\u200b 1-").map("https://a".__add__))
def test_a_safe_address_is_its_own_safe_address(url: str):
    href = safe_href(url)

    assert href is None or (safe_href(href) == href and href.isascii())
