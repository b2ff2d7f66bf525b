"""A machine without the libraries that print: the rest of the worker goes on."""

import sys

import pytest

import worker
from cli import jalon
from reports.pressing import loaded


@pytest.fixture
def bare_machine(monkeypatch, tmp_path):
    """As on a machine where WeasyPrint does not find pango."""
    absent = tmp_path / "weasyprint"
    absent.mkdir()
    (absent / "__init__.py").write_text("raise OSError('cannot load library libpango')")
    monkeypatch.syspath_prepend(tmp_path)
    import reports

    monkeypatch.delattr(reports, "printing", raising=False)
    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delitem(sys.modules, "reports.printing", raising=False)
    loaded.cache_clear()
    yield
    loaded.cache_clear()


def test_the_worker_says_once_what_is_missing_and_goes_on(app, bare_machine, caplog):
    assert [worker.print_reports() for _ in range(3)] == [False] * 3
    worker.warm_up()
    (said,) = [record.getMessage() for record in caplog.records]
    assert "libpango" in said


def test_the_operator_is_told_what_to_install(bare_machine):
    command = jalon.get_command(None, "report")
    with pytest.raises(Exception, match="apt-get install libpangoft2"):
        command.callback(project="x", out=None, language=None)
