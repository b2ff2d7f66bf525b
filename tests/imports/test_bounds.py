"""A file written by hand to weigh on the house is refused, or cut and said to be."""

import pytest

from imports import trello
from imports.bounds import LONGEST_TEXT, MOST_OF_A_KIND, MOST_ON_A_CARD
from imports.draft import Loss
from imports.refusal import ImportRefused


def board(**parts):
    card = {"id": "c", "name": "Card", "idList": "l"}
    return {"lists": [{"id": "l", "name": "Doing"}], "cards": [card], **parts}


def items(count: int) -> dict:
    inside = [{"id": f"i{n}", "name": "item"} for n in range(count)]
    return {"id": f"k{count}", "idCard": "c", "name": "Steps", "checkItems": inside}


def test_items_past_the_bound_of_a_card_are_counted_as_lost():
    draft = trello.read_board(board(checklists=[items(1_500), items(1_600)]))
    kept = [len(one.items) for one in draft.cards[0].checklists]
    assert kept == [1_500, MOST_ON_A_CARD - 1_500]
    assert Loss("too_many_on_a_card", "Card", "", 3_100 - MOST_ON_A_CARD) in draft.losses


def test_a_text_of_extreme_length_is_cut():
    card = {"id": "c", "name": "Card", "idList": "l", "desc": "a" * (LONGEST_TEXT + 1)}
    draft = trello.read_board(board(cards=[card]))
    assert len(draft.cards[0].description) == LONGEST_TEXT
    assert Loss("text_cut", "Card") in draft.losses


@pytest.mark.parametrize("part", ["lists", "labels", "members"])
def test_more_lists_labels_or_people_than_any_board_has_are_refused(part):
    many = [{"id": f"x{n}", "name": "x"} for n in range(MOST_OF_A_KIND + 1)]
    with pytest.raises(ImportRefused) as refused:
        trello.read_board(board(**{part: many}))
    assert refused.value.code == "too_many"
