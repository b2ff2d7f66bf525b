import stat

import pytest

import settings
from settings import SettingsError


@pytest.fixture
def load(tmp_path):
    def with_environment(**environ):
        return settings.load({"JALON_INSTANCE": str(tmp_path / "instance"), **environ})

    return with_environment


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_links_default_to_the_loopback_address_and_port(load):
    assert load(PORT="8123").base_url == "http://127.0.0.1:8123"


def test_on_loopback_localhost_is_accepted_too_and_nothing_else(load):
    here = load()
    assert here.accepts("127.0.0.1:8000")
    assert here.accepts("localhost:8000")
    assert not here.accepts("localhost")
    assert not here.accepts("127.0.0.1:8001")
    assert not here.accepts("example.org")


def test_a_public_base_url_is_the_only_accepted_host(load):
    here = load(HOST="0.0.0.0", BASE_URL="https://Jalon.Example.org/")
    assert here.base_url == "https://jalon.example.org"
    assert here.is_secure
    assert here.accepts("jalon.example.org")
    assert here.accepts("jalon.example.org:443")
    assert not here.accepts("localhost")
    assert not here.accepts("evil.example.org")


def test_an_ipv6_loopback_gets_a_bracketed_address(load):
    assert load(HOST="::1").base_url == "http://[::1]:8000"


def test_a_public_host_without_base_url_says_the_line_to_type(load):
    with pytest.raises(
        SettingsError, match=r"HOST=0\.0\.0\.0 PORT=80 BASE_URL=https://\S+ bin/run"
    ):
        load(HOST="0.0.0.0", PORT="80")


@pytest.mark.parametrize("address", ["jalon.example.org", "ftp://x.org", "https://x.org/jalon"])
def test_a_base_url_that_is_not_the_root_of_a_site_is_refused(load, address):
    with pytest.raises(SettingsError, match="BASE_URL"):
        load(BASE_URL=address)


@pytest.mark.parametrize("port", ["eight", "-1", "70000"])
def test_a_port_that_is_not_a_port_is_refused(load, port):
    with pytest.raises(SettingsError, match="PORT"):
        load(PORT=port)


def test_the_database_is_a_file_of_the_instance_by_default(load, tmp_path):
    assert load().database == f"sqlite:///{tmp_path}/instance/jalon.db"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_any_spelling_of_postgresql_gets_the_driver_we_ship(load, scheme):
    here = load(DATABASE_URL=f"{scheme}://ada@db/jalon")
    assert here.database == "postgresql+psycopg://ada@db/jalon"


def test_an_unknown_database_is_refused(load):
    with pytest.raises(SettingsError, match="DATABASE_URL"):
        load(DATABASE_URL="mysql://ada@db/jalon")


def test_the_secret_stays_the_same_and_nobody_else_can_read_it(load):
    first, second = load(), load()
    assert first.secret == second.secret
    assert len(first.secret) >= 48
    assert mode(first.instance / "secret") == 0o600
    assert mode(first.instance) == 0o700


def test_an_instance_folder_that_a_clone_made_is_closed_to_others(load, tmp_path):
    (tmp_path / "instance").mkdir(mode=0o755)
    assert mode(load().instance) == 0o700


def test_the_folders_of_an_instance_are_private(load):
    here = load()
    assert mode(here.uploads) == mode(here.mail) == 0o700


def test_the_welcome_code_is_kept_private_and_short_enough_to_type(load):
    here = load()
    assert here.welcome_code() == here.welcome_code()
    assert len(here.welcome_code()) == 9
    assert mode(here.instance / "welcome-code") == 0o600


def test_without_smtp_host_mails_stay_in_the_instance(load):
    assert load().smtp is None
    assert load().mail_from == "Jalon <jalon@localhost>"


def test_smtp_encrypts_unless_told_otherwise(load):
    smtp = load(SMTP_HOST="mail.example.org", SMTP_USER="u", SMTP_PASSWORD="p").smtp
    assert (smtp.host, smtp.port, smtp.user, smtp.password) == ("mail.example.org", 587, "u", "p")
    assert smtp.starttls
    assert not load(SMTP_HOST="mail", SMTP_PORT="25", SMTP_STARTTLS="0").smtp.starttls


def test_forwarded_headers_are_trusted_only_when_asked(load):
    assert load().trusted_proxies == 0
    assert load(TRUSTED_PROXIES="1").trusted_proxies == 1


def test_a_number_that_is_too_large_is_not_called_something_else_than_a_number(load):
    with pytest.raises(SettingsError, match="PORT=99999 is not a number from 0 to 65535"):
        load(PORT="99999")
