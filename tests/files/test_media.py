"""What a file is said to be depends on its bytes alone, and never says more than a media type."""

from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

import pytest

from files.media import media_type

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPEN = "application/vnd.oasis.opendocument.text"


def zipped(*names, first=None):
    made = BytesIO()
    with ZipFile(made, "w", ZIP_STORED) as archive:
        if first is not None:
            archive.writestr("mimetype", first)
        for name in names:
            archive.writestr(name, "x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n\x00", "image/png"),
        (b"\xff\xd8\xff\xe0JFIF", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\xef\xbb\xbf%PDF-1.4", "application/pdf"),
        (b"<svg onload='alert(1)'>", "text/plain"),
        (b"<!doctype html><script>", "text/plain"),
        ("Été".encode()[:-1], "text/plain"),  # cut in the middle of a letter
        (b"MZ\x90\x00\x03", "application/octet-stream"),
        (b"\x7fELF\x02\x01", "application/octet-stream"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"),
        (zipped("[Content_Types].xml", "word/document.xml"), WORD),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), SHEET),
        (zipped("content.xml", first=OPEN), OPEN),
        (zipped("content.xml", first=OPEN + "\r\nSet-Cookie: a=b"), OPEN),
        (zipped("content.xml", first=OPEN[:-4] + "\r\nX: y"), "application/zip"),
        (zipped("a.txt"), "application/zip"),
    ],
)
def test_a_file_is_what_its_first_bytes_say(head, kind):
    assert media_type(head) == kind
