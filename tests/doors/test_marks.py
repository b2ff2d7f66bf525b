"""The mark and the colour of a company: judged, kept as our own picture, borne by its reports."""

from email import message_from_bytes, policy
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

import worker
from models import Agency, Client, Event, Mark, StatusReport, change, db
from reports.keeping import kept_at
from tests.cast import refused_page
from tests.doors.test_readings import address_in, letters, send

SECRET = b"made on a laptop of Clara's"


def picture(kind="PNG", size=(900, 300), colour="#1f7a52", **more):
    drawn = BytesIO()
    Image.new("RGB", size, colour).save(drawn, kind, **more)
    return drawn.getvalue()


def upload(content, name="mark.png"):
    return {"data": {"mark": (BytesIO(content), name)}, "content_type": "multipart/form-data"}


@pytest.fixture
def owner(cast, client_for):
    return client_for(cast.olga)


@pytest.fixture
def writer(cast, client_for):
    return client_for(cast.max)


@pytest.fixture
def at(cast):
    return f"/clients/{cast.client.public_id}"


def kept():
    return list(db.session.scalars(db.select(Mark)))


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_is_drawn_anew_and_shown_to_anybody_with_its_address(owner, visitor, at, kind):
    sent = picture(kind, **({"comment": SECRET} if kind == "JPEG" else {}))
    assert owner.post(f"{at}/mark", **upload(sent)).status_code == 303
    (mark,) = kept()
    assert (mark.width, mark.height) == (640, 213)
    assert f'src="{mark.address}"' in owner.get(at).text
    answer = visitor.get(mark.address)
    assert answer.data.startswith(b"\x89PNG")
    assert SECRET not in answer.data
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert visitor.get("/marks/2345678923").status_code == 404


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "no picture in PNG or JPEG"),
        (picture("GIF"), "no picture in PNG or JPEG"),
        (picture()[:12], "no picture in PNG or JPEG"),
        (picture() + b"\0" * 2_000_000, "2 MB at most"),
        (picture(size=(6000, 5000)), "25 million at most"),
        (b"", "no picture in PNG or JPEG"),
    ],
)
def test_what_is_no_mark_is_refused_with_a_sentence_whatever_its_name(owner, at, content, sentence):
    answer = owner.post(f"{at}/mark", **upload(content))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert kept() == []
    assert owner.post(f"{at}/mark").status_code == 422


def test_only_those_who_edit_clients_and_the_agency_change_marks(cast, owner, client_for, at):
    for name in ("max", "mia", "clara", "zed"):
        browser = client_for(cast.people[name])
        for address in (at, "/settings"):
            assert browser.post(f"{address}/mark", **upload(picture())).status_code in (403, 404)
            assert browser.delete(f"{address}/mark").status_code in (403, 404)
        assert browser.get("/settings").status_code == refused_page(name)
    assert kept() == []


def test_taken_off_twice_it_is_gone_once(owner, at):
    owner.post(f"{at}/mark", **upload(picture()))
    for _ in range(2):
        owner.delete(f"{at}/mark")
    assert db.session.scalar(db.select(Client)).mark is None
    kinds = list(db.session.scalars(db.select(Event.kind)))
    assert kinds.count("client.changed") == 2


COMPANY = {"name": "Musée du Fil", "hue": "canard"}


def test_a_colour_too_light_for_paper_is_refused_with_one_that_can_be_read(owner, at):
    answer = owner.put(at, data=COMPANY | {"accent": "#F2C230"})
    assert answer.status_code == 422
    assert "its contrast is 1.7, 4.5 is needed" in answer.text
    nearest = answer.text.partition("The nearest that can be read is ")[2][:7]
    assert owner.put(at, data=COMPANY | {"accent": nearest}).status_code == 303
    assert db.session.scalar(db.select(Client)).accent == nearest
    assert owner.put(at, data=COMPANY | {"accent": "red"}).status_code == 422


def test_a_report_wears_its_clients_colour_and_mark_on_every_surface(
    cast, owner, writer, visitor, at
):
    owner.put(at, data=COMPANY | {"accent": "#1f7a52"})
    owner.post(f"{at}/mark", **upload(picture()))
    (mark,) = kept()
    report = send(cast, writer)
    page = visitor.get(address_in(letters()[0])).text
    sheet = writer.get(f"/reports/{report.public_id}").text
    for surface in (page, sheet):
        assert f'src="{mark.address}" alt="Musée du Fil"' in surface
        assert "--brand-mark: 31 122 82" in surface
    whole = message_from_bytes(letters()[0].content, policy=policy.default)
    (inside,) = [part for part in whole.walk() if part.get_content_type() == "image/png"]
    assert inside["Content-ID"] == "<mark>"
    html = whole.get_body(("html",)).get_content()
    assert 'src="cid:mark" alt="Musée du Fil"' in html
    assert "background:#1f7a52" in html
    with pikepdf.open(kept_at(report.public_id)) as pdf:
        assert [str(one.Alt) for one in pdf.objects if is_figure(one)].count("Musée du Fil") == 1


def is_figure(one):
    return isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"


def test_what_was_frozen_keeps_its_dress_and_a_draft_takes_the_new_one(cast, owner, writer, at):
    owner.post(f"{at}/mark", **upload(picture()))
    report = send(cast, writer)
    writer.post(f"/projects/{cast.site.public_id}/reports")
    draft = db.session.scalars(db.select(StatusReport).order_by(StatusReport.id.desc())).first()
    owner.post(f"{at}/mark", **upload(picture(colour="#8a1f5a")))
    first, second = kept()
    assert first.address in writer.get(f"/reports/{report.public_id}").text
    assert second.address in writer.get(f"/reports/{draft.public_id}").text
    writer.put(f"/reports/{draft.public_id}/freezing")
    assert worker.print_reports()
    assert second.address in writer.get(f"/reports/{draft.public_id}").text


def test_without_its_own_a_client_gets_the_agencys(cast, owner, writer):
    owner.post("/settings/mark", **upload(picture()))
    with change():
        db.session.scalar(db.select(Agency)).accent = "#6b2fa0"
    report = send(cast, writer)
    sheet = writer.get(f"/reports/{report.public_id}").text
    assert f'src="{kept()[0].address}" alt="Atelier Bleu"' in sheet
    assert "--brand-mark: 107 47 160" in sheet
