"""Prints HTML to a tagged PDF; nothing outside the static folder can be fetched."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

Pictures = Mapping[str, bytes]
STATIC = Path(__file__).resolve().parent.parent / "static"


class OutsideAddress(FatalURLFetchingError):
    """A page to print asked for something that is not ours."""


class StaticOnly(URLFetcher):
    """Opens files under the static folder, links followed, and pictures given beside them by
    their address here; refuses everything else."""

    def __init__(self, root: Path = STATIC, pictures: Pictures | None = None):
        super().__init__(allowed_protocols={"file"}, allow_redirects=False)
        self.root, self.pictures = root.resolve(), pictures or {}

    def fetch(self, url: str, headers=None):
        address = urlsplit(url)
        if url.removeprefix("file://") in self.pictures:
            picture = self.pictures[address.path]
            return URLFetcherResponse(url, picture, {"Content-Type": "image/png"})
        path = Path(unquote(address.path)).resolve()
        if address.scheme != "file" or address.netloc or not path.is_relative_to(self.root):
            raise OutsideAddress(f"Refused while printing: {url}")
        return super().fetch(url, headers)


REPORT = ("report.css", "chart.css", "report-page.css")
PLAN = ("chart.css", "chart-page.css")


@cache
def fonts() -> FontConfiguration:
    """The fonts of all that is printed."""
    return FontConfiguration()


@cache
def dress(*names: str) -> list[CSS]:
    """Style sheets, read once: a third of the time of a page otherwise."""
    fetcher = StaticOnly()
    return [
        CSS(filename=STATIC / "css" / name, font_config=fonts(), url_fetcher=fetcher)
        for name in names
    ]


def laid(
    html: str,
    styles: tuple[str, ...] = REPORT,
    root: Path = STATIC,
    pictures: Pictures | None = None,
) -> Document:
    """The pages of `html`, whose addresses are relative to the static folder.

    `pictures`: PNGs that lie elsewhere, by the address under which the page asks for them.
    Raises OutsideAddress if it asks for anything outside that folder.
    """
    base = f"{root.resolve().as_uri()}/"
    page = HTML(string=html, base_url=base, url_fetcher=StaticOnly(root, pictures))
    return page.render(stylesheets=dress(*styles), font_config=fonts())


def bound(parts: list[Document]) -> bytes:
    """One tagged PDF/UA-1 file of all pages; its title and language are those of the first part."""
    pages = [page for part in parts for page in part.pages]
    return parts[0].copy(pages).write_pdf(pdf_variant="pdf/ua-1")


def to_pdf(html: str, root: Path = STATIC, pictures: Pictures | None = None) -> bytes:
    """A report as a tagged PDF/UA-1 file."""
    return bound([laid(html, root=root, pictures=pictures)])


def warm_up() -> None:
    """Load fonts and tables before the first person waits."""
    blank = "<!doctype html><html lang='en'><title>-</title><p>-</p></html>"
    bound([laid(blank), laid(blank, PLAN)])
