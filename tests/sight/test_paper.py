"""What is printed holds what its reader may read: the plan of anybody, the report of a client."""

import random

import pytest

from models import Printout, Project, StatusReport, db
from reports import pressing
from reports.reading import surfaces_of_letter, surfaces_of_pdf
from tests.doors.letters import letters
from tests.sight.surfaces import rows
from tests.sight.world import LONG, WORD, Person

PRINTED = 20 if LONG else 3


@pytest.fixture
def dice():
    return random.Random(5)


def words_in(pdf):
    return {word for text in surfaces_of_pdf(pdf) for word in WORD.findall(text.text)}


def test_a_plan_on_paper_holds_exactly_what_whoever_printed_it_sees(
    world, one_of_each, browser_of, dice
):
    readers = [one for one in one_of_each if one.parts] * PRINTED
    for person in readers[:PRINTED]:
        project = db.session.get_one(Project, dice.choice(list(person.parts)))
        browser = browser_of(person)
        browser.post(f"/projects/{project.public_id}/printouts", data={"paper": "A3"})
        one = db.session.scalars(db.select(Printout).order_by(Printout.id.desc())).first()
        assert pressing.print_plans()
        found = words_in(browser.get(f"/printouts/{one.public_id}/pdf").data)
        assert world.own(found) == rows(world, person, project.id)


def test_a_clients_report_and_its_letter_hold_what_every_contact_may_see(world, browser_of):
    manager = next(one for one in world.people.values() if "manager" in one.parts.values())
    at = next(project for project, role in manager.parts.items() if role == "manager")
    project, browser = db.session.get_one(Project, at), browser_of(manager)
    browser.post(f"/projects/{project.public_id}/reports")
    report = db.session.scalars(db.select(StatusReport)).one()
    browser.put(f"/reports/{report.public_id}/freezing")
    assert pressing.print_reports()
    browser.post(f"/reports/{report.public_id}/sendings", data={"others": "anna@fil.example"})
    pdf = words_in(browser.get(f"/reports/{report.public_id}/pdf").data)
    letter = "\n".join(text.text for one in letters() for text in surfaces_of_letter(one.content))
    assert letter and pdf
    contact = Person(id=0, role="client", parts={at: "client"})
    assert pdf | set(WORD.findall(letter)) <= world.may_read(contact)
    assert world.own(pdf)
