import stat
from email import message_from_bytes, policy
from email.header import decode_header, make_header

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mail
import worker
from models import Delivery, change, db


@pytest.fixture
def templates(app, tmp_path):
    """A small letter of the tests' own."""
    from jinja2 import ChoiceLoader, DictLoader

    words = {
        "mail/note.subject.txt": "{{ _('Reports') }}:\n {{ what }}",
        "mail/note.txt": "{{ what }}\n.\n..\n",
        "mail/note.html": "<p>{{ what }}</p>",
    }
    before = app.jinja_env.loader
    app.jinja_env.loader = ChoiceLoader([DictLoader(words), before])
    yield
    app.jinja_env.loader = before


def composed(language="fr", what="L’été & l’hiver", to=("Élise Verdier", "elise@verdier.example")):
    letter = mail.write(to[0], to[1], language, "note", what=what)
    with change():
        db.session.add(letter)
    return db.session.scalars(db.select(Delivery).order_by(Delivery.id.desc())).first()


def opened(content):
    return message_from_bytes(content, policy=policy.default)


def spelt(content, name):
    """As a mail program reads it; the newer parser of Python adds spaces inside names."""
    return str(make_header(decode_header(message_from_bytes(content)[name])))


def test_a_letter_speaks_the_readers_language_in_text_and_html(cast, templates):
    letter = opened(composed().content)
    assert letter["Subject"] == "Rapports: L’été & l’hiver"
    assert str(letter["To"]) == "Élise Verdier <elise@verdier.example>"
    assert letter["From"].addresses[0].display_name == "Atelier Bleu"
    assert letter.get_body(("plain",)).get_content().startswith("L’été & l’hiver")
    assert "L’été &amp; l’hiver" in letter.get_body(("html",)).get_content()
    assert letter["Content-Language"] == "fr"


def test_a_name_with_a_line_break_adds_no_header(cast, templates):
    letter = opened(composed(to=("Élise\r\nBcc: all@x.example", "elise@verdier.example")).content)
    assert letter["Bcc"] is None


def test_without_a_server_letters_are_private_files(app, cast, templates):
    delivery = composed()
    assert worker.deliver()
    db.session.refresh(delivery)
    assert delivery.state == "sent"
    place = app.config["SETTINGS"].mail / delivery.answer
    assert place.read_bytes() == delivery.content
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    place.unlink()


def test_a_letter_with_a_key_is_forgotten_once_it_has_left(cast, templates):
    delivery = composed()
    with change():
        delivery.kind = "reset"
    worker.deliver()
    db.session.refresh(delivery)
    assert delivery.content == b""


@given(names=st.lists(st.text("aéè’b«c»du-n°", min_size=1, max_size=12), min_size=1, max_size=12))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_names_and_subjects_with_accents_arrive_as_they_were_written(cast, names):
    text = " ".join(names)
    letter = mail.envelope(text, "elise@verdier.example", f"{text}\u00a0: n°\u00a01")
    letter.set_content("Bonjour")
    content = letter.as_bytes()
    assert spelt(content, "Subject") == f"{text}\u00a0: n°\u00a01"
    assert spelt(content, "To") == f"{text} <elise@verdier.example>"
    head = content.partition(b"\r\n\r\n")[0]
    assert head.isascii()
    assert all(len(line) < 998 for line in head.splitlines())
