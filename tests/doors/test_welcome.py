import pytest
from sqlalchemy import func, select

from blueprints.welcome import GUIDES
from models import Agency, Event, Session, User, change, db
from models.base import Base
from security import settings

OURS = {
    "agency": "Atelier du Phare",
    "name": "Jeanne Morel",
    "email": "Jeanne@phare.example",
    "password": "a long enough phrase",
    "language": "fr",
    "country": "BE",
}
CAMILLE = {"who": "camille@studio-maree.example"}
FAR = {"environ_overrides": {"REMOTE_ADDR": "203.0.113.9"}}


def test_everything_leads_to_the_first_visit_until_there_is_an_agency(visitor):
    assert visitor.get("/").location == "/welcome"
    assert visitor.get("/welcome").status_code == 200


def test_six_fields_make_the_agency_and_its_owner_and_sign_them_in(visitor):
    answer = visitor.post("/agency", data=OURS)
    assert answer.location == "/"
    owner = db.session.scalar(select(User))
    assert (owner.role, owner.email, owner.timezone) == (
        "owner",
        "jeanne@phare.example",
        "Europe/Brussels",
    )
    assert Agency.here().name == "Atelier du Phare"
    page = visitor.get("/").text
    assert "Aucun projet pour l’instant." in page
    assert db.session.scalars(select(Event.kind).order_by(Event.seq)).all() == [
        "user.created",
        "agency.created",
        "session.opened",
    ]


def test_an_instance_holds_one_agency(visitor, app):
    visitor.post("/agency", data=OURS)
    other = app.test_client()
    answer = other.post("/agency", data=OURS | {"agency": "Une autre"})
    assert answer.location == "/sign-in"
    assert other.get("/welcome").location == "/sign-in"
    assert db.session.scalars(select(Agency.name)).all() == ["Atelier du Phare"]


@pytest.mark.parametrize("field", ["agency", "name", "email", "password", "language", "country"])
def test_each_field_is_asked_for(visitor, field):
    answer = visitor.post("/agency", data=OURS | {field: ""})
    assert answer.status_code == 422
    assert "field__error" in answer.text
    assert Agency.here() is None


def test_from_another_machine_the_code_is_asked_for(visitor, app):
    assert "Code printed by the server" in visitor.get("/welcome", **FAR).text
    assert visitor.post("/agency", data=OURS, **FAR).status_code == 422
    assert visitor.post("/agency", data=OURS | {"code": "wrong"}, **FAR).status_code == 422
    assert Agency.here() is None
    code = settings().welcome_code()
    assert visitor.post("/agency", data=OURS | {"code": code}, **FAR).status_code == 303


def test_a_proxy_in_between_is_not_this_machine(visitor, app):
    behind = {"headers": {"X-Forwarded-For": "203.0.113.9"}}
    assert visitor.post("/agency", data=OURS, **behind).status_code == 422
    assert Agency.here() is None


def test_the_code_cannot_be_tried_for_ever(visitor, app):
    for _try in range(5):
        visitor.post("/agency", data=OURS | {"code": "wrong"}, **FAR)
    right = OURS | {"code": settings().welcome_code()}
    answer = visitor.post("/agency", data=right, **FAR)
    assert answer.status_code == 422
    assert "Too many tries." in answer.text


def test_one_enters_the_sample_as_one_of_its_guides(visitor, app):
    assert visitor.post("/sample", data=CAMILLE).location == "/"
    assert Agency.here().sample
    assert "Bonjour Camille" in visitor.get("/", headers={"Accept-Language": "fr"}).text
    elise = app.test_client()
    assert elise.post("/sample", data={"who": "elise@maison-verdier.example"}).location == "/"
    assert elise.get("/settings").status_code == 404
    nobody = app.test_client().post("/sample", data={"who": "nadia@studio-maree.example"})
    assert nobody.status_code == 422


def test_the_sample_is_entered_as_each_kind_of_people_without_any_set_up(loaded, app):
    """Staff, a freelancer, a client, a partner agency, a guest and a reader, by one click."""
    roles = set()
    for guide in GUIDES:
        browser = app.test_client()
        assert browser.post("/sample", data={"who": guide.email}).status_code == 303
        assert browser.get("/").status_code == 200
        roles.add(User.with_email(guide.email).role)
    assert roles == {"owner", "member", "freelancer", "client", "guest", "reader"}
    companies = {User.with_email(guide.email).client for guide in GUIDES} - {None}
    assert {company.kind for company in companies} == {"client", "partner"}


def test_loading_the_sample_from_another_machine_needs_the_code(visitor):
    assert visitor.post("/sample", data=CAMILLE, **FAR).status_code == 422
    assert Agency.here() is None


def test_entering_the_sample_from_another_machine_needs_the_code(loaded, visitor):
    assert visitor.post("/sample", data=CAMILLE, **FAR).status_code == 422
    code = {"code": settings().welcome_code()}
    assert visitor.post("/sample", data=CAMILLE | code, **FAR).status_code == 303


def test_nobody_enters_a_real_agency_by_the_door_of_the_sample(visitor, app):
    visitor.post("/agency", data=OURS)
    with change():
        User.create("Camille", CAMILLE["who"], "owner")
    assert app.test_client().post("/sample", data=CAMILLE).status_code == 404


def test_leaving_the_sample_empties_the_instance_once_its_name_is_typed(loaded, visitor):
    visitor.post("/sample", data=CAMILLE)
    assert visitor.delete("/sample", data={"confirmation": "yes"}).status_code == 422
    assert visitor.delete("/sample", data={"confirmation": "studio marée"}).location == "/welcome"
    db.session.rollback()
    full = [
        table.name
        for table in Base.metadata.sorted_tables
        if db.session.scalar(select(func.count()).select_from(table))
    ]
    assert full == ["event"]
    assert db.session.scalars(select(Event.kind)).all() == ["agency.emptied"]
    assert db.session.scalar(select(func.count()).select_from(Session)) == 0
    assert visitor.get("/").location == "/welcome"


def test_only_the_owner_leaves_the_sample_and_from_anywhere(loaded, visitor, app):
    visitor.post("/sample", data=CAMILLE)
    confirmed = {"data": {"confirmation": "Studio Marée"}, "headers": {"Accept-Language": "en"}}
    nobody, elise = app.test_client(), app.test_client()
    elise.post("/sample", data={"who": "elise@maison-verdier.example"})
    assert nobody.delete("/sample", **confirmed).status_code == 401
    assert elise.delete("/sample", **confirmed).status_code == 403
    for browser in (nobody, elise):
        page = browser.get("/welcome").text
        assert "Camille Rousseau" in page and 'name="confirmation"' not in page
    assert Agency.here() is not None
    assert 'name="confirmation"' in visitor.get("/welcome").text
    assert visitor.delete("/sample", **confirmed, **FAR).location == "/welcome"
    assert Agency.here() is None


def test_a_real_agency_is_never_emptied_from_here(visitor):
    visitor.post("/agency", data=OURS)
    assert visitor.delete("/sample", data={"confirmation": "Atelier du Phare"}).status_code == 404
    assert Agency.here() is not None


@pytest.mark.parametrize(
    ("address", "form", "field"),
    [("/agency", OURS, "create-code"), ("/sample", CAMILLE, "sample-code")],
)
def test_a_wrong_code_is_said_in_the_form_it_was_typed_in(visitor, address, form, field):
    """Both forms ask for the code, and both showed the error and what was typed."""
    page = visitor.post(address, data=form | {"code": "wrong"}, **FAR).text
    assert page.count("This is not the code") == page.count('value="wrong"') == 1
    assert f'id="{field}-error"' in page
