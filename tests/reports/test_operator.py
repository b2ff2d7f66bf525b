"""`bin/jalon report PROJECT --pdf OUT`."""

import pytest
from click.testing import CliRunner

from models import StatusReport, db
from reports.operator import command
from reports.reading import words_of


@pytest.fixture
def typed(app, monkeypatch):
    monkeypatch.setattr("app.create_app", lambda: app)
    return lambda *words: CliRunner().invoke(command, [str(word) for word in words])


def test_a_project_is_printed_by_its_name_for_its_client(typed, cast, tmp_path):
    out = tmp_path / "report.pdf"
    assert typed("Site du musée", "--pdf", out).exit_code == 0
    said = words_of(out.read_bytes())
    assert "Site du musée" in said
    assert "Max" in said, "the manager answers for it"
    assert "Rattraper le retard" not in said
    assert db.session.scalar(db.select(db.func.count(StatusReport.id))) == 0


def test_it_may_be_asked_for_in_another_language(typed, cast, tmp_path):
    out = tmp_path / "report.pdf"
    typed(cast.site.public_id, "--pdf", out, "--language", "en")
    assert "Status report no. 1" in words_of(out.read_bytes())


def test_an_unknown_project_is_told_and_nothing_is_written(typed, cast, tmp_path):
    answer = typed("Nulle part", "--pdf", tmp_path / "report.pdf")
    assert answer.exit_code == 1
    assert "Nulle part" in answer.output
    assert not (tmp_path / "report.pdf").exists()
