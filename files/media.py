"""What a file is, by its first bytes: its name and what its sender says of it prove nothing."""

import re

IMAGES = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
    "image/gif": b"GIF8",
}
PDF = "application/pdf"
OFFICE = {
    b"word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    b"xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    b"ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
ARCHIVE, TEXT, UNKNOWN = "application/zip", "text/plain", "application/octet-stream"
OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument."
OPEN = re.compile(rb"application/vnd\.oasis\.opendocument\.[a-z-]{1,40}")
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEAD = 8192  # bytes enough to tell
CONTROLS = frozenset(range(32)) - {9, 10, 12, 13, 27}

PICTURED = {*IMAGES, "image/webp", PDF}  # what a small picture can be drawn of

# What people look for, and what each is called by.
KINDS = ("image", "document", "other")
DOCUMENTS = (PDF, TEXT, "application/msword", *OFFICE.values())


def media_type(head: bytes) -> str:
    """The media type of a file that begins so. Only pictures and PDF are ever opened here."""
    for kind, mark in IMAGES.items():
        if head.startswith(mark):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if b"%PDF-" in head[:1024]:
        return PDF
    if head.startswith(OLD_OFFICE):
        return "application/msword"
    if head.startswith(b"PK\x03\x04"):
        return _packed(head)
    return TEXT if _is_text(head) else UNKNOWN


def _packed(head: bytes) -> str:
    """A zip, or one of the documents that are made as zips."""
    if head[30:].startswith(OPEN_DOCUMENT):
        named = OPEN.match(head, 38)
        return named[0].decode() if named else ARCHIVE
    return next((kind for part, kind in OFFICE.items() if part in head), ARCHIVE)


def _is_text(head: bytes) -> bool:
    if not CONTROLS.isdisjoint(head):
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as cut:
        return cut.start > len(head) - 4  # in the middle of a letter
    return True
