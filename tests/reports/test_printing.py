from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from PIL import Image

from pictures import drawn_anew
from reports.composing import document, file_name
from reports.facts import Milestone
from reports.printing import STATIC, OutsideAddress, to_pdf
from reports.reading import text_of

OUTSIDE = [
    "file:///etc/passwd",
    "http://127.0.0.1:9/x.png",
    "https://example.org/x.png",
    "../settings.py",
    "css/%2e%2e/%2e%2e/settings.py",
    "data:image/svg+xml,<svg/>",
    "ftp://example.org/x",
]


@pytest.fixture
def pdf(app, facts, words):
    return pikepdf.open(BytesIO(to_pdf(document(facts.frozen(), words, "fr"))))


def nodes(pdf, kind):
    found: list[Any] = []
    waiting: list[Any] = [pdf.Root.StructTreeRoot]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, pikepdf.Dictionary):
            continue
        if node.get("/S") == f"/{kind}":
            found.append(node)
        below: Any = node.get("/K", [])
        waiting += list(below) if isinstance(below, pikepdf.Array) else [below]
    return found


def test_a_report_is_one_page_tagged_in_its_language(pdf):
    assert len(pdf.pages) == 1
    assert pdf.Root.Lang == "fr"
    assert pdf.Root.MarkInfo.Marked
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    assert pdf.docinfo.Title == "Rapport d’avancement n°\u00a03 — Lancement printemps"
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_each_figure_has_words_in_its_place_and_each_table_its_heads(pdf):
    figures = nodes(pdf, "Figure")
    assert figures
    assert all(str(figure.Alt).startswith("Jalons atteints\u00a0: 1 sur 6.") for figure in figures)
    assert len(nodes(pdf, "Table")) == 2
    assert len(nodes(pdf, "TH")) == 9


def test_bookmarks_are_the_sections(pdf):
    with pdf.open_outline() as outline:
        (title,) = outline.root
        sections = [section.title for section in title.children]
    assert title.title == "Lancement printemps"
    assert sections == [
        "En bref",
        "Fait depuis le 6 novembre",
        "Jalons",
        "Prévu d’ici au 4 décembre",
    ]


def test_every_font_is_embedded_and_ours(pdf):
    described = [
        font.DescendantFonts[0].FontDescriptor
        for page in pdf.pages
        for font in page.Resources.Font.values()
    ]
    names = {str(font.FontName).partition("+")[2] for font in described}
    assert all("/FontFile2" in font or "/FontFile3" in font for font in described)
    assert all(name.startswith(("Jalon-Sans", "Jalon-Serif")) for name in names)


def test_states_are_words_and_empty_sections_disappear(app, facts, words):
    page = document(facts.frozen(), words, "en")
    assert "Moved" in page
    assert "Cause" in page
    bare = replace(facts, milestones=(), next=(), done=())
    page = document(bare.frozen(), words | {"done": [], "next": [], "causes": {}}, "en")
    assert page.count("<h2>") == 1
    for absent in ("Milestones", "Planned by", "Done since", "<svg"):
        assert absent not in page


def test_what_is_switched_off_is_not_printed(app, facts, words):
    words["done"][0]["shown"] = False
    assert "Brief signé, six livrables" not in document(facts.frozen(), words, "fr")


def test_a_long_report_takes_two_pages_at_most(app, facts, words):
    stops = [Milestone(str(n), f"Jalon {n} " * 4, date(2027, 1, 1 + n)) for n in range(10)]
    lines = [{"id": "", "text": "Un résultat assez long " * 4, "shown": True} for _ in range(7)]
    long = words | {"done": lines, "summary": "mot " * 100}
    content = to_pdf(document(replace(facts, milestones=tuple(stops)).frozen(), long, "fr"))
    assert len(pikepdf.open(BytesIO(content)).pages) == 2
    assert len(content) < 1_000_000


def test_what_a_person_types_stays_text(app, facts, words):
    words["summary"] = "<img src='file:///etc/passwd'> <b>gras</b>"
    assert "<img" not in document(facts.frozen(), words, "fr")


@pytest.mark.parametrize("address", OUTSIDE)
def test_nothing_outside_the_static_folder_is_fetched(address):
    with pytest.raises(OutsideAddress):
        to_pdf(f'<!doctype html><html lang="fr"><title>x</title><img src="{address}" alt="x">')


def test_a_link_out_of_the_static_folder_is_not_followed(tmp_path):
    (tmp_path / "static").mkdir()
    (tmp_path / "secret.css").write_text("body { color: red }")
    (tmp_path / "static" / "way-out.css").symlink_to(tmp_path / "secret.css")
    with pytest.raises(OutsideAddress):
        to_pdf('<link rel="stylesheet" href="way-out.css"><p>x</p>', tmp_path / "static")


def test_the_file_is_named_after_client_project_number_and_day(app, facts):
    from i18n import speaking

    with speaking("fr"):
        name = file_name(replace(facts, client="Maison / Verdier"), date(2026, 11, 20))
    assert name == "Maison-Verdier_Lancement-printemps_Rapport-003_2026-11-20.pdf"


def test_the_styles_of_a_report_are_all_in_the_static_folder():
    styles = (STATIC / "css" / "report.css").read_text() + (
        STATIC / "css" / "report-page.css"
    ).read_text()
    assert "http" not in styles


@pytest.mark.parametrize("lines", [10, 19, 22, 28])
def test_a_table_that_fits_a_page_is_not_split_over_two(app, facts, words, lines):
    """Halden’s second report began its milestones on one page and ended them on the next."""
    said = words | {
        "done": [{"id": "", "text": "mot " * 12, "shown": True}] * lines,
        "causes": {stop.id: f"cause{n}" for n, stop in enumerate(facts.milestones)},
    }
    pdf = pikepdf.open(BytesIO(to_pdf(document(facts.frozen(), said, "fr"))))
    pages = [text_of(page.obj, page.Resources) for page in pdf.pages]
    (whole,) = [page for page in pages if "cause0" in page]
    assert all(f"cause{n}" in whole for n in range(len(facts.milestones)))


@pytest.mark.parametrize("before", [440, 480])
def test_what_is_done_stands_on_one_page_with_its_heading(app, facts, words, before):
    """Its last line stood alone on the next page, or its first two alone under the heading."""
    lines = [{"id": "", "text": f"fait{n} " + "mot " * 6, "shown": True} for n in range(7)]
    said = words | {"done": lines, "summary": "mot " * before}
    pdf = pikepdf.open(BytesIO(to_pdf(document(facts.frozen(), said, "fr"))))
    pages = [text_of(page.obj, page.Resources) for page in pdf.pages]
    (whole,) = [page for page in pages if "Fait depuis" in page]
    assert all(f"fait{n}" in whole for n in range(7))


def test_slips_are_said_to_be_calendar_days_beside_the_working_days_of_the_whole(app, facts, words):
    for language, unit in (("en", "in calendar days"), ("fr", "en jours calendaires")):
        assert f"<small>{unit}</small>" in document(facts.frozen(), words, language)


def test_a_companys_picture_is_printed_and_no_other_is_fetched(app, facts, words):
    png = drawn_anew(a_picture()).png
    dressed = replace(facts, mark="k3f9w2", mark_of="Maison Verdier", accent="#1f7a52")
    page = document(dressed.frozen(), words, "fr")
    pdf = pikepdf.open(BytesIO(to_pdf(page, pictures={"/marks/k3f9w2": png})))
    assert "Maison Verdier" in [str(figure.Alt) for figure in nodes(pdf, "Figure")]
    assert len(pdf.pages) == 1
    with pytest.raises(OutsideAddress):
        to_pdf(page, pictures={"/marks/another": png})


def a_picture():
    drawn = BytesIO()
    Image.new("RGB", (300, 100), "#1f7a52").save(drawn, "JPEG")
    return drawn.getvalue()
