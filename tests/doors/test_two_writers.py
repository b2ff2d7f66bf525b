"""Two people write one draft: doors that keep both, and say where they stand against each other."""

import html
import json
import re

import pytest

from blueprints.reports import freezing
from models import StatusReport, change, db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def draft(cast, client_for):
    """A draft that Max and Mia have opened at the same time."""
    with change():
        cast.brief.close(by=cast.max)
    max_ = client_for(cast.max)
    max_.post(f"/projects/{cast.site.public_id}/reports", data={"language": "en"})
    return f"/reports/{db.session.scalars(db.select(StatusReport)).one().public_id}"


def opened(browser, draft):
    """The form as a browser would send it."""
    return form_in(browser.get(draft).text)


def form_in(page):
    was = [
        html.unescape(part)
        for part in re.findall(r"name=\"was\" autocomplete=\"off\" value='([^']*)'", page)
    ]
    sent = {"was": was}
    for part in was:
        for name, text in json.loads(part).items():
            if text or not name.endswith("-shown"):
                sent[name] = text
    return sent


def save(browser, draft, form, **said):
    return browser.put(f"{draft}/words", data=form | said, headers=HTMX)


def words():
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(db.select(StatusReport)).one().words


def test_what_each_of_two_changed_is_kept(draft, cast, client_for):
    """The last who saved won, and nobody was told."""
    max_, mia = client_for(cast.max), client_for(cast.mia)
    first, second = opened(max_, draft), opened(mia, draft)
    line = f"done-{cast.brief.public_id}"
    save(max_, draft, first, summary="Max was here.")
    answer = save(mia, draft, second, **{line: "Brief, signed"})
    assert "Max was here." in answer.text
    assert 'id="sect-summary" hx-swap-oob="outerMorph"' in answer.text
    assert words()["summary"] == "Max was here."
    assert {row["id"]: row["text"] for row in words()["done"]}[line[5:]] == "Brief, signed"
    again = save(max_, draft, first, summary="Max was here.")
    assert "Brief, signed" in again.text


def test_where_both_wrote_both_stand_and_a_person_chooses(draft, cast, client_for):
    max_, mia = client_for(cast.max), client_for(cast.mia)
    first, second = opened(max_, draft), opened(mia, draft)
    save(max_, draft, first, summary="Max was here.")
    answer = save(mia, draft, second, summary="So was Mia.")
    assert answer.status_code == 200
    assert f"{cast.max.name} has written here meanwhile:" in answer.text
    assert "<blockquote>Max was here.</blockquote>" in answer.text
    assert ">So was Mia.</textarea>" in answer.text
    assert words()["summary"] == "Max was here."
    again = save(mia, draft, form_in(answer.text), summary="So was Mia, too.")
    assert "<blockquote>Max was here.</blockquote>" in again.text
    assert words()["summary"] == "Max was here."
    chosen = form_in(again.text) | {"summary": "So was Mia, too.", "mine": "summary"}
    assert mia.post(f"{draft}/words", data=chosen | {"_method": "PUT"}).status_code == 303
    assert words()["summary"] == "So was Mia, too."


def test_without_script_the_page_comes_back_with_both(draft, cast, client_for):
    max_, mia = client_for(cast.max), client_for(cast.mia)
    first, second = opened(max_, draft), opened(mia, draft)
    save(max_, draft, first, summary="Max was here.")
    for address in ("words", "freezing", "refreshing"):
        answer = mia.put(f"{draft}/{address}", data=second | {"summary": "So was Mia."})
        assert answer.status_code == 409
        assert "<blockquote>Max was here.</blockquote>" in answer.text
        assert ">So was Mia.</textarea>" in answer.text
    assert words()["summary"] == "Max was here."
    took = form_in(answer.text) | {"summary": "So was Mia.", "theirs": "summary"}
    assert mia.put(f"{draft}/words", data=took).status_code == 303
    assert words()["summary"] == "Max was here."


def test_a_line_hidden_meanwhile_does_not_shift_the_words_of_the_others(draft, cast, client_for):
    """Lines were known by their number: those below the hidden one took each other's words."""
    with change():
        cast.mockup.close(by=cast.max)
    max_ = client_for(cast.max)
    max_.put(f"{draft}/facts")
    form = opened(max_, draft)
    with change():
        cast.brief.hide("team", by=cast.max)
    save(max_, draft, form, summary="Nothing of that.")
    told = {row["id"]: row["text"] for row in words()["done"]}
    assert told[cast.mockup.public_id] == cast.mockup.title
    assert cast.brief.title not in max_.get(draft).text


def test_whoever_goes_back_to_an_older_page_does_not_stand_against_themselves(
    draft, cast, client_for
):
    max_ = client_for(cast.max)
    form = opened(max_, draft)
    save(max_, draft, form, summary="A first try.")
    answer = max_.put(f"{draft}/words", data=form | {"summary": "A second one."})
    assert answer.status_code == 303
    assert words()["summary"] == "A second one."


def test_what_happens_while_a_draft_is_scanned_is_in_what_is_frozen(
    draft, cast, client_for, monkeypatch
):
    """Nothing is computed under the lock: what was computed before it is asked once more."""
    max_, mia = client_for(cast.max), client_for(cast.mia)
    clear, meanwhile = freezing.clear, ["Mia, in the last moment."]

    def slowly(report):
        cleared = clear(report)
        if meanwhile:
            save(mia, draft, {}, summary=meanwhile.pop())
        return cleared

    monkeypatch.setattr(freezing, "clear", slowly)
    max_.put(f"{draft}/freezing")
    report = db.session.scalars(db.select(StatusReport)).one()
    db.session.refresh(report)
    assert report.state == "frozen"
    assert report.words["summary"] == "Mia, in the last moment."


def test_whoever_writes_on_in_what_was_frozen_meanwhile_is_shown_it(draft, cast, client_for):
    max_, mia = client_for(cast.max), client_for(cast.mia)
    form = opened(mia, draft)
    max_.put(f"{draft}/freezing")
    answer = save(mia, draft, form, summary="Too late.")
    assert answer.headers["HX-Refresh"] == "true"
    assert "has changed meanwhile" in mia.get(draft).text
