"""The same content gives the same bytes."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.rendering.canonical import canonical_json

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def test_keys_are_sorted_and_nothing_is_escaped_without_need():
    value = {"b": ["漢字", None, True], "a": {"z": 1, "c": 'quote " and \n'}}

    assert canonical_json(value) == (
        '{"a":{"c":"quote \\" and \\n","z":1},"b":["漢字",null,true]}'.encode()
    )


def test_the_order_in_which_a_value_was_built_does_not_matter():
    assert canonical_json({"a": 1, "b": (2, 3)}) == canonical_json({"b": [2, 3], "a": 1})


@given(VALUES)
def test_the_bytes_read_back_as_the_same_value(value: object):
    written = canonical_json(value)

    assert json.loads(written) == value
    assert canonical_json(json.loads(written)) == written


@pytest.mark.parametrize("value", [math.nan, math.inf, [-math.inf], {"text": "\ud800"}])
def test_what_json_cannot_say_is_refused(value: object):
    with pytest.raises(ValueError):  # noqa: PT011 - UnicodeEncodeError is one of them
        canonical_json(value)


@pytest.mark.parametrize(
    "value", [{1: "a"}, [{"a": {None: 1}}], ({True: 1},), object(), {"a": {1}}]
)
def test_keys_that_are_no_strings_and_foreign_objects_are_refused(value: object):
    with pytest.raises(TypeError):
        canonical_json(value)
