"""What a person reads, in their language: words, dates, numbers, money."""

import re
from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest
from flask import Flask, render_template_string
from markupsafe import Markup

import formats
import i18n
from i18n import negotiate, speaking
from models.base import Clock

NOW = datetime(2026, 11, 20, 15, 42, tzinfo=UTC)


@pytest.fixture(autouse=True)
def friday(monkeypatch):
    monkeypatch.setattr(Clock, "at", NOW)


@pytest.fixture
def app():
    app = Flask(__name__)
    i18n.register(app)
    return app


def spoken(language, spell, *args, **options):
    with speaking(language, "Europe/Paris"):
        return spell(*args, **options)


TABLE = [
    (formats.number, (108000.5, 2), "108\u202f000,50", "108,000.50"),
    (formats.number, (-3,), "−\u00a03", "−3"),
    (formats.money, (10800000,), "108\u202f000\u00a0€", "€108,000"),
    (formats.money, (10800050,), "108\u202f000,50\u00a0€", "€108,000.50"),
    (formats.money, (1984000, "EUR", True), "19,8\u00a0k€", "€19.8k"),
    (formats.money, (120000000, "EUR", True), "1,2\u00a0M€", "€1.2M"),
    (formats.money, (-228000,), "−\u00a02\u202f280\u00a0€", "−€2,280"),
    (formats.percent, (0.315,), "31,5\u00a0%", "31.5%"),
    (formats.percent, (1,), "100\u00a0%", "100%"),
    (formats.date_short, (date(2026, 11, 20),), "20 nov.", "20 Nov"),
    (formats.date_short, (date(2027, 11, 20),), "20 nov. 2027", "20 Nov 2027"),
    (formats.date_short, (date(2026, 11, 20), True), "20 nov. 2026", "20 Nov 2026"),
    (formats.date_short, (date(2026, 12, 1),), "1er déc.", "1 Dec"),
    (formats.date_long, (NOW,), "vendredi 20 novembre 2026", "Friday 20 November 2026"),
    (formats.day_month, (date(2026, 12, 21),), "21 décembre", "21 December"),
    (formats.weekday_date, (date(2026, 11, 24),), "mar. 24 nov.", "Tue 24 Nov"),
    (formats.week, (NOW,), "S47, semaine du 16 nov.", "W47, week of 16 Nov"),
    (formats.time, (NOW,), "16:42", "16:42"),
    (formats.time, (NOW, True), "16\u00a0h\u00a042", "16:42"),
    (formats.time, (datetime.fromisoformat("2026-11-20T09:05"),), "09:05", "09:05"),
    (formats.duration, (330,), "5\u00a0h\u00a030", "5h 30m"),
    (formats.duration, (240,), "4\u00a0h", "4h"),
    (formats.duration, (45,), "45\u00a0min", "45m"),
    (formats.days, (2.8,), "2,8\u00a0j", "2.8 days"),
    (formats.days, (1,), "1\u00a0j", "1 day"),
    (formats.clock, (90,), "1:30", "1:30"),
    (formats.date_range, (date(2026, 11, 17), date(2026, 11, 24)), "17 → 24 nov.", "17 → 24 Nov"),
    (
        formats.date_range,
        (date(2026, 12, 1), date(2026, 12, 4), True),
        "du 1er au 4 décembre",
        "1 to 4 December",
    ),
    (
        formats.date_range,
        (date(2026, 11, 28), date(2026, 12, 4)),
        "28 nov. → 4 déc.",
        "28 Nov → 4 Dec",
    ),
    (formats.relative, (NOW,), "à l’instant", "just now"),
    (formats.relative, (NOW - timedelta(minutes=5),), "il y a 5\u00a0min", "5 min ago"),
    (formats.relative, (NOW - timedelta(hours=3),), "il y a 3\u00a0h", "3 h ago"),
    (formats.relative, (NOW - timedelta(days=1),), "hier", "yesterday"),
    (formats.relative, (NOW - timedelta(days=3),), "il y a 3\u00a0j", "3 d ago"),
    (formats.relative, (date(2026, 11, 21),), "demain", "tomorrow"),
    (formats.relative, (date(2026, 11, 23),), "dans 3\u00a0j", "in 3 d"),
    (formats.relative, (date(2026, 10, 1),), "1er oct.", "1 Oct"),
    (formats.instant, (NOW,), "16:42", "16:42"),
    (formats.instant, (NOW - timedelta(days=1),), "hier, 16:42", "yesterday, 16:42"),
    (formats.instant, (NOW - timedelta(days=9),), "11 nov., 16:42", "11 Nov, 16:42"),
]


@pytest.mark.parametrize(("spell", "args", "french", "english"), TABLE)
def test_each_language_writes_it_its_own_way(spell, args, french, english):
    assert spoken("fr", spell, *args) == french
    assert spoken("en", spell, *args) == english


def test_midnight_is_the_readers_own():
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    assert spoken("en", formats.date_short, late) == "21 Nov"


def test_html_raises_the_french_ordinal_and_text_does_not(app):
    first = date(2026, 12, 1)
    with app.app_context(), speaking("fr"):
        in_html = render_template_string("{{ d|date_short }}", d=first)
        assert in_html == "<span>1<sup>er</sup> déc.</span>"
        text = "{% autoescape false %}{{ d|date_short }}{% endautoescape %}"
        assert render_template_string(text, d=first) == "1er déc."
        assert render_template_string("{{ d|date_short|striptags }}", d=first) == "1er déc."


def test_a_date_in_running_text_is_kept_in_one_piece_in_a_page_and_plain_in_a_text(app):
    day, shown = date(2026, 11, 17), "{{ d|date_short(false)|unbroken }}"
    with app.app_context(), speaking("fr"):
        in_html = render_template_string(shown, d=day)
        assert in_html == '<span class="num">17 nov.</span>'
        text = "{% autoescape false %}" + shown + "{% endautoescape %}"
        assert render_template_string(text, d=day) == "17 nov."


def test_a_date_is_one_thing_wherever_it_stands(app):
    """Straight in a flex container, "1", "er" and "déc." stood apart as three items."""
    dates = "{{ d|date_short }}{{ d|weekday_date }}{{ d|range(e) }}"
    first, last = date(2026, 12, 1), date(2026, 12, 4)
    with app.app_context(), speaking("fr"):
        page = render_template_string(dates, d=first, e=last)
    assert "<sup>" not in re.sub(r"<span>.*?</span>", "", page)
    assert page.count("<span>") == 3


def test_nothing_to_format_is_nothing_on_the_page(app):
    with app.app_context():
        assert render_template_string("{{ none|date_short }}") == ""


def test_a_template_escapes_what_it_puts_into_a_sentence(app):
    with app.app_context():
        page = "{{ _('%(day)s, %(time)s', day='<b>', time='1') }}"
        assert render_template_string(page) == "&lt;b&gt;, 1"


def test_a_block_of_speech_ends_where_it_ends():
    with speaking("fr", "Europe/Paris"):
        with speaking("en"):
            assert (i18n.language(), str(i18n.zone())) == ("en", "Europe/Paris")
        assert i18n.language() == "fr"
    assert i18n.language() == "en"


def test_an_unknown_language_changes_nothing():
    with speaking("fr"), speaking("tlh"):
        assert i18n.language() == "fr"


def test_a_thread_of_its_own_speaks_its_own_language():
    heard = []
    with speaking("fr"):
        thread = Thread(target=lambda: heard.append(i18n.language()))
        thread.start()
        thread.join()
    assert heard == ["en"]


def test_french_counts_nothing_and_one_alike():
    count = "%(shown)s day", "%(shown)s days"
    with speaking("en"):
        assert [i18n.ngettext(*count, n, shown=n) for n in (0, 1, 2)] == [
            "0 days",
            "1 day",
            "2 days",
        ]
    with speaking("fr"):
        assert i18n.ngettext(*count, 0, shown=0) == "0\u00a0j"


@pytest.mark.parametrize(
    ("header", "best"),
    [
        ("fr-FR,fr;q=0.9,en;q=0.8", "fr"),
        ("en-GB,en;q=0.9", "en"),
        ("de,fr;q=0.5,en;q=0.2", "fr"),
        ("de", "en"),
        ("", "en"),
        (None, "en"),
        ("total nonsense;;q=", "en"),
    ],
)
def test_the_browser_is_heard(header, best):
    assert negotiate(header) == best


def test_words_of_a_person_are_escaped_though_the_same_came_as_markup_before():
    """A Markup equals its plain words and has their hash: a cache gave the one for the other."""
    assert formats.raised(Markup("<b>1er</b>")) == "<b>1<sup>er</sup></b>"
    assert formats.raised("<b>1er</b>") == "&lt;b&gt;1<sup>er</sup>&lt;/b&gt;"
