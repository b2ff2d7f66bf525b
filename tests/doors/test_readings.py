"""A report on a page of its own, by the link of its letter."""

import re
from email import message_from_bytes, policy

import pytest

import worker
from models import Delivery, Event, StatusReport, change, db


@pytest.fixture
def writer(cast, client_for):
    return client_for(cast.max)


def send(cast, writer, others="Paul Roux <paul@fil.example>", to=()):
    writer.post(f"/projects/{cast.site.public_id}/reports")
    report = db.session.scalars(db.select(StatusReport).order_by(StatusReport.id.desc())).first()
    writer.put(f"/reports/{report.public_id}/freezing")
    worker.print_reports()
    form = {"others": others, "to": list(to)}
    writer.post(f"/reports/{report.public_id}/sendings", data=form)
    return report


def letters():
    return list(db.session.scalars(db.select(Delivery).order_by(Delivery.id)))


def address_in(letter):
    whole = message_from_bytes(letter.content, policy=policy.default)
    return re.search(r"/readings/[\w-]+", whole.get_body(("plain",)).get_content())[0]


def kinds():
    return list(db.session.scalars(db.select(Event.kind).order_by(Event.seq)))


def test_whoever_has_the_link_reads_the_report_without_an_account(cast, writer, visitor):
    send(cast, writer)
    (letter,) = letters()
    address = address_in(letter)
    page = visitor.get(address)
    assert page.status_code == 200
    assert "Site du musée" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert visitor.get(f"{address}/pdf").data.startswith(b"%PDF")
    assert "sidebar" not in page.text
    assert cast.site.public_id not in page.text


def test_opening_and_acknowledging_are_seen_by_the_team_and_told_once(cast, writer, visitor):
    report = send(cast, writer)
    (letter,) = letters()
    address = address_in(letter)
    for _ in range(2):
        visitor.get(address)
    db.session.refresh(letter)
    assert (letter.fate, kinds().count("delivery.opened")) == ("opened", 1)
    for _ in range(2):
        answer = visitor.post(f"{address}/acknowledgement", data={"_method": "PUT"})
        assert answer.status_code == 303
    db.session.refresh(letter)
    assert (letter.fate, kinds().count("delivery.acknowledged")) == ("acknowledged", 1)
    french = {"Accept-Language": "fr"}
    assert "Lu et confirmé" in writer.get(f"/reports/{report.public_id}", headers=french).text


def test_a_key_that_opens_nothing_gets_what_never_existed_gives(cast, writer, visitor):
    send(cast, writer)
    for address in ("/readings/wrong", f"/readings/{letters()[0].key_hash}"):
        assert visitor.get(address).status_code == 404
        assert visitor.get(f"{address}/pdf").status_code == 404
        assert visitor.put(f"{address}/acknowledgement").status_code == 404


def test_only_the_hash_of_the_key_is_kept_beside_the_letter(cast, writer):
    send(cast, writer)
    (letter,) = letters()
    assert letter.key_hash not in letter.content.decode("latin-1")
    assert len(letter.key_hash) == 64


def test_what_was_opened_did_arrive_whatever_the_server_said(cast, writer, visitor):
    report = send(cast, writer)
    (letter,) = letters()
    with change():
        letter.state = "uncertain"
    visitor.get(address_in(letter))
    db.session.refresh(letter)
    assert not letter.may_be_settled
    assert "/retrial" not in writer.get(f"/reports/{report.public_id}").text


def test_a_reader_without_an_account_is_proposed_for_the_next_report(cast, writer):
    send(cast, writer, to=[cast.clara.email])
    assert [one.to_name for one in letters()] == ["Paul Roux", "Clara Clément"]
    report = send(cast, writer, others="", to=["paul@fil.example"])
    assert [one.to_name for one in report.deliveries] == ["Paul Roux"]
    assert b"Bonjour Paul" in report.deliveries[0].content


def test_the_letter_says_how_it_stands_and_what_is_needed(cast, writer):
    with change():
        cast.brief.place(cast.columns["client"], None, by=cast.max)
        cast.site.due = cast.brief.deadline.date()
    send(cast, writer)
    (letter,) = letters()
    bodies = message_from_bytes(letter.content, policy=policy.default)
    for kind in ("plain", "html"):
        text = bodies.get_body((kind,)).get_content()
        assert "Écrire le brief" in text
        assert "Nous attendons de vous".upper() in text.upper()
        assert "Conforme".upper() in text.upper()
