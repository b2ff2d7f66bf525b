"""Any JSON at all is either refused with a sentence or read: nothing else can happen."""

import copy
import json
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from imports import reading, trello
from imports.draft import Draft
from imports.losses import line_by_line, summed
from imports.refusal import ImportRefused

BOARD = json.loads((Path(__file__).parent / "atelier.json").read_text())
PARTS = sorted(
    {*BOARD, *BOARD["cards"][0], *BOARD["actions"][0], "id", "data", "card", "checkItems"}
)

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(PARTS) | st.text(max_size=5), inner, max_size=6)
    ),
    max_leaves=25,
)


def read(value: Any) -> None:
    try:
        draft = trello.read_board(value)
    except ImportRefused as refused:
        assert str(refused)
        return
    assert Draft.loads(draft.dumps()) == draft
    draft.dumps().encode()
    assert len(line_by_line(draft.losses)) == len(draft.losses)
    assert all(one.title and one.count for one in summed(draft.losses))


@given(anything)
@settings(max_examples=150, deadline=None)
def test_any_value_is_read_or_refused(value):
    read(value)


@given(
    st.dictionaries(
        st.sampled_from(sorted(BOARD)), st.lists(anything, max_size=4) | anything, max_size=8
    )
)
@settings(max_examples=150, deadline=None)
def test_any_value_that_looks_like_a_board_is_read_or_refused(value):
    read({"lists": [], "cards": [], **value})


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    found = []
    for key, one in inside if isinstance(value, dict | list) else []:
        found.append((*path, key))
        found += places(one, (*path, key)) if isinstance(one, dict | list) else []
    return found


PLACES = places(BOARD)


@given(st.lists(st.tuples(st.sampled_from(PLACES), anything), min_size=1, max_size=6))
@settings(max_examples=200, deadline=None)
def test_a_board_with_anything_in_any_place_is_read_or_refused(changes):
    board = copy.deepcopy(BOARD)
    for path, value in changes:
        spot: Any = board
        for step in path[:-1]:
            try:
                spot = spot[step]
            except (KeyError, IndexError, TypeError):
                break
        if isinstance(spot, dict) or (
            isinstance(spot, list) and isinstance(path[-1], int) and path[-1] < len(spot)
        ):
            spot[path[-1]] = value
    read(board)


@given(st.binary(max_size=300), st.integers(0, 20_000))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_parsed_or_refused(noise, place):
    whole = json.dumps(BOARD).encode()
    try:
        read(reading.parsed(whole[:place] + noise + whole[place + len(noise) :]))
    except ImportRefused as refused:
        assert str(refused)
