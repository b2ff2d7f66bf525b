"""Who has lost the right to a report reads it by no link, and gets no letter that still waits."""

import pytest

import mail
import worker
from models import Delivery, Membership, Project, StatusReport, User, change, db
from models.base import Clock, now
from tests.doors.test_readings import address_in, kinds, letters, send

CLOSED = "This link opens nothing any more."


@pytest.fixture
def writer(cast, client_for):
    return client_for(cast.max)


def leaves_the_project(cast):
    db.session.get_one(Membership, Membership.of(cast.site, cast.clara).id).end(by=cast.max)


def is_removed(cast):
    db.session.get_one(User, cast.clara.id).remove(by=cast.olga)


def expires(cast):
    Membership.of(cast.site, cast.clara).change("client", now(), by=cast.max)


@pytest.mark.parametrize("goes", [leaves_the_project, is_removed, expires])
def test_the_link_of_somebody_who_has_gone_says_so_and_nothing_else(cast, writer, visitor, goes):
    """It went on opening the report, its PDF and its acknowledgement."""
    send(cast, writer, others="", to=[cast.clara.email])
    worker.deliver()
    address = address_in(letters()[0])
    assert visitor.get(address).status_code == 200
    with change():
        goes(cast)
    for path in (address, f"{address}/pdf", "/readings/never-was"):
        answer = visitor.get(path)
        assert answer.status_code == 404
        assert CLOSED in answer.text
        assert cast.site.name not in answer.text
        assert answer.headers["Cache-Control"] == "no-store"
    assert visitor.put(f"{address}/acknowledgement").status_code == 404
    assert "delivery.acknowledged" not in kinds()


def test_the_link_of_a_contact_without_an_account_closes_when_it_is_taken_back(
    cast, writer, visitor
):
    first, second = send(cast, writer), send(cast, writer, to=["paul@fil.example"])
    for _ in range(2):
        worker.deliver()
    letter = first.deliveries[0]
    for _ in range(2):
        writer.delete(f"/deliveries/{letter.public_id}/reading")
    for one in letters():
        assert visitor.get(address_in(one)).status_code == 404
    assert kinds().count("delivery.closed") == 2
    assert "paul@fil.example" not in writer.get(f"/reports/{second.public_id}").text.partition(
        "readers__form"
    )[2].replace("prenom@client.example", "")
    send(cast, writer)
    assert visitor.get(address_in(letters()[-1])).status_code == 200


def test_links_are_taken_back_only_by_those_who_send(cast, writer, client_for):
    send(cast, writer)
    address = f"/deliveries/{letters()[0].public_id}/reading"
    assert client_for(cast.mia).delete(address).status_code == 403
    for name in ("clara", "rose", "zed"):
        assert client_for(cast.people[name]).delete(address).status_code == 404
    assert letters()[0].closed_at is None


@pytest.mark.parametrize("goes", [leaves_the_project, is_removed, expires])
def test_a_letter_queued_while_its_reader_went_does_not_leave(cast, writer, goes):
    """Between the reading of the contacts and the commit of their letters somebody left."""
    send(cast, writer, to=[cast.clara.email])
    with change():
        goes(cast)
        db.session.execute(db.update(Delivery).values(state="queued", next_try_at=now()))
    while worker.deliver():
        pass
    states = {one.to_address: one.state for one in letters()}
    assert states == {"paul@fil.example": "sent", cast.clara.email: "withdrawn"}
    files = {one.to_address: list(mail.here().mail.glob(f"*{one.public_id}*")) for one in letters()}
    assert [len(files[address]) for address in sorted(files)] == [0, 1]


def test_somebody_with_an_account_is_not_written_to_past_the_law(cast, writer):
    writer.post(f"/projects/{cast.site.public_id}/reports")
    report = db.session.scalar(db.select(StatusReport))
    writer.put(f"/reports/{report.public_id}/freezing")
    worker.print_reports()
    for name in ("zed", "rose"):
        answer = writer.post(
            f"/reports/{report.public_id}/sendings", data={"others": cast.people[name].email}
        )
        assert answer.status_code == 422
        assert "invite them to the project first" in answer.text
    assert letters() == []


def test_the_owner_reads_letters_of_an_archived_project_and_sends_none_again(
    cast, writer, client_for
):
    send(cast, writer)
    with change():
        letters()[0].state = "uncertain"
        cast.site.archive(by=cast.max)
    olga, address = client_for(cast.olga), f"/mail/{letters()[0].public_id}"
    assert "/retrial" not in olga.get(address).text
    answer = olga.post(f"{address}/retrial")
    assert answer.status_code == 403
    assert "This project is archived" in answer.text
    assert olga.put(f"{address}/arrival").status_code == 403
    assert letters()[0].state == "uncertain"


@pytest.fixture(autouse=True)
def real_clock():
    yield
    Clock.at = None


def test_a_letter_whose_project_was_archived_before_it_left_waits_for_a_person(
    cast, writer, visitor
):
    """It left an archived project at its next try, whatever had been decided meanwhile."""
    report = send(cast, writer, others="", to=[cast.clara.email])
    with change():
        db.session.get_one(Project, cast.site.id).archive(by=cast.max)
    assert worker.deliver()
    assert letters()[0].state == "held"
    assert not worker.deliver()
    page, retrial = f"/reports/{report.public_id}", f"/deliveries/{letters()[0].public_id}/retrial"
    assert "it stays here until somebody sends it" in writer.get(page).text
    assert writer.post(retrial).status_code == 403
    with change():
        db.session.get_one(Project, cast.site.id).restore(by=cast.max)
    assert not worker.deliver()
    writer.post(retrial)
    assert worker.deliver()
    assert letters()[0].state == "sent"
    assert kinds().count("delivery.held") == 1


def test_what_has_left_is_read_on_when_its_project_is_archived(cast, writer, visitor):
    send(cast, writer, others="", to=[cast.clara.email])
    worker.deliver()
    with change():
        db.session.get_one(Project, cast.site.id).archive(by=cast.max)
    assert visitor.get(address_in(letters()[0])).status_code == 200
