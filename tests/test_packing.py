import gzip

import pytest
from flask import Flask

import packing
from packing import HERE, Piece, Pieced

PIECES = [Piece.of("<li>Été €</li>" * 50), Piece.of(""), Piece.of("<li>b</li>" * 2000)]
PAGE = f"<ul>{HERE}</ul>é{HERE}<ol>{HERE}</ol>"
WHOLE = "".join(
    part + piece.raw.decode()
    for part, piece in zip(PAGE.split(HERE), [*PIECES, Piece.of("")], strict=True)
)


@pytest.fixture
def browser():
    app = Flask("packing_alone", static_folder=None)
    packing.register(app)
    app.add_url_rule("/pieced", "pieced", lambda: Pieced(PAGE, PIECES))
    app.add_url_rule("/plain", "plain", lambda: WHOLE)
    return app.test_client()


@pytest.mark.parametrize("page", ["/pieced", "/plain"])
def test_a_page_is_the_same_packed_and_not(browser, page):
    packed = browser.get(page, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(WHOLE) / 5
    assert gzip.decompress(packed.data).decode() == WHOLE
    plain = browser.get(page)
    assert "Content-Encoding" not in plain.headers
    assert plain.text == WHOLE


def test_a_piece_without_a_place_is_an_error_and_not_a_hole():
    with pytest.raises(ValueError, match="as many places as pieces"):
        Pieced(f"{HERE}", PIECES)
