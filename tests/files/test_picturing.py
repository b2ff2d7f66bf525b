"""Small pictures of files: turned the right way, without metadata, and never at any price."""

import os
import subprocess
import sys
import zlib
from io import BytesIO

import pytest
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

import worker
from files import picturing
from files.keeping import keep, picture_of
from models import Event, File, change, db
from settings import HERE
from tests.doors.test_files import HX

SECRET = "Rue du Puits 7"


def bytes_of(image, kind, **more):
    written = BytesIO()
    image.save(written, kind, **more)
    return written.getvalue()


def photo():
    """Wide, taken with the camera on its side, by somebody somewhere."""
    image = Image.new("RGB", (2000, 1000), "red")
    image.paste("blue", (0, 0, 1000, 1000))
    exif = Image.Exif()
    exif[0x0112], exif[0x013B] = 6, SECRET  # turned to the right; the artist
    exif.get_ifd(0x8825)[2] = tuple(IFDRational(n) for n in (48, 51, 30))
    return bytes_of(image, "JPEG", exif=exif, comment=SECRET.encode())


def page():
    return bytes_of(Image.new("RGB", (600, 800), "white"), "PDF", title=SECRET)


def attached(cast, inside, name="photo.jpg"):
    content = keep(BytesIO(inside))
    with change():
        return File.attach(cast.brief, name, content, by=cast.mia)


def drawn(file):
    assert picturing.draw_one()
    db.session.refresh(file)
    return file.picture


def test_a_photo_is_small_the_right_way_up_and_tells_nothing_else(cast):
    file = attached(cast, photo())
    assert file.picture == "waiting"
    assert drawn(file) == "done"
    written = picture_of(file.key).read_bytes()
    picture = Image.open(BytesIO(written))
    assert (picture.format, picture.size) == ("WEBP", (640, 1280))
    assert picture.getpixel((320, 100))[2] > 200 and picture.getpixel((320, 1200))[0] > 200
    assert SECRET.encode() not in written
    assert not picture.getexif() and "icc_profile" not in picture.info
    assert os.stat(picture_of(file.key)).st_mode & 0o077 == 0


def test_the_first_page_of_a_pdf_is_drawn(cast):
    file = attached(cast, page(), "plan.pdf")
    assert drawn(file) == "done"
    assert Image.open(picture_of(file.key)).size[1] == 1280


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP"])
def test_each_kind_of_picture_is_drawn(cast, kind):
    file = attached(cast, bytes_of(Image.new("RGB", (30, 20), "green"), kind))
    assert drawn(file) == "done"
    assert Image.open(picture_of(file.key)).size == (30, 20)


def test_open_pages_hear_that_it_is_there_once(cast):
    file = attached(cast, photo())
    assert drawn(file) == "done"
    assert not picturing.draw_one()
    told = db.session.scalars(db.select(Event).where(Event.kind == "file.drawn")).all()
    assert [event.subject_id for event in told] == [file.id]


def bomb():
    """A picture of 120,000 by 120,000 pixels in a few hundred bytes."""
    tiny = bytearray(bytes_of(Image.new("1", (8, 8)), "PNG"))
    tiny[16:24] = (120_000).to_bytes(4, "big") * 2
    tiny[29:33] = zlib.crc32(bytes(tiny[12:29])).to_bytes(4, "big")
    return bytes(tiny)


@pytest.mark.parametrize(
    "inside",
    [b"%PDF-1.7\n" + b"\x00garbage" * 50, photo()[:500], bomb()],
    ids=["a broken PDF", "half a photo", "a bomb"],
)
def test_what_cannot_be_drawn_keeps_its_icon_and_is_not_tried_again(cast, inside):
    file = attached(cast, inside)
    assert drawn(file) == "failed"
    assert not picture_of(file.key).exists()
    assert not picturing.draw_one()


def test_what_takes_too_long_is_given_up(cast, monkeypatch):
    monkeypatch.setattr(picturing, "PATIENCE", 0.001)
    assert drawn(attached(cast, photo())) == "failed"


def test_what_draws_knows_none_of_our_secrets(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", SECRET)
    monkeypatch.setattr(picturing, "HERE", tmp_path)
    (tmp_path / "files").mkdir()
    tells = "import os, sys\nopen(sys.argv[2], 'w').write(str(dict(os.environ)))\n"
    (tmp_path / "files" / "drawing.py").write_text(tells)
    assert picturing.draw(tmp_path / "source", tmp_path / "target", "image/png")
    assert SECRET not in (tmp_path / "target").read_text()


def test_what_draws_cannot_take_all_the_memory():
    hungry = f"import sys; sys.path.insert(0, {str(HERE)!r})\n"
    hungry += "from files import drawing; drawing.bound(); bytearray(2_000_000_000)"
    done = subprocess.run([sys.executable, "-I", "-c", hungry], capture_output=True, text=True)
    assert "MemoryError" in done.stderr


def test_a_preview_is_sent_by_sight_and_shown_in_pages(cast, client_for):
    file = attached(cast, photo())
    mia, clara = client_for(cast.mia), client_for(cast.clara)
    where = f"/previews/{file.public_id}"
    assert mia.get(where).status_code == 404  # not drawn yet
    drawn(file)
    answer = clara.get(where)
    assert (answer.status_code, answer.content_type) == (200, "image/webp")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert f'src="{where}"' in clara.get(f"/tasks/{cast.brief.public_id}", headers=HX).text
    with change():
        db.session.get_one(File, file.id).task.hide("team", by=cast.max)
    hidden, never = clara.get(where), clara.get("/previews/2345678923")
    assert (hidden.status_code, hidden.data) == (never.status_code, never.data)
    assert hidden.status_code == 404


def test_the_worker_draws(cast, app):
    file = attached(cast, photo())
    assert picturing.draw_one in worker.QUEUES["rest"]
    assert worker.look(app, [picturing.draw_one])
    db.session.refresh(file)
    assert file.picture == "done"
