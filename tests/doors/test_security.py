import re

import pytest

import assets
from settings import load


@pytest.fixture
def guarded(app):
    """The app as it is in the world, where every form needs its token."""
    app.config["WTF_CSRF_ENABLED"] = True
    yield app.test_client()
    app.config["WTF_CSRF_ENABLED"] = False


def token_in(page):
    return re.search(r'name="csrf-token" content="([^"]+)"', page)[1]


def test_a_change_without_the_token_is_refused(guarded, cast):
    answer = guarded.post("/sign-in", data={"email": "a@b.example", "password": "x"})
    assert answer.status_code == 400
    assert "This page is too old." in answer.text


def test_the_token_of_the_page_lets_a_form_or_a_header_through(guarded, cast):
    token = token_in(guarded.get("/sign-in").text)
    data = {"email": "a@b.example", "password": "x"}
    assert guarded.post("/sign-in", data=data | {"csrf_token": token}).status_code == 422
    headers = {"X-CSRFToken": token}
    assert guarded.post("/sign-in", data=data, headers=headers).status_code == 422


def test_a_rewritten_method_is_checked_alike(guarded, cast):
    assert guarded.post("/session", data={"_method": "delete"}).status_code == 400


def test_another_site_s_token_is_worth_nothing(guarded, app, cast):
    stolen = token_in(app.test_client().get("/sign-in").text)
    guarded.get("/sign-in")
    data = {"email": "a@b.example", "password": "x", "csrf_token": stolen}
    assert guarded.post("/sign-in", data=data).status_code == 400


def test_every_answer_carries_the_policy_and_its_companions(visitor, cast):
    for path in ("/sign-in", "/nope", assets.address("css/kit.css")):
        headers = visitor.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert f"script-src 'self' {assets.import_map_hash()};" in policy
        assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy
        assert "unsafe-inline'; object-src 'none'; base-uri 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"


def test_pages_hold_no_inline_script_and_no_inline_style_but_numbers(client_for, cast):
    browser = client_for(cast.olga)
    for path in ("/", "/me", "/settings", "/projects/new"):
        page = browser.get(path).text
        scripts = re.findall(r"<script(?![^>]*src=)([^>]*)>", page)
        assert scripts == [' type="importmap"']
        assert not re.search(r"\son\w+=|hx-on|javascript:", page)
        for style in re.findall(r'style="([^"]*)"', page):
            assert re.fullmatch(r"(--[\w-]+:-?[\d.]+;?)+", style), style


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:9999", "localhost.evil.example"])
def test_another_host_is_refused(visitor, cast, host):
    answer = visitor.get("/sign-in", base_url=f"http://{host}")
    assert answer.status_code == 400


def test_localhost_is_accepted_on_loopback(visitor, cast):
    assert visitor.get("/sign-in", base_url="http://localhost:8000").status_code == 200


def test_forwarded_headers_count_only_from_trusted_proxies(visitor, cast, tmp_path):
    forwarded = {"X-Forwarded-Host": "evil.example", "X-Forwarded-For": "203.0.113.9"}
    assert visitor.get("/sign-in", headers=forwarded).status_code == 200
    assert load({"JALON_INSTANCE": str(tmp_path)}).trusted_proxies == 0


def test_what_is_hidden_and_what_never_was_answer_with_the_same_bytes(client_for, cast):
    browser = client_for(cast.zed)
    hidden = browser.get(f"/projects/{cast.site.public_id}/people")
    never = browser.get("/projects/nothing222/people")
    nowhere = browser.get("/no/such/address")
    assert hidden.status_code == never.status_code == nowhere.status_code == 404
    assert hidden.data == never.data == nowhere.data


def test_a_script_gets_the_sentence_and_no_page(client_for, cast):
    answer = client_for(cast.mia).get("/settings", headers={"HX-Request": "true"})
    assert answer.status_code == 403
    assert answer.content_type.startswith("text/plain")
    assert "You cannot do this." in answer.text
    assert answer.headers["X-Sentence"].startswith("You%20cannot")


def test_errors_speak_the_reader_s_language(visitor, cast):
    answer = visitor.get("/nope", headers={"Accept-Language": "fr"})
    assert "Cette page n’est pas là." in answer.text


def test_a_stranger_is_sent_to_the_gate_and_a_script_is_told(visitor, cast):
    assert visitor.get("/settings").location == "/sign-in?next=/settings"
    assert visitor.put("/settings").status_code == 401
    assert visitor.get("/settings", headers={"HX-Request": "true"}).status_code == 401
