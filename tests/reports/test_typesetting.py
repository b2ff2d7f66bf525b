import pytest

from reports.typesetting import paragraphs, typeset

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
    assert paragraphs("Un.\n\n  \nDeux.", "fr") == ["Un.", "Deux."]
