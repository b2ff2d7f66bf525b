"""What people write is shown as they meant it, and can do no harm."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from markdown import BLOCKS, TABLES, WORDS, render


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("**6 h** du *matin*", "<strong>6 h</strong> du <em>matin</em>"),
        ("- un\n- deux", "<li>un</li>"),
        ("1. un", "<ol>"),
        ("> dit", "<blockquote>"),
        ("`code`", "<code>code</code>"),
        ("~~non~~", "<s>non</s>"),
        ("une\nautre", "une<br>"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "<td>1</td>"),
        ("# Titre", "<h3>Titre</h3>"),
        ("###### Petit", "<h5>Petit</h5>"),
    ],
)
def test_the_usual_marks_are_read(written, shown):
    assert shown in render(written)


def test_a_link_leaves_without_telling_where_from():
    assert render("[planche](https://example.org/a)") == (
        '<p><a href="https://example.org/a" rel="noopener noreferrer nofollow">planche</a></p>\n'
    )


def test_a_bare_address_becomes_a_link():
    assert 'href="https://example.org/x"' in render("voir https://example.org/x")
    assert 'href="mailto:a@example.org"' in render("<mailto:a@example.org>")


def test_an_image_from_outside_is_only_a_link():
    page = render("![vue](https://example.org/pixel.gif)")
    assert "<img" not in page
    assert 'href="https://example.org/pixel.gif"' in page


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "[x](file:///etc/passwd)",
    "[x](//evil.example)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    '![x"onerror="alert(1)](https://example.org/"onload="alert(1))',
    '[x](https://example.org "t\\" onmouseover=\\"alert(1)")',
    "<svg/onload=alert(1)>",
    "<iframe src=https://example.org></iframe>",
    "<style>*{display:none}</style>",
    '<a href="https://example.org" style="position:fixed;inset:0">x</a>',
    "```\n</code></pre><script>alert(1)</script>\n```",
    "[a]: javascript:alert(1)\n\n[a]",
    "javascript:alert(1)",
]
TAG = re.compile(r"<(/?)(\w+)([^>]*)>")
ALLOWED = BLOCKS | TABLES | WORDS


def harmless(page):
    for _close, tag, attributes in TAG.findall(page):
        assert tag in ALLOWED
        names = re.findall(r'([\w-]+)="[^"]*"', attributes)
        assert set(names) <= {"href", "rel", "title", "start"}
        for target in re.findall(r'href="([^"]*)"', attributes):
            assert target.lower().startswith(("http:", "https:", "mailto:"))
    return True


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_does_nothing(text):
    assert harmless(render(text))


@given(
    st.lists(st.sampled_from([*HOSTILE, "**", "[", "](", ")", "<", '"', "\n", "`"])).map("".join)
)
def test_no_mixture_of_them_does_anything_either(text):
    assert harmless(render(text))


def test_raw_html_is_shown_as_it_was_typed():
    assert "&lt;b&gt;" in render("<b>gras</b>")


def test_deep_nesting_does_not_bring_the_house_down():
    assert render(">" * 5000 + "x")
    assert render("[" * 5000)
