"""Keys between neighbours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rank import LONGEST, between, spread


@given(st.lists(st.integers(min_value=0, max_value=10_000), max_size=120))
def test_there_is_always_room_between_two_neighbours(places):
    keys: list[str] = []
    for place in places:
        at = place % (len(keys) + 1)
        key = between(keys[at - 1] if at else None, keys[at] if at < len(keys) else None)
        keys.insert(at, key)
    assert keys == sorted(set(keys))
    assert not any(key.endswith("0") for key in keys)


@given(st.integers(min_value=0, max_value=6000))
def test_spread_gives_short_keys_in_order(count):
    keys = spread(count)
    assert len(keys) == count
    assert keys == sorted(set(keys))
    assert all(len(key) <= 4 for key in keys)


def test_ten_thousand_cards_at_the_end_need_no_long_key():
    key = None
    for _ in range(10_000):
        key = between(key, None)
    assert len(key) <= LONGEST


def test_equal_neighbours_are_refused():
    with pytest.raises(ValueError, match="no key"):
        between("b", "b")
