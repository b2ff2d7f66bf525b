import pytest

import mail
import worker
from models import Delivery, change, db
from tests.cast import refused_page


@pytest.fixture
def reset(cast):
    """A letter with a key in it, as the password door writes it."""
    link = f"{mail.here().base_url}/password/k3yk3yk3yk3yk3yk3yk3y"
    letter = mail.write(cast.clara.name, cast.clara.email, "fr", "reset", link=link)
    with change():
        db.session.add(letter)
    return db.session.scalars(db.select(Delivery)).one()


@pytest.fixture
def owner(cast, client_for):
    return client_for(cast.olga)


def test_the_owner_reads_what_left_with_the_keys_masked(cast, owner, reset):
    assert cast.clara.name in owner.get("/mail").text
    page = owner.get(f"/mail/{reset.public_id}").text
    assert "k3yk3y" not in page
    assert "/password/••••••" in page


def test_after_it_has_left_it_is_read_from_its_file_masked_still(cast, owner, reset):
    worker.deliver()
    db.session.refresh(reset)
    assert reset.content == b""
    page = owner.get(f"/mail/{reset.public_id}").text
    assert "/password/••••••" in page
    assert "k3yk3y" not in page


def test_a_key_is_masked_though_the_site_had_another_name_then(cast, owner, reset):
    with change():
        letter = db.session.get_one(Delivery, reset.id)
        here = mail.here().base_url.encode()
        letter.content = letter.content.replace(here, b"https://old.example:8443")
    page = owner.get(f"/mail/{reset.public_id}").text
    assert "https://old.example:8443/password/••••••" in page
    assert "k3yk3y" not in page


def test_nobody_but_the_owner_reads_letters(cast, client_for, reset):
    for name in ("ada", "max", "mia", "clara", "zed"):
        browser = client_for(cast.people[name])
        assert browser.get("/mail").status_code == refused_page(name)
        assert browser.get(f"/mail/{reset.public_id}").status_code == refused_page(name)


def test_a_letters_enclosure_is_downloaded_by_its_name(cast, owner):
    letter = mail.envelope("Clara", cast.clara.email, "Rapport")
    letter.set_content("Bonjour")
    letter.add_attachment(b"%PDF-", "application", "pdf", filename="Rapport-001.pdf")
    with change():
        delivery = Delivery(
            kind="report",
            message_id=letter["Message-ID"],
            to_address=cast.clara.email,
            language="fr",
            subject="Rapport",
            content=letter.as_bytes(),
        )
        db.session.add(delivery)
    address = f"/mail/{delivery.public_id}/enclosed"
    answer = owner.get(f"{address}/0")
    assert answer.data == b"%PDF-"
    assert "Rapport-001.pdf" in answer.headers["Content-Disposition"]
    assert owner.get(f"{address}/1").status_code == 404


def test_the_owner_decides_about_a_refused_letter(cast, owner, reset):
    with change():
        reset.state, reset.answer = "refused", "550 No such person"
    assert "550 No such person" in owner.get(f"/mail/{reset.public_id}").text
    owner.post(f"/mail/{reset.public_id}/retrial")
    db.session.refresh(reset)
    assert reset.state == "queued"
