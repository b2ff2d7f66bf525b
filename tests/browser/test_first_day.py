"""A first day: an agency, a project, a letter, and somebody who comes in by it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NARROW, WIDE


def create_agency(page):
    page.goto("/")
    page.get_by_label("Name of the agency").fill("Atelier du Phare")
    page.get_by_label("Your first and last name").fill("Jeanne Morel")
    page.get_by_label("E-mail address").fill("jeanne@phare.example")
    page.get_by_label("Password").fill("a long enough phrase")
    page.get_by_role("button", name="Create the agency").click()
    expect(page.get_by_role("heading", name="Hello Jeanne")).to_be_visible()


def create_project(page):
    page.get_by_role("link", name="New project").last.click()
    page.get_by_label("Name", exact=True).fill("Spring launch")
    page.get_by_label("Client", exact=True).select_option(label="A new client")
    page.get_by_label("Name of the new client").fill("Maison Verdier")
    page.get_by_label("End").fill("2027-03-15")
    page.get_by_role("button", name="Create the project").click()
    expect(page).to_have_url(re.compile(r"/projects/\w+/board$"))


def invite(page, email, role):
    page.get_by_role("link", name="Invite").click()
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Role").last.select_option(label=role)
    page.get_by_label("Language of the letter").select_option(label="Français")
    page.get_by_role("button", name="Send the invitation").click()
    expect(
        page.get_by_text(f"the owner reads the invitation to {email} in the mail.")
    ).to_be_visible()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_from_the_first_visit_to_a_client_on_the_board(somebody, house, is_accessible, size):
    jeanne = somebody(size=size)
    jeanne.goto("/")
    is_accessible(jeanne)
    create_agency(jeanne)
    is_accessible(jeanne)
    create_project(jeanne)
    project = jeanne.url.removesuffix("/board")
    jeanne.goto(f"{project}/people")
    invite(jeanne, "paul@verdier.example", "Client")
    is_accessible(jeanne)

    link = re.search(r"http\S+/invitations/\S+", house.letter_to("paul@verdier.example"))[0]
    paul = somebody("fr-FR", size)
    paul.goto(link)
    is_accessible(paul)
    paul.get_by_label("Vos prénom et nom").fill("Paul Garnier")
    paul.get_by_label("Choisissez un mot de passe").fill("encore une longue phrase")
    paul.get_by_role("button", name="Accepter l’invitation").click()
    expect(paul).to_have_url(re.compile(r"\d/$"))
    expect(paul.get_by_role("heading", name="rien n’est attendu de vous")).to_be_in_viewport()
    expect(paul.get_by_role("heading", name="Vos projets")).to_be_visible()
    is_accessible(paul)
    paul.goto(f"{project}/people")
    expect(paul.get_by_role("heading", name="Cette page n’est pas là.")).to_be_visible()


def test_a_forgotten_password_is_chosen_anew_by_the_letter(somebody, house, is_accessible):
    jeanne = somebody()
    create_agency(jeanne)
    elsewhere = somebody()
    elsewhere.goto("/sign-in")
    is_accessible(elsewhere)
    elsewhere.get_by_role("link", name="Forgotten password?").click()
    is_accessible(elsewhere)
    elsewhere.get_by_label("E-mail address").fill("jeanne@phare.example")
    elsewhere.get_by_role("button", name="Send the link").click()
    expect(elsewhere.get_by_text("If an account uses jeanne@phare.example")).to_be_visible()

    link = re.search(r"http\S+/password/\S+", house.letter_to("jeanne@phare.example"))[0]
    elsewhere.goto(link)
    is_accessible(elsewhere)
    elsewhere.get_by_label("New password").fill("another phrase of mine")
    elsewhere.get_by_role("button", name="Change the password").click()
    expect(elsewhere.get_by_role("heading", name="Hello Jeanne")).to_be_visible()
    jeanne.goto("/me")
    expect(jeanne.get_by_role("button", name="Sign in")).to_be_visible()


PAGES = (
    "/projects/new",
    "/settings",
    "/settings/people",
    "/settings/rights",
    "/me",
    "/nothing-here",
)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_pages_of_settings_are_accessible_and_the_theme_is_kept(somebody, is_accessible, size):
    jeanne = somebody(size=size)
    create_agency(jeanne)
    for path in PAGES:
        jeanne.goto(path)
        is_accessible(jeanne)
    jeanne.goto("/me")
    jeanne.get_by_text("Dark").click()
    expect(jeanne.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_sample_is_entered_left_and_gone(somebody, is_accessible):
    visitor = somebody("fr-FR")
    visitor.goto("/")
    visitor.get_by_role("button", name="Entrer dans l’exemple").click()
    expect(visitor.get_by_role("heading", name="Bonjour Camille")).to_be_visible()
    is_accessible(visitor)
    visitor.get_by_role("link", name="Lancement printemps").last.click()
    visitor.goto(visitor.url.replace("/board", "/people"))
    is_accessible(visitor)
    visitor.get_by_role("button", name="Changer la place donnée à Hugo Lemaire").click()
    is_accessible(visitor)
    visitor.goto("/settings/people")
    visitor.get_by_role("button", name="Changer le rôle donné à Marc Delaunay").click()
    is_accessible(visitor)
    visitor.get_by_role("link", name="Retirer de l’agence…").and_(
        visitor.locator(":visible")
    ).click()
    is_accessible(visitor)
    visitor.get_by_role("button", name="Retirer de l’agence").click()
    expect(visitor.get_by_text("Marc Delaunay n’a plus accès.")).to_be_visible()
    visitor.goto("/settings")
    visitor.get_by_role("link", name="Quitter l’exemple…").click()
    visitor.get_by_label("Saisissez « Studio Marée » pour confirmer").fill("Studio Marée")
    visitor.get_by_role("button", name="Effacer l’exemple").click()
    expect(visitor.get_by_role("button", name="Créer l’agence")).to_be_visible()


def test_everything_works_without_script(somebody):
    jeanne = somebody(java_script_enabled=False)
    create_agency(jeanne)
    create_project(jeanne)
    jeanne.goto(jeanne.url.replace("/board", "/people"))
    invite(jeanne, "paul@verdier.example", "Team")
    jeanne.get_by_role("button", name="Withdraw the invitation to paul@verdier.example").click()
    expect(jeanne.get_by_text("opens nothing any more")).to_be_visible()
