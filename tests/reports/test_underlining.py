"""What the scan found is underlined where it stands."""

import re

import pytest
from markupsafe import Markup

from i18n import speaking
from reports.scanning import Finding, Surface, Withheld, scan
from reports.underlining import quoted, underlined

MARK = re.compile(
    r'<mark class="leak" tabindex="0">(.*?)<span class="leak__source"[^>]*> (.*?)</sp'
)


def findings(*secrets, kind="task"):
    return [Finding(Withheld(kind, secret), "sheet") for secret in secrets]


def marks(html, found):
    return [words for words, _source in MARK.findall(underlined(Markup(html), found))]


@pytest.mark.parametrize(
    ("html", "secret", "seen"),
    [
        ("<p>Voici la MARGE\u00a0secre\u0301te &amp; tout.</p>", "Marge secrète", None),
        ("<p>mar\u00adge secrète</p>", "Marge secrète", "mar\u00adge secrète"),
        ("<p>l’Œuvre du &#39;cœur</p>", "oeuvre du coeur", "Œuvre du &#39;cœur"),
        ("<p>La marge secrètement</p>", "Marge secrète", ""),
        ("<p>marge</p><p>secrète</p>", "Marge secrète", "marge|secrète"),
    ],
)
def test_words_are_marked_as_they_stand(html, secret, seen):
    seen = "MARGE\u00a0secre\u0301te" if seen is None else seen
    assert "|".join(marks(html, findings(secret))) == seen


def test_words_that_marks_split_are_marked_in_each_of_their_parts():
    html = "<p>la mar<b>ge se</b>crète du mois</p>"
    assert marks(html, findings("Marge secrète")) == ["mar", "ge se", "crète"]
    bare = re.sub(r'<mark[^>]*>|<span class="leak__source".*?</span></mark>', "", whole(html))
    assert bare == html


def whole(html):
    return str(underlined(Markup(html), findings("Marge secrète")))


def test_an_amount_is_marked_however_it_is_written():
    found = findings("2 280 €", kind="amount")
    assert marks("<td>soit 2\u202f280,00\u00a0€ de plus</td>", found) == ["2\u202f280,00\u00a0€"]
    assert marks("<td>soit 2 281 € de plus</td>", found) == []


def test_drawings_and_attributes_are_left_as_they_are():
    html = '<svg><text>Marge secrète</text></svg><p title="Marge secrète">rien</p>'
    assert underlined(Markup(html), findings("Marge secrète")) == html


def test_of_two_that_overlap_the_first_is_marked_and_no_word_is_lost():
    html = "<p>la marge secrète du mois</p>"
    assert marks(html, findings("marge secrète", "secrète du mois")) == ["marge secrète"]


def test_each_mark_says_whose_words_they_are_in_the_readers_language():
    with speaking("fr"):
        page = underlined(Markup("<p>Marge secrète</p>"), findings("Marge secrète", kind="comment"))
    assert MARK.findall(page) == [("Marge secrète", "Un commentaire interne.")]


def test_a_field_quotes_what_stands_around_its_findings_and_nothing_else():
    text = "avant " * 20 + "<b> marge secrète " + "après " * 20
    said = quoted(text, findings("Marge secrète"))
    assert said.startswith("…avant avant")
    assert said.endswith("après après…")
    assert "&lt;b&gt; <mark" in said
    assert quoted("Rien à dire", findings("Marge secrète")) == ""


def test_what_is_marked_is_what_the_scan_finds():
    text = "Le dépassement coûte 2 280 € ; l’Atelier du soir attend."
    secrets = [
        Withheld("task", "Dépassement"),
        Withheld("amount", "2280 €"),
        Withheld("comment", "l'atelier du soir"),
    ]
    found = scan([Surface("summary", text)], secrets, [])
    assert len(found) == len(marks(f"<p>{text}</p>", found)) == 3


def test_the_editor_underlines_in_the_preview_and_below_the_field(cast, client_for):
    browser = client_for(cast.max)
    browser.post(f"/projects/{cast.site.public_id}/reports")
    page = browser.get(f"/projects/{cast.site.public_id}/reports").text
    report = re.search(r'href="(/reports/\w+)"', page)[1]
    form = {"summary": f"Bonjour. {cast.secret.title} !"}
    answer = browser.put(f"{report}/words", data=form, headers={"HX-Request": "true"}).text
    preview, _rest, beside = answer.partition('id="scan"')
    assert [words for words, _source in MARK.findall(preview)] == [cast.secret.title]
    field = beside.partition('id="leak-summary"')[2].partition("</p>")[0]
    assert MARK.findall(field)[0][0] == cast.secret.title
    assert 'id="leak-summary"' in browser.get(report).text
    form = {"summary": "Bonjour."}
    answer = browser.put(f"{report}/words", data=form, headers={"HX-Request": "true"}).text
    assert not MARK.findall(answer)


def test_words_that_marks_split_are_a_finding_still_and_addresses_are_words(cast, client_for):
    browser = client_for(cast.max)
    browser.post(f"/projects/{cast.site.public_id}/reports")
    page = browser.get(f"/projects/{cast.site.public_id}/reports").text
    report = re.search(r'href="(/reports/\w+)"', page)[1]
    middle = len(cast.secret.title) // 2
    split = f"{cast.secret.title[:middle]}**{cast.secret.title[middle:]}**"
    linked = f"[ici](https://x.example/{cast.secret.title.replace(' ', '-')})"
    for summary in (f"Bonjour. {split}", f"Bonjour. {linked}"):
        form, htmx = {"summary": summary}, {"HX-Request": "true"}
        answer = browser.put(f"{report}/words", data=form, headers=htmx).text
        assert "Words this client may not see" in answer
        assert 'href="#field-summary"' in answer
        browser.put(f"{report}/freezing", data=form)
        assert "Draft" in browser.get(report).text
