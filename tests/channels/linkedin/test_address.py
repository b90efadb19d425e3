"""A link somebody pastes tells which post it is, or what to paste instead."""

from __future__ import annotations

import pytest

from publishers.linkedin.address import id_of
from syndicate.validation import FieldError

SHARE, UGC = "urn:li:share:7199000000000000001", "urn:li:ugcPost:7199000000000000002"


@pytest.mark.parametrize(
    ("link", "urn"),
    [
        (f"https://www.linkedin.com/feed/update/{SHARE}/", SHARE),
        (f"https://www.linkedin.com/feed/update/{UGC}?utm_source=share", UGC),
        ("https://www.linkedin.com/feed/update/urn%3Ali%3Ashare%3A7199000000000000001/", SHARE),
        (f"http://127.0.0.1:8002/feed/update/{SHARE}/", SHARE),
    ],
)
def test_the_number_in_a_link_is_what_linkedin_calls_the_post(link: str, urn: str) -> None:
    assert id_of(link) == urn


@pytest.mark.parametrize(
    "link",
    [
        "https://www.linkedin.com/feed/update/urn:li:activity:7199000000000000003/",
        "https://www.linkedin.com/posts/hoshikawa_bench-activity-7199000000000000003-abcd",
        "https://www.linkedin.com/company/hoshikawa/",
        f"https://www.linkedin.com/?next={SHARE}",
    ],
)
def test_a_link_without_it_asks_for_another(link: str) -> None:
    with pytest.raises(FieldError) as refusal:
        id_of(link)

    assert "urn:li:share" in str(refusal.value.text)
