"""What a page prints so that it can join, and when the server says it has not changed."""

import re
from datetime import timedelta
from typing import Any

from models import now
from models.base import Clock
from tests.cast import Cast


def printed(page: Any, name: str) -> str:
    found = re.search(rf'data-{name}="([^"]+)"', page.text)
    assert found, f"the page prints no data-{name}"
    return found[1]


def test_people_of_one_audience_are_sent_to_one_room(cast: Cast, client_for: Any) -> None:
    board = f"/projects/{cast.site.public_id}/board"
    olga, ada, clara = (client_for(p).get(board) for p in (cast.olga, cast.ada, cast.clara))
    assert printed(olga, "room") == printed(ada, "room") != printed(clara, "room")


def test_a_page_fetches_itself_where_it_was_made(cast: Cast, client_for: Any) -> None:
    board = f"/projects/{cast.site.public_id}/board"
    browser = client_for(cast.max)
    assert printed(browser.get(f"{board}?due=late"), "page") == f"{board}?due=late"
    column = cast.columns["todo"].public_id
    lanes = browser.put(
        f"/columns/{column}", data={"name": "À venir"}, headers={"HX-Request": "true"}
    )
    assert printed(lanes, "page") == board


def test_after_midnight_an_unchanged_board_is_another_page(cast: Cast, client_for: Any) -> None:
    board, browser = f"/projects/{cast.site.public_id}/board", client_for(cast.mia)
    first = browser.get(board)
    known = {"If-None-Match": first.headers["ETag"]}
    assert browser.get(board, headers=known).status_code == 304
    Clock.at = now() + timedelta(days=1)
    second = browser.get(board, headers=known)
    assert second.status_code == 200
    assert printed(second, "room") != printed(first, "room")


def test_nothing_that_counts_is_printed(cast: Cast, client_for: Any) -> None:
    board, browser = f"/projects/{cast.site.public_id}/board", client_for(cast.clara)
    one, two = browser.get(board), browser.get(board)
    assert printed(one, "stamp") != printed(two, "stamp")
    assert len(printed(one, "stamp")) == len(printed(two, "stamp")) == 48
