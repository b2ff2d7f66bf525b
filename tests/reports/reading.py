"""The words of a PDF, read through its own glyph tables as a search engine would."""

import re
from io import BytesIO
from typing import Any

import pikepdf

PAIR = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")


def words_of(content: bytes) -> str:
    with pikepdf.open(BytesIO(content)) as pdf:
        return "\n".join(text_of(page.obj, page.Resources) for page in pdf.pages)


def text_of(stream: Any, resources: Any) -> str:
    fonts = {name: letters(font) for name, font in dict(resources.get("/Font", {})).items()}
    said, known = [], {}
    for operands, operator in pikepdf.parse_content_stream(stream):
        match str(operator):
            case "Tf":
                known = fonts[str(operands[0])]
            case "Tj" | "TJ":
                said.append(spelt(operands[0], known))
            case "ET":
                said.append("\n")
            case "Do":
                form = resources.XObject[str(operands[0])]
                if form.get("/Subtype") == "/Form":
                    said.append(text_of(form, form.get("/Resources", resources)))
    return "".join(said)


def spelt(shown: Any, known: dict[int, str]) -> str:
    parts = shown if isinstance(shown, pikepdf.Array) else [shown]
    codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
    pairs = zip(codes[::2], codes[1::2], strict=True)
    return "".join(known.get(high << 8 | low, "") for high, low in pairs)


def letters(font: Any) -> dict[int, str]:
    table = font.ToUnicode.read_bytes()
    return {
        int(code, 16): bytes.fromhex(letter.decode()).decode("utf-16-be")
        for code, letter in PAIR.findall(table)
    }
