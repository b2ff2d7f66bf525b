"""The scan for leaks, on plain texts."""

import pytest

from reports.scanning import Surface, Withheld, amounts, scan

HIDDEN = Surface("bookmarks", "Le brief de Max", is_visible=False)


def found(text, secret, kind="task", known=(), **more):
    surface = text if isinstance(text, Surface) else Surface("pdf", text)
    return [one.withheld.text for one in scan([surface], [Withheld(kind, secret, **more)], known)]


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("Voici la MARGE secrete du mois.", "Marge secrète"),
        ("avec la marge\nsecrète, enfin", "Marge secrète"),
        ("l\u2019Œuvre du cœur", "oeuvre du coeur"),
        ("mar\u00adge se\u00adcrète", "Marge secrète"),
        ("Un dépassement, donc.", "Depassement"),
        ("l’eﬃcacité réelle", "efficacité réelle"),
    ],
)
def test_words_are_met_whatever_their_case_accents_and_breaks(text, secret):
    assert found(text, secret) == [secret]


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("Le brief est signé", "Brief"),  # one short word says nothing
        ("La marge secrètement gardée", "Marge secrète"),  # whole words only
        ("Redépassements", "Dépassement"),
        ("Rien à dire", ""),
        ("12 fois", "12"),
    ],
)
def test_what_is_not_whole_or_says_nothing_passes(text, secret):
    assert found(text, secret) == []


def test_a_short_word_counts_where_nobody_looks_and_where_the_report_names_it():
    assert found(HIDDEN, "Brief") == ["Brief"]
    assert found("Le brief est signé", "Brief", is_named=True) == ["Brief"]


def test_where_nothing_is_withheld_nothing_is_found():
    """A new agency with nothing hidden yet could not open its first draft."""
    assert scan([Surface("summary", "Tout va bien.")], [], []) == []


def test_what_the_reader_may_read_anywhere_is_no_secret():
    assert found("La mise en ligne", "Mise en ligne", known=["Mise en ligne du site"]) == []
    assert found("La mise en ligne", "Mise en ligne", known=["Mise en lignes"]) == ["Mise en ligne"]


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("une marge de 31,5\u00a0%.", "31,5 %"),
        ("soit 2\u202f280\u00a0€ HT", "2280 €"),
        ("about €2,280.50 so far", "2 280,50 €"),
        ("près de 19,8\u00a0k€", "19800 euros"),
    ],
)
def test_an_amount_is_met_however_it_is_written(text, secret):
    assert found(text, secret, kind="amount") == [secret]


def test_other_amounts_and_round_percentages_pass():
    assert found("soit 12 280 €", "2 280 €", kind="amount") == []
    assert found("à 50 %", "50 %", kind="amount") == []
    assert found("soit 2 280 €", "2 280 €", kind="amount", known=["Budget : 2280 €"]) == []
    assert amounts("le 12 mars, 3 fois") == set()
