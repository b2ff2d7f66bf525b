"""Papers for the sample's files: a page of coloured fields, always the same under one name."""

import random

WIDTH, HEIGHT = 595, 842  # A4 in points
INKS = ("0.56 0.70 0.61", "0.18 0.29 0.26", "0.91 0.70 0.48", "0.85 0.56 0.37", "0.96 0.92 0.82")


def paper(name: str) -> bytes:
    """The bytes of a PDF of one page."""
    fields = "\n".join(_fields(random.Random(name)))
    parts = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/Contents 4 0 R>>",
        f"<</Length {len(fields)}>>stream\n{fields}\nendstream",
    ]
    return _bound(parts)


def _fields(dice: random.Random) -> list[str]:
    """A sheet, and six fields of two columns on it."""
    fields = [f"1 0.99 0.96 rg 0 0 {WIDTH} {HEIGHT} re f"]
    for row in range(3):
        wide = dice.randint(150, 350)
        for left, across in ((40, wide), (60 + wide, WIDTH - 100 - wide)):
            ink, top = dice.choice(INKS), HEIGHT - 290 - row * 250
            fields.append(f"{ink} rg {left} {top} {across} 230 re f")
    return fields


def _bound(parts: list[str]) -> bytes:
    """The parts as numbered objects, and the table that says where each begins."""
    text, starts = "%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        starts.append(len(text))
        text += f"{number} 0 obj{part}endobj\n"
    table = "".join(f"{start:010} 00000 n \n" for start in starts)
    count = len(parts) + 1
    end = f"trailer<</Size {count}/Root 1 0 R>>\nstartxref\n{len(text)}\n%%EOF\n"
    return f"{text}xref\n0 {count}\n0000000000 65535 f \n{table}{end}".encode("ascii")
