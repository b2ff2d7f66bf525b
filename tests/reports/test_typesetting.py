import re

import pytest

from reports.typesetting import as_text, prose, typeset

NO_BREAK = "\u00a0"


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("Trop tard ?", f"Trop tard{NO_BREAK}?"),
        ("un retard ; puis : rien !", f"un retard{NO_BREAK}; puis{NO_BREAK}: rien{NO_BREAK}!"),
        ("« serre à l'aube »", f"«{NO_BREAK}serre à l’aube{NO_BREAK}»"),
        ("«serre»", f"«{NO_BREAK}serre»"),
        ("12 % de 3 400 €", f"12{NO_BREAK}% de 3 400{NO_BREAK}€"),
        ("le 1er décembre", "le 1<sup>er</sup> décembre"),
        ("le 2ᵉ tour, les 3ᵉˢ", "le 2<sup>e</sup> tour, les 3<sup>es</sup>"),
        ("<b>gras</b> & co", "&lt;b&gt;gras&lt;/b&gt; &amp; co"),
        ("http://exemple.fr", "http://exemple.fr"),
    ],
)
def test_french_is_set_as_french(typed, set_):
    assert typeset(typed, "fr") == set_


def test_english_keeps_its_spaces_and_gets_its_apostrophe():
    assert typeset("It's late; 12 % of 1er", "en") == "It’s late; 12 % of 1er"


def test_empty_lines_make_no_paragraph():
    assert prose("Un.\n\n  \nDeux.", "fr") == "<p>Un.</p>\n<p>Deux.</p>"


MARKED = """La date **tient** ; voir [le plan](https://bleu.example/?a=1&b=2).

- *Un* : l'essai
- Deux

# Titre
<script>alert(1)</script> ![x](https://ailleurs.example/x.png) `code`"""


def test_marks_are_those_of_descriptions_less_what_a_letter_cannot_say():
    said = prose(MARKED, "fr")
    assert '<strong>tient</strong>\u00a0; voir <a href="https://bleu.example/?a=1&amp;b=2"' in said
    assert "<li><em>Un</em>\u00a0: l’essai</li>" in said
    assert not re.search(r"<(h\d|script|img|code)", said)
    assert "&lt;script&gt;" in said
    assert prose("[x](javascript:alert)", "fr").count("<a") == 0


def test_read_plainly_it_keeps_its_lines_and_says_its_addresses():
    said = as_text(prose(MARKED.partition("\n# ")[0], "fr"))
    assert said == (
        "La date tient\u00a0; voir le plan (https://bleu.example/?a=1&b=2).\n\n"
        "- Un\u00a0: l’essai\n- Deux"
    )
