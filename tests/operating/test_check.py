"""`bin/jalon check`: each question is answered from the real thing, and says what mends it."""

import os
import socket
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from sqlalchemy import text
from sqlalchemy.engine import make_url

import migrations
from models import Event, change
from operating import pulse
from operating.checks import instance, machine
from operating.checks.database import clock, database
from operating.checks.mail import mail
from operating.tables import connected
from settings import Smtp, load
from tests.mail.post_office import PASSWORD, USER, free_port
from tests.operating.conftest import KINDS, empty_instance, inside

on_both = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture(params=KINDS)
def here(request, tmp_path):
    """An instance of either kind, migrated and empty."""
    made = empty_instance(request.param, tmp_path)
    migrations.upgrade(made.database)
    return made


@pytest.fixture
def alone(tmp_path):
    return empty_instance("sqlite", tmp_path)


# The database


@on_both
def test_a_database_in_order_says_so(kept, kind):
    here, _file = kept(kind)
    found = database(here)
    assert found.state == "ok"
    assert "all of its" in found.says


def test_a_database_without_its_steps_asks_for_them(tmp_path, alone):
    assert database(alone).mend == "bin/jalon migrate"
    with connected(alone.database) as connection:
        connection.exec_driver_sql("CREATE TABLE other (id INTEGER)")
        connection.commit()
    found = database(alone)
    assert (found.state, found.mend) == ("fails", "bin/jalon migrate")


def test_a_database_of_a_newer_jalon_is_known_as_such(here):
    step(here, "9999")
    assert "A newer Jalon" in database(here).says
    with pytest.raises(SystemExit, match="A newer Jalon"):
        migrations.upgrade(here.database)


def step(here, name):
    with connected(here.database) as connection, connection.begin():
        connection.execute(text("UPDATE alembic_version SET version_num = :n"), {"n": name})


def test_an_event_that_is_missing_is_told(here):
    with inside(here), change() as session:
        for seq in (1, 2, 4):
            session.add(Event(seq=seq, kind="agency.changed", subject_type="Agency"))
    found = database(here)
    assert (found.state, found.says) == ("fails", "1 events are missing.")


def test_a_server_that_does_not_answer_is_told(alone):
    gone = replace(alone, database=f"postgresql+psycopg://jalon@127.0.0.1:{free_port()}/jalon")
    found = database(gone)
    assert found.state == "fails"
    assert "does not answer" in found.says and "DATABASE_URL" in found.mend


def test_a_damaged_file_is_told(kept, alone, tmp_path):
    whole, _file = kept("sqlite")
    place, here = tmp_path / "jalon.db", alone
    content = bytearray(Path(make_url(whole.database).database).read_bytes())
    middle = len(content) // 2
    content[middle : middle + 8000] = b"\xff" * 8000
    place.write_bytes(content)
    assert database(here).state == "fails"
    place.write_bytes(b"a letter, and no database" * 100)
    assert "does not answer" in database(here).says


# The clock


def test_a_clock_that_fell_behind_the_events_is_told(here):
    assert clock(here).state != "fails"
    later = datetime.now(UTC) + timedelta(hours=2)
    with inside(here), change() as session:
        session.add(Event(seq=1, kind="agency.changed", subject_type="Agency", at=later))
    found = clock(here)
    assert found.state == "fails"
    assert "last event" in found.says and "timedatectl" in found.mend


# The folder


def test_a_file_that_others_may_read_is_named_with_its_mend(here):
    assert instance.modes(here).state == "ok"
    open_file = here.uploads / "plan.json"
    open_file.touch()
    open_file.chmod(0o644)
    found = instance.modes(here)
    assert found.state == "fails"
    assert str(open_file) in found.says
    assert found.mend == f"chmod -R go= {here.instance}"


def test_a_file_of_another_user_is_named_with_its_mend(here):
    taken = here.uploads / "taken"
    if os.getuid() == 0:  # only root can give a file away, and only others can point to root's
        taken.touch()
        os.chown(taken, 65534, -1)
    else:
        taken.symlink_to("/etc/passwd")
    found = instance.modes(here)
    assert str(taken) in found.says and found.mend.startswith("chown -R ")


def test_settings_that_are_hardly_meant_are_noted(tmp_path):
    def settings(**environ):
        return instance.settings(load({"JALON_INSTANCE": str(tmp_path), **environ}))

    assert settings().state == "ok"
    assert "in clear" in settings(HOST="0.0.0.0", BASE_URL="http://jalon.example.org").says
    away = {"BASE_URL": "https://jalon.example.org"}
    assert settings(**away).mend == "TRUSTED_PROXIES=1"
    assert settings(**away, TRUSTED_PROXIES="1").state == "ok"


# The worker


def test_a_worker_that_is_not_seen_is_told(alone):
    assert "never" in instance.worker(alone).says
    for name in ("letters", "rest"):
        pulse.Pulse(alone.instance, name).beat()
    assert instance.worker(alone).state == "ok"
    late = time.time() - 3600
    os.utime(alone.instance / "pulse" / "letters", (late, late))
    found = instance.worker(alone)
    assert (found.state, "60 minutes" in found.says) == ("fails", True)


# Mail


def posting(here, office, **changed):
    smtp = Smtp("localhost", office.port, USER, PASSWORD, starttls=True)
    return replace(here, smtp=replace(smtp, **changed))


def test_a_server_that_would_take_a_letter_gets_none(alone, post_office):
    assert mail(posting(alone, post_office)).state == "ok"
    assert post_office.counter.taken == []


def test_without_a_server_it_is_noted_where_letters_stay(alone):
    found = mail(alone)
    assert found.state == "note" and str(alone.mail) in found.says


def test_a_wrong_password_is_told_apart_from_a_wrong_address(alone, post_office):
    wrong = mail(posting(alone, post_office, password="faux"))
    assert (wrong.state, "SMTP_PASSWORD" in wrong.mend) == ("fails", True)
    away = mail(posting(alone, post_office, port=free_port()))
    assert (away.state, "SMTP_HOST" in away.mend) == ("fails", True)


def test_a_server_with_another_name_on_its_certificate_is_told(alone, post_office):
    found = mail(posting(alone, post_office, host="127.0.0.1"))
    assert found.state == "fails" and "certificate" in found.mend


def test_a_server_that_does_not_encrypt_is_told(alone):
    plain = Controller(Sink(), hostname="127.0.0.1", port=free_port())
    plain.start()
    try:
        found = mail(posting(alone, plain, user=""))
        assert found.state == "fails" and "SMTP_STARTTLS" in found.mend
        assert mail(posting(alone, plain, user="", starttls=False)).state == "ok"
    finally:
        plain.stop(no_assert=True)


def test_a_server_that_says_nothing_is_not_waited_for_for_long(alone, monkeypatch):
    monkeypatch.setattr("posting.PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        found = mail(replace(alone, smtp=Smtp("127.0.0.1", silent.getsockname()[1], "", "", True)))
    assert found.state == "fails" and "does not answer" in found.says


# The machine


def test_a_disk_that_fills_up_is_noted_then_fails(alone, monkeypatch):
    monkeypatch.setattr(machine, "TOO_LITTLE", 0)
    monkeypatch.setattr(machine, "LITTLE", 0)
    assert machine.disk(alone).state == "ok"
    monkeypatch.setattr(machine, "LITTLE", 10**18)
    assert machine.disk(alone).state == "note"
    monkeypatch.setattr(machine, "TOO_LITTLE", 10**18)
    assert machine.disk(alone).state == "fails"


def test_fonts_are_in_place_and_print(alone):
    assert machine.fonts(alone).state == "ok"


@pytest.mark.parametrize("content", [None, b"wOF2 and no more"])
def test_a_font_that_is_missing_or_damaged_is_named(alone, tmp_path, monkeypatch, content):
    (tmp_path / "css").mkdir()
    style = machine.STATIC / "css" / "report-page.css"
    (tmp_path / "css" / style.name).write_bytes(style.read_bytes())
    (tmp_path / "fonts").mkdir()
    if content:
        (tmp_path / "fonts" / "inter-variable.woff2").write_bytes(content)
    monkeypatch.setattr(machine, "STATIC", tmp_path)
    found = machine.fonts(alone)
    assert found.state == "fails" and "inter-variable.woff2" in found.says
