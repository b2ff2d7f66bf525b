"""A plan on paper: asked for, printed by the worker, fetched by whoever asked and nobody else."""

import os
import re
import stat
from datetime import date, datetime, timedelta
from html import unescape
from io import BytesIO

import pikepdf
import pytest

import worker
from fragments.plan.bands import tops
from fragments.plan.drawing import Painter
from fragments.plan.paper import FORMATS
from fragments.plan.printed import called, pages, plan_of, shortened
from fragments.plan.strokes import INKS
from fragments.rows import Face
from models import Membership, Printout, Task, Viewer, change, db, now
from models.claiming import LEASE
from models.delivery import ClaimLost
from models.printout import KEPT, STARTS
from reports.keeping import kept_at
from reports.reading import alternatives, bookmarks, properties, words_of
from scheduling import minute_of

HX = {"HX-Request": "true"}


@pytest.fixture
def plan(cast):
    """Two phases, one hidden; links of which one leads to something hidden."""
    with change():
        for name, first, last in (("brief", 2, 4), ("secret", 9, 12), ("mockup", 4, 10)):
            cast.tasks[name].date(
                cast.max, start=datetime(2027, 3, first), finish=datetime(2027, 3, last)
            )
        cast.launch.date(cast.max, start=datetime(2027, 3, 15), finish=datetime(2027, 3, 16))
        for name, visibility in (("Cadrage", "client"), ("Coulisses", "team")):
            phase = Task.create(cast.site, name, by=cast.max, kind="phase", visibility=visibility)
            cast.tasks["brief" if visibility == "client" else "secret"].nest(phase)
        cast.mockup.link(cast.brief, by=cast.max)
        cast.launch.link(cast.secret, by=cast.max)
    return f"/projects/{cast.site.public_id}/printouts"


def asked(browser, plan, **form):
    browser.post(plan, data=form, headers=HX)
    db.session.rollback()
    return db.session.scalars(db.select(Printout).order_by(Printout.id.desc())).first()


def fetched(browser, one):
    return browser.get(f"/printouts/{one.public_id}/pdf")


def printed(browser, plan, **form):
    one = asked(browser, plan, **form)
    assert worker.print_plans()
    return fetched(browser, one).data


def all_of(pdf):
    """Every word that a file holds, seen or not."""
    with pikepdf.open(BytesIO(pdf)) as opened, opened.open_outline() as outline:
        unseen = [*bookmarks(outline.root), *alternatives(opened), *properties(opened)]
    return "\n".join([words_of(pdf), *unseen])


def test_a_plan_is_printed_and_fetched(cast, plan, client_for):
    browser = client_for(cast.max)
    one = asked(browser, plan, paper="A3", scale="week")
    assert browser.get(f"/printouts/{one.public_id}/pdf").status_code == 404
    assert "progressbar" in browser.get(f"/printouts/{one.public_id}", headers=HX).text
    assert worker.print_plans()
    shown = browser.get(f"/printouts/{one.public_id}", headers=HX).text
    assert f"/printouts/{one.public_id}/pdf" in shown
    answer = fetched(browser, one)
    assert "Musée-du-Fil_Site-du-musée_Plan_" in answer.headers["Content-Disposition"].replace(
        "%C3%A9", "é"
    )
    text = words_of(answer.data)
    assert cast.mockup.title in text and cast.secret.title in text


def test_what_a_client_prints_holds_nothing_hidden_anywhere(cast, plan, client_for):
    everything, theirs = (
        all_of(printed(client_for(cast.people[who]), plan)) for who in ("max", "clara")
    )
    for word in (cast.secret.title, "Coulisses"):
        assert word in everything
        assert word not in theirs
    assert cast.mockup.title in theirs
    assert "Cadrage" in theirs


def test_its_pages_are_vector_tagged_and_have_bookmarks(cast, plan, client_for):
    pdf = pikepdf.open(BytesIO(printed(client_for(cast.max), plan)))
    assert pdf.Root.Lang == "en"
    assert pdf.Root.MarkInfo.Marked
    for page in pdf.pages:
        assert not page.get_images()
        assert float(page.mediabox[2]) > float(page.mediabox[3])
    with pdf.open_outline() as outline:
        assert [one.title for one in outline.root] == [cast.site.name]
        assert {one.title for one in outline.root[0].children} == {"Cadrage", "Coulisses"}


def test_today_is_a_point_where_no_day_has_room(cast, plan):
    """On one page a red box as wide as its month stood for one day of it."""
    audience = Viewer.of(cast.max.id).audience(cast.site)
    layout = plan_of(cast.site, audience, date(2027, 3, 5), "A4", "month").layout
    drawing = Painter(layout, layout.cuts[0]).drawing()
    sides = re.findall(r"h(-?\d+\.\d)", dict(drawing.inks)[INKS["now"]])
    assert sides and max(map(float, sides)) < 6
    assert "now" not in {word.look for word in drawing.words}


def test_a_phase_stands_on_one_page_with_the_first_of_what_it_holds():
    """Its bar stood alone at the foot of a page."""
    phase, under, task = ("phase", 0), ("phase", 1), ("task", 2)
    assert tops([], 3) == tops([phase], 3) == [0]
    assert tops([phase, task, task, task, task], 3) == [0, 3]
    assert tops([phase, task, phase, task, task], 3) == [0, 2]
    assert tops([task, phase, under, task, task], 3) == [0, 1, 4]
    assert tops([phase, task, phase, phase, task], 3) == [0, 3], "that one holds nothing"
    assert tops([phase, under, task, task], 2) == [0, 2], "no page holds them all"


def test_a_page_of_a_printed_plan_does_not_end_with_a_phase(cast, plan):
    rows = FORMATS["A4"].rows
    with change():
        for number in range(rows - 2):
            filling = Task.create(cast.site, f"Page {number}", by=cast.max, parent=None)
            filling.date(cast.max, start=datetime(2027, 3, 2), finish=datetime(2027, 3, 3))
            filling.nest(Task.create(cast.site, f"Phase {number}", by=cast.max, kind="phase"))
    layout = plan_of(cast.site, Viewer.of(cast.max.id).audience(cast.site), now().date()).layout
    shown = [layout.strips[one.top : one.top + one.rows] for one in layout.cuts]
    assert sum(map(len, shown)) == len(layout.strips) and len(shown) > 2
    assert all(page[-1].kind != "phase" for page in shown)
    assert all(len(page) <= rows for page in shown)


def test_people_of_one_first_name_are_told_apart_on_paper():
    """A plan of Resource 1 to 14 said "Resource" beside every row."""
    kept = [Face("R", name, "", "name") for name in ("Resource 1", "Resource 14", "Marie Curie")]
    team = [Face("", name, "iris", "team") for name in ("Max Moreau", "Ana Roy", "Ana Sand")]
    names = called([*kept, *team])
    assert [names[one.name] for one in kept] == ["Resource 1", "Resource 14", "Marie Curie"]
    assert [names[one.name] for one in team] == ["Max", "Ana Roy", "Ana Sand"]
    assert shortened("Resource 14", 11) == "Resource 14"
    assert shortened("Electrician 12", 11) == "Electric…12"
    assert shortened("Maximilienne", 8) == "Maximil…"


def test_the_planned_finish_on_paper_is_that_of_the_page_whoever_prints(cast, plan):
    """A guest's paper gave that of the last task they see."""
    with change():
        cast.brief.assign([cast.gil], by=cast.max)
    for name in ("max", "gil", "clara"):
        audience = Viewer.of(cast.people[name].id).audience(cast.site)
        assert plan_of(cast.site, audience, date(2027, 3, 5)).finish == date(2027, 3, 15)


def test_of_a_late_row_the_finish_alone_is_marked_on_paper(cast, plan):
    """Person and percent were red as well."""
    audience = Viewer.of(cast.max.id).audience(cast.site)
    (page,) = pages(plan_of(cast.site, audience, date(2027, 4, 5)))
    cell = re.search(rf"{cast.mockup.title}</th><td>(.*?)</td>", page)[1]
    assert re.fullmatch(r"[^<]*4 Mar\t<b>9 Mar</b>0%", cell), cell


def test_a_first_of_the_month_is_raised_in_a_french_plan_on_paper(cast, plan):
    with change():
        cast.brief.date(cast.max, start=datetime(2027, 3, 1), finish=datetime(2027, 3, 2))
    audience = Viewer.of(cast.max.id).audience(cast.site, "fr")
    (page,) = pages(plan_of(cast.site, audience, date(2027, 4, 5)))
    assert "\t1ᵉʳ mars\t" in page
    assert "1er" not in page


def test_a_link_that_is_kept_no_more_is_red_and_dashed_on_paper_and_says_so(cast, plan):
    """On the screen it was red, on paper a grey line like those that are kept."""
    audience = Viewer.of(cast.max.id).audience(cast.site)

    def drawn():
        layout = plan_of(cast.site, audience, date(2027, 3, 5)).layout
        return Painter(layout, layout.cuts[0]).drawing()

    def broken(drawing):
        in_ink = any(ink == INKS["broken"] for ink, _path in drawing.inks)
        in_key = any(word.text == "Link not kept" for word in drawing.words)
        return in_ink, in_key, "(link not kept)" in drawing.told

    assert broken(drawn()) == (False, False, False)
    with change():
        cast.brief.reschedule(by=cast.max, start=minute_of(datetime(2027, 3, 8)), alone=True)
    assert broken(drawn()) == (True, True, True)
    assert "dasharray" in INKS["broken"]


def test_it_is_in_the_language_of_its_reader(cast, plan, client_for):
    browser = client_for(cast.max)
    browser.post(plan, headers=HX | {"Accept-Language": "fr"})
    assert worker.print_plans()
    one = db.session.scalars(db.select(Printout)).one()
    assert pikepdf.open(BytesIO(fetched(browser, one).data)).Root.Lang == "fr"


def test_nobody_else_can_fetch_it(cast, plan, client_for):
    one = asked(client_for(cast.max), plan)
    assert worker.print_plans()
    for who in ("olga", "ada", "mia", "clara", "zed"):
        browser = client_for(cast.people[who])
        assert fetched(browser, one).status_code == 404
        assert browser.get(f"/printouts/{one.public_id}").status_code == 404


def test_nothing_is_printed_or_fetched_through_somebody_elses_eyes(cast, plan, client_for):
    """Who looked as somebody could fetch what that person had printed, and nobody wrote it down."""
    hers, olga = asked(client_for(cast.clara), plan), client_for(cast.olga)
    assert worker.print_plans()
    olga.post(f"/people/{cast.clara.public_id}/eyes")
    assert olga.post(plan, headers=HX).status_code == 403
    assert fetched(olga, hers).status_code == 404
    assert olga.get(f"/printouts/{hers.public_id}", headers=HX).status_code == 404
    assert db.session.scalars(db.select(Printout)).one().by_id == cast.clara.id
    olga.delete("/eyes")
    own = asked(olga, plan)
    olga.post(f"/people/{cast.clara.public_id}/eyes")
    assert worker.print_plans()
    assert fetched(olga, own).status_code == 404
    olga.delete("/eyes")
    assert fetched(olga, own).status_code == 200


def test_a_stranger_prints_nothing(cast, plan, client_for):
    assert client_for(cast.zed).post(plan).status_code == 404
    assert db.session.scalar(db.select(Printout)) is None


def test_who_sees_less_than_when_it_was_printed_cannot_fetch_it(cast, plan, client_for):
    browser = client_for(cast.mia)
    one = asked(browser, plan)
    assert worker.print_plans()
    assert fetched(browser, one).status_code == 200
    with change():
        place = db.session.scalars(
            db.select(Membership).where(Membership.user_id == cast.mia.id)
        ).one()
        place.role = "reader"
    assert fetched(browser, one).status_code == 404


def test_it_is_printed_as_its_reader_sees_it_when_it_is_printed(cast, plan, client_for):
    browser = client_for(cast.clara)
    one = asked(browser, plan)
    with change():
        cast.mockup.hide("team", by=cast.max)
    assert worker.print_plans()
    assert cast.mockup.title not in all_of(fetched(browser, one).data)


def test_who_has_left_meanwhile_gets_nothing(cast, plan, client_for):
    one = asked(client_for(cast.mia), plan)
    with change():
        for membership in db.session.scalars(db.select(Membership)).all():
            if membership.user_id == cast.mia.id:
                membership.end(by=cast.max)
    assert worker.print_plans()
    db.session.rollback()
    assert db.session.get(Printout, one.id).state == "failed"
    assert not kept_at(one.public_id, "printouts").exists()


def test_another_one_takes_its_place(cast, plan, client_for):
    browser = client_for(cast.max)
    first = asked(browser, plan).public_id
    second = asked(browser, plan, paper="A3").public_id
    assert db.session.scalars(db.select(Printout.public_id)).all() == [second]
    assert browser.get(f"/printouts/{first}").status_code == 404


def test_a_plan_of_too_many_pages_is_refused_with_a_sentence(cast, plan, client_for, monkeypatch):
    monkeypatch.setattr("blueprints.schedule.printing.MOST_PAGES", 0)
    answer = client_for(cast.max).post(plan, headers=HX)
    assert answer.status_code == 422
    assert "page" in answer.text


def test_the_file_is_private_and_goes_after_an_hour(cast, plan, client_for):
    one = asked(client_for(cast.max), plan)
    assert worker.print_plans()
    place = kept_at(one.public_id, "printouts")
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    past = (now() - KEPT - timedelta(minutes=1)).timestamp()
    os.utime(place, (past, past))
    with change():
        db.session.get(Printout, one.id).created_at = now() - KEPT - timedelta(minutes=1)
    worker.Tidying().tidy()
    assert not place.exists()
    assert db.session.scalar(db.select(Printout)) is None


def test_what_a_worker_left_half_written_goes_and_reports_stay(app):
    whole, left, fresh = (
        kept_at("whole"),
        *(kept_at(one).with_suffix(".4711") for one in ("half", "new")),
    )
    past = (now() - KEPT - timedelta(minutes=1)).timestamp()
    for place in (whole, left, fresh):
        place.write_bytes(b"%PDF")
    for place in (whole, left):
        os.utime(place, (past, past))
    worker.Tidying().tidy()
    assert (whole.exists(), left.exists(), fresh.exists()) == (True, False, True)
    whole.unlink()
    fresh.unlink()


def test_a_worker_that_dies_is_followed_by_another(cast, plan, client_for):
    one = asked(client_for(cast.max), plan)
    assert Printout.take()  # and it is never heard of again
    assert not worker.print_plans()
    with change():
        db.session.get(Printout, one.id).claimed_at = now() - LEASE - timedelta(seconds=1)
    assert worker.print_plans()
    assert fetched(client_for(cast.max), one).data.startswith(b"%PDF")


def test_what_ends_every_worker_is_given_up(cast, plan, client_for):
    one = asked(client_for(cast.max), plan)
    for _ in range(STARTS + 1):
        with change():
            db.session.get(Printout, one.id).claimed_at = None
        Printout.take()
    db.session.rollback()
    assert db.session.get(Printout, one.id).state == "failed"
    assert not worker.print_plans()


def test_a_worker_that_was_overtaken_says_nothing_more(cast, plan, client_for):
    browser = client_for(cast.max)
    asked(browser, plan)
    taken = Printout.take()
    asked(browser, plan)
    with pytest.raises(ClaimLost):
        Printout.got_to(taken, progress=1)


def test_without_script_the_dialog_stands_open_in_the_page(cast, plan, client_for):
    browser = client_for(cast.max)
    page = browser.get(browser.post(plan).headers["Location"]).text
    assert '<dialog class="dialog" id="print" aria-labelledby="print-title" open>' in page
    assert "/printouts/" in page


def links_of(page):
    return [unescape(one) for one in re.findall(r'(?:href|action)="([^"]+)"', page)]


def test_what_is_printed_is_folded_and_scaled_as_the_page_it_is_asked_from(cast, plan, client_for):
    """The link said `?print=1` and no more: without script what was folded stood open again."""
    browser, phase = client_for(cast.max), cast.brief.parent.public_id
    here = f"/projects/{cast.site.public_id}/plan"
    page = browser.get(f"{here}?zoom=month&folded={phase}").text
    dialog = next(one for one in links_of(page) if "print=" in one)
    opened = browser.get(dialog).text
    assert cast.brief.title not in opened
    assert '<option value="month" selected>' in opened
    form = next(one for one in links_of(opened) if one.startswith(plan))
    back = browser.post(form, data={"scale": "month", "paper": "A3"}).headers["Location"]
    again = browser.get(back).text
    assert cast.brief.title not in again and "<option selected>A3" in again
    look = next(one for one in links_of(again) if one.startswith("/printouts/"))
    assert browser.get(look).headers["Location"] == back
    one = db.session.scalars(db.select(Printout)).one()
    assert (one.zoom, one.folded) == ("month", [phase])


def test_with_script_what_the_page_has_folded_by_now_is_printed_folded(cast, plan, client_for):
    phase = cast.brief.parent.public_id
    page = {"HX-Current-URL": f"http://localhost/projects/{cast.site.public_id}/plan?fold={phase}"}
    client_for(cast.max).post(plan, headers=HX | page)
    assert db.session.scalars(db.select(Printout)).one().folded == [phase]
