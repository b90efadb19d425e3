"""Identifiers sort by the time they were made."""

from __future__ import annotations

import time_machine

from syndicate.ids import ID_LENGTH, is_id, new_id, new_token


def test_ids_are_unique_and_in_order() -> None:
    made = [new_id() for _ in range(5_000)]

    assert made == sorted(set(made))
    assert all(is_id(one) for one in made)


def test_ids_keep_their_order_when_the_clock_stands_or_goes_back() -> None:
    with time_machine.travel(4_000_000_000, tick=False):
        standing = [new_id() for _ in range(100)]
    with time_machine.travel(3_900_000_000, tick=False):
        earlier = new_id()

    assert standing == sorted(set(standing))
    assert earlier > standing[-1]


def test_only_ids_look_like_ids() -> None:
    good = new_id()
    for wrong in ("", good[:-1], good + "0", good.upper(), "u" * ID_LENGTH, good[:-1] + "\n"):
        assert not is_id(wrong)


def test_tokens_are_long_and_fit_an_address() -> None:
    tokens = {new_token() for _ in range(100)}

    assert len(tokens) == 100
    assert all(
        len(token) == 43 and token.replace("-", "").replace("_", "").isalnum() for token in tokens
    )
