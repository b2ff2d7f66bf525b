"""Cut the two families down to the Latin, arrows and marks that Jalon writes, one file each.

The published web subsets lack the arrow and the narrow no-break space of French numbers.
"""

from pathlib import Path
from typing import Any

from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph
from fontTools.varLib.instancer import instantiateVariableFont

HERE = Path(__file__).resolve().parent.parent
FAMILIES: dict[str, tuple[str, dict[str, Any]]] = {
    "inter-variable.woff2": (
        "inter-ui/variable/InterVariable.woff2",
        {"opsz": 14, "wght": (400, 700)},
    ),
    "newsreader-variable.woff2": (
        "@fontsource-variable/newsreader/files/newsreader-latin-opsz-normal.woff2",
        {"wght": (400, 600)},
    ),
}
LICENCES = {
    "Inter": "inter-ui/LICENSE.txt",
    "Newsreader": "@fontsource-variable/newsreader/LICENSE",
}
FEATURES = ["calt", "case", "ccmp", "dnom", "frac", "kern", "liga", "locl", "mark", "mkmk"]
FEATURES += ["numr", "pnum", "rvrn", "tnum"]
NARROW_SPACE = 0x202F
RAISED = {"ᵉ": "e", "ʳ": "r", "ˢ": "s", "ᵈ": "d"}  # of French ordinals: 1ᵉʳ, 2ᵉ, 2ᵈᵉˢ
RAISED_SIZE = 0.62
CHARACTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *range(0x218, 0x21C),
    *range(0x2C6, 0x2DE),
    *range(0x2000, 0x2070),
    *range(0x20A0, 0x20C1),
    *range(0x2190, 0x219A),
    *map(ord, "№™−≈≠≤≥■□▲▼◆◇●○★✓✗"),
    *map(ord, RAISED),
]


def cut(source: Path, limits: dict[str, Any]) -> TTFont:
    font = TTFont(source)
    options = Options(layout_features=FEATURES, name_IDs=["*"], notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=CHARACTERS)
    subsetter.subset(font)
    font = instantiateVariableFont(font, limits)
    known = font.getBestCmap()
    if NARROW_SPACE not in known:
        add(font, NARROW_SPACE, Glyph(), font["hmtx"]["space"][0] // 2, like="space")
    for raised, letter in RAISED.items():
        if ord(raised) not in known:
            raise_letter(font, ord(raised), letter)
    font.flavor = "woff2"
    return font


def raise_letter(font: TTFont, code: int, letter: str) -> None:
    """The letter itself made smaller, its x-height hanging from the top of the capitals."""
    metrics, pen = font["OS/2"], TTGlyphPen(font.getGlyphSet())
    up = round(metrics.sCapHeight - RAISED_SIZE * metrics.sxHeight)
    pen.addComponent(letter, (RAISED_SIZE, 0, 0, RAISED_SIZE, 0, up))
    add(font, code, pen.glyph(), round(font["hmtx"][letter][0] * RAISED_SIZE), like="space")


def add(font: TTFont, code: int, glyph: Glyph, width: int, like: str) -> None:
    """A glyph more, whose width varies as another's does."""
    name = f"uni{code:04X}"
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"][name] = glyph
    font["gvar"].variations[name] = []
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = (width, glyph.xMin)
    widths = font["HVAR"].table.AdvWidthMap
    if widths:
        widths.mapping[name] = widths.mapping[like]
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[code] = name


def main() -> None:
    modules, fonts = HERE / "node_modules", HERE / "static" / "fonts"
    fonts.mkdir(parents=True, exist_ok=True)
    for name, (source, limits) in FAMILIES.items():
        cut(modules / source, limits).save(fonts / name)
    for family, licence in LICENCES.items():
        (fonts / f"{family}-licence.txt").write_bytes((modules / licence).read_bytes())


if __name__ == "__main__":
    main()
