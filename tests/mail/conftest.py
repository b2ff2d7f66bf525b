from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from settings import Smtp
from tests.mail.post_office import PASSWORD, USER, PostOffice, make_certificate


@pytest.fixture(scope="session")
def certified(tmp_path_factory) -> Path:
    """A folder with a certificate for localhost."""
    folder = tmp_path_factory.mktemp("certificate")
    make_certificate(folder)
    return folder


@pytest.fixture
def post_office(certified, monkeypatch) -> Iterator[PostOffice]:
    office = PostOffice(certified)
    monkeypatch.setenv("SSL_CERT_FILE", str(office.certificate))
    office.open()
    yield office
    office.close()


@pytest.fixture
def misnamed_office(tmp_path, monkeypatch) -> Iterator[PostOffice]:
    """Its certificate is trusted, and says another name than the one it was called by."""
    make_certificate(tmp_path, name="elsewhere.example")
    office = PostOffice(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(office.certificate))
    office.open()
    yield office
    office.close()


@pytest.fixture
def posting(app: Flask, post_office: PostOffice) -> Iterator[PostOffice]:
    """The app with this post office as its server."""
    before = app.config["SETTINGS"]
    smtp = Smtp("localhost", post_office.port, USER, PASSWORD, starttls=True)
    app.config["SETTINGS"] = replace(before, smtp=smtp)
    yield post_office
    app.config["SETTINGS"] = before
