"""A report from its draft to the client: worded beside its page, frozen, printed, sent, read."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, PATIENCE, WIDE, first_held, until

PROJECT = "Lancement printemps"


def enter_sample_as(page, name):
    page.goto("/welcome")
    page.get_by_text(name).click()
    page.get_by_role("button", name=re.compile("Entrer dans l’exemple|Enter the sample")).click(
        no_wait_after=True
    )
    # The first to enter waits until a whole agency has been written.
    expect(page).not_to_have_url(re.compile("/welcome|/sample"), timeout=PATIENCE * 1000)


def open_reports(page):
    page.goto("/")
    page.get_by_role("link", name=PROJECT).first.click()
    page.get_by_role("link", name="Rapports").click()


def test_what_is_typed_before_there_is_script_is_saved_too(somebody):
    """On a slow line it stood in its field, and went nowhere until the next key."""
    camille = somebody("fr-FR", WIDE)
    enter_sample_as(camille, "Camille Rousseau")
    open_reports(camille)
    held = []
    camille.route(re.compile("htmx"), lambda route: held.append(route), times=1)
    with camille.expect_request(re.compile("htmx")):
        camille.get_by_role("button", name="Rapport", exact=True).click(no_wait_after=True)
    camille.get_by_label("Résumé").fill("Dit d’avance.")
    first_held(camille, held).continue_()
    expect(camille.get_by_role("region", name="Aperçu")).to_contain_text("Dit d’avance.")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_report_goes_from_its_draft_to_the_client(somebody, house, is_accessible, size):
    camille = somebody("fr-FR", size)
    enter_sample_as(camille, "Camille Rousseau")
    open_reports(camille)
    is_accessible(camille)
    camille.get_by_role("button", name="Rapport", exact=True).click()
    expect(camille.get_by_role("heading", name=re.compile("^Rapport n°")).first).to_be_visible()

    preview = camille.get_by_role("region", name="Aperçu")
    camille.get_by_label("Résumé").fill("La date tient, merci à Brasserie du Quai.")
    leak = preview.locator(".leak").first
    expect(leak).to_contain_text("Brasserie du Quai")
    leak.focus()
    expect(leak.get_by_role("tooltip")).to_contain_text("de l’agence")
    expect(camille.locator("#leak-summary .leak")).to_contain_text("Brasserie du Quai")
    is_accessible(camille)
    camille.get_by_label("Résumé").fill("La date tient ; le 1er tour est validé.")
    expect(camille.locator(".leak")).to_have_count(0)
    expect(preview.get_by_text("La date tient\u00a0; le 1er tour est validé.")).to_be_visible()
    expect(camille.get_by_text(re.compile(r"^8 mots sur 100"))).to_be_visible()
    camille.get_by_label("Ajouter une ligne à vous").fill("Affiche imprimée")
    expect(preview.get_by_text("Affiche imprimée")).to_be_visible()
    first = camille.get_by_role("switch", name=re.compile("^Dans le rapport")).first
    told = first.locator("xpath=preceding-sibling::input").input_value()
    first.uncheck()
    # In its section, that is: the plan in the appendix goes on showing the task.
    expect(preview.locator(".report__need").get_by_text(told)).to_have_count(0)
    is_accessible(camille)

    # A phone drew the bars smaller than the names beside them, and both over each other.
    heights = [
        preview.locator(f".chart__{part}").first.bounding_box()["height"]
        for part in ("drawing", "rows")
    ]
    assert heights[0] >= heights[1]

    camille.get_by_role("button", name="Figer et imprimer").click()
    # The worker prints it behind everything else the machine does.
    printed = camille.get_by_role("link", name="Ouvrir le PDF")
    expect(printed).to_be_visible(timeout=PATIENCE * 1000)
    is_accessible(camille)
    pdf = camille.request.get(camille.url + "/pdf")
    assert pdf.body().startswith(b"%PDF-1.7")
    camille.get_by_role("button", name="Envoyer le rapport").click()
    expect(camille.get_by_text("Gardé en fichier")).to_have_count(2)
    report = camille.url
    text = house.letter_to("elise@maison-verdier.example")
    assert "le 1er tour est validé" in text
    guest = somebody("fr-FR", size)
    guest.goto(re.search(r"http\S+/readings/\S+", text)[0])
    expect(guest.get_by_text("Affiche imprimée")).to_be_visible()
    is_accessible(guest)

    elise = somebody("fr-FR", size)
    enter_sample_as(elise, "Élise Verdier")
    elise.goto(report)
    expect(elise.get_by_text("Affiche imprimée")).to_be_visible()
    expect(elise.get_by_text("Gardé en fichier")).to_have_count(0)
    is_accessible(elise)
    with elise.expect_download() as download:
        elise.get_by_role("link", name="Télécharger le PDF").click()
    assert re.fullmatch(
        r"Maison-Verdier_Lancement-printemps_Rapport-\d{3}_\d{4}-\d\d-\d\d\.pdf",
        download.value.suggested_filename,
    )

    camille.goto("/mail")
    is_accessible(camille)
    camille.get_by_role("link", name=re.compile("rapport d’avancement")).first.click()
    expect(camille.get_by_text("Répondre à cet e-mail écrit à Camille Rousseau.")).to_be_visible()


def test_without_script_a_draft_is_saved_with_its_button(somebody, house):
    camille = somebody("fr-FR", java_script_enabled=False)
    enter_sample_as(camille, "Camille Rousseau")
    open_reports(camille)
    camille.get_by_role("button", name="Rapport", exact=True).click()
    camille.get_by_label("Résumé").fill("Dit sans script.")
    camille.get_by_role("button", name="Enregistrer").click()
    expect(camille.get_by_role("region", name="Aperçu")).to_contain_text("Dit sans script.")
    assert until(lambda: "/reports/" in camille.url, "no report")
