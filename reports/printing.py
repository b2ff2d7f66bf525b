"""Prints HTML to a tagged PDF; nothing outside the static folder can be fetched."""

from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

STATIC = Path(__file__).resolve().parent.parent / "static"


class OutsideAddress(FatalURLFetchingError):
    """A page to print asked for something that is not ours."""


class StaticOnly(URLFetcher):
    """Opens files under the static folder, links followed, and refuses everything else."""

    def __init__(self, root: Path = STATIC):
        super().__init__(allowed_protocols={"file"}, allow_redirects=False)
        self.root = root.resolve()

    def fetch(self, url: str, headers=None):
        address = urlsplit(url)
        path = Path(unquote(address.path)).resolve()
        if address.scheme != "file" or address.netloc or not path.is_relative_to(self.root):
            raise OutsideAddress(f"Refused while printing: {url}")
        return super().fetch(url, headers)


@cache
def dress() -> tuple[FontConfiguration, list[CSS]]:
    """The styles and fonts of a report, read once: a third of the time of a page otherwise."""
    fonts, fetcher = FontConfiguration(), StaticOnly()
    names = ("report.css", "report-page.css")
    styles = [
        CSS(filename=STATIC / "css" / name, font_config=fonts, url_fetcher=fetcher)
        for name in names
    ]
    return fonts, styles


def to_pdf(html: str, root: Path = STATIC) -> bytes:
    """`html`, whose addresses are relative to the static folder, as a tagged PDF/UA-1 file.

    Raises OutsideAddress if the page asks for anything outside that folder.
    """
    fonts, styles = dress()
    page = HTML(string=html, base_url=f"{root.resolve().as_uri()}/", url_fetcher=StaticOnly(root))
    return page.write_pdf(pdf_variant="pdf/ua-1", stylesheets=styles, font_config=fonts)


def warm_up() -> None:
    """Load fonts and tables before the first person waits."""
    to_pdf("<!doctype html><html lang='en'><title>-</title><p>-</p></html>")
