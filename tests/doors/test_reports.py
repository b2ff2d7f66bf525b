from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from flask import render_template_string

import worker
from blueprints.reports import sending
from models import Delivery, Event, Membership, StatusReport, User, change, db, now
from reports.composing import ChangeRow
from reports.facts import Change


@pytest.fixture
def writer(cast, client_for):
    return client_for(cast.max)


def url(cast):
    return f"/projects/{cast.site.public_id}/reports"


def drafted(cast, writer, language="fr"):
    answer = writer.post(url(cast), data={"language": language})
    assert answer.status_code == 303
    return db.session.scalars(db.select(StatusReport).order_by(StatusReport.id.desc())).first()


def frozen(cast, writer):
    report = drafted(cast, writer)
    assert writer.put(f"/reports/{report.public_id}/freezing").status_code == 303
    assert worker.print_reports()
    return report


def letters():
    return list(db.session.scalars(db.select(Delivery).order_by(Delivery.id)))


def kinds():
    return list(db.session.scalars(db.select(Event.kind).order_by(Event.seq)))


def test_a_draft_is_made_of_what_the_client_may_see(cast, writer):
    with change():
        cast.brief.close(by=cast.max)
        cast.secret.close(by=cast.max)
    report = drafted(cast, writer)
    page = writer.get(f"/reports/{report.public_id}").text
    assert "Écrire le brief" in page
    assert "Rattraper le retard du fournisseur" not in page
    assert "status_report.drafted" in kinds()


def test_words_are_edited_and_previewed(cast, writer):
    with change():
        cast.brief.close(by=cast.max)
    report = drafted(cast, writer)
    answer = writer.put(
        f"/reports/{report.public_id}/words",
        data={
            "summary": "Tout va bien ; la suite aussi.",
            f"done-{cast.brief.public_id}": "Brief écrit",
            f"done-{cast.brief.public_id}-shown": "1",
        },
        headers={"HX-Request": "true"},
    )
    assert "Tout va bien\u00a0; la suite aussi." in answer.text
    assert "Brief écrit" in answer.text
    assert kinds().count("status_report.edited") == 1


def test_the_plan_comes_along_until_somebody_leaves_it_out(cast, writer):
    with change():
        cast.brief.date(
            cast.max, start=datetime(2027, 3, 1), finish=datetime(2027, 3, 4), deadline=None
        )
    report = drafted(cast, writer)
    words = f"/reports/{report.public_id}/words"
    htmx = {"HX-Request": "true"}
    on = {"appendix": "1", "appendix-shown": "1"}
    assert "report__appendix" in writer.put(words, data={"summary": "Voici."}, headers=htmx).text
    assert "report__appendix" not in writer.put(words, data={"appendix": "1"}, headers=htmx).text
    assert "report__appendix" in writer.put(words, data=on, headers=htmx).text
    assert 'name="appendix-shown"' in writer.get(f"/reports/{report.public_id}").text


def test_the_same_words_twice_leave_one_event(cast, writer):
    report = drafted(cast, writer)
    for _ in range(2):
        writer.put(f"/reports/{report.public_id}/words", data={"summary": "Une fois."})
    assert kinds().count("status_report.edited") == 1


def test_a_line_of_ones_own_is_added_once_however_often_it_is_saved(cast, writer):
    report = drafted(cast, writer)
    own = {"done-own7k2-shown": "1"}
    for text in ("Un", "Un mot", "Un mot de plus"):
        writer.put(f"/reports/{report.public_id}/words", data=own | {"done-own7k2": text})
    db.session.refresh(report)
    mine = [line["text"] for line in report.words["done"] if not line["id"]]
    assert mine == ["Un mot de plus"]


def test_starting_again_takes_the_data_as_they_are_now(cast, writer):
    report = drafted(cast, writer)
    writer.put(f"/reports/{report.public_id}/words", data={"summary": "À oublier."})
    with change():
        cast.brief.close(by=cast.max)
    writer.put(f"/reports/{report.public_id}/facts")
    db.session.refresh(report)
    assert "À oublier" not in report.words["summary"]
    assert "Écrire le brief" in [line["text"] for line in report.words["done"]]


def test_starting_again_keeps_why_a_date_moved_while_the_milestone_is_still_there(cast, writer):
    with change():
        cast.launch.date(by=cast.max, deadline=datetime(2027, 3, 16))
    report = drafted(cast, writer)
    cause = {f"cause-{cast.launch.public_id}": "Attente de l’imprimeur"}
    writer.put(f"/reports/{report.public_id}/words", data=cause)
    writer.put(f"/reports/{report.public_id}/facts")
    db.session.refresh(report)
    assert report.words["causes"] == {cast.launch.public_id: "Attente de l’imprimeur"}
    with change():
        cast.launch.delete(by=cast.max)
    writer.put(f"/reports/{report.public_id}/facts")
    db.session.refresh(report)
    assert report.words["causes"] == {}


def test_a_task_hidden_after_the_draft_does_not_reach_the_frozen_report(cast, writer):
    with change():
        cast.brief.close(by=cast.max)
    report = drafted(cast, writer)
    with change():
        cast.brief.hide("team", by=cast.max)
    page = writer.get(f"/reports/{report.public_id}").text
    assert 'value="Écrire le brief"' not in page
    assert 'class="leak" tabindex="0">Écrire le brief<' in page
    writer.put(f"/reports/{report.public_id}/freezing")
    db.session.refresh(report)
    assert report.is_draft
    writer.put(f"/reports/{report.public_id}/freezing", data={"summary": "Tout va bien."})
    db.session.refresh(report)
    assert report.state == "frozen"
    assert "Écrire le brief" not in str([report.snapshot, report.words])


def test_freezing_numbers_the_report_and_nothing_changes_it_afterwards(cast, writer):
    first = drafted(cast, writer)
    for _ in range(2):
        writer.put(f"/reports/{first.public_id}/freezing")
    second = drafted(cast, writer)
    writer.put(f"/reports/{second.public_id}/freezing")
    db.session.refresh(first)
    db.session.refresh(second)
    assert (first.number, second.number) == (1, 2)
    assert kinds().count("status_report.frozen") == 2
    before = dict(first.words)
    for answer in (
        writer.put(f"/reports/{first.public_id}/words", data={"summary": "Autre chose."}),
        writer.put(f"/reports/{first.public_id}/facts"),
        writer.delete(f"/reports/{first.public_id}"),
    ):
        assert answer.status_code == 303
    db.session.refresh(first)
    assert first.words == before


def test_the_worker_prints_what_was_frozen_once(cast, writer):
    report = frozen(cast, writer)
    assert not worker.print_reports()
    answer = writer.get(f"/reports/{report.public_id}/pdf?download")
    assert answer.data.startswith(b"%PDF-1.7")
    assert "Musée-du-Fil_Site-du-musée_Rapport-001_" in answer.headers["Content-Disposition"] or (
        "Rapport-001_" in answer.headers["Content-Disposition"]
    )


def test_sending_queues_one_letter_for_each_reader_and_only_once(cast, writer):
    report = frozen(cast, writer)
    form = {"to": cast.clara.email, "others": "paul@fil.example"}
    for _ in range(2):
        assert writer.post(f"/reports/{report.public_id}/sendings", data=form).status_code == 303
    assert [letter.to_address for letter in letters()] == ["paul@fil.example", cast.clara.email]
    assert kinds().count("status_report.sent") == 1
    db.session.refresh(report)
    assert report.state == "sent"


def test_a_wrong_address_is_refused_with_a_sentence_and_nothing_leaves(cast, writer):
    report = frozen(cast, writer)
    answer = writer.post(
        f"/reports/{report.public_id}/sendings",
        data={"to": cast.clara.email, "others": "paul chez fil"},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 422
    assert letters() == []


def test_a_report_that_is_not_printed_yet_is_not_sent(cast, writer):
    report = drafted(cast, writer)
    writer.put(f"/reports/{report.public_id}/freezing")
    answer = writer.post(f"/reports/{report.public_id}/sendings", data={"to": cast.clara.email})
    assert answer.status_code == 422
    assert letters() == []


def test_clara_sees_a_report_only_once_it_was_sent(cast, writer, client_for):
    clara = client_for(cast.clara)
    report = frozen(cast, writer)
    for address in ("", "/pdf"):
        assert clara.get(f"/reports/{report.public_id}{address}").status_code == 404
    writer.post(f"/reports/{report.public_id}/sendings", data={"to": cast.clara.email})
    page = clara.get(f"/reports/{report.public_id}")
    assert page.status_code == 200
    assert clara.get(f"/reports/{report.public_id}/pdf").status_code == 200
    assert cast.clara.email not in page.text
    draft = drafted(cast, writer)
    assert clara.get(f"/reports/{draft.public_id}").status_code == 404
    listed = clara.get(url(cast)).text
    assert report.public_id in listed
    assert draft.public_id not in listed


def test_clara_writes_and_sends_nothing(cast, writer, client_for):
    report = frozen(cast, writer)
    writer.post(f"/reports/{report.public_id}/sendings", data={"to": cast.clara.email})
    clara = client_for(cast.clara)
    assert clara.post(url(cast)).status_code == 403
    for method, path in (
        ("PUT", "words"),
        ("PUT", "freezing"),
        ("POST", "sendings"),
    ):
        assert clara.open(f"/reports/{report.public_id}/{path}", method=method).status_code == 403
    assert clara.get(f"/reports/{report.public_id}/fate").status_code == 404


def test_a_member_writes_but_does_not_send(cast, writer, client_for):
    report = frozen(cast, writer)
    mia = client_for(cast.mia)
    assert mia.post(url(cast)).status_code == 303
    page = mia.get(f"/reports/{report.public_id}").text
    assert "/sendings" not in page
    answer = mia.post(f"/reports/{report.public_id}/sendings", data={"to": cast.clara.email})
    assert answer.status_code == 403


@pytest.mark.parametrize(("name", "status"), [("rose", 404), ("fay", 403), ("gil", 404)])
def test_without_the_right_the_list_is_refused_inside_and_never_existed_outside(
    cast, writer, client_for, name, status
):
    report = drafted(cast, writer)
    browser = client_for(cast.people[name])
    assert browser.get(url(cast)).status_code == status
    assert browser.get(f"/reports/{report.public_id}").status_code == 404


def test_zed_meets_the_page_of_what_never_existed(cast, writer, client_for):
    report, zed = drafted(cast, writer), client_for(cast.zed)
    assert zed.get(url(cast)).status_code == 404
    assert zed.get(f"/reports/{report.public_id}").data == zed.get("/reports/never").data


def test_discarding_a_draft_leaves_no_number_behind(cast, writer):
    report = drafted(cast, writer)
    answer = writer.post(f"/reports/{report.public_id}", data={"_method": "DELETE"})
    assert answer.status_code == 303
    assert writer.get(f"/reports/{report.public_id}").status_code == 404
    bin_ = f"/projects/{cast.site.public_id}/bin"
    assert "/recovery" in writer.get(bin_).text
    writer.post(f"{bin_}/{report.public_id}/recovery")
    assert writer.get(f"/reports/{report.public_id}").status_code == 200
    assert frozen(cast, writer).number == 1


def test_a_person_decides_what_an_uncertain_letter_is(cast, writer):
    report = frozen(cast, writer)
    writer.post(f"/reports/{report.public_id}/sendings", data={"to": cast.clara.email})
    (letter,) = letters()
    with change():
        letter.state, letter.claimed_at = "sending", now() - timedelta(minutes=5)
    assert Delivery.give_up_lost()
    assert "/retrial" in writer.get(f"/reports/{report.public_id}").text
    writer.put(f"/deliveries/{letter.public_id}/arrival")
    db.session.refresh(letter)
    assert letter.state == "sent"
    writer.post(f"/deliveries/{letter.public_id}/retrial")
    db.session.refresh(letter)
    assert letter.state == "sent"
    assert kinds().count("delivery.settled") == 1


def test_a_refused_letter_is_told_in_the_readers_words_with_the_servers_beside(cast, writer):
    report = frozen(cast, writer)
    writer.post(f"/reports/{report.public_id}/sendings", data={"to": cast.clara.email})
    (letter,) = letters()
    with change():
        letter.state, letter.answer = "refused", "550 5.1.1 User unknown"
    french = {"Accept-Language": "fr"}
    page = writer.get(f"/reports/{report.public_id}", headers=french).text
    assert "Le serveur de messagerie n’a pas pris cette lettre." in page
    assert "Réponse du serveur\u00a0: «\u00a0550 5.1.1 User unknown\u00a0»" in page
    assert f'action="/deliveries/{letter.public_id}/retrial"' in page
    writer.post(f"/deliveries/{letter.public_id}/retrial")
    db.session.refresh(letter)
    assert letter.state == "queued"


def test_a_letter_of_a_report_is_settled_only_by_those_who_send(cast, writer, client_for):
    report = frozen(cast, writer)
    writer.post(f"/reports/{report.public_id}/sendings", data={"to": cast.clara.email})
    (letter,) = letters()
    address = f"/deliveries/{letter.public_id}/retrial"
    assert client_for(cast.mia).post(address).status_code == 403
    for name in ("clara", "rose", "zed"):
        assert client_for(cast.people[name]).post(address).status_code == 404


def test_what_was_hidden_after_the_freeze_keeps_the_report_in_the_house(cast, writer):
    with change():
        cast.brief.close(by=cast.max)
    report = frozen(cast, writer)
    with change():
        cast.brief.hide("team", by=cast.max)
    answer = writer.post(
        f"/reports/{report.public_id}/sendings",
        data={"to": cast.clara.email},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 422
    assert "Écrire le brief" in answer.text
    assert letters() == []


def test_what_was_deleted_after_the_freeze_does_not_hold_it_back(cast, writer):
    with change():
        cast.brief.close(by=cast.max)
    report = frozen(cast, writer)
    with change():
        cast.brief.delete(by=cast.max)
    writer.post(f"/reports/{report.public_id}/sendings", data={"to": cast.clara.email})
    assert len(letters()) == 1


def sendings(report):
    return f"/reports/{report.public_id}/sendings"


def leave(cast, name):
    with change():
        db.session.get(User, cast.people[name].id).remove(by=cast.olga)


def test_who_is_removed_while_the_letters_are_written_gets_none(cast, writer, monkeypatch):
    report, compose = frozen(cast, writer), sending.letter

    def slowly(*asked):
        if User.with_email(cast.clara.email):
            leave(cast, "clara")
        return compose(*asked)

    monkeypatch.setattr(sending, "letter", slowly)
    form = {"to": cast.clara.email, "others": "paul@fil.example"}
    writer.post(sendings(report), data=form)
    assert [letter.to_address for letter in letters()] == ["paul@fil.example"]


def test_a_letter_held_back_is_not_the_reports_last_word_to_its_reader(cast, writer):
    """Clara left before her letter did; back again, she was no longer among those to send it to."""
    report = frozen(cast, writer)
    writer.post(sendings(report), data={"to": cast.clara.email})
    leave(cast, "clara")
    page = writer.get(f"/reports/{report.public_id}").text
    assert "Held back</span>" in page.partition("recip")[0]
    with change():
        clara = User.create(cast.clara.name, cast.clara.email, "client", client_id=cast.client.id)
        Membership.grant(cast.site, clara, "client", by=cast.max)
    assert f'value="{cast.clara.email}"' in writer.get(f"/reports/{report.public_id}").text
    for _ in range(2):
        writer.post(sendings(report), data={"to": cast.clara.email})
    assert [letter.state for letter in letters()] == ["withdrawn", "queued"]
    assert (
        "Held back</span>"
        not in writer.get(f"/reports/{report.public_id}").text.partition("recip")[0]
    )


def test_a_date_that_stayed_is_not_struck_out(app, facts_of_a_change):
    """A milestone reached on its day read ‘13 nov. → 13 nov.’, the first one struck out."""
    page = (
        '{% from "macros.html" import icon with context %}'
        '{% include "reports/_changes_edit.html" %}'
    )
    with app.test_request_context():
        same, later = (
            render_template_string(page, changes=[row], facts={"previous": 1})
            for row in facts_of_a_change
        )
    assert "<s>" not in same and "13 Nov" in same
    assert "<s>13 Nov" in later


@pytest.fixture
def facts_of_a_change():
    day = date(2026, 11, 13)
    return [
        ChangeRow(Change("reached", "m", "Brief", was=day, now=day)),
        ChangeRow(Change("moved", "m", "Brief", was=day, now=day + timedelta(days=3))),
    ]


def test_who_is_read_a_report_hears_its_title_first_and_its_legend_last(cast, writer):
    """What paper puts at the foot of its pages stands first in the source, and was read first."""
    report = drafted(cast, writer)
    page = writer.get(f"/reports/{report.public_id}").text
    title, legend = page.index('<p class="report__agency">'), page.index("report__imprint--screen")
    assert title < legend < page.index("</article>", legend)
    assert ".report__imprint--paper, .report__running { display: none; }" in (
        Path("static/css/report.css").read_text()
    )


def test_what_is_no_address_is_said_beside_its_field_with_all_that_was_typed(cast, writer):
    """The form without script led to a bare page, and what was typed stood there as loose words."""
    report = frozen(cast, writer)
    typed = {"others": "Paul Fil <paul chez fil>"}
    for address in (sendings(report), f"/reports/{report.public_id}/release"):
        method = "PUT" if address.endswith("release") else "POST"
        answer = writer.open(address, method=method, data=typed)
        assert answer.status_code == 422
        assert 'value="Paul Fil &lt;paul chez fil&gt;"' in answer.text
        assert 'aria-describedby="f-others-error' in answer.text
        assert "is not an e-mail address" in answer.text
        # Nobody was ticked, and nobody is ticked again.
        assert f'value="{cast.clara.email}" checked' not in answer.text
        assert f'value="{cast.clara.email}">' in answer.text
    assert letters() == []


def test_words_that_are_no_addresses_are_said_to_be_none(cast, writer):
    """‘not’, ‘an’, ‘address’ is not an e-mail address, it said."""
    answer = writer.post(sendings(frozen(cast, writer)), data={"others": "not an address"})
    assert "‘not’, ‘an’, ‘address’ are no e-mail addresses." in answer.text


def test_an_hour_that_is_none_is_said_beside_its_field(cast, writer):
    form = {"weeks": "2", "weekday": "2", "hour": "4 o’clock", "timezone": "Europe/Paris"}
    answer = writer.put(
        f"/projects/{cast.site.public_id}/report-schedule", data=form | {"language": "en"}
    )
    assert answer.status_code == 422
    assert "Enter a time, for example 16:00." in answer.text
    assert 'value="4 o’clock"' in answer.text
    assert '<option value="2" selected>every 2 weeks' in answer.text
    assert '<option value="2" selected>Wednesday' in answer.text
