"""A company's mark as somebody sends it, drawn anew: what is kept is our own PNG, never theirs."""

from dataclasses import dataclass
from io import BytesIO

from i18n import N_

LARGEST = 2_000_000  # bytes
MOST_PIXELS = 25_000_000
KEPT = (640, 240)  # pixels it may take at most: four times what the sheet shows
KINDS = ("PNG", "JPEG")


class NotAMark(Exception):
    """It cannot be taken; its words are for whoever sent it, to be translated."""


@dataclass(frozen=True)
class Picture:
    png: bytes
    width: int
    height: int


def drawn_anew(content: bytes) -> Picture:
    """Judged by its bytes, whatever its name; without what the file says of where it was made."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # heavy, and seldom asked for

    if len(content) > LARGEST:
        raise NotAMark(N_("This picture is too large: 2 MB at most."))
    try:
        with Image.open(BytesIO(content), formats=KINDS) as sent:
            if sent.width * sent.height > MOST_PIXELS:
                raise NotAMark(N_("This picture has too many pixels: 25 million at most."))
            seen = ImageOps.exif_transpose(sent).convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise NotAMark(N_("This is no picture in PNG or JPEG.")) from None
    seen.thumbnail(KEPT)
    seen.info.clear()
    kept = BytesIO()
    seen.save(kept, "PNG", optimize=True)
    return Picture(kept.getvalue(), *seen.size)
