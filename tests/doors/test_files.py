"""Files come in whole and leave by sight, block by block; nothing of them is opened here."""

import os
import re
import stat
from dataclasses import replace
from io import BytesIO

import pytest

from blueprints.files import sending, show
from files.keeping import folder, keep, place_of, remove_orphans
from models import Comment, Event, File, Membership, change, db
from models.base import LETTERS
from models.user.user import User
from tests.cast import content
from tests.doors.test_tasks import HX, events, last_event

PDF = b"%PDF-1.7\n" + b"x" * 5000
PAGE = b"<html><script>alert(1)</script>"


def chosen(*files, **form):
    named = [(BytesIO(inside), name) for name, inside in files]
    return {"files": named, **form}


def upload(browser, task, *files, headers=HX):
    address = f"/tasks/{task.public_id}/files"
    files = files or (("plan.pdf", PDF),)
    form = {"content_type": "multipart/form-data", "headers": headers}
    return browser.post(address, data=chosen(*files), **form)


def last_file():
    return db.session.scalars(db.select(File).order_by(File.id.desc()).limit(1)).one()


def address(file, name="plan.pdf"):
    return f"/files/{file.public_id}/{name}"


def test_files_are_put_on_a_task_and_listed_on_its_sheet(cast, client_for):
    answer = upload(client_for(cast.mia), cast.brief, ("plan.pdf", PDF), ("notes.txt", b"Bonjour"))
    assert answer.status_code == 200
    assert "plan.pdf" in answer.text and "notes.txt" in answer.text
    kinds = {file.name: file.media_type for file in db.session.scalars(db.select(File))}
    assert kinds == {"plan.pdf": "application/pdf", "notes.txt": "text/plain"}
    assert (last_event().kind, last_event().subject_type) == ("file.attached", "File")
    assert last_event().task_id == cast.brief.id


def test_without_script_a_form_leads_back_to_the_task(cast, client_for):
    answer = upload(client_for(cast.mia), cast.brief, headers={})
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        f"/tasks/{cast.brief.public_id}",
    )


def test_what_was_laid_down_is_private_and_lies_under_a_random_name(cast, client_for):
    upload(client_for(cast.mia), cast.brief)
    place = place_of(last_file().key)
    assert place.read_bytes() == PDF
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert "plan" not in str(place.relative_to(folder()))


@pytest.mark.parametrize(("who", "status"), [("rose", 403), ("zed", 404), ("clara", 200)])
def test_who_may_attach(cast, client_for, who, status):
    assert upload(client_for(cast.people[who]), cast.brief).status_code == status


def test_nobody_attaches_to_what_they_cannot_see(cast, client_for):
    clara = client_for(cast.clara)
    hidden = upload(clara, cast.secret)
    cast.secret.public_id = "2345678923"
    never = upload(clara, cast.secret)
    assert (hidden.status_code, hidden.data) == (never.status_code, never.data) == (404, never.data)
    assert db.session.query(File).count() == 0


def test_a_refusal_stands_beside_the_field(cast, client_for, app):
    browser = client_for(cast.mia)
    empty = upload(browser, cast.brief, ("vide.pdf", b""))
    assert empty.status_code == 422
    assert 'data-field="files"' in empty.text and "vide.pdf" in empty.text
    none = browser.post(f"/tasks/{cast.brief.public_id}/files", data={}, headers=HX)
    assert none.status_code == 422
    many = upload(browser, cast.brief, *[(f"{n}.txt", b"x") for n in range(21)])
    assert many.status_code == 422
    assert db.session.query(File).count() == 0


def test_what_is_too_large_is_refused_in_a_sentence_and_kept_nowhere(
    cast, client_for, app, monkeypatch
):
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], max_upload_mb=1))
    answer = upload(client_for(cast.mia), cast.brief, ("film.mov", b"x" * 4_000_000))
    assert answer.status_code == 422
    assert 'data-field="files"' in answer.text
    assert db.session.query(File).count() == 0


def test_what_is_too_large_is_said_in_the_readers_words_on_a_page_of_its_own(
    cast, client_for, app, monkeypatch
):
    """The page showed again what had been typed: it read what was too large to be read."""
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], max_upload_mb=1))
    french = {"Accept-Language": "fr"}
    film = ("film.mov", b"x" * 4_000_000)
    answer = upload(client_for(cast.mia), cast.brief, film, headers=french)
    assert answer.status_code == 422
    assert re.search("Trop lourd\u00a0: 1\\sMo au plus à la fois.", answer.text)
    assert "<h1" in answer.text


def test_only_words_are_given_back_with_a_refusal(cast, client_for, app, monkeypatch):
    """Beside the comment stood the bare code of who was to read it."""
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], max_upload_mb=1))
    film = BytesIO(b"x" * 1_100_000), "film.mov"
    written = {"body": "Avec le film", "visibility": "team", "files": film}
    address = f"/tasks/{cast.brief.public_id}/comments"
    answer = client_for(cast.mia).post(address, data=written)
    assert answer.status_code == 422
    assert re.findall(r"<textarea[^>]*>([^<]*)", answer.text) == ["Avec le film"]


def test_server_and_script_take_the_same_weight(cast, client_for, app, monkeypatch):
    """101 MB were refused by the one and taken by the other, which leaves room for the form."""
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], max_upload_mb=1))
    browser = client_for(cast.mia)
    assert 'data-uploads="1000000"' in browser.get(f"/tasks/{cast.brief.public_id}").text
    over = upload(browser, cast.brief, ("a.txt", b"x" * 600_000), ("b.txt", b"x" * 400_001))
    assert over.status_code == 422 and "Too large: 1 MB at most at once." in over.text
    assert db.session.query(File).count() == 0
    assert upload(browser, cast.brief, ("a.txt", b"x" * 1_000_000)).status_code == 200
    assert last_file().size == 1_000_000


def test_a_file_is_sent_to_be_kept_and_never_opened(cast, client_for):
    browser = client_for(cast.mia)
    upload(browser, cast.brief, ("piège é;.html", PAGE))
    answer = browser.get(address(last_file(), "x"))
    assert (answer.status_code, answer.data) == (200, PAGE)
    headers = answer.headers
    assert headers["Content-Disposition"].startswith("attachment; ")
    assert "filename*=UTF-8''pi%C3%A8ge%20%C3%A9%3B.html" in headers["Content-Disposition"]
    assert headers["Content-Type"] == "text/plain; charset=utf-8"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "private, no-cache"
    assert headers["X-Accel-Buffering"] == "no"


def test_parts_of_a_file_may_be_asked_for(cast, client_for):
    browser = client_for(cast.mia)
    film = bytes(range(256)) * 3000
    upload(browser, cast.brief, ("film.bin", film))
    where = address(last_file())
    part = browser.get(where, headers={"Range": "bytes=300000-300099"})
    assert (part.status_code, part.data) == (206, film[300_000:300_100])
    assert part.headers["Content-Range"] == f"bytes 300000-300099/{len(film)}"
    rest = browser.get(where, headers={"Range": "bytes=767990-"})
    assert rest.data == film[767_990:]
    assert browser.get(where, headers={"Range": "bytes=999999999-"}).status_code == 416


def test_what_one_has_is_not_sent_again_and_still_asked_for_by_sight(cast, client_for):
    browser = client_for(cast.clara)
    upload(client_for(cast.mia), cast.brief)
    where = address(last_file())
    mark = browser.get(where).headers["ETag"]
    assert browser.get(where, headers={"If-None-Match": mark}).status_code == 304
    with change():
        last_file().task.hide("team", by=cast.max)
    assert browser.get(where, headers={"If-None-Match": mark}).status_code == 404


@pytest.mark.parametrize("method", ["get", "delete"])
def test_a_hidden_file_and_one_that_never_was_answer_alike(cast, client_for, method):
    upload(client_for(cast.mia), cast.secret)
    file, clara = last_file(), client_for(cast.clara)
    where = address(file) if method == "get" else f"/files/{file.public_id}"
    never = where.replace(file.public_id, "2345678923")
    one, other = getattr(clara, method)(where), getattr(clara, method)(never)
    assert (one.status_code, one.data) == (other.status_code, other.data)
    assert one.status_code == 404
    assert dict(one.headers).keys() == dict(other.headers).keys()


def test_who_is_removed_gets_no_next_block(cast, client_for, monkeypatch):
    """A download of many blocks went on to its end after its reader had lost the project."""
    monkeypatch.setattr(sending, "BLOCK", 1000)
    upload(client_for(cast.mia), cast.brief)
    answer = client_for(cast.clara).get(address(last_file()), buffered=False)
    blocks = iter(answer.response)
    got = next(blocks)
    with change():
        membership = db.session.scalars(
            db.select(Membership).where(Membership.user_id == cast.clara.id)
        ).one()
        membership.end(by=cast.max)
    with pytest.raises(ConnectionResetError):
        for block in blocks:
            got += block
    assert len(got) < len(PDF)


@pytest.mark.parametrize("ended", ["session", "hidden", "deleted", "left"])
def test_a_download_ends_whatever_ended_the_right_to_it(cast, client_for, monkeypatch, ended):
    monkeypatch.setattr(sending, "BLOCK", 1000)
    upload(client_for(cast.mia), cast.brief)
    file = last_file()
    blocks = iter(client_for(cast.clara).get(address(file), buffered=False).response)
    next(blocks)
    with change():
        clara = db.session.get_one(User, cast.clara.id)
        if ended == "session":
            from models import Session

            Session.close_all(clara, by=clara)
        elif ended == "hidden":
            file.task.hide("team", by=cast.max)
        elif ended == "deleted":
            file.delete(by=cast.mia)
        else:
            clara.remove(by=cast.olga)
    with pytest.raises(ConnectionResetError):
        list(blocks)


def test_a_new_version_is_shown_and_the_old_one_can_still_be_had(cast, client_for):
    browser = client_for(cast.mia)
    upload(browser, cast.brief)
    first = last_file()
    answer = browser.post(
        f"/files/{first.public_id}/versions",
        data=chosen(("plan2.pdf", PDF + b"y")),
        content_type="multipart/form-data",
        headers=HX,
    )
    assert answer.status_code == 200 and "plan2.pdf" in answer.text
    assert last_event().kind == "file.replaced"
    assert browser.get(address(first)).data == PDF


def test_a_file_is_renamed_deleted_and_brought_back(cast, client_for):
    browser = client_for(cast.mia)
    upload(browser, cast.brief)
    file = last_file()
    renamed = browser.put(f"/files/{file.public_id}/name", data={"name": "Brief.pdf"}, headers=HX)
    assert "Brief.pdf" in renamed.text
    gone = browser.delete(f"/files/{file.public_id}", headers=HX)
    assert "Brief.pdf" not in gone.text
    assert browser.get(address(file)).status_code == 404
    back = browser.post(gone.headers["X-Undo"], headers=HX)
    assert back.status_code == 200
    assert browser.get(address(file)).data == PDF
    kinds = [
        e.kind for e in db.session.scalars(db.select(Event).order_by(Event.seq.desc()).limit(3))
    ]
    assert kinds == ["file.recovered", "file.deleted", "file.renamed"]


def test_clients_change_what_they_brought_and_nothing_else(cast, client_for):
    upload(client_for(cast.mia), cast.brief)
    theirs = last_file()
    clara = client_for(cast.clara)
    upload(clara, cast.brief)
    own = last_file()
    before = events()
    assert clara.delete(f"/files/{theirs.public_id}", headers=HX).status_code == 403
    assert events() == before
    assert clara.delete(f"/files/{own.public_id}", headers=HX).status_code == 200
    recovery = f"/projects/{cast.site.public_id}/bin/{own.public_id}/recovery"
    assert client_for(cast.rose).post(recovery, headers=HX).status_code == 403
    assert client_for(cast.zed).post(recovery, headers=HX).status_code == 404
    assert last_file().deleted_at is not None
    assert clara.post(recovery, headers=HX).status_code == 200
    assert last_file().deleted_at is None


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..", "…"),
        ("fac\u202etugol.exe", "fac tugol.exe"),
        ("a" * 300 + ".pdf", "a" * 196 + ".pdf"),
    ],
)
def test_a_name_is_one_line_and_leads_nowhere(cast, client_for, given, kept):
    upload(client_for(cast.mia), cast.brief, (given, PDF))
    assert last_file().name == kept


def test_the_card_counts_the_files_that_its_reader_sees(cast, client_for):
    upload(client_for(cast.mia), cast.brief)
    with change():
        inside = Comment.write(cast.brief, "Entre nous", by=cast.mia)
        File.attach(cast.brief, "b.pdf", content(), by=cast.mia, comment=inside)
    where = f"/tasks/{cast.brief.public_id}/card"
    assert "2<span" in client_for(cast.mia).get(where).text.partition("i-clip")[2][:60]
    assert "1<span" in client_for(cast.clara).get(where).text.partition("i-clip")[2][:60]


def comment_with(browser, task, *files, headers=HX, **form):
    return browser.post(
        f"/tasks/{task.public_id}/comments",
        data=chosen(*files, **form),
        content_type="multipart/form-data",
        headers=headers,
    )


def test_files_of_a_comment_are_read_by_who_reads_the_comment(cast, client_for):
    browser, clara = client_for(cast.mia), client_for(cast.clara)
    inside = comment_with(browser, cast.brief, ("cout.pdf", PDF), body="Entre nous")
    assert "cout.pdf" in inside.text
    hidden = last_file()
    outside = comment_with(
        browser, cast.brief, ("devis.pdf", PDF), body="Voici", visibility="client"
    )
    assert "devis.pdf" in outside.text
    page = clara.get(f"/tasks/{cast.brief.public_id}").text
    assert "devis.pdf" in page and "cout.pdf" not in page
    assert clara.get(address(hidden)).status_code == 404


def test_a_comment_may_be_files_alone_but_not_nothing(cast, client_for):
    clara = client_for(cast.clara)
    assert (
        comment_with(clara, cast.brief, ("photo.png", b"\x89PNG\r\n\x1a\n...")).status_code == 200
    )
    assert last_file().comment.body == "" and last_file().comment.visibility == "client"
    assert clara.post(f"/tasks/{cast.brief.public_id}/comments", headers=HX).status_code == 422


def test_a_readers_comment_with_files_is_refused_and_its_files_are_not_kept(cast, client_for):
    before = len(list(folder().rglob("*")))
    answer = comment_with(client_for(cast.rose), cast.brief, ("plan.pdf", PDF), body="Bonjour")
    assert answer.status_code == 403
    assert len(list(folder().rglob("*"))) == before


def test_a_new_version_of_another_name_says_what_the_file_was_called(cast, client_for):
    with change():
        file = File.attach(cast.brief, "plan.pdf", content(), by=cast.mia)
        file.replace("plan.pdf", content(), by=cast.mia).replace(
            "étage.pdf", content(), by=cast.mia
        )
    told = client_for(cast.max).get(f"/tasks/{cast.brief.public_id}/history").text
    assert "put a new version of the file ‘plan.pdf’, now called ‘étage.pdf’" in told
    assert told.count("now called") == 1 and told.count("a new version of the file ‘plan.pdf’") == 2


def test_the_editor_of_a_file_offers_its_versions(cast, client_for):
    browser = client_for(cast.mia)
    upload(browser, cast.brief)
    file = last_file()
    with change():
        newer = file.replace("plan2.pdf", content(), by=cast.max)
    where = f"/tasks/{cast.brief.public_id}/attachments/edit?field={newer.public_id}"
    editor = browser.get(where, headers=HX).text
    assert f"/files/{newer.public_id}/name" in editor and f"/files/{file.public_id}/" in editor
    gone = browser.delete(f"/files/{newer.public_id}", data={"alone": "1"}, headers=HX)
    assert "plan.pdf" in gone.text and "plan2.pdf" not in gone.text


def test_bytes_that_no_row_names_are_removed_after_a_day(cast, client_for):
    upload(client_for(cast.mia), cast.brief)
    kept = place_of(last_file().key)
    young, old = (place_of(keep(BytesIO(PDF)).key) for _ in range(2))
    left = old.with_name("abandoned.draft")
    left.touch()
    for place in (kept, old, left):
        os.utime(place, (1_600_000_000, 1_600_000_000))
    for letter in LETTERS:
        remove_orphans(letter)
    assert kept.exists() and young.exists()
    assert not old.exists() and not left.exists()


def test_all_files_of_a_project_stand_on_one_page_for_each_what_they_see(cast, client_for):
    mia = client_for(cast.mia)
    upload(mia, cast.brief, ("Été.pdf", PDF))
    upload(mia, cast.secret, ("coût.png", b"\x89PNG\r\n\x1a\n"))
    where = f"/projects/{cast.site.public_id}/files"
    page = mia.get(where).text
    assert page.index("coût.png") < page.index("Été.pdf") and "2 files" in page
    theirs = client_for(cast.clara).get(where).text
    assert "Été.pdf" in theirs and "1 file," in theirs
    assert "coût" not in theirs and cast.secret.title not in theirs
    assert "Hidden from client" in page and "Client and team" not in theirs
    assert client_for(cast.zed).get(where).status_code == 404
    assert client_for(cast.rose).get(where).status_code == 200


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("q=ete", {"Été.pdf"}),
        ("kind=image", {"photo.png"}),
        ("kind=document", {"Été.pdf", "notes.txt"}),
        ("kind=other", set()),
        ("person={max}", {"notes.txt"}),
        ("task={brief}", {"Été.pdf", "photo.png"}),
        ("person={zed}", set()),
        ("kind=nonsense", {"Été.pdf", "photo.png", "notes.txt"}),
    ],
)
def test_the_files_of_a_project_are_narrowed(cast, client_for, query, shown):
    upload(client_for(cast.mia), cast.brief, ("Été.pdf", PDF), ("photo.png", b"\x89PNG\r\n\x1a\n"))
    upload(client_for(cast.max), cast.mockup, ("notes.txt", b"Bonjour"))
    ids = {name: getattr(cast, name).public_id for name in ("max", "zed", "brief")}
    where = f"/projects/{cast.site.public_id}/files?{query.format(**ids)}"
    page = client_for(cast.mia).get(where, headers=HX).text
    assert {name for name in ("Été.pdf", "photo.png", "notes.txt") if name in page} == shown


def test_a_long_shelf_goes_on_where_it_stopped(cast, client_for, monkeypatch):
    monkeypatch.setattr(show, "ON_A_PAGE", 2)
    mia, where = client_for(cast.mia), f"/projects/{cast.site.public_id}/files"
    upload(mia, cast.brief, *[(f"{n}.txt", b"Bonjour") for n in range(3)])
    page = mia.get(where, headers=HX).text
    assert "2.txt" in page and "0.txt" not in page and "3 files" in page
    onwards = re.search(r'href="([^"]*before=[^"]*)"', page)[1].replace("&amp;", "&")
    rest = mia.get(onwards, headers=HX).text
    assert "0.txt" in rest and "2.txt" not in rest


def test_only_the_newest_version_stands_on_the_shelf(cast, client_for):
    upload(client_for(cast.mia), cast.brief)
    with change():
        last_file().replace("plan2.pdf", content(), by=cast.mia)
    page = client_for(cast.clara).get(f"/projects/{cast.site.public_id}/files", headers=HX).text
    assert "1 file," in page and "1 older version" in page and 'title="plan.pdf"' not in page


def test_an_empty_shelf_says_what_will_stand_there(cast, client_for):
    where = f"/projects/{cast.site.public_id}/files"
    assert "No files yet." in client_for(cast.clara).get(where).text
    assert "No file is like that." in client_for(cast.clara).get(f"{where}?q=x").text


def test_of_a_stranger_nothing_large_is_read(cast, visitor, app, monkeypatch):
    """Looking for the token of a form reads all of it, before anybody asks who sent it."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    assert upload(visitor, cast.brief, ("film.mov", b"x" * 4_000_000)).status_code == 413
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    assert upload(visitor, cast.brief).status_code == 401
