"""Draw a small picture of a file, as a process of its own: `drawing.py SOURCE TARGET MEDIA_TYPE`.

What strangers send may crash or choke whatever reads it, so this process has little of everything,
knows nothing of Jalon, and is not missed when it dies.
"""

import resource
import sys
from typing import Any

LARGEST = 1280  # pixels of the longer side
MOST_PIXELS = 60_000_000
MEGABYTE = 1024 * 1024
LIMITS = {
    resource.RLIMIT_AS: 1536 * MEGABYTE,
    resource.RLIMIT_CPU: 15,  # seconds
    resource.RLIMIT_FSIZE: 4 * MEGABYTE,
    resource.RLIMIT_CORE: 0,
}


def bound() -> None:
    for kind, most in LIMITS.items():
        resource.setrlimit(kind, (most, most))


def draw(source: str, target: str, media_type: str) -> None:
    drawn = first_page(source) if media_type == "application/pdf" else small(source)
    shape = "RGBA" if drawn.has_transparency_data else "RGB"
    # Pasted on an empty one: nothing that the file says of itself, or of its maker, comes along.
    clean = new(shape, drawn.size)
    clean.paste(drawn.convert(shape))
    clean.save(target, "WEBP", quality=80)


def new(shape: str, size: tuple[int, int]) -> Any:
    from PIL import Image

    return Image.new(shape, size)


def small(source: str) -> Any:
    """As it was taken: turned as its camera was held."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    image = Image.open(source, formats=("PNG", "JPEG", "GIF", "WEBP"))
    if image.width * image.height > MOST_PIXELS:
        raise ValueError("too many pixels")
    image.draft("RGB", (LARGEST, LARGEST))
    image.thumbnail((LARGEST, LARGEST))
    return ImageOps.exif_transpose(image)


def first_page(source: str) -> Any:
    from pypdfium2 import PdfDocument

    page = PdfDocument(source)[0]
    return page.render(scale=min(LARGEST / max(page.get_size()), 4)).to_pil()


if __name__ == "__main__":
    bound()
    draw(*sys.argv[1:])
