"""What the processes say: for a person in lines, for a machine in JSON, and about nobody."""

import io
import json
import logging
import sqlite3

import pytest
from sqlalchemy.exc import IntegrityError

import settings
from app import create_app
from models import User, change
from operating import logs
from settings import SettingsError
from tests.operating.conftest import KINDS, empty_instance, inside, migrated

PRIVATE = (
    *("ada@atelier.example", "192.168.7.31", "2001:db8::8a2e:370:7334"),
    "jb2Zk3tY_8eQm4vX-9sLw1nRc5pHf7aD6gTuK0oIyE",
)


def told(form, tell):
    """What `tell(log)` came to, in that form."""
    said = io.StringIO()
    log = logging.getLogger("jalon.test")
    listener = logging.StreamHandler(said)
    listener.setFormatter(form)
    log.addHandler(listener)
    log.setLevel(logging.INFO)
    try:
        tell(log)
    finally:
        log.removeHandler(listener)
    return said.getvalue()


def test_news_are_bare_lines_and_what_is_graver_says_where():
    assert told(logs.Lines(), lambda log: log.info("Jalon serves")) == "Jalon serves\n"
    said = told(logs.Lines(), lambda log: log.warning("%s ended", "The worker"))
    assert said == "WARNING jalon.test: The worker ended\n"


def test_a_machine_gets_one_object_a_line():
    said = told(logs.Json(), lambda log: log.error("two\nlines", extra={"told": {"ms": 1.5}}))
    assert said.count("\n") == 1
    line = json.loads(said)
    assert (line["level"], line["logger"], line["message"]) == ("error", "jalon.test", "two\nlines")
    assert line["ms"] == 1.5
    assert line["at"].endswith("+00:00")


@pytest.mark.parametrize("form", [logs.Lines(), logs.Json()])
@pytest.mark.parametrize("word", PRIVATE)
def test_no_address_and_no_secret_is_told(form, word):
    def tell(log):
        log.warning("Invalid request from %s", word)
        try:
            raise ValueError(f"what about {word}?")
        except ValueError:
            log.exception("It failed")

    said = told(form, tell)
    assert word not in said
    assert "ValueError" in said and "test_logs.py" in said


def test_what_only_looks_alike_stays_as_it_is():
    words = "At 12:30:45 the task k3f9w2xyz on http://127.0.0.1:8000 took 1.2.3 s (6443EB64)"
    assert logs.masked(words) == words


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_that_the_database_refuses_is_not_quoted(tmp_path, kind):
    def tell(log):
        try:
            with change() as session:
                for _ in range(2):
                    session.add(
                        User(name="Ada Lovelace", email="Ada, Countess", role="admin", hue="iris")
                    )
                    session.flush()
        except IntegrityError:
            log.exception("It failed")

    here = empty_instance(kind, tmp_path)
    with inside(migrated(here)):
        said = told(logs.Json(), tell)
    assert "IntegrityError" in said
    assert "Lovelace" not in said and "Countess" not in said


def test_the_cause_is_told_first():
    def tell(log):
        try:
            try:
                raise sqlite3.OperationalError("database is locked")
            except sqlite3.OperationalError as cause:
                raise RuntimeError("could not save") from cause
        except RuntimeError:
            log.exception("It failed")

    said = told(logs.Lines(), tell)
    assert 0 < said.index("database is locked") < said.index("could not save")


# Requests


@pytest.fixture
def gathered(tmp_path):
    """An app whose log is gathered by a machine, with a door that fails, and what it said."""
    here = migrated(
        settings.load(
            {
                "JALON_INSTANCE": str(tmp_path / "home"),
                "DATABASE_URL": f"sqlite:///{tmp_path}/jalon.db",
                "LOG_FORMAT": "json",
            }
        )
    )
    app = create_app(here)
    app.add_url_rule("/broken/<secret>", "broken", lambda secret: 1 / 0)
    said = io.StringIO()
    listener = logging.StreamHandler(said)
    listener.setFormatter(logs.Json())
    root = logging.getLogger()
    root.addHandler(listener)
    level = root.level
    root.setLevel(logging.INFO)
    yield app, lambda: [json.loads(line) for line in said.getvalue().splitlines()]
    root.removeHandler(listener)
    root.setLevel(level)


def ask(app, address):
    return app.test_client().get(address, base_url="http://127.0.0.1:8000")


def test_a_request_is_a_line_that_names_the_door_and_not_the_address(gathered):
    app, said = gathered
    answer = ask(app, f"/invitations/{PRIVATE[-1]}?email={PRIVATE[0]}")
    (line,) = said()
    assert line["door"] == "/invitations/<secret>"
    assert (line["method"], line["status"]) == ("GET", answer.status_code)
    assert line["request"] == answer.headers["X-Request-Id"]
    assert line["ms"] > 0
    assert PRIVATE[-1][:10] not in json.dumps(line)


def test_each_request_has_a_mark_of_its_own(gathered):
    app, said = gathered
    marks = {ask(app, "/sign-in").headers["X-Request-Id"] for _ in range(5)}
    assert len(marks) == 5
    assert {line["request"] for line in said()} == marks
    assert logs.mark() == ""


def test_the_page_of_an_error_bears_the_mark_of_the_log_and_the_log_its_cause(gathered):
    app, said = gathered
    app.view_functions["broken"].is_public = True
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = ask(app, f"/broken/{PRIVATE[-1][:20]}")
    assert answer.status_code == 500
    failed, request = said()
    assert failed["request"] == request["request"]
    assert failed["request"] in answer.text
    assert "ZeroDivisionError" in failed["trace"]
    assert PRIVATE[-1][:20] not in json.dumps([failed, request])


def test_a_form_of_the_log_that_there_is_not_is_refused(tmp_path):
    with pytest.raises(SettingsError, match="LOG_FORMAT=json"):
        settings.load({"JALON_INSTANCE": str(tmp_path), "LOG_FORMAT": "xml"})


def test_health_is_told_without_a_trace_while_the_database_is_away(tmp_path):
    here = settings.load(
        {"JALON_INSTANCE": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/none.db"}
    )
    app = create_app(here)
    client = app.test_client()
    client.set_cookie("jalon", "x", domain="127.0.0.1")
    answer = client.get("/health", base_url="http://127.0.0.1:8000")
    assert (answer.status_code, answer.text) == (503, "not ok\n")
