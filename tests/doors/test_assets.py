import gzip
import json

import pytest
from flask import Flask
from fontTools.ttLib import TTFont

import assets


@pytest.fixture
def browser():
    app = Flask("assets_alone", static_folder=None)
    assets.register(app)
    return app.test_client()


def test_an_address_carries_the_hash_of_its_bytes_and_is_kept_for_ever(browser):
    answer = browser.get(assets.address("css/kit.css"))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.content_type.startswith("text/css")


def test_an_old_hash_gets_the_present_bytes_but_is_not_kept(browser):
    answer = browser.get("/assets/000000000000/css/kit.css")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


def test_the_kit_holds_its_layers_and_addresses_fonts_from_the_root(browser):
    style = browser.get(assets.address("css/kit.css")).text
    assert style.index("@layer tokens, base, components") < style.index(".btn")
    assert 'url("../' not in style
    assert 'url("/assets/' in style


def test_text_is_packed_for_those_who_ask(browser):
    address = assets.address("icons/icons.svg")
    packed = browser.get(address, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == browser.get(address).data


def test_nothing_outside_the_folder_is_served(browser):
    assert browser.get("/assets/0/../assets.py").status_code == 404
    assert browser.get("/assets/0/..%2Fassets.py").status_code == 404
    assert browser.get("/assets/0/css/none.css").status_code == 404


def test_the_import_map_names_our_elements_and_its_hash_follows_it():
    names = json.loads(str(assets.import_map()))["imports"]
    assert names["jalon/page"] == assets.address("js/page.js")
    assert assets.import_map_hash().startswith("'sha256-")


@pytest.mark.parametrize("family", ["inter", "newsreader"])
def test_both_faces_have_what_french_is_set_with(family):
    known = TTFont(assets.STATIC / "fonts" / f"{family}-variable.woff2").getBestCmap()
    assert {
        character for character in "\u202f\u00a0’«»œŒÉᵉʳˢᵈ" if ord(character) not in known
    } == set()
